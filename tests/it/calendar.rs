//! The law's traps, one test each, the worked cases, bad files, and working time.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use dutydesk::calendar::{
    CalendarError, Computed, Confidence, Kind, Question, Roll, Rules, WorkingClock, WorkingHours, check_examples,
    compute, days_left,
};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a test writes dates as 2026-11-05")
}

fn ask(rule: &str, trigger: &str) -> Question {
    Question::new(rule, day(trigger))
}

fn in_calendar(rule: &str, trigger: &str, calendar: &str) -> Question {
    Question { calendars: vec![calendar.to_owned()], ..ask(rule, trigger) }
}

fn served(rule: &str, trigger: &str, method: &str) -> Question {
    Question { service: Some(method.to_owned()), ..ask(rule, trigger) }
}

fn answer(question: &Question) -> Computed {
    compute(Rules::shared(), question).expect("the rule is known and in force")
}

/// Nominal, due and safe date of a question.
fn dates(question: &Question) -> [String; 3] {
    let found = answer(question);
    [found.nominal, found.due, found.safe].map(|date| date.to_string())
}

/// The built-in files and one more.
fn with_file(name: &str, text: &str) -> Rules {
    let more = (name.to_owned(), text.to_owned());
    Rules::load(Rules::builtin_files().chain([more]))
}

fn said(texts: &[dutydesk::calendar::Text], word: &str) -> bool {
    texts.iter().any(|text| text.en.contains(word) || text.zh.contains(word))
}

// --- worked cases and the files that come with the program

#[test]
fn the_worked_examples_come_out_to_the_day() {
    let cases = include_str!("../samples/deadline_examples.csv");
    assert_eq!(check_examples(Rules::shared(), cases), []);
}

#[test]
fn a_wrong_worked_case_is_told_field_by_field() {
    let cases = "case_id,rule_id,trigger_date,calendar,nominal_end,due_date,rolled\n\
                 A,us-dct-answer,2026-11-05,US-FED,2026-11-26,2026-11-26,no\n\
                 B,no-such-rule,2026-11-05,,,2026-11-26,\n\
                 C,us-dct-answer,05/11/2026,,,2026-11-26,\n";
    let found = check_examples(Rules::shared(), cases);
    let told: Vec<(u64, &str, &str)> = found.iter().map(|d| (d.line, d.field.as_str(), d.computed.as_str())).collect();
    assert_eq!(told[0], (2, "due_date", "2026-11-27"));
    assert_eq!(told[1], (2, "rolled", "yes"));
    assert!(told[2].2.contains("no deadline rule 'no-such-rule'"));
    assert!(told[3].2.contains("'05/11/2026' is not a date"));
}

#[test]
fn every_file_that_comes_with_the_program_is_taken() {
    let rules = Rules::builtin();
    assert_eq!(rules.problems(), []);
    assert_eq!(rules.rules().len(), 169);
    assert_eq!(rules.calendars().count(), 27);
    for rule in rules.rules() {
        let texts = [&rule.forum, &rule.title, &rule.trigger, &rule.extension];
        for text in texts.into_iter().chain(&rule.cautions) {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", rule.id);
            assert!(text.en.is_ascii() || rule.id.starts_with("br-"), "{}", text.en);
        }
    }
}

// --- the numbered points of the rules' description

#[test]
fn point_01_the_itc_counts_from_the_first_business_day() {
    let found = answer(&ask("us-itc-337-answer", "2026-05-22"));
    assert_eq!(found.start, day("2026-05-26"));
    assert_eq!(found.nominal, day("2026-06-14"));
    assert_eq!(found.due, day("2026-06-15"));
    assert_eq!(found.safe, day("2026-06-11"));
    // A temporary relief response of ten days too; both are far from the count of a district court.
    assert_eq!(dates(&ask("us-itc-337-answer-teo", "2026-11-25")), ["2026-12-06", "2026-12-07", "2026-12-07"]);
}

#[test]
fn point_01_short_itc_periods_count_business_days_only() {
    let rules = with_file(
        "rules/deadlines/short.toml",
        &RULE.replace("NAME", "short").replace("PERIOD", "{ n = 6, unit = \"day\" }").replace("SCHEME", "us-itc"),
    );
    assert_eq!(rules.problems(), []);
    let found = compute(&rules, &ask("short", "2026-11-20")).expect("computed");
    // Day 1 is Mon 23 Nov; Thanksgiving and the weekend are left out.
    assert_eq!(found.due, day("2026-12-01"));
    assert_eq!(found.safe, day("2026-11-27"));
}

#[test]
fn point_02_every_day_counts_and_only_the_last_one_rolls() {
    assert_eq!(dates(&ask("us-dct-answer", "2026-11-05")), ["2026-11-26", "2026-11-27", "2026-11-27"]);
    // The observed Independence Day is a holiday of its own.
    assert_eq!(dates(&ask("us-dct-answer", "2026-06-12")), ["2026-07-03", "2026-07-06", "2026-07-06"]);
}

#[test]
fn point_02_a_one_off_closure_is_an_override() {
    let question = Question { extra_closed: vec![day("2026-11-27")], ..ask("us-dct-answer", "2026-11-05") };
    let found = answer(&question);
    assert_eq!(found.due, day("2026-11-30"));
    assert!(said(&found.steps, "closed by hand"));

    let rules = with_file(
        "local/calendars/us-fed.toml",
        "code = \"US-FED\"\nversion = 7\nadds = true\n[[year]]\nyear = 2026\nknown = \"published\"\n\
         closed = [{ day = 2026-11-27, zh = \"总统令休日\", en = \"executive order\" }]\n",
    );
    assert_eq!(rules.problems(), []);
    let found = compute(&rules, &ask("us-dct-answer", "2026-11-05")).expect("computed");
    assert_eq!(found.due, day("2026-11-30"));
    assert_eq!(found.calendar, ["US-FED v1+7"]);
    assert!(said(&found.steps, "executive order"));
}

