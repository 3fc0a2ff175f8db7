//! PURE. Finding: the filter language of the lists, and names found by Chinese, pinyin, initials or English.

pub mod filter;
pub mod names;

pub use filter::{Filter, FilterError};
