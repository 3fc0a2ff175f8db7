//! `demo`: the workstation on a throw-away practice store, with data taken in through the real intake.

use super::acting::Acting;
use super::arguments::Globals;
use super::caller::Caller;
use super::demo_cases::Cases;
use super::line::Line;
use super::new::new_command;
use super::put::Carried;
use super::report::CliError;
use super::{daemon, workstation};
use crate::calendar::Text;
use crate::casework::command::Act;
use crate::casework::ids::CommandId;
use crate::daemon::fill::{Filling, new_record};
use crate::wire::{IntakeRequest, Reply, Request, Setup};
use chrono::{DateTime, Days, FixedOffset};
use clap::Args;
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Files whose dates are written as days from today: `{D-14}`, and `{R-1}` in the form of feeds.
static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules/demo");

/// Days before and after today that the files use.
const DAYS: std::ops::RangeInclusive<i64> = -90..=90;

/// Invented disputes in one store: ten times what a province has after ten years.
const DISPUTES_MAX: u64 = 10_000_000;

/// Disputes decided one after the other before anybody else has a turn.
const DISPUTES_AT_ONCE: u64 = 32;

/// How often the making of many disputes is told.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// What may be typed.
#[derive(Debug, Default, Args)]
pub struct Demo {
    /// Make the store here, and keep it
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Only make the store and take the data in
    #[arg(long, requires = "keep")]
    pub prepare: bool,
    /// So many invented disputes more, as a province has after years
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=DISPUTES_MAX))]
    pub disputes: Option<u64>,
}

impl Demo {
    /// Makes the store, takes the data in, opens the workstation, and throws the store away.
    ///
    /// # Errors
    /// When the store cannot be made.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let (store, thrown_away) = match &self.keep {
            Some(folder) => (folder.clone(), false),
            None => (temporary(), true),
        };
        let key = store.with_extension("key");
        let caller = at(caller, &store, thrown_away.then(|| key.clone()));
        let made = prepare(&caller);
        let made = made.and_then(|is_new| self.disputes.map_or(Ok(()), |count| fill(&caller, count, is_new)));
        let shown = made.and_then(|()| if self.prepare { Ok(()) } else { workstation::run(&caller) });
        if thrown_away {
            daemon::stop(&caller)?;
            std::fs::remove_dir_all(&store)
                .and_then(|()| std::fs::remove_file(&key))
                .map_err(|source| CliError::file(Text::new("清除演示库", "removing the demo store"), &store, source))?;
        }
        shown
    }
}

/// The same caller, on another store; the key of one that is thrown away goes with it.
fn at(caller: &Caller, store: &Path, key: Option<PathBuf>) -> Caller {
    let store_key = key.or_else(|| caller.globals.store_key.clone());
    let globals = Globals { store: Some(store.to_owned()), store_key, socket: None, ..caller.globals.clone() };
    Caller { zh: caller.zh, globals }
}

/// A folder of our own that nobody can guess.
fn temporary() -> PathBuf {
    std::env::temp_dir().join(format!("dutydesk-demo-{}", uuid::Uuid::now_v7()))
}

/// Makes the store, unless it is there already. True: it was made.
fn prepare(caller: &Caller) -> Result<bool, CliError> {
    let mut line = caller.line()?;
    let me = line.me()?;
    if !me.empty {
        return Ok(false);
    }
    let begin = Setup::Begin {
        code: "ZJ".into(),
        name_zh: "浙江分中心".into(),
        name_en: "Zhejiang sub-center".into(),
        practice: true,
    };
    line.ask(Request::Setup(begin))?;
    let now = line.me()?.now;
    drop(line);
    let mut acting = Acting::open(caller)?;
    acting.first()?;
    for file in DEMO.files() {
        let name = file.path().display().to_string();
        let text = dated(file.contents_utf8().unwrap_or_default(), now);
        take(&mut acting.line, &Rc::new(Carried::of(name, text.into_bytes())))?;
    }
    Ok(true)
}

/// Takes many invented disputes in, each by the way of all disputes, while no daemon has the store. A new store has the
/// same ones every time; one that is there already gets others.
fn fill(caller: &Caller, count: u64, is_new: bool) -> Result<(), CliError> {
    let mut line = caller.line()?;
    let now = line.me()?.now;
    drop(line);
    daemon::stop(caller)?;
    let fault = |error: crate::daemon::DaemonError| {
        CliError::Fault(Text::new(format!("造演示纠纷: {}", error.zh()), format!("making the demo disputes: {error}")))
    };
    let places = caller.places()?;
    let Some(mut filling) = Filling::open(&places.store, &places.keys).map_err(fault)? else {
        return Err(CliError::Fault(Text::new("后台还开着此库", "a daemon still has the store")));
    };
    let cases = Cases { now, count };
    let base = if is_new { 0 } else { u64::try_from(now.timestamp_millis()).unwrap_or(0) };
    let (begun, mut told) = (Instant::now(), Instant::now());
    for first in (0..count).step_by(usize::try_from(DISPUTES_AT_ONCE).unwrap_or(1)) {
        let acts = (first..count.min(first + DISPUTES_AT_ONCE)).flat_map(|no| acts_of(&cases, base + no));
        filling.put(first / DISPUTES_AT_ONCE, acts).map_err(fault)?;
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            tell(caller, first, count, begun);
        }
    }
    if let Some(refusal) = filling.end().map_err(fault)? {
        return Err(CliError::Refused(refusal));
    }
    tell(caller, count, count, begun);
    Ok(())
}

fn acts_of(cases: &Cases, no: u64) -> Vec<(CommandId, Act)> {
    let (command, record) = new_record();
    let first = (command, Act::Register(Box::new(cases.draft(no))));
    [first].into_iter().chain(cases.acts(no, record).into_iter().map(|act| (new_record().0, act))).collect()
}

fn tell(caller: &Caller, done: u64, count: u64, begun: Instant) {
    let rate = u128::from(done) * 1_000 / begun.elapsed().as_millis().max(1);
    caller.tell(
        &format!("演示纠纷 {done} / {count}, 每秒 {rate} 件"),
        &format!("demo disputes {done} of {count}, {rate} a second"),
    );
}

/// The text with its days as dates.
fn dated(text: &str, now: DateTime<FixedOffset>) -> String {
    let mut text = text.to_owned();
    for day in DAYS {
        let at = if day < 0 { now - Days::new(day.unsigned_abs()) } else { now + Days::new(day.unsigned_abs()) };
        let signed = if day < 0 { format!("{day}") } else { format!("+{day}") };
        text = text.replace(&format!("{{D{signed}}}"), &at.date_naive().to_string());
        if day <= 0 {
            text = text.replace(&format!("{{R-{}}}", -day), &at.to_rfc2822());
        }
    }
    text
}

fn take(line: &mut Line, file: &Rc<Carried>) -> Result<(), CliError> {
    line.bring(file)?;
    let run = new_command();
    let mut from = Some(0);
    while let Some(first) = from {
        let (hash, name) = (file.hash, file.name.clone());
        let request = IntakeRequest { run, file: hash, name, kind: None, dry_run: false, from: first };
        let Reply::Intake(reply) = line.ask(Request::Intake(request))? else { return Err(CliError::odd_answer()) };
        from = reply.next;
    }
    Ok(())
}
