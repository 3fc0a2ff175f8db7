//! Alerts that the unit raises itself, about its own cases.

use crate::calendar::Text;
use crate::casework::alert::{AlertDraft, CapSeverity, CapUrgency, HOUSE};
use crate::casework::dispute::Dispute;
use crate::casework::state::UnitState;
use crate::casework::words::Tlp;
use chrono::{DateTime, FixedOffset};

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
        sender: state.card.as_ref().map(|card| card.code.clone()).unwrap_or_default(),
        urgency: CapUrgency::Immediate,
        severity: CapSeverity::Severe,
        event: news.event.to_owned(),
        headline: format!("{number} {} / {}", news.headline.zh, news.headline.en).trim().to_owned(),
        jurisdiction: open(&dispute.draft.jurisdiction),
        forum: open(&dispute.draft.forum),
        secrecy: dispute.draft.secrecy,
        // Without the docket: named here it would look like news of the court.
        ..AlertDraft::of_source(HOUSE, news.key.clone(), at)
    }
}
