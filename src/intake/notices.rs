//! Federal Register documents: every notice an alert; those of section 337 investigations are told apart.

use super::events::{self, Event};
use super::limits::{CELL_BYTES_MAX, RECORDS_MAX};
use super::refusal::{FileCode, IntakeError, Reject, RejectCode};
use super::{Draft, ParseContext, Record, json, rows, text, values};
use crate::calendar::Text;
use crate::casework::alert::AlertDraft;
use crate::casework::numbers;
use crate::casework::words::Tlp;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Offset, TimeZone};
use chrono_tz::America::New_York;
use serde_json::Value;

/// The name of this source in alerts.
const SOURCE: &str = "federal-register";

/// The commission's slug at the Federal Register.
const COMMISSION: &str = "international-trade-commission";

/// The key that every document has and nothing else.
const NUMBER: &str = "document_number";

pub(super) fn detect(_: &str, bytes: &[u8]) -> bool {
    let head = text::sniffed(bytes);
    let json = head.trim_start().starts_with(['{', '[', '/']);
    let has = |text: &str| head.contains(text);
    // A document may be longer than the sniff before it names its number.
    json && (has("\"results\"") || has("\"document_number\"") || (has("federalregister.gov") && has("\"agencies\"")))
}

pub(super) fn parse(_: &ParseContext, bytes: &[u8]) -> Result<Vec<Record>, IntakeError> {
    let documents = documents(json::value(&text::decoded(bytes)?)?)?;
    if documents.len() > RECORDS_MAX {
        return Err(rows::too_many_records());
    }
    let record = |(at, document): (usize, Value)| {
        let outcome = alert(&document).map(|draft| Draft::Alert(Box::new(draft)));
        Record { line: u32::try_from(at + 1).unwrap_or(u32::MAX), raw: document.to_string(), outcome }
    };
    Ok(documents.into_iter().enumerate().map(record).collect())
}

