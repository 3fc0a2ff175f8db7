//! What the sender of a referral may do with it: take back, recall, confirm, and the rest by the other files.

use super::{Decision, Ground, abroad, amend, forward, paper, required, sender, submit, supervision, unchanged, wrong};
use crate::casework::command::{Command, ReferralAct};
use crate::casework::custody::{Custody, CustodyFact};
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::referral::{Referral, ReferralFact, ReferralFile};
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::timers::Timer;
use chrono::{DateTime, Utc};

/// While a case is on offer, nothing else of it may leave.
pub fn not_on_offer(state: &UnitState, case: RecordId) -> Result<(), Refusal> {
    match state.custody_of(case) {
        Custody::Offering { to, referral, .. } => {
            let number = state.referrals.get(&referral).and_then(|file| file.referral.as_ref());
            let number = number.map_or_else(String::new, |referral| referral.number.clone());
            Err(Refusal::OnOffer { number, to: state.unit_name(to) })
        }
        Custody::None { .. } | Custody::Owner { .. } | Custody::Accepted { .. } | Custody::Released { .. } => Ok(()),
    }
}

/// The offer of the case with a referral that moves it.
pub fn offer(state: &UnitState, id: RecordId, referral: &Referral) -> Result<Option<Fact>, Refusal> {
    let Custody::Owner { epoch } = state.custody_of(referral.brief.dispute) else { return Ok(None) };
    if !referral.kind.moves_the_case() {
        return Ok(None);
    }
    let to = referral.to.unit().ok_or_else(|| {
        wrong(
            "to",
            "没有工作台的机构接不了整案. 改用商请, 由本单位保管案件",
            "an agency without a desk cannot hold a case. Send a request; the case stays here",
        )
    })?;
    let offered = CustodyFact::Offered { epoch, to, referral: id, of: referral.hash(), revision: 0 };
    Ok(Some(Fact::Custody(referral.brief.dispute, offered)))
}

/// What follows from an act of the sender.
pub fn decide(ground: Ground<'_>, command: &Command, id: RecordId, act: &ReferralAct) -> Decision {
    let state = ground.state;
    let file = state.referrals.get(&id).ok_or(Refusal::NotFound)?;
    let referral = file.referral.as_ref().ok_or(Refusal::NotFound)?;
    unchanged(command, file.version)?;
    if file.sender != state.id() && !coordinates(state, file, act) {
        let who = state.unit_name(file.sender);
        return Err(Refusal::NotOurTurn {
            who_zh: format!("发出方{}", who.zh),
            who_en: format!("the sender, {}", who.en),
        });
    }
    still_open(file, act)?;
    match act {
        ReferralAct::Approve => submit::approve(state, command, file),
        ReferralAct::Decline { reason } => submit::decline(command, file, reason),
        ReferralAct::Amend(change) => amend::decide(state, file, change),
        ReferralAct::Supplement { answers } => {
            abroad::may_go_on(state, referral)?;
            said(file, sender::supplement(file, answers))
        }
        ReferralAct::AskEnterprise { what } => said(file, sender::ask_enterprise(file, what)),
        ReferralAct::Forward => forward::open(state, command, file),
        ReferralAct::Object { missing } => said(file, sender::object(file, missing)),
        ReferralAct::AnswerExtension { granted, reason } => {
            if let Some((_, until, _)) = file.leg.extensions.last().filter(|_| *granted) {
                supervision::within(state, referral.brief.dispute, *until)?;
            }
            said(file, sender::answer_extension(file, *granted, reason))
        }
        ReferralAct::Urge { supervised, text } => {
            sender::awake(ground, file, command.at)?;
            said(file, sender::urge(file, *supervised, text))
        }
        ReferralAct::Rule(ruling) => said(file, sender::rule(state, file, ruling)),
        ReferralAct::Void { reason } => {
            let kept = kept(state, file, referral);
            if referral.kind.moves_the_case() && kept.is_none() && file.leg.returned.is_none() {
                return Err(Refusal::HasLeft { to: referral.to_name.clone() });
            }
            sender::void(file, command, reason, kept)
        }
        ReferralAct::Unsend => unsend(state, file, referral),
        ReferralAct::Paper(draft) => {
            abroad::may_go_on(state, referral)?;
            let made = paper::of_referral(state, command, file, draft);
            said(file, made.map(|made| ReferralFact::Paper(Box::new(made))))
        }
        ReferralAct::Recall { reason } => recall(state, file, referral, reason),
        ReferralAct::Confirm { satisfied, remark } => confirm(file, *satisfied, remark),
    }
}

/// Is this for us as the coordinator of a leg that is neither ours to send nor to keep?
fn coordinates(state: &UnitState, file: &ReferralFile, act: &ReferralAct) -> bool {
    let rules = matches!(act, ReferralAct::Rule(_) | ReferralAct::Urge { supervised: true, .. });
    rules && file.coordinator() == state.id()
}

