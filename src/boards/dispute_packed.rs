//! A dispute in a list as it is kept: 128 bytes.

use super::audience::{Audience, AudienceId};
use super::board::{Column, Due, NAMES_MAX, Packed, Row, Sorted};
use super::dispute_row::{DisputeRow, NextDeadline};
use super::filtering::{Test, Wanted};
use super::packing::{Day, Moment, both, both_of, maybe, parts, raised, was};
use super::words::Words;
use crate::calendar::Text;
use crate::casework::deadline::DeadlineState;
use crate::casework::dispute::major::MajorLevel;
use crate::casework::dispute::quality::Quality;
use crate::casework::dispute::{Stage, Track};
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::standing::Ball;
use crate::casework::words::{DisputeKind, Role, Tlp};
use crate::finder::{Name, Names, Number};
use chrono::NaiveDate;

/// The orders of disputes beside that of the board.
pub const HANDLED: usize = 1;
pub const FRESH: usize = 2;
pub const BY_NUMBER: usize = 3;
pub const BY_DOCKET: usize = 4;

/// No officer has this number.
const NOBODY: u32 = u32::MAX;

/// Groups of the order: with a deadline, without, held elsewhere, over.
pub const WITH_DEADLINE: u8 = 0;
const WITHOUT: u8 = 1;
const ELSEWHERE: u8 = 2;
const OVER: u8 = 3;

/// A dispute, packed.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedDispute {
    id: RecordId,
    number: Number,
    pub received_at: Moment,
    since: Moment,
    /// When the forum closes on the safe date.
    cutoff_at: Moment,
    pub safe: Day,
    due: Day,
    pub visit_on: Day,
    /// Rule, title in both languages, zone.
    deadline: Name,
    /// Name and other names.
    enterprise: Name,
    counterpart: Name,
    pub jurisdiction: Name,
    forum: Name,
    docket: Name,
    handler: u32,
    handler_name: Name,
    custodian: Name,
    audience: AudienceId,
    version: u32,
    deadline_no: u16,
    /// By place in the table.
    skipped: u16,
    kind: DisputeKind,
    role: Role,
    pub stage: Stage,
    track: Option<Track>,
    major: Option<MajorLevel>,
    ball: Ball,
    deadline_state: DeadlineState,
    pub held: bool,
}

impl Row for DisputeRow {
    type Packed = PackedDispute;
    const KIND: u8 = 1;

    fn pack(&self, words: &mut Words) -> PackedDispute {
        let audience = words.audiences.intern(Audience { secrecy: self.secrecy, named: self.named.clone() });
        let names = &mut words.names;
        let next = self.next_deadline.as_ref();
        let enterprise: Vec<&str> = [&self.enterprise].into_iter().chain(&self.names).map(String::as_str).collect();
        PackedDispute {
            id: self.id,
            number: Number::of(&self.number, names),
            received_at: Moment::of(self.received_at),
            since: Moment::of(self.since),
            cutoff_at: Moment::maybe(next.map(|next| next.cutoff_at)),
            safe: Day::maybe(next.map(|next| next.safe)),
            due: Day::maybe(next.map(|next| next.due)),
            visit_on: Day::maybe(self.visit_on),
            deadline: next.map_or(Name::EMPTY, |next| pack_deadline(next, names)),
            enterprise: if enterprise == [""] { Name::EMPTY } else { names.intern_list(&enterprise) },
            counterpart: names.intern(&self.counterpart),
            jurisdiction: names.intern(&self.jurisdiction),
            forum: names.intern(&self.forum),
            docket: maybe(self.docket.as_deref(), names),
            handler: self.handler.as_ref().map_or(NOBODY, |(officer, _)| officer.0),
            handler_name: maybe(self.handler.as_ref().map(|(_, name)| name.as_str()), names),
            custodian: both(&self.custodian, names),
            audience,
            version: self.version,
            deadline_no: next.map_or(0, |next| next.no),
            skipped: self.skipped.iter().fold(0, |bits, one| bits | 1 << *one as u16),
            kind: self.kind,
            role: self.role,
            stage: self.stage,
            track: self.track,
            major: self.major,
            ball: self.ball,
            deadline_state: next.map_or(DeadlineState::Moot, |next| next.state),
            held: self.held,
        }
    }

