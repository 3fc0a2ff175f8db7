//! The one integration-test binary.

#[cfg(feature = "program")]
mod audit;
mod boards;
mod calendar;
mod casework;
#[cfg(feature = "program")]
mod crash;
#[cfg(feature = "program")]
mod daemon;
#[cfg(feature = "program")]
mod damage;
mod destroyed;
mod dice;
#[cfg(feature = "program")]
mod exchange;
#[cfg(feature = "program")]
mod hostile;
#[cfg(feature = "program")]
mod identity;
#[cfg(feature = "program")]
mod intake;
#[cfg(feature = "program")]
mod journal;
#[cfg(feature = "program")]
mod keeping;
#[cfg(feature = "program")]
mod papers;
#[cfg(feature = "program")]
mod screens;
#[cfg(feature = "program")]
mod stores;
#[cfg(feature = "program")]
mod support;
#[cfg(feature = "program")]
mod terminal;
mod tidy;
#[cfg(feature = "program")]
mod time;
#[cfg(feature = "program")]
mod vault;
#[cfg(feature = "program")]
mod verbs;
