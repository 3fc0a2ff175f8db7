//! The verbs of the dossier of a case: its evidence, its checklist; and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::command::DisputeAct;
use crate::casework::dossier::DossierAct;
use crate::casework::dossier::chain::{CustodyDeed, CustodyLink};
use crate::casework::dossier::evidence::{EvidenceAct, PieceDraft};
use crate::casework::dossier::plan::{Decision, PlanAct, PlanOption};
use crate::casework::dossier::playbook::PlaybookAct;
use crate::casework::dossier::proceeding::{
    LinkKind, Phase, ProceedingAct, ProceedingDraft, ProceedingKind, ValidityEvent, ValidityRecord,
};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;

const PATH: super::FieldRow = ("path", "证据路径", "path of evidence", Kind::Line, true);
const TASK: super::FieldRow = ("task", "任务代码", "code of the task", Kind::Line, true);
const PROCEEDING: super::FieldRow = ("no", "程序序号", "number of the proceeding", Kind::Number, true);
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
            ("hash", "文件 SHA-256", "SHA-256 of the file", Kind::Line, false),
            ("where", "存放处", "where it is", Kind::Line, false),
            ("source", "来源", "source", Kind::Line, true),
            ("collector", "取证人", "collector", Kind::Line, true),
            ("collected", "取证时间", "collected at", Kind::Line, true),
            ("deposit", "存证证书号", "deposit certificate no.", Kind::Line, false),
            ("note", "说明", "note", Kind::Text, false),
        ],
    ),
    verb(
        "hand-evidence-on",
        ("记保管链", "add a link to the custody chain"),
        true,
        &[
            PIECE,
            ("deed", "做了什么", "what was done", Kind::Choice(CustodyDeed::WORDS), true),
            ("who", "何人 (移交: 谁交谁)", "who (of a handover: from whom to whom)", Kind::Line, true),
            ("how", "方式", "how", Kind::Line, true),
            ("at", "何时", "when", Kind::Moment, true),
            ("on", "载体或封签", "medium or seal", Kind::Line, false),
            ("result", "结果", "result", Kind::Line, false),
        ],
    ),
    verb("withdraw-evidence", ("撤下证据", "withdraw evidence"), false, &[PIECE, REASON]),
    verb(
        "make-plan",
        ("出应对方案", "make a response plan"),
        false,
        &[
            ("options", "选项 名称 | 费用 | 风险, 用分号隔开", "options title | cost | risk; …", Kind::Text, true),
            ("deadlines", "各时限前做什么 序号: 事项", "what is done by each deadline no: what; …", Kind::Text, false),
            ("advice", "建议", "advice", Kind::Text, false),
        ],
    ),
    verb(
        "enterprise-decision",
        ("记企业决定", "record the enterprise's decision"),
        false,
        &[
            ("option", "选项序号", "number of the option", Kind::Number, true),
            ("by", "决定人", "decided by", Kind::Line, true),
            ("on", "决定日", "decided on", Kind::Date, true),
            ("proof", "凭据", "proof", Kind::Line, true),
        ],
    ),
    verb(
        "add-proceeding",
        ("加程序", "add a proceeding"),
        false,
        &[
            ("kind", "种类", "kind", Kind::Choice(ProceedingKind::WORDS), true),
            ("jurisdiction", "国家/地区", "jurisdiction", Kind::Line, true),
            ("forum", "机构", "forum", Kind::Line, true),
            ("docket", "案号", "docket", Kind::Line, false),
            ("rights", "涉案权利, 用分号隔开", "rights it turns on; …", Kind::Line, false),
            ("phase", "进展", "phase", Kind::Choice(Phase::WORDS), true),
            ("since", "自", "since", Kind::Date, true),
        ],
    ),
    verb(
        "move-proceeding",
        ("记程序进展", "record how a proceeding goes on"),
        false,
        &[
            PROCEEDING,
            ("phase", "进展", "phase", Kind::Choice(Phase::WORDS), true),
            ("on", "日期", "on", Kind::Date, true),
            ("reason", "先于所依赖程序裁决的理由", "reason to decide before what it depends on", Kind::Line, false),
        ],
    ),
    verb(
        "link-proceedings",
        ("关联程序", "link proceedings"),
        false,
        &[
            PROCEEDING,
            ("to", "另一程序序号", "number of the other", Kind::Number, true),
            ("how", "关系", "how", Kind::Choice(LinkKind::WORDS), true),
        ],
    ),
    verb(
        "validity-event",
        ("记权利效力变动", "record what happened to a right's validity"),
        false,
        &[
            PROCEEDING,
            ("right", "权利号", "right", Kind::Line, true),
            ("event", "变动", "event", Kind::Choice(ValidityEvent::WORDS), true),
            ("on", "日期", "on", Kind::Date, true),
            ("proof", "凭据", "proof", Kind::Line, true),
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<DisputeAct, Refusal> {
    Ok(DisputeAct::Dossier(Box::new(match verb {
        "take-path" | "leave-path" | "add-evidence" | "withdraw-evidence" | "hand-evidence-on" => {
            DossierAct::Evidence(evidence(verb, read)?)
        }
        "task-done" | "task-skip" | "apply-playbook" | "reapply-playbook" => {
            DossierAct::Playbook(playbook(verb, read)?)
        }
        "make-plan" | "enterprise-decision" => DossierAct::Plan(plan(verb, read)?),
        "add-proceeding" | "move-proceeding" | "link-proceedings" | "validity-event" => {
            DossierAct::Proceeding(proceeding(verb, read)?)
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
            file: read.attached()?,
            deposit: read.optional("deposit"),
            chain: Vec::new(),
            place: read.optional("where"),
            source: read.text("source")?,
            collector: read.text("collector")?,
            collected_at: read.wall("collected")?,
            note: read.optional("note"),
        })),
        "hand-evidence-on" => EvidenceAct::HandOn {
            no: read.number("no")?,
            link: Box::new(CustodyLink {
                deed: read.choice("deed", CustodyDeed::parse, CustodyDeed::CODES)?,
                who: read.text("who")?,
                how: read.text("how")?,
                at: read.wall("at")?,
                on: read.optional("on"),
                result: read.optional("result"),
                entered: None,
            }),
        },
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

fn plan(verb: &str, read: &Reader<'_>) -> Result<PlanAct, Refusal> {
    Ok(match verb {
        "make-plan" => PlanAct::Make {
            options: read.list("options").iter().map(|part| option(part)).collect::<Result<_, _>>()?,
            steps: read.list("deadlines").iter().map(|part| step(part)).collect::<Result<_, _>>()?,
            advice: read.optional("advice"),
        },
        "enterprise-decision" => PlanAct::Decide(Decision {
            option: read.number("option")?,
            by: read.text("by")?,
            on: read.date("on")?,
            proof: read.text("proof")?,
        }),
        _ => return Err(Refusal::NotFound),
    })
}

/// `title | cost | risk`: none of them may be left out.
fn option(part: &str) -> Result<PlanOption, Refusal> {
    let mut parts = part.split(['|', '｜']).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(title), Some(cost), Some(risk), None) => Ok(PlanOption { title, cost, risk }),
        (_, _, _, _) => Err(wrong(
            "options",
            "每个选项写 名称 | 费用 | 风险, 用分号隔开",
            "write title | cost | risk for each option, with semicolons between",
        )),
    }
}

/// `2: what is done`.
fn step(part: &str) -> Result<(u16, String), Refusal> {
    let read =
        part.split_once([':', '：']).and_then(|(no, text)| Some((no.trim().parse().ok()?, text.trim().to_owned())));
    read.ok_or_else(|| wrong("deadlines", "写 时限序号: 到期前做什么", "write number: what is done by then"))
}

fn wrong(field: &str, zh: &str, en: &str) -> Refusal {
    Refusal::FieldWrong { field: field.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
}

fn proceeding(verb: &str, read: &Reader<'_>) -> Result<ProceedingAct, Refusal> {
    let phase = || read.choice("phase", Phase::parse, Phase::CODES);
    Ok(match verb {
        "add-proceeding" => ProceedingAct::Add(Box::new(ProceedingDraft {
            kind: read.choice("kind", ProceedingKind::parse, ProceedingKind::CODES)?,
            jurisdiction: read.text("jurisdiction")?.to_uppercase(),
            forum: read.text("forum")?,
            docket: read.optional("docket"),
            rights: read.list("rights"),
            phase: phase()?,
            since: read.date("since")?,
        })),
        "move-proceeding" => ProceedingAct::Move {
            no: read.number("no")?,
            phase: phase()?,
            on: read.date("on")?,
            reason: read.optional("reason"),
        },
        "link-proceedings" => ProceedingAct::Link {
            no: read.number("no")?,
            to: read.number("to")?,
            how: read.choice("how", LinkKind::parse, LinkKind::CODES)?,
        },
        "validity-event" => ProceedingAct::Validity(Box::new(ValidityRecord {
            no: read.number("no")?,
            right: read.text("right")?,
            event: read.choice("event", ValidityEvent::parse, ValidityEvent::CODES)?,
            on: read.date("on")?,
            proof: read.text("proof")?,
        })),
        _ => return Err(Refusal::NotFound),
    })
}
