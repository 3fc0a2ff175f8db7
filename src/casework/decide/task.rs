//! What may be done with a task: done with proof, dropped with a reason, given to another, put off.

use super::required;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::task::{Task, TaskAct, TaskDraft, TaskFact, TaskState};

/// Enters a task.
pub fn open(number: String, draft: &TaskDraft) -> Result<TaskFact, Refusal> {
    required("title", &draft.title)?;
    required("owner", &draft.owner)?;
    Ok(TaskFact::Opened { number, draft: Box::new(draft.clone()) })
}

/// What follows from an act on a task.
pub fn decide(task: &Task, act: &TaskAct) -> Result<TaskFact, Refusal> {
    match task.state {
        TaskState::Open => {}
        TaskState::Done | TaskState::Dropped => return Err(Refusal::guard(Guard::TaskOver, [&task.number])),
    }
    match act {
        TaskAct::Finish { proof } => {
            required("proof", proof)?;
            Ok(TaskFact::Finished { proof: proof.clone() })
        }
        TaskAct::Drop { reason } => {
            required("reason", reason)?;
            Ok(TaskFact::Dropped { reason: reason.clone() })
        }
        TaskAct::Assign { owner } => {
            required("owner", owner)?;
            Ok(TaskFact::Assigned { owner: owner.clone() })
        }
        TaskAct::Postpone { due, reason } => {
            required("reason", reason)?;
            Ok(TaskFact::Postponed { due: *due, reason: reason.clone() })
        }
    }
}
