//! T24: folders, sockets, links and locks that another account put there first.

use super::{STRANGER, needs_root, said, verb_as};
use dutydesk::wire::client::{Client, ClientError};
use std::fs::{self, File, Permissions};
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// The account that ought to own the daemon.
const SERVICE: u32 = 42_000;

/// A listener of somebody's that counts what is sent to it.
struct Listener {
    heard: Arc<AtomicUsize>,
}

impl Listener {
    fn at(path: &Path) -> Self {
        let listener = UnixListener::bind(path).expect("a socket");
        let heard = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&heard);
        // The process of the test is root's: to a client that wants SERVICE behind the socket it is a stranger's.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut buffer = [0; 64];
                while let Ok(n) = stream.read(&mut buffer) {
                    if n == 0 {
                        break;
                    }
                    counting.fetch_add(n, Ordering::SeqCst);
                }
            }
        });
        Self { heard }
    }
}

fn folder(within: &Path, name: &str, owner: u32, mode: u32) -> PathBuf {
    let path = within.join(name);
    fs::create_dir(&path).expect("a folder");
    fs::set_permissions(&path, Permissions::from_mode(mode)).expect("a mode");
    chown(&path, Some(owner), Some(owner)).expect("an owner");
    path
}

/// One way to lay a trap: returns the socket's path, and who listens where the client would arrive.
type Trap = fn(&Path) -> (PathBuf, Option<Listener>);

fn listening(path: PathBuf, owner: u32) -> (PathBuf, Option<Listener>) {
    let listener = Listener::at(&path);
    chown(&path, Some(owner), Some(owner)).expect("an owner");
    (path, Some(listener))
}

