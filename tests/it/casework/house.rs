//! Two or more units without a disk: acts go in, facts are written, slips travel when the test says so.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use dutydesk::calendar::Rules;
use dutydesk::casework::actions;
use dutydesk::casework::alert::{AlertDraft, CapSeverity, CapUrgency};
use dutydesk::casework::command::{Act, Command};
use dutydesk::casework::decide::{Ground, decide};
use dutydesk::casework::dispute::{DisputeDraft, Enterprise};
use dutydesk::casework::entry::{Entry, Fact, Slip};
use dutydesk::casework::handbook::Handbook;
use dutydesk::casework::ids::{CommandId, Hash, OfficerId, PostId, RecordId, UnitId};
use dutydesk::casework::index::{Gathered, Index, Known};
use dutydesk::casework::line::HERE;
use dutydesk::casework::react::react;
use dutydesk::casework::refusal::Refusal;
use dutydesk::casework::shelf::{Changed, Cold, Kept as _, unfolded};
use dutydesk::casework::state::UnitState;
use dutydesk::casework::timers::due_timers;
use dutydesk::casework::unit::{Author, UnitCard};
use dutydesk::casework::words::{Channel, DisputeKind, PostRole, Role, Tlp, UnitKind};
use rpds::RedBlackTreeMapSync;
use std::collections::VecDeque;
use std::ops::Bound;
use std::sync::Arc;

/// The folded records of a unit, as a store would keep them: what a unit knows is asked of them after every act.
#[derive(Clone, Default)]
pub struct Kept(RedBlackTreeMapSync<(u8, RecordId), Arc<[u8]>>);

impl Kept {
    /// Takes in what changed.
    pub fn take(&mut self, changed: impl Iterator<Item = Changed>) {
        for (shelf, id, bytes) in changed {
            match bytes {
                Some(bytes) => self.0.insert_mut((shelf, id), bytes.into()),
                None => _ = self.0.remove_mut(&(shelf, id)),
            }
        }
    }
}

impl Cold for Kept {
    fn get(&self, shelf: u8, id: RecordId) -> Option<Vec<u8>> {
        self.0.get(&(shelf, id)).map(|bytes| bytes.to_vec())
    }

    fn some(&self, shelf: u8, after: Option<RecordId>, most: usize) -> Vec<(RecordId, Vec<u8>)> {
        let from = after.map_or(Bound::Included((shelf, RecordId::NONE)), |after| Bound::Excluded((shelf, after)));
        let rows = self.0.range((from, Bound::Unbounded)).take_while(|((of, _), _)| *of == shelf);
        rows.take(most).map(|((_, id), bytes)| (*id, bytes.to_vec())).collect()
    }
}

/// What a unit keeps on disk.
enum Arrived {
    Entry(Entry),
    Slip(Slip),
}

/// Units with lines between each two of them.
pub struct House {
    pub units: Vec<UnitState>,
    /// Slips on their way, line by line: `lines[from][to]`.
    pub lines: Vec<Vec<VecDeque<Slip>>>,
    /// Slips that were brought, line by line.
    carried: Vec<Vec<Vec<Slip>>>,
    /// Everything ever written, by unit.
    pub books: Vec<Vec<Entry>>,
    /// The rules in force: a test may change the law.
    pub rules: Arc<Rules>,
    /// The handbook in force: a test may publish a new version.
    pub handbook: Arc<Handbook>,
    /// What each unit has on disk: entries and slips, in the order in which they came.
    disks: Vec<Vec<Arrived>>,
    kept: Vec<Kept>,
    now: DateTime<FixedOffset>,
    commands: u128,
}

/// The center; the other units follow.
pub const CENTER: usize = 0;
pub const COURT: usize = 1;

