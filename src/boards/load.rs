//! Boards from stored rows: parts are filled from bytes, each by a thread of its own, and then joined.

use super::Boards;
use super::affair_packed::PackedAffair;
use super::alert_packed::PackedAlert;
use super::audience::AudienceId;
use super::board::{Board, Packed, Row};
use super::dispute_packed::PackedDispute;
use super::referral_packed::PackedReferral;
use super::rows::{AffairRow, AgencyRow, AlertRow, DisputeRow, ExpertRow, ReferralRow};
use super::tally::Tally;
use super::whole::Whole;
use super::words::Words;
use crate::casework::ids::RecordId;
use crate::casework::state::UnitState;
use crate::finder::hands::both;
use crate::finder::{Hands, Name};

/// Rows of another format are made anew, never converted.
pub const ROW_FORMAT: u8 = 4;

/// A stored row that cannot be taken in: its record's row is to be made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredRowError {
    #[error("it is of another format")]
    Format,
    #[error("it cannot be read")]
    Unreadable,
}

/// The bytes of a row as stored: format, board, row.
pub fn stored<R: Row>(row: &R) -> Option<Vec<u8>> {
    postcard::to_extend(row, vec![ROW_FORMAT, R::KIND]).ok()
}

/// A part of the boards of a unit that is being loaded. Each record's row is taken in once.
#[derive(Default)]
pub struct Loading {
    words: Words,
    disputes: Vec<PackedDispute>,
    alerts: Vec<PackedAlert>,
    referrals: Vec<PackedReferral>,
    experts: Vec<Whole<ExpertRow>>,
    agencies: Vec<Whole<AgencyRow>>,
    affairs: Vec<PackedAffair>,
}

impl Loading {
    /// Takes a stored row in; of which record it is.
    ///
    /// # Errors
    /// When it is to be made anew.
    pub fn take(&mut self, bytes: &[u8]) -> Result<RecordId, StoredRowError> {
        let (format, rest) = bytes.split_first().ok_or(StoredRowError::Unreadable)?;
        if *format != ROW_FORMAT {
            return Err(StoredRowError::Format);
        }
        let (kind, row) = rest.split_first().ok_or(StoredRowError::Unreadable)?;
        let words = &mut self.words;
        match *kind {
            DisputeRow::KIND => take::<DisputeRow>(row, words, &mut self.disputes),
            AlertRow::KIND => take::<AlertRow>(row, words, &mut self.alerts),
            ReferralRow::KIND => take::<ReferralRow>(row, words, &mut self.referrals),
            <ExpertRow as Row>::KIND => take::<ExpertRow>(row, words, &mut self.experts),
            <AgencyRow as Row>::KIND => take::<AgencyRow>(row, words, &mut self.agencies),
            AffairRow::KIND => take::<AffairRow>(row, words, &mut self.affairs),
            _ => Err(StoredRowError::Unreadable),
        }
    }

    /// Rows so far.
    pub const fn len(&self) -> usize {
        let cases = self.disputes.len() + self.alerts.len() + self.referrals.len();
        cases + self.experts.len() + self.agencies.len() + self.affairs.len()
    }

    /// Nothing was taken in yet.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same the other way round: rows that were taken in from the last to the first.
    #[must_use]
    pub fn turned(mut self) -> Self {
        self.disputes.reverse();
        self.alerts.reverse();
        self.referrals.reverse();
        self.experts.reverse();
        self.agencies.reverse();
        self.affairs.reverse();
        self
    }

    /// Takes in all of another part.
    fn join(&mut self, mut other: Self) {
        let names: Vec<Name> = (0..u32::try_from(other.words.names.len()).unwrap_or(u32::MAX))
            .map(|name| self.words.names.intern(other.words.names.text(Name(name))))
            .collect();
        let everyone = [AudienceId::EVERYONE].into_iter();
        let others = other.words.audiences.iter().map(|audience| self.words.audiences.intern(audience.clone()));
        let audiences: Vec<AudienceId> = everyone.chain(others).collect();
        other.words.names.heads().for_each(|head| self.words.names.mark_head(names[head.0 as usize]));
        let name = |name: Name| names[name.0 as usize];
        let audience = |audience: AudienceId| audiences[audience.0 as usize];
        moved(&mut self.disputes, other.disputes, &name, &audience);
        moved(&mut self.alerts, other.alerts, &name, &audience);
        moved(&mut self.referrals, other.referrals, &name, &audience);
        moved(&mut self.experts, std::mem::take(&mut other.experts), &name, &audience);
        moved(&mut self.agencies, std::mem::take(&mut other.agencies), &name, &audience);
        moved(&mut self.affairs, other.affairs, &name, &audience);
    }
}

