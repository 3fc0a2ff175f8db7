//! The rules of the center, given/when/then: disputes, alerts, experts; referrals; custody.

mod abroad;
mod agency;
mod clocks;
mod custody;
mod dispute;
mod experts;
pub mod house;
mod kinds;
mod listing;
mod model;
mod model_agrees;
mod paper;
mod referral;
mod refusals;
mod rota;
mod rounds;
mod stages;
mod stages_ending;
mod stages_guidance;
mod stages_intake;
mod stages_major;
mod timers;
