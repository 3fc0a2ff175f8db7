//! How fast the rules are: one command decided and folded (at most 20 µs), and a million entries folded into boards (at
//! most 10 s on one core). The wanted figure stands beside the found one. Beside each command its facts written to bytes
//! and read again, which the journal does with them anyhow; beside the million the same entries only read from bytes.
//! `cargo bench --no-default-features --bench casework`; for the million `-- million`, for one command its name.

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/it/casework/house.rs"]
mod house;

use dutydesk::boards::Boards;
use dutydesk::calendar::Rules;
use dutydesk::casework::actions;
use dutydesk::casework::command::{Act, Command, DisputeAct, LegAct, ReferralAct, SystemAct};
use dutydesk::casework::decide::{Ground, decide};
use dutydesk::casework::dispute::DisputeDraft;
use dutydesk::casework::entry::{Entry, Fact};
use dutydesk::casework::expert::ExpertDraft;
use dutydesk::casework::handbook::Handbook;
use dutydesk::casework::ids::{CommandId, Hash, RecordId};
use dutydesk::casework::leg::ItemReport;
use dutydesk::casework::referral::{Amendment, ItemOutcome, Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::state::UnitState;
use dutydesk::casework::unit::Author;
use dutydesk::casework::words::PostRole;
use house::{CENTER, COURT, House, alert, at, draft, id, officer};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Entries folded after a start.
const ENTRIES: usize = 1_000_000;

/// Disputes in the unit before a command is decided: a busy center's year.
const BUSY: usize = 10_000;

/// Experts on the roster: more than a center has.
const EXPERTS: usize = 200;

/// What a command may take, in microseconds.
const WANTED_MICROS: f64 = 20.0;

/// What the million may take, in seconds.
const WANTED_SECONDS: f64 = 10.0;

/// How often a command is measured.
const SAMPLES: usize = 400;

fn main() {
    // `cargo test` only tries whether it runs.
    let trying = !std::env::args().any(|word| word == "--bench");
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if named.iter().any(|word| word == "million") {
        million(ENTRIES);
        return;
    }
    let (disputes, samples) = if trying { (50, 2) } else { (BUSY, SAMPLES) };
    println!("a center with {disputes} disputes and {EXPERTS} experts; µs a command, median of {samples}");
    println!("{:34} {:>8} {:>8}   peer: its facts to bytes and back", "decided and folded", "found", "wanted");
    for one in commands(disputes) {
        if named.is_empty() || named.iter().any(|word| one.name.contains(word.as_str())) {
            one.told(samples);
        }
    }
    if trying {
        million(1_000);
    }
}

/// A command on the state that it meets.
struct Measured {
    name: &'static str,
    state: UnitState,
    command: Command,
}

impl Measured {
    /// Measures it and says so.
    fn told(&self, samples: usize) {
        let (rules, mut found, mut peer) = (Rules::shared(), Vec::new(), Vec::new());
        for _ in 0..samples {
            let mut state = self.state.clone();
            let begun = Instant::now();
            let entries = carry_out(&mut state, rules, black_box(&self.command));
            found.push(begun.elapsed());
            let begun = Instant::now();
            for entry in &entries {
                let bytes = rmp_serde::to_vec_named(&entry.fact).expect("it encodes");
                black_box(rmp_serde::from_slice::<Fact>(&bytes).expect("it decodes"));
            }
            peer.push(begun.elapsed());
        }
        let (found, peer) = (median(found), median(peer));
        let (wanted, mark) = (format!("<= {WANTED_MICROS}"), if found > WANTED_MICROS { "  ABOVE" } else { "" });
        println!("{:34} {found:8.2} {wanted:>8}   {peer:8.2}{mark}", self.name);
    }
}

/// The middle of the samples, in microseconds.
fn median(mut samples: Vec<Duration>) -> f64 {
    samples.sort();
    samples[samples.len() / 2].as_secs_f64() * 1e6
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

fn lead() -> Author {
    officer(1, PostRole::Lead)
}

/// The expert of this number; each knows another field.
fn expert(no: usize) -> ExpertDraft {
    ExpertDraft {
        name: format!("顾衡{no}"),
        organisation: format!("衡山大学{}", no % 20),
        fields: vec![format!("G{:02}B", no % 100)],
        languages: vec!["en".into()],
        load_max: 3,
        ..ExpertDraft::default()
    }
}

fn request(dispute: RecordId, kind: ReferralKind) -> Act {
    let items = if kind.moves_the_case() { Vec::new() } else { vec!["核对送达日期".into()] };
    let to = Recipient::Unit(id(COURT));
    Act::Submit(Box::new(ReferralDraft { items, ..ReferralDraft::new(dispute, to, kind) }))
}

/// A day's commands, each on the busy center or on the court beside it, as far as things have come before it.
struct Day {
    house: House,
    commands: Vec<Measured>,
    no: u128,
}

impl Day {
    /// Measures this act of a unit later, on the state of now.
    fn measure(&mut self, name: &'static str, unit: usize, act: Act) {
        self.measure_as(name, unit, lead(), act);
    }

    fn measure_as(&mut self, name: &'static str, unit: usize, author: Author, act: Act) {
        self.no -= 1;
        let command = command(self.no, author, act);
        self.commands.push(Measured { name, state: self.house.units[unit].clone(), command });
    }

    /// The same of a verb with typed fields.
    fn measure_verb(&mut self, name: &'static str, record: RecordId, verb: &str, typed: &[(&str, &str)]) {
        let fields = typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let act = actions::act(&self.house.units[CENTER], verb, record, &fields);
        self.measure(name, CENTER, act.unwrap_or_else(|refusal| panic!("{verb}: {}", refusal.en())));
    }

    fn verb(&mut self, record: RecordId, verb: &str, typed: &[(&str, &str)]) -> RecordId {
        let done = self.house.verb(lead(), record, verb, typed);
        done.unwrap_or_else(|refusal| panic!("{verb}: {}", refusal.en()))
    }
}

fn commands(disputes: usize) -> Vec<Measured> {
    let mut house = House::new(2);
    let cases: Vec<RecordId> = (0..disputes).map(|no| house.done(CENTER, Act::Register(Box::new(form(no))))).collect();
    let experts: Vec<RecordId> =
        (0..EXPERTS).map(|no| house.done(CENTER, Act::EnrolExpert(Box::new(expert(no))))).collect();
    let mut day = Day { house, commands: Vec::new(), no: u128::MAX };
    of_disputes(&mut day, disputes, &cases);
    of_alerts(&mut day);
    of_referrals(&mut day, cases[8]);
    of_custody(&mut day, cases[9]);
    of_experts(&mut day, cases[10], experts[3]);
    day.commands
}

fn of_disputes(day: &mut Day, disputes: usize, cases: &[RecordId]) {
    day.measure("dispute: register", CENTER, Act::Register(Box::new(form(disputes))));
    let accept = |case| Act::Dispute(case, DisputeAct::Accept { ground: "本省企业".into() });
    day.measure("dispute: accept", CENTER, accept(cases[7]));
    for case in &cases[7..11] {
        day.house.done(CENTER, accept(*case));
    }
    day.measure_verb("dispute: triage", cases[7], "triage", &[]);
    day.measure("dispute: guide", CENTER, Act::Dispute(cases[7], DisputeAct::Guide));
    for case in &cases[7..11] {
        day.house.done(CENTER, Act::Dispute(*case, DisputeAct::Guide));
    }
    day.measure("dispute: note", CENTER, Act::Dispute(cases[7], DisputeAct::Note { text: "已电话联系".into() }));
    let rule = [("rule", "us-itc-337-answer"), ("trigger", "2026-11-10")];
    day.measure_verb("dispute: add a deadline", cases[7], "add-deadline", &rule);
    let moved = [("field", "service-method"), ("value", "personal"), ("reason", "见回证")];
    day.measure_verb("dispute: correct a fact", cases[7], "correct", &moved);
    let waits = [("on", "enterprise"), ("review", "2026-12-01"), ("reason", "等材料")];
    day.measure_verb("dispute: wait", cases[7], "wait", &waits);
    day.verb(cases[7], "result", &[("outcome", "settled")]);
    day.measure_verb("dispute: close", cases[7], "close", &[("code", "not-needed")]);
}

fn of_alerts(day: &mut Day) {
    let raise = |name: &str, docket: &str| {
        let mut told = alert(name, "Notice of institution");
        told.docket = Some(docket.to_owned());
        Act::Raise(Box::new(told))
    };
    day.measure("alert: new", CENTER, raise("one", "26-1"));
    let one = day.house.done(CENTER, raise("one", "26-1"));
    day.measure("alert: the same again", CENTER, raise("one", "26-1"));
    let mut changed = alert("one-b", "Notice of institution, amended");
    (changed.docket, changed.references) = (Some("26-1".into()), vec!["one".into()]);
    day.measure("alert: revised", CENTER, Act::Raise(Box::new(changed)));
    day.measure_verb("alert: ack", one, "ack", &[]);
    day.measure_verb("alert: shelve", one, "shelve", &[("until", "2026-11-23 20:00"), ("reason", "等译文")]);
    day.measure_verb("alert: close", one, "close-alert", &[("code", "informed"), ("reason", "已告知")]);
}

fn of_referrals(day: &mut Day, case: RecordId) {
    let leg = |record, act| Act::Leg(record, act, None);
    day.measure("referral: submit", CENTER, request(case, ReferralKind::Request));
    let one = day.house.done(CENTER, request(case, ReferralKind::Request));
    day.measure("referral: sign", COURT, leg(one, LegAct::Sign));
    day.house.done(COURT, leg(one, LegAct::Sign));
    day.measure("referral: accept", COURT, leg(one, LegAct::Accept { promised: None }));
    day.house.done(COURT, leg(one, LegAct::Accept { promised: None }));
    let amended = Amendment { note: "补充判决".into(), ..Amendment::default() };
    day.measure("referral: amend", CENTER, Act::Referral(one, ReferralAct::Amend(Box::new(amended))));
    day.house.done(COURT, leg(one, LegAct::Start));
    let outcomes = vec![ItemReport { outcome: ItemOutcome::Achieved, text: String::new() }];
    let report = LegAct::Report { outcomes, summary: "办毕".into() };
    day.measure("referral: report", COURT, leg(one, report.clone()));
    day.house.done(COURT, leg(one, report));
    let confirm = ReferralAct::Confirm { satisfied: true, remark: String::new() };
    day.measure("referral: confirm", CENTER, Act::Referral(one, confirm));
    let recall = ReferralAct::Recall { reason: "企业撤回".into() };
    let other = day.house.done(CENTER, request(case, ReferralKind::Request));
    day.measure("referral: recall", CENTER, Act::Referral(other, recall));
}

fn of_custody(day: &mut Day, case: RecordId) {
    let leg = |record, act| Act::Leg(record, act, None);
    day.measure("custody: offer", CENTER, request(case, ReferralKind::Transfer));
    let one = day.house.done(CENTER, request(case, ReferralKind::Transfer));
    day.house.done(COURT, leg(one, LegAct::Sign));
    day.measure("custody: accept", COURT, leg(one, LegAct::Accept { promised: None }));
    day.house.act(COURT, leg(one, LegAct::Accept { promised: None })).expect("accepted");
    // The acceptance has come, and the daemon releases the case; then that has come, and the other daemon takes it.
    let slips: Vec<_> = day.house.lines[COURT][CENTER].drain(..).collect();
    let mut told = day.house.units[CENTER].clone();
    slips.iter().for_each(|slip| told.fold_slip(slip, Hash::NONE));
    let release = command(u128::MAX / 2, Author::System, Act::System(SystemAct::Release { case }));
    let released = carry_out(&mut told.clone(), Rules::shared(), &release);
    assert!(!released.is_empty(), "the case is released");
    day.commands.push(Measured { name: "custody: release", state: told, command: release });
    day.house.lines[COURT][CENTER].extend(slips);
    day.house.bring(COURT, CENTER, usize::MAX);
    let slips: Vec<_> = day.house.lines[CENTER][COURT].drain(..).collect();
    let mut told = day.house.units[COURT].clone();
    slips.iter().for_each(|slip| told.fold_slip(slip, Hash::NONE));
    let take = command(u128::MAX / 2 + 1, Author::System, Act::System(SystemAct::Take { case }));
    day.commands.push(Measured { name: "custody: take", state: told, command: take });
    day.house.lines[CENTER][COURT].extend(slips);
    day.house.settle();
}

fn of_experts(day: &mut Day, case: RecordId, one: RecordId) {
    day.measure("expert: enrol", CENTER, Act::EnrolExpert(Box::new(expert(EXPERTS))));
    day.measure_verb("expert: leave", one, "leave", &[("from", "2026-12-01"), ("to", "2026-12-31")]);
    let asked = [("question", "是否落入保护范围"), ("due", "2026-12-04"), ("level", "amber"), ("panel", "1")];
    day.measure_verb("expert: ask for an opinion", case, "consult", &asked);
    let consultation = day.verb(case, "consult", &asked);
    day.verb(consultation, "check-conflicts", &[]);
    let of = one.to_string();
    day.measure_verb("expert: invite", consultation, "invite", &[("expert", &of)]);
    day.verb(consultation, "invite", &[("expert", &of)]);
    day.measure_verb(
        "expert: withdraw the question",
        consultation,
        "withdraw-request",
        &[("reason", "已和解"), ("told", "电话告知")],
    );
}

/// The book of a unit with disputes registered, accepted, guided and noted in turn.
fn book(count: usize) -> (UnitState, Vec<Entry>) {
    let founded = House::new(1).units[CENTER].clone();
    let (mut state, rules) = (founded.clone(), Rules::shared());
    let mut entries = Vec::with_capacity(count + 8);
    let mut no = 0;
    while entries.len() < count {
        let dispute = CommandId(uuid::Uuid::from_u128(no + 1)).record();
        let acts = [
            Act::Register(Box::new(form(entries.len()))),
            Act::Dispute(dispute, DisputeAct::Accept { ground: "本省企业".into() }),
            Act::Dispute(dispute, DisputeAct::Guide),
            Act::Dispute(dispute, DisputeAct::Note { text: "已电话联系".into() }),
        ];
        for act in acts {
            no += 1;
            entries.extend(carry_out(&mut state, rules, &command(no, lead(), act)));
        }
    }
    entries.truncate(count);
    (founded, entries)
}

/// What a start did without folded records, and what folding anew does: every entry folded into the state and into the
/// boards.
fn million(count: usize) {
    let (founded, entries) = book(count);
    let bytes: Vec<Vec<u8>> = entries.iter().map(|entry| rmp_serde::to_vec_named(entry).expect("it encodes")).collect();
    let begun = Instant::now();
    for entry in &bytes {
        black_box(rmp_serde::from_slice::<Entry>(entry).expect("it decodes"));
    }
    let peer = begun.elapsed().as_secs_f64();
    drop(bytes);
    let begun = Instant::now();
    let (mut state, mut boards) = (founded, Boards::default());
    for entry in &entries {
        state.fold_entry(entry);
    }
    boards.make_rows(&state);
    let found = begun.elapsed().as_secs_f64();
    assert!(boards.disputes_count() > 0, "the boards are full");
    println!("{count} entries folded into boards on one core: {found:.2} s, wanted <= {WANTED_SECONDS} s");
    println!("peer: the same entries read from bytes: {peer:.2} s");
}
