//! As whom a verb acts: the post that was named, else the first one that may act, of the unit that has the record.

use super::caller::Caller;
use super::line::Line;
use super::report::CliError;
use crate::calendar::Text;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::refusal::Refusal;
use crate::casework::unit::{Post, UnitCard};
use crate::casework::words::PostRole;
use crate::wire::message::{Me, Reply, Request};

/// A line to the daemon, and who we are there.
pub struct Acting {
    pub line: Line,
    pub me: Me,
    /// The posts that come into question, the first one first: one a unit, or the one that was named.
    candidates: Vec<Post>,
    zh: bool,
}

impl Acting {
    /// Reaches the daemon and finds the posts.
    ///
    /// # Errors
    /// An empty store, an account without a post, a post that is not there.
    pub fn open(caller: &Caller) -> Result<Self, CliError> {
        Self::with(caller, caller.line()?)
    }

    /// The same over a line that is open already.
    ///
    /// # Errors
    /// See [`Acting::open`].
    pub fn with(caller: &Caller, mut line: Line) -> Result<Self, CliError> {
        let me = line.me()?;
        if me.empty {
            return Err(CliError::Wrong(Text::new(
                "库还是空的: 先 dutydesk setup --unit ZJ --name-zh … --name-en …",
                "the store is empty: begin with dutydesk setup --unit ZJ --name-zh … --name-en …",
            )));
        }
        let candidates = match &caller.globals.post {
            Some(named) => vec![named_post(&me, named)?],
            None => of_casework(&me),
        };
        Ok(Self { line, me, candidates, zh: caller.zh })
    }

    /// Acts for the first post that may. For what belongs to no record.
    ///
    /// # Errors
    /// When there is none.
    pub fn first(&mut self) -> Result<Post, CliError> {
        let post = self.candidates.first().cloned().ok_or(CliError::Refused(no_post()))?;
        self.line.act_as(post.id)?;
        Ok(post)
    }

    /// Acts for the post that was named, else for an administrator's.
    ///
    /// # Errors
    /// When there is none.
    pub fn administrator(&mut self, caller: &Caller) -> Result<Post, CliError> {
        if caller.globals.post.is_none() {
            let admins = one_a_unit(&self.me, |post| post.role == PostRole::Admin);
            if !admins.is_empty() {
                self.candidates = admins;
            }
        }
        self.first()
    }

    /// The record of a number, an id, a unique prefix or a docket number, acting for the first unit that knows it.
    ///
    /// # Errors
    /// When no unit does.
    pub fn resolve(&mut self, text: &str) -> Result<(RecordId, Post), CliError> {
        self.resolve_where(text, |_, _| Ok(true))
    }

    /// The same, for the first unit where `fits`; if it fits nowhere, the first that knows it.
    ///
    /// # Errors
    /// When no unit knows it.
    pub fn resolve_where(
        &mut self,
        text: &str,
        mut fits: impl FnMut(&mut Line, RecordId) -> Result<bool, CliError>,
    ) -> Result<(RecordId, Post), CliError> {
        if self.candidates.is_empty() {
            return Err(CliError::Refused(no_post()));
        }
        let mut first: Option<(RecordId, Post)> = None;
        let mut why = CliError::Refused(Refusal::NotFound);
        for post in self.candidates.clone() {
            self.line.act_as(post.id)?;
            match self.line.ask(Request::Resolve(text.to_owned())) {
                Ok(Reply::Record(id)) if fits(&mut self.line, id)? => return Ok((id, post)),
                Ok(Reply::Record(id)) => first = first.or(Some((id, post))),
                Ok(_) => return Err(CliError::odd_answer()),
                Err(error @ CliError::Wrong(_)) => why = error,
                Err(CliError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let found = first.ok_or(why)?;
        self.line.act_as(found.1.id)?;
        Ok(found)
    }

    /// Says on stderr which post acted.
    pub fn tell(&self, caller: &Caller, post: &Post) {
        let (unit, name) = (self.unit_code(post.unit), self.officer_name(post));
        let role = post.role.word(self.zh);
        caller.tell(&format!("以 {unit} {role} {name} 的身份"), &format!("acting as {name}, {role} of {unit}"));
    }

    /// The unit of a post.
    pub fn unit(&self, id: UnitId) -> Option<&UnitCard> {
        self.me.units.iter().find(|unit| unit.id == id)
    }

    fn unit_code(&self, id: UnitId) -> String {
        self.unit(id).map_or_else(String::new, |unit| unit.code.clone())
    }

    fn officer_name(&self, post: &Post) -> String {
        let officer = self.me.officers.iter().find(|officer| officer.id == post.officer);
        officer.map_or_else(String::new, |officer| officer.name.clone())
    }
}

fn no_post() -> Refusal {
    Refusal::NotPermitted { wants: PostRole::Duty }
}

/// The post of casework in each unit, and after it the same person's archive: what the one may not, the other may.
fn of_casework(me: &Me) -> Vec<Post> {
    let is_archive = |post: &Post| post.role == PostRole::Archivist;
    let mut posts = one_a_unit(me, |post| post.role != PostRole::Admin && !is_archive(post));
    let other = |post: &&Post| posts.iter().any(|one| one.unit == post.unit && one.officer != post.officer);
    let archives: Vec<Post> =
        me.posts.iter().filter(|post| is_archive(post)).filter(|post| !other(post)).cloned().collect();
    posts.extend(archives);
    posts
}

/// The first post of each unit that fits. Never a second person of one unit: verifying by two must be asked for.
fn one_a_unit(me: &Me, fits: impl Fn(&Post) -> bool) -> Vec<Post> {
    let mut posts: Vec<Post> = Vec::new();
    for post in me.posts.iter().filter(|post| fits(post)) {
        if posts.iter().all(|known| known.unit != post.unit) {
            posts.push(post.clone());
        }
    }
    posts
}

/// A post by its number, by its officer's name, by `UNIT/role` or by `UNIT` alone.
fn named_post(me: &Me, named: &str) -> Result<Post, CliError> {
    let unit_is = |post: &Post, code: &str| {
        me.units.iter().any(|unit| unit.id == post.unit && unit.code.eq_ignore_ascii_case(code))
    };
    let officer_is = |post: &Post| me.officers.iter().any(|one| one.id == post.officer && one.name == named);
    let fits = |post: &&Post| match named.split_once('/') {
        Some((code, role)) => unit_is(post, code) && PostRole::parse(role) == Some(post.role),
        None => post.id.0.to_string() == named || officer_is(post) || unit_is(post, named),
    };
    // A person who is also an administrator is meant as an officer.
    let mut posts: Vec<&Post> = me.posts.iter().filter(fits).collect();
    posts.sort_by_key(|post| post.role == PostRole::Admin);
    posts.first().map(|post| (*post).clone()).ok_or_else(|| no_such_post(me, named))
}

fn no_such_post(me: &Me, named: &str) -> CliError {
    let known: Vec<String> = me
        .posts
        .iter()
        .map(|post| {
            let unit = me.units.iter().find(|unit| unit.id == post.unit).map_or("", |unit| unit.code.as_str());
            let name = me.officers.iter().find(|one| one.id == post.officer).map_or("", |one| one.name.as_str());
            format!("{} {unit}/{} {name}", post.id.0, post.role.code())
        })
        .collect();
    let known = known.join("; ");
    CliError::NotThere(Text::new(
        format!("没有岗位“{named}”. 你的岗位: {known}"),
        format!("you have no post \"{named}\". Yours are: {known}"),
    ))
}
