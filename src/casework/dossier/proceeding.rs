//! The proceedings of a case as a graph: where each is, which rights it turns on, how they hang together, and what
//! happened to the validity of a right.

use crate::calendar::Text;
use crate::casework::dispute::Dispute;
use crate::casework::words::vocabulary;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// What a proceeding is about.
    ProceedingKind {
        Infringement "infringement" "侵权" "infringement",
        Validity "validity" "有效性" "validity",
        Trade "trade" "贸易调查" "trade investigation",
        Customs "customs" "海关" "customs",
        Registration "registration" "确权" "registration",
        Enforcement "enforcement" "执行" "enforcement",
        Other "other" "其他" "other",
    }

    /// How far it is.
    Phase {
        Pending "pending" "待提起" "to be filed",
        Filed "filed" "已提起" "filed",
        Instituted "instituted" "已立案" "instituted",
        Hearing "hearing" "审理中" "being heard",
        Stayed "stayed" "中止" "stayed",
        Decided "decided" "已裁决" "decided",
        Appealed "appealed" "上诉中" "on appeal",
        Ended "ended" "终结" "ended",
    }

    /// How a proceeding hangs on another.
    LinkKind {
        Parallel "parallel" "平行" "parallel to",
        DependsOn "depends-on" "取决于" "depends on",
        AppealOf "appeal-of" "上诉自" "appeal of",
        StayedFor "stayed-for" "为其中止" "stayed for",
    }

    /// What happened to the validity of a right.
    ValidityEvent {
        Attacked "attacked" "被请求无效" "attacked",
        Instituted "instituted" "无效程序立案" "review instituted",
        Invalidated "invalidated" "宣告无效" "invalidated",
        Narrowed "narrowed" "部分无效" "narrowed",
        Upheld "upheld" "维持有效" "upheld",
        Lapsed "lapsed" "失效" "lapsed",
    }
}

impl Phase {
    /// Is its outcome still to come?
    pub const fn is_open(self) -> bool {
        match self {
            Self::Pending | Self::Filed | Self::Instituted | Self::Hearing | Self::Stayed | Self::Appealed => true,
            Self::Decided | Self::Ended => false,
        }
    }
}

/// What may be done with the proceedings of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum ProceedingAct {
    Add(Box<ProceedingDraft>),
    /// It went on. A decision that depends on another that is open needs its reason.
    Move {
        no: u16,
        phase: Phase,
        on: NaiveDate,
        reason: String,
    },
    Link {
        no: u16,
        to: u16,
        how: LinkKind,
    },
    /// Something happened to the validity of a right, in this proceeding.
    Validity(Box<ValidityRecord>),
}

/// A proceeding as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProceedingDraft {
    pub kind: ProceedingKind,
    /// WIPO ST.3.
    pub jurisdiction: String,
    pub forum: String,
    pub docket: String,
    /// The rights it turns on, as written.
    pub rights: Vec<String>,
    pub phase: Phase,
    pub since: NaiveDate,
}

/// What happened to the validity of a right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidityRecord {
    /// Number of the proceeding.
    pub no: u16,
    /// As written.
    pub right: String,
    pub event: ValidityEvent,
    pub on: NaiveDate,
    pub proof: String,
}

/// What happened to the proceedings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProceedingFact {
    Added { no: u16, draft: Box<ProceedingDraft> },
    Moved { no: u16, phase: Phase, on: NaiveDate, reason: String },
    Linked { no: u16, to: u16, how: LinkKind },
    Validity(Box<ValidityRecord>),
}

/// A proceeding as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proceeding {
    /// Counts within the dispute from 1.
    pub no: u16,
    /// With its phase, and since when, as they are now.
    pub draft: ProceedingDraft,
    pub links: Vec<(u16, LinkKind)>,
    pub validity: Vec<ValidityRecord>,
}

fn at(proceedings: &mut [Proceeding], no: u16) -> Option<&mut Proceeding> {
    proceedings.iter_mut().find(|one| one.no == no)
}

