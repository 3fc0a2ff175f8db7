//! A random inspection as JSON.

use super::unit_of;
use crate::boards::views::AffairView;
use crate::casework::inspection::{Finding, Inspection, Sampled};
use serde_json::{Value, json};

/// An inspection, whole but for the list itself, which `inspect show --list` prints.
pub fn inspection(view: &AffairView, one: &Inspection) -> Value {
    let draw = one.draw.as_ref();
    json!({
        "schema": "dutydesk/inspection/1",
        "id": one.number,
        "internal_id": view.row.id,
        "unit": unit_of(&one.number),
        "state": one.state.code(),
        "matter": one.draft.matter,
        "from": one.draft.from,
        "to": one.draft.to,
        "ratio": one.draft.ratio,
        "rule": "dutydesk draw 1",
        "list": { "count": one.list.len(), "hash": one.hash.to_string(), "frozen_at": one.frozen_at },
        "seed": draw.map(|draw| &draw.seed),
        "published": draw.map(|draw| &draw.published),
        "drawn_at": draw.map(|draw| draw.at),
        "draws_again": one.draws_again(),
        "sample": one.sample.iter().map(|case| sampled(case, one)).collect::<Vec<_>>(),
        "findings": one.findings.iter().map(finding).collect::<Vec<_>>(),
        "closed": one.closed.as_ref().map(|(at, drift)| json!({ "at": at, "came": drift.came, "gone": drift.gone })),
        "version": view.file.version,
    })
}

fn sampled(case: &Sampled, one: &Inspection) -> Value {
    let findings = one.findings.iter().filter(|finding| finding.number == case.number).map(|finding| finding.no);
    json!({
        "id": case.number,
        "internal_id": case.dispute,
        "passed_by": case.passed.as_ref().map(|(by, _)| &by.name),
        "passed_at": case.passed.as_ref().map(|(_, at)| at),
        "findings": findings.collect::<Vec<_>>(),
    })
}

fn finding(one: &Finding) -> Value {
    json!({
        "no": one.no,
        "id": one.number,
        "finding": one.text,
        "due": one.due,
        "by": one.by.name,
        "answer": one.answer.as_ref().map(|answer| json!({
            "text": answer.text, "by": answer.by.name, "at": answer.at,
        })),
    })
}
