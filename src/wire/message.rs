//! The messages. A client sends `Hello`, then numbered requests; the daemon answers each once, and pushes what changed
//! to those who watch.

use super::attach::FilesRequest;
use super::intake::{IntakeReply, IntakeRequest};
use super::many::VerbOn;
use super::paper::PaperQuery;
pub use super::record::{Decision, VaultRequest, VaultStatus, Verified};
use super::rules::RulesLoaded;
use crate::boards::drafts::{Draft, DraftId, FormKey};
use crate::boards::duty::Duty;
use crate::boards::rows::AgencyRow;
use crate::boards::timeline::Happening;
use crate::boards::views::View;
use crate::boards::window::{Window, WindowQuery};
use crate::calendar::{Computed, Question, Text};
use crate::casework::actions::{Offer, VerbOf};
use crate::casework::alert::UrgencyDays;
use crate::casework::body::BodyMatch;
use crate::casework::command::Act;
use crate::casework::fields::Fields;
use crate::casework::ids::{CommandId, Hash, OfficerId, PostId, RecordId, UnitId};
use crate::casework::kinds::KindRule;
use crate::casework::matching::Match;
use crate::casework::moved::Moved;
use crate::casework::refusal::Refusal;
use crate::casework::unit::{Officer, Post, UnitCard};
use crate::casework::words::{PostRole, UnitKind};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// A numbered request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub no: u32,
    pub request: Request,
}

/// What comes from the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromDaemon {
    Reply {
        no: u32,
        reply: Box<Reply>,
    },
    Push(Push),
    /// Of a message that no frame holds: all of them, joined, are it (`parts`).
    Part {
        bytes: Vec<u8>,
        last: bool,
    },
}

/// What the daemon says unasked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Push {
    /// Something in the unit of the acting post changed: ask again for all that is on screen. `records` are those of
    /// the last commit; commits in between may have been skipped.
    Changed { records: Vec<RecordId> },
    /// The daemon is about to stop.
    Stopping,
    /// Why nothing is written now; None: it is again.
    Trouble(Option<Text>),
}

/// What a client may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
pub enum Request {
    /// Who am I here, and as what may I act?
    Me,
    /// From here on, act for this post.
    ActAs(PostId),
    /// Tell me what changes in the unit of my post.
    Watch,
    Window(WindowQuery),
    /// Fuzzy over all boards.
    Find {
        text: String,
        limit: u16,
    },
    /// The record of a number, an id, a unique prefix or a docket number.
    Resolve(String),
    Show(RecordId),
    History(RecordId),
    /// What can be done with it now, and for the rest why not.
    Actions(RecordId),
    /// Experts for a dispute.
    Match(RecordId),
    /// Arbitration and mediation bodies for a dispute; `seat`: a country, else that of its forum.
    Bodies {
        dispute: RecordId,
        seat: Option<String>,
    },
    /// Units and agencies that a case may be referred to.
    Recipients,
    /// Computes a legal date; changes nothing.
    Deadline(Question),
    /// The deadline rules that fit a dispute, best first; all of them when none is named.
    Rules(Option<RecordId>),
    /// A change. Asked again with the same id it is the same change, and gets the same answer.
    Do {
        command: CommandId,
        seen: Option<u32>,
        act: Act,
    },
    /// The same, by verb and typed fields.
    DoVerb {
        command: CommandId,
        seen: Option<u32>,
        record: RecordId,
        verb: String,
        fields: Fields,
    },
    /// Verbs of many records, in one transaction, each decided by itself; `dry_run`: what would become of them.
    DoMany {
        each: Vec<VerbOn>,
        dry_run: bool,
    },
    /// Brings a file to the daemon piece by piece; the last piece makes it durable.
    PutFile {
        hash: Hash,
        offset: u64,
        total: u64,
        bytes: Vec<u8>,
    },
    /// Takes a file in that was put before; one answer a chunk of records, to be asked again from `next`.
    Intake(IntakeRequest),
    /// A paper that was made and kept, byte for byte.
    Paper(PaperQuery),
    /// The last letter of a referral as docx; a plain one is made when there is none.
    Letter {
        referral: RecordId,
        zh: bool,
    },
    /// What the acting officer typed in this unit and has not sent.
    Drafts,
    /// Keeps what stands in a form, in place of what was kept of it before.
    KeepDraft {
        form: FormKey,
        fields: Vec<(String, String)>,
    },
    /// Forgets what was kept of a form.
    DropDraft {
        form: DraftId,
    },
    /// Setting up: units, officers, posts.
    Setup(Setup),
    Officers,
    Exchange(ExchangeRequest),
    Status,
    /// Checks the whole record.
    Verify,
    /// Open deadlines that the rules of today would move; changes nothing.
    Moved,
    /// Reads the store's own rules and calendars again; moves no deadline.
    ReloadRules,
    /// The open deadlines and hearings of a dispute, or of all that one may see, as iCalendar.
    Feed {
        dispute: Option<RecordId>,
        zh: bool,
    },
    /// What needs a hand now, and what the center looks like beside it.
    Duty,
    /// An administrator decides about a record that is not what it should be.
    Decide(Decision),
    /// The keys of the store.
    Vault(VaultRequest),
    /// About the files of cases, and copies of the store.
    Files(FilesRequest),
}

