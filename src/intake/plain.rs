//! HTML inside a feed to plain text: tags away, entities resolved, blanks tidied. No markup survives.

/// What the words of a piece of HTML say.
pub(super) fn text_of(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        words.push_str(&rest[..at]);
        rest = match rest.as_bytes()[at] {
            b'<' => after_tag(&rest[at..], &mut words),
            _ => after_entity(&rest[at..], &mut words),
        };
    }
    words.push_str(rest);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What follows a tag. A `<` that opens none is itself.
fn after_tag<'a>(from: &'a str, words: &mut String) -> &'a str {
    let opens = from[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    match from.find('>') {
        Some(end) if opens => {
            let block = ["<br", "<p", "</p", "<li", "<div", "</div", "<tr"].iter().any(|tag| from.starts_with(tag));
            words.push_str(if block { " " } else { "" });
            &from[end + 1..]
        }
        _ => {
            words.push('<');
            &from[1..]
        }
    }
}

/// The longest entity that is looked for, `&#x10FFFF;`.
const ENTITY_BYTES_MAX: usize = 10;

fn after_entity<'a>(from: &'a str, words: &mut String) -> &'a str {
    let end = from.bytes().take(ENTITY_BYTES_MAX).position(|byte| byte == b';');
    match end.and_then(|end| entity(&from[1..end]).map(|c| (c, end))) {
        Some((c, end)) => {
            words.push(c);
            &from[end + 1..]
        }
        None => {
            words.push('&');
            &from[1..]
        }
    }
}

fn entity(name: &str) -> Option<char> {
    let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "sect" => Some('§'),
        "rsquo" => Some('’'),
        "lsquo" => Some('‘'),
        "ldquo" => Some('“'),
        "rdquo" => Some('”'),
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => code(&hex[1..], 16),
            decimal => code(decimal, 10),
        },
    }
}
