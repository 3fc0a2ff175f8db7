//! Papers for the world outside: letters (docx) from templates that a center may replace, tables (csv), and dates for
//! the calendars of other programs (iCalendar).
//!
//! Rendered whole in memory and handed back as bytes; whoever asked writes them with their own account's rights.

pub mod calendar_feed;
mod docx;
mod docx_text;
pub mod letter;
pub mod table;
mod visible;

pub use calendar_feed::{CalendarFeed, FeedEvent, When};
pub use docx::{LetterError, placeholders, render};
pub use letter::ReferralLetter;
pub use visible::visible;
