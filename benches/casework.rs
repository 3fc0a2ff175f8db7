//! How fast the rules are: one command decided and folded (at most 20 µs), and a million entries folded into boards (at
//! most 10 s on one core). `cargo bench --no-default-features --bench casework`; for the million `-- --ignored`.

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/it/casework/house.rs"]
mod house;

use divan::{Bencher, black_box};
use dutydesk::boards::Boards;
use dutydesk::calendar::Rules;
use dutydesk::casework::command::{Act, AlertAct, Command, DisputeAct};
use dutydesk::casework::decide::{Ground, decide};
use dutydesk::casework::dispute::DisputeDraft;
use dutydesk::casework::entry::{Entry, Fact};
use dutydesk::casework::handbook::Handbook;
use dutydesk::casework::ids::{CommandId, RecordId};
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::state::UnitState;
use dutydesk::casework::unit::Author;
use dutydesk::casework::words::PostRole;
use house::{CENTER, COURT, House, alert, at, draft, officer};

/// Entries folded after a start.
const ENTRIES: usize = 1_000_000;

/// Disputes in the unit before a command is decided: a busy center's year.
const BUSY: usize = 10_000;

fn main() {
    divan::main();
}

/// A form of its own, the `no`-th.
fn form(no: usize) -> DisputeDraft {
    DisputeDraft { docket: Some(format!("337-TA-{no}")), ..draft(&format!("海岳智能{no}")) }
}

fn command(no: u128, author: Author, act: Act) -> Command {
    Command { id: CommandId(uuid::Uuid::from_u128(no)), at: at("2026-11-23T14:32:00+08:00"), author, seen: None, act }
}

/// Decides, and folds what follows.
fn carry_out(state: &mut UnitState, rules: &Rules, command: &Command) -> Vec<Entry> {
    let ground = Ground { state, rules, handbook: Handbook::shared() };
    let facts = decide(ground, command).unwrap_or_else(|refusal| panic!("refused: {}", refusal.en()));
    facts.into_iter().map(|fact| fold(state, command, fact)).collect()
}

fn fold(state: &mut UnitState, command: &Command, fact: Fact) -> Entry {
    let (unit, no) = (state.id(), state.book_no + 1);
    let author = command.author.clone();
    let entry = Entry { unit, no, at: command.at, author, cmd: command.id, epoch: None, fact };
    state.fold_entry(&entry);
    entry
}

/// A center with a court beside it and a year of disputes.
fn busy() -> (UnitState, Vec<RecordId>) {
    let mut house = House::new(2);
    let disputes = (0..BUSY).map(|no| house.done(CENTER, Act::Register(Box::new(form(no))))).collect();
    (house.units[CENTER].clone(), disputes)
}

/// Commands of a day, each decided and folded on the busy center.
#[divan::bench(args = ["register", "accept", "note", "alert", "ack", "refer"])]
fn one_command(bencher: Bencher<'_, '_>, what: &str) {
    let (mut state, disputes) = busy();
    let rules = Rules::shared();
    let lead = || officer(1, PostRole::Lead);
    let raised = command(u128::MAX, lead(), Act::Raise(Box::new(alert("one", "Notice of institution"))));
    carry_out(&mut state, rules, &raised);
    let act = match what {
        "register" => Act::Register(Box::new(form(BUSY))),
        "accept" => Act::Dispute(disputes[7], DisputeAct::Accept { ground: "本省企业".into() }),
        "note" => Act::Dispute(disputes[7], DisputeAct::Note { text: "已电话联系".into() }),
        "alert" => Act::Raise(Box::new(alert("two", "Notice of appeal"))),
        "ack" => Act::Alert(raised.id.record(), AlertAct::Ack { until: None }),
        _ => Act::Submit(Box::new(ReferralDraft {
            items: vec!["核对送达日期".into()],
            ..ReferralDraft::new(disputes[7], Recipient::Unit(house::id(COURT)), ReferralKind::Request)
        })),
    };
    let command = command(u128::MAX - 1, lead(), act);
    bencher
        .with_inputs(|| state.clone())
        .bench_local_values(|mut state| carry_out(&mut state, rules, black_box(&command)).len());
}

/// The book of a unit with disputes registered, accepted, guided and noted in turn.
fn book() -> (UnitState, Vec<Entry>) {
    let founded = House::new(1).units[CENTER].clone();
    let (mut state, rules) = (founded.clone(), Rules::shared());
    let mut entries = Vec::with_capacity(ENTRIES + 8);
    let mut no = 0;
    while entries.len() < ENTRIES {
        let dispute = CommandId(uuid::Uuid::from_u128(no + 1)).record();
        let acts = [
            Act::Register(Box::new(form(entries.len()))),
            Act::Dispute(dispute, DisputeAct::Accept { ground: "本省企业".into() }),
            Act::Dispute(dispute, DisputeAct::Guide),
            Act::Dispute(dispute, DisputeAct::Note { text: "已电话联系".into() }),
        ];
        for act in acts {
            no += 1;
            entries.extend(carry_out(&mut state, rules, &command(no, officer(1, PostRole::Lead), act)));
        }
    }
    entries.truncate(ENTRIES);
    (founded, entries)
}

/// What a start did without folded records, and what folding anew does: every entry folded into the state and into the boards.
#[divan::bench(ignore, sample_count = 1, sample_size = 1)]
fn a_million_entries(bencher: Bencher<'_, '_>) {
    let (founded, entries) = book();
    bencher.bench_local(|| {
        let (mut state, mut boards) = (founded.clone(), Boards::default());
        for entry in &entries {
            state.fold_entry(entry);
        }
        boards.make_rows(&state);
        assert!(boards.disputes_count() > 0, "the boards are full");
        (state, boards)
    });
}
