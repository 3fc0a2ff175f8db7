//! Time as a whole: worked cases counted by hand, a center's own rules, dates that move, the calendar for other
//! programs, and what users of comparable systems complain of.

use crate::casework::house::{CENTER, House, at, day, draft, officer};
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use dutydesk::boards::timeline::describe;
use dutydesk::calendar::{
    Kind, Pause, Question, Rules, WorkingClock, WorkingHours, check_examples, compute, days_left, elapsed_by_turns,
};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::deadline::{Dates, Deadline, DeadlineState};
use dutydesk::casework::dispute::Dispute;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::moved::moved;
use dutydesk::casework::words::PostRole;
use dutydesk::papers::{CalendarFeed, FeedEvent, When};
use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime};
use proptest::prelude::*;

// --- worked cases

#[test]
fn the_cases_counted_by_hand_come_out_to_the_day() {
    let cases = include_str!("../samples/deadline_cases.csv");
    assert!(cases.lines().count() > 90);
    assert_eq!(check_examples(Rules::shared(), cases), []);
}

#[test]
fn a_count_tells_the_holidays_it_runs_through_as_spans() {
    let found = compute(Rules::shared(), &Question::new("cn-civil-answer", day("2026-09-25"))).expect("computed");
    assert_eq!(found.steps[1].zh, "加15日 2026-10-10 周六: 中间周末、10-01至10-07 国庆节照计");
    let mail =
        Question { service: Some("mail-abroad".into()), ..Question::new("us-itc-337-answer", day("2026-11-06")) };
    let found = compute(Rules::shared(), &mail).expect("computed");
    assert!(found.steps[2].zh.ends_with("以境外邮寄送达") && found.steps[2].en.ends_with("served by mail abroad"));
}

// --- a center's own rules

const RULE: &str = r#"
[[rule]]
id = "us-itc-337-answer"
version = 2
st3 = "US"
forum = { zh = "美国国际贸易委员会(337)", en = "USITC (s.337)" }
title = { zh = "答辩", en = "answer" }
trigger = { zh = "送达", en = "service" }
period = { n = 30, unit = "day" }
scheme = "us-itc"
kind = "due"
answer = true
extension = { zh = "可", en = "yes" }
citation = "changed"
source = "a notice"
confidence = "verified"
"#;

