//! Affairs: what a center has on its hands beside disputes, alerts and referrals. Each kind is one file with its draft,
//! acts, facts and state; here they are one family, so that books, boards and screens treat them alike.

use super::access::{self, Access, AccessAct, AccessDraft, AccessFact};
use super::consultation::{self, Consultation, ConsultationAct, ConsultationDraft, ConsultationFact};
use super::handover::{self, Handover, HandoverAct, HandoverDraft, HandoverFact};
use super::ids::RecordId;
use super::inspection::{self, Inspection, InspectionAct, InspectionDraft, InspectionFact};
use super::instruction::{self, Instruction, InstructionAct, InstructionDraft, InstructionFact};
use super::listing::{self, Listing, ListingAct, ListingDraft, ListingFact};
use super::meeting::{self, Meeting, MeetingAct, MeetingDraft, MeetingFact};
use super::silence::{self, Silence, SilenceAct, SilenceDraft, SilenceFact};
use super::state::Told;
use super::supervision::{self, Supervision, SupervisionAct, SupervisionDraft, SupervisionFact};
use super::task::{self, Task, TaskAct, TaskDraft, TaskFact};
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// What an affair is.
    AffairKind {
        Listing "listing" "名单" "listing",
        Access "access" "紧急调阅" "emergency access",
        Silence "silence" "静默规则" "silence",
        Consultation "consultation" "专家咨询" "consultation",
        Instruction "instruction" "请示报告" "instruction",
        Supervision "supervision" "督办" "supervision",
        Meeting "meeting" "会商" "meeting",
        Task "task" "任务" "task",
        Handover "handover" "交接班" "handover",
        Inspection "inspection" "随机抽查" "random inspection",
    }
}

impl AffairKind {
    /// The letter of its numbers (`ZJ-L-2026-000001`).
    pub const fn letter(self) -> char {
        match self {
            Self::Listing => 'L',
            Self::Access => 'B',
            Self::Silence => 'S',
            Self::Consultation => 'X',
            Self::Instruction => 'Q',
            Self::Supervision => 'U',
            Self::Meeting => 'M',
            Self::Task => 'T',
            Self::Handover => 'H',
            Self::Inspection => 'I',
        }
    }
}

/// What an officer opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AffairDraft {
    Listing(ListingDraft),
    Access(AccessDraft),
    Silence(SilenceDraft),
    Consultation(Box<ConsultationDraft>),
    Instruction(InstructionDraft),
    Supervision(SupervisionDraft),
    Meeting(MeetingDraft),
    Task(TaskDraft),
    Handover(HandoverDraft),
    Inspection(InspectionDraft),
}

impl AffairDraft {
    /// The dispute that it is about: who may not see that does not see this.
    pub fn dispute(&self) -> Option<RecordId> {
        match self {
            Self::Listing(_) | Self::Silence(_) => None,
            // It is asked by one who does not see the case: the rules look for it by its whole number.
            Self::Access(_) => None,
            Self::Consultation(draft) => draft.dispute,
            Self::Instruction(draft) => draft.dispute,
            Self::Meeting(draft) => draft.dispute,
            Self::Task(draft) => draft.dispute,
            Self::Supervision(_) | Self::Handover(_) | Self::Inspection(_) => None,
        }
    }
}

/// What may be done to an affair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AffairAct {
    Listing(ListingAct),
    Access(AccessAct),
    Silence(SilenceAct),
    Consultation(ConsultationAct),
    Instruction(InstructionAct),
    Supervision(SupervisionAct),
    Meeting(MeetingAct),
    Task(TaskAct),
    Handover(HandoverAct),
    Inspection(InspectionAct),
}

/// What happened to an affair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AffairFact {
    Listing(ListingFact),
    Access(AccessFact),
    Silence(SilenceFact),
    Consultation(ConsultationFact),
    Instruction(InstructionFact),
    Supervision(SupervisionFact),
    Meeting(MeetingFact),
    Task(TaskFact),
    Handover(HandoverFact),
    Inspection(InspectionFact),
}

