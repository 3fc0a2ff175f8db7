//! Custody: one holder, by consent, nothing lost, both sides ring. First the table, then random histories.

use super::house::{CENTER, COURT, House, id};
use dutydesk::casework::command::{Act, DisputeAct, LegAct, ReferralAct};
use dutydesk::casework::custody::{Custody, CustodyFact};
use dutydesk::casework::entry::Fact;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::referral::{Matter, Recipient, ReferralDraft, ReferralKind, ReturnCode, Terms};
use dutydesk::casework::refusal::Refusal;
use proptest::prelude::*;

pub fn transfer(dispute: RecordId, to: usize) -> Act {
    Act::Submit(Box::new(ReferralDraft {
        dispute,
        to: Recipient::Unit(id(to)),
        kind: ReferralKind::Transfer,
        items: Vec::new(),
        due: None,
        note: String::new(),
        matter: Matter::default(),
        terms: Terms::default(),
    }))
}

fn leg(referral: RecordId, act: LegAct) -> Act {
    Act::Leg(referral, act, None)
}

fn recall(referral: RecordId) -> Act {
    Act::Referral(referral, ReferralAct::Recall { reason: "留在本中心".into() })
}

fn custody(house: &House, unit: usize, case: RecordId) -> Custody {
    house.units[unit].custody_of(case)
}

#[test]
fn a_transfer_moves_the_case_by_consent() {
    let mut house = House::new(2);
    let case = house.guided_dispute();
    let referral = house.done(CENTER, transfer(case, COURT));
    assert!(matches!(custody(&house, CENTER, case), Custody::Offering { epoch: 1, .. }));
    house.done(COURT, leg(referral, LegAct::Sign));
    house.act(COURT, leg(referral, LegAct::Accept { promised: None })).expect("accepted");
    assert!(matches!(custody(&house, COURT, case), Custody::Accepted { epoch: 1, .. }));
    let note = Act::Dispute(case, DisputeAct::Note { text: "still ours".into() });
    house.act(CENTER, note.clone()).expect("the sender decides until it has released");
    house.settle();
    assert_eq!(custody(&house, COURT, case), Custody::Owner { epoch: 2 });
    assert_eq!(custody(&house, CENTER, case), Custody::None { seen: 2 });
    let taken = house.units[COURT].disputes.get(&case).expect("the whole file");
    assert_eq!(taken.notes.len(), 1, "with what was written last");
    assert_eq!(taken.number, "ZJ-2026-000001");
    let refusal = house.act(CENTER, note.clone()).expect_err("handed over");
    assert_eq!(refusal, Refusal::NotHolder { holder: dutydesk::calendar::Text::new("杭州法庭", "HZFY") });
    house.done(COURT, note);
}

#[test]
fn while_released_nobody_writes_and_both_ring() {
    let mut house = House::new(2);
    let case = house.guided_dispute();
    let referral = house.done(CENTER, transfer(case, COURT));
    house.done(COURT, leg(referral, LegAct::Sign));
    house.act(COURT, leg(referral, LegAct::Accept { promised: None })).expect("accepted");
    house.bring(COURT, CENTER, usize::MAX);
    assert!(matches!(custody(&house, CENTER, case), Custody::Released { epoch: 2, .. }));
    let note = Act::Dispute(case, DisputeAct::Note { text: "x".into() });
    assert_eq!(house.act(CENTER, note.clone()).expect_err("released").code(), "has-left");
    assert!(house.act(COURT, note).is_err(), "not taken yet");
    assert!(custody(&house, CENTER, case).rings() && custody(&house, COURT, case).rings());
    assert_eq!(house.act(CENTER, recall(referral)).expect_err("has left").code(), "has-left");
    house.settle();
    assert_eq!(custody(&house, COURT, case), Custody::Owner { epoch: 2 });
}

#[test]
fn a_recall_before_release_keeps_the_case_at_once() {
    let mut house = House::new(2);
    let case = house.guided_dispute();
    let referral = house.done(CENTER, transfer(case, COURT));
    house.done(COURT, leg(referral, LegAct::Sign));
    house.act(COURT, leg(referral, LegAct::Accept { promised: None })).expect("accepted");
    house.act(CENTER, recall(referral)).expect("their acceptance has not come");
    assert_eq!(custody(&house, CENTER, case), Custody::Owner { epoch: 2 });
    house.settle();
    assert_eq!(custody(&house, CENTER, case), Custody::Owner { epoch: 2 });
    assert_eq!(custody(&house, COURT, case), Custody::None { seen: 2 });
    house.done(CENTER, transfer(case, COURT));
}

#[test]
fn a_return_keeps_the_case() {
    let mut house = House::new(2);
    let case = house.guided_dispute();
    let referral = house.done(CENTER, transfer(case, COURT));
    house.done(COURT, leg(referral, LegAct::Sign));
    let back = LegAct::Return { code: ReturnCode::Region, basis: "级别管辖".into(), suggestion: String::new() };
    house.done(COURT, leg(referral, back));
    assert_eq!(custody(&house, CENTER, case), Custody::Owner { epoch: 2 });
}