#[test]
fn point_03_a_waiver_runs_from_the_day_the_request_was_sent() {
    let found = answer(&ask("us-dct-answer-waiver-foreign", "2026-09-01"));
    assert_eq!(found.due, day("2026-11-30"));
    assert!(found.event.en.contains("SENT") && found.event.zh.contains("发出"));
    let at_home = answer(&ask("us-dct-answer-waiver-us", "2026-09-01"));
    assert_eq!(at_home.nominal, day("2026-10-31"));
    assert_eq!(at_home.due, day("2026-11-02"));
}

#[test]
fn point_04_patent_office_months_end_on_the_same_number() {
    let six = |trigger| answer(&ask("us-tm-office-action-66a", trigger)).nominal;
    assert_eq!(six("2026-02-28"), day("2026-08-28"));
    assert_eq!(six("2026-08-31"), day("2027-02-28"));
    assert_eq!(six("2027-08-31"), day("2028-02-29"));
}

#[test]
fn point_04_a_chain_runs_from_the_nominal_date() {
    let first = answer(&ask("us-ttab-opposition", "2026-10-29"));
    assert_eq!([first.nominal, first.due], ["2026-11-28", "2026-11-30"].map(day));
    let next = answer(&Question::new("us-ttab-opposition", first.nominal));
    assert_eq!(next.nominal, day("2026-12-28"));
    assert_eq!(first.outer, Some(day("2027-04-27")));
}

#[test]
fn point_05_month_ends_by_two_roads_and_by_none() {
    let end = |rule, calendar| answer(&in_calendar(rule, "2026-02-28", calendar)).nominal;
    assert_eq!(end("euipo-appeal-notice", "NONE"), day("2026-04-30"));
    assert_eq!(end("jp-tm-opposition", "JP"), day("2026-04-30"));
    assert_eq!(end("kr-refusal-appeal", "KR"), day("2026-05-31"));
    assert_eq!(end("epo-appeal-notice", "EPO"), day("2026-04-28"));
    assert_eq!(end("de-tm-cancellation-objection", "DE-BY"), day("2026-04-28"));
    assert_eq!(end("cn-tm-nonuse-evidence", "CN"), day("2026-04-28"));
}

#[test]
fn point_05_japan_ends_the_day_before_the_corresponding_day() {
    let end = |trigger| answer(&ask("jp-tm-opposition", trigger)).nominal;
    assert_eq!(end("2026-01-10"), day("2026-03-10"));
    // Start 31 Dec: February has no 31st, so its last day.
    assert_eq!(end("2026-12-30"), day("2027-02-28"));
    // Start 29 Dec: no 29 Feb 2027 either; start 28 Dec: the day before 28 Feb.
    assert_eq!(end("2026-12-28"), day("2027-02-28"));
    assert_eq!(end("2026-12-27"), day("2027-02-27"));
}

#[test]
fn point_06_the_epo_rolls_if_any_of_its_places_is_closed() {
    // King's Day in The Hague, Corpus Christi in Munich, the days up to the new year.
    assert_eq!(answer(&ask("epo-appeal-notice", "2026-02-27")).due, day("2026-04-28"));
    assert_eq!(answer(&ask("epo-appeal-notice", "2026-04-04")).due, day("2026-06-05"));
    let year_end = answer(&ask("epo-appeal-notice", "2026-10-24"));
    assert_eq!(year_end.nominal, day("2026-12-24"));
    assert_eq!(year_end.due, day("2027-01-04"));
    assert!(said(&year_end.changes, "are derived"));
}

#[test]
fn point_07_holidays_are_those_of_the_court_s_land() {
    // Corpus Christi 2026-06-04: a holiday in Munich and Düsseldorf, not in Berlin.
    let due = |calendar| answer(&in_calendar("de-appeal", "2026-05-04", calendar)).due;
    assert_eq!(due("DE-BY"), day("2026-06-05"));
    assert_eq!(due("DE-NW"), day("2026-06-05"));
    assert_eq!(due("DE"), day("2026-06-04"));
    assert_eq!(due("de-hE"), day("2026-06-05"));
    let unnamed = answer(&ask("de-appeal", "2026-05-04"));
    assert!(said(&unnamed.warnings, "--calendar"));
}

#[test]
fn point_07_served_abroad_the_notice_has_a_month() {
    let at_home = answer(&in_calendar("de-defence-notice", "2026-10-20", "DE-BY"));
    assert_eq!(at_home.due, day("2026-11-03"));
    assert!(at_home.hard && said(&at_home.warnings, "de-defence-notice-abroad"));
    let abroad = answer(&in_calendar("de-defence-notice-abroad", "2026-10-20", "DE-BY"));
    assert_eq!(abroad.due, day("2026-11-20"));
}

#[test]
fn point_08_a_make_up_workday_is_a_working_day() {
    let found = answer(&ask("cn-civil-answer", "2026-09-25"));
    assert_eq!(found.due, day("2026-10-10"));
    assert!(!found.rolled && said(&found.steps, "调休上班日"));
    // And counts in a period of working days: 2026-09-20 is worked, 25 to 27 and 1 to 7 Oct are off.
    assert_eq!(answer(&ask("cn-customs-apply", "2026-09-18")).due, day("2026-09-22"));
    assert_eq!(answer(&ask("cn-customs-apply", "2026-09-30")).due, day("2026-10-10"));
}

