//! Windows, totals, anchors and orders of random boards, put row by row or loaded from bytes in two parts.

use super::plain::{Condition, KEYS, Plain, by_key, by_place, by_turn, condition, in_list, put};
use super::rows::{Dice, affair, day, dispute, record, referral};
use chrono::DateTime;
use dutydesk::boards::duty::{Look, duty};
use dutydesk::boards::rows::{AffairRow, DisputeRow, ReferralRow};
use dutydesk::boards::sorting::SortKey;
use dutydesk::boards::window::{List, Means, Rows, Sorts, Viewer, Window, WindowQuery, window};
use dutydesk::boards::{Boards, Loading, StoredRowError};
use dutydesk::calendar::Rules;
use dutydesk::casework::dispute::Stage;
use dutydesk::casework::ids::{OfficerId, RecordId};
use dutydesk::casework::state::UnitState;
use dutydesk::casework::words::PostRole;
use dutydesk::finder::{Filter, OneHand};
use proptest::prelude::*;
use std::cmp::Ordering;

/// Records of a board: more than the leaf of an order now and then, so that leaves are parted and joined.
const RECORDS_MAX: usize = 900;

pub fn viewer(dice: &mut Dice) -> Viewer {
    let role = dice.one(&[PostRole::Duty, PostRole::Duty, PostRole::Duty, PostRole::Lead, PostRole::Admin]);
    let officer = OfficerId(u32::try_from(dice.below(4)).expect("small"));
    Viewer { officer, role, today: day("2026-11-24"), zone: chrono_tz::Asia::Shanghai }
}

/// Puts random rows, several times over, both plainly and on the boards.
pub fn filled(dice: &mut Dice, records: usize, boards: &mut Boards, plain: &mut Plain) {
    for _ in 0..records * 2 {
        let no = dice.below(records);
        match dice.below(6) {
            0 => {
                let row = referral(dice, no, records);
                boards.put_referral(&row);
                put(&mut plain.referrals, row.clone(), |one| one.id == row.id);
            }
            1 => {
                let row = affair(dice, no, records);
                boards.put_affair(&row);
                put(&mut plain.affairs, row.clone(), |one| one.id == row.id);
            }
            _ => {
                let row = dispute(dice, no);
                boards.put_dispute(&row);
                put(&mut plain.disputes, row.clone(), |one| one.id == row.id);
            }
        }
    }
}

/// The same boards from their stored rows, in two parts: one is read from the first record on, one from the last back.
pub fn reloaded(boards: &Boards) -> Boards {
    let mut records: Vec<RecordId> = boards.records().collect();
    records.sort();
    let (first, last) = records.split_at(records.len() / 3);
    let part = |records: &mut dyn Iterator<Item = &RecordId>| {
        let mut part = Loading::default();
        for id in records {
            assert_eq!(part.take(&boards.row_bytes(*id).expect("a row")), Ok(*id));
        }
        part
    };
    let parts = [part(&mut first.iter()), part(&mut last.iter().rev()).turned()];
    Boards::loaded(parts, &OneHand)
}

pub fn cut<R: Clone>(
    mut passing: Vec<R>,
    unfiltered: usize,
    query: &WindowQuery,
    id: impl Fn(&R) -> RecordId,
    wrap: impl Fn(Vec<R>) -> Rows,
    compare: impl Fn(&R, &R) -> Ordering,
) -> Window {
    passing.sort_by(compare);
    let count = |n: usize| u32::try_from(n).expect("small");
    let anchor_at = query.anchor.and_then(|anchor| passing.iter().position(|row| id(row) == anchor)).map(count);
    let total = count(passing.len());
    let rows = passing.into_iter().skip(query.offset as usize).take(usize::from(query.limit)).collect();
    Window { rows: wrap(rows), offset: query.offset, total, unfiltered: count(unfiltered), anchor_at }
}

fn plainly(plain: &Plain, viewer: &Viewer, query: &WindowQuery, conditions: &[Condition]) -> Window {
    let listed: Vec<&DisputeRow> =
        plain.disputes.iter().filter(|row| plain.sees(viewer, row) && in_list(query.list, viewer, row)).collect();
    let passing = listed.iter().filter(|row| conditions.iter().all(|(_, holds)| holds(row, viewer)));
    let passing: Vec<DisputeRow> = passing.map(|row| (*row).clone()).collect();
    cut(
        passing,
        listed.len(),
        query,
        |row| row.id,
        Rows::Disputes,
        |one, other| {
            if query.order.is_empty() {
                return by_place(one, other);
            }
            let by = query.order.iter().map(|key| {
                let (_, plain) = KEYS.iter().find(|(name, _)| *name == key.column).expect("a key");
                by_key(*plain, key.descending, one, other)
            });
            by.fold(Ordering::Equal, Ordering::then).then(one.id.cmp(&other.id))
        },
    )
}

fn query(dice: &mut Dice, list: List, kind: u64, records: usize) -> WindowQuery {
    WindowQuery {
        list,
        filter: String::new(),
        order: Vec::new(),
        offset: u32::try_from(dice.below(records + 3)).expect("small"),
        limit: u16::try_from(dice.below(40)).expect("small"),
        anchor: dice.maybe(|dice| record(kind, dice.below(records))),
    }
}

