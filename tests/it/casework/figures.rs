//! A center's own figures laid over the program's: each file takes effect, what it does not name stays, and a mistake is
//! told with file and line while the old figure stays in use.

use super::alert::rules::problem;
use super::house::{CENTER, COURT, House, alert, day, id, officer};
use super::special::{draft, file};
use super::stages::Bench;
use dutydesk::casework::alert::Priority;
use dutydesk::casework::command::{Act, LegAct};
use dutydesk::casework::dispute::Track;
use dutydesk::casework::handbook::Handbook;
use dutydesk::casework::handbook::figures::{FILES, Figures};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::kinds::clocks::started_by_rule;
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::timers::Timer;
use dutydesk::casework::words::PostRole;
use std::sync::Arc;

/// The handbook with one file of the center's own.
fn with_own(name: &str, text: &str) -> Arc<Handbook> {
    let book = Handbook::with_own([(format!("own/{name}"), text.to_owned())].into_iter());
    assert_eq!(book.problems(), []);
    book.into()
}

fn asked(dispute: RecordId) -> Act {
    Act::Submit(Box::new(ReferralDraft {
        items: vec!["查关联案件".into()],
        ..ReferralDraft::new(dispute, Recipient::Unit(id(COURT)), ReferralKind::Request)
    }))
}

#[test]
fn own_timers_ring_by_their_figure_and_the_rest_as_before() {
    let mut house = House::new(2);
    house.handbook = with_own("timers.toml", "sign_working_hours = 1\n");
    assert_eq!(house.handbook.replaced(), ["timers.toml: sign_working_hours"]);
    let mut expected = Figures::default();
    expected.timers.sign_working_hours = 1;
    assert_eq!(house.handbook.figures(), &expected);
    let dispute = house.guided_dispute();
    let referral = house.done(CENTER, asked(dispute));
    house.clock("2026-11-23T15:31:00+08:00");
    assert!(!file(&house, CENTER, referral).has_rung(Timer::Sign));
    house.clock("2026-11-23T15:33:00+08:00");
    assert!(file(&house, CENTER, referral).has_rung(Timer::Sign), "one working hour, not four");
    let night = "quiet_from = \"12:00:00\"\nquiet_to = \"18:00:00\"\n";
    house.handbook = with_own("timers.toml", night);
    let urge = |text: &str| [("text", text.to_owned())];
    let typed = urge("请尽快签收");
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let quiet = house.verb(officer(1, PostRole::Lead), referral, "urge", &typed);
    assert!(matches!(quiet, Err(Refusal::Guard { guard: Guard::QuietHours, .. })), "{quiet:?}");
}

#[test]
fn own_stages_plan_other_visits_and_keep_the_other_kinds() {
    let mut bench = Bench::new();
    bench.house.handbook = with_own("stages.toml", "[visit_by_kind]\nsection-337 = [10]\n");
    let dispute = bench.closed();
    let planned: Vec<_> = bench.dispute(dispute).ending.visits.iter().map(|visit| visit.on).collect();
    assert_eq!(planned, [day("2026-12-03")]);
    let figures = bench.house.handbook.figures();
    let others = Figures::default();
    for kind in ["customs", "squatting"] {
        let kind = dutydesk::casework::words::DisputeKind::parse(kind).expect("a kind");
        assert_eq!(figures.stages.visits(kind), others.stages.visits(kind));
    }
}

#[test]
fn own_sorting_takes_the_place_of_a_rule_and_adds_another() {
    let mut bench = Bench::new();
    let rule =
        "[[rule]]\nid = \"exclusion\"\ntrack = \"major\"\nzh = \"337\"\nen = \"337\"\nkinds = [\"section-337\"]\n";
    bench.house.handbook = with_own("triage.toml", rule);
    assert_eq!(bench.house.handbook.replaced(), ["triage.toml: exclusion"]);
    let dispute = bench.registered(|_| {});
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    bench.done(1, dispute, "triage", &[]);
    assert_eq!(bench.dispute(dispute).track(), Some(Track::Major));
    let more = rule.replace("exclusion", "ours");
    let book = with_own("triage.toml", &more);
    assert_eq!(book.replaced(), Vec::<String>::new(), "one more, in nobody's place");
}

#[test]
fn own_rules_of_major_disputes_have_their_criteria_cadence_and_tree() {
    let mut bench = Bench::new();
    let own = "[[criterion]]\nid = \"export\"\nzh = \"出口受阻\"\nen = \"exports stop\"\n\n[[level]]\nid = \"II\"\nsitrep_hours = 6\n[[level.recipient]]\nid = \"lead\"\nzh = \"带班\"\nen = \"lead\"\n";
    bench.house.handbook = with_own("major.toml", own);
    let dispute = bench.guided();
    bench.done(3, dispute, "raise-major", &[("level", "II"), ("criteria", "export; many")]);
    let major = bench.dispute(dispute).major.expect("major");
    assert_eq!((major.sitrep_hours, major.tree.len()), (6, 1));
    assert_eq!(major.criteria, ["export", "many"]);
}

