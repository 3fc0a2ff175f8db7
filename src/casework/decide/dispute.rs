//! What may be done to a dispute: by its custodian only, stage by stage.

use super::{Decision, Ground, number_of, required, unchanged, wrong};
use crate::calendar::{self, Computed, Question, Text};
use crate::casework::command::{Command, DisputeAct};
use crate::casework::custody::Custody;
use crate::casework::deadline::{Deadline, DeadlineState};
use crate::casework::dispute::{ChosenExpert, Dispute, DisputeDraft, DisputeFact, DisputeOutcome, Stage};
use crate::casework::entry::Fact;
use crate::casework::ids::{CommandId, OfficerId, RecordId};
use crate::casework::matching::conflicts_of;
use crate::casework::refusal::Refusal;
use crate::casework::standing::standing;
use crate::casework::state::{DISPUTE, UnitState};
use crate::casework::unit::Author;
use crate::casework::words::{PostRole, Tlp};
use chrono::{DateTime, FixedOffset, NaiveDate};

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
    if let Some(computed) = first_deadline(ground, draft) {
        let deadline = planned(1, computed, None, command.at);
        facts.push(Fact::Dispute(id, DisputeFact::DeadlineAdded(Box::new(deadline))));
    }
    facts
}

/// What the service of this dispute starts, when a rule fits its forum; else the date that the form itself names.
fn first_deadline(ground: Ground<'_>, draft: &DisputeDraft) -> Option<Computed> {
    let by_rule = draft.served_on.and_then(|served_on| {
        let rule = ground.rules.suggest(draft.kind.code(), &draft.jurisdiction, &draft.forum).into_iter().next()?;
        let question = Question { rule: rule.id.clone(), trigger: served_on, ..Question::default() };
        calendar::compute(ground.rules, &question).ok()
    });
    by_rule.or_else(|| draft.reply_due.map(|due| Computed::stated(due, draft.received_at)))
}

fn planned(no: u16, computed: Computed, entered_by: Option<OfficerId>, now: DateTime<FixedOffset>) -> Deadline {
    // A date already past is shown to be checked, never dropped.
    let past = computed.cutoff_at < now;
    let state = if past { DeadlineState::MissedCheck } else { DeadlineState::Planned };
    Deadline { no, computed, state, entered_by, verified_by: None, met: None }
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
        DisputeAct::Accept { ground } => accept(dispute, ground)?,
        DisputeAct::Guide => guide(dispute, &command.author)?,
        DisputeAct::AddDeadline(question) => add_deadline(ground, command, dispute, question)?,
        DisputeAct::VerifyDeadline { no } => verify(dispute, &command.author, *no)?,
        DisputeAct::MeetDeadline { no, on, proof } => meet(dispute, command, (*no, *on), proof)?,
        DisputeAct::Note { text } => {
            required("text", text)?;
            DisputeFact::Noted { text: text.clone() }
        }
        DisputeAct::ChooseExpert { expert, override_reason } => {
            choose_expert(ground.state, dispute, *expert, override_reason)?
        }
        DisputeAct::Close { outcome, reason } => close(ground.state, dispute, *outcome, reason)?,
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

fn not_closed(dispute: &Dispute) -> Result<(), Refusal> {
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

fn add_deadline(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    question: &Question,
) -> Result<DisputeFact, Refusal> {
    not_closed(dispute)?;
    required("rule", &question.rule)?;
    let computed = calendar::compute(ground.rules, question)
        .map_err(|error| Refusal::Deadline { zh: error.zh(), en: error.to_string() })?;
    let no = dispute.deadlines.iter().map(|one| one.no).max().unwrap_or(0).saturating_add(1);
    let deadline = planned(no, computed, command.author.officer(), command.at);
    Ok(DisputeFact::DeadlineAdded(Box::new(deadline)))
}

fn open_deadline(dispute: &Dispute, no: u16) -> Result<&Deadline, Refusal> {
    let deadline = dispute.deadlines.iter().find(|one| one.no == no);
    let deadline = deadline.ok_or_else(|| wrong("no", "没有这个时限", "there is no such deadline"))?;
    match &deadline.met {
        Some((on, proof)) => {
            Err(Refusal::Done { zh: "完成".into(), en: "met".into(), by: proof.clone(), at: on.to_string() })
        }
        None => Ok(deadline),
    }
}

fn verify(dispute: &Dispute, author: &Author, no: u16) -> Result<DisputeFact, Refusal> {
    let deadline = open_deadline(dispute, no)?;
    if let Some((_, by)) = &deadline.verified_by {
        return Err(Refusal::Done { zh: "核定".into(), en: "verified".into(), by: by.clone(), at: String::new() });
    }
    match author {
        Author::Post { officer, .. } if Some(*officer) == deadline.entered_by => Err(Refusal::SecondPerson),
        Author::Post { officer, name, .. } => {
            Ok(DisputeFact::DeadlineVerified { no, by: *officer, name: name.clone() })
        }
        Author::System => Err(Refusal::SecondPerson),
    }
}

fn meet(dispute: &Dispute, command: &Command, met: (u16, NaiveDate), proof: &str) -> Result<DisputeFact, Refusal> {
    let (no, on) = met;
    open_deadline(dispute, no)?;
    required("proof", proof)?;
    if on > command.at.date_naive() {
        return Err(wrong("on", "完成日不能在今天之后", "it cannot have been met after today"));
    }
    Ok(DisputeFact::DeadlineMet { no, on, proof: proof.to_owned() })
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
