//! Before guidance: accepted with its ground, or not with a pointer; material asked for; joined and detached; the green
//! channel.

use super::{at_stage, held, not_closed, not_on_offer};
use crate::casework::authorize::{is_sealed, sees};
use crate::casework::command::Command;
use crate::casework::deadline::Deadline;
use crate::casework::decide::{Decision, Ground, required, wrong};
use crate::casework::dispute::intake::{RefusalGround, Reporter};
use crate::casework::dispute::{Dispute, DisputeFact, IntakeAct, IntakeFact, Stage};
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::unit::Author;
use chrono::NaiveDate;

/// What follows from an act before guidance.
pub fn decide(ground: Ground<'_>, command: &Command, dispute: &Dispute, act: &IntakeAct) -> Decision {
    let state = ground.state;
    let fact = match act {
        IntakeAct::Join { into, reason } => return join(state, command, dispute, (*into, reason)),
        IntakeAct::Detach { reason } => return detach(state, dispute, reason),
        IntakeAct::AskMaterial { items, due } => ask_material(command, dispute, items, *due)?,
        IntakeAct::SupplyMaterial { what } => {
            at_stage(dispute, Stage::NeedsMaterial)?;
            required("what", what)?;
            IntakeFact::MaterialSupplied { what: what.clone() }
        }
        IntakeAct::NotAccept { ground, pointer, text } => {
            not_accept(state, command, dispute, (*ground, pointer, text))?
        }
        IntakeAct::Review { upheld, reason } => review(command, dispute, *upheld, reason)?,
        IntakeAct::Green { ground, proof } => {
            not_closed(dispute)?;
            if dispute.intake.is_green() {
                return Err(Refusal::guard(Guard::GreenAlready, [&dispute.number]));
            }
            IntakeFact::GreenGiven { ground: *ground, proof: proof.trim().to_owned() }
        }
        IntakeAct::ProveGreen { proof } => {
            if !dispute.intake.is_green() {
                return Err(Refusal::guard(Guard::NotGreen, [&dispute.number]));
            }
            required("proof", proof)?;
            IntakeFact::GreenProved { proof: proof.trim().to_owned() }
        }
    };
    Ok(vec![Fact::Dispute(dispute.id, DisputeFact::Intake(fact))])
}

/// Takes it on.
pub fn accept(dispute: &Dispute, ground: &str) -> Result<DisputeFact, Refusal> {
    at_stage(dispute, Stage::Registered)?;
    required("ground", ground)?;
    Ok(DisputeFact::Accepted { ground: ground.to_owned() })
}

fn ask_material(command: &Command, dispute: &Dispute, items: &[String], due: NaiveDate) -> Result<IntakeFact, Refusal> {
    at_stage(dispute, Stage::Registered)?;
    if items.is_empty() {
        return Err(Refusal::FieldMissing { field: "items".into() });
    }
    if due < command.at.date_naive() {
        return Err(wrong("due", "期限已过. 写今天或以后", "that day has passed. Write today or later"));
    }
    Ok(IntakeFact::MaterialAsked { items: items.to_vec(), due })
}

/// Whoever is turned away is told where to go.
fn not_accept(
    state: &UnitState,
    command: &Command,
    dispute: &Dispute,
    (ground, pointer, text): (RefusalGround, &str, &str),
) -> Result<IntakeFact, Refusal> {
    at_stage(dispute, Stage::Registered)?;
    not_on_offer(state, dispute)?;
    if ground == RefusalGround::Lapsed {
        return Err(wrong("ground", "逾期由时钟判定. 先通知补充", "the clock finds that. Ask for the material first"));
    }
    required("pointer", pointer)?;
    if ground == RefusalGround::Other {
        required("text", text)?;
    }
    let by = command.author.officer();
    Ok(IntakeFact::NotAccepted { ground, pointer: pointer.to_owned(), text: text.to_owned(), by })
}

