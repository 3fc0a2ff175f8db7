//! The table of priorities, the figures of the clocks, urgency in working time; and random histories.

use super::super::house::{House, at};
use super::{act, later, one, raise, said, seen};
use dutydesk::calendar::Rules;
use dutydesk::casework::alert::{
    AlertDraft, AlertFigures, AlertState, CapCertainty, CapSeverity, CapUrgency, Priority, PriorityTable, Weight,
};
use dutydesk::casework::handbook::Handbook;
use proptest::prelude::*;

const PRIORITIES: &str = include_str!("../../../../rules/priority.toml");
const FIGURES: &str = include_str!("../../../../rules/alerts.toml");

const fn weight(urgency: CapUrgency, severity: CapSeverity, certainty: CapCertainty) -> Weight {
    Weight { urgency, severity, certainty }
}

#[test]
fn the_table_gives_every_priority_from_its_three_words() {
    use {CapCertainty as C, CapSeverity as S, CapUrgency as U};
    let table = PriorityTable::read(PRIORITIES).expect("the file is right");
    assert_eq!(&table, PriorityTable::shared());
    let of = |urgency, severity, certainty| table.of(weight(urgency, severity, certainty));
    assert_eq!(of(U::Immediate, S::Severe, C::Likely), Priority::P1);
    assert_eq!(of(U::Immediate, S::Severe, C::Possible), Priority::P2);
    assert_eq!(of(U::Immediate, S::Minor, C::Observed), Priority::P2);
    assert_eq!(of(U::Expected, S::Extreme, C::Unlikely), Priority::P2);
    assert_eq!(of(U::Expected, S::Minor, C::Observed), Priority::P3);
    assert_eq!(of(U::Future, S::Moderate, C::Observed), Priority::P3);
    assert_eq!(of(U::Future, S::Minor, C::Observed), Priority::P4);
    assert_eq!(of(U::Past, S::Extreme, C::Observed), Priority::P4);
    for unknown in [
        weight(U::Unknown, S::Severe, C::Observed),
        weight(U::Immediate, S::Unknown, C::Observed),
        weight(U::Immediate, S::Severe, C::Unknown),
    ] {
        assert_eq!(table.of(unknown), Priority::Unknown);
    }
}

/// What is wrong with a center's own file of this text.
pub fn problem(name: &str, text: &str) -> String {
    let own = [(format!("own/{name}"), text.to_owned())];
    Handbook::with_own(own.into_iter()).problems().first().map_or_else(String::new, ToString::to_string)
}

#[test]
fn a_wrong_table_is_told_by_file_and_line() {
    let problem = |text: &str| problem("priority.toml", text);
    assert_eq!(problem(PRIORITIES), "");
    let unknown = PRIORITIES.replacen("\"Severe\"", "\"Sevre\"", 1);
    assert!(problem(&unknown).starts_with("own/priority.toml:7: there is no word \"Sevre\""), "{}", problem(&unknown));
    let dead =
        PRIORITIES.replace("[working_days]", "[[row]]\nurgency = [\"Past\"]\npriority = \"P2\"\n\n[working_days]");
    let line = 1 + dead.lines().position(|line| line == "urgency = [\"Past\"]").expect("a row");
    let told = format!("own/priority.toml:{}: the rows above take all of it", line - 1);
    assert!(problem(&dead).starts_with(&told), "{} instead of {told}", problem(&dead));
    let open = PRIORITIES.replace("[[row]]\npriority = \"P4\"", "");
    assert!(problem(&open).contains("no row is for Future / Minor / Observed"), "{}", problem(&open));
    let days = "\n[working_days]\nexpected_max = 2\n";
    assert!(problem(days).starts_with("own/priority.toml:3: working_days: the two figures"), "{}", problem(days));
    assert!(problem("rows = 1").starts_with("own/priority.toml:1: unknown field `rows`"), "{}", problem("rows = 1"));
}

