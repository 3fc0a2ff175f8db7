//! What screens are made of. A widget gets safe text, roles and words; it names no colour, asks
//! nobody, and keeps no state but its own.

pub mod badges;
pub mod canvas;
pub mod field;
pub mod frame;
pub mod marks;
pub mod overlay_box;
pub mod pane;
pub mod table;
