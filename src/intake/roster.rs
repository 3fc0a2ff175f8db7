//! The center's experts as a table or JSON.

use super::columns::Column;
use super::draft::{Form, records};
use super::refusal::{IntakeError, Reject, RejectCode, quoted};
use super::{Draft, ParseContext, Record, places, table, values, vocab};
use crate::calendar::Text;
use crate::casework::expert::{Engagement, EngagementRole, ExpertDraft, Slot};
use chrono::NaiveDate;

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
    Column::may("leave_from", &["休假自", "请假自", "leave from"]),
    Column::may("leave_until", &["休假至", "请假至", "leave"]),
    Column::may("role", &["身份", "专家类别", "专家类型", "expert role"]),
    Column::may("seats", &["席位", "常驻地", "可到场地", "seat"]),
    Column::may("home", &["所属中心", "来自", "派出中心", "home unit"]),
    Column::may("lendable", &["可借", "可共享", "可否借用", "shared"]),
    Column::may("engagements", &["业务往来", "代理经历", "五年往来", "engagement"]),
    Column::may("slots", &["可办日期", "可约日期", "空档", "slot"]),
    Column::may("certificate_until", &["证书有效期至", "证书到期", "资格有效至", "certificate"]),
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
    Ok(ExpertDraft {
        name: form.required("name")?,
        organisation: form.text("organisation"),
        fields: form.words("fields"),
        jurisdictions: each(form.words("jurisdictions"), "jurisdictions", places::jurisdiction)?,
        languages: each(form.words("languages"), "languages", vocab::language)?,
        contact: contact.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        conflicts: form.list("conflicts"),
        load_max: form.read("load_max", load)?.unwrap_or(LOAD_USUAL),
        leave_from: form.read("leave_from", values::date)?,
        leave_until: form.read("leave_until", values::date)?,
        role: form.read("role", vocab::expert_role)?,
        seats: form.words("seats"),
        home: form.text("home"),
        lendable: form.read("lendable", vocab::answer)?.unwrap_or(false),
        engagements: each(form.list("engagements"), "engagements", engagement)?,
        slots: each(form.list("slots"), "slots", slot)?,
        // A signature is seen by an officer, who records it.
        undertaking: None,
        certificate_until: form.read("certificate_until", values::date)?,
    })
}

/// Every item of a field by `read`; a reject names the field.
fn each<T>(
    items: Vec<String>,
    field: &'static str,
    read: impl Fn(&str) -> Result<T, Reject>,
) -> Result<Vec<T>, Reject> {
    items.iter().map(|one| read(one)).collect::<Result<_, _>>().map_err(|reject| reject.at(field))
}

/// `Harrow & Pell 代理 2023-01-01 2024-06-30`: the name, as what, from, and to unless it goes on.
fn engagement(text: &str) -> Result<Engagement, Reject> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let dates = dates_at_end(&mut words);
    let role = words.pop().and_then(EngagementRole::parse);
    match (role, dates.as_slice()) {
        (Some(role), [from, rest @ ..]) if !words.is_empty() => {
            Ok(Engagement { who: words.join(" "), role, from: *from, to: rest.first().copied() })
        }
        (Some(_) | None, _) => {
            Err(unreadable(text, "名称 代理 2023-01-01 2024-06-30", "Name acted 2023-01-01 2024-06-30"))
        }
    }
}

/// `2026-12-01 2026-12-10`: the first and the last day; one day alone is both.
fn slot(text: &str) -> Result<Slot, Reject> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    match (dates_at_end(&mut words).as_slice(), words.as_slice()) {
        ([from, rest @ ..], []) => {
            let to = rest.first().copied().unwrap_or(*from);
            Ok(Slot { from: *from, to: to.max(*from) })
        }
        (_, _) => Err(unreadable(text, "2026-12-01 2026-12-10", "2026-12-01 2026-12-10")),
    }
}

/// Takes at most two dates off the end, in the order in which they stand.
fn dates_at_end(words: &mut Vec<&str>) -> Vec<NaiveDate> {
    let mut dates = Vec::new();
    while dates.len() < 2
        && let Some(day) = words.last().and_then(|word| values::date(word).ok())
    {
        dates.insert(0, day);
        words.pop();
    }
    dates
}

fn unreadable(text: &str, zh: &str, en: &str) -> Reject {
    let text = quoted(text);
    Reject::new(
        RejectCode::Word,
        Text::new(format!("“{text}”读不出；请写成 {zh}"), format!("\"{text}\" cannot be read; write it like {en}")),
    )
}

fn load(text: &str) -> Result<u8, Reject> {
    text.parse().map_err(|_| {
        let text = quoted(text);
        let zh = format!("承办上限“{text}”应为 0 至 255 的整数");
        Reject::new(
            RejectCode::Word,
            Text::new(zh, format!("the load \"{text}\" should be a whole number from 0 to 255")),
        )
    })
}