#[test]
fn point_09_brazil_counts_business_days_and_stops_for_the_recess() {
    let found = answer(&ask("br-contestacao", "2026-12-10"));
    assert_eq!(found.due, day("2027-02-02"));
    let inside = answer(&ask("br-contestacao", "2026-12-28"));
    assert_eq!(inside.start, day("2027-01-21"));
}

#[test]
fn point_09_brazil_s_office_starts_on_a_working_day_and_the_earlier_count_is_safe() {
    // Published on a Friday: day 1 is Monday.
    let found = answer(&ask("br-tm-opposition", "2026-02-27"));
    assert_eq!(found.start, day("2026-03-02"));
    assert_eq!([found.due, found.safe], ["2026-04-30", "2026-04-28"].map(day));
}

#[test]
fn point_10_rules_have_days_on_which_they_begin_and_end() {
    let rules = Rules::shared();
    let early = compute(rules, &ask("kr-tm-opposition", "2025-07-21")).expect_err("not yet");
    assert_eq!(
        early.to_string(),
        "rule kr-tm-opposition is not in force on 2025-07-21 (valid from 2025-07-22); \
         use kr-tm-opposition-old"
    );
    assert!(early.zh().contains("请改用 kr-tm-opposition-old"));
    assert_eq!(answer(&ask("kr-tm-opposition-old", "2025-07-21")).due, day("2025-09-22"));
    assert_eq!(answer(&ask("kr-tm-opposition", "2025-07-22")).due, day("2025-08-21"));
    let no_older = compute(rules, &ask("vn-tm-opposition", "2026-03-31")).expect_err("not yet");
    assert!(no_older.to_string().contains("check the law itself"));
}

#[test]
fn point_11_an_outer_limit_stands_beside_the_period() {
    let found = answer(&ask("in-written-statement", "2026-11-02"));
    assert_eq!(found.nominal, day("2026-12-02"));
    assert_eq!(found.outer, Some(day("2027-03-02")));
    assert!(said(&found.changes, "no extension goes beyond"));
}

#[test]
fn point_12_windows_and_protections_are_not_due_dates() {
    let kind = |rule| answer(&ask(rule, "2026-11-02")).kind;
    assert_eq!(kind("us-dmca-restore-earliest"), Kind::Earliest);
    assert_eq!(kind("us-dmca-restore-latest"), Kind::Window);
    assert_eq!(kind("hague-default-wait"), Kind::Protective);
    assert_eq!(kind("us-dct-answer"), Kind::Due);
    let earliest = answer(&ask("us-dmca-restore-earliest", "2026-11-02"));
    assert_eq!(earliest.due, day("2026-11-17"));
    assert!(said(&earliest.warnings, "not a due date"));
}

#[test]
fn point_13_the_ipr_bar_rolls_at_your_risk() {
    // One year from Fri 7 Nov 2025 is a Saturday.
    let found = answer(&ask("us-ptab-ipr-bar", "2025-11-07"));
    assert_eq!([found.due, found.safe], ["2026-11-09", "2026-11-07"].map(day));
    assert!(found.hard && said(&found.steps, "risky"));
    let leap = answer(&ask("us-ptab-ipr-bar", "2024-02-29"));
    assert_eq!(leap.due, day("2025-02-28"));
}

#[test]
fn point_14_days_for_service_are_added_at_the_end_and_not_relied_on() {
    let plain = answer(&ask("us-itc-337-answer", "2026-09-08"));
    let mailed = answer(&served("us-itc-337-answer", "2026-09-08", "mail"));
    let abroad = answer(&served("us-itc-337-answer", "2026-09-08", "mail-abroad"));
    assert_eq!(plain.due, day("2026-09-28"));
    assert_eq!(mailed.due, day("2026-10-01"));
    assert_eq!(abroad.due, day("2026-10-08"));
    assert_eq!([mailed.safe, abroad.safe], [plain.safe, plain.safe]);
    assert!(said(&mailed.warnings, "not checked against the text"));
    // A paper of the other party, sent by express, adds nothing.
    let other = answer(&served("us-itc-interrogatory-answer", "2026-09-08", "express"));
    assert_eq!(other.due, answer(&ask("us-itc-interrogatory-answer", "2026-09-08")).due);
    assert!(said(&other.warnings, "adds nothing for service by express"));
}

#[test]
fn point_14_in_a_district_court_the_days_come_after_the_roll() {
    // 21 days end on Thanksgiving, roll to Fri 27 Nov, three days more end on Mon 30 Nov.
    let mailed = answer(&served("us-dct-counterclaim-answer", "2026-11-05", "mail"));
    assert_eq!([mailed.due, mailed.safe], ["2026-11-30", "2026-11-27"].map(day));
}

#[test]
fn point_15_hard_periods_are_marked() {
    for rule in ["upc-appeal-statement", "upc-pi-main-action", "us-dct-alter-judgment"] {
        assert!(answer(&ask(rule, "2026-11-02")).hard, "{rule}");
    }
    for rule in ["us-dct-answer", "upc-statement-defence", "us-itc-337-answer"] {
        assert!(!answer(&ask(rule, "2026-11-02")).hard, "{rule}");
    }
}

