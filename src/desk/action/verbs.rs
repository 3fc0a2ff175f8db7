//! Which actions are verbs of the record under the cursor, as the daemon knows them. A record has more verbs than keys:
//! the list under F9 has them all.

use super::{Action, Kind};

impl Action {
    /// The verb of the record that it does.
    #[must_use]
    pub fn verb(self) -> Option<&'static str> {
        VERBS.iter().find(|(action, _)| *action == self).map(|(_, verb)| *verb)
    }

    /// The action that does this verb.
    #[must_use]
    pub fn of_verb(verb: &str) -> Option<Self> {
        VERBS.iter().find(|(_, known)| *known == verb).map(|(action, _)| *action)
    }

    /// Does this verb leave the house for good?
    #[must_use]
    pub fn is_destructive(verb: &str) -> bool {
        Self::of_verb(verb).is_some_and(|action| action.kind() == Kind::Destructive)
    }

    /// The verb of the unit itself that it does: what is begun from no record.
    #[must_use]
    pub const fn unit_verb(self) -> Option<&'static str> {
        match self {
            Self::AskUp => Some("send-up"),
            Self::AddTask => Some("add-task"),
            Self::CallMeeting => Some("call-meeting"),
            Self::HandOver => Some("hand-over"),
            Self::PlanShift => Some("plan-shift"),
            Self::Mute => Some("silence-alerts"),
            Self::EnterByHand => Some("raise-alert"),
            _ => None,
        }
    }

    /// Values that follow from the key alone.
    #[must_use]
    pub fn presets(self) -> Option<(String, String)> {
        (self == Self::Confirm).then(|| ("satisfied".to_owned(), "yes".to_owned()))
    }
}

const VERBS: &[(Action, &str)] = &[
    (Action::ProposeSwap, "propose-swap"),
    (Action::AgreeSwap, "agree-swap"),
    (Action::ApproveSwap, "approve-swap"),
    (Action::TakeOver, "take-over"),
    (Action::NameLiaison, "name-liaison"),
    (Action::VerifyLiaison, "verify-liaison"),
    (Action::TakeItem, "take-item"),
    (Action::RefreshHandover, "refresh-handover"),
    (Action::CompleteHandover, "complete-handover"),
    (Action::Accept, "accept"),
    (Action::Claim, "guide"),
    (Action::Note, "note"),
    (Action::Wait, "wait"),
    (Action::Detach, "detach"),
    (Action::Triage, "triage"),
    (Action::Assign, "assign"),
    (Action::Edit, "correct"),
    (Action::Resume, "answered"),
    (Action::Join, "join"),
    (Action::Result, "result"),
    (Action::AskMaterial, "ask-material"),
    (Action::MaterialIn, "supply-material"),
    (Action::ApplyPlaybook, "apply-playbook"),
    (Action::TaskDone, "task-done"),
    (Action::FormTeam, "form-team"),
    (Action::Visit, "visit"),
    (Action::Reopen, "reopen"),
    (Action::TakeEvidence, "add-evidence"),
    (Action::NotAccept, "not-accept"),
    (Action::Withdrawn, "withdraw"),
    (Action::Terminate, "terminate"),
    (Action::RaiseMajor, "raise-major"),
    (Action::StandDown, "ask-stand-down"),
    (Action::AddDeadline, "add-deadline"),
    (Action::VerifyDeadline, "verify-deadline"),
    (Action::DeadlineMet, "deadline-met"),
    (Action::Extended, "extend-deadline"),
    (Action::Moot, "moot-deadline"),
    (Action::Missed, "deadline-missed"),
    (Action::Invite, "choose-expert"),
    (Action::CloseDispute, "close"),
    (Action::Ack, "ack"),
    (Action::Unack, "unack"),
    (Action::Shelve, "shelve"),
    (Action::Unshelve, "unshelve"),
    (Action::Seen, "seen"),
    (Action::JoinDispute, "join-dispute"),
    (Action::SetPriority, "set-priority"),
    (Action::ReviewRevision, "review-revision"),
    (Action::CloseAlert, "close-alert"),
    (Action::Dispatch, "dispatch"),
    (Action::Deliver, "deliver"),
    (Action::NotDelivered, "not-delivered"),
    (Action::Sign, "sign"),
    (Action::AcceptReferral, "accept-leg"),
    (Action::AcceptPart, "accept-part"),
    (Action::AskInfo, "ask-info"),
    (Action::Return, "return"),
    (Action::ProposeForward, "propose-forward"),
    (Action::ProposeSplit, "propose-split"),
    (Action::Start, "start"),
    (Action::Hold, "hold"),
    (Action::ResumeLeg, "resume"),
    (Action::AskExtension, "ask-extension"),
    (Action::AckAmendment, "ack-amendment"),
    (Action::CannotDo, "cannot-do"),
    (Action::Interim, "interim"),
    (Action::Report, "report"),
    (Action::Confirm, "confirm"),
    (Action::Object, "object"),
    (Action::Supplement, "supplement"),
    (Action::Amend, "amend"),
    (Action::AskEnterprise, "ask-enterprise"),
    (Action::Urge, "urge"),
    (Action::Supervise, "supervise"),
    (Action::GrantExtension, "answer-extension"),
    (Action::Forward, "forward"),
    (Action::AllowReturn, "allow-return"),
    (Action::Approve, "approve"),
    (Action::Decline, "decline"),
    (Action::Designate, "designate"),
    (Action::Void, "void"),
    (Action::Unsend, "unsend"),
    (Action::Recall, "recall"),
    (Action::AgreeRecall, "agree-recall"),
    (Action::RefuseRecall, "refuse-recall"),
];
