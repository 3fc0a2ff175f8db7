//! What may be typed: the flags of every verb, and the verbs.

use super::{
    act, actions, archive, backup, calendar, check, completions, daemon, deadline, demo, doctor, evidence, exchange,
    find, inspect, intake, keys, list, man, matching, new, officers, paper, refer, reset_tty, restore, route, rules,
    schema, setup, show, vault, verify, version,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The duty officer's workstation for overseas intellectual-property disputes.
///
/// Without a verb it opens the workstation. stdout is data, stderr is narration. Exit: 0 done, 1 refused, 2 usage,
/// 3 fault, 4 not permitted or not found.
#[derive(Debug, Parser)]
#[command(name = "dutydesk", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Flags that every verb takes.
#[derive(Clone, Debug, Args)]
pub struct Globals {
    /// Folder of the store
    #[arg(long, global = true, env = "DUTYDESK_STORE", value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// Socket of the daemon
    #[arg(long, global = true, env = "DUTYDESK_SOCKET", value_name = "PATH")]
    pub socket: Option<PathBuf>,
    /// File of the store's key
    #[arg(long, global = true, env = "DUTYDESK_STORE_KEY", value_name = "FILE")]
    pub store_key: Option<PathBuf>,
    /// Config file instead of /etc/dutydesk/config.toml
    #[arg(long, global = true, env = "DUTYDESK_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Language of what is shown; else that of the locale
    #[arg(long, global = true, env = "DUTYDESK_LANG")]
    pub lang: Option<Lang>,
    /// The post acted for: its number, the officer's name, or UNIT/role
    #[arg(long = "as", global = true, env = "DUTYDESK_POST", value_name = "POST")]
    pub post: Option<String>,
    /// One JSON object on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// Lists as one JSON object a line
    #[arg(long, global = true)]
    pub jsonl: bool,
    /// Never ask anything
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Draw with ASCII only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Keymap: vim, arrows, emacs, or a file of one's own by its name
    #[arg(long, global = true, env = "DUTYDESK_KEYS", value_name = "NAME", default_value = "vim")]
    pub keys: String,
    /// Theme: dark, light, high-contrast, color-blind-safe, or a file of one's own by its name
    #[arg(long, global = true, env = "DUTYDESK_THEME", value_name = "NAME", default_value = "dark")]
    pub theme: String,
    /// For screen readers: the workstation does not do this yet and says so; the verbs print one thing a line
    #[arg(long, global = true)]
    pub screen_reader: bool,
    /// Do not start the daemon
    #[arg(long, global = true)]
    pub no_start: bool,
}

/// A language of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Begin a store, or add a unit to it
    Setup(setup::Setup),
    /// The workstation on a throw-away practice store with demo data
    Demo(demo::Demo),
    /// The daemon: start it, stop it, or ask how it is
    Daemon(daemon::Daemon),
    /// Take disputes, alerts, experts or agencies in from files
    Intake(intake::Intake),
    /// Enter one record by hand
    New(new::New),
    /// Rows of a board
    List(list::List),
    /// Find by name, number, pinyin or initials
    Find(find::Find),
    /// One record, whole
    Show(show::Show),
    /// What can be done with a record now, and why not the rest
    Actions(actions::Actions),
    /// Do one of these
    ///
    /// What belongs to no case is done with the unit itself (`dutydesk actions ZJ`): plan-shift, hand-over, call-meeting,
    /// send-up (a report, or a request for instruction), supervise, silence-alerts, add-task. Each gets a number, and goes
    /// on under it: take-item, write-minutes, countersign, end-silence. `dutydesk list affairs` shows them all.
    Act(act::Act),
    /// Refer a dispute to a unit or an agency
    Refer(refer::Refer),
    /// Compute a legal date and explain it
    Deadline(deadline::Deadline),
    /// Is a day open, why not, and days added to it
    Calendar(calendar::Calendar),
    /// The store's own rules and calendars: check them, have them read again
    #[command(subcommand)]
    Rules(rules::Rules),
    /// Experts for a dispute, ranked
    Match(matching::Match),
    /// Who should own, assist in and coordinate a dispute, and why
    Route(route::Route),
    /// Is a number well formed
    #[command(subcommand)]
    Check(check::Check),
    /// Papers: forms, letters, tables, contacts, and calendars for other programs
    #[command(subcommand)]
    Paper(paper::Paper),
    /// Random inspection: frozen list, published seed, a sample that anybody draws again
    #[command(subcommand)]
    Inspect(inspect::Inspect),
    /// Evidence files of a case: keep, get, check, export, import
    #[command(subcommand)]
    Evidence(evidence::Evidence),
    /// A case as one zip with hash list and signature; or check one
    Archive(archive::Archive),
    /// A copy of the whole store while it goes on
    Backup(backup::Backup),
    /// Bring a copy back into an empty store
    Restore(restore::Restore),
    /// Check the whole record
    Verify(verify::Verify),
    /// The keys of the store at rest
    #[command(subcommand)]
    Vault(vault::Vault),
    /// Lines to and from other centers
    #[command(subcommand)]
    Exchange(exchange::Exchange),
    /// Who may do what
    #[command(subcommand)]
    Officers(officers::Officers),
    /// What keys mean, and what is wrong with keymap files
    #[command(subcommand)]
    Keys(keys::Keys),
    /// What this machine and terminal can do
    Doctor(doctor::Doctor),
    /// Give the terminal back after a crash
    ResetTty(reset_tty::ResetTty),
    /// Completions for a shell
    Completions(completions::Completions),
    /// The manual page
    Man(man::Man),
    /// The JSON schema of an output
    Schema(schema::Schema),
    /// The version
    Version(version::Version),
}
