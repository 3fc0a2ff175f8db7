//! What is added to a dispute under guidance: an expert, a hearing.

use super::not_closed;
use crate::calendar::{TRIGGER_YEAR_MAX, TRIGGER_YEAR_MIN};
use crate::casework::decide::{required, wrong};
use crate::casework::dispute::{ChosenExpert, Dispute, DisputeFact, Hearing};
use crate::casework::ids::RecordId;
use crate::casework::matching::{Matter, conflicts_of};
use crate::casework::refusal::Refusal;
use crate::casework::state::UnitState;
use chrono::{Datelike, LocalResult, NaiveDate, NaiveDateTime, TimeZone};
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
    if !(TRIGGER_YEAR_MIN..=TRIGGER_YEAR_MAX).contains(&wall.year()) {
        return Err(wrong("at", "年份不对", "that year is a slip of the keyboard"));
    }
    let tz: Tz = zone
        .parse()
        .map_err(|_| wrong("zone", "不是时区. 例: America/New_York", "no zone. For example: America/New_York"))?;
    let at = match tz.from_local_datetime(&wall) {
        LocalResult::Single(at) => at,
        // The hour that comes twice when summer time ends: nobody misses a hearing by coming to the first.
        LocalResult::Ambiguous(first, _) => first,
        LocalResult::None => {
            return Err(wrong(
                "at",
                "当地改夏令时, 没有这个钟点",
                "summer time begins there: that hour does not exist",
            ));
        }
    };
    let no = dispute.hearings.iter().map(|one| one.no).max().unwrap_or(0).saturating_add(1);
    let (zone, place, text) = (tz.name().to_owned(), place.to_owned(), text.to_owned());
    Ok(DisputeFact::HearingAdded(Box::new(Hearing { no, at: at.fixed_offset(), zone, place, text })))
}
