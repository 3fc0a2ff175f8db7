//! The model of custody and the program, step by step side by side over random histories: the same steps refused, the
//! same custody, the same knowledge of every referral, also after a unit was killed and read its record again.

use super::house::{CENTER, House, id};
use super::model::{Custodies, File, Hold, Over, Step, World};
use dutydesk::casework::command::{Act, DisputeAct, LegAct, ReferralAct};
use dutydesk::casework::custody::Custody;
use dutydesk::casework::ids::{Hash, RecordId};
use dutydesk::casework::referral::{
    Amendment, Matter, Recipient, ReferralDraft, ReferralFile, ReferralKind, ReturnCode, Terms,
};
use proptest::prelude::*;
use std::collections::HashMap;

const UNITS: u8 = 3;

/// The program beside the model.
struct Pair {
    house: House,
    case: RecordId,
    model: Custodies,
    world: World,
    /// The referrals of the model in the program.
    ids: Vec<RecordId>,
    /// Which text of which referral has this hash.
    texts: HashMap<Hash, u8>,
}

impl Pair {
    fn new() -> Self {
        let mut house = House::new(usize::from(UNITS));
        let case = house.guided_dispute();
        let model = Custodies::roomy(UNITS);
        let world = model.start();
        Self { house, case, model, world, ids: Vec::new(), texts: HashMap::new() }
    }

    /// The `nth` referral there is, if there is one.
    fn referral(&self, nth: u8) -> Option<u8> {
        let count = u8::try_from(self.ids.len()).expect("few referrals");
        (count > 0).then(|| count - 1 - nth % count)
    }

    /// Does a step on both sides; both do it, or both refuse.
    fn step(&mut self, step: Step) {
        let slips = self.slips(step);
        let modelled = self.model.after(&self.world, step);
        let done = match step {
            Step::Bring { from, to, .. } => {
                let waiting = !self.house.lines[usize::from(from)][usize::from(to)].is_empty();
                self.house.bring(usize::from(from), usize::from(to), slips);
                waiting
            }
            Step::Accept { by, r } | Step::Return { by, r } => {
                let signed = self.file(by, r).is_none_or(|file| file.leg.signed.is_some());
                // The model signs with the answer, and only when the answer is possible.
                if modelled.is_some() && !signed {
                    self.house
                        .act(usize::from(by), Act::Leg(self.ids[usize::from(r)], LegAct::Sign, None))
                        .expect("signs");
                }
                self.house.act(usize::from(by), self.act(step)).is_ok()
            }
            Step::Transfer { .. }
            | Step::Request { .. }
            | Step::Amend { .. }
            | Step::Recall { .. }
            | Step::Unsend { .. }
            | Step::Note { .. }
            | Step::Start { .. }
            | Step::TakeBack { .. } => {
                let (by, act) = (step_by(step), self.act(step));
                let made = self.house.act(usize::from(by), act);
                if let (Ok(record), Step::Transfer { .. } | Step::Request { .. }) = (&made, step) {
                    self.ids.push(*record);
                }
                made.is_ok()
            }
        };
        assert_eq!(done, modelled.is_some(), "{step:?}: the program {done}, the model {}", modelled.is_some());
        self.world = modelled.unwrap_or_else(|| self.world.clone());
        self.learn_texts(step_by(step));
        self.compare();
    }

    /// How many slips of the program the words of the model are.
    fn slips(&self, step: Step) -> usize {
        match step {
            Step::Bring { count, .. } => usize::from(count),
            _ => 0,
        }
    }

    fn file(&self, unit: u8, r: u8) -> Option<&ReferralFile> {
        self.house.units[usize::from(unit)].referrals.get(&self.ids[usize::from(r)]).map(|file| &**file)
    }

