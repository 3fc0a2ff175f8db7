//! PURE. The rules of the center: one file an aggregate with its state, its facts, `decide` and `evolve`.
//! No IO, no clock: time comes in as a value.

pub mod agency;
pub mod alert;
pub mod deadline;
pub mod dispute;
pub mod expert;
pub mod ids;
pub mod safe_text;
pub mod unit;
pub mod words;
