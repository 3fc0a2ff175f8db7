//! The walk through a store: books, lines, the order of arrival, where it all ends, and the seals of the rest.

use super::heads::{Told, Wanted};
use super::keys::{Owner, Ring};
use super::links::{EntryPlace, Link, Pair, Seen, SlipPlace, Tail, Tip, part, signing_key};
use super::{Findings, named, tables};
use redb::{Database, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition};
use std::collections::HashMap;

/// Tables of what follows from the entries.
const CACHES: [&str; 2] = ["rows", "folded"];

/// A kind of chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A unit's book.
    Book,
    /// Our line to another unit.
    Made,
    /// Another unit's line to us.
    Taken,
}

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;

impl Kind {
    /// Its table by name, and how many bytes of a key name the chain.
    const fn table(self) -> (Bytes, &'static str, usize) {
        match self {
            Self::Book => (tables::ENTRIES, "entries", 16),
            Self::Made => (tables::SLIPS_OUT, "slips_out", 32),
            Self::Taken => (tables::SLIPS_IN, "slips_in", 32),
        }
    }

    const fn chain(self) -> &'static [u8] {
        match self {
            Self::Book => b"dutydesk book 1",
            Self::Made | Self::Taken => b"dutydesk slip 2",
        }
    }

    fn owner(self, of: &[u8]) -> Owner {
        match self {
            Self::Book | Self::Made => of.get(..16)?.try_into().ok(),
            Self::Taken => of.get(16..)?.try_into().ok(),
        }
    }

    fn read(self, plain: &[u8], no: u64) -> Option<Seen> {
        match self {
            Self::Book => Seen::entry(plain),
            Self::Made | Self::Taken => Seen::slip(plain, no),
        }
    }

    /// Does what was said belong here?
    fn is_at_home(self, said: &[u8], (of, no): (&[u8], u64)) -> bool {
        match self {
            Self::Book => part(said).is_some_and(|place: EntryPlace| place.unit == of && place.no == no),
            Self::Made | Self::Taken => {
                part(said).is_some_and(|place: SlipPlace| [place.from, place.to].concat() == of && place.no == no)
            }
        }
    }
}

/// Checks all of it; what is wrong is in the findings.
pub fn whole(
    db: &Database,
    (key, told): (&[u8; 32], Vec<Result<Told, usize>>),
    findings: &mut Findings,
) -> Result<(), redb::Error> {
    let ring = match Ring::of(db, key)? {
        Ok(ring) => ring,
        Err(no) => {
            findings.wrong(format!("data key {no} does not open"));
            return Ok(());
        }
    };
    let transaction = db.begin_read()?;
    let (anchors, broken): (Vec<_>, Vec<_>) = told.into_iter().partition(Result::is_ok);
    let wanted = Wanted::of(anchors.into_iter().flatten().collect());
    let mut walk = Walk { transaction, ring, findings, arrivals: HashMap::new(), wanted };
    let tail = walk.tail()?;
    let books = tail.books.iter().map(|(unit, head)| (unit.to_vec(), *head)).collect();
    let pair = |((from, to), head): &(Pair, Tip)| ([*from, *to].concat(), *head);
    // What came first: it may give back heads that the books must have.
    walk.chains(Kind::Taken, tail.taken.iter().map(pair).collect())?;
    walk.chains(Kind::Book, books)?;
    walk.chains(Kind::Made, tail.made.iter().map(pair).collect())?;
    walk.order(tail.arrival)?;
    walk.rest()?;
    if let Some(missing) = walk.wanted.first_missing() {
        walk.findings.wrong(missing);
    }
    if let Some(Err(line)) = broken.first() {
        walk.findings.wrong(format!("anchor file line {line}: no head"));
    }
    Ok(())
}

/// What is known of a chain while it is walked.
#[derive(Clone, Copy)]
struct End {
    no: u64,
    /// None after a link that could not be read.
    link: Option<Link>,
}

struct Walk<'a> {
    transaction: ReadTransaction,
    ring: Ring,
    findings: &'a mut Findings,
    /// What says that it arrived under which number.
    arrivals: HashMap<u64, (u8, Vec<u8>)>,
    wanted: Wanted,
}

