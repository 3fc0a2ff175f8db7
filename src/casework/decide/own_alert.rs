//! Alerts that the unit raises itself, about its own cases.

use crate::calendar::Text;
use crate::casework::alert::{AlertDraft, CapCertainty, CapSeverity, CapStatus, CapUrgency};
use crate::casework::dispute::Dispute;
use crate::casework::state::UnitState;
use crate::casework::words::Tlp;
use chrono::{DateTime, FixedOffset};

/// Name of the source of such alerts.
const OURSELVES: &str = "dutydesk";

/// What happened.
pub struct News<'a> {
    /// Makes it this alert and no other.
    pub key: String,
    pub event: &'a str,
    pub headline: Text,
}

/// An alert about a case. All officers see the queue: of a sealed case it names nothing.
pub fn draft(state: &UnitState, at: DateTime<FixedOffset>, dispute: &Dispute, news: &News<'_>) -> AlertDraft {
    let sealed = dispute.draft.secrecy == Tlp::Red;
    let number = if sealed { "" } else { dispute.number.as_str() };
    let open = |text: &str| if sealed { String::new() } else { text.to_owned() };
    AlertDraft {
        source: OURSELVES.to_owned(),
        identifier: news.key.clone(),
        sender: state.card.as_ref().map(|card| card.code.clone()).unwrap_or_default(),
        sent: at,
        status: CapStatus::Actual,
        urgency: CapUrgency::Immediate,
        severity: CapSeverity::Severe,
        certainty: CapCertainty::Observed,
        event: news.event.to_owned(),
        headline: format!("{number} {} / {}", news.headline.zh, news.headline.en).trim().to_owned(),
        description: String::new(),
        web: String::new(),
        jurisdiction: open(&dispute.draft.jurisdiction),
        forum: open(&dispute.draft.forum),
        // Its docket is that of the case; named here it would look like news of the court.
        docket: None,
        parties: Vec::new(),
        published_on: None,
        secrecy: dispute.draft.secrecy,
    }
}
