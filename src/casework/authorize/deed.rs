//! What an act is called in the table of permissions: the object, and the act's own name. The names are made by the
//! compiler from the acts themselves, so that none can be forgotten: an act without a row is denied.

use crate::casework::affair::{AffairAct, AffairDraft};
use crate::casework::command::Act;
use crate::casework::dispute::DisputeAct;
use crate::casework::dossier::DossierAct;

/// An object and what is done to it (`dispute`, `accept`).
pub type Deed = (&'static str, &'static str);

/// What this act is called.
pub fn deed(act: &Act) -> Deed {
    match act {
        Act::Dispute(_, act) => of_dispute(act),
        Act::Alert(_, act) => ("alert", act.into()),
        Act::Expert(_, act) => ("expert", act.into()),
        Act::Agency(_, act) => ("agency", act.into()),
        Act::Rota(act) => ("rota", act.into()),
        Act::Referral(_, act) => ("referral", act.into()),
        Act::Leg(_, act, _) => ("leg", act.into()),
        Act::Affair(_, act) => of_affair(act),
        Act::Open(draft) => of_draft(draft),
        Act::Found(_)
        | Act::GrantPost(..)
        | Act::EndPost(_)
        | Act::EnrolPeer { .. }
        | Act::Register(_)
        | Act::Raise(_)
        | Act::EnrolExpert(_)
        | Act::EnterAgency(_)
        | Act::Submit(_)
        | Act::Read(_)
        | Act::SetLetterWord(_)
        | Act::System(_) => ("unit", act.into()),
    }
}

fn of_dispute(act: &DisputeAct) -> Deed {
    match act {
        DisputeAct::Intake(act) => ("intake", act.into()),
        DisputeAct::Guidance(act) => ("guidance", act.into()),
        DisputeAct::Major(act) => ("major", act.into()),
        DisputeAct::Ending(act) => ("ending", act.into()),
        DisputeAct::Deadline(act) => ("deadline", act.into()),
        DisputeAct::Abroad(act) => ("abroad", act.into()),
        DisputeAct::Destruction(act) => ("destruction", act.into()),
        DisputeAct::Dossier(act) => of_dossier(act),
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
        | DisputeAct::Paper(_) => ("dispute", act.into()),
    }
}

fn of_dossier(act: &DossierAct) -> Deed {
    match act {
        DossierAct::Evidence(act) => ("evidence", act.into()),
        DossierAct::Playbook(act) => ("playbook", act.into()),
        DossierAct::Plan(act) => ("plan", act.into()),
        DossierAct::Proceeding(act) => ("proceeding", act.into()),
    }
}

fn of_affair(act: &AffairAct) -> Deed {
    match act {
        AffairAct::Listing(act) => ("listing", act.into()),
        AffairAct::Access(act) => ("access", act.into()),
        AffairAct::Silence(act) => ("silence", act.into()),
        AffairAct::Consultation(act) => ("consultation", act.into()),
        AffairAct::Instruction(act) => ("instruction", act.into()),
        AffairAct::Supervision(act) => ("supervision", act.into()),
        AffairAct::Meeting(act) => ("meeting", act.into()),
        AffairAct::Task(act) => ("task", act.into()),
        AffairAct::Handover(act) => ("handover", act.into()),
        AffairAct::Inspection(act) => ("inspection", act.into()),
    }
}

/// Opening an affair is an act of its own for each kind.
fn of_draft(draft: &AffairDraft) -> Deed {
    ("open", draft.into())
}
