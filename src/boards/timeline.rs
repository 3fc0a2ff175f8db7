//! What happened, in words: one line an entry, in both languages.

use crate::calendar::Text;
use crate::casework::abroad;
use crate::casework::agency;
use crate::casework::alert;
use crate::casework::custody::CustodyFact;
use crate::casework::deadline::{Dates, Recomputed};
use crate::casework::destruction;
use crate::casework::dispute::{DisputeFact, ending, guidance, intake, major};
use crate::casework::entry::Fact;
use crate::casework::expert;
use crate::casework::leg::{Evidence, LegFact};
use crate::casework::line::LineFact;
use crate::casework::paper;
use crate::casework::referral::{ReferralFact, Ruling};
use crate::casework::rota;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// One line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// By its writer's clock.
    pub at: DateTime<FixedOffset>,
    pub author: String,
    /// The unit that wrote it.
    pub unit: Text,
    pub text: Text,
}

/// A fact in words.
pub fn describe(fact: &Fact) -> Text {
    match fact {
        Fact::Founded(card) => both(format!("单位设立 {}", card.name_zh), format!("unit set up: {}", card.name_en)),
        Fact::Posted(officer, post) => {
            both(format!("{} 任{}", officer.name, post.role.zh()), format!("{} is {}", officer.name, post.role.en()))
        }
        Fact::PostEnded(post) => both(format!("岗位 {} 终止", post.0), format!("post {} ended", post.0)),
        Fact::Line(_, fact) => line(fact),
        Fact::Dispute(_, fact) => dispute(fact),
        Fact::Alert(_, fact) => alert::describe(fact),
        Fact::Expert(_, fact) => expert::describe(fact),
        Fact::Agency(_, fact) => agency::describe(fact),
        Fact::Affair(_, fact) => fact.describe(),
        Fact::Read(_) => both("调阅", "read it"),
        Fact::Rota(fact) => rota::describe(fact),
        Fact::LetterWord(word) => both(format!("文号代字 {word}"), format!("letters are numbered under {word}")),
        Fact::Referral(_, fact) => referral(fact),
        Fact::Leg(_, fact, proxy) => by_proxy(leg(fact), proxy.as_ref()),
        Fact::Custody(_, fact) => custody(fact),
    }
}

fn both(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text { zh: zh.into(), en: en.into() }
}

fn by_proxy(text: Text, proxy: Option<&Evidence>) -> Text {
    match proxy {
        None => text,
        Some(Evidence::Call { said }) => {
            both(format!("{} (代录, 电话: {said})", text.zh), format!("{} (by proxy, call: {said})", text.en))
        }
        Some(Evidence::File { name, hash, .. }) => {
            let hash = &hash.to_string()[..8];
            both(
                format!("{} (代录, 凭据 {name} {hash})", text.zh),
                format!("{} (by proxy, evidence {name} {hash})", text.en),
            )
        }
    }
}

fn line(fact: &LineFact) -> Text {
    match fact {
        LineFact::Enrolled { card, .. } => both(format!("接纳对端 {}", card.name_zh), format!("peer {}", card.name_en)),
        LineFact::Carried { upto } => both(format!("已交运至第 {upto} 号"), format!("carried up to slip {upto}")),
        LineFact::Head { on, .. } => both(format!("{on} 册首已告知"), format!("head of {on} told")),
        LineFact::Receipted { upto } => both(format!("对方回执至第 {upto} 号"), format!("receipted up to slip {upto}")),
    }
}

