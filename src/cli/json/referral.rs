//! A referral as JSON: our standing with its FHIR Task code beside it.

use super::{Lens, unit_of};
use crate::boards::rows::ReferralRow;
use crate::boards::views::ReferralView;
use crate::casework::ledger::ledger;
use crate::casework::leg::{Evidence, Leg, Moment};
use crate::casework::referral::Referral;
use crate::casework::standing::flags;
use crate::casework::timers::Timer;
use serde_json::{Value, json};

/// A referral as a row.
pub fn referral_row(row: &ReferralRow, lens: &Lens<'_>) -> Value {
    json!({
        "schema": "dutydesk/referral/1",
        "id": row.number,
        "internal_id": row.id,
        "unit": unit_of(&row.number),
        "direction": if row.sent { "sent" } else { "received" },
        "other": row.other.zh,
        "other_unit": row.unit.and_then(|unit| lens.unit_code(unit)),
        "kind": row.kind.code(),
        "moves_the_case": row.kind.moves_the_case(),
        "by_proxy": row.by_proxy,
        "standing": row.standing.code(),
        "fhir": row.standing.fhir(),
        "ball": row.ball.code(),
        "dispute": row.dispute_number,
        "subject": row.subject,
        "items_count": row.items,
        "due": row.due,
        "submitted_at": row.submitted_at,
        "delivered_at": row.delivered_at,
        "last_at": row.last_at,
        "version": row.version,
    })
}

/// A referral, whole; its body only when it may be read here.
pub fn referral(view: &ReferralView, lens: &Lens<'_>) -> Value {
    let body = view.file.referral.as_ref().map(|referral| written(referral, lens));
    let rest = json!({
        "papers": super::papers::papers(&view.file.papers),
        "recall": view.file.recall.as_ref().map(|(at, reason)| json!({ "at": at, "reason": reason })),
        "confirmed": view.file.confirmed.as_ref().map(|one| json!({
            "at": one.at, "name": one.name, "satisfied": one.satisfied, "remark": one.remark,
        })),
        "leg": leg(&view.file.leg),
        "due_holds": view.file.due(),
        "unconfirmed": view.file.confirmed.is_none() && view.file.has_rung(Timer::Confirm),
        "rang": view.file.rang.iter().chain(&view.file.leg.rang).map(|(timer, due)| {
            json!({ "timer": timer.code(), "due": due })
        }).collect::<Vec<_>>(),
        "flags": flags(&view.file, view.standing).iter().map(|flag| flag.code()).collect::<Vec<_>>(),
        "ledger": ledger(&view.file).iter().map(|turn| {
            let minutes = turn.length(lens.now()).num_minutes();
            json!({ "holder": turn.holder.code(), "from": turn.from, "to": turn.to, "minutes": minutes })
        }).collect::<Vec<_>>(),
        "clocks": view.clocks.iter().map(|(timer, due)| {
            json!({ "timer": timer.code(), "due": due })
        }).collect::<Vec<_>>(),
        "kind_clocks": view.kind_clocks.iter().map(|run| {
            let rang = view.file.kind_rang.contains(&(run.id.clone(), run.due));
            let words = run.words.pick(lens.zh);
            json!({ "id": run.id, "words": words, "from": run.from, "due": run.due, "met": run.met, "rang": rang })
        }).collect::<Vec<_>>(),
        "respondents": view.respondents.iter().map(|one| {
            json!({ "name": one.name, "matched": !one.disputes.is_empty(), "disputes": one.disputes })
        }).collect::<Vec<_>>(),
        "follow_ups": view.file.follow_ups().collect::<Vec<_>>(),
        "enterprise_asked": view.file.enterprise_asked.iter().map(|(at, _, what)| {
            json!({ "at": at, "what": what })
        }).collect::<Vec<_>>(),
        "disputed": view.file.disputed(),
        "extension_asked": view.file.extension_pending(),
        "voided": view.file.voided.as_ref().map(|(at, reason)| json!({ "at": at, "reason": reason })),
        "carried_at": view.carried_at,
        "heard_at": view.heard_at,
    });
    let whole = super::with(super::with(referral_row(&view.row, lens), rest), told(view));
    body.map_or_else(|| whole.clone(), |body| super::with(whole.clone(), body))
}

