//! An alert: an early warning from a court, a register or a gazette, until somebody acts on it.

use super::ids::{Hash, RecordId};
use super::words::{Tlp, vocabulary};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// CAP 1.2 status.
    CapStatus {
        Actual "Actual" "实际" "Actual",
        Exercise "Exercise" "演练" "Exercise",
        System "System" "系统" "System",
        Test "Test" "测试" "Test",
        Draft "Draft" "草稿" "Draft",
    }

    /// CAP 1.2 urgency, counted here in working time to the next legal deadline.
    CapUrgency {
        Immediate "Immediate" "即时" "Immediate",
        Expected "Expected" "预期" "Expected",
        Future "Future" "后续" "Future",
        Past "Past" "已过" "Past",
        Unknown "Unknown" "未知" "Unknown",
    }

    /// CAP 1.2 severity.
    CapSeverity {
        Extreme "Extreme" "特重" "Extreme",
        Severe "Severe" "严重" "Severe",
        Moderate "Moderate" "中等" "Moderate",
        Minor "Minor" "轻微" "Minor",
        Unknown "Unknown" "未知" "Unknown",
    }

    /// CAP 1.2 certainty.
    CapCertainty {
        Observed "Observed" "证实" "Observed",
        Likely "Likely" "很可能" "Likely",
        Possible "Possible" "可能" "Possible",
        Unlikely "Unlikely" "不太可能" "Unlikely",
        Unknown "Unknown" "未知" "Unknown",
    }

    /// How soon an alert wants a hand; `unknown` when one of its inputs is.
    Priority {
        P1 "P1" "特急" "urgent",
        P2 "P2" "紧急" "high",
        P3 "P3" "一般" "normal",
        P4 "P4" "关注" "watch",
        Unknown "P?" "未定" "unknown",
    }

    /// Where an alert stands.
    AlertState {
        New "NEW" "新" "new",
        Acked "ACKED" "已确认" "acked",
        Linked "LINKED" "已并入" "linked",
        Closed "CLOSED" "关闭" "closed",
    }

    /// Why an alert was closed.
    AlertClosing {
        Acted "acted" "已处置" "acted",
        Informed "informed" "已告知" "informed",
        NotRelevant "not-relevant" "不相关" "not relevant",
        False "false" "误报" "false",
        Duplicate "duplicate" "重复" "duplicate",
        Superseded "superseded" "已被替代" "superseded",
    }
}

/// What a source said. Text is stored as it came; screens make it safe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertDraft {
    /// Name of the source (`docket-feed`, `federal-register`).
    pub source: String,
    /// The source's own identifier of the message (RSS guid, document number).
    pub identifier: String,
    /// Who sent it: court or agency, as the source names it.
    pub sender: String,
    /// When it was sent.
    pub sent: DateTime<FixedOffset>,
    pub status: CapStatus,
    pub urgency: CapUrgency,
    pub severity: CapSeverity,
    pub certainty: CapCertainty,
    /// What kind of event, in the source's words (`Judgment`, `Notice of institution`).
    pub event: String,
    /// One line for the queue.
    pub headline: String,
    pub description: String,
    /// Where to read it.
    pub web: String,
    /// WIPO ST.3 office or country code.
    pub jurisdiction: String,
    /// Court or office.
    pub forum: String,
    /// Docket number in canonical form, when one was found.
    pub docket: Option<String>,
    /// Parties named in it.
    pub parties: Vec<String>,
    /// Day of publication or filing, when the source has one apart from `sent`.
    pub published_on: Option<NaiveDate>,
    pub secrecy: Tlp,
}

impl AlertDraft {
    /// What makes two messages the same alert: source and the source's identifier.
    pub fn key(&self) -> Hash {
        Hash::of(format!("alert\n{}\n{}", self.source, self.identifier).as_bytes())
    }

    /// What makes two messages of one alert the same revision.
    pub fn content(&self) -> Hash {
        Hash::of(format!("{}\n{}\n{}\n{:?}", self.headline, self.description, self.event, self.docket).as_bytes())
    }

    /// The priority that follows from urgency, severity and certainty.
    pub fn priority(&self) -> Priority {
        use {CapCertainty as C, CapSeverity as S, CapUrgency as U};
        let severe = matches!(self.severity, S::Extreme | S::Severe);
        let likely = matches!(self.certainty, C::Observed | C::Likely);
        match self.urgency {
            U::Unknown => Priority::Unknown,
            _ if self.severity == S::Unknown || self.certainty == C::Unknown => Priority::Unknown,
            U::Immediate if severe && likely => Priority::P1,
            U::Immediate => Priority::P2,
            U::Expected if severe => Priority::P2,
            U::Expected => Priority::P3,
            U::Future if severe || self.severity == S::Moderate => Priority::P3,
            U::Future | U::Past => Priority::P4,
        }
    }
}

/// What happened to an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertFact {
    Raised {
        number: String,
        draft: Box<AlertDraft>,
    },
    /// The source says it anew with other content; marks of officers stay.
    Revised(Box<AlertDraft>),
    Acked {
        name: String,
    },
    Linked {
        dispute: RecordId,
        number: String,
    },
    Closed {
        code: AlertClosing,
        reason: String,
    },
}

/// An alert as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    pub id: RecordId,
    pub number: String,
    pub draft: AlertDraft,
    pub state: AlertState,
    /// How often the source has changed it; 1 at first.
    pub revision: u32,
    /// Who acknowledged it.
    pub acked_by: Option<String>,
    pub dispute: Option<(RecordId, String)>,
    pub closing: Option<(AlertClosing, String)>,
    pub arrived: DateTime<FixedOffset>,
    pub version: u32,
}