/// Takes in what happened.
pub(super) fn evolve(proceedings: &mut Vec<Proceeding>, fact: &ProceedingFact) {
    match fact {
        ProceedingFact::Added { no, draft } => {
            proceedings.push(Proceeding { no: *no, draft: (**draft).clone(), links: Vec::new(), validity: Vec::new() })
        }
        ProceedingFact::Moved { no, phase, on, .. } => {
            if let Some(one) = at(proceedings, *no) {
                (one.draft.phase, one.draft.since) = (*phase, *on);
            }
        }
        ProceedingFact::Linked { no, to, how } => {
            if let Some(one) = at(proceedings, *no) {
                one.links.push((*to, *how));
            }
        }
        ProceedingFact::Validity(record) => {
            if let Some(one) = at(proceedings, record.no) {
                one.validity.push((**record).clone());
            }
        }
    }
}

/// The open proceedings on which this one depends.
pub fn waits_for(proceedings: &[Proceeding], no: u16) -> Vec<&Proceeding> {
    let this = proceedings.iter().find(|one| one.no == no);
    let links = this.into_iter().flat_map(|one| &one.links);
    let depended = links.filter(|(_, how)| match how {
        LinkKind::DependsOn | LinkKind::StayedFor => true,
        LinkKind::Parallel | LinkKind::AppealOf => false,
    });
    let found = depended.filter_map(|(to, _)| proceedings.iter().find(|one| one.no == *to));
    found.filter(|one| one.draft.phase.is_open()).collect()
}

/// Where a decision depends on one that is not there yet: one sentence each.
pub fn warnings(dispute: &Dispute) -> Vec<Text> {
    let all = &dispute.dossier.proceedings;
    let pairs = all.iter().flat_map(|one| waits_for(all, one.no).into_iter().map(move |other| (one, other)));
    pairs
        .map(|(one, other)| {
            let (no, forum, to, there) = (one.no, &one.draft.forum, other.no, &other.draft.forum);
            let phase = other.draft.phase;
            Text::new(
                format!("程序 {no} ({forum}) 的结果取决于程序 {to} ({there}), 后者{}", phase.zh()),
                format!("proceeding {no} ({forum}) depends on {to} ({there}), which is {}", phase.en()),
            )
        })
        .collect()
}

/// A right in the form in which two writings of it are one: capitals and digits, without the code of its publication.
pub fn right_key(written: &str) -> String {
    let key: String = written.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    // `US11900021B2` is `US11900021`: a letter and at most one digit after five digits or more.
    let body = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let bare = match (key.len() - body.len(), body.chars().last()) {
        (0 | 1, Some(letter)) if letter.is_ascii_uppercase() => &body[..body.len() - 1],
        (_, _) => key.as_str(),
    };
    let digits = bare.chars().rev().take_while(char::is_ascii_digit).count();
    if digits >= RIGHT_DIGITS_MIN { bare.to_owned() } else { key }
}

/// Digits before a code of publication: no right has a shorter number with such a code behind it.
const RIGHT_DIGITS_MIN: usize = 5;

/// The rights that a dispute relies on: what was told, and what its proceedings turn on.
pub fn rights_of(dispute: &Dispute) -> Vec<String> {
    let proceedings = dispute.dossier.proceedings.iter().flat_map(|one| &one.draft.rights);
    let mut keys: Vec<String> = dispute.draft.rights.iter().chain(proceedings).map(|right| right_key(right)).collect();
    keys.retain(|key| !key.is_empty());
    keys.sort();
    keys.dedup();
    keys
}

/// A fact in words.
pub(super) fn describe(fact: &ProceedingFact) -> Text {
    match fact {
        ProceedingFact::Added { no, draft } => Text::new(
            format!("程序 {no}: {} {} {}, {}", draft.kind.zh(), draft.forum, draft.docket, draft.phase.zh()),
            format!("proceeding {no}: {} {} {}, {}", draft.kind.en(), draft.forum, draft.docket, draft.phase.en()),
        ),
        ProceedingFact::Moved { no, phase, on, reason } => Text::new(
            format!("程序 {no} 于 {on} {} {reason}", phase.zh()),
            format!("proceeding {no} is {} since {on} {reason}", phase.en()),
        ),
        ProceedingFact::Linked { no, to, how } => Text::new(
            format!("程序 {no} {} 程序 {to}", how.zh()),
            format!("proceeding {no} {} proceeding {to}", how.en()),
        ),
        ProceedingFact::Validity(record) => {
            let ValidityRecord { no, right, event, on, proof } = &**record;
            Text::new(
                format!("{right} 于 {on} {} (程序 {no}): {proof}", event.zh()),
                format!("{right} {} on {on} (proceeding {no}): {proof}", event.en()),
            )
        }
    }
}
