//! What may be done with a random inspection: frozen, drawn, looked at, answered, closed. Nobody inspects what they
//! handle, and nobody answers what they found.

use super::rota::author;
use super::{required, wrong};
use crate::casework::authorize::sees;
use crate::casework::command::Command;
use crate::casework::dispute::Dispute;
use crate::casework::draw;
use crate::casework::ids::RecordId;
use crate::casework::inspection::{
    Finding, Inspection, InspectionAct, InspectionDraft, InspectionFact, InspectionState, Sampled, drift, list_of,
};
use crate::casework::known::NUMBER;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::rota::Person;
use crate::casework::state::UnitState;
use crate::casework::unit::Author;

/// Cases on one list: it travels to a screen in one piece, and a center receives fewer in a year.
const LIST_MAX: usize = 10_000;

/// Findings of one inspection: several for each case of a large sample.
const FINDINGS_MAX: usize = 5_000;

/// Freezes the list.
pub fn open(state: &UnitState, number: String, draft: &InspectionDraft) -> Result<InspectionFact, Refusal> {
    required("matter", &draft.matter)?;
    if !(1..=100).contains(&draft.ratio) {
        return Err(wrong("ratio", "写 1 到 100 的整数百分比", "write a whole percentage from 1 to 100"));
    }
    if draft.to < draft.from {
        return Err(wrong("to", "止日早于起日. 改正日期", "it ends before it begins. Correct the dates"));
    }
    let list = list_of(state, draft);
    if list.is_empty() {
        return Err(Refusal::guard(Guard::NothingToInspect, [draft.from, draft.to]));
    }
    if list.len() > LIST_MAX {
        return Err(Refusal::guard(Guard::ListTooLong, [list.len(), LIST_MAX]));
    }
    let hash = draw::list_hash(&list);
    Ok(InspectionFact::Opened { number, draft: Box::new(draft.clone()), list, hash })
}

/// What follows from an act on an inspection.
pub fn decide(
    state: &UnitState,
    command: &Command,
    one: &Inspection,
    act: &InspectionAct,
) -> Result<InspectionFact, Refusal> {
    match (one.state, act) {
        (InspectionState::Closed, _) => Err(Refusal::guard(Guard::InspectionOver, [&one.number])),
        (InspectionState::Frozen, InspectionAct::Draw { seed, published }) => drawn(state, one, seed, published),
        (InspectionState::Drawn, InspectionAct::Draw { .. }) => Err(Refusal::guard(Guard::DrawnOnce, [&one.number])),
        (InspectionState::Frozen, _) => Err(Refusal::guard(Guard::NotDrawn, [&one.number])),
        (InspectionState::Drawn, InspectionAct::Pass { number }) => {
            let (sampled, by) = looked_at(state, command, one, number)?;
            match &sampled.passed {
                Some((by, _)) => Err(Refusal::guard(Guard::LookedAt, [number, &by.name])),
                None => Ok(InspectionFact::Passed { number: number.clone(), by }),
            }
        }
        (InspectionState::Drawn, InspectionAct::Find { number, text, due }) => {
            let (_, by) = looked_at(state, command, one, number)?;
            required("finding", text)?;
            if *due < command.at.date_naive() {
                return Err(wrong("due", "答复日不能早于今天", "it cannot be answered before today"));
            }
            if one.findings.len() >= FINDINGS_MAX {
                return Err(wrong("finding", "发现过多, 另开一次抽查", "too many findings: open another inspection"));
            }
            let no = one.findings.iter().map(|one| one.no).max().unwrap_or(0).saturating_add(1);
            let (number, text) = (number.clone(), text.clone());
            let finding = Finding { no, number, text, due: *due, by, answer: None };
            Ok(InspectionFact::Found { finding: Box::new(finding) })
        }
        (InspectionState::Drawn, InspectionAct::Answer { no, text }) => answered(command, one, *no, text),
        (InspectionState::Drawn, InspectionAct::Close) => closed(state, one),
    }
}

/// Draws: after the list is frozen, and once.
fn drawn(state: &UnitState, one: &Inspection, seed: &str, published: &str) -> Result<InspectionFact, Refusal> {
    required("seed", seed)?;
    required("published", published)?;
    if seed.contains(['\n', '\r']) {
        return Err(wrong("seed", "种子写在一行里", "the seed is one line"));
    }
    let numbers = draw::sample(&one.list, seed, one.draft.ratio).into_iter();
    let sample = numbers.map(|number| {
        let found = state.disputes_with(NUMBER, &number.to_uppercase()).find(|one| one.number == number);
        let id = found.map_or(RecordId::NONE, |one| one.id);
        (number, id)
    });
    Ok(InspectionFact::Drawn { seed: seed.to_owned(), published: published.to_owned(), sample: sample.collect() })
}

/// The case that is looked at, and who looks: not the one who handles it, and one who may see it.
fn looked_at<'a>(
    state: &UnitState,
    command: &Command,
    one: &'a Inspection,
    number: &str,
) -> Result<(&'a Sampled, Person), Refusal> {
    let by = author(&command.author)?;
    let sampled = one.sample.iter().find(|one| one.number == number);
    let sampled = sampled.ok_or_else(|| Refusal::guard(Guard::NotInSample, [number, &one.number]))?;
    let dispute: Option<&Dispute> = state.disputes.get(&sampled.dispute).map(|one| &**one);
    let sealed = |dispute: &Dispute| match &command.author {
        Author::Post { officer, role, .. } => !sees(*officer, *role, dispute.draft.secrecy, &dispute.named),
        Author::System => false,
    };
    if dispute.is_some_and(sealed) {
        return Err(Refusal::NotFound);
    }
    let handles = dispute.and_then(|one| one.handler.as_ref()).is_some_and(|(officer, _)| *officer == by.officer);
    if handles {
        return Err(Refusal::guard(Guard::OwnCase, [&by.name, &sampled.number]));
    }
    Ok((sampled, by))
}

fn answered(command: &Command, one: &Inspection, no: u16, text: &str) -> Result<InspectionFact, Refusal> {
    let by = author(&command.author)?;
    required("answer", text)?;
    let finding = one.findings.iter().find(|one| one.no == no);
    let finding = finding.ok_or_else(|| wrong("no", "没有这个发现序号", "there is no finding of that number"))?;
    if let Some(answer) = &finding.answer {
        return Err(Refusal::guard(Guard::FindingAnswered, [no.to_string(), answer.by.name.clone()]));
    }
    if finding.by.officer == by.officer {
        return Err(Refusal::guard(Guard::OwnFinding, [no.to_string(), by.name]));
    }
    Ok(InspectionFact::Answered { no, text: text.to_owned(), by })
}

fn closed(state: &UnitState, one: &Inspection) -> Result<InspectionFact, Refusal> {
    let unlooked = one.unlooked();
    if !unlooked.is_empty() {
        return Err(Refusal::guard(Guard::InspectionUnlooked, [unlooked.join(", ")]));
    }
    let unanswered: Vec<String> = one.unanswered().map(|one| one.no.to_string()).collect();
    if !unanswered.is_empty() {
        return Err(Refusal::guard(Guard::InspectionUnanswered, [unanswered.join(", ")]));
    }
    Ok(InspectionFact::Closed { drift: drift(state, one) })
}
