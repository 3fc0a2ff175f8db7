//! What a process that holds cases keeps to itself: no core dumps, no other process of the account looking in, and, for
//! the daemon, no file that others may read.

use rustix::fs::Mode;
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask};

/// No core dumps, and no `ptrace` or `/proc/PID/mem` by other processes of the account.
pub fn no_dumps() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    // Neither can fail for a process that lowers what it may do; where a container forbids even that, `doctor` says so.
    let _ = setrlimit(Resource::Core, none);
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Whatever this process makes is for its owner, until it is opened on purpose. For the whole process, so before its
/// threads start.
pub fn files_for_owner() {
    umask(Mode::RWXG | Mode::RWXO);
}
