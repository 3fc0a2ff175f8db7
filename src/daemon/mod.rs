//! The process that owns the store: start and stop order, the registrar, sessions, the socket, the exchange.
//!
//! Start: lock, record, registrar, exchange, socket. Stop (SIGTERM): no new connections, tell the clients, do what
//! waits, close. A second daemon for the same store finds the lock taken and leaves quietly.

mod about;
pub mod account;
mod admission;
mod answer;
mod attach;
mod backup;
mod carry_out;
mod change;
mod changes;
mod checking;
mod clock;
mod custodian;
mod drafts;
mod duty;
mod exchange;
mod feed;
mod files;
pub mod fill;
mod find;
mod founding;
mod gate;
pub mod ground;
mod hands;
mod heads;
mod hold;
pub mod house_rules;
mod job;
mod keep;
mod keeping;
mod keyring;
mod loading;
mod look;
mod many;
mod moved;
mod outbox;
mod paper;
mod peers;
pub mod private;
mod queue;
mod quota;
mod registrar;
mod reseal;
mod room;
mod searches;
mod session;
mod set_aside;
mod setup;
pub mod signing;
mod socket;
mod sweep;
mod timers;
mod trace;
mod world;
mod writer;

pub use attach::ATTACHMENT_BYTES_MAX;

use crate::journal::{Journal, JournalError, KeyPlaces};
use answer::Shared;
use exchange::ExchangeHandle;
use gate::Gate;
use heads::Heads;
use job::{NotDone, Published, RegistrarHandle, Trouble};
use keyring::Keyring;
use queue::FairQueue;
use registrar::Registrar;
use room::Room;
use set_aside::SetAside;
use socket::SocketError;
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::UnixListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, watch};

/// After a failed accept (no file descriptors left): not at once again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long connections may take to end when the daemon stops.
const DRAIN_WITHIN: Duration = Duration::from_secs(5);

/// What a daemon is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the store.
    pub store: PathBuf,
    pub socket: PathBuf,
    /// A store for many accounts, owned by a service account.
    pub shared: bool,
    /// Uids that administer a shared store.
    pub administrators: Vec<u32>,
    /// Where the key of the store may lie.
    pub keys: KeyPlaces,
    /// The file to which heads of books are appended.
    pub anchors: PathBuf,
}

/// Why there is no daemon.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    #[error(transparent)]
    Socket(#[from] SocketError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    NotDone(#[from] NotDone),
    #[error(transparent)]
    Ground(#[from] ground::Unfit),
    #[error("could not {doing}: {source}")]
    Io { doing: &'static str, source: io::Error },
    #[error("the registrar ended by itself; the daemon stops")]
    Registrar,
}

impl DaemonError {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Journal(error) => error.zh(),
            Self::NotDone(error) => error.clone().text().zh,
            Self::Registrar => "登记线程自行结束, 后台停止".to_owned(),
            Self::Socket(error) => error.to_string(),
            Self::Ground(error) => error.to_string(),
            Self::Io { doing, source } => format!("{doing}: {source}"),
        }
    }
}

/// What is ours is for nobody else, and lies where many may rely on it.
fn own_ground(options: &Options) -> Result<OwnedFd, DaemonError> {
    private::no_dumps();
    if !private::stays_in_memory() {
        tracing::info!("memory may be swapped: no leave to lock it (LimitMEMLOCK=); see doctor on swap");
    }
    private::files_for_owner();
    if options.shared {
        ground::for_many(&options.store)?;
    } else if let Some((kind, Some(_))) = ground::file_system(&options.store) {
        tracing::warn!(kind, "the store stands on what may not keep it: see dutydesk doctor");
    }
    Ok(socket::own_folder(&options.store)?)
}