#[test]
fn point_16_late_receipt_adds_only_the_days_beyond_seven() {
    let received = |on: &str| Question { received: Some(day(on)), ..ask("epo-opposition-reply", "2024-01-30") };
    let found = answer(&received("2024-02-09"));
    assert_eq!([found.nominal, found.due], ["2024-06-02", "2024-06-03"].map(day));
    assert!(said(&found.steps, "beyond 7"));
    // Within seven days nothing is added: 30 May 2024 is Corpus Christi.
    assert_eq!(answer(&received("2024-02-06")).due, day("2024-05-31"));
    let before = compute(Rules::shared(), &received("2024-01-29")).expect_err("too early");
    assert!(matches!(before, CalendarError::ReceivedTooEarly { .. }));
    // A publication is not notified: the day someone received it changes nothing.
    let published = Question { received: Some(day("2024-03-09")), ..ask("epo-opposition", "2024-01-31") };
    assert_eq!(answer(&published).nominal, day("2024-10-31"));
    assert!(said(&answer(&published).warnings, "changes nothing"));
}

#[test]
fn point_17_the_upc_runs_on_when_it_cannot_receive() {
    let down = Question {
        extra_closed: vec![day("2026-06-30")],
        ..in_calendar("upc-statement-defence", "2026-03-31", "DE-BY")
    };
    assert_eq!(answer(&down).due, day("2026-07-01"));
}

#[test]
fn point_17_the_longer_of_two_periods_counts() {
    // Twenty working days over Christmas in Bavaria pass the 31 calendar days.
    let winter = answer(&in_calendar("upc-pi-main-action", "2026-12-18", "DE-BY"));
    assert_eq!(winter.due, day("2027-01-20"));
    let summer = answer(&in_calendar("upc-pi-main-action", "2026-08-17", "DE-BY"));
    assert_eq!(summer.due, day("2026-09-17"));
    assert!(said(&winter.steps, "the longer of 31 days and 20 business days"));
}

#[test]
fn point_18_backward_counts_roll_backward_without_state_holidays() {
    let state = "code = \"US-XX\"\nversion = 1\nname = { zh = \"某州\", en = \"a state\" }\n\
                 zone = \"America/New_York\"\nweekend = [\"sat\", \"sun\"]\nafter_event_only = true\n\
                 [[year]]\nyear = 2026\nknown = \"published\"\n\
                 closed = [{ day = 2026-11-27, zh = \"州假日\", en = \"state holiday\" }]\n";
    let before = RULE
        .replace("NAME", "before")
        .replace("PERIOD", "{ n = 14, unit = \"day\" }")
        .replace("SCHEME", "us-frcp6")
        .replace("kind =", "direction = \"before\"\nkind =");
    let rules =
        Rules::load(Rules::builtin_files().chain([
            ("calendars/us-xx.toml".to_owned(), state.to_owned()),
            ("deadlines/before.toml".to_owned(), before),
        ]));
    assert_eq!(rules.problems(), []);
    let with_state = |rule, trigger| {
        let calendars = ["US-FED", "US-XX"].map(str::to_owned).to_vec();
        let question = Question { calendars, ..ask(rule, trigger) };
        compute(&rules, &question).expect("computed").due
    };
    // 14 days before Thu 10 Dec is Thanksgiving: back to Wednesday.
    assert_eq!(with_state("before", "2026-12-10"), day("2026-11-25"));
    // 14 days before Fri 11 Dec is the state's holiday, which does not count backward …
    assert_eq!(with_state("before", "2026-12-11"), day("2026-11-27"));
    // … but does after an event.
    assert_eq!(with_state("us-dct-answer", "2026-11-05"), day("2026-11-30"));
}

#[test]
fn point_19_from_a_month_end_the_earlier_of_two_readings_is_safe() {
    let found = answer(&in_calendar("euipo-office-term-noneea", "2026-02-28", "NONE"));
    assert_eq!([found.due, found.safe], ["2026-04-30", "2026-04-28"].map(day));
    let plain = answer(&ask("euipo-opposition", "2026-02-27"));
    assert_eq!([plain.due, plain.safe], ["2026-05-27", "2026-05-27"].map(day));
}

#[test]
fn point_20_china_s_opposition_period_shrinks_in_2027() {
    assert_eq!(dates(&ask("cn-tm-opposition", "2026-09-30")), ["2026-12-30", "2026-12-30", "2026-12-30"]);
    assert_eq!(dates(&ask("cn-tm-opposition", "2026-10-13")), ["2027-01-13", "2027-01-13", "2026-12-31"]);
    assert_eq!(dates(&ask("cn-tm-opposition", "2026-12-28")), ["2027-03-28", "2027-03-29", "2027-03-01"]);
    let window = answer(&ask("cn-tm-opposition", "2026-10-13"));
    assert!(said(&window.warnings, "衔接规定未见"));
    let new_law = compute(Rules::shared(), &ask("cn-tm-opposition", "2027-01-06"));
    assert!(new_law.expect_err("ended").to_string().ends_with("use cn-tm-opposition-2027"));
    assert_eq!(answer(&ask("cn-tm-opposition-2027", "2027-01-06")).due, day("2027-03-08"));
}

#[test]
fn point_21_patent_practice_may_roll_over_a_make_up_workday() {
    let found = answer(&ask("cn-patent-reexam", "2026-07-10"));
    assert_eq!([found.due, found.safe], ["2026-10-10", "2026-10-10"].map(day));
    assert!(said(&found.changes, "2026-10-12"));
}

