//! A verb on many records: what was typed once, for each of them.

use super::model::Target;
use crate::casework::actions::{Offer, VerbOf};
use crate::casework::fields::Fields;

/// A verb on many records.
#[derive(Clone, Debug, PartialEq)]
pub struct Many {
    /// The verb as the first of them offers it.
    pub offer: Offer,
    /// What was typed.
    pub fields: Fields,
    /// The records, as they were seen when they were marked.
    pub targets: Vec<Target>,
}

impl Many {
    /// The verb on each of them, in their order.
    #[must_use]
    pub fn each(&self) -> Vec<VerbOf> {
        let one = |target: &Target| VerbOf {
            record: target.id,
            seen: target.version,
            verb: self.offer.verb.clone(),
            fields: self.fields.clone(),
        };
        self.targets.iter().map(one).collect()
    }
}
