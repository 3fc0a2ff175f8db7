//! Everything one unit knows, folded from its book and from the slips it received. Cloning it is cheap (persistent
//! maps, and shelves that hold only what changed last), so that readers keep a whole, unmoving view while the registrar
//! goes on.

use super::affair::AffairFile;
use super::agency::{Agency, AgencyFact};
use super::alert::{Alert, Watch};
use super::audience::audience;
use super::custody::{CaseFile, Custody};
use super::destruction::Written;
use super::dispute::Dispute;
use super::entry::{Entry, Fact, Slip};
use super::evolve_referral::Early;
use super::expert::{Expert, ExpertFact};
use super::ids::{Hash, OfficerId, PostId, RecordId, UnitId};
use super::index::{Index, Known};
use super::letters::Letters;
use super::line::{Line, LineFact};
use super::referral::ReferralFile;
use super::rota::Rota;
use super::shelf::{Roll, Shelf};
use super::unit::{Officer, Post, UnitCard};
use crate::calendar::Text;
use chrono::{DateTime, Datelike, FixedOffset};
use rpds::RedBlackTreeMapSync;
use std::sync::Arc;

/// What a unit knows.
#[derive(Clone, Debug, Default)]
pub struct UnitState {
    /// None until the first entry of its book.
    pub card: Option<Arc<UnitCard>>,
    /// Who acts here, and as what.
    pub posts: RedBlackTreeMapSync<PostId, (Officer, Post)>,
    /// The highest post number ever given here; a number is not given twice.
    pub last_post: u32,
    pub disputes: Shelf<Dispute>,
    pub alerts: Shelf<Alert>,
    pub experts: Roll<Expert>,
    pub agencies: Roll<Agency>,
    pub affairs: Roll<AffairFile>,
    /// Sources and silences of alerts.
    pub watch: Watch,
    /// Who is on duty.
    pub rota: Arc<Rota>,
    pub letters: Letters,
    pub referrals: Shelf<ReferralFile>,
    /// Words about referrals whose text has not come yet.
    pub(super) early: Shelf<Vec<Early>>,
    /// By case.
    pub custody: Shelf<Custody>,
    /// Released to us, not yet taken.
    pub arriving: Shelf<CaseFile>,
    pub lines: RedBlackTreeMapSync<UnitId, Line>,
    /// Where the entries and slips about a record stand, by arrival in the store.
    pub arrivals: Shelf<Vec<u64>>,
    /// By what each record is known, and when it is to be looked at; `index` is made of it.
    pub known: Shelf<Known>,
    pub index: Index,
    /// Referrals of a case.
    pub referrals_of: Shelf<Vec<RecordId>>,
    /// Last number given, by letter and year.
    pub(super) numbers: RedBlackTreeMapSync<(char, i32), u32>,
    /// Entries in the book.
    pub book_no: u64,
}

/// Where a fact comes from, when, and who stands behind it.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// None: our own book.
    pub by_peer: Option<UnitId>,
    pub at: DateTime<FixedOffset>,
    pub name: &'a str,
    /// The officer, when it is one of ours.
    pub officer: Option<OfficerId>,
    /// Its place in our own book; none for what came.
    pub written: Option<Written>,
}

/// Letters of the numbers that officers say on the phone.
pub const DISPUTE: char = 'D';
pub const ALERT: char = 'A';
pub const REFERRAL: char = 'R';
pub const EXPERT: char = 'E';
pub const AGENCY: char = 'G';

impl UnitState {
    /// Folds an entry of our own book. Returns the slips that it puts on our lines: to whom, and under which number.
    pub fn fold_entry(&mut self, entry: &Entry) -> Vec<(UnitId, u64)> {
        self.book_no = entry.no;
        let slips = audience(&entry.fact, self).into_iter().filter_map(|to| self.next_slip(to)).collect();
        let told = Told {
            by_peer: None,
            at: entry.at,
            name: entry.author.name(),
            officer: entry.author.officer(),
            written: Some((entry.unit, entry.no)),
        };
        self.fold(&told, &entry.fact);
        slips
    }

