//! `officers`: who may do what, by Unix account.

use super::caller::Caller;
use super::line::Line;
use super::new::{nothing_left, take, wrong_word};
use super::places::uid_of;
use super::report::CliError;
use super::setup::{ask, set_up};
use super::table::table;
use crate::calendar::Text;
use crate::casework::fields::Fields;
use crate::casework::ids::{OfficerId, PostId};
use crate::casework::unit::{Officer, Post, UnitCard};
use crate::casework::words::PostRole;
use crate::wire::message::{Reply, Request, SetUp, Setup};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Officers {
    /// Officers and their posts
    List,
    /// Enrol an account as an officer with a post
    Add(Add),
    /// Give an officer a further post
    Set(Set),
    /// Take a post back
    Remove(Remove),
    /// The account behind an officer's uid has changed and it is the same person: give the posts anew
    Renew(Renew),
}

/// An officer to be.
#[derive(Debug, Args)]
pub struct Add {
    /// Account name
    #[arg(long, required_unless_present = "uid")]
    pub account: Option<String>,
    /// Its uid, when the account is not known here
    #[arg(long)]
    pub uid: Option<u32>,
    /// Name on screens and letters
    #[arg(long)]
    pub name: String,
    /// Unit of the first post
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    /// Role of the first post: duty, lead, admin, archivist
    #[arg(long, default_value = "duty", value_parser = role)]
    pub role: PostRole,
}

/// A further post.
#[derive(Debug, Args)]
pub struct Set {
    /// The officer: number or name
    pub officer: String,
    /// Unit of the post
    #[arg(long, value_name = "CODE")]
    pub unit: String,
    /// Role: duty, lead, admin, archivist
    #[arg(long, value_parser = role)]
    pub role: PostRole,
}

/// A post to end.
#[derive(Debug, Args)]
pub struct Remove {
    /// Number of the post, as `officers list` shows it
    pub number: u32,
}

/// An officer whose account changed.
#[derive(Debug, Args)]
pub struct Renew {
    /// The officer: number or name
    pub officer: String,
}

fn role(text: &str) -> Result<PostRole, String> {
    PostRole::parse(text).ok_or_else(|| PostRole::CODES.join(", "))
}

/// Officers, posts and units as the daemon knows them.
struct Directory {
    officers: Vec<Officer>,
    posts: Vec<Post>,
    units: Vec<UnitCard>,
}

impl Directory {
    fn ask(line: &mut Line) -> Result<Self, CliError> {
        match line.ask(Request::Officers)? {
            Reply::Officers(officers, posts, units) => Ok(Self { officers, posts, units }),
            _ => Err(CliError::odd_answer()),
        }
    }

    fn officer(&self, text: &str) -> Result<OfficerId, CliError> {
        let found =
            self.officers.iter().find(|one| one.id.0.to_string() == text || one.name == text || one.account == text);
        found.map(|one| one.id).ok_or_else(|| not_there(text))
    }

    fn unit(&self, code: &str) -> Result<&UnitCard, CliError> {
        self.units.iter().find(|unit| unit.code.eq_ignore_ascii_case(code)).ok_or_else(|| not_there(code))
    }

    fn code(&self, post: &Post) -> &str {
        self.units.iter().find(|unit| unit.id == post.unit).map_or("", |unit| &unit.code)
    }

    fn rows(&self) -> impl Iterator<Item = (&Officer, &Post)> {
        self.officers.iter().flat_map(|officer| {
            self.posts.iter().filter(|post| post.officer == officer.id).map(move |post| (officer, post))
        })
    }
}

fn not_there(text: &str) -> CliError {
    CliError::NotThere(Text::new(
        format!("没有“{text}”. 见 dutydesk officers list"),
        format!("there is no \"{text}\". See dutydesk officers list"),
    ))
}

