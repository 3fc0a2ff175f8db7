//! The verbs of a record as scripts and forms know them: one table of ids, words and fields; from it come the
//! commands, and what is possible now with the reason for what is not.

use super::alert::AlertClosing;
use super::command::{Act, AlertAct, Command, DisputeAct};
use super::decide::{Ground, decide};
use super::dispute::{DisputeDraft, DisputeOutcome};
use super::fields::{Fields, Reader};
use super::ids::{CommandId, RecordId};
use super::referral::{HoldCode, Recipient, ReferralDraft, ReferralFile, ReferralKind, ReturnCode};
use super::referral_verbs::{leg_act, referral_act};
use super::refusal::Refusal;
use super::state::UnitState;
use super::unit::Author;
use super::verbs::{FieldRow, Kind, OPEN_DISPUTE, REFER, Subject, VERBS, Verb};
use crate::calendar::Question;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// A field that a verb asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub zh: String,
    pub en: String,
    pub kind: FieldKind,
    pub required: bool,
}

/// What may be typed into a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKind {
    Line,
    Text,
    Date,
    Number,
    YesNo,
    /// A rule id of the deadline rules.
    Rule,
    /// A record of the expert roster.
    Expert,
    /// One of these: code, zh, en.
    Choice(Vec<(String, String, String)>),
    /// One outcome an item: `achieved; partly: text; …`.
    Outcomes,
}

/// A verb of a record, whether it is possible now, and if not why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub verb: String,
    pub zh: String,
    pub en: String,
    pub fields: Vec<Field>,
    /// Cannot be taken back by whoever does it.
    pub final_: bool,
    pub refusal: Option<Refusal>,
}

/// Reads a verb and its fields as a command's act.
///
/// # Errors
/// A refusal naming the field that is missing or cannot be read; `NotFound` for a verb that the subject does not have,
/// or that has a form of its own (`refer`, `open-dispute`).
pub fn act(verb: &str, record: RecordId, fields: &Fields) -> Result<Act, Refusal> {
    let row = VERBS.iter().find(|row| row.id == verb).ok_or(Refusal::NotFound)?;
    let read = Reader { fields };
    Ok(match row.subject {
        Subject::Dispute => Act::Dispute(record, dispute_act(row.id, &read)?),
        Subject::Alert => Act::Alert(record, alert_act(row.id, &read)?),
        Subject::Sent => Act::Referral(record, referral_act(row.id, &read)?),
        Subject::Kept => Act::Leg(record, leg_act(row.id, &read)?, read.proxy()),
    })
}

fn dispute_act(verb: &str, read: &Reader<'_>) -> Result<DisputeAct, Refusal> {
    Ok(match verb {
        "accept" => DisputeAct::Accept { ground: read.text("ground")? },
        "guide" => DisputeAct::Guide,
        "add-deadline" => DisputeAct::AddDeadline(Question {
            rule: read.text("rule")?,
            trigger: read.date("trigger")?,
            service: Some(read.optional("service")).filter(|text| !text.is_empty()),
            calendars: read.optional("calendar").split_whitespace().map(str::to_owned).collect(),
            received: read.optional_date("received")?,
            extra_closed: read.dates("closed")?,
        }),
        "verify-deadline" => DisputeAct::VerifyDeadline { no: read.number("no")? },
        "deadline-met" => {
            DisputeAct::MeetDeadline { no: read.number("no")?, on: read.date("on")?, proof: read.text("proof")? }
        }
        "recompute-deadline" => {
            DisputeAct::RecomputeDeadline { no: read.number("no")?, reason: read.optional("reason") }
        }
        "correct-service-date" => {
            DisputeAct::CorrectServiceDate { served_on: read.date("served_on")?, reason: read.text("reason")? }
        }
        "add-hearing" => DisputeAct::AddHearing {
            at: read.wall("at")?,
            zone: read.text("zone")?,
            place: read.text("place")?,
            text: read.optional("text"),
        },
        "note" => DisputeAct::Note { text: read.text("text")? },
        "choose-expert" => {
            DisputeAct::ChooseExpert { expert: read.record("expert")?, override_reason: read.optional("reason") }
        }
        "close" => {
            let outcome = read.choice("outcome", DisputeOutcome::parse, DisputeOutcome::CODES)?;
            DisputeAct::Close { outcome, reason: read.optional("reason") }
        }
        _ => return Err(Refusal::NotFound),
    })
}

fn alert_act(verb: &str, read: &Reader<'_>) -> Result<AlertAct, Refusal> {
    Ok(match verb {
        "ack" => AlertAct::Ack,
        "close-alert" => AlertAct::Close {
            code: read.choice("code", AlertClosing::parse, AlertClosing::CODES)?,
            reason: read.optional("reason"),
        },
        _ => return Err(Refusal::NotFound),
    })
}

/// What can be done with a record now, and for the rest why not; asked by `author` at `at`.
pub fn offers(ground: Ground<'_>, author: &Author, at: DateTime<FixedOffset>, record: RecordId) -> Vec<Offer> {
    let state = ground.state;
    let subjects: &[Subject] = if state.disputes.contains_key(&record) {
        &[Subject::Dispute]
    } else if state.alerts.contains_key(&record) {
        &[Subject::Alert]
    } else {
        state.referrals.get(&record).map_or(&[], |file| sides(file, state))
    };
    let rows = VERBS.iter().filter(|row| subjects.contains(&row.subject));
    rows.map(|row| offer(ground, row, (author, at), record)).collect()
}