    /// Folds a slip received from a peer; `hash` is that of the slip as it travelled.
    pub fn fold_slip(&mut self, slip: &Slip, hash: Hash) {
        if let Some(line) = self.lines.get_mut(&slip.from) {
            line.taken = slip.no;
            line.taken_head = hash;
            line.heard_at = Some(line.heard_at.map_or(slip.at, |before| before.max(slip.at)));
        }
        let told = Told { by_peer: Some(slip.from), at: slip.at, name: &slip.author, officer: None, written: None };
        self.fold(&told, &slip.fact);
    }

    /// Passes an entry of which nothing but its place is left.
    pub const fn pass_entry(&mut self, no: u64) {
        self.book_no = no;
    }

    /// Passes a slip of which nothing but its place and its hash is left.
    pub fn pass_slip(&mut self, from: UnitId, no: u64, hash: Hash) {
        if let Some(line) = self.lines.get_mut(&from) {
            line.taken = no;
            line.taken_head = hash;
        }
    }

    /// Slips made for a peer so far, where folding does not tell.
    pub fn made_up_to(&mut self, peer: UnitId, no: u64) {
        if let Some(line) = self.lines.get_mut(&peer) {
            line.made = no;
        }
    }

    fn next_slip(&mut self, to: UnitId) -> Option<(UnitId, u64)> {
        let line = self.lines.get_mut(&to)?;
        line.made += 1;
        Some((to, line.made))
    }

    pub(super) fn fold(&mut self, told: &Told<'_>, fact: &Fact) {
        match (told.by_peer, fact) {
            (_, Fact::Referral(id, fact)) => self.fold_referral(told, *id, fact),
            (_, Fact::Leg(id, leg, proxy)) => self.fold_leg(told, (*id, leg), proxy.as_ref()),
            (_, Fact::Custody(case, fact)) => self.fold_custody(told, *case, fact),
            (None, Fact::Founded(card)) => self.card = Some(Arc::new((**card).clone())),
            (None, Fact::Posted(officer, post)) => {
                self.last_post = self.last_post.max(post.id.0);
                self.posts.insert_mut(post.id, ((**officer).clone(), post.clone()));
                Arc::make_mut(&mut self.rota).present(officer.id, true, told.at);
            }
            (None, Fact::PostEnded(post)) => self.end_post(*post, told.at),
            (Some(peer), Fact::Line(_, LineFact::Head { on, hash, .. })) => {
                if let Some(line) = self.lines.get_mut(&peer) {
                    line.head = Some((*on, *hash));
                }
            }
            (None, Fact::Line(peer, fact)) => self.fold_line(told, *peer, fact),
            (None, Fact::Dispute(id, fact)) => self.fold_dispute(told, *id, fact),
            (None, Fact::Alert(id, fact)) => self.fold_alert(told, *id, fact),
            (None, Fact::Expert(id, fact)) => self.fold_expert(*id, fact),
            (None, Fact::Read(id)) => self.fold_read(told, *id),
            (None, Fact::Agency(id, fact)) => self.fold_agency(told, *id, fact),
            (_, Fact::Affair(id, fact)) => self.fold_affair(told, *id, fact),
            (None, Fact::Rota(fact)) => Arc::make_mut(&mut self.rota).evolve(fact),
            (None, Fact::LetterWord(word)) => self.letters.name(word),
            // Nobody writes another unit's records: such a slip is kept, and changes nothing.
            (
                Some(_),
                Fact::Founded(_)
                | Fact::Posted(..)
                | Fact::PostEnded(_)
                | Fact::Line(..)
                | Fact::Dispute(..)
                | Fact::Alert(..)
                | Fact::Expert(..)
                | Fact::Agency(..)
                | Fact::Read(_)
                | Fact::Rota(_)
                | Fact::LetterWord(_),
            ) => {}
        }
        self.stir(fact);
    }

    fn end_post(&mut self, post: PostId, at: DateTime<FixedOffset>) {
        let Some((officer, _)) = self.posts.get(&post).cloned() else { return };
        self.posts.remove_mut(&post);
        let is_here = self.in_office(officer.id).is_some();
        Arc::make_mut(&mut self.rota).present(officer.id, is_here, at);
    }

    fn fold_expert(&mut self, id: RecordId, fact: &ExpertFact) {
        if let ExpertFact::Enrolled { number, draft } = fact {
            self.count(EXPERT, number);
            self.learn_key(id, draft.key());
            let expert = Expert::enrolled(id, number.clone(), (**draft).clone());
            self.experts.insert_mut(id, Arc::new(expert));
            return;
        }
        let Some(before) = self.experts.get(&id) else { return };
        let mut expert = (**before).clone();
        expert.evolve(fact);
        self.experts.insert_mut(id, Arc::new(expert));
    }

