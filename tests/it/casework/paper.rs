//! Papers of the center: which may be made when, under which letter number, as which version.

use super::house::{CENTER, House, draft, id, officer};
use dutydesk::casework::command::{Act, DisputeAct, ReferralAct};
use dutydesk::casework::decide::paper::{planned_of_dispute, planned_of_referral};
use dutydesk::casework::ids::{Hash, RecordId};
use dutydesk::casework::paper::{Form, Letter, LetterNo, Made, PaperDraft, PaperKind, PaperWords, last};
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::words::PostRole;
use proptest::prelude::*;

fn asked(kind: PaperKind, zh: bool) -> PaperDraft {
    let words = PaperWords {
        text: "先核对权利要求".into(),
        basis: "不属受理范围".into(),
        items: vec!["营业执照".into()],
        due: None,
    };
    PaperDraft { kind, zh, anew: false, words, made: None }
}

/// What the daemon does: plans, makes, and asks.
fn make(house: &mut House, case: RecordId, draft: PaperDraft) -> Result<String, Refusal> {
    let state = &house.units[CENTER];
    let (number, version) = match state.referrals.get(&case) {
        Some(file) => planned_of_referral(state, file, &draft, super::house::at("2026-11-23T15:00:00+08:00")),
        None => {
            let dispute = state.disputes.get(&case).expect("a dispute");
            planned_of_dispute(state, dispute, &draft, super::house::at("2026-11-23T15:00:00+08:00"))
        }
    };
    let said = format!("{number} v{version}");
    let made = Some(Made { number, version, hash: Hash::of(said.as_bytes()), bytes: 9 });
    let draft = Box::new(PaperDraft { made, ..draft });
    let act = match draft.kind {
        PaperKind::Form(_) => Act::Dispute(case, DisputeAct::Paper(draft)),
        PaperKind::Letter(_) => Act::Referral(case, ReferralAct::Paper(draft)),
    };
    house.act(CENTER, act).map(|_| said)
}

fn form(house: &mut House, case: RecordId, form: Form) -> Result<String, Refusal> {
    make(house, case, asked(PaperKind::Form(form), true))
}

fn sent(house: &mut House, case: RecordId) -> RecordId {
    let (kind, items) = (ReferralKind::Request, vec!["核实".to_owned()]);
    let to = Recipient::Unit(id(1));
    house.done(CENTER, Act::Submit(Box::new(ReferralDraft { items, ..ReferralDraft::new(case, to, kind) })))
}

#[test]
fn letter_numbers_count_by_unit_year_and_word() {
    let mut house = House::new(2);
    let (one, two) = (house.guided_dispute(), {
        let mut other = draft("海岳智能");
        other.docket = Some("337-TA-1500".into());
        house.done(CENTER, Act::Register(Box::new(other)))
    });
    house.done(CENTER, Act::Dispute(two, DisputeAct::Accept { ground: "本省企业".into() }));
    assert_eq!(form(&mut house, one, Form::Accepted).as_deref(), Ok("ZJ受〔2026〕1号 v1"));
    assert_eq!(form(&mut house, two, Form::Accepted).as_deref(), Ok("ZJ受〔2026〕2号 v1"));
    assert_eq!(form(&mut house, one, Form::Opinion).as_deref(), Ok("ZJ意〔2026〕1号 v1"));
    let lead = || officer(1, PostRole::Lead);
    house.verb(lead(), id(CENTER).record(), "set-letter-word", &[("word", "浙海知")]).expect("named");
    let digits = house.verb(lead(), id(CENTER).record(), "set-letter-word", &[("word", "浙2026")]);
    assert!(matches!(digits, Err(Refusal::FieldWrong { .. })), "a digit would be taken for the number");
    let third = PaperDraft { anew: true, ..asked(PaperKind::Form(Form::Accepted), true) };
    assert_eq!(make(&mut house, two, third).as_deref(), Ok("浙海知受〔2026〕1号 v1"));
    let referral = sent(&mut house, one);
    let letter = make(&mut house, referral, asked(PaperKind::Letter(Letter::Customs), true));
    assert_eq!(letter.as_deref(), Ok("浙海知函〔2026〕1号 v1"));
    // What is read from disk counts on.
    house.restart(CENTER);
    let next = PaperDraft { anew: true, ..asked(PaperKind::Letter(Letter::Plain), false) };
    assert_eq!(make(&mut house, referral, next).as_deref(), Ok("浙海知函〔2026〕2号 v1"));
}