fn own(files: &[(&str, &str)]) -> Rules {
    Rules::with_own(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
}

#[test]
fn a_centers_own_rule_takes_the_place_of_the_programs() {
    let rules = own(&[("/srv/store/rules/deadlines/own.toml", RULE)]);
    assert_eq!(rules.problems(), []);
    assert_eq!(rules.replaced(), ["us-itc-337-answer"]);
    assert_eq!(rules.rules().len(), Rules::shared().rules().len());
    assert_eq!(rules.rule("us-itc-337-answer").map(|rule| rule.version), Some(2));
    // Twice in the center's own files is a slip, and the first one stays.
    let twice = own(&[("rules/deadlines/a.toml", RULE), ("rules/deadlines/b.toml", &RULE.replace("n = 30", "n = 40"))]);
    assert_eq!(twice.problems().len(), 1);
    assert_eq!(twice.rule("us-itc-337-answer").map(|rule| rule.period.n), Some(30));
}

#[test]
fn what_is_refused_leaves_the_programs_own_in_use() {
    let broken = RULE.replace("us-itc\"", "us-moon\"");
    let rules =
        own(&[("rules/deadlines/own.toml", &broken), ("rules/calendars/x.toml", "code = \"JP\"\nversion = 9\n")]);
    let told: Vec<String> = rules.problems().iter().map(ToString::to_string).collect();
    assert!(told[0].starts_with("rules/calendars/x.toml:1: a calendar needs name and zone"), "{told:?}");
    assert_eq!(told[1], "rules/deadlines/own.toml:2: us-itc-337-answer: unknown scheme 'us-moon'");
    assert_eq!(rules.rule("us-itc-337-answer").map(|rule| rule.version), Some(1));
    assert!(rules.calendar("JP").is_some_and(|calendar| calendar.version == 1));
}

#[test]
fn a_rule_that_now_ends_makes_room_for_the_one_that_follows_it() {
    let old = RULE.replace("kind =", "family = \"x\"\nvalid_to = 2026-12-31\nkind =");
    let new = old
        .replace("us-itc-337-answer", "us-itc-337-answer-2027")
        .replace("valid_to = 2026-12-31", "valid_from = 2027-01-01");
    // The new one stands first in the file: the order of writing does not matter.
    let rules = own(&[("rules/deadlines/own.toml", &format!("{new}{old}"))]);
    assert_eq!(rules.problems(), []);
    let late = compute(&rules, &Question::new("us-itc-337-answer", day("2027-01-04"))).expect_err("ended");
    assert!(late.to_string().contains("use us-itc-337-answer-2027"), "{late}");
}

#[test]
fn a_closure_of_ones_own_moves_a_date_and_its_version_is_told() {
    let closed = "code = \"US-FED\"\nversion = 3\nadds = true\n[[year]]\nyear = 2026\nknown = \"published\"\n\
                  closed = [{ day = 2026-11-27, zh = \"行政令放假\", en = \"closed by executive order\" }]\n";
    let rules = own(&[("rules/calendars/us.toml", closed)]);
    assert_eq!(rules.problems(), []);
    let found = compute(&rules, &Question::new("us-dct-answer", day("2026-11-05"))).expect("computed");
    assert_eq!((found.due, found.calendar), (day("2026-11-30"), vec!["US-FED v1+3".to_owned()]));
}

// --- dates that move

fn dispute(house: &House, id: RecordId) -> Dispute {
    (**house.units[CENTER].disputes.get(&id).expect("there")).clone()
}

fn deadline(house: &House, id: RecordId, no: u16) -> Deadline {
    dispute(house, id).deadlines.into_iter().find(|one| one.no == no).expect("there")
}

fn dates(due: &str, safe: &str) -> Dates {
    Dates { due: day(due), safe: day(safe) }
}

/// What the last entries of the center's book say.
fn told(house: &House, entries: usize) -> Vec<String> {
    let book = &house.books[CENTER];
    book[book.len() - entries..].iter().map(|entry| describe(&entry.fact).en).collect()
}

#[test]
fn a_changed_rule_lists_what_it_would_move_and_moves_nothing() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    assert_eq!(deadline(&house, id, 1).question, Some(Question::new("us-itc-337-answer", day("2026-11-06"))));
    assert_eq!(moved(&house.units[CENTER], Rules::shared()).count(), 0);
    let rules = own(&[("rules/deadlines/own.toml", RULE)]);
    let found: Vec<_> = moved(&house.units[CENTER], &rules).collect();
    let [one] = found.as_slice() else { panic!("one, not {found:?}") };
    assert_eq!((one.dispute, one.no, one.was), (id, 1, dates("2026-11-30", "2026-11-27")));
    assert_eq!(one.now, Some(dates("2026-12-08", "2026-12-07")));
    assert_eq!(one.why.en, "rule us-itc-337-answer v1 -> us-itc-337-answer v2");
    assert_eq!(Dates::of(&deadline(&house, id, 1).computed), one.was, "nothing moved by itself");
    // A rule that is gone has no new date, and says so.
    let none = Rules::load(std::iter::empty());
    let gone: Vec<_> = moved(&house.units[CENTER], &none).collect();
    assert!(gone[0].now.is_none() && gone[0].why.en.starts_with("no deadline rule"));
}

#[test]
fn an_officer_accepts_a_moved_date_and_it_must_be_verified_again() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let verify = Act::Dispute(id, DisputeAct::VerifyDeadline { no: 1 });
    house.act_as(CENTER, officer(2, PostRole::Duty), verify.clone()).expect("another person");
    let recompute = Act::Dispute(id, DisputeAct::RecomputeDeadline { no: 1, reason: "210.13 修订".into() });
    assert_eq!(house.act(CENTER, recompute.clone()).expect_err("nothing to accept").code(), "done");
    house.rules = std::sync::Arc::new(own(&[("rules/deadlines/own.toml", RULE)]));
    house.done(CENTER, recompute);
    let now = deadline(&house, id, 1);
    assert_eq!((Dates::of(&now.computed), now.state), (dates("2026-12-08", "2026-12-07"), DeadlineState::Planned));
    assert_eq!(now.verified_by, None);
    let said = told(&house, 1).remove(0);
    assert_eq!(
        said,
        "deadline 1 moved from 2026-11-27 (legal 2026-11-30) to 2026-12-07 (legal 2026-12-08): \
         rule us-itc-337-answer v1 -> us-itc-337-answer v2; 210.13 修订"
    );
    // Who accepted the new date does not verify it.
    assert_eq!(house.act(CENTER, verify.clone()).expect_err("the same person").code(), "second-person");
    house.act_as(CENTER, officer(2, PostRole::Duty), verify).expect("another person");
}