/// The sides of a referral that this unit plays: its sender, the keeper of its leg, or both when by proxy.
fn sides(file: &ReferralFile, state: &UnitState) -> &'static [Subject] {
    let by_proxy = file.referral.as_ref().is_some_and(|referral| matches!(referral.to, Recipient::Agency(_)));
    match (file.sender == state.id(), by_proxy) {
        (true, true) => &[Subject::Sent, Subject::Kept],
        (true, false) => &[Subject::Sent],
        (false, _) => &[Subject::Kept],
    }
}

fn offer(ground: Ground<'_>, row: &Verb, (author, at): (&Author, DateTime<FixedOffset>), record: RecordId) -> Offer {
    let by_proxy = row.subject == Subject::Kept
        && ground.state.referrals.get(&record).is_some_and(|file| sides(file, ground.state).len() > 1);
    let tried = sample_act(ground.state, row, (record, at)).and_then(|act| {
        let command = Command { id: CommandId(record.0), at, author: author.clone(), seen: None, act };
        decide(ground, &command)
    });
    Offer {
        verb: row.id.to_owned(),
        zh: row.zh.to_owned(),
        en: row.en.to_owned(),
        fields: row
            .fields
            .iter()
            .map(|row| field(*row))
            .chain(by_proxy.then(proxy_fields).into_iter().flatten())
            .collect(),
        final_: row.final_,
        refusal: tried.err().filter(|refusal| !refusal.is_about_fields()),
    }
}

/// The verb with something in every field, so that only the record's own state is left to refuse.
fn sample_act(state: &UnitState, row: &Verb, (record, at): (RecordId, DateTime<FixedOffset>)) -> Result<Act, Refusal> {
    match row.id {
        REFER => {
            let unit = state.lines.keys().next().copied().map(Recipient::Unit);
            let to = unit.or_else(|| state.agencies.keys().next().copied().map(Recipient::Agency));
            let (kind, items) = (ReferralKind::Request, vec!["?".to_owned()]);
            let to = to.unwrap_or(Recipient::Agency(record));
            let draft = ReferralDraft { dispute: record, to, kind, items, due: None, note: String::new() };
            Ok(Act::Submit(Box::new(draft)))
        }
        OPEN_DISPUTE => {
            let alert = state.alerts.get(&record).ok_or(Refusal::NotFound)?;
            let draft = DisputeDraft::of_alert(&alert.draft, record.to_string(), at);
            Ok(Act::Alert(record, AlertAct::OpenDispute(Box::new(draft))))
        }
        _ => act(row.id, record, &sample(row, record, at, state)),
    }
}

/// Something for every field.
fn sample(row: &Verb, record: RecordId, at: DateTime<FixedOffset>, state: &UnitState) -> Fields {
    let first_open = state.disputes.get(&record).and_then(|one| one.deadlines.iter().find(|one| one.state.is_open()));
    let value = |kind: Kind| match kind {
        Kind::Line | Kind::Text | Kind::Rule | Kind::Outcomes => "?".to_owned(),
        Kind::Referral => ReferralKind::ALL[0].code().to_owned(),
        Kind::Date => at.date_naive().to_string(),
        Kind::Number => first_open.map_or(0, |one| one.no).to_string(),
        Kind::YesNo => "yes".to_owned(),
        Kind::Expert => state.experts.keys().next().map_or_else(|| record.to_string(), RecordId::to_string),
        Kind::Outcome => DisputeOutcome::ALL[0].code().to_owned(),
        Kind::Closing => AlertClosing::ALL[0].code().to_owned(),
        Kind::Return => ReturnCode::ALL[0].code().to_owned(),
        Kind::Hold => HoldCode::ALL[0].code().to_owned(),
    };
    let fields = row.fields.iter().filter(|field| field.4).map(|field| (field.0.to_owned(), value(field.3)));
    fields.chain([("said".to_owned(), "?".to_owned())].into_iter().filter(|_| by_proxy_record(state, record))).collect()
}

fn by_proxy_record(state: &UnitState, record: RecordId) -> bool {
    state.referrals.get(&record).is_some_and(|file| sides(file, state).len() > 1)
}

fn field((name, zh, en, kind, required): FieldRow) -> Field {
    let kind = match kind {
        Kind::Line => FieldKind::Line,
        Kind::Text => FieldKind::Text,
        Kind::Date => FieldKind::Date,
        Kind::Number => FieldKind::Number,
        Kind::YesNo => FieldKind::YesNo,
        Kind::Rule => FieldKind::Rule,
        Kind::Expert => FieldKind::Expert,
        Kind::Outcomes => FieldKind::Outcomes,
        Kind::Outcome => choices(DisputeOutcome::ALL.iter().map(|one| (one.code(), one.zh(), one.en()))),
        Kind::Closing => choices(AlertClosing::ALL.iter().map(|one| (one.code(), one.zh(), one.en()))),
        Kind::Referral => choices(ReferralKind::ALL.iter().map(|one| (one.code(), one.zh(), one.en()))),
        Kind::Hold => choices(HoldCode::ALL.iter().map(|one| (one.code(), one.zh(), one.en()))),
        Kind::Return => choices(ReturnCode::ALL.iter().map(|one| (one.code(), one.zh(), one.en()))),
    };
    Field { name: name.to_owned(), zh: zh.to_owned(), en: en.to_owned(), kind, required }
}

fn choices<'a>(words: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> FieldKind {
    FieldKind::Choice(words.map(|(code, zh, en)| (code.to_owned(), zh.to_owned(), en.to_owned())).collect())
}

/// What an act by proxy asks for besides: a scan, or who said it on the telephone.
fn proxy_fields() -> [Field; 2] {
    let line = |name: &str, zh: &str, en: &str| Field {
        name: name.to_owned(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        kind: FieldKind::Line,
        required: false,
    };
    [line("evidence", "凭据文件", "evidence file"), line("said", "电话凭据: 谁说了什么", "call: who said what")]
}
