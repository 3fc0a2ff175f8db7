//! Rows of boards that have few of them (experts, agencies) are kept whole, with their names beside them.

use super::audience::AudienceId;
use super::board::{Column, Due, NAMES_MAX, Packed, Row, Sorted};
use super::filtering::{Test, Wanted};
use super::packing::raised;
use super::rows::number_tail;
use super::words::Words;
use crate::casework::ids::RecordId;
use crate::finder::{Name, Number};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The order of such rows by number.
const BY_NUMBER: usize = 1;

/// A row with its names.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole<R> {
    pub row: Arc<R>,
    number: Number,
    /// What it is found by, and what a filter looks in, each a list.
    names: Name,
    texts: Name,
    /// What it is sorted by.
    pub columns: [Name; 3],
}

/// What a row that is kept whole tells of itself.
pub trait Listed: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static {
    /// Which board it is on, in stored bytes.
    const KIND: u8;
    fn record(&self) -> RecordId;
    fn number(&self) -> &str;
    fn names(&self) -> Vec<&str>;
    fn texts(&self) -> Vec<&str>;
    fn columns(&self) -> [&str; 3];
    fn field<'a>(name: &str, wanted: Wanted<'a>) -> Option<Test<'a, Whole<Self>>>;
    fn due_in(&self, today: NaiveDate) -> Option<i64>;
    fn column(key: &str) -> Option<Column<Whole<Self>>>;
}

impl<R: Listed> Row for R {
    type Packed = Whole<R>;
    const KIND: u8 = <R as Listed>::KIND;

    fn pack(&self, words: &mut Words) -> Whole<R> {
        let names = &mut words.names;
        Whole {
            number: Number::of(self.number(), names),
            names: names.intern_list(&self.names()),
            texts: names.intern_list(&self.texts()),
            columns: self.columns().map(|text| names.intern(text)),
            row: Arc::new(self.clone()),
        }
    }

    fn unpack(packed: &Whole<R>, _words: &Words) -> Self {
        (*packed.row).clone()
    }
}

impl<R: Listed> Whole<R> {
    /// As entered.
    fn place(&self) -> u128 {
        u128::from(raised(number_tail(self.row.number())))
    }
}

impl<R: Listed> Packed for Whole<R> {
    const ORDERS: &'static [Sorted<Self>] =
        &[Sorted { member: |_| true, rank: Self::place }, Sorted { member: |_| true, rank: |row| row.number.rank() }];
    const BY_NUMBER: usize = BY_NUMBER;

    fn id(&self) -> RecordId {
        self.row.record()
    }

    fn numbers(&self) -> [Option<Number>; 2] {
        [Some(self.number), None]
    }

    fn audience(&self) -> AudienceId {
        AudienceId::EVERYONE
    }

    fn names(&self) -> [Name; NAMES_MAX] {
        [self.names, Name::EMPTY, Name::EMPTY, Name::EMPTY, Name::EMPTY, Name::EMPTY]
    }

    fn texts(&self) -> [Name; NAMES_MAX] {
        [self.texts, Name::EMPTY, Name::EMPTY, Name::EMPTY, Name::EMPTY, Name::EMPTY]
    }

    fn renumber(&mut self, name: &dyn Fn(Name) -> Name, _audience: &dyn Fn(AudienceId) -> AudienceId) {
        self.number = self.number.with_head(name(self.number.head()));
        (self.names, self.texts) = (name(self.names), name(self.texts));
        self.columns = self.columns.map(name);
    }

    fn field<'a>(name: &str, wanted: Wanted<'a>) -> Option<Test<'a, Self>> {
        R::field(name, wanted)
    }

    fn due(&self, today: NaiveDate) -> Due {
        self.row.due_in(today).map_or(Due::Never, Due::In)
    }

    fn column(key: &str) -> Option<Column<Self>> {
        match key {
            "id" | "number" => Some(Column::Number(|row| row.number)),
            _ => R::column(key),
        }
    }
}
