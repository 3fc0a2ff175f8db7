//! Disks that misbehave: one in memory that loses power, and a wrapper that makes any backend fail once or for good.

use redb::{BackendError, StorageBackend};
use std::io;
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is written whole or not at all when the power goes.
const SECTOR_BYTES: usize = 512;

/// A disk in memory. What was written since the last sync may or may not be there after a power cut.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
struct Contents {
    durable: Arc<Vec<u8>>,
    now: Vec<u8>,
    pending: Vec<Pending>,
    operations: u64,
    /// What the writer was told is durable.
    acknowledged: u64,
    /// Cuts wanted: one before every so many operations.
    cut_every: u64,
    cuts: Vec<Cut>,
}

#[derive(Clone, Debug)]
enum Pending {
    Write(u64, Arc<[u8]>),
    Length(u64),
}

/// The moment of a power cut.
#[derive(Clone, Debug)]
pub struct Cut {
    durable: Arc<Vec<u8>>,
    pending: Vec<Pending>,
    pub operation: u64,
    /// What the writer had been told was durable.
    pub acknowledged: u64,
}

impl Disk {
    /// A disk with these bytes, all of them durable.
    pub fn of(bytes: Vec<u8>) -> Self {
        let contents = Contents { durable: Arc::new(bytes.clone()), now: bytes, ..Contents::default() };
        Self(Arc::new(Mutex::new(contents)))
    }

    /// Keeps the moment before every so many operations from here on.
    pub fn cut_every(&self, operations: u64) {
        self.lock().cut_every = operations;
    }

    /// The writer was told that so much is durable.
    pub fn acknowledge(&self, upto: u64) {
        self.lock().acknowledged = upto;
    }

    /// The moments kept so far.
    pub fn take_cuts(&self) -> Vec<Cut> {
        std::mem::take(&mut self.lock().cuts)
    }

    /// What a reader would read now.
    pub fn bytes(&self) -> Vec<u8> {
        self.lock().now.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self) -> MutexGuard<'_, Contents> {
        let mut contents = self.lock();
        contents.operations += 1;
        if contents.cut_every > 0 && contents.operations.is_multiple_of(contents.cut_every) {
            let cut = Cut {
                durable: Arc::clone(&contents.durable),
                pending: contents.pending.clone(),
                operation: contents.operations,
                acknowledged: contents.acknowledged,
            };
            contents.cuts.push(cut);
        }
        contents
    }
}

impl Cut {
    /// What may lie on the disk after it: what was synced, and of the rest any part, torn at sectors.
    pub fn image(&self, dice: &mut fastrand::Rng) -> Vec<u8> {
        let mut bytes = self.durable.to_vec();
        // From next to nothing to all of it: the ends are where mistakes are.
        let chance = [0.0, 0.1, 0.5, 0.9, 1.0][dice.usize(..5)];
        for pending in &self.pending {
            if dice.f64() >= chance {
                continue;
            }
            match pending {
                Pending::Length(length) => bytes.resize(*length as usize, 0),
                Pending::Write(at, data) => {
                    let torn = dice.u8(..4) == 0;
                    for (no, sector) in data.chunks(SECTOR_BYTES).enumerate() {
                        if !torn || dice.bool() {
                            put(&mut bytes, *at as usize + no * SECTOR_BYTES, sector);
                        }
                    }
                }
            }
        }
        bytes
    }
}

/// A write beyond the length that was lost makes the file longer, as it does on a disk.
fn put(bytes: &mut Vec<u8>, at: usize, data: &[u8]) {
    if bytes.len() < at + data.len() {
        bytes.resize(at + data.len(), 0);
    }
    bytes[at..at + data.len()].copy_from_slice(data);
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.begin().now.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let contents = self.begin();
        let at = offset as usize;
        let there = contents.now.get(at..at + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(there);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut contents = self.begin();
        contents.now.resize(len as usize, 0);
        contents.pending.push(Pending::Length(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut contents = self.begin();
        contents.durable = Arc::new(contents.now.clone());
        contents.pending.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut contents = self.begin();
        put(&mut contents.now, offset as usize, data);
        contents.pending.push(Pending::Write(offset, data.into()));
        Ok(())
    }
}

/// An operation that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    Length,
    Read,
    Write,
    SetLength,
    Sync,
}

/// How it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    InputOutput,
    NoSpace,
    /// Half of it is written.
    Short,
}

impl Failure {
    fn error(self) -> io::Error {
        io::Error::from_raw_os_error(match self {
            Self::InputOutput => rustix::io::Errno::IO.raw_os_error(),
            Self::NoSpace | Self::Short => rustix::io::Errno::NOSPC.raw_os_error(),
        })
    }
}

/// Which operation fails: the `at`-th of its kind, alone or with all after it.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub operation: Operation,
    pub at: u64,
    pub failure: Failure,
    pub sticky: bool,
}

/// Any backend, failing when told to. Locks are the backend's own.
#[derive(Debug)]
pub struct Failing<B> {
    inner: B,
    fault: Option<Fault>,
    counts: Arc<[AtomicU64; 5]>,
}

impl<B: StorageBackend> Failing<B> {
    /// A backend with at most one fault, and the count of its operations.
    pub fn new(inner: B, fault: Option<Fault>) -> (Self, Arc<[AtomicU64; 5]>) {
        let counts = Arc::new(std::array::from_fn(|_| AtomicU64::new(0)));
        (Self { inner, fault, counts: Arc::clone(&counts) }, counts)
    }

    /// Counts the operation; how it fails, if it does.
    fn fails(&self, operation: Operation) -> Option<Failure> {
        let no = self.counts[operation as usize].fetch_add(1, Ordering::SeqCst) + 1;
        let fault = self.fault.filter(|fault| fault.operation == operation)?;
        (no == fault.at || (fault.sticky && no > fault.at)).then_some(fault.failure)
    }

    fn check(&self, operation: Operation) -> io::Result<()> {
        self.fails(operation).map_or(Ok(()), |failure| Err(failure.error()))
    }
}

impl<B: StorageBackend> StorageBackend for Failing<B> {
    fn len(&self) -> io::Result<u64> {
        self.check(Operation::Length)?;
        self.inner.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.check(Operation::Read)?;
        self.inner.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check(Operation::SetLength)?;
        self.inner.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.check(Operation::Sync)?;
        self.inner.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        match self.fails(Operation::Write) {
            None => self.inner.write(offset, data),
            Some(failure) => {
                if failure == Failure::Short {
                    self.inner.write(offset, &data[..data.len() / 2])?;
                }
                Err(failure.error())
            }
        }
    }

    fn close(&self) -> io::Result<()> {
        self.inner.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.query_lock_range(start, end)
    }
}