#[test]
fn a_corrected_service_date_moves_what_it_started_and_nothing_else() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let add = |rule: &str, trigger: &str| Act::Dispute(id, DisputeAct::AddDeadline(Question::new(rule, day(trigger))));
    house.done(CENTER, add("us-itc-discovery-response", "2026-11-20"));
    house.done(CENTER, add("us-dct-answer", "2026-11-06"));
    let met = DisputeAct::MeetDeadline { no: 3, on: day("2026-11-23"), proof: "Dkt 12".into() };
    house.done(CENTER, Act::Dispute(id, met));
    let correct = |to: &str, reason: &str| {
        Act::Dispute(id, DisputeAct::CorrectServiceDate { served_on: day(to), reason: reason.into() })
    };
    assert_eq!(house.act(CENTER, correct("2026-11-06", "x")).expect_err("the same").code(), "field-wrong");
    assert_eq!(house.act(CENTER, correct("2026-11-24", "x")).expect_err("tomorrow").code(), "field-wrong");
    assert_eq!(house.act(CENTER, correct("2026-11-09", " ")).expect_err("no reason").code(), "field-missing");
    let before = house.books[CENTER].len();
    house.done(CENTER, correct("2026-11-09", "签收单"));
    assert_eq!(house.books[CENTER].len() - before, 2, "the correction, and one deadline of three");
    assert_eq!(dispute(&house, id).draft.served_on, Some(day("2026-11-09")));
    // Mon 9 Nov: day 1 is Tue 10, day 20 Sun 29 Nov: Mon 30 Nov, by both ways.
    assert_eq!(Dates::of(&deadline(&house, id, 1).computed), dates("2026-11-30", "2026-11-30"));
    assert_eq!(deadline(&house, id, 2).computed.trigger, day("2026-11-20"));
    assert_eq!(
        (deadline(&house, id, 3).state, deadline(&house, id, 3).computed.trigger),
        (DeadlineState::Met, day("2026-11-06"))
    );
    let said = told(&house, 2);
    assert_eq!(said[0], "service date corrected: 2026-11-06 becomes 2026-11-09 (签收单)");
    assert!(said[1].starts_with("deadline 1 moved from 2026-11-27 (legal 2026-11-30) to 2026-11-30: service date"));
}

#[test]
fn a_correction_into_the_past_shows_the_date_to_be_checked() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let act = DisputeAct::CorrectServiceDate { served_on: day("2026-09-01"), reason: "海牙送达证明".into() };
    house.done(CENTER, Act::Dispute(id, act));
    assert_eq!(deadline(&house, id, 1).state, DeadlineState::MissedCheck);
}

#[test]
fn a_service_date_that_was_not_known_starts_its_deadline() {
    let mut house = House::new(1);
    let mut form = draft("海岳智能");
    form.served_on = None;
    let id = house.done(CENTER, Act::Register(Box::new(form)));
    assert!(dispute(&house, id).deadlines.is_empty());
    let act = DisputeAct::CorrectServiceDate { served_on: day("2026-11-06"), reason: "来电告知".into() };
    house.done(CENTER, Act::Dispute(id, act));
    assert_eq!(Dates::of(&deadline(&house, id, 1).computed), dates("2026-11-30", "2026-11-27"));
    // The same form, right this time, is the same dispute.
    assert_eq!(house.act(CENTER, Act::Register(Box::new(draft("海岳智能")))).expect_err("known").code(), "already");
}

#[test]
fn a_deadline_written_before_questions_were_kept_still_loads_and_is_asked_again() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let now = deadline(&house, id, 1);
    let mut written = serde_json::to_value(&now).expect("written");
    written.as_object_mut().expect("an object").remove("question");
    let old: Deadline = serde_json::from_value(written).expect("read");
    assert_eq!(old.question, None);
    assert_eq!(old.asked(), now.asked());
}

