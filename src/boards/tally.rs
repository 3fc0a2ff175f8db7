//! Sums over the rows of a unit, kept while rows change: a screen that counts a million cases walks none of them. Sums
//! are kept by who may see them, and by date, so that neither another reader nor midnight changes any.

use super::rows::{DisputeRow, ReferralRow};
use super::window::Viewer;
use crate::casework::dispute::Stage;
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::standing::Standing;
use crate::casework::words::{PostRole, Tlp};
use chrono::NaiveDate;
use rpds::{HashTrieMapSync, RedBlackTreeMapSync, RedBlackTreeSetSync};
use std::hash::Hash;

/// Sums over all rows of a unit. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Cases that everybody on duty may see.
    plain: Sums,
    /// Cases for named persons: all of them for the leads, and for each named officer the own ones.
    red: Sums,
    named: HashTrieMapSync<OfficerId, Sums>,
    /// Return visits that are planned, by day.
    visits: RedBlackTreeSetSync<(NaiveDate, RecordId)>,
    /// Referrals whose recall the other side has not answered.
    recalls: RedBlackTreeSetSync<RecordId>,
}

/// Sums over the cases of one audience. Only cases that this unit may write count as open.
#[derive(Clone, Debug, Default)]
struct Sums {
    stages: HashTrieMapSync<Stage, u32>,
    countries: HashTrieMapSync<String, u32>,
    received: RedBlackTreeMapSync<NaiveDate, u32>,
    /// The next legal date of each open case, by its safe day.
    closing: RedBlackTreeMapSync<NaiveDate, u32>,
}

impl Sums {
    fn put(&mut self, row: &DisputeRow, comes: bool) {
        step_date(&mut self.received, row.received_at.date_naive(), comes);
        if !row.held {
            return;
        }
        step(&mut self.stages, row.stage, comes);
        if row.stage.is_over() {
            return;
        }
        step(&mut self.countries, row.jurisdiction.clone(), comes);
        if let Some(next) = &row.next_deadline {
            step_date(&mut self.closing, next.safe, comes);
        }
    }
}

impl Sums {
    /// Takes in the sums over other cases.
    fn add(&mut self, other: &Self) {
        add(&mut self.stages, &other.stages);
        add(&mut self.countries, &other.countries);
        for (ours, theirs) in [(&mut self.received, &other.received), (&mut self.closing, &other.closing)] {
            for (day, count) in theirs {
                ours.insert_mut(*day, ours.get(day).copied().unwrap_or(0) + count);
            }
        }
    }
}

fn add<K: Hash + Eq + Clone>(ours: &mut HashTrieMapSync<K, u32>, theirs: &HashTrieMapSync<K, u32>) {
    for (key, count) in theirs {
        ours.insert_mut(key.clone(), ours.get(key).copied().unwrap_or(0) + count);
    }
}

fn step<K: Hash + Eq>(sums: &mut HashTrieMapSync<K, u32>, key: K, comes: bool) {
    let before = sums.get(&key).copied().unwrap_or(0);
    match (comes, before) {
        (true, _) => sums.insert_mut(key, before + 1),
        (false, 0 | 1) => _ = sums.remove_mut(&key),
        (false, _) => sums.insert_mut(key, before - 1),
    }
}

fn step_date(sums: &mut RedBlackTreeMapSync<NaiveDate, u32>, day: NaiveDate, comes: bool) {
    let before = sums.get(&day).copied().unwrap_or(0);
    match (comes, before) {
        (true, _) => sums.insert_mut(day, before + 1),
        (false, 0 | 1) => _ = sums.remove_mut(&day),
        (false, _) => sums.insert_mut(day, before - 1),
    }
}

impl Tally {
    /// Takes in the sums over other records.
    pub fn add(&mut self, other: &Self) {
        self.plain.add(&other.plain);
        self.red.add(&other.red);
        for (officer, sums) in &other.named {
            let mut own = self.named.get(officer).cloned().unwrap_or_default();
            own.add(sums);
            self.named.insert_mut(*officer, own);
        }
        other.visits.iter().for_each(|visit| self.visits.insert_mut(*visit));
        other.recalls.iter().for_each(|recall| self.recalls.insert_mut(*recall));
    }

