//! What takes an act back: the inverse verb, with what was there before. Nothing is erased, an undo is an entry like any
//! other; what has no inverse says so before it is done.

use super::affair::{Affair, AffairAct};
use super::alert::{Alert, AlertState};
use super::alert_timers::zone;
use super::command::{Act, AlertAct, DisputeAct, LegAct};
use super::dispute::{Dispute, GuidanceAct, IntakeAct, Stage};
use super::dossier::DossierAct;
use super::dossier::evidence::EvidenceAct;
use super::fields::Fields;
use super::ids::RecordId;
use super::state::UnitState;
use super::task::TaskAct;
use super::unit::Author;

/// The reason written where an inverse verb asks for one.
const UNDONE: &str = "撤销 (undone)";

/// The inverse of an act, by its verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inverse {
    /// None: the record that the act makes.
    pub record: Option<RecordId>,
    pub verb: &'static str,
    pub fields: Fields,
}

impl Inverse {
    fn of<const N: usize>(verb: &'static str, fields: [(&str, String); N]) -> Option<Self> {
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Some(Self { record: None, verb, fields })
    }

    fn on(self, record: RecordId) -> Self {
        Self { record: Some(record), ..self }
    }

    fn because(verb: &'static str) -> Option<Self> {
        Self::of(verb, [("reason", UNDONE.to_owned())])
    }
}

/// What takes `act` back, seen from before it is done; None: nothing does.
pub fn inverse(state: &UnitState, author: &Author, act: &Act) -> Option<Inverse> {
    match act {
        Act::Alert(id, act) => Some(of_alert(state, author, state.alerts.get(id)?, act)?.on(*id)),
        Act::Dispute(id, act) => Some(of_dispute(state.disputes.get(id)?, act)?.on(*id)),
        Act::Affair(id, AffairAct::Task(act)) => Some(of_task(state, *id, act)?.on(*id)),
        // Before it has left; afterwards it is recalled, and the other side has its word.
        Act::Submit(_) => Inverse::of("unsend", []),
        // What an agency is said to have done is taken back by another paper of the agency.
        Act::Leg(id, LegAct::Hold { .. }, None) => Some(Inverse::of("resume", [])?.on(*id)),
        Act::Leg(..)
        | Act::Affair(..)
        | Act::Found(_)
        | Act::GrantPost(..)
        | Act::EndPost(_)
        | Act::EnrolPeer { .. }
        | Act::Register(_)
        | Act::Raise(_)
        | Act::EnrolExpert(_)
        | Act::EnterAgency(_)
        | Act::Open(_)
        | Act::Expert(..)
        | Act::Agency(..)
        | Act::Read(_)
        | Act::SetLetterWord(_)
        | Act::Rota(_)
        | Act::Referral(..)
        | Act::System(_) => None,
    }
}

fn of_alert(state: &UnitState, author: &Author, alert: &Alert, act: &AlertAct) -> Option<Inverse> {
    match act {
        // What is over is only noted as acknowledged too late.
        AlertAct::Ack { .. } if alert.state == AlertState::New => Inverse::of("unack", []),
        AlertAct::Unack => {
            // Nobody takes on again what somebody else had taken on.
            let own = alert.ack.as_ref().filter(|ack| ack.by.is_some() && ack.by == author.officer())?;
            let until = own.until.map(|until| until.with_timezone(&zone(state)).format("%Y-%m-%d %H:%M").to_string());
            until.map_or_else(|| Inverse::of("ack", []), |until| Inverse::of("ack-until", [("until", until)]))
        }
        AlertAct::Shelve { .. } => Inverse::of("unshelve", []),
        AlertAct::Unshelve => {
            let shelf = alert.shelf.as_ref()?;
            let until = shelf.until.with_timezone(&zone(state)).format("%Y-%m-%d %H:%M").to_string();
            Inverse::of("shelve", [("until", until), ("reason", shelf.reason.clone())])
        }
        AlertAct::Prioritise { .. } => match &alert.own_priority {
            Some(own) => Inverse::of(
                "set-priority",
                [("priority", own.priority.code().to_owned()), ("reason", own.reason.clone())],
            ),
            None => Inverse::because("computed-priority"),
        },
        AlertAct::Join { .. } => Inverse::because("detach"),
        AlertAct::Detach { .. } => {
            let (dispute, _) = alert.dispute.as_ref()?;
            Inverse::of("join-dispute", [("dispute", dispute.to_string())])
        }
        AlertAct::Ack { .. }
        | AlertAct::Seen
        | AlertAct::Note { .. }
        | AlertAct::OpenDispute(_)
        | AlertAct::Review
        | AlertAct::Close { .. }
        | AlertAct::ByHand { .. }
        | AlertAct::Heard { .. } => None,
    }
}