#[test]
fn point_21_china_2027_rolls_over_what_is_fixed_and_warns() {
    // Spring Festival 2027: 5 to 8 Feb are fixed by regulation.
    let found = answer(&ask("cn-civil-answer", "2027-01-21"));
    assert_eq!([found.nominal, found.due], ["2027-02-05", "2027-02-09"].map(day));
    assert!(said(&found.warnings, "2027年调休未公布"));
    // A weekend may be worked: the day itself is the safe one.
    let weekend = answer(&ask("cn-civil-answer", "2027-01-15"));
    assert_eq!([weekend.due, weekend.safe], ["2027-02-01", "2027-01-30"].map(day));
    assert!(answer(&ask("cn-civil-answer", "2026-09-25")).warnings.is_empty());
}

#[test]
fn point_22_the_federal_court_of_canada_stops_at_christmas() {
    // 10 days from 15 Dec: five to the 20th, then on from 8 January.
    let found = answer(&ask("ca-notice-intention", "2026-12-15"));
    assert_eq!(found.nominal, day("2027-01-12"));
    assert!(said(&found.steps, "12-21 to 01-07"));
    let calendar = |code| Rules::shared().calendar(code).expect("built in");
    for (date, office, court) in [
        ("2025-04-21", false, false),
        ("2025-05-19", false, false),
        ("2025-06-24", false, true),
        ("2025-08-04", false, true),
        ("2025-10-13", false, false),
        ("2027-12-28", false, false),
    ] {
        assert_eq!(calendar("CA").is_open(day(date)), office, "{date}");
        assert_eq!(calendar("CA-FC").is_open(day(date)), court, "{date}");
    }
}

#[test]
fn point_23_saturdays_in_singapore_and_holidays_in_india_are_not_relied_on() {
    // Two months from 27 Aug 2026 … a Saturday.
    let singapore = answer(&ask("sg-tm-opposition", "2026-08-31"));
    assert_eq!(singapore.nominal, day("2026-10-31"));
    assert_eq!([singapore.due, singapore.safe], ["2026-11-02", "2026-10-31"].map(day));
    // Two months to Christmas Day.
    let india = answer(&ask("in-tm-counterstatement", "2026-10-25"));
    assert_eq!([india.due, india.safe], ["2026-12-28", "2026-12-25"].map(day));
    // Days before an arbitrazh court and before IMPI are business days by their unit.
    assert_eq!(answer(&ask("mx-infringement-answer", "2026-11-06")).due, day("2026-11-23"));
    assert!(said(&answer(&ask("mx-infringement-answer", "2026-11-06")).warnings, "IMPI"));
    assert!(said(&answer(&ask("gb-defence", "2026-11-06")).warnings, "IPEC"));
}

#[test]
fn short_english_periods_are_clear_business_days() {
    let rules = with_file(
        "rules/deadlines/short.toml",
        &RULE.replace("NAME", "short").replace("PERIOD", "{ n = 5, unit = \"day\" }").replace("SCHEME", "gb"),
    );
    // Good Friday and Easter Monday 2026 lie between.
    let found = compute(&rules, &ask("short", "2026-04-01")).expect("computed");
    assert_eq!(found.due, day("2026-04-10"));
}

#[test]
fn japan_s_offices_are_closed_from_29_december_to_3_january() {
    let found = answer(&ask("jp-tm-opposition", "2026-10-30"));
    assert_eq!([found.nominal, found.due], ["2026-12-30", "2027-01-04"].map(day));
}

// --- the hour at which a forum closes

#[test]
fn a_forum_closes_by_its_own_wall_clock() {
    let itc = answer(&ask("us-itc-337-answer", "2026-11-06"));
    assert_eq!(itc.safe, day("2026-11-27"));
    assert_eq!(itc.cutoff_at.to_rfc3339(), "2026-11-27T17:15:00-05:00");
    assert_eq!(itc.due_cutoff_at.to_rfc3339(), "2026-11-30T17:15:00-05:00");
    let summer = answer(&ask("us-itc-337-answer", "2026-06-08"));
    assert_eq!(summer.cutoff_at.to_rfc3339(), "2026-06-29T17:15:00-04:00");
    let madrid = answer(&ask("euipo-opposition", "2026-11-03"));
    assert_eq!(madrid.cutoff_at.to_rfc3339(), "2027-02-03T23:59:59+01:00");
    assert_eq!(madrid.zone, "Europe/Madrid");
}

#[test]
fn days_left_are_counted_where_the_unit_sits() {
    let cutoff = answer(&ask("us-itc-337-answer", "2026-11-06")).due_cutoff_at;
    // 17:15 in Washington is 06:15 of the next day in Beijing.
    let now = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
    assert_eq!(days_left(cutoff, now("2026-11-23T02:00:00Z"), Tz::Asia__Shanghai), 8);
    assert_eq!(days_left(cutoff, now("2026-11-23T02:00:00Z"), Tz::America__New_York), 8);
    assert_eq!(days_left(cutoff, now("2026-11-30T22:14:00Z"), Tz::Asia__Shanghai), 0);
    assert_eq!(days_left(cutoff, now("2026-12-02T22:14:00Z"), Tz::Asia__Shanghai), -2);
}

// --- unpublished years, questions without an answer

#[test]
fn an_unpublished_year_is_said_to_be_unpublished() {
    let found = answer(&ask("us-dct-answer", "2029-01-02"));
    assert!(said(&found.warnings, "US-FED has no closed days for 2029"));
    assert!(answer(&ask("us-dct-answer", "2027-01-04")).warnings.is_empty());
    assert!(said(&answer(&ask("euipo-opposition", "2026-11-03")).warnings, "EUIPO"));
    assert!(said(&answer(&ask("upc-statement-defence", "2026-11-03")).warnings, "--calendar"));
}

