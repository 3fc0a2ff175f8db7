//! JSON from outside: counted before it is built, comments blanked, no key twice in one object.

use super::limits::{JSON_DEPTH_MAX, JSON_KEYS_MAX, JSON_VALUES_MAX};
use super::refusal::{FileCode, IntakeError, quoted};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// One JSON text as a value. `//` and `/* */` comments outside strings are let through.
pub(super) fn value(text: &str) -> Result<Value, IntakeError> {
    let plain = without_comments(text)?;
    let mut from = serde_json::Deserializer::from_str(&plain);
    let value = Built.deserialize(&mut from).and_then(|value| from.end().map(|()| value));
    value.map_err(|error| {
        let why = quoted(&error.to_string());
        IntakeError::new(
            FileCode::Json,
            format!("JSON 有误({why})；请重新取得文件"),
            format!("the JSON does not parse ({why}); get the file again"),
        )
    })
}

/// Blanks comments out, so that places stay the same, and counts depth and values before memory is spent on them.
fn without_comments(text: &str) -> Result<String, IntakeError> {
    let mut out = text.as_bytes().to_vec();
    let (mut at, mut depth, mut values) = (0, 0_usize, 0_usize);
    while at < out.len() {
        match (out[at], out.get(at + 1)) {
            (b'"', _) => at = end_of_string(&out, at),
            (b'/', Some(b'/')) => at = blank(&mut out, at, b"\n"),
            (b'/', Some(b'*')) => at = blank(&mut out, at, b"*/"),
            (b'{' | b'[', _) => depth += 1,
            (b'}' | b']', _) => depth = depth.saturating_sub(1),
            (b',' | b':', _) => values += 1,
            (_, _) => {}
        }
        if depth > JSON_DEPTH_MAX {
            return Err(beyond("嵌套层数", "levels", JSON_DEPTH_MAX));
        }
        if values > JSON_VALUES_MAX {
            return Err(beyond("值的个数", "values", JSON_VALUES_MAX));
        }
        at += 1;
    }
    // Only whole comments were blanked, byte for byte: the rest is as it was.
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// The place of the closing quote, or the end.
fn end_of_string(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at,
            _ => at += 1,
        }
    }
    at
}

/// Blanks a comment up to and with its end; line ends stay. Gives the place of its last byte.
fn blank(bytes: &mut [u8], from: usize, end: &[u8]) -> usize {
    let body = from + 2;
    let rest = bytes.get(body..).unwrap_or_default();
    let length = rest.windows(end.len()).position(|window| window == end).map_or(rest.len(), |found| found + end.len());
    for byte in &mut bytes[from..body + length] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
    body + length - 1
}

fn beyond(zh: &str, en: &str, max: usize) -> IntakeError {
    IntakeError::new(
        FileCode::Json,
        format!("JSON 的{zh}超过 {max}；这不是本系统接收的文件"),
        format!("the JSON has more than {max} {en}; no file of ours is like this"),
    )
}

/// Builds a [`Value`], refusing a key that comes twice: which one would count is anybody's guess.
struct Built;

impl<'de> DeserializeSeed<'de> for Built {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Built {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(Built)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = from.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!("the key \"{key}\" comes twice")));
            }
            if object.len() == JSON_KEYS_MAX {
                return Err(A::Error::custom(format!("more than {JSON_KEYS_MAX} keys in one object")));
            }
            object.insert(key, from.next_value_seed(Built)?);
        }
        Ok(Value::Object(object))
    }
}
