//! Records as a person reads them on a terminal or hears them from a screen reader: a word and what it is, line by line.

use super::abroad_words::abroad;
use super::human_dossier;
use super::json::Lens;
use super::table::pairs;
use crate::boards::views::{AffairView, AlertView, DisputeView, ReferralView, UnitView, View};
use crate::casework::agency::{Agency, Liaison};
use crate::casework::body::BodyTerms;
use crate::casework::deadline::Deadline;
use crate::casework::dispute::{Dispute, Hearing, page};
use crate::casework::expert::Expert;
use crate::casework::ledger::{Turn, ledger};
use crate::casework::leg::Moment;
use crate::casework::paper::Paper;
use crate::casework::rota::shift_words;
use crate::casework::standing::flags;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// Any record.
pub fn record(view: &View, lens: &Lens<'_>) -> String {
    match view {
        View::Dispute(view) => dispute(view, lens),
        View::Alert(view) => alert(view, lens.zh),
        View::Referral(view) => referral(view, lens.zh),
        View::Expert(expert) => roster_expert(expert, lens.zh),
        View::Agency(agency) => roster_agency(agency, lens.zh),
        View::Affair(view) => affair(view, lens.zh),
        View::Unit(view) => unit(view, lens.zh),
    }
}

fn affair(view: &AffairView, zh: bool) -> String {
    let row = &view.row;
    let own = [
        (if zh { "编号" } else { "number" }, row.number.clone()),
        (if zh { "标题" } else { "title" }, row.title.pick(zh).to_owned()),
        (if zh { "状态" } else { "state" }, row.state_words.pick(zh).to_owned()),
    ];
    let page = view.page.iter().map(|(label, text)| (label.pick(zh), text.pick(zh).to_owned()));
    pairs(&own.into_iter().chain(page).collect::<Vec<_>>())
}

fn unit(view: &UnitView, zh: bool) -> String {
    let card = &view.card;
    let posts: Vec<String> =
        view.posts.iter().map(|(officer, post)| format!("{} ({})", officer.name, post.role.word(zh))).collect();
    let shifts: Vec<String> = view.rota.shifts.iter().map(|one| shift_words(one).pick(zh).to_owned()).collect();
    pairs(&[
        (if zh { "代号" } else { "code" }, card.code.clone()),
        (if zh { "名称" } else { "name" }, card.name(zh).to_owned()),
        (if zh { "类型" } else { "kind" }, card.kind.word(zh).to_owned()),
        (if zh { "时区" } else { "zone" }, card.zone.clone()),
        (if zh { "历法" } else { "calendar" }, card.calendar.clone()),
        (if zh { "岗位" } else { "posts" }, posts.join(", ")),
        (if zh { "班次" } else { "shifts" }, shifts.join("\n")),
        (
            if zh { "队列负责" } else { "queue of" },
            view.queue_lead.as_ref().map_or_else(String::new, |lead| lead.name.clone()),
        ),
    ])
}

