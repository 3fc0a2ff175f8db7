//! The workstation in the terminal: a client that draws, asks and commands.
//!
//! A key becomes an `Action` (`keymap`), an action changes the `Model` and asks for `Effect`s
//! (`update`), the loop (`run`) performs them, and `view` draws the model. Screens and overlays
//! give back `Step`s; they never touch the socket or the terminal, and name no colour.
//!
//! Where things go: a screen in `screens/`, a box over it in `overlays/`, a form in `forms/`, a
//! verb or command in `action.rs` and `keymaps/`, a word in `locales/`, a colour role in `theme.rs`.

pub mod action;
mod clock;
pub mod drafts;
pub mod effect;
mod errand;
pub mod forms;
pub mod glyphs;
pub mod keymap;
pub mod lexicon;
pub mod link;
pub mod many;
pub mod message;
pub mod model;
pub mod overlays;
pub mod own;
pub mod painter;
pub mod palette;
pub mod run;
pub mod screens;
pub mod terminal;
pub mod theme;
pub mod undoing;
pub mod update;
pub mod view;
pub mod widgets;
