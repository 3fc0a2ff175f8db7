//! Experts, agencies and who fits what, as JSON.

use super::unit_of;
use crate::boards::rows::{AgencyRow, ExpertRow};
use crate::casework::agency::Agency;
use crate::casework::expert::Expert;
use crate::casework::matching::Match;
use crate::casework::network::Center;
use serde_json::{Value, json};

/// An expert, whole.
pub fn expert(expert: &Expert) -> Value {
    let draft = &expert.draft;
    json!({
        "schema": "dutydesk/expert/1",
        "id": expert.number,
        "internal_id": expert.id,
        "unit": unit_of(&expert.number),
        "name": draft.name,
        "organisation": draft.organisation,
        "fields": draft.fields,
        "jurisdictions": draft.jurisdictions,
        "languages": draft.languages,
        "contact": draft.contact,
        "conflicts": draft.conflicts,
        "load": expert.working_on.len(),
        "load_max": draft.load_max,
        "leave_until": draft.leave_until,
        "version": expert.version,
    })
}

/// An expert as a row of the roster.
pub fn expert_row(row: &ExpertRow) -> Value {
    json!({
        "schema": "dutydesk/expert/1",
        "id": row.number,
        "internal_id": row.id,
        "unit": unit_of(&row.number),
        "name": row.name,
        "organisation": row.organisation,
        "fields": row.fields,
        "jurisdictions": row.jurisdictions,
        "languages": row.languages,
        "load": row.load.0,
        "load_max": row.load.1,
        "leave_until": row.leave_until,
        "version": row.version,
    })
}

/// An agency, whole.
pub fn agency(agency: &Agency) -> Value {
    let draft = &agency.draft;
    let liaisons = draft.liaisons.iter().map(|one| {
        json!({
            "name": one.name, "post": one.post, "phone": one.phone, "mail": one.mail, "deputy": one.deputy,
            "valid_from": one.valid_from, "valid_to": one.valid_to, "verified": one.verified,
        })
    });
    let former = agency.former.iter();
    let former =
        former.map(|one| json!({ "name_zh": one.name_zh, "name_en": one.name_en, "from": one.from, "to": one.to }));
    let center = agency.center.as_ref().map(center);
    json!({
        "schema": "dutydesk/agency/1",
        "id": agency.number,
        "internal_id": agency.id,
        "unit": unit_of(&agency.number),
        "code": draft.code,
        "name_zh": draft.name_zh,
        "name_en": draft.name_en,
        "kind": draft.kind.code(),
        "country": draft.country,
        "address": draft.address,
        "former_names": former.collect::<Vec<_>>(),
        "center": center,
        "liaisons": liaisons.collect::<Vec<_>>(),
        "version": agency.version,
    })
}

fn center(center: &Center) -> Value {
    json!({
        "tier": center.tier.code(),
        "parent": center.parent,
        "places": center.places,
        "forums": center.forums,
        "zone": center.zone,
        "calendar": center.calendar,
        "status": if center.suspended.is_some() { "suspended" } else { "active" },
        "suspended": center.suspended,
    })
}

/// An agency as a row.
pub fn agency_row(row: &AgencyRow) -> Value {
    json!({
        "schema": "dutydesk/agency/1",
        "id": row.number,
        "internal_id": row.id,
        "unit": unit_of(&row.number),
        "code": row.code,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "kind": row.kind.code(),
        "country": row.country,
        "liaison": row.liaison,
        "version": row.version,
    })
}

/// An expert for a dispute, with the reasons in the asked language.
pub fn matched(one: &Match, zh: bool) -> Value {
    let reasons = one
        .reasons
        .iter()
        .map(|reason| json!({ "points": reason.points, "text": if zh { &reason.zh } else { &reason.en } }));
    json!({
        "id": one.number,
        "internal_id": one.expert,
        "name": one.name,
        "organisation": one.organisation,
        "fields": one.fields,
        "languages": one.languages,
        "load": one.load.0,
        "load_max": one.load.1,
        "score": one.score,
        "reasons": reasons.collect::<Vec<_>>(),
        "conflicts": one.conflicts,
        "free_from": one.free_from,
    })
}