// --- hearings, and the calendar for other programs

#[test]
fn a_hearing_is_an_instant_on_the_wall_of_its_place() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let hearing = |at: &str, zone: &str| {
        let at = NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M").expect("a wall time");
        Act::Dispute(
            id,
            DisputeAct::AddHearing { at, zone: zone.into(), place: "Courtroom A".into(), text: String::new() },
        )
    };
    // The night in which summer time begins in New York: 02:30 does not exist.
    let gap = house.act(CENTER, hearing("2027-03-14 02:30", "America/New_York")).expect_err("no such hour");
    assert_eq!(gap.code(), "field-wrong");
    assert_eq!(house.act(CENTER, hearing("2027-03-15 09:30", "New York")).expect_err("no zone").code(), "field-wrong");
    assert_eq!(house.act(CENTER, hearing("9027-03-15 09:30", "Asia/Tokyo")).expect_err("a slip").code(), "field-wrong");
    house.done(CENTER, hearing("2027-03-12 09:30", "America/New_York"));
    house.done(CENTER, hearing("2027-03-15 09:30", "America/New_York"));
    let instants: Vec<DateTime<Utc>> = dispute(&house, id).hearings.iter().map(|one| one.at.to_utc()).collect();
    assert_eq!(instants, [at("2027-03-12T14:30:00Z"), at("2027-03-15T13:30:00Z")].map(|at| at.to_utc()));
    assert!(told(&house, 1)[0].starts_with("hearing 2027-03-15 09:30 America/New_York Courtroom A"));
}

fn event(uid: &str, when: When, summary: &str) -> FeedEvent {
    FeedEvent {
        uid: uid.into(),
        sequence: 7,
        changed_at: Utc.with_ymd_and_hms(2026, 11, 22, 1, 2, 3).unwrap(),
        summary: summary.into(),
        description: "第一行; 逗号, 反斜杠 \\ 和\n第二行".into(),
        place: String::new(),
        confidential: true,
        when,
    }
}

fn feed(events: Vec<FeedEvent>) -> String {
    let made_at = Utc.with_ymd_and_hms(2026, 11, 23, 0, 0, 0).unwrap();
    let feed = CalendarFeed { name: "浙江分中心".into(), remark: String::new(), made_at, events };
    assert_eq!(feed.render(), feed.render(), "the same dates are the same bytes");
    String::from_utf8(feed.render()).expect("UTF-8")
}

fn on_wall(zone: Tz, text: &str) -> DateTime<Tz> {
    let wall = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a wall time");
    zone.from_local_datetime(&wall).unwrap()
}

#[test]
fn the_calendar_is_read_again_as_it_was_written() {
    let hearing = on_wall(Tz::America__New_York, "2027-03-15 09:30");
    let nasty = "ZJ-2026-000001 答辩: 恶意\u{202e}名\r\nEND:VEVENT\u{7}, 公司; \\n 很长很长很长很长很长很长很长很长很长很长的名字";
    let text = feed(vec![
        event("a-d1@zj.dutydesk", When::Day(day("2026-11-27")), nasty),
        event("a-h1@zj.dutydesk", When::Moment(hearing), "hearing"),
    ]);
    for line in text.split_inclusive("\r\n") {
        assert!(
            line.ends_with("\r\n") && line.len() <= 77 && !line.trim_end().contains(['\r', '\n', '\u{202e}', '\u{7}']),
            "{line:?}"
        );
    }
    let read: Calendar = text.parse().expect("another program reads it");
    let events: Vec<_> = read.events().collect();
    assert_eq!(events.len(), 2, "text ends no event");
    let (deadline, at) = (events[0], events[1]);
    assert_eq!(deadline.get_uid(), Some("a-d1@zj.dutydesk"));
    assert_eq!(deadline.property_value("SEQUENCE"), Some("7"));
    assert_eq!(deadline.property_value("LAST-MODIFIED"), Some("20261122T010203Z"));
    assert_eq!(deadline.property_value("CLASS"), Some("CONFIDENTIAL"));
    assert_eq!(deadline.get_start(), Some(DatePerhapsTime::Date(day("2026-11-27"))));
    assert_eq!(deadline.get_end(), Some(DatePerhapsTime::Date(day("2026-11-28"))));
    assert_eq!(deadline.get_description(), Some("第一行; 逗号, 反斜杠 \\ 和\n第二行"));
    assert_eq!(
        deadline.get_summary(),
        Some(nasty.replace('\u{202e}', "⟨U+202E⟩").replace("\r\n", "\n").replace('\u{7}', "␇").as_str())
    );
    assert_eq!(deadline.components().len(), 2, "two reminders");
    let Some(DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid })) = at.get_start() else {
        panic!("a wall time with its zone")
    };
    let zone: Tz = tzid.parse().expect("an IANA name");
    assert_eq!(zone.from_local_datetime(&date_time).single(), Some(hearing));
}

