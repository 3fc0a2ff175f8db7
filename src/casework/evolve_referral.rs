//! How a referral, its leg and the custody of a case change by what either side said. Cannot fail: history always
//! loads. Only the sender writes a referral, only the keeper its leg.

use super::custody::CustodyFact;
use super::ids::RecordId;
use super::referral::{Confirmation, ReferralFact, ReferralFile};
use super::state::{REFERRAL, Told, UnitState};
use std::sync::Arc;

impl UnitState {
    pub(super) fn fold_referral(&mut self, told: &Told<'_>, id: RecordId, fact: &ReferralFact) {
        let Some(own) = self.card.as_ref().map(|card| card.id) else { return };
        let sender = told.by_peer.unwrap_or(own);
        if let ReferralFact::Submitted(referral) = fact {
            if referral.from != sender {
                return;
            }
            if told.by_peer.is_none() {
                self.count(REFERRAL, &referral.number);
            }
            let mut of_case =
                self.referrals_of.get(&referral.brief.dispute).map_or_else(Vec::new, |ids| (**ids).clone());
            if !of_case.contains(&id) {
                of_case.push(id);
            }
            self.referrals_of.insert_mut(referral.brief.dispute, Arc::new(of_case));
        }
        let mut file =
            self.referrals.get(&id).map_or_else(|| ReferralFile::unknown(id, sender), |file| (**file).clone());
        // Only the sender writes a referral.
        if file.sender != sender {
            return;
        }
        if let ReferralFact::Submitted(referral) = fact {
            file.slip_no = referral.to.unit().and_then(|to| self.lines.get(&to)).map_or(0, |line| line.made);
        }
        file.evolve(told, fact);
        self.referrals.insert_mut(id, Arc::new(file));
    }

    pub(super) fn change_referral(&mut self, id: RecordId, told: &Told<'_>, change: impl FnOnce(&mut ReferralFile)) {
        let Some(own) = self.card.as_ref().map(|card| card.id) else { return };
        let Some(before) = self.referrals.get(&id) else { return };
        // Only the keeper writes a leg.
        if before.keeper().is_some_and(|keeper| keeper != told.by_peer.unwrap_or(own)) {
            return;
        }
        let mut file = (**before).clone();
        change(&mut file);
        file.version += 1;
        self.referrals.insert_mut(id, Arc::new(file));
    }

    pub(super) fn fold_custody(&mut self, told: &Told<'_>, case: RecordId, fact: &CustodyFact) {
        let before = self.custody_of(case);
        let after = match told.by_peer {
            None => before.own(fact),
            Some(peer) => before.theirs(peer, fact),
        };
        self.custody.insert_mut(case, after);
        match (told.by_peer, fact) {
            (Some(_), CustodyFact::Offered { epoch, referral, of, revision, .. }) => {
                let newer = |file: &ReferralFile| file.offered.is_none_or(|(.., before)| before <= *revision);
                let known = self.referrals.get(referral).filter(|file| Some(file.sender) == told.by_peer);
                if let Some(file) = known.filter(|file| newer(file)) {
                    let file = ReferralFile { offered: Some((*epoch, *of, *revision)), ..(**file).clone() };
                    self.referrals.insert_mut(*referral, Arc::new(file));
                }
            }
            (Some(peer), CustodyFact::Released { epoch, file, .. }) if before.awaits(peer, *epoch) => {
                self.arriving.insert_mut(case, Arc::new((**file).clone()));
            }
            (None, CustodyFact::Took { .. }) => {
                if let Some(file) = self.arriving.get(&case).cloned() {
                    self.keys.insert_mut(file.dispute.draft.key(), case);
                    self.disputes.insert_mut(case, Arc::new(file.dispute.clone()));
                    self.arriving.remove_mut(&case);
                    self.index_rights(case);
                }
            }
            (
                _,
                CustodyFact::Offered { .. }
                | CustodyFact::Accepted { .. }
                | CustodyFact::Released { .. }
                | CustodyFact::Took { .. }
                | CustodyFact::Kept { .. },
            ) => {}
        }
    }
}

impl ReferralFile {
    /// Folds a word of its sender in.
    fn evolve(&mut self, told: &Told<'_>, fact: &ReferralFact) {
        self.version += 1;
        match fact {
            ReferralFact::Submitted(referral) | ReferralFact::Amended(referral) => {
                let before = self.referral.as_ref().map(|before| before.terms.revision);
                if before.is_none_or(|before| before < referral.terms.revision) {
                    self.referral = Some((**referral).clone());
                }
            }
            ReferralFact::Supplemented { answers } => self.supplements.push((told.at, answers.clone())),
            ReferralFact::Objected { missing } => self.objections.push((told.at, missing.clone())),
            ReferralFact::ExtensionAnswered { granted, reason } => {
                self.extension_answers.push((told.at, *granted, reason.clone()));
            }
            ReferralFact::Urged { supervised, text } => self.urges.push((told.at, *supervised, text.clone())),
            ReferralFact::Rang { timer, due } => self.rang.push((*timer, *due)),
            ReferralFact::Superseded { by } => self.superseded_by = Some(*by),
            ReferralFact::Ruled(ruling) => self.rulings.push((told.at, ruling.clone())),
            ReferralFact::VoidProposed { reason, by } => self.void_proposed = Some((*by, reason.clone())),
            ReferralFact::Voided { reason } => self.voided = Some((told.at, reason.clone())),
            ReferralFact::Unsent => self.unsent = true,
            ReferralFact::RecallAsked { reason } => {
                self.recall.get_or_insert_with(|| (told.at, reason.clone()));
            }
            ReferralFact::Confirmed { satisfied, remark } => {
                self.confirmed = Some(Confirmation {
                    at: told.at,
                    name: told.name.to_owned(),
                    satisfied: *satisfied,
                    remark: remark.clone(),
                });
            }
        }
    }
}
