//! The sender's further acts: answers, objections, urging, rulings on a disputed leg, voiding by two persons.

use super::rounds::ROUNDS_MAX;
use super::{Decision, Ground, required};
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::referral::{ReferralFact, ReferralFile, Ruling};
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::timers::Timer;
use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;

/// Answers each open question; "not available" is an answer.
pub fn supplement(file: &ReferralFile, answers: &[String]) -> Result<ReferralFact, Refusal> {
    let asked = file.leg.questions.get(file.supplements.len());
    let (_, questions) = asked.ok_or_else(|| recipients_turn("接收方提出补正问题", "the recipient to ask"))?;
    let answers: Vec<String> = answers.iter().filter(|one| !one.trim().is_empty()).cloned().collect();
    if answers.len() != questions.len() {
        return Err(Refusal::AnswerCount { questions: questions.len(), given: answers.len() });
    }
    Ok(ReferralFact::Supplemented { answers })
}

/// Says that the open questions are the enterprise's to answer.
pub fn ask_enterprise(file: &ReferralFile, what: &str) -> Result<ReferralFact, Refusal> {
    if !file.needs_info() {
        return Err(recipients_turn("接收方提出补正问题", "the recipient to ask"));
    }
    required("what", what)?;
    let round = u16::try_from(file.leg.questions.len()).unwrap_or(u16::MAX);
    Ok(ReferralFact::EnterpriseAsked { round, what: what.to_owned() })
}

/// Objects to a report; after two rounds that is for a coordinator.
pub fn object(file: &ReferralFile, missing: &str) -> Result<ReferralFact, Refusal> {
    if file.leg.reported.is_none() || file.clarifying() {
        return Err(recipients_turn("接收方先反馈", "the recipient to report first"));
    }
    if file.has_rung(Timer::Confirm) {
        return Err(Refusal::TooLate { zh: "逾期未确认, 已办结".into(), en: "it closed unconfirmed".into() });
    }
    if let Some(confirmed) = &file.confirmed {
        return Err(Refusal::Done {
            zh: "确认办结".into(),
            en: "confirmed".into(),
            by: confirmed.name.clone(),
            at: confirmed.at.format("%m-%d %H:%M").to_string(),
        });
    }
    if file.objections.len() >= usize::from(ROUNDS_MAX) {
        return Err(Refusal::Rounds { max: ROUNDS_MAX });
    }
    required("missing", missing)?;
    Ok(ReferralFact::Objected { missing: missing.to_owned() })
}

/// Grants or refuses an extension; not answering grants nothing.
pub fn answer_extension(file: &ReferralFile, granted: bool, reason: &str) -> Result<ReferralFact, Refusal> {
    if !file.extension_pending() {
        return Err(recipients_turn("接收方申请延期", "the recipient to ask for an extension"));
    }
    if !granted {
        required("reason", reason)?;
    }
    Ok(ReferralFact::ExtensionAnswered { granted, reason: reason.to_owned() })
}

/// Nobody is urged at night, by the recipient's wall, unless it is immediate.
pub fn awake(ground: Ground<'_>, file: &ReferralFile, at: DateTime<FixedOffset>) -> Result<(), Refusal> {
    let (state, referral) = (ground.state, file.referral.as_ref().ok_or(Refusal::NotFound)?);
    let card = referral.to.unit().and_then(|to| state.lines.get(&to)).map(|line| &line.card);
    let zone: Option<Tz> = card.or(state.card.as_deref()).and_then(|card| card.zone.parse().ok());
    let wall = zone.map_or_else(|| at.time(), |zone| at.with_timezone(&zone).time());
    if ground.figures().timers.is_quiet(wall) && !referral.matter.immediate {
        let about = [referral.to_name.zh.clone(), wall.format("%H:%M").to_string()];
        return Err(Refusal::guard(Guard::QuietHours, about));
    }
    Ok(())
}

/// Urges an open leg, or supervises it.
pub fn urge(file: &ReferralFile, supervised: bool, text: &str) -> Result<ReferralFact, Refusal> {
    if file.leg.is_over() && !file.clarifying() {
        return Err(Refusal::TooLate { zh: "对方已答复".into(), en: "they have answered already".into() });
    }
    required("text", text)?;
    Ok(ReferralFact::Urged { supervised, text: text.to_owned() })
}

/// Rules on a disputed leg, once, as its coordinator.
pub fn rule(state: &UnitState, file: &ReferralFile, ruling: &Ruling) -> Result<ReferralFact, Refusal> {
    let coordinator = file.coordinator();
    if coordinator != state.id() {
        let name = state.unit_name(coordinator);
        return Err(recipients_turn(&format!("协调单位{}", name.zh), &format!("the coordinator, {}", name.en)));
    }
    if !file.disputed() {
        return Err(recipients_turn("接收方提请协调", "the recipient to put its return to the coordinator"));
    }
    let (Ruling::Designated { basis } | Ruling::ReturnAllowed { basis }) = ruling;
    required("basis", basis)?;
    Ok(ReferralFact::Ruled(ruling.clone()))
}

/// The first person proposes, another one makes it void; a case on offer stays here.
pub fn void(file: &ReferralFile, command: &Command, reason: &str, kept: Option<Fact>) -> Decision {
    required("reason", reason)?;
    let by = command.author.officer().ok_or(Refusal::SecondPerson)?;
    let reason = reason.to_owned();
    match &file.void_proposed {
        None => Ok(vec![Fact::Referral(file.id, ReferralFact::VoidProposed { reason, by })]),
        Some((first, _)) if *first == by => Err(Refusal::SecondPerson),
        Some(_) => {
            let voided = Fact::Referral(file.id, ReferralFact::Voided { reason });
            Ok([voided].into_iter().chain(kept).collect())
        }
    }
}

fn recipients_turn(zh: &str, en: &str) -> Refusal {
    Refusal::NotOurTurn { who_zh: zh.to_owned(), who_en: en.to_owned() }
}
