//! The verbs of an expert of the roster, and what was typed for them read as acts.

use super::{FieldRow, Kind, REASON, Verb, verb};
use crate::casework::expert::{Engagement, EngagementRole, ExpertAct, ExpertChange, ExpertRole, Slot, Undertaking};
use crate::casework::fields::Reader;
use crate::casework::refusal::Refusal;
use crate::casework::words::Tlp;

const FROM: FieldRow = ("from", "自", "from", Kind::Date, true);
const TO: FieldRow = ("to", "至", "to", Kind::Date, true);
const ENTERPRISE: FieldRow = ("enterprise", "企业", "enterprise", Kind::Line, true);

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "change-expert",
        ("更正名册", "correct the roster"),
        false,
        &[
            ("organisation", "单位", "organisation", Kind::Line, false),
            ("contact", "联系方式", "contact", Kind::Line, false),
            ("role", "身份", "role", Kind::Choice(ExpertRole::WORDS), false),
            ("fields", "领域", "fields", Kind::Line, false),
            ("jurisdictions", "法域", "jurisdictions", Kind::Line, false),
            ("languages", "语言", "languages", Kind::Line, false),
            ("seats", "席位", "seats", Kind::Line, false),
            ("load_max", "承办上限", "most at once", Kind::Number, false),
            ("home", "所属单位代号", "code of the home unit", Kind::Line, false),
            ("lendable", "可借", "lendable", Kind::YesNo, false),
            ("certificate_until", "证书有效至", "certificate until", Kind::Date, false),
        ],
    ),
    verb("leave", ("请假", "leave"), false, &[FROM, TO]),
    verb("end-leave", ("销假", "back from leave"), false, &[("on", "返岗日", "first day of work", Kind::Date, true)]),
    verb(
        "add-engagement",
        ("记业务往来", "record an engagement"),
        false,
        &[
            ("who", "当事人或律所", "party or firm", Kind::Line, true),
            ("role", "关系", "as what", Kind::Choice(EngagementRole::WORDS), true),
            FROM,
            ("to", "至", "to", Kind::Date, false),
        ],
    ),
    verb("add-slot", ("记可办日期", "record free days"), false, &[FROM, TO]),
    verb(
        "record-undertaking",
        ("记保密承诺书", "record an undertaking"),
        false,
        &[
            ("version", "文本版本", "version of the text", Kind::Line, true),
            ("level", "最高密级", "highest level", Kind::Choice(Tlp::WORDS), true),
            ("until", "有效至", "until", Kind::Date, false),
        ],
    ),
    verb("assign-commissioner", ("派驻企业", "station with an enterprise"), false, &[ENTERPRISE, FROM]),
    verb(
        "end-assignment",
        ("结束派驻", "end an assignment"),
        false,
        &[ENTERPRISE, ("last", "最后一日", "last day", Kind::Date, true), REASON],
    ),
    verb(
        "log-visit",
        ("记走访", "log a visit"),
        false,
        &[
            ENTERPRISE,
            ("on", "日期", "day", Kind::Date, true),
            ("text", "情况", "what was seen and agreed", Kind::Text, true),
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, read: &Reader<'_>) -> Result<ExpertAct, Refusal> {
    Ok(match verb {
        "change-expert" => ExpertAct::Change(Box::new(change(read)?)),
        "leave" => ExpertAct::Leave { from: read.date("from")?, to: read.date("to")? },
        "end-leave" => ExpertAct::Return { on: read.date("on")? },
        "add-engagement" => ExpertAct::Engage(Engagement {
            who: read.text("who")?,
            role: read.choice("role", EngagementRole::parse, EngagementRole::CODES)?,
            from: read.date("from")?,
            to: read.optional_date("to")?,
        }),
        "add-slot" => ExpertAct::Open(Slot { from: read.date("from")?, to: read.date("to")? }),
        "record-undertaking" => ExpertAct::Undertake(Undertaking {
            version: read.text("version")?,
            level: read.choice("level", Tlp::parse, Tlp::CODES)?,
            until: read.optional_date("until")?,
        }),
        "assign-commissioner" => ExpertAct::Assign { enterprise: read.text("enterprise")?, from: read.date("from")? },
        "end-assignment" => ExpertAct::EndAssignment {
            enterprise: read.text("enterprise")?,
            last: read.date("last")?,
            reason: read.text("reason")?,
        },
        "log-visit" => {
            ExpertAct::Visit { enterprise: read.text("enterprise")?, on: read.date("on")?, text: read.text("text")? }
        }
        _ => return Err(Refusal::NotFound),
    })
}

fn change(read: &Reader<'_>) -> Result<ExpertChange, Refusal> {
    let text = |name: &str| Some(read.optional(name)).filter(|text| !text.is_empty());
    let list = |name: &str| Some(read.words(name)).filter(|words| !words.is_empty());
    let given = |name: &str| text(name).is_some();
    let load = if given("load_max") { Some(load(read)?) } else { None };
    Ok(ExpertChange {
        organisation: text("organisation"),
        contact: text("contact"),
        role: if given("role") { Some(read.choice("role", ExpertRole::parse, ExpertRole::CODES)?) } else { None },
        fields: list("fields"),
        jurisdictions: list("jurisdictions"),
        languages: list("languages"),
        seats: list("seats"),
        load_max: load,
        home: text("home"),
        lendable: if given("lendable") { Some(read.yes_no("lendable")?) } else { None },
        certificate_until: read.optional_date("certificate_until")?,
    })
}

fn load(read: &Reader<'_>) -> Result<u8, Refusal> {
    u8::try_from(read.number("load_max")?).map_err(|_| Refusal::FieldWrong {
        field: "load_max".to_owned(),
        zh: "写 0 至 255 的整数".to_owned(),
        en: "write a whole number from 0 to 255".to_owned(),
    })
}
