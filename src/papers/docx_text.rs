//! Filling the placeholders in one XML part of a docx, leaving every other byte of the part as it is.
//!
//! A word processor may split `{{name}}` over several runs; so the texts of a paragraph are joined, placeholders are looked
//! for in the whole, and each value goes where its placeholder begins. Signs within a paragraph:
//!
//! - `{{name}}`: the field;
//! - `{{#name}}`: the paragraph is repeated for each item of the list, `{{#}}` is the item's number;
//! - `{{?name}}`: the paragraph stands only if the field is not blank; prints nothing itself.
//!
//! A paragraph of the body that held placeholders and comes out blank is left out.

use super::docx::{LetterError, PART_BYTES_MAX};
use super::line::{Line, restyled};
use super::visible::visible;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What placeholders stand for.
pub(super) struct Values<'a> {
    pub(super) fields: &'a BTreeMap<String, String>,
    pub(super) lists: &'a BTreeMap<String, Vec<Line>>,
}

/// One `w:t` element.
struct TextNode {
    element: Range<usize>,
    text: String,
}

/// One `w:p` element with the texts that are its own, not those of a text box within.
struct Paragraph {
    element: Range<usize>,
    texts: Vec<TextNode>,
    /// May be left out: stands directly in the body and holds nothing but text.
    optional: bool,
    /// Holds other paragraphs (a text box).
    nests: bool,
}

/// A placeholder, by its place in the joined text of its paragraph.
struct Sign {
    place: Range<usize>,
    name: String,
}

/// One item of the list for which a paragraph is repeated.
pub(super) struct Item<'a> {
    pub(super) no: usize,
    pub(super) text: &'a str,
}

/// The part with its placeholders filled.
pub(super) fn fill(part: &str, xml: &str, values: &Values) -> Result<String, LetterError> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for paragraph in paragraphs(part, xml)? {
        let signs = signs(&paragraph)?;
        if !signs.is_empty() {
            edits.extend(filled(xml, &paragraph, &signs, values)?);
        }
    }
    apply(xml, 0, edits)
}

/// The names of fields and lists that the part asks for.
pub(super) fn names(part: &str, xml: &str) -> Result<BTreeSet<String>, LetterError> {
    let mut names = BTreeSet::new();
    for paragraph in paragraphs(part, xml)? {
        let signs = signs(&paragraph)?.into_iter().map(|sign| sign.name.trim_start_matches(['#', '?']).to_owned());
        names.extend(signs.filter(|name| !name.is_empty()));
    }
    Ok(names)
}

/// What has been read of a part so far.
#[derive(Default)]
struct Scan {
    /// Whether each open element is the body.
    open: Vec<bool>,
    paragraphs: Vec<Paragraph>,
    done: Vec<Paragraph>,
    text: Option<TextNode>,
}

fn paragraphs(part: &str, xml: &str) -> Result<Vec<Paragraph>, LetterError> {
    let broken = |e: quick_xml::Error| LetterError::Xml { part: part.into(), source: Some(Box::new(e)) };
    let unfinished = || LetterError::Xml { part: part.into(), source: None };
    let mut reader = Reader::from_str(xml);
    let mut scan = Scan::default();
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(broken)?;
        let end = reader.buffer_position() as usize;
        match event {
            Event::Start(tag) => scan.start(tag.name().as_ref(), start),
            Event::Empty(tag) => scan.holds(tag.name().as_ref()),
            Event::End(tag) => scan.end(tag.name().as_ref(), end),
            Event::Text(text) => scan.says(&text.xml10_content()),
            Event::CData(text) => scan.says(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let known = match entity.resolve_char_ref().map_err(broken)? {
                    Some(c) => c.to_string(),
                    None => quick_xml::escape::resolve_xml_entity(&entity).ok_or_else(unfinished)?.to_owned(),
                };
                scan.says(&known);
            }
            Event::DocType(_) => return Err(LetterError::Doctype { part: part.into() }),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if scan.open.is_empty() => return Ok(scan.done),
            Event::Eof => return Err(unfinished()),
        }
    }
}

