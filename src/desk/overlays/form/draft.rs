//! What a form knows of its draft: what stood in it untouched, what was handed over, what came back.

use chrono::{DateTime, FixedOffset};

use super::field::Input;
use super::{Field, Form, REPEATS_MAX, Values};
use crate::boards::drafts::{Draft, FormKey};
use crate::casework::safe_text::SafeText;
use crate::desk::model::Desk;
use crate::desk::widgets::marks;

/// What stood in the form when.
#[derive(Clone, Debug)]
pub(super) struct Typing {
    /// When it was opened, before anybody typed.
    untouched: Values,
    /// When it was last looked at.
    pub(super) seen: Values,
    /// When it was last handed over.
    kept: Values,
    /// Of when the draft is that came back.
    restored: Option<DateTime<FixedOffset>>,
}

impl Typing {
    pub(super) fn new(values: Values) -> Self {
        Typing { untouched: values.clone(), seen: values.clone(), kept: values, restored: None }
    }
}

/// A draft to be kept; without fields, one to be dropped.
pub type Unkept = (FormKey, Option<Vec<(String, String)>>);

/// The fields that hold something else than when the form was opened: what was filled in for the officer is filled in
/// anew next time. Of a repeated field all lines or none.
fn typed(values: Values, untouched: &Values) -> Vec<(String, String)> {
    let of = |values: &Values, id: &str| -> Vec<String> {
        values.0.iter().filter(|(name, _)| name == id).map(|(_, value)| value.clone()).collect()
    };
    let same: Vec<bool> = values.0.iter().map(|(id, _)| of(&values, id) == of(untouched, id)).collect();
    values.0.into_iter().zip(same).filter(|(_, same)| !same).map(|(field, _)| field).collect()
}

impl Form {
    /// True when something else stands in it than when this was last asked.
    pub fn was_typed_in(&mut self) -> bool {
        let values = self.values();
        let typed = values != self.typing.seen;
        self.typing.seen = values;
        typed
    }

    /// True as long as it holds what it was opened with.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.values() == self.typing.untouched
    }

    /// What stands in it, if that is not what was handed over last; it counts as handed over from here on.
    pub fn unkept(&mut self) -> Option<Unkept> {
        let values = self.values();
        if values == self.typing.kept {
            return None;
        }
        self.typing.kept = values.clone();
        let fields = typed(values, &self.typing.untouched);
        Some((self.key.clone(), Some(fields).filter(|fields| !fields.is_empty())))
    }

    /// What was typed before stands in it again, the caret where the typing ended.
    pub fn restore(&mut self, draft: &Draft) {
        let mut left = draft.fields.clone();
        let mut take = |id: &str| left.iter().position(|(name, _)| name == id).map(|at| left.remove(at).1);
        let mut fields = Vec::new();
        for mut field in std::mem::take(&mut self.fields) {
            if let Some(value) = take(&field.id) {
                field.hold(&value);
            }
            let repeats = if field.repeats { REPEATS_MAX - 1 } else { 0 };
            let more: Vec<Field> = (0..repeats)
                .map_while(|_| take(&field.id))
                .map(|value| Field::line(&field.id, field.label.clone(), &value).repeated())
                .collect();
            fields.push(field);
            fields.extend(more);
        }
        self.fields = fields;
        self.focus = self.last_typed();
        let values = self.values();
        self.typing = Typing { seen: values.clone(), kept: values, restored: Some(draft.at), ..self.typing.clone() };
    }

    /// The last line that holds what it was not opened with.
    fn last_typed(&self) -> usize {
        let untouched = &self.typing.untouched.0;
        let typed = |field: &Field| {
            let opened_with = untouched.iter().any(|(id, value)| *id == field.id && *value == field.value());
            matches!(field.input, Input::Line(_)) && !field.value().is_empty() && !opened_with
        };
        self.fields.iter().rposition(typed).unwrap_or(0)
    }

    /// `draft of 14:31`, once one came back.
    #[must_use]
    pub fn draft_words(&self, desk: &Desk) -> Option<SafeText> {
        let when = marks::clock_or_moment(self.typing.restored?, desk.now);
        Some(desk.look.lexicon.say("draft-of", &[("when", (&when).into())]))
    }

    /// What it is for, and of when what stands in it is.
    pub(super) fn heading(&self, desk: &Desk) -> SafeText {
        let parts = [Some(self.title(desk)), self.draft_words(desk)];
        SafeText::join(parts.iter().flatten(), "  ")
    }
}
