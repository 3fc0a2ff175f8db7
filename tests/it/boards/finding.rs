//! Find against a plain scorer, and with and without what the officer may not see.

use super::plain::Plain;
use super::rows::{COUNTERPARTS, DOCKETS, Dice, ENTERPRISES, FORUMS, affair, dispute, record, referral};
use super::windows::viewer;
use dutydesk::boards::Boards;
use dutydesk::boards::found::{Found, OnBoard, Search};
use dutydesk::boards::rows::DisputeRow;
use dutydesk::boards::window::{List, Means, Sorts, Viewer, WindowQuery, window};
use dutydesk::casework::ids::{OfficerId, RecordId};
use dutydesk::casework::words::PostRole;
use dutydesk::finder::{Filter, OneHand};
use pinyin::ToPinyin;
use proptest::prelude::*;

fn found(boards: &Boards, viewer: &Viewer, typed: &str) -> Found {
    let search = Search { typed, limit: 1_000, hands: &OneHand, stop: &|| false };
    boards.find(viewer, search).expect("it was not stopped")
}

fn hits(boards: &Boards, viewer: &Viewer, typed: &str) -> (usize, Vec<(OnBoard, RecordId, u32)>) {
    let found = found(boards, viewer, typed);
    (found.total, found.hits.iter().map(|hit| (hit.board, hit.id, hit.score)).collect())
}

/// How well one word meets one text as it is written.
fn written_score(text: &str, word: &str) -> u32 {
    let (lower, word) = (text.to_lowercase(), word.to_lowercase());
    let inside = lower.match_indices(&word).map(|(at, _)| match lower[..at].chars().next_back() {
        None if lower.len() == word.len() => 1_000,
        None => 900,
        Some(before) if before.is_alphanumeric() => 700,
        Some(_) => 800,
    });
    inside.max().unwrap_or(0)
}

/// How well one word meets one text, letter by letter, without what is only like it.
fn plain_score(text: &str, word: &str) -> u32 {
    let best = written_score(text, word);
    let word = word.to_lowercase();
    let (mut full, mut starts, mut initials, mut chinese) = (String::new(), Vec::new(), String::new(), false);
    for (syllable, c) in text.to_pinyin().zip(text.chars()) {
        if let Some(syllable) = syllable {
            starts.push(full.len());
            full.push_str(syllable.plain());
            initials.push_str(syllable.first_letter());
            chinese = true;
        } else {
            full.extend(c.to_lowercase());
            initials.extend(c.to_lowercase());
        }
    }
    if !chinese || !word.is_ascii() {
        return best;
    }
    let typed = full.match_indices(&word).map(|(at, _)| match at {
        0 => 850,
        at if starts.contains(&at) => 750,
        _ => 450,
    });
    let short = initials.match_indices(&word).map(|(at, _)| if at == 0 { 720 } else { 500 });
    typed.chain(short).chain([best]).max().unwrap_or(0)
}

fn plain_names(row: &DisputeRow) -> Vec<&str> {
    let own = [&row.enterprise, &row.counterpart, &row.forum];
    own.into_iter().chain(&row.names).chain(&row.docket).map(String::as_str).collect()
}

/// The sum of what each word meets best.
fn plain_sum(row: &DisputeRow, typed: &str) -> Option<u32> {
    let best = |word: &str| {
        // Nobody types the pinyin of a number: it is met as it is written.
        let named = plain_names(row).into_iter().map(|name| plain_score(name, word));
        named.chain([written_score(&row.number, word)]).max().unwrap_or(0)
    };
    let scores: Vec<u32> = typed.split_whitespace().map(best).collect();
    (!scores.is_empty() && scores.iter().all(|score| *score > 0)).then(|| scores.iter().sum())
}

const TYPED: &[&str] = &[
    "海岳",
    "haiyue",
    "hyzn",
    "hai",
    "optics",
    "north lake",
    "northlake",
    "zj-2026-0000",
    "0001",
    "337-ta",
    "cjgx",
    "chengjiang",
    "光学",
    "usitc",
    "l",
    "澄江 337",
    "guangxue",
    "énergie",
    "q",
    "1478",
];

