//! PURE. What a unit knows, folded into the rows that officers see; ordered, filtered, windowed. What only time
//! changes (days left, overdue) is computed where it is shown and never stored.

pub mod advice;
mod affair_packed;
mod affair_row;
mod alert_packed;
mod alert_row;
mod arena;
mod audience;
mod board;
mod dispute_packed;
mod dispute_row;
pub mod drafts;
pub mod duty;
mod expert_row;
mod filtering;
pub mod found;
mod front;
mod fuzzy;
mod lists;
mod load;
mod order;
mod packing;
mod reading;
mod referral_packed;
mod referral_row;
mod resolving;
pub mod rows;
pub mod sorting;
mod tally;
pub mod timeline;
mod viewer;
pub mod views;
mod whole;
pub mod window;
mod words;

use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::line::LineFact;
use crate::casework::state::UnitState;
use affair_packed::PackedAffair;
use alert_packed::PackedAlert;
use audience::AudienceId;
use board::{Board, Packed, Row};
use dispute_packed::PackedDispute;
pub use load::{Loading, ROW_FORMAT, StoredRowError, is_dispute_row};
use referral_packed::PackedReferral;
pub use rows::AffairRow;
use rows::{AgencyRow, AlertRow, DisputeRow, ExpertRow, ReferralRow};
use whole::Whole;
use words::Words;

/// The boards of one unit. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Boards {
    words: Words,
    disputes: Board<PackedDispute>,
    alerts: Board<PackedAlert>,
    referrals: Board<PackedReferral>,
    experts: Board<Whole<ExpertRow>>,
    agencies: Board<Whole<AgencyRow>>,
    affairs: Board<PackedAffair>,
    /// Sums over the rows.
    tally: tally::Tally,
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

    /// The row of a record as stored: the format number, which board, then the row. None: the record has no row.
    pub fn row_bytes(&self, id: RecordId) -> Option<Vec<u8>> {
        None.or_else(|| load::stored(&self.dispute(id)?))
            .or_else(|| load::stored(&self.alert(id)?))
            .or_else(|| load::stored(&self.referral(id)?))
            .or_else(|| load::stored(&self.expert(id)?))
            .or_else(|| load::stored(&self.agency(id)?))
            .or_else(|| load::stored(&self.affair(id)?))
    }

    /// The row of a record as it would be stored, made anew from what is known.
    pub fn made(state: &UnitState, id: RecordId) -> Option<Vec<u8>> {
        let mut boards = Self::default();
        boards.refresh(state, id);
        boards.row_bytes(id)
    }

    /// Every record that has a row.
    pub fn records(&self) -> impl Iterator<Item = RecordId> {
        let cases = self.disputes.iter().map(Packed::id).chain(self.alerts.iter().map(Packed::id));
        let others = self.referrals.iter().map(Packed::id).chain(self.experts.iter().map(Packed::id));
        cases.chain(others).chain(self.agencies.iter().map(Packed::id)).chain(self.affairs.iter().map(Packed::id))
    }

    /// Makes the rows of one record anew.
    pub fn refresh(&mut self, state: &UnitState, id: RecordId) {
        if let Some(dispute) = state.disputes.get(&id) {
            self.put_dispute(&DisputeRow::of(dispute, state));
        }
        if let Some(alert) = state.alerts.get(&id) {
            self.put_alert(&AlertRow::of(alert));
        }
        if let Some(file) = state.referrals.get(&id)
            && let Some(row) = ReferralRow::of(file, state)
        {
            self.put_referral(&row);
        }
        if let Some(expert) = state.experts.get(&id) {
            self.put_expert(&ExpertRow::of(expert, state));
        }
        if let Some(agency) = state.agencies.get(&id) {
            self.put_agency(&AgencyRow::of(agency));
        }
        if let Some(file) = state.affairs.get(&id) {
            self.put_affair(&AffairRow::of(file));
        }
    }

    /// Puts a dispute in its places. When others may see it now, so may they see what is about it.
    pub fn put_dispute(&mut self, row: &DisputeRow) {
        let packed = row.pack(&mut self.words);
        let (id, audience) = (packed.id(), packed.audience());
        let before = self.disputes.put(packed.clone());
        self.tally.dispute(before.as_ref(), &packed);
        if before.map(|before| before.audience()) != Some(audience) {
            for row in self.referrals_about(id) {
                self.referrals.put(row.seen_by(audience));
            }
            for row in self.affairs_about(id) {
                self.affairs.put(row.seen_by(audience));
            }
        }
    }

    /// Puts an alert in its places.
    pub fn put_alert(&mut self, row: &AlertRow) {
        let packed = row.pack(&mut self.words);
        let before = self.alerts.put(packed.clone());
        self.tally.alert(before.as_ref(), &packed);
    }

    /// Puts a referral in its places.
    pub fn put_referral(&mut self, row: &ReferralRow) {
        let audience = self.audience_of(row.dispute);
        let packed = row.pack(&mut self.words).seen_by(audience);
        self.tally.referral(&packed);
        self.referrals.put(packed);
    }

    /// Puts an expert in its places.
    pub fn put_expert(&mut self, row: &ExpertRow) {
        self.experts.put(row.pack(&mut self.words));
    }

    /// Puts an agency in its places.
    pub fn put_agency(&mut self, row: &AgencyRow) {
        self.agencies.put(row.pack(&mut self.words));
    }

    /// Puts an affair in its places.
    pub fn put_affair(&mut self, row: &AffairRow) {
        let audience = row.dispute.map_or(AudienceId::EVERYONE, |dispute| self.audience_of(dispute));
        self.affairs.put(row.pack(&mut self.words).seen_by(audience));
    }

    /// Who may see what is about this dispute; one that is not here hides nothing.
    fn audience_of(&self, dispute: RecordId) -> AudienceId {
        self.disputes.packed(dispute).map_or(AudienceId::EVERYONE, Packed::audience)
    }

    fn referrals_about(&self, dispute: RecordId) -> Vec<PackedReferral> {
        about(&self.referrals, referral_packed::OF_DISPUTE, dispute)
    }

    fn affairs_about(&self, dispute: RecordId) -> Vec<PackedAffair> {
        about(&self.affairs, affair_packed::OF_DISPUTE, dispute)
    }
}

/// The rows about a dispute, by an order of that.
fn about<P: Packed>(board: &Board<P>, order: usize, dispute: RecordId) -> Vec<P> {
    let (rank, mut rows) = (dispute.0.as_u128(), Vec::new());
    board.from(order, rank, &mut |row| {
        let is_about = (P::ORDERS[order].rank)(row) == rank;
        rows.extend(is_about.then(|| row.clone()));
        is_about
    });
    rows
}

/// The records whose rows a fact may change: its own, and those that show it.
fn touched(state: &UnitState, fact: &Fact, boards: &Boards) -> Vec<RecordId> {
    match fact {
        Fact::Founded(_) | Fact::Posted(..) | Fact::PostEnded(_) | Fact::Rota(_) | Fact::LetterWord(_) => Vec::new(),
        Fact::Line(_, LineFact::Head { .. }) => Vec::new(),
        Fact::Line(peer, LineFact::Enrolled { .. } | LineFact::Carried { .. } | LineFact::Receipted { .. }) => {
            boards.waiting_for(*peer)
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
