//! What may be done to a dispute: by its custodian only, stage by stage.

use super::{Decision, Ground, deadline, guidance, number_of, required, unchanged, wrong};
use crate::calendar::{TRIGGER_YEAR_MAX, TRIGGER_YEAR_MIN, Text};
use crate::casework::command::{Command, DisputeAct};
use crate::casework::custody::Custody;
use crate::casework::deadline::Deadline;
use crate::casework::dispute::{ChosenExpert, Dispute, DisputeDraft, DisputeFact, DisputeOutcome, Hearing, Stage};
use crate::casework::entry::Fact;
use crate::casework::ids::{CommandId, RecordId};
use crate::casework::matching::conflicts_of;
use crate::casework::refusal::Refusal;
use crate::casework::standing::standing;
use crate::casework::state::{DISPUTE, UnitState};
use crate::casework::unit::Author;
use crate::casework::words::{PostRole, Tlp};
use chrono::{Datelike, LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

/// Takes a dispute in, once: a second form about the same matter is known by its key.
pub fn register(ground: Ground<'_>, command: &Command, draft: &DisputeDraft) -> Decision {
    required("enterprise", &draft.enterprise.name)?;
    required("jurisdiction", &draft.jurisdiction)?;
    if let Some(id) = ground.state.keys.get(&draft.key()) {
        return Err(Refusal::Already { number: number_of(ground.state, *id) });
    }
    let number = new_number(ground.state, command, draft.secrecy);
    Ok(registered(ground, command, number, draft))
}

/// The facts of a registration: the dispute, and the deadline that its service starts.
pub fn registered(ground: Ground<'_>, command: &Command, number: String, draft: &DisputeDraft) -> Vec<Fact> {
    let id = command.id.record();
    let mut facts = vec![Fact::Dispute(
        id,
        DisputeFact::Registered { number, draft: Box::new(draft.clone()), by: command.author.officer() },
    )];
    if let Some(first) = deadline::first(ground, draft) {
        let deadline = Deadline::planned(1, first, None, command.at);
        facts.push(Fact::Dispute(id, DisputeFact::DeadlineAdded(Box::new(deadline))));
    }
    facts
}

/// A case born sealed takes no number of the count, so that no gap tells of it.
fn new_number(state: &UnitState, command: &Command, secrecy: Tlp) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    if secrecy != Tlp::Red {
        return state.next_number(DISPUTE, command.at);
    }
    let code = state.card.as_ref().map_or("", |card| card.code.as_str());
    let random = CommandId::of_daemon(command.id.record(), "sealed number").0;
    let tail: String =
        random.as_bytes().iter().take(6).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    format!("{code}-{}-S{tail}", command.at.format("%Y"))
}

/// What follows from an act on a dispute that we hold.
pub fn decide(ground: Ground<'_>, command: &Command, id: RecordId, act: &DisputeAct) -> Decision {
    let dispute = held(ground.state, id)?;
    unchanged(command, dispute.version)?;
    let fact = match act {
        DisputeAct::Accept { ground: why } => {
            let accepted = accept(dispute, why)?;
            let facts = [Some(accepted), guidance::at_acceptance(ground, command, dispute)];
            return Ok(facts.into_iter().flatten().map(|fact| Fact::Dispute(id, fact)).collect());
        }
        DisputeAct::Guide => guide(dispute, &command.author)?,
        DisputeAct::AddDeadline(question) => deadline::add(ground, command, dispute, question)?,
        DisputeAct::VerifyDeadline { no } => deadline::verify(dispute, &command.author, *no)?,
        DisputeAct::MeetDeadline { no, on, proof } => deadline::meet(dispute, command, (*no, *on), proof)?,
        DisputeAct::Note { text } => {
            required("text", text)?;
            DisputeFact::Noted { text: text.clone() }
        }
        DisputeAct::ChooseExpert { expert, override_reason } => {
            choose_expert(ground.state, dispute, *expert, override_reason)?
        }
        DisputeAct::Close { outcome, reason } => close(ground.state, dispute, *outcome, reason)?,
        DisputeAct::RecomputeDeadline { no, reason } => deadline::recompute(ground, command, dispute, (*no, reason))?,
        DisputeAct::CorrectServiceDate { served_on, reason } => {
            let facts = deadline::correct_service(ground, command, dispute, (*served_on, reason))?;
            return Ok(facts.into_iter().map(|fact| Fact::Dispute(id, fact)).collect());
        }
        DisputeAct::AddHearing { at, zone, place, text } => add_hearing(dispute, (*at, zone), place, text)?,
        DisputeAct::Guidance(act) => guidance::decide(ground, command, dispute, act)?,
    };
    Ok(vec![Fact::Dispute(id, fact)])
}

