//! Playbooks: what is done step by step in a kind of dispute, versioned. From `rules/playbooks/*.toml`.

use super::reading::File;
use super::standards::kind_of;
use crate::calendar::{Problem, Text};
use crate::casework::dispute::DisputeDraft;
use crate::casework::words::DisputeKind;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// Tasks of one playbook: more than that nobody ticks.
const TASKS_MAX: usize = 100;

/// A hint of more working days than this is a slip of the pen: two years.
const DAYS_MAX: u16 = 500;

/// A checklist for a kind of dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playbook {
    pub id: String,
    pub version: u16,
    pub words: Text,
    /// Kinds that it is for; none: for all that have no other.
    pub kinds: Vec<DisputeKind>,
    /// Offices or countries that it is for (WIPO ST.3); none: for all.
    pub jurisdictions: Vec<String>,
    pub tasks: Vec<TaskRule>,
}

/// A task of a playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRule {
    pub id: String,
    pub words: Text,
    /// The case is not closed without it.
    pub required: bool,
    /// Working days from the start of the playbook by which it should be done.
    pub days: Option<u16>,
}

impl Playbook {
    /// How well it fits: None when it does not.
    fn fit(&self, draft: &DisputeDraft) -> Option<u8> {
        let kind = match (self.kinds.is_empty(), self.kinds.contains(&draft.kind)) {
            (true, _) => 0,
            (false, true) => 2,
            (false, false) => return None,
        };
        let here = self.jurisdictions.iter().any(|one| one.eq_ignore_ascii_case(&draft.jurisdiction));
        match (self.jurisdictions.is_empty(), here) {
            (true, _) => Some(kind),
            (false, true) => Some(kind + 1),
            (false, false) => None,
        }
    }
}

/// The playbook that fits a dispute best; of two that fit alike the first.
pub fn fitting<'a>(playbooks: &'a [Playbook], draft: &DisputeDraft) -> Option<&'a Playbook> {
    let fits = playbooks.iter().filter_map(|one| Some((one.fit(draft)?, one)));
    fits.rev().max_by_key(|(fit, _)| *fit).map(|(_, one)| one)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFile {
    id: Spanned<String>,
    version: u16,
    zh: String,
    en: String,
    #[serde(default)]
    kinds: Vec<Spanned<String>>,
    #[serde(default)]
    jurisdictions: Vec<String>,
    task: Vec<WrittenTask>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTask {
    id: Spanned<String>,
    zh: String,
    en: String,
    #[serde(default)]
    required: bool,
    days: Option<Spanned<u16>>,
}

/// Reads a playbook, each task checked.
pub(super) fn read(file: File<'_>) -> Result<Playbook, Problem> {
    let written: WrittenFile = file.read()?;
    file.check_id(&written.id, &mut BTreeSet::new())?;
    let at = written.id.span().start;
    let words = file.check_words(at, &written.zh, &written.en)?;
    file.check_count(written.task.len(), TASKS_MAX)?;
    if written.version == 0 || written.task.is_empty() {
        let (zh, en) = ("版本从 1 起, 至少一项任务", "versions begin with 1, and there is at least one task");
        return Err(file.problem(at, zh, en));
    }
    let kinds = written.kinds.iter().map(|kind| kind_of(file, kind)).collect::<Result<_, _>>()?;
    let mut seen = BTreeSet::new();
    let tasks = written.task.into_iter().map(|task| checked(file, task, &mut seen)).collect::<Result<_, _>>()?;
    let (id, version, jurisdictions) = (written.id.into_inner(), written.version, written.jurisdictions);
    Ok(Playbook { id, version, words, kinds, jurisdictions, tasks })
}

fn checked(file: File<'_>, task: WrittenTask, seen: &mut BTreeSet<String>) -> Result<TaskRule, Problem> {
    file.check_id(&task.id, seen)?;
    let words = file.check_words(task.id.span().start, &task.zh, &task.en)?;
    if let Some(days) = task.days.as_ref().filter(|days| !(1..=DAYS_MAX).contains(days.get_ref())) {
        let text = (format!("天数须在 1 到 {DAYS_MAX} 之间"), format!("days are 1 to {DAYS_MAX}"));
        return Err(file.problem(days.span().start, text.0, text.1));
    }
    let days = task.days.map(Spanned::into_inner);
    Ok(TaskRule { id: task.id.into_inner(), words, required: task.required, days })
}
