//! A feed as items: RSS 2.0 and 1.0, and Atom. No document type is let in, so no entity can be declared.

use super::limits::{CELL_BYTES_MAX, RECORDS_MAX, XML_DEPTH_MAX};
use super::refusal::{FileCode, IntakeError, quoted};
use super::{rows, text};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// A feed with its items, every text as the source has it (HTML inside is still HTML).
#[derive(Clone, Debug, Default)]
pub(super) struct Feed {
    pub title: String,
    pub link: String,
    pub items: Vec<Item>,
}

/// One entry of a feed; what it does not have is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// The XML as it came.
    pub raw: String,
    pub title: String,
    pub link: String,
    pub description: String,
    pub guid: String,
    pub date: String,
    pub category: String,
    /// A text above the cap of a cell.
    pub too_long: bool,
}

/// Does this look like a feed?
pub(super) fn is_feed(bytes: &[u8]) -> bool {
    let head = text::sniffed(bytes);
    let head = head.trim_start();
    head.starts_with('<') && ["<rss", "<feed", "<rdf:RDF"].iter().any(|root| head.contains(root))
}

/// Reads a feed.
pub(super) fn read(bytes: &[u8]) -> Result<Feed, IntakeError> {
    let text = text::decoded_xml(bytes)?;
    let mut reading = Reading { text: &text, ..Reading::default() };
    let mut reader = Reader::from_str(&text);
    loop {
        let before = reader.buffer_position();
        let event = reader.read_event().map_err(|error| broken(reader.error_position(), &error.to_string()))?;
        match event {
            Event::Start(tag) => reading.open(&tag, before)?,
            Event::Empty(tag) => {
                reading.open(&tag, before)?;
                reading.close(reader.buffer_position())?;
            }
            Event::End(_) => reading.close(reader.buffer_position())?,
            Event::Text(words) => reading.add(&words.xml10_content()),
            Event::CData(words) => reading.add(&words.xml10_content()),
            Event::GeneralRef(name) => reading.add(&resolved(&name).map_err(|why| broken(before, &why))?),
            Event::DocType(_) => return Err(doctype()),
            Event::Eof => return reading.done(reader.buffer_position()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

/// The name of an element without its prefix, where the prefix is one of the feed formats; `media:title` is another title.
fn plain_name(tag: &BytesStart) -> String {
    let name = tag.name();
    let whole: &str = name.as_ref();
    match whole.split_once(':') {
        Some(("atom" | "a10" | "rss" | "rdf" | "dc" | "content", local))
            if whole != "dc:title" && whole != "dc:description" =>
        {
            local.to_owned()
        }
        Some(_) | None => whole.to_owned(),
    }
}

/// The five entities of XML and characters by number; no other can be declared here.
fn resolved(name: &BytesRef) -> Result<String, String> {
    if let Some(c) = name.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(c.to_string());
    }
    let name = name.xml10_content();
    // HTML's own names are a common slip of feeds; they stay as written and the plain text resolves them.
    Ok(quick_xml::escape::resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned))
}

/// Where the reader stands.
#[derive(Default)]
struct Reading<'a> {
    text: &'a str,
    /// A root element was seen.
    rooted: bool,
    /// Local names of the open elements.
    path: Vec<String>,
    feed: Feed,
    /// The open item with the place where it began, and the depth of its element.
    item: Option<(Item, usize, usize)>,
    words: String,
    too_long: bool,
}

impl Reading<'_> {
    fn open(&mut self, tag: &BytesStart, at: u64) -> Result<(), IntakeError> {
        let name = plain_name(tag);
        if self.path.is_empty() && !matches!(name.as_str(), "rss" | "feed" | "RDF") {
            return Err(not_a_feed(&name));
        }
        if self.path.len() == XML_DEPTH_MAX {
            return Err(broken(at, &format!("more than {XML_DEPTH_MAX} levels")));
        }
        if self.item.is_none() && matches!(name.as_str(), "item" | "entry") {
            if self.feed.items.len() == RECORDS_MAX {
                return Err(rows::too_many_records());
            }
            self.item = Some((Item::default(), usize::try_from(at).unwrap_or(usize::MAX), self.path.len()));
        }
        self.take_link(&name, tag);
        self.rooted = true;
        let inside_text = self.item.as_ref().is_some_and(|(_, _, depth)| self.path.len() > depth + 1);
        self.path.push(name);
        if inside_text {
            // XHTML inside a description: its tags part words, its text belongs to the whole.
            self.add(" ");
        } else {
            self.words.clear();
            self.too_long = false;
        }
        Ok(())
    }

    /// Atom has links in an attribute; the one without a relation, or the alternate, is the page.
    fn take_link(&mut self, name: &str, tag: &BytesStart) {
        let attribute = |key: &str| {
            let found = tag.try_get_attribute(key).ok().flatten();
            found.map(|found| super::plain::text_of(&found.value)).unwrap_or_default()
        };
        let direct = self.item.as_ref().map_or(self.path.len() == 1, |(_, _, depth)| self.path.len() == depth + 1);
        if name == "link" && direct && matches!(attribute("rel").as_str(), "" | "alternate") {
            let link = attribute("href");
            if !link.is_empty() {
                *self.slot_of_link() = link;
            }
        }
        if name == "category" && direct {
            let term = attribute("term");
            if let (Some((item, ..)), false) = (&mut self.item, term.is_empty()) {
                item.category = term;
            }
        }
    }

    fn slot_of_link(&mut self) -> &mut String {
        match &mut self.item {
            Some((item, ..)) => &mut item.link,
            None => &mut self.feed.link,
        }
    }

    fn add(&mut self, words: &str) {
        if self.words.len() + words.len() > CELL_BYTES_MAX {
            self.too_long = true;
        } else {
            self.words.push_str(words);
        }
    }

    fn close(&mut self, at: u64) -> Result<(), IntakeError> {
        let Some(name) = self.path.pop() else { return Err(broken(at, "an end without a beginning")) };
        let depth = self.path.len();
        match &mut self.item {
            Some((_, from, item_depth)) if *item_depth == depth => {
                let raw =
                    self.text.get(*from..usize::try_from(at).unwrap_or(usize::MAX)).unwrap_or_default().to_owned();
                if let Some((item, ..)) = self.item.take() {
                    self.feed.items.push(Item { raw, ..item });
                }
            }
            Some((item, _, item_depth)) if *item_depth + 1 == depth => {
                item.too_long |= self.too_long;
                item.put(&name, std::mem::take(&mut self.words).trim().to_owned());
            }
            // The channel of RSS is at depth 1, Atom's feed is the root.
            None if depth <= 2
                && self.path.last().is_some_and(|parent| matches!(parent.as_str(), "channel" | "feed")) =>
            {
                let words = std::mem::take(&mut self.words).trim().to_owned();
                self.put(&name, words);
            }
            Some(_) | None => {}
        }
        Ok(())
    }

    fn put(&mut self, name: &str, words: String) {
        match name {
            "title" if self.feed.title.is_empty() => self.feed.title = words,
            "link" if self.feed.link.is_empty() => self.feed.link = words,
            _ => {}
        }
    }

    fn done(self, at: u64) -> Result<Feed, IntakeError> {
        match self.path.last() {
            Some(open) => Err(broken(at, &format!("it ends inside <{open}>"))),
            None if !self.rooted => Err(not_a_feed("-")),
            None => Ok(self.feed),
        }
    }
}