#[test]
fn own_priorities_rate_what_comes_and_leave_what_was_rated() {
    let mut house = House::new(1);
    let before = house.done(CENTER, Act::Raise(Box::new(alert("one", "Order"))));
    let own = "[[row]]\nurgency = [\"Expected\"]\npriority = \"P1\"\n[[row]]\npriority = \"P4\"\n";
    house.handbook = with_own("priority.toml", own);
    let mut lying = alert("two", "Order");
    lying.docket = Some("26-2".into());
    let rated = house.done(CENTER, Act::Raise(Box::new(lying)));
    house.handbook = Handbook::shared().clone().into();
    house.restart(CENTER);
    let seen = |id| house.units[CENTER].alerts.get(&id).expect("an alert").priority();
    assert_eq!(seen(before), Priority::P2);
    assert_eq!(seen(rated), Priority::P1, "as its table said, whatever became of the table");
    let mut again = alert("two-b", "Order, amended");
    (again.docket, again.references) = (Some("26-2".into()), vec!["two".into()]);
    again.sent += chrono::TimeDelta::hours(1);
    // Nobody brings a table along: the rules set it.
    again.ratings.clone_from(&house.units[CENTER].alerts.get(&rated).expect("an alert").draft.ratings);
    house.done(CENTER, Act::Raise(Box::new(again)));
    let now = house.units[CENTER].alerts.get(&rated).expect("an alert").clone();
    assert_eq!((now.revision, now.priority()), (2, Priority::P2), "what is said anew is rated anew");
}

#[test]
fn own_figures_of_alerts_hold_an_acknowledgement_shorter() {
    let mut house = House::new(1);
    house.handbook = with_own("alerts.toml", "silence_days_max = 5\n[priority.P2]\nack_minutes = 30\n");
    assert_eq!(house.handbook.replaced(), ["alerts.toml: priority.P2.ack_minutes", "alerts.toml: silence_days_max"]);
    let raised = house.done(CENTER, Act::Raise(Box::new(alert("one", "Order"))));
    house.verb(officer(1, PostRole::Lead), raised, "ack", &[]).expect("acked");
    let held = |house: &House| house.units[CENTER].alerts.get(&raised).expect("an alert").ack.is_some();
    house.clock("2026-11-23T15:00:00+08:00");
    assert!(held(&house));
    house.clock("2026-11-23T15:03:00+08:00");
    assert!(!held(&house), "half an hour, not eight");
    let quiet = [("reason", "演练"), ("source", "docket"), ("until", "2026-11-30")];
    let long = house.verb(officer(1, PostRole::Lead), id(CENTER).record(), "silence-alerts", &quiet);
    assert_eq!(long, Err(Refusal::guard(Guard::SilenceTooLong, [5])));
}

const OWN_KIND: &str = "[[kind]]
id = \"port-check\"
zh = \"口岸核查\"
en = \"check at a port\"
as = \"request\"
template = \"customs\"
approver = \"duty\"
evidence = [\"核查申请 / application\"]
[[kind.clock]]
id = \"look\"
zh = \"到场核查\"
en = \"somebody looks\"
from = \"delivered\"
until = \"answered\"
length = 5
unit = \"hours\"
";

#[test]
fn an_own_kind_goes_along_with_its_referral_so_that_both_sides_know_it() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let unknown = ReferralDraft {
        matter: dutydesk::casework::referral::Matter { kind: Some("port-check".into()), ..Default::default() },
        items: vec!["核查".into()],
        ..ReferralDraft::new(dispute, Recipient::Unit(id(COURT)), ReferralKind::Request)
    };
    let refused = house.act(CENTER, Act::Submit(Box::new(unknown.clone()))).expect_err("not here yet");
    assert!(refused.en().contains("customs"), "it says which there are: {}", refused.en());
    house.handbook = with_own("referral_kinds.toml", OWN_KIND);
    assert!(house.handbook.replaced().is_empty());
    let bare = house.act(CENTER, Act::Submit(Box::new(unknown.clone())));
    assert_eq!(bare, Err(Refusal::guard(Guard::EvidenceLacking, ["核查申请 / application"])));
    let mut whole = unknown;
    whole.matter.enclosed = vec!["1".into()];
    let referral = house.done(CENTER, Act::Submit(Box::new(whole)));
    // The court's own store has no such file, and the center's has none any more.
    house.handbook = Handbook::shared().clone().into();
    house.restart(COURT);
    for unit in [CENTER, COURT] {
        let one = file(&house, unit, referral);
        let rule = one.referral.as_ref().and_then(|text| text.matter.rule()).expect("its rule");
        assert_eq!(rule.words.zh, "口岸核查");
        let runs = started_by_rule(&house.units[unit], &house.rules, &one);
        let due = runs.iter().find(|run| run.id == "look").expect("its clock").due;
        assert_eq!(due, one.leg.delivered.as_ref().expect("there").at.to_utc() + chrono::TimeDelta::hours(5));
    }
    house.done(COURT, Act::Leg(referral, LegAct::Sign, None));
    house.clock("2026-11-23T19:40:00+08:00");
    let rang = &file(&house, CENTER, referral).kind_rang;
    assert_eq!(rang.iter().map(|(clock, _)| clock.as_str()).collect::<Vec<_>>(), ["look"]);
}

