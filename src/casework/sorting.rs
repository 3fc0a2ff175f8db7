//! Sorting disputes into simple, complex and major by `rules/triage.toml`: the same inputs give the same track.

use super::dispute::guidance::Because;
use super::dispute::{Dispute, Track};
use super::handbook::Unfit;
use super::words::DisputeKind;
use crate::calendar::Text;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What the rules look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortInputs {
    pub kind: DisputeKind,
    pub rights: usize,
    /// Enterprises that told of it.
    pub enterprises: usize,
    pub material_abroad: bool,
    /// Whole units of the currency.
    pub amount: Option<(u64, String)>,
    /// Working days to the earliest legal deadline; None: there is none.
    pub working_days: Option<u16>,
}

impl SortInputs {
    /// Those of a dispute.
    pub fn of(dispute: &Dispute, working_days: Option<u16>) -> Self {
        let draft = &dispute.draft;
        let whole = |value: &str| value.split('.').next().and_then(|digits| digits.parse().ok());
        Self {
            kind: draft.kind,
            rights: draft.rights.len(),
            enterprises: 1 + dispute.intake.reporters.len(),
            material_abroad: draft.material_abroad == Some(true),
            amount: draft.amount.as_ref().and_then(|one| Some((whole(&one.value)?, one.currency.clone()))),
            working_days,
        }
    }
}

/// A rule of sorting.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SortRule {
    because: Because,
    track: Track,
    when: When,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct When {
    kinds: Vec<DisputeKind>,
    rights_min: Option<usize>,
    enterprises_min: Option<usize>,
    working_days_max: Option<u16>,
    material_abroad: Option<bool>,
    amount_min: BTreeMap<String, u64>,
}

impl When {
    fn is_met(&self, inputs: &SortInputs) -> bool {
        let large = |(value, currency): &(u64, String)| self.amount_min.get(currency).is_some_and(|min| value >= min);
        (self.kinds.is_empty() || self.kinds.contains(&inputs.kind))
            && self.rights_min.is_none_or(|min| inputs.rights >= min)
            && self.enterprises_min.is_none_or(|min| inputs.enterprises >= min)
            && self.working_days_max.is_none_or(|max| inputs.working_days.is_some_and(|days| days <= max))
            && self.material_abroad.is_none_or(|wanted| inputs.material_abroad == wanted)
            && (self.amount_min.is_empty() || inputs.amount.as_ref().is_some_and(large))
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The rules of sorting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortRules(Vec<SortRule>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    rule: Vec<WrittenRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    id: String,
    track: String,
    zh: String,
    en: String,
    #[serde(default)]
    kinds: Vec<String>,
    rights_min: Option<usize>,
    enterprises_min: Option<usize>,
    working_days_max: Option<u16>,
    material_abroad: Option<bool>,
    #[serde(default)]
    amount_min: BTreeMap<String, u64>,
}

impl SortRules {
    /// The file that comes with the program.
    pub const TEXT: &str = include_str!("../../rules/triage.toml");

    /// Reads rules, each checked.
    ///
    /// # Errors
    /// What cannot be read, has no condition, or names a word that there is not.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let written: Written = toml::from_str(text)?;
        written.rule.into_iter().map(checked).collect::<Result<_, _>>().map(Self)
    }

    /// The rules that come with the program.
    ///
    /// # Panics
    /// Never: a test reads the file that is compiled in.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<SortRules> =
            LazyLock::new(|| SortRules::read(SortRules::TEXT).expect("the file that is compiled in is read by a test"));
        &SHARED
    }

    /// The gravest track of all rules met, and those rules of it; simple when none is met.
    pub fn sort(&self, inputs: &SortInputs) -> (Track, Vec<Because>) {
        let met: Vec<&SortRule> = self.0.iter().filter(|rule| rule.when.is_met(inputs)).collect();
        let track = met.iter().map(|rule| rule.track).max().unwrap_or(Track::Simple);
        let because: Vec<Because> =
            met.iter().filter(|rule| rule.track == track).map(|rule| rule.because.clone()).collect();
        if because.is_empty() {
            let words = Text::new("没有复杂或重大的情形", "nothing complex or major in it");
            return (track, vec![Because { rule: "none".to_owned(), words }]);
        }
        (track, because)
    }
}

fn checked(rule: WrittenRule) -> Result<SortRule, Unfit> {
    let wrong =
        |zh: &str, en: &str| Unfit::new(format!("规则“{}”: {zh}", rule.id), format!("rule \"{}\": {en}", rule.id));
    let no_word = |what: (&str, &str), word: &str| {
        wrong(&format!("没有{}“{word}”", what.0), &format!("no {} \"{word}\"", what.1))
    };
    let track = Track::parse(&rule.track).ok_or_else(|| no_word(("轨道", "track"), &rule.track))?;
    let kind = |code: &String| DisputeKind::parse(code).ok_or_else(|| no_word(("纠纷类型", "kind"), code));
    let when = When {
        kinds: rule.kinds.iter().map(kind).collect::<Result<_, _>>()?,
        rights_min: rule.rights_min,
        enterprises_min: rule.enterprises_min,
        working_days_max: rule.working_days_max,
        material_abroad: rule.material_abroad,
        amount_min: rule.amount_min.clone(),
    };
    if when.is_empty() {
        return Err(wrong("没有条件", "it has no condition"));
    }
    if [&rule.id, &rule.zh, &rule.en].into_iter().any(|text| text.trim().is_empty()) {
        return Err(wrong("id, zh 和 en 都要写", "id, zh and en are needed"));
    }
    Ok(SortRule { because: Because { rule: rule.id.clone(), words: Text::new(&rule.zh, &rule.en) }, track, when })
}
