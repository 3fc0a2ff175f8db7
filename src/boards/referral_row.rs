//! The row of a referral, as either side sees it.

use super::rows::standing_of;
use crate::calendar::Text;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::referral::{Recipient, Referral, ReferralFile, ReferralKind};
use crate::casework::standing::{Ball, Standing, ball};
use crate::casework::state::UnitState;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// A referral in the lists of what came and what went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralRow {
    pub id: RecordId,
    pub number: String,
    /// Did this unit send it?
    pub sent: bool,
    /// The other side's name; of an agency, when by proxy.
    pub other: Text,
    /// The other side's unit, when it has a desk.
    pub unit: Option<UnitId>,
    pub kind: ReferralKind,
    pub by_proxy: bool,
    pub standing: Standing,
    pub ball: Ball,
    pub dispute: RecordId,
    pub dispute_number: String,
    /// What it is about; of a received one only the kind, until it is signed for.
    pub subject: String,
    pub items: u16,
    pub due: Option<NaiveDate>,
    pub submitted_at: DateTime<FixedOffset>,
    pub delivered_at: Option<DateTime<FixedOffset>>,
    /// The last word of either side.
    pub last_at: DateTime<FixedOffset>,
    pub version: u32,
}

impl ReferralRow {
    /// The row of a referral; none while only a recall of it has arrived.
    pub fn of(file: &ReferralFile, state: &UnitState) -> Option<Self> {
        let referral = file.referral.as_ref()?;
        let standing = standing_of(file, state)?;
        let sent = file.sender == state.id();
        let other = if sent { referral.to_name.clone() } else { state.unit_name(file.sender) };
        let opened = !file.is_sealed_to(state.id());
        Some(Self {
            id: file.id,
            number: referral.number.clone(),
            sent,
            other,
            unit: if sent { referral.to.unit() } else { Some(file.sender) },
            kind: referral.kind,
            by_proxy: matches!(referral.to, Recipient::Agency(_)),
            standing,
            ball: ball(file, standing, state.id()),
            dispute: referral.brief.dispute,
            dispute_number: referral.brief.number.clone(),
            subject: if opened { subject(referral) } else { String::new() },
            items: u16::try_from(referral.items.len()).unwrap_or(u16::MAX),
            due: file.due(),
            submitted_at: referral.submitted_at,
            delivered_at: file.leg.delivered.as_ref().map(|moment| moment.at),
            last_at: last_at(file, referral.submitted_at),
            version: file.version,
        })
    }
}

fn subject(referral: &Referral) -> String {
    let items = referral.items.join("; ");
    if items.is_empty() { referral.brief.enterprise.clone() } else { format!("{} {items}", referral.brief.enterprise) }
}

fn last_at(file: &ReferralFile, submitted_at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    let leg = &file.leg;
    let moments = [&leg.dispatched, &leg.delivered, &leg.signed, &leg.started, &leg.cancelled];
    let told = [
        leg.accepted.as_ref().map(|one| one.0.at),
        leg.returned.as_ref().map(|one| one.0.at),
        leg.reported.as_ref().map(|one| one.0.at),
        leg.interim.last().map(|one| one.0.at),
        leg.questions.last().map(|one| one.0.at),
        leg.held.as_ref().map(|one| one.0.at),
        leg.extensions.last().map(|one| one.0.at),
        leg.failed.as_ref().map(|one| one.0.at),
        leg.acked.as_ref().map(|one| one.0.at),
        leg.return_asked.as_ref().map(|one| one.0.at),
        file.supplements.last().map(|one| one.0),
        file.objections.last().map(|one| one.0),
        file.extension_answers.last().map(|one| one.0),
        file.urges.last().map(|one| one.0),
        file.rulings.last().map(|one| one.0),
        file.voided.as_ref().map(|one| one.0),
        file.recall.as_ref().map(|one| one.0),
        file.confirmed.as_ref().map(|one| one.at),
    ];
    let moments = moments.into_iter().flatten().map(|moment| moment.at);
    moments.chain(told.into_iter().flatten()).fold(submitted_at, Ord::max)
}
