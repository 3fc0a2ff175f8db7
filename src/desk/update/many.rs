//! A verb on the marked records: offered by the first, typed once, tried on all, asked about, done in one transaction.

use std::rc::Rc;

use crate::casework::actions::VerbOf;
use crate::casework::ids::CommandId;
use crate::casework::refusal::Refusal;
use crate::casework::safe_text::SafeText;
use crate::desk::effect::{Deed, Effect, Notice, Step, Ticket, Turn};
use crate::desk::forms::verb;
use crate::desk::many::Many;
use crate::desk::model::{Model, Target};
use crate::desk::overlays::Overlay;
use crate::desk::overlays::confirm::Confirm;
use crate::wire::{Changed, Reply, Request, VerbOn};

use super::{link, steps};

/// So many are named in a question; the rest are counted.
const NAMED: usize = 5;

/// More than this is done only after their number was typed.
const COUNT_ABOVE: usize = 20;

/// A verb begins by asking the first record what it takes.
pub(super) fn begin(model: &mut Model, verb: String, targets: Vec<Target>) -> Vec<Effect> {
    let Some(first) = targets.first() else { return steps::say(model, "nothing-here") };
    let ask = Box::new(Request::Actions(first.id));
    vec![Effect::Ask(Ticket::OffersOfMany(verb, targets), ask)]
}

/// It is known what the verb takes: typed once, for all.
pub(super) fn offered(model: &mut Model, name: &str, targets: Vec<Target>, reply: &Reply) -> Vec<Effect> {
    let Reply::Actions(offers) = reply else { return link::otherwise(model, reply) };
    let Some(offer) = offers.iter().find(|offer| offer.verb == name) else {
        return steps::say(model, "verb-not-here");
    };
    match verb::on_many(&model.desk, offer, targets) {
        Some(step) => steps::take(model, vec![step]),
        None => steps::say(model, "many-one-by-one"),
    }
}

/// What would become of each; nothing is written.
pub(super) fn attempt(many: Box<Many>) -> Vec<Effect> {
    let each = many.each().into_iter().map(|of| VerbOn { command: CommandId(of.record.0), of }).collect();
    vec![Effect::Ask(Ticket::Tried(many), Box::new(Request::DoMany { each, dry_run: true }))]
}

/// It is known what would become of each: the question says whom it concerns and whom it leaves out, and why.
pub(super) fn tried(model: &mut Model, many: &Many, reply: &Reply) -> Vec<Effect> {
    let Reply::Many(outcomes) = reply else { return link::otherwise(model, reply) };
    let mut able: Vec<(VerbOf, SafeText)> = Vec::new();
    let mut out: Vec<(SafeText, &Refusal)> = Vec::new();
    for ((of, target), outcome) in many.each().into_iter().zip(&many.targets).zip(outcomes) {
        let number = model.desk.number(&target.number);
        match outcome {
            Ok(_) => able.push((of, number)),
            Err(refusal) => out.push((number, refusal)),
        }
    }
    if let (true, Some((number, refusal))) = (able.is_empty(), out.first()) {
        let said = SafeText::from_outside(&refusal.say(model.desk.zh()));
        let count = ("count", out.len().into());
        let text = [count, ("number", number.into()), ("why", (&said).into())];
        model.notice = Some(Notice::refusal(model.desk.look.lexicon.say("many-none", &text)));
        return Vec::new();
    }
    let question = question(model, many, able, &out);
    steps::take(model, vec![Step::Open(Box::new(Overlay::Confirm(question)))])
}

