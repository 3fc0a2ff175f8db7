//! What may be done with the checklist of a case: started at acceptance, brought up to a newer version, ticked off.

use super::{Ground, required, wrong};
use crate::calendar::{WorkingClock, WorkingHours};
use crate::casework::command::Command;
use crate::casework::dispute::{Dispute, DisputeFact};
use crate::casework::dossier::DossierFact;
use crate::casework::dossier::playbook::{Checklist, PlaybookAct, PlaybookFact, Task, TaskState, TaskText};
use crate::casework::handbook::playbooks::{Playbook, TaskRule, fitting};
use crate::casework::refusal::{Guard, Refusal};
use chrono::{DateTime, FixedOffset, NaiveDate};

/// The playbook that a case starts with when it is accepted.
pub fn at_acceptance(ground: Ground<'_>, command: &Command, dispute: &Dispute) -> Option<DisputeFact> {
    let fit = fitting(ground.handbook.playbooks(), &dispute.draft)?;
    let fresh = dispute.dossier.checklist.is_none();
    fresh.then(|| DisputeFact::Dossier(Box::new(DossierFact::Playbook(applied(ground, command, fit)))))
}

/// What follows from an act on the checklist.
pub fn decide(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    act: &PlaybookAct,
) -> Result<PlaybookFact, Refusal> {
    let list = dispute.dossier.checklist.as_ref();
    match act {
        PlaybookAct::Apply { playbook } => apply(ground, command, dispute, playbook.as_deref()),
        PlaybookAct::Reapply => reapply(ground, command, started(list)?),
        PlaybookAct::Done { task, on, proof } => {
            open_task(started(list)?, task)?;
            required("proof", proof)?;
            if *on > command.at.date_naive() {
                return Err(wrong(
                    "on",
                    "完成日在将来. 写实际完成的日子",
                    "that day is yet to come. Write when it was done",
                ));
            }
            Ok(PlaybookFact::Done { task: task.clone(), on: *on, proof: proof.clone() })
        }
        PlaybookAct::Skip { task, reason } => {
            open_task(started(list)?, task)?;
            required("reason", reason)?;
            Ok(PlaybookFact::Skipped { task: task.clone(), reason: reason.clone() })
        }
    }
}

fn apply(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    named: Option<&str>,
) -> Result<PlaybookFact, Refusal> {
    if let Some(list) = &dispute.dossier.checklist {
        return Err(Refusal::guard(Guard::PlaybookApplied, [&list.playbook]));
    }
    let found = match named {
        Some(id) => ground.handbook.playbook(id),
        None => fitting(ground.handbook.playbooks(), &dispute.draft),
    };
    let playbook = found.ok_or_else(|| {
        let ids: Vec<&str> = ground.handbook.playbooks().iter().map(|one| one.id.as_str()).collect();
        let ids = ids.join(", ");
        wrong("playbook", &format!("须是其一: {ids}"), &format!("it must be one of: {ids}"))
    })?;
    Ok(applied(ground, command, playbook))
}

fn applied(ground: Ground<'_>, command: &Command, playbook: &Playbook) -> PlaybookFact {
    PlaybookFact::Applied {
        playbook: playbook.id.clone(),
        version: playbook.version,
        words: playbook.words.clone(),
        tasks: playbook.tasks.iter().map(|task| text_of(ground, task, command.at)).collect(),
    }
}

fn reapply(ground: Ground<'_>, command: &Command, list: &Checklist) -> Result<PlaybookFact, Refusal> {
    let now = ground.handbook.playbook(&list.playbook).filter(|now| now.version > list.version);
    let now = now.ok_or_else(|| Refusal::guard(Guard::PlaybookCurrent, [list.version]))?;
    let missing = now.tasks.iter().filter(|task| list.task(&task.id).is_none());
    let added = missing.map(|task| text_of(ground, task, command.at)).collect();
    Ok(PlaybookFact::Reapplied { version: now.version, added })
}

fn text_of(ground: Ground<'_>, task: &TaskRule, from: DateTime<FixedOffset>) -> TaskText {
    let due = task.days.and_then(|days| working_day(ground, from, days));
    TaskText { id: task.id.clone(), words: task.words.clone(), required: task.required, due }
}

/// The day that many working days of the unit after `from`.
fn working_day(ground: Ground<'_>, from: DateTime<FixedOffset>, days: u16) -> Option<NaiveDate> {
    let card = ground.state.card.as_ref()?;
    let zone: chrono_tz::Tz = card.zone.parse().ok()?;
    let calendar = ground.rules.calendar(&card.calendar)?;
    let clock = WorkingClock { calendar, zone, hours: WorkingHours::default() };
    Some(clock.add_days(from.to_utc(), days.into())?.with_timezone(&zone).date_naive())
}

fn started(list: Option<&Checklist>) -> Result<&Checklist, Refusal> {
    list.ok_or_else(|| Refusal::guard(Guard::NoPlaybook, [""; 0]))
}

fn open_task<'a>(list: &'a Checklist, id: &str) -> Result<&'a Task, Refusal> {
    let task = list.task(id).ok_or_else(|| {
        wrong(
            "task",
            "规程里没有这一项. 按任务清单里的代码写",
            "no such task. Write its code as the list of tasks shows it",
        )
    })?;
    match &task.state {
        TaskState::Open => Ok(task),
        TaskState::Done { .. } | TaskState::Skipped { .. } => Err(Refusal::guard(Guard::TaskSettled, [id])),
    }
}