#[test]
fn the_figures_of_the_clocks_are_read_and_checked() {
    let figures = AlertFigures::read(FIGURES).expect("the file is right");
    assert_eq!((&figures, figures.p1_repeat_minutes), (AlertFigures::shared(), 2));
    let problem = |text: &str| problem("alerts.toml", text);
    let never = "\n\n[[source]]\nname = \"docket-feed\"\nzh = \"案卷\"\nen = \"docket\"\nsilent_after_hours = 0\n";
    assert!(problem(never).starts_with("own/alerts.toml:3: silent_after_hours"), "{}", problem(never));
    let broken = "[priority.P1]\nack_minutes = 30\nstep_minutes = \"ten\"\n";
    assert!(problem(broken).starts_with("own/alerts.toml:3: invalid type"), "{}", problem(broken));
    let endless = "[priority.P2]\nack_minutes = 0\n";
    assert!(problem(endless).starts_with("own/alerts.toml:2: P2 ack_minutes"), "{}", problem(endless));
    let twice = FIGURES.replace("federal-register", "docket-feed");
    let twice = AlertFigures::read(&twice).expect_err("twice").to_string();
    assert!(twice.contains("this source is there twice"), "{twice}");
}

#[test]
fn urgency_counts_working_time_to_the_next_legal_deadline() {
    let days = (Rules::shared().calendar("CN"), chrono_tz::Asia::Shanghai);
    let table = PriorityTable::shared().days;
    let now = at("2026-11-23T14:32:00+08:00").to_utc();
    let of = |deadline: &str| table.urgency(Some(at(deadline).to_utc()), now, days, false);
    assert_eq!(of("2026-11-26T23:59:00+08:00"), CapUrgency::Immediate, "three working days");
    assert_eq!(of("2026-11-27T09:30:00+08:00"), CapUrgency::Expected);
    assert_eq!(of("2026-12-14T17:00:00+08:00"), CapUrgency::Expected, "fifteen, weekends left out");
    assert_eq!(of("2026-12-15T09:30:00+08:00"), CapUrgency::Future);
    assert_eq!(of("2026-11-23T14:31:00+08:00"), CapUrgency::Past);
    assert_eq!(table.urgency(None, now, days, false), CapUrgency::Unknown);
    assert_eq!(table.urgency(None, now, days, true), CapUrgency::Immediate, "officers on the stand now");
}

/// What a source may say that neither rises nor takes back.
fn quiet_word(step: u8) -> AlertDraft {
    let minutes = i64::from(step / 4);
    let identifier = format!("g{}", step % 3);
    let mut draft = later(minutes, said("26-1140", &identifier, &format!("Order, text {}", step % 5)));
    if step.is_multiple_of(2) {
        draft.severity = CapSeverity::Minor;
    }
    draft
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_source_says_below_a_rise_the_marks_of_officers_stay(words in prop::collection::vec(0u8..120, 1..20)) {
        let mut house = House::new(1);
        let id = one(&mut house);
        // What rises is row 3: here nothing does.
        let calm = |word: &AlertDraft, house: &House| !word.weight().rises_over(seen(house, id).weight);
        act(&mut house, id, "note-alert", &[("text", "企业已来电")]).expect("noted");
        act(&mut house, id, "set-priority", &[("priority", "P3"), ("reason", "核过")]).expect("set");
        act(&mut house, id, "ack", &[]).expect("acked");
        act(&mut house, id, "shelve", &[("until", "2026-11-23 20:00"), ("reason", "等译文")]).expect("shelved");
        let before = seen(&house, id);
        for word in words.into_iter().map(quiet_word) {
            if calm(&word, &house) {
                raise(&mut house, word);
            }
        }
        let now = seen(&house, id);
        prop_assert_eq!((now.state, &now.shelf, &now.ack), (AlertState::Shelved, &before.shelf, &before.ack));
        prop_assert_eq!((&now.notes, &now.own_priority), (&before.notes, &before.own_priority));
        prop_assert!(now.count >= now.revision);
    }

    #[test]
    fn whatever_the_order_of_arrival_the_newest_word_is_shown(order in Just((0..6i64).collect::<Vec<_>>()).prop_shuffle()) {
        let mut house = House::new(1);
        for minutes in order {
            raise(&mut house, later(minutes, said("26-1140", &format!("g{minutes}"), &format!("Order {minutes}"))));
        }
        let alerts: Vec<_> = house.units[0].alerts.values().collect();
        prop_assert_eq!(alerts.len(), 1);
        prop_assert_eq!((alerts[0].draft.headline.as_str(), alerts[0].revision), ("Order 5", 6));
    }
}