fn dispute(fact: &DisputeFact) -> Text {
    match fact {
        DisputeFact::Registered { number, draft, .. } => both(
            format!("登记 {number} ({})", draft.channel.zh()),
            format!("registered as {number} ({})", draft.channel.en()),
        ),
        DisputeFact::Accepted { ground } => both(format!("受理: {ground}"), format!("accepted: {ground}")),
        DisputeFact::Guiding { name, .. } => both(format!("开始指导, 经手 {name}"), format!("guiding, handler {name}")),
        DisputeFact::DeadlineAdded(deadline) => {
            let (rule, safe) = (&deadline.computed.rule, deadline.computed.safe);
            both(format!("时限 {rule} {safe}"), format!("deadline {rule} {safe}"))
        }
        DisputeFact::DeadlineVerified { no, name, .. } => {
            both(format!("{name} 核定时限 {no}"), format!("{name} verified deadline {no}"))
        }
        DisputeFact::DeadlineMet { no, on, proof } => {
            both(format!("时限 {no} 于 {on} 完成: {proof}"), format!("deadline {no} met on {on}: {proof}"))
        }
        DisputeFact::Noted { text } if text.is_empty() => both("记事 (已销毁)", "note (destroyed)"),
        DisputeFact::Noted { text } => both(format!("记事 {text}"), format!("note: {text}")),
        DisputeFact::ExpertChosen(chosen) => match &chosen.conflict_overridden {
            None => both(format!("选定专家 {}", chosen.name), format!("expert chosen: {}", chosen.name)),
            Some(reason) => both(
                format!("选定专家 {} (越过利益冲突: {reason})", chosen.name),
                format!("expert chosen: {} (over a conflict: {reason})", chosen.name),
            ),
        },
        DisputeFact::AlertLinked { .. } => both("与预警件相连", "linked with an alert"),
        DisputeFact::Alert(news) => news.describe(),
        DisputeFact::Closed { outcome, reason } if reason.is_empty() => {
            both(format!("办结: {}", outcome.zh()), format!("closed: {}", outcome.en()))
        }
        DisputeFact::Closed { outcome, reason } => {
            both(format!("办结: {} ({reason})", outcome.zh()), format!("closed: {} ({reason})", outcome.en()))
        }
        DisputeFact::DeadlineRecomputed(news) => recomputed(news),
        DisputeFact::Abroad(fact) => abroad::describe(fact),
        DisputeFact::Paper(paper) => paper::describe(paper),
        DisputeFact::Destruction(fact) => destruction::describe(fact),
        DisputeFact::ServiceDateCorrected { from: Some(from), to, reason } => both(
            format!("更正送达日: {from} 改为 {to} ({reason})"),
            format!("service date corrected: {from} becomes {to} ({reason})"),
        ),
        DisputeFact::ServiceDateCorrected { from: None, to, reason } => {
            both(format!("补录送达日 {to} ({reason})"), format!("service date entered: {to} ({reason})"))
        }
        DisputeFact::Intake(fact) => intake::describe(fact),
        DisputeFact::Guidance(fact) => guidance::describe(fact),
        DisputeFact::Dossier(fact) => fact.describe(),
        DisputeFact::Major(fact) => major::describe(fact),
        DisputeFact::Ending(fact) => ending::describe(fact),
        DisputeFact::Deadline(fact) => fact.describe(),
        DisputeFact::HearingAdded(hearing) => {
            let (at, zone, place, text) = (moment(hearing.at), &hearing.zone, &hearing.place, &hearing.text);
            both(format!("开庭 {at} {zone} {place} {text}"), format!("hearing {at} {zone} {place} {text}"))
        }
    }
}

/// Old date, new date and why; the legal date too where it is not the safe one.
fn recomputed(news: &Recomputed) -> Text {
    let no = news.no;
    let (was, is) = (news.from, Dates::of(&news.computed));
    let Text { zh, en } = &news.why;
    if !news.moved() {
        return both(
            format!("时限 {no} 重算, 仍是 {}: {zh}", is.safe),
            format!("deadline {no} recomputed, still {}: {en}", is.safe),
        );
    }
    let dates = |legal: &str, dates: Dates| match dates.due == dates.safe {
        true => dates.safe.to_string(),
        false => format!("{} ({legal} {})", dates.safe, dates.due),
    };
    both(
        format!("时限 {no} 由 {} 移到 {}: {zh}", dates("法定", was), dates("法定", is)),
        format!("deadline {no} moved from {} to {}: {en}", dates("legal", was), dates("legal", is)),
    )
}

