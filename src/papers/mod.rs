//! Papers for the world outside: letters (docx) from templates that a center may replace, and tables (csv).
//!
//! Rendered whole in memory and handed back as bytes; whoever asked writes them with their own account's rights.

mod docx;
mod docx_text;
pub mod letter;
pub mod table;
mod visible;

pub use docx::{LetterError, placeholders, render};
pub use letter::ReferralLetter;
pub use visible::visible;
