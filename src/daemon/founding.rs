//! What setting up writes: planned on what is known, then written in one transaction, so that a daemon that dies over it
//! leaves a store in which nothing of it happened, or all. What is there already is not made again: whoever got no answer
//! asks the same once more.

use super::account::account_of;
use super::job::Asked;
use super::keyring::{Keyring, KeyringError};
use super::registrar::Registrar;
use super::world::World;
use crate::casework::command::Act;
use crate::casework::ids::{CommandId, OfficerId, PostId, UnitId};
use crate::casework::line::HERE;
use crate::casework::refusal::Refusal;
use crate::casework::unit::{Account, Author, Officer, Post, UnitCard};
use crate::casework::words::{PostRole, UnitKind};
use crate::journal::{JournalError, Mode};
use std::sync::Arc;

/// One thing that a setup writes.
pub enum Step {
    Mode(Mode),
    Enrol(Officer),
    Act(UnitId, Act),
}

/// A unit about to be made.
pub struct NewUnit {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub kind: UnitKind,
    pub zone: String,
    pub calendar: String,
}

impl NewUnit {
    /// Is it this one, in every word?
    fn is(&self, card: &UnitCard) -> bool {
        let asked = (&self.code, &self.name_zh, &self.name_en, self.kind, &self.zone, &self.calendar);
        asked == (&card.code, &card.name_zh, &card.name_en, card.kind, &card.zone, &card.calendar)
    }
}

/// Why nothing is to be written.
#[derive(Debug, thiserror::Error)]
pub enum Unplanned {
    #[error("{}", .0.en())]
    Refused(Refusal),
    #[error(transparent)]
    Keys(#[from] KeyringError),
}

impl From<Refusal> for Unplanned {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What a setup is about to write, on top of what is known.
pub struct Plan<'a> {
    world: &'a World,
    practice: bool,
    steps: Vec<Step>,
    cards: Vec<UnitCard>,
    officers: Vec<Officer>,
    posts: Vec<Post>,
}

impl<'a> Plan<'a> {
    pub fn on(world: &'a World) -> Self {
        let posts = world.units.values().flat_map(|unit| unit.state.posts.values());
        Self {
            world,
            practice: world.mode == Some(Mode::Practice),
            steps: Vec::new(),
            cards: world.cards(),
            officers: world.officers.values().cloned().collect(),
            posts: posts.map(|(_, post)| post.clone()).collect(),
        }
    }

    /// What is left to be written.
    pub fn steps(self) -> Vec<Step> {
        self.steps
    }

    /// How the store may be used.
    pub fn mode(&mut self, mode: Mode) {
        self.practice = mode == Mode::Practice;
        self.steps.push(Step::Mode(mode));
    }

    pub fn act(&mut self, unit: UnitId, act: Act) {
        self.steps.push(Step::Act(unit, act));
    }

    /// A unit with its keys and its first entry, and lines between it and the units already here. The key file is
    /// written at once: one that a dead daemon left belongs to nobody and is never read.
    ///
    /// # Errors
    /// When another unit has its code, or no keys can be made.
    pub fn found(&mut self, unit: NewUnit, keyring: &Keyring) -> Result<UnitCard, Unplanned> {
        if let Some(card) = self.known(&unit)? {
            return Ok(card);
        }
        let (id, keys) = keyring.make()?;
        let (verifying_key, sealing_key) = keys.card_keys();
        let NewUnit { code, name_zh, name_en, kind, zone, calendar } = unit;
        let card = UnitCard { id, code, name_zh, name_en, kind, zone, calendar, verifying_key, sealing_key };
        self.act(id, Act::Found(Box::new(card.clone())));
        for other in self.cards.clone() {
            self.act(other.id, enrol_here(&card));
            self.act(id, enrol_here(&other));
        }
        self.cards.push(card.clone());
        Ok(card)
    }

    /// The unit, if this very one is here already.
    ///
    /// # Errors
    /// When another unit has its code.
    pub fn known(&self, unit: &NewUnit) -> Result<Option<UnitCard>, Refusal> {
        match self.cards.iter().find(|card| card.code == unit.code) {
            Some(card) if unit.is(card) => Ok(Some(card.clone())),
            Some(card) => Err(Refusal::Already { number: card.code.clone() }),
            None => Ok(None),
        }
    }

