//! What a source says of an alert: the fields of CAP 1.2, what it is about, and what makes two messages the same.

use super::priority::{Ratings, rated};
use crate::casework::ids::{Hash, RecordId};
use crate::casework::words::{Tlp, vocabulary};
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

    /// CAP 1.2 msgType.
    CapMessage {
        Alert "Alert" "预警" "Alert",
        Update "Update" "更新" "Update",
        Cancel "Cancel" "取消" "Cancel",
        Ack "Ack" "收悉" "Ack",
        Error "Error" "错误" "Error",
    }

    /// CAP 1.2 responseType: what the source asks to be done.
    CapResponse {
        Assess "Assess" "研判" "Assess",
        Prepare "Prepare" "准备" "Prepare",
        Execute "Execute" "执行" "Execute",
        Monitor "Monitor" "关注" "Monitor",
        AllClear "AllClear" "解除" "AllClear",
        None "None" "无" "None",
    }

    /// What kind of matter it is about. Two kinds about one docket are two alerts.
    AlertKind {
        Procedure "procedure" "程序事件" "procedural event",
        Squatting "squatting" "商标抢注" "trademark squatting",
        Trade "trade" "贸易与展会" "trade and fairs",
        Law "law" "法规变动" "change of law",
        SourceSilent "source-silent" "来源无声" "source silent",
        NobodyOnDuty "nobody-on-duty" "无人值班" "nobody on duty",
    }
}

impl CapStatus {
    /// Does it count? Exercises, tests and drafts are kept in a lane of their own.
    pub const fn is_live(self) -> bool {
        match self {
            Self::Actual | Self::System => true,
            Self::Exercise | Self::Test | Self::Draft => false,
        }
    }
}

impl CapUrgency {
    /// How pressing: more is more; unknown presses least.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Immediate => 3,
            Self::Expected => 2,
            Self::Future => 1,
            Self::Past | Self::Unknown => 0,
        }
    }
}

impl CapSeverity {
    /// How grave: more is more; unknown least.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Extreme => 4,
            Self::Severe => 3,
            Self::Moderate => 2,
            Self::Minor => 1,
            Self::Unknown => 0,
        }
    }
}

impl CapMessage {
    /// What stored messages of before were.
    const fn plain() -> Self {
        Self::Alert
    }
}

impl AlertKind {
    /// What stored messages of before were about.
    const fn plain() -> Self {
        Self::Procedure
    }

    /// Does the center raise it itself?
    pub const fn is_of_the_house(self) -> bool {
        match self {
            Self::SourceSilent | Self::NobodyOnDuty => true,
            Self::Procedure | Self::Squatting | Self::Trade | Self::Law => false,
        }
    }
}

/// The three words that a priority follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    pub urgency: CapUrgency,
    pub severity: CapSeverity,
    pub certainty: CapCertainty,
}

impl Weight {
    /// Has urgency or severity risen against what was before?
    pub const fn rises_over(self, before: Self) -> bool {
        self.urgency.rank() > before.urgency.rank() || self.severity.rank() > before.severity.rank()
    }

    /// The worse of both, word by word.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        Self {
            urgency: if other.urgency.rank() > self.urgency.rank() { other.urgency } else { self.urgency },
            severity: if other.severity.rank() > self.severity.rank() { other.severity } else { self.severity },
            certainty: self.certainty.min(other.certainty),
        }
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
    #[serde(default = "CapMessage::plain")]
    pub message: CapMessage,
    /// Identifiers of earlier messages of the same source that this one is about.
    #[serde(default)]
    pub references: Vec<String>,
    /// After this it is no longer worth anything.
    #[serde(default)]
    pub expires: Option<DateTime<FixedOffset>>,
    #[serde(default)]
    pub response: Option<CapResponse>,
    #[serde(default = "AlertKind::plain")]
    pub kind: AlertKind,
    /// The mark that somebody files for.
    #[serde(default)]
    pub mark: String,
    /// Who files for it.
    #[serde(default)]
    pub applicant: String,
    /// The center's own table of priorities when it was taken in; none: the program's. Set by the rules, whatever is said.
    #[serde(default)]
    pub ratings: Option<Ratings>,
}

/// The name under which the center itself raises alerts.
pub const HOUSE: &str = "dutydesk";

