//! The table of the dispute before guidance: registered, joined, accepted or not, material, the green channel.

use super::house::{CENTER, House, day};
use super::stages::{Bench, me};
use dutydesk::casework::command::Act;
use dutydesk::casework::dispute::intake::RefusalGround;
use dutydesk::casework::dispute::{DisputeTimer, Stage};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::stage_rules::StageRules;
use dutydesk::casework::words::{Channel, Tlp};

#[test]
fn row_register_needs_enterprise_and_country() {
    let mut house = House::new(1);
    let mut told = super::house::draft("");
    let bare = house.act(CENTER, Act::Register(Box::new(told.clone())));
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "enterprise".into() }));
    told.enterprise.name = "澄光光电".into();
    told.jurisdiction = " ".into();
    let nowhere = house.act(CENTER, Act::Register(Box::new(told)));
    assert_eq!(nowhere, Err(Refusal::FieldMissing { field: "jurisdiction".into() }));
}

#[test]
fn row_join_keeps_both_numbers_and_reporters_and_detach_restores_its_own_log() {
    let mut bench = Bench::new();
    let first = bench.registered(|_| {});
    let second = bench.registered(|told| {
        told.docket = Some("337-TA-1479".into());
        told.channel = Channel::Counter;
        told.served_on = Some(day("2026-11-10"));
    });
    let before = bench.dispute(second);
    bench.done(3, second, "join", &[("into", &first.to_string()), ("reason", "同一调查")]);
    let (one, other) = (bench.dispute(first), bench.dispute(second));
    assert_eq!((other.stage, other.number.as_str()), (Stage::Joined, "ZJ-2026-000002"));
    assert_eq!(one.intake.reporters[0].number, other.number);
    assert_eq!(one.intake.reporters[0].channel, Channel::Counter);
    assert_eq!(one.deadlines.len(), 2, "no deadline of the one is lost in the other");
    assert_eq!(other.next_deadline(), None, "it rings there, not twice");
    assert_eq!(bench.guard(3, second, "add-deadline", &[("rule", "x"), ("trigger", "2026-11-06")]), Guard::JoinedAway);
    assert_eq!(bench.guard(3, first, "detach", &[("reason", "x")]), Guard::NotJoined);

    bench.done(3, second, "detach", &[("reason", "不同产品")]);
    let (one, after) = (bench.dispute(first), bench.dispute(second));
    assert_eq!((after.stage, &after.deadlines), (Stage::Registered, &before.deadlines));
    assert!(one.intake.reporters.is_empty());
    bench.done(3, second, "accept", &[("ground", "本省企业")]);
}

#[test]
fn row_join_goes_only_into_what_goes_on_is_seen_and_is_no_less_secret() {
    let mut bench = Bench::new();
    let over = bench.closed();
    let told = |docket: &'static str, secrecy: Tlp| {
        move |told: &mut dutydesk::casework::dispute::DisputeDraft| {
            told.docket = Some(docket.into());
            told.secrecy = secrecy;
        }
    };
    let plain = bench.registered(told("a", Tlp::Amber));
    let strict = bench.registered(told("b", Tlp::AmberStrict));
    let sealed = bench.registered(told("c", Tlp::Red));
    let into = |id: RecordId| id.to_string();
    assert_eq!(bench.guard(3, plain, "join", &[("into", &into(over)), ("reason", "x")]), Guard::JoinOver);
    assert_eq!(bench.guard(3, strict, "join", &[("into", &into(plain)), ("reason", "x")]), Guard::JoinLevel);
    assert_eq!(bench.code(4, plain, "join", &[("into", &into(sealed)), ("reason", "x")]), "not-found");
    assert_eq!(bench.code(3, plain, "join", &[("into", &into(plain)), ("reason", "x")]), "field-wrong");
    bench.done(3, plain, "join", &[("into", &into(strict)), ("reason", "x")]);
    let fourth = bench.registered(told("d", Tlp::AmberStrict));
    assert_eq!(bench.guard(3, strict, "join", &[("into", &into(fourth)), ("reason", "x")]), Guard::JoinChain);
}

