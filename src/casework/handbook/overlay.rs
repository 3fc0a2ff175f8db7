//! A center's own figures laid over the program's: what a file names takes the place of what there was, the rest stays.
//! Of a list of entries with an `id` or a `name` each entry is for itself; any other list is taken whole.

use super::reading::{File, Unfit};
use crate::calendar::Problem;
use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

/// Parts of one file: more figures than the longest file of the program has three times over. What is wrong is found by
/// trying without each of them.
const PARTS_MAX: usize = 500;

/// What an entry of a list is known by.
const KEYS: [&str; 2] = ["id", "name"];

/// A figure, a list, or one entry of a list, with where it stands.
struct Part {
    at: usize,
    path: Vec<String>,
    /// Of an entry: what it is known by.
    entry: Option<String>,
    value: Value,
    /// The tables in its lists, each of which may be what is wrong.
    inner: Vec<Inner>,
}

/// A table in a list of a part.
struct Inner {
    at: usize,
    /// The list in the part's table; none: the part is the list.
    list: Option<String>,
    place: usize,
}

/// The file over `base`, as `read` takes it, and the names of what was there before.
///
/// # Errors
/// The first part that is not taken, with its line.
pub(super) fn laid_over<T>(
    file: File<'_>,
    base: &str,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<(T, Vec<String>), Problem> {
    let parts = parts(file)?;
    let base: Table = base.parse().map_err(|error| file.told(&error))?;
    let with = |parts: &[&Part]| {
        let mut table = base.clone();
        parts.iter().for_each(|part| part.put(&mut table));
        read(&table.to_string())
    };
    let all: Vec<&Part> = parts.iter().collect();
    match with(&all) {
        Ok(taken) => Ok((taken, parts.iter().filter(|part| part.was_in(&base)).map(Part::name).collect())),
        Err(why) => {
            // Without what is wrong, nothing or something else is; of two that do not go together it is the later one.
            let is_it = |parts: &[&Part]| with(parts).err().as_ref() != Some(&why);
            let others = |wrong: usize| [&all[..wrong], &all[wrong + 1..]].concat();
            let wrong = (0..parts.len()).rev().find(|wrong| is_it(&others(*wrong)));
            let at = wrong.map_or(0, |wrong| {
                let part = &parts[wrong];
                let without = |inner: &&Inner| is_it(&[&others(wrong)[..], &[&part.without(inner)]].concat());
                part.inner.iter().rev().find(without).map_or(part.at, |inner| inner.at)
            });
            Err(file.problem(at, why.0.zh, why.0.en))
        }
    }
}

/// The parts of a file, in the order in which they are written.
fn parts(file: File<'_>) -> Result<Vec<Part>, Problem> {
    let spans = DeTable::parse(file.text).map_err(|error| file.told(&error))?;
    let values: Table = file.text.parse().map_err(|error| file.told(&error))?;
    let mut parts = Vec::new();
    of_table(&mut parts, &[], (spans.get_ref(), &values));
    file.check_count(parts.len(), PARTS_MAX)?;
    parts.sort_by_key(|part| part.at);
    Ok(parts)
}

fn of_table(parts: &mut Vec<Part>, path: &[String], (spans, values): (&DeTable<'_>, &Table)) {
    for (key, span) in spans {
        let Some(value) = values.get(key.get_ref().as_ref()) else { continue };
        let path = [path, &[key.get_ref().to_string()]].concat();
        match (span.get_ref(), value) {
            (DeValue::Table(spans), Value::Table(values)) => of_table(parts, &path, (spans, values)),
            (DeValue::Array(spans), Value::Array(values)) if are_entries(values) => {
                parts.extend(spans.iter().zip(values).map(|(span, value)| Part {
                    at: span.span().start,
                    path: path.clone(),
                    entry: known_by(value),
                    value: value.clone(),
                    inner: inner(span.get_ref()),
                }));
            }
            (span, value) => {
                let (at, value) = (key.span().start, value.clone());
                parts.push(Part { at, path, entry: None, value, inner: inner(span) });
            }
        }
    }
}

/// The tables in the lists of a part.
fn inner(part: &DeValue<'_>) -> Vec<Inner> {
    let of_list = |list: Option<&str>, value: &DeValue<'_>| {
        let tables = value.as_array().into_iter().flatten().enumerate().filter(|(_, one)| one.get_ref().is_table());
        let tables = tables.map(|(place, one)| Inner { at: one.span().start, list: list.map(str::to_owned), place });
        tables.collect::<Vec<_>>()
    };
    match part.as_table() {
        Some(table) => table.iter().flat_map(|(key, value)| of_list(Some(key.get_ref()), value.get_ref())).collect(),
        None => of_list(None, part),
    }
}

/// Is each of them an entry for itself?
fn are_entries(values: &[Value]) -> bool {
    !values.is_empty() && values.iter().all(|one| known_by(one).is_some())
}

/// What an entry of a list is known by.
fn known_by(value: &Value) -> Option<String> {
    KEYS.iter().find_map(|key| Some(value.get(key)?.as_str()?.to_owned()))
}

impl Part {
    /// The same without a table of its lists.
    fn without(&self, inner: &Inner) -> Self {
        let mut value = self.value.clone();
        let list = match &inner.list {
            Some(list) => value.get_mut(list),
            None => Some(&mut value),
        };
        if let Some(list) = list.and_then(Value::as_array_mut) {
            list.remove(inner.place);
        }
        Self { at: self.at, path: self.path.clone(), entry: self.entry.clone(), value, inner: Vec::new() }
    }

    /// The name under which it is told about.
    fn name(&self) -> String {
        self.entry.clone().unwrap_or_else(|| self.path.join("."))
    }

    fn put(&self, table: &mut Table) {
        let Some((last, above)) = self.path.split_last() else { return };
        let mut table = table;
        for key in above {
            let below = table.entry(key).or_insert_with(|| Value::Table(Table::new()));
            match below {
                Value::Table(below) => table = below,
                // What was no table is one now: the reader says what it makes of it.
                other => {
                    *other = self.value.clone();
                    return;
                }
            }
        }
        match (table.get_mut(last), &self.entry) {
            (Some(Value::Array(list)), Some(entry)) => {
                match list.iter_mut().find(|one| known_by(one).as_ref() == Some(entry)) {
                    Some(old) => *old = self.value.clone(),
                    None => list.push(self.value.clone()),
                }
            }
            (_, Some(_)) => drop(table.insert(last.clone(), Value::Array(vec![self.value.clone()]))),
            (_, None) => drop(table.insert(last.clone(), self.value.clone())),
        }
    }

    /// Was it there before?
    fn was_in(&self, base: &Table) -> bool {
        let mut keys = self.path.iter();
        let first = keys.next().and_then(|key| base.get(key));
        let there = keys.fold(first, |at, key| at?.get(key));
        match (&self.entry, there) {
            (Some(entry), Some(Value::Array(list))) => list.iter().any(|one| known_by(one).as_ref() == Some(entry)),
            (Some(_), _) => false,
            (None, there) => there.is_some(),
        }
    }
}
