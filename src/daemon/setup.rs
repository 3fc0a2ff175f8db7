//! Setting a store up: its first units, officers and posts.

use super::account::account_of;
use super::answer::Session;
use super::founding::{NewUnit, Plan, Unplanned};
use super::job::{Job, NotDone};
use crate::calendar::{Rules, Text};
use crate::casework::command::Act;
use crate::casework::ids::UnitId;
use crate::casework::refusal::Refusal;
use crate::casework::unit::UnitCard;
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

/// Why a setup failed.
#[derive(Debug, thiserror::Error)]
enum SetupError {
    #[error(transparent)]
    Unplanned(#[from] Unplanned),
    #[error(transparent)]
    NotDone(#[from] NotDone),
}

impl From<Refusal> for SetupError {
    fn from(refusal: Refusal) -> Self {
        Self::Unplanned(refusal.into())
    }
}

impl Session {
    /// Answers a setup request; for administrators only, and one after the other: each is planned on what the one before
    /// has made.
    pub(super) async fn set_up(&self, setup: Setup) -> Reply {
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        let _one_at_a_time = self.shared.setting_up.lock().await;
        match self.do_set_up(setup).await {
            Ok(done) => Reply::Setup(done),
            Err(SetupError::Unplanned(Unplanned::Refused(refusal))) => Reply::Refused(refusal),
            Err(SetupError::NotDone(error)) => error.into(),
            Err(SetupError::Unplanned(Unplanned::Keys(error))) => {
                Reply::Fault(Text::new(format!("密钥: {error}"), error.to_string()))
            }
        }
    }

    async fn do_set_up(&self, setup: Setup) -> Result<SetUp, SetupError> {
        let world = self.shared.registrar.world();
        let mut plan = Plan::on(&world);
        let done = match setup {
            Setup::Begin { code, name_zh, name_en, practice } => {
                let center = (UnitKind::Center, ZONE.to_owned(), CALENDAR.to_owned());
                self.begin(&mut plan, new_unit((code, name_zh, name_en), center), practice)?
            }
            Setup::Unit { code, name_zh, name_en, kind, zone, calendar } => {
                self.another(&mut plan, new_unit((code, name_zh, name_en), (kind, zone, calendar)))?
            }
            Setup::Officer { uid, name } => SetUp::Officer(plan.enrol(uid, &name)?),
            Setup::Post { officer, unit, role } => SetUp::Post(plan.grant(officer, unit, role)?),
            Setup::Renew(officer) => {
                plan.renew(officer)?;
                SetUp::Officer(officer)
            }
            Setup::EndPost(post) => {
                plan.end_post(post)?;
                SetUp::Ended
            }
        };
        let steps = plan.steps();
        if !steps.is_empty() {
            self.shared.registrar.put(None, |answer| Job::SetUp { steps, answer }).await??;
        }
        Ok(done)
    }

    /// One more unit; a center knows the agencies that every center writes to.
    fn another(&self, plan: &mut Plan<'_>, unit: NewUnit) -> Result<SetUp, SetupError> {
        checked(&unit, &self.rules_now().rules)?;
        if let Some(card) = plan.known(&unit)? {
            return Ok(SetUp::Unit(Box::new(card)));
        }
        let card = plan.found(unit, &self.shared.keyring)?;
        if card.kind == UnitKind::Center {
            enter_agencies(plan, card.id);
        }
        Ok(SetUp::Unit(Box::new(card)))
    }

    fn begin(&self, plan: &mut Plan<'_>, unit: NewUnit, practice: bool) -> Result<SetUp, SetupError> {
        checked(&unit, &self.rules_now().rules)?;
        let mode = if practice { Mode::Practice } else { Mode::Real };
        let world = self.shared.registrar.world();
        if let Some(first) = world.cards().into_iter().next() {
            // Begun by whoever got no answer, and asks again.
            let known = plan.known(&unit)?.filter(|_| world.mode == Some(mode));
            return match known {
                Some(card) => Ok(SetUp::Unit(Box::new(card))),
                None => Err(Refusal::Already { number: first.code }.into()),
            };
        }
        let card = plan.found(unit, &self.shared.keyring)?;
        plan.mode(mode);
        if practice {
            self.practice(plan, &card)?;
        } else if !self.shared.shared {
            // The service account of a shared store reads no case: its posts are for persons.
            let owner = plan.enrol(self.uid, &account_of(self.uid).name)?;
            for role in [PostRole::Lead, PostRole::Admin, PostRole::Archivist] {
                plan.grant(owner, card.id, role)?;
            }
        }
        enter_agencies(plan, card.id);
        Ok(SetUp::Unit(Box::new(card)))
    }

    /// The other units, and the persons that this account plays.
    fn practice(&self, plan: &mut Plan<'_>, first: &UnitCard) -> Result<(), SetupError> {
        // The file is part of the program; a test reads it.
        let Ok(practice) = toml::from_str::<Practice>(PRACTICE) else { return Ok(()) };
        let mut units = vec![first.clone()];
        for PracticeUnit { code, name_zh, name_en, kind } in practice.unit {
            if code != first.code {
                let kind = UnitKind::parse(&kind).unwrap_or(UnitKind::Other);
                let unit = new_unit((code, name_zh, name_en), (kind, ZONE.into(), CALENDAR.into()));
                units.push(plan.found(unit, &self.shared.keyring)?);
            }
        }
        for person in practice.person {
            let unit = units.iter().find(|unit| unit.code == person.unit).unwrap_or(first);
            let role = PostRole::parse(&person.role).unwrap_or(PostRole::Duty);
            let officer = plan.enrol(self.uid, &person.name)?;
            plan.grant(officer, unit.id, role)?;
        }
        Ok(())
    }
}

fn new_unit(
    (code, name_zh, name_en): (String, String, String),
    (kind, zone, calendar): (UnitKind, String, String),
) -> NewUnit {
    NewUnit { code: code.trim().to_uppercase(), name_zh, name_en, kind, zone, calendar }
}

fn enter_agencies(plan: &mut Plan<'_>, unit: UnitId) {
    let ctx = intake::ParseContext { now: super::clock::now_in(ZONE), file_name: "agencies.csv".into() };
    let parsed = intake::source("agencies").and_then(|source| source.parse(&ctx, AGENCIES));
    // The file is part of the program; a test reads it.
    for record in parsed.map(|parsed| parsed.records).unwrap_or_default() {
        match record.outcome {
            Ok(intake::Draft::Agency(draft)) => plan.act(unit, Act::EnterAgency(draft)),
            Ok(intake::Draft::Dispute(_) | intake::Draft::Alert(_) | intake::Draft::Expert(_)) | Err(_) => {}
        }
    }
}

fn checked(unit: &NewUnit, rules: &Rules) -> Result<(), Refusal> {
    let wrong =
        |field: &str, zh: &str, en: &str| Refusal::FieldWrong { field: field.into(), zh: zh.into(), en: en.into() };
    if unit.zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(wrong("zone", "不是时区. 例: Asia/Shanghai", "no zone. For example: Asia/Shanghai"));
    }
    if rules.calendar(&unit.calendar).is_none() {
        return Err(wrong("calendar", "没有这个历法. 例: CN", "there is no such calendar. For example: CN"));
    }
    Ok(())
}
