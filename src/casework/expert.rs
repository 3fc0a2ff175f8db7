//! An expert of the center's roster: what is known of the person, and whether the person can be asked on a day.

use super::commissioner::{Assignment, CommissionerFact, Visit};
use super::ids::{Hash, RecordId};
use super::words::{Tlp, vocabulary};
use crate::calendar::Text;
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// How far back work for or against a party stands against asking an expert.
const CONFLICT_YEARS: u32 = 5;

vocabulary! {
    /// As what a person is on the roster.
    ExpertRole {
        Adviser "adviser" "专家顾问" "expert adviser",
        Investigator "investigator" "技术调查官" "technical investigator",
        Commissioner "commissioner" "特派员" "commissioner",
        Mediator "mediator" "调解员" "mediator",
    }

    /// What an expert was to a party or firm.
    EngagementRole {
        Acted "acted" "代理" "acted for",
        Opposed "opposed" "对立" "acted against",
        Employed "employed" "任职" "employed by",
        Advised "advised" "顾问" "advised",
        Witness "witness" "作证" "witness for",
    }
}

/// Work for or against a party or a firm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// The party or firm, as it writes itself.
    pub who: String,
    pub role: EngagementRole,
    pub from: NaiveDate,
    /// None: it goes on.
    pub to: Option<NaiveDate>,
}

impl Engagement {
    /// Does it still stand against asking the expert on this day?
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        let since = day.checked_sub_months(Months::new(CONFLICT_YEARS * 12));
        self.to.zip(since).is_none_or(|(to, since)| to >= since)
    }

    /// In words, with its dates.
    pub fn say(&self) -> Text {
        let to = self.to.map_or_else(String::new, |to| to.to_string());
        let dates = format!("{}–{to}", self.from);
        let (zh, en) = (self.role.zh(), self.role.en());
        Text::new(format!("{zh} {} {dates}", self.who), format!("{en} {} {dates}", self.who))
    }
}

/// Days on which an expert can work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// A promise of confidentiality that an expert signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undertaking {
    /// Which text was signed (`v3`).
    pub version: String,
    /// The highest level it binds for.
    pub level: Tlp,
    /// Its last day; none: without end.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// An expert as enrolled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertDraft {
    pub name: String,
    /// Firm, university or office.
    pub organisation: String,
    /// Fields: IPC or Nice classes and words (`G01S`, `optics`, `337`).
    pub fields: Vec<String>,
    /// WIPO ST.3 codes of the jurisdictions of experience.
    pub jurisdictions: Vec<String>,
    /// Working languages as ISO 639-1 codes (`en`, `de`).
    pub languages: Vec<String>,
    pub contact: String,
    /// Parties and firms without dates: an expert is not asked against or for them unseen.
    pub conflicts: Vec<String>,
    /// How many consultations at once.
    pub load_max: u8,
    /// Last day of leave.
    pub leave_until: Option<NaiveDate>,
    /// First day of leave; none: it has begun.
    #[serde(default)]
    pub leave_from: Option<NaiveDate>,
    /// None: an expert adviser.
    #[serde(default)]
    pub role: Option<ExpertRole>,
    /// Where the person can sit or appear: cities and forums.
    #[serde(default)]
    pub seats: Vec<String>,
    /// Code of the unit whose expert it is; empty: ours.
    #[serde(default)]
    pub home: String,
    /// May other centers borrow the person; of another unit's expert: may we.
    #[serde(default)]
    pub lendable: bool,
    #[serde(default)]
    pub engagements: Vec<Engagement>,
    /// Days on which the person can work; none: any day.
    #[serde(default)]
    pub slots: Vec<Slot>,
    #[serde(default)]
    pub undertaking: Option<Undertaking>,
    /// Last day of the certificate that the role needs.
    #[serde(default)]
    pub certificate_until: Option<NaiveDate>,
}

impl ExpertDraft {
    /// What makes two rows the same expert: name and organisation.
    pub fn key(&self) -> Hash {
        Hash::of(format!("expert\n{}\n{}", self.name.trim(), self.organisation.trim()).as_bytes())
    }

    /// As what the person is on the roster.
    pub fn role(&self) -> ExpertRole {
        self.role.unwrap_or(ExpertRole::Adviser)
    }

    /// Is the person on leave on this day?
    pub fn is_away(&self, day: NaiveDate) -> bool {
        self.leave_until.is_some_and(|until| day <= until) && self.leave_from.is_none_or(|from| from <= day)
    }

    /// Can the person work on this day, as far as leave and slots go?
    pub fn is_free(&self, day: NaiveDate) -> bool {
        let open = self.slots.is_empty() || self.slots.iter().any(|slot| slot.from <= day && day <= slot.to);
        open && !self.is_away(day)
    }

    /// The first day from `today` on which the person can work; None when no slot is left.
    pub fn free_from(&self, today: NaiveDate) -> Option<NaiveDate> {
        let back = self.leave_until.and_then(|until| until.succ_opt());
        let begins = self.slots.iter().map(|slot| slot.from);
        let days = [today].into_iter().chain(back).chain(begins).filter(|day| *day >= today);
        days.filter(|day| self.is_free(*day)).min()
    }

    /// Has the certificate run out on this day?
    pub fn is_uncertified(&self, day: NaiveDate) -> bool {
        self.certificate_until.is_some_and(|until| until < day)
    }
}

