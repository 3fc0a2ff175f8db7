//! The dossier of a case as a person reads it: gaps in the evidence, what is there, what is to be done.

use crate::casework::dossier::Dossier;
use crate::casework::dossier::playbook::TaskState;

/// A word and what it is.
type Row = (&'static str, String);

/// The rows of a dispute's page that tell of its dossier.
pub fn rows(dossier: &Dossier, zh: bool) -> Vec<Row> {
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    vec![
        (word("规程", "playbook"), checklist_head(dossier, zh)),
        (word("任务", "tasks"), tasks(dossier, zh).join("\n")),
        (word("证据路径", "paths"), paths(dossier, zh).join(", ")),
        (word("证据缺口", "gaps"), gaps(dossier, zh).join("\n")),
        (word("证据", "evidence"), pieces(dossier, zh).join("\n")),
    ]
}

fn checklist_head(dossier: &Dossier, zh: bool) -> String {
    let Some(list) = &dossier.checklist else { return String::new() };
    let done = list.tasks.iter().filter(|one| one.state != TaskState::Open).count();
    let (words, version, all) = (list.words.pick(zh), list.version, list.tasks.len());
    if zh {
        format!("{words} 第 {version} 版, 已了 {done}/{all}")
    } else {
        format!("{words} v{version}, {done} of {all} settled")
    }
}

fn tasks(dossier: &Dossier, zh: bool) -> Vec<String> {
    let tasks = dossier.checklist.iter().flat_map(|list| &list.tasks);
    let line = |task: &crate::casework::dossier::playbook::Task| {
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

fn paths(dossier: &Dossier, zh: bool) -> Vec<String> {
    dossier.evidence.paths.iter().map(|one| format!("{} ({})", one.words.pick(zh), one.id)).collect()
}

fn gaps(dossier: &Dossier, zh: bool) -> Vec<String> {
    let line = |gap: &crate::casework::dossier::evidence::Gap| {
        format!("{}: {} {} ({})", gap.path_words.pick(zh), gap.item, gap.words.pick(zh), gap.basis)
    };
    dossier.evidence.gaps().iter().map(line).collect()
}

fn pieces(dossier: &Dossier, zh: bool) -> Vec<String> {
    let there = dossier.evidence.pieces.iter().filter(|one| one.withdrawn.is_none());
    let line = |one: &crate::casework::dossier::evidence::Piece| {
        let hash = one.draft.hash.map(|hash| hash.to_string()[..8].to_owned()).unwrap_or_default();
        format!("{} {} {} {hash} {}", one.no, one.words.pick(zh), one.draft.source, one.draft.place)
    };
    there.map(line).collect()
}
