//! The one integration-test binary.

mod calendar;
mod casework;
mod daemon;
mod exchange;
mod intake;
mod journal;
mod papers;
mod screens;
mod stores;
mod support;
mod terminal;
mod tidy;
mod time;
mod verbs;
