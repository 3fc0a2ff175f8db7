//! The rules of the center, given/when/then: disputes, alerts, experts; referrals; custody.

mod abroad;
mod access;
mod agency;
mod alert;
mod clocks;
mod consultation;
mod custody;
mod dispute;
mod evidence;
mod experts;
pub mod house;
mod kinds;
mod listing;
mod model;
mod model_agrees;
mod playbook;
mod referral;
mod refusals;
mod rota;
mod rounds;
mod special;
mod stages;
mod stages_ending;
mod stages_guidance;
mod stages_intake;
mod stages_major;
mod timers;