#[test]
fn a_case_on_offer_is_offered_once() {
    let mut house = House::new(3);
    let case = house.guided_dispute();
    house.done(CENTER, transfer(case, COURT));
    assert_eq!(house.act(CENTER, transfer(case, 2)).expect_err("on offer").code(), "on-offer");
}

/// One step of a random history.
#[derive(Clone, Debug)]
enum Step {
    Transfer { from: usize, to: usize },
    Sign(usize),
    Accept(usize),
    Return(usize),
    Recall(usize),
    Unsend(usize),
    Note(usize),
    Bring { from: usize, to: usize, count: usize },
}

fn step(units: usize) -> impl Strategy<Value = Step> {
    let pair = (0..units, 0..units);
    prop_oneof![
        pair.clone().prop_map(|(from, to)| Step::Transfer { from, to }),
        (0..units).prop_map(Step::Sign),
        (0..units).prop_map(Step::Accept),
        (0..units).prop_map(Step::Return),
        (0..units).prop_map(Step::Recall),
        (0..units).prop_map(Step::Unsend),
        (0..units).prop_map(Step::Note),
        (pair, 1..4usize).prop_map(|((from, to), count)| Step::Bring { from, to, count }),
    ]
}

impl House {
    fn walk(&mut self, case: RecordId, step: &Step) {
        let newest = |house: &House, unit: usize| {
            house.units[unit].referrals_of_case(case).map(|file| file.id).last().unwrap_or(case)
        };
        let (unit, act) = match *step {
            Step::Bring { from, to, count } => return self.bring(from, to, count),
            Step::Transfer { from, to } => (from, transfer(case, to)),
            Step::Sign(unit) => (unit, leg(newest(self, unit), LegAct::Sign)),
            Step::Accept(unit) => (unit, leg(newest(self, unit), LegAct::Accept { promised: None })),
            Step::Return(unit) => {
                let back = LegAct::Return { code: ReturnCode::Region, basis: "x".into(), suggestion: String::new() };
                (unit, leg(newest(self, unit), back))
            }
            Step::Recall(unit) => (unit, recall(newest(self, unit))),
            Step::Unsend(unit) => (unit, Act::Referral(newest(self, unit), ReferralAct::Unsend)),
            Step::Note(unit) => (unit, Act::Dispute(case, DisputeAct::Note { text: "n".into() })),
        };
        drop(self.act(unit, act));
    }

    /// What must hold after every step.
    fn check(&self, case: RecordId) {
        let writers = (0..self.units.len()).filter(|unit| custody(self, *unit, case).writes().is_some()).count();
        assert!(writers <= 1, "two holders");
        let ringing = (0..self.units.len()).filter(|unit| custody(self, *unit, case).rings()).count();
        assert!(ringing >= 1, "nobody rings the deadlines");
        // A released case is on its way, or has arrived: nothing is lost.
        for (unit, state) in self.units.iter().enumerate() {
            if let Custody::Released { epoch, to, .. } = state.custody_of(case) {
                let there = (0..self.units.len()).find(|other| id(*other) == to).expect("a unit");
                let on_its_way = self.lines[unit][there].iter().any(|slip| released(&slip.fact, case, epoch));
                let arrived = self.units[there].arriving.contains_key(&case);
                let seen = self.units[there].custody_of(case).epoch() >= epoch;
                assert!(on_its_way || arrived || seen, "a released case is nowhere");
            }
        }
        self.consented(case);
    }

    /// Whoever took a case had accepted exactly the offer under which it was released.
    fn consented(&self, case: RecordId) {
        for book in &self.books {
            let facts: Vec<&CustodyFact> = book.iter().filter_map(|entry| custody_fact(&entry.fact, case)).collect();
            for (place, fact) in facts.iter().enumerate() {
                if let CustodyFact::Took { epoch, .. } = fact {
                    let before = facts[..place].iter().rev().find(|one| matches!(one, CustodyFact::Accepted { .. }));
                    assert!(before.is_some_and(|one| one.epoch() + 1 == *epoch), "taken without consent");
                }
            }
        }
    }
}

fn custody_fact(fact: &Fact, case: RecordId) -> Option<&CustodyFact> {
    match fact {
        Fact::Custody(id, fact) if *id == case => Some(fact),
        _ => None,
    }
}

fn released(fact: &Fact, case: RecordId, of: u32) -> bool {
    matches!(custody_fact(fact, case), Some(CustodyFact::Released { epoch, .. }) if *epoch == of)
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn one_holder_by_consent_whatever_the_history(steps in proptest::collection::vec(step(3), 1..80)) {
        let mut house = House::new(3);
        let case = house.guided_dispute();
        for step in &steps {
            house.walk(case, step);
            house.check(case);
        }
        house.settle();
        house.check(case);
        let writers = (0..3).filter(|unit| custody(&house, *unit, case).writes().is_some()).count();
        prop_assert_eq!(writers, 1, "when all has arrived, exactly one holds it");
    }
}
