//! The background sync task: carries what waits to peers and takes what has come, by turns.

mod files;
mod handle;
mod parts;

use crate::calendar::Text;
use crate::casework::command::{Act, SystemAct};
use crate::casework::ids::{CommandId, RecordId, UnitId};
use crate::casework::line::Line;
use crate::casework::unit::Author;
use crate::daemon::answer::text;
use crate::daemon::clock::now;
use crate::daemon::hold::Held;
use crate::daemon::job::{Asked, Job, Published, RegistrarHandle, Travelled};
use crate::daemon::keyring::Keyring;
use crate::daemon::session::stopped;
use crate::exchange::bundle::{Bundle, PARCELS_MAX, Parcel, Receipt, fitting, open};
use crate::exchange::carrier::{Address, Carrier};
use crate::exchange::files::Files;
use crate::exchange::keys::UnitKeys;
use crate::exchange::plan::{LineState, plan, what_to_send};
use crate::journal::{Blobs, Reader};
use chrono::{DateTime, Utc};
use files::CaseFiles;
use handle::{Pair, Ran, Seen, locked};
use parts::{StoredHeads, forked, is_in_our_book, outbound, put, read_slip, unreadable};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::block_in_place;

pub use handle::{ExchangeHandle, Ran as ExchangeRan};

/// Between two looks at the carriers when nothing wakes the task.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Problems told of one run: the rest is the same again.
const PROBLEMS_MAX: usize = 20;

/// The task's own half.
pub struct Exchange {
    registrar: RegistrarHandle,
    reader: Reader,
    keyring: Keyring,
    runs: mpsc::Receiver<oneshot::Sender<Ran>>,
    seen: Arc<Mutex<HashMap<Pair, Seen>>>,
    lines: HashMap<Pair, OnTheWay>,
    files: CaseFiles,
    carriers: HashMap<String, Arc<dyn Carrier>>,
    /// More waits at a carrier than one look hands out.
    more: bool,
}

/// What a line remembers only while the process lives: starting anew from the last receipt is safe.
#[derive(Clone, Copy, Default)]
struct OnTheWay {
    carried: u64,
    resent: u32,
    at: Option<DateTime<Utc>>,
    owes_receipt: bool,
}

/// One line of one hosted unit, with what it takes to work on it.
struct Work {
    me: UnitId,
    line: Line,
    keys: Arc<UnitKeys>,
    carrier: Arc<dyn Carrier>,
}

impl Work {
    const fn pair(&self) -> Pair {
        (self.me, self.line.peer())
    }
}

impl Exchange {
    /// The task, not yet running: `runs` asks it to look at once, `seen` is what it tells.
    fn new(
        (registrar, reader, keyring): (RegistrarHandle, Reader, Keyring),
        files: (Blobs, PathBuf),
        runs: mpsc::Receiver<oneshot::Sender<Ran>>,
        seen: Arc<Mutex<HashMap<Pair, Seen>>>,
    ) -> Self {
        let (lines, carriers) = (HashMap::new(), HashMap::new());
        let files = CaseFiles::new(files);
        Self { registrar, reader, keyring, runs, seen, lines, files, carriers, more: false }
    }

    /// Works until the daemon stops.
    pub async fn run(mut self, mut published: watch::Receiver<Published>, mut stopping: watch::Receiver<bool>) {
        loop {
            let answer = tokio::select! {
                asked = self.runs.recv() => asked,
                () = tokio::time::sleep(if self.more { Duration::ZERO } else { LOOK_EVERY }) => None,
                () = outbound(&mut published) => None,
                () = stopped(&mut stopping) => return,
            };
            let ran = self.round().await;
            for problem in &ran.problems {
                tracing::warn!(problem = problem.en, "exchange");
            }
            if let Some(answer) = answer {
                drop(answer.send(ran));
            }
        }
    }

    /// Takes what has come on every line, then sends what waits.
    async fn round(&mut self) -> Ran {
        let mut ran = Ran::default();
        self.more = false;
        for work in self.work(&mut ran) {
            if let Err(error) = block_in_place(|| self.files.recall(&self.reader, work.pair())) {
                ran.problems.push(text(format!("记录读不出: {error}"), error.to_string()));
            }
            self.fetch(&work, &mut ran).await;
        }
        // Anew: what was taken may have put answers on the lines.
        for work in self.work(&mut ran) {
            self.send(&work, &mut ran).await;
        }
        ran.problems.truncate(PROBLEMS_MAX);
        ran
    }

