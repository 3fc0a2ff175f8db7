//! What goes up to the center above: a request for instruction (请示), which waits for its reply; a report (报告), which
//! waits for nothing; a question of law, whose answer says on what authority it rests. The asker writes one side of it,
//! whoever is asked the other; each side's book has both.

use super::affair::Card;
use super::affair_sides::Side;
use super::ids::{RecordId, UnitId};
use super::state::Told;
use super::words::{Tlp, vocabulary};
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// What is sent up.
    InstructionKind {
        Request "request" "请示" "request for instruction",
        Report "report" "报告" "report",
        Question "question" "法律问题" "legal question",
    }

    /// Where it stands.
    InstructionState {
        Sent "SENT" "已上报" "sent up",
        Received "RECEIVED" "已收" "received",
        Answered "ANSWERED" "已批复" "answered",
        Noted "NOTED" "已阅" "read",
        Withdrawn "WITHDRAWN" "已撤回" "withdrawn",
    }

    /// What an answer rests on: how far it binds.
    Authority {
        Guidance "guidance" "指导意见" "guidance",
        Reply "reply" "正式批复" "formal reply",
        Rule "rule" "规范性文件" "normative document",
        Law "law" "法律或司法解释" "law or judicial interpretation",
    }
}

impl InstructionKind {
    /// Does it wait for a reply, by a day?
    pub const fn wants_reply(self) -> bool {
        match self {
            Self::Request | Self::Question => true,
            Self::Report => false,
        }
    }
}

/// What an officer asks for; the unit is named by its code, and is the center above when none is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstructionDraft {
    pub kind: InstructionKind,
    pub to: String,
    pub dispute: Option<RecordId>,
    pub title: String,
    pub text: String,
    /// None: the usual working days of whoever is asked.
    pub due: Option<NaiveDate>,
}

/// What was sent up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub kind: InstructionKind,
    pub from: UnitId,
    pub from_name: Text,
    pub to: UnitId,
    pub to_name: Text,
    /// The case that it is about, with its number at the asker's.
    pub case: Option<(RecordId, String)>,
    pub title: String,
    pub text: String,
    pub secrecy: Tlp,
    /// The day by which a reply is asked; none for a report.
    pub due: Option<NaiveDate>,
}

/// What may be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum InstructionAct {
    /// The asker adds something; an answered question is open again.
    Ask {
        text: String,
    },
    Withdraw {
        reason: String,
    },
    Receive,
    Answer {
        authority: Authority,
        text: String,
        basis: String,
    },
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InstructionFact {
    Opened {
        number: String,
        paper: Box<Paper>,
    },
    Asked {
        text: String,
        due: Option<NaiveDate>,
    },
    Withdrawn {
        reason: String,
    },
    /// The day for the reply went by: written once by the asker's daemon.
    Overdue {
        due: NaiveDate,
    },
    Received,
    Answered {
        authority: Authority,
        text: String,
        basis: String,
    },
}

impl InstructionFact {
    /// Who alone may write it.
    pub const fn side(&self) -> Side {
        match self {
            Self::Opened { .. } | Self::Asked { .. } | Self::Withdrawn { .. } | Self::Overdue { .. } => Side::Opener,
            Self::Received | Self::Answered { .. } => Side::Other,
        }
    }
}

/// A line of the exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub at: DateTime<FixedOffset>,
    pub by: String,
    pub text: String,
    /// Of an answer: what it rests on, and where that is written.
    pub authority: Option<(Authority, String)>,
}

/// It as it stands, the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    pub number: String,
    pub paper: Paper,
    pub state: InstructionState,
    pub thread: Vec<Said>,
    /// Days for a reply that went by without one.
    pub overdue: Vec<NaiveDate>,
    pub withdrawn: Option<String>,
}

