//! Sums over the rows of a unit, kept while rows change: a screen that counts a million cases walks none of them. Sums
//! are kept by audience and by date, and added up for who asks: neither another reader nor midnight changes any.

use super::alert_packed::PackedAlert;
use super::audience::AudienceId;
use super::board::Packed;
use super::dispute_packed::PackedDispute;
use super::referral_packed::PackedReferral;
use crate::casework::alert::{AlertState, Priority};
use crate::casework::dispute::Stage;
use crate::casework::ids::RecordId;
use crate::casework::standing::Standing;
use crate::finder::{Name, Names};
use chrono::NaiveDate;
use rpds::{HashTrieMapSync, RedBlackTreeSetSync};
use std::collections::HashMap;
use std::hash::Hash;

/// Sums over all rows of a unit. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many disputes of each audience are counted there.
    disputes: HashTrieMapSync<Bucket, HashTrieMapSync<AudienceId, u32>>,
    /// Return visits that are planned, by day.
    visits: RedBlackTreeSetSync<(NaiveDate, RecordId)>,
    /// Referrals whose recall the other side has not answered.
    recalls: RedBlackTreeSetSync<RecordId>,
    /// Live alerts by state and priority, and exercises.
    alerts: HashTrieMapSync<(AlertState, Priority), u32>,
    exercises: u32,
}

/// Where a dispute is counted. Only a case that this unit may write counts at its stage, and as open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Bucket {
    Stage(Stage),
    /// An open case.
    Country(Name),
    Received(NaiveDate),
    /// The safe day of the next legal date of an open case.
    Closing(NaiveDate),
}

fn buckets(row: &PackedDispute) -> impl Iterator<Item = Bucket> + use<> {
    let stage = row.held.then_some(Bucket::Stage(row.stage));
    let is_open = row.held && !row.stage.is_over();
    let country = is_open.then_some(Bucket::Country(row.jurisdiction));
    let closing = row.safe.get().filter(|_| is_open).map(Bucket::Closing);
    let received = Bucket::Received(row.received_at.always().date_naive());
    [stage, country, closing, Some(received)].into_iter().flatten()
}

fn step<K: Hash + Eq>(sums: &mut HashTrieMapSync<K, u32>, key: K, comes: bool) {
    let before = sums.get(&key).copied().unwrap_or(0);
    match (comes, before) {
        (true, _) => sums.insert_mut(key, before + 1),
        (false, 0 | 1) => _ = sums.remove_mut(&key),
        (false, _) => sums.insert_mut(key, before - 1),
    }
}

impl Tally {
    /// The sums over rows that come at once.
    pub fn of<'a>(
        disputes: impl Iterator<Item = &'a PackedDispute>,
        alerts: impl Iterator<Item = &'a PackedAlert>,
        referrals: impl Iterator<Item = &'a PackedReferral>,
    ) -> Self {
        let mut tally = Self::default();
        let mut sums: HashMap<Bucket, HashMap<AudienceId, u32>> = HashMap::new();
        for row in disputes {
            for bucket in buckets(row) {
                *sums.entry(bucket).or_default().entry(row.audience()).or_default() += 1;
            }
            tally.visit(row, true);
        }
        tally.disputes = sums.into_iter().map(|(bucket, sums)| (bucket, sums.into_iter().collect())).collect();
        alerts.for_each(|row| tally.alert(None, row));
        referrals.for_each(|row| tally.referral(row));
        tally
    }

    /// The row of a dispute takes the place of the one before.
    pub fn dispute(&mut self, before: Option<&PackedDispute>, after: &PackedDispute) {
        for (row, comes) in before.map(|row| (row, false)).into_iter().chain([(after, true)]) {
            for bucket in buckets(row) {
                let mut sums = self.disputes.get(&bucket).cloned().unwrap_or_default();
                step(&mut sums, row.audience(), comes);
                self.disputes.insert_mut(bucket, sums);
            }
            self.visit(row, comes);
        }
    }

    fn visit(&mut self, row: &PackedDispute, comes: bool) {
        match (row.visit_on.get().filter(|_| row.held), comes) {
            (Some(day), true) => self.visits.insert_mut((day, row.id())),
            (Some(day), false) => _ = self.visits.remove_mut(&(day, row.id())),
            (None, _) => {}
        }
    }

    /// The row of a referral has changed.
    pub fn referral(&mut self, row: &PackedReferral) {
        if row.standing == Standing::RecallPending {
            self.recalls.insert_mut(row.id());
        } else if self.recalls.contains(&row.id()) {
            self.recalls.remove_mut(&row.id());
        }
    }

    /// The row of an alert takes the place of the one before.
    pub fn alert(&mut self, before: Option<&PackedAlert>, after: &PackedAlert) {
        for (row, comes) in before.map(|row| (row, false)).into_iter().chain([(after, true)]) {
            if row.is_live {
                step(&mut self.alerts, (row.state, row.priority), comes);
            } else {
                self.exercises = if comes { self.exercises + 1 } else { self.exercises.saturating_sub(1) };
            }
        }
    }

    /// How many are counted in a bucket that somebody sees, who sees these audiences.
    fn seen(&self, sees: &[bool], bucket: Bucket) -> u32 {
        let is_seen = |audience: &AudienceId| sees.get(audience.0 as usize).copied().unwrap_or(false);
        let sums = self.disputes.get(&bucket).into_iter().flat_map(|sums| sums.iter());
        sums.filter(|(audience, _)| is_seen(audience)).map(|(_, count)| count).sum()
    }

    /// Cases at these stages.
    pub fn at_stage(&self, sees: &[bool], of: impl Fn(Stage) -> bool) -> u32 {
        Stage::ALL.iter().filter(|stage| of(**stage)).map(|stage| self.seen(sees, Bucket::Stage(*stage))).sum()
    }

    /// Open cases by country, most first.
    pub fn countries(&self, sees: &[bool], names: &Names) -> Vec<(String, u32)> {
        let country = |bucket: &Bucket| if let Bucket::Country(name) = bucket { Some(*name) } else { None };
        let countries = self.disputes.keys().filter_map(country);
        let counted = countries.map(|name| (names.text(name).to_owned(), self.seen(sees, Bucket::Country(name))));
        let mut all: Vec<(String, u32)> = counted.filter(|(_, count)| *count > 0).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    }

    /// Cases received on each of these days.
    pub fn received(&self, sees: &[bool], days: impl Iterator<Item = NaiveDate>) -> Vec<u32> {
        days.map(|day| self.seen(sees, Bucket::Received(day))).collect()
    }

    /// Open cases whose next legal date has its safe day on each of these days.
    pub fn closing(&self, sees: &[bool], days: impl Iterator<Item = NaiveDate>) -> Vec<u32> {
        days.map(|day| self.seen(sees, Bucket::Closing(day))).collect()
    }

    /// Visits planned up to a day, the earliest first.
    pub fn visits_until(&self, day: NaiveDate) -> impl Iterator<Item = (NaiveDate, RecordId)> {
        self.visits.iter().copied().take_while(move |(on, _)| *on <= day)
    }

    /// Referrals whose recall is not answered.
    pub fn recalls(&self) -> impl Iterator<Item = RecordId> {
        self.recalls.iter().copied()
    }

    /// Live alerts of these states and priorities.
    pub fn alerts(&self, of: impl Fn(AlertState, Priority) -> bool) -> u32 {
        self.alerts.iter().filter(|((state, priority), _)| of(*state, *priority)).map(|(_, count)| count).sum()
    }

    /// Exercises and tests.
    pub const fn exercises(&self) -> u32 {
        self.exercises
    }
}