fn of_dispute(dispute: &Dispute, act: &DisputeAct) -> Option<Inverse> {
    match act {
        DisputeAct::Guidance(act) => of_guidance(dispute, act),
        DisputeAct::Intake(IntakeAct::Join { .. }) => Inverse::because("detach"),
        DisputeAct::Intake(IntakeAct::Detach { .. }) => {
            let (into, _) = dispute.intake.joined_to.as_ref()?;
            Inverse::of("join", [("into", into.to_string()), ("reason", UNDONE.to_owned())])
        }
        DisputeAct::Dossier(act) => of_dossier(dispute, act),
        DisputeAct::Accept { .. }
        | DisputeAct::Guide
        | DisputeAct::AddDeadline(_)
        | DisputeAct::VerifyDeadline { .. }
        | DisputeAct::MeetDeadline { .. }
        | DisputeAct::Note { .. }
        | DisputeAct::ChooseExpert { .. }
        | DisputeAct::RecomputeDeadline { .. }
        | DisputeAct::CorrectServiceDate { .. }
        | DisputeAct::AddHearing { .. }
        | DisputeAct::Intake(_)
        | DisputeAct::Major(_)
        | DisputeAct::Ending(_)
        | DisputeAct::Deadline(_)
        | DisputeAct::Abroad(_)
        | DisputeAct::Paper(_)
        | DisputeAct::Destruction(_) => None,
    }
}

fn of_guidance(dispute: &Dispute, act: &GuidanceAct) -> Option<Inverse> {
    let guidance = &dispute.guidance;
    match act {
        // The first sorting moves the case on; a later one only says another track.
        GuidanceAct::Triage { .. } => {
            let before = guidance.sorting.as_ref().filter(|_| dispute.stage == Stage::Triaged)?;
            Inverse::of("triage", [("track", before.track.code().to_owned()), ("reason", UNDONE.to_owned())])
        }
        GuidanceAct::Assign { .. } => {
            let (_, name) = dispute.handler.as_ref().filter(|_| dispute.stage != Stage::Triaged)?;
            Inverse::of("assign", [("handler", name.clone())])
        }
        GuidanceAct::Wait { .. } => Inverse::of("answered", [("what", UNDONE.to_owned())]),
        GuidanceAct::Answered { .. } => {
            let before = guidance.waiting.as_ref()?;
            let (on, review) = (before.on.code().to_owned(), before.review.to_string());
            Inverse::of("wait", [("on", on), ("review", review), ("reason", before.reason.clone())])
        }
        GuidanceAct::FormTeam { .. } => Inverse::because("end-team"),
        GuidanceAct::EndTeam { .. } => {
            let team = guidance.team.as_ref()?;
            let members: Vec<&str> = team.members.iter().map(|(_, name)| name.as_str()).collect();
            Inverse::of("form-team", [("members", members.join("; ")), ("purpose", team.purpose.clone())])
        }
        GuidanceAct::Correct { field, .. } => Inverse::of(
            "correct",
            [("field", field.code().to_owned()), ("value", dispute.draft.get(*field)), ("reason", UNDONE.to_owned())],
        ),
        GuidanceAct::Recuse { .. } => None,
    }
}

fn of_dossier(dispute: &Dispute, act: &DossierAct) -> Option<Inverse> {
    match act {
        DossierAct::Evidence(EvidenceAct::Add(_)) => {
            let no = dispute.dossier.evidence.next_piece().to_string();
            Inverse::of("withdraw-evidence", [("no", no), ("reason", UNDONE.to_owned())])
        }
        DossierAct::Evidence(EvidenceAct::TakePath { path, instead_of: None, .. }) => {
            Inverse::of("leave-path", [("path", path.clone()), ("reason", UNDONE.to_owned())])
        }
        DossierAct::Evidence(EvidenceAct::TakePath { path, instead_of: Some(left), .. }) => Inverse::of(
            "take-path",
            [("path", left.clone()), ("instead_of", path.clone()), ("reason", UNDONE.to_owned())],
        ),
        DossierAct::Evidence(EvidenceAct::LeavePath { path, .. }) => {
            Inverse::of("take-path", [("path", path.clone()), ("reason", UNDONE.to_owned())])
        }
        DossierAct::Evidence(EvidenceAct::Withdraw { .. } | EvidenceAct::HandOn { .. })
        | DossierAct::Playbook(_)
        | DossierAct::Plan(_)
        | DossierAct::Proceeding(_) => None,
    }
}

fn of_task(state: &UnitState, id: RecordId, act: &TaskAct) -> Option<Inverse> {
    let Affair::Task(task) = &state.affairs.get(&id)?.affair else { return None };
    match act {
        TaskAct::Assign { .. } => Inverse::of("assign-task", [("owner", task.draft.owner.clone())]),
        TaskAct::Postpone { .. } => {
            Inverse::of("postpone-task", [("due", task.draft.due.to_string()), ("reason", UNDONE.to_owned())])
        }
        TaskAct::Finish { .. } | TaskAct::Drop { .. } => None,
    }
}
