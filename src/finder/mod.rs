//! PURE. Finding: every text of the boards once, found by Chinese, pinyin, initials or English; the filter language of
//! the lists. What is searched is names, never rows: a row only holds the numbers of its names.

pub mod filter;
pub mod hands;
pub mod index;
pub mod names;
pub mod needle;
pub mod number;
mod spelling;

pub use filter::{Filter, FilterError};
pub use hands::{Hands, OneHand};
pub use names::{Name, Names};
pub use needle::Needle;
pub use number::Number;