/// The text as it was sent, for those who may read it.
fn written(referral: &Referral, lens: &Lens<'_>) -> Value {
    json!({
        "items": referral.items,
        "note": referral.note,
        "secrecy": referral.secrecy.label(),
        "submitted_by": referral.submitted_by,
        "special_kind": referral.matter.kind,
        "immediate": referral.matter.immediate,
        "enclosed": referral.matter.enclosed,
        "particulars": referral.matter.particulars,
        "late_reason": referral.matter.late_reason,
        "approved": referral.approved.as_ref().map(|one| json!({ "by": one.by, "proposed_at": one.proposed_at })),
        "coordinator": referral.terms.coordinator.and_then(|unit| lens.unit_code(unit)),
        "hash": referral.hash().to_string(),
        "brief": {
            "dispute": referral.brief.number,
            "enterprise": referral.brief.enterprise,
            "counterpart": referral.brief.counterpart,
            "jurisdiction": referral.brief.jurisdiction,
            "forum": referral.brief.forum,
            "docket": referral.brief.docket,
            "kind": referral.brief.kind,
            "request": referral.brief.request,
            "next_deadline": referral.brief.next_deadline,
        },
    })
}

/// What the sender said after it was sent.
fn told(view: &ReferralView) -> Value {
    json!({
        "supplements": view.file.supplements.iter().map(|(at, answers)| {
            json!({ "at": at, "answers": answers })
        }).collect::<Vec<_>>(),
        "objections": view.file.objections.iter().map(|(at, missing)| {
            json!({ "at": at, "missing": missing })
        }).collect::<Vec<_>>(),
        "urges": view.file.urges.iter().map(|(at, supervised, text)| {
            json!({ "at": at, "supervised": supervised, "text": text })
        }).collect::<Vec<_>>(),
    })
}

fn leg(leg: &Leg) -> Value {
    let at = |one: &Option<Moment>| one.as_ref().map(moment);
    json!({
        "dispatched": at(&leg.dispatched),
        "delivered": at(&leg.delivered),
        "signed": at(&leg.signed),
        "accepted": leg.accepted.as_ref().map(|(one, promised, _)| {
            super::with(moment(one), json!({ "promised": promised }))
        }),
        "started": at(&leg.started),
        "interim": leg.interim.iter().map(|(one, text)| {
            super::with(moment(one), json!({ "text": text }))
        }).collect::<Vec<_>>(),
        "returned": leg.returned.as_ref().map(|(one, code, basis, suggestion)| {
            super::with(moment(one), json!({ "code": code.code(), "basis": basis, "suggestion": suggestion }))
        }),
        "reported": leg.reported.as_ref().map(|(one, outcomes, summary)| {
            let outcomes: Vec<Value> = outcomes
                .iter()
                .map(|item| json!({ "outcome": item.outcome.code(), "text": item.text }))
                .collect();
            super::with(moment(one), json!({ "outcomes": outcomes, "summary": summary }))
        }),
        "questions": leg.questions.iter().map(|(one, questions)| {
            super::with(moment(one), json!({ "questions": questions }))
        }).collect::<Vec<_>>(),
        "refused": leg.refused.iter().map(|one| {
            json!({ "item": one.item + 1, "code": one.code.code(), "basis": one.basis })
        }).collect::<Vec<_>>(),
        "held": leg.held.as_ref().map(|(one, code, review, reason)| {
            super::with(moment(one), json!({ "code": code.code(), "review": review, "reason": reason }))
        }),
        "failed": leg.failed.as_ref().map(|(one, tried)| super::with(moment(one), json!({ "tried": tried }))),
        "cancelled": at(&leg.cancelled),
        "recall_refused": leg.recall_refused.as_ref().map(|(one, reason)| {
            super::with(moment(one), json!({ "reason": reason }))
        }),
    })
}

fn moment(moment: &Moment) -> Value {
    json!({
        "at": moment.at,
        "name": moment.name,
        "by_proxy": moment.proxy.is_some(),
        "evidence": moment.proxy.as_ref().map(|evidence| match evidence {
            Evidence::File { name, hash, bytes } => json!({ "file": name, "hash": hash.to_string(), "bytes": bytes }),
            Evidence::Call { said } => json!({ "said": said }),
        }),
    })
}
