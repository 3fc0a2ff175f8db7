//! Making the file of a store. It is made beside and renamed into place: it is there whole, or not.

use super::JournalError;
use super::engine::Engine;
use super::open::{FILE, FILES, FORMAT};
use super::seal::{Place, SealError};
use super::store_key::{KeyPlaces, StoreId, StoreKey, StoreMark};
use super::vault::{KeyOf, Vault};
use super::{tables, vault::Wrapped};
use redb::{Database, StorageBackend, WriteTransaction};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// redb's own cache; the boards live in memory, so it only has to serve the tail of the book.
const CACHE_BYTES: usize = 64 << 20;

/// A store's file that is not in its place yet.
pub(super) struct Beside {
    path: PathBuf,
    folder: PathBuf,
}

impl Beside {
    /// An empty file beside the store's; what a crash left there goes.
    pub fn new(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join(format!("{FILE}.new"));
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(io_error("remove", &path)(error)),
        }
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path);
        drop(file.map_err(io_error("create", &path))?);
        Ok(Self { path, folder: folder.to_owned() })
    }

    /// The database in it.
    pub fn database(&self) -> Result<Database, redb::Error> {
        Ok(Database::builder().set_cache_size(CACHE_BYTES).create(&self.path)?)
    }

    /// Puts the closed file in its place, durably.
    pub fn put_in_place(self, mark: StoreMark) -> Result<(), JournalError> {
        mark.write(&self.folder).map_err(io_error("mark", &self.folder))?;
        let place = self.folder.join(FILE);
        File::open(&self.path).and_then(|file| file.sync_all()).map_err(io_error("sync", &self.path))?;
        std::fs::rename(&self.path, &place).map_err(io_error("rename", &self.path))?;
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(io_error("sync", &self.folder))
    }
}

fn io_error(doing: &'static str, at: &Path) -> impl FnOnce(io::Error) -> JournalError {
    let path = at.to_owned();
    move |source| JournalError::Io { doing, path, source }
}

/// The keys of a new store, durable before anything is sealed with them.
pub(super) struct NewKeys {
    pub vault: Vault,
    pub mark: StoreMark,
    /// The key of the names of files, sealed.
    names: Vec<u8>,
}

impl NewKeys {
    pub fn make(folder: &Path, places: &KeyPlaces) -> Result<Self, JournalError> {
        let id = StoreId(uuid::Uuid::now_v7().into_bytes());
        let key = StoreKey::for_new(places, id, folder)?;
        let vault = Vault::new(id, &key);
        let sealed = || -> Result<Vec<u8>, SealError> {
            let mut names = zeroize::Zeroizing::new([0; 32]);
            getrandom::fill(names.as_mut()).map_err(SealError::NoRandom)?;
            vault.seal(KeyOf::Store, Place { table: "meta", key: b"names" }, &*names)
        };
        let names = sealed().map_err(|error| JournalError::record("the first key", error))?;
        let mark = StoreMark { id, key: key.fingerprint() };
        Ok(Self { mark, vault, names })
    }

    /// Writes what every store has, and every table.
    pub fn begin(&self, transaction: &WriteTransaction) -> Result<(), redb::Error> {
        let mut meta = transaction.open_table(tables::META)?;
        meta.insert(b"format".as_slice(), FORMAT.to_be_bytes().as_slice())?;
        meta.insert(b"id".as_slice(), self.mark.id.0.as_slice())?;
        meta.insert(b"key".as_slice(), self.mark.key.as_slice())?;
        meta.insert(b"names".as_slice(), self.names.as_slice())?;
        write_keys(transaction, self.vault.take_unsaved())?;
        transaction.open_table(tables::ENTRIES)?;
        transaction.open_table(tables::SLIPS_OUT)?;
        transaction.open_table(tables::SLIPS_IN)?;
        transaction.open_table(tables::ARRIVALS)?;
        transaction.open_table(tables::ROWS)?;
        transaction.open_table(tables::FOLDED)?;
        transaction.open_table(tables::RESULTS)?;
        transaction.open_table(tables::OFFICERS)?;
        transaction.open_table(tables::DRAFTS)?;
        Ok(())
    }
}

/// Puts wrapped keys where they are found again.
pub(super) fn write_keys(transaction: &WriteTransaction, keys: Vec<Wrapped>) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(tables::KEYS)?;
    for (no, wrapped) in keys {
        table.insert(u64::from(no), wrapped.as_slice())?;
    }
    Ok(())
}

/// Makes an empty store.
pub(super) fn create(folder: &Path, places: &KeyPlaces) -> Result<(), JournalError> {
    let keys = NewKeys::make(folder, places)?;
    let beside = Beside::new(folder)?;
    let write = || -> Result<(), redb::Error> {
        let db = beside.database()?;
        let mut transaction = db.begin_write()?;
        transaction.set_quick_repair(true);
        keys.begin(&transaction)?;
        let sealed = keys.vault.seal(KeyOf::Store, Place { table: "meta", key: FILES }, b"sealed");
        let sealed = sealed.map_err(|error| redb::Error::Io(io::Error::other(error.to_string())))?;
        transaction.open_table(tables::META)?.insert(FILES, sealed.as_slice())?;
        Ok(transaction.commit()?)
    };
    write().map_err(JournalError::store("be created"))?;
    beside.put_in_place(keys.mark)
}

/// Opens the file of a store.
pub(super) fn database(path: &Path) -> Result<Engine, JournalError> {
    let opened = Database::builder().set_cache_size(CACHE_BYTES).open(path);
    opened.map(Engine::from).map_err(not_opened(path))
}

/// Opens a store on something else than a file; `path` is only what errors name.
pub(super) fn database_on(backend: impl StorageBackend, path: &Path) -> Result<Engine, JournalError> {
    let opened = Database::builder().set_cache_size(CACHE_BYTES).create_with_backend(backend);
    opened.map(Engine::from).map_err(not_opened(path))
}

fn not_opened(path: &Path) -> impl FnOnce(redb::DatabaseError) -> JournalError {
    move |error| match error {
        redb::DatabaseError::DatabaseAlreadyOpen => JournalError::Busy { path: path.to_owned() },
        redb::DatabaseError::Storage(redb::StorageError::Io(source)) if source.kind() == io::ErrorKind::InvalidData => {
            JournalError::NotAStore { path: path.to_owned() }
        }
        other => JournalError::Store { doing: "be opened", source: Box::new(other.into()) },
    }
}
