//! The end of a dispute: its result, closing with integrity, return visits, reopening, archive, termination,
//! withdrawal.

use super::{Dispute, DisputeOutcome, Guidance, Major, Stamp};
use crate::calendar::Text;
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::words::vocabulary;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Why something may stay open when a case is closed.
    WaiverCode {
        NotNeeded "not-needed" "无需办理" "not needed",
        Moot "moot" "已无意义" "moot",
        Elsewhere "elsewhere" "另件继续" "goes on elsewhere",
        Enterprise "enterprise" "企业自行办理" "the enterprise does it itself",
        Instructed "instructed" "上级指示" "instructed from above",
        Other "other" "其他" "other",
    }

    /// Why guidance is ended by the center (form E).
    TerminationGround {
        NoCooperation "no-cooperation" "企业不配合" "the enterprise does not cooperate",
        NoContact "no-contact" "联系不上企业" "the enterprise cannot be reached",
        FalseFacts "false-facts" "提供虚假情况" "what was told is untrue",
        OutOfScope "out-of-scope" "已超出指导范围" "beyond what guidance covers",
        Other "other" "其他" "other",
    }

    /// How the enterprise said that it withdraws.
    WithdrawalForm {
        Written "written" "书面" "in writing",
        Call "call" "录音电话" "on a recorded call",
    }

    /// Whose fault it is that an enterprise is not satisfied.
    Cause {
        Ours "ours" "我方原因" "on our side",
        Theirs "theirs" "对方或机构原因" "on the other side or an agency",
        Enterprise "enterprise" "企业自身原因" "on the enterprise's own side",
        None "none" "无" "none",
    }
}

/// Scores of a visit: 1 is the worst; up to this one the enterprise is not satisfied.
pub const SCORE_MAX: u16 = 5;
pub const DISSATISFIED_MAX: u16 = 2;

/// What may be asked at the end of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum EndingAct {
    Result { outcome: DisputeOutcome, text: String },
    Close(Closing),
    Visit { score: u16, reason: String, cause: Cause },
    Reopen { reason: String },
    Archive { place: String },
    Terminate { ground: TerminationGround, text: String },
    Withdraw { form: WithdrawalForm, proof: String },
}

/// How a lead closes a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Needed while the result is not yet written down.
    pub outcome: Option<DisputeOutcome>,
    /// For whatever is open and not waived by itself.
    pub code: Option<WaiverCode>,
    pub reason: String,
    /// By the place in the list of what is open, from 1.
    pub each: Vec<(u16, WaiverCode, String)>,
}

/// What happened at the end of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndingFact {
    ResultKnown {
        outcome: DisputeOutcome,
        text: String,
    },
    Waived(Waiver),
    VisitPlanned {
        no: u16,
        on: NaiveDate,
    },
    Visited {
        no: u16,
        by: OfficerId,
        score: u16,
        reason: String,
        cause: Cause,
    },
    /// A procedural event came after the case was closed: a lead decides.
    ReopenProposed {
        alert: RecordId,
        number: String,
        headline: String,
    },
    Reopened {
        reason: String,
        because: ReopenCause,
    },
    Archived {
        place: String,
    },
    /// With what was open, as the enterprise is told.
    Terminated {
        ground: TerminationGround,
        text: String,
        open: Vec<String>,
    },
    Withdrawn {
        form: WithdrawalForm,
        proof: String,
    },
}

/// What leads to a reopening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReopenCause {
    /// A visit, by its number.
    Visit(u16),
    Event(RecordId),
}

/// Something left open at the close, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    pub item: String,
    pub code: WaiverCode,
    pub reason: String,
}

/// A return visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub no: u16,
    pub on: NaiveDate,
    pub done: Option<Visited>,
}

/// What a visit heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    pub at: DateTime<FixedOffset>,
    pub by: OfficerId,
    pub name: String,
    pub score: u16,
    pub reason: String,
    pub cause: Cause,
}

impl Visited {
    /// Not satisfied, for a cause that is ours?
    pub fn asks_for_more(&self) -> bool {
        self.score <= DISSATISFIED_MAX && self.cause == Cause::Ours
    }
}