fn hearings(dispute: &Dispute) -> String {
    let line = |one: &Hearing| {
        format!("{} {} {} {} {}", one.no, one.at.format("%Y-%m-%d %H:%M"), one.zone, one.place, one.text)
    };
    dispute.hearings.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// One line a deadline.
fn deadlines(dispute: &Dispute, lens: &Lens<'_>) -> String {
    let line = |one: &Deadline| {
        let (computed, left) = (&one.computed, lens.days_left(one.computed.cutoff_at));
        let left = if lens.zh { format!("剩 {left} 天") } else { format!("{left} days left") };
        let state = one.state.word(lens.zh);
        format!("{} {} {} {left} ({state}) {}", one.no, computed.safe, computed.rule, computed.citation)
    };
    dispute.deadlines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn dispute(view: &DisputeView, lens: &Lens<'_>) -> String {
    let (one, draft, zh) = (&view.dispute, &view.dispute.draft, lens.zh);
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    let referrals: Vec<String> = view
        .referrals
        .iter()
        .map(|row| format!("{} {} {} {}", row.number, row.kind.word(zh), row.other.pick(zh), row.standing.word(zh)))
        .collect();
    let notes: Vec<String> = one
        .notes
        .iter()
        .zip(1..)
        .map(|(note, no)| format!("{no} {} {}: {}", note.at.format("%m-%d %H:%M"), note.author, note.shown(zh)))
        .collect();
    let [affairs, listings, stationed] = beside(view, zh);
    let experts: Vec<&str> = one.experts.iter().map(|one| one.name.as_str()).collect();
    let told = [
        (word("编号", "number"), one.number.clone()),
        (word("企业", "enterprise"), draft.enterprise.name.clone()),
        (word("信用代码", "company code"), draft.enterprise.uscc.clone().unwrap_or_default()),
        (word("身份", "role"), draft.role.word(zh).to_owned()),
        (word("类型", "kind"), draft.kind.word(zh).to_owned()),
        (word("国家/地区", "jurisdiction"), draft.jurisdiction.clone()),
        (word("受理机构", "forum"), draft.forum.clone()),
        (word("案号", "docket"), draft.docket.clone().unwrap_or_default()),
        (word("对方", "counterpart"), draft.counterpart.clone()),
        (word("权利", "rights"), draft.rights.join("; ")),
        (word("诉求", "request"), draft.request.clone()),
        (word("收到", "received"), draft.received_at.format("%Y-%m-%d %H:%M %:z").to_string()),
        (word("送达", "served"), draft.served_on.map(|day| day.to_string()).unwrap_or_default()),
        (word("阶段", "stage"), one.stage.word(zh).to_owned()),
        (word("经手", "handler"), one.handler.as_ref().map(|(_, name)| name.clone()).unwrap_or_default()),
        (word("保管", "custodian"), view.custodian.pick(zh).to_owned()),
        (word("密级", "level"), draft.secrecy.label().to_owned()),
        (word("时限", "deadlines"), deadlines(one, lens)),
        (word("开庭", "hearings"), hearings(one)),
        (word("事务", "affairs"), affairs),
        (word("名单", "credit lists"), listings),
        (word("特派员", "commissioner"), stationed),
        (word("专家", "experts"), experts.join(", ")),
        (word("移交", "referrals"), referrals.join("\n")),
        (word("文书", "papers"), papers(&one.papers, zh)),
        (word("出境核查", "abroad"), abroad(&one.abroad, zh)),
        (word("记事", "notes"), notes.join("\n")),
        (word("结果", "outcome"), one.outcome.as_ref().map(|(code, _)| code.word(zh).to_owned()).unwrap_or_default()),
    ];
    let rows = page::rows(one);
    let procedure = rows.iter().map(|(label, text)| (label.pick(zh), text.pick(zh).to_owned()));
    let dossier = human_dossier::rows(one, zh).into_iter().chain(human_dossier::advised(&view.advice, zh));
    pairs(&told.into_iter().chain(procedure).chain(dossier).collect::<Vec<_>>())
}

fn papers(papers: &[Paper], zh: bool) -> String {
    papers.iter().map(|one| format!("{} {}", one.title(zh), one.at.format("%Y-%m-%d"))).collect::<Vec<_>>().join("\n")
}

/// What stands beside a dispute: its affairs, the credit lists that its parties are on, who is stationed there.
fn beside(view: &DisputeView, zh: bool) -> [String; 3] {
    let affairs = view
        .affairs
        .iter()
        .map(|row| format!("{} {} {}", row.number, row.title.pick(zh), row.state_words.pick(zh)))
        .collect::<Vec<_>>();
    let listings: Vec<String> = view.listings.iter().map(|hit| hit.say().pick(zh).to_owned()).collect();
    let stationed: Vec<&str> = view.commissioners.iter().map(|one| one.name.as_str()).collect();
    [affairs.join("\n"), listings.join("\n"), stationed.join(", ")]
}

fn alert(view: &AlertView, zh: bool) -> String {
    let (alert, draft) = (&view.alert, &view.alert.draft);
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    let inputs = [draft.urgency.word(zh), draft.severity.word(zh), draft.certainty.word(zh)].join(" / ");
    pairs(&[
        (word("编号", "number"), alert.number.clone()),
        (word("标题", "headline"), draft.headline.clone()),
        (word("优先级", "priority"), format!("{} ({inputs})", draft.priority().code())),
        (word("发布者", "sender"), draft.sender.clone()),
        (word("发布", "sent"), draft.sent.format("%Y-%m-%d %H:%M %:z").to_string()),
        (word("事件", "event"), draft.event.clone()),
        (word("国家/地区", "jurisdiction"), draft.jurisdiction.clone()),
        (word("机构", "forum"), draft.forum.clone()),
        (word("案号", "docket"), draft.docket.clone().unwrap_or_default()),
        (word("当事人", "parties"), draft.parties.join("; ")),
        (word("内容", "description"), draft.description.clone()),
        (word("网址", "web"), draft.web.clone()),
        (word("状态", "state"), alert.state.word(zh).to_owned()),
        (word("确认", "acked by"), alert.acked_by().unwrap_or_default().to_owned()),
        (word("纠纷", "dispute"), alert.dispute.as_ref().map(|(_, number)| number.clone()).unwrap_or_default()),
    ])
}

fn referral(view: &ReferralView, zh: bool) -> String {
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    let (row, leg) = (&view.row, &view.file.leg);
    let body = view.file.referral.as_ref();
    let flags: Vec<&str> = flags(&view.file, view.standing).iter().map(|flag| flag.word(zh)).collect();
    let at = |one: Option<&Moment>| one.map_or_else(String::new, |one| moment(one, zh));
    let reported = leg.reported.as_ref().map(|(one, _, summary)| format!("{} {summary}", moment(one, zh)));
    let returned = leg
        .returned
        .as_ref()
        .map(|(one, code, basis, _)| format!("{} {} {} {basis}", moment(one, zh), code.code(), code.word(zh)));
    pairs(&[
        (word("编号", "number"), row.number.clone()),
        (word("种类", "kind"), row.kind.word(zh).to_owned()),
        (if row.sent { word("发往", "to") } else { word("来自", "from") }, row.other.pick(zh).to_owned()),
        (word("代录", "by proxy"), if row.by_proxy { word("是", "yes").to_owned() } else { String::new() }),
        (word("状态", "standing"), format!("{} ({})", row.standing.word(zh), row.standing.fhir())),
        (word("标记", "flags"), flags.join(", ")),
        (word("球", "ball"), row.ball.word(zh).to_owned()),
        (word("纠纷", "dispute"), row.dispute_number.clone()),
        (word("事项", "items"), body.map(|one| one.items.join("\n")).unwrap_or_default()),
        (word("说明", "note"), body.map(|one| one.note.clone()).unwrap_or_default()),
        (word("期限", "due"), row.due.map(|day| day.to_string()).unwrap_or_default()),
        (word("时钟", "clocks"), clocks(view, zh)),
        (word("球账", "ball times"), turns(view, zh)),
        (word("发出", "dispatched"), at(leg.dispatched.as_ref())),
        (word("送达", "delivered"), at(leg.delivered.as_ref())),
        (word("签收", "signed"), at(leg.signed.as_ref())),
        (word("受理", "accepted"), at(leg.accepted.as_ref().map(|one| &one.0))),
        (word("退回", "returned"), returned.unwrap_or_default()),
        (word("反馈", "reported"), reported.unwrap_or_default()),
        (word("撤回", "cancelled"), at(leg.cancelled.as_ref())),
    ])
}

/// The clocks that run, one a line.
fn clocks(view: &ReferralView, zh: bool) -> String {
    let service = view.clocks.iter().map(|(timer, due)| (format!("{} {}", timer.code(), timer.word(zh)), *due));
    let of_kind = view.kind_clocks.iter().filter(|run| run.met.is_none());
    let of_kind = of_kind.map(|run| (run.words.pick(zh).to_owned(), run.due));
    let line = |(name, due): (String, DateTime<Utc>)| format!("{} {name}", due.format("%Y-%m-%d %H:%M UTC"));
    service.chain(of_kind).map(line).collect::<Vec<_>>().join("\n")
}

/// Who had the ball, one turn a line.
fn turns(view: &ReferralView, zh: bool) -> String {
    let at = |at: DateTime<FixedOffset>| at.format("%m-%d %H:%M").to_string();
    let line =
        |turn: &Turn| format!("{}-{} {}", at(turn.from), turn.to.map_or_else(String::new, at), turn.holder.word(zh));
    ledger(&view.file).iter().map(line).collect::<Vec<_>>().join("\n")
}

fn moment(moment: &Moment, zh: bool) -> String {
    let proxy = match (moment.proxy.is_some(), zh) {
        (true, true) => " (代录)",
        (true, false) => " (by proxy)",
        (false, _) => "",
    };
    format!("{} {}{proxy}", moment.at.format("%Y-%m-%d %H:%M"), moment.name)
}

fn roster_expert(expert: &Expert, zh: bool) -> String {
    let (word, draft) = (|zh_word: &'static str, en: &'static str| if zh { zh_word } else { en }, &expert.draft);
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let engagements: Vec<String> = draft.engagements.iter().map(|one| one.say().pick(zh).to_owned()).collect();
    let slots: Vec<String> = draft.slots.iter().map(|one| format!("{}–{}", one.from, one.to)).collect();
    let undertaking = draft.undertaking.as_ref().map(|one| format!("{} {}", one.version, one.level.label()));
    let assignments: Vec<String> = expert
        .assignments
        .iter()
        .map(|one| format!("{} {}–{}", one.enterprise, one.from, day(one.ended.as_ref().map(|(last, _)| *last))))
        .collect();
    let visits: Vec<String> =
        expert.visits.iter().map(|one| format!("{} {}: {}", one.on, one.enterprise, one.text)).collect();
    pairs(&[
        (word("编号", "number"), expert.number.clone()),
        (word("姓名", "name"), draft.name.clone()),
        (word("身份", "role"), draft.role().word(zh).to_owned()),
        (word("单位", "organisation"), draft.organisation.clone()),
        (word("所属中心", "home unit"), draft.home.clone()),
        (word("领域", "fields"), draft.fields.join(", ")),
        (word("法域", "jurisdictions"), draft.jurisdictions.join(", ")),
        (word("语言", "languages"), draft.languages.join(", ")),
        (word("席位", "seats"), draft.seats.join(", ")),
        (word("联系方式", "contact"), draft.contact.clone()),
        (word("回避", "conflicts"), draft.conflicts.join("; ")),
        (word("业务往来", "engagements"), engagements.join("\n")),
        (word("在办", "load"), format!("{}/{}", expert.working_on.len(), draft.load_max)),
        (word("请假自", "on leave from"), day(draft.leave_from)),
        (word("请假至", "on leave to"), day(draft.leave_until)),
        (word("可办", "free"), slots.join("\n")),
        (word("承诺书", "undertaking"), undertaking.unwrap_or_default()),
        (word("证书至", "certificate to"), day(draft.certificate_until)),
        (word("派驻", "stationed with"), assignments.join("\n")),
        (word("走访", "visits"), visits.join("\n")),
    ])
}

fn roster_agency(agency: &Agency, zh: bool) -> String {
    let (word, draft) = (|zh_word: &'static str, en: &'static str| if zh { zh_word } else { en }, &agency.draft);
    let liaisons: Vec<String> = (1..).zip(&draft.liaisons).map(|(no, one)| roster_liaison(no, one, zh)).collect();
    let former =
        agency.former.iter().map(|one| format!("{} – {}", if zh { &one.name_zh } else { &one.name_en }, one.to));
    let center = agency.center.as_ref().map(|one| {
        let status = one.suspended.as_ref().map(|reason| format!("{}: {reason}", word("暂停", "suspended")));
        [one.tier.word(zh).to_owned(), one.places.join(" "), one.forums.join(" "), status.unwrap_or_default()].join(" ")
    });
    let offers = |of: fn(&BodyTerms) -> String| agency.body.as_ref().map(of).unwrap_or_default();
    pairs(&[
        (word("编号", "number"), agency.number.clone()),
        (word("代码", "code"), draft.code.clone()),
        (word("名称", "name"), draft.name(zh).to_owned()),
        (word("类型", "kind"), draft.kind.word(zh).to_owned()),
        (word("国家", "country"), draft.country.clone()),
        (word("地址", "address"), draft.address.clone()),
        (word("曾用名", "former names"), former.collect::<Vec<_>>().join("\n")),
        (word("网络", "network"), center.unwrap_or_default().trim().to_owned()),
        (word("联络员", "liaisons"), liaisons.join("\n")),
        (word("设在", "seats"), offers(|body| body.seats.join(" "))),
        (word("语言", "languages"), offers(|body| body.languages.join(" "))),
        (word("规则", "rules"), offers(|body| body.rules.join("\n"))),
        (word("费用", "fees"), offers(|body| body.fees.clone())),
    ])
}

/// A contact in one line: its number, who it is, until when, and when it was last known to hold.
fn roster_liaison(no: u16, one: &Liaison, zh: bool) -> String {
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    let deputy = if one.deputy { word("(副)", "(deputy)") } else { "" };
    let to = one.valid_to.map(|day| format!("{} {day}", word("有效至", "until")));
    let verified = one.verified.map(|day| format!("{} {day}", word("核实", "verified")));
    let dates = [to, verified].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let words = [&*one.name, deputy, &one.post, &one.phone, &one.mail, &dates];
    format!("{no} {}", words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}
