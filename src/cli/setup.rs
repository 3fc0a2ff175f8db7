//! `setup`: begins a store with its first unit, or adds a unit to it.

use super::caller::Caller;
use super::line::Line;
use super::report::CliError;
use super::server;
use crate::calendar::Text;
use crate::casework::ids::{OfficerId, UnitId};
use crate::casework::words::{PostRole, UnitKind};
use crate::wire::message::{Me, Reply, Request, SetUp, Setup as Step};
use clap::Args;
use serde_json::{Value, json};

/// Where the first centers are.
pub const ZONE: &str = "Asia/Shanghai";

/// Their working days.
pub const CALENDAR: &str = "CN";

/// What may be typed.
#[derive(Debug, Args)]
pub struct Setup {
    /// The unit's code: 1 to 8 capital letters or digits; it begins the numbers of its records
    #[arg(long, value_name = "CODE", required_unless_present = "shared")]
    pub unit: Option<String>,
    /// The unit's Chinese name
    #[arg(long, value_name = "NAME", required_unless_present = "shared")]
    pub name_zh: Option<String>,
    /// Make this server ready for a shared store, as root: account, folders, key, config file, service, SSH snippet
    #[arg(long, conflicts_with_all = ["unit", "name_zh", "practice", "officer"])]
    pub shared: bool,
    /// With --shared: say what would be made, and make nothing
    #[arg(long, requires = "shared")]
    pub dry_run: bool,
    /// With --shared: an account that makes units and posts
    #[arg(long, requires = "shared", value_name = "ACCOUNT")]
    pub administrator: Vec<String>,
    /// The unit's English name
    #[arg(long, value_name = "NAME")]
    pub name_en: Option<String>,
    /// What the unit is: center, court, customs, police, ministry, embassy, mediator, other
    #[arg(long, default_value = "center", value_parser = kind)]
    pub kind: UnitKind,
    /// IANA zone in which its days are counted
    #[arg(long, default_value = ZONE)]
    pub zone: String,
    /// Calendar of its working days
    #[arg(long, default_value = CALENDAR, value_name = "CODE")]
    pub calendar: String,
    /// A practice store: one account plays several persons, marked everywhere
    #[arg(long)]
    pub practice: bool,
    /// Name of the first officer of the unit, on this account
    #[arg(long, value_name = "NAME")]
    pub officer: Option<String>,
}

/// A kind of unit; the error lists what there is.
///
/// # Errors
/// The kinds.
pub fn kind(text: &str) -> Result<UnitKind, String> {
    UnitKind::parse(text).ok_or_else(|| UnitKind::CODES.join(", "))
}

impl Setup {
    /// Begins the store, or extends it.
    ///
    /// # Errors
    /// What the daemon refuses.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        if self.shared {
            return server::prepare(caller, &self.administrator, self.dry_run);
        }
        let mut line = caller.line()?;
        let me = line.me()?;
        self.checked(&me)?;
        let begins = me.empty && self.as_begun();
        if let (true, false, Some(name)) = (me.empty, self.practice, &self.officer) {
            // Known before the unit is made, so that its first posts are theirs.
            enrolled(&mut line, &me, name)?;
        }
        let made = ask(&mut line, self.step(begins))?;
        if let SetUp::Unit(card) = &made {
            let alone = !self.as_begun() && (me.empty || is_left_alone(&mut line, card.id)?);
            self.first_posts(&mut line, &me, (card.id, begins, alone))?;
        }
        let after = line.me()?;
        caller.print(&reply(&made, &after), || told(&made, caller))
    }

    fn checked(&self, me: &Me) -> Result<(), CliError> {
        if !me.empty && self.practice && !me.practice {
            return Err(CliError::Wrong(Text::new(
                "此库不是练习库: 练习库另建, 用 --store 指明",
                "this is no practice store: begin another one with --store",
            )));
        }
        let known = me.officers.first().filter(|_| !me.practice).map(|officer| &officer.name);
        match (&self.officer, known) {
            (Some(asked), Some(known)) if asked != known => Err(CliError::usage(
                format!("本账户已是 {known}: 真实库中一个账户只是一人"),
                format!("this account is {known} already: in a real store an account is one person"),
            )),
            (Some(_) | None, _) => Ok(()),
        }
    }

    fn step(&self, begins: bool) -> Step {
        // The parser asks for both unless a server is made ready.
        let (code, name_zh) = (self.unit.clone().unwrap_or_default(), self.name_zh.clone().unwrap_or_default());
        let name_en = self.name_en.clone().unwrap_or_else(|| name_zh.clone());
        if begins {
            return Step::Begin { code, name_zh, name_en, practice: self.practice };
        }
        let (kind, zone, calendar) = (self.kind, self.zone.clone(), self.calendar.clone());
        Step::Unit { code, name_zh, name_en, kind, zone, calendar }
    }

    /// Is the unit what `Begin` makes: a center here?
    fn as_begun(&self) -> bool {
        self.practice || (self.kind == UnitKind::Center && self.zone == ZONE && self.calendar == CALENDAR)
    }

    /// Somebody must be able to act in the first unit of a store; in a further one, whoever was named.
    fn first_posts(
        &self,
        line: &mut Line,
        me: &Me,
        (unit, begun, alone): (UnitId, bool, bool),
    ) -> Result<(), CliError> {
        let account = account_of(me.uid);
        let name = match &self.officer {
            // `Begin` has given the owner of a real store its posts.
            Some(_) | None if begun && !self.practice => return Ok(()),
            Some(name) => name,
            None if alone => &account,
            None => return Ok(()),
        };
        let officer = enrolled(line, me, name)?;
        if alone {
            ask(line, Step::Post { officer, unit, role: PostRole::Admin })?;
        }
        ask(line, Step::Post { officer, unit, role: PostRole::Lead })?;
        Ok(())
    }
}

