//! Guidance request forms: the form of the workflow as a table or JSON, to disputes.

use super::columns::Column;
use super::draft::{Form, records};
use super::refusal::{IntakeError, Reject, RejectCode};
use super::{Draft, ParseContext, Record, places, secret, table, values, vocab};
use crate::calendar::Text;
use crate::casework::dispute::{Amount, DisputeDraft, Enterprise};
use crate::casework::numbers::{self, NumberError};
use crate::casework::words::{Channel, Tlp};

/// The form, in its own order. Headings of the form first, then what people shorten them to.
static COLUMNS: &[Column] = &[
    Column::must(
        "enterprise_name",
        &[
            "企业名称",
            "企业",
            "申请人",
            "申请企业",
            "公司名称",
            "单位名称",
            "enterprise.name",
            "enterprise",
            "company",
            "applicant",
        ],
    ),
    Column::may("uscc", &["统一社会信用代码", "信用代码", "社会信用代码", "企业代码", "enterprise.uscc"]),
    Column::may(
        "enterprise_names",
        &["其他名称", "英文名称", "企业英文名", "别名", "店铺", "店铺名", "enterprise.names", "aliases", "name_en"],
    ),
    Column::may("address", &["住所/省市", "住所", "省市", "地址", "住所地", "enterprise.address"]),
    Column::may("legal_representative", &["法定代表人", "法人代表", "法人"]),
    Column::may("contact", &["联系人", "联系方式", "enterprise.contact", "contact_name"]),
    Column::may("contact_post", &["职务", "联系人职务"]),
    Column::may("contact_phone", &["手机", "电话", "联系电话", "手机号", "phone", "mobile"]),
    Column::may("contact_mail", &["邮箱", "电子邮箱", "mail", "email"]),
    Column::may("size", &["企业规模", "规模"]),
    Column::may("industry", &["所属行业/产业链", "所属行业", "行业", "产业链"]),
    Column::may("exports", &["出口额及主要市场", "出口额", "主要市场"]),
    Column::must("kind", &["纠纷类型", "类型", "案件类型", "type"]),
    Column::must("jurisdiction", &["国家/地区", "国家", "地区", "法域", "涉案国家", "国别", "country"]),
    Column::may("forum", &["受理机构", "法院", "受理法院", "court", "office"]),
    Column::may("docket", &["案号", "案件号", "docket_number", "case_number"]),
    Column::must("role", &["角色(原告/被告/权利人/异议人)", "角色", "身份", "诉讼地位"]),
    Column::may("counterpart", &["对方当事人", "对方", "相对方", "other_side", "opponent"]),
    Column::may("counterpart_counsel", &["对方代理机构", "对方律师", "对方代理", "对方律所"]),
    Column::may("rights", &["涉案权利类型及号码", "涉案权利", "权利号码", "权利", "right"]),
    Column::may("products", &["涉案产品/HS编码", "涉案产品", "产品", "product"]),
    Column::may("amount", &["涉案金额(币种)", "涉案金额", "金额", "amount.value", "amount_value"]),
    Column::may("currency", &["币种", "amount.currency"]),
    Column::may("known_on", &["知悉日期", "知晓日期", "知悉日"]),
    Column::may("served_on", &["送达日期", "送达日"]),
    Column::may("service_method", &["送达方式", "service"]),
    Column::may("reply_due", &["答复期限", "答辩期限", "答复截止日", "答辩截止日", "due"]),
    Column::may("state", &["目前状态", "状态", "进展", "status"]),
    Column::may("counsel", &["已聘律师", "律师", "代理人"]),
    Column::may("request", &["诉求", "请求", "求助事项", "需求"]),
    Column::may("other_help", &["是否已向其他机构求助", "其他机构求助"]),
    Column::may("consent_to_share", &["是否同意信息共享", "同意共享", "信息共享", "consent"]),
    Column::may("attachments", &["附件清单", "附件"]),
    Column::may("state_secret", &["是否涉及国家秘密", "国家秘密", "涉及国家秘密", "是否涉密", "涉密", "secret"]),
    Column::may(
        "material_abroad",
        &[
            "是否涉及数据出境/技术出口管制(国务院令801号第13条)",
            "是否涉及数据出境/技术出口管制",
            "数据出境",
            "是否数据出境",
            "材料出境",
        ],
    ),
    Column::may("secrecy", &["密级", "知悉范围", "tlp", "保密"]),
    Column::may("received_at", &["收到日期", "接收日期", "登记日期", "收件日期", "收到时间", "received_on"]),
    Column::may("channel", &["来源渠道", "渠道", "受理方式"]),
];

/// What the form asks and a dispute has no place for: kept as lines below what the enterprise asks for.
const REMARKS: &[&str] = &["legal_representative", "size", "industry", "exports", "other_help", "attachments"];

