//! The plain model: rows in a vector, looked through one by one.

use super::rows::{COUNTERPARTS, DOCKETS, Dice, ENTERPRISES, FORUMS};
use chrono::Days;
use dutydesk::boards::rows::{AffairRow, DisputeRow, ReferralRow};
use dutydesk::boards::window::{List, Viewer};
use dutydesk::casework::authorize::sees;
use dutydesk::casework::dispute::Stage;
use dutydesk::casework::standing::Ball;
use std::cmp::Ordering;

/// What is known, plainly.
#[derive(Clone, Default)]
pub struct Plain {
    pub disputes: Vec<DisputeRow>,
    pub referrals: Vec<ReferralRow>,
    pub affairs: Vec<AffairRow>,
}

impl Plain {
    pub fn sees(&self, viewer: &Viewer, row: &DisputeRow) -> bool {
        sees(viewer.officer, viewer.role, row.secrecy, &row.named)
    }

    pub fn sees_about(&self, viewer: &Viewer, dispute: Option<dutydesk::casework::ids::RecordId>) -> bool {
        let here = self.disputes.iter().find(|row| Some(row.id) == dispute);
        here.is_none_or(|row| self.sees(viewer, row))
    }
}

/// Puts a row in place of the one of the same record.
pub fn put<R>(rows: &mut Vec<R>, row: R, is_same: impl Fn(&R) -> bool) {
    match rows.iter_mut().find(|one| is_same(one)) {
        Some(place) => *place = row,
        None => rows.push(row),
    }
}

/// Is a dispute in this list?
pub fn in_list(list: List, viewer: &Viewer, row: &DisputeRow) -> bool {
    match list {
        List::MyDisputes => row.handler.as_ref().is_some_and(|(id, _)| *id == viewer.officer),
        List::DueDisputes => row.next_deadline.as_ref().is_some_and(|next| {
            let day = next.cutoff_at.with_timezone(&viewer.zone).date_naive();
            day <= viewer.today.checked_add_days(Days::new(7)).expect("a day")
        }),
        List::NewDisputes => matches!(row.stage, Stage::Registered | Stage::NeedsMaterial) && row.held,
        _ => true,
    }
}

/// The order of the board.
pub fn by_place(one: &DisputeRow, other: &DisputeRow) -> Ordering {
    let place = |row: &DisputeRow| match &row.next_deadline {
        _ if row.stage.is_over() => (3, -row.received_at.timestamp()),
        Some(next) => (0, next.cutoff_at.timestamp()),
        None => (if row.held { 1 } else { 2 }, row.received_at.timestamp()),
    };
    place(one).cmp(&place(other)).then(one.id.cmp(&other.id))
}

/// The order of referrals.
pub fn by_turn(one: &ReferralRow, other: &ReferralRow) -> Ordering {
    let place = |row: &ReferralRow| {
        let group = match (row.ball, row.standing.is_terminal()) {
            (Ball::Mine, _) => 0,
            (_, false) => 1,
            (_, true) => 2,
        };
        let due = row.due.map(|due| due.and_hms_opt(0, 0, 0).expect("midnight").and_utc().timestamp());
        (group, due.unwrap_or(row.submitted_at.timestamp()))
    };
    place(one).cmp(&place(other)).then(one.id.cmp(&other.id))
}

/// One way to sort, by its key, plainly.
type Key = fn(&DisputeRow) -> Option<String>;

/// Keys whose values sort as text.
pub const KEYS: &[(&str, Key)] = &[
    ("enterprise", |row| {
        let names: Vec<&str> =
            [row.enterprise.as_str()].into_iter().chain(row.names.iter().map(String::as_str)).collect();
        Some(names.join("\u{1f}")).filter(|names| !names.is_empty())
    }),
    ("forum", |row| Some(row.forum.clone())),
    ("docket", |row| row.docket.clone()),
    ("stage", |row| Some(format!("{:02}", row.stage as u8))),
    ("received_at", |row| Some(row.received_at.to_utc().to_rfc3339())),
    ("due", |row| row.next_deadline.as_ref().map(|next| next.due.to_string())),
    ("handler", |row| row.handler.as_ref().map(|(_, name)| name.clone())),
    ("version", |row| Some(format!("{:04}", row.version))),
];

/// Compares by a key; what has no value comes last either way.
pub fn by_key(key: Key, descending: bool, one: &DisputeRow, other: &DisputeRow) -> Ordering {
    match (key(one), key(other)) {
        (Some(one), Some(other)) if descending => other.cmp(&one),
        (Some(one), Some(other)) => one.cmp(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

/// A condition of a filter: as typed, and what it means.
pub type Condition = (String, Box<dyn Fn(&DisputeRow, &Viewer) -> bool>);

/// Some condition.
pub fn condition(dice: &mut Dice) -> Condition {
    let all: Vec<&str> = [ENTERPRISES, COUNTERPARTS, FORUMS, DOCKETS].concat();
    match dice.below(6) {
        0 => {
            let stage = dice.one(Stage::ALL);
            let holds = move |row: &DisputeRow| {
                [row.stage.code(), row.stage.zh(), row.stage.en()].iter().any(|one| has(one, stage.zh()))
            };
            (format!("stage:{}", stage.zh()), Box::new(move |row, _| holds(row)))
        }
        1 => {
            let negated = dice.below(2) == 0;
            let sign = if negated { "!=" } else { ":" };
            let holds = move |row: &DisputeRow| row.docket.as_ref().is_some_and(|one| has(one, "337-TA")) != negated;
            (format!("docket{sign}337-TA"), Box::new(move |row, _| holds(row)))
        }
        2 => {
            let days = dice.below(12);
            let left = move |row: &DisputeRow, viewer: &Viewer| {
                let next = row.next_deadline.as_ref()?;
                Some((next.cutoff_at.with_timezone(&viewer.zone).date_naive() - viewer.today).num_days())
            };
            let most = dice.below(2) == 0;
            let sign = if most { "<=" } else { ">=" };
            let days_left = i64::try_from(days).expect("small");
            let holds = move |left: i64| if most { left <= days_left } else { left >= days_left };
            (format!("due{sign}{days}d"), Box::new(move |row, viewer| left(row, viewer).is_some_and(holds)))
        }
        3 => {
            let secrecy = dice.one(&["red", "amber", "绿"]);
            let holds = move |row: &DisputeRow| has(row.secrecy.code(), secrecy) || has(row.secrecy.zh(), secrecy);
            (format!("tlp:{secrecy}"), Box::new(move |row, _| holds(row) || has(row.secrecy.en(), secrecy)))
        }
        4 => {
            let digits = dice.one(&["2026-0000", "0001", "zj-2026", "京", "q", "-1"]);
            (digits.to_owned(), Box::new(move |row, _| text_has(row, digits)))
        }
        _ => {
            let text: Vec<char> = dice.one(&all).split_whitespace().next().unwrap_or("a").chars().collect();
            let from = dice.below(text.len());
            let word: String = text[from..].iter().take(1 + dice.below(4)).collect();
            // not one that reads as a field
            let word: String = word.chars().filter(|c| !":=<>!".contains(*c)).collect();
            let word = if word.is_empty() { "a".to_owned() } else { word };
            (word.clone(), Box::new(move |row, _| text_has(row, &word)))
        }
    }
}

fn has(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(&word.to_lowercase())
}

fn text_has(row: &DisputeRow, word: &str) -> bool {
    let own = [&row.number, &row.enterprise, &row.counterpart, &row.jurisdiction, &row.forum];
    own.into_iter().chain(&row.names).chain(&row.docket).any(|text| has(text, word))
}