/// Is this the only unit of the store, and nobody acts in it? Then its maker died before it gave its posts, of which the
/// administrator's is the first.
fn is_left_alone(line: &mut Line, unit: UnitId) -> Result<bool, CliError> {
    let Reply::Officers(_, posts, units) = line.ask(Request::Officers)? else { return Err(CliError::odd_answer()) };
    Ok(units.len() == 1 && posts.iter().all(|post| post.unit == unit && post.role == PostRole::Admin))
}

/// Enrols the asking account under this name.
fn enrolled(line: &mut Line, me: &Me, name: &str) -> Result<OfficerId, CliError> {
    let step = Step::Officer { uid: me.uid, name: name.to_owned() };
    let SetUp::Officer(officer) = ask(line, step)? else { return Err(CliError::odd_answer()) };
    Ok(officer)
}

/// The account name of a uid; the number itself when it has none, as in some containers.
pub fn account_of(uid: u32) -> String {
    uzers::get_user_by_uid(uid).map_or_else(|| uid.to_string(), |user| user.name().to_string_lossy().into_owned())
}

/// One step of setting up, and what it made.
///
/// # Errors
/// What the daemon refuses.
pub fn ask(line: &mut Line, step: Step) -> Result<SetUp, CliError> {
    let Reply::Setup(made) = line.ask(Request::Setup(step))? else { return Err(CliError::odd_answer()) };
    Ok(made)
}

/// One step of setting up, printed.
///
/// # Errors
/// What the daemon refuses.
pub fn set_up(caller: &Caller, line: &mut Line, step: Step) -> Result<(), CliError> {
    let made = ask(line, step)?;
    let me = line.me()?;
    caller.print(&reply(&made, &me), || told(&made, caller))
}

fn reply(made: &SetUp, me: &Me) -> Value {
    let (unit, officer, post) = match made {
        SetUp::Unit(card) => (Some(card.code.clone()), None, None),
        SetUp::Officer(officer) => (None, Some(officer.0), None),
        SetUp::Post(post) => (None, None, Some(post.0)),
        SetUp::Ended => (None, None, None),
    };
    json!({
        "schema": "dutydesk/setup/1",
        "unit": unit,
        "officer": officer,
        "post": post,
        "practice": me.practice,
        "units": me.units.iter().map(|unit| json!({
            "code": unit.code, "name_zh": unit.name_zh, "name_en": unit.name_en, "kind": unit.kind.code(),
            "zone": unit.zone, "calendar": unit.calendar,
        })).collect::<Vec<_>>(),
    })
}

fn told(made: &SetUp, caller: &Caller) -> String {
    match made {
        SetUp::Unit(card) => format!("{} {} {}", caller.pick("单位", "unit"), card.code, card.name(caller.zh)),
        SetUp::Officer(officer) => format!("{} {}", caller.pick("值班员", "officer"), officer.0),
        SetUp::Post(post) => format!("{} {}", caller.pick("岗位", "post"), post.0),
        SetUp::Ended => caller.pick("岗位已收回", "post ended").to_owned(),
    }
}
