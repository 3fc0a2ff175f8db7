//! What may be done with what goes up to the center above: sent with a day for the reply, received, answered on an
//! authority, asked further, withdrawn.

use super::{Ground, required, wrong};
use crate::calendar::Text;
use crate::casework::affair_sides::Side;
use crate::casework::command::Command;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::instruction::{
    Instruction, InstructionAct, InstructionDraft, InstructionFact, InstructionState, Paper,
};
use crate::casework::network::Network;
use crate::casework::referral_timers::unit_clock;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::words::Tlp;
use chrono::{DateTime, FixedOffset, NaiveDate};

/// Working days for a reply when the asker names no day: a week of office days, as letters between levels usually ask.
const REPLY_WORKING_DAYS: u16 = 5;

/// Sends it up.
pub fn open(
    ground: Ground<'_>,
    command: &Command,
    number: String,
    draft: &InstructionDraft,
) -> Result<InstructionFact, Refusal> {
    required("title", &draft.title)?;
    required("text", &draft.text)?;
    let state = ground.state;
    let to = above(state, &draft.to)?;
    let (case, secrecy) = case_of(state, draft.dispute)?;
    let due = reply_due(ground, to, draft, command.at)?;
    let paper = Paper {
        kind: draft.kind,
        from: state.id(),
        from_name: state.unit_name(state.id()),
        to,
        to_name: state.unit_name(to),
        case,
        title: draft.title.clone(),
        text: draft.text.clone(),
        secrecy,
        due,
    };
    Ok(InstructionFact::Opened { number, paper: Box::new(paper) })
}

/// The unit of this code that we have a line to; when none is named, the one above us in the network.
fn above(state: &UnitState, code: &str) -> Result<UnitId, Refusal> {
    if !code.is_empty() {
        return unit_of_code(state, code);
    }
    let network = Network::of(state);
    let own = state.card.as_ref().map_or("", |card| card.code.as_str());
    let parent = network.by_code(own).and_then(|node| network.parent(node));
    let parent = parent.ok_or_else(|| Refusal::guard(Guard::NoParent, [own]))?;
    unit_of_code(state, &parent.code)
}

/// The unit of this code that we have a line to.
pub(super) fn unit_of_code(state: &UnitState, code: &str) -> Result<UnitId, Refusal> {
    let line = state.lines.values().find(|line| line.card.code.eq_ignore_ascii_case(code.trim()));
    line.map(|line| line.card.id).ok_or_else(|| Refusal::guard(Guard::NoLine, [code]))
}

type Case = (Option<(RecordId, String)>, Tlp);

fn case_of(state: &UnitState, dispute: Option<RecordId>) -> Result<Case, Refusal> {
    let Some(id) = dispute else { return Ok((None, Tlp::Amber)) };
    let dispute = state.disputes.get(&id).ok_or(Refusal::NotFound)?;
    Ok((Some((id, dispute.number.clone())), dispute.draft.secrecy))
}

/// A report has no day; for a reply there is one, by the working days of whoever is asked.
fn reply_due(
    ground: Ground<'_>,
    to: UnitId,
    draft: &InstructionDraft,
    now: DateTime<FixedOffset>,
) -> Result<Option<NaiveDate>, Refusal> {
    match (draft.kind.wants_reply(), draft.due) {
        (false, _) => Ok(None),
        (true, Some(due)) if due < now.date_naive() => {
            Err(wrong("due", "限复日已过. 改正日期", "that day is past. Correct the date"))
        }
        (true, Some(due)) => Ok(Some(due)),
        (true, None) => Ok(Some(usual_due(ground, to, now))),
    }
}

/// The last of the usual working days there; where their calendar is not known, as many days of the week.
fn usual_due(ground: Ground<'_>, to: UnitId, now: DateTime<FixedOffset>) -> NaiveDate {
    let clock = unit_clock(ground.state, ground.rules, to);
    let by_clock = clock.and_then(|clock| {
        let at = clock.add_days(now.to_utc(), REPLY_WORKING_DAYS.into())?;
        Some(at.with_timezone(&clock.zone).date_naive())
    });
    by_clock.unwrap_or_else(|| now.date_naive() + chrono::Days::new(REPLY_WORKING_DAYS.into()))
}

/// What follows from an act on it.
pub fn decide(
    ground: Ground<'_>,
    command: &Command,
    one: &Instruction,
    act: &InstructionAct,
) -> Result<InstructionFact, Refusal> {
    if one.state == InstructionState::Withdrawn {
        return Err(Refusal::guard(Guard::InstructionWithdrawn, [&one.number]));
    }
    let fact = match act {
        InstructionAct::Ask { text } => {
            required("text", text)?;
            InstructionFact::Asked { text: text.clone(), due: asked_again(ground, command, one) }
        }
        InstructionAct::Withdraw { reason } => {
            required("reason", reason)?;
            if !one.waits() {
                return Err(settled(one));
            }
            InstructionFact::Withdrawn { reason: reason.clone() }
        }
        InstructionAct::Receive if one.state == InstructionState::Sent => InstructionFact::Received,
        InstructionAct::Receive => return Err(settled(one)),
        InstructionAct::Answer { authority, text, basis } => {
            required("text", text)?;
            if !one.paper.kind.wants_reply() {
                return Err(Refusal::guard(Guard::ReportNoReply, [&one.number]));
            }
            InstructionFact::Answered { authority: *authority, text: text.clone(), basis: basis.clone() }
        }
    };
    our_turn(ground.state, (one.paper.from, &one.paper.from_name), (one.paper.to, &one.paper.to_name), fact.side())?;
    Ok(fact)
}

/// A question after the answer has a clock of its own; one before it leaves the clock as it is.
fn asked_again(ground: Ground<'_>, command: &Command, one: &Instruction) -> Option<NaiveDate> {
    let paper = &one.paper;
    let again = paper.kind.wants_reply() && one.state == InstructionState::Answered;
    if again { Some(usual_due(ground, paper.to, command.at)) } else { paper.due }
}

fn settled(one: &Instruction) -> Refusal {
    Refusal::Done {
        zh: one.state.zh().to_owned(),
        en: one.state.en().to_owned(),
        by: one.number.clone(),
        at: String::new(),
    }
}

/// The day for the reply went by: said once for each day.
pub fn overdue(one: &Instruction, due: NaiveDate) -> Option<InstructionFact> {
    let news = one.waits() && one.paper.due == Some(due) && !one.overdue.contains(&due);
    news.then_some(InstructionFact::Overdue { due })
}

/// Refuses what is for the other unit to write.
pub(super) fn our_turn(
    state: &UnitState,
    (from, from_name): (UnitId, &Text),
    (to, to_name): (UnitId, &Text),
    side: Side,
) -> Result<(), Refusal> {
    let (writer, name) = match side {
        Side::Opener => (from, from_name),
        Side::Other => (to, to_name),
    };
    if writer == state.id() {
        Ok(())
    } else {
        Err(Refusal::NotOurTurn { who_zh: name.zh.clone(), who_en: name.en.clone() })
    }
}
