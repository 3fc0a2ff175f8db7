//! Experts for a matter: ranked, with the reasons, and with what stands against asking them.

use super::alert::Alert;
use super::authorize::disclosed_availability;
use super::dispute::{Dispute, DisputeDraft};
use super::elsewhere::Elsewhere;
use super::expert::{Expert, ExpertDraft};
use super::ids::RecordId;
use super::listing::{self, ListKind};
use super::state::UnitState;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One expert for one matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    pub expert: RecordId,
    pub number: String,
    pub name: String,
    pub organisation: String,
    pub fields: Vec<String>,
    pub languages: Vec<String>,
    /// Consultations now, and how many at once; what is sealed is not counted here.
    pub load: (u8, u8),
    /// Higher is better; 0 when a conflict stands against it.
    pub score: i32,
    pub reasons: Vec<Reason>,
    /// Parties and firms of the matter that the expert worked for or against.
    pub conflicts: Vec<String>,
    /// Can the expert be asked now? Leave, load and work on the other side of a case answer alike.
    pub available: bool,
    /// First day on which the expert can work, by the slots; none when the expert cannot be asked now, whatever for.
    pub free_from: Option<NaiveDate>,
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
const SEAT_POINTS: i32 = 5;
const ABSENT_POINTS: i32 = -20;
const DISCREDIT_POINTS: i32 = -30;
const INCENTIVE_POINTS: i32 = 5;

/// What experts are sought for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matter {
    /// Everything that a field of expertise may meet, in small letters.
    pub words: String,
    /// The field that was named: an IPC or Nice class, or a word.
    pub field: String,
    /// The languages that were named, or that the proceedings are in: one of them is wanted.
    pub languages: Vec<String>,
    pub jurisdiction: String,
    /// Court or office: an expert with a seat there is nearer.
    pub forum: String,
    /// Whom the center helps.
    pub clients: Vec<String>,
    /// Against whom, and who acts for them.
    pub others: Vec<String>,
}

impl Matter {
    /// What a dispute asks of experts.
    pub fn of_dispute(dispute: &DisputeDraft) -> Self {
        let enterprise = &dispute.enterprise;
        Self {
            words: matter_of(dispute),
            field: String::new(),
            languages: language_of(&dispute.jurisdiction).into_iter().map(str::to_owned).collect(),
            jurisdiction: dispute.jurisdiction.clone(),
            forum: dispute.forum.clone(),
            clients: [&enterprise.name].into_iter().chain(&enterprise.names).cloned().collect(),
            others: vec![dispute.counterpart.clone(), dispute.counterpart_counsel.clone()],
        }
    }

    /// What an alert asks of experts; whose side its parties are on is not known yet.
    pub fn of_alert(alert: &Alert) -> Self {
        let draft = &alert.draft;
        Self {
            words: format!("{} {} {} {}", draft.forum, draft.event, draft.headline, draft.description).to_lowercase(),
            languages: language_of(&draft.jurisdiction).into_iter().map(str::to_owned).collect(),
            jurisdiction: draft.jurisdiction.clone(),
            forum: draft.forum.clone(),
            others: draft.parties.clone(),
            ..Self::default()
        }
    }

    /// Everybody whose interests an expert must be free of.
    pub fn parties(&self) -> impl Iterator<Item = &str> {
        self.clients.iter().chain(&self.others).map(String::as_str)
    }

    fn meets_field(&self, field: &str) -> bool {
        let field = field.to_lowercase();
        let wanted = self.field.to_lowercase();
        let named = !wanted.is_empty() && (wanted.starts_with(&field) || field.starts_with(&wanted));
        named || (wanted.is_empty() && self.words.contains(&field))
    }
}

/// All experts for a dispute, best first.
pub fn ranked(state: &UnitState, dispute: &Dispute, today: NaiveDate) -> Vec<Match> {
    ranked_for(state, &Matter::of_dispute(&dispute.draft), today)
}

/// All experts for a matter: free of conflicts first, then who can be asked now, then by points, then by the first free
/// day, then by number.
pub fn ranked_for(state: &UnitState, matter: &Matter, today: NaiveDate) -> Vec<Match> {
    let elsewhere = Elsewhere::of(state, matter);
    let mut matches: Vec<Match> =
        state.experts.values().map(|expert| one(state, expert, (matter, &elsewhere), today)).collect();
    matches.sort_by(|a, b| {
        let free = |m: &Match| m.free_from.unwrap_or(NaiveDate::MAX);
        let order = |m: &Match| (!m.conflicts.is_empty(), !m.available, -m.score, free(m));
        order(a).cmp(&order(b)).then_with(|| a.number.cmp(&b.number))
    });
    matches
}

