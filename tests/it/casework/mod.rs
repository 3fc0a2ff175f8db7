//! The rules of the center, given/when/then: disputes, alerts, experts; referrals; custody.

mod abroad;
mod custody;
mod dispute;
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
mod timers;
