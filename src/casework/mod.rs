//! PURE. The rules of the center: one file an aggregate with its state and its facts, `decide/` for what may be
//! done, `evolve` for what follows. No IO, no clock: time comes in as a value.

pub mod actions;
pub mod affair;
pub mod agency;
pub mod alert;
mod audience;
pub mod authorize;
pub mod command;
pub mod custody;
pub mod deadline;
pub mod decide;
pub mod dispute;
pub mod entry;
mod evolve;
mod evolve_referral;
pub mod expert;
pub mod fields;
pub mod guidance;
pub mod handbook;
pub mod ids;
pub mod kinds;
pub mod leg;
pub mod line;
pub mod listing;
pub mod matching;
pub mod moved;
pub mod numbers;
pub mod react;
pub mod referral;
pub mod refusal;
pub mod safe_text;
pub mod standing;
pub mod state;
pub mod timers;
pub mod unit;
mod verbs;
pub mod words;
