//! Carrying lines between units: keys and cards, sealed bundles, the pure plan of what to take and what to send again,
//! and the carriers that bring bundles across. Slips are opaque bytes here: other layers encode them.
//!
//! A carrier may lose, repeat, reorder, cut and delay. A slip counts as delivered only on the receiving unit's signed
//! receipt, given after its commit; until then it is sent again.

pub mod bundle;
pub mod carrier;
pub mod files;
pub mod key_file;
pub mod keys;
pub mod plan;

pub use bundle::{Bundle, OpenError, Parcel, Receipt, SealError, open, parcel_hash, seal};
pub use carrier::{Address, AddressError, Arrived, BundleName, Carrier, CarrierError, Handle, LeftAlone, Polled};
pub use key_file::{KeyFileError, fingerprint, read_key_file, write_key_file};
pub use keys::{KeyError, UnitKeys};
pub use plan::{Heads, LineState, Plan, plan, what_to_send};
