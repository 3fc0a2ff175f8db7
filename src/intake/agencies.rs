//! Agencies to refer to, with up to three liaisons each, as a table or JSON.

use super::columns::Column;
use super::draft::{Form, records};
use super::refusal::{IntakeError, Reject, RejectCode, quoted};
use super::{Draft, ParseContext, Record, places, table, values, vocab};
use crate::calendar::Text;
use crate::casework::agency::{AgencyDraft, Liaison};
use std::collections::HashMap;

static COLUMNS: &[Column] = &[
    Column::must("code", &["机构代码", "代码", "简码", "agency_code"]),
    Column::must("name_zh", &["机构名称", "名称", "中文名称", "name"]),
    Column::may("name_en", &["英文名称", "英文名"]),
    Column::must("kind", &["机构类型", "类型", "类别", "type"]),
    Column::may("country", &["国家", "国家/地区"]),
    Column::may("address", &["地址", "住所"]),
    Column::may("liaison_name", &["联络人", "联系人", "联络人1", "liaisons.1.name", "liaison.name"]),
    Column::may("liaison_post", &["联络人职务", "职务", "联络人1职务", "liaisons.1.post", "liaison.post"]),
    Column::may("liaison_phone", &["联络人电话", "电话", "联络人1电话", "liaisons.1.phone", "liaison.phone", "phone"]),
    Column::may(
        "liaison_mail",
        &["联络人邮箱", "邮箱", "联络人1邮箱", "liaisons.1.mail", "liaison.mail", "mail", "email"],
    ),
    Column::may(
        "liaison_valid_to",
        &["联络人有效期至", "有效期至", "联络人1有效期至", "liaisons.1.valid_to", "liaison.valid_to"],
    ),
    Column::may("liaison2_name", &["联络人2", "liaisons.2.name"]),
    Column::may("liaison2_post", &["联络人2职务", "liaisons.2.post"]),
    Column::may("liaison2_phone", &["联络人2电话", "liaisons.2.phone"]),
    Column::may("liaison2_mail", &["联络人2邮箱", "liaisons.2.mail"]),
    Column::may("liaison2_valid_to", &["联络人2有效期至", "liaisons.2.valid_to"]),
    Column::may("liaison3_name", &["联络人3", "liaisons.3.name"]),
    Column::may("liaison3_post", &["联络人3职务", "liaisons.3.post"]),
    Column::may("liaison3_phone", &["联络人3电话", "liaisons.3.phone"]),
    Column::may("liaison3_mail", &["联络人3邮箱", "liaisons.3.mail"]),
    Column::may("liaison3_valid_to", &["联络人3有效期至", "liaisons.3.valid_to"]),
];

/// Name, post, phone, mail and last day of each liaison.
const LIAISONS: &[[&str; 5]] = &[
    ["liaison_name", "liaison_post", "liaison_phone", "liaison_mail", "liaison_valid_to"],
    ["liaison2_name", "liaison2_post", "liaison2_phone", "liaison2_mail", "liaison2_valid_to"],
    ["liaison3_name", "liaison3_post", "liaison3_phone", "liaison3_mail", "liaison3_valid_to"],
];

/// Officers type codes: longer ones would be names.
const CODE_CHARS_MAX: usize = 24;

/// Where a list does not name the country: it is a list of a Chinese center.
const COUNTRY_USUAL: &str = "CN";

pub(super) fn detect(_: &str, bytes: &[u8]) -> bool {
    table::has_columns(bytes, COLUMNS)
}

pub(super) fn parse(_: &ParseContext, bytes: &[u8]) -> Result<Vec<Record>, IntakeError> {
    let rows = table::read(bytes, COLUMNS)?;
    let mut lines = HashMap::new();
    Ok(records(rows, COLUMNS, |form, line| {
        let draft = agency(form)?;
        match lines.insert(draft.key(), line) {
            None => Ok(Draft::Agency(Box::new(draft))),
            Some(earlier) => Err(twice(&draft.code, earlier)),
        }
    }))
}

fn agency(form: &Form) -> Result<AgencyDraft, Reject> {
    let mut liaisons = Vec::new();
    for names in LIAISONS {
        liaisons.extend(liaison(form, names)?);
    }
    Ok(AgencyDraft {
        code: form.must_read("code", code)?,
        name_zh: form.required("name_zh")?,
        name_en: form.text("name_en"),
        kind: form.must_read("kind", vocab::unit_kind)?,
        country: form.read("country", places::country)?.unwrap_or_else(|| COUNTRY_USUAL.to_owned()),
        address: form.text("address"),
        liaisons,
    })
}

/// A liaison, when one is named. Telephone and mail without a name are a desk's: they have the post as their name.
fn liaison(form: &Form, names: &[&'static str; 5]) -> Result<Option<Liaison>, Reject> {
    let [name, post, phone, mail, valid_to] = *names;
    let found = Liaison {
        name: form.text(name),
        post: form.text(post),
        phone: form.text(phone),
        mail: form.text(mail),
        valid_to: form.read(valid_to, values::date)?,
        ..Liaison::default()
    };
    Ok((found != Liaison::default()).then_some(found))
}

fn code(text: &str) -> Result<String, Reject> {
    let code = text.to_uppercase();
    let fits = code.len() <= CODE_CHARS_MAX
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if fits {
        return Ok(code);
    }
    let text = quoted(text);
    Err(Reject::new(
        RejectCode::Word,
        Text::new(
            format!("机构代码“{text}”应为 {CODE_CHARS_MAX} 个以内的字母、数字或连字符，如 HZ-CUSTOMS"),
            format!("the code \"{text}\" should be up to {CODE_CHARS_MAX} letters, digits or hyphens, like HZ-CUSTOMS"),
        ),
    ))
}

/// A second row would be taken as known already, and its liaison lost.
fn twice(code: &str, earlier: u32) -> Reject {
    Reject::new(
        RejectCode::Duplicate,
        Text::new(
            format!("机构 {code} 已在第 {earlier} 行；其他联络人请填在该行的“联络人2”“联络人3”"),
            format!("agency {code} stands in line {earlier} already; put further liaisons there, as liaison2_name, liaison3_name"),
        ),
    )
    .at("code")
}