/// Once, and by another officer than the one who decided.
fn review(command: &Command, dispute: &Dispute, upheld: bool, reason: &str) -> Result<IntakeFact, Refusal> {
    at_stage(dispute, Stage::NotAccepted)?;
    if dispute.intake.refusals.iter().any(|one| one.review.is_some()) {
        return Err(Refusal::guard(Guard::ReviewedOnce, [&dispute.number]));
    }
    let by = command.author.officer();
    let decided_by = dispute.intake.refusals.last().and_then(|one| one.by);
    if by.is_some() && by == decided_by {
        return Err(Refusal::guard(Guard::ReviewByOther, [command.author.name()]));
    }
    required("reason", reason)?;
    Ok(IntakeFact::Reviewed { upheld, reason: reason.to_owned(), by })
}

/// One matter told twice goes on as one case; both numbers keep resolving, both reporters are kept, and no deadline of
/// the one is lost in the other.
/// What stands in place of the number of a sealed case.
const UNNAMED: &str = "(密 / sealed)";

fn join(state: &UnitState, command: &Command, dispute: &Dispute, (into, reason): (RecordId, &str)) -> Decision {
    at_stage(dispute, Stage::Registered)?;
    not_on_offer(state, dispute)?;
    if into == dispute.id {
        return Err(wrong("into", "不能并入自己. 写另一件的编号", "not into itself. Write the other's number"));
    }
    required("reason", reason)?;
    let target = held(state, into)?;
    // What the officer may not see is not there.
    if let Author::Post { officer, role, .. } = &command.author
        && !sees(*officer, *role, target.draft.secrecy, &target.named)
    {
        return Err(Refusal::NotFound);
    }
    if target.stage.is_over() {
        return Err(Refusal::guard(Guard::JoinOver, [&target.number]));
    }
    if dispute.draft.secrecy > target.draft.secrecy {
        return Err(Refusal::guard(Guard::JoinLevel, [&target.number]));
    }
    if !dispute.intake.reporters.is_empty() {
        return Err(Refusal::guard(Guard::JoinChain, [&dispute.number]));
    }
    // Whoever sees only this one is not told the number of a sealed one; it names this one in its turn.
    let number = if is_sealed(state, into) { UNNAMED.to_owned() } else { target.number.clone() };
    let reporter = Reporter {
        dispute: dispute.id,
        number: dispute.number.clone(),
        enterprise: dispute.draft.enterprise.clone(),
        channel: dispute.draft.channel,
        received_at: dispute.draft.received_at,
    };
    let joined = IntakeFact::Joined { into, number, reason: reason.to_owned() };
    let mut facts = vec![
        Fact::Dispute(dispute.id, DisputeFact::Intake(joined)),
        Fact::Dispute(into, DisputeFact::Intake(IntakeFact::ReporterJoined(Box::new(reporter)))),
    ];
    facts.extend(
        carried_over(dispute, target).map(|one| Fact::Dispute(into, DisputeFact::DeadlineAdded(Box::new(one)))),
    );
    Ok(facts)
}

/// The open deadlines that the other case does not have.
fn carried_over<'a>(from: &'a Dispute, to: &'a Dispute) -> impl Iterator<Item = Deadline> + 'a {
    let last = to.deadlines.iter().map(|one| one.no).max().unwrap_or(0);
    let known = |one: &Deadline| {
        to.deadlines
            .iter()
            .any(|there| there.computed.rule == one.computed.rule && there.computed.cutoff_at == one.computed.cutoff_at)
    };
    let open = from.deadlines.iter().filter(move |one| one.state.is_open() && !known(one));
    open.zip(1_u16..).map(move |(one, n)| Deadline { no: last.saturating_add(n), ..one.clone() })
}

/// It goes on by itself again, with its own log as it was.
fn detach(state: &UnitState, dispute: &Dispute, reason: &str) -> Decision {
    let Some((into, _)) = dispute.intake.joined_to.clone().filter(|_| dispute.stage == Stage::Joined) else {
        return Err(Refusal::guard(Guard::NotJoined, [&dispute.number]));
    };
    required("reason", reason)?;
    let detached = IntakeFact::Detached { reason: reason.to_owned() };
    let mut facts = vec![Fact::Dispute(dispute.id, DisputeFact::Intake(detached))];
    // The other may have left the unit meanwhile: then only our own log changes.
    if held(state, into).is_ok() {
        let left = IntakeFact::ReporterLeft { dispute: dispute.id, number: dispute.number.clone() };
        facts.push(Fact::Dispute(into, DisputeFact::Intake(left)));
    }
    Ok(facts)
}
