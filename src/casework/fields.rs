//! What was typed into the fields of a verb, read as values; a refusal names the field and says how to write it.

use super::dossier::evidence::Attached;
use super::ids::{Hash, RecordId, UnitId};
use super::leg::{Evidence, ItemReport, RefusedItem, SplitPart};
use super::referral::{ItemOutcome, ReturnCode};
use super::refusal::Refusal;
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::BTreeMap;
use std::str::FromStr;

/// What was typed: field name to text. An act by proxy carries `said`, or `evidence` with `evidence_hash` and
/// `evidence_bytes` of a file that the daemon already keeps.
pub type Fields = BTreeMap<String, String>;

/// Reads the fields of one verb.
pub(super) struct Reader<'a> {
    pub fields: &'a Fields,
}

impl Reader<'_> {
    pub fn optional(&self, name: &str) -> String {
        self.fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default()
    }

    /// None when nothing was typed.
    pub fn filled(&self, name: &str) -> Option<String> {
        Some(self.optional(name)).filter(|text| !text.is_empty())
    }

    /// 64 hexadecimal digits, or nothing.
    pub fn optional_hash(&self, name: &str) -> Result<Option<Hash>, Refusal> {
        let typed = self.filled(name);
        let read = |text: String| {
            hash_of(&text).ok_or_else(|| wrong(name, "写 64 位十六进制哈希", "write a hash of 64 hexadecimal digits"))
        };
        typed.map(read).transpose()
    }

    pub fn text(&self, name: &str) -> Result<String, Refusal> {
        let text = self.optional(name);
        if text.is_empty() { Err(Refusal::FieldMissing { field: name.to_owned() }) } else { Ok(text) }
    }

    pub fn date(&self, name: &str) -> Result<NaiveDate, Refusal> {
        date(name, &self.text(name)?)
    }

    pub fn optional_date(&self, name: &str) -> Result<Option<NaiveDate>, Refusal> {
        if self.optional(name).is_empty() { Ok(None) } else { self.date(name).map(Some) }
    }

    /// Any number of dates with blanks between; none when nothing was typed.
    pub fn dates(&self, name: &str) -> Result<Vec<NaiveDate>, Refusal> {
        self.optional(name).split_whitespace().map(|text| date(name, text)).collect()
    }

    /// A day and an hour on some wall.
    pub fn wall(&self, name: &str) -> Result<NaiveDateTime, Refusal> {
        let text = self.text(name)?.replace('T', " ");
        NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M").map_err(|_| {
            wrong(
                name,
                &format!("「{text}」不是时刻. 写成 2027-03-15 09:30"),
                &format!("\"{text}\" is no time. Write 2027-03-15 09:30"),
            )
        })
    }

    pub fn number(&self, name: &str) -> Result<u16, Refusal> {
        let text = self.text(name)?;
        u16::from_str(&text).map_err(|_| wrong(name, "写序号, 例: 1", "write its number, e.g. 1"))
    }

    pub fn yes_no(&self, name: &str) -> Result<bool, Refusal> {
        match self.text(name)?.to_lowercase().as_str() {
            "yes" | "y" | "true" | "是" => Ok(true),
            "no" | "n" | "false" | "否" => Ok(false),
            _ => Err(wrong(name, "写 是 或 否", "write yes or no")),
        }
    }

    /// No when nothing was typed.
    pub fn optional_yes_no(&self, name: &str) -> Result<bool, Refusal> {
        if self.optional(name).is_empty() { Ok(false) } else { self.yes_no(name) }
    }

    /// Any number of codes with blanks or commas between.
    pub fn codes(&self, name: &str) -> Vec<String> {
        let text = self.optional(name);
        let between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、');
        text.split(between).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    pub fn record(&self, name: &str) -> Result<RecordId, Refusal> {
        RecordId::from_str(&self.text(name)?).map_err(|_| wrong(name, "从名册选", "choose it from the roster"))
    }

    /// A record, where one was named.
    pub fn optional_record(&self, name: &str) -> Result<Option<RecordId>, Refusal> {
        if self.optional(name).is_empty() { Ok(None) } else { self.record(name).map(Some) }
    }

    /// A unit, by the id that its number was resolved to; none when nothing was typed.
    pub fn optional_unit(&self, name: &str) -> Result<Option<UnitId>, Refusal> {
        if self.optional(name).is_empty() {
            return Ok(None);
        }
        self.record(name).map(|record| Some(UnitId(*record.0.as_bytes())))
    }

    /// A word of a closed vocabulary; `first` is named as the example when it is none.
    pub fn choice<T: Copy + std::fmt::Debug>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        all: &[&str],
    ) -> Result<T, Refusal> {
        let text = self.text(name)?;
        let list = all.join(", ");
        parse(&text).ok_or_else(|| wrong(name, &format!("须是其一: {list}"), &format!("it must be one of: {list}")))
    }

    /// The same, where nothing may be typed.
    pub fn optional_choice<T: Copy + std::fmt::Debug>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        all: &[&str],
    ) -> Result<Option<T>, Refusal> {
        if self.optional(name).is_empty() { Ok(None) } else { self.choice(name, parse, all).map(Some) }
    }

    /// `achieved; partly: two of three; not` : one outcome an item, each with its text after a colon.
    pub fn outcomes(&self, name: &str) -> Result<Vec<ItemReport>, Refusal> {
        let text = self.optional(name);
        let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| outcome(name, part)).collect()
    }

    /// Several lines of text, with semicolons between.
    pub fn list(&self, name: &str) -> Vec<String> {
        let text = self.optional(name);
        text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// Several words, with semicolons or commas between.
    pub fn words(&self, name: &str) -> Vec<String> {
        let text = self.optional(name);
        text.split([';', '；', ',', '，', '、'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// `2 R2 basis; 3 R1 basis`: items that are not taken on, counted from 1.
    pub fn refused(&self, name: &str) -> Result<Vec<RefusedItem>, Refusal> {
        self.list(name).iter().map(|part| refused_item(name, part)).collect()
    }

    /// `HZHG 1,2; SH 3`: units and their items, counted from 1.
    pub fn parts(&self, name: &str) -> Result<Vec<SplitPart>, Refusal> {
        self.list(name).iter().map(|part| split_part(name, part)).collect()
    }

    /// A file that the daemon keeps: `file` with `file_blob` and `file_bytes`, written by the program that brought it.
    pub fn attached(&self) -> Result<Option<Attached>, Refusal> {
        let Some(name) = self.filled("file") else { return Ok(None) };
        let (blob, bytes) = (hash_of(&self.optional("file_blob")), self.optional("file_bytes").parse().ok());
        match (blob, bytes) {
            (Some(blob), Some(bytes)) => Ok(Some(Attached { name, bytes, blob })),
            (None, _) | (_, None) => Err(wrong(
                "file",
                "文件须先送到后台: dutydesk evidence add",
                "the file is brought to the daemon first: dutydesk evidence add",
            )),
        }
    }

    /// The evidence of an act by proxy, if any was given.
    pub fn proxy(&self) -> Option<Evidence> {
        let file = self.optional("evidence");
        let hash = hash_of(&self.optional("evidence_hash"));
        let bytes = self.optional("evidence_bytes").parse().ok();
        match (file.is_empty(), hash, bytes) {
            (false, Some(hash), Some(bytes)) => Some(Evidence::File { name: file, hash, bytes }),
            (true | false, _, _) => {
                Some(self.optional("said")).filter(|said| !said.is_empty()).map(|said| Evidence::Call { said })
            }
        }
    }
}

fn date(name: &str, text: &str) -> Result<NaiveDate, Refusal> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| {
        wrong(
            name,
            &format!("「{text}」不是日期. 写成 2026-11-23"),
            &format!("\"{text}\" is no date. Write 2026-11-23"),
        )
    })
}

fn outcome(name: &str, part: &str) -> Result<ItemReport, Refusal> {
    let (word, text) = part.split_once([':', '：']).unwrap_or((part, ""));
    let outcome = ItemOutcome::parse(word).ok_or_else(|| {
        wrong(
            name,
            "每项写 achieved 达成, partly 部分, not 未达成 或 not-applicable 不适用, 用分号隔开",
            "write achieved, partly, not or not-applicable for each item, with semicolons between",
        )
    })?;
    Ok(ItemReport { outcome, text: text.trim().to_owned() })
}

fn refused_item(name: &str, part: &str) -> Result<RefusedItem, Refusal> {
    let mut words = part.splitn(3, char::is_whitespace);
    let item = words.next().and_then(|word| word.parse::<u16>().ok()).and_then(|no| no.checked_sub(1));
    let code = words.next().and_then(ReturnCode::parse);
    let basis = words.next().unwrap_or_default().trim().to_owned();
    match (item, code) {
        (Some(item), Some(code)) => Ok(RefusedItem { item, code, basis }),
        (None, _) | (_, None) => Err(wrong(
            name,
            "写 序号 原因码 依据, 例: 2 R2 三定方案第4条",
            "write number, code and basis, e.g. 2 R2 not our function",
        )),
    }
}

fn split_part(name: &str, part: &str) -> Result<SplitPart, Refusal> {
    let bad = || wrong(name, "写 单位代号 序号, 例: HZHG 1,2; SH 3", "write code and items, e.g. HZHG 1,2; SH 3");
    let (to, items) = part.split_once(char::is_whitespace).ok_or_else(bad)?;
    let item = |text: &str| text.trim().parse::<u16>().ok().and_then(|no| no.checked_sub(1));
    let items: Option<Vec<u16>> = items.split([',', '，']).map(item).collect();
    Ok(SplitPart { to: to.to_owned(), items: items.ok_or_else(bad)? })
}

/// A hash from 64 hexadecimal digits.
fn hash_of(text: &str) -> Option<Hash> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(Hash(bytes))
}

/// A field that cannot be read, and how to write it.
pub(super) fn wrong(field: &str, zh: &str, en: &str) -> Refusal {
    Refusal::FieldWrong { field: field.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
}