impl House {
    /// A house of `count` units that know each other.
    pub fn new(count: usize) -> Self {
        let now = at("2026-11-23T14:32:00+08:00");
        let mut house = Self {
            units: vec![UnitState::default(); count],
            lines: vec![vec![VecDeque::new(); count]; count],
            carried: vec![vec![Vec::new(); count]; count],
            books: vec![Vec::new(); count],
            rules: Arc::new(Rules::shared().clone()),
            handbook: Arc::new(Handbook::shared().clone()),
            disks: (0..count).map(|_| Vec::new()).collect(),
            kept: vec![Kept::default(); count],
            now,
            commands: 0,
        };
        for unit in 0..count {
            house.system(unit, Act::Found(Box::new(card(unit))));
        }
        for unit in 0..count {
            for other in (0..count).filter(|other| *other != unit) {
                house.system(unit, Act::EnrolPeer { card: Box::new(card(other)), carrier: HERE.into() });
            }
        }
        house
    }

    /// An act of a unit's shift lead (officer 1).
    pub fn act(&mut self, unit: usize, act: Act) -> Result<RecordId, Refusal> {
        self.act_as(unit, officer(1, PostRole::Lead), act)
    }

    /// An act of anybody. Slips wait on their lines.
    pub fn act_as(&mut self, unit: usize, author: Author, act: Act) -> Result<RecordId, Refusal> {
        self.commands += 1;
        self.now += TimeDelta::seconds(1);
        let id = CommandId(uuid::Uuid::from_u128(self.commands));
        self.carry_out(unit, Command { id, at: self.now, author, seen: None, act })?;
        Ok(id.record())
    }

    /// The act, and then everything that follows from it between the units.
    pub fn done(&mut self, unit: usize, act: Act) -> RecordId {
        let record = self.act(unit, act).unwrap_or_else(|refusal| panic!("refused: {}", refusal.en()));
        self.settle();
        record
    }

    /// A verb with typed fields, as scripts and forms ask for it.
    pub fn verb(
        &mut self,
        author: Author,
        record: RecordId,
        verb: &str,
        typed: &[(&str, &str)],
    ) -> Result<RecordId, Refusal> {
        self.verb_in(CENTER, author, record, verb, typed)
    }

    /// The same in any unit.
    pub fn verb_in(
        &mut self,
        unit: usize,
        author: Author,
        record: RecordId,
        verb: &str,
        typed: &[(&str, &str)],
    ) -> Result<RecordId, Refusal> {
        let fields = typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let act = actions::act(&self.units[unit], verb, record, &fields)?;
        self.act_as(unit, author, act)
    }

    fn system(&mut self, unit: usize, act: Act) {
        self.act_as(unit, Author::System, act).expect("a unit is set up");
    }

    fn carry_out(&mut self, unit: usize, command: Command) -> Result<(), Refusal> {
        let ground = Ground { state: &self.units[unit], rules: &self.rules, handbook: &self.handbook };
        for fact in decide(ground, &command)? {
            self.write(unit, &command, fact);
        }
        self.keep(unit);
        Ok(())
    }

    /// What changed goes to the folded records; from here on it is asked of them.
    fn keep(&mut self, unit: usize) {
        let (state, kept) = (&mut self.units[unit], &mut self.kept[unit]);
        kept.take(state.changed().chain([state.small()]));
        let cold: Arc<dyn Cold> = Arc::new(kept.clone());
        state.cut();
        state.settle(&cold);
    }

    /// What a unit knows when it reads its folded records.
    pub fn recalled(&self, unit: usize) -> UnitState {
        let cold: Arc<dyn Cold> = Arc::new(self.kept[unit].clone());
        let mut state = UnitState::recall(id(unit), &cold).expect("it was kept");
        let mut gathered = Gathered::default();
        for (id, bytes) in cold.some(Known::SHELF, None, usize::MAX) {
            gathered.take(id, &unfolded(id, &bytes));
        }
        state.recall_index(Index::of(vec![gathered]));
        state
    }

    fn write(&mut self, unit: usize, command: &Command, fact: Fact) {
        let entry = Entry {
            unit: id(unit),
            no: self.units[unit].book_no + 1,
            at: command.at,
            author: command.author.clone(),
            cmd: command.id,
            epoch: None,
            fact,
        };
        for (to, no) in self.units[unit].fold_entry(&entry) {
            let to_unit = (0..self.units.len()).find(|other| id(*other) == to).expect("a known unit");
            let slip = Slip {
                from: id(unit),
                to,
                no,
                at: entry.at,
                author: entry.author.name().to_owned(),
                fact: entry.fact.clone(),
            };
            self.lines[unit][to_unit].push_back(slip);
        }
        self.disks[unit].push(Arrived::Entry(entry.clone()));
        self.books[unit].push(entry);
    }

