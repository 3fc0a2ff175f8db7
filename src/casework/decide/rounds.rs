//! The keeper's further acts: questions, rest, extension, failure, acknowledging an amendment; and what a partial
//! acceptance leaves to report on.

use super::leg::{done, first};
use super::{required, wrong};
use crate::casework::leg::{ItemReport, Leg, LegFact, RefusedItem};
use crate::casework::referral::{HoldCode, ItemOutcome, Referral, ReferralFile};
use crate::casework::refusal::{Guard, Refusal};
use chrono::NaiveDate;

/// Rounds of questions, and of objections, before a coordinator is asked.
pub const ROUNDS_MAX: u16 = 2;

/// Asks the sender before accepting.
pub fn ask_info(file: &ReferralFile, questions: &[String]) -> Result<LegFact, Refusal> {
    if file.leg.signed.is_none() {
        return Err(first("sign", "签收", "sign it"));
    }
    if let Some((moment, ..)) = file.accepted() {
        return Err(done(moment, "受理", "accepted"));
    }
    if file.needs_info() {
        return Err(senders_turn());
    }
    if file.leg.questions.len() >= usize::from(ROUNDS_MAX) {
        return Err(Refusal::Rounds { max: ROUNDS_MAX });
    }
    let questions: Vec<String> = questions.iter().filter(|one| !one.trim().is_empty()).cloned().collect();
    match questions.is_empty() {
        true => Err(Refusal::FieldMissing { field: "questions".into() }),
        false => Ok(LegFact::InfoAsked { questions }),
    }
}

/// The sender owes answers.
pub fn senders_turn() -> Refusal {
    Refusal::NotOurTurn {
        who_zh: "发出方先答复补正问题".into(), who_en: "the sender to answer the questions".into()
    }
}

/// Lets work rest for a coded reason until a day to look again.
pub fn hold(
    leg: &Leg,
    code: HoldCode,
    (review, today): (NaiveDate, NaiveDate),
    reason: &str,
) -> Result<LegFact, Refusal> {
    begun(leg)?;
    not_held(leg)?;
    if review <= today {
        return Err(wrong("review", "复查日须在今天之后", "the review date has to be after today"));
    }
    required("reason", reason)?;
    Ok(LegFact::Held { code, review, reason: reason.to_owned() })
}

/// Goes on after a rest.
pub fn resume(leg: &Leg) -> Result<LegFact, Refusal> {
    match leg.held {
        Some(_) => Ok(LegFact::Resumed),
        None => Err(first("hold", "中止", "put it on hold")),
    }
}

/// Nothing is reported of work that rests.
pub fn not_held(leg: &Leg) -> Result<(), Refusal> {
    match leg.held {
        Some(_) => Err(first("resume", "恢复办理", "resume it")),
        None => Ok(()),
    }
}

/// Asks for more time, before the time is over.
pub fn ask_extension(
    file: &ReferralFile,
    (until, today): (NaiveDate, NaiveDate),
    reason: &str,
) -> Result<LegFact, Refusal> {
    begun(&file.leg)?;
    let due = file.due().ok_or_else(|| wrong("until", "此件没有期限", "there is no due date"))?;
    if today > due {
        return Err(Refusal::TooLate { zh: format!("期限 {due} 已过"), en: format!("it was due on {due}") });
    }
    if file.extension_pending() {
        return Err(Refusal::NotOurTurn {
            who_zh: "发出方先答复延期申请".into(),
            who_en: "the sender to answer the extension asked".into(),
        });
    }
    if until <= due {
        return Err(wrong("until", &format!("须晚于 {due}"), &format!("it has to be after {due}")));
    }
    required("reason", reason)?;
    Ok(LegFact::ExtensionAsked { until, reason: reason.to_owned() })
}

/// Says that it cannot be done, and what was tried.
pub fn cannot_do(leg: &Leg, referral: &Referral, tried: &str) -> Result<LegFact, Refusal> {
    begun(leg)?;
    if referral.kind.moves_the_case() {
        return Err(Refusal::TooLate {
            zh: "案件已由本单位保管, 在纠纷上办结".into(),
            en: "the case is held here: close the dispute instead".into(),
        });
    }
    required("tried", tried)?;
    Ok(LegFact::Failed { tried: tried.to_owned() })
}

/// Acknowledges the text as amended.
pub fn ack(file: &ReferralFile, referral: &Referral, agrees: bool) -> Result<LegFact, Refusal> {
    let revision = referral.terms.revision;
    if revision == 0 {
        return Err(first("amend", "由发出方补充修改", "the sender amends it"));
    }
    match &file.leg.acked {
        Some((moment, acked, _)) if *acked >= revision => Err(done(moment, "确认修改", "acknowledged")),
        Some(_) | None => Ok(LegFact::AmendmentAcked { revision, agrees }),
    }
}

/// Items refused with an acceptance are there, each once, and leave something to do.
pub fn some_left(referral: &Referral, refused: &[RefusedItem]) -> Result<(), Refusal> {
    let mut places: Vec<u16> = refused.iter().map(|one| one.item).collect();
    places.sort_unstable();
    places.dedup();
    let known = places.iter().all(|place| usize::from(*place) < referral.items.len());
    if !known || places.len() != refused.len() {
        return Err(wrong("refused", "没有这一项, 或写了两次", "there is no such item, or it is there twice"));
    }
    if !refused.is_empty() && places.len() == referral.items.len() {
        return Err(wrong("refused", "全部不受理请用退回", "to refuse every item, return the referral"));
    }
    refused.iter().try_for_each(|one| required("basis", &one.basis))
}

/// One outcome for each item taken on; what was refused is not applicable, with its code.
pub fn outcomes(file: &ReferralFile, referral: &Referral, given: &[ItemReport]) -> Result<Vec<ItemReport>, Refusal> {
    let refused = &file.leg.refused;
    let items = referral.items.len() - refused.len().min(referral.items.len());
    if given.len() != items {
        return Err(Refusal::OutcomeCount { items, given: given.len() });
    }
    let results = referral.matter.rule().map_or(&[][..], |rule| &rule.results);
    let known = |text: &str| results.iter().any(|one| one.zh == text || one.en.eq_ignore_ascii_case(text));
    if let Some(place) = given.iter().position(|one| !results.is_empty() && !known(one.text.trim())) {
        let words: Vec<&str> = results.iter().map(|one| one.zh.as_str()).collect();
        return Err(Refusal::guard(Guard::ResultUnknown, [(place + 1).to_string(), words.join(", ")]));
    }
    let mut given = given.iter().cloned();
    let one = |place: usize| match refused.iter().find(|one| usize::from(one.item) == place) {
        Some(one) => Some(ItemReport { outcome: ItemOutcome::NotApplicable, text: one.code.code().to_owned() }),
        None => given.next(),
    };
    Ok((0..referral.items.len()).filter_map(one).collect())
}

fn begun(leg: &Leg) -> Result<(), Refusal> {
    match leg.started {
        Some(_) => Ok(()),
        None => Err(first("start", "开始办理", "start work")),
    }
}
