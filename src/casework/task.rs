//! A task: one thing that somebody has to do by a day, wherever it came from.

use super::affair::Card;
use super::ids::RecordId;
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Where a task stands.
    TaskState {
        Open "OPEN" "待办" "open",
        Done "DONE" "已办" "done",
        Dropped "DROPPED" "不办" "dropped",
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDraft {
    pub title: String,
    /// Who does it: a person or an agency, by name.
    pub owner: String,
    pub due: NaiveDate,
    pub dispute: Option<RecordId>,
    /// What it came from, with its number: the minutes of a meeting, and which point of theirs.
    #[serde(default)]
    pub origin: Option<(RecordId, String, u16)>,
}

/// What may be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum TaskAct {
    Finish { proof: String },
    Drop { reason: String },
    Assign { owner: String },
    Postpone { due: NaiveDate, reason: String },
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskFact {
    Opened { number: String, draft: Box<TaskDraft> },
    Finished { proof: String },
    Dropped { reason: String },
    Assigned { owner: String },
    Postponed { due: NaiveDate, reason: String },
}

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub number: String,
    pub draft: TaskDraft,
    pub state: TaskState,
    /// By what it was done, or why it was not.
    pub end: Option<String>,
    pub opened_at: DateTime<FixedOffset>,
}

impl Task {
    /// A task just entered.
    pub const fn opened(number: String, draft: TaskDraft, opened_at: DateTime<FixedOffset>) -> Self {
        Self { number, draft, state: TaskState::Open, end: None, opened_at }
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, fact: &TaskFact) {
        match fact {
            TaskFact::Opened { .. } => {}
            TaskFact::Finished { proof } => {
                self.state = TaskState::Done;
                self.end = Some(proof.clone());
            }
            TaskFact::Dropped { reason } => {
                self.state = TaskState::Dropped;
                self.end = Some(reason.clone());
            }
            TaskFact::Assigned { owner } => self.draft.owner.clone_from(owner),
            TaskFact::Postponed { due, .. } => self.draft.due = *due,
        }
    }

    /// How it looks in a list.
    pub fn card(&self) -> Card {
        let draft = &self.draft;
        let origin = draft.origin.as_ref();
        let origin = origin.map_or_else(Text::default, |(_, number, no)| {
            Text::new(format!("{number} 第 {no} 项"), format!("{number}, point {no}"))
        });
        Card {
            title: Text::new(format!("{}: {}", draft.owner, draft.title), format!("{}: {}", draft.owner, draft.title)),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open: self.state == TaskState::Open,
            due: Some(draft.due).filter(|_| self.state == TaskState::Open),
            dispute: draft.dispute,
            rows: vec![
                (Text::new("事项", "task"), Text::same(&draft.title)),
                (Text::new("责任人", "owner"), Text::same(&draft.owner)),
                (Text::new("限", "due"), Text::same(draft.due.to_string())),
                (Text::new("来自", "from"), origin),
                (Text::new("结果", "result"), Text::same(self.end.as_deref().unwrap_or_default())),
            ],
        }
    }
}

/// A fact in words.
pub fn describe(fact: &TaskFact) -> Text {
    match fact {
        TaskFact::Opened { number, draft } => Text::new(
            format!("任务 {number} {}, 限 {}", draft.owner, draft.due),
            format!("task {number} of {}, due {}", draft.owner, draft.due),
        ),
        TaskFact::Finished { proof } => Text::new(format!("办毕: {proof}"), format!("done: {proof}")),
        TaskFact::Dropped { reason } => Text::new(format!("不办: {reason}"), format!("dropped: {reason}")),
        TaskFact::Assigned { owner } => Text::new(format!("改由 {owner} 办"), format!("now of {owner}")),
        TaskFact::Postponed { due, reason } => {
            Text::new(format!("改限 {due}: {reason}"), format!("now due {due}: {reason}"))
        }
    }
}
