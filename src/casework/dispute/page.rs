//! What a page says of a dispute's procedure: a label and a text each, only what there is.

use super::ending::Visit;
use super::{Dispute, Ending, Guidance, Intake, Major};
use crate::calendar::Text;

/// The lines, in the order of the procedure.
pub fn rows(dispute: &Dispute) -> Vec<(Text, Text)> {
    let mut rows = of_intake(&dispute.intake);
    rows.extend(of_guidance(&dispute.guidance));
    rows.extend(dispute.major.iter().flat_map(of_major));
    rows.extend(of_ending(&dispute.ending));
    let earlier = dispute.episodes.iter().map(|one| {
        let (at, reason) = &one.reopened;
        let day = at.date_naive();
        row(("重新办理", "reopened"), format!("{day} {reason}"), format!("{day} {reason}"))
    });
    rows.extend(earlier);
    rows
}

fn row((zh, en): (&str, &str), text_zh: String, text_en: String) -> (Text, Text) {
    (Text::new(zh, en), Text::new(text_zh, text_en))
}

fn of_intake(intake: &Intake) -> Vec<(Text, Text)> {
    let wanted = intake.wanted().map(|asked| {
        let items = asked.items.join("; ");
        row(("待补充", "wanted"), format!("{} 前: {items}", asked.due), format!("by {}: {items}", asked.due))
    });
    let refused = intake.refusals.last().map(|one| {
        let (ground, pointer) = (one.ground, &one.pointer);
        row(
            ("不予受理", "not accepted"),
            format!("{}; 指引: {pointer}", ground.zh()),
            format!("{}; where to go: {pointer}", ground.en()),
        )
    });
    let joined = intake.joined_to.iter().map(|(_, number)| row(("并入", "joined to"), number.clone(), number.clone()));
    let told: Vec<String> =
        intake.reporters.iter().map(|one| format!("{} {}", one.number, one.enterprise.name)).collect();
    let told = (!told.is_empty()).then(|| row(("并入件", "joined here"), told.join("; "), told.join("; ")));
    let green = intake.green.as_ref().map(|green| {
        let (zh, en) = match (green.lapsed, green.proof.is_empty()) {
            (true, _) => ("已失效", "lapsed"),
            (false, true) => ("待补证明", "proof to follow"),
            (false, false) => ("有证明", "proved"),
        };
        let ground = green.ground;
        row(("绿色通道", "green channel"), format!("{}, {zh}", ground.zh()), format!("{}, {en}", ground.en()))
    });
    wanted.into_iter().chain(refused).chain(joined).chain(told).chain(green).collect()
}

fn of_guidance(guidance: &Guidance) -> Vec<(Text, Text)> {
    let sorted = guidance.sorting.as_ref().map(|one| {
        let because = |zh: bool| one.because.iter().map(|one| one.words.pick(zh)).collect::<Vec<_>>().join("; ");
        let over = |words: &str| match one.override_reason.as_str() {
            "" => String::new(),
            reason => format!("; {words}: {reason}"),
        };
        row(
            ("轨道", "track"),
            format!("{} ({}{})", one.track.zh(), because(true), over("改的理由")),
            format!("{} ({}{})", one.track.en(), because(false), over("overridden")),
        )
    });
    let waits = guidance.waiting.as_ref().map(|one| {
        let (review, reason) = (one.review, &one.reason);
        row(
            ("等待", "waits for"),
            format!("{}, {review} 复查: {reason}", one.on.zh()),
            format!("{}, review {review}: {reason}", one.on.en()),
        )
    });
    let team = guidance.team.as_ref().filter(|team| team.ended.is_none()).map(|team| {
        let names: Vec<&str> = team.members.iter().map(|(_, name)| name.as_str()).collect();
        let text = format!("{}: {}", names.join(", "), team.purpose);
        row(("专班", "task force"), text.clone(), text)
    });
    let aside = guidance.recusals.iter().map(|one| {
        let text = format!("{}: {}", one.name, one.reason);
        row(("回避", "stands aside"), text.clone(), text)
    });
    sorted.into_iter().chain(waits).chain(team).chain(aside).collect()
}

fn of_major(major: &Major) -> Vec<(Text, Text)> {
    let (level, state) = (major.level, major.state);
    let (told, all) = (major.tree.len() - major.unreached().count(), major.tree.len());
    let criteria = major.criteria.join(", ");
    let response = row(
        ("重大", "major"),
        format!("{} {} ({criteria}), 回执 {told}/{all}", level.zh(), state.zh()),
        format!("{} {} ({criteria}), receipts {told}/{all}", level.en(), state.en()),
    );
    let report = major.sitreps.last().map(|(at, by, text)| {
        let text = format!("{} {by}: {text}", at.format("%m-%d %H:%M"));
        row(("情况报告", "situation"), text.clone(), text)
    });
    let asked = major.asked.as_ref().map(|ask| {
        let (zh, en) = match ask.lower_to {
            Some(level) => (format!("降为{}", level.zh()), format!("to lower to {}", level.en())),
            None => ("解除应急".to_owned(), "to stand down".to_owned()),
        };
        let (name, reason) = (&ask.name, &ask.reason);
        row(("待批", "asked"), format!("{name} 申请{zh}: {reason}"), format!("{name} asks {en}: {reason}"))
    });
    [response].into_iter().chain(report).chain(asked).collect()
}

fn of_ending(ending: &Ending) -> Vec<(Text, Text)> {
    let waived = ending.waivers.iter().map(|one| {
        let (item, reason) = (&one.item, &one.reason);
        row(
            ("免办", "waived"),
            format!("{item} ({}) {reason}", one.code.zh()),
            format!("{item} ({}) {reason}", one.code.en()),
        )
    });
    let visits = ending.visits.iter().map(visit);
    let proposed = ending.proposed.iter().map(|(_, number)| {
        row(
            ("提议重办", "reopening proposed"),
            format!("办结后有新程序 {number}"),
            format!("a new event after the close, {number}"),
        )
    });
    let archived = ending.archived.iter().map(|(_, place)| row(("档号", "archived"), place.clone(), place.clone()));
    waived.chain(visits).chain(proposed).chain(archived).collect()
}

fn visit(visit: &Visit) -> (Text, Text) {
    let (no, on) = (visit.no, visit.on);
    match &visit.done {
        None => row(("回访", "visit"), format!("第 {no} 次, 定于 {on}"), format!("{no}, planned for {on}")),
        Some(done) => {
            let (score, name, reason) = (done.score, &done.name, &done.reason);
            row(
                ("回访", "visit"),
                format!("第 {no} 次, {name}: {score} 分 {reason}"),
                format!("{no}, by {name}: {score} points {reason}"),
            )
        }
    }
}
