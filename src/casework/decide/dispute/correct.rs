//! Correcting a told fact: with the reason, and with every open deadline that rested on it shown as moved.

use super::{by_handler, not_closed};
use crate::calendar::Text;
use crate::casework::command::Command;
use crate::casework::decide::{Ground, deadline, required, wrong};
use crate::casework::dispute::guidance::ToldField;
use crate::casework::dispute::{Dispute, DisputeDraft, DisputeFact, GuidanceFact};
use crate::casework::refusal::Refusal;

/// The facts that follow from a correction.
pub fn correct(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    (field, value, reason): (ToldField, &str, &str),
) -> Result<Vec<DisputeFact>, Refusal> {
    not_closed(dispute)?;
    by_handler(dispute, &command.author)?;
    required("reason", reason)?;
    let (from, to) = (dispute.draft.get(field), value.trim().to_owned());
    if let Some(why) = DisputeDraft::unfit(field, &to) {
        return Err(wrong("value", &why.zh, &why.en));
    }
    let mut draft = dispute.draft.clone();
    draft.set(field, &to);
    if draft == dispute.draft {
        return Err(wrong("value", "与已记的相同", "that is what it says already"));
    }
    let why = Text::new(format!("{} {from} 改为 {to}", field.zh()), format!("{} {from} becomes {to}", field.en()));
    let corrected = GuidanceFact::Corrected { field, from, to, reason: reason.to_owned() };
    let mut facts = vec![DisputeFact::Guidance(corrected)];
    facts.extend(moved(ground, command, dispute, (field, &draft), &why));
    Ok(facts)
}

/// What the correction does to the deadlines.
fn moved(
    ground: Ground<'_>,
    command: &Command,
    dispute: &Dispute,
    (field, after): (ToldField, &DisputeDraft),
    why: &Text,
) -> Vec<DisputeFact> {
    let before = &dispute.draft;
    match field {
        ToldField::KnownOn => match (before.known_on, after.known_on) {
            (Some(from), Some(to)) => deadline::follow_all(ground, command, dispute, why, |question| {
                let rests_on_it = question.trigger == from && before.served_on != Some(from);
                question.trigger = to;
                rests_on_it
            }),
            (None, _) | (_, None) => Vec::new(),
        },
        ToldField::ServiceMethod => deadline::follow_all(ground, command, dispute, why, |question| {
            let rests_on_it = question.service.as_deref() == Some(before.service_method.as_str());
            question.service = Some(after.service_method.clone()).filter(|method| !method.is_empty());
            rests_on_it
        }),
        ToldField::ReplyDue => deadline::stated_moves(command, dispute, after, why),
        // Another forum has other rules: what its service starts is added; the old one is for the officer to end.
        ToldField::Kind | ToldField::Jurisdiction | ToldField::Forum => {
            deadline::started(ground, command, dispute, after).into_iter().collect()
        }
        ToldField::Enterprise
        | ToldField::Uscc
        | ToldField::Address
        | ToldField::Contact
        | ToldField::Role
        | ToldField::Docket
        | ToldField::Counterpart
        | ToldField::Counsel
        | ToldField::CounterpartCounsel
        | ToldField::Rights
        | ToldField::Products
        | ToldField::Amount
        | ToldField::State
        | ToldField::Request
        | ToldField::Consent => Vec::new(),
    }
}
