//! The dossier of a case as JSON: evidence with its gaps, checklist, plans, proceedings; and what the rules say of it.

use crate::boards::advice::Advice;
use crate::casework::destruction::Destruction;
use crate::casework::dispute::Dispute;
use crate::casework::dossier::chain::CustodyLink;
use crate::casework::dossier::evidence::{EvidenceFile, Gap, Piece, TakenPath};
use crate::casework::dossier::plan::Plan;
use crate::casework::dossier::playbook::{Checklist, Task, TaskState};
use crate::casework::dossier::proceeding::Proceeding;
use crate::casework::routing::{Proposal, Share};
use serde_json::{Value, json};

/// The members of a dispute that tell of its dossier.
pub fn dossier(dispute: &Dispute, zh: bool) -> Value {
    let dossier = &dispute.dossier;
    json!({
        "evidence": evidence(&dossier.evidence, zh),
        "checklist": dossier.checklist.as_ref().map(|list| checklist(list, zh)),
        "plans": dossier.plans.iter().map(|one| plan(one, dispute)).collect::<Vec<_>>(),
        "proceedings": dossier.proceedings.iter().map(proceeding).collect::<Vec<_>>(),
    })
}

fn evidence(file: &EvidenceFile, zh: bool) -> Value {
    json!({
        "paths": file.paths.iter().map(|path| taken(path, file, zh)).collect::<Vec<_>>(),
        "pieces": file.pieces.iter().map(|one| piece(one, zh)).collect::<Vec<_>>(),
        "gaps": file.gaps().iter().map(|gap| gap_of(gap, zh)).collect::<Vec<_>>(),
    })
}

fn taken(path: &TakenPath, file: &EvidenceFile, zh: bool) -> Value {
    let asks = path.asks.iter().map(|asked| {
        json!({
            "item": asked.item,
            "title": asked.words.pick(zh),
            "required": asked.required,
            "basis": asked.basis,
            "pieces": file.serving(&path.id, &asked.item).map(|one| one.no).collect::<Vec<_>>(),
        })
    });
    let asks: Vec<Value> = asks.collect();
    json!({ "id": path.id, "title": path.words.pick(zh), "version": path.version, "asks": asks })
}

fn piece(one: &Piece, zh: bool) -> Value {
    let draft = &one.draft;
    json!({
        "no": one.no,
        "item": draft.item,
        "title": one.words.pick(zh),
        "paths": draft.paths,
        "hash": draft.hash.map(|hash| hash.to_string()),
        "file": draft.file.as_ref().map(|file| json!({ "name": file.name, "bytes": file.bytes, "blake3": file.blob.to_string() })),
        "deposit": draft.deposit,
        "where": draft.place,
        "source": draft.source,
        "collector": draft.collector,
        "collected_at": draft.collected_at,
        "note": draft.note,
        "entered_at": one.entered.0,
        "entered_by": one.entered.1,
        "withdrawn": one.withdrawn,
        "destruction": destruction(one.destruction.as_ref()),
        "chain": one.chain.iter().map(link).collect::<Vec<_>>(),
    })
}

/// How far the destruction of a note or a piece has come.
pub fn destruction(one: Option<&Destruction>) -> Value {
    one.map_or(Value::Null, |one| {
        json!({
            "basis": one.basis,
            "proposed_by": one.proposed.1,
            "destroyed_at": one.done.as_ref().map(|(at, _)| at),
            "destroyed_by": one.done.as_ref().map(|(_, by)| by),
        })
    })
}

fn link(link: &CustodyLink) -> Value {
    json!({
        "deed": link.deed.code(),
        "who": link.who,
        "how": link.how,
        "at": link.at,
        "on": link.on,
        "result": link.result,
        "entered_at": link.entered.as_ref().map(|(at, _)| at),
        "entered_by": link.entered.as_ref().map(|(_, by)| by),
    })
}

fn gap_of(gap: &Gap, zh: bool) -> Value {
    json!({
        "path": gap.path,
        "path_title": gap.path_words.pick(zh),
        "item": gap.item,
        "title": gap.words.pick(zh),
        "basis": gap.basis,
    })
}

