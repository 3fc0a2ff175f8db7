//! An alert: an early warning from a court, a register or a gazette, until somebody acts on it. What sources say is in
//! `draft`, how it changes by what happened in `evolve`, what its priority follows from in `priority`.

mod describe;
mod draft;
mod evolve;
mod figures;
mod priority;
mod watch;

pub use describe::describe;
pub use draft::{
    AlertDraft, AlertKind, CapCertainty, CapMessage, CapResponse, CapSeverity, CapStatus, CapUrgency, HOUSE, Weight,
};
pub use figures::{AlertFigures, Clocks, QuietHours, SourceRule};
pub use priority::{PriorityTable, Ratings, UrgencyDays};
pub use watch::Watch;

use super::ids::{Hash, OfficerId, RecordId};
use super::words::vocabulary;
use chrono::{DateTime, Duration, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

vocabulary! {
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
        Shelved "SHELVED" "暂搁" "shelved",
        Muted "MUTED" "静默" "muted",
        ClearedUnseen "CLEARED-UNSEEN" "已解除未看" "cleared, unseen",
        ExpiredUnseen "EXPIRED-UNSEEN" "已过期未看" "expired, unseen",
    }

    /// Why an alert was closed. The last two are for the program: nobody had to act.
    AlertClosing {
        Acted "acted" "已处置" "acted",
        Informed "informed" "已告知" "informed",
        NotRelevant "not-relevant" "不相关" "not relevant",
        False "false" "误报" "false",
        Duplicate "duplicate" "重复" "duplicate",
        Superseded "superseded" "已被替代" "superseded",
        SourceCancelled "source-cancelled" "来源取消" "cancelled by its source",
        Expired "expired" "已过期" "expired",
    }
}

/// How many priorities say something: the last is `P?`.
const KNOWN_PRIORITIES: usize = 4;

impl Priority {
    /// Those that an officer may give.
    pub const OF_OFFICERS: &'static [(&'static str, &'static str, &'static str)] =
        Self::WORDS.split_at(KNOWN_PRIORITIES).0;
}

/// How many of the closing codes an officer may give.
const CODES_OF_OFFICERS: usize = 6;

impl AlertClosing {
    /// The codes that an officer may give.
    pub const OF_OFFICERS: &'static [(&'static str, &'static str, &'static str)] =
        Self::WORDS.split_at(CODES_OF_OFFICERS).0;

    /// May an officer give it?
    pub fn is_of_officers(self) -> bool {
        Self::OF_OFFICERS.iter().any(|(code, ..)| *code == self.code())
    }
}

impl AlertState {
    /// Does it wait for the first look of anybody?
    pub const fn is_unseen(self) -> bool {
        match self {
            Self::New | Self::Muted | Self::ClearedUnseen | Self::ExpiredUnseen => true,
            Self::Acked | Self::Linked | Self::Closed | Self::Shelved => false,
        }
    }
}

/// Whom a page asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// A layer of the rota, counted from 1.
    Layer(u16),
    /// The shift leads of the unit.
    Lead,
    /// The national duty desk.
    National,
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
        #[serde(default)]
        by: Option<OfficerId>,
        /// When the acknowledgement runs out.
        #[serde(default)]
        until: Option<DateTime<Utc>>,
    },
    Linked {
        dispute: RecordId,
        number: String,
    },
    Closed {
        code: AlertClosing,
        reason: String,
        /// Of a duplicate: which one goes on.
        #[serde(default)]
        of: Option<(RecordId, String)>,
    },
    /// The source said again what it had said.
    Counted {
        source: String,
    },
    /// A source spoke, about no alert.
    Heard {
        source: String,
    },
    /// A new message after the source had cleared it, or after it was closed.
    Realarmed(Box<AlertDraft>),
    /// The source takes it back.
    Cleared(Box<AlertDraft>),
    /// `due`: the acknowledgement ran out then; none: an officer gave it back.
    Unacked {
        due: Option<DateTime<Utc>>,
    },
    Shelved {
        by: Option<OfficerId>,
        name: String,
        until: DateTime<Utc>,
        reason: String,
    },
    /// `due`: its time on the shelf was over then; none: an officer took it down.
    Unshelved {
        due: Option<DateTime<Utc>>,
    },
    /// A silence matches it.
    Muted {
        silence: RecordId,
        number: String,
    },
    /// The silence ended.
    Unmuted,
    Expired,
    /// An officer has looked at what nobody had seen.
    Seen {
        name: String,
        by: Option<OfficerId>,
    },
    /// An officer acknowledged what was already cleared or expired: that wins, this is kept.
    AckedLate {
        name: String,
        by: Option<OfficerId>,
    },
    /// The owner has read that it was taken back.
    Told {
        by: OfficerId,
    },
    Noted {
        text: String,
    },
    Detached {
        reason: String,
    },
    /// None: back to what the table says.
    Prioritised {
        priority: Option<Priority>,
        reason: String,
    },
    /// Nobody had it in time. A layer without anybody is skipped, and that is an alert of its own.
    Paged {
        asked: Asked,
        officers: Vec<(OfficerId, String)>,
        skipped: Vec<Asked>,
        /// The place in the chain of whoever is asked next.
        next: u16,
        due: DateTime<Utc>,
    },
}

impl AlertFact {
    /// Only counts: neither the alert nor what an officer sees of it changes.
    pub const fn only_counts(&self) -> bool {
        matches!(self, Self::Counted { .. } | Self::Heard { .. })
    }
}

/// What a dispute hears of an alert that it is linked with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertNews {
    /// A task: the source has changed what it said.
    Review { alert: RecordId, number: String, revision: u32 },
    /// An officer has reviewed it.
    Reviewed { alert: RecordId, revision: u32 },
    /// It does not belong here.
    Detached { alert: RecordId, number: String, reason: String },
}

