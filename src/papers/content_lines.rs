//! Content lines, as iCalendar (RFC 5545, 3.1) and vCard (RFC 6350, 3.2) write them: folded by octets, ended by CR LF,
//! text in which nothing ends the line or begins another property.

use super::visible::visible;

/// Octets of a line before it is folded.
const LINE_BYTES_MAX: usize = 75;

/// Lines of a file.
#[derive(Default)]
pub(super) struct ContentLines(String);

impl ContentLines {
    /// A value that is no text: written as it is.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        let mut room = LINE_BYTES_MAX;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE_BYTES_MAX - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Text: nothing in it may end the line, begin another property, or turn what stands around it.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.put(name, &escaped(value));
    }

    /// The file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// Text as one part of a value.
pub(super) fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len() + 8);
    for c in visible(value).chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c => escaped.push(c),
        }
    }
    escaped
}
