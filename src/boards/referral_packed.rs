//! A referral in the lists as it is kept. It is as visible as its dispute.

use super::audience::AudienceId;
use super::board::{Column, Due, NAMES_MAX, Packed, Row, Sorted};
use super::dispute_packed::ranked;
use super::filtering::{Test, Wanted};
use super::packing::{Day, Moment, both, both_of};
use super::referral_row::ReferralRow;
use super::words::Words;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::referral::ReferralKind;
use crate::casework::standing::{Ball, Standing};
use crate::finder::{Name, Number};
use chrono::NaiveDate;

/// The orders of referrals beside that of the board.
pub const BY_WAY: usize = 1;
const BY_NUMBER: usize = 2;
pub const OF_DISPUTE: usize = 3;
pub const WAITING: usize = 4;

/// A referral, packed.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedReferral {
    id: RecordId,
    pub dispute: RecordId,
    pub unit: Option<UnitId>,
    number: Number,
    dispute_number: Number,
    submitted_at: Moment,
    delivered_at: Moment,
    last_at: Moment,
    other: Name,
    subject: Name,
    due: Day,
    audience: AudienceId,
    version: u32,
    items: u16,
    kind: ReferralKind,
    pub standing: Standing,
    ball: Ball,
    sent: bool,
    by_proxy: bool,
}

impl Row for ReferralRow {
    type Packed = PackedReferral;
    const KIND: u8 = 3;

    fn pack(&self, words: &mut Words) -> PackedReferral {
        let names = &mut words.names;
        PackedReferral {
            id: self.id,
            dispute: self.dispute,
            unit: self.unit,
            number: Number::of(&self.number, names),
            dispute_number: Number::of(&self.dispute_number, names),
            submitted_at: Moment::of(self.submitted_at),
            delivered_at: Moment::maybe(self.delivered_at),
            last_at: Moment::of(self.last_at),
            other: both(&self.other, names),
            subject: names.intern(&self.subject),
            due: Day::maybe(self.due),
            audience: AudienceId::EVERYONE,
            version: self.version,
            items: self.items,
            kind: self.kind,
            standing: self.standing,
            ball: self.ball,
            sent: self.sent,
            by_proxy: self.by_proxy,
        }
    }

    fn unpack(row: &PackedReferral, words: &Words) -> Self {
        let names = &words.names;
        Self {
            id: row.id,
            number: row.number.text(names),
            sent: row.sent,
            other: both_of(row.other, names),
            unit: row.unit,
            kind: row.kind,
            by_proxy: row.by_proxy,
            standing: row.standing,
            ball: row.ball,
            dispute: row.dispute,
            dispute_number: row.dispute_number.text(names),
            subject: names.text(row.subject).to_owned(),
            items: row.items,
            due: row.due.get(),
            submitted_at: row.submitted_at.always(),
            delivered_at: row.delivered_at.get(),
            last_at: row.last_at.always(),
            version: row.version,
        }
    }
}

/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

impl PackedReferral {
    /// Ours to act first, then theirs, then what is over; within, by due date, then oldest word first.
    pub fn place(&self) -> u128 {
        let group = match (self.standing.is_terminal(), self.ball) {
            (true | false, Ball::Mine) => OURS,
            (false, Ball::Theirs | Ball::Transit | Ball::Outside | Ball::Nobody) => OURS + 1,
            (true, Ball::Theirs | Ball::Transit | Ball::Outside | Ball::Nobody) => OURS + 2,
        };
        let due = self.due.number().map(|day| day * DAY_SECONDS);
        ranked(group, due.unwrap_or_else(|| self.submitted_at.seconds()))
    }

    /// Received ones first, then those sent.
    pub fn way(&self) -> u128 {
        u128::from(self.sent) << 72 | self.place()
    }

    /// The same for those who may see its dispute.
    #[must_use]
    pub fn seen_by(self, audience: AudienceId) -> Self {
        Self { audience, ..self }
    }
}

/// The group in which the ball is ours.
pub const OURS: u8 = 0;

impl Packed for PackedReferral {
    const ORDERS: &'static [Sorted<Self>] = &[
        Sorted { member: |_| true, rank: Self::place },
        Sorted { member: |_| true, rank: Self::way },
        Sorted { member: |_| true, rank: |row| row.number.rank() },
        Sorted { member: |_| true, rank: |row| row.dispute.0.as_u128() },
        Sorted {
            member: |row| matches!(row.standing, Standing::Queued | Standing::Sent),
            rank: |row| row.unit.map_or(0, |unit| u128::from_be_bytes(unit.0)),
        },
    ];
    const BY_NUMBER: usize = BY_NUMBER;

    fn id(&self) -> RecordId {
        self.id
    }

    fn numbers(&self) -> [Option<Number>; 2] {
        [Some(self.number), Some(self.dispute_number)]
    }

    fn audience(&self) -> AudienceId {
        self.audience
    }

    fn names(&self) -> [Name; NAMES_MAX] {
        [self.other, self.subject, Name::EMPTY, Name::EMPTY, Name::EMPTY, Name::EMPTY]
    }

    fn renumber(&mut self, name: &dyn Fn(Name) -> Name, audience: &dyn Fn(AudienceId) -> AudienceId) {
        self.number = self.number.with_head(name(self.number.head()));
        self.dispute_number = self.dispute_number.with_head(name(self.dispute_number.head()));
        self.audience = audience(self.audience);
        (self.other, self.subject) = (name(self.other), name(self.subject));
    }

    fn field<'a>(name: &str, wanted: Wanted<'a>) -> Option<Test<'a, Self>> {
        Some(match name {
            "unit" => wanted.name(|row: &Self| row.other),
            "kind" => wanted.word(ReferralKind::WORDS, |row: &Self| Some(row.kind as usize)),
            "state" => wanted.word(Standing::WORDS, |row: &Self| Some(row.standing as usize)),
            "ball" => wanted.word(Ball::WORDS, |row: &Self| Some(row.ball as usize)),
            _ => return None,
        })
    }

    fn due(&self, _today: NaiveDate) -> Due {
        self.due.number().map_or(Due::Never, Due::On)
    }

    fn column(key: &str) -> Option<Column<Self>> {
        Some(match key {
            "id" | "number" => Column::Number(|row| row.number),
            "dispute" => Column::Number(|row| row.dispute_number),
            "other" => Column::Text(|row| row.other),
            "subject" => Column::Text(|row| row.subject),
            "direction" => Column::Rank(|row| Some(u128::from(row.sent))),
            "kind" => Column::Rank(|row| Some(row.kind as u128)),
            "standing" => Column::Rank(|row| Some(row.standing as u128)),
            "ball" => Column::Rank(|row| Some(row.ball as u128)),
            "due" => Column::Rank(|row| row.due.rank()),
            "items_count" => Column::Rank(|row| Some(u128::from(row.items))),
            "submitted_at" => Column::Rank(|row| row.submitted_at.rank()),
            "delivered_at" => Column::Rank(|row| row.delivered_at.rank()),
            "last_at" => Column::Rank(|row| row.last_at.rank()),
            "version" => Column::Rank(|row| Some(u128::from(row.version))),
            _ => return None,
        })
    }
}
