//! How a referral, its leg and the custody of a case change by what either side said. Cannot fail: history always
//! loads. Only the sender writes a referral, only the keeper its leg.

use super::custody::CustodyFact;
use super::entry::Fact;
use super::ids::{RecordId, UnitId};
use super::leg::{Evidence, LegFact, Moment};
use super::referral::{Confirmation, Referral, ReferralFact, ReferralFile};
use super::state::{REFERRAL, Told, UnitState};
use super::timers::Timer;
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

impl UnitState {
    pub(super) fn fold_referral(&mut self, told: &Told<'_>, id: RecordId, fact: &ReferralFact) {
        let Some(own) = self.card.as_ref().map(|card| card.id) else { return };
        let sender = told.by_peer.unwrap_or(own);
        if let ReferralFact::Submitted(referral) | ReferralFact::Proposed { referral, .. } = fact {
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
        // Only the sender writes a referral; its coordinator rules and supervises.
        let coordinators = fact.is_the_coordinators();
        if coordinators
            && !self.referrals.get(&id).is_some_and(|file| [file.sender, file.coordinator()].contains(&sender))
        {
            self.hold_early(id, told, &Fact::Referral(id, fact.clone()));
            return;
        }
        let mut file =
            self.referrals.get(&id).map_or_else(|| ReferralFile::unknown(id, sender), |file| (**file).clone());
        if file.sender != sender && !coordinators {
            return;
        }
        if let (ReferralFact::Paper(paper), None) = (fact, told.by_peer) {
            self.letters.count(&paper.number);
        }
        if let ReferralFact::Submitted(referral) = fact {
            file.slip_no = referral.to.unit().and_then(|to| self.lines.get(&to)).map_or(0, |line| line.made);
        }
        file.evolve(told, fact);
        file.seal(own);
        let has_text = file.referral.is_some();
        self.referrals.insert_mut(id, Arc::new(file));
        if has_text && matches!(fact, ReferralFact::Submitted(_) | ReferralFact::Amended(_)) {
            self.fold_early(id);
        }
    }

    /// Keeps what came on another line before the text that it is about.
    fn hold_early(&mut self, id: RecordId, told: &Told<'_>, fact: &Fact) {
        let Some(by_peer) = told.by_peer else { return };
        let mut early = self.early.get(&id).map_or_else(Vec::new, |early| (**early).clone());
        if early.len() < EARLY_MAX {
            early.push(Early { by_peer, at: told.at, name: told.name.to_owned(), fact: fact.clone() });
        }
        self.early.insert_mut(id, Arc::new(early));
    }

    /// Folds in what came too early, now that the text is here.
    fn fold_early(&mut self, id: RecordId) {
        let Some(early) = self.early.get(&id).cloned() else { return };
        self.early.remove_mut(&id);
        for one in early.iter() {
            let told = Told { by_peer: Some(one.by_peer), at: one.at, name: &one.name, officer: None, written: None };
            self.fold(&told, &one.fact);
        }
    }

    pub(super) fn fold_leg(&mut self, told: &Told<'_>, (id, fact): (RecordId, &LegFact), proxy: Option<&Evidence>) {
        let Some(own) = self.card.as_ref().map(|card| card.id) else { return };
        let known = self.referrals.get(&id).filter(|file| file.referral.is_some());
        let Some(before) = known else {
            return self.hold_early(id, told, &Fact::Leg(id, fact.clone(), proxy.cloned()));
        };
        // Only the keeper writes a leg.
        if before.keeper().is_some_and(|keeper| keeper != told.by_peer.unwrap_or(own)) {
            return;
        }
        let mut file = (**before).clone();
        let moment = Moment { at: told.at, name: told.name.to_owned(), proxy: proxy.cloned() };
        file.leg.evolve(moment, fact);
        file.version += 1;
        file.seal(own);
        self.referrals.insert_mut(id, Arc::new(file));
    }

    pub(super) fn fold_custody(&mut self, told: &Told<'_>, case: RecordId, fact: &CustodyFact) {
        let before = self.custody_of(case);
        let after = match told.by_peer {
            None => before.own(fact),
            Some(peer) => before.theirs(peer, fact),
        };
        self.custody.insert_mut(case, Arc::new(after));
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
                    self.disputes.insert_mut(case, Arc::new(file.dispute.clone()));
                    self.arriving.remove_mut(&case);
                    self.know_dispute(case);
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

/// Words of other units held until the text they are about has come: more than any leg has before its text arrives.
const EARLY_MAX: usize = 256;

/// A word about a referral whose text has not come: it travelled on another line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Early {
    by_peer: UnitId,
    at: DateTime<FixedOffset>,
    name: String,
    fact: Fact,
}

impl ReferralFile {
    /// Recalled before it was accepted, its body is closed to its recipient again.
    fn seal(&mut self, own: UnitId) {
        if self.leg.cancelled.is_some() && self.is_sealed_to(own) {
            self.referral = self.referral.take().map(Referral::sealed);
        }
    }

    /// Folds a word of its sender in.
    fn evolve(&mut self, told: &Told<'_>, fact: &ReferralFact) {
        self.version += 1;
        match fact {
            ReferralFact::Proposed { referral, by } => {
                self.proposed = Some((*by, told.at));
                self.pending = true;
                self.referral = Some((**referral).clone());
            }
            ReferralFact::Declined { reason } => {
                self.pending = false;
                self.declined = Some((told.at, reason.clone()));
            }
            ReferralFact::Submitted(referral) if self.pending => {
                self.pending = false;
                self.referral = Some((**referral).clone());
            }
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
            // From two units: kept by their time, so that the order of arrival says nothing.
            ReferralFact::Urged { supervised, text } => {
                let urge = (told.at, *supervised, text.clone());
                let place = self.urges.partition_point(|one| *one <= urge);
                self.urges.insert(place, urge);
            }
            ReferralFact::EnterpriseAsked { round, what } => {
                self.enterprise_asked.push((told.at, *round, what.clone()));
            }
            ReferralFact::Rang { timer, due } => self.ring(told.at, *timer, *due),
            ReferralFact::KindRang { clock, due, .. } => self.kind_rang.push((clock.clone(), *due)),
            ReferralFact::Superseded { by } => self.superseded_by.push(*by),
            ReferralFact::Ruled(ruling) => self.rulings.push((told.at, ruling.clone())),
            ReferralFact::VoidProposed { reason, by } => self.void_proposed = Some((*by, reason.clone())),
            ReferralFact::Voided { reason } => self.voided = Some((told.at, reason.clone())),
            ReferralFact::Paper(paper) => self.papers.push((**paper).clone()),
            ReferralFact::Unsent => {
                self.unsent = true;
                self.unsent_at = Some(told.at);
            }
            ReferralFact::RecallAsked { reason } => {
                self.recall.get_or_insert_with(|| (told.at, reason.clone()));
            }
            ReferralFact::Confirmed { satisfied, remark } => {
                let (at, name, remark) = (told.at, told.name.to_owned(), remark.clone());
                self.confirmed = Some(Confirmation { at, name, satisfied: *satisfied, remark });
            }
        }
    }

    fn ring(&mut self, at: DateTime<FixedOffset>, timer: Timer, due: DateTime<Utc>) {
        if timer == Timer::Confirm {
            self.unconfirmed_at.get_or_insert(at);
        }
        self.rang.push((timer, due));
    }
}
