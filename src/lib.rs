//! `dutydesk`: the duty officer's workstation for overseas intellectual-property disputes.

pub mod boards;
pub mod calendar;
pub mod casework;
pub mod cli;
pub mod daemon;
pub mod desk;
pub mod exchange;
pub mod finder;
pub mod intake;
pub mod journal;
pub mod papers;
pub mod wire;
