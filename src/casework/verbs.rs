//! The table of verbs: what may be done to a record, in words, and what must be typed for it.

/// The kind of record that a verb belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Dispute,
    Alert,
    /// What the sender of a referral does.
    Sent,
    /// What the keeper of its leg does.
    Kept,
}

/// Name, words, what may be typed, and whether it must be.
pub(super) type FieldRow = (&'static str, &'static str, &'static str, Kind, bool);

/// What may be typed into a field.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Line,
    Text,
    Date,
    Number,
    YesNo,
    Rule,
    Expert,
    Outcome,
    Closing,
    Return,
    Hold,
    Referral,
    Outcomes,
}

/// A verb with its words and its fields.
pub(super) struct Verb {
    pub id: &'static str,
    pub subject: Subject,
    pub zh: &'static str,
    pub en: &'static str,
    pub final_: bool,
    pub fields: &'static [FieldRow],
}

const fn verb(
    id: &'static str,
    subject: Subject,
    words: (&'static str, &'static str),
    final_: bool,
    fields: &'static [FieldRow],
) -> Verb {
    Verb { id, subject, zh: words.0, en: words.1, final_, fields }
}

const REASON: FieldRow = ("reason", "理由", "reason", Kind::Line, true);
const TO_UNIT: FieldRow = ("to", "转交单位代号", "code of the unit", Kind::Line, true);
const BASIS: FieldRow = ("basis", "依据", "basis", Kind::Line, true);
const NO: FieldRow = ("no", "时限序号", "deadline number", Kind::Number, true);

/// Verbs with forms of their own: what they need is more than typed fields. Offered like any other.
pub(super) const REFER: &str = "refer";
pub(super) const OPEN_DISPUTE: &str = "open-dispute";