impl Item {
    fn put(&mut self, name: &str, words: String) {
        let slot = match name {
            "title" => &mut self.title,
            "link" => &mut self.link,
            "description" | "summary" => &mut self.description,
            // The long form counts only where there is no short one.
            "encoded" | "content" if self.description.is_empty() => &mut self.description,
            "guid" | "id" => &mut self.guid,
            "pubDate" | "published" | "date" => &mut self.date,
            "updated" if self.date.is_empty() => &mut self.date,
            "category" if self.category.is_empty() => &mut self.category,
            _ => return,
        };
        if !words.is_empty() {
            *slot = words;
        }
    }
}

fn doctype() -> IntakeError {
    IntakeError::new(
        FileCode::Doctype,
        "订阅源含 DOCTYPE，为安全起见不读取；请向来源索取不含 DOCTYPE 的版本",
        "the feed has a DOCTYPE and is not read, to be safe; ask its source for one without",
    )
}

fn not_a_feed(found: &str) -> IntakeError {
    let found = quoted(found);
    IntakeError::new(
        FileCode::NotAFeed,
        format!("这不是 RSS 或 Atom 订阅源(根元素是 {found})；请核对文件或用 --kind 指明种类"),
        format!("this is no RSS or Atom feed (its root is {found}); check the file, or name its kind with --kind"),
    )
}

fn broken(at: u64, why: &str) -> IntakeError {
    let why = quoted(why);
    IntakeError::new(
        FileCode::Feed,
        format!("订阅源在第 {at} 字节处有误({why})，可能被截断；请重新下载"),
        format!("the feed is broken at byte {at} ({why}), perhaps cut short; download it again"),
    )
}
