//! The table of verbs: what may be done to a record, in words, and what must be typed for it. One file a subject.

mod abroad;
mod access;
mod agency;
mod alert;
mod consultation;
mod consulting;
mod destruction;
mod dispute;
mod dossier;
mod expert;
mod handover;
mod house;
mod inspection;
mod instruction;
pub(super) mod kept;
mod listing;
mod meeting;
mod paper;
mod rota;
mod sent;
mod silence;
mod supervision;
mod task;
mod unit;

use super::affair::AffairAct;
use super::command::{Act, DisputeAct};
use super::fields::Reader;
use super::ids::RecordId;
use super::refusal::Refusal;

/// The kind of record that a verb belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Dispute,
    /// A dispute before guidance.
    Intake,
    Guidance,
    /// The evidence, checklist, plans and proceedings of a dispute.
    Dossier,
    /// A major dispute.
    Major,
    /// The end of a dispute.
    Ending,
    Alert,
    /// What the sender of a referral does.
    Sent,
    /// What the keeper of its leg does.
    Kept,
    Expert,
    Agency,
    /// The unit itself: what is about no record yet.
    Unit,
    Rota,
    Listing,
    Access,
    Silence,
    Consultation,
    /// A dispute or an alert about which experts may be asked.
    Consulting {
        is_alert: bool,
    },
    /// What the unit opens between its officers and with others.
    House,
    Instruction,
    Supervision,
    Meeting,
    Task,
    Handover,
    Inspection,
}

impl Subject {
    /// Its verbs, in the order in which they are offered.
    pub const fn verbs(self) -> &'static [Verb] {
        match self {
            Self::Dispute => dispute::VERBS,
            Self::Intake => dispute::intake::VERBS,
            Self::Guidance => dispute::guidance::VERBS,
            Self::Dossier => dossier::VERBS,
            Self::Major => dispute::major::VERBS,
            Self::Ending => dispute::ending::VERBS,
            Self::Alert => alert::VERBS,
            Self::Sent => sent::VERBS,
            Self::Kept => kept::VERBS,
            Self::Expert => expert::VERBS,
            Self::Agency => agency::VERBS,
            Self::Unit => unit::VERBS,
            Self::Rota => rota::VERBS,
            Self::Listing => listing::VERBS,
            Self::Access => access::VERBS,
            Self::Silence => silence::VERBS,
            Self::Consultation => consultation::VERBS,
            Self::Consulting { .. } => consulting::VERBS,
            Self::House => house::VERBS,
            Self::Instruction => instruction::VERBS,
            Self::Supervision => supervision::VERBS,
            Self::Meeting => meeting::VERBS,
            Self::Task => task::VERBS,
            Self::Handover => handover::VERBS,
            Self::Inspection => inspection::VERBS,
        }
    }

    /// Reads one of its verbs and what was typed for it.
    ///
    /// # Errors
    /// The field that is missing or cannot be read; `NotFound` for a verb that it does not have.
    pub fn act(self, verb: &str, record: RecordId, read: &Reader<'_>) -> Result<Act, Refusal> {
        Ok(match self {
            Self::Dispute => Act::Dispute(record, dispute::act(verb, read)?),
            Self::Intake => Act::Dispute(record, DisputeAct::Intake(dispute::intake::act(verb, read)?)),
            Self::Guidance => Act::Dispute(record, DisputeAct::Guidance(dispute::guidance::act(verb, read)?)),
            Self::Dossier => Act::Dispute(record, dossier::act(verb, read)?),
            Self::Major => Act::Dispute(record, DisputeAct::Major(dispute::major::act(verb, read)?)),
            Self::Ending => Act::Dispute(record, DisputeAct::Ending(dispute::ending::act(verb, read)?)),
            Self::Alert => Act::Alert(record, alert::act(verb, read)?),
            Self::Sent => Act::Referral(record, sent::act(verb, read)?),
            Self::Kept => Act::Leg(record, kept::act(verb, read)?, read.proxy()),
            Self::Expert => Act::Expert(record, expert::act(verb, read)?),
            Self::Agency => agency::act(verb, record, read)?,
            Self::Unit => unit::act(verb, read)?,
            Self::Rota => Act::Rota(rota::act(verb, read)?),
            Self::Access => Act::Affair(record, AffairAct::Access(access::act(verb, read)?)),
            Self::Listing => Act::Affair(record, AffairAct::Listing(listing::act(verb, read)?)),
            Self::Silence => Act::Affair(record, AffairAct::Silence(silence::act(verb, read)?)),
            Self::Consultation => Act::Affair(record, AffairAct::Consultation(consultation::act(verb, read)?)),
            Self::Consulting { is_alert } => consulting::act(verb, (record, is_alert), read)?,
            Self::House => Act::Open(Box::new(house::act(verb, read)?)),
            Self::Instruction => Act::Affair(record, AffairAct::Instruction(instruction::act(verb, read)?)),
            Self::Supervision => Act::Affair(record, AffairAct::Supervision(supervision::act(verb, read)?)),
            Self::Meeting => Act::Affair(record, AffairAct::Meeting(meeting::act(verb, read)?)),
            Self::Task => Act::Affair(record, AffairAct::Task(task::act(verb, read)?)),
            Self::Handover => Act::Affair(record, AffairAct::Handover(handover::act(verb, read)?)),
            Self::Inspection => Act::Affair(record, AffairAct::Inspection(inspection::act(verb, read)?)),
        })
    }
}

/// Name, words, what may be typed, and whether it must be.
pub(super) type FieldRow = (&'static str, &'static str, &'static str, Kind, bool);

/// Code, Chinese and English word of each member of a closed vocabulary.
pub(super) type Words = &'static [(&'static str, &'static str, &'static str)];

/// What may be typed into a field.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Line,
    Text,
    Date,
    /// A day and an hour on the wall of the unit.
    Moment,
    Number,
    YesNo,
    Rule,
    Expert,
    /// A record by its number.
    Record,
    Choice(Words),
    Outcomes,
}

/// A verb with its words and its fields.
pub(super) struct Verb {
    pub id: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Cannot be taken back by whoever does it.
    pub final_: bool,
    pub fields: &'static [FieldRow],
}

const fn verb(
    id: &'static str,
    words: (&'static str, &'static str),
    final_: bool,
    fields: &'static [FieldRow],
) -> Verb {
    Verb { id, zh: words.0, en: words.1, final_, fields }
}

const REASON: FieldRow = ("reason", "理由", "reason", Kind::Line, true);
const TO_UNIT: FieldRow = ("to", "转交单位代号", "code of the unit", Kind::Line, true);
const UNTIL: FieldRow = ("until", "至 (本地时间)", "until (local time)", Kind::Moment, true);
const BASIS: FieldRow = ("basis", "依据", "basis", Kind::Line, true);
const NO: FieldRow = ("no", "时限序号", "deadline number", Kind::Number, true);

/// Verbs with forms of their own: what they need is more than typed fields. Offered like any other.
pub(super) const REFER: &str = "refer";
pub(super) const OPEN_DISPUTE: &str = "open-dispute";
