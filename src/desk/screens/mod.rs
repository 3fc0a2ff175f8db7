//! The screens, one a file, all of one shape. A new screen is a file here, a variant of `Screen`,
//! a `Place` to go to, a scope and its rows in `keymaps/`, and one test in `tests/it/screens.rs`.

pub mod affair;
pub mod affairs;
pub mod agencies;
pub mod alert;
pub mod alerts;
pub mod board;
pub mod dispute;
pub mod disputes;
pub mod duty;
pub mod exchange;
pub mod experts;
pub mod first_run;
pub mod matches;
pub mod officers;
pub mod referral;
pub mod referrals;
pub mod rota;

use super::action::Action;
use super::effect::Step;
use super::keymap::Chain;
use super::model::{Desk, Place, Target};
use super::widgets::canvas::Canvas;
use super::widgets::frame::Tab;
use crate::boards::AffairRow;
use crate::boards::rows::{AgencyRow, AlertRow, DisputeRow, ExpertRow, ReferralRow};
use crate::casework::safe_text::SafeText;
use crate::wire::{Reply, Request};

/// The shape all screens have.
pub trait Shape {
    /// The scopes whose keys hold on it, innermost first.
    fn chain(&self) -> Chain;

    /// The hint line, in the order of use.
    fn hints(&self) -> &'static [Action];

    /// Where it is, for the title.
    fn place(&self, desk: &Desk) -> SafeText;

    /// Its views or sections, and which is shown.
    fn tabs(&self, desk: &Desk) -> (Vec<Tab>, usize);

    /// What it asks of the daemon to be up to date.
    fn needs(&self) -> Vec<Request>;

    /// An answer to what it asked.
    fn told(&mut self, reply: &Reply, desk: &Desk) -> Vec<Step>;

    /// An action of its scopes that is no verb.
    fn act(&mut self, action: Action, count: usize, desk: &Desk) -> Vec<Step>;

    /// The record that a verb pressed now is meant for.
    fn target(&self) -> Option<Target>;

    /// The records marked: a verb pressed now is meant for all of them.
    fn marked(&self) -> Vec<Target> {
        Vec::new()
    }

    /// Takes the marks off.
    fn unmark(&mut self) {}

    /// The verb of that record that an action means here.
    fn verb(&self, action: Action) -> Option<&'static str> {
        action.verb()
    }

    /// A filter typed.
    fn narrow(&mut self, _filter: &str) -> Vec<Step> {
        Vec::new()
    }

    /// Sorts by a column, or turns it round, or leaves it out.
    fn sort(&mut self, _column: &str) -> Vec<Step> {
        Vec::new()
    }

    /// One step out within the screen (the filter); None when there is nothing to undo.
    fn unwind(&mut self) -> Option<Vec<Step>> {
        None
    }

    /// The language changed: words kept from before are made anew.
    fn reworded(&mut self, _desk: &Desk) {}

    /// The cursor has rested: what the preview asks for.
    fn rested(&mut self, _desk: &Desk) -> Vec<Step> {
        Vec::new()
    }

    /// After every message: bring what is scrolled to where the cursor is.
    fn settle(&mut self, _desk: &Desk) {}

    /// Draws the body.
    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk);
}

/// All screens.
#[allow(clippy::large_enum_variant, reason = "one screen exists at a time: a box would save nothing")]
pub enum Screen {
    /// What needs a hand now.
    Duty(duty::Board),
    /// The incoming disputes.
    Disputes(board::Board<DisputeRow>),
    /// The alert queue.
    Alerts(board::Board<AlertRow>),
    /// The referrals.
    Referrals(board::Board<ReferralRow>),
    /// The expert roster.
    Experts(board::Board<ExpertRow>),
    /// The experts that fit a dispute.
    Matches(matches::Matches),
    /// A dispute.
    Dispute(dispute::Page),
    /// A referral and its leg.
    Referral(referral::Page),
    /// What the center has on its hands beside its cases.
    Affairs(board::Board<AffairRow>),
    /// An affair.
    Affair(affair::Page),
    /// An alert.
    Alert(alert::Page),
    /// Rota and handovers.
    Rota(rota::Rota),
    /// Agencies.
    Liaison(board::Board<AgencyRow>),
    /// The lines to other centers.
    Exchange(exchange::Exchange),
    /// Officers and their posts.
    Officers(officers::Officers),
    /// How to begin.
    FirstRun(first_run::FirstRun),
}

impl Screen {
    /// The screen of a place, before anything is known of what it shows.
    #[must_use]
    pub fn at(place: &Place) -> Self {
        match place {
            Place::Duty => Screen::Duty(duty::Board::default()),
            Place::Disputes => Screen::Disputes(board::Board::default()),
            Place::Alerts => Screen::Alerts(board::Board::default()),
            Place::Alert(record) => Screen::Alert(alert::Page::of(*record)),
            Place::Referrals => Screen::Referrals(board::Board::default()),
            Place::Experts => Screen::Experts(board::Board::default()),
            Place::Expert(record) => Screen::Experts(board::Board::on(*record)),
            Place::Matches(dispute) => Screen::Matches(matches::Matches::of((**dispute).clone())),
            Place::Dispute(record) => Screen::Dispute(dispute::Page::of(*record)),
            Place::Referral(record) => Screen::Referral(referral::Page::of(*record)),
            Place::Affairs => Screen::Affairs(board::Board::default()),
            Place::Affair(record) => Screen::Affair(affair::Page::of(*record)),
            Place::Rota(unit) => Screen::Rota(rota::Rota::of(*unit)),
            Place::Liaison => Screen::Liaison(board::Board::default()),
            Place::Agency(record) => Screen::Liaison(board::Board::on(*record)),
            Place::Exchange => Screen::Exchange(exchange::Exchange::default()),
            Place::Officers => Screen::Officers(officers::Officers::default()),
            Place::FirstRun => Screen::FirstRun(first_run::FirstRun::default()),
        }
    }

    /// It, by its shape.
    #[must_use]
    pub fn shape(&self) -> &dyn Shape {
        match self {
            Screen::Duty(screen) => screen,
            Screen::Disputes(screen) => screen,
            Screen::Alerts(screen) => screen,
            Screen::Referrals(screen) => screen,
            Screen::Experts(screen) => screen,
            Screen::Matches(screen) => screen,
            Screen::Dispute(screen) => screen,
            Screen::Referral(screen) => screen,
            Screen::Affairs(screen) => screen,
            Screen::Affair(screen) => screen,
            Screen::Alert(screen) => screen,
            Screen::Rota(screen) => screen,
            Screen::Liaison(screen) => screen,
            Screen::Exchange(screen) => screen,
            Screen::Officers(screen) => screen,
            Screen::FirstRun(screen) => screen,
        }
    }

    /// It, by its shape, to be changed.
    pub fn shape_mut(&mut self) -> &mut dyn Shape {
        match self {
            Screen::Duty(screen) => screen,
            Screen::Disputes(screen) => screen,
            Screen::Alerts(screen) => screen,
            Screen::Referrals(screen) => screen,
            Screen::Experts(screen) => screen,
            Screen::Matches(screen) => screen,
            Screen::Dispute(screen) => screen,
            Screen::Referral(screen) => screen,
            Screen::Affairs(screen) => screen,
            Screen::Affair(screen) => screen,
            Screen::Alert(screen) => screen,
            Screen::Rota(screen) => screen,
            Screen::Liaison(screen) => screen,
            Screen::Exchange(screen) => screen,
            Screen::Officers(screen) => screen,
            Screen::FirstRun(screen) => screen,
        }
    }
}
