//! What can be wrong with a keymap, said with file, line and both owners.

use std::fmt;

use super::{Binding, CHAINS, KeyError, chord_text};
use crate::desk::action::{Action, Kind};

/// One thing wrong with a keymap file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The file, as it was named to us.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub trouble: Trouble,
}

/// What is wrong with a row.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Trouble {
    /// The file cannot be read at all.
    #[error("this is no TOML: {0}")]
    NotToml(String),
    /// The table name is no scope.
    #[error("no scope is called `{0}`")]
    UnknownScope(String),
    /// The `run` value is no action.
    #[error("no action is called `{0}`")]
    UnknownAction(String),
    /// The `on` value is empty.
    #[error("the row names no key")]
    NoKey,
    /// A key of the chord cannot be used.
    #[error(transparent)]
    Key(KeyError),
    /// The same chord means something else in a scope active at the same time.
    #[error("`{chord}` means `{this}` here and `{other}` in line {line}")]
    Conflict {
        /// The chord.
        chord: String,
        /// What this row means.
        this: &'static str,
        /// What the other row means.
        other: &'static str,
        /// The line of the other row.
        line: usize,
    },
    /// A longer chord can never be reached.
    #[error("`{chord}` hides `{longer}` ({other}) in line {line}")]
    Shadow {
        /// The shorter chord.
        chord: String,
        /// The longer one.
        longer: String,
        /// What the longer one means.
        other: &'static str,
        /// The line of the longer one.
        line: usize,
    },
    /// What cannot be undone must lie under `!`, so that no single key does it.
    #[error("`{action}` cannot be undone: its chord must begin with `!`")]
    BareDestructive {
        /// The action.
        action: &'static str,
    },
}

impl Problem {
    pub(super) fn new(file: &str, line: usize, trouble: Trouble) -> Self {
        Problem { file: file.to_owned(), line, trouble }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.trouble)
    }
}

/// Chords that mean two things or hide each other, over every chain; each pair is named once.
pub(super) fn conflicts(file: &str, bindings: &[Binding]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for chain in CHAINS {
        let active: Vec<&Binding> = bindings.iter().filter(|binding| chain.contains(&binding.scope)).collect();
        for (at, one) in active.iter().enumerate() {
            for other in &active[at + 1..] {
                if let Some(problem) = clash(file, one, other)
                    && !problems.contains(&problem)
                {
                    problems.push(problem);
                }
            }
        }
    }
    problems.extend(
        bindings
            .iter()
            .filter(|binding| is_bare(binding))
            .map(|binding| Problem::new(file, binding.line, Trouble::BareDestructive { action: binding.run.id() })),
    );
    problems
}

fn clash(file: &str, one: &Binding, other: &Binding) -> Option<Problem> {
    let (short, long) = if one.on.len() <= other.on.len() { (one, other) } else { (other, one) };
    if !long.on.starts_with(&short.on) || (short.on == long.on && short.run == long.run) {
        return None;
    }
    let trouble = if short.on.len() == long.on.len() {
        Trouble::Conflict { chord: chord_text(&short.on), this: short.run.id(), other: long.run.id(), line: long.line }
    } else {
        Trouble::Shadow {
            chord: chord_text(&short.on),
            longer: chord_text(&long.on),
            other: long.run.id(),
            line: long.line,
        }
    };
    Some(Problem::new(file, short.line, trouble))
}

fn is_bare(binding: &Binding) -> bool {
    let action: Action = binding.run;
    action.kind() == Kind::Destructive && binding.on.first() != Some(&super::Key::Char('!'))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::{BUILT_IN, Keymap};
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let (_, problems) = Keymap::read("my.toml", text).unwrap();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_built_in_keymaps_have_no_problem_and_reach_every_action() {
        for (name, text) in BUILT_IN {
            let (keymap, problems) = Keymap::read(name, text).unwrap();
            assert_eq!(problems, [], "{name}");
            let reached: HashSet<Action> = keymap.bindings.iter().map(|binding| binding.run).collect();
            let lost: Vec<_> = Action::ALL.iter().filter(|action| !reached.contains(action)).collect();
            assert!(lost.is_empty(), "{name} has no key for {lost:?}");
        }
    }

    #[test]
    fn a_chord_with_two_meanings_is_named_with_both_owners() {
        let text = "[global]\nkeys = [\n{ on = \"x\", run = \"help\" },\n]\n[list]\nkeys = [\n{ on = \"x\", run = \"next-tab\" },\n]";
        assert_eq!(problems(text), ["my.toml:3: `x` means `help` here and `next-tab` in line 7"]);
    }

    #[test]
    fn a_hidden_chord_is_named() {
        let text = "[rows]\nkeys = [\n{ on = \"g\", run = \"top\" },\n{ on = \"g g\", run = \"bottom\" },\n]";
        assert_eq!(problems(text), ["my.toml:3: `g` hides `g g` (bottom) in line 4"]);
    }

    #[test]
    fn rows_that_cannot_be_used_are_named_and_the_rest_holds() {
        let text = "[rows]\nkeys = [\n{ on = \"Ctrl-A\", run = \"top\" },\n{ on = \"t\", run = \"fly\" },\n{ on = \"b\", run = \"bottom\" },\n]\n[moon]\nkeys = [{ on = \"x\", run = \"top\" }]";
        assert_eq!(
            problems(text),
            [
                "my.toml:3: `Ctrl-A` does not arrive through every terminal",
                "my.toml:4: no action is called `fly`",
                "my.toml:8: no scope is called `moon`",
            ]
        );
    }

    #[test]
    fn what_cannot_be_undone_needs_the_exclamation_mark() {
        let text = "[referrals]\nkeys = [{ on = \"r\", run = \"recall\" }]";
        assert_eq!(problems(text), ["my.toml:2: `recall` cannot be undone: its chord must begin with `!`"]);
    }

    #[test]
    fn no_toml_is_one_problem() {
        let problem = Keymap::read("my.toml", "[rows\n").unwrap_err();
        assert_eq!((problem.file.as_str(), problem.line), ("my.toml", 1));
    }
}