/// Nothing is done to what is over, and of a proposal only whether it goes.
fn still_open(file: &ReferralFile, act: &ReferralAct) -> Result<(), Refusal> {
    let number = file.referral.as_ref().map_or("", |referral| referral.number.as_str());
    if file.is_proposal() && !matches!(act, ReferralAct::Approve | ReferralAct::Decline { .. }) {
        return Err(Refusal::guard(Guard::NotApproved, [number]));
    }
    if file.voided.is_some() {
        return Err(too_late("已作废", "it is void"));
    }
    if file.unsent || file.declined.is_some() || file.leg.cancelled.is_some() {
        return Err(too_late("已收回或撤回", "it was taken back or recalled"));
    }
    Ok(())
}

/// A service clock rang. No longer waiting for a signature is a recall; the case on offer stays here.
pub fn ring(state: &UnitState, id: RecordId, timer: Timer, due: DateTime<Utc>) -> Decision {
    let file = state.referrals.get(&id).ok_or(Refusal::NotFound)?;
    let referral = file.referral.as_ref().ok_or(Refusal::NotFound)?;
    if file.sender != state.id() || file.rang.contains(&(timer, due)) {
        return Ok(Vec::new());
    }
    let mut facts = vec![Fact::Referral(id, ReferralFact::Rang { timer, due })];
    if timer == Timer::Expire && file.recall.is_none() {
        let reason = format!("{} / {}", timer.zh(), timer.en());
        facts.push(Fact::Referral(id, ReferralFact::RecallAsked { reason }));
        facts.extend(kept(state, file, referral));
    }
    Ok(facts)
}

/// A clock of the kind rang: said once.
pub fn ring_kind(state: &UnitState, id: RecordId, (clock, due): (&str, DateTime<Utc>)) -> Decision {
    let file = state.referrals.get(&id).ok_or(Refusal::NotFound)?;
    let rule = file.referral.as_ref().and_then(|referral| referral.matter.rule());
    let words = rule.and_then(|rule| rule.clocks.iter().find(|one| one.id == clock)).map(|one| one.words.clone());
    let news = file.sender == state.id() && !file.kind_rang.iter().any(|rang| *rang == (clock.to_owned(), due));
    let fact = words.filter(|_| news).map(|words| ReferralFact::KindRang { clock: clock.to_owned(), words, due });
    Ok(fact.map(|fact| Fact::Referral(id, fact)).into_iter().collect())
}

fn said(file: &ReferralFile, fact: Result<ReferralFact, Refusal>) -> Decision {
    fact.map(|fact| vec![Fact::Referral(file.id, fact)])
}

fn unsend(state: &UnitState, file: &ReferralFile, referral: &Referral) -> Decision {
    let carried =
        referral.to.unit().and_then(|to| state.lines.get(&to)).is_some_and(|line| line.carried >= file.slip_no);
    let leg = &file.leg;
    if file.recall.is_some() {
        return Err(Refusal::RecallPending);
    }
    if carried || leg.dispatched.is_some() || leg.delivered.is_some() {
        return Err(Refusal::Carried);
    }
    let mut facts = vec![Fact::Referral(file.id, ReferralFact::Unsent)];
    facts.extend(kept(state, file, referral));
    Ok(facts)
}

fn recall(state: &UnitState, file: &ReferralFile, referral: &Referral, reason: &str) -> Decision {
    if file.leg.is_over() {
        return Err(too_late("对方已答复", "they have answered already"));
    }
    if file.recall.is_some() && file.leg.recall_refused.is_none() {
        return Err(Refusal::RecallPending);
    }
    // Only what still offers the case can be called back.
    if referral.kind.moves_the_case() && kept(state, file, referral).is_none() {
        return Err(Refusal::HasLeft { to: referral.to_name.clone() });
    }
    required("reason", reason)?;
    let mut facts = vec![Fact::Referral(file.id, ReferralFact::RecallAsked { reason: reason.to_owned() })];
    facts.extend(kept(state, file, referral));
    Ok(facts)
}

/// The case stays, if it is this referral that offers it.
fn kept(state: &UnitState, file: &ReferralFile, referral: &Referral) -> Option<Fact> {
    let case = referral.brief.dispute;
    match state.custody_of(case) {
        Custody::Offering { epoch, referral, .. } if referral == file.id => {
            Some(Fact::Custody(case, CustodyFact::Kept { epoch: epoch + 1 }))
        }
        Custody::None { .. }
        | Custody::Owner { .. }
        | Custody::Offering { .. }
        | Custody::Accepted { .. }
        | Custody::Released { .. } => None,
    }
}

fn confirm(file: &ReferralFile, satisfied: bool, remark: &str) -> Decision {
    if file.leg.reported.is_none() || file.clarifying() {
        return Err(Refusal::NotOurTurn {
            who_zh: "接收方先反馈".into(),
            who_en: "the recipient to report first".into(),
        });
    }
    if let Some(confirmed) = &file.confirmed {
        return Err(Refusal::Done {
            zh: "确认办结".into(),
            en: "confirmed".into(),
            by: confirmed.name.clone(),
            at: confirmed.at.format("%m-%d %H:%M").to_string(),
        });
    }
    Ok(vec![Fact::Referral(file.id, ReferralFact::Confirmed { satisfied, remark: remark.to_owned() })])
}

fn too_late(zh: &str, en: &str) -> Refusal {
    Refusal::TooLate { zh: zh.to_owned(), en: en.to_owned() }
}