impl Walk<'_> {
    fn tail(&mut self) -> Result<Tail, redb::Error> {
        let meta = self.transaction.open_table(tables::META)?;
        let Some(sealed) = meta.get(b"tail".as_slice())? else { return Ok(Tail::default()) };
        let tail = self.ring.opened(None, ("meta", b"tail"), sealed.value()).and_then(|plain| Tail::read(&plain));
        if tail.is_none() {
            self.findings.wrong("the note of where the record ends: its seal does not hold");
        }
        Ok(tail.unwrap_or_default())
    }

    /// Every chain of a kind, link by link, to where it must end.
    fn chains(&mut self, kind: Kind, ends: HashMap<Vec<u8>, (u64, Link)>) -> Result<(), redb::Error> {
        let (table, _, prefix) = kind.table();
        let table = self.transaction.open_table(table)?;
        let mut of: Option<(Vec<u8>, End)> = None;
        let mut walked = Vec::new();
        for row in table.iter()? {
            let (key, value) = row?;
            let Some((chain, no)) = key.value().split_at_checked(prefix) else {
                self.findings.wrong("a row whose key is broken");
                continue;
            };
            let Ok(no) = no.try_into().map(u64::from_be_bytes) else {
                self.findings.wrong("a row whose key is broken");
                continue;
            };
            let before = match of.take() {
                Some((same, end)) if same == chain => end,
                ended => {
                    walked.extend(ended);
                    End { no: 0, link: Some([0; 32]) }
                }
            };
            let end = self.link(kind, (chain, no), (before, value.value()));
            of = Some((chain.to_vec(), end));
        }
        walked.extend(of);
        self.ends(kind, walked, ends);
        Ok(())
    }

    fn link(&mut self, kind: Kind, (chain, no): (&[u8], u64), (before, value): (End, &[u8])) -> End {
        let name = || named(kind, chain, no);
        if no != before.no + 1 {
            self.findings.wrong(format!("{}: missing", named(kind, chain, before.no + 1)));
        }
        match kind {
            Kind::Book => self.findings.entries += 1,
            Kind::Made | Kind::Taken => self.findings.slips += 1,
        }
        let (_, table, prefix) = kind.table();
        let key = [&chain[..prefix], &no.to_be_bytes()].concat();
        let plain = self.ring.opened(kind.owner(chain), (table, &key), value);
        let Some(seen) = plain.and_then(|plain| kind.read(&plain, no)) else {
            self.findings.wrong(format!("{}: its seal does not hold", name()));
            return End { no, link: None };
        };
        if no == before.no + 1 && before.link.is_some_and(|link| link != seen.prev) {
            self.findings.wrong(format!("{}: it does not follow from the one before", name()));
        }
        match &seen.said {
            Some(said) if !kind.is_at_home(said, (chain, no)) => {
                self.findings.wrong(format!("{}: it belongs elsewhere", name()));
            }
            Some(_) => {}
            None => self.findings.destroyed += 1,
        }
        if kind != Kind::Made {
            let letter = if kind == Kind::Book { b'e' } else { b's' };
            if self.arrivals.insert(seen.arrival, (letter, key)).is_some() {
                self.findings.wrong(format!("{}: something else arrived at its moment", name()));
            }
        }
        let link = seen.link(kind.chain(), no);
        self.note(kind, (chain, no), (&seen, link));
        End { no, link: Some(link) }
    }

    /// What heads that somebody holds are compared with.
    fn note(&mut self, kind: Kind, (chain, no): (&[u8], u64), (seen, link): (&Seen, Link)) {
        let (Ok(unit), said) = (chain.try_into(), seen.said.as_deref()) else {
            if let (Kind::Taken, Some(said)) = (kind, seen.said.as_deref()) {
                self.wanted.note_slip(said);
            }
            return;
        };
        self.wanted.note_link(unit, link);
        if let Some(key) = said.filter(|_| no == 1).and_then(signing_key) {
            self.wanted.note_key(unit, key);
        }
    }

    /// Chains end where the tail says, all of them, and no other.
    fn ends(&mut self, kind: Kind, walked: Vec<(Vec<u8>, End)>, mut due: HashMap<Vec<u8>, (u64, Link)>) {
        for (chain, end) in walked {
            match kind {
                Kind::Book => self.findings.books += 1,
                Kind::Made | Kind::Taken => self.findings.lines += 1,
            }
            match due.remove(&chain) {
                Some((no, _)) if end.no < no => {
                    self.findings.wrong(format!("{}: missing", named(kind, &chain, end.no + 1)));
                }
                Some((no, link)) if end.no == no && end.link.is_none_or(|own| own == link) => {}
                Some((no, _)) if end.no == no => {
                    let found = end.link.map(super::shown).map(|hash| hash.to_string()).unwrap_or_default();
                    self.findings
                        .wrong(format!("{}: it is not the last one written ({found})", named(kind, &chain, no)));
                }
                Some((no, _)) => self.findings.wrong(format!("{}: nobody wrote it", named(kind, &chain, no + 1))),
                None => self.findings.wrong(format!("{}: nobody wrote it", named(kind, &chain, 1))),
            }
        }
        if let Some(chain) = due.keys().min() {
            self.findings.wrong(format!("{}: missing", named(kind, chain, 1)));
        }
    }

    /// Arrivals are dense, and each is that of exactly one entry or slip.
    fn order(&mut self, last: u64) -> Result<(), redb::Error> {
        let table = self.transaction.open_table(tables::ARRIVALS)?;
        let mut due = 0;
        for row in table.iter()? {
            let (no, sealed) = row?;
            let no = no.value();
            due += 1;
            if no != due {
                self.findings.wrong(format!("arrival {due}: missing"));
                due = no;
            }
            let pointer = self.ring.opened(None, ("arrivals", &no.to_be_bytes()), sealed.value());
            let Some(pointer) = pointer else {
                self.findings.wrong(format!("arrival {no}: its seal does not hold"));
                continue;
            };
            let here = self.arrivals.remove(&no);
            if here.is_none_or(|(letter, key)| pointer.split_first() != Some((&letter, key.as_slice()))) {
                self.findings.wrong(format!("arrival {no}: it points at something else"));
            }
        }
        if due != last {
            self.findings.wrong(format!("arrival {}: missing", due.min(last) + 1));
        }
        if let Some(no) = self.arrivals.keys().min() {
            self.findings.wrong(format!("arrival {no}: missing"));
        }
        Ok(())
    }

    /// The seals of what has no chain.
    fn rest(&mut self) -> Result<(), redb::Error> {
        for row in self.transaction.open_table(tables::ROWS)?.iter()? {
            let (key, value) = row?;
            let owner = key.value().get(..16).and_then(|unit| unit.try_into().ok());
            self.holds(owner, ("rows", key.value()), value.value());
        }
        for row in self.transaction.open_table(tables::FOLDED)?.iter()? {
            let (key, value) = row?;
            let owner = key.value().get(..16).and_then(|unit| unit.try_into().ok());
            self.holds(owner, ("folded", key.value()), value.value());
        }
        for row in self.transaction.open_table(tables::RESULTS)?.iter()? {
            let (key, value) = row?;
            self.holds(None, ("results", &key.value().to_be_bytes()), value.value());
        }
        for row in self.transaction.open_table(tables::OFFICERS)?.iter()? {
            let (key, value) = row?;
            self.holds(None, ("officers", &key.value().to_be_bytes()), value.value());
        }
        for row in self.transaction.open_table(tables::DRAFTS)?.iter()? {
            let (key, value) = row?;
            let owner = key.value().get(4..20).and_then(|unit| unit.try_into().ok());
            self.holds(owner, ("drafts", key.value()), value.value());
        }
        for row in self.transaction.open_table(tables::META)?.iter()? {
            let (key, value) = row?;
            if ![b"format".as_slice(), b"id", b"key"].contains(&key.value()) {
                self.holds(None, ("meta", key.value()), value.value());
            }
        }
        Ok(())
    }

    fn holds(&mut self, owner: Owner, (table, key): (&str, &[u8]), value: &[u8]) {
        if self.ring.opened(owner, (table, key), value).is_none() {
            let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            let cache =
                if CACHES.contains(&table) { ". It follows from the entries: the daemon makes it anew" } else { "" };
            self.findings.wrong(format!("{table} {key}: its seal does not hold{cache}"));
        }
    }
}
