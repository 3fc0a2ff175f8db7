//! The gate to abroad as a person reads it, line by line.

use crate::casework::abroad::AbroadGate;

/// One line a check, then what is open, approved and sent; empty when nobody has touched it.
pub fn abroad(gate: &AbroadGate, zh: bool) -> String {
    if !gate.is_used() {
        return String::new();
    }
    let say = |zh_words: String, en: String| if zh { zh_words } else { en };
    let material = gate.material.iter().map(|text| say(format!("材料 {text}"), format!("material: {text}")));
    let checks = gate.checks.iter().map(|one| {
        let finding = &one.finding;
        let old = if one.round == gate.round {
            ""
        } else if zh {
            " (须重核)"
        } else {
            " (to be checked again)"
        };
        format!("{} {}: {} {}{old}", finding.item.word(zh), finding.answer.word(zh), finding.basis, one.name)
    });
    let unchecked: Vec<&str> = gate.unchecked().into_iter().map(|item| item.word(zh)).collect();
    let unchecked = (!unchecked.is_empty())
        .then(|| say(format!("未核: {}", unchecked.join(", ")), format!("not checked: {}", unchecked.join(", "))));
    let approval =
        gate.approval.as_ref().map(|one| say(format!("{} 批准", one.name), format!("approved by {}", one.name)));
    let sent = gate.sent.iter().map(|one| {
        say(
            format!("已送 {} ({}): {}", one.to, one.country, one.what),
            format!("sent to {} ({}): {}", one.to, one.country, one.what),
        )
    });
    material.chain(checks).chain(unchecked).chain(approval).chain(sent).collect::<Vec<_>>().join("\n")
}
