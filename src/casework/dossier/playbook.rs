//! The checklist of a case: the tasks of the playbook with which it started, who did each, when, and by what proof.

use crate::calendar::Text;
use crate::casework::dispute::Dispute;
use crate::casework::handbook::playbooks::Playbook;
use crate::casework::state::Told;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// What may be done with a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum PlaybookAct {
    /// Starts with a playbook: the one that fits, unless another is named.
    Apply {
        playbook: Option<String>,
    },
    /// Takes over the tasks that a newer version adds.
    Reapply,
    Done {
        task: String,
        on: NaiveDate,
        proof: String,
    },
    /// The task does not apply to this case.
    Skip {
        task: String,
        reason: String,
    },
}

/// What happened to a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaybookFact {
    Applied {
        playbook: String,
        version: u16,
        words: Text,
        tasks: Vec<TaskText>,
    },
    /// Only what was missing; what is there, done or not, stays.
    Reapplied {
        version: u16,
        added: Vec<TaskText>,
    },
    Done {
        task: String,
        on: NaiveDate,
        proof: String,
    },
    Skipped {
        task: String,
        reason: String,
    },
}

/// A task as the playbook had it when it was taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskText {
    pub id: String,
    pub words: Text,
    pub required: bool,
    /// The day by which it should be done.
    pub due: Option<NaiveDate>,
}

/// The checklist of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    pub playbook: String,
    pub version: u16,
    pub words: Text,
    pub tasks: Vec<Task>,
}

/// A task of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub text: TaskText,
    /// The version that brought it.
    pub version: u16,
    pub state: TaskState,
}

/// Where a task stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskState {
    Open,
    Done { by: String, on: NaiveDate, proof: String },
    Skipped { by: String, reason: String },
}

impl TaskState {
    /// The code of JSON output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done { .. } => "done",
            Self::Skipped { .. } => "skipped",
        }
    }

    /// In words.
    pub fn words(&self) -> Text {
        match self {
            Self::Open => Text::new("未做", "open"),
            Self::Done { by, on, proof } => {
                Text::new(format!("{by} 于 {on} 完成: {proof}"), format!("done by {by} on {on}: {proof}"))
            }
            Self::Skipped { by, reason } => {
                Text::new(format!("{by} 记不适用: {reason}"), format!("does not apply, says {by}: {reason}"))
            }
        }
    }
}

impl Checklist {
    /// A task by its id.
    pub fn task(&self, id: &str) -> Option<&Task> {
        self.tasks.iter().find(|one| one.text.id == id)
    }

    /// The newer version of its playbook, if there is one.
    pub fn newer(&self, playbooks: &[Playbook]) -> Option<u16> {
        let now = playbooks.iter().find(|one| one.id == self.playbook)?;
        (now.version > self.version).then_some(now.version)
    }

    fn take_over(&mut self, version: u16, tasks: &[TaskText]) {
        let new = |text: &TaskText| Task { text: text.clone(), version, state: TaskState::Open };
        let missing: Vec<Task> = tasks.iter().filter(|text| self.task(&text.id).is_none()).map(new).collect();
        self.version = version;
        self.tasks.extend(missing);
    }
}

/// Takes in what happened.
pub(super) fn evolve(checklist: &mut Option<Checklist>, told: &Told<'_>, fact: &PlaybookFact) {
    if let PlaybookFact::Applied { playbook, version, words, tasks } = fact {
        let (playbook, words) = (playbook.clone(), words.clone());
        checklist
            .get_or_insert(Checklist { playbook, version: *version, words, tasks: Vec::new() })
            .take_over(*version, tasks);
        return;
    }
    let Some(list) = checklist else { return };
    let by = told.name.to_owned();
    let mut set = |id: &str, state: TaskState| {
        if let Some(task) = list.tasks.iter_mut().find(|one| one.text.id == id) {
            task.state = state;
        }
    };
    match fact {
        PlaybookFact::Applied { .. } => {}
        PlaybookFact::Reapplied { version, added } => list.take_over(*version, added),
        PlaybookFact::Done { task, on, proof } => set(task, TaskState::Done { by, on: *on, proof: proof.clone() }),
        PlaybookFact::Skipped { task, reason } => set(task, TaskState::Skipped { by, reason: reason.clone() }),
    }
}

/// The required tasks of a dispute that are neither done nor found not to apply.
pub fn open_required(dispute: &Dispute) -> Vec<&Task> {
    let tasks = dispute.dossier.checklist.iter().flat_map(|list| &list.tasks);
    tasks.filter(|task| task.text.required && task.state == TaskState::Open).collect()
}

/// A fact in words.
pub(super) fn describe(fact: &PlaybookFact) -> Text {
    match fact {
        PlaybookFact::Applied { version, words, tasks, .. } => {
            let count = tasks.len();
            Text::new(
                format!("采用规程 {} 第 {version} 版, {count} 项", words.zh),
                format!("playbook {} v{version} applied, {count} tasks", words.en),
            )
        }
        PlaybookFact::Reapplied { version, added } => {
            let count = added.len();
            Text::new(
                format!("规程更新到第 {version} 版, 增 {count} 项"),
                format!("playbook brought to v{version}, {count} tasks added"),
            )
        }
        PlaybookFact::Done { task, on, proof } => {
            Text::new(format!("任务 {task} 于 {on} 完成: {proof}"), format!("task {task} done on {on}: {proof}"))
        }
        PlaybookFact::Skipped { task, reason } => {
            Text::new(format!("任务 {task} 不适用: {reason}"), format!("task {task} does not apply: {reason}"))
        }
    }
}
