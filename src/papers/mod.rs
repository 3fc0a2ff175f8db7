//! Papers for the world outside: forms and letters (docx) on a letterhead that a center may replace by its own, tables
//! (xlsx, csv), contacts (vCard), and dates for the calendars of other programs (iCalendar).
//!
//! Rendered whole in memory and handed back as bytes; whoever asked writes them with their own account's rights.

pub mod calendar_feed;
pub mod card;
mod content_lines;
mod docx;
mod docx_text;
pub mod fields;
mod line;
mod paper;
pub mod table;
mod visible;
pub mod wording;

pub use calendar_feed::{CalendarFeed, FeedEvent, When};
pub use docx::{LetterError, placeholders, render};
pub use line::{Line, Style};
pub use paper::{Paper, Template, template};
pub use visible::visible;