fn moment(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

fn referral(fact: &ReferralFact) -> Text {
    match fact {
        ReferralFact::Submitted(referral) => both(
            format!("{} {} 发往 {}", referral.kind.zh(), referral.number, referral.to_name.zh),
            format!("{} {} to {}", referral.kind.en(), referral.number, referral.to_name.en),
        ),
        ReferralFact::Proposed { referral, .. } => both(
            format!("提议 {} {} 发往 {}", referral.kind.zh(), referral.number, referral.to_name.zh),
            format!("{} {} to {} proposed", referral.kind.en(), referral.number, referral.to_name.en),
        ),
        ReferralFact::Declined { reason } => both(format!("不予核准: {reason}"), format!("not approved: {reason}")),
        ReferralFact::Amended(referral) => both(
            format!("补充修改, 第 {} 稿", referral.terms.revision + 1),
            format!("amended, text {}", referral.terms.revision + 1),
        ),
        ReferralFact::Supplemented { answers } => {
            both(format!("补正答复: {}", answers.join("; ")), format!("answered: {}", answers.join("; ")))
        }
        ReferralFact::EnterpriseAsked { what, .. } => {
            both(format!("请企业补充: {what}"), format!("the enterprise was asked: {what}"))
        }
        ReferralFact::Objected { missing } => {
            both(format!("退回补充: {missing}"), format!("report objected to: {missing}"))
        }
        ReferralFact::ExtensionAnswered { granted: true, reason } => {
            both(format!("同意延期 {reason}"), format!("extension granted {reason}"))
        }
        ReferralFact::ExtensionAnswered { granted: false, reason } => {
            both(format!("不同意延期: {reason}"), format!("extension refused: {reason}"))
        }
        ReferralFact::Urged { supervised: false, text } => both(format!("催办: {text}"), format!("urged: {text}")),
        ReferralFact::Urged { supervised: true, text } => both(format!("督办: {text}"), format!("supervised: {text}")),
        ReferralFact::Rang { timer, .. } => {
            both(format!("{} {}", timer.code(), timer.zh()), format!("{} {}", timer.code(), timer.en()))
        }
        ReferralFact::KindRang { words, .. } => both(format!("逾期: {}", words.zh), format!("past due: {}", words.en)),
        ReferralFact::Superseded { .. } => both("已转交, 另立一件", "goes on as another referral"),
        ReferralFact::Ruled(Ruling::Designated { basis }) => {
            both(format!("指定办理, 依据 {basis}"), format!("recipient designated, basis {basis}"))
        }
        ReferralFact::Ruled(Ruling::ReturnAllowed { basis }) => {
            both(format!("准予退回, 依据 {basis}"), format!("return allowed, basis {basis}"))
        }
        ReferralFact::VoidProposed { reason, .. } => {
            both(format!("提议作废: {reason}"), format!("void proposed: {reason}"))
        }
        ReferralFact::Voided { reason } => both(format!("作废: {reason}"), format!("void: {reason}")),
        ReferralFact::Paper(paper) => paper::describe(paper),
        ReferralFact::Unsent => both("收回, 未发出", "taken back before it left"),
        ReferralFact::RecallAsked { reason } => both(format!("要求撤回: {reason}"), format!("recall asked: {reason}")),
        ReferralFact::Confirmed { satisfied: true, remark } => {
            both(format!("确认办结, 满意 {remark}"), format!("confirmed, satisfied {remark}"))
        }
        ReferralFact::Confirmed { satisfied: false, remark } => {
            both(format!("确认办结, 不满意 {remark}"), format!("confirmed, not satisfied {remark}"))
        }
    }
}

fn leg(fact: &LegFact) -> Text {
    match fact {
        LegFact::Dispatched => both("发出", "dispatched"),
        LegFact::Delivered => both("送达", "delivered"),
        LegFact::Signed => both("签收", "signed"),
        LegFact::Accepted { promised: Some(day), .. } => {
            both(format!("受理, 承诺 {day}"), format!("accepted, promised {day}"))
        }
        LegFact::Accepted { promised: None, .. } => both("受理", "accepted"),
        LegFact::Returned { code, basis, .. } => both(
            format!("退回 {} {}, 依据 {basis}", code.code(), code.zh()),
            format!("returned {} {}, basis {basis}", code.code(), code.en()),
        ),
        LegFact::InfoAsked { questions } => {
            both(format!("要求补正: {}", questions.join("; ")), format!("asks: {}", questions.join("; ")))
        }
        LegFact::ReturnAsked { code, basis, .. } => both(
            format!("提请协调退回 {} {}, 依据 {basis}", code.code(), code.zh()),
            format!("return put to the coordinator {} {}, basis {basis}", code.code(), code.en()),
        ),
        LegFact::Held { code, review, reason } => both(
            format!("中止 ({}), {review} 复查: {reason}", code.zh()),
            format!("on hold ({}), review {review}: {reason}", code.en()),
        ),
        LegFact::Resumed => both("恢复办理", "work resumed"),
        LegFact::ExtensionAsked { until, reason } => {
            both(format!("申请延期至 {until}: {reason}"), format!("asks for time until {until}: {reason}"))
        }
        LegFact::Failed { tried } => both(format!("未能办成, 已试: {tried}"), format!("failed, tried: {tried}")),
        LegFact::AmendmentAcked { agrees: true, .. } => both("知悉修改, 同意新期限", "amendment read, date agreed"),
        LegFact::AmendmentAcked { agrees: false, .. } => {
            both("知悉修改, 不同意提前", "amendment read, earlier date not agreed")
        }
        LegFact::Started => both("开始办理", "work started"),
        LegFact::Interim { text } => both(format!("进展: {text}"), format!("interim: {text}")),
        LegFact::Reported { outcomes, summary } => both(
            format!("反馈 {} 项: {summary}", outcomes.len()),
            format!("report on {} items: {summary}", outcomes.len()),
        ),
        LegFact::Cancelled => both("已撤回", "cancelled"),
        LegFact::RecallRefused { reason } => both(format!("不同意撤回: {reason}"), format!("recall refused: {reason}")),
        LegFact::Rang { timer, .. } => {
            both(format!("{} {}", timer.code(), timer.zh()), format!("{} {}", timer.code(), timer.en()))
        }
    }
}

fn custody(fact: &CustodyFact) -> Text {
    let epoch = fact.epoch();
    match fact {
        CustodyFact::Offered { .. } => {
            both(format!("提出移送整案 (第 {epoch} 期)"), format!("case offered (epoch {epoch})"))
        }
        CustodyFact::Accepted { .. } => both("同意接收整案", "consents to take the case"),
        CustodyFact::Released { .. } => {
            both(format!("整案已放行 (第 {epoch} 期)"), format!("case released (epoch {epoch})"))
        }
        CustodyFact::Took { .. } => both(format!("整案已接管 (第 {epoch} 期)"), format!("case taken (epoch {epoch})")),
        CustodyFact::Kept { .. } => {
            both(format!("案件留在本单位 (第 {epoch} 期)"), format!("case stays here (epoch {epoch})"))
        }
    }
}
