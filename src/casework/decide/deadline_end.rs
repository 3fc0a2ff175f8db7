//! How a deadline ends otherwise than by being met: the forum granted time, it is moot, it was missed. Each with proof.

use super::deadline::{next_no, open};
use super::dispute::not_closed;
use super::{required, wrong};
use crate::casework::command::Command;
use crate::casework::deadline::{Deadline, DeadlineAct, DeadlineFact};
use crate::casework::dispute::{Dispute, DisputeFact};
use crate::casework::refusal::{Guard, Refusal};
use chrono::NaiveDate;

/// What follows from ending a deadline.
pub fn decide(command: &Command, dispute: &Dispute, act: &DeadlineAct) -> Result<Vec<DisputeFact>, Refusal> {
    not_closed(dispute)?;
    match act {
        DeadlineAct::Extend { no, until, proof } => extend(command, dispute, (*no, *until), proof),
        DeadlineAct::Moot { no, reason } => {
            open(dispute, *no)?;
            required("reason", reason)?;
            Ok(vec![DisputeFact::Deadline(DeadlineFact::Moot { no: *no, reason: reason.clone() })])
        }
        DeadlineAct::Miss { no, proof } => {
            let deadline = open(dispute, *no)?;
            if deadline.computed.cutoff_at > command.at {
                return Err(Refusal::guard(Guard::NotOverYet, [deadline.computed.safe]));
            }
            required("proof", proof)?;
            Ok(vec![DisputeFact::Deadline(DeadlineFact::Missed { no: *no, proof: proof.clone() })])
        }
    }
}

/// The old date ends, and a new one goes on in its place: to be verified by a second person like any other.
fn extend(
    command: &Command,
    dispute: &Dispute,
    (no, until): (u16, NaiveDate),
    proof: &str,
) -> Result<Vec<DisputeFact>, Refusal> {
    let deadline = open(dispute, no)?;
    let computed = &deadline.computed;
    if computed.hard {
        return Err(Refusal::guard(Guard::HardPeriod, [&computed.rule]));
    }
    if until <= computed.due {
        return Err(wrong("until", "须晚于原日期", "it has to be after the date as it is"));
    }
    if let Some(outer) = computed.outer.filter(|outer| until > *outer) {
        return Err(Refusal::guard(Guard::BeyondOuter, [outer]));
    }
    required("proof", proof)?;
    let to = next_no(dispute);
    let extended = (None, computed.extended_to(until, proof));
    let next = Deadline::planned(to, extended, command.author.officer(), command.at);
    Ok(vec![
        DisputeFact::Deadline(DeadlineFact::Extended { no, to, until, proof: proof.to_owned() }),
        DisputeFact::DeadlineAdded(Box::new(next)),
    ])
}
