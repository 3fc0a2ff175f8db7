//! The verbs of the rota, and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;
use crate::casework::rota::RotaAct;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "plan-shift",
        ("排班", "plan a shift"),
        false,
        &[
            ("officer", "值班人: 姓名或账号", "officer: name or account", Kind::Line, true),
            ("layer", "层 (1 先叫)", "layer (1 is called first)", Kind::Number, true),
            ("from", "自 (本单位时间)", "from (wall clock of the unit)", Kind::Line, true),
            ("to", "至", "to", Kind::Line, true),
        ],
    ),
    verb(
        "cancel-shift",
        ("取消班次", "cancel a shift"),
        true,
        &[("shift", "班次", "shift", Kind::Number, true), REASON],
    ),
    verb(
        "take-over",
        ("临时接班", "take over a shift"),
        true,
        &[("shift", "班次", "shift", Kind::Number, true), REASON],
    ),
    verb(
        "propose-swap",
        ("提换班", "propose a swap"),
        false,
        &[
            ("gives", "我的班次", "my shift", Kind::Number, true),
            ("takes", "对方班次", "shift of the other", Kind::Number, true),
        ],
    ),
    verb("agree-swap", ("同意换班", "agree to a swap"), true, &[("swap", "换班号", "swap", Kind::Number, true)]),
    verb("approve-swap", ("批准换班", "approve a swap"), true, &[("swap", "换班号", "swap", Kind::Number, true)]),
    verb("refuse-swap", ("不换班", "refuse a swap"), true, &[("swap", "换班号", "swap", Kind::Number, true), REASON]),
    verb(
        "name-queue-lead",
        ("指定队列负责人", "name the lead of the queue"),
        false,
        &[("officer", "带班: 姓名或账号", "lead: name or account", Kind::Line, true)],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<RotaAct, Refusal> {
    Ok(match verb {
        "plan-shift" => RotaAct::Plan {
            officer: read.text("officer")?,
            layer: read.number("layer")?,
            from: read.wall("from")?,
            to: read.wall("to")?,
        },
        "cancel-shift" => RotaAct::Cancel { shift: read.number("shift")?, reason: read.text("reason")? },
        "take-over" => RotaAct::TakeOver { shift: read.number("shift")?, reason: read.text("reason")? },
        "propose-swap" => RotaAct::ProposeSwap { gives: read.number("gives")?, takes: read.number("takes")? },
        "agree-swap" => RotaAct::AgreeSwap { swap: read.number("swap")? },
        "approve-swap" => RotaAct::ApproveSwap { swap: read.number("swap")? },
        "refuse-swap" => RotaAct::RefuseSwap { swap: read.number("swap")?, reason: read.text("reason")? },
        "name-queue-lead" => RotaAct::NameQueueLead { officer: read.text("officer")? },
        _ => return Err(Refusal::NotFound),
    })
}
