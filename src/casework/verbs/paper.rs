//! The verb that makes a paper: of a dispute a form, of a referral a letter; and what was typed for it.

use super::{Kind, Verb, Words, verb};
use crate::casework::fields::Reader;
use crate::casework::paper::{Form, Letter, PaperDraft, PaperKind, PaperWords};
use crate::casework::refusal::Refusal;

const LANGUAGES: Words = &[("zh", "中文", "Chinese"), ("en", "英文", "English")];

pub const FORM: Verb = verb(
    "make-paper",
    ("出文书", "make a paper"),
    false,
    &[
        ("paper", "文书", "paper", Kind::Choice(Form::WORDS), true),
        ("language", "语言", "language", Kind::Choice(LANGUAGES), true),
        ("text", "正文", "text", Kind::Text, false),
        ("basis", "理由或依据", "ground", Kind::Line, false),
        ("items", "材料清单", "items", Kind::Line, false),
        ("due", "期限", "due", Kind::Date, false),
        ("anew", "另编新号", "a new number", Kind::YesNo, false),
    ],
);

pub const LETTER: Verb = verb(
    "make-paper",
    ("出公函", "make the letter"),
    false,
    &[
        ("paper", "公函", "letter", Kind::Choice(Letter::WORDS), true),
        ("language", "语言", "language", Kind::Choice(LANGUAGES), true),
        ("text", "补充说明", "what is added", Kind::Text, false),
        ("anew", "另编新号", "a new number", Kind::YesNo, false),
    ],
);

/// What was typed for a form.
pub fn form(read: &Reader<'_>) -> Result<PaperDraft, Refusal> {
    let kind = PaperKind::Form(read.choice("paper", Form::parse, Form::CODES)?);
    draft(kind, read)
}

/// What was typed for a letter.
pub fn letter(read: &Reader<'_>) -> Result<PaperDraft, Refusal> {
    let kind = PaperKind::Letter(read.choice("paper", Letter::parse, Letter::CODES)?);
    draft(kind, read)
}

fn draft(kind: PaperKind, read: &Reader<'_>) -> Result<PaperDraft, Refusal> {
    let in_chinese =
        |typed: &str| LANGUAGES.iter().find(|row| [row.0, row.1, row.2].contains(&typed)).map(|row| row.0 == "zh");
    let zh = read.choice("language", in_chinese, &["zh", "en"])?;
    let anew = !read.optional("anew").is_empty() && read.yes_no("anew")?;
    let words = PaperWords {
        text: read.optional("text"),
        basis: read.optional("basis"),
        items: read.list("items"),
        due: read.optional_date("due")?,
    };
    Ok(PaperDraft { kind, zh, anew, words, made: None })
}