/// The offset that a VTIMEZONE gives for a wall time: the last change on or before it.
fn offset_by_zone(text: &str, wall: &str) -> String {
    let mut best: (String, String) = Default::default();
    for block in text.split("BEGIN:").filter(|block| block.starts_with("STANDARD") || block.starts_with("DAYLIGHT")) {
        let value = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
        let start = value("DTSTART:");
        if start.as_str() <= wall && start > best.0 {
            best = (start, value("TZOFFSETTO:"));
        }
    }
    best.1
}

#[test]
fn hearings_stay_right_over_the_change_to_summer_time() {
    let cases = [
        (Tz::America__New_York, "2027-03-12 09:30", "-0500"),
        (Tz::America__New_York, "2027-03-15 09:30", "-0400"),
        (Tz::America__New_York, "2027-11-08 09:30", "-0500"),
        (Tz::Europe__Luxembourg, "2027-03-26 10:00", "+0100"),
        (Tz::Europe__Luxembourg, "2027-03-29 10:00", "+0200"),
        (Tz::Asia__Shanghai, "2027-07-01 10:00", "+0800"),
        (Tz::Australia__Sydney, "2027-01-15 10:00", "+1100"),
        (Tz::Asia__Kolkata, "2027-01-15 10:00", "+0530"),
    ];
    for (zone, wall, offset) in cases {
        let at = on_wall(zone, wall);
        let text = feed(vec![event("h", When::Moment(at), "hearing")]);
        let written = at.format("%Y%m%dT%H%M%S").to_string();
        assert!(text.contains(&format!("DTSTART;TZID={}:{written}", zone.name())), "{text}");
        assert_eq!(offset_by_zone(&text, &written), offset, "{zone} {wall}");
    }
}

// --- the whole program

/// A store of its own with its daemon, which ends with the test.
struct Center {
    folder: tempfile::TempDir,
}

impl Center {
    fn new() -> Self {
        let center = Center { folder: tempfile::tempdir().expect("a folder") };
        center.good(&["setup", "--unit", "ZJ", "--name-zh", "浙江分中心", "--name-en", "Zhejiang"]);
        center
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_dutydesk"))
            .args(arguments)
            .args(["--lang", "en", "--store"])
            .arg(self.folder.path().join("store"))
            .env("DUTYDESK_STORE_KEY", self.folder.path().join("store.key"))
            .env_remove("DUTYDESK_STORE")
            .env_remove("DUTYDESK_SOCKET")
            .output()
            .expect("the program runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    fn good(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {out}{err}");
        out
    }

    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let (_, out, err) = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{arguments:?}: {out}{err}"))
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join("store/rules").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    fn register(&self, name: &str, more: &[&str]) -> String {
        let company = format!("enterprise_name={name}");
        let fields = [
            company.as_str(),
            "channel=phone",
            "role=respondent",
            "kind=section-337",
            "jurisdiction=US",
            "forum=USITC (s.337)",
            "docket=337-TA-1478",
            "served_on=2026-11-06",
        ];
        let mut arguments = vec!["new", "dispute"];
        for field in fields.iter().chain(more) {
            arguments.extend(["--field", field]);
        }
        let made = self.json(&arguments);
        made["id"].as_str().unwrap_or_else(|| panic!("no number: {made}")).to_owned()
    }
}

impl Drop for Center {
    fn drop(&mut self) {
        self.run(&["daemon", "stop"]);
    }
}

