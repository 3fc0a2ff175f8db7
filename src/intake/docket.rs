//! Docket feeds of courts: every entry an alert. The entries name the case; who it concerns is for the officer to see.

use super::events::{self, Event};
use super::feed::{self, Feed, Item};
use super::limits::CELL_BYTES_MAX;
use super::plain::text_of;
use super::refusal::{IntakeError, Reject, RejectCode, quoted};
use super::{Draft, ParseContext, Record, places};
use crate::calendar::Text;
use crate::casework::alert::AlertDraft;
use crate::casework::ids::Hash;
use crate::casework::numbers::{self, Docket};
use crate::casework::words::Tlp;
use chrono::{DateTime, FixedOffset};

/// The name of this source in alerts.
const SOURCE: &str = "docket-feed";

/// Digits of the hash that stands for a missing identifier: 16 are 64 bits, no two entries of a court meet.
const HASH_DIGITS: usize = 16;

pub(super) fn detect(_: &str, bytes: &[u8]) -> bool {
    feed::is_feed(bytes)
}

pub(super) fn parse(_: &ParseContext, bytes: &[u8]) -> Result<Vec<Record>, IntakeError> {
    let mut feed = feed::read(bytes)?;
    let items = std::mem::take(&mut feed.items);
    let court = Court::of(&feed);
    let record = |(at, mut item): (usize, Item)| {
        let raw = std::mem::take(&mut item.raw);
        let outcome = alert(&court, &item).map(|draft| Draft::Alert(Box::new(draft)));
        Record { line: u32::try_from(at + 1).unwrap_or(u32::MAX), raw, outcome }
    };
    Ok(items.into_iter().enumerate().map(record).collect())
}

/// Whose feed it is.
struct Court {
    name: String,
    jurisdiction: String,
}

impl Court {
    fn of(feed: &Feed) -> Self {
        let title = text_of(&feed.title);
        let name = ["- Recent Entries", "Recent Entries", "- RSS", "RSS Feed"]
            .iter()
            .find_map(|tail| title.strip_suffix(tail));
        let name = name.unwrap_or(&title).trim().trim_end_matches('-').trim();
        let first = feed.items.first().map_or("", |item| item.link.as_str());
        let address = if feed.link.contains("://") { &feed.link } else { first };
        Self { name: name.to_owned(), jurisdiction: places::of_address(address) }
    }
}

fn alert(court: &Court, item: &Item) -> Result<AlertDraft, Reject> {
    if item.too_long {
        let kib = CELL_BYTES_MAX / 1024;
        let text = Text::new(
            format!("条目内容超过 {kib} KiB；请到来源网站查看"),
            format!("the entry is above {kib} KiB; read it at its source"),
        );
        return Err(Reject::new(RejectCode::TooLong, text));
    }
    let title = text_of(&item.title);
    let description = text_of(&item.description);
    if title.is_empty() && description.is_empty() {
        let text = Text::new(
            "条目既无标题也无内容；请到来源网站查看",
            "the entry has neither title nor description; look at its source",
        );
        return Err(Reject::new(RejectCode::Missing, text).at("headline"));
    }
    let sent = moment(&item.date)?;
    let (docket, name) = docket_and_name(court, &title, &description);
    let event = event_of(&description).unwrap_or_else(|| text_of(&item.category));
    let told = if event.is_empty() { beginning(&title, &description) } else { event.clone() };
    let (urgency, severity) = events::worth(Event::Docket, &told);
    let headline = if event.is_empty() { title.clone() } else { format!("{event}: {title}") };
    let identifier = identifier(court, item, docket.is_some());
    Ok(AlertDraft {
        sender: court.name.clone(),
        urgency,
        severity,
        event,
        headline,
        description,
        web: item.link.clone(),
        jurisdiction: court.jurisdiction.clone(),
        forum: court.name.clone(),
        docket,
        parties: parties(&name),
        published_on: Some(sent.date_naive()),
        secrecy: Tlp::Clear,
        ..AlertDraft::of_source(SOURCE, identifier, sent)
    })
}

/// Characters of a description in which a court says what it did, when it does not put it in brackets.
const BEGINNING_CHARS_MAX: usize = 200;

