//! Setting a store up: its first units, officers and posts.

use super::account::account_of;
use super::answer::Session;
use super::job::{Asked, Job, NotDone, Outcome};
use super::keyring::KeyringError;
use crate::calendar::{Rules, Text};
use crate::casework::command::Act;
use crate::casework::ids::{CommandId, OfficerId, PostId, UnitId};
use crate::casework::line::HERE;
use crate::casework::refusal::Refusal;
use crate::casework::unit::{Account, Author, Officer, Post, UnitCard};
use crate::casework::words::{PostRole, UnitKind};
use crate::intake;
use crate::journal::Mode;
use crate::wire::{Reply, SetUp, Setup};
use serde::Deserialize;

/// The other side on one machine: units and persons of a practice store.
const PRACTICE: &str = include_str!("../../rules/practice.toml");

/// Public bodies that every center writes to.
const AGENCIES: &[u8] = include_bytes!("../../rules/agencies.csv");

const ZONE: &str = "Asia/Shanghai";
const CALENDAR: &str = "CN";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Practice {
    unit: Vec<PracticeUnit>,
    person: Vec<Person>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PracticeUnit {
    code: String,
    name_zh: String,
    name_en: String,
    kind: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
    /// Code of a practice unit; empty: the first unit of the store.
    unit: String,
    role: String,
}

/// A unit about to be made.
struct NewUnit {
    code: String,
    name_zh: String,
    name_en: String,
    kind: UnitKind,
    zone: String,
    calendar: String,
}

/// Why a setup failed.
#[derive(Debug, thiserror::Error)]
enum SetupError {
    #[error(transparent)]
    Refused(#[from] RefusedError),
    #[error(transparent)]
    NotDone(#[from] NotDone),
    #[error(transparent)]
    Keys(#[from] KeyringError),
}

/// A refusal on its way through `?`.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.en())]
struct RefusedError(Refusal);

impl Session {
    /// Answers a setup request; for administrators only.
    pub(super) async fn set_up(&self, setup: Setup) -> Reply {
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        let done = match setup {
            Setup::Begin { code, name_zh, name_en, practice } => {
                let unit = NewUnit {
                    code,
                    name_zh,
                    name_en,
                    kind: UnitKind::Center,
                    zone: ZONE.into(),
                    calendar: CALENDAR.into(),
                };
                self.begin(unit, practice).await
            }
            Setup::Unit { code, name_zh, name_en, kind, zone, calendar } => {
                let unit = NewUnit { code, name_zh, name_en, kind, zone, calendar };
                self.another(unit).await.map(SetUp::Unit)
            }
            Setup::Officer { uid, name } => self.enrol(uid, name).await.map(SetUp::Officer),
            Setup::Post { officer, unit, role } => self.grant(officer, unit, role).await.map(SetUp::Post),
            Setup::Renew(officer) => self.renew(officer).await.map(|()| SetUp::Officer(officer)),
            Setup::EndPost(post) => self.end_post(post).await.map(|()| SetUp::Ended),
        };
        match done {
            Ok(done) => Reply::Setup(done),
            Err(SetupError::Refused(RefusedError(refusal))) => Reply::Refused(refusal),
            Err(SetupError::NotDone(error)) => error.into(),
            Err(SetupError::Keys(error)) => Reply::Fault(Text::new(format!("密钥: {error}"), error.to_string())),
        }
    }

    /// One more unit; a center knows the agencies that every center writes to.
    async fn another(&self, unit: NewUnit) -> Result<Box<UnitCard>, SetupError> {
        let center = unit.kind == UnitKind::Center;
        let card = self.new_unit(unit).await?;
        if center {
            self.enter_agencies(card.id).await?;
        }
        Ok(card)
    }

    async fn begin(&self, unit: NewUnit, practice: bool) -> Result<SetUp, SetupError> {
        if let Some(card) = self.shared.registrar.world().cards().into_iter().next() {
            return Err(RefusedError(Refusal::Already { number: card.code }).into());
        }
        let mode = if practice { Mode::Practice } else { Mode::Real };
        self.shared.registrar.put(None, |answer| Job::SetMode { mode, answer }).await?;
        let card = self.new_unit(unit).await?;
        if practice {
            self.practice(&card).await?;
        } else if !self.shared.shared {
            // The service account of a shared store reads no case: its posts are for persons.
            let owner = self.enrol(self.uid, account_of(self.uid).name).await?;
            self.grant(owner, card.id, PostRole::Lead).await?;
            self.grant(owner, card.id, PostRole::Admin).await?;
            self.grant(owner, card.id, PostRole::Archivist).await?;
        }
        self.enter_agencies(card.id).await?;
        Ok(SetUp::Unit(card))
    }

    /// The other units, and the persons that this account plays.
    async fn practice(&self, first: &UnitCard) -> Result<(), SetupError> {
        // The file is part of the program; a test reads it.
        let Ok(practice) = toml::from_str::<Practice>(PRACTICE) else { return Ok(()) };
        let mut units = vec![first.clone()];
        for unit in practice.unit.into_iter().filter(|unit| unit.code != first.code) {
            let PracticeUnit { code, name_zh, name_en, kind } = unit;
            let kind = UnitKind::parse(&kind).unwrap_or(UnitKind::Other);
            let unit = NewUnit { code, name_zh, name_en, kind, zone: ZONE.into(), calendar: CALENDAR.into() };
            units.push(*self.new_unit(unit).await?);
        }
        for person in practice.person {
            let unit = units.iter().find(|unit| unit.code == person.unit).unwrap_or(first);
            let role = PostRole::parse(&person.role).unwrap_or(PostRole::Duty);
            let officer = self.enrol(self.uid, person.name).await?;
            self.grant(officer, unit.id, role).await?;
        }
        Ok(())
    }

    async fn enter_agencies(&self, unit: UnitId) -> Result<(), SetupError> {
        let now = super::clock::now_in(ZONE);
        let ctx = intake::ParseContext { now, file_name: "agencies.csv".into() };
        let parsed = intake::source("agencies").and_then(|source| source.parse(&ctx, AGENCIES));
        // The file is part of the program; a test reads it.
        let records = parsed.map(|parsed| parsed.records).unwrap_or_default();
        let acts = records.into_iter().filter_map(|record| match record.outcome {
            Ok(intake::Draft::Agency(draft)) => Some(asked(Act::EnterAgency(draft))),
            Ok(intake::Draft::Dispute(_) | intake::Draft::Alert(_) | intake::Draft::Expert(_)) | Err(_) => None,
        });
        self.shared.registrar.ask(unit, Author::System, acts.collect()).await?;
        Ok(())
    }

    /// Makes a unit with its keys and its first entry, and lines between it and the units already here.
    async fn new_unit(&self, unit: NewUnit) -> Result<Box<UnitCard>, SetupError> {
        let code = unit.code.trim().to_uppercase();
        let before = self.shared.registrar.world().cards();
        if before.iter().any(|card| card.code == code) {
            return Err(RefusedError(Refusal::Already { number: code }).into());
        }
        checked(&unit, &self.rules_now().rules)?;
        let (id, keys) = self.shared.keyring.make()?;
        let (verifying_key, sealing_key) = keys.card_keys();
        let NewUnit { name_zh, name_en, kind, zone, calendar, .. } = unit;
        let card = UnitCard { id, code, name_zh, name_en, kind, zone, calendar, verifying_key, sealing_key };
        self.one(id, Act::Found(Box::new(card.clone()))).await?;
        for other in before {
            self.one(other.id, enrol_here(&card)).await?;
            self.one(id, enrol_here(&other)).await?;
        }
        Ok(Box::new(card))
    }

    async fn enrol(&self, uid: u32, name: String) -> Result<OfficerId, SetupError> {
        let world = self.shared.registrar.world();
        let practice = world.mode == Some(Mode::Practice);
        let Account { name: account, made: account_made } = account_of(uid);
        let same = |officer: &&Officer| officer.uid == uid && (!practice || officer.name == name);
        let holds = |officer: &Officer| world.posts_of(uid).iter().any(|(holder, _)| holder.id == officer.id);
        for known in world.officers.values().filter(same) {
            if practice || known.account == account {
                return Ok(known.id);
            }
            if holds(known) {
                // The uid was somebody else's: whose posts they are is for the administrator to say first.
                return Err(
                    RefusedError(Refusal::Already { number: format!("{} ({})", known.name, known.account) }).into()
                );
            }
        }
        if name.trim().is_empty() {
            return Err(RefusedError(Refusal::FieldMissing { field: "name".into() }).into());
        }
        let officer = Officer { id: world.next_officer(), uid, account, account_made, name };
        let id = officer.id;
        self.shared.registrar.put(None, |answer| Job::Enrol { officer, answer }).await?;
        Ok(id)
    }

    /// The account behind the officer's uid has changed, and it is the same person: the posts are given anew.
    async fn renew(&self, officer: OfficerId) -> Result<(), SetupError> {
        let world = self.shared.registrar.world();
        let known = world.officers.get(&officer).ok_or(RefusedError(Refusal::NotFound))?;
        let now = account_of(known.uid);
        let renewed = Officer { account: now.name, account_made: now.made, ..known.clone() };
        for (_, post) in world.posts_of(known.uid).into_iter().filter(|(holder, _)| holder.id == officer) {
            self.one(post.unit, Act::GrantPost(Box::new(renewed.clone()), post.clone())).await?;
        }
        self.shared.registrar.put(None, |answer| Job::Enrol { officer: renewed, answer }).await?;
        Ok(())
    }

    async fn grant(&self, officer: OfficerId, unit: UnitId, role: PostRole) -> Result<PostId, SetupError> {
        let world = self.shared.registrar.world();
        let known = world.officers.get(&officer).filter(|_| world.units.contains_key(&unit));
        let officer = known.ok_or(RefusedError(Refusal::NotFound))?;
        let post = Post { id: world.next_post(), officer: officer.id, unit, role };
        let id = post.id;
        self.one(unit, Act::GrantPost(Box::new(officer.clone()), post)).await?;
        Ok(id)
    }

    async fn end_post(&self, post: PostId) -> Result<(), SetupError> {
        let world = self.shared.registrar.world();
        let unit = world.post(post).map(|(_, post)| post.unit).ok_or(RefusedError(Refusal::NotFound))?;
        self.one(unit, Act::EndPost(post)).await
    }

    async fn one(&self, unit: UnitId, act: Act) -> Result<(), SetupError> {
        let outcomes: Vec<Outcome> = self.shared.registrar.ask(unit, Author::System, vec![asked(act)]).await?;
        outcomes.into_iter().try_for_each(|outcome| outcome.map(drop).map_err(|refusal| RefusedError(refusal).into()))
    }
}

fn checked(unit: &NewUnit, rules: &Rules) -> Result<(), RefusedError> {
    let wrong = |field: &str, zh: &str, en: &str| {
        RefusedError(Refusal::FieldWrong { field: field.into(), zh: zh.into(), en: en.into() })
    };
    if unit.zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(wrong("zone", "不是时区. 例: Asia/Shanghai", "no zone. For example: Asia/Shanghai"));
    }
    if rules.calendar(&unit.calendar).is_none() {
        return Err(wrong("calendar", "没有这个历法. 例: CN", "there is no such calendar. For example: CN"));
    }
    Ok(())
}

fn enrol_here(card: &UnitCard) -> Act {
    Act::EnrolPeer { card: Box::new(card.clone()), carrier: HERE.into() }
}

/// An act under a new command id.
pub(super) fn asked(act: Act) -> Asked {
    Asked { command: CommandId(uuid::Uuid::now_v7()), seen: None, act }
}
