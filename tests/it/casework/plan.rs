//! Response plans (systems row C7).

use super::house::{CENTER, House, officer};
use dutydesk::casework::dossier::plan::Plan;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::words::PostRole;

const OPTIONS: &str = "应诉 | USD 2,500,000 | 败诉则禁令; 和解 | USD 300,000 | 对方可能加价";

fn ask(house: &mut House, dispute: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
    house.verb(officer(2, PostRole::Duty), dispute, verb, typed)
}

fn plans(house: &House, dispute: RecordId) -> Vec<Plan> {
    house.units[CENTER].disputes.get(&dispute).expect("a dispute").dossier.plans.clone()
}

fn decide(house: &mut House, dispute: RecordId, option: &str) -> Result<RecordId, Refusal> {
    let typed = [("option", option), ("by", "总经理 沈微"), ("on", "2026-11-23"), ("proof", "回函 11-23")];
    ask(house, dispute, "enterprise-decision", &typed)
}

#[test]
fn c7_a_plan_that_misses_an_open_deadline_is_refused() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let second = [("rule", "us-itc-337-answer"), ("trigger", "2026-11-10")];
    ask(&mut house, dispute, "add-deadline", &second).expect("a second deadline");
    let only_one = [("options", OPTIONS), ("deadlines", "1: 递交答复"), ("advice", "应诉并准备多方复审")];
    let refused = ask(&mut house, dispute, "make-plan", &only_one).expect_err("one is missing");
    let safe = house.units[CENTER].disputes.get(&dispute).expect("a dispute").deadlines[1].computed.safe;
    assert_eq!(refused, Refusal::guard(Guard::PlanDeadline, [format!("2 ({safe})")]));
    let both = [("options", OPTIONS), ("deadlines", "1: 递交答复; 2: 请求延期"), ("advice", "应诉")];
    ask(&mut house, dispute, "make-plan", &both).expect("made");
    let plan = plans(&house, dispute).remove(0);
    assert_eq!((plan.no, plan.options.len(), plan.steps.len()), (1, 2, 2));
    assert_eq!((plan.options[1].cost.as_str(), plan.options[1].risk.as_str()), ("USD 300,000", "对方可能加价"));
    let unknown = [("options", OPTIONS), ("deadlines", "1: 答复; 2: 延期; 9: 无")];
    assert_eq!(ask(&mut house, dispute, "make-plan", &unknown).expect_err("no such").code(), "field-wrong");
}

#[test]
fn c7_the_enterprise_decides_once_on_a_plan_that_knows_every_deadline() {
    let mut house = House::new(1);
    let dispute = house.guided_dispute();
    let number = house.units[CENTER].disputes.get(&dispute).expect("a dispute").number.clone();
    assert_eq!(decide(&mut house, dispute, "1"), Err(Refusal::guard(Guard::NoPlan, [number])));
    let plan = [("options", OPTIONS), ("deadlines", "1: 递交答复")];
    ask(&mut house, dispute, "make-plan", &plan).expect("made");
    let later = [("rule", "us-itc-337-answer"), ("trigger", "2026-11-10")];
    ask(&mut house, dispute, "add-deadline", &later).expect("a deadline comes up");
    assert_eq!(decide(&mut house, dispute, "1"), Err(Refusal::guard(Guard::PlanStale, ["1", "2"])));
    let second = [("options", OPTIONS), ("deadlines", "1: 递交答复; 2: 递交答复")];
    ask(&mut house, dispute, "make-plan", &second).expect("a second version");
    assert_eq!(decide(&mut house, dispute, "3").expect_err("no such option").code(), "field-wrong");
    decide(&mut house, dispute, "2").expect("decided");
    assert_eq!(decide(&mut house, dispute, "1"), Err(Refusal::guard(Guard::PlanDecided, [2])));
    let all = plans(&house, dispute);
    assert_eq!((all.len(), all[0].decision.is_some()), (2, false), "each version stays");
    assert_eq!(all[1].decision.as_ref().map(|one| (one.option, one.by.as_str())), Some((2, "总经理 沈微")));
}
