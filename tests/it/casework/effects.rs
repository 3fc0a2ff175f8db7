//! T20: nothing takes effect without an entry, whatever is tried. T29: nothing sealed leaves the unit, whoever is asked.

use super::experts::{enrolled, optician};
use super::house::{CENTER, COURT, House, alert, draft, id, officer};
use crate::dice::Dice;
use dutydesk::calendar::Rules;
use dutydesk::casework::actions::{Field, FieldKind, offers};
use dutydesk::casework::command::Act;
use dutydesk::casework::decide::Ground;
use dutydesk::casework::handbook::Handbook;
use dutydesk::casework::ids::{Hash, RecordId};
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::state::UnitState;
use dutydesk::casework::words::{PostRole, Tlp};

/// Histories, and steps in each: a few in every run, ten thousand steps and more in the long suite.
fn histories() -> u32 {
    if std::env::var_os("DUTYDESK_LONG").is_some() { 250 } else { 12 }
}

const STEPS: u32 = 40;

/// Enterprises of cases of each level; those of the last two never leave.
const LEVELS: &[(Tlp, &str)] =
    &[(Tlp::Green, "可以公开"), (Tlp::Amber, "有限分享"), (Tlp::AmberStrict, "慎而不泄"), (Tlp::Red, "秘而不宣")];

const TEXTS: &[&str] = &["HZFY", "HZHG", "officer 1", "officer 2", "理由", "方旭", "2", "USITC", "US 11,900,021"];

/// A history: a center with cases of all levels, and everything that officers may try.
struct History {
    house: House,
    records: Vec<RecordId>,
    dice: Dice,
    done: u32,
    refused: u32,
    left: u32,
}

impl History {
    fn new(dice: Dice) -> Self {
        let mut house = House::new(3);
        let mut records = vec![id(CENTER).record()];
        for (level, name) in LEVELS {
            let mut form = draft(name);
            form.secrecy = *level;
            // Asked again it would be the same matter.
            form.docket = Some(format!("337-TA-{}", 1400 + records.len()));
            records.push(house.done(CENTER, Act::Register(Box::new(form))));
        }
        records.push(house.done(CENTER, Act::Raise(Box::new(alert("feed-1", "令")))));
        records.push(enrolled(&mut house, optician("方旭")));
        Self { house, records, dice, done: 0, refused: 0, left: 0 }
    }

    fn entries(&self) -> Vec<u64> {
        self.house.units.iter().map(|unit| unit.book_no).collect()
    }

    /// One try: what is refused leaves no trace at all, what is done leaves entries.
    fn step(&mut self) {
        let record = *self.dice.of(&self.records);
        let who = officer(
            1 + u32::try_from(self.dice.below(3)).expect("small"),
            *self.dice.of(&[PostRole::Duty, PostRole::Lead]),
        );
        let (before, books) = (digest(&self.house.units[CENTER]), self.entries());
        let outcome = if self.dice.below(4) == 0 {
            let to = Recipient::Unit(id(COURT));
            let kind = *self.dice.of(&[ReferralKind::Request, ReferralKind::Transfer]);
            let items = if kind == ReferralKind::Request { vec!["请协助".to_owned()] } else { Vec::new() };
            let submit = ReferralDraft { items, ..ReferralDraft::new(record, to, kind) };
            self.house.act_as(CENTER, who, Act::Submit(Box::new(submit)))
        } else {
            let ground =
                Ground { state: &self.house.units[CENTER], rules: Rules::shared(), handbook: Handbook::shared() };
            let offered = offers(ground, &who, self.house.now(), record);
            if offered.is_empty() {
                return;
            }
            let offer = self.dice.of(&offered).clone();
            let typed: Vec<(String, String)> = offer
                .fields
                .iter()
                .filter_map(|field| Some((field.name.clone(), filled(field, &self.records, &mut self.dice)?)))
                .collect();
            let typed: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            self.house.verb(who, record, &offer.verb, &typed)
        };
        match outcome {
            Ok(made) => {
                self.done += 1;
                assert!(self.entries()[CENTER] > books[CENTER] || digest(&self.house.units[CENTER]) == before);
                if !self.records.contains(&made) {
                    self.records.push(made);
                }
            }
            Err(_) => {
                self.refused += 1;
                assert_eq!(self.entries(), books, "a refused command wrote something");
                assert_eq!(digest(&self.house.units[CENTER]), before, "a refused command changed something");
            }
        }
        self.nothing_sealed_leaves();
        self.house.settle();
    }

