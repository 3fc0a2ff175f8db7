//! PURE. What a unit knows, folded into the rows that officers see; ordered, filtered, windowed. What only time
//! changes (days left, overdue) is computed where it is shown and never stored.

pub mod advice;
mod affair_row;
mod alert_row;
mod board;
mod dispute_row;
pub mod drafts;
pub mod duty;
mod expert_row;
mod referral_row;
pub mod rows;
mod tally;
pub mod timeline;
pub mod views;
pub mod window;

use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::line::LineFact;
use crate::casework::standing::Standing;
use crate::casework::state::UnitState;
pub use affair_row::AffairRow;
pub use board::Board;
use rows::{AgencyRow, AlertRow, DisputeRow, ExpertRow, ReferralRow};
use rpds::HashTrieMapSync;
use std::sync::Arc;

/// Rows of another format are made anew, never converted.
pub const ROW_FORMAT: u8 = 3;

/// The boards of one unit. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Boards {
    pub disputes: Board<DisputeRow>,
    pub alerts: Board<AlertRow>,
    pub referrals: Board<ReferralRow>,
    pub experts: Board<ExpertRow>,
    pub agencies: Board<AgencyRow>,
    pub affairs: Board<AffairRow>,
    /// Sums over the rows.
    pub tally: tally::Tally,
    /// Where the entries and slips about a record stand, by arrival in the store.
    pub arrivals: HashTrieMapSync<RecordId, Arc<Vec<u64>>>,
}

impl Boards {
    /// Takes notice of a fact already folded into `state`; returns the records whose rows may have changed.
    pub fn fold(&mut self, state: &UnitState, fact: &Fact, arrival: u64) -> Vec<RecordId> {
        self.note(fact, arrival);
        let touched = touched(state, fact, self);
        for id in &touched {
            self.refresh(state, *id);
        }
        touched
    }

    /// Notes where a fact stands, and leaves the rows for later: a start folds all that was ever written, and makes each
    /// row once at the end.
    pub fn note(&mut self, fact: &Fact, arrival: u64) {
        let about = fact.about();
        match self.arrivals.get_mut(&about) {
            Some(seen) => Arc::make_mut(seen).push(arrival),
            None => self.arrivals.insert_mut(about, Arc::new(vec![arrival])),
        }
    }

    /// Makes every row anew from what is known.
    pub fn make_rows(&mut self, state: &UnitState) {
        let disputes = state.disputes.values().map(|one| one.id);
        let cases = disputes.chain(state.alerts.values().map(|one| one.id));
        let cases = cases.chain(state.referrals.values().map(|one| one.id));
        let others = state.experts.keys().chain(state.agencies.keys()).chain(state.affairs.keys());
        cases.chain(others.copied()).for_each(|id| self.refresh(state, id));
    }

    /// The row of a record as stored: the format number, then the row. None: the record has no row.
    pub fn row_bytes(&self, id: RecordId) -> Option<Vec<u8>> {
        let row = |encoded: Result<Vec<u8>, postcard::Error>| {
            encoded.ok().map(|bytes| [[ROW_FORMAT].as_slice(), &bytes].concat())
        };
        None.or_else(|| row(postcard::to_stdvec(&**self.disputes.get(id)?)))
            .or_else(|| row(postcard::to_stdvec(&**self.alerts.get(id)?)))
            .or_else(|| row(postcard::to_stdvec(&**self.referrals.get(id)?)))
            .or_else(|| row(postcard::to_stdvec(&**self.experts.get(id)?)))
            .or_else(|| row(postcard::to_stdvec(&**self.agencies.get(id)?)))
            .or_else(|| row(postcard::to_stdvec(&**self.affairs.get(id)?)))
    }

    /// Every record that has a row.
    pub fn records(&self) -> impl Iterator<Item = RecordId> {
        let disputes = self.disputes.rows().map(|row| row.id);
        let others = self.alerts.rows().map(|row| row.id).chain(self.referrals.rows().map(|row| row.id));
        disputes
            .chain(others)
            .chain(self.experts.rows().map(|row| row.id))
            .chain(self.agencies.rows().map(|row| row.id))
            .chain(self.affairs.rows().map(|row| row.id))
    }

    /// Makes the rows of one record anew.
    fn refresh(&mut self, state: &UnitState, id: RecordId) {
        if let Some(dispute) = state.disputes.get(&id) {
            let row = DisputeRow::of(dispute, state);
            self.tally.dispute(self.disputes.get(id).map(|row| &**row), &row);
            self.disputes.put(row);
        }
        if let Some(alert) = state.alerts.get(&id) {
            let row = AlertRow::of(alert);
            self.tally.alert(self.alerts.get(id).map(|row| &**row), &row);
            self.alerts.put(row);
        }
        if let Some(file) = state.referrals.get(&id)
            && let Some(row) = ReferralRow::of(file, state)
        {
            self.tally.referral(&row);
            self.referrals.put(row);
        }
        if let Some(expert) = state.experts.get(&id) {
            self.experts.put(ExpertRow::of(expert, state));
        }
        if let Some(agency) = state.agencies.get(&id) {
            self.agencies.put(AgencyRow::of(agency));
        }
        if let Some(file) = state.affairs.get(&id) {
            self.affairs.put(AffairRow::of(file));
        }
    }
}

/// The records whose rows a fact may change: its own, and those that show it.
fn touched(state: &UnitState, fact: &Fact, boards: &Boards) -> Vec<RecordId> {
    match fact {
        Fact::Founded(_) | Fact::Posted(..) | Fact::PostEnded(_) | Fact::Rota(_) | Fact::LetterWord(_) => Vec::new(),
        Fact::Line(peer, LineFact::Enrolled { .. } | LineFact::Carried { .. } | LineFact::Receipted { .. }) => {
            let waiting = |row: &&Arc<ReferralRow>| {
                row.unit == Some(*peer) && matches!(row.standing, Standing::Queued | Standing::Sent)
            };
            boards.referrals.rows().filter(waiting).flat_map(|row| [row.id, row.dispute]).collect()
        }
        Fact::Dispute(id, _) => {
            let experts = state.disputes.get(id).into_iter().flat_map(|one| one.experts.iter().map(|one| one.expert));
            [*id].into_iter().chain(experts).collect()
        }
        Fact::Referral(id, _) | Fact::Leg(id, ..) => {
            let case = state.referrals.get(id).and_then(|file| file.referral.as_ref());
            [*id].into_iter().chain(case.map(|referral| referral.brief.dispute)).collect()
        }
        Fact::Custody(case, _) => {
            let referrals = state.referrals_of_case(*case).map(|file| file.id);
            [*case].into_iter().chain(referrals).collect()
        }
        Fact::Read(_) => Vec::new(),
        Fact::Affair(id, _) => {
            let affair = state.affairs.get(id).map(|file| &file.affair);
            let experts = affair.map_or_else(Vec::new, |affair| affair.experts());
            [*id].into_iter().chain(affair.and_then(|affair| affair.card().dispute)).chain(experts).collect()
        }
        Fact::Alert(id, _) | Fact::Expert(id, _) | Fact::Agency(id, _) => vec![*id],
    }
}
