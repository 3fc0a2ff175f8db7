//! Lists to pick from: commands with their keys from the live keymap, posts, and what was found.

use super::action::Action;
use super::drafts::Drafts;
use super::forms::{intake, refer};
use super::keymap::{Scope, chord_text};
use super::model::{Desk, Place, Target};
use super::overlays::picker::{Item, Pick, Picker};
use super::screens::Shape;
use super::theme::Role;
use super::widgets::canvas::Strip;
use super::widgets::marks;
use crate::boards::drafts::Draft;
use crate::calendar::Text;
use crate::casework::actions::Offer;
use crate::casework::ids::PostId;
use crate::casework::safe_text::SafeText;
use crate::wire::Hit;

/// Cells of the key column.
const KEY_CELLS: u16 = 9;

/// Every command that holds here. `offers` are the verbs of the record under the cursor, once known.
#[must_use]
pub fn commands(desk: &Desk, (chain, shape): (&[Scope], &dyn Shape), offers: Option<&[Offer]>) -> Picker {
    let lexicon = &desk.look.lexicon;
    Picker::new(lexicon.word("palette-title"), command_items(desk, (chain, shape), offers))
        .noting(lexicon.word("palette-note"))
}

/// The items of the command list.
#[must_use]
pub fn command_items(desk: &Desk, (chain, shape): (&[Scope], &dyn Shape), offers: Option<&[Offer]>) -> Vec<Item> {
    let language = desk.look.lexicon.language();
    let item = |binding: &super::keymap::Binding| {
        let keys = SafeText::from_outside(&chord_text(&binding.on));
        let word = SafeText::word(binding.run.word(language));
        Item {
            strip: Strip::of(Role::Key, keys)
                .cut(KEY_CELLS, &desk.look)
                .and(Strip::of(Role::Text, word).cut(20, &desk.look))
                .then(Role::Muted, SafeText::word(binding.run.id())),
            words: words_of(binding.run),
            pick: Pick::Run(binding.run),
            why_not: offers.and_then(|offers| why_not(desk, shape.verb(binding.run)?, offers)),
        }
    };
    desk.keymap.within(chain).map(item).collect()
}

fn words_of(action: Action) -> String {
    use super::lexicon::Language;
    format!("{} {} {}", action.id(), action.word(Language::Zh), action.word(Language::En)).to_lowercase()
}

/// Why a verb is not possible now; None: it is.
#[must_use]
pub fn why_not(desk: &Desk, verb: &str, offers: &[Offer]) -> Option<SafeText> {
    let offer = offers.iter().find(|offer| offer.verb == verb);
    match offer.map(|offer| &offer.refusal) {
        Some(Some(refusal)) => Some(SafeText::from_outside(&refusal.say(desk.zh()))),
        Some(None) => None,
        None => Some(desk.look.lexicon.word("verb-not-here")),
    }
}

/// Everything that can be done with a record: what is possible first, then the rest with the reason. Verbs with a key
/// show it.
#[must_use]
pub fn verbs(desk: &Desk, shape: &dyn Shape, target: &Target, offers: &[Offer]) -> Picker {
    let lexicon = &desk.look.lexicon;
    let key_of = |verb: &str| {
        let bound = desk.keymap.within(shape.chain()).find(|binding| shape.verb(binding.run) == Some(verb));
        SafeText::from_outside(&bound.map_or_else(String::new, |binding| chord_text(&binding.on)))
    };
    let item = |offer: &Offer| Item {
        words: format!("{} {} {}", offer.verb, offer.zh, offer.en).to_lowercase(),
        strip: Strip::of(Role::Key, key_of(&offer.verb))
            .cut(KEY_CELLS, &desk.look)
            .and(Strip::of(Role::Text, desk.say(&Text::new(&offer.zh, &offer.en))).cut(30, &desk.look))
            .then(Role::Muted, lexicon.word(if offer.final_ { "verb-final" } else { "verb-plain" })),
        pick: Pick::Verb(offer.verb.clone(), Box::new(target.clone())),
        why_not: offer.refusal.as_ref().map(|refusal| SafeText::from_outside(&refusal.say(desk.zh()))),
    };
    let (possible, not): (Vec<&Offer>, Vec<&Offer>) = offers.iter().partition(|offer| offer.refusal.is_none());
    let title = lexicon.say("verbs-title", &[("number", (&desk.number(&target.number)).into())]);
    Picker::new(title, possible.into_iter().chain(not).map(item).collect()).noting(lexicon.word("palette-note"))
}

/// As what a dispute may be referred: the four words and the kinds of the rules, each with what it takes.
#[must_use]
pub fn kinds(desk: &Desk, dispute: &Target) -> Picker {
    let lexicon = &desk.look.lexicon;
    let item = |kind: refer::Kind| {
        let mut target = dispute.clone();
        target.presets.push((refer::KIND.to_owned(), kind.id().to_owned()));
        let words = kind
            .rule
            .as_ref()
            .map_or_else(|| Text::new(kind.sent_as.zh(), kind.sent_as.en()), |rule| rule.words.clone());
        Item {
            words: format!("{} {} {}", kind.id(), words.zh, words.en).to_lowercase(),
            strip: Strip::of(Role::Strong, kind.name(desk)).cut(42, &desk.look).then(Role::Muted, kind.takes(desk)),
            pick: Pick::Verb(refer::REFER.to_owned(), Box::new(target)),
            why_not: None,
        }
    };
    let title = lexicon.say("refer-kinds", &[("number", (&desk.number(&dispute.number)).into())]);
    Picker::new(title, refer::Kind::all(desk).map(item).collect()).noting(lexicon.word("refer-kinds-note"))
}

