//! A dispute taken in by hand: over the telephone, or from an alert.

use std::rc::Rc;

use chrono::{DateTime, FixedOffset};

use super::{date, moment, vocabulary};
use crate::boards::drafts::FormKey;
use crate::casework::alert::AlertDraft;
use crate::casework::command::{Act, AlertAct};
use crate::casework::dispute::{DisputeDraft, Enterprise};
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::casework::words::{Channel, DisputeKind, Role, Tlp};
use crate::desk::effect::{Deed, Step};
use crate::desk::model::Desk;
use crate::desk::overlays::form::{Field, Form, Label, Lack, Values};

/// What drafts of these forms go by.
pub const PHONE: &str = "phone-intake";
pub const OF_ALERT: &str = "open-dispute";

/// The form of a telephone call.
#[must_use]
pub fn phone(desk: &Desk) -> Form {
    let at = desk.now;
    let made = move |values: &Values| {
        let draft = draft(values, Channel::Phone, "", at)?;
        Ok(Step::Do(Box::new(Deed::Act(Box::new(Act::Register(Box::new(draft)))))))
    };
    let names = (FormKey::new(PHONE), Label::Word("form-phone"), SafeText::EMPTY);
    Form::new(names, fields(desk, &Given::default()), Rc::new(made))
}

/// The form that makes a dispute of an alert, filled with what the alert says.
#[must_use]
pub fn of_alert(desk: &Desk, id: RecordId, number: &str, alert: &AlertDraft) -> Form {
    let given = Given {
        enterprise: alert.parties.iter().find(|name| !name.is_ascii()).cloned().unwrap_or_default(),
        counterpart: alert.parties.iter().find(|name| name.is_ascii()).cloned().unwrap_or_default(),
        jurisdiction: alert.jurisdiction.clone(),
        forum: alert.forum.clone(),
        docket: alert.docket.clone().unwrap_or_default(),
        products: alert.headline.clone(),
    };
    let (at, source) = (desk.now, alert.source.clone());
    let made = move |values: &Values| {
        let draft = draft(values, Channel::Feed, &source, at)?;
        let act = Act::Alert(id, AlertAct::OpenDispute(Box::new(draft)));
        Ok(Step::Do(Box::new(Deed::Act(Box::new(act)))))
    };
    let key = FormKey::about(OF_ALERT, id, number);
    let names = (key, Label::Word("form-of-alert"), desk.number(number));
    Form::new(names, fields(desk, &given), Rc::new(made))
}

/// What is known before the officer types.
#[derive(Default)]
struct Given {
    enterprise: String,
    counterpart: String,
    jurisdiction: String,
    forum: String,
    docket: String,
    products: String,
}

fn fields(desk: &Desk, given: &Given) -> Vec<Field> {
    let zh = desk.zh();
    let line = |id: &'static str, label: &'static str, value: &str| Field::line(id, Label::Word(label), value);
    vec![
        line("enterprise", "field-enterprise", &given.enterprise).needed(),
        line("uscc", "field-uscc", ""),
        line("contact", "field-contact", ""),
        line("call_back", "field-call-back", ""),
        Field::choice(
            "role",
            Label::Word("field-role"),
            vocabulary(Role::ALL.iter().map(|one| (one.code(), one.word(zh)))),
        ),
        Field::choice(
            "kind",
            Label::Word("field-kind"),
            vocabulary(DisputeKind::ALL.iter().map(|one| (one.code(), one.word(zh)))),
        ),
        line("jurisdiction", "field-jurisdiction", &given.jurisdiction).needed(),
        line("forum", "field-forum", &given.forum).needed(),
        line("docket", "field-docket", &given.docket),
        line("counterpart", "field-counterpart", &given.counterpart),
        line("rights", "field-rights", ""),
        line("products", "field-products", &given.products),
        line("served", "field-served", ""),
        line("service", "field-service", ""),
        line("reply_due", "field-reply-due", ""),
        line("request", "field-request", ""),
        Field::choice(
            "tlp",
            Label::Word("field-tlp"),
            vocabulary(Tlp::ALL.iter().map(|one| (one.code(), one.word(zh)))),
        )
        .on(Tlp::Amber.code()),
    ]
}

fn draft(
    values: &Values,
    channel: Channel,
    source: &str,
    at: DateTime<FixedOffset>,
) -> Result<DisputeDraft, Vec<Lack>> {
    let mut lacks: Vec<Lack> = ["enterprise", "jurisdiction", "forum"]
        .into_iter()
        .filter(|id| values.get(id).is_empty())
        .map(|id| (id.to_owned(), "lack-empty"))
        .collect();
    let mut day = |id| {
        date(values, id).unwrap_or_else(|lack| {
            lacks.push(lack);
            None
        })
    };
    let (served_on, reply_due) = (day("served"), day("reply_due"));
    let call_back = moment(values, "call_back", at).map_err(|lack| lacks.push(lack)).unwrap_or_default();
    if !lacks.is_empty() {
        return Err(lacks);
    }
    let text = |id: &str| values.get(id).to_owned();
    let filled = |id: &str| Some(text(id)).filter(|text| !text.is_empty());
    Ok(DisputeDraft {
        received_at: at,
        channel,
        source: source.to_owned(),
        enterprise: Enterprise {
            name: text("enterprise"),
            uscc: filled("uscc"),
            contact: text("contact"),
            call_back,
            ..Enterprise::default()
        },
        // a choice always holds one of its own codes
        role: Role::parse(values.get("role")).unwrap_or(Role::Respondent),
        kind: DisputeKind::parse(values.get("kind")).unwrap_or(DisputeKind::Other),
        jurisdiction: text("jurisdiction").to_uppercase(),
        forum: text("forum"),
        docket: filled("docket"),
        counterpart: text("counterpart"),
        counterpart_counsel: String::new(),
        rights: filled("rights").into_iter().collect(),
        products: text("products"),
        amount: None,
        known_on: None,
        served_on,
        service_method: text("service"),
        reply_due,
        state: String::new(),
        counsel: String::new(),
        request: text("request"),
        consent_to_share: None,
        material_abroad: None,
        secrecy: Tlp::parse(values.get("tlp")).unwrap_or(Tlp::Amber),
    })
}