    fn fold_agency(&mut self, told: &Told<'_>, id: RecordId, fact: &AgencyFact) {
        if let AgencyFact::Entered { number, draft } = fact {
            self.count(AGENCY, number);
            self.learn_key(id, draft.key());
            let agency = Agency::entered(id, number.clone(), (**draft).clone(), told.at);
            self.agencies.insert_mut(id, Arc::new(agency));
            return;
        }
        let Some(before) = self.agencies.get(&id) else { return };
        let mut agency = (**before).clone();
        agency.evolve(told.at, fact);
        self.agencies.insert_mut(id, Arc::new(agency));
    }

    fn fold_line(&mut self, told: &Told<'_>, peer: UnitId, fact: &LineFact) {
        if let LineFact::Enrolled { card, carrier } = fact {
            let mut line = Line::new((**card).clone(), carrier.clone());
            if let Some(before) = self.lines.get(&peer) {
                line = Line { card: line.card, carrier: line.carrier, ..before.clone() };
            }
            self.lines.insert_mut(peer, line);
            return;
        }
        let Some(line) = self.lines.get_mut(&peer) else { return };
        match fact {
            LineFact::Enrolled { .. } => {}
            LineFact::Carried { upto } => {
                line.carried = line.carried.max(*upto);
                line.carried_at = Some(told.at);
            }
            LineFact::Receipted { upto } => line.receipted = line.receipted.max(*upto),
            // Our own head, told to the peer.
            LineFact::Head { .. } => {}
        }
    }

    /// Where we stand towards a case.
    pub fn custody_of(&self, case: RecordId) -> Custody {
        self.custody.get(&case).map_or(Custody::None { seen: 0 }, |custody| **custody)
    }

    /// The referrals of a case, oldest first.
    pub fn referrals_of_case(&self, case: RecordId) -> impl Iterator<Item = &Arc<ReferralFile>> {
        self.referrals_of.get(&case).into_iter().flat_map(|ids| ids.iter()).filter_map(|id| self.referrals.get(id))
    }

    /// The name of a unit we have a line to, or our own.
    pub fn unit_name(&self, unit: UnitId) -> Text {
        match (&self.card, self.lines.get(&unit)) {
            (Some(card), _) if card.id == unit => card.title(),
            (_, Some(line)) => line.card.title(),
            _ => Text::same(&unit.to_string()[..8]),
        }
    }

    /// Our own id; the nil unit before the first entry.
    pub fn id(&self) -> UnitId {
        self.card.as_ref().map_or(UnitId([0; 16]), |card| card.id)
    }

    /// The next number of a kind (`ZJ-A-2026-000457`; disputes carry no letter).
    pub fn next_number(&self, letter: char, at: DateTime<FixedOffset>) -> String {
        self.nth_number(letter, at, 1)
    }

    /// The number of the `n`-th record of a kind that one command brings, counted from 1.
    pub fn nth_number(&self, letter: char, at: DateTime<FixedOffset>, n: u32) -> String {
        let code = self.card.as_ref().map_or("", |card| card.code.as_str());
        let no = self.numbers.get(&(letter, at.year())).copied().unwrap_or(0) + n;
        let letter = if letter == DISPUTE { String::new() } else { format!("{letter}-") };
        format!("{code}-{letter}{}-{no:06}", at.year())
    }

    /// What begins our letter numbers: our own word, else our code.
    pub fn letter_word(&self) -> &str {
        let code = self.card.as_ref().map_or("", |card| card.code.as_str());
        self.letters.word().unwrap_or(code)
    }

    /// Remembers that a number was given; a number without a count (born sealed) leaves none.
    pub(super) fn count(&mut self, letter: char, number: &str) {
        let mut parts = number.rsplit('-');
        let no = parts.next().and_then(|tail| tail.parse::<u32>().ok());
        let year = parts.next().and_then(|year| year.parse::<i32>().ok());
        if let (Some(no), Some(year)) = (no, year) {
            let last = self.numbers.get(&(letter, year)).copied().unwrap_or(0);
            self.numbers.insert_mut((letter, year), last.max(no));
        }
    }
}
