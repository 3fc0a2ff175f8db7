//! T29: what leaves for one peer opens for no other.

use crate::dice::Dice;
use chrono::{DateTime, Utc};
use dutydesk::casework::ids::{Hash, UnitId};
use dutydesk::casework::unit::UnitCard;
use dutydesk::casework::words::UnitKind;
use dutydesk::exchange::files::Files;
use dutydesk::exchange::{Bundle, OpenError, Parcel, Receipt, UnitKeys, open, seal};

/// Bundles: a few in every run, many in the long suite; each is tried with the keys of a dozen units.
fn bundles() -> u32 {
    if std::env::var_os("DUTYDESK_LONG").is_some() { 5_000 } else { 120 }
}

fn unit(seed: u8) -> (UnitKeys, UnitCard) {
    let mut secret = [seed; 64];
    secret[32..].fill(seed ^ 0x55);
    let keys = UnitKeys::from_bytes(&secret);
    let (verifying_key, sealing_key) = keys.card_keys();
    let card = UnitCard {
        id: UnitId::of_key(&verifying_key),
        code: format!("U{seed}"),
        name_zh: format!("第{seed}中心"),
        name_en: format!("Center {seed}"),
        kind: UnitKind::Center,
        zone: "Asia/Shanghai".into(),
        calendar: "CN".into(),
        verifying_key,
        sealing_key,
    };
    (keys, card)
}

#[test]
fn what_is_sealed_for_one_peer_opens_for_no_other() {
    let (seed, mut dice) = Dice::of_now();
    println!("seed {seed}");
    let units: Vec<(UnitKeys, UnitCard)> = (1..=12).map(unit).collect();
    let made_at: DateTime<Utc> = "2026-03-02T04:00:00Z".parse().expect("a time");
    let lookup = |wanted: UnitId| units.iter().find(|(_, card)| card.id == wanted).map(|(_, card)| card.clone());
    for round in 0..bundles() {
        let (from, to) = (dice.below(units.len()), dice.below(units.len()));
        if from == to {
            continue;
        }
        let text = format!("秘而不宣 {round}");
        let slips = vec![Parcel { no: 1, prev: Hash::NONE, bytes: text.clone().into_bytes() }];
        let (sender, receiver) = (&units[from], &units[to]);
        let bundle = Bundle {
            from: sender.1.id,
            to: receiver.1.id,
            made_at,
            receipt: Receipt::NONE,
            slips,
            files: Files::default(),
        };
        let bytes = seal(&bundle, &sender.0, &receiver.1).expect("sealed");
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "in the clear");
        for (at, (keys, _)) in units.iter().enumerate() {
            match open(&bytes, keys, lookup) {
                Ok(opened) => assert_eq!((at, opened.slips.len()), (to, 1), "opened by another"),
                Err(error) => assert!(at != to && matches!(error, OpenError::NotForUs), "{error}"),
            }
        }
    }
}
