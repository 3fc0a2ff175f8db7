//! Which keys mean what: keymap files read into scopes, chords and their problems.
//!
//! A file has `[scope]` tables with rows `{ on = "g g", run = "top" }`. The scopes that are
//! active together form a chain, innermost first; nothing inner may cover something outer.

mod check;
mod key;
mod read;

pub use check::{Problem, Trouble};
pub use key::{Key, KeyError, Named};

use super::action::Action;

/// The keymaps that come with the program: name and text.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("vim", include_str!("../../../keymaps/vim.toml")),
    ("arrows", include_str!("../../../keymaps/arrows.toml")),
    ("emacs", include_str!("../../../keymaps/emacs.toml")),
];

macro_rules! scopes {
    ($($name:ident $id:literal $what:literal)*) => {
        /// A place where keys have a meaning.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Scope { $(#[doc = $what] $name),* }

        impl Scope {
            /// All scopes.
            pub const ALL: &'static [Scope] = &[$(Scope::$name),*];

            /// The table name in keymap files.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Scope::$name => $id),* }
            }
        }
    };
}

scopes! {
    Global "global" "Everywhere outside fields and pickers."
    Rows "rows" "What lists and pages share: the cursor, the filter, the reasons."
    Marks "marks" "Marks and order of rows."
    List "list" "A board: its views."
    Page "page" "A record: its sections."
    Field "field" "Typing in a form; stands alone."
    Picker "picker" "Typing to choose from a list; stands alone."
    Confirm "confirm" "Being asked; stands alone."
    Duty "duty" "The duty board."
    Disputes "disputes" "The board of incoming disputes, and the dispute page."
    Dispute "dispute" "The dispute page."
    Alerts "alerts" "The alert queue."
    Referrals "referrals" "The referral board and the leg page."
    Experts "experts" "The expert roster."
    Affairs "affairs" "What is on our hands beside the cases, and its page."
    Handover "handover" "The handover of a shift, and the rota."
    Liaison "liaison" "Agencies and who speaks for them."
    Exchange "exchange" "The lines to other centers."
    Officers "officers" "Officers and their posts."
}

/// The scopes active together, innermost first.
pub type Chain = &'static [Scope];

/// Every chain a screen, form or overlay can put together.
pub const CHAINS: &[Chain] = &[
    &[Scope::Duty, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Disputes, Scope::Marks, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Dispute, Scope::Disputes, Scope::Page, Scope::Rows, Scope::Global],
    &[Scope::Alerts, Scope::Marks, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Referrals, Scope::Marks, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Referrals, Scope::Page, Scope::Rows, Scope::Global],
    &[Scope::Experts, Scope::Marks, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Experts, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Affairs, Scope::Marks, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Affairs, Scope::Page, Scope::Rows, Scope::Global],
    &[Scope::Handover, Scope::Page, Scope::Rows, Scope::Global],
    &[Scope::Alerts, Scope::Page, Scope::Rows, Scope::Global],
    &[Scope::Liaison, Scope::Marks, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Exchange, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Officers, Scope::List, Scope::Rows, Scope::Global],
    &[Scope::Field],
    &[Scope::Picker],
    &[Scope::Confirm],
];

/// One row of a keymap file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    /// Where it holds.
    pub scope: Scope,
    /// The keys, pressed one after the other.
    pub on: Vec<Key>,
    /// What they mean.
    pub run: Action,
    /// The line of the file, counted from 1.
    pub line: usize,
}

/// What keys typed so far mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolved {
    /// A whole chord.
    Act(Action),
    /// The beginning of one or more chords.
    Pending,
    /// No chord begins like this.
    Nothing,
}

/// The bindings in force.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
    counts: bool,
}

impl Keymap {
    /// Reads a keymap file. Rows that cannot be used are left out and reported; the rest holds.
    ///
    /// # Errors
    /// When the text is no TOML at all: nothing of it can be used.
    pub fn read(file: &str, text: &str) -> Result<(Self, Vec<Problem>), Problem> {
        let (keymap, mut problems) = read::read(file, text)?;
        problems.extend(check::conflicts(file, &keymap.bindings));
        Ok((keymap, problems))
    }

    /// A keymap that comes with the program; the vim-like one when the name is unknown.
    #[must_use]
    pub fn built_in(name: &str) -> Self {
        let (file, text) = BUILT_IN.iter().find(|(known, _)| *known == name).unwrap_or(&BUILT_IN[0]);
        match Self::read(file, text) {
            Ok((keymap, _)) => keymap,
            // a test reads every built-in file, so this arm only keeps the promise not to panic
            Err(_) => Keymap { bindings: Vec::new(), counts: false },
        }
    }

    /// True when bare digits are counts (`5 j`).
    #[must_use]
    pub fn has_counts(&self) -> bool {
        self.counts
    }

    /// What the keys typed so far mean in this chain.
    #[must_use]
    pub fn resolve(&self, chain: &[Scope], typed: &[Key]) -> Resolved {
        let mut pending = false;
        for binding in self.within(chain) {
            if binding.on == typed {
                return Resolved::Act(binding.run);
            }
            pending |= binding.on.starts_with(typed);
        }
        if pending { Resolved::Pending } else { Resolved::Nothing }
    }

    /// All chords of a chain that begin with these keys, in file order, inner scopes first.
    pub fn continuations<'a>(&'a self, chain: &'a [Scope], typed: &'a [Key]) -> impl Iterator<Item = &'a Binding> {
        self.within(chain).filter(move |binding| binding.on.len() > typed.len() && binding.on.starts_with(typed))
    }

    /// The first chord of an action in a chain, as the hint line shows it.
    #[must_use]
    pub fn chord(&self, chain: &[Scope], action: Action) -> Option<String> {
        self.within(chain).find(|binding| binding.run == action).map(|binding| chord_text(&binding.on))
    }

    /// The bindings of a chain, inner scopes first.
    pub fn within<'a>(&'a self, chain: &'a [Scope]) -> impl Iterator<Item = &'a Binding> {
        chain.iter().flat_map(|scope| self.bindings.iter().filter(move |binding| binding.scope == *scope))
    }
}

/// A chord as it is written: `g g`.
#[must_use]
pub fn chord_text(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_are_pending_until_whole() {
        let keymap = Keymap::built_in("vim");
        let g = Key::Char('g');
        assert_eq!(keymap.resolve(CHAINS[0], &[g]), Resolved::Pending);
        assert_eq!(keymap.resolve(CHAINS[0], &[g, g]), Resolved::Act(Action::Top));
        assert_eq!(keymap.resolve(CHAINS[0], &[g, Key::Char('#')]), Resolved::Nothing);
        assert!(keymap.continuations(CHAINS[0], &[g]).any(|binding| binding.run == Action::GoAlerts));
    }

    #[test]
    fn the_scope_decides_what_a_letter_means() {
        let keymap = Keymap::built_in("vim");
        assert_eq!(keymap.resolve(CHAINS[0], &[Key::Char('a')]), Resolved::Act(Action::TakeOn));
        assert_eq!(keymap.resolve(CHAINS[1], &[Key::Char('a')]), Resolved::Act(Action::Accept));
        assert_eq!(keymap.resolve(CHAINS[3], &[Key::Char('a')]), Resolved::Act(Action::Ack));
    }
}
