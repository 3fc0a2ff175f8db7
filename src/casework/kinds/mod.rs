//! Kinds of referrals as data: what each is in words, which of the four words it goes out as, and what it takes.
//! `file` reads and checks them, `clocks` computes their service clocks, `check` says what a submission lacks.

pub mod check;
pub mod clocks;
mod file;

use super::referral::ReferralKind;
use super::words::{PostRole, vocabulary};
use crate::calendar::Text;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

pub use file::read;

/// The file that comes with the program.
pub const TEXT: &str = include_str!("../../../rules/referral_kinds.toml");

/// A kind of referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    pub evidence: Vec<Text>,
    /// What is typed for it.
    pub fields: Vec<KindField>,
    /// The rule it rests on, where there is one.
    pub basis: String,
    /// Do its clocks run by the recipient's calendar and zone?
    pub clock_of_recipient: bool,
    /// A copy: its recipient signs for it and follows, and does nothing else.
    pub read_only: bool,
    /// While it is open, the clock of the referral that it goes on from stands.
    pub pauses_parent: bool,
    /// The words in which its items are reported; none: free.
    pub results: Vec<Text>,
    /// Kinds that may follow when it is refused.
    pub on_refusal: Vec<String>,
    pub clocks: Vec<KindClock>,
}

/// What is typed for a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindField {
    pub id: String,
    pub words: Text,
    pub shape: Shape,
    pub required: bool,
    /// Of a choice: what may be chosen.
    pub of: Vec<Text>,
    /// Of names: the field all of whose names have to be here too.
    pub all_of: Option<String>,
}

vocabulary! {
    /// What a typed field of a kind looks like.
    Shape {
        Text "text" "文字" "text",
        Date "date" "日期" "date",
        Names "names" "名单" "names",
        Hs "hs" "商品编码" "HS code",
        Choice "choice" "选项" "choice",
    }

    /// What starts or stops a clock of a kind.
    Event {
        Proposed "proposed" "提议" "proposed",
        Approved "approved" "核准" "approved",
        Submitted "submitted" "发出" "submitted",
        Delivered "delivered" "送达" "delivered",
        Answered "answered" "答复" "answered",
        Refused "refused" "不予办理" "refused",
        Objected "objected" "提出异议" "objected",
    }
}

/// What starts a clock: something that happens, or a date that is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClockStart {
    Event(Event),
    Field(String),
}

/// A service clock of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindClock {
    pub id: String,
    pub words: Text,
    pub from: ClockStart,
    pub until: Event,
    pub length: u16,
    pub unit: ClockUnit,
}

/// What a clock counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockUnit {
    Hours,
    Days,
    WorkingDays,
    Months,
}

/// The kinds that come with the program.
///
/// # Panics
/// Never: a test reads the file that is compiled in.
pub fn shared() -> &'static [KindRule] {
    static SHARED: LazyLock<Vec<KindRule>> =
        LazyLock::new(|| read(TEXT).expect("the file that is compiled in is read by a test"));
    &SHARED
}

/// A kind by its id or its word in either language.
pub fn named<'a>(kinds: &'a [KindRule], text: &str) -> Option<&'a KindRule> {
    let text = text.trim();
    kinds.iter().find(|kind| kind.id.eq_ignore_ascii_case(text) || is_word(&kind.words, text))
}

/// Is this one of the words, whatever the case?
fn is_word(words: &Text, text: &str) -> bool {
    words.zh == text || words.en.eq_ignore_ascii_case(text)
}

/// Several names in one line: semicolons or ends of line between them.
pub fn names(text: &str) -> Vec<String> {
    let parts = text.split([';', '；', '\n']).map(str::trim).filter(|name| !name.is_empty());
    parts.map(str::to_owned).collect()
}