fn question(model: &Model, many: &Many, able: Vec<(VerbOf, SafeText)>, out: &[(SafeText, &Refusal)]) -> Confirm {
    let (lexicon, desk) = (&model.desk.look.lexicon, &model.desk);
    let verb = desk.word_of_offer(&many.offer);
    let (count, left) = (able.len(), out.len());
    let title = lexicon.say("many-title", &[("verb", (&verb).into()), ("count", count.into())]);
    let named = SafeText::join(able.iter().take(NAMED).map(|(_, number)| number).collect::<Vec<_>>(), ", ");
    let more = |of: usize| of.saturating_sub(NAMED);
    let counts = [("count", count.into()), ("out", left.into())];
    let mut lines = vec![lexicon.say("many-counts", &counts), and_more(model, named, more(count))];
    for (number, refusal) in out.iter().take(NAMED) {
        let why = SafeText::from_outside(&refusal.say(desk.zh()));
        lines.push(lexicon.say("many-out", &[("number", number.into()), ("why", (&why).into())]));
    }
    if more(left) > 0 {
        lines.push(and_more(model, SafeText::EMPTY, more(left)));
    }
    lines.push(lexicon.word(if many.offer.undoes { "many-undoes" } else { "form-lasts" }));
    let yes = lexicon.say("many-yes", &[("verb", (&verb).into()), ("count", count.into())]);
    let each: Vec<VerbOf> = able.into_iter().map(|(of, _)| of).collect();
    let question = Confirm::new(title, lines, yes, Rc::new(move |_| Deed::Many(each.clone())));
    if count > COUNT_ABOVE { question.with_proof(&count.to_string()) } else { question }
}

fn and_more(model: &Model, named: SafeText, more: usize) -> SafeText {
    if more == 0 {
        return named;
    }
    let more = model.desk.look.lexicon.say("many-more", &[("count", more.into())]);
    SafeText::join([Some(named).filter(|named| !named.is_empty()), Some(more)].iter().flatten(), "  ")
}

/// What became of a change, of one record or of many.
pub(super) struct Outcome {
    /// The records that it made or changed.
    pub numbers: Vec<String>,
    /// What takes it back.
    pub undo: Vec<VerbOf>,
    /// How many were left as they were, and why the first was.
    pub refused: Option<(usize, Refusal)>,
}

impl Outcome {
    /// None: it was refused altogether, or is no answer to a change.
    pub fn of(reply: &Reply) -> Option<Self> {
        match reply {
            Reply::Changed(changed) => Some(Self::of_changed(changed.iter(), None)),
            Reply::Many(outcomes) => {
                let changed = outcomes.iter().flatten().flatten();
                let mut refused = outcomes.iter().filter_map(|one| one.as_ref().err());
                let first = refused.next().cloned();
                Some(Self::of_changed(changed, first.map(|first| (refused.count() + 1, first))))
            }
            _ => None,
        }
    }

    fn of_changed<'a>(changed: impl Iterator<Item = &'a Changed> + Clone, refused: Option<(usize, Refusal)>) -> Self {
        let undo = changed.clone().filter_map(|one| one.undo.as_deref()).cloned().collect();
        Self { numbers: changed.map(|one| one.number.clone()).collect(), undo, refused }
    }

    /// What was done, in one line.
    pub fn words(&self, model: &Model, what: &SafeText, turn: Turn) -> SafeText {
        let (lexicon, desk) = (&model.desk.look.lexicon, &model.desk);
        let named: Vec<SafeText> = self.numbers.iter().take(NAMED).map(|number| desk.number(number)).collect();
        let more = self.numbers.len().saturating_sub(NAMED);
        let numbers = and_more(model, SafeText::join(&named, ", "), more);
        let id = match turn {
            Turn::Forth => "done",
            Turn::Undo => "undone",
            Turn::Redo => "redone",
        };
        let said = lexicon.say(id, &[("what", what.into()), ("numbers", (&numbers).into())]);
        let left = self.refused.as_ref().map(|(count, why)| {
            let why = SafeText::from_outside(&why.say(desk.zh()));
            lexicon.say("many-left", &[("count", (*count).into()), ("why", (&why).into())])
        });
        SafeText::join([Some(said), left].iter().flatten(), "  ")
    }
}