    /// Every line to a unit elsewhere.
    fn work(&mut self, ran: &mut Ran) -> Vec<Work> {
        let world = self.registrar.world();
        let mut work = Vec::new();
        for (me, hosted) in &world.units {
            for line in hosted.state.lines.values().filter(|line| !line.is_here()) {
                match (self.keyring.keys(*me), self.carrier(&line.carrier)) {
                    (Ok(keys), Some(carrier)) => work.push(Work { me: *me, line: line.clone(), keys, carrier }),
                    (Ok(_), None) => {}
                    (Err(error), _) => ran.problems.push(text(format!("密钥: {error}"), error.to_string())),
                }
            }
        }
        work
    }

    fn carrier(&mut self, address: &str) -> Option<Arc<dyn Carrier>> {
        if let Some(known) = self.carriers.get(address) {
            return Some(Arc::clone(known));
        }
        let carrier = address.parse::<Address>().ok()?.carrier()?;
        self.carriers.insert(address.to_owned(), Arc::clone(&carrier));
        Some(carrier)
    }

    /// Takes the bundles that wait for us at this carrier. They may be of any peer of ours.
    async fn fetch(&mut self, work: &Work, ran: &mut Ran) {
        let polled = match block_in_place(|| work.carrier.poll(work.me)) {
            Ok(polled) => polled,
            Err(error) => {
                let why = text(error.zh(), error.to_string());
                if !error.is_waiting() {
                    ran.problems.push(why.clone());
                }
                self.note(work.pair(), |seen| seen.waiting = Some(why));
                return;
            }
        };
        self.note(work.pair(), |seen| seen.waiting = None);
        for left in polled.left_alone {
            ran.problems
                .push(text(format!("{}: {}", left.name, left.why.zh()), format!("{}: {}", left.name, left.why)));
        }
        // Names tell no order: a bundle whose predecessor lies beside it comes after that one.
        let mut opened: Vec<_> =
            polled.arrived.into_iter().map(|arrived| (self.open(work, &arrived.bytes), arrived.handle)).collect();
        opened.sort_by_key(|(bundle, _)| bundle.as_ref().ok().and_then(|one| one.slips.first()).map(|slip| slip.no));
        for (bundle, handle) in opened {
            let took = match bundle {
                Ok(bundle) => self.take(work.me, bundle, ran).await,
                Err(problem) => Err(Some(problem)),
            };
            let done = match took {
                Ok(()) => work.carrier.done(&handle),
                Err(Some(problem)) => {
                    ran.problems.push(problem);
                    work.carrier.refuse(&handle)
                }
                // Not committed, or not all of it yet: it stays, and comes again.
                Err(None) => Ok(()),
            };
            if let Err(error) = done {
                ran.problems.push(text(error.zh(), error.to_string()));
            }
        }
        self.more |= polled.more;
    }

    fn open(&self, work: &Work, bytes: &[u8]) -> Result<Bundle, Text> {
        let world = self.registrar.world();
        let lines = world.units.get(&work.me).map(|hosted| hosted.state.lines.clone());
        let card = |peer: UnitId| lines.as_ref().and_then(|lines| lines.get(&peer)).map(|line| line.card.clone());
        open(bytes, &work.keys, card).map_err(|error| text(error.zh(), error.to_string()))
    }

    /// Commits what is new in a bundle. The error is why it will never be taken, or nothing when it may be tried again.
    async fn take(&mut self, me: UnitId, mut bundle: Bundle, ran: &mut Ran) -> Result<(), Option<Text>> {
        let files = std::mem::take(&mut bundle.files);
        let (peer, pair) = (bundle.from, (me, bundle.from));
        let world = self.registrar.world();
        let line = world.units.get(&me).and_then(|hosted| hosted.state.lines.get(&peer)).ok_or(None)?;
        let heads = StoredHeads { reader: &self.reader, me, peer };
        let plan = plan(&self.state_of(pair, line), bundle, &heads);
        let held = plan.held.len() as u64;
        self.note(pair, |seen| seen.held = held);
        let name = &line.card.code;
        if let Some(no) = plan.fork {
            return Err(Some(forked(name, no)));
        }
        if let Some(refused) = plan.receipt_refused {
            ran.problems.push(text(format!("{name}: {}", refused.zh()), format!("{name}: {refused}")));
            self.rolled_back(name);
        }
        let slips = plan.take.into_iter().map(|parcel| read_slip(pair, parcel)).collect::<Result<Vec<_>, u64>>();
        let slips = slips.map_err(|no| Some(unreadable(name, no)))?;
        if slips.iter().any(|travelled| !block_in_place(|| is_in_our_book(&self.reader, me, &travelled.slip))) {
            self.rolled_back(name);
        }
        slips.iter().for_each(|travelled| self.files.arrived(pair, &travelled.slip));
        ran.taken += self.commit(pair, slips).await.ok_or(None)?;
        ran.problems.extend(block_in_place(|| self.files.take(pair, files)));
        if let Some(upto) = plan.receipt {
            self.write(me, SystemAct::Receipted { peer, upto }).await;
        }
        let way = self.lines.entry(pair).or_default();
        if plan.receipt.is_some() {
            way.resent = 0;
        }
        way.owes_receipt |= plan.owes_receipt;
        if held > 0 { Err(None) } else { Ok(()) }
    }

