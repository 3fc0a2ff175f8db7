//! The dossier of a case as JSON: evidence with its gaps, checklist.

use crate::casework::dossier::Dossier;
use crate::casework::dossier::evidence::{EvidenceFile, Gap, Piece, TakenPath};
use crate::casework::dossier::playbook::{Checklist, Task, TaskState};
use serde_json::{Value, json};

/// The members of a dispute that tell of its dossier.
pub fn dossier(dossier: &Dossier, zh: bool) -> Value {
    json!({
        "evidence": evidence(&dossier.evidence, zh),
        "checklist": dossier.checklist.as_ref().map(|list| checklist(list, zh)),
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
        "where": draft.place,
        "source": draft.source,
        "collector": draft.collector,
        "collected_at": draft.collected_at,
        "note": draft.note,
        "entered_at": one.entered.0,
        "entered_by": one.entered.1,
        "withdrawn": one.withdrawn,
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
