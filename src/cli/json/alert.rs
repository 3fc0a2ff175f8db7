//! An alert as JSON: the fields of CAP 1.2 under their CAP names, and what became of it.

use super::unit_of;
use crate::casework::alert::Alert;
use serde_json::{Value, json};

/// An alert, whole.
pub fn alert(alert: &Alert) -> Value {
    let draft = &alert.draft;
    json!({
        "schema": "dutydesk/alert/1",
        "id": alert.number,
        "internal_id": alert.id,
        "unit": unit_of(&alert.number),
        "identifier": draft.identifier,
        "sender": draft.sender,
        "sent": draft.sent,
        "status": draft.status.code(),
        "msgType": if alert.revision > 1 { "Update" } else { "Alert" },
        "scope": "Restricted",
        "source": draft.source,
        "info": {
            "category": ["Other"],
            "event": draft.event,
            "urgency": draft.urgency.code(),
            "severity": draft.severity.code(),
            "certainty": draft.certainty.code(),
            "headline": draft.headline,
            "description": draft.description,
            "web": draft.web,
        },
        "event": draft.event,
        "urgency": draft.urgency.code(),
        "severity": draft.severity.code(),
        "certainty": draft.certainty.code(),
        "headline": draft.headline,
        "description": draft.description,
        "web": draft.web,
        "priority": draft.priority().code(),
        "jurisdiction": draft.jurisdiction,
        "forum": draft.forum,
        "docket": draft.docket,
        "parties": draft.parties,
        "published_on": draft.published_on,
        "arrived": alert.arrived,
        "state": alert.state.code(),
        "revision": alert.revision,
        "acked_by": alert.acked_by,
        "dispute": alert.dispute.as_ref().map(|(_, number)| number),
        "closing": alert.closing.as_ref().map(|(code, reason)| json!({ "code": code.code(), "reason": reason })),
        "secrecy": draft.secrecy.label(),
        "version": alert.version,
    })
}
