//! The verbs of a record as scripts and forms know them: one table of ids, words and fields; from it come the
//! commands, and what is possible now with the reason for what is not.

use super::affair::Affair;
use super::command::{Act, AlertAct, Command};
use super::decide::{Ground, decide};
use super::dispute::DisputeDraft;
use super::fields::{Fields, Reader};
use super::ids::{CommandId, RecordId};
use super::referral::{Recipient, ReferralDraft, ReferralFile, ReferralKind};
use super::refusal::Refusal;
use super::state::UnitState;
use super::undo::inverse;
use super::unit::Author;
use super::verbs::{FieldRow, Kind, OPEN_DISPUTE, REFER, Subject, Verb, kept};
use chrono::{DateTime, FixedOffset, TimeDelta};
use serde::{Deserialize, Serialize};

/// A sample of a time that must lie ahead: in an hour.
const SAMPLE_HOUR: TimeDelta = TimeDelta::hours(1);

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
    /// Any record by its number: a dispute, an alert, a unit.
    Record,
    /// One of these: code, zh, en.
    Choice(Vec<(String, String, String)>),
    /// One outcome an item: `achieved; partly: text; …`.
    Outcomes,
}

/// A verb of a record with its fields, ready to be asked for; refused when the record has changed since it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerbOf {
    pub record: RecordId,
    /// The version that was seen; the unit itself has none.
    pub seen: Option<u32>,
    pub verb: String,
    pub fields: Fields,
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
    /// There is a verb that takes it back: it is undone with one key.
    pub undoes: bool,
    pub refusal: Option<Refusal>,
}

/// Reads a verb of a record and its fields as a command's act.
///
/// # Errors
/// A refusal naming the field that is missing or cannot be read; `NotFound` for a verb that the record does not have,
/// or that has a form of its own (`refer`, `open-dispute`).
pub fn act(state: &UnitState, verb: &str, record: RecordId, fields: &Fields) -> Result<Act, Refusal> {
    let has = |subject: &&Subject| subject.verbs().iter().any(|row| row.id == verb);
    // Of a referral both sides are tried: the rules then say whose turn it is.
    let sides: &[Subject] =
        if state.referrals.contains_key(&record) { &[Subject::Sent, Subject::Kept] } else { subjects(state, record) };
    let subject = sides.iter().find(has).ok_or(Refusal::NotFound)?;
    subject.act(verb, record, &Reader { fields })
}

/// What can be done with a record now, and for the rest why not; asked by `author` at `at`.
pub fn offers(ground: Ground<'_>, author: &Author, at: DateTime<FixedOffset>, record: RecordId) -> Vec<Offer> {
    let state = ground.state;
    let of = |subject: Subject| subject.verbs().iter().map(move |row| (subject, row));
    let rows = subjects(state, record).iter().copied().flat_map(of);
    rows.map(|row| offer(ground, row, (author, at), record)).collect()
}

/// Every verb of a record as an act, with something in each field: what permissions are tried with.
pub fn tries(state: &UnitState, at: DateTime<FixedOffset>, record: RecordId) -> Vec<Act> {
    let of = |subject: Subject| subject.verbs().iter().map(move |row| (subject, row));
    let rows = subjects(state, record).iter().copied().flat_map(of);
    rows.filter_map(|row| sample_act(state, row, (record, at)).ok()).collect()
}

/// The fields of a verb that name a record: what was typed there may be its number.
pub fn record_fields(state: &UnitState, verb: &str, record: RecordId) -> Vec<&'static str> {
    let rows = subjects(state, record).iter().flat_map(|subject| subject.verbs()).filter(|row| row.id == verb);
    let fields = rows.flat_map(|row| row.fields).filter(|field| matches!(field.3, Kind::Expert | Kind::Record));
    fields.map(|field| field.0).collect()
}

/// What a record is, as far as verbs go.
fn subjects(state: &UnitState, record: RecordId) -> &'static [Subject] {
    if state.disputes.contains_key(&record) {
        &[
            Subject::Dispute,
            Subject::Intake,
            Subject::Guidance,
            Subject::Dossier,
            Subject::Major,
            Subject::Ending,
            Subject::Consulting { is_alert: false },
        ]
    } else if state.alerts.contains_key(&record) {
        &[Subject::Alert, Subject::Consulting { is_alert: true }]
    } else if let Some(file) = state.affairs.get(&record) {
        affair_subjects(&file.affair)
    } else if state.experts.contains_key(&record) {
        &[Subject::Expert]
    } else if state.agencies.contains_key(&record) {
        &[Subject::Agency]
    } else if record == state.id().record() {
        &[Subject::Unit, Subject::House, Subject::Rota]
    } else {
        state.referrals.get(&record).map_or(&[], |file| sides(file, state))
    }
}

fn affair_subjects(affair: &Affair) -> &'static [Subject] {
    match affair {
        Affair::Listing(_) => &[Subject::Listing],
        Affair::Access(_) => &[Subject::Access],
        Affair::Silence(_) => &[Subject::Silence],
        Affair::Consultation(_) => &[Subject::Consultation],
        Affair::Instruction(_) => &[Subject::Instruction],
        Affair::Supervision(_) => &[Subject::Supervision],
        Affair::Meeting(_) => &[Subject::Meeting],
        Affair::Task(_) => &[Subject::Task],
        Affair::Handover(_) => &[Subject::Handover],
        Affair::Inspection(_) => &[Subject::Inspection],
    }
}

