//! The verb by which experts are asked about a dispute or an alert.

use super::{Kind, Verb, verb};
use crate::casework::affair::AffairDraft;
use crate::casework::command::Act;
use crate::casework::consultation::ConsultationDraft;
use crate::casework::fields::Reader;
use crate::casework::ids::RecordId;
use crate::casework::refusal::Refusal;
use crate::casework::words::Tlp;

/// The verb, of disputes and alerts alike.
pub static VERBS: &[Verb] = &[verb(
    "consult",
    ("提请专家", "ask experts"),
    false,
    &[
        ("question", "问题", "question", Kind::Text, true),
        ("field", "领域", "field", Kind::Line, false),
        ("language", "语言", "language", Kind::Line, false),
        ("due", "到期", "due", Kind::Date, true),
        ("level", "材料最高密级", "highest level of material", Kind::Choice(Tlp::WORDS), true),
        ("panel", "须几份意见", "opinions wanted", Kind::Number, false),
    ],
)];

/// Reads the verb and its fields; one opinion is wanted where no number is given.
pub fn act(verb: &str, (record, is_alert): (RecordId, bool), read: &Reader<'_>) -> Result<Act, Refusal> {
    if verb != "consult" {
        return Err(Refusal::NotFound);
    }
    let panel = if read.optional("panel").is_empty() { 1 } else { read.number("panel")? };
    Ok(Act::Open(Box::new(AffairDraft::Consultation(Box::new(ConsultationDraft {
        dispute: (!is_alert).then_some(record),
        alert: is_alert.then_some(record),
        question: read.text("question")?,
        field: read.optional("field"),
        language: read.optional("language"),
        due: read.date("due")?,
        level: read.choice("level", Tlp::parse, Tlp::CODES)?,
        panel: u8::try_from(panel).unwrap_or(u8::MAX),
    })))))
}