/// One thing that the source said, beside the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Counts from 1, by arrival.
    pub no: u32,
    pub source: String,
    pub identifier: String,
    pub message: CapMessage,
    pub sent: DateTime<FixedOffset>,
    pub arrived: DateTime<FixedOffset>,
    pub headline: String,
    pub weight: Weight,
    pub content: Hash,
}

/// An acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    pub by: Option<OfficerId>,
    pub name: String,
    pub at: DateTime<FixedOffset>,
    /// None: it holds until it is given back.
    pub until: Option<DateTime<Utc>>,
}

/// A time on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    pub by: Option<OfficerId>,
    pub name: String,
    pub until: DateTime<Utc>,
    pub reason: String,
    /// The state it goes back to.
    pub back: AlertState,
}

/// The officer's own priority, beside the computed one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPriority {
    pub priority: Priority,
    pub name: String,
    pub reason: String,
}

/// A remark on an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub at: DateTime<FixedOffset>,
    pub name: String,
    pub text: String,
}

/// Who is asked when nobody has it. It runs while the alert is NEW and ends with any other state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// When this chain began: an older one pages nobody.
    pub since: DateTime<Utc>,
    /// The place of whoever is asked next: the layers of the rota from 0, then the leads, then the nation.
    pub next: u16,
    /// Pages of this chain so far.
    pub pages: u16,
}

/// An alert as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    pub id: RecordId,
    pub number: String,
    /// The newest that a source said, by the time of sending.
    pub draft: AlertDraft,
    pub state: AlertState,
    /// What the computed priority follows from: the newest message, or the worst of those that nobody has seen.
    pub weight: Weight,
    pub own_priority: Option<OwnPriority>,
    /// How often a source has changed it; 1 at first.
    pub revision: u32,
    /// Everything that was said, side by side.
    pub revisions: Vec<Revision>,
    /// How often a source said it, changed or not.
    pub count: u32,
    pub last_seen: DateTime<FixedOffset>,
    pub ack: Option<Ack>,
    pub shelf: Option<Shelf>,
    /// The silence that matches it.
    pub muted: Option<(RecordId, String)>,
    pub dispute: Option<(RecordId, String)>,
    /// The state before it was linked.
    pub unlinked: Option<AlertState>,
    pub closing: Option<(AlertClosing, String)>,
    pub duplicate_of: Option<(RecordId, String)>,
    /// It was closed or cleared before and came back.
    pub reopened: bool,
    /// Who had it when the source took it back, and has not read so.
    pub to_tell: Option<(OfficerId, String)>,
    pub notes: Vec<Remark>,
    pub chain: Chain,
    /// Who was asked in the chain that runs, latest last.
    pub paged: Vec<(Asked, Vec<String>)>,
    pub arrived: DateTime<FixedOffset>,
    pub version: u32,
}

impl Alert {
    /// The dispute that it belongs to: the one that it was linked with, or the one of which the center itself speaks. It is
    /// as visible as that.
    pub fn case(&self) -> Option<RecordId> {
        self.dispute.as_ref().map(|(dispute, _)| *dispute).or_else(|| self.draft.case_of_house())
    }

    /// The priority that counts: the officer's own, else the computed one.
    pub fn priority(&self) -> Priority {
        self.own_priority.as_ref().map_or_else(|| self.computed(), |own| own.priority)
    }

    /// The priority that follows from what was said and nobody has seen, by the table of when it was said.
    pub fn computed(&self) -> Priority {
        self.rated(self.weight)
    }

    /// The priority of these words, by the table that its newest message was rated by.
    pub fn rated(&self, weight: Weight) -> Priority {
        priority::rated(weight, self.draft.ratings.as_ref())
    }

    /// Does it count among live alerts? Exercises and tests have a lane of their own.
    pub const fn is_live(&self) -> bool {
        self.draft.status.is_live()
    }

    /// Who has acknowledged it.
    pub fn acked_by(&self) -> Option<&str> {
        self.ack.as_ref().map(|ack| ack.name.as_str())
    }

    /// Has a source said just this before?
    pub fn has_heard(&self, draft: &AlertDraft) -> bool {
        let content = draft.content();
        let same =
            |one: &Revision| one.content == content && one.identifier == draft.identifier && one.source == draft.source;
        // What was said, then changed, then said again later is news.
        self.revisions.iter().rev().any(|one| same(one) && (draft.sent <= one.sent || one.no == self.newest()))
    }

    /// Is it an update of something said before, rather than a new message about the same matter?
    pub fn is_updated_by(&self, draft: &AlertDraft) -> bool {
        let known = |one: &Revision| one.source == draft.source && one.identifier == draft.identifier;
        draft.message == CapMessage::Update || !draft.references.is_empty() || self.revisions.iter().any(known)
    }

    /// The number of the newest revision, by the time of sending.
    fn newest(&self) -> u32 {
        self.revisions.iter().max_by_key(|one| (one.sent, one.no)).map_or(0, |one| one.no)
    }

    /// How often it has rung by now: a P1 that nobody has rings again and again, day and night; anything else once.
    pub fn rings(&self, figures: &AlertFigures, now: DateTime<Utc>) -> u32 {
        if self.state != AlertState::New || !self.is_live() {
            return 0;
        }
        if self.priority() != Priority::P1 {
            return 1;
        }
        let waited = (now - self.chain.since).max(Duration::zero()).num_minutes();
        1 + u32::try_from(waited).unwrap_or(u32::MAX) / figures.p1_repeat_minutes.max(1)
    }
}
