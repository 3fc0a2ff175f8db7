//! Contacts for address books: vCard 4.0 (RFC 6350), the same bytes for the same contacts.
//!
//! Written by the folding and escaping that the calendars use: the crates at hand fold by characters, and a line of
//! Chinese is then three times as long as the standard allows.

use super::content_lines::{ContentLines, escaped};

/// Somebody to reach. What is blank is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// The same for ever for the same contact: a program that reads the file again replaces what it has.
    pub uid: String,
    pub name: String,
    pub organisation: String,
    pub title: String,
    pub phones: Vec<String>,
    pub mails: Vec<String>,
    /// One line, as written.
    pub address: String,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// ISO 639-1.
    pub languages: Vec<String>,
    pub categories: Vec<String>,
    pub note: String,
}

/// The cards as one file.
pub fn render(cards: &[Card]) -> Vec<u8> {
    let mut lines = ContentLines::default();
    cards.iter().for_each(|card| put(&mut lines, card));
    lines.into_bytes()
}

fn put(lines: &mut ContentLines, card: &Card) {
    lines.put("BEGIN", "VCARD");
    lines.put("VERSION", "4.0");
    lines.put("PRODID", concat!("-//dutydesk//", env!("CARGO_PKG_VERSION"), "//ZH"));
    lines.text("UID;VALUE=text", &card.uid);
    // Every card has a name, if only that of the house.
    let shown = if card.name.trim().is_empty() { &card.organisation } else { &card.name };
    lines.text("FN", shown);
    let filled = |text: &str| !text.trim().is_empty();
    for (name, text) in [("ORG", &card.organisation), ("TITLE", &card.title)] {
        if filled(text) {
            lines.text(name, text);
        }
    }
    for phone in &card.phones {
        lines.text("TEL;VALUE=text;TYPE=work,voice", phone);
    }
    for mail in &card.mails {
        lines.text("EMAIL;TYPE=work", mail);
    }
    if filled(&card.address) {
        // Parts of the address: box, extension, street, town, region, code, country. Ours is one line, as written.
        lines.put("ADR;TYPE=work", &format!(";;{};;;;{}", escaped(&card.address), escaped(&card.country)));
    }
    for language in &card.languages {
        lines.put("LANG", &escaped(language));
    }
    let categories: Vec<String> =
        card.categories.iter().filter(|text| filled(text)).map(|text| escaped(text)).collect();
    if !categories.is_empty() {
        lines.put("CATEGORIES", &categories.join(","));
    }
    if filled(&card.note) {
        lines.text("NOTE", &card.note);
    }
    lines.put("END", "VCARD");
}
