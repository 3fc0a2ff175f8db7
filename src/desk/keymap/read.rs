//! A keymap file becomes bindings; what cannot be used is reported with its line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::{Problem, Trouble};
use super::{Binding, Keymap, Scope};
use crate::desk::action::Action;

/// The rows of a scope.
const ROWS: &str = "keys";

pub(super) fn read(file: &str, text: &str) -> Result<(Keymap, Vec<Problem>), Problem> {
    let line = |offset: usize| text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1;
    let root = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Problem::new(file, line(at), Trouble::NotToml(error.message().to_owned()))
    })?;
    let mut keymap = Keymap { bindings: Vec::new(), counts: false };
    let mut problems = Vec::new();
    for (name, value) in root.get_ref() {
        if let (COUNTS, DeValue::Boolean(counts)) = (name.get_ref().as_ref(), value.get_ref()) {
            keymap.counts = *counts;
            continue;
        }
        for row in rows(value) {
            let line = line(row.span().start);
            match binding(name.get_ref(), row.get_ref(), line) {
                Ok(binding) => keymap.bindings.push(binding),
                Err(trouble) => problems.push(Problem::new(file, line, trouble)),
            }
        }
    }
    keymap.bindings.sort_by_key(|binding| binding.line);
    problems.sort_by_key(|problem| problem.line);
    Ok((keymap, problems))
}

/// The one setting of a keymap file: bare digits are counts.
const COUNTS: &str = "counts";

fn rows<'a>(scope: &'a Spanned<DeValue<'a>>) -> &'a [Spanned<DeValue<'a>>] {
    let rows = scope.get_ref().get(ROWS).map(Spanned::get_ref);
    match rows {
        Some(DeValue::Array(rows)) => rows,
        // anything else is one row that says nothing, so that it is reported with its line
        _ => std::slice::from_ref(scope),
    }
}

fn binding(scope: &str, row: &DeValue<'_>, line: usize) -> Result<Binding, Trouble> {
    let text = |field: &str| row.get(field).and_then(|value| value.get_ref().as_str()).unwrap_or_default();
    let (on, run) = (text("on"), text("run"));
    let known = Scope::ALL.iter().copied().find(|known| known.id() == scope);
    let scope = known.ok_or_else(|| Trouble::UnknownScope(scope.to_owned()))?;
    let run = Action::from_id(run).ok_or_else(|| Trouble::UnknownAction(run.to_owned()))?;
    let on = on.split_whitespace().map(str::parse).collect::<Result<Vec<_>, _>>().map_err(Trouble::Key)?;
    if on.is_empty() {
        return Err(Trouble::NoKey);
    }
    Ok(Binding { scope, on, run, line })
}
