//! What may be done to a deadline: entered, verified by a second person, met, computed again, moved with its event.

use super::dispute::not_closed;
use super::{Ground, required, wrong};
use crate::calendar::{self, CalendarError, Computed, Question, STATED, Text};
use crate::casework::command::Command;
use crate::casework::deadline::{Dates, Deadline, DeadlineState, Recomputed};
use crate::casework::dispute::{Dispute, DisputeDraft, DisputeFact};
use crate::casework::moved::reasons;
use crate::casework::refusal::Refusal;
use crate::casework::unit::Author;
use chrono::NaiveDate;

/// What the service of this dispute starts, when a rule fits its forum; else the date that the form itself names.
pub fn first(ground: Ground<'_>, draft: &DisputeDraft) -> Option<(Option<Question>, Computed)> {
    by_service(ground, draft)
        .map(|(question, computed)| (Some(question), computed))
        .or_else(|| draft.reply_due.map(|due| (None, Computed::stated(due, draft.received_at))))
}

fn by_service(ground: Ground<'_>, draft: &DisputeDraft) -> Option<(Question, Computed)> {
    let rule = ground.rules.suggested(draft.kind.code(), &draft.jurisdiction, &draft.forum)?;
    let question = Question::new(&rule.id, draft.served_on?);
    let computed = calendar::compute(ground.rules, &question).ok()?;
    Some((question, computed))
}

/// A deadline by rule.
pub fn add(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    question: &Question,
) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    required("rule", &question.rule)?;
    let computed = calendar::compute(ground.rules, question).map_err(no_date)?;
    let asked = (Some(question.clone()), computed);
    let deadline = Deadline::planned(next_no(dispute), asked, command.author.officer(), command.at);
    Ok(DisputeFact::DeadlineAdded(Box::new(deadline)))
}

pub(super) fn next_no(dispute: &Dispute) -> u16 {
    dispute.deadlines.iter().map(|one| one.no).max().unwrap_or(0).saturating_add(1)
}

fn no_date(error: CalendarError) -> Refusal {
    Refusal::Deadline { zh: error.zh(), en: error.to_string() }
}

pub(super) fn open(dispute: &Dispute, no: u16) -> Result<&Deadline, Refusal> {
    let deadline = dispute.deadlines.iter().find(|one| one.no == no);
    let deadline = deadline.ok_or_else(|| wrong("no", "没有这个时限", "there is no such deadline"))?;
    match (&deadline.met, &deadline.ended) {
        (Some((on, proof)), _) => {
            Err(Refusal::Done { zh: "完成".into(), en: "met".into(), by: proof.clone(), at: on.to_string() })
        }
        (None, Some(end)) => {
            let state = end.state();
            Err(Refusal::Done { zh: state.zh().into(), en: state.en().into(), by: String::new(), at: no.to_string() })
        }
        (None, None) => Ok(deadline),
    }
}

/// A second person says that the date is right.
pub fn verify(dispute: &Dispute, author: &Author, no: u16) -> Result<DisputeFact, Refusal> {
    let deadline = open(dispute, no)?;
    if let Some((_, by)) = &deadline.verified_by {
        return Err(Refusal::Done { zh: "核定".into(), en: "verified".into(), by: by.clone(), at: String::new() });
    }
    match author {
        Author::Post { officer, .. } if Some(*officer) == deadline.entered_by => Err(Refusal::SecondPerson),
        Author::Post { officer, name, .. } => {
            Ok(DisputeFact::DeadlineVerified { no, by: *officer, name: name.clone() })
        }
        Author::System => Err(Refusal::SecondPerson),
    }
}

/// It was kept, with proof.
pub fn meet(dispute: &Dispute, command: &Command, met: (u16, NaiveDate), proof: &str) -> Result<DisputeFact, Refusal> {
    let (no, on) = met;
    open(dispute, no)?;
    required("proof", proof)?;
    if on > command.at.date_naive() {
        return Err(wrong("on", "完成日不能在今天之后", "it cannot have been met after today"));
    }
    Ok(DisputeFact::DeadlineMet { no, on, proof: proof.to_owned() })
}

/// Asks the same question of the rules as they are now, and accepts the answer.
pub fn recompute(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    (no, reason): (u16, &str),
) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    let deadline = open(dispute, no)?;
    let question = deadline.asked().ok_or_else(|| {
        wrong("no", "此日期照来件所述, 没有规则可重算", "a date stated by a form: there is no rule to compute it by")
    })?;
    let computed = calendar::compute(ground.rules, &question).map_err(no_date)?;
    if computed == deadline.computed {
        let (zh, en) = ("重算: 与现行规则一致", "recomputed: it agrees with the rules of today");
        return Err(Refusal::Done { zh: zh.into(), en: en.into(), by: computed.rule, at: computed.safe.to_string() });
    }
    let mut why = reasons(&deadline.computed, &computed);
    if !reason.trim().is_empty() {
        why = Text::new(format!("{}; {reason}", why.zh), format!("{}; {reason}", why.en));
    }
    Ok(recomputed(deadline, command, (question, computed), why))
}