    fn nothing_sealed_leaves(&mut self) {
        for slip in self.house.lines.iter().flatten().flatten() {
            self.left += 1;
            let told = format!("{slip:?}");
            for (level, name) in LEVELS.iter().filter(|(level, _)| *level >= Tlp::AmberStrict) {
                assert!(!told.contains(name), "{level:?} leaves: {told}");
            }
        }
    }

    /// What a unit knows is what its book and the slips say, and nothing else.
    fn folds_to_the_same(&mut self) {
        for unit in 0..self.house.units.len() {
            let before = digest(&self.house.units[unit]);
            self.house.restart(unit);
            assert_eq!(digest(&self.house.units[unit]), before, "unit {unit} is not what its book says");
        }
    }
}

fn filled(field: &Field, records: &[RecordId], dice: &mut Dice) -> Option<String> {
    Some(match &field.kind {
        FieldKind::Choice(choices) => dice.of(choices).0.clone(),
        FieldKind::Date => "2027-01-15".into(),
        FieldKind::Number => "1".into(),
        FieldKind::YesNo => (*dice.of(&["yes", "no"])).into(),
        FieldKind::Rule => "us-itc-337-response".into(),
        FieldKind::Expert | FieldKind::Record => dice.of(records).to_string(),
        _ if dice.below(5) == 0 => return None,
        _ => (*dice.of(TEXTS)).to_owned(),
    })
}

/// Everything that a unit knows, in one order.
fn digest(state: &UnitState) -> Hash {
    let mut all: Vec<(RecordId, Vec<u8>)> = Vec::new();
    let bytes =
        |value: Result<Vec<u8>, _>| -> Vec<u8> { value.map_err(|_: rmp_serde::encode::Error| ()).expect("bytes") };
    all.extend(state.disputes.values().map(|one| (one.id, bytes(rmp_serde::to_vec(&*one)))));
    all.extend(state.alerts.values().map(|one| (one.id, bytes(rmp_serde::to_vec(&*one)))));
    all.extend(state.referrals.values().map(|one| (one.id, bytes(rmp_serde::to_vec(&*one)))));
    all.extend(state.affairs.values().map(|one| (one.id, bytes(rmp_serde::to_vec(&**one)))));
    all.extend(state.experts.values().map(|one| (one.id, bytes(rmp_serde::to_vec(&**one)))));
    all.extend(state.agencies.values().map(|one| (one.id, bytes(rmp_serde::to_vec(&**one)))));
    all.sort();
    let rota = format!("{:?}", state.rota);
    Hash::of(&[rmp_serde::to_vec(&all).expect("bytes"), rota.into_bytes()].concat())
}

#[test]
fn nothing_takes_effect_without_an_entry_and_nothing_sealed_leaves() {
    let (seed, mut dice) = Dice::of_now();
    println!("seed {seed}");
    let (mut done, mut refused, mut left) = (0, 0, 0);
    for _ in 0..histories() {
        let mut history = History::new(Dice::new(dice.next()));
        for _ in 0..STEPS {
            history.step();
        }
        history.folds_to_the_same();
        (done, refused, left) = (done + history.done, refused + history.refused, left + history.left);
    }
    println!("{done} done, {refused} refused, {left} slips left the unit");
    assert!(done > 0 && refused > 0 && left > 0, "all of it was tried");
}