impl AffairFact {
    /// In words.
    pub fn describe(&self) -> Text {
        match self {
            Self::Listing(fact) => listing::describe(fact),
            Self::Access(fact) => access::describe(fact),
            Self::Silence(fact) => silence::describe(fact),
            Self::Consultation(fact) => consultation::describe(fact),
            Self::Instruction(fact) => instruction::describe(fact),
            Self::Supervision(fact) => supervision::describe(fact),
            Self::Meeting(fact) => meeting::describe(fact),
            Self::Task(fact) => task::describe(fact),
            Self::Handover(fact) => handover::describe(fact),
            Self::Inspection(fact) => inspection::describe(fact),
        }
    }
}

/// An affair as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Affair {
    Listing(Listing),
    Access(Box<Access>),
    Silence(Silence),
    Consultation(Box<Consultation>),
    Instruction(Instruction),
    Supervision(Supervision),
    Meeting(Meeting),
    Task(Task),
    Handover(Handover),
    Inspection(Box<Inspection>),
}

impl Affair {
    /// The affair that a fact opens; None when the fact is about one that must be there already.
    pub fn opened(told: &Told<'_>, fact: &AffairFact) -> Option<Self> {
        match fact {
            AffairFact::Listing(ListingFact::Opened { number, draft }) => {
                Some(Self::Listing(Listing::opened(number.clone(), (**draft).clone(), told.at)))
            }
            AffairFact::Access(AccessFact::Opened(opened)) => {
                Some(Self::Access(Box::new(Access::opened((**opened).clone()))))
            }
            AffairFact::Access(AccessFact::Asked(asked)) => {
                Some(Self::Access(Box::new(Access::asked((**asked).clone()))))
            }
            AffairFact::Silence(SilenceFact::Opened { number, draft, by }) => {
                Some(Self::Silence(Silence::opened(number.clone(), (**draft).clone(), by.clone(), told.at)))
            }
            AffairFact::Consultation(ConsultationFact::Asked { number, draft }) => {
                let (draft, handler) = ((**draft).clone(), told.name.to_owned());
                Some(Self::Consultation(Box::new(Consultation::opened(number.clone(), draft, handler))))
            }
            AffairFact::Instruction(InstructionFact::Opened { number, paper }) => {
                Some(Self::Instruction(Instruction::opened(number.clone(), (**paper).clone(), told)))
            }
            AffairFact::Supervision(SupervisionFact::Opened { number, order }) => {
                Some(Self::Supervision(Supervision::opened(number.clone(), (**order).clone())))
            }
            AffairFact::Meeting(MeetingFact::Opened { number, call }) => {
                Some(Self::Meeting(Meeting::opened(number.clone(), (**call).clone())))
            }
            AffairFact::Task(TaskFact::Opened { number, draft }) => {
                Some(Self::Task(Task::opened(number.clone(), (**draft).clone(), told.at)))
            }
            AffairFact::Handover(fact) => Handover::opened(fact, told.at).map(Self::Handover),
            AffairFact::Inspection(fact) => {
                Inspection::opened(fact, told.at).map(|one| Self::Inspection(Box::new(one)))
            }
            AffairFact::Listing(_)
            | AffairFact::Access(_)
            | AffairFact::Silence(_)
            | AffairFact::Consultation(_)
            | AffairFact::Instruction(_)
            | AffairFact::Supervision(_)
            | AffairFact::Meeting(_)
            | AffairFact::Task(_) => None,
        }
    }

    /// Takes in what happened. A fact of another kind changes nothing: history always loads.
    pub fn evolve(&mut self, told: &Told<'_>, fact: &AffairFact) {
        match (self, fact) {
            (Self::Listing(one), AffairFact::Listing(fact)) => one.evolve(fact),
            (Self::Access(one), AffairFact::Access(fact)) => one.evolve(fact),
            (Self::Silence(one), AffairFact::Silence(fact)) => one.evolve(fact),
            (Self::Consultation(one), AffairFact::Consultation(fact)) => one.evolve(told, fact),
            (Self::Instruction(one), AffairFact::Instruction(fact)) => one.evolve(told, fact),
            (Self::Supervision(one), AffairFact::Supervision(fact)) => one.evolve(told, fact),
            (Self::Meeting(one), AffairFact::Meeting(fact)) => one.evolve(fact),
            (Self::Task(one), AffairFact::Task(fact)) => one.evolve(fact),
            (Self::Handover(one), AffairFact::Handover(fact)) => one.evolve(told.at, fact),
            (Self::Inspection(one), AffairFact::Inspection(fact)) => one.evolve(told, fact),
            (
                Self::Listing(_)
                | Self::Access(_)
                | Self::Silence(_)
                | Self::Consultation(_)
                | Self::Instruction(_)
                | Self::Supervision(_)
                | Self::Meeting(_)
                | Self::Task(_)
                | Self::Handover(_)
                | Self::Inspection(_),
                _,
            ) => {}
        }
    }

