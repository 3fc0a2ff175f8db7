//! A dispute referred: to whom, as what, which items, by when.

use std::rc::Rc;

use super::{date, vocabulary};
use crate::boards::drafts::FormKey;
use crate::casework::command::Act;
use crate::casework::ids::RecordId;
use crate::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use crate::casework::safe_text::SafeText;
use crate::desk::effect::{Deed, Step};
use crate::desk::model::{Desk, Target};
use crate::desk::overlays::Overlay;
use crate::desk::overlays::confirm::Confirm;
use crate::desk::overlays::form::{Choice, Field, Form, Label, Lack, Values};
use crate::wire::RecipientRow;

/// What drafts of this form go by.
pub const REFER: &str = "refer";

/// The form of a referral of this dispute to one of these recipients.
#[must_use]
pub fn form(desk: &Desk, dispute: &Target, recipients: &[RecipientRow]) -> Form {
    let options: Vec<(Choice, Recipient)> = recipients.iter().map(|row| option(desk, row)).collect();
    let choices = options.iter().map(|(choice, _)| choice.clone()).collect();
    let kinds = ReferralKind::ALL.iter().map(|kind| (kind.code(), kind.word(desk.zh())));
    let fields = vec![
        Field::choice("to", Label::Word("field-to"), choices).needed(),
        Field::choice("kind", Label::Word("field-referral-kind"), vocabulary(kinds)),
        Field::line("due", Label::Word("field-due"), ""),
        Field::line("item", Label::Word("field-item"), "").repeated(),
        Field::line("note", Label::Word("field-note"), ""),
    ];
    let (id, question) = (dispute.id, Question::of(desk, dispute));
    let made = move |values: &Values| {
        let draft = draft(values, id, &options)?;
        let moves = draft.kind.moves_the_case();
        let deed = Deed::Act(Box::new(Act::Submit(Box::new(draft))));
        Ok(if moves { question.ask(deed) } else { Step::Do(Box::new(deed)) })
    };
    let names = (FormKey::about(REFER, id, &dispute.number), Label::Word("form-refer"), desk.number(&dispute.number));
    Form::new(names, fields, Rc::new(made))
}

/// What is asked before a whole case is sent away: once accepted, nobody undoes it.
struct Question {
    title: SafeText,
    consequences: Vec<SafeText>,
    yes: SafeText,
    number: String,
}

impl Question {
    fn of(desk: &Desk, dispute: &Target) -> Self {
        let lexicon = &desk.look.lexicon;
        let (verb, number) = (lexicon.word("transfer"), desk.number(&dispute.number));
        let values = [("verb", (&verb).into()), ("number", (&number).into())];
        Question {
            title: lexicon.say("confirm-title", &values),
            consequences: vec![lexicon.word("confirm-transfer-happens"), lexicon.word("confirm-transfer-not")],
            yes: verb,
            number: dispute.number.clone(),
        }
    }

    fn ask(&self, deed: Deed) -> Step {
        let make = Rc::new(move |_: &str| deed.clone());
        let confirm = Confirm::new(self.title.clone(), self.consequences.clone(), self.yes.clone(), make);
        Step::Open(Box::new(Overlay::Confirm(confirm.with_proof(&self.number))))
    }
}

fn option(desk: &Desk, row: &RecipientRow) -> (Choice, Recipient) {
    match row {
        RecipientRow::Unit { card, .. } => {
            let label = desk
                .look
                .lexicon
                .say("recipient-desk", &[("name", (&SafeText::from_outside(card.name(desk.zh()))).into())]);
            (Choice { code: card.code.clone(), label }, Recipient::Unit(card.id))
        }
        RecipientRow::Agency(agency) => {
            let name = if desk.zh() || agency.name_en.is_empty() { &agency.name_zh } else { &agency.name_en };
            let (name, liaison) = (SafeText::from_outside(name), SafeText::from_outside(&agency.liaison));
            let label =
                desk.look.lexicon.say("recipient-proxy", &[("name", (&name).into()), ("liaison", (&liaison).into())]);
            (Choice { code: agency.code.clone(), label }, Recipient::Agency(agency.id))
        }
    }
}

fn draft(values: &Values, dispute: RecordId, options: &[(Choice, Recipient)]) -> Result<ReferralDraft, Vec<Lack>> {
    let mut lacks = Vec::new();
    let to = options.iter().find(|(choice, _)| choice.code == values.get("to")).map(|(_, to)| to.clone());
    if to.is_none() {
        lacks.push(("to".to_owned(), "lack-recipient"));
    }
    let due = date(values, "due").unwrap_or_else(|lack| {
        lacks.push(lack);
        None
    });
    let kind = ReferralKind::parse(values.get("kind")).unwrap_or(ReferralKind::Request);
    let items = values.all("item");
    if items.is_empty() && !kind.moves_the_case() {
        lacks.push(("item".to_owned(), "lack-item"));
    }
    if !items.is_empty() && kind.moves_the_case() {
        lacks.push(("item".to_owned(), "lack-no-items"));
    }
    match to {
        Some(to) if lacks.is_empty() => Ok(ReferralDraft {
            items,
            due,
            note: values.get("note").to_owned(),
            ..ReferralDraft::new(dispute, to, kind)
        }),
        Some(_) | None => Err(lacks),
    }
}
