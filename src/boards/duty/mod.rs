//! The duty board: what needs a hand now, in one order, and what the center looks like beside it. Made anew each time
//! it is asked for, of rows that the officer may see; however large the center, only so many rows are looked at.

mod items;
mod words;

use super::rows::{AlertRow, DisputeRow, ReferralRow};
use super::window::Viewer;
use super::{AffairRow, Boards};
use crate::calendar::{Rules, Text};
use crate::casework::affair::{Affair, AffairKind};
use crate::casework::alert::{AlertState, Priority};
use crate::casework::dispute::Stage;
use crate::casework::ids::{OfficerId, RecordId, UnitId};
use crate::casework::state::UnitState;
use crate::casework::words::vocabulary;
use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

/// Items in one answer: more than anybody works off before asking again; the totals say how many there are.
pub const ITEMS_MAX: usize = 200;

/// Days of the radar and of the arrivals.
pub const DAYS: u64 = 30;

/// Countries named; the others are summed.
const COUNTRIES_MAX: usize = 8;

/// What counts as this shift when nobody planned one.
const SHIFT: TimeDelta = TimeDelta::hours(8);

vocabulary! {
    /// Why something is on the board, in the order of the board.
    Why {
        Unacked "unacked" "特急未确认" "P1 not acknowledged",
        Check "check" "须核" "to be checked",
        Ours "ours" "球在我方" "ball is ours",
        Late "late" "对方逾期" "late on their side",
        Recall "recall" "撤回未答" "recall not answered",
        Gap "gap" "同步" "sync",
        Unseen "unseen" "未看" "unseen",
        Rest "rest" "其余" "the rest",
    }

    /// What an item is about.
    About {
        Alert "alert" "预警" "alert",
        Date "date" "时限" "date",
        Referral "referral" "移交" "refer",
        Affair "affair" "事务" "affair",
        Visit "visit" "回访" "visit",
        Sync "sync" "同步" "sync",
    }
}

/// One thing that needs a hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub why: Why,
    pub about: About,
    /// When its clock rings, or rang.
    pub at: Option<DateTime<FixedOffset>>,
    pub subject: Subject,
}

/// The row behind an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    Dispute(Box<DisputeRow>),
    Alert(Box<AlertRow>),
    Referral(Box<ReferralRow>),
    Affair(Box<AffairRow>),
    Peer(Box<Peer>),
}

/// What we know of another center's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    pub unit: UnitId,
    pub code: String,
    pub name: Text,
    /// Slips of ours that it has not confirmed.
    pub unconfirmed: u64,
    /// Slips of its that wait for a missing one.
    pub held: u64,
    pub heard_at: Option<DateTime<FixedOffset>>,
    /// Why there is no line now.
    pub waiting: Option<Text>,
}

impl Peer {
    /// Does somebody have to look after the line?
    pub const fn is_troubled(&self) -> bool {
        self.held > 0 || self.waiting.is_some()
    }
}

/// How many items there are, also of those that are not listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub now: u32,
    pub shift: u32,
    pub ours: u32,
    pub unseen: u32,
    /// There are more than were looked at.
    pub more: bool,
}

/// The center in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub open: u32,
    pub new: u32,
    pub guiding: u32,
    pub waiting: u32,
    pub closing: u32,
    /// Open alerts of P1, P2, P3.
    pub alerts: [u32; 3],
    pub shelved: u32,
    pub muted: u32,
    pub exercises: u32,
}

/// Who is on duty, and what comes after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDuty {
    /// Layer 1 is called first.
    pub now: Vec<String>,
    pub until: Option<DateTime<FixedOffset>>,
    /// Who comes next, and when.
    pub next: Vec<String>,
    pub next_from: Option<DateTime<FixedOffset>>,
    /// Who answers for what nobody is on duty for.
    pub lead: Option<String>,
    /// The handover in hand, with how many items nobody has taken on.
    pub handover: Option<(RecordId, String, u32)>,
}

/// A day of the radar: how many cases have their next legal date on it, and whether the center is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    pub day: NaiveDate,
    pub dates: u32,
    pub closed: bool,
}

/// The board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    pub items: Vec<Item>,
    pub totals: Totals,
    /// Up to when a clock rings in this shift.
    pub shift_ends: DateTime<FixedOffset>,
    pub counts: Counts,
    /// Cases received a day, today last.
    pub received: Vec<u32>,
    pub radar: Vec<Day>,
    /// Open cases by country, most first; then how many in how many others.
    pub countries: Vec<(String, u32)>,
    pub other_countries: (u32, u32),
    pub on_duty: OnDuty,
    pub peers: Vec<Peer>,
}