impl Request {
    /// The command that it is, if it changes something under an id of the client's.
    pub const fn command(&self) -> Option<CommandId> {
        if let Self::Do { command, .. } | Self::DoVerb { command, .. } = self { Some(*command) } else { None }
    }
}

/// Setting the store up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Setup {
    /// Begins an empty store: its first unit, the asking account as its officer with the posts of shift lead and
    /// administrator, and the public agencies that every center writes to. A practice store also gets a court's
    /// liaison office and a customs office, and several named persons on this one account.
    Begin { code: String, name_zh: String, name_en: String, practice: bool },
    /// A new unit with its keys; its first entry is written.
    Unit { code: String, name_zh: String, name_en: String, kind: UnitKind, zone: String, calendar: String },
    /// Enrols an account as an officer.
    Officer { uid: u32, name: String },
    /// Gives an officer a post.
    Post { officer: OfficerId, unit: UnitId, role: PostRole },
    /// Takes a post back.
    EndPost(PostId),
    /// The account behind an officer's uid has changed, and it is the same person.
    Renew(OfficerId),
}

/// Lines between centers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExchangeRequest {
    Status,
    /// Our key file, to be handed to a peer.
    Key,
    /// Takes a peer's key file in; the fingerprint was compared by the officer.
    AcceptPeer {
        key_file: String,
        fingerprint: String,
        carrier: String,
    },
    /// Reads a key file without taking it in.
    ReadKey {
        key_file: String,
    },
    /// Carries what waits and takes what has come, now.
    Run,
}

/// What the daemon answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    Me(Box<Me>),
    Done,
    Window(Box<Window>),
    /// The best ones of `total`, or of more than that.
    Found {
        hits: Vec<Hit>,
        total: u32,
        more: bool,
    },
    /// The same client has asked something newer meanwhile.
    Superseded,
    Record(RecordId),
    View(Box<View>),
    History(Vec<Happening>),
    Actions(Vec<Offer>),
    Matches(Vec<Match>),
    Bodies(Vec<BodyMatch>),
    Recipients(Vec<RecipientRow>),
    Deadline(Box<Computed>),
    Rules(Vec<RuleRow>),
    /// A change took effect: the records it made or changed, the first one first.
    Changed(Vec<Changed>),
    /// What became of each of many changes, in their order; of a dry run, nothing where it would be done.
    Many(Vec<Result<Vec<Changed>, Refusal>>),
    Intake(Box<IntakeReply>),
    File {
        name: String,
        bytes: Vec<u8>,
    },
    /// The last typed in first.
    Drafts(Vec<Draft>),
    Setup(SetUp),
    Officers(Vec<Officer>, Vec<Post>, Vec<UnitCard>),
    Exchange(Box<ExchangeReply>),
    Status(Box<Status>),
    Verified(Box<Verified>),
    /// The rules say no.
    Refused(Refusal),
    /// The request itself cannot be answered: one line in each language.
    Wrong(Text),
    /// Disk, file or peer: what the daemon was doing, and why it failed.
    Fault(Text),
    /// The first ones of `total`, soonest first.
    Moved {
        rows: Vec<Moved>,
        total: u64,
    },
    RulesLoaded(RulesLoaded),
    Duty(Box<Duty>),
    Vault(Box<VaultStatus>),
    /// The unit's key, and its signature.
    Signed([u8; 32], Vec<u8>),
    /// A piece of a file of so many bytes (0: not known yet); empty at its end.
    Piece {
        bytes: Vec<u8>,
        total: u64,
    },
}

