//! The verbs of an agency, and what was typed for them read as acts.

use super::{Kind, REASON, Verb, verb};
use crate::casework::agency::{AgencyAct, FormerName, Liaison};
use crate::casework::body::BodyTerms;
use crate::casework::command::Act;
use crate::casework::fields::Reader;
use crate::casework::ids::RecordId;
use crate::casework::kinds;
use crate::casework::network::{Center, Tier};
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[
    verb(
        "name-liaison",
        ("登记联络员", "name a liaison"),
        false,
        &[
            ("name", "姓名", "name", Kind::Line, true),
            ("post", "部门职务", "office and title", Kind::Line, false),
            ("phone", "电话", "telephone", Kind::Line, false),
            ("mail", "邮箱", "mail", Kind::Line, false),
            ("valid_to", "有效至", "valid to", Kind::Date, false),
            ("valid_from", "有效自", "valid from", Kind::Date, false),
            ("deputy", "是副联络员", "is a deputy", Kind::YesNo, false),
        ],
    ),
    verb(
        "verify-liaison",
        ("核实联络员", "verify a liaison"),
        false,
        &[("liaison", "第几位", "which one, from 1", Kind::Number, true)],
    ),
    verb(
        "end-liaison",
        ("联络员卸任", "end a liaison"),
        true,
        &[
            ("liaison", "第几位", "which one, from 1", Kind::Number, true),
            ("on", "最后一日", "last day", Kind::Date, true),
            REASON,
        ],
    ),
    verb(
        "rename",
        ("更名", "rename"),
        false,
        &[
            ("name_zh", "新名称", "new Chinese name", Kind::Line, true),
            ("name_en", "新英文名", "new English name", Kind::Line, false),
            ("from", "自", "from", Kind::Date, true),
        ],
    ),
    verb(
        "enter-former-name",
        ("补录曾用名", "enter a former name"),
        false,
        &[
            ("name_zh", "曾用名", "former Chinese name", Kind::Line, true),
            ("name_en", "英文曾用名", "former English name", Kind::Line, false),
            ("from", "自", "from", Kind::Date, false),
            ("to", "至", "to", Kind::Date, true),
        ],
    ),
    verb(
        "set-center",
        ("登记为中心", "enter as a center"),
        false,
        &[
            ("tier", "层级", "tier", Kind::Choice(Tier::WORDS), true),
            ("parent", "上级中心", "center above", Kind::Record, false),
            ("places", "管辖区划代码, 例: 33 3302", "places, e.g. 33 3302", Kind::Line, false),
            ("forums", "对口国家, 例: US CA", "countries of its forums, e.g. US CA", Kind::Line, false),
            ("zone", "时区", "zone", Kind::Line, true),
            ("calendar", "历法", "calendar", Kind::Line, true),
        ],
    ),
    verb("suspend-center", ("暂停中心", "suspend the center"), true, &[REASON]),
    verb("resume-center", ("恢复中心", "resume the center"), false, &[]),
    verb(
        "describe-body",
        ("登记仲裁调解条件", "describe a body of arbitration or mediation"),
        false,
        &[
            ("seats", "所在国家, 例: SG CH", "countries of its seats, e.g. SG CH", Kind::Line, true),
            ("languages", "语言, 例: en de", "languages, e.g. en de", Kind::Line, true),
            ("rules", "规则, 分号隔开", "rules, semicolons between", Kind::Line, false),
            ("fees", "费用", "fees", Kind::Line, false),
        ],
    ),
];

/// Reads a verb and its fields.
pub fn act(verb: &str, record: RecordId, read: &Reader<'_>) -> Result<Act, Refusal> {
    let act = match verb {
        "name-liaison" => AgencyAct::NameLiaison(liaison(read)?),
        "verify-liaison" => AgencyAct::VerifyLiaison { liaison: read.number("liaison")? },
        "end-liaison" => AgencyAct::EndLiaison {
            liaison: read.number("liaison")?,
            on: read.date("on")?,
            reason: read.text("reason")?,
        },
        "rename" => AgencyAct::Rename {
            name_zh: read.text("name_zh")?,
            name_en: read.optional("name_en"),
            from: read.date("from")?,
        },
        "enter-former-name" => AgencyAct::EnterFormerName(FormerName {
            name_zh: read.text("name_zh")?,
            name_en: read.optional("name_en"),
            from: read.optional_date("from")?,
            to: read.date("to")?,
        }),
        "set-center" => AgencyAct::SetCenter(Box::new(center(read)?)),
        "suspend-center" => AgencyAct::SuspendCenter { reason: read.text("reason")? },
        "resume-center" => AgencyAct::ResumeCenter,
        "describe-body" => AgencyAct::DescribeBody(Box::new(body(read)?)),
        _ => return Err(Refusal::NotFound),
    };
    Ok(Act::Agency(record, act))
}

fn liaison(read: &Reader<'_>) -> Result<Liaison, Refusal> {
    Ok(Liaison {
        name: read.text("name")?,
        post: read.optional("post"),
        phone: read.optional("phone"),
        mail: read.optional("mail"),
        valid_to: read.optional_date("valid_to")?,
        valid_from: read.optional_date("valid_from")?,
        deputy: read.optional_yes_no("deputy")?,
        verified: None,
    })
}

fn center(read: &Reader<'_>) -> Result<Center, Refusal> {
    Ok(Center {
        tier: read.choice("tier", Tier::parse, Tier::CODES)?,
        parent: read.optional_record("parent")?,
        places: read.codes("places"),
        forums: read.codes("forums").into_iter().map(|code| code.to_uppercase()).collect(),
        zone: read.text("zone")?,
        calendar: read.text("calendar")?,
        suspended: None,
    })
}

fn body(read: &Reader<'_>) -> Result<BodyTerms, Refusal> {
    Ok(BodyTerms {
        rules: kinds::names(&read.optional("rules")),
        seats: read.codes("seats").into_iter().map(|code| code.to_uppercase()).collect(),
        languages: read.codes("languages").into_iter().map(|code| code.to_lowercase()).collect(),
        fees: read.optional("fees"),
    })
}
