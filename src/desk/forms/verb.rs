//! A verb of a record, begun: refused with the reason, done at once, asked, or given a form.

use std::rc::Rc;

use super::date;
use crate::boards::drafts::FormKey;
use crate::calendar::Text;
use crate::casework::actions::{Field as Wanted, FieldKind, Offer};
use crate::casework::fields::Fields;
use crate::casework::matching::Match;
use crate::casework::referral::ItemOutcome;
use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Deed, Notice, Step};
use crate::desk::many::Many;
use crate::desk::model::{Desk, Target};
use crate::desk::overlays::Overlay;
use crate::desk::overlays::asking::Asking;
use crate::desk::overlays::confirm::Confirm;
use crate::desk::overlays::form::{Choice, Field, Form, Label, Lack, Values};
use crate::wire::{Reply, Request, RuleRow};

/// Choices that only the daemon knows: rules, experts.
pub type Options = Vec<Choice>;

/// What has to be asked before the verb's form can be shown.
#[must_use]
pub fn wants(offer: &Offer, target: &Target) -> Option<Request> {
    let fields = offer.fields.iter().filter(|field| !is_preset(target, field));
    let requests = fields.filter_map(|field| match field.kind {
        FieldKind::Rule => Some(Request::Rules(Some(target.id))),
        FieldKind::Expert => Some(Request::Match(target.id)),
        FieldKind::Line
        | FieldKind::Text
        | FieldKind::Record
        | FieldKind::Date
        | FieldKind::Number
        | FieldKind::YesNo
        | FieldKind::Choice(_)
        | FieldKind::Outcomes => None,
    });
    { requests }.next()
}

/// What can be chosen from an answer; None when it is no such answer.
#[must_use]
pub fn options(desk: &Desk, reply: &Reply) -> Option<Options> {
    match reply {
        Reply::Rules(rules) => Some(rules.iter().map(|rule| rule_option(desk, rule)).collect()),
        Reply::Matches(matches) => Some(matches.iter().map(expert_option).collect()),
        _ => None,
    }
}

fn rule_option(desk: &Desk, rule: &RuleRow) -> Choice {
    let parts = [
        SafeText::from_outside(&rule.id),
        desk.say(&rule.trigger),
        desk.say(&rule.period),
        SafeText::from_outside(&rule.citation),
    ];
    Choice { code: rule.id.clone(), label: SafeText::join(&parts, "  ") }
}

fn expert_option(one: &Match) -> Choice {
    let label = format!("{} {}  {}", one.score, one.name, one.organisation);
    Choice { code: one.expert.to_string(), label: SafeText::from_outside(&label) }
}

/// What follows when a verb is begun.
#[must_use]
pub fn begin(desk: &Desk, (target, offer): (&Target, &Offer), options: &Options) -> Step {
    if let Some(refusal) = &offer.refusal {
        return Step::Say(Notice::refusal(SafeText::from_outside(&refusal.say(desk.zh()))));
    }
    let asked: Vec<&Wanted> = offer.fields.iter().filter(|field| !is_preset(target, field)).collect();
    let only_reason = asked.iter().all(|field| field.name == REASON);
    if Action::is_destructive(&offer.verb) && only_reason {
        return confirm(desk, target, offer, !asked.is_empty());
    }
    if !asked.is_empty() {
        return Step::Open(Box::new(Overlay::Form(form(desk, target, offer, options))));
    }
    let deed = Step::Do(Box::new(deed(target, offer, Fields::new())));
    // what one key takes back is done at once
    if offer.undoes { deed } else { ask(desk, target, offer, deed) }
}

/// The form of a verb for many records, or the question about them when it takes nothing; None: each needs its own.
#[must_use]
pub fn on_many(desk: &Desk, offer: &Offer, targets: Vec<Target>) -> Option<Step> {
    let alike = offer.fields.iter().all(|field| match field.kind {
        FieldKind::Line | FieldKind::Text | FieldKind::Date | FieldKind::YesNo | FieldKind::Choice(_) => true,
        FieldKind::Record | FieldKind::Rule | FieldKind::Expert | FieldKind::Number | FieldKind::Outcomes => false,
    });
    let first = Target { presets: Vec::new(), ..targets.first().cloned()? };
    if !alike {
        return None;
    }
    let many = Many { offer: offer.clone(), fields: Fields::new(), targets };
    if offer.fields.is_empty() {
        return Some(Step::Try(Box::new(many)));
    }
    let about = desk.look.lexicon.say("many-about", &[("count", many.targets.len().into())]);
    let fields = offer.fields.iter().flat_map(|field| fields_of(desk, &first, field, &Vec::new())).collect();
    let offer = offer.clone();
    // what was typed is found again as the draft of the first of them
    let key = FormKey::about(&offer.verb, first.id, &first.number);
    let (title, undoes) = (Label::Both(words(&offer)), offer.undoes);
    let make = move |values: &Values| {
        let fields = typed(values, offer.fields.iter(), 0)?;
        Ok(Step::Try(Box::new(Many { fields, ..many.clone() })))
    };
    Some(Step::Open(Box::new(Overlay::Form(Form::new((key, title, about), fields, Rc::new(make)).undone(undoes)))))
}

