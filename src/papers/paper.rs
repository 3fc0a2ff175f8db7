//! A paper of the center: its words on the letterhead, or on a template of its own.

use super::docx::{LetterError, TEMPLATE_BYTES_MAX, placeholders, render};
use super::docx_text::Values;
use super::fields::{FIELDS, LISTS};
use super::line::Line;
use super::wording::wordings;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

const LETTERHEAD_ZH: &[u8] = include_bytes!("../../templates/papers_zh.docx");
const LETTERHEAD_EN: &[u8] = include_bytes!("../../templates/papers_en.docx");

/// What every template must ask for: a paper that does not carry its number and version cannot be told from another.
const NEEDED: [&str; 2] = ["letter_no", "version"];

/// A paper to be made: what it is, and what it may say.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Its id among the wordings.
    id: &'static str,
    zh: bool,
    /// From a practice store: it says so at its head.
    practice: bool,
    fields: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<Line>>,
}

impl Paper {
    /// A paper that says nothing yet.
    pub fn new(id: &'static str, zh: bool, practice: bool) -> Self {
        let fields = FIELDS.iter().map(|name| ((*name).to_owned(), String::new())).collect();
        let lists = LISTS.iter().map(|name| ((*name).to_owned(), Vec::new())).collect();
        let mut paper = Self { id, zh, practice, fields, lists };
        if practice {
            let mark = match zh {
                true => "「练习」本文书出自练习库，不具效力",
                false => "PRACTICE – made in a practice store, without effect",
            };
            paper.set("practice_mark", mark);
        }
        paper
    }

    /// Is it in Chinese?
    pub const fn is_zh(&self) -> bool {
        self.zh
    }

    /// What a field says. The name is one of `FIELDS`.
    pub fn set(&mut self, name: &'static str, text: impl Into<String>) {
        debug_assert!(FIELDS.contains(&name), "{name} is no field of a paper");
        self.fields.insert(name.to_owned(), text.into());
    }

    /// What a list holds. The name is one of `LISTS`.
    pub fn list(&mut self, name: &'static str, items: impl IntoIterator<Item = String>) {
        debug_assert!(LISTS.contains(&name), "{name} is no list of a paper");
        self.lists.insert(name.to_owned(), items.into_iter().map(Line::from).collect());
    }

    /// The paper as docx, from the center's own templates in `folder`, else from those built in.
    ///
    /// # Errors
    /// A template that cannot be read, or asks for what there is not, or does not ask for what there must be.
    pub fn render(mut self, folder: Option<&Path>) -> Result<Vec<u8>, LetterError> {
        let wording = wordings().get(self.id).ok_or_else(|| LetterError::NoWording { id: self.id.to_owned() })?;
        let addressee = self.fields.get(&wording.addressee).cloned().unwrap_or_default();
        self.set("addressee", addressee);
        let title = wording.title(self.zh, &self.values())?;
        self.set("title", title.clone());
        self.set("subject", title);
        let body = wording.body(self.zh, &self.values())?;
        self.lists.insert("body".to_owned(), body);
        let template = template(folder, self.id, self.zh)?;
        let named = |error| LetterError::In { file: template.name.clone(), source: Box::new(error) };
        template.complete(self.practice).map_err(named)?;
        render(&template.bytes, &self.fields, &self.lists).map_err(named)
    }

    fn values(&self) -> Values<'_> {
        Values { fields: &self.fields, lists: &self.lists }
    }
}

/// A template with the name of its file.
pub struct Template {
    pub name: String,
    pub bytes: Cow<'static, [u8]>,
    /// It lays out one paper by itself, and need not ask for the words of ours.
    own_words: bool,
}

impl Template {
    /// Refuses one that leaves out what every paper must carry.
    fn complete(&self, practice: bool) -> Result<(), LetterError> {
        let asked = placeholders(&self.bytes)?;
        if practice && !asked.contains("practice_mark") {
            return Err(LetterError::NoPracticeMark);
        }
        let body = (!self.own_words).then_some("body");
        match NEEDED.into_iter().chain(body).find(|name| !asked.contains(*name)) {
            Some(name) => Err(LetterError::Missing { name: name.to_owned() }),
            None => Ok(()),
        }
    }
}

/// The template of a paper: one for it alone, else the center's letterhead in this language, else its letterhead, else
/// ours. A file that is there but cannot be read is an error: a paper on the wrong letterhead would go out unnoticed.
pub fn template(folder: Option<&Path>, id: &str, zh: bool) -> Result<Template, LetterError> {
    let language = if zh { "zh" } else { "en" };
    let own = format!("{}_{language}.docx", id.replace('-', "_"));
    let letterhead = format!("papers_{language}.docx");
    for (name, own_words) in [(own, true), (letterhead.clone(), false), ("papers.docx".to_owned(), false)] {
        if let Some(bytes) = folder.map_or(Ok(None), |folder| read(&folder.join(&name)))? {
            return Ok(Template { name, bytes: Cow::Owned(bytes), own_words });
        }
    }
    let bytes = Cow::Borrowed(if zh { LETTERHEAD_ZH } else { LETTERHEAD_EN });
    Ok(Template { name: letterhead, bytes, own_words: false })
}

/// The bytes of a file; none when it is not there.
fn read(path: &Path) -> Result<Option<Vec<u8>>, LetterError> {
    let fault = |source| LetterError::File { path: path.display().to_string(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(fault(e)),
    };
    let mut bytes = Vec::new();
    file.take(TEMPLATE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(fault)?;
    Ok(Some(bytes))
}
