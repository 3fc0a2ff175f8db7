//! Every text of the boards, once: names, dockets, headlines. A row holds the number of a name, so that a filter and a
//! search test each distinct text once, whatever the number of rows that bear it. Nothing is taken out; clones share.

use super::index::Index;
use super::spelling::spell;
use rpds::{RedBlackTreeSetSync, VectorSync};
use std::sync::OnceLock;

/// Names of a chunk: copied whole when a name comes to it, searched whole.
pub const CHUNK_NAMES: usize = 512;

/// Stands between the texts of a list that is kept as one name.
pub const BETWEEN: char = '\u{1f}';

/// Begins a list whose texts hold `BETWEEN` themselves, or that is one empty text: it is kept as JSON.
const AS_JSON: char = '\u{1e}';

/// A name in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u32);

impl Name {
    /// The empty text; also the empty list.
    pub const EMPTY: Self = Self(0);
}

/// The table.
#[derive(Clone, Debug)]
pub struct Names {
    chunks: VectorSync<Chunk>,
    known: Index,
    len: u32,
    /// What the numbers of records begin with.
    heads: RedBlackTreeSetSync<Name>,
}

/// Some names, one after the other, each with a line end after it so that no word is found across two.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    pub text: String,
    /// Where each ends, its line end not counted.
    pub ends: Vec<u32>,
    spelled: OnceLock<Spelled>,
}

/// How the Chinese names of a chunk are typed, made when somebody first searches.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelled {
    pub pinyin: Column,
    pub initials: Column,
}

/// One spelling of some names of a chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    pub text: String,
    pub ends: Vec<u32>,
    /// Which names of the chunk.
    pub of: Vec<u16>,
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Self {
            chunks: VectorSync::new_sync(),
            known: Index::default(),
            len: 0,
            heads: RedBlackTreeSetSync::new_sync(),
        };
        names.intern("");
        names
    }
}

impl Names {
    /// How many.
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Never: the empty text is in it.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number of a text, which is taken in if it is new.
    pub fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.find(text) {
            return name;
        }
        let number = self.len;
        let at = self.chunks.len().wrapping_sub(1);
        match self.chunks.get_mut(at) {
            Some(chunk) if chunk.ends.len() < CHUNK_NAMES => chunk.push(text),
            Some(_) | None => {
                let mut chunk = Chunk::default();
                chunk.push(text);
                self.chunks.push_back_mut(chunk);
            }
        }
        self.known.insert(text, number);
        self.len += 1;
        Name(number)
    }

    /// The number of a text, if it is known.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.known.find(text, |number| self.text(Name(number)) == text).map(Name)
    }

    /// The text of a name.
    pub fn text(&self, name: Name) -> &str {
        let (chunk, at) = (name.0 as usize / CHUNK_NAMES, name.0 as usize % CHUNK_NAMES);
        self.chunks.get(chunk).map_or("", |chunk| chunk.text(at))
    }

    /// The number of a list of texts, kept as one name.
    pub fn intern_list<S: AsRef<str>>(&mut self, list: &[S]) -> Name {
        let odd = |text: &str| text.contains(BETWEEN) || text.starts_with(AS_JSON);
        match list {
            [] => Name::EMPTY,
            [one] if !one.as_ref().is_empty() && !odd(one.as_ref()) => self.intern(one.as_ref()),
            list => {
                let texts: Vec<&str> = list.iter().map(AsRef::as_ref).collect();
                if texts.iter().any(|text| odd(text)) || texts == [""] {
                    let json = serde_json::Value::from(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
                    return self.intern(&format!("{AS_JSON}{json}"));
                }
                self.intern(&texts.join(&BETWEEN.to_string()))
            }
        }
    }

    /// The texts of a list.
    pub fn list(&self, name: Name) -> Vec<String> {
        if name == Name::EMPTY {
            return Vec::new();
        }
        let text = self.text(name);
        match text.strip_prefix(AS_JSON) {
            Some(json) => serde_json::from_str(json).unwrap_or_default(),
            None => text.split(BETWEEN).map(str::to_owned).collect(),
        }
    }

    /// What the numbers of records begin with: one for each unit, kind and year.
    pub fn heads(&self) -> impl Iterator<Item = Name> {
        self.heads.iter().copied()
    }

    pub(super) fn intern_head(&mut self, text: &str) -> Name {
        let head = self.intern(text);
        self.mark_head(head);
        head
    }

    /// Numbers begin with this name.
    pub fn mark_head(&mut self, head: Name) {
        if !self.heads.contains(&head) {
            self.heads.insert_mut(head);
        }
    }

    pub(super) fn chunk(&self, at: usize) -> Option<&Chunk> {
        self.chunks.get(at)
    }

    pub(super) fn chunks(&self) -> usize {
        self.chunks.len()
    }
}

impl Chunk {
    fn push(&mut self, text: &str) {
        if self.ends.len() + 1 == CHUNK_NAMES {
            self.text.reserve_exact(text.len() + 1);
            self.ends.reserve_exact(1);
        }
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.text.push('\n');
        self.spelled.take();
        if self.ends.len() == CHUNK_NAMES {
            self.text.shrink_to_fit();
            self.ends.shrink_to_fit();
        }
    }

    pub(super) fn text(&self, at: usize) -> &str {
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize + 1);
        self.ends.get(at).and_then(|end| self.text.get(from..*end as usize)).unwrap_or_default()
    }

    pub(super) fn spelled(&self) -> &Spelled {
        self.spelled.get_or_init(|| {
            let mut spelled = Spelled::default();
            for at in 0..self.ends.len() {
                if let Some((pinyin, initials)) = spell(self.text(at)) {
                    spelled.pinyin.push(at, &pinyin);
                    spelled.initials.push(at, &initials);
                }
            }
            spelled.pinyin.shrink();
            spelled.initials.shrink();
            spelled
        })
    }
}

impl Column {
    fn push(&mut self, of: usize, text: &str) {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.text.push('\n');
        self.of.push(u16::try_from(of).unwrap_or(u16::MAX));
    }

    fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.of.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_lists_come_back_as_they_were() {
        let mut names = Names::default();
        let lists: [&[&str]; 7] = [&[], &[""], &["a"], &["a", ""], &["a\u{1f}b"], &["\u{1e}", "c"], &["海岳", "智能"]];
        let kept: Vec<Name> = lists.iter().map(|list| names.intern_list(list)).collect();
        for (list, name) in lists.iter().zip(&kept) {
            assert_eq!(names.list(*name), list.to_vec(), "{list:?}");
        }
        let mut several: Vec<Name> = kept.clone();
        several.sort();
        several.dedup();
        assert_eq!(several.len(), lists.len());
        let many: Vec<Name> = (0..5_000).map(|no| names.intern(&format!("name {no}"))).collect();
        assert!(many.iter().enumerate().all(|(no, name)| names.text(*name) == format!("name {no}")));
        assert_eq!(names.intern("name 77"), many[77]);
        assert_eq!(names.find("name 5000"), None);
    }
}
