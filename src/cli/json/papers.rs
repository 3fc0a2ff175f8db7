//! The papers made of a record as JSON.

use crate::casework::paper::Paper;
use serde_json::{Value, json};

/// Papers, oldest first.
pub fn papers(papers: &[Paper]) -> Value {
    papers
        .iter()
        .map(|one| {
            json!({
                "kind": one.kind.code(),
                "language": if one.zh { "zh" } else { "en" },
                "number": one.number,
                "version": one.version,
                "hash": one.hash.to_string(),
                "bytes": one.bytes,
                "by": one.name,
                "at": one.at,
            })
        })
        .collect()
}