/// Every verb of every record.
pub(super) static VERBS: &[Verb] = &[
    verb("accept", Subject::Dispute, ("受理", "accept"), false, &[("ground", "受理理由", "ground", Kind::Line, true)]),
    verb("guide", Subject::Dispute, ("开始指导", "start guiding"), false, &[]),
    verb(
        "add-deadline",
        Subject::Dispute,
        ("加时限", "add a deadline"),
        false,
        &[
            ("rule", "规则", "rule", Kind::Rule, true),
            ("trigger", "触发日", "trigger date", Kind::Date, true),
            ("service", "送达方式", "service method", Kind::Line, false),
            ("calendar", "历法", "calendar", Kind::Line, false),
            ("received", "实际收到日", "received on", Kind::Date, false),
            ("closed", "临时闭门日", "closed days", Kind::Line, false),
        ],
    ),
    verb("verify-deadline", Subject::Dispute, ("核定时限", "verify a deadline"), false, &[NO]),
    verb(
        "deadline-met",
        Subject::Dispute,
        ("时限完成", "deadline met"),
        false,
        &[NO, ("on", "完成日", "met on", Kind::Date, true), ("proof", "凭据", "proof", Kind::Line, true)],
    ),
    verb(
        "recompute-deadline",
        Subject::Dispute,
        ("重算时限", "recompute a deadline"),
        false,
        &[NO, ("reason", "说明", "remark", Kind::Line, false)],
    ),
    verb(
        "correct-service-date",
        Subject::Dispute,
        ("更正送达日", "correct the service date"),
        false,
        &[("served_on", "送达日", "served on", Kind::Date, true), REASON],
    ),
    verb(
        "add-hearing",
        Subject::Dispute,
        ("加开庭", "add a hearing"),
        false,
        &[
            ("at", "当地时间", "local time", Kind::Line, true),
            ("zone", "时区", "zone", Kind::Line, true),
            ("place", "地点", "place", Kind::Line, true),
            ("text", "事项", "what is heard", Kind::Line, false),
        ],
    ),
    verb("note", Subject::Dispute, ("记事", "note"), false, &[("text", "内容", "text", Kind::Text, true)]),
    verb(
        "choose-expert",
        Subject::Dispute,
        ("选定专家", "choose an expert"),
        false,
        &[
            ("expert", "专家", "expert", Kind::Expert, true),
            ("reason", "越过冲突的理由", "reason to pass over a conflict", Kind::Line, false),
        ],
    ),
    verb(
        "close",
        Subject::Dispute,
        ("办结", "close"),
        true,
        &[
            ("outcome", "结果", "outcome", Kind::Outcome, true),
            ("reason", "未了事项的理由", "reason for what is open", Kind::Line, false),
        ],
    ),
    verb(
        REFER,
        Subject::Dispute,
        ("移交", "refer"),
        false,
        &[
            ("to", "送往", "to", Kind::Line, true),
            ("kind", "种类", "kind", Kind::Referral, true),
            ("item", "事项", "item", Kind::Line, false),
            ("due", "到期", "due", Kind::Date, false),
            ("note", "说明", "note", Kind::Text, false),
        ],
    ),
    verb(
        OPEN_DISPUTE,
        Subject::Alert,
        ("立为纠纷", "open a dispute"),
        false,
        &[
            ("enterprise_name", "企业", "enterprise", Kind::Line, true),
            ("served_on", "送达日期", "served on", Kind::Date, false),
        ],
    ),
    verb("ack", Subject::Alert, ("确认", "ack"), false, &[]),
    verb(
        "close-alert",
        Subject::Alert,
        ("关闭", "close"),
        false,
        &[("code", "原因", "code", Kind::Closing, true), ("reason", "说明", "remark", Kind::Line, false)],
    ),
    verb("unsend", Subject::Sent, ("收回", "take back"), false, &[]),
    verb("recall", Subject::Sent, ("要求撤回", "ask for recall"), true, &[REASON]),
    verb(
        "confirm",
        Subject::Sent,
        ("确认办结", "confirm"),
        true,
        &[("satisfied", "满意", "satisfied", Kind::YesNo, true), ("remark", "意见", "remark", Kind::Line, false)],
    ),
    verb(
        "amend",
        Subject::Sent,
        ("补充修改", "amend"),
        false,
        &[
            ("note", "补充说明", "what is added", Kind::Text, true),
            ("items", "增加事项", "more items", Kind::Line, false),
            ("due", "新期限", "new due date", Kind::Date, false),
        ],
    ),
    verb(
        "supplement",
        Subject::Sent,
        ("答复补正", "answer questions"),
        false,
        &[("answers", "逐问答复", "an answer to each", Kind::Text, true)],
    ),
    verb(
        "object",
        Subject::Sent,
        ("退回补充", "object"),
        false,
        &[("missing", "还缺什么", "what is missing", Kind::Text, true)],
    ),
    verb(
        "answer-extension",
        Subject::Sent,
        ("答复延期", "answer an extension"),
        false,
        &[("granted", "同意", "granted", Kind::YesNo, true), ("reason", "理由", "reason", Kind::Line, false)],
    ),
    verb("forward", Subject::Sent, ("照建议转交", "forward as proposed"), true, &[]),
    verb("urge", Subject::Sent, ("催办", "urge"), false, &[("text", "内容", "text", Kind::Line, true)]),
    verb("supervise", Subject::Sent, ("督办", "supervise"), false, &[("text", "内容", "text", Kind::Line, true)]),
    verb("designate", Subject::Sent, ("指定办理", "designate"), true, &[BASIS]),
    verb("allow-return", Subject::Sent, ("准予退回", "allow the return"), true, &[BASIS]),
    verb("void", Subject::Sent, ("作废", "make void"), true, &[REASON]),
    verb("dispatch", Subject::Kept, ("记发出", "record dispatch"), false, &[]),
    verb("deliver", Subject::Kept, ("记送达", "record delivery"), false, &[]),
    verb("sign", Subject::Kept, ("签收", "sign"), true, &[]),
    verb(
        "accept-leg",
        Subject::Kept,
        ("受理", "accept"),
        true,
        &[("promised", "承诺日", "promised", Kind::Date, false)],
    ),
    verb(
        "return",
        Subject::Kept,
        ("退回", "return"),
        true,
        &[
            ("code", "原因", "code", Kind::Return, true),
            ("basis", "依据", "legal basis", Kind::Line, true),
            ("suggestion", "建议去处", "where to instead", Kind::Line, false),
        ],
    ),
    verb(
        "accept-part",
        Subject::Kept,
        ("部分受理", "accept in part"),
        true,
        &[
            ("refused", "不受理的事项: 2 R2 依据", "items refused: 2 R2 basis", Kind::Line, true),
            ("promised", "承诺日", "promised", Kind::Date, false),
        ],
    ),
    verb(
        "ask-info",
        Subject::Kept,
        ("要求补正", "ask for information"),
        false,
        &[("questions", "问题, 用分号隔开", "questions, with semicolons between", Kind::Text, true)],
    ),
    verb(
        "hold",
        Subject::Kept,
        ("中止", "put on hold"),
        false,
        &[("code", "原因", "code", Kind::Hold, true), ("review", "复查日", "review date", Kind::Date, true), REASON],
    ),
    verb("propose-forward", Subject::Kept, ("退回并建议转交", "return to be forwarded"), true, &[TO_UNIT, BASIS]),
    verb("resume", Subject::Kept, ("恢复办理", "resume"), false, &[]),
    verb(
        "ask-extension",
        Subject::Kept,
        ("申请延期", "ask for an extension"),
        false,
        &[("until", "延至", "until", Kind::Date, true), REASON],
    ),
    verb(
        "cannot-do",
        Subject::Kept,
        ("报未能办成", "report failure"),
        true,
        &[("tried", "已试过什么", "what was tried", Kind::Text, true)],
    ),
    verb(
        "ack-amendment",
        Subject::Kept,
        ("知悉修改", "acknowledge the amendment"),
        false,
        &[("agrees", "同意提前的期限", "agrees to an earlier due date", Kind::YesNo, true)],
    ),
    verb("start", Subject::Kept, ("开始办理", "start work"), false, &[]),
    verb("interim", Subject::Kept, ("进展", "interim note"), false, &[("text", "内容", "text", Kind::Text, true)]),
    verb(
        "report",
        Subject::Kept,
        ("反馈", "report"),
        true,
        &[
            ("outcomes", "逐项结果", "outcome of each item", Kind::Outcomes, false),
            ("summary", "概要", "summary", Kind::Text, true),
        ],
    ),
    verb("agree-recall", Subject::Kept, ("同意撤回", "agree to recall"), true, &[]),
    verb("refuse-recall", Subject::Kept, ("不同意撤回", "refuse recall"), true, &[REASON]),
];