/// What an officer corrects on the roster: what is given replaces what was there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertChange {
    pub organisation: Option<String>,
    pub contact: Option<String>,
    pub role: Option<ExpertRole>,
    pub fields: Option<Vec<String>>,
    pub jurisdictions: Option<Vec<String>>,
    pub languages: Option<Vec<String>>,
    pub seats: Option<Vec<String>>,
    pub load_max: Option<u8>,
    pub home: Option<String>,
    pub lendable: Option<bool>,
    pub certificate_until: Option<NaiveDate>,
}

impl ExpertChange {
    /// The roster entry with what was corrected.
    pub fn of(&self, draft: &ExpertDraft) -> ExpertDraft {
        fn put<T: Clone>(place: &mut T, given: Option<&T>) {
            if let Some(given) = given {
                place.clone_from(given);
            }
        }
        let mut draft = draft.clone();
        put(&mut draft.organisation, self.organisation.as_ref());
        put(&mut draft.contact, self.contact.as_ref());
        put(&mut draft.fields, self.fields.as_ref());
        put(&mut draft.jurisdictions, self.jurisdictions.as_ref());
        put(&mut draft.languages, self.languages.as_ref());
        put(&mut draft.seats, self.seats.as_ref());
        put(&mut draft.load_max, self.load_max.as_ref());
        put(&mut draft.home, self.home.as_ref());
        put(&mut draft.lendable, self.lendable.as_ref());
        draft.role = self.role.or(draft.role);
        draft.certificate_until = self.certificate_until.or(draft.certificate_until);
        draft
    }
}

/// What may be done to an expert of the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum ExpertAct {
    Change(Box<ExpertChange>),
    Leave {
        from: NaiveDate,
        to: NaiveDate,
    },
    /// Back before the leave ends: `on` is the first day of work.
    Return {
        on: NaiveDate,
    },
    Engage(Engagement),
    Open(Slot),
    Undertake(Undertaking),
    /// Stations a commissioner with an enterprise.
    Assign {
        enterprise: String,
        from: NaiveDate,
    },
    EndAssignment {
        enterprise: String,
        last: NaiveDate,
        reason: String,
    },
    Visit {
        enterprise: String,
        on: NaiveDate,
        text: String,
    },
}

/// What happened to an expert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExpertFact {
    Enrolled { number: String, draft: Box<ExpertDraft> },
    Changed(Box<ExpertDraft>),
    OnLeave { from: NaiveDate, to: NaiveDate },
    Returned { on: NaiveDate },
    Engaged(Engagement),
    Opened(Slot),
    Undertook(Undertaking),
    Commissioner(CommissionerFact),
}

/// An expert as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expert {
    pub id: RecordId,
    pub number: String,
    pub draft: ExpertDraft,
    /// Disputes that chose this expert and consultations that wait for an opinion.
    pub working_on: Vec<RecordId>,
    /// Enterprises where the person is or was stationed.
    #[serde(default)]
    pub assignments: Vec<Assignment>,
    #[serde(default)]
    pub visits: Vec<Visit>,
    pub version: u32,
}

impl Expert {
    /// An expert just enrolled.
    pub fn enrolled(id: RecordId, number: String, draft: ExpertDraft) -> Self {
        let (working_on, assignments, visits) = (Vec::new(), Vec::new(), Vec::new());
        Self { id, number, draft, working_on, assignments, visits, version: 1 }
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, fact: &ExpertFact) {
        self.version += 1;
        match fact {
            ExpertFact::Enrolled { .. } => {}
            ExpertFact::Changed(draft) => self.draft = (**draft).clone(),
            ExpertFact::OnLeave { from, to } => {
                self.draft.leave_from = Some(*from);
                self.draft.leave_until = Some(*to);
            }
            ExpertFact::Returned { on } => self.draft.leave_until = on.pred_opt(),
            ExpertFact::Engaged(engagement) => self.draft.engagements.push(engagement.clone()),
            ExpertFact::Opened(slot) => self.draft.slots.push(slot.clone()),
            ExpertFact::Undertook(undertaking) => self.draft.undertaking = Some(undertaking.clone()),
            ExpertFact::Commissioner(fact) => self.stationed(fact),
        }
    }

    /// Is there room for one more consultation?
    pub fn has_room(&self) -> bool {
        self.working_on.len() < usize::from(self.draft.load_max)
    }
}

/// A fact in words.
pub fn describe(fact: &ExpertFact) -> Text {
    match fact {
        ExpertFact::Enrolled { number, .. } => Text::new(format!("入册 {number}"), format!("enrolled as {number}")),
        ExpertFact::Changed(_) => Text::new("更正", "corrected"),
        ExpertFact::OnLeave { from, to } => {
            Text::new(format!("请假 {from} 至 {to}"), format!("on leave from {from} to {to}"))
        }
        ExpertFact::Returned { on } => Text::new(format!("{on} 销假"), format!("back from leave on {on}")),
        ExpertFact::Engaged(engagement) => engagement.say(),
        ExpertFact::Opened(slot) => {
            Text::new(format!("可办 {} 至 {}", slot.from, slot.to), format!("can work {} to {}", slot.from, slot.to))
        }
        ExpertFact::Undertook(one) => Text::new(
            format!("签保密承诺书 {}, 最高 {}", one.version, one.level.label()),
            format!("signed undertaking {}, up to {}", one.version, one.level.label()),
        ),
        ExpertFact::Commissioner(fact) => fact.describe(),
    }
}
