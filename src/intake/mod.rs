//! PURE. Files from outside turned into drafts: forms, feeds, notices, rosters. Bytes in, drafts and reasons out;
//! reading the file, deciding and storing happen elsewhere.
//!
//! A new source is one file with a `parse`, one row in [`SOURCES`], one sample under `tests/samples`.
//! Every record is taken whole or refused whole, with its line and one clear reason in both languages;
//! what cannot be split into records at all is refused as a file ([`IntakeError`]).

mod agencies;
mod columns;
mod docket;
mod draft;
mod events;
mod feed;
mod json;
mod limits;
mod notices;
mod objects;
mod places;
mod plain;
mod refusal;
mod rejects;
mod request;
mod roster;
mod rows;
mod secret;
mod sheet;
mod table;
mod text;
mod values;
mod vocab;

pub use limits::{FILE_BYTES_MAX, RECORDS_MAX};
pub use refusal::{FileCode, IntakeError, Reject, RejectCode};
pub use rejects::{Rejected, rejects_csv};

use crate::casework::agency::AgencyDraft;
use crate::casework::alert::AlertDraft;
use crate::casework::dispute::DisputeDraft;
use crate::casework::expert::ExpertDraft;
use chrono::{DateTime, FixedOffset};

/// What a parser must know besides the bytes.
#[derive(Clone, Debug)]
pub struct ParseContext {
    /// When the file came in, with the offset of the place.
    pub now: DateTime<FixedOffset>,
    /// The name of the file, without its folder; kept as the source of what is taken.
    pub file_name: String,
}

/// A kind of file that intake can read.
#[derive(Debug)]
pub struct Source {
    /// What officers see.
    pub name_zh: &'static str,
    pub name_en: &'static str,
    /// What `--kind` takes.
    pub kind: &'static str,
    /// Is this file, by its name and first bytes, one of this kind?
    detect: fn(&str, &[u8]) -> bool,
    parse: fn(&ParseContext, &[u8]) -> Result<Vec<Record>, IntakeError>,
}

/// Every kind of file, the unmistakable first.
pub static SOURCES: &[Source] = &[
    Source {
        name_zh: "法院案卷订阅源",
        name_en: "court docket feed",
        kind: "docket",
        detect: docket::detect,
        parse: docket::parse,
    },
    Source {
        name_zh: "联邦公报通知",
        name_en: "Federal Register notices",
        kind: "notices",
        detect: notices::detect,
        parse: notices::parse,
    },
    Source {
        name_zh: "专家名册",
        name_en: "expert roster",
        kind: "roster",
        detect: roster::detect,
        parse: roster::parse,
    },
    Source {
        name_zh: "机构名册",
        name_en: "list of agencies",
        kind: "agencies",
        detect: agencies::detect,
        parse: agencies::parse,
    },
    Source {
        name_zh: "应对指导申请书",
        name_en: "guidance request forms",
        kind: "request",
        detect: request::detect,
        parse: request::parse,
    },
];

/// What a file holds, record by record, in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The kind of its source.
    pub source: &'static str,
    pub records: Vec<Record>,
}

/// One record of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Line in the file, row of the sheet, or number of the item in a feed or list; counts from 1.
    pub line: u32,
    /// The record as it came, for the rejects file; empty when nothing of it may be kept.
    pub raw: String,
    pub outcome: Result<Draft, Reject>,
}

/// What a record asks to be taken in.
#[derive(Clone, Debug, PartialEq)]
pub enum Draft {
    Dispute(Box<DisputeDraft>),
    Alert(Box<AlertDraft>),
    Expert(Box<ExpertDraft>),
    Agency(Box<AgencyDraft>),
}

/// The source of this kind (`request`, `docket` …).
pub fn source(kind: &str) -> Result<&'static Source, IntakeError> {
    SOURCES.iter().find(|one| one.kind.eq_ignore_ascii_case(kind.trim())).ok_or_else(|| {
        let known = SOURCES.iter().map(|one| one.kind).collect::<Vec<_>>().join(", ");
        let asked = refusal::quoted(kind);
        IntakeError::new(
            FileCode::UnknownSource,
            format!("没有名为“{asked}”的种类；可用的有：{known}"),
            format!("there is no kind \"{asked}\"; the kinds are {known}"),
        )
    })
}

/// The source that reads this file, by its name and content.
pub fn detect(file_name: &str, bytes: &[u8]) -> Result<&'static Source, IntakeError> {
    limits_of_file(bytes)?;
    if let Some(found) = SOURCES.iter().find(|one| (one.detect)(file_name, bytes)) {
        return Ok(found);
    }
    table::explain_unknown(file_name, bytes)
}

impl Source {
    /// The name in the asked language.
    pub fn name(&self, zh: bool) -> &'static str {
        if zh { self.name_zh } else { self.name_en }
    }

    /// Reads a file of this kind: every record with its draft or its reason.
    pub fn parse(&self, ctx: &ParseContext, bytes: &[u8]) -> Result<Parsed, IntakeError> {
        limits_of_file(bytes)?;
        let records = (self.parse)(ctx, bytes)?;
        Ok(Parsed { source: self.kind, records })
    }
}

/// Empty or beyond the cap: refused before anything looks inside.
fn limits_of_file(bytes: &[u8]) -> Result<(), IntakeError> {
    if bytes.is_empty() {
        return Err(IntakeError::new(
            FileCode::Empty,
            "文件是空的；请检查后重新选择",
            "the file is empty; check it and choose again",
        ));
    }
    if bytes.len() > FILE_BYTES_MAX {
        let mib = FILE_BYTES_MAX / (1024 * 1024);
        return Err(IntakeError::new(
            FileCode::TooLarge,
            format!("文件超过 {mib} MiB；请拆成几份再导入"),
            format!("the file is above {mib} MiB; split it and take the parts in"),
        ));
    }
    Ok(())
}
