//! An agency: who a case may be referred to, under the names it has had, and whom to write to there. A center among
//! them has its place in the network.

use super::body::BodyTerms;
use super::ids::{Hash, RecordId};
use super::network::Center;
use super::refusal::{Guard, Refusal};
use super::words::UnitKind;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// Days after which a contact is to be asked again whether it still holds: liaisons change with the yearly rotation of
/// posts, and half a year finds that out before it matters.
pub const LIAISON_CHECK_DAYS: i64 = 180;

/// A person to write to at an agency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Liaison {
    pub name: String,
    /// Office and title.
    pub post: String,
    pub phone: String,
    pub mail: String,
    /// After this day the contact is not to be relied on.
    pub valid_to: Option<NaiveDate>,
    /// Nor before this one.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// Steps in when no other contact holds.
    #[serde(default)]
    pub deputy: bool,
    /// When it was last known to hold: verified, or named.
    #[serde(default)]
    pub verified: Option<NaiveDate>,
}

impl Liaison {
    /// May it be relied on that day?
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// A name that an agency had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerName {
    pub name_zh: String,
    pub name_en: String,
    pub from: Option<NaiveDate>,
    /// Its last day.
    pub to: NaiveDate,
}

/// An agency as entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyDraft {
    /// Short code that officers type (`HZ-CUSTOMS`), unique in the unit.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub kind: UnitKind,
    /// ISO 3166 alpha-2.
    pub country: String,
    pub address: String,
    pub liaisons: Vec<Liaison>,
}

impl AgencyDraft {
    /// What makes two rows the same agency: its code.
    pub fn key(&self) -> Hash {
        Hash::of(format!("agency\n{}", self.code.to_uppercase()).as_bytes())
    }

    /// The name in both languages.
    pub fn title(&self) -> Text {
        Text::new(self.name(true), self.name(false))
    }

    /// The name in the asked language.
    pub fn name(&self, zh: bool) -> &str {
        if zh || self.name_en.is_empty() { &self.name_zh } else { &self.name_en }
    }
}

/// What may be done to an agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AgencyAct {
    NameLiaison(Liaison),
    /// It was asked, and the contact still holds; counted from 1.
    VerifyLiaison {
        liaison: u16,
    },
    EndLiaison {
        liaison: u16,
        on: NaiveDate,
        reason: String,
    },
    /// It has another name from this day on.
    Rename {
        name_zh: String,
        name_en: String,
        from: NaiveDate,
    },
    /// A name that it had before it was entered here.
    EnterFormerName(FormerName),
    /// Its place in the network of centers.
    SetCenter(Box<Center>),
    SuspendCenter {
        reason: String,
    },
    ResumeCenter,
    /// What it offers as a body of arbitration or mediation.
    DescribeBody(Box<BodyTerms>),
}

/// What happened to an agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgencyFact {
    Entered { number: String, draft: Box<AgencyDraft> },
    LiaisonNamed(Liaison),
    LiaisonVerified { liaison: u16 },
    LiaisonEnded { liaison: u16, on: NaiveDate, reason: String },
    Renamed { name_zh: String, name_en: String, former: FormerName },
    FormerNameEntered(FormerName),
    CenterSet(Box<Center>),
    CenterSuspended { reason: String },
    CenterResumed,
    BodyDescribed(Box<BodyTerms>),
}

/// An agency as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    pub id: RecordId,
    pub number: String,
    pub draft: AgencyDraft,
    pub version: u32,
    /// Oldest first.
    #[serde(default)]
    pub former: Vec<FormerName>,
    /// None: it is no center of the network.
    #[serde(default)]
    pub center: Option<Center>,
    /// None: it hears no cases, as far as anybody told.
    #[serde(default)]
    pub body: Option<BodyTerms>,
}

impl Agency {
    /// An agency just entered: its contacts are known to hold since then.
    pub fn entered(id: RecordId, number: String, mut draft: AgencyDraft, at: DateTime<FixedOffset>) -> Self {
        for liaison in &mut draft.liaisons {
            liaison.verified = liaison.verified.or(Some(at.date_naive()));
        }
        Self { id, number, draft, version: 1, former: Vec::new(), center: None, body: None }
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, at: DateTime<FixedOffset>, fact: &AgencyFact) {
        self.version += 1;
        match fact {
            AgencyFact::Entered { .. } => {}
            AgencyFact::LiaisonNamed(liaison) => {
                let verified = liaison.verified.or(Some(at.date_naive()));
                self.draft.liaisons.push(Liaison { verified, ..liaison.clone() });
            }
            AgencyFact::LiaisonVerified { liaison } => {
                if let Some(liaison) = self.liaison_mut(*liaison) {
                    liaison.verified = Some(at.date_naive());
                }
            }
            AgencyFact::LiaisonEnded { liaison, on, .. } => {
                if let Some(liaison) = self.liaison_mut(*liaison) {
                    liaison.valid_to = Some(*on);
                }
            }
            AgencyFact::Renamed { name_zh, name_en, former } => {
                self.draft.name_zh.clone_from(name_zh);
                self.draft.name_en.clone_from(name_en);
                self.add_former(former);
            }
            AgencyFact::FormerNameEntered(former) => self.add_former(former),
            AgencyFact::CenterSet(center) => {
                let suspended = self.center.as_ref().and_then(|before| before.suspended.clone());
                self.center = Some(Center { suspended, ..(**center).clone() });
            }
            AgencyFact::CenterSuspended { reason } => self.suspend(Some(reason.clone())),
            AgencyFact::CenterResumed => self.suspend(None),
            AgencyFact::BodyDescribed(terms) => self.body = Some((**terms).clone()),
        }
    }