/// Runs the daemon until SIGTERM or SIGINT; returns at once when another one has the store.
///
/// # Errors
/// When the store, the socket or the system does not let it.
pub fn run(options: &Options) -> Result<(), DaemonError> {
    let folder = own_ground(options)?;
    let Some(_lock) = socket::lock(&folder, &options.store)? else {
        tracing::info!("another daemon has this store");
        return Ok(());
    };
    socket::can_bind(&options.socket)?;
    let io = |doing| move |source| DaemonError::Io { doing, source };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(io("start the runtime"))?;
    runtime.block_on(async { survive_file_limit() }).map_err(io("listen for signals"))?;
    // Before the record is opened: on a full disk that may need what the ballast holds.
    let room = Room::of(&options.store);
    let rules = watch::Sender::new(Arc::new(house_rules::rules_with(&options.store.join(house_rules::FOLDER))));
    let journal = Journal::open(&options.store, &options.keys)?;
    let (reader, blobs, vault) = (journal.reader(), journal.blobs(), journal.vault());
    blobs.sweep().map_err(|error| io("sweep what was not finished")(error.into()))?;
    let quota = Arc::new(quota::Quota::of(blobs.bytes().map_err(io("count the files"))?));
    let (registrar, published) = Registrar::open(journal, rules.subscribe(), room)?;
    let hold = registrar.hold.clone();
    let told = heads::compared(&options.anchors, (&reader, &published.borrow().world), &hold)?;
    let queue = Arc::new(FairQueue::default());
    let thread = registrar.start(&queue)?;
    let handle = RegistrarHandle { queue: Arc::clone(&queue), published, hold };
    let keyring = Keyring::of(&options.store, Arc::clone(&vault));
    let (exchange, task) =
        ExchangeHandle::new((handle.clone(), reader.clone(), keyring.clone()), (blobs.clone(), options.store.clone()));
    let shared = Arc::new(Shared {
        store: options.store.clone(),
        heads: Heads::new((handle.clone(), keyring.clone()), options.anchors.clone(), told),
        registrar: handle,
        reader,
        keyring,
        blobs,
        key_file: options.keys.path(vault.id()).unwrap_or_default(),
        vault,
        rotated: Notify::new(),
        quota,
        rules,
        exchange,
        owner: rustix::process::geteuid().as_raw(),
        shared: options.shared,
        administrators: options.administrators.clone(),
        refused: admission::Refused::default(),
        started: Instant::now(),
        gate: Gate::new(options.shared, files_allowed()),
        set_aside: SetAside::default(),
        setting_up: tokio::sync::Mutex::default(),
        orders: look::Orders::default(),
    });
    sweep::sweep_later(&shared);
    let served = runtime.block_on(serve(options, shared, task));
    queue.close();
    runtime.shutdown_timeout(Duration::from_secs(1));
    let done = thread.join().map_err(|_| DaemonError::Registrar);
    drop(std::fs::remove_file(&options.socket));
    served.and(done?.map_err(DaemonError::from))
}

/// A file that meets the limit of its size is an error of that write, not the end of the process.
fn survive_file_limit() -> io::Result<()> {
    // Once listened for, the signal no longer ends the process, heard or not.
    signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw())).map(drop)
}

/// Files that this process may open: as many as the system lets it have.
fn files_allowed() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let files = if raised.is_ok() { limit.maximum } else { limit.current };
    files.map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX))
}

async fn serve(options: &Options, shared: Arc<Shared>, task: exchange::Exchange) -> Result<(), DaemonError> {
    let io = |doing| move |source| DaemonError::Io { doing, source };
    let own = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    // In a shared store the folder's group says who may knock, and the record who is let in.
    let mode = if options.shared { own | rustix::fs::Mode::RGRP | rustix::fs::Mode::WGRP } else { own };
    let listener = socket::bind(&options.socket, mode)?;
    let listener = UnixListener::from_std(listener).map_err(io("listen"))?;
    let mut terminate = signal(SignalKind::terminate()).map_err(io("listen for signals"))?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(io("listen for signals"))?;
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(task.run(shared.registrar.published.clone(), stopping.clone()));
    tokio::spawn(timers::run(shared.registrar.clone(), stopping.clone()));
    tokio::spawn(shared.heads.clone().run(stopping.clone()));
    tokio::spawn(reseal::run(Arc::clone(&shared), stopping.clone()));
    tracing::info!(socket = %options.socket.display(), "ready");
    tokio::select! {
        () = accept(&listener, &shared, &stopping) => {}
        () = registrar_stopped(shared.registrar.published.clone()) => {}
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    drop(listener);
    stop.send_replace(true);
    let drained = async {
        while shared.gate.lines() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    drop(tokio::time::timeout(DRAIN_WITHIN, drained).await);
    Ok(())
}

/// Waits until the registrar says that the disk failed, or ends without a word.
async fn registrar_stopped(mut published: watch::Receiver<Published>) {
    drop(published.wait_for(|published| published.trouble == Some(Trouble::Storage)).await);
}

async fn accept(listener: &UnixListener, shared: &Arc<Shared>, stopping: &watch::Receiver<bool>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Full, or gone already: the client sees the line close, and tries again.
                let Ok(uid) = stream.peer_cred().map(|peer| peer.uid()) else { continue };
                let administrator = shared.is_administrator(&shared.registrar.world(), uid);
                if let Some(place) = shared.gate.enter(uid, administrator, Instant::now()) {
                    let (shared, stopping) = (Arc::clone(shared), stopping.clone());
                    tokio::spawn(async move { session::serve(stream, shared, place, stopping).await });
                }
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}