#[test]
fn rules_reloaded_list_what_would_move_until_an_officer_accepts_it() {
    let center = Center::new();
    let number = center.register("海岳智能", &[]);
    let before = center.json(&["show", &number]);
    assert_eq!(center.json(&["deadline", "--moved"])["total"], 0);
    center.write("deadlines/own.toml", RULE);
    center.write("calendars/bad.toml", "code = \"JP\"\nversion = 9\n");
    let (code, told, _) = center.run(&["rules", "check"]);
    assert_eq!(code, 1);
    assert!(told.contains("rules/calendars/bad.toml:1: a calendar needs name and zone"), "{told}");
    // Nothing is in force before the daemon has read it, and nothing moves when it has.
    assert_eq!(center.json(&["deadline", "--moved"])["total"], 0);
    let reloaded = center.json(&["rules", "reload"]);
    assert_eq!((&reloaded["moved"], &reloaded["replaced"][0]), (&1.into(), &"us-itc-337-answer".into()));
    assert!(center.run(&["doctor"]).1.contains("bad.toml:1"));
    assert_eq!(center.json(&["show", &number])["deadlines"], before["deadlines"]);
    let moved = center.json(&["deadline", "--moved"]);
    assert_eq!(moved["rows"][0]["dispute"], number.as_str());
    assert_eq!(moved["rows"][0]["was"]["safe"], "2026-11-27");
    assert_eq!(moved["rows"][0]["now"]["safe"], "2026-12-07");
    center.good(&["act", &number, "recompute-deadline", "--field", "no=1"]);
    assert_eq!(center.json(&["show", &number])["deadlines"][0]["safe"], "2026-12-07");
    assert_eq!(center.json(&["deadline", "--moved"])["total"], 0);
    // A daemon that starts again has read them again.
    center.good(&["daemon", "stop"]);
    assert_eq!(center.json(&["deadline", "--moved"])["total"], 0);
    // And so does the verb that needs no daemon.
    assert_eq!(center.json(&["deadline", "us-itc-337-answer", "--trigger", "2026-11-06"])["rule_version"], 2);
}

#[test]
fn the_calendar_of_a_center_is_written_and_read_again() {
    let center = Center::new();
    let number = center.register("海岳智能", &[]);
    let hearing = [
        "at=2027-03-15 09:30",
        "zone=America/New_York",
        "place=500 E Street SW, Washington",
        "text=evidentiary hearing",
    ];
    let mut arguments = vec!["act", number.as_str(), "add-hearing"];
    arguments.extend(hearing.iter().flat_map(|field| ["--field", field]));
    center.good(&arguments);
    assert_eq!(center.json(&["show", &number])["hearings"][0]["at"], "2027-03-15T09:30:00-04:00");
    let text = center.good(&["paper", "calendar", "all", "-o", "-"]);
    let read: Calendar = text.parse().expect("another program reads it");
    let uids: Vec<String> = read.events().filter_map(|one| one.get_uid().map(str::to_owned)).collect();
    assert_eq!(uids.len(), 2);
    assert!(uids[0].ends_with("-d1@zj.dutydesk") && uids[1].ends_with("-h1@zj.dutydesk"), "{uids:?}");
    assert!(text.contains("2027-03-15 21:30") || text.replace("\r\n ", "").contains("2027-03-15 21:30"));
    // The same again, and a higher number after a change.
    let sequence = |text: &str| {
        let read: Calendar = text.parse().expect("read");
        let number = read.events().next().and_then(|one| one.property_value("SEQUENCE").map(str::to_owned));
        number.and_then(|number| number.parse::<u32>().ok()).expect("a number")
    };
    let first = sequence(&text);
    center.good(&["act", &number, "correct-service-date", "--field", "served_on=2026-11-09", "--reason", "receipt"]);
    let again = center.good(&["paper", "calendar", &number, "-o", "-"]);
    assert!(sequence(&again) > first && again.contains(&uids[0]));
}