/// Who looks at what.
pub struct Look<'a> {
    pub state: &'a UnitState,
    pub rules: &'a Rules,
    pub boards: &'a Boards,
    pub viewer: Viewer,
    pub now: DateTime<FixedOffset>,
}

/// The board as this viewer may see it.
pub fn duty(look: &Look<'_>, peers: Vec<Peer>) -> Duty {
    let on_duty = on_duty(look);
    let shift_ends = on_duty.until.unwrap_or(look.now + SHIFT);
    let (items, totals) = items::items(look, &peers, shift_ends);
    let (tally, words) = (&look.boards.tally, &look.boards.words);
    let sees = words.audiences.seen_by(&look.viewer);
    let days = || look.now.date_naive().iter_days().take(usize::try_from(DAYS).unwrap_or(0));
    let closed = look.state.card.as_ref().and_then(|card| look.rules.calendar(&card.calendar));
    let dates = tally.closing(&sees, days());
    let radar = days().zip(dates).map(|(day, dates)| {
        let closed = closed.is_some_and(|calendar| !calendar.is_open(day));
        Day { day, dates, closed }
    });
    let since = look.now.date_naive() - Days::new(DAYS - 1);
    let received = tally.received(&sees, since.iter_days().take(usize::try_from(DAYS).unwrap_or(0)));
    let mut countries = tally.countries(&sees, &words.names);
    let others = countries.split_off(COUNTRIES_MAX.min(countries.len()));
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Duty {
        items,
        totals,
        shift_ends,
        counts: counts(look.boards, &sees),
        received,
        radar: radar.collect(),
        countries,
        other_countries: (count(others.len()), others.iter().map(|(_, cases)| cases).sum()),
        on_duty,
        peers,
    }
}

fn counts(boards: &Boards, sees: &[bool]) -> Counts {
    let tally = &boards.tally;
    let open = |state: AlertState| matches!(state, AlertState::New | AlertState::Acked);
    let of = |wanted: Priority| tally.alerts(|state, priority| open(state) && priority == wanted);
    let at = |of: fn(Stage) -> bool| tally.at_stage(sees, of);
    Counts {
        open: at(|stage| !stage.is_over()),
        new: at(|stage| matches!(stage, Stage::Registered | Stage::NeedsMaterial)),
        guiding: at(|stage| matches!(stage, Stage::Accepted | Stage::Triaged | Stage::Guiding | Stage::Reopened)),
        waiting: at(|stage| stage == Stage::Waiting),
        closing: at(|stage| stage == Stage::Result),
        alerts: [of(Priority::P1), of(Priority::P2), of(Priority::P3)],
        shelved: tally.alerts(|state, _| state == AlertState::Shelved),
        muted: tally.alerts(|state, _| state == AlertState::Muted),
        exercises: tally.exercises(),
    }
}

fn on_duty(look: &Look<'_>) -> OnDuty {
    let (rota, now) = (&look.state.rota, look.now.to_utc());
    let named = |officer: OfficerId| {
        let post = look.state.posts.values().find(|(one, _)| one.id == officer);
        post.map_or_else(String::new, |(one, _)| one.name.clone())
    };
    let first = rota.layers(now).into_iter().find(|layer| !layer.is_empty()).unwrap_or_default();
    let mine = |officer: OfficerId| first.contains(&officer);
    let until = rota.shifts.iter().filter(|shift| shift.covers(now) && mine(shift.person.officer));
    let ahead = || rota.shifts.iter().filter(|shift| shift.from > look.now);
    let next_from = ahead().map(|shift| shift.from).min();
    let next = ahead().filter(|shift| Some(shift.from) == next_from).map(|shift| shift.person.name.clone());
    OnDuty {
        until: until.map(|shift| shift.to).min(),
        now: first.into_iter().map(named).collect(),
        next: next.collect(),
        next_from,
        lead: look.state.queue_lead().map(|person| person.name),
        handover: handover(look),
    }
}

fn handover(look: &Look<'_>) -> Option<(RecordId, String, u32)> {
    let open = look.boards.front(&look.boards.affairs, &look.viewer, (0, usize::MAX), |row: &AffairRow| row.is_open);
    let row = open.into_iter().find(|row| row.kind == AffairKind::Handover)?;
    let file = look.state.affairs.get(&row.id)?;
    let Affair::Handover(handover) = &file.affair else { return None };
    let left = handover.unsigned().count();
    Some((row.id, row.number, u32::try_from(left).unwrap_or(u32::MAX)))
}
