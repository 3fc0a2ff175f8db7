//! Single rows of the boards, and who may see them.

use super::Boards;
use super::audience::AudienceId;
use super::board::{Board, Packed, Row};
use super::referral_packed::WAITING;
use super::rows::{AffairRow, AgencyRow, AlertRow, DisputeRow, ExpertRow, ReferralRow};
use super::viewer::Viewer;
use crate::casework::ids::{RecordId, UnitId};

impl Boards {
    /// The row of a dispute.
    pub fn dispute(&self, id: RecordId) -> Option<DisputeRow> {
        self.row(&self.disputes, id)
    }

    /// The row of an alert.
    pub fn alert(&self, id: RecordId) -> Option<AlertRow> {
        self.row(&self.alerts, id)
    }

    /// The row of a referral.
    pub fn referral(&self, id: RecordId) -> Option<ReferralRow> {
        self.row(&self.referrals, id)
    }

    /// The row of an expert.
    pub fn expert(&self, id: RecordId) -> Option<ExpertRow> {
        self.row(&self.experts, id)
    }

    /// The row of an agency.
    pub fn agency(&self, id: RecordId) -> Option<AgencyRow> {
        self.row(&self.agencies, id)
    }

    /// The row of an affair.
    pub fn affair(&self, id: RecordId) -> Option<AffairRow> {
        self.row(&self.affairs, id)
    }

    fn row<R: Row>(&self, board: &Board<R::Packed>, id: RecordId) -> Option<R> {
        board.packed(id).map(|packed| R::unpack(packed, &self.words))
    }

    /// All agencies, as entered.
    pub fn agencies(&self) -> impl Iterator<Item = &AgencyRow> {
        self.agencies.iter().map(|whole| &*whole.row)
    }

    /// All experts, as enrolled.
    pub fn experts(&self) -> impl Iterator<Item = &ExpertRow> {
        self.experts.iter().map(|whole| &*whole.row)
    }

    /// How many disputes there are, whoever may see them.
    pub const fn disputes_count(&self) -> usize {
        self.disputes.rows().len()
    }

    /// What the center has on its hands about a dispute.
    pub fn affairs_of(&self, dispute: RecordId) -> Vec<AffairRow> {
        self.affairs_about(dispute).iter().map(|row| AffairRow::unpack(row, &self.words)).collect()
    }

    /// May this viewer see the dispute? None: it is not here.
    pub fn sees_dispute(&self, viewer: &Viewer, id: RecordId) -> Option<bool> {
        let audience = self.disputes.packed(id)?.audience();
        Some(self.words.audiences.get(audience).is_none_or(|one| viewer.sees(one.secrecy, &one.named)))
    }

    /// May this viewer see the record? What belongs to a dispute is as visible as that.
    pub fn sees(&self, viewer: &Viewer, id: RecordId) -> bool {
        let audience = None
            .or_else(|| self.disputes.packed(id).map(Packed::audience))
            .or_else(|| self.alerts.packed(id).map(Packed::audience))
            .or_else(|| self.referrals.packed(id).map(Packed::audience))
            .or_else(|| self.affairs.packed(id).map(Packed::audience))
            .unwrap_or(AudienceId::EVERYONE);
        self.words.audiences.get(audience).is_none_or(|one| viewer.sees(one.secrecy, &one.named))
    }

    /// Referrals that wait to be carried to a unit, each with its dispute.
    pub(super) fn waiting_for(&self, unit: UnitId) -> Vec<RecordId> {
        let mut waiting = Vec::new();
        self.referrals.from(WAITING, u128::from_be_bytes(unit.0), &mut |row| {
            let waits = row.unit == Some(unit);
            if waits {
                waiting.extend([row.id(), row.dispute]);
            }
            waits
        });
        waiting
    }
}