fn beginning(title: &str, description: &str) -> String {
    title.chars().chain([' ']).chain(description.chars().take(BEGINNING_CHARS_MAX)).collect()
}

/// The source's identifier. Some courts give every entry of a case the address of its docket: then the entry itself is
/// hashed in. A bare number is told apart from that of another court by the court's name.
fn identifier(court: &Court, item: &Item, of_a_case: bool) -> String {
    let shared = item.guid.is_empty() || (of_a_case && item.guid == item.link);
    if shared {
        let entry = Hash::of(format!("{}\n{}\n{}", item.title, item.description, item.date).as_bytes()).to_string();
        return format!("{}#{}", item.link, &entry[..HASH_DIGITS]);
    }
    if item.guid.contains(':') { item.guid.clone() } else { format!("{}#{}", court.name, item.guid) }
}

/// `20-1140 Name v. Name` is a docket and a case name; elsewhere the docket is looked for in the text.
fn docket_and_name(court: &Court, title: &str, description: &str) -> (Option<String>, String) {
    let begins = [" - ", " | ", ": ", " "].iter().filter_map(|between| title.split_once(between));
    for (first, rest) in [(title, "")].into_iter().chain(begins) {
        if let Ok(Docket::Known(found)) = numbers::recognise(&court.jurisdiction, &court.name, first) {
            return (Some(found.text), rest.trim().to_owned());
        }
    }
    let (first, rest) = title.split_once(' ').unwrap_or((title, ""));
    if let Some(found) = numbers::find_in(title) {
        return (Some(found.text), title.to_owned());
    }
    // A number of a kind that is not known is still the number of the case.
    if looks_numbered(first) {
        return (Some(first.to_owned()), rest.trim().to_owned());
    }
    (numbers::find_in(description).map(|found| found.text), title.to_owned())
}

/// Digits on both sides of a hyphen or slash: `24-50123`, `C-123/24`.
fn looks_numbered(text: &str) -> bool {
    let numbers = text.split(['-', '/']).filter(|part| part.contains(|c: char| c.is_ascii_digit())).count();
    let short = text.chars().count() <= numbers::NUMBER_CHARS_MAX;
    short && numbers >= 2 && text.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// What stands in brackets at the beginning of a description.
fn event_of(description: &str) -> Option<String> {
    let (event, _) = description.trim_start().strip_prefix('[')?.split_once(']')?;
    let event = event.trim().trim_end_matches("FILED").trim();
    (!event.is_empty()).then(|| event.to_owned())
}

/// The sides of a case name.
fn parties(name: &str) -> Vec<String> {
    let sides = [" v. ", " vs. ", " v ", " vs ", " ./. ", " 诉 "].iter().find_map(|between| name.split_once(between));
    let alone = || ["In re: ", "In re ", "In the Matter of "].iter().find_map(|before| name.strip_prefix(before));
    match (sides, alone()) {
        (Some((one, other)), _) => {
            [one, other].iter().map(|side| side.trim().to_owned()).filter(|side| !side.is_empty()).collect()
        }
        (None, Some(party)) => vec![party.trim().to_owned()],
        (None, None) => Vec::new(),
    }
}

/// RFC 822 with its old zone names, or ISO 8601. A wrong name of the weekday does not make a date wrong.
fn moment(text: &str) -> Result<DateTime<FixedOffset>, Reject> {
    let text = text.trim();
    let without_weekday = text.split_once(", ").map_or(text, |(_, rest)| rest);
    let found = DateTime::parse_from_rfc2822(text)
        .or_else(|_| DateTime::parse_from_rfc2822(without_weekday))
        .or_else(|_| DateTime::parse_from_rfc3339(text));
    found.map_err(|_| {
        let shown = quoted(text);
        let said = if shown.is_empty() {
            Text::new("条目没有发布时间；请到来源网站查看", "the entry has no date; look at its source")
        } else {
            Text::new(
                format!("发布时间“{shown}”读不懂；请到来源网站查看"),
                format!("its date \"{shown}\" cannot be read; look at its source"),
            )
        };
        Reject::new(RejectCode::Date, said).at("sent")
    })
}