/// The end of a dispute, as far as it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub result: Option<(DateTime<FixedOffset>, DisputeOutcome, String)>,
    pub closed_at: Option<DateTime<FixedOffset>>,
    pub waivers: Vec<Waiver>,
    pub visits: Vec<Visit>,
    /// The alert that speaks for reopening, with its number.
    pub proposed: Option<(RecordId, String)>,
    pub archived: Option<(DateTime<FixedOffset>, String)>,
    pub terminated: Option<(TerminationGround, String)>,
    pub withdrawn: Option<(WithdrawalForm, String)>,
}

impl Ending {
    /// The visit that is next.
    pub fn next_visit(&self) -> Option<&Visit> {
        self.visits.iter().find(|visit| visit.done.is_none())
    }
}

/// An earlier course of the same dispute, before it was reopened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Episode {
    pub handler: Option<(OfficerId, String)>,
    pub outcome: Option<(DisputeOutcome, String)>,
    pub stamps: Vec<Stamp>,
    pub guidance: Guidance,
    pub major: Option<Major>,
    pub ending: Ending,
    pub reopened: (DateTime<FixedOffset>, String),
}

/// A fact in words.
pub fn describe(fact: &EndingFact) -> Text {
    match fact {
        EndingFact::ResultKnown { outcome, text } => {
            Text::new(format!("结果: {} {text}", outcome.zh()), format!("result: {} {text}", outcome.en()))
        }
        EndingFact::Waived(one) => Text::new(
            format!("免办 {} ({}) {}", one.item, one.code.zh(), one.reason),
            format!("waived: {} ({}) {}", one.item, one.code.en(), one.reason),
        ),
        EndingFact::VisitPlanned { no, on } => {
            Text::new(format!("第 {no} 次回访定于 {on}"), format!("visit {no} planned for {on}"))
        }
        EndingFact::Visited { no, score, reason, cause, .. } => Text::new(
            format!("第 {no} 次回访 {score} 分 ({}) {reason}", cause.zh()),
            format!("visit {no}: {score} points (cause: {}) {reason}", cause.en()),
        ),
        EndingFact::ReopenProposed { number, headline, .. } => Text::new(
            format!("办结后有新程序 {number}: {headline}; 由带班决定是否重新办理"),
            format!("a new event after the close, {number}: {headline}; a lead decides on reopening"),
        ),
        EndingFact::Reopened { reason, .. } => Text::new(format!("重新办理: {reason}"), format!("reopened: {reason}")),
        EndingFact::Archived { place } => Text::new(format!("归档 {place}"), format!("archived: {place}")),
        EndingFact::Terminated { ground, text, open } => Text::new(
            format!("终止指导 ({}) {text}; 告知未了事项: {}", ground.zh(), listed(open, "无")),
            format!("guidance terminated ({}) {text}; told as open: {}", ground.en(), listed(open, "nothing")),
        ),
        EndingFact::Withdrawn { form, proof } => Text::new(
            format!("企业撤回 ({}): {proof}", form.zh()),
            format!("withdrawn by the enterprise ({}): {proof}", form.en()),
        ),
    }
}

fn listed(items: &[String], none: &str) -> String {
    if items.is_empty() { none.to_owned() } else { items.join(", ") }
}

impl Dispute {
    /// Elements of a whole case file that are not there on this day.
    pub fn lacks_for_archive(&self, today: NaiveDate) -> Vec<Text> {
        let visits = &self.ending.visits;
        let due = visits.iter().any(|visit| visit.done.is_none() && visit.on <= today);
        let never = visits.iter().all(|visit| visit.done.is_none());
        let elements = [
            (self.intake.ground.trim().is_empty(), "受理理由", "ground of acceptance"),
            (self.guidance.sorting.is_none(), "分流", "sorting"),
            (self.handler.is_none(), "经手", "handler"),
            (self.outcome.is_none(), "结果", "outcome"),
            (never || due, "回访", "return visit"),
        ];
        let missing = elements.into_iter().filter(|(missing, ..)| *missing);
        missing.map(|(_, zh, en)| Text::new(zh, en)).collect()
    }
}