pub(super) fn detect(_: &str, bytes: &[u8]) -> bool {
    table::has_columns(bytes, COLUMNS)
}

pub(super) fn parse(ctx: &ParseContext, bytes: &[u8]) -> Result<Vec<Record>, IntakeError> {
    let rows = table::read(bytes, COLUMNS)?.into_iter().map(secret::withheld).collect();
    Ok(records(rows, COLUMNS, |form, _| dispute(form, ctx).map(|draft| Draft::Dispute(Box::new(draft)))))
}

fn dispute(form: &Form, ctx: &ParseContext) -> Result<DisputeDraft, Reject> {
    let jurisdiction = form.must_read("jurisdiction", places::jurisdiction)?;
    let forum = form.text("forum");
    let docket = form.read("docket", |text| docket(&jurisdiction, &forum, text))?;
    let consent_to_share = form.read("consent_to_share", vocab::answer)?;
    let received_at = form.read("received_at", |text| values::moment(text, ctx.now))?.unwrap_or(ctx.now);
    let draft = DisputeDraft {
        received_at,
        channel: form.read("channel", vocab::channel)?.unwrap_or(Channel::Form),
        source: ctx.file_name.clone(),
        enterprise: enterprise(form)?,
        role: form.must_read("role", vocab::role)?,
        kind: form.must_read("kind", vocab::dispute_kind)?,
        jurisdiction,
        forum,
        docket,
        counterpart: form.text("counterpart"),
        counterpart_counsel: form.text("counterpart_counsel"),
        rights: form.list("rights"),
        products: form.text("products"),
        amount: amount(form)?,
        known_on: form.read("known_on", |text| values::past_date(text, ctx.now))?,
        served_on: form.read("served_on", |text| values::past_date(text, ctx.now))?,
        service_method: form.text("service_method"),
        reply_due: form.read("reply_due", values::date)?,
        state: form.text("state"),
        counsel: form.text("counsel"),
        request: request(form),
        consent_to_share,
        material_abroad: form.read("material_abroad", vocab::answer)?,
        secrecy: form.read("secrecy", vocab::secrecy)?.unwrap_or(unless_told(consent_to_share)),
    };
    in_order(&draft)?;
    Ok(draft)
}

/// Without consent what is told stays in the unit.
fn unless_told(consent_to_share: Option<bool>) -> Tlp {
    match consent_to_share {
        Some(false) => Tlp::AmberStrict,
        Some(true) | None => Tlp::Amber,
    }
}

/// Who is served has heard of it: a reply cannot be due before that.
fn in_order(draft: &DisputeDraft) -> Result<(), Reject> {
    let (Some(served), Some(due)) = (draft.served_on, draft.reply_due) else { return Ok(()) };
    if served <= due {
        return Ok(());
    }
    let text = Text::new(
        format!("答复期限 {due} 早于送达日期 {served}；请核对两个日期"),
        format!("the reply is due on {due}, before service on {served}; look at both dates again"),
    );
    Err(Reject::new(RejectCode::DateImplausible, text).at("reply_due"))
}

fn enterprise(form: &Form) -> Result<Enterprise, Reject> {
    let contact = ["contact", "contact_post", "contact_phone", "contact_mail"].map(|name| form.text(name));
    Ok(Enterprise {
        name: form.required("enterprise_name")?,
        uscc: form.read("uscc", |text| numbers::check("uscc", text).map(|found| found.text).map_err(company_code))?,
        names: form.list("enterprise_names"),
        address: form.text("address"),
        contact: contact.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        call_back: None,
    })
}

fn amount(form: &Form) -> Result<Option<Amount>, Reject> {
    let currency = form.text("currency");
    form.read("amount", |text| values::amount(text, &currency))
}

fn request(form: &Form) -> String {
    let remark = |name: &&'static str| {
        let text = form.text(name);
        (!text.is_empty()).then(|| format!("{}\u{ff1a}{text}", form.heading(name)))
    };
    let lines: Vec<String> = [form.text("request")]
        .into_iter()
        .filter(|text| !text.is_empty())
        .chain(REMARKS.iter().filter_map(remark))
        .collect();
    lines.join("\n")
}

fn docket(jurisdiction: &str, forum: &str, text: &str) -> Result<String, Reject> {
    let found = numbers::recognise(jurisdiction, forum, text);
    found.map(numbers::Docket::text).map_err(|error| number(RejectCode::Docket, &error))
}

fn company_code(error: NumberError) -> Reject {
    number(RejectCode::CompanyCode, &error)
}

fn number(code: RejectCode, error: &NumberError) -> Reject {
    Reject::new(code, Text::new(error.zh(), error.to_string()))
}