/// A record that a change made or touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub id: RecordId,
    pub number: String,
    /// What takes the change back; told once, with the first answer.
    pub undo: Option<Box<VerbOf>>,
}

/// Who the client is to the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub uid: u32,
    /// The post acted for; None until there is one.
    pub post: Option<PostId>,
    /// All posts this account may act for, with their officers and units.
    pub posts: Vec<Post>,
    pub officers: Vec<Officer>,
    pub units: Vec<UnitCard>,
    /// One account plays several persons here; marked everywhere.
    pub practice: bool,
    /// May set the store up.
    pub administrator: bool,
    /// Nothing in the store yet.
    pub empty: bool,
    /// After a start: how much of the store is loaded, in percent. None: all.
    pub loading: Option<u8>,
    /// Rule files that were refused, one line each.
    pub rule_problems: Vec<Text>,
    /// Now, by the daemon's clock in the unit's zone.
    pub now: DateTime<FixedOffset>,
    /// Peers with the age of their last word.
    pub peers: Vec<PeerRow>,
    /// The kinds of referrals in force.
    pub kinds: Vec<KindRule>,
    /// How working days to a deadline are told as urgency.
    pub urgency: UrgencyDays,
}

/// A record found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub id: RecordId,
    /// `dispute`, `alert`, `referral`, `expert`, `agency`, or a kind of affair.
    pub kind: String,
    pub number: String,
    pub name: Text,
    pub detail: String,
    /// State word in both languages.
    pub state: Text,
    pub score: i64,
}

/// Somebody a case may be referred to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecipientRow {
    /// A unit with a desk, here or at a peer.
    Unit { card: UnitCard, here: bool },
    /// An agency without one.
    Agency(AgencyRow),
}

/// A deadline rule in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    pub id: String,
    pub st3: String,
    pub forum: Text,
    pub title: Text,
    pub trigger: Text,
    pub period: Text,
    pub citation: String,
    pub confidence: String,
}

/// What a setup made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetUp {
    Unit(Box<UnitCard>),
    Officer(OfficerId),
    Post(PostId),
    Ended,
}

/// Lines and keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExchangeReply {
    Status(Vec<PeerRow>),
    Key { key_file: String, fingerprint: String },
    Peer { card: Box<UnitCard>, fingerprint: String },
    Ran { carried: u64, taken: u64, problems: Vec<Text> },
}

/// The state of the line to and from a peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerRow {
    pub unit: UnitId,
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub carrier: String,
    /// Slips made for the peer, carried, and receipted by it.
    pub made: u64,
    pub carried: u64,
    pub receipted: u64,
    /// Slips of the peer taken; and those waiting for a missing one.
    pub taken: u64,
    pub held: u64,
    pub carried_at: Option<DateTime<FixedOffset>>,
    /// The peer's last word, by its clock.
    pub heard_at: Option<DateTime<FixedOffset>>,
    /// Why there is no line now; empty: there is one.
    pub waiting: Option<Text>,
}

/// What the daemon is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    pub pid: u32,
    pub version: String,
    pub protocol: u16,
    pub store: String,
    pub uptime_s: u64,
    pub clients: u32,
    pub entries: u64,
    pub rss_bytes: u64,
    pub practice: bool,
    /// After a start: how much of the store is loaded, in percent. None: all.
    pub loading: Option<u8>,
}