impl Instruction {
    /// As sent up.
    pub fn opened(number: String, paper: Paper, told: &Told<'_>) -> Self {
        let first = Said { at: told.at, by: told.name.to_owned(), text: paper.text.clone(), authority: None };
        let state = InstructionState::Sent;
        Self { number, paper, state, thread: vec![first], overdue: Vec::new(), withdrawn: None }
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, told: &Told<'_>, fact: &InstructionFact) {
        let said =
            |text: &str, authority| Said { at: told.at, by: told.name.to_owned(), text: text.to_owned(), authority };
        match fact {
            InstructionFact::Opened { .. } => {}
            InstructionFact::Asked { text, due } => {
                self.thread.push(said(text, None));
                self.paper.due = *due;
                if self.state == InstructionState::Answered {
                    self.state = InstructionState::Received;
                }
            }
            InstructionFact::Withdrawn { reason } => {
                self.state = InstructionState::Withdrawn;
                self.withdrawn = Some(reason.clone());
            }
            InstructionFact::Overdue { due } => self.overdue.push(*due),
            // An answer and a withdrawal may cross on the line: what was withdrawn stays so, and the answer is kept.
            InstructionFact::Received if self.state == InstructionState::Sent => {
                let report = !self.paper.kind.wants_reply();
                self.state = if report { InstructionState::Noted } else { InstructionState::Received };
            }
            InstructionFact::Received => {}
            InstructionFact::Answered { authority, text, basis } => {
                self.thread.push(said(text, Some((*authority, basis.clone()))));
                if self.state != InstructionState::Withdrawn {
                    self.state = InstructionState::Answered;
                }
            }
        }
    }

    /// Does it wait for a reply? A report never does.
    pub fn waits(&self) -> bool {
        self.paper.kind.wants_reply() && matches!(self.state, InstructionState::Sent | InstructionState::Received)
    }

    /// The answer that holds: the last one.
    pub fn answer(&self) -> Option<&Said> {
        self.thread.iter().rev().find(|said| said.authority.is_some())
    }

    /// How it looks in a list: what waits for a reply stays open on both levels, with the day by which it is due.
    pub fn card(&self) -> Card {
        let paper = &self.paper;
        let answer = self.answer().map(answer_words).unwrap_or_default();
        let asked = self.thread.iter().filter(|said| said.authority.is_none());
        let asked: Vec<String> =
            asked.map(|said| format!("{} {}: {}", said.at.date_naive(), said.by, said.text)).collect();
        let overdue = self.overdue.iter().map(NaiveDate::to_string).collect::<Vec<_>>().join(", ");
        Card {
            title: Text::new(
                format!("{}: {}", paper.kind.zh(), paper.title),
                format!("{}: {}", paper.kind.en(), paper.title),
            ),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open: self.waits() || (!paper.kind.wants_reply() && self.state == InstructionState::Sent),
            due: paper.due.filter(|_| self.waits()),
            dispute: paper.case.as_ref().map(|(id, _)| *id),
            rows: vec![
                (Text::new("由", "from"), paper.from_name.clone()),
                (Text::new("致", "to"), paper.to_name.clone()),
                (Text::new("案件", "case"), Text::same(paper.case.as_ref().map_or("", |(_, number)| number))),
                (Text::new("内容", "text"), Text::same(asked.join("\n"))),
                (Text::new("答复", "answer"), answer),
                (Text::new("逾期", "overdue since"), Text::same(overdue)),
                (Text::new("撤回", "withdrawn"), Text::same(self.withdrawn.as_deref().unwrap_or_default())),
            ],
        }
    }
}

fn answer_words(said: &Said) -> Text {
    let Some((authority, basis)) = &said.authority else { return Text::default() };
    let basis = if basis.is_empty() { String::new() } else { format!(", {basis}") };
    Text::new(
        format!("({}{basis}) {}", authority.zh(), said.text),
        format!("({}{basis}) {}", authority.en(), said.text),
    )
}

/// A fact in words.
pub fn describe(fact: &InstructionFact) -> Text {
    match fact {
        InstructionFact::Opened { number, paper } => Text::new(
            format!("{} {number} 报 {}", paper.kind.zh(), paper.to_name.zh),
            format!("{} {number} to {}", paper.kind.en(), paper.to_name.en),
        ),
        InstructionFact::Asked { text, .. } => Text::new(format!("追问: {text}"), format!("asks further: {text}")),
        InstructionFact::Withdrawn { reason } => Text::new(format!("撤回: {reason}"), format!("withdrawn: {reason}")),
        InstructionFact::Overdue { due } => {
            Text::new(format!("逾期未复, 限 {due}"), format!("no reply by {due}, when it was due"))
        }
        InstructionFact::Received => Text::new("收到", "received"),
        InstructionFact::Answered { authority, text, basis } => Text::new(
            format!("答复 ({} {basis}): {text}", authority.zh()),
            format!("answered ({} {basis}): {text}", authority.en()),
        ),
    }
}
