//! An alert in the queue as it is kept.

use super::alert_row::AlertRow;
use super::audience::AudienceId;
use super::board::{Column, Due, NAMES_MAX, Packed, Row, Sorted};
use super::dispute_packed::ranked;
use super::filtering::{Test, Wanted};
use super::packing::{Moment, maybe, was};
use super::words::Words;
use crate::casework::alert::{AlertKind, AlertState, CapCertainty, CapSeverity, CapUrgency, Priority};
use crate::casework::ids::RecordId;
use crate::finder::{Name, Number};
use chrono::{NaiveDate, Utc};

/// Groups of the order, each with what belongs to one list.
pub mod group {
    pub const NEW: u8 = 0;
    pub const UNSEEN: u8 = 10;
    pub const ACKED: u8 = 20;
    /// Taken back, and its owner does not know yet.
    pub const TO_TELL: u8 = 26;
    pub const OPEN_END: u8 = 30;
    pub const SHELVED: u8 = 30;
    pub const MUTED: u8 = 40;
    pub const DONE: u8 = 50;
    pub const CLOSED: u8 = 60;
    pub const LIVE_END: u8 = 100;
    /// Exercises and tests come after everything live.
    pub const EXERCISE: u8 = 100;
}

/// The order of alerts by number.
const BY_NUMBER: usize = 1;

/// An alert, packed.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedAlert {
    id: RecordId,
    /// The dispute that it is about; nil: none.
    dispute: RecordId,
    number: Number,
    dispute_number: Number,
    sent: Moment,
    arrived: Moment,
    until: Moment,
    headline: Name,
    source: Name,
    sender: Name,
    forum: Name,
    jurisdiction: Name,
    docket: Name,
    parties: Name,
    acked_by: Name,
    held_back_by: Name,
    to_tell: Name,
    paged: Name,
    revision: u32,
    version: u32,
    pub priority: Priority,
    computed: Priority,
    urgency: CapUrgency,
    severity: CapSeverity,
    certainty: CapCertainty,
    kind: AlertKind,
    pub state: AlertState,
    pub is_live: bool,
    reopened: bool,
}

impl Row for AlertRow {
    type Packed = PackedAlert;
    const KIND: u8 = 2;

    fn pack(&self, words: &mut Words) -> PackedAlert {
        let names = &mut words.names;
        let (dispute, dispute_number) = self.dispute.as_ref().map_or((RecordId::NONE, ""), |(id, no)| (*id, no));
        PackedAlert {
            id: self.id,
            dispute,
            number: Number::of(&self.number, names),
            dispute_number: Number::of(dispute_number, names),
            sent: Moment::of(self.sent),
            arrived: Moment::of(self.arrived),
            until: Moment::maybe(self.until.map(|until| until.fixed_offset())),
            headline: names.intern(&self.headline),
            source: names.intern(&self.source),
            sender: names.intern(&self.sender),
            forum: names.intern(&self.forum),
            jurisdiction: names.intern(&self.jurisdiction),
            docket: maybe(self.docket.as_deref(), names),
            parties: names.intern_list(&self.parties),
            acked_by: maybe(self.acked_by.as_deref(), names),
            held_back_by: maybe(self.held_back_by.as_deref(), names),
            to_tell: maybe(self.to_tell.as_deref(), names),
            paged: names.intern_list(&self.paged),
            revision: self.revision,
            version: self.version,
            priority: self.priority,
            computed: self.computed,
            urgency: self.urgency,
            severity: self.severity,
            certainty: self.certainty,
            kind: self.kind,
            state: self.state,
            is_live: self.is_live,
            reopened: self.reopened,
        }
    }

    fn unpack(row: &PackedAlert, words: &Words) -> Self {
        let names = &words.names;
        let text = |name: Name| names.text(name).to_owned();
        let about = (row.dispute != RecordId::NONE).then(|| (row.dispute, row.dispute_number.text(names)));
        Self {
            id: row.id,
            number: row.number.text(names),
            priority: row.priority,
            computed: row.computed,
            urgency: row.urgency,
            severity: row.severity,
            certainty: row.certainty,
            kind: row.kind,
            headline: text(row.headline),
            source: text(row.source),
            sender: text(row.sender),
            forum: text(row.forum),
            jurisdiction: text(row.jurisdiction),
            docket: was(row.docket, names),
            parties: names.list(row.parties),
            state: row.state,
            is_live: row.is_live,
            acked_by: was(row.acked_by, names),
            until: row.until.get().map(|until| until.with_timezone(&Utc)),
            held_back_by: was(row.held_back_by, names),
            dispute: about,
            reopened: row.reopened,
            to_tell: was(row.to_tell, names),
            paged: names.list(row.paged),
            sent: row.sent.always(),
            arrived: row.arrived.always(),
            revision: row.revision,
            version: row.version,
        }
    }
}