impl AlertDraft {
    /// An alert of nothing yet, from this source: what a source does not say is left so.
    pub fn of_source(source: &str, identifier: impl Into<String>, sent: DateTime<FixedOffset>) -> Self {
        Self {
            source: source.to_owned(),
            identifier: identifier.into(),
            sender: String::new(),
            sent,
            status: CapStatus::Actual,
            urgency: CapUrgency::Unknown,
            severity: CapSeverity::Unknown,
            certainty: CapCertainty::Observed,
            event: String::new(),
            headline: String::new(),
            description: String::new(),
            web: String::new(),
            jurisdiction: String::new(),
            forum: String::new(),
            docket: None,
            parties: Vec::new(),
            published_on: None,
            secrecy: Tlp::Amber,
            message: CapMessage::Alert,
            references: Vec::new(),
            expires: None,
            response: None,
            kind: AlertKind::Procedure,
            mark: String::new(),
            applicant: String::new(),
            ratings: None,
        }
    }

    /// What the center itself has to say: about `subject` (a source, the rota), one
    /// alert of a kind and subject at a time. It is a matter of now, and grave enough for P2.
    pub fn of_house(kind: AlertKind, subject: &str, headline: String, at: DateTime<FixedOffset>) -> Self {
        let identifier = format!("{}/{subject}/{}", kind.code(), at.timestamp());
        Self {
            status: CapStatus::System,
            urgency: CapUrgency::Immediate,
            severity: CapSeverity::Moderate,
            event: kind.en().to_owned(),
            headline,
            forum: subject.to_owned(),
            kind,
            ..Self::of_source(HOUSE, identifier, at)
        }
    }

    /// What makes two messages the same message: source and the source's identifier.
    pub fn key(&self) -> Hash {
        Self::key_of(&self.source, &self.identifier, self.status)
    }

    fn key_of(source: &str, identifier: &str, status: CapStatus) -> Hash {
        // An exercise about a live matter is another alert.
        let lane = if status.is_live() { String::new() } else { format!("{}\n", status.code()) };
        Hash::of(format!("alert\n{lane}{source}\n{identifier}").as_bytes())
    }

    /// The case that the center itself speaks of: it stands first in what makes the alert this one and no other.
    pub fn case_of_house(&self) -> Option<RecordId> {
        let first = self.identifier.split('/').next().filter(|_| self.source == HOUSE)?;
        first.parse().ok()
    }

    /// The keys of the messages that this one refers to.
    pub fn referred(&self) -> impl Iterator<Item = Hash> + '_ {
        // CAP writes `sender,identifier,sent`; feeds write the identifier alone.
        let bare = |text: &str| text.split(',').nth(1).map_or_else(|| text.to_owned(), str::to_owned);
        self.references.iter().flat_map(move |text| {
            [text.clone(), bare(text)].map(|identifier| Self::key_of(&self.source, &identifier, self.status))
        })
    }

    /// What makes two messages the same alert, whoever sends them: forum, docket (or mark with office and applicant) and
    /// kind. None: nothing in it names its matter, and only the source's identifier does.
    pub fn matter(&self) -> Option<Hash> {
        let subject = match &self.docket {
            Some(docket) => format!("docket\n{}", folded(docket)),
            None if self.kind.is_of_the_house() => "house".to_owned(),
            None if !self.mark.trim().is_empty() && !self.applicant.trim().is_empty() => {
                format!("mark\n{}\n{}\n{}", folded(&self.mark), self.jurisdiction, folded(&self.applicant))
            }
            None => return None,
        };
        // An office is named by its country; a court by its own name.
        let forum = if self.docket.is_none() && !self.mark.is_empty() { String::new() } else { folded(&self.forum) };
        let lane = if self.status.is_live() { "" } else { self.status.code() };
        Some(Hash::of(format!("matter\n{lane}\n{}\n{forum}\n{subject}", self.kind.code()).as_bytes()))
    }

    /// What makes two messages of one alert the same revision.
    pub fn content(&self) -> Hash {
        let (message, weight, expires) = (self.message, self.weight(), self.expires);
        let text = format!("{}\n{}\n{}\n{:?}", self.headline, self.description, self.event, self.docket);
        Hash::of(format!("{text}\n{message:?}\n{weight:?}\n{expires:?}").as_bytes())
    }

    /// The words that its priority follows from.
    pub const fn weight(&self) -> Weight {
        Weight { urgency: self.urgency, severity: self.severity, certainty: self.certainty }
    }

    /// The priority that follows from urgency, severity and certainty.
    pub fn priority(&self) -> super::Priority {
        rated(self.weight(), self.ratings.as_ref())
    }

    /// Does the source take it back?
    pub fn is_clear(&self) -> bool {
        self.message == CapMessage::Cancel || self.response == Some(CapResponse::AllClear)
    }
}

/// Case and blanks do not make two names.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