/// The dispute, if we may write it now.
pub fn held(state: &UnitState, id: RecordId) -> Result<&Dispute, Refusal> {
    let custody = state.custody_of(id);
    match (state.disputes.get(&id), custody.writes()) {
        (Some(dispute), Some(_)) => Ok(dispute),
        (_, None) => Err(match custody {
            Custody::Released { to, .. } => Refusal::HasLeft { to: state.unit_name(to) },
            Custody::Accepted { from, .. } => Refusal::NotHolder { holder: state.unit_name(from) },
            Custody::None { seen } if seen > 0 && state.disputes.contains_key(&id) => {
                Refusal::NotHolder { holder: holder_name(state, id) }
            }
            Custody::None { .. } | Custody::Owner { .. } | Custody::Offering { .. } => Refusal::NotFound,
        }),
        (None, Some(_)) => Err(Refusal::NotFound),
    }
}

/// Who took a case that was ours: the recipient of the last transfer.
pub fn holder_name(state: &UnitState, case: RecordId) -> Text {
    state
        .referrals_of_case(case)
        .filter_map(|file| file.referral.as_ref())
        .filter(|referral| referral.kind.moves_the_case() && referral.from == state.id())
        .last()
        .map_or_else(Text::default, |referral| referral.to_name.clone())
}

fn at_stage(dispute: &Dispute, wants: Stage) -> Result<(), Refusal> {
    if dispute.stage == wants {
        return Ok(());
    }
    let (is, wants) = (dispute.stage, wants);
    Err(Refusal::Stage {
        is_zh: is.zh().into(),
        is_en: is.en().into(),
        wants_zh: wants.zh().into(),
        wants_en: wants.en().into(),
    })
}

pub(super) fn not_closed(dispute: &Dispute) -> Result<(), Refusal> {
    if dispute.stage == Stage::Closed { at_stage(dispute, Stage::Guiding) } else { Ok(()) }
}

fn accept(dispute: &Dispute, ground: &str) -> Result<DisputeFact, Refusal> {
    at_stage(dispute, Stage::Registered)?;
    required("ground", ground)?;
    Ok(DisputeFact::Accepted { ground: ground.to_owned() })
}

fn guide(dispute: &Dispute, author: &Author) -> Result<DisputeFact, Refusal> {
    at_stage(dispute, Stage::Accepted)?;
    match author {
        Author::Post { officer, name, .. } => Ok(DisputeFact::Guiding { handler: *officer, name: name.clone() }),
        Author::System => Err(Refusal::NotPermitted { wants: PostRole::Duty }),
    }
}

fn choose_expert(
    state: &UnitState,
    dispute: &Dispute,
    expert: RecordId,
    override_reason: &str,
) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    let expert = state.experts.get(&expert).ok_or(Refusal::NotFound)?;
    let conflicts = conflicts_of(&expert.draft, &dispute.draft);
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
fn add_hearing(
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

/// Closes with integrity: not over open legs or open deadlines, unless the reason for it is written down.
fn close(state: &UnitState, dispute: &Dispute, outcome: DisputeOutcome, reason: &str) -> Result<DisputeFact, Refusal> {
    at_stage(dispute, Stage::Guiding)?;
    if let Custody::Offering { to, referral, .. } = state.custody_of(dispute.id) {
        let number = state.referrals.get(&referral).and_then(|file| file.referral.as_ref());
        let number = number.map_or_else(String::new, |referral| referral.number.clone());
        return Err(Refusal::OnOffer { number, to: state.unit_name(to) });
    }
    let items = open_work(state, dispute);
    if !items.is_empty() && reason.trim().is_empty() {
        return Err(Refusal::OpenWork { items });
    }
    Ok(DisputeFact::Closed { outcome, reason: reason.to_owned() })
}

/// What is still open under a dispute: its own referrals and its deadlines.
pub fn open_work(state: &UnitState, dispute: &Dispute) -> Vec<String> {
    let legs = state.referrals_of_case(dispute.id).filter(|file| file.sender == state.id()).filter_map(|file| {
        let referral = file.referral.as_ref()?;
        let line = referral.to.unit().and_then(|to| state.lines.get(&to));
        (!standing(file, line).is_terminal()).then(|| referral.number.clone())
    });
    let deadlines = dispute.deadlines.iter().filter(|one| one.state.is_open());
    legs.chain(deadlines.map(|one| format!("{} {}", one.computed.rule, one.computed.safe))).collect()
}