    /// The row of a dispute takes the place of the one before.
    pub fn dispute(&mut self, before: Option<&DisputeRow>, after: &DisputeRow) {
        before.into_iter().for_each(|row| self.put(row, false));
        self.put(after, true);
    }

    fn put(&mut self, row: &DisputeRow, comes: bool) {
        if row.secrecy == Tlp::Red {
            self.red.put(row, comes);
            for officer in &row.named {
                let mut own = self.named.get(officer).cloned().unwrap_or_default();
                own.put(row, comes);
                self.named.insert_mut(*officer, own);
            }
        } else {
            self.plain.put(row, comes);
        }
        match (row.visit_on.filter(|_| row.held), comes) {
            (Some(day), true) => self.visits.insert_mut((day, row.id)),
            (Some(day), false) => _ = self.visits.remove_mut(&(day, row.id)),
            (None, _) => {}
        }
    }

    /// The row of a referral has changed.
    pub fn referral(&mut self, row: &ReferralRow) {
        if row.standing == Standing::RecallPending {
            self.recalls.insert_mut(row.id);
        } else if self.recalls.contains(&row.id) {
            self.recalls.remove_mut(&row.id);
        }
    }

    /// The sums that this viewer may see.
    fn seen_by(&self, viewer: Viewer) -> Vec<&Sums> {
        match viewer.role {
            PostRole::Admin => Vec::new(),
            PostRole::Lead => vec![&self.plain, &self.red],
            PostRole::Duty | PostRole::Archivist => {
                [&self.plain].into_iter().chain(self.named.get(&viewer.officer)).collect()
            }
        }
    }

    /// Cases at these stages.
    pub fn at_stage(&self, viewer: Viewer, of: impl Fn(Stage) -> bool) -> u32 {
        let sums = self.seen_by(viewer).into_iter().flat_map(|sums| sums.stages.iter());
        sums.filter(|(stage, _)| of(**stage)).map(|(_, count)| count).sum()
    }

    /// Open cases by country, most first.
    pub fn countries(&self, viewer: Viewer) -> Vec<(String, u32)> {
        let mut all: Vec<(String, u32)> = Vec::new();
        for (country, count) in self.seen_by(viewer).into_iter().flat_map(|sums| sums.countries.iter()) {
            match all.iter_mut().find(|(one, _)| one == country) {
                Some((_, sum)) => *sum += count,
                None => all.push((country.clone(), *count)),
            }
        }
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    }

    /// Cases received on each of these days.
    pub fn received(&self, viewer: Viewer, days: impl Iterator<Item = NaiveDate>) -> Vec<u32> {
        self.by_day(viewer, days, |sums| &sums.received)
    }

    /// Open cases whose next legal date has its safe day on each of these days.
    pub fn closing(&self, viewer: Viewer, days: impl Iterator<Item = NaiveDate>) -> Vec<u32> {
        self.by_day(viewer, days, |sums| &sums.closing)
    }

    fn by_day(
        &self,
        viewer: Viewer,
        days: impl Iterator<Item = NaiveDate>,
        pick: fn(&Sums) -> &RedBlackTreeMapSync<NaiveDate, u32>,
    ) -> Vec<u32> {
        let seen = self.seen_by(viewer);
        days.map(|day| seen.iter().filter_map(|sums| pick(sums).get(&day)).sum()).collect()
    }

    /// Visits planned up to a day, the earliest first.
    pub fn visits_until(&self, day: NaiveDate) -> impl Iterator<Item = (NaiveDate, RecordId)> {
        self.visits.iter().copied().take_while(move |(on, _)| *on <= day)
    }

    /// Referrals whose recall is not answered.
    pub fn recalls(&self) -> impl Iterator<Item = RecordId> {
        self.recalls.iter().copied()
    }
}
