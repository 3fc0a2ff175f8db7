//! Opening a store: its format, its keys, where everything ends.

use super::blob::Blobs;
use super::codec::{Tail, unwrap};
use super::create::{create, database, database_on};
use super::damage::{Damage, caught};
use super::engine::Engine;
use super::seal::Place;
use super::store::Store;
use super::store_key::{KeyPlaces, StoreId, StoreMark};
use super::vault::{KeyOf, Vault};
use super::{Head, Journal, JournalError, Staged, tables, upcast};
use redb::{Database, ReadableDatabase, ReadableTable, StorageBackend, TableHandle};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

/// The format that this program writes; it reads this and older ones. 1: in the clear. 2: sealed.
pub const FORMAT: u32 = 2;

/// The fact that no file of the store is in the clear.
pub(super) const FILES: &[u8] = b"files";

/// The fact up to which arrival records are folded.
pub(super) const FOLDED_UPTO: &[u8] = b"folded";

/// Name of the record's file in the store's folder.
pub(super) const FILE: &str = "record.redb";

/// How a store may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each account is one officer.
    Real,
    /// One account plays several named persons; marked everywhere.
    Practice,
}

impl Mode {
    /// As stored.
    pub(super) const fn word(self) -> &'static [u8] {
        match self {
            Self::Real => b"real",
            Self::Practice => b"practice",
        }
    }

    fn read(word: &[u8]) -> Self {
        if word == Self::Practice.word() { Self::Practice } else { Self::Real }
    }
}

impl Journal {
    /// Opens the store in a folder, making it first when there is none, and bringing it up when it is of an older
    /// format.
    ///
    /// # Errors
    /// A newer format, another kind of file, another process that has it open, no key, the wrong key, or the disk.
    /// Nothing was written then.
    pub fn open(folder: &Path, keys: &KeyPlaces) -> Result<Self, JournalError> {
        caught(|| "of the whole store".to_owned(), || Self::opened(folder, keys))
    }

    fn opened(folder: &Path, keys: &KeyPlaces) -> Result<Self, JournalError> {
        let path = folder.join(FILE);
        if !path.exists() {
            create(folder, keys)?;
        }
        if let Some(mark) = StoreMark::read(folder) {
            mark.key_of(keys, folder)?;
        }
        let db = database(&path)?;
        let db = if format(&db, &path)? < FORMAT {
            upcast::bring_up(db, folder, keys)?;
            database(&path)?
        } else {
            db
        };
        Self::over(db, folder, keys)
    }

    /// Opens the record of a store on a backend of the caller's: what a disk may do to it is tried on one that does. Keys
    /// and files are those of the folder.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_on(backend: impl StorageBackend, folder: &Path, keys: &KeyPlaces) -> Result<Self, JournalError> {
        let path = folder.join(FILE);
        let db = database_on(backend, &path)?;
        format(&db, &path)?;
        Self::over(db, folder, keys)
    }

    fn over(db: Engine, folder: &Path, keys: &KeyPlaces) -> Result<Self, JournalError> {
        let (store, mut damages) = Store::unlock(db, folder, keys)?;
        let names = match store.names() {
            Ok(names) => names,
            Err(error) => {
                // Files are not found then; whoever decides to go on knows it.
                damages.push(Damage::unless_fault("the key of the names of files", error)?);
                [0; 32]
            }
        };
        let blobs = Blobs::new(folder, Arc::clone(&store.vault), names);
        let mut journal = Self {
            store,
            blobs,
            books: HashMap::new(),
            out: HashMap::new(),
            taken: HashMap::new(),
            arrival: 0,
            staged: Staged::default(),
            leaving: Arc::default(),
            damages,
            set_apart: BTreeSet::new(),
            anchored: BTreeMap::new(),
        };
        journal.read_set_apart()?;
        journal.find_heads()?;
        journal.anchored = journal.reader().anchored().unwrap_or_default();
        journal.seal_old_files()?;
        Ok(journal)
    }

    /// Files of a store that was brought up are sealed once.
    fn seal_old_files(&mut self) -> Result<(), JournalError> {
        // A note that is damaged says that there is one.
        if !matches!(self.store.meta(FILES), Ok(None)) {
            return Ok(());
        }
        self.blobs.seal_old().map_err(|error| JournalError::record("files kept by an older program", error))?;
        let write = || -> Result<(), redb::Error> {
            let mut transaction = self.store.db.begin_write()?;
            transaction.set_quick_repair(true);
            let sealed = self.store.seal(&tables::META, FILES, KeyOf::Store, b"sealed")?;
            transaction.open_table(tables::META)?.insert(FILES, sealed.as_slice())?;
            Ok(transaction.commit()?)
        };
        write().map_err(JournalError::store("note that its files are sealed"))
    }

    /// How this store may be used; None until that was decided.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn mode(&self) -> Result<Option<Mode>, JournalError> {
        Ok(self.store.meta(b"mode")?.map(|word| Mode::read(&word)))
    }

    /// The ends of all chains, by the tail; where it is damaged, by what is there.
    fn find_heads(&mut self) -> Result<(), JournalError> {
        let tail = match self.store.tail() {
            Ok(None) => return Ok(()),
            Ok(Some(tail)) => tail,
            Err(error) => {
                self.note_damage(Damage::unless_fault("the note of where the record ends", error)?);
                self.store.ends_found()?
            }
        };
        for damage in self.store.disagreements(&tail)? {
            self.note_damage(damage);
        }
        self.books = tail.books.into_iter().collect();
        self.out = tail.made.into_iter().collect();
        self.taken = tail.taken.into_iter().collect();
        self.arrival = tail.arrival;
        Ok(())
    }
}

