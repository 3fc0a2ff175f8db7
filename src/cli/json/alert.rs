//! An alert as JSON: the fields of CAP 1.2 under their CAP names, and what became of it.

use super::unit_of;
use crate::casework::alert::{Alert, CapMessage, Revision};
use serde_json::{Value, json};

/// An alert, whole.
pub fn alert(alert: &Alert) -> Value {
    let draft = &alert.draft;
    super::with(
        json!({
            "schema": "dutydesk/alert/1",
            "id": alert.number,
            "internal_id": alert.id,
            "unit": unit_of(&alert.number),
            "identifier": draft.identifier,
            "sender": draft.sender,
            "sent": draft.sent,
            "status": draft.status.code(),
            "msgType": message(alert),
            "scope": "Restricted",
            "source": draft.source,
            "references": draft.references,
            "info": {
                "category": ["Other"],
                "event": draft.event,
                "urgency": draft.urgency.code(),
                "severity": draft.severity.code(),
                "certainty": draft.certainty.code(),
                "headline": draft.headline,
                "description": draft.description,
                "web": draft.web,
                "expires": draft.expires,
            },
            "event": draft.event,
            "urgency": alert.weight.urgency.code(),
            "severity": alert.weight.severity.code(),
            "certainty": alert.weight.certainty.code(),
            "headline": draft.headline,
            "description": draft.description,
            "web": draft.web,
            "kind": draft.kind.code(),
            "jurisdiction": draft.jurisdiction,
            "forum": draft.forum,
            "docket": draft.docket,
            "mark": draft.mark,
            "applicant": draft.applicant,
            "parties": draft.parties,
            "published_on": draft.published_on,
            "secrecy": draft.secrecy.label(),
        }),
        became(alert),
    )
}

/// What the source did last, by its CAP word. Feeds know no updates: a second revision is one.
fn message(alert: &Alert) -> &'static str {
    match alert.draft.message {
        CapMessage::Alert if alert.revision > 1 => CapMessage::Update.code(),
        told => told.code(),
    }
}

/// What became of it in the center.
fn became(alert: &Alert) -> Value {
    let own = alert.own_priority.as_ref();
    json!({
        "priority": alert.priority().code(),
        "priority_computed": alert.computed().code(),
        "priority_set": own.map(|own| {
            json!({ "priority": own.priority.code(), "by": own.name, "reason": own.reason })
        }),
        "arrived": alert.arrived,
        "state": alert.state.code(),
        "live": alert.is_live(),
        "revision": alert.revision,
        "revisions": alert.revisions.iter().map(revision).collect::<Vec<_>>(),
        "count": alert.count,
        "last_seen": alert.last_seen,
        "acked_by": alert.acked_by(),
        "acked_until": alert.ack.as_ref().and_then(|ack| ack.until),
        "shelf": alert.shelf.as_ref().map(|shelf| {
            json!({ "by": shelf.name, "until": shelf.until, "reason": shelf.reason })
        }),
        "muted_by": alert.muted.as_ref().map(|(_, number)| number),
        "dispute": alert.dispute.as_ref().map(|(_, number)| number),
        "closing": alert.closing.as_ref().map(|(code, reason)| json!({ "code": code.code(), "reason": reason })),
        "duplicate_of": alert.duplicate_of.as_ref().map(|(_, number)| number),
        "reopened": alert.reopened,
        "to_tell": alert.to_tell.as_ref().map(|(_, name)| name),
        "notes": alert.notes.iter().map(|one| json!({ "at": one.at, "by": one.name, "text": one.text })).collect::<Vec<_>>(),
        "paged": alert.paged.iter().map(|(asked, names)| json!({ "asked": asked.code(), "officers": names })).collect::<Vec<_>>(),
        "version": alert.version,
    })
}

fn revision(one: &Revision) -> Value {
    json!({
        "no": one.no,
        "source": one.source,
        "identifier": one.identifier,
        "msgType": one.message.code(),
        "sent": one.sent,
        "arrived": one.arrived,
        "headline": one.headline,
        "urgency": one.weight.urgency.code(),
        "severity": one.weight.severity.code(),
        "certainty": one.weight.certainty.code(),
    })
}
