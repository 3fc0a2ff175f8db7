//! `doctor`: what this machine and terminal can do, where things are, and what is wrong.

use super::caller::Caller;
use super::checkup::{of_accounts, of_ground, of_machine};
use super::daemon;
use super::line::Line;
use super::places::{Mode, Places};
use super::report::CliError;
use super::table::table;
use crate::calendar::Text;
use crate::casework::unit::Officer;
use crate::daemon::house_rules::{FOLDER, rules_with};
use crate::journal::{StoreId, StoreMark};
use crate::wire::client::ClientError;
use crate::wire::guard;
use crate::wire::message::{Me, Reply, Request};
use clap::Args;
use serde_json::{Value, json};
use std::env;
use std::io::{self, IsTerminal};
use std::os::unix::fs::MetadataExt;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Doctor {}

/// Something looked at.
pub(super) struct Finding {
    what: &'static str,
    value: String,
    problem: Option<Text>,
    /// Good to know; nothing is wrong.
    warning: Option<Text>,
}

impl Finding {
    pub(super) fn good(what: &'static str, value: impl Into<String>) -> Self {
        Self { what, value: value.into(), problem: None, warning: None }
    }

    pub(super) fn with(mut self, problem: Option<Text>) -> Self {
        self.problem = problem;
        self
    }

    pub(super) fn warned(mut self, warning: Option<Text>) -> Self {
        self.warning = warning;
        self
    }
}

impl Doctor {
    /// Looks around; never starts a daemon, never changes anything.
    ///
    /// # Errors
    /// `SomeRefused` when there is a problem.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let places = caller.places()?;
        let mut findings = vec![Finding::good("version", env!("CARGO_PKG_VERSION"))];
        findings.extend(of_places(&places));
        findings.extend(of_machine(&places));
        findings.extend(of_daemon(&places));
        // What the daemon refused and what is refused in the files now is the same, unless they changed since.
        for one in of_rules(&places) {
            if one.problem.is_none() || !findings.iter().any(|known| known.problem == one.problem) {
                findings.push(one);
            }
        }
        findings.extend(of_terminal());
        let reply = json!({
            "schema": "dutydesk/doctor/1",
            "ok": findings.iter().all(|one| one.problem.is_none()),
            "findings": findings.iter().map(|one| row(one, caller.zh)).collect::<Vec<_>>(),
        });
        caller.print(&reply, || told(&findings, caller))?;
        if findings.iter().any(|one| one.problem.is_some()) { Err(CliError::SomeRefused) } else { Ok(()) }
    }
}

fn row(one: &Finding, zh: bool) -> Value {
    let said = |text: &Option<Text>| text.as_ref().map(|text| text.pick(zh).to_owned());
    json!({ "what": one.what, "value": one.value, "problem": said(&one.problem), "warning": said(&one.warning) })
}

fn told(findings: &[Finding], caller: &Caller) -> String {
    let cells: Vec<Vec<String>> = findings
        .iter()
        .map(|one| {
            let said =
                |text: &Option<Text>| text.as_ref().map_or_else(String::new, |text| text.pick(caller.zh).to_owned());
            let (problem, warning) = (said(&one.problem), said(&one.warning));
            let mark = if problem.is_empty() { "" } else { "!" };
            vec![one.what.to_owned(), one.value.clone(), format!("{mark}{problem}{warning}")]
        })
        .collect();
    table(&if caller.zh { ["项", "值", "问题"] } else { ["what", "value", "problem"] }, &cells)
}

fn of_places(places: &Places) -> Vec<Finding> {
    let uid = rustix::process::geteuid().as_raw();
    let mode = match places.mode {
        Mode::Personal => "personal",
        Mode::Shared => "shared",
    };
    let root = (uid == 0 && places.mode == Mode::Shared).then(|| {
        Text::new(
            "共享模式不接受 root: 请用值班员自己的账户",
            "root is refused in shared mode: use an officer's own account",
        )
    });
    let config = places.config.as_ref().map_or_else(|| "-".to_owned(), |path| path.display().to_string());
    let account = match (uid, places.mode) {
        (0, Mode::Personal) => "0 (root; the owner of a personal store may be root, as in a container)".to_owned(),
        (_, _) => format!("{uid} ({})", super::setup::account_of(uid)),
    };
    vec![
        Finding::good("mode", mode),
        Finding::good("uid", account).with(root),
        Finding::good("config", config),
        Finding::good("store", places.store.display().to_string()).with(store_problem(places, uid)),
        store_key(places),
        of_ground(places),
        Finding::good("socket", places.socket.display().to_string()).with(socket_problem(places)),
    ]
}

/// Where the key of the store is, or would be, and whether it opens it.
fn store_key(places: &Places) -> Finding {
    let Some(mark) = StoreMark::read(&places.store) else {
        let named = places.keys.path(StoreId([0; 16])).ok().filter(|_| places.keys.names_one());
        let place = named.map_or_else(|| "-".to_owned(), |path| path.display().to_string());
        return Finding::good("store key", place).with(open_key(places));
    };
    let path = places.keys.path(mark.id).map_or_else(|_| "-".to_owned(), |path| path.display().to_string());
    // Of a server's key only the service account may say more.
    let read = places.mode == Mode::Personal;
    let problem = read.then(|| mark.key_of(&places.keys, &places.store).err()).flatten();
    let problem = problem.map(|problem| Text::new(problem.zh(), problem.to_string()));
    Finding::good("store key", path).with(problem.or_else(|| open_key(places)))
}

