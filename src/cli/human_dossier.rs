//! The dossier of a case as a person reads it: gaps in the evidence, what is there, what is to be done.

use super::route;
use crate::boards::advice::Advice;
use crate::casework::dispute::Dispute;
use crate::casework::dossier::Dossier;
use crate::casework::dossier::plan::Plan;
use crate::casework::dossier::playbook::TaskState;

/// A word and what it is.
type Row = (&'static str, String);

/// The rows of a dispute's page that tell of its dossier.
pub fn rows(dispute: &Dispute, zh: bool) -> Vec<Row> {
    let dossier = &dispute.dossier;
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    let call_back = dispute.draft.enterprise.call_back.map(|at| at.format("%Y-%m-%d %H:%M").to_string());
    vec![
        (word("回电", "call back"), call_back.unwrap_or_default()),
        (word("规程", "playbook"), checklist_head(dossier, zh)),
        (word("任务", "tasks"), tasks(dossier, zh).join("\n")),
        (word("证据路径", "paths"), paths(dossier, zh).join(", ")),
        (word("证据缺口", "gaps"), gaps(dossier, zh).join("\n")),
        (word("证据", "evidence"), pieces(dossier, zh).join("\n")),
        (word("应对方案", "plan"), dossier.plans.last().map(|one| plan(one, dispute, zh)).unwrap_or_default()),
        (word("程序", "proceedings"), proceedings(dossier, zh).join("\n")),
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
        let file = one.draft.file.as_ref().map_or("", |file| file.name.as_str());
        let first = format!("{} {} {} {file} {hash} {}", one.no, one.words.pick(zh), one.draft.source, one.draft.place);
        let chain = one.chain.iter().map(|link| format!("\n  {}", link.say().pick(zh)));
        chain.fold(first, |text, link| text + &link)
    };
    there.map(line).collect()
}

/// The plan in force: its options, what the enterprise chose, and what it lacks.
fn plan(plan: &Plan, dispute: &Dispute, zh: bool) -> String {
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    let chosen = plan.decision.as_ref().map(|one| one.option);
    let mut lines = vec![format!("{} {} {}", word("第", "version"), plan.no, plan.advice)];
    lines.extend((1_u16..).zip(&plan.options).map(|(no, one)| {
        let mark = if chosen == Some(no) { "[x]" } else { "[ ]" };
        format!("{mark} {no} {} | {} | {}", one.title, one.cost, one.risk)
    }));
    lines.extend(plan.steps.iter().map(|one| format!("{} {} {}", one.deadline, one.safe, one.text)));
    let missing: Vec<String> = plan.missing(dispute).iter().map(u16::to_string).collect();
    if !missing.is_empty() {
        lines.push(format!("{} {}", word("漏了时限", "misses deadlines"), missing.join(", ")));
    }
    lines.join("\n")
}

fn proceedings(dossier: &Dossier, zh: bool) -> Vec<String> {
    let line = |one: &crate::casework::dossier::proceeding::Proceeding| {
        let draft = &one.draft;
        let links: Vec<String> = one.links.iter().map(|(to, how)| format!("{} {to}", how.word(zh))).collect();
        let (kind, phase) = (draft.kind.word(zh), draft.phase.word(zh));
        let (forum, docket, rights) = (&draft.forum, &draft.docket, draft.rights.join(", "));
        format!("{} {kind} {forum} {docket} {phase} {} {rights} {}", one.no, draft.since, links.join(", "))
    };
    dossier.proceedings.iter().map(line).collect()
}

/// What the rules of today say of it.
pub fn advised(advice: &Advice, zh: bool) -> Vec<Row> {
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    let meetings = advice.meetings.iter().map(|one| {
        let heard = if one.here { word("影响", "concerns") } else { word("见于", "told in") };
        format!("{} {} {} {heard} {}", one.right, one.event.pick(zh), one.on, one.number)
    });
    let meetings: Vec<String> = meetings.collect();
    let same = advice.same.iter().map(|(_, number)| format!("{number}: join"));
    let same: Vec<String> = same.collect();
    let warnings: Vec<&str> = advice.warnings.iter().map(|one| one.pick(zh)).collect();
    let newer = advice.playbook_newer.map(|version| {
        if zh {
            format!("有第 {version} 版: reapply-playbook")
        } else {
            format!("v{version} available: reapply-playbook")
        }
    });
    let mut rows = vec![
        (word("新版规程", "newer playbook"), newer.unwrap_or_default()),
        (word("常走路径", "usual paths"), advice.paths_usual.join(", ")),
        (word("权利变动", "validity"), meetings.join("\n")),
        (word("同一事项", "same matter"), same.join("\n")),
        (word("提醒", "warnings"), warnings.join("\n")),
    ];
    rows.extend(route::rows(&advice.route, zh));
    rows
}
