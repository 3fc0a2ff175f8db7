//! The one place that says who may do what, and who may see what. Deny by default.

use super::affair::AffairAct;
use super::affair::{AffairAct, AffairDraft};
use super::agency::AgencyAct;
use super::command::{Act, AlertAct, DisputeAct, ReferralAct};
use super::consultation::ConsultationAct;
use super::dispute::{EndingAct, GuidanceAct, IntakeAct, MajorAct};
use super::dossier::DossierAct;
use super::dossier::playbook::PlaybookAct;
use super::ids::OfficerId;
use super::instruction::InstructionAct;
use super::meeting::MeetingAct;
use super::refusal::Refusal;
use super::rota::RotaAct;
use super::state::UnitState;
use super::supervision::SupervisionAct;
use super::task::TaskAct;
use super::unit::Author;
use super::words::{PostRole, Tlp};

/// May this author do this? The record's own state is for `decide`.
pub fn authorize(state: &UnitState, author: &Author, act: &Act) -> Result<(), Refusal> {
    let Author::Post { officer, role, .. } = author else { return Ok(()) };
    if !sees_subject(state, *officer, *role, act) {
        return Err(Refusal::NotFound);
    }
    match needs(act) {
        Some(needed) if does_the_work_of(*role, needed) => Ok(()),
        Some(needed) => Err(Refusal::NotPermitted { wants: needed }),
        None => Err(Refusal::NotFound),
    }
}

/// A shift lead does a duty officer's work too; nobody else does another's.
fn does_the_work_of(role: PostRole, needed: PostRole) -> bool {
    role == needed || (role, needed) == (PostRole::Lead, PostRole::Duty)
}

/// The post that an act needs; none does the daemon's own.
fn needs(act: &Act) -> Option<PostRole> {
    match act {
        Act::System(_) => None,
        Act::Found(_) | Act::GrantPost(..) | Act::EndPost(_) | Act::EnrolPeer { .. } => Some(PostRole::Admin),
        Act::Affair(_, AffairAct::Access(_)) => Some(PostRole::Lead),
        Act::Dispute(_, act) => Some(needs_on_dispute(act)),
        Act::Referral(_, ReferralAct::Rule(_)) => Some(PostRole::Lead),
        Act::Affair(_, AffairAct::Consultation(act)) => Some(consultation(act)),
        Act::Rota(act) => Some(rota(act)),
        Act::Agency(_, act) => Some(agency(act)),
        Act::SetLetterWord(_) => Some(PostRole::Lead),
        Act::Open(draft) => Some(opens(draft)),
        Act::Affair(_, act) => Some(on_affair(act)),
        Act::SetLetterWord(_) => Some(PostRole::Lead),
        Act::Agency(_, act) => Some(agency(act)),
        Act::Register(_)
        | Act::Raise(_)
        | Act::EnrolExpert(_)
        | Act::EnterAgency(_)
        | Act::Alert(..)
        | Act::Expert(..)
        | Act::Open(_)
        | Act::Affair(..)
        | Act::Read(_)
        | Act::Submit(_)
        | Act::Referral(..)
        | Act::Leg(..) => Some(PostRole::Duty),
    }
}

/// To put another unit under supervision is the lead's.
const fn opens(draft: &AffairDraft) -> PostRole {
    match draft {
        AffairDraft::Supervision(_) => PostRole::Lead,
        AffairDraft::Listing(_)
        | AffairDraft::Instruction(_)
        | AffairDraft::Meeting(_)
        | AffairDraft::Task(_)
        | AffairDraft::Handover(_) => PostRole::Duty,
    }
}

/// What binds others is the lead's: an answer from above, a supervision, minutes that become final, a task dropped.
const fn on_affair(act: &AffairAct) -> PostRole {
    match act {
        AffairAct::Instruction(InstructionAct::Answer { .. })
        | AffairAct::Supervision(SupervisionAct::AnswerExtension { .. } | SupervisionAct::End { .. })
        | AffairAct::Meeting(MeetingAct::Finish)
        | AffairAct::Task(TaskAct::Drop { .. }) => PostRole::Lead,
        AffairAct::Listing(_)
        | AffairAct::Instruction(
            InstructionAct::Ask { .. } | InstructionAct::Withdraw { .. } | InstructionAct::Receive,
        )
        | AffairAct::Supervision(SupervisionAct::AskExtension { .. } | SupervisionAct::Report { .. })
        | AffairAct::Meeting(
            MeetingAct::AddToAgenda { .. } | MeetingAct::Write(_) | MeetingAct::Sign(_) | MeetingAct::CallOff { .. },
        )
        | AffairAct::Task(TaskAct::Finish { .. } | TaskAct::Assign { .. } | TaskAct::Postpone { .. })
        | AffairAct::Handover(_) => PostRole::Duty,
    }
}

/// Contacts and names are everybody's care; the network is the lead's.
const fn agency(act: &AgencyAct) -> PostRole {
    match act {
        AgencyAct::SetCenter(_) | AgencyAct::SuspendCenter { .. } | AgencyAct::ResumeCenter => PostRole::Lead,
        AgencyAct::NameLiaison(_)
        | AgencyAct::VerifyLiaison { .. }
        | AgencyAct::EndLiaison { .. }
        | AgencyAct::Rename { .. }
        | AgencyAct::EnterFormerName(_) => PostRole::Duty,
    }
}