#[test]
fn what_an_officer_says_of_a_rule_is_not_taken() {
    let mut house = House::new(2);
    let dispute = house.guided_dispute();
    let forged = with_own("referral_kinds.toml", OWN_KIND).figures().kind("port-check").cloned();
    for kind in [None, Some("embassy")] {
        let mut told = draft(dispute, "embassy", &[]);
        told.matter.kind = kind.map(str::to_owned);
        told.matter.own_rule = forged.clone().map(Box::new);
        let referral = house.done(CENTER, Act::Submit(Box::new(told)));
        let matter = &file(&house, CENTER, referral).referral.clone().expect("sent").matter;
        assert_eq!(matter.own_rule, None, "{kind:?}");
    }
}

#[test]
fn a_program_kind_in_an_own_form_is_the_own_one() {
    let mut house = House::new(2);
    let text = include_str!("../../../rules/referral_kinds.toml");
    let customs = text.split("[[kind]]\n").find(|one| one.starts_with("id = \"customs\"")).expect("there");
    let own = format!("[[kind]]\n{}", customs.replacen("zh = \"", "zh = \"本关 ", 1));
    house.handbook = with_own("referral_kinds.toml", &own);
    assert_eq!(house.handbook.replaced(), ["referral_kinds.toml: customs"]);
    let kind = house.handbook.figures().kind("customs").expect("there");
    assert!(kind.words.zh.starts_with("本关"), "{}", kind.words.zh);
    assert_eq!(house.handbook.figures().kinds.len(), Figures::default().kinds.len());
}

#[test]
fn each_mistake_is_told_with_its_file_and_line_and_the_old_figures_stay() {
    let rule = "\n[[rule]]\nid = \"a\"\ntrack = \"simple\"\nzh = \"甲\"\nen = \"a\"\nrights_min = 1\n";
    let wrong = [
        ("timers.toml", "answer_working_days = 3\nsign_working_hours = 0\n".to_owned(), 2, "sign_working_hours = 0"),
        ("timers.toml", "sign_hours = 3\n".to_owned(), 1, "unknown field `sign_hours`"),
        ("timers.toml", "\n\nhold_stops_clock = [\"lunch\"]\n".to_owned(), 3, "no reason of rest \"lunch\""),
        ("timers.toml", "answer_working_days = 3\nsign = = 1\n".to_owned(), 2, ""),
        ("timers.toml", "notice_working_days = 10\n".to_owned(), 1, "supervision follows the notice"),
        ("stages.toml", "[visit_by_kind]\nsquating = [30]\n".to_owned(), 2, "there is no kind \"squating\""),
        ("stages.toml", "visit_after_days = []\n".to_owned(), 1, "at least once"),
        ("triage.toml", format!("{rule}{}", rule.replace("rights_min = 1\n", "").replace('a', "b")), 9, "track"),
        ("triage.toml", rule.replace("rights_min = 1\n", ""), 2, "it has no condition"),
        ("major.toml", "[[level]]\nid = \"I\"\nsitrep_hours = 0\nrecipient = []\n".to_owned(), 1, "its cadence"),
        ("alerts.toml", "silence_days_max = 9\nsilence_idle_days = 0\n".to_owned(), 2, "silence_idle_days"),
        ("referral_kinds.toml", OWN_KIND.replace("\"delivered\"", "\"somewhere\""), 9, "nothing is \"somewhere\""),
        ("referral_kinds.toml", OWN_KIND.replace("customs", "no-letter"), 1, "no letter \"no-letter\""),
    ];
    for (name, text, line, what) in wrong {
        let told = problem(name, &text);
        assert!(told.starts_with(&format!("own/{name}:{line}: ")) && told.contains(what), "{text}\n{told}");
        let book = Handbook::with_own([(format!("own/{name}"), text)].into_iter());
        assert_eq!(book.figures(), &Figures::default(), "{name}");
        let zh = &book.problems()[0].what.zh;
        assert!(!zh.is_ascii(), "in Chinese too: {zh}");
    }
}

#[test]
fn the_programs_own_files_laid_over_themselves_change_nothing() {
    for name in FILES {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(name);
        let text = std::fs::read_to_string(path).expect("the file of the program");
        let book = with_own(name, &text);
        assert_eq!(book.figures(), &Figures::default(), "{name}");
        assert!(!book.replaced().is_empty(), "{name}");
    }
}
