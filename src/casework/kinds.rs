//! Kinds of referrals as data: what each is in words, which of the four words it goes out as, and what it takes.

use super::referral::ReferralKind;
use super::words::PostRole;
use crate::calendar::Text;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A clock longer than this is a slip of the pen: ten years in days.
const CLOCK_LENGTH_MAX: u16 = 3_650;

/// A kind of referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRule {
    pub id: String,
    pub words: Text,
    /// What it goes out as: says whether the case moves.
    pub sent_as: ReferralKind,
    /// Name of its letter below `templates/`.
    pub template: String,
    /// Officers who must handle it together.
    pub officers_min: u16,
    pub approver: PostRole,
    /// What has to go with it.
    pub evidence: Vec<String>,
    /// The rule it rests on, where there is one.
    pub basis: String,
    /// Do its clocks run by the recipient's calendar and zone?
    pub clock_of_recipient: bool,
    pub clocks: Vec<KindClock>,
}

/// A service clock of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindClock {
    pub id: String,
    pub from: String,
    pub until: String,
    pub length: u16,
    pub unit: ClockUnit,
}

/// What a clock counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockUnit {
    Hours,
    Days,
    WorkingDays,
}

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
    clock: Vec<KindClock>,
}

const fn one() -> u16 {
    1
}

/// Reads kinds, each checked.
///
/// # Errors
/// What cannot be read, is there twice, or names a word that there is not.
pub fn read(text: &str) -> Result<Vec<KindRule>, KindError> {
    let written: Written = toml::from_str(text)?;
    let mut seen = BTreeSet::new();
    written
        .kind
        .into_iter()
        .map(|kind| match seen.insert(kind.id.clone()) {
            true => checked(kind),
            false => Err(KindError::Wrong { id: kind.id, what: "it is there twice".into() }),
        })
        .collect()
}

/// The kinds that come with the program.
///
/// # Panics
/// Never: a test reads the file that is compiled in.
pub fn shared() -> &'static [KindRule] {
    static SHARED: LazyLock<Vec<KindRule>> = LazyLock::new(|| {
        read(include_str!("../../rules/referral_kinds.toml")).expect("the file that is compiled in is read by a test")
    });
    &SHARED
}

fn checked(kind: WrittenKind) -> Result<KindRule, KindError> {
    let wrong = |what: String| KindError::Wrong { id: kind.id.clone(), what };
    let sent_as = ReferralKind::parse(&kind.sent_as).ok_or_else(|| wrong(format!("no word \"{}\"", kind.sent_as)))?;
    let approver = PostRole::parse(&kind.approver).ok_or_else(|| wrong(format!("no post \"{}\"", kind.approver)))?;
    if [&kind.id, &kind.zh, &kind.en, &kind.template].into_iter().any(|text| text.trim().is_empty()) {
        return Err(wrong("id, zh, en and template are needed".into()));
    }
    if kind.officers_min == 0 {
        return Err(wrong("at least one officer handles it".into()));
    }
    if let Some(clock) = kind.clock.iter().find(|clock| clock.length == 0 || clock.length > CLOCK_LENGTH_MAX) {
        return Err(wrong(format!("clock \"{}\" cannot be {} long", clock.id, clock.length)));
    }
    Ok(KindRule {
        words: Text::new(&kind.zh, &kind.en),
        sent_as,
        template: kind.template,
        officers_min: kind.officers_min,
        approver,
        evidence: kind.evidence,
        basis: kind.basis,
        clock_of_recipient: kind.clock_of_recipient,
        clocks: kind.clock,
        id: kind.id,
    })
}