impl Scan {
    fn start(&mut self, name: &str, at: usize) {
        match name {
            "w:p" => {
                if let Some(outer) = self.paragraphs.last_mut() {
                    outer.nests = true;
                }
                let optional = self.open.last().is_some_and(|in_body| *in_body);
                self.paragraphs.push(Paragraph { element: at..at, texts: Vec::new(), optional, nests: false });
            }
            "w:t" => self.text = Some(TextNode { element: at..at, text: String::new() }),
            _ => self.holds(name),
        }
        self.open.push(name == "w:body");
    }

    /// An element that must not vanish together with a blank paragraph.
    fn holds(&mut self, name: &str) {
        let lasting =
            matches!(name, "w:sectPr" | "w:drawing" | "w:pict" | "w:object" | "w:fldChar" | "mc:AlternateContent");
        if let Some(paragraph) = self.paragraphs.last_mut()
            && lasting
        {
            paragraph.optional = false;
        }
    }

    fn says(&mut self, text: &str) {
        if let Some(node) = &mut self.text {
            node.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str, at: usize) {
        self.open.pop();
        if name == "w:t"
            && let (Some(mut node), Some(paragraph)) = (self.text.take(), self.paragraphs.last_mut())
        {
            node.element.end = at;
            paragraph.texts.push(node);
        }
        if name == "w:p"
            && let Some(mut paragraph) = self.paragraphs.pop()
        {
            paragraph.element.end = at;
            self.done.push(paragraph);
        }
    }
}

fn signs(paragraph: &Paragraph) -> Result<Vec<Sign>, LetterError> {
    let joined: String = paragraph.texts.iter().map(|node| node.text.as_str()).collect();
    let (mut signs, mut at) = (Vec::new(), 0);
    while let Some(start) = joined[at..].find("{{").map(|found| at + found) {
        let Some(length) = joined[start + 2..].find("}}") else {
            return Err(LetterError::Unclosed { near: joined[start..].chars().take(40).collect() });
        };
        let end = start + 2 + length + 2;
        signs.push(Sign { place: start..end, name: joined[start + 2..end - 2].trim().to_owned() });
        at = end;
    }
    Ok(signs)
}

/// The edits to the part that fill this paragraph: its texts, or the whole of it when it is repeated or left out.
fn filled(
    xml: &str,
    paragraph: &Paragraph,
    signs: &[Sign],
    values: &Values,
) -> Result<Vec<(Range<usize>, String)>, LetterError> {
    let Some(list) = list_of(paragraph, signs)? else {
        if !stands(signs.iter().map(|sign| sign.name.as_str()), values)? {
            return Ok(left_out(paragraph));
        }
        let texts = node_texts(paragraph, signs, |name| value(name, values, None))?;
        let blank = texts.iter().all(|text| text.trim().is_empty());
        return Ok(if blank { left_out(paragraph) } else { edits(paragraph, texts) });
    };
    let items = values.lists.get(list).ok_or_else(|| LetterError::Unknown { name: format!("#{list}") })?;
    let mut repeated = String::new();
    for (index, line) in items.iter().enumerate() {
        let item = Item { no: index + 1, text: &line.text };
        let texts = node_texts(paragraph, signs, |name| value(name, values, Some(&item)))?;
        let source = &xml[paragraph.element.clone()];
        let copy = apply(source, paragraph.element.start, edits(paragraph, texts))?;
        repeated.push_str(&restyled(copy, line.style));
        if repeated.len() > PART_BYTES_MAX {
            return Err(LetterError::TooLarge);
        }
    }
    Ok(if items.is_empty() { left_out(paragraph) } else { vec![(paragraph.element.clone(), repeated)] })
}

/// The list for which the paragraph is repeated, if it is.
fn list_of<'a>(paragraph: &Paragraph, signs: &'a [Sign]) -> Result<Option<&'a str>, LetterError> {
    let mut lists = signs.iter().filter_map(|sign| sign.name.strip_prefix('#')).filter(|name| !name.is_empty());
    let Some(list) = lists.next() else { return Ok(None) };
    if paragraph.nests || lists.any(|other| other != list) {
        return Err(LetterError::ListMisplaced { name: list.to_owned() });
    }
    Ok(Some(list))
}