#[test]
fn a4_one_matter_by_four_channels_is_one_cluster_with_all_reporters() {
    let mut bench = Bench::new();
    let channels = [Channel::Phone, Channel::Form, Channel::Feed, Channel::Counter];
    let told = channels.map(|channel| {
        bench.registered(|told| {
            told.channel = channel;
            told.docket = Some(format!("as told by {}", channel.code()));
        })
    });
    for other in &told[1..] {
        bench.done(3, *other, "join", &[("into", &told[0].to_string()), ("reason", "同一案件")]);
    }
    let one = bench.dispute(told[0]);
    let by: Vec<Channel> =
        [one.draft.channel].into_iter().chain(one.intake.reporters.iter().map(|one| one.channel)).collect();
    assert_eq!(by, channels);
}

#[test]
fn row_accept_starts_the_clock_of_first_guidance() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    assert_eq!(bench.dispute(dispute).intake.ground, "本省企业");
    let rang = |bench: &Bench| bench.dispute(dispute).intake.rang.iter().map(|one| one.0).collect::<Vec<_>>();
    bench.house.clock("2026-11-26T14:00:00+08:00");
    assert_eq!(rang(&bench), [], "three working days are not over");
    bench.house.clock("2026-11-26T14:40:00+08:00");
    assert_eq!(rang(&bench), [DisputeTimer::FirstGuidance]);
    bench.house.clock("2026-11-30T09:00:00+08:00");
    assert_eq!(rang(&bench), [DisputeTimer::FirstGuidance], "once");
}

#[test]
fn row_registered_too_long_is_written_down_once() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    bench.house.clock("2026-12-02T09:00:00+08:00");
    bench.house.clock("2026-12-03T09:00:00+08:00");
    let rang: Vec<_> = bench.dispute(dispute).intake.rang.iter().map(|one| one.0).collect();
    assert_eq!(rang, [DisputeTimer::Accept]);
}

#[test]
fn row_ask_material_supplied_is_registered_again() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    let ask = [("items", "起诉状; 送达回证"), ("due", "2026-11-27")];
    assert_eq!(bench.code(3, dispute, "ask-material", &[("items", "x"), ("due", "2026-11-01")]), "field-wrong");
    assert_eq!(bench.code(3, dispute, "ask-material", &[("items", " "), ("due", "2026-11-27")]), "field-missing");
    bench.done(3, dispute, "ask-material", &ask);
    assert_eq!(bench.stage(dispute), Stage::NeedsMaterial);
    assert_eq!(bench.code(3, dispute, "accept", &[("ground", "x")]), "stage");
    bench.done(3, dispute, "supply-material", &[("what", "两份都到")]);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.intake.material[0].items.len()), (Stage::Registered, 2));
    bench.house.clock("2026-12-05T09:00:00+08:00");
    assert_ne!(bench.stage(dispute), Stage::NotAccepted, "what was supplied does not lapse");
}

#[test]
fn row_ask_material_lapsed_is_not_accepted_by_the_clock() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    bench.done(3, dispute, "ask-material", &[("items", "起诉状"), ("due", "2026-11-27")]);
    bench.house.clock("2026-11-27T23:59:00+08:00");
    assert_eq!(bench.stage(dispute), Stage::NeedsMaterial, "its last day is still its day");
    bench.house.clock("2026-11-28T00:01:00+08:00");
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.intake.refusals[0].ground), (Stage::NotAccepted, RefusalGround::Lapsed));
    assert!(!now.intake.refusals[0].pointer.is_empty());
}

#[test]
fn c4_not_accepted_without_a_pointer_is_refused() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    let bare = bench.ask(1, dispute, "not-accept", &[("ground", "not-overseas")]);
    assert_eq!(bare, Err(Refusal::FieldMissing { field: "pointer".into() }));
    let fields = [("ground", "not-overseas"), ("pointer", "杭州市知识产权维权援助中心 12330")];
    assert_eq!(bench.code(3, dispute, "not-accept", &fields), "not-permitted");
    let lapsed = [("ground", "lapsed"), ("pointer", "x")];
    assert_eq!(bench.code(1, dispute, "not-accept", &lapsed), "field-wrong");
    bench.done(1, dispute, "not-accept", &fields);
    let now = bench.dispute(dispute);
    assert_eq!((now.stage, now.intake.refusals[0].pointer.as_str()), (Stage::NotAccepted, fields[1].1));
}