    fn unpack(row: &PackedDispute, words: &Words) -> Self {
        let names = &words.names;
        let audience = words.audiences.get(row.audience);
        let mut enterprise = names.list(row.enterprise).into_iter();
        Self {
            id: row.id,
            number: row.number.text(names),
            enterprise: enterprise.next().unwrap_or_default(),
            names: enterprise.collect(),
            counterpart: names.text(row.counterpart).to_owned(),
            jurisdiction: names.text(row.jurisdiction).to_owned(),
            forum: names.text(row.forum).to_owned(),
            docket: was(row.docket, names),
            kind: row.kind,
            role: row.role,
            stage: row.stage,
            track: row.track,
            major: row.major,
            since: row.since.always(),
            skipped: Quality::ALL.iter().copied().filter(|one| row.skipped >> *one as u16 & 1 == 1).collect(),
            handler: was(row.handler_name, names).map(|name| (OfficerId(row.handler), name)),
            secrecy: audience.map_or(Tlp::Red, |audience| audience.secrecy),
            named: audience.map_or_else(Vec::new, |audience| audience.named.clone()),
            received_at: row.received_at.always(),
            next_deadline: unpack_deadline(row, names),
            visit_on: row.visit_on.get(),
            held: row.held,
            custodian: both_of(row.custodian, names),
            ball: row.ball,
            version: row.version,
        }
    }
}

fn pack_deadline(next: &NextDeadline, names: &mut Names) -> Name {
    names.intern_list(&[&next.rule, &next.title.zh, &next.title.en, &next.zone])
}

fn unpack_deadline(row: &PackedDispute, names: &Names) -> Option<NextDeadline> {
    let (cutoff_at, safe, due) = (row.cutoff_at.get()?, row.safe.get()?, row.due.get()?);
    let [rule, zh, en, zone] = parts(row.deadline, names);
    let (no, state) = (row.deadline_no, row.deadline_state);
    Some(NextDeadline { no, rule, title: Text { zh, en }, due, safe, zone, cutoff_at, state })
}

impl PackedDispute {
    /// By the instant its next forum closes; those without a deadline after, by arrival; closed and handed over last.
    pub fn place(&self) -> u128 {
        let received = self.received_at.seconds();
        let (group, second) = match () {
            () if self.stage.is_over() => (OVER, -received),
            () if self.cutoff_at != Moment::NONE => (WITH_DEADLINE, self.cutoff_at.seconds()),
            () => (if self.held { WITHOUT } else { ELSEWHERE }, received),
        };
        ranked(group, second)
    }

    /// In the order of the officer who handles it.
    pub fn handled(&self) -> u128 {
        u128::from(self.handler) << 72 | self.place()
    }
}

/// A place: group, then second.
pub fn ranked(group: u8, second: i64) -> u128 {
    u128::from(group) << 64 | u128::from(raised(second))
}