/// A search result, a list of documents, or one document.
fn documents(value: Value) -> Result<Vec<Value>, IntakeError> {
    match value {
        Value::Array(items) if items.is_empty() || items.iter().any(is_document) => Ok(items),
        Value::Object(mut object) => match object.remove("results") {
            Some(Value::Array(items)) => Ok(items),
            // A search without a hit has a count and no results.
            None if object.get("count").and_then(Value::as_u64) == Some(0) => Ok(Vec::new()),
            None if object.get(NUMBER).is_some_and(Value::is_string) => Ok(vec![Value::Object(object)]),
            Some(_) | None => Err(not_notices()),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Err(not_notices()),
    }
}

fn is_document(value: &Value) -> bool {
    value.get(NUMBER).is_some_and(Value::is_string)
}

fn not_notices() -> IntakeError {
    IntakeError::new(
        FileCode::NotNotices,
        "这个 JSON 不是联邦公报的文件(没有 results 或 document_number)；请核对文件或用 --kind 指明种类",
        "this JSON is not from the Federal Register (no results, no document_number); check the file, or name its kind with --kind",
    )
}

fn alert(document: &Value) -> Result<AlertDraft, Reject> {
    let identifier = required(document, NUMBER)?;
    let title = required(document, "title")?;
    let published_on = published_on(document)?;
    let agencies = agencies(document);
    let docket = docket(document, &title);
    let is_337 = is_337(document, &title, docket.as_deref());
    let event = event(document, &title);
    let (urgency, severity) =
        events::worth(if is_337 { Event::Section337 } else { Event::Notice }, &format!("{event} {title}"));
    Ok(AlertDraft {
        sender: agencies.join("; "),
        urgency,
        severity,
        headline: title,
        event,
        description: capped(document, "abstract")?,
        web: capped(document, "html_url")?,
        jurisdiction: "US".to_owned(),
        forum: if is_337 { "USITC".to_owned() } else { agencies.last().cloned().unwrap_or_default() },
        docket,
        parties: parties(&text(document, "abstract")),
        published_on: Some(published_on),
        secrecy: Tlp::Clear,
        ..AlertDraft::of_source(SOURCE, identifier, sent(document, published_on))
    })
}

fn text(document: &Value, key: &str) -> String {
    document.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

fn capped(document: &Value, key: &'static str) -> Result<String, Reject> {
    let found = text(document, key);
    if found.len() <= CELL_BYTES_MAX {
        return Ok(found);
    }
    let kib = CELL_BYTES_MAX / 1024;
    let said = Text::new(
        format!("{key} 超过 {kib} KiB；请到联邦公报网站查看"),
        format!("{key} is above {kib} KiB; read it at the Federal Register"),
    );
    Err(Reject::new(RejectCode::TooLong, said).at(key))
}

fn required(document: &Value, key: &'static str) -> Result<String, Reject> {
    let found = capped(document, key)?;
    if found.is_empty() { Err(missing(key)) } else { Ok(found) }
}

fn missing(key: &'static str) -> Reject {
    let said = Text::new(
        format!("文件没有 {key}；请到联邦公报网站查看"),
        format!("the document has no {key}; look at the Federal Register"),
    );
    Reject::new(RejectCode::Missing, said).at(key)
}

fn published_on(document: &Value) -> Result<NaiveDate, Reject> {
    let key = "publication_date";
    values::date(&required(document, key)?).map_err(|reject| reject.at(key))
}

/// A document on public inspection has the moment of its filing; else the day of publication begins in Washington.
fn sent(document: &Value, published_on: NaiveDate) -> DateTime<FixedOffset> {
    let filed = DateTime::parse_from_rfc3339(&text(document, "filed_at"));
    filed.unwrap_or_else(|_| {
        let midnight = published_on.and_time(NaiveTime::MIN);
        // No change of clocks in New York is at midnight; if a law made one, universal time would stand in.
        New_York
            .from_local_datetime(&midnight)
            .earliest()
            .map_or_else(|| midnight.and_utc().fixed_offset(), |moment| moment.with_timezone(&moment.offset().fix()))
    })
}

/// Names of the agencies, from the department down.
fn agencies(document: &Value) -> Vec<String> {
    let named = |one: &Value| [text(one, "name"), text(one, "raw_name")].into_iter().find(|name| !name.is_empty());
    let listed = document.get("agencies").and_then(Value::as_array);
    listed.map(|agencies| agencies.iter().filter_map(named).collect()).unwrap_or_default()
}

/// The docket of a section 337 investigation or another known court.
fn docket(document: &Value, title: &str) -> Option<String> {
    let ids = docket_ids(document);
    let known = ids.iter().find_map(|id| numbers::find_in(id));
    let known = known.or_else(|| numbers::find_in(title)).or_else(|| numbers::find_in(&text(document, "abstract")));
    let complaint = || ids.iter().find_map(|id| numbers::check("itc-complaint", id).ok());
    known.or_else(complaint).map(|found| found.text).or_else(|| ids.into_iter().find_map(|id| bare(&id)))
}

/// A docket of another agency, without the words before it.
fn bare(id: &str) -> Option<String> {
    let before = ["Docket No. ", "Docket Nos. ", "Docket Number ", "Docket ID ", "Docket "];
    let id = before.iter().find_map(|words| id.strip_prefix(words)).unwrap_or(id).trim();
    (!id.is_empty()).then(|| id.to_owned())
}

fn docket_ids(document: &Value) -> Vec<String> {
    let listed = document.get("docket_ids").and_then(Value::as_array).into_iter().flatten();
    let listed = listed.filter_map(Value::as_str).map(str::to_owned);
    listed.chain([text(document, "docket_id")]).collect()
}

/// A notice of the commission that is no matter of dumping or subsidies (701, 731), safeguards or studies.
fn is_337(document: &Value, title: &str, docket: Option<&str>) -> bool {
    let listed = document.get("agencies").and_then(Value::as_array).into_iter().flatten();
    let commission = listed.into_iter().any(|one| text(one, "slug") == COMMISSION);
    let numbered = docket.is_some_and(|docket| docket.starts_with("337-"));
    let other = docket.is_some_and(|docket| !docket.starts_with("337-"));
    let certain = title.starts_with("Certain ") || title.starts_with("Notice of Receipt of Complaint");
    numbered || (commission && certain && !other)
}

/// What happened: the part of the title behind the last semicolon, or the type of the document with its action.
fn event(document: &Value, title: &str) -> String {
    let tail = title
        .rsplit_once("; ")
        .map(|(_, tail)| tail.trim())
        .filter(|tail| tail.starts_with("Notice") || tail.contains("Determination"));
    let subject = text(document, "subject_1");
    match (tail, subject.is_empty()) {
        (Some(tail), _) => tail.to_owned(),
        (None, false) => subject.trim_end_matches(':').to_owned(),
        (None, true) => [text(document, "type"), text(document, "action").trim_end_matches('.').to_owned()]
            .into_iter()
            .find(|part| !part.is_empty())
            .unwrap_or_default(),
    }
}

/// Who complained, as the commission words it: `on behalf of NAME of TOWN`.
fn parties(description: &str) -> Vec<String> {
    let name = description
        .split_once("on behalf of ")
        .and_then(|(_, after)| after.split_once(" of "))
        .map(|(name, _)| name.trim());
    name.filter(|name| !name.is_empty() && name.len() <= PARTY_BYTES_MAX)
        .map(|name| vec![name.to_owned()])
        .unwrap_or_default()
}

/// 200 bytes: a longer "name" is a sentence that was cut at the wrong place.
const PARTY_BYTES_MAX: usize = 200;
