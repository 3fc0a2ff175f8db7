//! What the daemon says of itself, of peers, of history and of what can be done, as JSON.

use crate::boards::timeline::Happening;
use crate::casework::actions::{FieldKind, Offer};
use crate::wire::message::{PeerRow, Status, Verified};
use serde_json::{Value, json};

/// What the daemon is doing.
pub fn status(status: &Status) -> Value {
    json!({
        "schema": "dutydesk/status/1",
        "running": true,
        "pid": status.pid,
        "version": status.version,
        "protocol": status.protocol,
        "store": status.store,
        "uptime_s": status.uptime_s,
        "clients": status.clients,
        "entries": status.entries,
        "rss_bytes": status.rss_bytes,
        "practice": status.practice,
        "loading": status.loading,
    })
}

/// What a check of the whole record found.
pub fn verified(verified: &Verified, by_daemon: bool) -> Value {
    json!({
        "schema": "dutydesk/verified/1",
        "ok": verified.first_wrong.is_none(),
        "by_daemon": by_daemon,
        "books": verified.books,
        "entries": verified.entries,
        "lines": verified.lines,
        "slips": verified.slips,
        "folded": verified.folded,
        "destroyed": verified.destroyed,
        "files": verified.files,
        "first_wrong": verified.first_wrong,
        "read_only": verified.read_only.as_ref().map(|why| &why.en),
    })
}

/// The line to and from a peer.
pub fn peer(peer: &PeerRow, zh: bool) -> Value {
    json!({
        "unit": peer.code,
        "unit_id": peer.unit.to_string(),
        "name_zh": peer.name_zh,
        "name_en": peer.name_en,
        "carrier": peer.carrier,
        "made": peer.made,
        "carried": peer.carried,
        "receipted": peer.receipted,
        "taken": peer.taken,
        "held": peer.held,
        "carried_at": peer.carried_at,
        "heard_at": peer.heard_at,
        "waiting": peer.waiting.as_ref().map(|text| text.pick(zh)),
    })
}

/// One line of a history.
pub fn happening(one: &Happening, zh: bool) -> Value {
    json!({ "at": one.at, "author": one.author, "unit": one.unit.pick(zh), "text": one.text.pick(zh) })
}

/// A verb of a record, with its fields, and why it is not possible now.
pub fn offer(offer: &Offer) -> Value {
    let fields = offer.fields.iter().map(|field| {
        let choices: Vec<Value> = match &field.kind {
            FieldKind::Choice(words) => {
                words.iter().map(|(code, zh, en)| json!({ "code": code, "zh": zh, "en": en })).collect()
            }
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Date
            | FieldKind::Number
            | FieldKind::YesNo
            | FieldKind::Rule
            | FieldKind::Expert
            | FieldKind::Record
            | FieldKind::Outcomes => Vec::new(),
        };
        json!({
            "name": field.name,
            "zh": field.zh,
            "en": field.en,
            "kind": kind(&field.kind),
            "required": field.required,
            "choices": choices,
        })
    });
    json!({
        "action": offer.verb,
        "zh": offer.zh,
        "en": offer.en,
        "possible": offer.refusal.is_none(),
        "final": offer.final_,
        "undoes": offer.undoes,
        "fields": fields.collect::<Vec<_>>(),
        "why_not": offer.refusal.as_ref().map(|refusal| json!({
            "code": refusal.code(), "message_zh": refusal.zh(), "message_en": refusal.en(),
        })),
    })
}

const fn kind(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Line => "line",
        FieldKind::Text => "text",
        FieldKind::Date => "date",
        FieldKind::Number => "number",
        FieldKind::YesNo => "yes-no",
        FieldKind::Rule => "rule",
        FieldKind::Expert => "expert",
        FieldKind::Record => "record",
        FieldKind::Choice(_) => "choice",
        FieldKind::Outcomes => "outcomes",
    }
}
