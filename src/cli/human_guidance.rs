//! The guidance of a case as a person reads it: gaps in the evidence, what is there, what is to be done.

use crate::casework::guidance::Guidance;
use crate::casework::guidance::playbook::TaskState;

/// A word and what it is.
type Row = (&'static str, String);

/// The rows of a dispute's page that tell of its guidance.
pub fn rows(guidance: &Guidance, zh: bool) -> Vec<Row> {
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    vec![
        (word("规程", "playbook"), checklist_head(guidance, zh)),
        (word("任务", "tasks"), tasks(guidance, zh).join("\n")),
        (word("证据路径", "paths"), paths(guidance, zh).join(", ")),
        (word("证据缺口", "gaps"), gaps(guidance, zh).join("\n")),
        (word("证据", "evidence"), pieces(guidance, zh).join("\n")),
    ]
}

fn checklist_head(guidance: &Guidance, zh: bool) -> String {
    let Some(list) = &guidance.checklist else { return String::new() };
    let done = list.tasks.iter().filter(|one| one.state != TaskState::Open).count();
    let (words, version, all) = (list.words.pick(zh), list.version, list.tasks.len());
    if zh {
        format!("{words} 第 {version} 版, 已了 {done}/{all}")
    } else {
        format!("{words} v{version}, {done} of {all} settled")
    }
}

fn tasks(guidance: &Guidance, zh: bool) -> Vec<String> {
    let tasks = guidance.checklist.iter().flat_map(|list| &list.tasks);
    let line = |task: &crate::casework::guidance::playbook::Task| {
        let mark = match task.state {
            TaskState::Open => "[ ]",
            TaskState::Done { .. } => "[x]",
            TaskState::Skipped { .. } => "[-]",
        };
        let required = if task.text.required { "*" } else { " " };
        let due = task.text.due.map(|day| day.to_string()).unwrap_or_default();
        format!("{mark}{required} {} {} {due}", task.text.id, task.text.words.pick(zh)).trim_end().to_owned()
    };
    tasks.map(line).collect()
}

fn paths(guidance: &Guidance, zh: bool) -> Vec<String> {
    guidance.evidence.paths.iter().map(|one| format!("{} ({})", one.words.pick(zh), one.id)).collect()
}

fn gaps(guidance: &Guidance, zh: bool) -> Vec<String> {
    let line = |gap: &crate::casework::guidance::evidence::Gap| {
        format!("{}: {} {} ({})", gap.path_words.pick(zh), gap.item, gap.words.pick(zh), gap.basis)
    };
    guidance.evidence.gaps().iter().map(line).collect()
}

fn pieces(guidance: &Guidance, zh: bool) -> Vec<String> {
    let there = guidance.evidence.pieces.iter().filter(|one| one.withdrawn.is_none());
    let line = |one: &crate::casework::guidance::evidence::Piece| {
        let hash = one.draft.hash.map(|hash| hash.to_string()[..8].to_owned()).unwrap_or_default();
        format!("{} {} {} {hash} {}", one.no, one.words.pick(zh), one.draft.source, one.draft.place)
    };
    there.map(line).collect()
}
