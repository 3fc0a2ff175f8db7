//! Who is who: the client looks before it speaks, the daemon before it touches; posts count at every command.

mod accounts;
mod alerts;
mod captive;
mod disclosed;
mod environment;
mod escapes;
mod interference;
mod logs;
mod peers;
mod revoked;
mod server;
mod squatting;
mod traces;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Uids that no account of a test machine has.
pub const STRANGER: u32 = 42_001;

/// These tests change uids, as a server with several officers has them: they cannot be tried without.
pub fn needs_root() {
    assert!(
        rustix::process::geteuid().is_root(),
        "tests of several accounts need root (CI runs as root): sudo -E cargo test, or a container"
    );
}

/// The program where every account may run it: the build folder may be closed to others.
pub fn program() -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    static COPY: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    COPY.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("dutydesk-program-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let copy = folder.join("dutydesk");
        let built = Path::new(env!("CARGO_BIN_EXE_dutydesk"));
        if std::fs::hard_link(built, &copy).is_err() {
            std::fs::copy(built, &copy).expect("a copy");
        }
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("a mode");
        copy
    })
    .clone()
}

/// Runs a verb as this account; English, and of the environment nothing else.
pub fn verb_as(uid: u32, gid: u32, words: &[&str]) -> Output {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(program());
    command.args(words).env_clear().env("DUTYDESK_LANG", "en").env("HOME", "/nonexistent").current_dir("/");
    command.uid(uid).gid(gid).output().expect("a verb")
}

/// What a verb said on stderr.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
