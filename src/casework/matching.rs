//! Experts for a dispute: ranked, with the reasons, and with what stands against asking them.

use super::dispute::{Dispute, DisputeDraft};
use super::expert::{Expert, ExpertDraft};
use super::ids::RecordId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One expert for one dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    pub expert: RecordId,
    pub number: String,
    pub name: String,
    pub organisation: String,
    pub fields: Vec<String>,
    pub languages: Vec<String>,
    /// Consultations now, and how many at once.
    pub load: (u8, u8),
    /// Higher is better; 0 when a conflict stands against it.
    pub score: i32,
    pub reasons: Vec<Reason>,
    /// Parties and firms of the dispute that the expert worked for or against.
    pub conflicts: Vec<String>,
    /// First day on which the expert can work.
    pub free_from: NaiveDate,
}

/// Points, and what for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub points: i32,
    pub zh: String,
    pub en: String,
}

const FIELD_POINTS: i32 = 40;
const JURISDICTION_POINTS: i32 = 25;
const LANGUAGE_POINTS: i32 = 15;
const LOAD_POINTS: i32 = 10;
const LEAVE_POINTS: i32 = -20;

/// All experts, best first; those with a conflict last.
pub fn ranked<'a>(experts: impl Iterator<Item = &'a Expert>, dispute: &Dispute, today: NaiveDate) -> Vec<Match> {
    let mut matches: Vec<Match> = experts.map(|expert| one(expert, &dispute.draft, today)).collect();
    matches.sort_by(|a, b| {
        let order = |m: &Match| (!m.conflicts.is_empty(), -m.score);
        order(a).cmp(&order(b)).then_with(|| a.number.cmp(&b.number))
    });
    matches
}

fn one(expert: &Expert, dispute: &DisputeDraft, today: NaiveDate) -> Match {
    let conflicts = conflicts_of(&expert.draft, dispute);
    let reasons = reasons(expert, dispute, today);
    let load = u8::try_from(expert.working_on.len()).unwrap_or(u8::MAX);
    let back = expert.draft.leave_until.and_then(|day| day.succ_opt()).filter(|day| *day > today);
    Match {
        expert: expert.id,
        number: expert.number.clone(),
        name: expert.draft.name.clone(),
        organisation: expert.draft.organisation.clone(),
        fields: expert.draft.fields.clone(),
        languages: expert.draft.languages.clone(),
        load: (load, expert.draft.load_max),
        score: if conflicts.is_empty() { reasons.iter().map(|reason| reason.points).sum() } else { 0 },
        reasons,
        conflicts,
        free_from: back.unwrap_or(today),
    }
}

fn reasons(expert: &Expert, dispute: &DisputeDraft, today: NaiveDate) -> Vec<Reason> {
    let draft = &expert.draft;
    let matter = matter_of(dispute);
    let field = draft.fields.iter().find(|field| matter.contains(&field.to_lowercase()));
    let language = language_of(&dispute.jurisdiction).filter(|code| draft.languages.iter().any(|one| one == code));
    let busy = expert.working_on.len() >= usize::from(draft.load_max);
    let away = draft.leave_until.filter(|until| *until >= today);
    let free = i32::try_from(usize::from(draft.load_max).saturating_sub(expert.working_on.len())).unwrap_or(0);
    [
        field.map(|field| reason(FIELD_POINTS, format!("领域 {field}"), format!("field {field}"))),
        draft.jurisdictions.contains(&dispute.jurisdiction).then(|| {
            let at = &dispute.jurisdiction;
            reason(JURISDICTION_POINTS, format!("办过 {at} 案件"), format!("has worked on {at} cases"))
        }),
        language.map(|code| reason(LANGUAGE_POINTS, format!("语言 {code}"), format!("language {code}"))),
        (!busy && free > 0).then(|| reason(LOAD_POINTS, format!("还可接 {free} 件"), format!("room for {free} more"))),
        busy.then(|| reason(-LOAD_POINTS, "在办已满".into(), "fully loaded".into())),
        away.map(|until| reason(LEAVE_POINTS, format!("请假至 {until}"), format!("on leave to {until}"))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn reason(points: i32, zh: String, en: String) -> Reason {
    Reason { points, zh, en }
}

/// The words of a dispute that a field of expertise may meet.
fn matter_of(dispute: &DisputeDraft) -> String {
    let kind = dispute.kind;
    let words = [kind.code(), kind.zh(), kind.en(), &dispute.forum, &dispute.products, &dispute.request];
    let docket = dispute.docket.as_deref().unwrap_or_default();
    format!("{} {} {docket}", words.join(" "), dispute.rights.join(" ")).to_lowercase()
}

/// The working language of a jurisdiction's proceedings.
fn language_of(st3: &str) -> Option<&'static str> {
    match st3 {
        "US" | "GB" | "CA" | "AU" | "SG" | "IN" | "EP" | "EM" | "UP" | "WO" => Some("en"),
        "DE" | "AT" => Some("de"),
        "JP" => Some("ja"),
        "KR" => Some("ko"),
        "FR" => Some("fr"),
        "BR" => Some("pt"),
        "MX" | "ES" => Some("es"),
        "RU" => Some("ru"),
        _ => None,
    }
}

/// The parties and firms of the dispute that the expert worked for or against in the last five years.
pub fn conflicts_of(expert: &ExpertDraft, dispute: &DisputeDraft) -> Vec<String> {
    let enterprise = &dispute.enterprise;
    let parties = [&enterprise.name, &dispute.counterpart, &dispute.counterpart_counsel];
    let parties = parties.into_iter().chain(&enterprise.names).map(|name| folded(name)).filter(|name| !name.is_empty());
    let parties: Vec<String> = parties.collect();
    let meets = |known: &str| {
        let known = folded(known);
        !known.is_empty() && parties.iter().any(|party| party.contains(&known) || known.contains(party.as_str()))
    };
    expert.conflicts.iter().filter(|known| meets(known)).cloned().collect()
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
