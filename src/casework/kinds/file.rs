//! Kinds read from their file, each checked: a slip of the pen is named, never taken.

use super::{ClockStart, ClockUnit, Event, KindClock, KindField, KindRule, Shape};
use crate::calendar::Text;
use crate::casework::referral::ReferralKind;
use crate::casework::words::PostRole;
use serde::Deserialize;
use std::collections::BTreeSet;

/// A clock longer than this is a slip of the pen: ten years in days.
const CLOCK_LENGTH_MAX: u16 = 3_650;

/// Why a file of kinds is not taken.
#[derive(Debug, thiserror::Error)]
pub enum KindError {
    #[error("the file of kinds cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("kind \"{id}\": {what}")]
    Wrong { id: String, what: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: Vec<WrittenKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKind {
    id: String,
    zh: String,
    en: String,
    #[serde(rename = "as")]
    sent_as: String,
    template: String,
    #[serde(default = "one")]
    officers_min: u16,
    approver: String,
    evidence: Vec<String>,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    clock_of_recipient: bool,
    #[serde(default)]
    read_only: bool,
    #[serde(default)]
    pauses_parent: bool,
    #[serde(default)]
    results: Vec<String>,
    #[serde(default)]
    on_refusal: Vec<String>,
    #[serde(default)]
    field: Vec<WrittenField>,
    #[serde(default)]
    clock: Vec<WrittenClock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenField {
    id: String,
    zh: String,
    en: String,
    shape: String,
    #[serde(default = "yes")]
    required: bool,
    #[serde(default)]
    of: Vec<String>,
    #[serde(default)]
    all_of: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClock {
    id: String,
    #[serde(default)]
    zh: String,
    #[serde(default)]
    en: String,
    from: String,
    until: String,
    length: u16,
    unit: ClockUnit,
}

const fn one() -> u16 {
    1
}

const fn yes() -> bool {
    true
}

/// Reads kinds, each checked.
///
/// # Errors
/// What cannot be read, is there twice, or names a word that there is not.
pub fn read(text: &str) -> Result<Vec<KindRule>, KindError> {
    let written: Written = toml::from_str(text)?;
    let ids: BTreeSet<String> = written.kind.iter().map(|kind| kind.id.clone()).collect();
    let mut seen = BTreeSet::new();
    written
        .kind
        .into_iter()
        .map(|kind| match seen.insert(kind.id.clone()) {
            true => checked(kind, &ids),
            false => Err(KindError::Wrong { id: kind.id, what: "it is there twice".into() }),
        })
        .collect()
}

fn checked(kind: WrittenKind, ids: &BTreeSet<String>) -> Result<KindRule, KindError> {
    let id = kind.id.clone();
    let wrong = |what: String| KindError::Wrong { id: id.clone(), what };
    let sent_as = ReferralKind::parse(&kind.sent_as).ok_or_else(|| wrong(format!("no word \"{}\"", kind.sent_as)))?;
    let approver = PostRole::parse(&kind.approver).ok_or_else(|| wrong(format!("no post \"{}\"", kind.approver)))?;
    if [&kind.id, &kind.zh, &kind.en, &kind.template].into_iter().any(|text| text.trim().is_empty()) {
        return Err(wrong("id, zh, en and template are needed".into()));
    }
    if kind.officers_min == 0 {
        return Err(wrong("at least one officer handles it".into()));
    }
    if let Some(unknown) = kind.on_refusal.iter().find(|next| !ids.contains(*next)) {
        return Err(wrong(format!("no kind \"{unknown}\" follows it")));
    }
    let fields: Vec<KindField> = kind.field.into_iter().map(field).collect::<Result<_, _>>().map_err(&wrong)?;
    let clocks = kind.clock.into_iter().map(|written| clock(written, &fields)).collect::<Result<_, _>>();
    Ok(KindRule {
        words: Text::new(&kind.zh, &kind.en),
        sent_as,
        template: kind.template,
        officers_min: kind.officers_min,
        approver,
        evidence: kind.evidence.iter().map(|text| halves(text)).collect(),
        basis: kind.basis,
        clock_of_recipient: kind.clock_of_recipient,
        read_only: kind.read_only,
        pauses_parent: kind.pauses_parent,
        results: kind.results.iter().map(|text| halves(text)).collect(),
        on_refusal: kind.on_refusal,
        clocks: clocks.map_err(&wrong)?,
        fields,
        id: kind.id,
    })
}

fn field(written: WrittenField) -> Result<KindField, String> {
    let shape = Shape::parse(&written.shape).ok_or_else(|| format!("no shape \"{}\"", written.shape))?;
    if (shape == Shape::Choice) == written.of.is_empty() {
        return Err(format!("field \"{}\": a choice, and nothing else, says of what", written.id));
    }
    Ok(KindField {
        words: Text::new(&written.zh, &written.en),
        shape,
        required: written.required,
        of: written.of.iter().map(|text| halves(text)).collect(),
        all_of: written.all_of,
        id: written.id,
    })
}

fn clock(written: WrittenClock, fields: &[KindField]) -> Result<KindClock, String> {
    let id = written.id;
    if written.length == 0 || written.length > CLOCK_LENGTH_MAX {
        return Err(format!("clock \"{id}\" cannot be {} long", written.length));
    }
    let from = match written.from.strip_prefix("field:") {
        Some(name) => {
            let dated = fields.iter().any(|field| field.id == name && field.shape == Shape::Date);
            dated.then(|| ClockStart::Field(name.to_owned()))
        }
        None => Event::parse(&written.from).map(ClockStart::Event),
    };
    let from = from.ok_or_else(|| format!("clock \"{id}\": nothing is \"{}\"", written.from))?;
    let until =
        Event::parse(&written.until).ok_or_else(|| format!("clock \"{id}\": nothing is \"{}\"", written.until))?;
    let words = Text::new(&written.zh, &written.en);
    Ok(KindClock { id, words, from, until, length: written.length, unit: written.unit })
}

/// `移送书 / transfer letter`: both languages in one line.
fn halves(text: &str) -> Text {
    match text.split_once(" / ") {
        Some((zh, en)) => Text::new(zh.trim(), en.trim()),
        None => Text::same(text.trim()),
    }
}
