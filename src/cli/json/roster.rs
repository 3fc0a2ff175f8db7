//! Experts, agencies and who fits what, as JSON.

use super::unit_of;
use crate::boards::rows::{AgencyRow, ExpertRow};
use crate::casework::agency::Agency;
use crate::casework::body::{BodyMatch, BodyTerms};
use crate::casework::expert::Expert;
use crate::casework::matching::Match;
use crate::casework::network::Center;
use serde_json::{Value, json};

/// An expert, whole.
pub fn expert(expert: &Expert) -> Value {
    let draft = &expert.draft;
    let whole = json!({
        "contact": draft.contact,
        "conflicts": draft.conflicts,
        "engagements": draft.engagements.iter().map(|one| json!({
            "who": one.who, "role": one.role.code(), "from": one.from, "to": one.to,
        })).collect::<Vec<_>>(),
        "undertaking": draft.undertaking.as_ref().map(|one| json!({
            "version": one.version, "level": one.level.label(), "until": one.until,
        })),
        "assignments": expert.assignments.iter().map(|one| json!({
            "enterprise": one.enterprise,
            "from": one.from,
            "last": one.ended.as_ref().map(|(last, _)| last),
            "reason": one.ended.as_ref().map(|(_, reason)| reason),
        })).collect::<Vec<_>>(),
        "visits": expert.visits.iter().map(|one| json!({
            "enterprise": one.enterprise, "on": one.on, "text": one.text,
        })).collect::<Vec<_>>(),
    });
    // The daemon has left sealed work out of what it shows.
    let load = u8::try_from(expert.working_on.len()).unwrap_or(u8::MAX);
    super::with(expert_row(&ExpertRow::with_load(expert, load)), whole)
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
        "role": row.role.code(),
        "fields": row.fields,
        "jurisdictions": row.jurisdictions,
        "languages": row.languages,
        "seats": row.seats,
        "home": row.home,
        "lendable": row.lendable,
        "load": row.load.0,
        "load_max": row.load.1,
        "leave_from": row.leave_from,
        "leave_until": row.leave_until,
        "slots": row.slots.iter().map(|one| json!({ "from": one.from, "to": one.to })).collect::<Vec<_>>(),
        "certificate_until": row.certificate_until,
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
        "body": agency.body.as_ref().map(terms),
        "version": agency.version,
    })
}

fn terms(body: &BodyTerms) -> Value {
    json!({ "rules": body.rules, "seats": body.seats, "languages": body.languages, "fees": body.fees })
}

/// A body that may hear a dispute, with the reasons.
pub fn body(one: &BodyMatch, zh: bool) -> Value {
    let reasons = one.reasons.iter();
    let reasons = reasons.map(|one| json!({ "points": one.points, "text": if zh { &one.zh } else { &one.en } }));
    json!({
        "id": one.number,
        "internal_id": one.agency,
        "name_zh": one.name_zh,
        "name_en": one.name_en,
        "terms": terms(&one.terms),
        "score": one.score,
        "reasons": reasons.collect::<Vec<_>>(),
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
        "available": one.available,
        "free_from": one.free_from,
    })
}
