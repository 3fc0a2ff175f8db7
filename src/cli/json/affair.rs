//! An affair, and the unit itself, as JSON.

use super::unit_of;
use crate::boards::views::{AffairView, UnitView};
use serde_json::{Value, json};

/// An affair, whole: what all kinds have, the rows of its page, and the record as it is kept.
pub fn affair(view: &AffairView, zh: bool) -> Value {
    let row = &view.row;
    let page = view.page.iter().map(|(label, text)| json!({ "label": label.pick(zh), "text": text.pick(zh) }));
    json!({
        "schema": "dutydesk/affair/1",
        "id": row.number,
        "internal_id": row.id,
        "unit": unit_of(&row.number),
        "kind": row.kind.code(),
        "title_zh": row.title.zh,
        "title_en": row.title.en,
        "state": row.state,
        "open": row.is_open,
        "due": row.due,
        "dispute": row.dispute,
        "page": page.collect::<Vec<_>>(),
        "record": view.file.affair,
        "version": row.version,
    })
}

/// The unit with who acts in it.
pub fn unit(view: &UnitView) -> Value {
    let card = &view.card;
    let posts = view.posts.iter().map(|(officer, post)| json!({ "officer": officer.name, "role": post.role.code() }));
    let shifts = view.rota.shifts.iter().map(|one| {
        json!({
            "no": one.no, "layer": one.layer, "officer": one.person.name,
            "from": one.from, "to": one.to, "instead_of": one.instead_of,
        })
    });
    let swaps = view.rota.swaps.iter().map(|one| {
        json!({
            "no": one.no, "gives": one.gives, "takes": one.takes,
            "by": one.by.name, "with": one.with.name, "state": one.state.code(),
        })
    });
    json!({
        "schema": "dutydesk/unit/1",
        "id": card.code,
        "internal_id": card.id.record(),
        "name_zh": card.name_zh,
        "name_en": card.name_en,
        "kind": card.kind.code(),
        "zone": card.zone,
        "calendar": card.calendar,
        "posts": posts.collect::<Vec<_>>(),
        "shifts": shifts.collect::<Vec<_>>(),
        "swaps": swaps.collect::<Vec<_>>(),
        "queue_lead": view.queue_lead.as_ref().map(|lead| &lead.name),
    })
}