fn disputes_agree(dice: &mut Dice, boards: [&Boards; 2], plain: &Plain, sorts: [&Sorts; 2]) {
    let records = plain.disputes.len().max(1);
    let viewer = viewer(dice);
    let list =
        dice.one(&[List::AllDisputes, List::AllDisputes, List::MyDisputes, List::DueDisputes, List::NewDisputes]);
    let conditions: Vec<Condition> = (0..dice.below(3)).map(|_| condition(dice)).collect();
    let words: Vec<&str> = conditions.iter().map(|(word, _)| word.as_str()).collect();
    let keys = (0..dice.below(3)).map(|_| {
        let (column, _) = dice.one(KEYS);
        SortKey { column: column.to_owned(), descending: dice.below(2) == 0 }
    });
    let order = keys.collect();
    let query = WindowQuery { filter: words.join(" "), order, ..query(dice, list, 1, records) };
    let filter = Filter::parse(&query.filter).expect("a filter");
    let expected = plainly(plain, &viewer, &query, &conditions);
    for (boards, sorts) in boards.into_iter().zip(sorts) {
        let got = window(boards, viewer, (&query, &filter), Means { sorts, hands: &OneHand });
        assert_same(&got.expect("a window"), &expected, &format!("{viewer:?} {query:?}"));
    }
}

fn others_agree(dice: &mut Dice, boards: [&Boards; 2], plain: &Plain) {
    let viewer = viewer(dice);
    let list = dice.one(&[List::Received, List::Sent, List::BallOurs, List::AllReferrals]);
    let asked = query(dice, list, 2, plain.referrals.len().max(1));
    let listed = plain.referrals.iter().filter(|row| plain.sees_about(&viewer, Some(row.dispute)));
    let listed: Vec<ReferralRow> = listed
        .filter(|row| match list {
            List::Received => !row.sent,
            List::Sent => row.sent,
            List::BallOurs => row.ball == dutydesk::casework::standing::Ball::Mine,
            _ => true,
        })
        .cloned()
        .collect();
    let count = listed.len();
    let expected = cut(listed, count, &asked, |row| row.id, Rows::Referrals, by_turn);
    assert_both(boards, &viewer, &asked, &expected);
    let asked = query(dice, dice_list(dice.0), 3, plain.affairs.len().max(1));
    let listed = plain.affairs.iter().filter(|row| plain.sees_about(&viewer, row.dispute));
    let listed: Vec<AffairRow> = listed.filter(|row| asked.list == List::Affairs || row.is_open).cloned().collect();
    let count = listed.len();
    let tail = |row: &AffairRow| {
        let parts: Vec<i64> = row.number.rsplit('-').take(2).map(|part| part.parse().unwrap_or(0)).collect();
        parts[1] * 10_000_000 + parts[0]
    };
    let place = |row: &AffairRow| match (row.is_open, row.due) {
        (true, Some(due)) => (0, i64::from(due.to_epoch_days())),
        (true, None) => (1, tail(row)),
        (false, _) => (2, -tail(row)),
    };
    let expected = cut(
        listed,
        count,
        &asked,
        |row| row.id,
        Rows::Affairs,
        |one, other| place(one).cmp(&place(other)).then(one.id.cmp(&other.id)),
    );
    assert_both(boards, &viewer, &asked, &expected);
}

const fn dice_list(seed: u64) -> List {
    if seed.is_multiple_of(2) { List::Affairs } else { List::OpenAffairs }
}

/// The same window; when not, what differs is told by records, for whole rows are too long to read.
fn assert_same(got: &Window, expected: &Window, asked: &str) {
    let told = |window: &Window| {
        let ids: Vec<RecordId> = match &window.rows {
            Rows::Disputes(rows) => rows.iter().map(|row| row.id).collect(),
            Rows::Referrals(rows) => rows.iter().map(|row| row.id).collect(),
            Rows::Affairs(rows) => rows.iter().map(|row| row.id).collect(),
            Rows::Alerts(_) | Rows::Experts(_) | Rows::Agencies(_) => Vec::new(),
        };
        (window.total, window.unfiltered, window.anchor_at, ids)
    };
    assert_eq!(told(got), told(expected), "{asked}");
    assert!(got == expected, "a row is not as it was put: {asked}");
}

fn assert_both(boards: [&Boards; 2], viewer: &Viewer, asked: &WindowQuery, expected: &Window) {
    let means = Means { sorts: &Sorts::default(), hands: &OneHand };
    for boards in boards {
        let got = window(boards, *viewer, (asked, &Filter::default()), means).expect("a window");
        assert_same(&got, expected, &format!("{viewer:?} {asked:?}"));
    }
}

/// Cases open and new, received today, closing on each of thirty days, and by country.
type Counted = (u32, u32, u32, Vec<u32>, Vec<(String, u32)>);

/// When it is counted.
const NOW: &str = "2026-11-24T10:00:00+08:00";