fn typed(dice: &mut Dice) -> String {
    if dice.below(3) > 0 {
        return dice.one(TYPED).to_owned();
    }
    let all = [ENTERPRISES, COUNTERPARTS, FORUMS, DOCKETS].concat();
    let text: Vec<char> = dice.one(&all).chars().collect();
    let from = dice.below(text.len().max(1));
    text.iter().skip(from).take(1 + dice.below(5)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn hits_are_scored_as_letter_by_letter(seed: u64) {
        let dice = &mut Dice(seed);
        let mut boards = Boards::default();
        let rows: Vec<DisputeRow> = (0..dice.below(120)).map(|no| dispute(dice, no)).collect();
        rows.iter().for_each(|row| boards.put_dispute(row));
        let viewer = viewer(dice);
        for _ in 0..6 {
            let typed = typed(dice);
            let sees = |row: &&DisputeRow| Plain::default().sees(&viewer, row);
            let mut expected: Vec<(RecordId, u32)> = rows
                .iter()
                .filter(sees)
                .filter_map(|row| plain_sum(row, &typed).map(|score| (row.id, score)))
                .collect();
            expected.sort();
            let found = found(&boards, &viewer, &typed);
            // what only resembles the text scores less than anything else, and comes only when there is little
            let of_words = u32::try_from(typed.split_whitespace().count()).expect("small");
            let plain = |score: u32| expected.len() >= 20 || of_words != 1 || score > 300;
            let mut got: Vec<(RecordId, u32)> =
                found.hits.iter().filter(|hit| plain(hit.score)).map(|hit| (hit.id, hit.score)).collect();
            prop_assert!(found.hits.is_sorted_by(|one, next| one.score >= next.score), "best first");
            got.sort();
            if of_words == 1 || expected.len() >= 20 {
                prop_assert_eq!(got, expected, "{}", typed);
            } else {
                prop_assert!(expected.iter().all(|(id, _)| got.iter().any(|(other, _)| id == other)), "{}", typed);
            }
        }
    }

    #[test]
    fn what_an_officer_may_not_see_changes_nothing(seed: u64) {
        let dice = &mut Dice(seed);
        let viewer = viewer(dice);
        let (mut with, mut without) = (Boards::default(), Boards::default());
        let mut plain = Plain::default();
        let records = 1 + dice.below(150);
        for no in 0..records {
            let row = dispute(dice, no);
            with.put_dispute(&row);
            if plain.sees(&viewer, &row) {
                without.put_dispute(&row);
            }
            plain.disputes.push(row);
        }
        for no in 0..records / 2 {
            // an officer knows nothing of a dispute that is not here: what is about one is left out of this
            let (sent, task) = (referral(dice, no, records), affair(dice, no, records));
            with.put_referral(&sent);
            with.put_affair(&task);
            if plain.sees_about(&viewer, Some(sent.dispute)) {
                without.put_referral(&sent);
            }
            if plain.sees_about(&viewer, task.dispute) {
                without.put_affair(&task);
            }
        }
        for _ in 0..10 {
            let typed = typed(dice);
            prop_assert_eq!(hits(&with, &viewer, &typed), hits(&without, &viewer, &typed), "{}", typed);
            let ask = |boards: &Boards| {
                let search = Search { typed: &typed, limit: 20, hands: &OneHand, stop: &|| false };
                let bearing: Vec<RecordId> = boards.bearing(&viewer, search).iter().map(|one| one.id).collect();
                let number = plain.disputes[0].number.clone();
                let exact = (boards.numbered(&viewer, &number), boards.with_docket(&viewer, "337-TA-1478"));
                (exact, boards.numbered_from(&viewer, &typed), boards.numbered_from(&viewer, &number[..8]), bearing)
            };
            let ((with_exact, mut with_docket), with_rest) = { let (a, b, c, d) = ask(&with); ((a.0, a.1), (b, c, d)) };
            let ((exact, mut docket), rest) = { let (a, b, c, d) = ask(&without); ((a.0, a.1), (b, c, d)) };
            with_docket.sort();
            docket.sort();
            prop_assert_eq!((with_exact, with_docket, with_rest), (exact, docket, rest));
        }
        for list in List::ALL {
            let typed = typed(dice);
            let word = typed.split_whitespace().next().filter(|word| !word.contains([':', '='])).unwrap_or_default();
            let filter = Filter::parse(word).expect("a word");
            let anchor = Some(record(1, dice.below(records)));
            let asked =
                WindowQuery { list: *list, filter: word.into(), order: Vec::new(), offset: 0, limit: 400, anchor };
            let read = |boards: &Boards| {
                let means = Means { sorts: &Sorts::default(), hands: &OneHand };
                let window = window(boards, viewer, (&asked, &filter), means).expect("a window");
                postcard::to_stdvec(&window).expect("bytes")
            };
            prop_assert_eq!(read(&with), read(&without), "{:?} {}", list, word);
        }
    }
}

fn lead() -> Viewer {
    let zone = chrono_tz::Asia::Shanghai;
    Viewer { officer: OfficerId(1), role: PostRole::Lead, today: super::rows::day("2026-11-24"), zone }
}

#[test]
fn a_number_is_found_whole_by_its_beginning_and_in_small_letters() {
    let mut boards = Boards::default();
    let rows: Vec<DisputeRow> = (0..50).map(|no| dispute(&mut Dice(no), no as usize)).collect();
    rows.iter().for_each(|row| boards.put_dispute(row));
    let viewer = lead();
    for row in &rows {
        assert_eq!(boards.numbered(&viewer, &row.number.to_lowercase()), Some(row.id), "{}", row.number);
        let same = |begin: &str| rows.iter().filter(|one| one.number.starts_with(begin)).count().min(6);
        for end in (1..=row.number.len()).filter(|end| row.number.is_char_boundary(*end)) {
            let begin = &row.number[..end];
            assert_eq!(boards.numbered_from(&viewer, begin).len(), same(begin), "{begin}");
        }
    }
}

#[test]
fn what_only_resembles_is_found_when_nothing_else_is() {
    let mut boards = Boards::default();
    let mut row = dispute(&mut Dice(7), 7);
    row.counterpart = "Northlake Optics LLC".into();
    boards.put_dispute(&row);
    let hits = hits(&boards, &lead(), "nrthlake");
    assert_eq!(hits, (1, vec![(OnBoard::Disputes, row.id, 300)]));
}

#[test]
fn a_search_that_is_not_wanted_any_more_ends_without_an_answer() {
    let mut boards = Boards::default();
    boards.put_dispute(&dispute(&mut Dice(7), 7));
    let search = Search { typed: "a", limit: 9, hands: &OneHand, stop: &|| true };
    assert_eq!(boards.find(&lead(), search), None);
}