#[test]
fn the_rules_are_listed_by_forum_country_and_event() {
    let center = Center::new();
    let total = |arguments: &[&str]| {
        let found = center.json(&[&["deadline", "--list"], arguments].concat());
        (found["total"].as_u64().expect("a number"), found["rows"].clone())
    };
    let (all, _) = total(&[]);
    let (japan, rows) = total(&["--jurisdiction", "jp"]);
    assert!(japan == 5 && all == 169, "{japan} of {all}");
    assert!(rows.as_array().expect("rows").iter().all(|row| row["st3"] == "JP"));
    let (itc, rows) = total(&["--forum", "usitc", "--trigger", "complaint"]);
    assert!(itc > 0 && itc < 10);
    assert!(rows.as_array().expect("rows").iter().any(|row| row["rule"] == "us-itc-337-answer"));
    assert_eq!(center.run(&["deadline", "us-dct-answer", "--trigger", "soon"]).0, 2);
    assert_eq!(center.run(&["deadline", "--forum", "usitc"]).0, 2);
}

// --- what users of comparable systems complain of

fn clock(code: &str, zone: Tz) -> WorkingClock<'static> {
    WorkingClock { calendar: Rules::shared().calendar(code).expect("built in"), zone, hours: WorkingHours::default() }
}

fn in_china(text: &str) -> DateTime<Utc> {
    on_wall(Tz::Asia__Shanghai, text).to_utc()
}

#[test]
fn lesson_03_a_paused_clock_stands_and_its_pauses_are_kept_as_intervals() {
    let clock = clock("CN", Tz::Asia__Shanghai);
    let from = in_china("2026-11-20 16:00");
    let pause = |from: &str, to: Option<&str>| Pause { from: in_china(from), to: to.map(in_china) };
    let four = Duration::hours(4);
    // One hour on Friday; Monday 09:00-11:00 the company was asked; then three more.
    let pauses = [pause("2026-11-23 09:00", Some("2026-11-23 11:00"))];
    let due = in_china("2026-11-23 14:00");
    assert_eq!(clock.due(from, four, &pauses), Some(due));
    assert_eq!(clock.elapsed(from, due, &pauses), four);
    // A pause over the weekend costs nothing; written twice, or overlapping, it counts once.
    let weekend =
        [pause("2026-11-20 17:00", Some("2026-11-23 09:00")), pause("2026-11-21 00:00", Some("2026-11-22 00:00"))];
    assert_eq!(clock.due(from, four, &weekend), clock.due(from, four, &[]));
    let twice = [pauses[0], pause("2026-11-23 10:00", Some("2026-11-23 11:00")), pauses[0]];
    assert_eq!(clock.due(from, four, &twice), Some(due));
    // While it lasts there is no due instant, and nothing runs.
    let lasting = [pause("2026-11-20 16:30", None)];
    assert_eq!(clock.due(from, four, &lasting), None);
    assert_eq!(clock.elapsed(from, in_china("2026-12-31 12:00"), &lasting), Duration::minutes(30));
}

#[test]
fn lesson_03_a_legal_date_never_moves_by_itself() {
    let mut house = House::new(1);
    let id = house.guided_dispute();
    let before = deadline(&house, id, 1);
    house.rules = std::sync::Arc::new(own(&[("rules/deadlines/own.toml", RULE)]));
    house.done(CENTER, Act::Dispute(id, DisputeAct::Note { text: "改了规则".into() }));
    assert_eq!(deadline(&house, id, 1), before);
}

#[test]
fn lesson_04_a_reminder_never_rings_out_of_hours() {
    let clock = clock("CN", Tz::Asia__Shanghai);
    let ring = |at: &str| clock.add(in_china(at), Duration::zero());
    assert_eq!(ring("2026-11-21 00:00"), Some(in_china("2026-11-23 09:00")), "Saturday midnight waits for Monday");
    assert_eq!(ring("2026-10-10 08:00"), Some(in_china("2026-10-10 09:00")), "a Saturday that is worked");
    assert_eq!(ring("2026-11-23 10:30"), Some(in_china("2026-11-23 10:30")), "in hours at once");
    let text = feed(vec![event("d", When::Day(day("2026-11-27")), "a deadline")]);
    // Nine in the morning of the day before, and a week before: never midnight.
    let triggers: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("TRIGGER:")).collect();
    assert_eq!(triggers, ["-P6DT15H", "-PT15H"]);
}