fn take<R: Row>(bytes: &[u8], words: &mut Words, rows: &mut Vec<R::Packed>) -> Result<RecordId, StoredRowError> {
    let row: R = postcard::from_bytes(bytes).map_err(|_| StoredRowError::Unreadable)?;
    let packed = row.pack(words);
    let id = packed.id();
    rows.push(packed);
    Ok(id)
}

fn moved<P: Packed>(
    rows: &mut Vec<P>,
    others: Vec<P>,
    name: &dyn Fn(Name) -> Name,
    audience: &dyn Fn(AudienceId) -> AudienceId,
) {
    rows.reserve_exact(others.len());
    rows.extend(others.into_iter().map(|mut row| {
        row.renumber(name, audience);
        row
    }));
}

/// Is a stored row one of the disputes' board?
pub const fn is_dispute_row(bytes: &[u8]) -> bool {
    matches!(bytes, [ROW_FORMAT, DisputeRow::KIND, ..])
}

impl Boards {
    /// Takes in a row as it was stored, unless the record has got a newer one since. One of another format is made anew.
    pub fn recall(&mut self, state: &UnitState, id: RecordId, bytes: &[u8]) {
        if !self.has(id) && self.put_stored(bytes).is_none() {
            self.refresh(state, id);
        }
    }

    fn has(&self, id: RecordId) -> bool {
        let cases = self.disputes.slot(id).or_else(|| self.alerts.slot(id)).or_else(|| self.referrals.slot(id));
        let others = || self.experts.slot(id).or_else(|| self.agencies.slot(id)).or_else(|| self.affairs.slot(id));
        cases.or_else(others).is_some()
    }

    /// None: it does not read as a row.
    fn put_stored(&mut self, bytes: &[u8]) -> Option<()> {
        let [ROW_FORMAT, kind, row @ ..] = bytes else { return None };
        match *kind {
            DisputeRow::KIND => self.put_dispute(&postcard::from_bytes(row).ok()?),
            AlertRow::KIND => self.put_alert(&postcard::from_bytes(row).ok()?),
            ReferralRow::KIND => self.put_referral(&postcard::from_bytes(row).ok()?),
            <ExpertRow as Row>::KIND => self.put_expert(&postcard::from_bytes(row).ok()?),
            <AgencyRow as Row>::KIND => self.put_agency(&postcard::from_bytes(row).ok()?),
            AffairRow::KIND => self.put_affair(&postcard::from_bytes(row).ok()?),
            _ => return None,
        }
        Some(())
    }

    /// The boards of parts that were loaded.
    pub fn loaded(parts: impl IntoIterator<Item = Loading>, hands: &dyn Hands) -> Self {
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        parts.for_each(|part| all.join(part));
        let disputes = Board::of(all.disputes, hands);
        let audience =
            |dispute: RecordId| disputes.packed(dispute).map_or(AudienceId::EVERYONE, PackedDispute::audience);
        let referrals: Vec<PackedReferral> = all
            .referrals
            .into_iter()
            .map(|row| {
                let dispute = row.dispute;
                row.seen_by(audience(dispute))
            })
            .collect();
        let affairs: Vec<PackedAffair> = all
            .affairs
            .into_iter()
            .map(|row| {
                let dispute = row.dispute;
                row.seen_by(audience(dispute))
            })
            .collect();
        let (alerts, referrals) = both(
            hands,
            || Board::of(all.alerts, &crate::finder::OneHand),
            || Board::of(referrals, &crate::finder::OneHand),
        )
        .unwrap_or_default();
        let tally = Tally::of(disputes.rows().iter(), alerts.rows().iter(), referrals.rows().iter());
        Self {
            alerts,
            referrals,
            experts: Board::of(all.experts, hands),
            agencies: Board::of(all.agencies, hands),
            affairs: Board::of(affairs, hands),
            disputes,
            words: all.words,
            tally,
        }
    }
}