    /// A peer holds something of ours that we do not have.
    fn rolled_back(&self, peer: &str) {
        let who = text(format!("对方 {peer} 手里的"), format!("what {peer} has of it"));
        self.registrar.hold.on(Held::RolledBack { who });
    }

    async fn commit(&self, (me, from): Pair, slips: Vec<Travelled>) -> Option<u64> {
        if slips.is_empty() {
            return Some(0);
        }
        self.registrar.put(None, |answer| Job::Arrive { unit: me, from, slips, answer }).await.ok()
    }

    /// Seals and hands over what waits for a peer, with the receipt for what it sent.
    async fn send(&mut self, work: &Work, ran: &mut Ran) {
        let pair = work.pair();
        let way = self.lines.get(&pair).copied().unwrap_or_default();
        let state = self.state_of(pair, &work.line);
        let range = what_to_send(&state, now(), way.at);
        let world = self.registrar.world();
        let files = world.units.get(&work.me).map(|hosted| block_in_place(|| self.files.outgoing(pair, &hosted.state)));
        let files = files.unwrap_or_default();
        if range.is_empty() && !way.owes_receipt && files.is_empty() {
            return;
        }
        let parcels = match self.parcels(pair, &range, &files) {
            Ok(parcels) => parcels,
            Err(error) => return ran.problems.push(text(format!("记录读不出: {error}"), error.to_string())),
        };
        let first = parcels.first().map_or(work.line.made + 1, |parcel| parcel.no);
        let last = parcels.last().map(|parcel| parcel.no);
        let count = parcels.len() as u64;
        let receipt = Receipt { upto: work.line.taken, head: work.line.taken_head };
        let made_at = now();
        let bundle = Bundle { from: work.me, to: work.line.peer(), slips: parcels, receipt, made_at, files };
        match put(work, &bundle, first) {
            Ok(()) => {
                ran.carried += count;
                self.note(pair, |seen| seen.waiting = None);
                self.sent(pair, state, last.map(|last| first..last + 1)).await;
            }
            Err((waiting, why)) => {
                if !waiting {
                    ran.problems.push(why.clone());
                }
                self.note(pair, |seen| seen.waiting = Some(why));
            }
        }
    }

    async fn sent(&mut self, pair: Pair, mut state: LineState, numbers: Option<std::ops::Range<u64>>) {
        if let Some(numbers) = &numbers {
            state.note_carried(numbers);
        }
        let way = self.lines.entry(pair).or_default();
        *way = OnTheWay { carried: state.carried, resent: state.resent, at: Some(now()), owes_receipt: false };
        if let Some(upto) = numbers.map(|numbers| numbers.end - 1) {
            self.write(pair.0, SystemAct::Carried { peer: pair.1, upto }).await;
        }
    }

    fn parcels(
        &self,
        (me, to): Pair,
        range: &std::ops::Range<u64>,
        files: &Files,
    ) -> Result<Vec<Parcel>, crate::journal::JournalError> {
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let slips = self.reader.slips_made((me, to), range.start, PARCELS_MAX)?;
        let wanted = slips.into_iter().filter(|(no, ..)| range.contains(no));
        fitting(wanted.map(|(no, prev, bytes)| Ok(Parcel { no, prev, bytes })), files)
    }

    fn state_of(&self, pair: Pair, line: &Line) -> LineState {
        let way = self.lines.get(&pair).copied().unwrap_or_default();
        LineState {
            made: line.made,
            carried: way.carried.max(line.receipted),
            resent: way.resent,
            receipted: line.receipted,
            taken: Receipt { upto: line.taken, head: line.taken_head },
        }
    }

    /// Writes down what the task learned; nothing new writes nothing.
    async fn write(&self, unit: UnitId, act: SystemAct) {
        let cause = format!("{act:?}");
        let command = CommandId::of_daemon(RecordId(uuid::Uuid::from_bytes(unit.0)), &cause);
        let asked = Asked { command, seen: None, act: Act::System(act) };
        if let Err(error) = self.registrar.ask(unit, Author::System, vec![asked]).await {
            tracing::debug!(%error, "not written; it will be learned again");
        }
    }

    fn note(&self, pair: Pair, change: impl FnOnce(&mut Seen)) {
        change(locked(&self.seen).entry(pair).or_default());
    }
}
