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
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Rows of another format are made anew, never converted.
pub const ROW_FORMAT: u8 = 4;

/// The boards in stored rows.
const DISPUTES: u8 = 1;
const ALERTS: u8 = 2;
const REFERRALS: u8 = 3;
const EXPERTS: u8 = 4;
const AGENCIES: u8 = 5;
const AFFAIRS: u8 = 6;

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
}

impl Boards {
    /// Takes notice of a fact already folded into `state`; returns the records whose rows may have changed.
    pub fn fold(&mut self, state: &UnitState, fact: &Fact) -> Vec<RecordId> {
        let touched = touched(state, fact, self);
        for id in &touched {
            self.refresh(state, *id);
        }
        touched
    }

    /// Makes every row anew from what is known.
    pub fn make_rows(&mut self, state: &UnitState) {
        let disputes = state.disputes.values().map(|one| one.id);
        let cases = disputes.chain(state.alerts.values().map(|one| one.id));
        let cases = cases.chain(state.referrals.values().map(|one| one.id));
        let others = state.experts.keys().chain(state.agencies.keys()).chain(state.affairs.keys());
        cases.chain(others.copied()).for_each(|id| self.refresh(state, id));
    }

    /// The row of a record as stored: the format number, the board, then the row. None: the record has no row.
    pub fn row_bytes(&self, id: RecordId) -> Option<Vec<u8>> {
        let row = |board: u8, encoded: Result<Vec<u8>, postcard::Error>| {
            encoded.ok().map(|bytes| [[ROW_FORMAT, board].as_slice(), &bytes].concat())
        };
        None.or_else(|| row(DISPUTES, postcard::to_stdvec(&**self.disputes.get(id)?)))
            .or_else(|| row(ALERTS, postcard::to_stdvec(&**self.alerts.get(id)?)))
            .or_else(|| row(REFERRALS, postcard::to_stdvec(&**self.referrals.get(id)?)))
            .or_else(|| row(EXPERTS, postcard::to_stdvec(&**self.experts.get(id)?)))
            .or_else(|| row(AGENCIES, postcard::to_stdvec(&**self.agencies.get(id)?)))
            .or_else(|| row(AFFAIRS, postcard::to_stdvec(&**self.affairs.get(id)?)))
    }

    /// Takes in a row as it was stored, unless the record has got a newer one since. One of another format is made anew.
    pub fn recall(&mut self, state: &UnitState, id: RecordId, bytes: &[u8]) {
        let taken = match bytes {
            [ROW_FORMAT, DISPUTES, row @ ..] => {
                recall(&mut self.disputes, id, row, |row| self.tally.dispute(None, row))
            }
            [ROW_FORMAT, ALERTS, row @ ..] => recall(&mut self.alerts, id, row, |row| self.tally.alert(None, row)),
            [ROW_FORMAT, REFERRALS, row @ ..] => recall(&mut self.referrals, id, row, |row| self.tally.referral(row)),
            [ROW_FORMAT, EXPERTS, row @ ..] => recall(&mut self.experts, id, row, |_| {}),
            [ROW_FORMAT, AGENCIES, row @ ..] => recall(&mut self.agencies, id, row, |_| {}),
            [ROW_FORMAT, AFFAIRS, row @ ..] => recall(&mut self.affairs, id, row, |_| {}),
            _ => false,
        };
        if !taken {
            self.refresh(state, id);
        }
    }

    /// The row of a record as it would be stored, made anew from what is known.
    pub fn made(state: &UnitState, id: RecordId) -> Option<Vec<u8>> {
        let mut boards = Self::default();
        boards.refresh(state, id);
        boards.row_bytes(id)
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

/// Is a stored row one of the disputes' board?
pub const fn is_dispute_row(bytes: &[u8]) -> bool {
    matches!(bytes, [ROW_FORMAT, DISPUTES, ..])
}

/// False: it does not read as a row.
fn recall<R: board::Row + DeserializeOwned>(
    board: &mut Board<R>,
    id: RecordId,
    bytes: &[u8],
    count: impl FnOnce(&R),
) -> bool {
    if board.get(id).is_some() {
        return true;
    }
    let Ok(row) = postcard::from_bytes(bytes) else { return false };
    count(&row);
    board.put(row);
    true
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
