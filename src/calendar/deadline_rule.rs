//! One deadline rule: what sets it off, how long it runs, whence it is known and how it may change.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cutoff, Direction, Period, Reading, Text};

/// What the computed day means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something must be done by this day.
    Due,
    /// An authority's or the other side's period, or the end of a state: known, not owed.
    Window,
    /// Nothing can happen before this day.
    Earliest,
    /// A protection that lasts until this day.
    Protective,
}

impl Kind {
    /// What the officer is told of a date that is not a due date.
    pub fn caution(self) -> Option<Text> {
        match self {
            Kind::Due => None,
            Kind::Window => Some(Text::new(
                "这是机关、对方的期间或某状态的止日, 不是当事人应办的期限.",
                "An authority's or the other side's period, or the end of a state: not a date the party owes.",
            )),
            Kind::Earliest => Some(Text::new(
                "这是最早日, 不是应办期限: 此前不得为之.",
                "The earliest day, not a due date: nothing can be done before it.",
            )),
            Kind::Protective => {
                Some(Text::new("这是保护期的止日, 不是应办期限.", "The day a protection ends, not a due date."))
            }
        }
    }
}

/// How well the text behind a rule is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The text, or a quotation of it, was read.
    Verified,
    /// A secondary statement was read.
    Partial,
    /// Not found: to be checked before anyone relies on it.
    FromMemory,
}

impl Confidence {
    /// The name used in files and replies.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Verified => "verified",
            Confidence::Partial => "partial",
            Confidence::FromMemory => "from_memory",
        }
    }

    /// What the officer is told, if the text was not read.
    pub fn warning(self) -> Option<Text> {
        match self {
            Confidence::Verified => None,
            Confidence::Partial => Some(Text::new(
                "规则仅见二手表述, 未核对原文: 请核对后再用.",
                "Rule known from a secondary source only: check the text before relying on it.",
            )),
            Confidence::FromMemory => Some(Text::new(
                "规则原文未找到: 必须核对后再用.",
                "The rule's text was not found: it must be checked before use.",
            )),
        }
    }
}

/// Days added because of the way a document was served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAddOn {
    /// `mail`, `mail-abroad`, `express` … as typed after `--service`.
    pub method: String,
    pub add: Period,
    /// Added after the period has ended and rolled, not to the period itself; the end rolls again.
    pub after_roll: bool,
    pub confidence: Confidence,
}

/// A rule under which a date is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineRule {
    pub id: String,
    pub version: u32,
    /// Jurisdiction, WIPO ST.3 code.
    pub st3: String,
    pub forum: Text,
    /// What the period is for, in a few words.
    pub title: Text,
    /// The event it runs from (or, counted backward, to).
    pub trigger: Text,
    pub period: Period,
    /// A second period; the later end of the two counts.
    pub longer_of: Option<Period>,
    pub direction: Direction,
    /// The id of a scheme that is loaded: `Rules::load` refuses the rule otherwise.
    pub scheme: String,
    /// Calendar codes, from the rule or its scheme.
    pub calendars: Vec<String>,
    pub cutoff: Cutoff,
    pub kind: Kind,
    /// Nobody can extend it.
    pub hard: bool,
    /// The event is a document sent by the forum: how late it came may count.
    pub notified: bool,
    /// The first answer of whoever was served: proposed first for a new dispute.
    pub answer: bool,
    pub extension: Text,
    /// No extension goes beyond this, counted from the trigger.
    pub outer: Option<Period>,
    pub services: Vec<ServiceAddOn>,
    pub readings: Vec<Reading>,
    /// What the officer must know and the engine cannot decide.
    pub cautions: Vec<Text>,
    /// Rules of one family follow each other in time and never overlap.
    pub family: Option<String>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub citation: String,
    pub source: String,
    pub confidence: Confidence,
}

impl DeadlineRule {
    /// Whether the rule governs an event of this day.
    pub fn in_force(&self, trigger: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= trigger) && self.valid_to.is_none_or(|to| trigger <= to)
    }

    /// Whether two rules of a family are in force on a same day.
    pub(super) fn overlaps(&self, other: &DeadlineRule) -> bool {
        let starts_in = |a: &DeadlineRule, b: &DeadlineRule| match (a.valid_from, b.valid_to) {
            (Some(from), Some(to)) => from <= to,
            (None, _) | (_, None) => true,
        };
        starts_in(self, other) && starts_in(other, self)
    }
}
