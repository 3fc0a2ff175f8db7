//! A dispute as JSON.

use super::abroad::abroad;
use super::dossier::destruction;
use super::papers::papers;
use super::referral::referral_row;
use super::stages::stages;
use super::{Lens, unit_of};
use crate::boards::rows::{DisputeRow, NextDeadline};
use crate::boards::views::DisputeView;
use crate::casework::deadline::Deadline;
use crate::casework::dispute::{DisputeDraft, Hearing};
use crate::casework::listing::Hit;
use serde_json::{Value, json};

/// A dispute, whole.
pub fn dispute(view: &DisputeView, lens: &Lens<'_>) -> Value {
    let (dispute, draft) = (&view.dispute, &view.dispute.draft);
    let next = dispute.next_deadline().filter(|_| view.custody.rings());
    let state = json!({
        "schema": "dutydesk/dispute/1",
        "id": dispute.number,
        "internal_id": dispute.id,
        "unit": unit_of(&dispute.number),
        "stage": dispute.stage.code(),
        "urgency": lens.urgency(next.map(|one| one.computed.cutoff_at)).code(),
        "handler": dispute.handler.as_ref().map(|(_, name)| name),
        "custodian": view.custodian.zh,
        "custodian_unit": lens.code_of_name(&view.custodian.zh),
        "held": view.custody.writes().is_some(),
        "epoch": view.custody.epoch(),
        "next_deadline": next.map(|one| deadline(one, lens)),
        "deadlines": dispute.deadlines.iter().map(|one| deadline(one, lens)).collect::<Vec<_>>(),
        "hearings": dispute.hearings.iter().map(hearing).collect::<Vec<_>>(),
        "referrals": view.referrals.iter().map(|row| referral_row(row, lens)).collect::<Vec<_>>(),
        "alerts": view.alerts.iter().map(|row| row.number.clone()).collect::<Vec<_>>(),
        "affairs": view.affairs.iter().map(|row| json!({
            "id": row.number, "kind": row.kind.code(), "title": row.title.pick(lens.zh), "state": row.state,
            "open": row.is_open, "due": row.due,
        })).collect::<Vec<_>>(),
        "listings": view.listings.iter().map(listing).collect::<Vec<_>>(),
        "commissioners": view.commissioners.iter().map(|one| json!({
            "id": one.number, "name": one.name, "from": one.from,
        })).collect::<Vec<_>>(),
        "experts": dispute.experts.iter().map(|one| json!({
            "internal_id": one.expert, "name": one.name, "conflict_overridden": one.conflict_overridden,
        })).collect::<Vec<_>>(),
        "notes": dispute.notes.iter().zip(1..).map(|(note, no)| json!({
            "no": no, "at": note.at, "author": note.author, "text": note.text,
            "destruction": destruction(note.destruction.as_ref()),
        })).collect::<Vec<_>>(),
        "outcome": dispute.outcome.as_ref().map(|(outcome, reason)| json!({
            "code": outcome.code(), "reason": reason,
        })),
        "abroad": abroad(&dispute.abroad),
        "papers": papers(&dispute.papers),
        "version": dispute.version,
    });
    let state = super::with(super::with(state, stages(view, lens)), told(draft));
    let all = super::with(state, super::dossier::dossier(dispute, lens.zh));
    super::with(all, json!({ "advice": super::dossier::advice(&view.advice, lens.zh) }))
}

/// What was told, by the names of the request form.
fn told(draft: &DisputeDraft) -> Value {
    let enterprise = &draft.enterprise;
    json!({
        "received_at": draft.received_at,
        "channel": draft.channel.code(),
        "source": draft.source,
        "enterprise": {
            "name": enterprise.name,
            "uscc": enterprise.uscc,
            "names": enterprise.names,
            "address": enterprise.address,
            "contact": enterprise.contact,
            "call_back": enterprise.call_back,
        },
        "role": draft.role.code(),
        "kind": draft.kind.code(),
        "jurisdiction": draft.jurisdiction,
        "forum": draft.forum,
        "docket": draft.docket,
        "counterpart": draft.counterpart,
        "counterpart_counsel": draft.counterpart_counsel,
        "rights": draft.rights,
        "products": draft.products,
        "amount": draft.amount.as_ref().map(|amount| json!({ "value": amount.value, "currency": amount.currency })),
        "known_on": draft.known_on,
        "served_on": draft.served_on,
        "service_method": draft.service_method,
        "reply_due": draft.reply_due,
        "state": draft.state,
        "counsel": draft.counsel,
        "request": draft.request,
        "consent_to_share": draft.consent_to_share,
        "material_abroad": draft.material_abroad,
        "secrecy": draft.secrecy.label(),
    })
}

/// A deadline of a dispute.
fn deadline(deadline: &Deadline, lens: &Lens<'_>) -> Value {
    let computed = &deadline.computed;
    json!({
        "no": deadline.no,
        "rule": computed.rule,
        "title": computed.title.pick(lens.zh),
        "trigger": computed.trigger,
        "due": computed.due,
        "safe": computed.safe,
        "zone": computed.zone,
        "cutoff_at": computed.cutoff_at,
        "days_left": lens.days_left(computed.cutoff_at),
        "citation": computed.citation,
        "confidence": computed.confidence.word(),
        "state": deadline.state.code(),
        "verified_by": deadline.verified_by.as_ref().map(|(_, name)| name),
        "met_on": deadline.met.as_ref().map(|(on, _)| on),
        "proof": deadline.met.as_ref().map(|(_, proof)| proof),
        "ended": deadline.ended.as_ref().map(|end| end.describe().pick(lens.zh).to_owned()),
    })
}

/// A hearing: the instant with the offset of its place.
fn hearing(one: &Hearing) -> Value {
    json!({ "no": one.no, "at": one.at, "zone": one.zone, "place": one.place, "text": one.text })
}

/// A credit list that a party is on today.
fn listing(hit: &Hit) -> Value {
    json!({
        "id": hit.number, "list": hit.list.code(), "name": hit.name, "basis": hit.basis, "to": hit.to,
        "objected": hit.objected,
    })
}

/// The next deadline as a row of a board has it.
fn next_deadline(next: &NextDeadline, lens: &Lens<'_>) -> Value {
    json!({
        "no": next.no,
        "rule": next.rule,
        "due": next.due,
        "safe": next.safe,
        "zone": next.zone,
        "cutoff_at": next.cutoff_at,
        "days_left": lens.days_left(next.cutoff_at),
        "state": next.state.code(),
    })
}

/// The next deadline of a dispute with whose it is: a row of the list of deadlines.
pub fn dispute_row(row: &DisputeRow, next: &NextDeadline, lens: &Lens<'_>) -> Value {
    super::with(
        json!({
            "dispute": row.number,
            "internal_id": row.id,
            "enterprise": row.enterprise,
            "forum": row.forum,
            "docket": row.docket,
            "handler": row.handler.as_ref().map(|(_, name)| name),
        }),
        next_deadline(next, lens),
    )
}
