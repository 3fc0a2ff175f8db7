//! What a process that holds cases keeps to itself: no core dumps, no other process of the account looking in, and, for
//! the daemon, nothing of its memory in swap where the system lets it, no file that others may read and no word of a
//! case in its log.

use rustix::fs::Mode;
use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, geteuid, getrlimit, set_dumpable_behavior, setrlimit, umask,
};

/// No core dumps, and no `ptrace` or `/proc/PID/mem` by other processes of the account.
pub fn no_dumps() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    // Neither can fail for a process that lowers what it may do; where a container forbids even that, `doctor` says so.
    let _ = setrlimit(Resource::Core, none);
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Keeps what this process has in memory, keys and cases, out of swap: all of it, page by page as it is used. Only where
/// no limit is set on that (the service's unit sets none, root has none): under a limit a later page would be refused,
/// and with it the process. False: it may be swapped, which `doctor` tells together with how the machine's swap is.
pub fn stays_in_memory() -> bool {
    let unlimited = getrlimit(Resource::Memlock).current.is_none();
    let may = unlimited || geteuid().is_root();
    may && mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT).is_ok()
}

/// Whatever this process makes is for its owner, until it is opened on purpose. For the whole process, so before its
/// threads start.
pub fn files_for_owner() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// A mistake of ours is told by its place alone: what it says may quote the record that it stumbled over.
pub fn mistakes_by_place() {
    std::panic::set_hook(Box::new(|mistake| {
        let place = mistake.location().map(ToString::to_string);
        tracing::error!(place, thread = std::thread::current().name(), "a mistake of the program");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// What only the record says.
    const CANARY: &str = "金丝雀 in a record";

    /// Run as a process of its own by the test below: a hook is for the whole process.
    #[test]
    #[ignore = "makes a mistake on purpose"]
    fn a_process_that_stumbles() {
        tracing_subscriber::fmt().with_writer(std::io::stderr).init();
        mistakes_by_place();
        let caught = std::panic::catch_unwind(|| {
            let read: Result<u8, String> = CANARY.parse().map_err(|_| CANARY.to_owned());
            assert_eq!(read.expect(CANARY), 0);
        });
        assert!(caught.is_err());
    }

    #[test]
    fn a_mistake_is_told_by_its_place_and_not_by_what_it_says() {
        let itself = std::env::current_exe().expect("the test");
        let child = ["--exact", "daemon::private::tests::a_process_that_stumbles", "--ignored", "--nocapture"];
        let output = Command::new(itself).args(child).output().expect("it runs");
        let said = [output.stdout.as_slice(), &output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        assert!(said.contains("private.rs:"), "its place: {said}");
        assert!(!said.contains(CANARY), "{said}");
    }
}