    /// What it is.
    pub const fn kind(&self) -> AffairKind {
        match self {
            Self::Listing(_) => AffairKind::Listing,
            Self::Access(_) => AffairKind::Access,
            Self::Silence(_) => AffairKind::Silence,
            Self::Consultation(_) => AffairKind::Consultation,
            Self::Instruction(_) => AffairKind::Instruction,
            Self::Supervision(_) => AffairKind::Supervision,
            Self::Meeting(_) => AffairKind::Meeting,
            Self::Task(_) => AffairKind::Task,
            Self::Handover(_) => AffairKind::Handover,
            Self::Inspection(_) => AffairKind::Inspection,
        }
    }

    /// What officers say on the phone.
    pub fn number(&self) -> &str {
        match self {
            Self::Listing(one) => &one.number,
            Self::Access(one) => &one.opened.number,
            Self::Silence(one) => &one.number,
            Self::Consultation(one) => &one.number,
            Self::Instruction(one) => &one.number,
            Self::Supervision(one) => &one.number,
            Self::Meeting(one) => &one.number,
            Self::Task(one) => &one.number,
            Self::Handover(one) => &one.number,
            Self::Inspection(one) => &one.number,
        }
    }

    /// The listing that it is.
    pub const fn listing(&self) -> Option<&Listing> {
        if let Self::Listing(one) = self { Some(one) } else { None }
    }

    /// The emergency access that it is.
    pub const fn access(&self) -> Option<&Access> {
        if let Self::Access(one) = self { Some(one) } else { None }
    }

    /// The experts whose load it may change.
    pub fn experts(&self) -> Vec<RecordId> {
        if let Self::Consultation(one) = self { one.seats.iter().map(|seat| seat.expert).collect() } else { Vec::new() }
    }

    /// How it looks in a list and on a page.
    pub fn card(&self) -> Card {
        match self {
            Self::Listing(one) => one.card(),
            Self::Access(one) => one.card(),
            Self::Silence(one) => one.card(),
            Self::Consultation(one) => one.card(),
            Self::Instruction(one) => one.card(),
            Self::Supervision(one) => one.card(),
            Self::Meeting(one) => one.card(),
            Self::Task(one) => one.card(),
            Self::Handover(one) => one.card(),
            Self::Inspection(one) => one.card(),
        }
    }
}

impl Affair {
    /// Does it stand in the way of closing this case? What waits for nothing, such as a report, does not.
    pub fn blocks(&self, case: RecordId) -> bool {
        let card = self.card();
        let waits = self.instruction().is_none_or(Instruction::waits);
        card.dispute == Some(case) && card.is_open && waits
    }

    /// It, when it is a request for instruction or a report.
    pub const fn instruction(&self) -> Option<&Instruction> {
        if let Self::Instruction(one) = self { Some(one) } else { None }
    }

    /// It, when it is a random inspection.
    pub fn inspection(&self) -> Option<&Inspection> {
        if let Self::Inspection(one) = self { Some(one) } else { None }
    }

    /// It, when it is a supervision.
    pub const fn supervision(&self) -> Option<&Supervision> {
        if let Self::Supervision(one) = self { Some(one) } else { None }
    }
}

/// An affair in the book: the affair with what all of them have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffairFile {
    pub id: RecordId,
    pub affair: Affair,
    /// Counts its facts: what an officer saw when deciding.
    pub version: u32,
}

/// What a list and a page show of an affair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub title: Text,
    /// Code of its state.
    pub state: &'static str,
    pub state_words: Text,
    /// Does it still want a hand?
    pub is_open: bool,
    /// The day by which something is to be done.
    pub due: Option<NaiveDate>,
    /// The dispute it is about: who may not see that does not see this.
    pub dispute: Option<RecordId>,
    /// Label and text, in the order of the page; an empty text is not shown.
    pub rows: Vec<(Text, Text)>,
}
