//! The verbs of a silence, and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;
use crate::casework::silence::SilenceAct;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb("extend-silence", ("延长静默", "extend the silence"), false, &[("until", "至", "until", Kind::Date, true)]),
    verb("end-silence", ("结束静默", "end the silence"), true, &[REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<SilenceAct, Refusal> {
    Ok(match verb {
        "extend-silence" => SilenceAct::Extend { until: read.date("until")? },
        "end-silence" => SilenceAct::End { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