/// The sides of a referral that this unit plays: its sender, the keeper of its leg, or both when by proxy.
fn sides(file: &ReferralFile, state: &UnitState) -> &'static [Subject] {
    let by_proxy = file.referral.as_ref().is_some_and(|referral| matches!(referral.to, Recipient::Agency(_)));
    match (file.sender == state.id(), by_proxy) {
        (true, true) => &[Subject::Sent, Subject::Kept],
        (true, false) => &[Subject::Sent],
        // A third unit that coordinates it rules and supervises.
        (false, _) if file.keeper() != Some(state.id()) => &[Subject::Sent],
        (false, _) => &[Subject::Kept],
    }
}

fn offer(
    ground: Ground<'_>,
    (subject, row): (Subject, &Verb),
    (author, at): (&Author, DateTime<FixedOffset>),
    record: RecordId,
) -> Offer {
    let by_proxy = subject == Subject::Kept
        && ground.state.referrals.get(&record).is_some_and(|file| sides(file, ground.state).len() > 1);
    let sample = sample_act(ground.state, (subject, row), (record, at));
    let undoes = sample.as_ref().is_ok_and(|act| inverse(ground.state, author, act).is_some());
    let tried = sample.and_then(|act| {
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
            .filter(|field| subject != Subject::Kept || kept_asks(ground.state, record, field.0))
            .map(|row| field(*row))
            .chain(by_proxy.then(proxy_fields).into_iter().flatten())
            .collect(),
        final_: row.final_,
        undoes,
        refusal: tried.err().filter(|refusal| !refusal.is_about_fields()),
    }
}

fn kept_asks(state: &UnitState, record: RecordId, field: &str) -> bool {
    state.referrals.get(&record).is_none_or(|file| kept::asks(file, field))
}

/// The verb with something in every field, so that only the record's own state is left to refuse.
fn sample_act(
    state: &UnitState,
    (subject, row): (Subject, &Verb),
    (record, at): (RecordId, DateTime<FixedOffset>),
) -> Result<Act, Refusal> {
    match row.id {
        REFER => {
            let unit = state.lines.keys().next().copied().map(Recipient::Unit);
            let to = unit.or_else(|| state.agencies.keys().next().copied().map(Recipient::Agency));
            let (kind, items) = (ReferralKind::Request, vec!["?".to_owned()]);
            let to = to.unwrap_or(Recipient::Agency(record));
            let draft = ReferralDraft { items, ..ReferralDraft::new(record, to, kind) };
            Ok(Act::Submit(Box::new(draft)))
        }
        OPEN_DISPUTE => {
            let alert = state.alerts.get(&record).ok_or(Refusal::NotFound)?;
            let draft = DisputeDraft::of_alert(&alert.draft, record.to_string(), at);
            Ok(Act::Alert(record, AlertAct::OpenDispute(Box::new(draft))))
        }
        _ => subject.act(row.id, record, &Reader { fields: &sample(row, record, at, state) }),
    }
}

/// Something for every field.
fn sample(row: &Verb, record: RecordId, at: DateTime<FixedOffset>, state: &UnitState) -> Fields {
    let first_open = state.disputes.get(&record).and_then(|one| one.deadlines.iter().find(|one| one.state.is_open()));
    let value = |kind: Kind| match kind {
        Kind::Line | Kind::Text | Kind::Rule | Kind::Outcomes => "?".to_owned(),
        Kind::Date => at.date_naive().to_string(),
        Kind::Moment => (at.naive_local() + SAMPLE_HOUR).format("%Y-%m-%d %H:%M").to_string(),
        Kind::Number => first_open.map_or(0, |one| one.no).to_string(),
        Kind::YesNo => "yes".to_owned(),
        Kind::Expert => state.experts.keys().next().map_or_else(|| record.to_string(), RecordId::to_string),
        Kind::Record => record.to_string(),
        Kind::Choice(words) => words.first().map_or("?", |word| word.0).to_owned(),
    };
    let fields = row.fields.iter().filter(|field| field.4).map(|field| (field.0.to_owned(), value(field.3)));
    fields.chain([("said".to_owned(), "?".to_owned())].into_iter().filter(|_| by_proxy_record(state, record))).collect()
}

fn by_proxy_record(state: &UnitState, record: RecordId) -> bool {
    state.referrals.get(&record).is_some_and(|file| sides(file, state).len() > 1)
}

fn field((name, zh, en, kind, required): FieldRow) -> Field {
    let kind = match kind {
        Kind::Line | Kind::Moment => FieldKind::Line,
        Kind::Text => FieldKind::Text,
        Kind::Date => FieldKind::Date,
        Kind::Number => FieldKind::Number,
        Kind::YesNo => FieldKind::YesNo,
        Kind::Rule => FieldKind::Rule,
        Kind::Expert => FieldKind::Expert,
        Kind::Outcomes => FieldKind::Outcomes,
        Kind::Record => FieldKind::Record,
        Kind::Choice(words) => FieldKind::Choice(
            words.iter().map(|(code, zh, en)| ((*code).to_owned(), (*zh).to_owned(), (*en).to_owned())).collect(),
        ),
    };
    Field { name: name.to_owned(), zh: zh.to_owned(), en: en.to_owned(), kind, required }
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