/// What was typed into these fields, or what is lacking.
fn typed<'a>(values: &Values, fields: impl Iterator<Item = &'a Wanted>, items: usize) -> Result<Fields, Vec<Lack>> {
    let (mut typed, mut lacks) = (Fields::new(), Vec::new());
    for field in fields {
        match value(values, field, items) {
            Ok(value) => _ = typed.insert(field.name.clone(), value),
            Err(lack) => lacks.push(lack),
        }
    }
    if lacks.is_empty() { Ok(typed) } else { Err(lacks) }
}

/// Where the cursor was, told apart by what it was on: several kinds of things are counted by a field of the same name.
pub const DEADLINE: &str = "no@deadline";
pub const PIECE: &str = "no@piece";
pub const PROCEEDING: &str = "no@proceeding";

/// Verbs that ask for the number of such a thing.
const NUMBERED: &[(&str, &[&str])] = &[
    (
        DEADLINE,
        &[
            "verify-deadline",
            "deadline-met",
            "recompute-deadline",
            "extend-deadline",
            "moot-deadline",
            "deadline-missed",
        ],
    ),
    (PIECE, &["withdraw-evidence"]),
    (PROCEEDING, &["move-proceeding", "link-proceedings", "validity-event"]),
];

/// The values that this verb may take from where the cursor was: never the number of another thing.
#[must_use]
pub fn presets_for(verb: &str, presets: Vec<(String, String)>) -> Vec<(String, String)> {
    let of = |name: &str| NUMBERED.iter().find(|(known, _)| *known == name).map(|(_, verbs)| verbs.contains(&verb));
    let kept = presets.into_iter().filter(|(name, _)| of(name).unwrap_or(true));
    kept.map(|(name, value)| (name.split('@').next().unwrap_or_default().to_owned(), value)).collect()
}

/// The field that the question before a destructive verb asks for itself.
const REASON: &str = "reason";

/// The field of a report that is one choice an item here.
const OUTCOMES: &str = "outcomes";

fn is_preset(target: &Target, field: &Wanted) -> bool {
    target.presets.iter().any(|(name, _)| *name == field.name)
}

fn deed(target: &Target, offer: &Offer, typed: Fields) -> Deed {
    let presets =
        target.presets.iter().filter(|(name, _)| offer.fields.iter().any(|field| field.name == *name)).cloned();
    let mut fields: Fields = presets.collect();
    fields.extend(typed);
    Deed::Verb { record: target.id, seen: target.version, verb: offer.verb.clone(), fields }
}

fn words(offer: &Offer) -> Text {
    Text { zh: offer.zh.clone(), en: offer.en.clone() }
}

fn ask(desk: &Desk, target: &Target, offer: &Offer, deed: Step) -> Step {
    let (verb, number) = (desk.say(&words(offer)), desk.number(&target.number));
    let question = desk.look.lexicon.say("ask-final", &[("verb", (&verb).into()), ("number", (&number).into())]);
    Step::Open(Box::new(Overlay::Asking(Asking::new(question, deed))))
}

fn confirm(desk: &Desk, target: &Target, offer: &Offer, with_reason: bool) -> Step {
    let lexicon = &desk.look.lexicon;
    let (verb, number) = (desk.say(&words(offer)), desk.number(&target.number));
    let title = lexicon.say("confirm-title", &[("verb", (&verb).into()), ("number", (&number).into())]);
    let consequences = ["happens", "not"].map(|what| {
        let own = format!("confirm-{}-{what}", offer.verb);
        lexicon.word(if lexicon.has(&own) { own } else { format!("confirm-final-{what}") }.as_str())
    });
    let (target, offer, name) = (target.clone(), offer.clone(), target.number.clone());
    let make = Rc::new(move |reason: &str| {
        let typed =
            if reason.is_empty() { Fields::new() } else { Fields::from([(REASON.to_owned(), reason.to_owned())]) };
        deed(&target, &offer, typed)
    });
    let question = Confirm::new(title, consequences.to_vec(), verb, make).with_proof(&name);
    let question = if with_reason { question.with_reason() } else { question };
    Step::Open(Box::new(Overlay::Confirm(question)))
}

