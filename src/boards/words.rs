//! What the rows of a unit have in common: the table of names and that of audiences.

use super::audience::Audiences;
use crate::finder::Names;

/// Names and audiences by number. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub names: Names,
    pub audiences: Audiences,
}
