//! What is added to a dispute under guidance: an expert, a hearing.

use super::not_closed;
use crate::casework::decide::wall::instant;
use crate::casework::decide::{required, wrong};
use crate::casework::dispute::{ChosenExpert, Dispute, DisputeFact, Hearing};
use crate::casework::ids::RecordId;
use crate::casework::matching::{Matter, conflicts_of};
use crate::casework::refusal::Refusal;
use crate::casework::state::UnitState;
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

/// An expert; over a known conflict only with the reason for it.
pub fn choose_expert(
    state: &UnitState,
    dispute: &Dispute,
    (expert, override_reason): (RecordId, &str),
    today: NaiveDate,
) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    let expert = state.experts.get(&expert).ok_or(Refusal::NotFound)?;
    let conflicts = conflicts_of(&expert.draft, &Matter::of_dispute(&dispute.draft), today);
    let overridden = !override_reason.trim().is_empty();
    if !conflicts.is_empty() && !overridden {
        return Err(Refusal::Conflict { with: conflicts.join(", ") });
    }
    Ok(DisputeFact::ExpertChosen(ChosenExpert {
        expert: expert.id,
        name: expert.draft.name.clone(),
        conflict_overridden: (!conflicts.is_empty()).then(|| override_reason.to_owned()),
    }))
}

/// The wall clock of a place is an instant, unless the place has no such hour on that day.
pub fn add_hearing(
    dispute: &Dispute,
    (wall, zone): (NaiveDateTime, &str),
    place: &str,
    text: &str,
) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    required("place", place)?;
    let tz: Tz = zone
        .parse()
        .map_err(|_| wrong("zone", "不是时区. 例: America/New_York", "no zone. For example: America/New_York"))?;
    let at = instant("at", wall, tz)?;
    let no = dispute.hearings.iter().map(|one| one.no).max().unwrap_or(0).saturating_add(1);
    let (zone, place, text) = (tz.name().to_owned(), place.to_owned(), text.to_owned());
    Ok(DisputeFact::HearingAdded(Box::new(Hearing { no, at, zone, place, text })))
}