    fn act(&self, step: Step) -> Act {
        let record = |r: u8| self.ids[usize::from(r)];
        let submit = |to: u8, kind, items| {
            Act::Submit(Box::new(ReferralDraft {
                dispute: self.case,
                to: Recipient::Unit(id(usize::from(to))),
                kind,
                items,
                due: None,
                note: String::new(),
                matter: Matter::default(),
                terms: Terms::default(),
            }))
        };
        match step {
            Step::Transfer { to, .. } => submit(to, ReferralKind::Transfer, Vec::new()),
            Step::Request { to, .. } => submit(to, ReferralKind::Request, vec!["查".into()]),
            Step::Amend { r, .. } => {
                let change = Amendment { note: "补充".into(), ..Amendment::default() };
                Act::Referral(record(r), ReferralAct::Amend(Box::new(change)))
            }
            Step::Recall { r, .. } => Act::Referral(record(r), ReferralAct::Recall { reason: "撤".into() }),
            Step::Unsend { r, .. } => Act::Referral(record(r), ReferralAct::Unsend),
            Step::Accept { r, .. } => Act::Leg(record(r), LegAct::Accept { promised: None }, None),
            Step::Start { r, .. } => Act::Leg(record(r), LegAct::Start, None),
            Step::Return { r, .. } => {
                let (basis, suggestion) = ("三定方案".into(), String::new());
                Act::Leg(record(r), LegAct::Return { code: ReturnCode::Region, basis, suggestion }, None)
            }
            Step::Note { .. } | Step::TakeBack { .. } | Step::Bring { .. } => {
                Act::Dispute(self.case, DisputeAct::Note { text: "n".into() })
            }
        }
    }

    fn learn_texts(&mut self, by: u8) {
        for file in self.house.units[usize::from(by)].referrals.values() {
            if let Some(referral) = &file.referral {
                self.texts.insert(referral.hash(), u8::try_from(referral.terms.revision).expect("few texts"));
            }
        }
    }

    fn compare(&self) {
        for unit in 0..UNITS {
            assert_eq!(self.hold(unit), self.world.hold(unit, 0), "custody at unit {unit}");
            for r in 0..u8::try_from(self.ids.len()).expect("few referrals") {
                let known = self.file(unit, r).map(|file| self.projected(file)).unwrap_or_default();
                assert_eq!(known, *self.world.file(unit, r), "referral {r} at unit {unit}");
            }
            let state = &self.house.units[usize::from(unit)];
            if state.custody_of(self.case).writes().is_some() {
                let notes = state.disputes.get(&self.case).map_or(0, |dispute| dispute.notes.len());
                assert_eq!(notes, usize::from(self.world.desks[usize::from(unit)].notes[0]), "notes at unit {unit}");
            }
        }
    }

    fn hold(&self, unit: u8) -> Hold {
        let small = |epoch: u32| u8::try_from(epoch).expect("few epochs");
        let unit_no = |unit| (0..UNITS).find(|no| id(usize::from(*no)) == unit).expect("a unit");
        let r = |record| u8::try_from(self.ids.iter().position(|one| *one == record).expect("known")).expect("few");
        match self.house.units[usize::from(unit)].custody_of(self.case) {
            Custody::None { seen } => Hold::None(small(seen)),
            Custody::Owner { epoch } => Hold::Owner(small(epoch)),
            Custody::Offering { epoch, to, referral, of } => {
                Hold::Offering { epoch: small(epoch), to: unit_no(to), r: r(referral), text: self.texts[&of] }
            }
            Custody::Accepted { epoch, from, referral, of, .. } => {
                Hold::Accepted { epoch: small(epoch), from: unit_no(from), r: r(referral), text: self.texts[&of] }
            }
            Custody::Released { epoch, to, referral } => {
                Hold::Released { epoch: small(epoch), to: unit_no(to), r: r(referral) }
            }
        }
    }

    fn projected(&self, file: &ReferralFile) -> File {
        let leg = &file.leg;
        let over = match (&leg.cancelled, &leg.returned) {
            (Some(_), _) => Over::Cancelled,
            (None, Some(_)) => Over::Returned,
            (None, None) => Over::No,
        };
        File {
            text: file.referral.as_ref().map(|referral| u8::try_from(referral.terms.revision).expect("few texts")),
            unsent: file.unsent,
            recalled: file.recall.is_some(),
            offered: file
                .offered
                .map(|(epoch, _, revision)| (u8::try_from(epoch).expect("few"), u8::try_from(revision).expect("few"))),
            delivered: leg.delivered.is_some(),
            signed: leg.signed.is_some(),
            accepted: leg.accepted.as_ref().map(|(.., of)| self.texts[of]),
            started: leg.started.is_some(),
            over,
        }
    }
}

