//! A major dispute: raised by its criteria, told down a tree, reported on in time, lowered and stood down by two.

use super::{at_stages, by_handler};
use crate::casework::command::Command;
use crate::casework::decide::{required, wrong};
use crate::casework::dispute::major::{Major, MajorAct, MajorAsk, MajorFact, MajorLevel, MajorState};
use crate::casework::dispute::{Dispute, Stage};
use crate::casework::major_rules::MajorRules;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::unit::Author;
use crate::casework::words::PostRole;

/// What follows from an act on a major dispute.
pub fn decide(rules: &MajorRules, command: &Command, dispute: &Dispute, act: &MajorAct) -> Result<MajorFact, Refusal> {
    if let MajorAct::Raise { level, criteria, also } = act {
        return raise((rules, command), dispute, *level, (criteria, also));
    }
    let on = dispute.major.as_ref().filter(|major| major.is_on());
    let major = on.ok_or_else(|| Refusal::guard(Guard::NotMajor, [&dispute.number]))?;
    match act {
        MajorAct::Raise { .. } => Err(Refusal::NotFound),
        MajorAct::Receipt { no, proof } => receipt(major, *no, proof),
        MajorAct::Activate { reason } => activate(dispute, major, reason),
        MajorAct::Sitrep { text } => {
            active(dispute, major)?;
            required("text", text)?;
            Ok(MajorFact::SitrepGiven { text: text.clone() })
        }
        MajorAct::AskLower { level, reason } => {
            if *level <= major.level {
                return Err(wrong("level", "写比现在低的级别", "write a level below the present one"));
            }
            ask(command, dispute, (major, Some(*level)), reason)
        }
        MajorAct::AskStandDown { reason } => ask(command, dispute, (major, None), reason),
        MajorAct::Grant => {
            let asked = by_another(command, dispute, major)?;
            let level = asked.lower_to.unwrap_or(major.level);
            Ok(MajorFact::Granted { sitrep_hours: rules.sitrep_hours(level) })
        }
        MajorAct::Refuse { reason } => {
            by_another(command, dispute, major)?;
            required("reason", reason)?;
            Ok(MajorFact::Refused { reason: reason.clone() })
        }
    }
}

fn raise(
    (rules, command): (&MajorRules, &Command),
    dispute: &Dispute,
    level: MajorLevel,
    (criteria, also): (&[String], &[String]),
) -> Result<MajorFact, Refusal> {
    at_stages(dispute, &[Stage::Guiding, Stage::Waiting, Stage::Result])?;
    by_handler(dispute, &command.author)?;
    let on = dispute.major.as_ref().filter(|major| major.is_on());
    if let Some(major) = on.filter(|major| level >= major.level) {
        return Err(Refusal::guard(Guard::MajorAlready, [dispute.number.as_str(), major.level.code()]));
    }
    if criteria.is_empty() {
        return Err(Refusal::FieldMissing { field: "criteria".into() });
    }
    let known = |typed: &String| rules.criterion(typed).map(|one| one.id.clone());
    let Some(criteria) = criteria.iter().map(known).collect::<Option<Vec<String>>>() else {
        let list = rules.criteria().collect::<Vec<_>>().join(", ");
        return Err(wrong("criteria", &format!("须出自: {list}"), &format!("each has to be one of: {list}")));
    };
    let before = on.map_or(&[][..], |major| &major.tree);
    let tree = rules.tree(level, also, before);
    Ok(MajorFact::Raised { level, criteria, sitrep_hours: rules.sitrep_hours(level), tree })
}

fn receipt(major: &Major, no: u16, proof: &str) -> Result<MajorFact, Refusal> {
    let recipient = major.tree.iter().find(|one| one.no == no);
    let recipient = recipient.ok_or_else(|| wrong("no", "没有这一家", "there is no such recipient"))?;
    if let Some((at, proof)) = &recipient.receipt {
        let (zh, en) = ("收到".to_owned(), "received".to_owned());
        return Err(Refusal::Done { zh, en, by: proof.clone(), at: at.format("%Y-%m-%d %H:%M").to_string() });
    }
    required("proof", proof)?;
    Ok(MajorFact::Receipted { no, proof: proof.to_owned() })
}

/// The response begins when all have been told, or without some for a reason.
fn activate(dispute: &Dispute, major: &Major, reason: &str) -> Result<MajorFact, Refusal> {
    match major.state {
        MajorState::Notified => {}
        MajorState::Raised => {
            if reason.trim().is_empty() {
                let missing: Vec<String> = major.unreached().map(|one| one.no.to_string()).collect();
                return Err(Refusal::guard(Guard::Unreached, [missing.join(", ")]));
            }
        }
        MajorState::Active | MajorState::StandDownAsked | MajorState::StoodDown => {
            return Err(Refusal::guard(Guard::ActiveAlready, [&dispute.number]));
        }
    }
    Ok(MajorFact::Activated { reason: reason.trim().to_owned() })
}

fn active(dispute: &Dispute, major: &Major) -> Result<(), Refusal> {
    match major.state {
        MajorState::Active | MajorState::StandDownAsked => Ok(()),
        MajorState::Raised | MajorState::Notified | MajorState::StoodDown => {
            Err(Refusal::guard(Guard::NotActive, [&dispute.number]))
        }
    }
}

fn ask(
    command: &Command,
    dispute: &Dispute,
    (major, lower_to): (&Major, Option<MajorLevel>),
    reason: &str,
) -> Result<MajorFact, Refusal> {
    active(dispute, major)?;
    if let Some(asked) = &major.asked {
        return Err(Refusal::guard(Guard::AskedAlready, [&asked.name]));
    }
    required("reason", reason)?;
    match &command.author {
        Author::Post { officer, name, .. } => {
            let (reason, name) = (reason.to_owned(), name.clone());
            Ok(MajorFact::Asked(MajorAsk { lower_to, reason, by: *officer, name }))
        }
        Author::System => Err(Refusal::NotPermitted { wants: PostRole::Duty }),
    }
}

/// Whoever asked does not answer.
fn by_another<'a>(command: &Command, dispute: &Dispute, major: &'a Major) -> Result<&'a MajorAsk, Refusal> {
    let asked = major.asked.as_ref().ok_or_else(|| Refusal::guard(Guard::NothingAsked, [&dispute.number]))?;
    if command.author.officer() == Some(asked.by) {
        return Err(Refusal::guard(Guard::AskedBySame, [&asked.name]));
    }
    Ok(asked)
}
