//! `refer`: drafts and submits a referral.

use super::act::{done, told};
use super::acting::Acting;
use super::caller::Caller;
use super::fields::day;
use super::line::Line;
use super::new::new_command;
use super::recipients::{named, recipient};
use super::report::CliError;
use crate::boards::views::View;
use crate::casework::command::Act;
use crate::casework::ids::RecordId;
use crate::casework::referral::{ReferralDraft, ReferralKind};
use crate::wire::message::{Reply, Request};
use chrono::NaiveDate;
use clap::Args;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Refer {
    /// The dispute
    pub id: String,
    /// Unit or agency: its code, number or name
    #[arg(long, value_name = "AGENCY")]
    pub to: String,
    /// request, cooperation (move nothing), transfer, hand-over (move the case)
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub kind: ReferralKind,
    /// What is asked; one outcome each
    #[arg(long = "item", value_name = "TEXT")]
    pub items: Vec<String>,
    /// By when
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub due: Option<NaiveDate>,
    /// What the recipient should know
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
}

fn kind(text: &str) -> Result<ReferralKind, String> {
    ReferralKind::parse(text).ok_or_else(|| ReferralKind::CODES.join(", "))
}

impl Refer {
    /// Submits it.
    ///
    /// # Errors
    /// What the rules refuse; a recipient that is not clear.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (dispute, post) = acting.resolve_where(&self.id, holds)?;
        acting.tell(caller, &post);
        let to = named(&recipient(&mut acting.line, &self.to)?);
        let draft = ReferralDraft { dispute, to, kind: self.kind, items: self.items, due: self.due, note: self.note };
        let request = Request::Do { command: new_command(), seen: None, act: Act::Submit(Box::new(draft)) };
        let Reply::Changed(changed) = acting.line.ask(request)? else { return Err(CliError::odd_answer()) };
        caller.print(&done("refer", &changed), || told(&changed))
    }
}

/// Does the unit we act for hold the case?
fn holds(line: &mut Line, id: RecordId) -> Result<bool, CliError> {
    let Reply::View(view) = line.ask(Request::Show(id))? else { return Err(CliError::odd_answer()) };
    Ok(matches!(*view, View::Dispute(view) if view.custody.writes().is_some()))
}
