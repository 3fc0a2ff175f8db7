//! What follows from a message: the model changes, and effects are asked for. Nothing here waits,
//! reads a clock or touches the terminal.

mod drafts;
mod house;
mod keys;
mod link;
mod many;
mod steps;

use super::effect::Effect;
use super::message::Message;
use super::model::Model;

/// Takes notice of a message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let effects = match message {
        Message::Key(key) => keys::key(model, key),
        Message::Paste(text) => keys::paste(model, &text),
        Message::Resized(width, height) => {
            model.desk.size = (width, height);
            vec![Effect::Redraw]
        }
        Message::Minute(now) => {
            model.desk.now = now;
            steps::minute(model)
        }
        Message::ChordWaited(serial) => {
            model.typed.popup = serial == model.typed.serial && !model.typed.chord.is_empty();
            keys::ask_what_is_possible(model)
        }
        Message::FilterRested(serial) => steps::filter_rested(model, serial),
        Message::CursorRested(serial) => steps::cursor_rested(model, serial),
        Message::TypingRested(serial) => drafts::typing_rested(model, serial),
        Message::TypingLong => drafts::typing_long(model),
        Message::Link(news) => link::news(model, news),
        Message::Saved(result) => {
            link::saved(model, result);
            Vec::new()
        }
        Message::Ended => vec![Effect::Quit(super::effect::Ending::Left)],
    };
    let Model { desk, screens, .. } = model;
    if let Some(placed) = screens.last_mut() {
        placed.screen.shape_mut().settle(desk);
    }
    drafts::watch(model, effects)
}