/// The posts this account may act for.
#[must_use]
pub fn posts(desk: &Desk) -> Picker {
    let items = desk
        .me
        .as_ref()
        .map_or_else(Vec::new, |me| me.posts.iter().filter_map(|post| post_item(desk, post.id)).collect());
    Picker::new(desk.look.lexicon.word("posts-title"), items)
}

fn post_item(desk: &Desk, id: PostId) -> Option<Item> {
    let me = desk.me.as_ref()?;
    let post = me.posts.iter().find(|post| post.id == id)?;
    let officer = me.officers.iter().find(|officer| officer.id == post.officer)?;
    let unit = me.units.iter().find(|unit| unit.id == post.unit)?;
    let name = SafeText::from_outside(&officer.name);
    let unit_name = SafeText::from_outside(unit.name(desk.zh()));
    Some(Item {
        words: format!(
            "{} {} {} {} {} {}",
            officer.name,
            unit.name_zh,
            unit.name_en,
            unit.code,
            post.role.zh(),
            post.role.en()
        )
        .to_lowercase(),
        strip: Strip::of(Role::Strong, name)
            .cut(16, &desk.look)
            .and(Strip::of(Role::Text, unit_name).cut(36, &desk.look))
            .then(Role::Muted, desk.word_of(post.role.zh(), post.role.en())),
        pick: Pick::ActAs(id),
        why_not: (me.post == Some(id)).then(|| desk.look.lexicon.word("post-current")),
    })
}

/// What was typed and not sent, the last first.
#[must_use]
pub fn drafts(desk: &Desk, drafts: &Drafts) -> Picker {
    let lexicon = &desk.look.lexicon;
    let items = drafts.listed().into_iter().map(|draft| draft_item(desk, draft)).collect();
    Picker::new(lexicon.word("drafts-title"), items).noting(lexicon.word("drafts-note"))
}

fn draft_item(desk: &Desk, draft: &Draft) -> Item {
    let (verb, number) = (verb_word(desk, &draft.form.verb), desk.number(&draft.form.number));
    let typed: Vec<SafeText> = draft.fields.iter().map(|(_, value)| SafeText::from_outside(value)).collect();
    let typed = SafeText::join(typed.iter().filter(|value| !value.is_empty()), " ");
    Item {
        words: format!("{verb} {} {typed}", draft.form.number).to_lowercase(),
        strip: Strip::of(Role::Muted, marks::clock_or_moment(draft.at, desk.now))
            .cut(12, &desk.look)
            .and(Strip::of(Role::Strong, verb).cut(16, &desk.look))
            .and(Strip::of(Role::Text, number).cut(17, &desk.look))
            .then(Role::Text, typed),
        pick: Pick::Reopen(draft.form.clone()),
        why_not: None,
    }
}

/// What the form of this verb is called.
fn verb_word(desk: &Desk, verb: &str) -> SafeText {
    let lexicon = &desk.look.lexicon;
    match verb {
        intake::PHONE => lexicon.word("form-phone"),
        intake::OF_ALERT => lexicon.word("form-of-alert"),
        refer::REFER => lexicon.word("form-refer"),
        verb => {
            let action = Action::ALL.iter().find(|action| action.verb() == Some(verb));
            action
                .map_or_else(|| SafeText::from_outside(verb), |action| SafeText::word(action.word(lexicon.language())))
        }
    }
}

/// What was found everywhere.
#[must_use]
pub fn hits(desk: &Desk, hits: &[Hit]) -> Vec<Item> {
    hits.iter().filter_map(|hit| hit_item(desk, hit)).collect()
}

fn hit_item(desk: &Desk, hit: &Hit) -> Option<Item> {
    let place = match hit.kind.as_str() {
        "dispute" => Place::Dispute(hit.id),
        "alert" => Place::Alert(hit.id),
        "referral" => Place::Referral(hit.id),
        "expert" => Place::Expert(hit.id),
        "agency" => Place::Agency(hit.id),
        "affair" => Place::Affair(hit.id),
        _ => return None,
    };
    let kind = desk.look.lexicon.word(&format!("kind-{}", hit.kind));
    Some(Item {
        strip: Strip::of(Role::Muted, kind)
            .cut(8, &desk.look)
            .and(Strip::of(Role::Text, desk.number(&hit.number)).cut(16, &desk.look))
            .and(Strip::of(Role::Strong, desk.say(&hit.name)).cut(20, &desk.look))
            .and(Strip::of(Role::Muted, SafeText::from_outside(&hit.detail)).cut(18, &desk.look))
            .then(Role::Text, desk.say(&hit.state)),
        words: String::new(),
        pick: Pick::Visit(place),
        why_not: None,
    })
}
