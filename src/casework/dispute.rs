//! A dispute: what is known of it, its stages, its deadlines and notes. Written by its custodian only.

use super::alert::{AlertDraft, AlertNews};
use super::deadline::{Deadline, Recomputed};
use super::ids::{Hash, OfficerId, RecordId, UnitId};
use super::words::{Channel, DisputeKind, Role, Tlp, vocabulary};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Where a dispute stands in the procedure of guidance.
    Stage {
        Registered "REGISTERED" "登记" "new",
        Accepted "ACCEPTED" "受理" "accepted",
        Guiding "GUIDING" "指导中" "guiding",
        Closed "CLOSED" "办结" "closed",
    }

    /// How a dispute ended.
    DisputeOutcome {
        Won "won" "胜诉" "won",
        Lost "lost" "败诉" "lost",
        Settled "settled" "和解" "settled",
        Mediated "mediated" "调解并确认" "mediated and confirmed",
        Licence "licence" "许可" "licence",
        Withdrew "withdrew" "对方撤回" "withdrawn by the other side",
        Default "default" "缺席判决" "default judgment",
        DesignAround "design-around" "规避设计" "design-around",
        RightLost "right-lost" "权利丧失" "right lost",
        Unknown "unknown" "不明" "unknown",
    }
}

/// The company that asks for guidance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enterprise {
    /// The name as the company writes it.
    pub name: String,
    /// Unified social credit code, its check digit verified (GB 32100-2015).
    pub uscc: Option<String>,
    /// Other names: English, trade names, shop ids.
    pub names: Vec<String>,
    /// Address, or province and city.
    pub address: String,
    /// Who speaks for it, with telephone and mail as written.
    pub contact: String,
}

/// An amount of money as stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Decimal digits without grouping (`4200000` or `12.50`): never a float.
    pub value: String,
    /// ISO 4217 (`USD`), or empty when the form did not say.
    pub currency: String,
}

/// The facts of a dispute as they were told. Text is stored as it came; screens make it safe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeDraft {
    /// When the center got it, with the offset of the place.
    pub received_at: DateTime<FixedOffset>,
    /// By which way.
    pub channel: Channel,
    /// The file or feed it was read from, for the record; empty for a phone call.
    pub source: String,
    /// Who asks.
    pub enterprise: Enterprise,
    /// As what.
    pub role: Role,
    /// About what.
    pub kind: DisputeKind,
    /// WIPO ST.3 office or country code (`US`, `EM`, `UP`).
    pub jurisdiction: String,
    /// Court or office.
    pub forum: String,
    /// Docket number in canonical form.
    pub docket: Option<String>,
    /// The other side.
    pub counterpart: String,
    /// Who acts for the other side.
    pub counterpart_counsel: String,
    /// Asserted rights: kind and number as written.
    pub rights: Vec<String>,
    /// Accused products, with HS codes if given.
    pub products: String,
    /// What is at stake.
    pub amount: Option<Amount>,
    /// When the enterprise learned of it.
    pub known_on: Option<NaiveDate>,
    /// When it was served: starts the legal clocks.
    pub served_on: Option<NaiveDate>,
    /// How it was served (`mail`, `personal`, `hague` …), as written.
    pub service_method: String,
    /// The day by which, as the form says, an answer is due.
    pub reply_due: Option<NaiveDate>,
    /// Where the case is now, as told.
    pub state: String,
    /// Counsel already engaged.
    pub counsel: String,
    /// What the enterprise asks for.
    pub request: String,
    /// May what is told be shared with others.
    pub consent_to_share: Option<bool>,
    /// Would material leave the country (State Council Order 801, art. 13).
    pub material_abroad: Option<bool>,
    /// Who may see it.
    pub secrecy: Tlp,
}

impl DisputeDraft {
    /// What an alert tells of a dispute of this enterprise; the officer completes it.
    pub fn of_alert(alert: &AlertDraft, enterprise: String, received_at: DateTime<FixedOffset>) -> Self {
        Self {
            received_at,
            channel: Channel::Feed,
            source: alert.source.clone(),
            enterprise: Enterprise { name: enterprise, ..Enterprise::default() },
            role: Role::Respondent,
            kind: DisputeKind::Other,
            jurisdiction: alert.jurisdiction.clone(),
            forum: alert.forum.clone(),
            docket: alert.docket.clone(),
            counterpart: alert.parties.first().cloned().unwrap_or_default(),
            counterpart_counsel: String::new(),
            rights: Vec::new(),
            products: String::new(),
            amount: None,
            known_on: alert.published_on,
            served_on: None,
            service_method: String::new(),
            reply_due: None,
            state: alert.event.clone(),
            counsel: String::new(),
            request: String::new(),
            consent_to_share: None,
            material_abroad: None,
            secrecy: alert.secrecy,
        }
    }