    /// Brings the first `count` waiting slips of a line, as one bundle: all folded, then each reacted to.
    pub fn bring(&mut self, from: usize, to: usize, count: usize) {
        let count = count.min(self.lines[from][to].len());
        let slips: Vec<Slip> = self.lines[from][to].drain(..count).collect();
        self.take(to, &slips);
        self.carried[from][to].extend(slips);
    }

    /// A unit takes what is next on its line; what it has, or what comes out of turn, it leaves.
    fn take(&mut self, to: usize, slips: &[Slip]) {
        let mut taken = Vec::new();
        for slip in slips {
            let next = self.units[to].lines.get(&slip.from).is_some_and(|line| line.taken + 1 == slip.no);
            if next {
                self.units[to].fold_slip(slip, Hash::NONE);
                self.disks[to].push(Arrived::Slip(slip.clone()));
                taken.push(slip);
            }
        }
        self.keep(to);
        for slip in taken {
            if let Some(act) = react(&self.units[to], slip) {
                drop(self.act_as(to, Author::System, Act::System(act)));
            }
        }
    }

    /// Brings once more what a line carried before, and what waits on it out of turn: nothing comes of either.
    pub fn bring_again(&mut self, from: usize, to: usize) {
        let mut slips = self.carried[from][to].clone();
        slips.extend(self.lines[from][to].iter().skip(1).cloned());
        self.take(to, &slips);
    }

    /// What a unit knows when the lines are read in another order: between two words of its own, each line's slips stay
    /// in their order and the lines change places.
    pub fn reordered(&self, unit: usize, first: usize) -> UnitState {
        let place = |slip: &Slip| {
            let from = (0..self.units.len()).find(|other| id(*other) == slip.from).expect("a known unit");
            (from + first) % self.units.len()
        };
        let mut state = UnitState::default();
        let mut waiting: Vec<&Slip> = Vec::new();
        let fold = |state: &mut UnitState, waiting: &mut Vec<&Slip>| {
            waiting.sort_by_key(|slip| place(slip));
            waiting.drain(..).for_each(|slip| state.fold_slip(slip, Hash::NONE));
        };
        for arrived in &self.disks[unit] {
            match arrived {
                Arrived::Slip(slip) => waiting.push(slip),
                Arrived::Entry(entry) => {
                    fold(&mut state, &mut waiting);
                    drop(state.fold_entry(entry));
                }
            }
        }
        fold(&mut state, &mut waiting);
        state
    }

    /// Later by so many hours; each daemon looks at its clocks.
    pub fn hours_later(&mut self, hours: i64) {
        let later = self.now + TimeDelta::hours(hours);
        self.clock(&later.to_rfc3339());
    }

    /// The time now.
    pub const fn now(&self) -> DateTime<FixedOffset> {
        self.now
    }

    /// Kills a unit and starts it again: what its folded records say is what follows from its disk, on which nothing but
    /// what is left stands of an entry whose body was destroyed.
    pub fn restart(&mut self, unit: usize) {
        let mut state = UnitState::default();
        let destroyed: Vec<u64> =
            self.books[unit].iter().filter_map(|entry| entry.fact.destroys()).map(|order| order.entry).collect();
        for arrived in &self.disks[unit] {
            match arrived {
                Arrived::Entry(entry) if destroyed.contains(&entry.no) => {
                    let fact = entry.fact.without_body().expect("a body that can be destroyed");
                    drop(state.fold_entry(&Entry { fact, ..entry.clone() }));
                }
                Arrived::Entry(entry) => drop(state.fold_entry(entry)),
                Arrived::Slip(slip) => state.fold_slip(slip, Hash::NONE),
            }
        }
        let kept = &self.kept[unit];
        for (shelf, id, bytes) in state.changed() {
            assert_eq!(kept.get(shelf, id), bytes, "record {id} on shelf {shelf} is not what was said of it");
        }
        self.units[unit] = self.recalled(unit);
    }

