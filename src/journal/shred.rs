//! A data key is gone when no byte of its wrapped form is left. The engine writes to other pages and leaves the old ones as
//! they were until it needs them, so taking a key out of its table is not enough: whoever has the store key could find it
//! there and read all that ever lay under it. So it is noted which keys went, their wrapped forms are looked for in the
//! whole file and overwritten, and the note goes when a look finds none. Killed in between, it goes on at the next start.
//!
//! The engine is not disturbed: what is overwritten lies in pages that neither the last commit nor the one before refers
//! to, at a moment when nothing is written.

use super::codec::{unwrap, wrap};
use super::vault::{KEY_AT, KeyOf, NONCE_AT, WRAPPED_BYTES};
use super::{Journal, JournalError, Pass, Reader, tables};
use memchr::memmem::Finder;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::FileExt;

/// The fact which keys went and may still lie somewhere: their nonces, which are random and tell nothing.
const SHREDDING: &[u8] = b"shredding";

const NONCE_BYTES: usize = KEY_AT - NONCE_AT;

type Nonce = [u8; NONCE_BYTES];

/// From its nonce to its end a wrapped key is overwritten; what is before it says only whose it was.
const OVERWRITTEN: [u8; WRAPPED_BYTES - NONCE_AT] = [0; WRAPPED_BYTES - NONCE_AT];

/// Looked through at once.
const PIECE_BYTES: usize = 1 << 20;

impl Journal {
    /// Takes the keys under which nothing lies any more out of their table: call it when a pass over rows and files is
    /// done, and overwrite afterwards what is left of them ([`Reader::remains`], [`Self::shred`]).
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn destroy_old_keys(&mut self, pass: &Pass) -> Result<usize, JournalError> {
        let old = &pass.old;
        let mut going = self.reader().shredding()?;
        let mut write = || -> Result<(), redb::Error> {
            let mut transaction = self.store.db.begin_write()?;
            transaction.set_quick_repair(true);
            {
                let mut keys = transaction.open_table(tables::KEYS)?;
                for no in old {
                    let wrapped = keys.remove(u64::from(*no))?.map(|wrapped| wrapped.value().to_vec());
                    going.extend(wrapped.as_deref().and_then(nonce));
                }
            }
            let note = wrap(&going).map_err(|error| redb::Error::Io(io::Error::other(error.to_string())))?;
            let sealed = self.store.seal(&tables::META, SHREDDING, KeyOf::Store, &note)?;
            transaction.open_table(tables::META)?.insert(SHREDDING, sealed.as_slice())?;
            Ok(transaction.commit()?)
        };
        write().map_err(JournalError::store("destroy old keys"))?;
        self.store.vault.destroyed(old);
        // Once more: then the commit before does not refer to them either.
        self.write_staged()?;
        Ok(old.len())
    }

    /// Overwrites what is left of destroyed keys at these places of the file, where it is still there; without places,
    /// notes that nothing is left.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn shred(&mut self, places: &[u64]) -> Result<(), JournalError> {
        if places.is_empty() {
            self.staged.meta.push((SHREDDING, wrap(&Vec::<Nonce>::new())?));
            return self.commit();
        }
        let (path, going) = (self.store.file.clone(), self.reader().shredding()?);
        let overwrite = || -> io::Result<()> {
            let file = OpenOptions::new().read(true).write(true).open(&path)?;
            for place in places {
                let mut there = [0; NONCE_BYTES];
                file.read_exact_at(&mut there, *place)?;
                // Used again meanwhile: then it was overwritten by the engine.
                if going.contains(&there) {
                    file.write_all_at(&OVERWRITTEN, *place)?;
                }
            }
            file.sync_data()
        };
        overwrite().map_err(|source| JournalError::Io {
            doing: "overwrite destroyed keys in",
            path: path.clone(),
            source,
        })
    }
}

impl Reader {
    /// Which keys went and may still lie somewhere.
    fn shredding(&self) -> Result<Vec<Nonce>, JournalError> {
        let noted = self.store().meta(SHREDDING)?;
        noted.map_or_else(|| Ok(Vec::new()), |bytes| unwrap(&bytes, "the keys that went"))
    }

    /// Is something to be looked for?
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_remains(&self) -> Result<bool, JournalError> {
        Ok(!self.shredding()?.is_empty())
    }

    /// The places in the file where something is left of destroyed keys. Reads all of the file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn remains(&self) -> Result<Vec<u64>, JournalError> {
        let (path, going) = (&self.store().file, self.shredding()?);
        let error = |source| JournalError::Io { doing: "look through", path: path.clone(), source };
        let mut file = File::open(path).map_err(error)?;
        found(&mut file, &going).map_err(error)
    }
}

fn nonce(wrapped: &[u8]) -> Option<Nonce> {
    wrapped.get(NONCE_AT..KEY_AT)?.try_into().ok()
}

/// Where these lie.
fn found(file: &mut impl Read, nonces: &[Nonce]) -> io::Result<Vec<u64>> {
    let finders: Vec<Finder<'_>> = nonces.iter().map(Finder::new).collect();
    let (mut piece, mut begins, mut places) = (Vec::with_capacity(PIECE_BYTES), 0_u64, Vec::new());
    while !finders.is_empty() {
        // What may begin at the end of a piece is looked for again with the next one.
        let kept = piece.len().min(NONCE_BYTES - 1);
        begins += (piece.len() - kept) as u64;
        piece.drain(..piece.len() - kept);
        if file.take((PIECE_BYTES - kept) as u64).read_to_end(&mut piece)? == 0 {
            break;
        }
        let here = finders.iter().flat_map(|finder| finder.find_iter(&piece).collect::<Vec<_>>());
        places.extend(here.map(|at| begins + at as u64));
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_across_two_pieces_is_found_too() {
        let nonce: Nonce = std::array::from_fn(|at| at as u8 + 1);
        for at in [0, 7, PIECE_BYTES - 30, PIECE_BYTES - 24, PIECE_BYTES - 23, PIECE_BYTES - 1, PIECE_BYTES, 2_200_000]
        {
            let mut bytes = vec![0; 2_300_000];
            bytes[at..at + NONCE_BYTES].copy_from_slice(&nonce);
            assert_eq!(found(&mut bytes.as_slice(), &[[9; NONCE_BYTES], nonce]).expect("readable"), [at as u64]);
        }
    }
}