fn checklist(list: &Checklist, zh: bool) -> Value {
    json!({
        "playbook": list.playbook,
        "version": list.version,
        "title": list.words.pick(zh),
        "tasks": list.tasks.iter().map(|one| task(one, zh)).collect::<Vec<_>>(),
    })
}

fn task(task: &Task, zh: bool) -> Value {
    let (by, on, told) = match &task.state {
        TaskState::Open => (None, None, None),
        TaskState::Done { by, on, proof } => (Some(by), Some(on), Some(proof)),
        TaskState::Skipped { by, reason } => (Some(by), None, Some(reason)),
    };
    json!({
        "id": task.text.id,
        "title": task.text.words.pick(zh),
        "required": task.text.required,
        "due": task.text.due,
        "version": task.version,
        "state": task.state.code(),
        "by": by,
        "on": on,
        "proof": told,
    })
}

fn plan(plan: &Plan, dispute: &Dispute) -> Value {
    let options = (1_u16..)
        .zip(&plan.options)
        .map(|(no, one)| json!({ "no": no, "title": one.title, "cost": one.cost, "risk": one.risk }));
    let steps = plan.steps.iter().map(|one| json!({ "deadline": one.deadline, "safe": one.safe, "step": one.text }));
    json!({
        "no": plan.no,
        "made_at": plan.made.0,
        "made_by": plan.made.1,
        "advice": plan.advice,
        "options": options.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
        "missing": plan.missing(dispute),
        "decision": plan.decision.as_ref().map(|one| json!({
            "option": one.option, "by": one.by, "on": one.on, "proof": one.proof,
        })),
    })
}

fn proceeding(one: &Proceeding) -> Value {
    let draft = &one.draft;
    let validity = one.validity.iter().map(
        |record| json!({ "right": record.right, "event": record.event.code(), "on": record.on, "proof": record.proof }),
    );
    json!({
        "no": one.no,
        "kind": draft.kind.code(),
        "jurisdiction": draft.jurisdiction,
        "forum": draft.forum,
        "docket": draft.docket,
        "rights": draft.rights,
        "phase": draft.phase.code(),
        "phase_since": draft.since,
        "open": draft.phase.is_open(),
        "links": one.links.iter().map(|(to, how)| json!({ "to": to, "how": how.code() })).collect::<Vec<_>>(),
        "validity": validity.collect::<Vec<_>>(),
    })
}

/// What the rules of today say of a dispute.
pub fn advice(advice: &Advice, zh: bool) -> Value {
    let meetings = advice.meetings.iter().map(|one| {
        json!({
            "right": one.right, "dispute": one.number, "event": one.event.pick(zh), "on": one.on, "here": one.here,
        })
    });
    json!({
        "route": route(&advice.route, zh),
        "playbook_newer": advice.playbook_newer,
        "paths_usual": advice.paths_usual,
        "relying": meetings.collect::<Vec<_>>(),
        "same_matter": advice.same.iter().map(|(_, number)| number).collect::<Vec<_>>(),
        "warnings": advice.warnings.iter().map(|one| one.pick(zh)).collect::<Vec<_>>(),
    })
}

/// A proposal of routing.
pub fn route(route: &Proposal, zh: bool) -> Value {
    let share = |one: &Share| {
        json!({
            "center": one.code, "internal_id": one.center, "name": one.name.pick(zh), "rule": one.rule,
            "why": one.why.pick(zh),
        })
    };
    json!({
        "home": route.home.as_ref().map(|(code, why)| json!({ "code": code, "why": why.pick(zh) })),
        "owner": route.owner.as_ref().map(share),
        "co_owners": route.co_owners.iter().map(share).collect::<Vec<_>>(),
        "coordinator": route.coordinator.as_ref().map(share),
        "lacks": route.lacks.iter().map(|one| one.pick(zh)).collect::<Vec<_>>(),
    })
}