#[test]
fn a_question_without_an_answer_says_what_to_do() {
    let fails = |question: &Question| compute(Rules::shared(), question).expect_err("no answer");
    let typo = fails(&ask("us-dct-anser", "2026-01-05"));
    assert!(typo.to_string().contains("did you mean us-dct-answer"));
    let calendar = fails(&in_calendar("us-dct-answer", "2026-01-05", "US-WEST"));
    assert!(calendar.to_string().starts_with("no calendar 'US-WEST'; take one of AU-ACT"));
    let year = fails(&ask("us-dct-answer", "0026-01-05"));
    assert!(year.to_string().contains("out of range"));
    let closed = Question {
        extra_closed: day("2026-11-20").iter_days().take(400).collect(),
        ..ask("us-dct-answer", "2026-11-05")
    };
    assert!(fails(&closed).to_string().contains("at most 366"));
    for error in [typo, calendar, year] {
        assert!(!error.zh().is_ascii(), "{error}");
        assert!(!error.to_string().contains('\n'));
    }
}

// --- bad files

const RULE: &str = r#"
[[rule]]
id = "NAME"
version = 1
st3 = "US"
forum = { zh = "某机构", en = "a forum" }
title = { zh = "某期限", en = "a period" }
trigger = { zh = "某事", en = "an event" }
period = PERIOD
scheme = "SCHEME"
kind = "due"
extension = { zh = "可", en = "yes" }
citation = "rule 1"
source = "a text"
confidence = "verified"
"#;

/// The one problem of an extra file: `line: what`.
fn refused(name: &str, text: &str) -> String {
    let rules = with_file(name, text);
    let [problem] = rules.problems() else {
        panic!("one problem expected, not {:?}", rules.problems());
    };
    assert_eq!(problem.file, name);
    assert!(!problem.what.zh.is_ascii());
    // The rest stays in use.
    assert!(rules.rule("us-dct-answer").is_some());
    format!("{}: {}", problem.line, problem.what.en)
}

#[test]
fn a_rule_that_cannot_be_counted_is_refused_by_line() {
    let rule = RULE.replace("NAME", "x").replace("PERIOD", "{ n = 5, unit = \"day\" }");
    let file = "rules/deadlines/x.toml";
    assert_eq!(refused(file, &rule.replace("SCHEME", "us-moon")), "2: x: unknown scheme 'us-moon'");
    let known = rule.replace("SCHEME", "us-pto");
    assert_eq!(refused(file, &known.replace("kind =", "calendars = [\"XX\"]\nkind =")), "2: unknown calendar 'XX'");
    assert!(refused(file, &known.replace("n = 5", "n = 0")).starts_with("2: x: a period of 0"));
    assert!(refused(file, &known.replace("n = 5", "n = 9999")).contains("3660 days"));
    assert_eq!(refused(file, &known.replace("\"x\"", "\"us-dct-answer\"")), "2: us-dct-answer is already defined");
    let unknown_field = refused(file, &known.replace("kind =", "colour = 1\nkind ="));
    assert!(unknown_field.starts_with("11: ") && unknown_field.contains("colour"));
    assert!(refused(file, "[[rule]\n").starts_with("1: "));
    assert!(refused(file, &known.replace("\"due\"", "\"soon\"")).starts_with("11: "));
}

#[test]
fn rules_of_one_family_may_not_overlap() {
    let old = RULE
        .replace("NAME", "x-old")
        .replace("PERIOD", "{ n = 2, unit = \"month\" }")
        .replace("SCHEME", "us-pto")
        .replace("kind =", "family = \"x\"\nvalid_to = 2026-06-30\nkind =");
    let new = old.replace("x-old", "x-new").replace("valid_to = 2026-06-30", "valid_from = 2026-06-30");
    let both = format!("{old}{new}");
    assert_eq!(refused("rules/deadlines/x.toml", &both), "19: x-new is in force on days that x-old also governs");
    let next_day = both.replace("valid_from = 2026-06-30", "valid_from = 2026-07-01");
    assert_eq!(with_file("rules/deadlines/x.toml", &next_day).problems(), []);
    let backward = old.replace("kind =", "valid_from = 2026-07-01\nkind =");
    assert!(refused("rules/deadlines/x.toml", &backward).contains("valid_to is before valid_from"));
}

#[test]
fn a_calendar_that_contradicts_itself_is_refused_by_line() {
    let head = "code = \"XX\"\nversion = 1\nname = { zh = \"某地\", en = \"a place\" }\n\
                zone = \"Asia/Tokyo\"\nweekend = [\"sat\", \"sun\"]\n";
    let file = "rules/calendars/xx.toml";
    let day = |text: &str| format!("{{ day = {text}, zh = \"节\", en = \"holiday\" }}");
    let year = "[[year]]\nyear = 2026\nknown = \"published\"\n";
    let both = format!("{head}{year}closed = [\n{},\n]\nworked = [\n{},\n]\n", day("2026-02-14"), day("2026-02-14"));
    assert_eq!(refused(file, &both), "13: 2026-02-14 stands twice, or is both closed and worked");
    let wrong_year = format!("{head}{year}closed = [{}]\n", day("2025-02-14"));
    assert_eq!(refused(file, &wrong_year), "9: 2025-02-14 is no day of 2026");
    assert_eq!(refused(file, &format!("{head}{year}{year}")), "9: the year 2026 stands twice");
    assert!(refused(file, &head.replace("[\"sat\", \"sun\"]", "[\"caturday\"]")).starts_with("1: weekend takes"));
    assert!(refused(file, &head.replace("Asia/Tokyo", "Asia/Atlantis")).starts_with("4: "));
    assert_eq!(refused(file, &head.replace("XX", "JP")), "1: JP is already defined");
    assert_eq!(refused(file, "code = \"QQ\"\nversion = 1\nadds = true\n"), "1: unknown calendar 'QQ'");
    assert!(refused(file, "code = \"QQ\"\nversion = 1\n").contains("name and zone"));
}