    /// An officer on this account; in a practice store an account plays several.
    ///
    /// # Errors
    /// When the uid was another account's that still holds posts, or there is no name.
    pub fn enrol(&mut self, uid: u32, name: &str) -> Result<OfficerId, Refusal> {
        let Account { name: account, made: account_made } = account_of(uid);
        let same = |officer: &&Officer| officer.uid == uid && (!self.practice || officer.name == name);
        for known in self.officers.iter().filter(same) {
            if self.practice || known.account == account {
                return Ok(known.id);
            }
            if self.posts.iter().any(|post| post.officer == known.id) {
                // The uid was somebody else's: whose posts they are is for the administrator to say first.
                return Err(Refusal::Already { number: format!("{} ({})", known.name, known.account) });
            }
        }
        if name.trim().is_empty() {
            return Err(Refusal::FieldMissing { field: "name".into() });
        }
        let id = OfficerId(self.officers.iter().map(|officer| officer.id.0).max().unwrap_or(0) + 1);
        let officer = Officer { id, uid, account, account_made, name: name.to_owned() };
        self.officers.push(officer.clone());
        self.steps.push(Step::Enrol(officer));
        Ok(id)
    }

    /// A post of an officer in a unit; the one that they hold already, if they do.
    ///
    /// # Errors
    /// When there is no such officer or unit.
    pub fn grant(&mut self, officer: OfficerId, unit: UnitId, role: PostRole) -> Result<PostId, Refusal> {
        let held = |post: &&Post| (post.officer, post.unit, post.role) == (officer, unit, role);
        if let Some(post) = self.posts.iter().find(held) {
            return Ok(post.id);
        }
        let known = self.officers.iter().find(|known| known.id == officer);
        let officer = known.filter(|_| self.cards.iter().any(|card| card.id == unit)).ok_or(Refusal::NotFound)?.clone();
        let planned = self.posts.iter().map(|post| post.id.0 + 1).max().unwrap_or(0);
        let id = PostId(self.world.next_post().0.max(planned));
        let post = Post { id, officer: officer.id, unit, role };
        self.posts.push(post.clone());
        self.act(unit, Act::GrantPost(Box::new(officer), post));
        Ok(id)
    }

    /// The account behind the officer's uid has changed, and it is the same person: the posts are given anew.
    ///
    /// # Errors
    /// When there is no such officer.
    pub fn renew(&mut self, officer: OfficerId) -> Result<(), Refusal> {
        let known = self.world.officers.get(&officer).ok_or(Refusal::NotFound)?;
        let now = account_of(known.uid);
        let renewed = Officer { account: now.name, account_made: now.made, ..known.clone() };
        for (_, post) in self.world.posts_of(known.uid).into_iter().filter(|(holder, _)| holder.id == officer) {
            self.act(post.unit, Act::GrantPost(Box::new(renewed.clone()), post.clone()));
        }
        self.steps.push(Step::Enrol(renewed));
        Ok(())
    }

    /// Takes a post back.
    ///
    /// # Errors
    /// When there is no such post.
    pub fn end_post(&mut self, post: PostId) -> Result<(), Refusal> {
        let unit = self.world.post(post).map(|(_, post)| post.unit).ok_or(Refusal::NotFound)?;
        self.act(unit, Act::EndPost(post));
        Ok(())
    }
}

impl Registrar {
    /// Does what a setup planned. Only its first act asks for what somebody typed; a plan of which a later one is refused
    /// is a mistake of ours, and half of it must not be written. An agency that the center knows is not entered again.
    pub(super) fn set_up(&mut self, steps: Vec<Step>) -> Result<Result<(), Refusal>, JournalError> {
        let mut begun = false;
        for step in steps {
            match step {
                Step::Mode(mode) if self.world.mode.is_none() => {
                    self.journal.stage_mode(mode);
                    self.world.mode = Some(mode);
                }
                Step::Mode(_) => {}
                Step::Enrol(officer) => {
                    Arc::make_mut(&mut self.world.officers).insert(officer.id, officer.clone());
                    self.journal.stage_officer(officer);
                }
                Step::Act(unit, act) => {
                    let known = matches!(act, Act::EnterAgency(_));
                    match self.act(unit, &Author::System, asked(act))? {
                        Ok(Ok(_)) => {}
                        Ok(Err(_)) if known => {}
                        Ok(Err(refusal)) if !begun => return Ok(Err(refusal)),
                        refused => panic!("a setup is refused half-way: {refused:?}"),
                    }
                }
            }
            begun = true;
        }
        Ok(Ok(()))
    }
}

fn enrol_here(card: &UnitCard) -> Act {
    Act::EnrolPeer { card: Box::new(card.clone()), carrier: HERE.into() }
}

/// An act under a new command id.
pub(super) fn asked(act: Act) -> Asked {
    Asked { command: CommandId(uuid::Uuid::now_v7()), seen: None, act }
}
