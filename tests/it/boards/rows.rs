//! Random rows, drawn from few names so that they meet often.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeDelta};
use dutydesk::boards::rows::{AffairRow, DisputeRow, NextDeadline, ReferralRow};
use dutydesk::calendar::Text;
use dutydesk::casework::affair::AffairKind;
use dutydesk::casework::deadline::DeadlineState;
use dutydesk::casework::dispute::quality::Quality;
use dutydesk::casework::dispute::{Stage, Track};
use dutydesk::casework::ids::{OfficerId, RecordId};
use dutydesk::casework::referral::ReferralKind;
use dutydesk::casework::standing::{Ball, Standing};
use dutydesk::casework::words::{DisputeKind, Role, Tlp};
use uuid::Uuid;

/// Draws numbers from a seed.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `n` (splitmix64).
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % n as u64).expect("small")
    }

    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    pub fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(3) > 0).then(|| make(self))
    }
}

pub const ENTERPRISES: &[&str] =
    &["海岳智能", "澄江光学有限公司", "Haiyue Optics", "HUAYUN 华云科技", "北辰", "海岳", "Céleste Énergie", ""];
pub const COUNTERPARTS: &[&str] = &["Northlake Optics LLC", "Harrow & Pell", "澄江大学", "NORTHLAKE", "Lake"];
pub const FORUMS: &[&str] = &["USITC (s.337)", "N.D. Ill.", "UPC Munich", "北京知识产权法院"];
pub const DOCKETS: &[&str] = &["337-TA-1478", "1:24-cv-01234", "337-ta-1478", "UPC_CFI_55/2026", "26-1140"];

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn moment(dice: &mut Dice) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(dice.one(&[0, 8 * 3_600, -5 * 3_600, 19_800])).expect("an offset");
    let start = day("2026-11-23").and_hms_opt(0, 0, 0).expect("midnight").and_utc();
    let second = i64::try_from(dice.below(20 * 24)).expect("small") * 3_600 - 5 * 86_400;
    let nanos = if dice.below(2) == 0 { 0 } else { i64::try_from(dice.below(1_000)).expect("small") };
    (start + TimeDelta::seconds(second) + TimeDelta::nanoseconds(nanos)).with_timezone(&offset)
}

pub fn record(kind: u64, no: usize) -> RecordId {
    RecordId(Uuid::from_u64_pair(kind, (no as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

fn number(dice: &mut Dice, letter: &str, no: usize) -> String {
    match dice.below(9) {
        0 if letter.is_empty() => format!("ZJ-2026-S{no:X}Q"),
        1 => format!("京-{letter}2025-{no:06}"),
        2 => format!("ZJ-{letter}2026-{}", 1_000_000 + no),
        _ => format!("ZJ-{letter}2026-{no:06}"),
    }
}

fn next_deadline(dice: &mut Dice) -> NextDeadline {
    let cutoff_at = moment(dice);
    let safe = cutoff_at.date_naive();
    NextDeadline {
        no: u16::try_from(dice.below(4)).expect("small"),
        rule: dice.one(&["us-itc-answer", "us-dct-answer"]).to_owned(),
        title: Text::new("答辩", "answer"),
        due: safe.checked_add_days(Days::new(dice.below(3) as u64)).expect("a day"),
        safe,
        zone: "America/New_York".to_owned(),
        cutoff_at,
        state: dice.one(DeadlineState::ALL),
    }
}

/// The `no`-th dispute, as it may be at some time.
pub fn dispute(dice: &mut Dice, no: usize) -> DisputeRow {
    let secrecy = dice.one(&[Tlp::Amber, Tlp::Amber, Tlp::Green, Tlp::Red, Tlp::Red]);
    let named = (1..4).filter(|_| secrecy == Tlp::Red && dice.below(2) == 0).map(OfficerId).collect();
    let stage = dice.one(Stage::ALL);
    let handler = dice.maybe(|dice| u32::try_from(dice.below(4)).expect("small"));
    DisputeRow {
        id: record(1, no),
        number: number(&mut Dice(no as u64), "", no),
        enterprise: dice.one(ENTERPRISES).to_owned(),
        names: (0..dice.below(3)).map(|_| dice.one(ENTERPRISES).to_owned()).collect(),
        counterpart: dice.one(COUNTERPARTS).to_owned(),
        jurisdiction: dice.one(&["US", "EP", "CN"]).to_owned(),
        forum: dice.one(FORUMS).to_owned(),
        docket: dice.maybe(|dice| dice.one(DOCKETS).to_owned()),
        kind: dice.one(DisputeKind::ALL),
        role: dice.one(Role::ALL),
        stage,
        track: dice.maybe(|dice| dice.one(Track::ALL)),
        major: None,
        since: moment(dice),
        skipped: Quality::ALL.iter().copied().filter(|_| dice.below(5) == 0).collect(),
        handler: handler.map(|officer| (OfficerId(officer), format!("officer {officer}"))),
        secrecy,
        named,
        received_at: moment(dice),
        next_deadline: dice.maybe(next_deadline).filter(|_| !stage.is_over()),
        visit_on: dice.maybe(|dice| moment(dice).date_naive()),
        held: dice.below(4) > 0,
        custodian: Text::new("浙江中心", "ZJ"),
        ball: dice.one(Ball::ALL),
        version: u32::try_from(dice.below(9)).expect("small"),
    }
}

/// The `no`-th referral, of one of so many disputes (or of one that is not here).
pub fn referral(dice: &mut Dice, no: usize, disputes: usize) -> ReferralRow {
    let of = dice.below(disputes + 1);
    ReferralRow {
        id: record(2, no),
        number: number(&mut Dice(no as u64), "R-", no),
        sent: dice.below(2) == 0,
        other: Text::new("最高人民法院联络处", "Court liaison"),
        unit: None,
        kind: dice.one(ReferralKind::ALL),
        by_proxy: false,
        standing: dice.one(Standing::ALL),
        ball: dice.one(Ball::ALL),
        dispute: record(1, of),
        dispute_number: number(&mut Dice(of as u64), "", of),
        subject: dice.one(ENTERPRISES).to_owned(),
        items: 1,
        due: dice.maybe(|dice| moment(dice).date_naive()),
        submitted_at: moment(dice),
        delivered_at: dice.maybe(moment),
        last_at: moment(dice),
        version: 1,
    }
}

/// The `no`-th affair, of one of so many disputes or of none.
pub fn affair(dice: &mut Dice, no: usize, disputes: usize) -> AffairRow {
    AffairRow {
        id: record(3, no),
        number: number(&mut Dice(no as u64), "T-", no),
        kind: dice.one(AffairKind::ALL),
        title: Text::new(dice.one(ENTERPRISES), "a task"),
        state: "OPEN".to_owned(),
        state_words: Text::new("未了", "open"),
        is_open: dice.below(3) > 0,
        due: dice.maybe(|dice| moment(dice).date_naive()),
        dispute: dice.maybe(|dice| record(1, dice.below(disputes + 1))),
        version: 1,
    }
}