    /// What makes two forms the same dispute: company, forum, and docket number or else the other side.
    pub fn key(&self) -> Hash {
        let company = self.enterprise.uscc.as_deref().unwrap_or(&self.enterprise.name);
        let matter = match &self.docket {
            Some(docket) => format!("docket {docket}"),
            None => format!(
                "{} {} {} {:?}",
                self.kind.code(),
                folded(&self.counterpart),
                folded(&self.products),
                self.served_on.or(self.known_on)
            ),
        };
        let key = format!("dispute\n{}\n{}\n{}\n{matter}", folded(company), self.jurisdiction, folded(&self.forum));
        Hash::of(key.as_bytes())
    }
}

/// Case and blanks do not make two names.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A remark on a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub at: DateTime<FixedOffset>,
    pub author: String,
    pub text: String,
}

/// An expert chosen for a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenExpert {
    pub expert: RecordId,
    pub name: String,
    /// Why a known conflict was passed over; recorded, never silent.
    pub conflict_overridden: Option<String>,
}

/// What happened to a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisputeFact {
    /// `by` is the officer who took it in; none when the daemon did.
    Registered {
        number: String,
        draft: Box<DisputeDraft>,
        by: Option<OfficerId>,
    },
    Accepted {
        ground: String,
    },
    Guiding {
        handler: OfficerId,
        name: String,
    },
    DeadlineAdded(Box<Deadline>),
    DeadlineVerified {
        no: u16,
        by: OfficerId,
        name: String,
    },
    DeadlineMet {
        no: u16,
        on: NaiveDate,
        proof: String,
    },
    Noted {
        text: String,
    },
    ExpertChosen(ChosenExpert),
    AlertLinked {
        alert: RecordId,
    },
    /// Of an alert that it is linked with.
    Alert(AlertNews),
    Closed {
        outcome: DisputeOutcome,
        reason: String,
    },
    /// A deadline was computed again; it moved, or its reasoning changed.
    DeadlineRecomputed(Box<Recomputed>),
    /// The date of service was wrong, or had not been known.
    ServiceDateCorrected {
        from: Option<NaiveDate>,
        to: NaiveDate,
        reason: String,
    },
    HearingAdded(Box<Hearing>),
}

/// A hearing: an instant, on the wall of the place where it is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// Counts within the dispute from 1.
    pub no: u16,
    /// With the offset of the place on that day.
    pub at: DateTime<FixedOffset>,
    /// IANA name of the place's zone.
    pub zone: String,
    pub place: String,
    /// What is heard, and how one takes part.
    pub text: String,
}

/// A dispute as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    pub id: RecordId,
    /// What officers say on the phone.
    pub number: String,
    /// The unit where it was born; who has it now is a matter of custody.
    pub born_in: UnitId,
    pub draft: DisputeDraft,
    pub stage: Stage,
    pub handler: Option<(OfficerId, String)>,
    pub deadlines: Vec<Deadline>,
    #[serde(default)]
    pub hearings: Vec<Hearing>,
    pub notes: Vec<Note>,
    pub experts: Vec<ChosenExpert>,
    pub alerts: Vec<RecordId>,
    /// Alerts that their source has changed, with the revision: to be reviewed.
    #[serde(default)]
    pub reviews: Vec<(RecordId, u32)>,
    pub outcome: Option<(DisputeOutcome, String)>,
    /// Who may see it when it is RED: who registered it, who handles it.
    pub named: Vec<OfficerId>,
    /// Counts its facts: what an officer saw when deciding.
    pub version: u32,
}

impl Dispute {
    /// A dispute as registered.
    pub fn registered(id: RecordId, born_in: UnitId, number: String, draft: DisputeDraft) -> Self {
        Self {
            id,
            number,
            born_in,
            draft,
            stage: Stage::Registered,
            handler: None,
            deadlines: Vec::new(),
            hearings: Vec::new(),
            notes: Vec::new(),
            experts: Vec::new(),
            alerts: Vec::new(),
            reviews: Vec::new(),
            outcome: None,
            named: Vec::new(),
            version: 1,
        }
    }

    /// The open deadline that closes first, by the safe date.
    pub fn next_deadline(&self) -> Option<&Deadline> {
        self.deadlines.iter().filter(|one| one.state.is_open()).min_by_key(|one| one.computed.cutoff_at)
    }
}
