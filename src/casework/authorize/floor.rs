//! The column of secrecy: the Traffic Light Protocol 2.0 as a floor below every right. A post never lifts it.

use crate::casework::words::Tlp;

/// To whom of those who have the post an act is open, in a case of one secrecy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// To all of them.
    All,
    /// To those whom the case names, and to the shift lead.
    Named,
    /// To none: the secrecy is lowered first, or people meet.
    Nobody,
}

/// CLEAR, GREEN, AMBER, AMBER+STRICT, RED.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Floor([Open; 5]);

use Open::{All, Named, Nobody};

/// What stays in the unit. RED is for named persons.
pub const HOUSE: Floor = Floor([All, All, All, All, Named]);

/// What another organisation learns. AMBER+STRICT is for one's own organisation, RED for named persons in it.
pub const AWAY: Floor = Floor([All, All, All, Nobody, Nobody]);

impl Floor {
    /// The cell of a secrecy.
    pub const fn at(self, secrecy: Tlp) -> Open {
        let Self([clear, green, amber, strict, red]) = self;
        match secrecy {
            Tlp::Clear => clear,
            Tlp::Green => green,
            Tlp::Amber => amber,
            Tlp::AmberStrict => strict,
            Tlp::Red => red,
        }
    }
}