/// Can this expert be asked about this matter on this day? Leave, load and work on the other side answer alike.
pub fn is_available(state: &UnitState, expert: &Expert, matter: &Matter, today: NaiveDate) -> bool {
    disclosed_availability(expert, Elsewhere::of(state, matter).stands_against(expert.id), today)
}

fn one(state: &UnitState, expert: &Expert, (matter, elsewhere): (&Matter, &Elsewhere), today: NaiveDate) -> Match {
    let conflicts = conflicts_of(&expert.draft, matter, today);
    let available = disclosed_availability(expert, elsewhere.stands_against(expert.id), today);
    let load = expert.shown_load(state);
    let mut reasons = reasons(&expert.draft, matter);
    reasons.extend(room(load, &expert.draft, available));
    let names = [expert.draft.name.as_str(), expert.draft.organisation.as_str()];
    reasons.extend(listing::hits(state, &names, today).iter().map(listed));
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
        available,
        free_from: expert.draft.free_from(today).filter(|_| available),
    }
}

fn reasons(draft: &ExpertDraft, matter: &Matter) -> Vec<Reason> {
    let field = draft.fields.iter().find(|field| matter.meets_field(field));
    let language = matter.languages.iter().find(|code| draft.languages.contains(code));
    let seat = draft.seats.iter().find(|seat| folded(&matter.forum).contains(&folded(seat)) && !seat.is_empty());
    [
        field.map(|field| reason(FIELD_POINTS, format!("领域 {field}"), format!("field {field}"))),
        draft.jurisdictions.contains(&matter.jurisdiction).then(|| {
            let at = &matter.jurisdiction;
            reason(JURISDICTION_POINTS, format!("办过 {at} 案件"), format!("has worked on {at} cases"))
        }),
        language.map(|code| reason(LANGUAGE_POINTS, format!("语言 {code}"), format!("language {code}"))),
        seat.map(|seat| reason(SEAT_POINTS, format!("席位 {seat}"), format!("seat {seat}"))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Room for more; or that the expert cannot be asked now, without saying why.
fn room(load: u8, draft: &ExpertDraft, available: bool) -> Option<Reason> {
    if !available {
        return Some(reason(ABSENT_POINTS, "现在不可请".into(), "not available now".into()));
    }
    let free = draft.load_max.saturating_sub(load);
    (free > 0).then(|| reason(LOAD_POINTS, format!("还可接 {free} 件"), format!("room for {free} more")))
}

/// What a credit list that names somebody counts for.
pub(super) fn listed(hit: &listing::Hit) -> Reason {
    let points = match hit.list {
        ListKind::Discredit => DISCREDIT_POINTS,
        ListKind::Incentive => INCENTIVE_POINTS,
    };
    let text = hit.say();
    reason(points, text.zh, text.en)
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
pub(super) fn language_of(st3: &str) -> Option<&'static str> {
    match st3 {
        "US" | "GB" | "CA" | "AU" | "SG" | "IN" | "EP" | "EM" | "UP" | "WO" => Some("en"),
        "DE" | "AT" => Some("de"),
        "CN" | "TW" => Some("zh"),
        "JP" => Some("ja"),
        "KR" => Some("ko"),
        "FR" => Some("fr"),
        "BR" => Some("pt"),
        "MX" | "ES" => Some("es"),
        "RU" => Some("ru"),
        _ => None,
    }
}

/// The parties and firms of the matter that the expert worked for or against, by this day's last five years.
pub fn conflicts_of(expert: &ExpertDraft, matter: &Matter, day: NaiveDate) -> Vec<String> {
    let meets = |known: &str| matter.parties().any(|party| meets(known, party));
    let told = expert.conflicts.iter().filter(|known| meets(known)).cloned();
    let dated = expert.engagements.iter().filter(|one| one.counts_on(day) && meets(&one.who));
    let dated = dated.map(|one| {
        let to = one.to.map_or_else(String::new, |to| to.to_string());
        format!("{} {}–{to}", one.who, one.from)
    });
    told.chain(dated).collect()
}

/// Do two names mean the same party? One may be the longer way to write the other.
pub(super) fn meets(known: &str, party: &str) -> bool {
    let (known, party) = (folded(known), folded(party));
    !known.is_empty() && !party.is_empty() && (party.contains(&known) || known.contains(&party))
}

/// A name without case, blanks and punctuation.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
