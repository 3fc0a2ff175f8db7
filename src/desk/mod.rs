//! The workstation in the terminal.
pub mod action;
pub mod glyphs;
pub mod keymap;
pub mod lexicon;
pub mod painter;
pub mod terminal;
pub mod theme;
pub mod view;
pub mod widgets;