    /// The clock goes to this moment, and each daemon looks at its service clocks.
    pub fn clock(&mut self, now: &str) {
        self.now = at(now);
        for unit in 0..self.units.len() {
            let due = due_timers(&self.units[unit], self.handbook.figures(), &self.rules, self.now.to_utc());
            for act in due {
                self.act_as(unit, Author::System, Act::System(act)).expect("a clock is not refused");
            }
        }
    }

    /// Time passes; nobody looks at the clocks.
    pub fn pass(&mut self, time: TimeDelta) {
        self.now += time;
    }

    /// Brings everything until nothing waits.
    pub fn settle(&mut self) {
        while self.waiting() {
            for from in 0..self.units.len() {
                for to in 0..self.units.len() {
                    self.bring(from, to, usize::MAX);
                }
            }
        }
    }

    /// Is a slip on its way?
    pub fn waiting(&self) -> bool {
        self.lines.iter().flatten().any(|line| !line.is_empty())
    }

    /// Registers a dispute at the center and brings it to guidance.
    pub fn guided_dispute(&mut self) -> RecordId {
        use dutydesk::casework::command::DisputeAct;
        let dispute = self.done(CENTER, Act::Register(Box::new(draft("澄光光电"))));
        self.done(CENTER, Act::Dispute(dispute, DisputeAct::Accept { ground: "本省企业".into() }));
        self.done(CENTER, Act::Dispute(dispute, DisputeAct::Guide));
        dispute
    }
}

/// An officer in a post of any unit.
pub fn officer(no: u32, role: PostRole) -> Author {
    Author::Post { post: PostId(no), officer: OfficerId(no), name: format!("officer {no}"), role }
}

/// The id of a unit of the house.
pub fn id(unit: usize) -> UnitId {
    UnitId([u8::try_from(unit).expect("few units") + 1; 16])
}

fn card(unit: usize) -> UnitCard {
    let names = [("ZJ", "浙江分中心"), ("HZFY", "杭州法庭"), ("HZHG", "杭州海关"), ("SH", "上海分中心")];
    let (code, name) = names[unit];
    UnitCard {
        id: id(unit),
        code: code.into(),
        name_zh: name.into(),
        name_en: code.into(),
        kind: if unit == 0 { UnitKind::Center } else { UnitKind::Court },
        zone: "Asia/Shanghai".into(),
        calendar: "CN".into(),
        verifying_key: [0; 32],
        sealing_key: [0; 32],
    }
}

/// A point in time.
pub fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("a time")
}

/// A calendar day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A dispute before the US ITC, served on 6 November 2026.
pub fn draft(enterprise: &str) -> DisputeDraft {
    DisputeDraft {
        received_at: at("2026-11-20T09:00:00+08:00"),
        channel: Channel::Phone,
        source: String::new(),
        enterprise: Enterprise { name: enterprise.into(), ..Enterprise::default() },
        role: Role::Respondent,
        kind: DisputeKind::Section337,
        jurisdiction: "US".into(),
        forum: "USITC (s.337)".into(),
        docket: Some("337-TA-1478".into()),
        counterpart: "Northlake Optics LLC".into(),
        counterpart_counsel: "Harrow & Pell".into(),
        rights: vec!["US 11,900,021".into()],
        products: "激光测距仪".into(),
        amount: None,
        known_on: None,
        served_on: Some(day("2026-11-06")),
        service_method: "mail".into(),
        reply_due: None,
        state: String::new(),
        counsel: String::new(),
        request: "应诉指导".into(),
        consent_to_share: Some(true),
        material_abroad: Some(false),
        secrecy: Tlp::Amber,
    }
}

/// An alert from a court's feed.
pub fn alert(identifier: &str, headline: &str) -> AlertDraft {
    AlertDraft {
        sender: "cafc".into(),
        urgency: CapUrgency::Expected,
        severity: CapSeverity::Severe,
        event: "Order".into(),
        headline: headline.into(),
        jurisdiction: "US".into(),
        forum: "CAFC".into(),
        docket: Some("26-1140".into()),
        parties: vec!["Northlake Optics LLC".into(), "Chengguang".into()],
        secrecy: Tlp::Green,
        ..AlertDraft::of_source("docket", identifier, at("2026-11-23T10:00:00+08:00"))
    }
}