fn counted(plain: &Plain, viewer: &Viewer) -> Counted {
    let seen: Vec<&DisputeRow> = plain.disputes.iter().filter(|row| plain.sees(viewer, row)).collect();
    let count =
        |of: &dyn Fn(&DisputeRow) -> bool| u32::try_from(seen.iter().filter(|row| of(row)).count()).expect("small");
    let is_open = |row: &DisputeRow| row.held && !row.stage.is_over();
    let days = viewer.today.iter_days().take(30);
    let closing =
        days.map(|day| count(&|row| is_open(row) && row.next_deadline.as_ref().is_some_and(|next| next.safe == day)));
    let countries = ["US", "EP", "CN"]
        .map(|country| (country.to_owned(), count(&|row| is_open(row) && row.jurisdiction == country)));
    let mut countries: Vec<_> = countries.into_iter().filter(|(_, count)| *count > 0).collect();
    countries.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let fresh = |row: &DisputeRow| row.held && matches!(row.stage, Stage::Registered | Stage::NeedsMaterial);
    let today = count(&|row| row.received_at.date_naive() == viewer.today);
    (count(&is_open), count(&fresh), today, closing.collect(), countries)
}

fn tallied(boards: &Boards, viewer: Viewer) -> Counted {
    let (state, now) = (UnitState::default(), DateTime::parse_from_rfc3339(NOW).expect("an instant"));
    let board = duty(&Look { state: &state, rules: Rules::shared(), boards, viewer, now }, Vec::new());
    let closing = board.radar.iter().map(|day| day.dates).collect();
    let today = board.received.last().copied().expect("today");
    (board.counts.open, board.counts.new, today, closing, board.countries)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_window_is_that_of_the_plain_model(seed: u64) {
        let dice = &mut Dice(seed);
        let (mut boards, mut plain) = (Boards::default(), Plain::default());
        let sorts = [Sorts::default(), Sorts::default()];
        let records = 1 + dice.below(RECORDS_MAX);
        // the orders that were asked for are told what changed between the rounds
        for _ in 0..3 {
            filled(dice, records, &mut boards, &mut plain);
            let again = reloaded(&boards);
            for _ in 0..12 {
                disputes_agree(dice, [&boards, &again], &plain, [&sorts[0], &sorts[1]]);
                others_agree(dice, [&boards, &again], &plain);
            }
            for row in &plain.disputes {
                let kept = boards.dispute(row.id);
                prop_assert_eq!(kept.as_ref(), Some(row));
            }
        }
    }

    #[test]
    fn counts_are_those_of_the_rows_that_are_seen(seed: u64) {
        let dice = &mut Dice(seed);
        let (mut boards, mut plain) = (Boards::default(), Plain::default());
        let records = 1 + dice.below(400);
        filled(dice, records, &mut boards, &mut plain);
        let again = reloaded(&boards);
        for _ in 0..8 {
            let viewer = viewer(dice);
            let expected = counted(&plain, &viewer);
            prop_assert_eq!(&tallied(&boards, viewer), &expected);
            prop_assert_eq!(&tallied(&again, viewer), &expected);
        }
    }

    #[test]
    fn an_earlier_clone_of_a_board_never_moves(seed: u64) {
        let dice = &mut Dice(seed);
        let (mut boards, mut plain) = (Boards::default(), Plain::default());
        filled(dice, 200, &mut boards, &mut plain);
        let (before, then) = (boards.clone(), plain.clone());
        filled(dice, 300, &mut boards, &mut plain);
        for _ in 0..8 {
            disputes_agree(dice, [&before, &before], &then, [&Sorts::default(), &Sorts::default()]);
            others_agree(dice, [&before, &before], &then);
        }
    }
}

#[test]
fn a_row_of_another_format_or_a_broken_one_is_to_be_made_anew() {
    let mut boards = Boards::default();
    boards.put_dispute(&dispute(&mut Dice(1), 1));
    let bytes = boards.row_bytes(record(1, 1)).expect("a row");
    let mut part = Loading::default();
    let with_format = |format: u8| [&[format], &bytes[1..]].concat();
    assert_eq!(part.take(&with_format(2)), Err(StoredRowError::Format));
    assert_eq!(part.take(&bytes[..bytes.len() - 1]), Err(StoredRowError::Unreadable));
    assert_eq!(part.take(&[]), Err(StoredRowError::Unreadable));
    assert_eq!(part.take(&bytes), Ok(record(1, 1)));
    assert_eq!(Boards::loaded([part], &OneHand).row_bytes(record(1, 1)), Some(bytes));
}

#[test]
fn a_key_that_the_rows_have_not_is_named() {
    let mut boards = Boards::default();
    boards.put_dispute(&dispute(&mut Dice(1), 1));
    let viewer = viewer(&mut Dice(1));
    let asked = WindowQuery { order: SortKey::list("stage,-colour"), ..query(&mut Dice(1), List::AllDisputes, 1, 1) };
    let means = Means { sorts: &Sorts::default(), hands: &OneHand };
    let error = window(&boards, viewer, (&asked, &Filter::default()), means).expect_err("no such key");
    assert_eq!(error.0, "colour");
}