/// The post that the table of the dispute names.
fn needs_on_dispute(act: &DisputeAct) -> PostRole {
    match act {
        DisputeAct::Intake(IntakeAct::NotAccept { .. } | IntakeAct::Review { .. })
        | DisputeAct::Guidance(
            GuidanceAct::Triage { .. }
            | GuidanceAct::Assign { .. }
            | GuidanceAct::FormTeam { .. }
            | GuidanceAct::EndTeam { .. },
        )
        | DisputeAct::Major(MajorAct::Grant | MajorAct::Refuse { .. })
        | DisputeAct::Ending(EndingAct::Close(_) | EndingAct::Reopen { .. } | EndingAct::Terminate { .. }) => {
            PostRole::Lead
        }
        DisputeAct::Dossier(act) => needs_in_dossier(act),
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
        | DisputeAct::Paper(_)
        | DisputeAct::Intake(
            IntakeAct::Join { .. }
            | IntakeAct::Detach { .. }
            | IntakeAct::AskMaterial { .. }
            | IntakeAct::SupplyMaterial { .. }
            | IntakeAct::Green { .. }
            | IntakeAct::ProveGreen { .. },
        )
        | DisputeAct::Guidance(
            GuidanceAct::Recuse { .. }
            | GuidanceAct::Wait { .. }
            | GuidanceAct::Answered { .. }
            | GuidanceAct::Correct { .. },
        )
        | DisputeAct::Major(
            MajorAct::Raise { .. }
            | MajorAct::Receipt { .. }
            | MajorAct::Activate { .. }
            | MajorAct::Sitrep { .. }
            | MajorAct::AskLower { .. }
            | MajorAct::AskStandDown { .. },
        )
        | DisputeAct::Ending(
            EndingAct::Result { .. } | EndingAct::Visit { .. } | EndingAct::Archive { .. } | EndingAct::Withdraw { .. },
        )
        | DisputeAct::Abroad(_)
        | DisputeAct::Deadline(_) => PostRole::Duty,
    }
}

/// That a task of the playbook does not apply is the lead's word; the rest is a duty officer's work.
const fn needs_in_dossier(act: &DossierAct) -> PostRole {
    match act {
        DossierAct::Playbook(PlaybookAct::Skip { .. }) => PostRole::Lead,
        DossierAct::Evidence(_)
        | DossierAct::Plan(_)
        | DossierAct::Proceeding(_)
        | DossierAct::Playbook(PlaybookAct::Apply { .. } | PlaybookAct::Reapply | PlaybookAct::Done { .. }) => {
            PostRole::Duty
        }
    }
}

/// The lead plans; whoever is on duty takes over and swaps.
const fn rota(act: &RotaAct) -> PostRole {
    match act {
        RotaAct::Plan { .. } | RotaAct::Cancel { .. } | RotaAct::ApproveSwap { .. } | RotaAct::NameQueueLead { .. } => {
            PostRole::Lead
        }
        RotaAct::TakeOver { .. }
        | RotaAct::ProposeSwap { .. }
        | RotaAct::AgreeSwap { .. }
        | RotaAct::RefuseSwap { .. } => PostRole::Duty,
    }
}

/// The lead passes over a conflict and decides on what was opined.
const fn consultation(act: &ConsultationAct) -> PostRole {
    match act {
        ConsultationAct::Override { .. } | ConsultationAct::Adopt { .. } => PostRole::Lead,
        ConsultationAct::Check
        | ConsultationAct::Invite { .. }
        | ConsultationAct::Agree { .. }
        | ConsultationAct::Decline { .. }
        | ConsultationAct::Send { .. }
        | ConsultationAct::AskMore { .. }
        | ConsultationAct::AnswerMore { .. }
        | ConsultationAct::Opine { .. }
        | ConsultationAct::Deliver { .. }
        | ConsultationAct::Feedback { .. }
        | ConsultationAct::Quarantine { .. }
        | ConsultationAct::NewPanel { .. }
        | ConsultationAct::Withdraw { .. }
        | ConsultationAct::MaterialBack { .. } => PostRole::Duty,
    }
}

/// What an officer may not see is not there: acts on it answer as if it did not exist.
fn sees_subject(state: &UnitState, officer: OfficerId, role: PostRole, act: &Act) -> bool {
    let dispute = match act {
        Act::Dispute(id, _) | Act::Read(id) => Some(*id),
        Act::Submit(draft) => Some(draft.dispute),
        Act::Alert(_, AlertAct::Join { dispute }) => Some(*dispute),
        Act::Open(draft) => draft.dispute(),
        Act::Affair(id, _) => state.affairs.get(id).and_then(|file| file.affair.card().dispute),
        Act::Referral(id, _) | Act::Leg(id, ..) => {
            state.referrals.get(id).and_then(|file| file.referral.as_ref()).map(|referral| referral.brief.dispute)
        }
        Act::Found(_)
        | Act::GrantPost(..)
        | Act::EndPost(_)
        | Act::EnrolPeer { .. }
        | Act::Register(_)
        | Act::Raise(_)
        | Act::EnrolExpert(_)
        | Act::EnterAgency(_)
        | Act::Alert(..)
        | Act::Expert(..)
        | Act::Agency(..)
        | Act::Rota(_)
        | Act::SetLetterWord(_)
        | Act::System(_) => None,
    };
    dispute
        .and_then(|id| state.disputes.get(&id))
        .is_none_or(|dispute| sees(officer, role, dispute.draft.secrecy, &dispute.named))
}

/// May this officer, acting in this role, see a dispute of this secrecy? RED is for named persons and the shift lead;
/// casework is not an administrator's.
pub fn sees(officer: OfficerId, role: PostRole, secrecy: Tlp, named: &[OfficerId]) -> bool {
    match (secrecy, role) {
        (_, PostRole::Admin) => false,
        (Tlp::Red, PostRole::Duty) => named.contains(&officer),
        (Tlp::Red, PostRole::Lead) => true,
        (Tlp::Clear | Tlp::Green | Tlp::Amber | Tlp::AmberStrict, PostRole::Duty | PostRole::Lead) => true,
    }
}