#[test]
fn lesson_05_time_is_charged_to_the_side_that_has_the_ball() {
    let (ours, theirs) = (clock("CN", Tz::Asia__Shanghai), clock("ES", Tz::Europe__Madrid));
    // Ours from Wed 30 Sep 10:00 to 17:00; theirs over the Chinese holiday, Thu 1 and Fri 2 Oct, in Madrid's hours.
    let madrid = |text: &str| on_wall(Tz::Europe__Madrid, text).to_utc();
    let handed_over = in_china("2026-09-30 17:00");
    let (begun, answered) = (in_china("2026-09-30 10:00"), madrid("2026-10-02 17:00"));
    let turns = [(ours, begun, handed_over), (theirs, madrid("2026-10-01 09:00"), answered)];
    assert_eq!(elapsed_by_turns(turns), Duration::hours(7 + 16));
    assert_eq!(ours.between(madrid("2026-10-01 09:00"), answered), Duration::zero(), "our holiday is not their time");
}

#[test]
fn lesson_20_rest_days_and_made_up_workdays_are_two_lists() {
    let cn = Rules::shared().calendar("CN").expect("built in");
    // Sat 10 Oct 2026: worked, and no holiday. Thu 1 Oct: a holiday. Sat 17 Oct: neither, a plain weekend.
    let of = |text: &str| (cn.is_open(day(text)), cn.holiday(day(text)).is_some(), cn.made_up(day(text)).is_some());
    assert_eq!(of("2026-10-10"), (true, false, true));
    assert_eq!(of("2026-10-01"), (false, true, false));
    assert_eq!(of("2026-10-17"), (false, false, false));
    for (name, text) in Rules::builtin_files() {
        assert!(!text.to_lowercase().contains("in lieu"), "{name}: a word that means both");
    }
}

#[test]
fn lesson_21_a_window_is_no_due_date_and_the_hour_of_entry_changes_nothing() {
    let window =
        compute(Rules::shared(), &Question::new("us-dmca-restore-earliest", day("2026-12-18"))).expect("computed");
    assert_ne!(window.kind, Kind::Due);
    // Entered late on the 20th in Beijing, still the 19th in New York: the event's date is what was entered.
    let found = compute(Rules::shared(), &Question::new("us-dct-answer", day("2026-11-05"))).expect("computed");
    assert_eq!(found.cutoff_at, at("2026-11-27T23:59:59-05:00"));
    let left = |now: &str| days_left(found.cutoff_at, at(now).to_utc(), Tz::Asia__Shanghai);
    // It closes on Sat 28 Nov 12:59 in Beijing, whatever the hour of looking.
    assert_eq!([left("2026-11-26T00:00:00+08:00"), left("2026-11-26T23:59:59+08:00")], [2, 2]);
    assert_eq!([left("2026-11-28T12:00:00+08:00"), left("2026-11-29T00:00:00+08:00")], [0, -1]);
}

proptest! {
    #[test]
    fn a_clock_with_pauses_measures_what_it_was_given(
        start in 0i64..800_000,
        minutes in 1i64..5_000,
        pauses in prop::collection::vec((0i64..40_000, 0i64..10_000), 0..5),
    ) {
        let clock = clock("CN", Tz::Asia__Shanghai);
        let from = in_china("2024-01-01 00:00") + Duration::minutes(start);
        let pauses: Vec<Pause> = pauses
            .into_iter()
            .map(|(after, long)| {
                let begin = from + Duration::minutes(after);
                Pause { from: begin, to: Some(begin + Duration::minutes(long)) }
            })
            .collect();
        let working = Duration::minutes(minutes);
        let due = clock.due(from, working, &pauses).expect("no pause lasts");
        prop_assert_eq!(clock.elapsed(from, due, &pauses), working);
        prop_assert!(due >= clock.add(from, working).expect("within ten years"), "a pause never makes it earlier");
        let mut turned = pauses.clone();
        turned.reverse();
        prop_assert_eq!(clock.due(from, working, &turned), Some(due));
    }

    #[test]
    fn any_text_leaves_a_calendar_that_can_be_read(name in "\\PC{0,120}|[\\x00-\\x7f]{0,120}", days in 0u64..2_000) {
        let date: NaiveDate = day("2024-01-01") + chrono::Days::new(days);
        let text = feed(vec![event("d", When::Day(date), &name)]);
        let read: Calendar = text.parse().expect("another program reads it");
        let events: Vec<_> = read.events().collect();
        prop_assert_eq!(events.len(), 1);
        prop_assert_eq!(events[0].get_start(), Some(DatePerhapsTime::Date(date)));
    }
}