#[test]
fn a_year_published_later_takes_the_place_of_the_incomplete_one() {
    let rules = with_file(
        "local/calendars/cn-2027.toml",
        "code = \"CN\"\nversion = 2\nadds = true\n[[year]]\nyear = 2027\nknown = \"published\"\n\
         replaces = true\n\
         closed = [{ day = 2027-02-05, zh = \"春节\", en = \"Spring Festival\" }]\n\
         worked = [{ day = 2027-01-30, zh = \"春节\", en = \"Spring Festival\" }]\n",
    );
    let found = compute(&rules, &ask("cn-civil-answer", "2027-01-15")).expect("computed");
    assert_eq!([found.due, found.safe], ["2027-01-30", "2027-01-30"].map(day));
    assert!(found.warnings.is_empty());
    let calendar = rules.calendar("cn").expect("in capitals or not");
    assert!(calendar.is_published(2027) && !calendar.is_published(2028));
    assert!(calendar.is_open(day("2027-10-01")), "the days known before are gone");
}

// --- what leaves the layer

#[test]
fn a_computed_date_survives_the_journal() {
    for rule in Rules::shared().rules() {
        let question = Question::new(&rule.id, rule.valid_to.unwrap_or(day("2027-03-31")));
        let found = answer(&question);
        let bytes = postcard::to_stdvec(&found).expect("packed");
        let back: Computed = postcard::from_bytes(&bytes).expect("unpacked");
        assert_eq!(back, found);
        assert_eq!(back.cutoff_at.offset(), found.cutoff_at.offset());
    }
}

#[test]
fn the_json_has_the_documented_keys() {
    let reply = answer(&ask("us-dct-answer", "2026-11-05")).json(true);
    assert_eq!(reply["schema"], "dutydesk/deadline/1");
    for key in [
        "rule",
        "trigger",
        "start",
        "nominal",
        "due",
        "safe",
        "rolled",
        "zone",
        "cutoff_at",
        "calendar",
        "citation",
        "source",
        "confidence",
        "valid",
        "steps",
        "warnings",
    ] {
        assert!(!reply[key].is_null(), "{key}");
    }
    assert_eq!(reply["due"], "2026-11-27");
    assert_eq!(reply["cutoff_at"], "2026-11-27T23:59:59-05:00");
    assert_eq!(reply["confidence"], "verified");
    assert_eq!(reply["calendar"][0], "US-FED v1");
    assert_eq!(reply["steps"][2], "顺延 2026-11-27 周五: 11-26 感恩节不办公");
    let english = answer(&ask("us-dct-answer", "2026-11-05")).json(false);
    assert_eq!(english["steps"][2], "roll Fri 2026-11-27: closed on 11-26 Thanksgiving Day");
}

#[test]
fn the_steps_read_like_the_page_why_this_date() {
    let found = answer(&ask("us-itc-337-answer", "2026-11-06"));
    let zh: Vec<&str> = found.steps.iter().map(|step| step.zh.as_str()).collect();
    assert_eq!(
        zh,
        [
            "起算 2026-11-09 周一: 事件后第一个工作日为第1日",
            "加20日 2026-11-28 周六: 中间周末、11-11 退伍军人节、11-26 感恩节照计",
            "顺延 2026-11-30 周一: 11-28 周六、11-29 周日不办公",
            "稳妥 2026-11-27 周五: 按次日起算; 201编2025-02修订, 起算方式未复核 (得11-26, 11-26 感恩节不办公)",
        ]
    );
}

#[test]
fn a_dispute_is_offered_the_answer_of_its_forum_first() {
    let first = |kind, st3, forum| Rules::shared().suggest(kind, st3, forum)[0].id.clone();
    assert_eq!(first("patent", "US", "US District Court"), "us-dct-answer");
    assert_eq!(first("patent", "US", "USITC (s.337)"), "us-itc-337-answer");
    assert_eq!(first("trademark", "US", "USPTO TTAB"), "us-ttab-answer");
    assert_eq!(first("patent", "UP", "UPC CFI"), "upc-statement-defence");
    assert_eq!(first("opposition", "EP", "EPO"), "epo-opposition-reply");
    assert_eq!(first("patent", "DE", "Landgericht"), "de-defence-notice");
    assert_eq!(first("", "CN", "People's Court"), "cn-civil-answer");
    assert_eq!(first("专利", "US", "美国联邦地区法院"), "us-dct-answer");
    // A court the rules do not name is most likely a district court.
    assert_eq!(first("patent", "US", "N.D. Ill."), "us-dct-answer");
    assert!(Rules::shared().suggest("", "ZZ", "").is_empty());
    let rules = Rules::shared();
    for rule in rules.rules() {
        for kind in ["section-337", "trademark-suit", "invalidation", ""] {
            for forum in [&rule.forum.en, &rule.forum.zh] {
                let all = rules.suggest(kind, &rule.st3, forum);
                let first = rules.suggested(kind, &rule.st3, forum).map(|one| &one.id);
                assert_eq!(first, all.first().map(|one| &one.id), "{kind} {} {forum}", rule.st3);
            }
        }
    }
    assert!(rules.suggested("", "ZZ", "").is_none());
}