/// The deadline under its new reasoning. Verified it stays only while its dates do.
fn recomputed(
    deadline: &Deadline,
    command: &Command,
    (question, computed): (Question, Computed),
    why: Text,
) -> DisputeFact {
    let by = command.author.officer();
    let from = Dates::of(&deadline.computed);
    let fresh = Deadline::planned(deadline.no, (Some(question), computed), by, command.at);
    let state = if from == Dates::of(&fresh.computed) { deadline.state } else { fresh.state };
    let Deadline { no, question, computed, .. } = fresh;
    DisputeFact::DeadlineRecomputed(Box::new(Recomputed { no, from, question, computed, state, by, why }))
}

/// The service date as it should have been, and every open deadline that the old one started, computed again.
pub fn correct_service(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    (to, reason): (NaiveDate, &str),
) -> Result<Vec<DisputeFact>, Refusal> {
    not_closed(dispute)?;
    required("reason", reason)?;
    let from = dispute.draft.served_on;
    if from == Some(to) {
        return Err(wrong("served_on", "与已记的送达日相同", "that is the service date already"));
    }
    if to > command.at.date_naive() {
        return Err(wrong("served_on", "送达日不能在今天之后", "service cannot be after today"));
    }
    let mut facts = vec![DisputeFact::ServiceDateCorrected { from, to, reason: reason.to_owned() }];
    match from {
        Some(from) => {
            let why = Text::new(format!("送达日 {from} 改为 {to}"), format!("service date {from} becomes {to}"));
            facts.extend(follow_all(ground, command, dispute, &why, |question| {
                let rests_on_it = question.trigger == from;
                question.trigger = to;
                rests_on_it
            }));
        }
        None => {
            let draft = DisputeDraft { served_on: Some(to), ..dispute.draft.clone() };
            facts.extend(started(ground, command, dispute, &draft));
        }
    }
    Ok(facts)
}

/// What the service starts by the facts as they are now, unless it is there already.
pub fn started(ground: Ground<'_>, command: &Command, dispute: &Dispute, draft: &DisputeDraft) -> Option<DisputeFact> {
    let (question, computed) = by_service(ground, draft)?;
    if dispute.deadlines.iter().any(|one| one.computed.rule == question.rule) {
        return None;
    }
    let deadline = Deadline::planned(next_no(dispute), (Some(question), computed), None, command.at);
    Some(DisputeFact::DeadlineAdded(Box::new(deadline)))
}

/// Every open deadline whose question rests on a fact that changed, asked again. `change` makes the question the new
/// one, and says whether it rested on the fact.
pub fn follow_all(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    why: &Text,
    change: impl Fn(&mut Question) -> bool,
) -> Vec<DisputeFact> {
    let open = dispute.deadlines.iter().filter(|one| one.state.is_open());
    let asked = open.filter_map(|one| {
        let mut question = one.asked()?;
        change(&mut question).then_some((one, question))
    });
    asked.map(|(one, question)| follow(ground, command, one, (question, why))).collect()
}

/// A deadline follows its changed question. What cannot be computed stays, to be checked.
fn follow(
    ground: Ground<'_>,
    command: &Command,
    deadline: &Deadline,
    (mut question, why): (Question, &Text),
) -> DisputeFact {
    let mut answer = calendar::compute(ground.rules, &question);
    // Another version of the law was in force on the new date.
    if let Err(CalendarError::NotInForce { instead: Some(rule), .. }) = &answer {
        question.rule.clone_from(rule);
        answer = calendar::compute(ground.rules, &question);
    }
    match answer {
        Ok(computed) => recomputed(deadline, command, (question, computed), why.clone()),
        Err(error) => DisputeFact::DeadlineRecomputed(Box::new(Recomputed {
            no: deadline.no,
            from: Dates::of(&deadline.computed),
            question: Some(question),
            computed: deadline.computed.clone(),
            state: DeadlineState::MissedCheck,
            by: command.author.officer(),
            why: Text::new(format!("{}; 算不出: {}", why.zh, error.zh()), format!("{}; no date: {error}", why.en)),
        })),
    }
}

/// The date that the form itself named moves with its correction.
pub fn stated_moves(command: &Command, dispute: &Dispute, after: &DisputeDraft, why: &Text) -> Vec<DisputeFact> {
    let (Some(from), Some(to)) = (dispute.draft.reply_due, after.reply_due) else { return Vec::new() };
    let rests_on_it = |one: &&Deadline| {
        one.state.is_open() && one.question.is_none() && one.computed.rule == STATED && one.computed.due == from
    };
    let moved = dispute.deadlines.iter().filter(rests_on_it).map(|one| {
        let by = command.author.officer();
        let computed = Computed::stated(to, after.received_at);
        let fresh = Deadline::planned(one.no, (None, computed), by, command.at);
        let (no, from) = (one.no, Dates::of(&one.computed));
        let Deadline { question, computed, state, .. } = fresh;
        DisputeFact::DeadlineRecomputed(Box::new(Recomputed {
            no,
            from,
            question,
            computed,
            state,
            by,
            why: why.clone(),
        }))
    });
    moved.collect()
}
