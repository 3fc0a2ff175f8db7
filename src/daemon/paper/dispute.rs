//! What a form says of its dispute.

use super::super::answer::{Acting, Session};
use super::{day, yes_no};
use crate::casework::abroad::AbroadGate;
use crate::casework::deadline::Deadline;
use crate::casework::dispute::{Dispute, DisputeDraft, Stage};
use crate::casework::ids::RecordId;
use crate::papers::Paper;
use crate::wire::Reply;

/// Lines of a history in a case file: with those of the other lists it stays a letter of a hundred pages.
const HISTORY_LINES_MAX: usize = 1_000;

impl Session {
    /// Fills in the dispute and what belongs to it.
    pub(super) fn of_dispute(&self, acting: &Acting<'_>, id: RecordId, paper: &mut Paper) -> Result<(), Reply> {
        let Some(dispute) = acting.hosted.state.disputes.get(&id) else { return Ok(()) };
        told(paper, &dispute.draft);
        standing(paper, dispute);
        decided(paper, dispute);
        lists(acting, paper, dispute);
        let zh = paper.is_zh();
        let happened = self.happenings(acting, id)?;
        let lines = happened
            .iter()
            .take(HISTORY_LINES_MAX)
            .rev()
            .map(|one| format!("{} {} {}", one.at.format("%Y-%m-%d %H:%M"), one.author, one.text.pick(zh)));
        paper.list("history", lines);
        Ok(())
    }
}

/// What was told when it was taken in.
fn told(paper: &mut Paper, draft: &DisputeDraft) {
    let zh = paper.is_zh();
    let date = |day_of: Option<chrono::NaiveDate>| day_of.map_or_else(String::new, |one| day(one, zh));
    let company = &draft.enterprise;
    paper.set("enterprise", &company.name);
    paper.set("other_names", company.names.join(if zh { "；" } else { "; " }));
    paper.set("uscc", company.uscc.clone().unwrap_or_default());
    paper.set("address", &company.address);
    paper.set("contact", &company.contact);
    paper.set("received_on", day(draft.received_at.date_naive(), zh));
    paper.set("channel", draft.channel.word(zh));
    paper.set("role", draft.role.word(zh));
    paper.set("kind", draft.kind.word(zh));
    paper.set("jurisdiction", &draft.jurisdiction);
    paper.set("forum", &draft.forum);
    paper.set("docket", draft.docket.clone().unwrap_or_default());
    paper.set("counterpart", &draft.counterpart);
    paper.set("counterpart_counsel", &draft.counterpart_counsel);
    paper.set("rights", draft.rights.join(if zh { "；" } else { "; " }));
    paper.set("products", &draft.products);
    let amount = draft.amount.as_ref().map(|one| format!("{} {}", one.value, one.currency));
    paper.set("amount", amount.unwrap_or_default().trim());
    paper.set("known_on", date(draft.known_on));
    paper.set("served_on", date(draft.served_on));
    paper.set("service_method", &draft.service_method);
    paper.set("reply_due", date(draft.reply_due));
    paper.set("state", &draft.state);
    paper.set("counsel", &draft.counsel);
    paper.set("request", &draft.request);
    paper.set("consent_to_share", yes_no(draft.consent_to_share, zh));
    paper.set("material_abroad", yes_no(draft.material_abroad, zh));
    paper.set("secrecy", draft.secrecy.label());
}

/// Where it stands.
fn standing(paper: &mut Paper, dispute: &Dispute) {
    let zh = paper.is_zh();
    paper.set("dispute_number", &dispute.number);
    paper.set("stage", dispute.stage.word(zh));
    paper.set("handler", dispute.handler.as_ref().map_or("", |(_, name)| name));
    let experts: Vec<&str> = dispute.experts.iter().map(|one| one.name.as_str()).collect();
    paper.set("experts", experts.join(if zh { "、" } else { ", " }));
    let outcome = dispute.outcome.as_ref().map(|(code, reason)| format!("{} {reason}", code.word(zh)));
    paper.set("outcome", outcome.unwrap_or_default().trim());
}

/// What was asked for, and what was decided with which ground: notices say it in the words of the record.
fn decided(paper: &mut Paper, dispute: &Dispute) {
    let zh = paper.is_zh();
    let of_ground = |word: &str, text: &str| if text.is_empty() { word.to_owned() } else { format!("{word}: {text}") };
    if let Some(asked) = dispute.intake.material.last() {
        paper.list("items", asked.items.iter().cloned());
        paper.set("due", day(asked.due, zh));
    }
    if let Some(refusal) = dispute.intake.refusals.last().filter(|_| dispute.stage == Stage::NotAccepted) {
        paper.set("basis", of_ground(refusal.ground.word(zh), &refusal.text));
        paper.set("text", &refusal.pointer);
    }
    if let Some((ground, text)) = &dispute.ending.terminated {
        paper.set("basis", of_ground(ground.word(zh), text));
    }
}

fn lists(acting: &Acting<'_>, paper: &mut Paper, dispute: &Dispute) {
    let zh = paper.is_zh();
    let open = dispute.deadlines.iter().filter(|one| one.state.is_open());
    paper.list("deadlines", open.map(|one| deadline(one, zh)));
    paper.list(
        "hearings",
        dispute
            .hearings
            .iter()
            .map(|one| format!("{} {} {} {}", one.at.format("%Y-%m-%d %H:%M"), one.zone, one.place, one.text)),
    );
    let hosted = acting.hosted;
    let rows = hosted.state.referrals_of_case(dispute.id).filter_map(|file| hosted.boards.referral(file.id));
    paper.list(
        "referrals",
        rows.map(|row| {
            format!("{} {} {} {}", row.number, row.kind.word(zh), row.other.pick(zh), row.standing.word(zh))
        }),
    );
    paper.list("checks", checks(&dispute.abroad, zh));
    paper.list(
        "papers",
        dispute.papers.iter().map(|one| format!("{} {} {}", one.title(zh), one.at.date_naive(), one.hash)),
    );
    paper.list(
        "notes",
        dispute.notes.iter().map(|one| format!("{} {}: {}", one.at.format("%Y-%m-%d"), one.author, one.shown(zh))),
    );
}

/// The safe date first: that is the one to keep.
fn deadline(one: &Deadline, zh: bool) -> String {
    let computed = &one.computed;
    let (title, safe, due) = (computed.title.pick(zh), day(computed.safe, zh), day(computed.due, zh));
    let (state, citation) = (one.state.word(zh), &computed.citation);
    match zh {
        true => format!("{title}：稳妥日{safe}，法定日{due}（{citation}，{state}）"),
        false => format!("{title}: safe date {safe}, legal date {due} ({citation}; {state})"),
    }
}

fn checks(gate: &AbroadGate, zh: bool) -> Vec<String> {
    let checked = gate.current().map(|one| {
        let (finding, channel) = (&one.finding, one.finding.channel.map_or("", |channel| channel.word(zh)));
        let words = format!(
            "{}: {}, {} {channel} {}",
            finding.item.word(zh),
            finding.answer.word(zh),
            finding.basis,
            finding.decided_by
        );
        format!("{} ({}, {})", words.trim(), one.name, one.at.date_naive())
    });
    let approved = gate.approval.as_ref().map(|one| {
        let word = if zh { "批准" } else { "approved" };
        format!("{word}: {}, {} {}", one.name, one.at.date_naive(), one.remark).trim().to_owned()
    });
    checked.chain(approved).collect()
}