impl Officers {
    /// Lists or changes them.
    ///
    /// # Errors
    /// What the daemon refuses.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut line = caller.line()?;
        match self {
            Self::List => {
                let directory = Directory::ask(&mut line)?;
                caller.print(&listed(&directory), || shown(&directory, caller))
            }
            Self::Add(add) => add.run(caller, &mut line),
            Self::Set(set) => {
                let directory = Directory::ask(&mut line)?;
                let (officer, unit) = (directory.officer(&set.officer)?, directory.unit(&set.unit)?.id);
                set_up(caller, &mut line, Setup::Post { officer, unit, role: set.role })
            }
            Self::Renew(renew) => {
                let officer = Directory::ask(&mut line)?.officer(&renew.officer)?;
                set_up(caller, &mut line, Setup::Renew(officer))
            }
            Self::Remove(remove) => set_up(caller, &mut line, Setup::EndPost(PostId(remove.number))),
        }
    }
}

impl Add {
    fn run(self, caller: &Caller, line: &mut Line) -> Result<(), CliError> {
        let uid = uid(self.account, self.uid)?;
        let unit = match &self.unit {
            Some(code) => Some(Directory::ask(line)?.unit(code)?.id),
            None => None,
        };
        let step = Setup::Officer { uid, name: self.name };
        let Some(unit) = unit else { return set_up(caller, line, step) };
        let SetUp::Officer(officer) = ask(line, step)? else { return Err(CliError::odd_answer()) };
        set_up(caller, line, Setup::Post { officer, unit, role: self.role })
    }
}

/// The uid of an account, by its name or as it was typed; what the account is called is asked by the daemon.
fn uid(account: Option<String>, uid: Option<u32>) -> Result<u32, CliError> {
    match (account, uid) {
        (_, Some(uid)) => Ok(uid),
        (Some(account), None) => uid_of(&account).ok_or_else(|| {
            CliError::usage(
                format!("本机没有账户 {account}: 请写 --uid"),
                format!("this machine has no account {account}: give its --uid"),
            )
        }),
        (None, None) => Err(CliError::usage("还缺 account 或 uid", "account or uid is missing")),
    }
}

/// `new officer`.
///
/// # Errors
/// A field that is missing or not read.
pub fn enrol(caller: &Caller, mut fields: Fields) -> Result<(), CliError> {
    let name = take(&mut fields, "name")?;
    let typed = fields.remove("uid");
    let typed = typed.map(|text| text.parse().map_err(|_| wrong_word("uid", "0, 1000 …"))).transpose()?;
    let uid = uid(fields.remove("account"), typed)?;
    nothing_left(&fields)?;
    let mut line = caller.line()?;
    set_up(caller, &mut line, Setup::Officer { uid, name })
}

/// `new post`.
///
/// # Errors
/// A field that is missing or not read.
pub fn give_post(caller: &Caller, mut fields: Fields) -> Result<(), CliError> {
    let (officer, unit) = (take(&mut fields, "officer")?, take(&mut fields, "unit")?);
    let role = role(&take(&mut fields, "role")?).map_err(|known| wrong_word("role", &known))?;
    nothing_left(&fields)?;
    let mut line = caller.line()?;
    let directory = Directory::ask(&mut line)?;
    let (officer, unit) = (directory.officer(&officer)?, directory.unit(&unit)?.id);
    set_up(caller, &mut line, Setup::Post { officer, unit, role })
}

fn listed(directory: &Directory) -> Value {
    let officers = directory.officers.iter().map(|officer| {
        let posts = directory.posts.iter().filter(|post| post.officer == officer.id);
        let posts =
            posts.map(|post| json!({ "post": post.id.0, "unit": directory.code(post), "role": post.role.code() }));
        json!({
            "officer": officer.id.0,
            "uid": officer.uid,
            "account": officer.account,
            "name": officer.name,
            "posts": posts.collect::<Vec<_>>(),
        })
    });
    json!({ "schema": "dutydesk/officers/1", "officers": officers.collect::<Vec<_>>() })
}

fn shown(directory: &Directory, caller: &Caller) -> String {
    let rows: Vec<Vec<String>> = directory
        .rows()
        .map(|(officer, post)| {
            vec![
                post.id.0.to_string(),
                directory.code(post).to_owned(),
                post.role.word(caller.zh).to_owned(),
                officer.name.clone(),
                officer.account.clone(),
                officer.uid.to_string(),
            ]
        })
        .collect();
    let headings = if caller.zh {
        ["岗位", "单位", "角色", "姓名", "账户", "uid"]
    } else {
        ["post", "unit", "role", "name", "account", "uid"]
    };
    table(&headings, &rows)
}
