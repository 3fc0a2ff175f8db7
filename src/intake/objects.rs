//! JSON records as rows of named fields: one object, a list of objects, or an object a line.

use super::columns::{self, Column};
use super::limits::{CELL_BYTES_MAX, RECORDS_MAX};
use super::refusal::{IntakeError, Reject, RejectCode, quoted};
use super::table::{Cell, Fields, Row, too_long};
use super::{json, rows};
use crate::calendar::Text;
use serde_json::{Map, Value};

/// One object, a list of objects, or an object a line.
pub(super) fn rows(text: &str, columns: &'static [Column]) -> Result<Vec<Row>, IntakeError> {
    if is_one_a_line(text) {
        return lines_of(text, columns);
    }
    let items = match json::value(text)? {
        Value::Array(items) => items,
        one => vec![one],
    };
    if items.len() > RECORDS_MAX {
        return Err(rows::too_many_records());
    }
    let row = |(at, item): (usize, Value)| Row {
        line: number(at),
        raw: item.to_string(),
        fields: fields_of_json(item, columns),
    };
    Ok(items.into_iter().enumerate().map(row).collect())
}

/// The first line is an object by itself, or seems to have been one: then a broken line is one record's matter.
fn is_one_a_line(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let broken = first.starts_with('{') && first != "{" && second.starts_with('{');
    broken || json::value(first).is_ok_and(|value| value.is_object())
}

fn lines_of(text: &str, columns: &'static [Column]) -> Result<Vec<Row>, IntakeError> {
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if rows.len() == RECORDS_MAX {
            return Err(rows::too_many_records());
        }
        let value = json::value(line).map_err(|error| Reject::new(RejectCode::Json, error.text));
        let fields = value.and_then(|value| fields_of_json(value, columns));
        rows.push(Row { line: number(at), raw: line.to_owned(), fields });
    }
    Ok(rows)
}

/// Counts from 1.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)
}

fn fields_of_json(value: Value, columns: &'static [Column]) -> Result<Fields, Reject> {
    let Value::Object(object) = value else {
        return Err(Reject::new(RejectCode::Json, Text::new("此处应为一个 JSON 对象", "a JSON object belongs here")));
    };
    let mut fields = Fields::default();
    take_object(object, "", columns, &mut fields)?;
    Ok(fields)
}

/// `{enterprise: {name: …}}` has the key `enterprise.name`, the second of `liaisons` the key `liaisons.2.name`.
fn take_object(
    object: Map<String, Value>,
    prefix: &str,
    columns: &'static [Column],
    fields: &mut Fields,
) -> Result<(), Reject> {
    for (key, value) in object {
        let key = format!("{prefix}{key}");
        match value {
            Value::Null => {}
            Value::String(text) if text.trim().is_empty() => {}
            Value::Object(inner) => take_object(inner, &format!("{key}."), columns, fields)?,
            Value::Array(items) if items.first().is_some_and(Value::is_object) => {
                for (at, item) in items.into_iter().enumerate() {
                    let inner = Map::from_iter([((at + 1).to_string(), item)]);
                    take_object(inner, &format!("{key}."), columns, fields)?;
                }
            }
            Value::Array(items) if items.is_empty() => {}
            value => {
                let column = columns::find(columns, &key).ok_or_else(|| unknown_key(&key))?;
                fields.put(column, json_cell(value).unwrap_or_else(|reject| Cell::Fault(reject.at(column.name))))?;
            }
        }
    }
    Ok(())
}

fn json_cell(value: Value) -> Result<Cell, Reject> {
    match value {
        Value::Array(items) => items.into_iter().map(scalar).collect::<Result<_, _>>().map(Cell::Many),
        one => scalar(one).map(Cell::Text),
    }
}

fn scalar(value: Value) -> Result<String, Reject> {
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text,
        Value::Array(_) | Value::Object(_) => {
            return Err(Reject::new(RejectCode::Json, Text::new("列表里应为文字", "the list should hold text")));
        }
    };
    if text.len() > CELL_BYTES_MAX { Err(too_long()) } else { Ok(text) }
}

fn unknown_key(key: &str) -> Reject {
    let key = quoted(key);
    Reject::new(
        RejectCode::UnknownField,
        Text::new(
            format!("没有字段“{key}”；请改名或删去"),
            format!("there is no field \"{key}\"; rename it or take it out"),
        ),
    )
    .at(&key)
}
