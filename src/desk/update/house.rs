//! Actions that hold everywhere: going, help, language, theme, leaving.

use crate::casework::safe_text::SafeText;
use crate::desk::action::Action;
use crate::desk::effect::{Effect, Notice, Step, Ticket, Turn};
use crate::desk::lexicon::Lexicon;
use crate::desk::model::{Model, Place};
use crate::desk::overlays::Overlay;
use crate::desk::overlays::picker::Picker;
use crate::desk::theme::{BUILT_IN, Theme};
use crate::desk::{forms, palette};
use crate::wire::Request;

use super::steps;

/// Runs it if it is one of the house's; None when the screen has to.
pub(super) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let step = match action {
        Action::GoDuty => Step::Visit(Place::Duty),
        Action::GoDisputes => Step::Visit(Place::Disputes),
        Action::GoAlerts => Step::Visit(Place::Alerts),
        Action::GoReferrals => Step::Visit(Place::Referrals),
        Action::GoExperts => Step::Visit(Place::Experts),
        Action::GoAffairs => Step::Visit(Place::Affairs),
        Action::GoHandover => model.desk.unit_target().map(|unit| Step::Visit(Place::Rota(unit.id)))?,
        Action::GoLiaison => Step::Visit(Place::Liaison),
        Action::GoExchange => Step::Visit(Place::Exchange),
        Action::GoOfficers => Step::Visit(Place::Officers),
        Action::Drafts => Step::Open(Box::new(Overlay::Picker(palette::drafts(&model.desk, &model.drafts)))),
        Action::Back => Step::Back,
        Action::LastPlace => model.last.clone().map(Step::Visit)?,
        Action::Help | Action::Palette => return Some(open_palette(model)),
        Action::Actions => return Some(list_verbs(model)),
        Action::Find => {
            let title = model.desk.look.lexicon.word("find-title");
            Step::Open(Box::new(Overlay::Picker(Picker::by_daemon(title))))
        }
        Action::SwitchPost => Step::Open(Box::new(Overlay::Picker(palette::posts(&model.desk)))),
        Action::PhoneIntake => Step::Open(Box::new(Overlay::Form(forms::intake::phone(&model.desk)))),
        Action::Quit => return Some(steps::quit(model)),
        Action::Redraw => Step::Effect(Effect::Redraw),
        Action::Suspend => Step::Effect(Effect::Suspend),
        Action::Cancel => return Some(Vec::new()),
        Action::Undo => return Some(steps::turn_back(model, Turn::Undo)),
        Action::Redo => return Some(steps::turn_back(model, Turn::Redo)),
        Action::CopyId => copy(model)?,
        Action::Theme => return Some(next_theme(model)),
        Action::Shapes => {
            model.desk.look.shapes = model.desk.look.shapes.other();
            return Some(Vec::new());
        }
        _ => return None,
    };
    Some(steps::take(model, vec![step]))
}

/// F2: at once; focus, selection and typed text stay.
pub(super) fn language(model: &mut Model) -> Vec<Effect> {
    let other = model.desk.look.lexicon.language().other();
    model.desk.look.lexicon = Lexicon::load(other);
    let Model { desk, screens, .. } = model;
    for placed in screens {
        placed.screen.shape_mut().reworded(desk);
    }
    Vec::new()
}

/// Help is the palette: every key that holds here, disabled ones with their reason.
fn open_palette(model: &mut Model) -> Vec<Effect> {
    let chain = model.chain();
    let target = model.here().screen.shape().target();
    let picker = palette::commands(&model.desk, (chain, model.here().screen.shape()), None);
    model.overlays.push(Overlay::Picker(picker));
    // the reasons are the daemon's to give; the list is there meanwhile
    target.map(|target| Effect::Ask(Ticket::Palette, Box::new(Request::Actions(target.id)))).into_iter().collect()
}

/// Everything that can be done with the record under the cursor; where there is none, with the unit.
fn list_verbs(model: &mut Model) -> Vec<Effect> {
    let target = model.here().screen.shape().target().or_else(|| model.desk.unit_target());
    let Some(target) = target else { return steps::say(model, "nothing-here") };
    let request = Request::Actions(target.id);
    vec![Effect::Ask(Ticket::Verbs(Box::new(target)), Box::new(request))]
}

fn copy(model: &Model) -> Option<Step> {
    let target = model.here().screen.shape().target()?;
    Some(Step::Copy(SafeText::from_outside(&target.number)))
}

fn next_theme(model: &mut Model) -> Vec<Effect> {
    let at = BUILT_IN.iter().position(|(name, _)| *name == model.desk.theme).unwrap_or(0);
    let (name, _) = BUILT_IN[(at + 1) % BUILT_IN.len()];
    model.desk.theme = name.to_owned();
    model.desk.look.theme = Theme::built_in(name, model.desk.depth);
    let theme = SafeText::word(name);
    let text = model.desk.look.lexicon.say("theme-now", &[("theme", (&theme).into())]);
    model.notice = Some(Notice::plain(text));
    Vec::new()
}