impl Store {
    /// A store with its keys: none of them, no store.
    fn unlock(db: Engine, folder: &Path, places: &KeyPlaces) -> Result<(Self, Vec<Damage>), JournalError> {
        let about = About::read(&db).map_err(JournalError::store("be read"))?;
        let Some(about) = about else { return Err(JournalError::NotAStore { path: folder.join(FILE) }) };
        let key = about.mark.key_of(places, folder)?;
        let vault = Vault::new(about.mark.id, &key);
        let mut damages = Vec::new();
        for (no, wrapped) in about.keys {
            if let Err(why) = vault.unwrap(no, &wrapped) {
                let what = format!("data key {no}");
                damages.push(Damage::of(what.clone(), &JournalError::Damaged { what, why }));
            }
        }
        let (db, vault, key, file) = (Arc::new(db), Arc::new(vault), Arc::new(key), folder.join(FILE));
        Ok((Self { db, vault, key, file, torn: Arc::default() }, damages))
    }

    /// A sealed fact about the store.
    pub(super) fn meta(&self, name: &'static [u8]) -> Result<Option<Vec<u8>>, JournalError> {
        let what = || format!("fact about the store: {}", String::from_utf8_lossy(name));
        self.get(tables::META, name, KeyOf::Store, what)
    }

    fn names(&self) -> Result<[u8; 32], JournalError> {
        let names = self.meta(b"names")?.and_then(|bytes| bytes.try_into().ok());
        names.ok_or_else(|| JournalError::record("the key of the names of files", std::io::Error::other("missing")))
    }

    fn tail(&self) -> Result<Option<Tail>, JournalError> {
        self.meta(b"tail")?.map(|bytes| unwrap(&bytes, "tail")).transpose()
    }

    /// Seals a value for its table.
    pub(super) fn seal(&self, table: &impl TableHandle, key: &[u8], of: KeyOf, plain: &[u8]) -> redb::Result<Vec<u8>> {
        let sealed = self.vault.seal(of, Place { table: table.name(), key }, plain);
        sealed.map_err(|error| redb::StorageError::Io(std::io::Error::other(error.to_string())))
    }
}

/// What lies in the clear.
struct About {
    mark: StoreMark,
    keys: Vec<(u32, Vec<u8>)>,
}

impl About {
    fn read(db: &Database) -> Result<Option<Self>, redb::Error> {
        let transaction = db.begin_read()?;
        let meta = transaction.open_table(tables::META)?;
        let id = meta.get(b"id".as_slice())?.and_then(|id| id.value().try_into().ok());
        let key = meta.get(b"key".as_slice())?.and_then(|key| key.value().try_into().ok());
        let (Some(id), Some(key)) = (id, key) else { return Ok(None) };
        let mut keys = Vec::new();
        for row in transaction.open_table(tables::KEYS)?.iter()? {
            let (no, wrapped) = row?;
            keys.extend(u32::try_from(no.value()).ok().map(|no| (no, wrapped.value().to_vec())));
        }
        Ok(Some(Self { mark: StoreMark { id: StoreId(id), key }, keys }))
    }
}

/// The format of an open file.
fn format(db: &Database, path: &Path) -> Result<u32, JournalError> {
    let read = || -> Result<Option<u32>, redb::Error> {
        let meta = db.begin_read()?.open_table(tables::META)?;
        let format = meta.get(b"format".as_slice())?;
        Ok(format.and_then(|bytes| bytes.value().try_into().ok().map(u32::from_be_bytes)))
    };
    match read() {
        Ok(Some(found)) if found <= FORMAT => Ok(found),
        Ok(Some(found)) => Err(JournalError::Newer { path: path.to_owned(), found }),
        Ok(None) | Err(redb::Error::TableDoesNotExist(_)) => Err(JournalError::NotAStore { path: path.to_owned() }),
        Err(error) => Err(JournalError::Store { doing: "be read", source: Box::new(error) }),
    }
}

/// The units that have a book.
impl Journal {
    pub fn units(&self) -> impl Iterator<Item = crate::casework::ids::UnitId> {
        self.books.keys().copied()
    }

    /// The end of the line between two units, as far as we made it.
    pub fn line_head(&self, pair: super::Pair) -> Head {
        self.out.get(&pair).copied().unwrap_or(Head::NONE)
    }

    /// The end of another unit's line to us.
    pub fn taken_head(&self, pair: super::Pair) -> Head {
        self.taken.get(&pair).copied().unwrap_or(Head::NONE)
    }
}
