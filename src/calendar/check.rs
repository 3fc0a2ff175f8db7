//! Worked cases in a CSV, computed again: every difference, none hidden.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Computed, Question, Rules, Unit, compute};

/// A field of a worked case that comes out differently, or a line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The line of the file, from 1 for the header.
    pub line: u64,
    pub case: String,
    pub rule: String,
    pub field: String,
    pub expected: String,
    pub computed: String,
}

/// Computes each case of a table with the columns `case_id, rule_id, trigger_date, calendar,
/// nominal_end, due_date, rolled`; further ones it understands are `n`, `unit`, `start_date`,
/// `safe_date`, `service` and `received`. Columns that are missing or empty are not compared.
pub fn check_examples(rules: &Rules, csv_text: &str) -> Vec<Difference> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(csv_text.trim_start_matches('\u{feff}').as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return vec![unreadable(1, &error.to_string())],
    };
    if let Some(missing) =
        ["rule_id", "trigger_date"].into_iter().find(|name| !headers.iter().any(|header| header == *name))
    {
        return vec![unreadable(1, &format!("no column {missing}"))];
    }
    let mut differences = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let row = Row { headers: &headers, record: &record };
                differences.extend(row.check(rules));
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                differences.push(unreadable(line, &error.to_string()));
            }
        }
    }
    differences
}

fn unreadable(line: u64, why: &str) -> Difference {
    Difference {
        line,
        case: String::new(),
        rule: String::new(),
        field: "line".to_owned(),
        expected: "a worked case".to_owned(),
        computed: why.to_owned(),
    }
}

struct Row<'a> {
    headers: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    /// A column's text; empty if the table has no such column.
    fn get(&self, name: &str) -> &str {
        let at = self.headers.iter().position(|header| header == name);
        at.and_then(|at| self.record.get(at)).unwrap_or_default()
    }

    fn check(&self, rules: &Rules) -> Vec<Difference> {
        let computed =
            self.question().and_then(|question| compute(rules, &question).map_err(|error| error.to_string()));
        match computed {
            Ok(computed) => self.compare(rules, &computed),
            Err(why) => vec![self.difference("result", self.get("due_date"), &why)],
        }
    }

    fn question(&self) -> Result<Question, String> {
        let split = |text: &str| -> Vec<String> {
            text.split(['|', ';', '+', ' ']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let service = Some(self.get("service")).filter(|text| !text.is_empty());
        Ok(Question {
            calendars: split(self.get("calendar")),
            service: service.map(str::to_owned),
            received: match self.get("received") {
                "" => None,
                text => Some(date("received", text)?),
            },
            ..Question::new(self.get("rule_id"), date("trigger_date", self.get("trigger_date"))?)
        })
    }

    fn compare(&self, rules: &Rules, computed: &Computed) -> Vec<Difference> {
        let rolled = if computed.rolled { "yes" } else { "no" };
        let mut found = vec![
            ("start_date", computed.start.to_string()),
            ("nominal_end", computed.nominal.to_string()),
            ("due_date", computed.due.to_string()),
            ("safe_date", computed.safe.to_string()),
            ("rolled", rolled.to_owned()),
        ];
        if let Some(rule) = rules.rule(&computed.rule) {
            found.push(("n", rule.period.n.to_string()));
            found.push(("unit", unit_word(self.get("unit"), rule.period.unit)));
        }
        found
            .into_iter()
            .filter(|(field, value)| !self.get(field).is_empty() && self.get(field) != value)
            .map(|(field, value)| self.difference(field, self.get(field), &value))
            .collect()
    }

    fn difference(&self, field: &str, expected: &str, computed: &str) -> Difference {
        Difference {
            line: self.record.position().map_or(0, csv::Position::line),
            case: self.get("case_id").to_owned(),
            rule: self.get("rule_id").to_owned(),
            field: field.to_owned(),
            expected: expected.to_owned(),
            computed: computed.to_owned(),
        }
    }
}

fn date(column: &str, text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| format!("{column}: '{text}' is not a date like 2026-11-05"))
}

/// The unit in the table's own word if it means the same.
fn unit_word(written: &str, unit: Unit) -> String {
    match written.parse::<Unit>() {
        Ok(same) if same == unit => written.to_owned(),
        Ok(_) | Err(()) => format!("{unit:?}").to_lowercase(),
    }
}