#[test]
fn what_was_not_read_in_the_text_is_said() {
    let found = answer(&ask("us-ccb-optout", "2026-11-02"));
    assert_eq!(found.confidence, Confidence::FromMemory);
    assert!(said(&found.warnings, "must be checked"));
}

// --- what holds for every rule on every day

fn any_question() -> impl Strategy<Value = Question> {
    let rules = Rules::shared().rules();
    let days = 0i64..(6 * 365);
    let service = prop::option::of(prop::sample::select(vec!["mail", "express", "mail-abroad"]));
    (0..rules.len(), days, service).prop_map(|(at, days, service)| Question {
        service: service.map(str::to_owned),
        ..Question::new(&Rules::shared().rules()[at].id, day("2022-12-01") + Duration::days(days))
    })
}

proptest! {
    #[test]
    fn a_date_is_never_before_its_count_nor_its_safe_date_after_it(question in any_question()) {
        let rules = Rules::shared();
        let Ok(found) = compute(rules, &question) else {
            let rule = rules.rule(&question.rule).expect("taken from the list");
            prop_assert!(!rule.in_force(question.trigger), "only a rule not in force may fail");
            return Ok(());
        };
        prop_assert!(question.trigger < found.start && found.start <= found.nominal);
        prop_assert!(found.nominal <= found.due);
        prop_assert!(found.safe <= found.due);
        prop_assert!(found.cutoff_at <= found.due_cutoff_at);
        prop_assert_eq!(found.rolled, found.nominal != found.due);
        prop_assert_eq!(found.cutoff_at.date_naive(), found.safe);
        prop_assert_eq!(found.due_cutoff_at.date_naive(), found.due);
        let rule = rules.rule(&question.rule).expect("taken from the list");
        let scheme = rules.scheme(&rule.scheme).expect("loaded with its rule");
        let open = |code: &String| rules.calendar(code).is_some_and(|c| c.is_open(found.due));
        if scheme.roll == Roll::ToOpenDay {
            prop_assert!(rule.calendars.iter().all(open), "ends on a closed day");
        }
        for text in found.steps.iter().chain(&found.warnings).chain(&found.changes) {
            prop_assert!(!text.zh.is_empty() && !text.en.is_empty());
        }
    }

    #[test]
    fn a_later_event_never_gives_an_earlier_date(question in any_question()) {
        let next = Question { trigger: question.trigger + Duration::days(1), ..question.clone() };
        let rules = Rules::shared();
        if let (Ok(today), Ok(tomorrow)) = (compute(rules, &question), compute(rules, &next)) {
            prop_assert!(today.due <= tomorrow.due);
        }
    }
}

// --- working time

fn clock(code: &str, zone: Tz) -> WorkingClock<'static> {
    WorkingClock { calendar: Rules::shared().calendar(code).expect("built in"), zone, hours: WorkingHours::default() }
}

fn at(zone: Tz, text: &str) -> DateTime<Utc> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a wall time");
    let local = wall.and_local_timezone(zone).single().expect("one instant");
    local.with_timezone(&Utc)
}

#[test]
fn four_working_hours_pass_over_the_weekend() {
    let (clock, zone) = (clock("CN", Tz::Asia__Shanghai), Tz::Asia__Shanghai);
    let due = clock.add(at(zone, "2026-11-20 16:00"), Duration::hours(4));
    assert_eq!(due, Some(at(zone, "2026-11-23 12:00")));
    // Reported on a Sunday: the clock starts on Monday morning.
    let sunday = clock.add(at(zone, "2026-11-22 20:00"), Duration::hours(4));
    assert_eq!(sunday, Some(at(zone, "2026-11-23 13:00")));
}

#[test]
fn two_working_days_use_a_made_up_saturday_and_skip_the_holiday() {
    let (clock, zone) = (clock("CN", Tz::Asia__Shanghai), Tz::Asia__Shanghai);
    // Wed 30 Sep 10:00; the holiday to 7 Oct; Thu 8, Fri 9, Sat 10 Oct is worked.
    let due = clock.add_days(at(zone, "2026-09-30 10:00"), 2);
    assert_eq!(due, Some(at(zone, "2026-10-09 10:00")));
    let three = clock.add_days(at(zone, "2026-09-30 10:00"), 3);
    assert_eq!(three, Some(at(zone, "2026-10-10 10:00")));
}

#[test]
fn working_time_is_measured_by_the_wall_clock_of_the_unit() {
    let (clock, zone) = (clock("ES", Tz::Europe__Madrid), Tz::Europe__Madrid);
    // Summer time ends in the night to Sun 25 Oct 2026: Friday to Monday is still one working day.
    let from = at(zone, "2026-10-23 13:00");
    let to = at(zone, "2026-10-26 13:00");
    assert_eq!(clock.between(from, to), Duration::hours(8));
    assert_eq!(clock.add(from, Duration::hours(8)), Some(to));
    assert_eq!(clock.between(to, from), Duration::zero());
}

proptest! {
    #[test]
    fn time_added_is_time_measured(start in 0i64..1_500_000, minutes in 0i64..20_000) {
        let clock = clock("CN", Tz::Asia__Shanghai);
        let from = at(Tz::Asia__Shanghai, "2024-01-01 00:00") + Duration::minutes(start);
        let working = Duration::minutes(minutes);
        let to = clock.add(from, working).expect("within ten years");
        prop_assert!(from <= to);
        prop_assert_eq!(clock.between(from, to), working);
        let local = to.with_timezone(&Tz::Asia__Shanghai).date_naive();
        prop_assert!(clock.calendar.is_open(local));
        prop_assert!(local.weekday() != Weekday::Sun || clock.calendar.made_up(local).is_some());
    }
}