#[test]
fn row_not_accepted_is_reviewed_once_by_another_officer() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    let fields = [("ground", "not-ip"), ("pointer", "市场监管局")];
    bench.done(1, dispute, "not-accept", &fields);
    let review = [("upheld", "no"), ("reason", "涉及商标")];
    assert_eq!(bench.guard(1, dispute, "review-refusal", &review), Guard::ReviewByOther);
    bench.done(2, dispute, "review-refusal", &review);
    assert_eq!(bench.stage(dispute), Stage::Registered);
    bench.done(1, dispute, "not-accept", &fields);
    assert_eq!(bench.guard(2, dispute, "review-refusal", &review), Guard::ReviewedOnce);
    assert_eq!(bench.stage(dispute), Stage::NotAccepted);
}

#[test]
fn c6_a_green_flag_without_proof_downgrades_after_its_days() {
    let mut bench = Bench::new();
    let proved = bench.registered(|told| told.docket = Some("a".into()));
    let bare = bench.registered(|told| told.docket = Some("b".into()));
    assert_eq!(bench.guard(3, proved, "prove-green", &[("proof", "x")]), Guard::NotGreen);
    for dispute in [proved, bare] {
        bench.done(3, dispute, "green-channel", &[("ground", "start-up")]);
    }
    assert_eq!(bench.guard(3, proved, "green-channel", &[("ground", "start-up")]), Guard::GreenAlready);
    bench.done(3, proved, "prove-green", &[("proof", "营业执照 2025-03")]);
    let green = |bench: &Bench, id| bench.dispute(id).intake.is_green();
    bench.house.clock("2026-11-30T09:00:00+08:00");
    assert!(green(&bench, bare), "five working days are not over");
    bench.house.clock("2026-12-01T09:00:00+08:00");
    assert!(green(&bench, proved) && !green(&bench, bare));
    assert_eq!(bench.guard(3, bare, "prove-green", &[("proof", "x")]), Guard::NotGreen);
    bench.done(3, bare, "green-channel", &[("ground", "start-up"), ("proof", "营业执照")]);
    assert!(green(&bench, bare), "with its proof it may be asked again");
}

#[test]
fn c6_the_green_channel_has_its_own_clock() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    bench.done(3, dispute, "green-channel", &[("ground", "innovator"), ("proof", "专精特新 2026")]);
    bench.done(3, dispute, "accept", &[("ground", "本省企业")]);
    bench.house.clock("2026-11-24T14:40:00+08:00");
    let rang: Vec<_> = bench.dispute(dispute).intake.rang.iter().map(|one| one.0).collect();
    assert_eq!(rang, [DisputeTimer::FirstGuidance], "one working day, not three");
}

#[test]
fn the_figures_of_the_stages_are_read_and_checked() {
    let text = include_str!("../../../rules/stages.toml");
    assert_eq!(&StageRules::read(text).expect("the file is right"), StageRules::shared());
    let wrong = |from: &str, to: &str| StageRules::read(&text.replace(from, to)).expect_err("wrong").to_string();
    assert!(wrong("squatting =", "squating =").contains("squating"));
    assert!(wrong("reopen_window_days = 180", "reopen_window_days = 0").contains('0'));
    assert!(wrong("visit_after_days = [30]", "visit_after_days = []").contains("at least once"));
}

#[test]
fn a_transfer_carries_what_happened_before_guidance() {
    let mut bench = Bench::new();
    let dispute = bench.registered(|_| {});
    bench.done(3, dispute, "green-channel", &[("ground", "start-up")]);
    let told = bench.dispute(dispute);
    let bytes = rmp_serde::to_vec_named(&dutydesk::casework::custody::CaseFile { dispute: told.clone() });
    let file: dutydesk::casework::custody::CaseFile = rmp_serde::from_slice(&bytes.expect("encodes")).expect("decodes");
    assert_eq!(file.dispute, told);
    assert_eq!(me(3).name(), told.stamps[0].by);
}
