//! Histories of concurrent commands on one case, with the daemon killed in between: each could have happened one after
//! the other, in an order that fits what every client saw and when.

use super::{dice, quick_or_long, told};
use crate::casework::house::draft;
use crate::support::{Patient, Station, changed, command};
use dutydesk::boards::views::View;
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::refusal::Refusal;
use dutydesk::wire::{Reply, Request};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A case as its clients know it: a version, and notes that are only taken by who has seen the latest.
#[derive(Clone, Debug, Hash, PartialEq, Eq)]
struct Case {
    version: u32,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq)]
enum Op {
    Look,
    Note { seen: u32 },
}

#[derive(Clone, Debug, Hash, PartialEq, Eq)]
enum Ret {
    Version(u32),
    Noted,
    MovedOn { now: u32 },
}

impl SequentialSpec for Case {
    type Op = Op;
    type Ret = Ret;

    fn invoke(&mut self, op: &Op) -> Ret {
        match op {
            Op::Look => Ret::Version(self.version),
            Op::Note { seen } if *seen == self.version => {
                self.version += 1;
                Ret::Noted
            }
            Op::Note { .. } => Ret::MovedOn { now: self.version },
        }
    }
}

/// What happened, in the order in which it was seen.
#[derive(Clone, Debug)]
enum Seen {
    Asked(usize, Op),
    Answered(usize, Ret),
}

async fn version(line: &mut Patient, case: RecordId) -> u32 {
    match line.ask(Request::Show(case)).await {
        Reply::View(view) => match *view {
            View::Dispute(view) => view.dispute.version,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

async fn note(line: &mut Patient, case: RecordId, seen: u32) -> Ret {
    let act = Act::Dispute(case, DisputeAct::Note { text: format!("已阅第 {seen} 版") });
    match line.ask(Request::Do { command: command(), seen: Some(seen), act }).await {
        Reply::Changed(_) => Ret::Noted,
        Reply::Refused(Refusal::Changed { now, .. }) => Ret::MovedOn { now },
        other => panic!("{other:?}"),
    }
}

/// One client: looks and writes by turns, sometimes on what it saw long ago.
async fn client(
    mut line: Patient,
    (no, case, operations): (usize, RecordId, usize),
    mut dice: fastrand::Rng,
    history: Arc<Mutex<Vec<Seen>>>,
) {
    let see = |seen| history.lock().expect("whole").push(seen);
    let mut known = 1;
    for _ in 0..operations {
        if dice.u8(..5) < 2 {
            see(Seen::Asked(no, Op::Look));
            known = version(&mut line, case).await;
            see(Seen::Answered(no, Ret::Version(known)));
        } else {
            see(Seen::Asked(no, Op::Note { seen: known }));
            let ret = note(&mut line, case, known).await;
            match ret {
                Ret::Noted => known += 1,
                Ret::MovedOn { now } => known = now,
                Ret::Version(_) => {}
            }
            see(Seen::Answered(no, ret));
        }
    }
}

/// Could it have happened one after the other?
fn is_linear(first: u32, history: &[Seen]) -> bool {
    let mut tester = LinearizabilityTester::new(Case { version: first });
    for seen in history {
        let told = match seen.clone() {
            Seen::Asked(client, op) => tester.on_invoke(client, op).map(drop),
            Seen::Answered(client, ret) => tester.on_return(client, ret).map(drop),
        };
        told.expect("clients ask one thing at a time");
    }
    tester.is_consistent()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_clients_saw_of_a_case_could_have_happened_one_after_the_other() {
    let mut dice = dice("T55 histories");
    let (cases, clients, operations) = quick_or_long((6, 5, 14), (1_000, 5, 20));
    let mut station = Station::practice("ZJ").await;
    let posts = station.officers("ZJ", clients).await;
    let (mut checked, mut kills) = (0, 0);
    for case in 0..cases {
        let mut line = Patient::new(&station, Some(posts[0]));
        let id = command();
        let act = Act::Register(Box::new(draft(&format!("公司 {case}"))));
        changed(line.ask(Request::Do { command: id, seen: None, act }).await);
        let record = id.record();
        let first = version(&mut line, record).await;
        let history = Arc::new(Mutex::new(Vec::new()));
        let running: Vec<_> = (0..clients)
            .map(|no| {
                let line = Patient::new(&station, Some(posts[no]));
                tokio::spawn(client(line, (no, record, operations), dice.fork(), Arc::clone(&history)))
            })
            .collect();
        if case % 2 == 1 {
            tokio::time::sleep(Duration::from_micros(dice.u64(..40_000))).await;
            station.kill();
            station.start().await;
            kills += 1;
        }
        for one in running {
            one.await.expect("a client");
        }
        let history = history.lock().expect("whole").clone();
        assert!(is_linear(first, &history), "no order explains {history:?}");
        checked += history.len() / 2;
    }
    told(&format!("T55: {checked} operations on {cases} cases, {kills} kills: every history has an order"));
}

#[test]
fn a_history_without_an_order_is_found() {
    let asked = |no, op| Seen::Asked(no, op);
    let answered = |no, ret| Seen::Answered(no, ret);
    // Two clients wrote on the same version: one note was lost, or both happened at once.
    let lost = [
        asked(0, Op::Note { seen: 1 }),
        asked(1, Op::Note { seen: 1 }),
        answered(0, Ret::Noted),
        answered(1, Ret::Noted),
    ];
    assert!(!is_linear(1, &lost));
    // A look after an acknowledged note still shows the old version.
    let stale =
        [asked(0, Op::Note { seen: 1 }), answered(0, Ret::Noted), asked(1, Op::Look), answered(1, Ret::Version(1))];
    assert!(!is_linear(1, &stale));
    assert!(is_linear(1, &stale[..2]));
}
