//! T41: whatever the environment says, a verb does not crash, and nothing but the named places is looked at.

use super::{needs_root, program};
use crate::dice::Dice;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Random environments: a few in every run, all of them in the long suite.
fn sets() -> u64 {
    if std::env::var_os("DUTYDESK_LONG").is_some() { 1_000 } else { 60 }
}

/// Names that programs like to believe.
const NAMES: &[&str] = &[
    "TERM",
    "COLORTERM",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "HOME",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "TMPDIR",
    "TERMINFO",
    "TERMINFO_DIRS",
    "PATH",
    "SHELL",
    "EDITOR",
    "PAGER",
    "NO_COLOR",
    "COLUMNS",
    "LINES",
    "TZ",
    "TZDIR",
    "RUST_BACKTRACE",
    "RUST_LOG",
    "DUTYDESK_LANG",
    "DUTYDESK_LOG",
    "DUTYDESK_POST",
    "NOTIFY_SOCKET",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSH_AUTH_SOCK",
    "LD_BIND_NOW",
    "MALLOC_ARENA_MAX",
    "LOCPATH",
    "NLSPATH",
    "USER",
    "LOGNAME",
];

/// Values: of an attacker's folder, oversize, and no text at all.
fn value(dice: &mut Dice, folder: &str) -> Vec<u8> {
    match dice.below(7) {
        0 => folder.as_bytes().to_vec(),
        1 => format!("{folder}/../x").into_bytes(),
        2 => vec![b'A'; 100_000],
        3 => vec![0xff, 0xfe, b'x', 0x80],
        4 => b"\x1b]52;c;Y2F0\x07\x1b[31m".to_vec(),
        5 => Vec::new(),
        _ => (0..dice.below(40)).map(|_| u8::try_from(1 + dice.below(254)).expect("a byte")).collect(),
    }
}

#[test]
fn no_environment_crashes_a_verb_or_leads_it_to_another_place() {
    use std::os::unix::ffi::OsStringExt;
    needs_root();
    let (seed, mut dice) = Dice::of_now();
    println!("seed {seed}");
    let place = tempfile::TempDir::with_prefix("dutydesk-env-").expect("a folder");
    let trap = place.path().join("attacker");
    std::fs::create_dir(&trap).expect("a folder");
    for open in [place.path(), &trap] {
        std::fs::set_permissions(open, std::fs::Permissions::from_mode(0o777)).expect("a mode");
    }
    let trap = trap.display().to_string();
    let store = place.path().join("none").display().to_string();
    // By its whole path: the path of the child's environment is not to be believed.
    let path = std::env::var_os("PATH").expect("a path");
    let strace = std::env::split_paths(&path).map(|folder| folder.join("strace")).find(|path| path.exists());
    let strace = strace.expect("strace is installed by tests/run");
    for set in 0..sets() {
        // Every tenth under the eyes of strace, which sees each path that is named to the kernel.
        let traced = set % 10 == 0;
        let log = place.path().join("trace");
        let mut command = if traced { Command::new(&strace) } else { Command::new(program()) };
        if traced {
            command.args(["-f", "-qq", "-s", "400", "-e", "trace=%file,connect", "-o"]).arg(&log).arg(program());
        }
        let verb = *dice.of(&[
            &["daemon", "status"][..],
            &["doctor"],
            &["list", "disputes"],
            &["deadline", "--list"],
            &["version"],
        ]);
        command.args(["--store", &store, "--no-start"]).args(verb).env_clear();
        for _ in 0..dice.below(12) {
            let name = *dice.of(NAMES);
            // The loader's own names are for the kernel and sshd to drop; a verb of one's own may have them.
            let mut bytes = value(&mut dice, &trap);
            bytes.retain(|byte| *byte != 0);
            command.env(name, std::ffi::OsString::from_vec(bytes));
        }
        let output = command.uid(42_030).gid(42_030).current_dir("/").output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| code <= 4), "set {set}: {output:?}");
        assert!(!said.contains("panicked"), "set {set}: {said}");
        if traced {
            let paths = std::fs::read_to_string(&log).expect("a trace");
            let named: Vec<&str> =
                paths.lines().filter(|line| line.contains(&trap) && !line.contains("execve(")).collect();
            assert!(named.is_empty(), "set {set}: {named:?}");
        }
    }
    assert_eq!(std::fs::read_dir(&trap).expect("a folder").count(), 0);
}
