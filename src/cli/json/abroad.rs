//! The gate to abroad of a dispute as JSON.

use crate::casework::abroad::{AbroadGate, Check};
use serde_json::{Value, json};

/// The gate: what was named, checked, approved and sent, and whether it is open.
pub fn abroad(gate: &AbroadGate) -> Value {
    json!({
        "open": gate.shut().is_none(),
        "unchecked": gate.unchecked().iter().map(|item| item.code()).collect::<Vec<_>>(),
        "material": gate.material,
        "checks": gate.checks.iter().map(|one| check(one, gate.round)).collect::<Vec<_>>(),
        "approval": gate.approval.as_ref().map(|one| json!({ "by": one.name, "at": one.at, "remark": one.remark })),
        "sent": gate.sent.iter().map(|one| json!({
            "what": one.what, "to": one.to, "country": one.country, "at": one.at, "by": one.name,
        })).collect::<Vec<_>>(),
    })
}

fn check(one: &Check, round: u16) -> Value {
    let finding = &one.finding;
    json!({
        "item": finding.item.code(),
        "article": finding.item.article(),
        "answer": finding.answer.code(),
        "basis": finding.basis,
        "channel": finding.channel.map(|channel| channel.code()),
        "decided_by": finding.decided_by,
        "by": one.name,
        "at": one.at,
        "counts": one.round == round,
    })
}
