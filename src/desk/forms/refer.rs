//! A dispute referred: first as what kind, then to whom, which items, by when, and what the kind asks for.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::date;
use crate::boards::drafts::FormKey;
use crate::casework::command::Act;
use crate::casework::ids::RecordId;
use crate::casework::kinds::{KindField, KindRule, Shape};
use crate::casework::referral::{Matter, Recipient, ReferralDraft, ReferralKind};
use crate::casework::safe_text::SafeText;
use crate::desk::effect::{Deed, Step};
use crate::desk::model::{Desk, Target};
use crate::desk::overlays::Overlay;
use crate::desk::overlays::confirm::Confirm;
use crate::desk::overlays::form::{Choice, Field, Form, Label, Lack, Values};
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::Strip;
use crate::wire::RecipientRow;

/// What drafts of this form go by.
pub const REFER: &str = "refer";

/// The preset that says as what kind.
pub const KIND: &str = "kind";

/// Fields of the form that are one of what the kind asks to go with it, counted from 1.
const ENCLOSED: &str = "enclosed-";

/// Fields of the form that the kind asks for.
const PARTICULAR: &str = "with-";

/// What is referred as: one of the four words, or a kind of the rules that goes out as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    pub sent_as: ReferralKind,
    pub rule: Option<Rc<KindRule>>,
}

impl Kind {
    /// All there are: the four words, then the kinds of the rules in force.
    pub fn all(desk: &Desk) -> impl Iterator<Item = Kind> {
        let words = ReferralKind::ALL.iter().map(|sent_as| Kind { sent_as: *sent_as, rule: None });
        let rules = desk.me.iter().flat_map(|me| &me.kinds);
        words.chain(rules.map(|rule| Kind { sent_as: rule.sent_as, rule: Some(Rc::new(rule.clone())) }))
    }

    /// The kind with this id.
    #[must_use]
    pub fn of(desk: &Desk, id: &str) -> Option<Kind> {
        Self::all(desk).find(|kind| kind.id() == id)
    }

    /// Its id: of the word, or of the rule.
    #[must_use]
    pub fn id(&self) -> &str {
        self.rule.as_ref().map_or(self.sent_as.code(), |rule| rule.id.as_str())
    }

    /// What officers call it.
    #[must_use]
    pub fn name(&self, desk: &Desk) -> SafeText {
        match &self.rule {
            Some(rule) => desk.say(&rule.words),
            None => desk.word_of(self.sent_as.zh(), self.sent_as.en()),
        }
    }

    /// What it takes, in one line: whether the case moves, who approves, how many must handle it, what goes with it.
    #[must_use]
    pub fn takes(&self, desk: &Desk) -> SafeText {
        let lexicon = &desk.look.lexicon;
        let moves = lexicon.word(if self.sent_as.moves_the_case() { "refer-moves" } else { "refer-moves-not" });
        let Some(rule) = &self.rule else { return moves };
        let approver = desk.word_of(rule.approver.zh(), rule.approver.en());
        let words = [
            ("approver", (&approver).into()),
            ("officers", i64::from(rule.officers_min).into()),
            ("evidence", rule.evidence.len().into()),
            ("clocks", rule.clocks.len().into()),
        ];
        SafeText::join([&moves, &lexicon.say("refer-takes", &words)], "  ")
    }
}

/// The form of a referral of this dispute, as the kind among its presets, to one of these recipients.
#[must_use]
pub fn form(desk: &Desk, dispute: &Target, recipients: &[RecipientRow]) -> Form {
    let kind = dispute.presets.iter().find(|(name, _)| name == KIND).and_then(|(_, id)| Kind::of(desk, id));
    let kind = kind.unwrap_or(Kind { sent_as: ReferralKind::Request, rule: None });
    let options: Vec<(Choice, Recipient)> = recipients.iter().map(|row| option(desk, row)).collect();
    let choices = options.iter().map(|(choice, _)| choice.clone()).collect();
    let mut fields = vec![Field::choice("to", Label::Word("field-to"), choices).needed()];
    fields.extend(kind.rule.iter().flat_map(|rule| rule.fields.iter()).map(|field| of_kind(desk, field)));
    fields.extend(kind.rule.iter().flat_map(|rule| enclosed(desk, rule)));
    fields.push(Field::line("due", Label::Word("field-due"), ""));
    if !kind.sent_as.moves_the_case() {
        fields.push(Field::line("item", Label::Word("field-item"), "").repeated());
    }
    fields.push(Field::line("note", Label::Word("field-note"), ""));
    if kind.rule.as_ref().is_some_and(|rule| !rule.clocks.is_empty()) {
        fields.push(Field::line("late", Label::Word("field-late-reason"), ""));
    }
    let (id, question, asked) = (dispute.id, Question::of(desk, dispute), kind.clone());
    let made = move |values: &Values| {
        let draft = draft(values, (id, &asked), &options)?;
        let moves = draft.kind.moves_the_case();
        let deed = Deed::Act(Box::new(Act::Submit(Box::new(draft))));
        Ok(if moves { question.ask(deed) } else { Step::Do(Box::new(deed)) })
    };
    let presets = vec![(KIND.to_owned(), kind.id().to_owned())];
    let key = FormKey { presets, ..FormKey::about(REFER, id, &dispute.number) };
    let about = SafeText::join([&kind.name(desk), &desk.number(&dispute.number)], " ");
    Form::new((key, Label::Word("form-refer"), about), fields, Rc::new(made)).saying(preamble(desk, &kind)).undone(true)
}