fn form(desk: &Desk, target: &Target, offer: &Offer, options: &Options) -> Form {
    let asked = offer.fields.iter().filter(|field| !is_preset(target, field));
    let fields = asked.flat_map(|field| fields_of(desk, target, field, options)).collect();
    let (target, offer, undoes) = (target.clone(), offer.clone(), offer.undoes);
    let about = desk.number(&target.number);
    let title = Label::Both(words(&offer));
    // where the cursor was matters only to a verb that asks for it
    let presets = target.presets.iter().filter(|(name, _)| offer.fields.iter().any(|field| field.name == *name));
    let presets = presets.cloned().collect();
    let key = FormKey { presets, ..FormKey::about(&offer.verb, target.id, &target.number) };
    let make = move |values: &Values| {
        let asked = offer.fields.iter().filter(|field| !is_preset(&target, field));
        Ok(Step::Do(Box::new(deed(&target, &offer, typed(values, asked, target.items)?))))
    };
    Form::new((key, title, about), fields, Rc::new(make)).undone(undoes)
}

fn fields_of(desk: &Desk, target: &Target, field: &Wanted, options: &Options) -> Vec<Field> {
    let label = || Label::Both(Text { zh: field.zh.clone(), en: field.en.clone() });
    let made = match &field.kind {
        FieldKind::Line | FieldKind::Text | FieldKind::Number | FieldKind::Record => {
            Field::line(&field.name, label(), "")
        }
        FieldKind::Date => Field::line(&field.name, label(), &first_date(desk, field)),
        FieldKind::YesNo => {
            let word = |code: &str, id| Choice { code: code.to_owned(), label: desk.look.lexicon.word(id) };
            Field::choice(&field.name, label(), or_none(field, vec![word("yes", "yes"), word("no", "no")]))
        }
        FieldKind::Rule | FieldKind::Expert => Field::choice(&field.name, label(), options.clone()),
        FieldKind::Choice(words) => {
            let choice = |(code, zh, en): &(String, String, String)| Choice {
                code: code.clone(),
                label: desk.say(&Text { zh: zh.clone(), en: en.clone() }),
            };
            Field::choice(&field.name, label(), or_none(field, words.iter().map(choice).collect()))
        }
        FieldKind::Outcomes => return (1..=target.items).map(|item| outcome_field(desk, item)).collect(),
    };
    vec![if field.required { made.needed() } else { made }]
}

/// The options of a choice; where none has to be made, none is made before the officer does.
fn or_none(field: &Wanted, mut options: Vec<Choice>) -> Vec<Choice> {
    if !field.required {
        options.insert(0, Choice { code: String::new(), label: SafeText::word("-") });
    }
    options
}

/// A date that is needed begins as today: most are entered on their day.
fn first_date(desk: &Desk, field: &Wanted) -> String {
    if field.required { desk.today().to_string() } else { String::new() }
}

fn outcome_field(desk: &Desk, item: usize) -> Field {
    let words = ItemOutcome::ALL.iter().map(|one| (one.code(), one.word(desk.zh())));
    let label = Label::Both(Text { zh: format!("第 {item} 项"), en: format!("item {item}") });
    Field::choice(&format!("{OUTCOMES}-{item}"), label, super::vocabulary(words)).needed()
}

fn value(values: &Values, field: &Wanted, items: usize) -> Result<String, Lack> {
    if field.kind == FieldKind::Outcomes {
        let outcomes = (1..=items).map(|item| values.get(&format!("{OUTCOMES}-{item}")).to_owned());
        return Ok(outcomes.collect::<Vec<_>>().join("; "));
    }
    if field.kind == FieldKind::Date {
        date(values, &field.name)?;
    }
    let text = values.get(&field.name);
    if text.is_empty() && field.required { Err((field.name.clone(), "lack-empty")) } else { Ok(text.to_owned()) }
}
