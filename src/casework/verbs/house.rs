//! The verbs that open what a center has between its officers and with others: requests for instruction, supervision,
//! meetings, tasks, handovers; and random inspections.

use super::{Kind, Verb, verb};
use crate::casework::affair::AffairDraft;
use crate::casework::fields::Reader;
use crate::casework::handover::HandoverDraft;
use crate::casework::inspection::InspectionDraft;
use crate::casework::instruction::{InstructionDraft, InstructionKind};
use crate::casework::meeting::MeetingDraft;
use crate::casework::refusal::Refusal;
use crate::casework::supervision::SupervisionDraft;
use crate::casework::task::TaskDraft;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "send-up",
        ("请示或报告", "ask or report upward"),
        false,
        &[
            ("kind", "种类", "kind", Kind::Choice(InstructionKind::WORDS), true),
            ("title", "标题", "title", Kind::Line, true),
            ("text", "内容", "text", Kind::Text, true),
            ("dispute", "案件", "dispute", Kind::Record, false),
            ("to", "单位代号 (空: 上级中心)", "code of the unit (empty: the center above)", Kind::Line, false),
            ("due", "限复日", "reply by", Kind::Date, false),
        ],
    ),
    verb(
        "supervise",
        ("督办", "take under supervision"),
        false,
        &[
            ("to", "承办单位代号", "code of the unit", Kind::Line, true),
            ("about", "来自该单位的请示或移交", "request or referral of that unit", Kind::Record, false),
            ("matter", "事由", "matter", Kind::Line, true),
            ("demand", "要求", "demand", Kind::Text, true),
            ("due", "限", "due", Kind::Date, true),
        ],
    ),
    verb(
        "call-meeting",
        ("召集会商", "call a meeting"),
        false,
        &[
            ("subject", "主题", "subject", Kind::Line, true),
            ("at", "时间 (本单位)", "when (wall clock of the unit)", Kind::Line, true),
            ("place", "地点", "place", Kind::Line, true),
            ("invite", "机构代码, 用空格隔开", "codes of agencies, with blanks between", Kind::Line, true),
            ("dispute", "案件", "dispute", Kind::Record, false),
        ],
    ),
    verb(
        "add-task",
        ("立任务", "add a task"),
        false,
        &[
            ("title", "事项", "task", Kind::Line, true),
            ("owner", "责任人", "owner", Kind::Line, true),
            ("due", "限", "due", Kind::Date, true),
            ("dispute", "案件", "dispute", Kind::Record, false),
        ],
    ),
    verb(
        "hand-over",
        ("交班", "hand over the shift"),
        false,
        &[
            ("to", "接班人: 姓名或账号", "who comes: name or account", Kind::Line, true),
            ("note", "备注", "note", Kind::Text, false),
        ],
    ),
    verb(
        "freeze-list",
        ("封存抽查名单", "freeze the list of an inspection"),
        true,
        &[
            ("matter", "抽查事项", "what is looked at", Kind::Line, true),
            ("from", "收案自", "received from", Kind::Date, true),
            ("to", "收案至", "received to", Kind::Date, true),
            ("ratio", "比例 (%)", "ratio (%)", Kind::Number, true),
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<AffairDraft, Refusal> {
    Ok(match verb {
        "send-up" => AffairDraft::Instruction(InstructionDraft {
            kind: read.choice("kind", InstructionKind::parse, InstructionKind::CODES)?,
            to: read.optional("to"),
            dispute: read.optional_record("dispute")?,
            title: read.text("title")?,
            text: read.text("text")?,
            due: read.optional_date("due")?,
        }),
        "supervise" => AffairDraft::Supervision(SupervisionDraft {
            to: read.text("to")?,
            about: read.optional_record("about")?,
            matter: read.text("matter")?,
            demand: read.text("demand")?,
            due: read.date("due")?,
        }),
        "call-meeting" => AffairDraft::Meeting(MeetingDraft {
            subject: read.text("subject")?,
            at: read.wall("at")?,
            place: read.text("place")?,
            dispute: read.optional_record("dispute")?,
            invite: read.codes("invite"),
        }),
        "add-task" => AffairDraft::Task(TaskDraft {
            title: read.text("title")?,
            owner: read.text("owner")?,
            due: read.date("due")?,
            dispute: read.optional_record("dispute")?,
            origin: None,
        }),
        "hand-over" => AffairDraft::Handover(HandoverDraft { to: read.text("to")?, note: read.optional("note") }),
        "freeze-list" => AffairDraft::Inspection(InspectionDraft {
            matter: read.text("matter")?,
            from: read.date("from")?,
            to: read.date("to")?,
            ratio: read.number("ratio")?,
        }),
        _ => return Err(Refusal::NotFound),
    })
}