const TRAPS: &[(&str, &str, Trap)] = &[
    ("a folder of another account", "belongs to uid 42001", |at| {
        listening(folder(at, "run", STRANGER, 0o755).join("sock"), SERVICE)
    }),
    ("a folder that is a link to another account's", "is a symbolic link", |at| {
        let (real, listener) = listening(folder(at, "evil", STRANGER, 0o755).join("sock"), STRANGER);
        symlink(real.parent().expect("a folder"), at.join("run")).expect("a link");
        (at.join("run/sock"), listener)
    }),
    ("a folder that is a link even to the right one", "is a symbolic link", |at| {
        let (real, listener) = listening(folder(at, "real", SERVICE, 0o755).join("sock"), SERVICE);
        symlink(real.parent().expect("a folder"), at.join("run")).expect("a link");
        (at.join("run/sock"), listener)
    }),
    ("a folder that all may write", "others may write", |at| {
        listening(folder(at, "run", SERVICE, 0o777).join("sock"), SERVICE)
    }),
    ("a folder that all may write, sticky as /tmp", "others may write", |at| {
        listening(folder(at, "run", SERVICE, 0o1777).join("sock"), SERVICE)
    }),
    ("a folder that its group may write", "others may write", |at| {
        listening(folder(at, "run", SERVICE, 0o770).join("sock"), SERVICE)
    }),
    ("a socket of another account", "belongs to uid 42001", |at| {
        listening(folder(at, "run", SERVICE, 0o755).join("sock"), STRANGER)
    }),
    ("a socket that is a link", "is a symbolic link", |at| {
        let (real, listener) = listening(folder(at, "evil", STRANGER, 0o755).join("sock"), STRANGER);
        let path = folder(at, "run", SERVICE, 0o755).join("sock");
        symlink(real, &path).expect("a link");
        (path, listener)
    }),
    ("a plain file", "is no socket", |at| {
        let path = folder(at, "run", SERVICE, 0o755).join("sock");
        File::create(&path).expect("a file");
        chown(&path, Some(SERVICE), None).expect("an owner");
        (path, None)
    }),
    ("a folder in the socket's place", "is no socket", |at| {
        (folder(&folder(at, "run", SERVICE, 0o755), "sock", SERVICE, 0o755), None)
    }),
    ("a file in the folder's place", "is no folder", |at| {
        File::create(at.join("run")).expect("a file");
        (at.join("run/sock"), None)
    }),
    ("the right socket with another process behind it", "belongs to uid 0", |at| {
        listening(folder(at, "run", SERVICE, 0o755).join("sock"), SERVICE)
    }),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_client_says_nothing_to_a_socket_that_is_not_the_daemons() {
    needs_root();
    assert_eq!(TRAPS.len(), 12);
    for (name, why, lay) in TRAPS {
        let place = TempDir::with_prefix("dutydesk-trap-").expect("a folder");
        let (socket, listener) = lay(place.path());
        let refused = Client::connect(&socket, SERVICE).await.err().unwrap_or_else(|| panic!("{name}: connected"));
        assert!(!matches!(refused, ClientError::NoDaemon { .. }), "{name}: told apart from no daemon: {refused}");
        assert!(refused.to_string().contains(why), "{name}: {refused}");
        std::thread::sleep(std::time::Duration::from_millis(20));
        let heard = listener.map_or(0, |listener| listener.heard.load(Ordering::SeqCst));
        assert_eq!(heard, 0, "{name}: bytes sent");
    }
}

/// What a stranger may have put in the places of a daemon, and which word of the refusal names it.
type Squat = fn(&Path);

const SQUATS: &[(&str, &str, Squat)] = &[
    ("the store is another account's", "belongs to uid", |at| _ = folder(at, "store", STRANGER, 0o755)),
    ("the store is a link", "is a symbolic link", |at| {
        symlink(folder(at, "other", SERVICE, 0o700), at.join("store")).expect("a link");
    }),
    ("all may write the store", "others may write", |at| _ = folder(at, "store", SERVICE, 0o777)),
    ("the lock is a link", "is a symbolic link", |at| {
        symlink(at.join("victim"), folder(at, "store", SERVICE, 0o700).join("daemon.lock")).expect("a link");
    }),
    ("the lock has another name", "hard link", |at| {
        chown(at.join("victim"), Some(SERVICE), None).expect("an owner");
        fs::hard_link(at.join("victim"), folder(at, "store", SERVICE, 0o700).join("daemon.lock")).expect("a link");
    }),
    ("the lock is another account's", "belongs to uid", |at| {
        let lock = folder(at, "store", SERVICE, 0o700).join("daemon.lock");
        File::create(&lock).expect("a file");
        fs::set_permissions(&lock, Permissions::from_mode(0o666)).expect("a mode");
        chown(&lock, Some(STRANGER), None).expect("an owner");
    }),
    ("the lock is a folder", "is no plain file", |at| {
        folder(&folder(at, "store", SERVICE, 0o700), "daemon.lock", SERVICE, 0o700);
    }),
    ("the socket is a link", "is a symbolic link", |at| {
        symlink(at.join("victim"), folder(at, "store", SERVICE, 0o700).join("daemon.sock")).expect("a link");
    }),
    ("the socket is a plain file", "is no socket", |at| {
        let path = folder(at, "store", SERVICE, 0o700).join("daemon.sock");
        fs::write(&path, "precious").expect("a file");
        chown(&path, Some(SERVICE), None).expect("an owner");
    }),
    ("the socket is another account's", "belongs to uid", |at| {
        let path = folder(at, "store", SERVICE, 0o700).join("daemon.sock");
        drop(UnixListener::bind(&path).expect("a socket"));
        chown(&path, Some(STRANGER), None).expect("an owner");
    }),
];

/// Everything below a folder: path, kind, mode, owner, and what is in plain files.
fn seen(at: &Path) -> Vec<(PathBuf, u32, u32, Vec<u8>)> {
    let mut all = Vec::new();
    let mut folders = vec![at.to_owned()];
    while let Some(folder) = folders.pop() {
        for one in fs::read_dir(folder).expect("a folder") {
            let path = one.expect("an entry").path();
            let about = fs::symlink_metadata(&path).expect("there");
            let bytes = if about.is_file() { fs::read(&path).expect("readable") } else { Vec::new() };
            if about.is_dir() {
                folders.push(path.clone());
            }
            // The daemon makes its own lock before it comes to the socket.
            let own_lock = path.ends_with("daemon.lock") && about.is_file() && about.nlink() == 1;
            if !(own_lock && about.uid() == SERVICE) {
                all.push((path, about.mode(), about.uid(), bytes));
            }
        }
    }
    all.sort();
    all
}

#[test]
fn a_daemon_neither_follows_nor_changes_nor_removes_what_is_not_its_own() {
    needs_root();
    for (name, why, lay) in SQUATS {
        let place = TempDir::with_prefix("dutydesk-squat-").expect("a folder");
        let at = place.path();
        fs::set_permissions(at, Permissions::from_mode(0o755)).expect("a mode");
        fs::write(at.join("victim"), "precious").expect("a file");
        lay(at);
        let before = seen(at);
        let store = at.join("store").display().to_string();
        let socket = at.join("store/daemon.sock").display().to_string();
        let output = verb_as(SERVICE, SERVICE, &["daemon", "--foreground", "--store", &store, "--socket", &socket]);
        assert!(!output.status.success(), "{name}: started");
        assert!(said(&output).contains(why), "{name}: {}", said(&output));
        assert_eq!(seen(at), before, "{name}: changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_of_a_personal_store_is_for_its_owner_alone() {
    let station = crate::support::Station::empty().await;
    let about = fs::metadata(station.socket()).expect("a socket");
    assert!(about.file_type().is_socket());
    assert_eq!(about.mode() & 0o777, 0o600);
    let folder = fs::metadata(station.store()).expect("a folder");
    assert_eq!(folder.mode() & 0o777, 0o700);
}
