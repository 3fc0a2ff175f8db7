//! Kinds read from their file, each checked: a slip of the pen is named, never taken.

use super::{ClockStart, ClockUnit, Event, KindClock, KindField, KindRule, Shape};
use crate::calendar::Text;
use crate::casework::handbook::Unfit;
use crate::casework::paper::Letter;
use crate::casework::referral::ReferralKind;
use crate::casework::words::PostRole;
use serde::Deserialize;
use std::collections::BTreeSet;

/// A clock longer than this is a slip of the pen: ten years in days.
const CLOCK_LENGTH_MAX: u16 = 3_650;

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
pub fn read(text: &str) -> Result<Vec<KindRule>, Unfit> {
    let written: Written = toml::from_str(text)?;
    let ids: BTreeSet<String> = written.kind.iter().map(|kind| kind.id.clone()).collect();
    let mut seen = BTreeSet::new();
    written
        .kind
        .into_iter()
        .map(|kind| match seen.insert(kind.id.clone()) {
            true => checked(kind, &ids),
            false => Err(of_kind(&kind.id, Unfit::new("写了两次", "it is there twice"))),
        })
        .collect()
}

/// What is wrong with a kind, with its id.
fn of_kind(id: &str, Unfit(what): Unfit) -> Unfit {
    Unfit::new(format!("种类“{id}”: {}", what.zh), format!("kind \"{id}\": {}", what.en))
}

/// A word that is none.
fn no_word(zh: &str, en: &str, word: &str) -> Unfit {
    Unfit::new(format!("没有{zh}“{word}”"), format!("no {en} \"{word}\""))
}

fn checked(kind: WrittenKind, ids: &BTreeSet<String>) -> Result<KindRule, Unfit> {
    let id = kind.id.clone();
    let wrong = |what: Unfit| of_kind(&id, what);
    let sent_as = ReferralKind::parse(&kind.sent_as).ok_or_else(|| wrong(no_word("这个词", "word", &kind.sent_as)))?;
    let approver = PostRole::parse(&kind.approver).ok_or_else(|| wrong(no_word("职务", "post", &kind.approver)))?;
    if [&kind.id, &kind.zh, &kind.en, &kind.template].into_iter().any(|text| text.trim().is_empty()) {
        return Err(wrong(Unfit::new("id, zh, en 和 template 都要写", "id, zh, en and template are needed")));
    }
    if Letter::parse(&kind.template).is_none() {
        return Err(wrong(no_word("函件", "letter", &kind.template)));
    }
    if kind.officers_min == 0 {
        return Err(wrong(Unfit::new("至少一名经办", "at least one officer handles it")));
    }
    if let Some(unknown) = kind.on_refusal.iter().find(|next| !ids.contains(*next)) {
        return Err(wrong(no_word("后续种类", "kind that follows it:", unknown)));
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

fn field(written: WrittenField) -> Result<KindField, Unfit> {
    let shape = Shape::parse(&written.shape).ok_or_else(|| no_word("形式", "shape", &written.shape))?;
    if (shape == Shape::Choice) == written.of.is_empty() {
        let id = &written.id;
        return Err(Unfit::new(
            format!("栏目“{id}”: 选项才写 of, 也必须写"),
            format!("field \"{id}\": a choice, and nothing else, says of what"),
        ));
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

fn clock(written: WrittenClock, fields: &[KindField]) -> Result<KindClock, Unfit> {
    let id = written.id;
    let nothing = |word: &str| {
        Unfit::new(format!("时钟“{id}”: 没有事件“{word}”"), format!("clock \"{id}\": nothing is \"{word}\""))
    };
    if written.length == 0 || written.length > CLOCK_LENGTH_MAX {
        return Err(Unfit::new(
            format!("时钟“{id}”: 长度须在 1 到 {CLOCK_LENGTH_MAX} 之间"),
            format!("clock \"{id}\" is 1 to {CLOCK_LENGTH_MAX} long"),
        ));
    }
    let from = match written.from.strip_prefix("field:") {
        Some(name) => {
            let dated = fields.iter().any(|field| field.id == name && field.shape == Shape::Date);
            dated.then(|| ClockStart::Field(name.to_owned()))
        }
        None => Event::parse(&written.from).map(ClockStart::Event),
    };
    let from = from.ok_or_else(|| nothing(&written.from))?;
    let until = Event::parse(&written.until).ok_or_else(|| nothing(&written.until))?;
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
