//! The duty board as JSON.

use super::Lens;
use crate::boards::duty::{Duty, Item, Peer, Subject};
use serde_json::{Value, json};

/// What needs a hand now, and the center in numbers.
pub fn duty(duty: &Duty, lens: &Lens<'_>) -> Value {
    let (counts, on) = (&duty.counts, &duty.on_duty);
    let [p1, p2, p3] = counts.alerts;
    json!({
        "schema": "dutydesk/duty/1",
        "now": lens.now(),
        "shift_ends": duty.shift_ends,
        "total": duty.totals.now,
        "totals": {
            "shift": duty.totals.shift, "ours": duty.totals.ours, "unseen": duty.totals.unseen,
            "more": duty.totals.more,
        },
        "items": duty.items.iter().map(|one| item(one, lens)).collect::<Vec<_>>(),
        "counts": {
            "open": counts.open, "new": counts.new, "guiding": counts.guiding, "waiting": counts.waiting,
            "closing": counts.closing, "alerts": { "P1": p1, "P2": p2, "P3": p3 },
            "shelved": counts.shelved, "muted": counts.muted, "exercises": counts.exercises,
        },
        "received": duty.received,
        "radar": duty.radar.iter().map(|day| {
            json!({ "day": day.day, "dates": day.dates, "closed": day.closed })
        }).collect::<Vec<_>>(),
        "countries": duty.countries.iter().map(|(country, cases)| {
            json!({ "country": country, "cases": cases })
        }).collect::<Vec<_>>(),
        "other_countries": { "countries": duty.other_countries.0, "cases": duty.other_countries.1 },
        "on_duty": {
            "now": on.now, "until": on.until, "next": on.next, "next_from": on.next_from, "lead": on.lead,
            "handover": on.handover.as_ref().map(|(_, number, left)| json!({ "id": number, "to_take_on": left })),
        },
        "peers": duty.peers.iter().map(|one| peer(one, lens)).collect::<Vec<_>>(),
    })
}

fn item(item: &Item, lens: &Lens<'_>) -> Value {
    let (internal_id, kind) = match &item.subject {
        Subject::Dispute(row) => (Some(row.id), "dispute"),
        Subject::Alert(row) => (Some(row.id), "alert"),
        Subject::Referral(row) => (Some(row.id), "referral"),
        Subject::Affair(row) => (Some(row.id), "affair"),
        Subject::Peer(_) => (None, "peer"),
    };
    json!({
        "why": item.why.code(),
        "about": item.about.code(),
        "at": item.at,
        "kind": kind,
        "id": item.number(),
        "internal_id": internal_id,
        "title": item.title().pick(lens.zh),
        "state": item.state().pick(lens.zh),
    })
}

fn peer(peer: &Peer, lens: &Lens<'_>) -> Value {
    json!({
        "unit": peer.code,
        "name": peer.name.pick(lens.zh),
        "unconfirmed": peer.unconfirmed,
        "held": peer.held,
        "heard_at": peer.heard_at,
        "waiting": peer.waiting.as_ref().map(|why| why.pick(lens.zh)),
    })
}
