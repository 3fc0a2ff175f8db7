//! An affair in a list as it is kept. One that is about a dispute is as visible as that.

use super::affair_row::AffairRow;
use super::audience::AudienceId;
use super::board::{Column, Due, NAMES_MAX, Packed, Row, Sorted};
use super::dispute_packed::ranked;
use super::filtering::{Test, Wanted};
use super::packing::{Day, both, both_of};
use super::rows::number_tail;
use super::words::Words;
use crate::casework::affair::AffairKind;
use crate::casework::ids::RecordId;
use crate::finder::{Name, Number};
use chrono::NaiveDate;

/// The orders of affairs beside that of the board.
const BY_NUMBER: usize = 1;
pub const OF_DISPUTE: usize = 2;

/// Groups of the order.
const WITH_DAY: u8 = 0;
const WITHOUT_DAY: u8 = 1;
pub const DONE: u8 = 2;

/// An affair, packed.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedAffair {
    id: RecordId,
    /// The dispute it is about; nil: none.
    pub dispute: RecordId,
    number: Number,
    /// Year and count of the number.
    opened: i64,
    title: Name,
    state: Name,
    state_words: Name,
    due: Day,
    audience: AudienceId,
    version: u32,
    kind: AffairKind,
    is_open: bool,
}

impl Row for AffairRow {
    type Packed = PackedAffair;
    const KIND: u8 = 6;

    fn pack(&self, words: &mut Words) -> PackedAffair {
        let names = &mut words.names;
        PackedAffair {
            id: self.id,
            dispute: self.dispute.unwrap_or(RecordId::NONE),
            number: Number::of(&self.number, names),
            opened: number_tail(&self.number),
            title: both(&self.title, names),
            state: names.intern(&self.state),
            state_words: both(&self.state_words, names),
            due: Day::maybe(self.due),
            audience: AudienceId::EVERYONE,
            version: self.version,
            kind: self.kind,
            is_open: self.is_open,
        }
    }

    fn unpack(row: &PackedAffair, words: &Words) -> Self {
        let names = &words.names;
        Self {
            id: row.id,
            number: row.number.text(names),
            kind: row.kind,
            title: both_of(row.title, names),
            state: names.text(row.state).to_owned(),
            state_words: both_of(row.state_words, names),
            is_open: row.is_open,
            due: row.due.get(),
            dispute: (row.dispute != RecordId::NONE).then_some(row.dispute),
            version: row.version,
        }
    }
}

impl PackedAffair {
    /// Open ones by their day, then those without one as opened; done ones last.
    pub fn place(&self) -> u128 {
        match (self.is_open, self.due.number()) {
            (true, Some(due)) => ranked(WITH_DAY, due),
            (true, None) => ranked(WITHOUT_DAY, self.opened),
            (false, _) => ranked(DONE, -self.opened),
        }
    }

    /// The same for those who may see its dispute.
    #[must_use]
    pub fn seen_by(self, audience: AudienceId) -> Self {
        Self { audience, ..self }
    }
}

impl Packed for PackedAffair {
    const ORDERS: &'static [Sorted<Self>] = &[
        Sorted { member: |_| true, rank: Self::place },
        Sorted { member: |_| true, rank: |row| row.number.rank() },
        Sorted { member: |row| row.dispute != RecordId::NONE, rank: |row| row.dispute.0.as_u128() },
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
        [self.title, Name::EMPTY, Name::EMPTY, Name::EMPTY, Name::EMPTY, Name::EMPTY]
    }

    fn renumber(&mut self, name: &dyn Fn(Name) -> Name, audience: &dyn Fn(AudienceId) -> AudienceId) {
        self.number = self.number.with_head(name(self.number.head()));
        self.audience = audience(self.audience);
        let names = [&mut self.title, &mut self.state, &mut self.state_words];
        names.into_iter().for_each(|one| *one = name(*one));
    }

    fn field<'a>(name: &str, wanted: Wanted<'a>) -> Option<Test<'a, Self>> {
        Some(match name {
            "kind" => wanted.word(AffairKind::WORDS, |row: &Self| Some(row.kind as usize)),
            "state" => wanted.either(|row: &Self| [row.state, row.state_words]),
            _ => return None,
        })
    }

    fn due(&self, _today: NaiveDate) -> Due {
        self.due.number().map_or(Due::Never, Due::On)
    }

    fn column(key: &str) -> Option<Column<Self>> {
        Some(match key {
            "id" | "number" => Column::Number(|row| row.number),
            "title" => Column::Text(|row| row.title),
            "state" => Column::Text(|row| row.state),
            "kind" => Column::Rank(|row| Some(row.kind as u128)),
            "due" => Column::Rank(|row| row.due.rank()),
            "version" => Column::Rank(|row| Some(u128::from(row.version))),
            _ => return None,
        })
    }
}