    /// The contact to write to on a day: the one named last that holds, else a deputy.
    ///
    /// # Errors
    /// Why nothing can be sent there: nobody was ever named, or nobody's dates hold.
    pub fn contact_on(&self, day: NaiveDate) -> Result<&Liaison, Refusal> {
        let holding = || self.draft.liaisons.iter().rev().filter(|one| one.holds_on(day));
        let found = holding().find(|one| !one.deputy).or_else(|| holding().next());
        found.ok_or_else(|| match self.draft.liaisons.last() {
            None => Refusal::guard(Guard::ContactNone, [&self.draft.name_zh]),
            Some(last) => {
                let ended = last.valid_to.map_or_else(String::new, |to| format!(" ({to})"));
                let last = format!("{}{ended}", last.name);
                Refusal::guard(Guard::ContactsExpired, [&self.draft.name_zh, &last])
            }
        })
    }

    /// Of each contact its last day, if it has one, and the day by which it is to be verified again.
    pub fn checks(&self) -> Vec<(Option<NaiveDate>, NaiveDate)> {
        let check = |one: &Liaison| Some((one.valid_to, one.verified?.checked_add_signed(check_again())?));
        self.draft.liaisons.iter().filter_map(check).collect()
    }

    /// The names in one language that it bears or bore; the one of now first.
    pub fn names(&self, zh: bool) -> impl Iterator<Item = &str> {
        let former = self.former.iter().map(move |one| if zh { &*one.name_zh } else { &*one.name_en });
        [self.draft.name(zh)].into_iter().chain(former)
    }

    /// The name that it bore on a day.
    pub fn name_on(&self, day: NaiveDate) -> Text {
        let then = self.former.iter().find(|one| day <= one.to && one.from.is_none_or(|from| from <= day));
        then.map_or_else(|| self.draft.title(), |one| Text::new(&*one.name_zh, &*one.name_en))
    }

    fn add_former(&mut self, former: &FormerName) {
        self.former.push(former.clone());
        self.former.sort_by_key(|one| one.to);
    }

    fn suspend(&mut self, reason: Option<String>) {
        if let Some(center) = &mut self.center {
            center.suspended = reason;
        }
    }

    fn liaison_mut(&mut self, no: u16) -> Option<&mut Liaison> {
        self.draft.liaisons.get_mut(usize::from(no).checked_sub(1)?)
    }
}

const fn check_again() -> TimeDelta {
    TimeDelta::days(LIAISON_CHECK_DAYS)
}

/// A fact in words.
pub fn describe(fact: &AgencyFact) -> Text {
    match fact {
        AgencyFact::Entered { number, .. } => Text::new(format!("入册 {number}"), format!("entered as {number}")),
        AgencyFact::LiaisonNamed(Liaison { name, deputy: false, .. }) => {
            Text::new(format!("联络员 {name}"), format!("liaison {name}"))
        }
        AgencyFact::LiaisonNamed(Liaison { name, deputy: true, .. }) => {
            Text::new(format!("副联络员 {name}"), format!("deputy liaison {name}"))
        }
        AgencyFact::LiaisonVerified { liaison } => {
            Text::new(format!("核实联络员 {liaison}"), format!("liaison {liaison} verified"))
        }
        AgencyFact::LiaisonEnded { liaison, on, reason } => Text::new(
            format!("联络员 {liaison} 至 {on} 止: {reason}"),
            format!("liaison {liaison} until {on}: {reason}"),
        ),
        AgencyFact::Renamed { name_zh, name_en, former } => {
            Text::new(format!("{} 更名 {name_zh}", former.name_zh), format!("{} is now {name_en}", former.name_en))
        }
        AgencyFact::FormerNameEntered(FormerName { name_zh, name_en, to, .. }) => {
            Text::new(format!("曾用名 {name_zh} 至 {to}"), format!("formerly {name_en}, until {to}"))
        }
        AgencyFact::CenterSet(center) => {
            let (zh, en) = (center.tier.zh(), center.tier.en());
            Text::new(format!("入网络: {zh}中心"), format!("in the network: {en} center"))
        }
        AgencyFact::CenterSuspended { reason } => Text::new(format!("暂停: {reason}"), format!("suspended: {reason}")),
        AgencyFact::CenterResumed => Text::new("恢复", "resumed"),
        AgencyFact::BodyDescribed(terms) => {
            let (seats, languages) = (terms.seats.join(" "), terms.languages.join(" "));
            Text::new(
                format!("仲裁调解机构: 设在 {seats}, 语言 {languages}"),
                format!("hears cases: sits in {seats}, languages {languages}"),
            )
        }
    }
}