impl Packed for PackedDispute {
    const ORDERS: &'static [Sorted<Self>] = &[
        Sorted { member: |_| true, rank: Self::place },
        Sorted { member: |row| row.handler != NOBODY, rank: Self::handled },
        Sorted {
            member: |row| matches!(row.stage, Stage::Registered | Stage::NeedsMaterial) && row.held,
            rank: Self::place,
        },
        Sorted { member: |_| true, rank: |row| row.number.rank() },
        Sorted { member: |row| row.docket != Name::EMPTY, rank: |row| u128::from(row.docket.0) },
    ];
    const BY_NUMBER: usize = BY_NUMBER;

    fn id(&self) -> RecordId {
        self.id
    }

    fn numbers(&self) -> [Option<Number>; 2] {
        [Some(self.number), None]
    }

    fn audience(&self) -> AudienceId {
        self.audience
    }

    fn names(&self) -> [Name; NAMES_MAX] {
        [self.enterprise, self.counterpart, self.docket, self.forum, Name::EMPTY, Name::EMPTY]
    }

    fn texts(&self) -> [Name; NAMES_MAX] {
        [self.enterprise, self.counterpart, self.docket, self.forum, self.jurisdiction, Name::EMPTY]
    }

    fn renumber(&mut self, name: &dyn Fn(Name) -> Name, audience: &dyn Fn(AudienceId) -> AudienceId) {
        self.number = self.number.with_head(name(self.number.head()));
        self.audience = audience(self.audience);
        let names = [
            &mut self.deadline,
            &mut self.enterprise,
            &mut self.counterpart,
            &mut self.jurisdiction,
            &mut self.forum,
            &mut self.docket,
            &mut self.handler_name,
            &mut self.custodian,
        ];
        names.into_iter().for_each(|one| *one = name(*one));
    }

    fn field<'a>(name: &str, wanted: Wanted<'a>) -> Option<Test<'a, Self>> {
        Some(match name {
            "country" => wanted.name(|row: &Self| row.jurisdiction),
            "forum" => wanted.name(|row: &Self| row.forum),
            "docket" => wanted.name(|row: &Self| row.docket),
            "handler" => wanted.name(|row: &Self| row.handler_name),
            "unit" => wanted.name(|row: &Self| row.custodian),
            "tlp" => wanted.secrecy(|row: &Self| row.audience),
            "stage" => wanted.word(Stage::WORDS, |row: &Self| Some(row.stage as usize)),
            "track" => wanted.word(Track::WORDS, |row: &Self| row.track.map(|one| one as usize)),
            "major" => wanted.word(MajorLevel::WORDS, |row: &Self| row.major.map(|one| one as usize)),
            "ball" => wanted.word(Ball::WORDS, |row: &Self| Some(row.ball as usize)),
            "kind" => wanted.word(DisputeKind::WORDS, |row: &Self| Some(row.kind as usize)),
            "skipped" => wanted.words(Quality::WORDS, |row: &Self| u64::from(row.skipped)),
            _ => return None,
        })
    }

    fn due(&self, _today: NaiveDate) -> Due {
        if self.cutoff_at == Moment::NONE { Due::Never } else { Due::At(self.cutoff_at.seconds()) }
    }

    fn column(key: &str) -> Option<Column<Self>> {
        Some(match key {
            "id" | "number" => Column::Number(|row| row.number),
            "enterprise" | "enterprise.name" => Column::Text(|row| row.enterprise),
            "counterpart" => Column::Text(|row| row.counterpart),
            "jurisdiction" | "country" => Column::Text(|row| row.jurisdiction),
            "forum" => Column::Text(|row| row.forum),
            "docket" => Column::Text(|row| row.docket),
            "handler" => Column::Text(|row| row.handler_name),
            "custodian" => Column::Text(|row| row.custodian),
            "kind" => Column::Rank(|row| Some(row.kind as u128)),
            "role" => Column::Rank(|row| Some(row.role as u128)),
            "stage" => Column::Rank(|row| Some(row.stage as u128)),
            "track" => Column::Rank(|row| row.track.map(|one| one as u128)),
            "major" => Column::Rank(|row| row.major.map(|one| one as u128)),
            "ball" => Column::Rank(|row| Some(row.ball as u128)),
            "received_at" => Column::Rank(|row| row.received_at.rank()),
            "since" => Column::Rank(|row| row.since.rank()),
            "version" => Column::Rank(|row| Some(u128::from(row.version))),
            "cutoff_at" | "next_deadline.cutoff_at" | "days_left" | "next_deadline.days_left" => {
                Column::Rank(|row| row.cutoff_at.rank())
            }
            "safe" | "next_deadline.safe" => Column::Rank(|row| row.safe.rank()),
            "due" | "next_deadline.due" => Column::Rank(|row| row.due.rank()),
            "visit_on" => Column::Rank(|row| row.visit_on.rank()),
            "rule" | "next_deadline.rule" => Column::Text(|row| row.deadline),
            _ => return None,
        })
    }
}
