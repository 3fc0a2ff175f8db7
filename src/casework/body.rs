//! Arbitration and mediation bodies: what each offers, and which suits a dispute, with the reasons.

use super::agency::Agency;
use super::ids::RecordId;
use super::listing;
use super::matching::{Reason, language_of, listed};
use super::state::UnitState;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a body offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyTerms {
    /// The rules under which it hears cases.
    pub rules: Vec<String>,
    /// Countries in which it sits, ISO 3166 alpha-2.
    pub seats: Vec<String>,
    /// Languages in which it hears cases, ISO 639-1.
    pub languages: Vec<String>,
    /// What it costs, in words.
    pub fees: String,
}

/// One body for one dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyMatch {
    pub agency: RecordId,
    pub number: String,
    pub name_zh: String,
    pub name_en: String,
    pub terms: BodyTerms,
    /// Higher is better.
    pub score: i32,
    pub reasons: Vec<Reason>,
}

/// An award made elsewhere than at the seat is a matter of another law.
const SEAT_POINTS: i32 = 40;

/// A body that does not work in the language of the seat needs everything translated twice.
const LANGUAGE_POINTS: i32 = 30;

/// Published rules tell what will happen.
const RULES_POINTS: i32 = 5;

/// Known fees can be weighed.
const FEES_POINTS: i32 = 5;

/// Every body that has told what it offers, for proceedings seated in a country: the best first.
pub fn ranked(state: &UnitState, seat: &str, today: NaiveDate) -> Vec<BodyMatch> {
    let seat = seat.trim().to_uppercase();
    let mut matches: Vec<BodyMatch> =
        state.agencies.values().filter_map(|agency| one(state, agency, &seat, today)).collect();
    matches.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.number.cmp(&b.number)));
    matches
}

fn one(state: &UnitState, agency: &Agency, seat: &str, today: NaiveDate) -> Option<BodyMatch> {
    let terms = agency.body.clone()?;
    let mut reasons: Vec<Reason> = [
        Some(at_seat(&terms, seat)),
        in_language(&terms, seat),
        (!terms.rules.is_empty()).then(|| {
            let rules = terms.rules.join(", ");
            reason(RULES_POINTS, format!("规则 {rules}"), format!("rules: {rules}"))
        }),
        (!terms.fees.is_empty()).then(|| {
            let fees = &terms.fees;
            reason(FEES_POINTS, format!("费用 {fees}"), format!("fees: {fees}"))
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let names = [agency.draft.name_zh.as_str(), agency.draft.name_en.as_str()];
    reasons.extend(listing::hits(state, &names, today).iter().map(listed));
    Some(BodyMatch {
        agency: agency.id,
        number: agency.number.clone(),
        name_zh: agency.draft.name(true).to_owned(),
        name_en: agency.draft.name(false).to_owned(),
        score: reasons.iter().map(|reason| reason.points).sum(),
        terms,
        reasons,
    })
}

fn at_seat(terms: &BodyTerms, seat: &str) -> Reason {
    match terms.seats.iter().any(|one| one == seat) {
        true => reason(SEAT_POINTS, format!("设在 {seat}"), format!("sits in {seat}")),
        false => reason(0, format!("不设在 {seat}"), format!("does not sit in {seat}")),
    }
}

/// None when nobody here knows the language of the seat.
fn in_language(terms: &BodyTerms, seat: &str) -> Option<Reason> {
    let wanted = language_of(seat)?;
    Some(match terms.languages.iter().any(|one| one == wanted) {
        true => {
            reason(LANGUAGE_POINTS, format!("用仲裁地语言 {wanted}"), format!("works in {wanted}, as the seat does"))
        }
        false => reason(0, format!("不用仲裁地语言 {wanted}"), format!("does not work in {wanted}, as the seat does")),
    })
}

const fn reason(points: i32, zh: String, en: String) -> Reason {
    Reason { points, zh, en }
}