/// Whether every condition among these signs holds.
pub(super) fn stands<'a>(signs: impl Iterator<Item = &'a str>, values: &Values) -> Result<bool, LetterError> {
    let mut stands = true;
    for name in signs.filter_map(|name| name.strip_prefix('?')) {
        let listed = values.lists.get(name).map(|items| !items.is_empty());
        let filled = values.fields.get(name).map(|text| !text.trim().is_empty());
        stands &= filled.or(listed).ok_or_else(|| LetterError::Unknown { name: format!("?{name}") })?;
    }
    Ok(stands)
}

/// What a sign stands for.
pub(super) fn value(name: &str, values: &Values, item: Option<&Item>) -> Result<String, LetterError> {
    let unknown = || LetterError::Unknown { name: name.to_owned() };
    if let Some(list) = name.strip_prefix('#') {
        let item = item.ok_or_else(unknown)?;
        return Ok(if list.is_empty() { item.no.to_string() } else { visible(item.text).into_owned() });
    }
    if name.starts_with('?') {
        return Ok(String::new());
    }
    values.fields.get(name).map(|text| visible(text).into_owned()).ok_or_else(unknown)
}

/// The new text of each node: what is not in a sign stays, a value goes where its sign begins.
fn node_texts(
    paragraph: &Paragraph,
    signs: &[Sign],
    value: impl Fn(&str) -> Result<String, LetterError>,
) -> Result<Vec<String>, LetterError> {
    let (mut texts, mut at) = (Vec::with_capacity(paragraph.texts.len()), 0);
    for node in &paragraph.texts {
        let end = at + node.text.len();
        let (mut text, mut cursor) = (String::new(), at);
        for sign in signs.iter().filter(|sign| sign.place.start < end && sign.place.end > at) {
            if sign.place.start >= cursor {
                text.push_str(&node.text[cursor - at..sign.place.start - at].replace('\n', " "));
                text.push_str(&value(&sign.name)?);
            }
            cursor = sign.place.end.min(end);
        }
        text.push_str(&node.text[cursor - at..].replace('\n', " "));
        texts.push(text);
        at = end;
    }
    Ok(texts)
}

fn edits(paragraph: &Paragraph, texts: Vec<String>) -> Vec<(Range<usize>, String)> {
    let nodes = paragraph.texts.iter().zip(texts);
    nodes.filter(|(node, text)| node.text != *text).map(|(node, text)| (node.element.clone(), element(&text))).collect()
}

/// A cell, a header or a text box must keep a paragraph, blank if need be.
fn left_out(paragraph: &Paragraph) -> Vec<(Range<usize>, String)> {
    if paragraph.optional && !paragraph.nests {
        return vec![(paragraph.element.clone(), String::new())];
    }
    edits(paragraph, vec![String::new(); paragraph.texts.len()])
}

/// `w:t` elements for this text, a break at each line end.
fn element(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", quick_xml::escape::escape(line)))
        .collect();
    lines.join("<w:br/>")
}

/// `source`, which begins at `offset` of the part, with these places of the part replaced. Places do not overlap: a text
/// belongs to one paragraph, and a paragraph that holds others is never replaced as a whole.
fn apply(source: &str, offset: usize, mut edits: Vec<(Range<usize>, String)>) -> Result<String, LetterError> {
    edits.sort_by_key(|(place, _)| place.start);
    let (mut result, mut at) = (String::with_capacity(source.len()), 0);
    for (place, text) in edits {
        result.push_str(&source[at..place.start - offset]);
        result.push_str(&text);
        at = place.end - offset;
        if result.len() > PART_BYTES_MAX {
            return Err(LetterError::TooLarge);
        }
    }
    result.push_str(&source[at..]);
    Ok(result)
}
