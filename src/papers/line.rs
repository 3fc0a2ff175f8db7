//! A paragraph that a list puts into a template: its text, and what it is on the page.

/// What a paragraph is, by the names that the styles of our letterheads have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// As the paragraph of the template that is repeated.
    #[default]
    AsTemplate,
    Heading,
    Fact,
    Item,
}

impl Style {
    /// The id of the paragraph style; a letterhead that has no such style shows the text as it shows the rest.
    pub(super) const fn id(self) -> Option<&'static str> {
        match self {
            Self::AsTemplate => None,
            Self::Heading => Some("Section"),
            Self::Fact => Some("Fact"),
            Self::Item => Some("Item"),
        }
    }
}

/// A paragraph of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub style: Style,
}

impl<T: Into<String>> From<T> for Line {
    fn from(text: T) -> Self {
        Self { text: text.into(), style: Style::AsTemplate }
    }
}

/// A copy of a paragraph in another style, if it has one to change.
pub(super) fn restyled(paragraph: String, style: Style) -> String {
    const OPENING: &str = "<w:pStyle w:val=\"";
    let Some(id) = style.id() else { return paragraph };
    let Some(start) = paragraph.find(OPENING).map(|at| at + OPENING.len()) else { return paragraph };
    let Some(end) = paragraph[start..].find('"').map(|at| start + at) else { return paragraph };
    format!("{}{id}{}", &paragraph[..start], &paragraph[end..])
}
