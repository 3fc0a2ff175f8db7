//! A mistake of ours while a record is read costs that answer and no more: the record is set aside by name, the line
//! lives on, and everything else is served.

use super::answer::{Session, text};
use super::job::Job;
use super::trace::reads;
use crate::casework::ids::RecordId;
use crate::wire::{Reply, Request};
use futures_util::FutureExt;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};

/// Records set aside since the daemon started; more than that is not a damaged record but a damaged program.
const SET_ASIDE_MAX: usize = 1000;

/// The records that could not be read.
#[derive(Default)]
pub struct SetAside(Mutex<BTreeSet<RecordId>>);

impl SetAside {
    fn holds(&self, record: RecordId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&record)
    }

    fn add(&self, record: RecordId) {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() < SET_ASIDE_MAX {
            records.insert(record);
        }
    }
}

/// Answers a request; a panic on the way is caught.
pub async fn answered(session: &mut Session, request: Request) -> Reply {
    let about = reads(&request);
    let shared = std::sync::Arc::clone(&session.shared);
    // After a panic the session is only asked anew: what it holds is a file half brought, and who it acts for.
    let reply = caught(&shared.set_aside, about, session.answer(request)).await;
    if matches!(reply, Reply::Fault(_)) {
        // Was it a folded record that is damaged? The registrar knows, as soon as it has something to do.
        drop(shared.registrar.put_through(None, |answer| Job::LookForRoom { answer }).await);
    }
    reply
}

async fn caught(aside: &SetAside, about: Option<RecordId>, answer: impl Future<Output = Reply>) -> Reply {
    if let Some(record) = about.filter(|record| aside.holds(*record)) {
        return is_aside(record);
    }
    match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(reply) => reply,
        Err(_) => {
            tracing::error!(
                record = about.map(|record| record.to_string()),
                "a mistake of the program while answering"
            );
            match about {
                Some(record) => {
                    aside.add(record);
                    is_aside(record)
                }
                None => Reply::Fault(text(
                    "程序出错, 没有答复; 已记入日志. 若是命令, 先查看再重办",
                    "a mistake of the program: no answer; the log has it. If it was a command, look before you repeat it",
                )),
            }
        }
    }
}

fn is_aside(record: RecordId) -> Reply {
    Reply::Fault(text(
        format!("记录 {record} 读不出, 已搁置, 其余照常. 请管理员查日志并运行 dutydesk verify"),
        format!(
            "the record {record} cannot be read and is set aside; all else goes on. Ask the administrator to look at the log and run dutydesk verify"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(no: u128) -> RecordId {
        RecordId(uuid::Uuid::from_u128(no))
    }

    async fn panics() -> Reply {
        panic!("a record that does not hold together")
    }

    async fn reads_well() -> Reply {
        Reply::Done
    }

    #[tokio::test]
    async fn a_record_that_cannot_be_read_is_set_aside_by_name_and_the_rest_is_served() {
        let aside = SetAside::default();
        let first = caught(&aside, Some(record(7)), panics()).await;
        let Reply::Fault(why) = &first else { panic!("{first:?}") };
        assert!(why.en.contains(&record(7).to_string()) && why.zh.contains(&record(7).to_string()), "{why:?}");
        assert_eq!(caught(&aside, Some(record(7)), reads_well()).await, first, "it is not touched again");
        assert_eq!(caught(&aside, Some(record(8)), reads_well()).await, Reply::Done);
    }

    #[tokio::test]
    async fn a_mistake_that_has_no_record_costs_one_answer() {
        let aside = SetAside::default();
        assert!(matches!(caught(&aside, None, panics()).await, Reply::Fault(_)));
        assert_eq!(caught(&aside, None, reads_well()).await, Reply::Done);
    }
}
