//! The verbs of the dossier of a case: its evidence, its checklist; and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::command::DisputeAct;
use crate::casework::dossier::DossierAct;
use crate::casework::dossier::evidence::{EvidenceAct, PieceDraft};
use crate::casework::dossier::playbook::PlaybookAct;
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;

const PATH: super::FieldRow = ("path", "证据路径", "path of evidence", Kind::Line, true);
const TASK: super::FieldRow = ("task", "任务代码", "code of the task", Kind::Line, true);
const PIECE: super::FieldRow = ("no", "证据序号", "evidence number", Kind::Number, true);

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "task-done",
        ("任务完成", "task done"),
        false,
        &[TASK, ("on", "完成日", "done on", Kind::Date, true), ("proof", "凭据", "proof", Kind::Line, true)],
    ),
    verb("task-skip", ("任务不适用", "task does not apply"), false, &[TASK, REASON]),
    verb(
        "apply-playbook",
        ("采用规程", "apply a playbook"),
        false,
        &[("playbook", "规程", "playbook", Kind::Line, false)],
    ),
    verb("reapply-playbook", ("更新规程", "bring the playbook up to date"), false, &[]),
    verb(
        "take-path",
        ("走证据路径", "take a path of evidence"),
        false,
        &[
            PATH,
            ("instead_of", "替代路径", "instead of", Kind::Line, false),
            ("reason", "改路径的理由", "reason of a change", Kind::Line, false),
        ],
    ),
    verb("leave-path", ("不走证据路径", "leave a path of evidence"), false, &[PATH, REASON]),
    verb(
        "add-evidence",
        ("加证据", "add evidence"),
        false,
        &[
            ("item", "证据项", "item", Kind::Line, true),
            ("paths", "适用路径", "paths it serves", Kind::Line, false),
            ("hash", "文件哈希", "hash of the file", Kind::Line, false),
            ("where", "存放处", "where it is", Kind::Line, false),
            ("source", "来源", "source", Kind::Line, true),
            ("collector", "取证人", "collector", Kind::Line, true),
            ("collected", "取证时间", "collected at", Kind::Line, true),
            ("note", "说明", "note", Kind::Text, false),
        ],
    ),
    verb("withdraw-evidence", ("撤下证据", "withdraw evidence"), false, &[PIECE, REASON]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<DisputeAct, Refusal> {
    Ok(DisputeAct::Dossier(Box::new(match verb {
        "take-path" | "leave-path" | "add-evidence" | "withdraw-evidence" => {
            DossierAct::Evidence(evidence(verb, read)?)
        }
        "task-done" | "task-skip" | "apply-playbook" | "reapply-playbook" => {
            DossierAct::Playbook(playbook(verb, read)?)
        }
        _ => return Err(Refusal::NotFound),
    })))
}

fn evidence(verb: &str, read: &Reader<'_>) -> Result<EvidenceAct, Refusal> {
    Ok(match verb {
        "take-path" => EvidenceAct::TakePath {
            path: read.text("path")?,
            instead_of: read.filled("instead_of"),
            reason: read.optional("reason"),
        },
        "leave-path" => EvidenceAct::LeavePath { path: read.text("path")?, reason: read.text("reason")? },
        "add-evidence" => EvidenceAct::Add(Box::new(PieceDraft {
            item: read.text("item")?,
            paths: read.optional("paths").split_whitespace().map(str::to_owned).collect(),
            hash: read.optional_hash("hash")?,
            place: read.optional("where"),
            source: read.text("source")?,
            collector: read.text("collector")?,
            collected_at: read.wall("collected")?,
            note: read.optional("note"),
        })),
        "withdraw-evidence" => EvidenceAct::Withdraw { no: read.number("no")?, reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}

fn playbook(verb: &str, read: &Reader<'_>) -> Result<PlaybookAct, Refusal> {
    Ok(match verb {
        "apply-playbook" => PlaybookAct::Apply { playbook: read.filled("playbook") },
        "reapply-playbook" => PlaybookAct::Reapply,
        "task-done" => PlaybookAct::Done { task: read.text("task")?, on: read.date("on")?, proof: read.text("proof")? },
        "task-skip" => PlaybookAct::Skip { task: read.text("task")?, reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
