//! A docx from a docx template: the zip around the parts, its limits, and what can be wrong with a template.

use super::docx_text::{Values, fill, names};
use super::line::Line;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A template with a coat of arms in it is some hundred kilobytes.
pub const TEMPLATE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// One XML part unpacked, and filled: a letter of a hundred pages. Above this it is a bomb, or not a letter.
pub(super) const PART_BYTES_MAX: usize = 8 * 1024 * 1024;
/// All parts as they say themselves, unpacked.
const UNPACKED_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Word writes about fifteen parts.
const PARTS_MAX: usize = 256;
const BODY: &str = "word/document.xml";

/// Why there is no letter.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// No zip, or a cut one.
    #[error("the template cannot be opened as docx: it was cut or is of another format; save it again as .docx")]
    NotADocx(#[from] zip::result::ZipError),
    /// A zip without a letter in it.
    #[error("the template has no {BODY}: it is not a docx; save it again as .docx")]
    NoBody,
    /// Protected by a password.
    #[error("the template is protected by a password: save it again without")]
    Encrypted,
    /// Larger than any letter.
    #[error("the template or the letter is larger than a letter can be")]
    TooLarge,
    /// A part is not well-formed.
    #[error("{part} of the template cannot be read: save it again as .docx")]
    Xml { part: String, source: Option<Box<dyn std::error::Error + Send + Sync>> },
    /// A part declares a document type, which no docx does.
    #[error("{part} of the template declares a document type: refused")]
    Doctype { part: String },
    /// `{{` without `}}`.
    #[error("the template has a placeholder without its end, near \"{near}\"")]
    Unclosed { near: String },
    /// A name that this kind of letter has not.
    #[error("the template asks for {{{{{name}}}}}, which there is not: write a name that templates/README.md lists")]
    Unknown { name: String },
    /// Two lists in one paragraph, or a list around a text box.
    #[error(
        "the template repeats {{{{#{name}}}}} in a paragraph with another list or a text box: give it a paragraph of its own"
    )]
    ListMisplaced { name: String },
    /// Letters of a practice store must say so.
    #[error("the template has no {{{{practice_mark}}}}: a practice store makes no letter that looks real")]
    NoPracticeMark,
    /// A paper that does not carry what every paper must.
    #[error("the template has no {{{{{name}}}}}: put it where the reader looks for it, and save it again")]
    Missing { name: String },
    /// No words for a paper of this id.
    #[error("there are no words for a paper \"{id}\"")]
    NoWording { id: String },
    /// Something is wrong in this file.
    #[error("{file}: {source}")]
    In { file: String, source: Box<Self> },
    /// A file in the center's templates folder.
    #[error("the template {path} cannot be read")]
    File { path: String, source: std::io::Error },
}

impl LetterError {
    /// The same line in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NotADocx(_) => "模板无法按 docx 打开: 文件被截断或格式不同, 另存为 .docx".into(),
            Self::NoBody => format!("模板中没有 {BODY}: 不是 docx, 另存为 .docx"),
            Self::Encrypted => "模板有密码保护: 去掉密码后另存".into(),
            Self::TooLarge => "模板或函件超过函件的大小上限".into(),
            Self::Xml { part, .. } => format!("模板的 {part} 无法读取: 另存为 .docx"),
            Self::Doctype { part } => format!("模板的 {part} 含文档类型声明, 已拒绝"),
            Self::Unclosed { near } => format!("模板中有占位符未结束, 位于 \"{near}\" 附近"),
            Self::Unknown { name } => {
                format!("模板要求 {{{{{name}}}}}, 没有这一项: 改成 templates/README.md 所列的名称")
            }
            Self::Missing { name } => format!("模板中没有 {{{{{name}}}}}: 放在该放的地方后另存"),
            Self::NoWording { id } => format!("没有文书 \"{id}\" 的文字"),
            Self::In { file, source } => format!("{file}: {}", source.zh()),
            Self::ListMisplaced { name } => {
                format!("模板中 {{{{#{name}}}}} 与另一列表或文本框同段: 单独成段")
            }
            Self::NoPracticeMark => "模板中没有 {{practice_mark}}: 练习库不出可以乱真的函件".into(),
            Self::File { path, source } => format!("模板 {path} 无法读取 ({source})"),
        }
    }
}

/// The letter that this template becomes: see `docx_text` for the signs. All other parts are copied as they are.
pub fn render(
    template: &[u8],
    fields: &BTreeMap<String, String>,
    lists: &BTreeMap<String, Vec<Line>>,
) -> Result<Vec<u8>, LetterError> {
    let values = Values { fields, lists };
    let mut archive = opened(template)?;
    let mut letter = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for index in 0..archive.len() {
        match text_part(&mut archive, index)? {
            Some((name, xml)) => {
                letter.start_file(name.as_str(), options)?;
                let filled = fill(&name, &xml, &values)?;
                std::io::Write::write_all(&mut letter, filled.as_bytes()).map_err(zip::result::ZipError::from)?;
            }
            None => letter.raw_copy_file(archive.by_index_raw(index)?)?,
        }
    }
    Ok(letter.finish()?.into_inner())
}

/// The fields and lists that a template asks for, without their signs.
pub fn placeholders(template: &[u8]) -> Result<BTreeSet<String>, LetterError> {
    let mut archive = opened(template)?;
    let mut found = BTreeSet::new();
    for index in 0..archive.len() {
        if let Some((part, xml)) = text_part(&mut archive, index)? {
            found.extend(names(&part, &xml)?);
        }
    }
    Ok(found)
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn opened(template: &[u8]) -> Result<Archive<'_>, LetterError> {
    if template.len() > TEMPLATE_BYTES_MAX {
        return Err(LetterError::TooLarge);
    }
    let mut archive = ZipArchive::new(Cursor::new(template))?;
    if archive.len() > PARTS_MAX {
        return Err(LetterError::TooLarge);
    }
    let mut unpacked_bytes = 0u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        if part.encrypted() {
            return Err(LetterError::Encrypted);
        }
        unpacked_bytes = unpacked_bytes.saturating_add(part.size());
    }
    if unpacked_bytes > UNPACKED_BYTES_MAX {
        return Err(LetterError::TooLarge);
    }
    archive.index_for_name(BODY).map(|_| archive).ok_or(LetterError::NoBody)
}

/// The part of this index with its text, if it is one in which placeholders are looked for.
fn text_part(archive: &mut Archive, index: usize) -> Result<Option<(String, String)>, LetterError> {
    let part = archive.by_index(index)?;
    let name = part.name()?.into_owned();
    if !holds_text(&name) {
        return Ok(None);
    }
    let mut xml = String::new();
    // What a part says of its size need not be true.
    let read = part.take(PART_BYTES_MAX as u64 + 1).read_to_string(&mut xml);
    read.map_err(|e| LetterError::Xml { part: name.clone(), source: Some(Box::new(e)) })?;
    if xml.len() > PART_BYTES_MAX {
        return Err(LetterError::TooLarge);
    }
    Ok(Some((name, xml)))
}

fn holds_text(name: &str) -> bool {
    let stem = name.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml"));
    stem.is_some_and(|stem| {
        stem == "document" || stem == "footnotes" || stem.starts_with("header") || stem.starts_with("footer")
    })
}