fn step_by(step: Step) -> u8 {
    match step {
        Step::Transfer { by, .. }
        | Step::Request { by, .. }
        | Step::Amend { by, .. }
        | Step::Recall { by, .. }
        | Step::Unsend { by, .. }
        | Step::Note { by, .. }
        | Step::Accept { by, .. }
        | Step::Start { by, .. }
        | Step::Return { by, .. }
        | Step::TakeBack { by, .. } => by,
        Step::Bring { to, .. } => to,
    }
}

/// A step with `r` counted from the newest referral, or the death of a unit.
#[derive(Clone, Copy, Debug)]
enum Move {
    Step(Step),
    Crash(u8),
}

fn step() -> impl Strategy<Value = Move> {
    let unit = 0..UNITS;
    let on = (unit.clone(), 0..3u8);
    let pair = (unit.clone(), 1..UNITS).prop_map(|(by, further)| (by, (by + further) % UNITS));
    prop_oneof![
        2 => pair.clone().prop_map(|(by, to)| Move::Step(Step::Transfer { by, case: 0, to })),
        1 => pair.clone().prop_map(|(by, to)| Move::Step(Step::Request { by, case: 0, to })),
        2 => on.clone().prop_map(|(by, r)| Move::Step(Step::Amend { by, r })),
        1 => on.clone().prop_map(|(by, r)| Move::Step(Step::Recall { by, r })),
        1 => on.clone().prop_map(|(by, r)| Move::Step(Step::Unsend { by, r })),
        6 => on.clone().prop_map(|(by, r)| Move::Step(Step::Accept { by, r })),
        1 => on.clone().prop_map(|(by, r)| Move::Step(Step::Start { by, r })),
        1 => on.prop_map(|(by, r)| Move::Step(Step::Return { by, r })),
        1 => unit.clone().prop_map(|by| Move::Step(Step::Note { by, case: 0 })),
        1 => unit.prop_map(Move::Crash),
        12 => (pair, 1..6u8).prop_map(|((from, to), count)| Move::Step(Step::Bring { from, to, count })),
    ]
}

/// The step about a referral that exists; none when there is none yet.
fn about(pair: &Pair, step: Step) -> Option<Step> {
    Some(match step {
        Step::Amend { by, r } => Step::Amend { by, r: pair.referral(r)? },
        Step::Recall { by, r } => Step::Recall { by, r: pair.referral(r)? },
        Step::Unsend { by, r } => Step::Unsend { by, r: pair.referral(r)? },
        Step::Accept { by, r } => Step::Accept { by, r: pair.referral(r)? },
        Step::Start { by, r } => Step::Start { by, r: pair.referral(r)? },
        Step::Return { by, r } => Step::Return { by, r: pair.referral(r)? },
        Step::Transfer { .. }
        | Step::Request { .. }
        | Step::Note { .. }
        | Step::Bring { .. }
        | Step::TakeBack { .. } => step,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn the_program_does_what_the_model_does(moves in proptest::collection::vec(step(), 1..120)) {
        let mut pair = Pair::new();
        for one in moves {
            match one {
                Move::Crash(unit) => {
                    pair.house.restart(usize::from(unit));
                    pair.compare();
                }
                Move::Step(step) => {
                    if let Some(step) = about(&pair, step) {
                        pair.step(step);
                    }
                }
            }
        }
        pair.house.settle();
        let holders = (0..usize::from(UNITS)).filter(|unit| {
            pair.house.units[*unit].custody_of(pair.case).writes().is_some()
        });
        prop_assert_eq!(holders.count(), 1);
    }
}

#[test]
fn a_case_moves_on_both_sides_of_the_comparison() {
    let mut pair = Pair::new();
    let (center, court) = (0, 1);
    let bring = |from, to| Step::Bring { from, to, count: 9 };
    for step in [
        Step::Transfer { by: center, case: 0, to: court },
        bring(center, court),
        Step::Accept { by: court, r: 0 },
        Step::Amend { by: center, r: 0 },
        bring(center, court),
        bring(court, center),
    ] {
        pair.step(step);
    }
    assert!(matches!(pair.hold(center), Hold::Offering { text: 1, .. }), "the acceptance of the first text is void");
    for step in [Step::Accept { by: court, r: 0 }, bring(court, center), bring(center, court)] {
        pair.step(step);
    }
    assert_eq!((pair.hold(court), pair.hold(center)), (Hold::Owner(2), Hold::Released { epoch: 2, to: court, r: 0 }));
    assert_eq!(pair.house.units[CENTER].custody_of(pair.case).writes(), None);
}