impl PackedAlert {
    /// New, then what was over before anybody saw it, then what is in hand, what is to be told, held back, done; within
    /// the open ones by priority; newest first. Exercises after everything live.
    pub fn place(&self) -> u128 {
        let to_tell = self.to_tell != Name::EMPTY;
        let priority = match self.priority {
            Priority::P1 => 0,
            Priority::P2 => 1,
            Priority::P3 => 2,
            Priority::P4 => 3,
            Priority::Unknown => 4,
        };
        let within = match self.state {
            AlertState::New => group::NEW + priority,
            AlertState::ClearedUnseen | AlertState::ExpiredUnseen => group::UNSEEN + priority,
            AlertState::Acked => group::ACKED + priority,
            AlertState::Shelved => group::SHELVED + priority,
            AlertState::Muted => group::MUTED + priority,
            AlertState::Linked if to_tell => group::TO_TELL,
            AlertState::Closed if to_tell => group::TO_TELL + 1,
            AlertState::Linked => group::DONE,
            AlertState::Closed => group::CLOSED,
        };
        let lane = if self.is_live { 0 } else { group::EXERCISE };
        ranked(lane + within, -self.sent.seconds())
    }
}

impl Packed for PackedAlert {
    const ORDERS: &'static [Sorted<Self>] =
        &[Sorted { member: |_| true, rank: Self::place }, Sorted { member: |_| true, rank: |row| row.number.rank() }];
    const BY_NUMBER: usize = BY_NUMBER;

    fn id(&self) -> RecordId {
        self.id
    }

    fn numbers(&self) -> [Option<Number>; 2] {
        [Some(self.number), None]
    }

    fn audience(&self) -> AudienceId {
        AudienceId::EVERYONE
    }

    fn names(&self) -> [Name; NAMES_MAX] {
        [self.headline, self.docket, self.parties, Name::EMPTY, Name::EMPTY, Name::EMPTY]
    }

    fn texts(&self) -> [Name; NAMES_MAX] {
        [self.headline, self.docket, self.parties, self.sender, self.forum, Name::EMPTY]
    }

    fn renumber(&mut self, name: &dyn Fn(Name) -> Name, _audience: &dyn Fn(AudienceId) -> AudienceId) {
        self.number = self.number.with_head(name(self.number.head()));
        self.dispute_number = self.dispute_number.with_head(name(self.dispute_number.head()));
        let names = [
            &mut self.headline,
            &mut self.source,
            &mut self.sender,
            &mut self.forum,
            &mut self.jurisdiction,
            &mut self.docket,
            &mut self.parties,
            &mut self.acked_by,
            &mut self.held_back_by,
            &mut self.to_tell,
            &mut self.paged,
        ];
        names.into_iter().for_each(|one| *one = name(*one));
    }

    fn field<'a>(name: &str, wanted: Wanted<'a>) -> Option<Test<'a, Self>> {
        Some(match name {
            "country" => wanted.name(|row: &Self| row.jurisdiction),
            "forum" => wanted.name(|row: &Self| row.forum),
            "source" => wanted.name(|row: &Self| row.source),
            "docket" => wanted.name(|row: &Self| row.docket),
            "kind" => wanted.word(AlertKind::WORDS, |row: &Self| Some(row.kind as usize)),
            "state" => wanted.word(AlertState::WORDS, |row: &Self| Some(row.state as usize)),
            "priority" => wanted.word(Priority::WORDS, |row: &Self| Some(row.priority as usize)),
            _ => return None,
        })
    }

    fn due(&self, _today: NaiveDate) -> Due {
        Due::Never
    }

    fn column(key: &str) -> Option<Column<Self>> {
        Some(match key {
            "id" | "number" => Column::Number(|row| row.number),
            "headline" => Column::Text(|row| row.headline),
            "source" => Column::Text(|row| row.source),
            "sender" => Column::Text(|row| row.sender),
            "forum" => Column::Text(|row| row.forum),
            "jurisdiction" | "country" => Column::Text(|row| row.jurisdiction),
            "docket" => Column::Text(|row| row.docket),
            "acked_by" => Column::Text(|row| row.acked_by),
            "kind" => Column::Rank(|row| Some(row.kind as u128)),
            "state" => Column::Rank(|row| Some(row.state as u128)),
            "priority" => Column::Rank(|row| Some(row.priority as u128)),
            "sent" => Column::Rank(|row| row.sent.rank()),
            "arrived" => Column::Rank(|row| row.arrived.rank()),
            "version" => Column::Rank(|row| Some(u128::from(row.version))),
            _ => return None,
        })
    }
}
