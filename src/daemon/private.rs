//! What a process that holds cases keeps to itself: no core dumps, no other process of the account looking in, and, for
//! the daemon, nothing of its memory in swap where the system lets it, and no file that others may read.

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
