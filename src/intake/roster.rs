//! The center's experts as a table or JSON.

use super::columns::Column;
use super::draft::{Form, records};
use super::refusal::{IntakeError, Reject, RejectCode};
use super::{Draft, ParseContext, Record, places, table, values, vocab};
use crate::calendar::Text;
use crate::casework::expert::ExpertDraft;

static COLUMNS: &[Column] = &[
    Column::must("name", &["姓名", "专家姓名", "专家", "expert"]),
    Column::may("organisation", &["单位", "工作单位", "所在单位", "机构", "律所", "organization", "firm"]),
    Column::must("fields", &["专业领域", "领域", "擅长领域", "专长", "技术领域", "field", "expertise"]),
    Column::may(
        "jurisdictions",
        &["熟悉国家/地区", "国家/地区", "国家", "法域", "熟悉法域", "jurisdiction", "countries"],
    ),
    Column::may("languages", &["工作语言", "语言", "外语", "语种", "language"]),
    Column::may("contact", &["联系方式", "电话", "手机", "联系电话", "phone"]),
    Column::may("contact_mail", &["邮箱", "电子邮箱", "mail", "email"]),
    Column::may("conflicts", &["回避事项", "回避", "利益冲突", "冲突", "conflict"]),
    Column::may("load_max", &["承办上限", "同时承办数", "最多承办", "load"]),
    Column::may("leave_until", &["休假至", "请假至", "leave"]),
];

/// 3 consultations at once when the roster does not say: an expert of a center has another profession. Assumed.
const LOAD_USUAL: u8 = 3;

pub(super) fn detect(_: &str, bytes: &[u8]) -> bool {
    table::has_columns(bytes, COLUMNS)
}

pub(super) fn parse(_: &ParseContext, bytes: &[u8]) -> Result<Vec<Record>, IntakeError> {
    let rows = table::read(bytes, COLUMNS)?;
    Ok(records(rows, COLUMNS, |form, _| expert(form).map(|draft| Draft::Expert(Box::new(draft)))))
}

fn expert(form: &Form) -> Result<ExpertDraft, Reject> {
    let contact = [form.text("contact"), form.text("contact_mail")];
    let places = form.words("jurisdictions").iter().map(|one| places::jurisdiction(one)).collect::<Result<_, _>>();
    let languages = form.words("languages").iter().map(|one| vocab::language(one)).collect::<Result<_, _>>();
    Ok(ExpertDraft {
        name: form.required("name")?,
        organisation: form.text("organisation"),
        fields: form.words("fields"),
        jurisdictions: places.map_err(|reject: Reject| reject.at("jurisdictions"))?,
        languages: languages.map_err(|reject: Reject| reject.at("languages"))?,
        contact: contact.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        conflicts: form.list("conflicts"),
        load_max: form.read("load_max", load)?.unwrap_or(LOAD_USUAL),
        leave_until: form.read("leave_until", values::date)?,
    })
}

fn load(text: &str) -> Result<u8, Reject> {
    text.parse().map_err(|_| {
        let text = super::refusal::quoted(text);
        let zh = format!("承办上限“{text}”应为 0 至 255 的整数");
        Reject::new(
            RejectCode::Word,
            Text::new(zh, format!("the load \"{text}\" should be a whole number from 0 to 255")),
        )
    })
}
