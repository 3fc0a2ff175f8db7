//! What lies over a screen: each takes the keys while it is on top, and gives back steps.

pub mod asking;
pub mod confirm;
pub mod filter;
pub mod form;
pub mod picker;
pub mod reading;
pub mod which_key;
pub mod why;

use ratatui::layout::Position;

use super::action::Action;
use super::effect::Step;
use super::keymap::{Chain, Key};
use super::model::Desk;
use super::widgets::canvas::Canvas;

/// The shape all overlays have.
pub trait Layer {
    /// The scopes whose keys hold while it is on top.
    fn chain(&self) -> Chain;

    /// An action of its scopes.
    fn act(&mut self, action: Action, count: usize, desk: &Desk) -> Vec<Step>;

    /// A key that is no action there: typing.
    fn key(&mut self, _key: Key, _desk: &Desk) -> Vec<Step> {
        Vec::new()
    }

    /// Pasted text.
    fn paste(&mut self, _text: &str, _desk: &Desk) -> Vec<Step> {
        Vec::new()
    }

    /// Draws it over the screen; returns the caret if it has one.
    fn draw(&self, canvas: &mut Canvas<'_>, desk: &Desk) -> Option<Position>;
}

/// Everything that can lie over a screen.
pub enum Overlay {
    /// Help, commands, posts, find: typing narrows a list.
    Picker(picker::Picker),
    /// A question in the key line.
    Asking(asking::Asking),
    /// A question before what cannot be undone.
    Confirm(confirm::Confirm),
    /// Fields to fill in.
    Form(form::Form),
    /// Text to read: why this date.
    Reading(reading::Reading),
    /// The filter line of a list.
    Filter(filter::Filter),
}

impl Overlay {
    /// It, by its shape.
    pub fn layer(&self) -> &dyn Layer {
        match self {
            Overlay::Picker(layer) => layer,
            Overlay::Asking(layer) => layer,
            Overlay::Confirm(layer) => layer,
            Overlay::Form(layer) => layer,
            Overlay::Reading(layer) => layer,
            Overlay::Filter(layer) => layer,
        }
    }

    /// It, by its shape, to be changed.
    pub fn layer_mut(&mut self) -> &mut dyn Layer {
        match self {
            Overlay::Picker(layer) => layer,
            Overlay::Asking(layer) => layer,
            Overlay::Confirm(layer) => layer,
            Overlay::Form(layer) => layer,
            Overlay::Reading(layer) => layer,
            Overlay::Filter(layer) => layer,
        }
    }
}
