//! Why a file or a record is not taken: each one clear line in both languages, saying what to do.

use super::limits::QUOTED_CHARS_MAX;
use crate::calendar::Text;
use crate::casework::words::vocabulary;

vocabulary! {
    /// Why a record was refused.
    RejectCode {
        StateSecret "state-secret" "涉密" "state secret",
        Missing "missing" "缺少必填项" "missing",
        Date "date" "日期有误" "date",
        DateOrder "date-order" "日期顺序不明" "date order",
        DateImplausible "date-implausible" "日期不合理" "implausible date",
        Word "word" "用词不识" "unknown word",
        Place "place" "国家地区不识" "unknown country or office",
        CompanyCode "company-code" "信用代码有误" "company code",
        Docket "docket" "案号有误" "docket number",
        Amount "amount" "金额有误" "amount",
        TooLong "too-long" "内容过长" "too long",
        Shape "shape" "行格式有误" "shape of the row",
        Json "json" "JSON有误" "JSON",
        UnknownField "unknown-field" "字段不识" "unknown field",
        Cell "cell" "单元格有误" "cell",
        Duplicate "duplicate" "文件内重复" "twice in the file",
    }

    /// Why a whole file was refused.
    FileCode {
        UnknownKind "unknown-kind" "文件种类不识" "unknown kind of file",
        UnknownSource "unknown-source" "来源种类不识" "unknown kind of source",
        TooLarge "too-large" "文件过大" "file too large",
        TooMany "too-many" "记录过多" "too many records",
        Empty "empty" "空文件" "empty file",
        Encoding "encoding" "编码有误" "wrong encoding",
        Workbook "workbook" "工作簿打不开" "workbook does not open",
        Sheets "sheets" "工作表不明" "which sheet",
        Packed "packed" "压缩异常" "packed beyond reason",
        Header "header" "表头有误" "header",
        UnknownColumns "unknown-columns" "列不识" "unknown columns",
        Doctype "doctype" "含DOCTYPE" "has a DOCTYPE",
        NotAFeed "not-a-feed" "不是订阅源" "not a feed",
        Feed "feed" "订阅源有误" "feed does not parse",
        Json "json" "JSON有误" "JSON does not parse",
        NotNotices "not-notices" "不是公报" "not notices",
    }
}

/// Why one record was not taken. Nothing of it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    pub code: RejectCode,
    /// The column or key at fault, by its surface name (`served_on`).
    pub field: Option<String>,
    /// What is wrong and what to do.
    pub text: Text,
}

impl Reject {
    /// A reject of a whole record.
    pub fn new(code: RejectCode, text: Text) -> Self {
        Self { code, field: None, text }
    }

    /// The same, said of a field.
    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
}

/// A foreign value inside a message: one line, capped, without control characters.
pub(super) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(QUOTED_CHARS_MAX).collect();
    if text.chars().nth(QUOTED_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}

/// Why a whole file was refused: nothing of it was taken. Prints its English line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .text.en)]
pub struct IntakeError {
    pub code: FileCode,
    /// What is wrong and what to do.
    pub text: Text,
}

impl IntakeError {
    /// A refusal of the file.
    pub fn new(code: FileCode, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, text: Text::new(zh, en) }
    }
}