/// The key that the config file names, when others than its owner may read it.
fn open_key(places: &Places) -> Option<Text> {
    let path = places.keys.config.as_ref()?;
    let mode = std::fs::metadata(path).ok()?.mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        Text::new(
            format!("权限 {mode:o}: 他人可读密钥, 请 chmod 400"),
            format!("mode {mode:o}: others may read the key, chmod 400 it"),
        )
    })
}

fn said(error: CliError) -> Text {
    Text::new(error.say(true), error.say(false))
}

fn store_problem(places: &Places, uid: u32) -> Option<Text> {
    let about = std::fs::metadata(&places.store).ok().filter(|_| places.mode == Mode::Personal)?;
    let mode = about.mode() & 0o777;
    if about.uid() != uid {
        let owner = about.uid();
        return Some(Text::new(format!("属于 uid {owner}"), format!("belongs to uid {owner}")));
    }
    (mode & 0o077 != 0).then(|| {
        Text::new(
            format!("权限 {mode:o}: 他人可入, 请 chmod 700"),
            format!("mode {mode:o}: open to others, chmod 700 it"),
        )
    })
}

/// Who could swap the socket, and whether it is the daemon's.
fn socket_problem(places: &Places) -> Option<Text> {
    let owner = match places.daemon_uid() {
        Ok(owner) => owner,
        Err(error) => return Some(said(error)),
    };
    let (folder, name) = (places.socket.parent()?, places.socket.file_name()?);
    let looked = guard::folder(folder, owner).and_then(|folder| guard::socket(&folder, (name, &places.socket), owner));
    let distrust = looked.err().filter(|distrust| !distrust.is_absent())?;
    Some(Text::new(distrust.zh(), distrust.to_string()))
}

fn of_daemon(places: &Places) -> Vec<Finding> {
    match Line::open(places, false) {
        Ok(mut line) => {
            let version = line.daemon_version().to_owned();
            let status = daemon::ask(&mut line).map(|about| format!("pid {}, {} entries", about.pid, about.entries));
            let mut findings = vec![Finding::good("daemon", format!("{version} {}", status.unwrap_or_default()))];
            let me = line.me();
            let administers = me.as_ref().is_ok_and(|me| me.administrator && !me.practice);
            findings.extend(me.map(|me| of_me(&me)).unwrap_or_default());
            if administers && let Ok(Reply::Officers(officers, posts, _)) = line.ask(Request::Officers) {
                let holds = |officer: &Officer| posts.iter().any(|post| post.officer == officer.id);
                findings.extend(of_accounts(&officers.into_iter().filter(holds).collect::<Vec<_>>()));
            }
            findings
        }
        Err(CliError::Client(ClientError::NoDaemon { .. })) if places.mode == Mode::Personal => {
            vec![Finding::good("daemon", "not running; the next verb starts it")]
        }
        Err(error) => vec![Finding::good("daemon", "-").with(Some(said(error)))],
    }
}

fn of_me(me: &Me) -> Vec<Finding> {
    let units: Vec<&str> = me.units.iter().map(|unit| unit.code.as_str()).collect();
    let shared =
        me.officers.len() > 1 && !me.practice && me.posts.iter().any(|post| post.officer != me.posts[0].officer);
    let one_account = shared.then(|| {
        Text::new("多人共用一个账户: 程序只当作一人", "several persons share this account: to the program they are one")
    });
    let mut findings = vec![
        Finding::good("units", if me.empty { "none yet: dutydesk setup".to_owned() } else { units.join(", ") }),
        Finding::good("posts", me.posts.len().to_string()).with(one_account),
        Finding::good("practice", if me.practice { "yes" } else { "no" }),
    ];
    findings.extend(me.rule_problems.iter().map(|text| Finding::good("rules", "").with(Some(text.clone()))));
    findings
}

fn of_rules(places: &Places) -> Vec<Finding> {
    let rules = rules_with(&places.store.join(FOLDER));
    let (own, book) = (&rules.rules, &rules.handbook);
    let count = format!(
        "{} rules, {} calendars, {} paths, {} playbooks",
        own.rules().len(),
        own.calendars().count(),
        book.standards().paths().len(),
        book.playbooks().len()
    );
    let problems = rules.problems().map(|one| {
        let (at, what) = (format!("{}:{}", one.file, one.line), &one.what);
        let said = Text::new(format!("{at}: {}", what.zh), format!("{at}: {}", what.en));
        Finding::good("rules", "").with(Some(said))
    });
    std::iter::once(Finding::good("rules", count)).chain(problems).collect()
}

fn of_terminal() -> Vec<Finding> {
    let set = |name: &str| env::var(name).unwrap_or_default();
    let locale = [set("LC_ALL"), set("LC_CTYPE"), set("LANG")].into_iter().find(|value| !value.is_empty());
    let locale = locale.unwrap_or_default();
    let utf8 = locale.to_lowercase().replace('-', "").contains("utf8");
    let not_utf8 = (!utf8).then(|| {
        Text::new(
            "区域设置不是 UTF-8: 中文会乱, 请设 LANG=zh_CN.UTF-8",
            "the locale is not UTF-8: set e.g. LANG=en_US.UTF-8",
        )
    });
    let size = rustix::termios::tcgetwinsize(io::stdout()).map(|size| format!("{}x{}", size.ws_col, size.ws_row));
    let terminal = if io::stdout().is_terminal() { size.unwrap_or_default() } else { "no terminal".to_owned() };
    vec![
        Finding::good("terminal", format!("{} {terminal}", set("TERM"))),
        Finding::good("locale", locale).with(not_utf8),
    ]
}
