//! The keys of the hosted units: one file each, readable by the store's owner only.

use crate::casework::ids::UnitId;
use crate::exchange::keys::{KeyError, UnitKeys};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The folder of key files.
#[derive(Clone, Debug)]
pub struct Keyring {
    folder: PathBuf,
}

/// Why a unit cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error("the key file {path} cannot be {doing}: {source}")]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("the key file {path} does not hold a key: restore it from your backup")]
    Broken { path: PathBuf },
    #[error("no key can be made: {0}")]
    Make(#[from] KeyError),
}

impl Keyring {
    /// The keyring of a store.
    pub fn of(store: &Path) -> Self {
        Self { folder: store.join("keys") }
    }

    /// Makes keys for a new unit; the unit's id follows from them.
    ///
    /// # Errors
    /// When they cannot be made or written.
    pub fn make(&self) -> Result<(UnitId, UnitKeys), KeyringError> {
        let keys = UnitKeys::generate()?;
        let unit = UnitId::of_key(&keys.card_keys().0);
        let path = self.path(unit);
        let io = |doing| {
            let path = path.clone();
            move |source| KeyringError::Io { doing, path, source }
        };
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder).map_err(io("given a folder"))?;
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o400).open(&path).map_err(io("created"))?;
        file.write_all(&*keys.to_bytes()).and_then(|()| file.sync_all()).map_err(io("written"))?;
        fs::File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(io("written"))?;
        Ok((unit, keys))
    }

    /// The keys of a hosted unit.
    ///
    /// # Errors
    /// When the file is missing or is no key.
    pub fn keys(&self, unit: UnitId) -> Result<Arc<UnitKeys>, KeyringError> {
        let path = self.path(unit);
        let bytes = fs::read(&path).map_err(|source| KeyringError::Io { doing: "read", path: path.clone(), source })?;
        let bytes = Zeroizing::new(bytes);
        let secret: &[u8; 64] = bytes.as_slice().try_into().map_err(|_| KeyringError::Broken { path: path.clone() })?;
        let keys = UnitKeys::from_bytes(secret);
        let its = UnitId::of_key(&keys.card_keys().0);
        if its == unit { Ok(Arc::new(keys)) } else { Err(KeyringError::Broken { path }) }
    }

    fn path(&self, unit: UnitId) -> PathBuf {
        self.folder.join(format!("{unit}.key"))
    }
}
