//! The verbs of the unit itself: they open what is about no record yet.

use super::{BASIS, Kind, REASON, Verb, verb};
use crate::casework::access::AccessDraft;
use crate::casework::affair::AffairDraft;
use crate::casework::alert::{AlertDraft, AlertKind, CapCertainty, CapSeverity, CapStatus, CapUrgency};
use crate::casework::command::{Act, AlertAct};
use crate::casework::fields::Reader;
use crate::casework::ids::RecordId;
use crate::casework::listing::{ListKind, ListingDraft};
use crate::casework::refusal::Refusal;
use crate::casework::silence::{SilenceDraft, SilenceFilter};
use chrono::DateTime;

const LETTER_WORD: Verb = verb(
    "set-letter-word",
    ("定文号代字", "set the word of letter numbers"),
    false,
    &[("word", "代字", "word", Kind::Line, true)],
);

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    LETTER_WORD,
    verb(
        "emergency-access",
        ("紧急调阅", "read a sealed case in an emergency"),
        true,
        &[("number", "完整编号", "whole number of the case", Kind::Line, true), REASON],
    ),
    verb(
        "list-name",
        ("列入名单", "put a name on a list"),
        false,
        &[
            ("list", "名单", "list", Kind::Choice(ListKind::WORDS), true),
            ("name", "名称", "name", Kind::Line, true),
            BASIS,
            ("from", "自", "from", Kind::Date, true),
            ("to", "至", "to", Kind::Date, false),
        ],
    ),
    verb(
        "raise-alert",
        ("录入预警", "raise an alert"),
        false,
        &[
            ("headline", "标题", "headline", Kind::Line, true),
            ("severity", "严重程度", "severity", Kind::Choice(CapSeverity::WORDS), true),
            ("certainty", "确定程度", "certainty", Kind::Choice(CapCertainty::WORDS), true),
            ("urgency", "紧迫程度", "urgency", Kind::Choice(CapUrgency::WORDS), false),
            ("deadline", "下一法定期限", "next legal deadline", Kind::Date, false),
            ("kind", "事项种类", "kind", Kind::Choice(AlertKind::WORDS), false),
            ("country", "国家/地区", "country", Kind::Line, false),
            ("forum", "机构", "forum", Kind::Line, false),
            ("docket", "案号", "docket", Kind::Line, false),
            ("mark", "商标", "mark", Kind::Line, false),
            ("applicant", "申请人", "applicant", Kind::Line, false),
            ("description", "内容", "description", Kind::Text, false),
            ("status", "实战或演练", "actual or exercise", Kind::Choice(CapStatus::WORDS), false),
        ],
    ),
    verb(
        "silence-alerts",
        ("设静默规则", "silence alerts"),
        false,
        &[
            ("until", "至", "until", Kind::Date, true),
            REASON,
            ("source", "来源", "source", Kind::Line, false),
            ("country", "国家/地区", "country", Kind::Line, false),
            ("forum", "机构", "forum", Kind::Line, false),
            ("docket", "案号", "docket", Kind::Line, false),
            ("kind", "事项种类", "kind", Kind::Choice(AlertKind::WORDS), false),
            ("words", "标题或事件中的词", "words of headline or event", Kind::Line, false),
        ],
    ),
    verb("source-heard", ("来源有声", "a source has spoken"), false, &[("source", "来源", "source", Kind::Line, true)]),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<Act, Refusal> {
    let draft = match verb {
        "emergency-access" => {
            AffairDraft::Access(AccessDraft { number: read.text("number")?, reason: read.text("reason")? })
        }
        "list-name" => AffairDraft::Listing(ListingDraft {
            list: read.choice("list", ListKind::parse, ListKind::CODES)?,
            name: read.text("name")?,
            basis: read.text("basis")?,
            from: read.date("from")?,
            to: read.optional_date("to")?,
        }),
        "silence-alerts" => AffairDraft::Silence(SilenceDraft {
            filter: SilenceFilter {
                source: read.optional("source"),
                country: read.optional("country"),
                forum: read.optional("forum"),
                docket: read.optional("docket"),
                kind: read.optional_choice("kind", AlertKind::parse, AlertKind::CODES)?,
                words: read.optional("words"),
            },
            reason: read.text("reason")?,
            until: read.date("until")?,
        }),
        "raise-alert" => {
            let (draft, deadline) = (Box::new(alert(read)?), read.optional_date("deadline")?);
            return Ok(Act::Alert(RecordId::NONE, AlertAct::ByHand { draft, deadline }));
        }
        "source-heard" => {
            return Ok(Act::Alert(RecordId::NONE, AlertAct::Heard { source: read.text("source")? }));
        }
        "set-letter-word" => return Ok(Act::SetLetterWord(read.text("word")?)),
        _ => return Err(Refusal::NotFound),
    };
    Ok(Act::Open(Box::new(draft)))
}

/// The name of officers as a source of alerts.
const OFFICER: &str = "officer";

/// What was typed of an alert; when and under which identifier it is sent, the rules say.
fn alert(read: &Reader<'_>) -> Result<AlertDraft, Refusal> {
    let status = read.optional_choice("status", CapStatus::parse, CapStatus::CODES)?;
    let urgency = read.optional_choice("urgency", CapUrgency::parse, CapUrgency::CODES)?;
    let kind = read.optional_choice("kind", AlertKind::parse, AlertKind::CODES)?;
    Ok(AlertDraft {
        status: status.unwrap_or(CapStatus::Actual),
        urgency: urgency.unwrap_or(CapUrgency::Unknown),
        severity: read.choice("severity", CapSeverity::parse, CapSeverity::CODES)?,
        certainty: read.choice("certainty", CapCertainty::parse, CapCertainty::CODES)?,
        headline: read.text("headline")?,
        description: read.optional("description"),
        jurisdiction: read.optional("country"),
        forum: read.optional("forum"),
        docket: Some(read.optional("docket")).filter(|docket| !docket.is_empty()),
        kind: kind.unwrap_or(AlertKind::Procedure),
        mark: read.optional("mark"),
        applicant: read.optional("applicant"),
        ..AlertDraft::of_source(OFFICER, "", DateTime::UNIX_EPOCH.fixed_offset())
    })
}
