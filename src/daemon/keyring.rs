//! The keys of the hosted units: one file each, sealed by the store's vault and readable by the store's owner only.

use crate::casework::ids::UnitId;
use crate::exchange::keys::{KeyError, UnitKeys};
use crate::journal::{KeyOf, Place, SealError, Vault};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Bytes of a unit's secret keys.
const SECRET_BYTES: usize = 64;

/// Anything but reading and writing by its owner.
const OTHERS: u32 = 0o077;

/// The folder of key files.
#[derive(Clone, Debug)]
pub struct Keyring {
    folder: PathBuf,
    vault: Arc<Vault>,
}

/// Why a unit cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error("the key file {path} cannot be {doing}: {source}")]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("the key file {path} does not hold the key of its unit ({why}): restore it from your backup")]
    Broken { path: PathBuf, why: String },
    #[error("the key file {path} is open to others (mode {mode:o}): chmod 0400 it, and think whether it was read")]
    Open { path: PathBuf, mode: u32 },
    #[error("no key can be made: {0}")]
    Make(#[from] KeyError),
    #[error("no key can be sealed: {0}")]
    Seal(#[from] SealError),
}

fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyringError {
    let path = path.to_owned();
    move |source| KeyringError::Io { doing, path, source }
}

impl Keyring {
    /// The keyring of a store.
    pub fn of(store: &Path, vault: Arc<Vault>) -> Self {
        Self { folder: store.join("keys"), vault }
    }

    /// Makes keys for a new unit; the unit's id follows from them.
    ///
    /// # Errors
    /// When they cannot be made or written.
    pub fn make(&self) -> Result<(UnitId, UnitKeys), KeyringError> {
        let keys = UnitKeys::generate()?;
        let unit = UnitId::of_key(&keys.card_keys().0);
        self.write(unit, &keys.to_bytes())?;
        Ok((unit, keys))
    }

    /// The keys of a hosted unit.
    ///
    /// # Errors
    /// When the file is missing, open to others, or holds no key of this unit.
    pub fn keys(&self, unit: UnitId) -> Result<Arc<UnitKeys>, KeyringError> {
        let path = self.path(unit);
        let mode = fs::metadata(&path).map_err(io_error("read", &path))?.mode() & 0o777;
        if mode & OTHERS != 0 {
            return Err(KeyringError::Open { path, mode });
        }
        let bytes = Zeroizing::new(fs::read(&path).map_err(io_error("read", &path))?);
        let broken = |why: String| KeyringError::Broken { path: path.clone(), why };
        // Written before keys were sealed: as they are.
        let in_the_clear = bytes.len() == SECRET_BYTES;
        let secret =
            if in_the_clear { bytes } else { self.opened(unit, &bytes).map_err(|why| broken(why.to_string()))? };
        let secret: &[u8; SECRET_BYTES] =
            secret.as_slice().try_into().map_err(|_| broken("it is of another length".into()))?;
        let keys = UnitKeys::from_bytes(secret);
        if UnitId::of_key(&keys.card_keys().0) != unit {
            return Err(broken("it is another unit's".into()));
        }
        if in_the_clear {
            self.write(unit, secret)?;
        }
        Ok(Arc::new(keys))
    }

    /// Seals the keys of a unit anew, under the newest data key.
    ///
    /// # Errors
    /// When they cannot be read or written.
    pub fn seal_anew(&self, unit: UnitId) -> Result<(), KeyringError> {
        let keys = self.keys(unit)?;
        self.write(unit, &keys.to_bytes())
    }

    fn opened(&self, unit: UnitId, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.vault.open(KeyOf::Store, place(&unit), sealed).map(Zeroizing::new)
    }

    /// Puts a key file in its place, sealed; beside and renamed, so that there is always a whole one.
    fn write(&self, unit: UnitId, secret: &[u8; SECRET_BYTES]) -> Result<(), KeyringError> {
        let sealed = self.vault.seal(KeyOf::Store, place(&unit), secret)?;
        let path = self.path(unit);
        let beside = self.folder.join(format!("{unit}.new"));
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)
            .map_err(io_error("given a folder", &path))?;
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io_error("written", &path)(error)),
            Ok(()) | Err(_) => {}
        }
        let made = OpenOptions::new().write(true).create_new(true).mode(0o400).open(&beside);
        let mut file = made.map_err(io_error("created", &path))?;
        let written = file.write_all(&sealed).and_then(|()| file.sync_all());
        written.and_then(|()| fs::rename(&beside, &path)).map_err(io_error("written", &path))?;
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(io_error("written", &path))
    }

    fn path(&self, unit: UnitId) -> PathBuf {
        self.folder.join(format!("{unit}.key"))
    }
}

const fn place(unit: &UnitId) -> Place<'_> {
    Place { table: "unit keys", key: &unit.0 }
}
