//! What happened in a consultation, and how it reads.

use super::act::ConsultationDraft;
use super::words::{Adoption, Agreement, DeclineCode, MaterialEnd, Verdict};
use crate::calendar::Text;
use crate::casework::ids::RecordId;
use crate::casework::leg::Evidence;
use crate::casework::words::Tlp;
use serde::{Deserialize, Serialize};

/// An expert that the roster offers for the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub expert: RecordId,
    pub number: String,
    pub name: String,
    pub score: i32,
    /// Parties and firms that stand against it; none: clear.
    pub conflicts: Vec<String>,
}

/// What happened in a consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsultationFact {
    Asked { number: String, draft: Box<ConsultationDraft> },
    Checked { candidates: Vec<Candidate> },
    Overridden { expert: RecordId, name: String, with: Vec<String>, reason: String },
    Invited { expert: RecordId, name: String, borrow: Option<RecordId> },
    Agreed { expert: RecordId, version: String, level: Tlp, proof: Evidence },
    Declined { expert: RecordId, code: DeclineCode, proof: Evidence },
    NotAnswered { expert: RecordId },
    Sent { expert: RecordId, level: Tlp, file: Evidence },
    MoreAsked { expert: RecordId, questions: Vec<String>, proof: Evidence },
    MoreAnswered { expert: RecordId, answers: Vec<String> },
    Opined { expert: RecordId, verdict: Verdict, text: String, proof: Evidence },
    Combined { missing: Vec<String> },
    Decided { adoption: Adoption, reason: String },
    Delivered { to: String, text: String },
    Compared { agreement: Agreement, text: String },
    Quarantined { expert: RecordId, name: String, with: String },
    PanelRenewed { keep: bool },
    Withdrawn { reason: String, told: String },
    MaterialEnded { expert: RecordId, end: MaterialEnd, proof: Evidence },
}

/// A fact in words.
pub fn describe(fact: &ConsultationFact) -> Text {
    match fact {
        ConsultationFact::Asked { number, draft } => both(
            format!("提请专家 {number}: {}", draft.question),
            format!("experts asked as {number}: {}", draft.question),
        ),
        ConsultationFact::Checked { candidates } => checked(candidates),
        ConsultationFact::Overridden { name, with, reason, .. } => {
            let with = with.join(", ");
            both(
                format!("越过 {name} 的利益冲突 {with}: {reason}"),
                format!("conflict of {name} ({with}) passed over: {reason}"),
            )
        }
        ConsultationFact::Invited { name, .. } => both(format!("邀请 {name}"), format!("{name} invited")),
        ConsultationFact::Agreed { version, level, proof, .. } => proven(
            both(
                format!("应允, 保密承诺书 {version}, 最高 {}", level.label()),
                format!("agreed, undertaking {version}, up to {}", level.label()),
            ),
            proof,
        ),
        ConsultationFact::Declined { code, proof, .. } => {
            proven(both(format!("谢绝: {}", code.zh()), format!("declined: {}", code.en())), proof)
        }
        ConsultationFact::NotAnswered { .. } => both("邀请未获答复", "no answer to the invitation"),
        ConsultationFact::Sent { level, file, .. } => {
            proven(both(format!("发材料 {}", level.label()), format!("material sent, {}", level.label())), file)
        }
        ConsultationFact::MoreAsked { questions, proof, .. } => {
            let questions = questions.join("; ");
            proven(both(format!("专家要求补充: {questions}"), format!("the expert asks: {questions}")), proof)
        }
        ConsultationFact::MoreAnswered { answers, .. } => {
            let answers = answers.join("; ");
            both(format!("补充答复: {answers}"), format!("answered: {answers}"))
        }
        ConsultationFact::Opined { verdict, text, proof, .. } => {
            proven(both(format!("意见 {}: {text}", verdict.zh()), format!("opinion, {}: {text}", verdict.en())), proof)
        }
        ConsultationFact::Combined { .. }
        | ConsultationFact::Decided { .. }
        | ConsultationFact::Delivered { .. }
        | ConsultationFact::Compared { .. }
        | ConsultationFact::Quarantined { .. }
        | ConsultationFact::PanelRenewed { .. }
        | ConsultationFact::Withdrawn { .. }
        | ConsultationFact::MaterialEnded { .. } => ending(fact),
    }
}

/// What is done with the opinions, in words.
fn ending(fact: &ConsultationFact) -> Text {
    match fact {
        ConsultationFact::Combined { missing } if missing.is_empty() => both("合议", "opinions combined"),
        ConsultationFact::Combined { missing } => {
            let missing = missing.join(", ");
            both(format!("到期合议, 未出意见: {missing}"), format!("combined when due, without {missing}"))
        }
        ConsultationFact::Decided { adoption, reason } => {
            both(format!("{}: {reason}", adoption.zh()), format!("{}: {reason}", adoption.en()))
        }
        ConsultationFact::Delivered { to, text } => both(format!("告知 {to}: {text}"), format!("told {to}: {text}")),
        ConsultationFact::Compared { agreement, text } => {
            both(format!("案件结果{}: {text}", agreement.zh()), format!("the case ended {}: {text}", agreement.en()))
        }
        ConsultationFact::Quarantined { name, with, .. } => {
            both(format!("隔离 {name} 的意见: {with}"), format!("opinion of {name} quarantined: {with}"))
        }
        ConsultationFact::PanelRenewed { keep: true } => both("重组合议, 其他专家留任", "new panel, the others stay"),
        ConsultationFact::PanelRenewed { keep: false } => both("另组专家", "new panel"),
        ConsultationFact::Withdrawn { reason, told } => {
            both(format!("撤回提请: {reason} (已告知: {told})"), format!("request withdrawn: {reason} (told: {told})"))
        }
        ConsultationFact::MaterialEnded { end, proof, .. } => {
            proven(both(format!("材料{}", end.zh()), format!("material {}", end.en())), proof)
        }
        ConsultationFact::Asked { .. }
        | ConsultationFact::Checked { .. }
        | ConsultationFact::Overridden { .. }
        | ConsultationFact::Invited { .. }
        | ConsultationFact::Agreed { .. }
        | ConsultationFact::Declined { .. }
        | ConsultationFact::NotAnswered { .. }
        | ConsultationFact::Sent { .. }
        | ConsultationFact::MoreAsked { .. }
        | ConsultationFact::MoreAnswered { .. }
        | ConsultationFact::Opined { .. } => Text::default(),
    }
}

fn checked(candidates: &[Candidate]) -> Text {
    let clear = candidates.iter().filter(|one| one.conflicts.is_empty()).count();
    let torn = candidates.len() - clear;
    both(
        format!("利益冲突已查: 可请 {clear} 人, 有冲突 {torn} 人"),
        format!("conflicts checked: {clear} clear, {torn} not"),
    )
}

/// With what stands behind it.
fn proven(text: Text, proof: &Evidence) -> Text {
    match proof {
        Evidence::Call { said } => both(format!("{} (电话: {said})", text.zh), format!("{} (call: {said})", text.en)),
        Evidence::File { name, hash, .. } => {
            let hash = &hash.to_string()[..8];
            both(format!("{} (凭据 {name} {hash})", text.zh), format!("{} (evidence {name} {hash})", text.en))
        }
    }
}

fn both(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}
