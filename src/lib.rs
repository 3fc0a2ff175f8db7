//! `dutydesk`: the workstation of duty officers who help companies in intellectual-property disputes abroad.
//!
//! One process a store, the **daemon**, owns the record; every terminal is a **desk**, a client that draws, asks and
//! commands over a Unix socket; **verbs** are clients too. Units write only their own **book**; what another unit may
//! know travels as numbered **slips** on a **line**, inside one store at once, between stores in sealed bundles.
//!
//! # The way of a command
//!
//! key → `desk::action::Action` → `update` → `Effect` → `wire::Request` → daemon session → registrar: `authorize` →
//! `decide` → entries in the unit's book, slips on its lines, changed rows and the command's result in one transaction →
//! `evolve` → one unmoving view published → every watching desk is told → `Message` → `update` → `view`. There is no
//! other way for anything to change.
//!
//! # Layers
//!
//! | layer | what lives there | may use |
//! |---|---|---|
//! | [`calendar`] | PURE. Working time, holidays, legal deadlines with their explanation | – |
//! | [`finder`] | PURE. Names found by Chinese, pinyin, initials, English; the filter language | – |
//! | [`casework`] | PURE. The rules: disputes, alerts, experts, referrals, legs, custody | calendar |
//! | [`boards`] | PURE. What is known, folded into the rows and views that officers see | casework, calendar, finder |
//! | [`journal`] | the append-only record, the rows and the drafts on redb; nobody else names redb | casework, boards |
//! | [`wire`] | what desk and daemon tell each other: versioned, framed, limited | casework, boards, calendar |
//! | [`papers`] | forms, letters, tables, contacts, calendars | – |
//! | [`intake`] | files from outside → drafts; pure parsers, one source a file | casework, calendar |
//! | [`exchange`] | lines between stores: pure plan, sealed bundles, carriers | casework |
//! | [`daemon`] | the process: registrar, sessions, socket, clocks, the sync task | all above |
//! | [`desk`] | the workstation: model, message, update, effect, view | casework, boards, calendar, wire |
//! | [`cli`] | the verbs, one file each; stdout is data, stderr is narration | all but exchange |
//!
//! The pure layers build and test alone with `--no-default-features`: the feature `program` is all the rest.
//!
//! `tests/it/tidy.rs` reads the `use` lines and fails on any other arrow. Two differences from the first sketch of the
//! layers, with their reasons: `exchange` does not use `journal` (slips are opaque bytes to it, so the same core runs
//! over any store, and the daemon brings the two together), and a unit's state is folded in `casework::state` beside the
//! rules that read it, because `decide` must see exactly what `evolve` made.
//!
//! A unit's records stand on shelves (`casework::shelf`). What changed since the last commit, and apart from it what is
//! being committed, is in memory; the rest is asked of the folded records that `journal::folded` writes in the
//! transaction of their entries, through the snapshot of the very commit that was published. What has to be found without
//! its id (a key, a number, a name, a right, a clock that may ring) is in `casework::index`: words of 48 bits and two
//! instants a record, so that neither a command nor a look at the clocks goes through all records. A start reads the
//! small things, serves, and loads index and boards meanwhile (`daemon::loading`): two threads make them whole from what
//! stood at the start, and what changed since is put on top. What is folded is a cache: damaged, it is folded anew from
//! the entries.
//!
//! Setting up is planned on what is known and written in one transaction (`daemon::founding`). A reply that no frame holds
//! travels in parts (`wire::parts`); what a client has not read waits in its session's outbox, bounded in bytes and in time.
//! The files of a case that was handed over travel beside the slips of its line (`exchange::files`): its new holder asks,
//! whoever released it answers, and nobody keeps count of what was sent.
//!
//! # A million rows
//!
//! A board keeps packed rows of fixed width in chunks that versions share (`boards::arena`); their texts stand once in
//! one table of names (`finder::names`), so a filter and a search test each distinct text once and then only look numbers
//! up. The orders that officers read are counted trees of slots whose branches know how many rows below them each
//! *audience* may see (`boards::order`): a list is a stretch of an order, and its total, any window and the place of a
//! record are found without walking. What is due is told by the instant at which a day begins, so midnight changes no
//! row. Orders by columns are made when first asked for and then only told what changed (`boards::sorting`).
//!
//! Two differences from the first sketch, with their reasons. There are no posting lists: one pass over packed rows costs
//! less memory a row (`docs/figures.md`), finds a name only where a visible row bears it, and counts exactly. Rows
//! have 128 bytes, not 120: all three moments are kept to the nanosecond, so that a row is stored again as it was.
//! A pure layer spawns nothing: who has a second core lends it (`finder::Hands`).
//!
//! # Invariants, each held by a test
//!
//! 1. The pure layers read no clock, do no IO, spawn nothing (`tidy`, `clippy.toml`). What only time changes is never
//!    stored.
//! 2. `decide` may refuse; folding may not fail: history always loads.
//! 3. Only the registrar appends, on its own thread, in batches of what queued while the last commit ran; while the
//!    writer makes one durable, the next is decided on what that one will have made. At the first error of the disk every
//!    desk is told and both stop, so nothing uncommitted is ever shown or answered, and no sync is tried twice; a full
//!    disk is seen before it is full (`tests/it/crash/`).
//! 4. Each unit writes only its own book; only a referral's sender writes it, only the keeper of a leg writes that. One
//!    unit holds a case, by its consent (`tests/it/casework/custody.rs`: random histories).
//!    What the tables leave open, `casework::standing` decides: a copy that comes without its unsending never was.
//! 5. Every command carries an id made by the client; its result is stored with its effect. Asked again it takes effect
//!    once (`tests/it/crash/kill.rs`: killed at any moment).
//! 6. `casework::authorize` is the one place that says who may do and see what.
//! 7. Text from outside is made safe before it reaches a widget, a message, a log or a letter.
//! 8. Bytes at rest and on the way are promises: `tests/golden/`. Nothing at rest can be read without the store key
//!    (`tests/it/vault.rs`); a body that was destroyed, not even with it (`tests/it/destroyed.rs`). An auditor with code
//!    of its own finds any change of them (`tests/it/audit.rs`).
//! 9. Every queue, frame, file, window and retry has a named limit with its reason beside it.
//!
//! # Where things go
//!
//! - a screen: `desk/screens/`, one file, and its rows in `keymaps/`;
//! - a source of alerts or forms: one file in `intake/` and one row in `SOURCES`;
//! - a deadline rule, a calendar, a path of evidence, a playbook, a rule of routing: a file in `rules/`, no Rust;
//! - a file of figures: its reader beside the rules that use it, its name and place in `casework/handbook/figures.rs`; a
//!   center's own is then laid over it like all others. What a fold would have to look up there is written down by `decide`
//!   instead (`Matter::own_rule`, `AlertDraft::ratings`), so that history reads the same whatever becomes of the file;
//! - a state of a referral: a variant in `casework::standing`; there are no `_` arms, so the compiler leads on;
//! - a verb of a record: a row and its reading in `casework/verbs/`, its act in `command`, its rule in `decide/`;
//! - an affair (what a center has on its hands beside its cases): one file like `casework/listing.rs`, its verbs, its
//!   rules in `decide/`, and an arm in `casework/affair.rs`; lists, pages, JSON and history follow by themselves;
//! - a paper: its words in `templates/papers/`, its kind in `casework/paper.rs`; a field of all papers in `papers/fields.rs`;
//! - a condition of the tables: a line in `casework/refusal/guards.rs`, with a test that is refused for it;
//! - a table of the store: its keys in `journal/backup.rs` too, or no copy is made;
//! - a carrier: one file in `exchange/carrier/` and its address scheme.

pub mod boards;
pub mod calendar;
pub mod casework;
#[cfg(feature = "program")]
pub mod cli;
#[cfg(feature = "program")]
pub mod daemon;
#[cfg(feature = "program")]
pub mod desk;
#[cfg(feature = "program")]
pub mod exchange;
pub mod finder;
#[cfg(feature = "program")]
pub mod intake;
#[cfg(feature = "program")]
pub mod journal;
#[cfg(feature = "program")]
pub mod papers;
#[cfg(feature = "program")]
pub mod wire;
