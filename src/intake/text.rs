//! Bytes to text: UTF-8 or GB18030 for what people write, the declared encoding for XML. Never with replacement characters.

use super::limits::SNIFF_BYTES_MAX;
use super::refusal::{FileCode, IntakeError};
use encoding_rs::{Encoding, GB18030};
use std::borrow::Cow;

/// Text of a form, a table or JSON.
pub(super) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, IntakeError> {
    refuse_utf16(bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let gb18030 = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    match gb18030 {
        Some(text) if reads_as_chinese(bytes) => Ok(text),
        Some(_) => Err(wrong("看来是西欧编码", "it looks like a Western European encoding")),
        None => Err(wrong("两种都不是", "it is neither")),
    }
}

/// Text of an XML file, by the encoding that its first line declares.
pub(super) fn decoded_xml(bytes: &[u8]) -> Result<Cow<'_, str>, IntakeError> {
    refuse_utf16(bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Some(label) = declared_encoding(bytes) else {
        return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| wrong_for_xml("UTF-8"));
    };
    let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| wrong_for_xml(&label))?;
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| wrong_for_xml(&label))
}

/// The label in `<?xml version="1.0" encoding="…"?>`.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(SNIFF_BYTES_MAX)];
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split(quote).next().map(str::to_owned)
}

/// The beginning of a file as text for looking at only; nothing is kept of it.
pub(super) fn sniffed(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(SNIFF_BYTES_MAX)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match std::str::from_utf8(head) {
        Ok(text) => text.to_owned(),
        // Cut in the middle of a character.
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(&head[..error.valid_up_to()]).into_owned(),
        Err(_) => GB18030.decode_without_bom_handling(head).0.into_owned(),
    }
}

fn refuse_utf16(bytes: &[u8]) -> Result<(), IntakeError> {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let head = &bytes[..bytes.len().min(SNIFF_BYTES_MAX)];
    if marked {
        return Err(wrong("看来是 UTF-16", "it looks like UTF-16"));
    }
    if head.contains(&0) {
        return Err(wrong("含有空字节，不是文本文件", "it has NUL bytes and is not a text file"));
    }
    Ok(())
}

/// Almost any bytes decode as GB18030. Chinese text has its second bytes high; Western letters after an accent have them low.
fn reads_as_chinese(bytes: &[u8]) -> bool {
    let (mut high, mut low) = (0_usize, 0_usize);
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        if *byte < 0x81 {
            continue;
        }
        match rest.next() {
            Some(0x30..=0x39) => {
                rest.nth(1);
            }
            Some(0xa1..) => high += 1,
            Some(_) => low += 1,
            None => {}
        }
    }
    high >= low
}

fn wrong(zh: &str, en: &str) -> IntakeError {
    IntakeError::new(
        FileCode::Encoding,
        format!("文件编码须为 UTF-8 或 GB18030,{zh}；请另存为 UTF-8 后再导入"),
        format!("the file must be UTF-8 or GB18030, {en}; save it as UTF-8 and take it in again"),
    )
}

fn wrong_for_xml(label: &str) -> IntakeError {
    let label = super::refusal::quoted(label);
    IntakeError::new(
        FileCode::Encoding,
        format!("订阅源的内容不符合其声明的编码 {label}；请重新下载"),
        format!("the feed is not in the encoding {label} that it should have; download it again"),
    )
}