/// What the kind takes, before anything is typed.
fn preamble(desk: &Desk, kind: &Kind) -> Vec<Strip> {
    let mut lines = vec![Strip::of(Role::Muted, kind.takes(desk))];
    let Some(rule) = &kind.rule else { return lines };
    let lexicon = &desk.look.lexicon;
    let clocks: Vec<SafeText> = rule.clocks.iter().map(|clock| desk.say(&clock.words)).collect();
    if !clocks.is_empty() {
        let clocks = SafeText::join(&clocks, ", ");
        lines.push(Strip::of(Role::Muted, lexicon.say("refer-clocks", &[("clocks", (&clocks).into())])));
    }
    let letter = SafeText::from_outside(&format!("{}  {}", rule.template, rule.basis));
    lines.push(Strip::of(Role::Muted, lexicon.say("refer-letter", &[("letter", (&letter).into())])));
    lines
}

/// A field that the kind asks for.
fn of_kind(desk: &Desk, field: &KindField) -> Field {
    let (id, label) = (format!("{PARTICULAR}{}", field.id), Label::Both(field.words.clone()));
    let made = match field.shape {
        Shape::Choice => {
            let choice = |one: &crate::calendar::Text| Choice { code: one.zh.clone(), label: desk.say(one) };
            Field::choice(&id, label, field.of.iter().map(choice).collect())
        }
        Shape::Text | Shape::Date | Shape::Names | Shape::Hs => Field::line(&id, label, ""),
    };
    if field.required { made.needed() } else { made }
}

/// One question for each thing that has to go with it.
fn enclosed<'a>(desk: &'a Desk, rule: &'a KindRule) -> impl Iterator<Item = Field> + 'a {
    (1..).zip(&rule.evidence).map(|(no, what)| {
        let word = |code: &str, id| Choice { code: code.to_owned(), label: desk.look.lexicon.word(id) };
        let options = vec![word("no", "refer-not-enclosed"), word("yes", "refer-enclosed")];
        Field::choice(&format!("{ENCLOSED}{no}"), Label::Both(what.clone()), options)
    })
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

fn draft(
    values: &Values,
    (dispute, kind): (RecordId, &Kind),
    options: &[(Choice, Recipient)],
) -> Result<ReferralDraft, Vec<Lack>> {
    let mut lacks = Vec::new();
    let to = options.iter().find(|(choice, _)| choice.code == values.get("to")).map(|(_, to)| to.clone());
    if to.is_none() {
        lacks.push(("to".to_owned(), "lack-recipient"));
    }
    let due = date(values, "due").unwrap_or_else(|lack| {
        lacks.push(lack);
        None
    });
    let items = values.all("item");
    if items.is_empty() && !kind.sent_as.moves_the_case() {
        lacks.push(("item".to_owned(), "lack-item"));
    }
    let matter = matter(values, kind, &mut lacks);
    match to {
        Some(to) if lacks.is_empty() => Ok(ReferralDraft {
            items,
            due,
            note: values.get("note").to_owned(),
            matter,
            ..ReferralDraft::new(dispute, to, kind.sent_as)
        }),
        Some(_) | None => Err(lacks),
    }
}

/// What the kind asks for, as typed.
fn matter(values: &Values, kind: &Kind, lacks: &mut Vec<Lack>) -> Matter {
    let Some(rule) = &kind.rule else { return Matter::default() };
    let mut particulars = BTreeMap::new();
    for field in &rule.fields {
        let id = format!("{PARTICULAR}{}", field.id);
        let value = values.get(&id);
        if value.is_empty() {
            if field.required {
                lacks.push((id, "lack-empty"));
            }
            continue;
        }
        if field.shape == Shape::Date
            && let Err(lack) = date(values, &id)
        {
            lacks.push(lack);
        }
        particulars.insert(field.id.clone(), value.to_owned());
    }
    let places = 1..=rule.evidence.len();
    let enclosed = places.filter(|no| values.get(&format!("{ENCLOSED}{no}")) == "yes").map(|no| no.to_string());
    Matter {
        immediate: false,
        kind: Some(rule.id.clone()),
        enclosed: enclosed.collect(),
        particulars,
        late_reason: values.get("late").to_owned(),
        own_rule: None,
    }
}