#[test]
fn the_same_paper_again_is_its_next_version_and_each_language_counts_by_itself() {
    let mut house = House::new(1);
    let case = house.guided_dispute();
    assert_eq!(form(&mut house, case, Form::Accepted).as_deref(), Ok("ZJ受〔2026〕1号 v1"));
    assert_eq!(form(&mut house, case, Form::Accepted).as_deref(), Ok("ZJ受〔2026〕1号 v2"));
    let english = asked(PaperKind::Form(Form::Accepted), false);
    assert_eq!(make(&mut house, case, english).as_deref(), Ok("ZJ受〔2026〕1号 v1"));
    // The applicant's own paper and the file go by the number of the dispute.
    assert_eq!(form(&mut house, case, Form::Application).as_deref(), Ok("ZJ-2026-000001 v1"));
    assert_eq!(form(&mut house, case, Form::CaseFile).as_deref(), Ok("ZJ-2026-000001 v1"));
    let papers = house.units[CENTER].disputes.get(&case).expect("a dispute").papers.clone();
    let accepted = papers.iter().filter(|paper| paper.kind == PaperKind::Form(Form::Accepted));
    assert_eq!(last(accepted.clone(), (true, None)).map(|paper| (paper.version, paper.zh)), Some((2, true)));
    assert_eq!(last(accepted.clone(), (false, None)).map(|paper| (paper.version, paper.zh)), Some((1, false)));
    assert_eq!(last(accepted.clone(), (false, Some(2))).map(|paper| (paper.version, paper.zh)), Some((2, true)));
    assert_eq!(last(accepted, (true, Some(3))), None);
}

#[test]
fn a_number_that_somebody_else_took_meanwhile_is_refused() {
    let mut house = House::new(1);
    let case = house.guided_dispute();
    let stale = Some(Made { number: "ZJ受〔2026〕7号".into(), version: 1, hash: Hash::NONE, bytes: 0 });
    let draft = Box::new(PaperDraft { made: stale, ..asked(PaperKind::Form(Form::Accepted), true) });
    let refused = house.act(CENTER, Act::Dispute(case, DisputeAct::Paper(draft)));
    let taken = ["ZJ受〔2026〕7号", "ZJ受〔2026〕1号"];
    assert_eq!(refused, Err(Refusal::guard(Guard::PaperNumberTaken, taken)));
}

#[test]
fn a_form_says_only_what_is_so() {
    let mut house = House::new(1);
    let case = house.done(CENTER, Act::Register(Box::new(draft("海岳智能"))));
    let early = form(&mut house, case, Form::Accepted);
    let Err(Refusal::Guard { guard: Guard::PaperStage, about }) = early else { panic!("{early:?}") };
    assert_eq!(about[..2], ["accepted".to_owned(), "REGISTERED".to_owned()]);
    let nothing_asked = form(&mut house, case, Form::Supplement);
    assert!(matches!(nothing_asked, Err(Refusal::Guard { guard: Guard::PaperStage, .. })), "{nothing_asked:?}");
    let lead = || officer(1, PostRole::Lead);
    let wanted = [("items", "营业执照; 起诉状"), ("due", "2026-12-10")];
    house.verb(lead(), case, "ask-material", &wanted).expect("asked");
    form(&mut house, case, Form::Supplement).expect("now it says what is so");
    house.verb(lead(), case, "supply-material", &[("what", "营业执照")]).expect("supplied");
    house.done(CENTER, Act::Dispute(case, DisputeAct::Accept { ground: "本省企业".into() }));
    house.done(CENTER, Act::Dispute(case, DisputeAct::Guide));
    let bare = PaperDraft { words: PaperWords::default(), ..asked(PaperKind::Form(Form::Opinion), true) };
    assert_eq!(make(&mut house, case, bare), Err(Refusal::FieldMissing { field: "text".into() }));
    // Nothing is written unless the daemon has made and kept it.
    let unmade =
        house.verb(officer(1, PostRole::Duty), case, "make-paper", &[("paper", "申请书"), ("language", "中文")]);
    assert_eq!(unmade, Err(Refusal::FieldMissing { field: "file".into() }));
    // A form is of a dispute, a letter of a referral.
    let letter = asked(PaperKind::Letter(Letter::Plain), true);
    let crossed = house.act(CENTER, Act::Dispute(case, DisputeAct::Paper(Box::new(letter))));
    assert_eq!(crossed, Err(Refusal::NotFound));
}

#[test]
fn a_letter_stays_in_the_house_of_its_sender() {
    let mut house = House::new(2);
    let case = house.guided_dispute();
    let referral = sent(&mut house, case);
    make(&mut house, referral, asked(PaperKind::Letter(Letter::Plain), true)).expect("made");
    assert!(!house.waiting(), "no slip tells of it");
    house.settle();
    assert_eq!(house.units[CENTER].referrals.get(&referral).map(|file| file.papers.len()), Some(1));
    assert_eq!(house.units[1].referrals.get(&referral).map(|file| file.papers.len()), Some(0));
    let theirs = asked(PaperKind::Letter(Letter::Plain), true);
    let refused =
        house.act_as(1, officer(1, PostRole::Lead), Act::Referral(referral, ReferralAct::Paper(Box::new(theirs))));
    assert!(matches!(refused, Err(Refusal::NotOurTurn { .. })), "{refused:?}");
}

#[test]
fn every_kind_of_referral_has_its_letter() {
    for kind in dutydesk::casework::kinds::shared() {
        assert!(Letter::CODES.contains(&kind.template.as_str()), "{}: no letter {}", kind.id, kind.template);
    }
}

proptest! {
    #[test]
    fn a_letter_number_is_read_as_it_was_written(word in "[一-龥A-Z]{1,12}", year in 2000..2100_i32, no in 1..100_000_u32) {
        let number = LetterNo { word, year, no };
        prop_assert_eq!(LetterNo::parse(&number.to_string()), Some(number));
    }
}
