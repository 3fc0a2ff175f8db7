//! A consultation meeting: who is invited, what is on the agenda, the minutes in versions, who has countersigned the
//! version that holds, and what was agreed, each point a task with an owner and a day.

use super::affair::Card;
use super::ids::RecordId;
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Where a meeting stands.
    MeetingState {
        Called "CALLED" "已召集" "called",
        Minuted "MINUTED" "会签中" "to be signed",
        Final "FINAL" "纪要生效" "final",
        CalledOff "CALLED-OFF" "取消" "called off",
    }
}

/// Somebody who is asked to come, and countersigns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// None: our own unit, which calls the meeting.
    pub agency: Option<RecordId>,
    pub name: Text,
}

/// What an officer enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingDraft {
    pub subject: String,
    /// The unit's wall clock.
    pub at: NaiveDateTime,
    pub place: String,
    pub dispute: Option<RecordId>,
    /// Codes of the agencies.
    pub invite: Vec<String>,
}

/// A meeting as called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub subject: String,
    pub at: DateTime<FixedOffset>,
    pub place: String,
    pub dispute: Option<RecordId>,
    /// Our own unit first.
    pub invitees: Vec<Invitee>,
    /// What was open between us when the meeting was called.
    pub agenda: Vec<Text>,
}

/// A point that all agreed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consensus {
    pub text: String,
    /// Who is responsible for it.
    pub owner: String,
    pub due: NaiveDate,
}

/// One version of the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    pub text: String,
    pub consensus: Vec<Consensus>,
}

/// A countersignature, of the version that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Which invitee, counted from 1.
    pub invitee: u16,
    pub signer: String,
    /// How we know: a stamped page, a letter with its number.
    pub evidence: String,
}

/// What may be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum MeetingAct {
    AddToAgenda {
        text: String,
    },
    /// The minutes anew: a further version, which nobody has signed.
    Write(Minutes),
    Sign(Signature),
    Finish,
    CallOff {
        reason: String,
    },
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeetingFact {
    Opened {
        number: String,
        call: Box<Call>,
    },
    AgendaAdded {
        text: String,
    },
    Minuted(Minutes),
    Signed(Signature),
    /// The tasks that its points became, in their order.
    Finished {
        tasks: Vec<RecordId>,
    },
    CalledOff {
        reason: String,
    },
}

/// A meeting as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    pub number: String,
    pub call: Call,
    pub state: MeetingState,
    /// Every version, oldest first; the last one holds.
    pub versions: Vec<Minutes>,
    /// Of the version that holds.
    pub signatures: Vec<Signature>,
    pub tasks: Vec<RecordId>,
    pub called_off: Option<String>,
}

impl Meeting {
    /// A meeting just called.
    pub const fn opened(number: String, call: Call) -> Self {
        Self {
            number,
            call,
            state: MeetingState::Called,
            versions: Vec::new(),
            signatures: Vec::new(),
            tasks: Vec::new(),
            called_off: None,
        }
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, fact: &MeetingFact) {
        match fact {
            MeetingFact::Opened { .. } => {}
            MeetingFact::AgendaAdded { text } => self.call.agenda.push(Text::same(text)),
            MeetingFact::Minuted(minutes) => {
                self.state = MeetingState::Minuted;
                self.versions.push(minutes.clone());
                self.signatures.clear();
            }
            MeetingFact::Signed(signature) => self.signatures.push(signature.clone()),
            MeetingFact::Finished { tasks } => {
                self.state = MeetingState::Final;
                self.tasks.clone_from(tasks);
            }
            MeetingFact::CalledOff { reason } => {
                self.state = MeetingState::CalledOff;
                self.called_off = Some(reason.clone());
            }
        }
    }

    /// Those who have not countersigned the version that holds.
    pub fn unsigned(&self) -> impl Iterator<Item = &Invitee> {
        let signed = |no: u16| self.signatures.iter().any(|one| one.invitee == no);
        (1..).zip(&self.call.invitees).filter(move |(no, _)| !signed(*no)).map(|(_, one)| one)
    }

    /// How it looks in a list.
    pub fn card(&self) -> Card {
        let call = &self.call;
        let minutes = self.versions.last();
        let points = minutes.map_or(&[][..], |one| &one.consensus);
        let points: Vec<String> =
            (1..).zip(points).map(|(no, one)| format!("{no} {} | {} | {}", one.text, one.owner, one.due)).collect();
        let signed: Vec<String> =
            self.signatures.iter().map(|one| format!("{} {} ({})", one.invitee, one.signer, one.evidence)).collect();
        let version = match self.versions.len() {
            0 => Text::default(),
            no => Text::new(format!("第 {no} 稿"), format!("version {no}")),
        };
        Card {
            title: Text::new(format!("会商: {}", call.subject), format!("meeting: {}", call.subject)),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open: matches!(self.state, MeetingState::Called | MeetingState::Minuted),
            due: Some(call.at.date_naive()).filter(|_| self.state == MeetingState::Called),
            dispute: call.dispute,
            rows: vec![
                (
                    Text::new("时间地点", "when and where"),
                    Text::same(format!("{} {}", call.at.format("%Y-%m-%d %H:%M"), call.place)),
                ),
                (Text::new("与会", "invited"), numbered(call.invitees.iter().map(|one| &one.name))),
                (Text::new("议题", "agenda"), numbered(call.agenda.iter())),
                (Text::new("纪要", "minutes"), version),
                (Text::new("内容", "text"), Text::same(minutes.map_or("", |one| &one.text))),
                (Text::new("共识", "agreed"), Text::same(points.join("\n"))),
                (Text::new("会签", "signed"), Text::same(signed.join("\n"))),
                (Text::new("取消", "called off"), Text::same(self.called_off.as_deref().unwrap_or_default())),
            ],
        }
    }
}

fn numbered<'a>(texts: impl Iterator<Item = &'a Text> + Clone) -> Text {
    let lines = |pick: fn(&Text) -> &str| {
        (1..)
            .zip(texts.clone())
            .map(|(no, text): (u16, _)| format!("{no} {}", pick(text)))
            .collect::<Vec<_>>()
            .join("\n")
    };
    Text::new(lines(|one| &one.zh), lines(|one| &one.en))
}

/// A fact in words.
pub fn describe(fact: &MeetingFact) -> Text {
    match fact {
        MeetingFact::Opened { number, call } => Text::new(
            format!("召集会商 {number}, {} 家", call.invitees.len()),
            format!("meeting {number} called, {} invited", call.invitees.len()),
        ),
        MeetingFact::AgendaAdded { text } => Text::new(format!("增加议题: {text}"), format!("on the agenda: {text}")),
        MeetingFact::Minuted(minutes) => Text::new(
            format!("纪要成稿, 共识 {} 项", minutes.consensus.len()),
            format!("minutes written, {} points agreed", minutes.consensus.len()),
        ),
        MeetingFact::Signed(Signature { signer, evidence, .. }) => {
            Text::new(format!("会签: {signer} ({evidence})"), format!("countersigned: {signer} ({evidence})"))
        }
        MeetingFact::Finished { tasks } => {
            Text::new(format!("纪要生效, 任务 {} 件", tasks.len()), format!("minutes final, {} tasks", tasks.len()))
        }
        MeetingFact::CalledOff { reason } => Text::new(format!("取消: {reason}"), format!("called off: {reason}")),
    }
}
