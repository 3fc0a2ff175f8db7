//! What the desk knows: the look, who we are, where we are, what lies over it.

use chrono::{DateTime, FixedOffset, NaiveDate};
use ratatui::layout::Rect;

use super::action::Action;
use super::drafts::Drafts;
use super::effect::Notice;
use super::glyphs::Shapes;
use super::keymap::{Chain, Key, Keymap};
use super::lexicon::{Language, Lexicon};
use super::overlays::Overlay;
use super::screens::Screen;
use super::theme::{Depth, Theme};
use super::undoing::Undoing;
use super::widgets::canvas::{Look, Strip};
use super::widgets::frame::{SCREEN_MIN, hint_strip};
use crate::boards::views::View;
use crate::calendar::Text;
use crate::casework::actions::Offer;
use crate::casework::ids::RecordId;
use crate::casework::safe_text::SafeText;
use crate::casework::unit::{Officer, Post, UnitCard};
use crate::wire::Me;

/// How the desk begins.
#[derive(Clone, Debug)]
pub struct Start {
    /// Width and height of the terminal.
    pub size: (u16, u16),
    /// Now, in the officer's zone.
    pub now: DateTime<FixedOffset>,
    /// The language of the first screen.
    pub language: Language,
    /// Name of the keymap.
    pub keymap: String,
    /// Name of the theme.
    pub theme: String,
    /// How many colours the terminal shows.
    pub depth: Depth,
    /// Which shapes it shows.
    pub shapes: Shapes,
}

/// The line to the daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Being made.
    Connecting,
    /// There.
    Up,
    /// Not there: why. What is on screen may be old.
    Down(SafeText),
}

/// What every screen and overlay may look at.
#[derive(Debug)]
pub struct Desk {
    /// Width and height in cells.
    pub size: (u16, u16),
    /// Now, to the minute.
    pub now: DateTime<FixedOffset>,
    /// How things look and are called.
    pub look: Look,
    /// Name of the theme in force.
    pub theme: String,
    /// How many colours the terminal shows.
    pub depth: Depth,
    /// What keys mean.
    pub keymap: Keymap,
    /// Who we are to the daemon, once it has said.
    pub me: Option<Box<Me>>,
    /// The line to the daemon.
    pub line: Line,
}

impl Desk {
    /// Chinese?
    #[must_use]
    pub fn zh(&self) -> bool {
        self.look.lexicon.language() == Language::Zh
    }

    /// A text in both languages, in the one in force.
    #[must_use]
    pub fn say(&self, text: &Text) -> SafeText {
        SafeText::from_outside(if self.zh() { &text.zh } else { &text.en })
    }

    /// The same as it came: to be broken into lines, each made safe.
    #[must_use]
    pub fn say_raw<'a>(&self, text: &'a Text) -> &'a str {
        text.pick(self.zh())
    }

    /// A vocabulary's word in the language in force.
    #[must_use]
    pub fn word_of(&self, zh: &'static str, en: &'static str) -> SafeText {
        SafeText::word(if self.zh() { zh } else { en })
    }

    /// What an offered verb is called, in the language in force.
    #[must_use]
    pub fn word_of_offer(&self, offer: &Offer) -> SafeText {
        SafeText::from_outside(if self.zh() { &offer.zh } else { &offer.en })
    }

    /// Today, in the officer's zone.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// The part of the screen between the frame's lines.
    #[must_use]
    pub fn body(&self) -> Rect {
        Rect { x: 0, y: 2, width: self.size.0, height: self.size.1.saturating_sub(4) }
    }

    /// True when the screen is too small for anything but a note.
    #[must_use]
    pub fn too_small(&self) -> bool {
        self.size.0 < SCREEN_MIN.0 || self.size.1 < SCREEN_MIN.1
    }

    /// Keys and words of these actions, from the live keymap.
    #[must_use]
    pub fn hints(&self, chain: Chain, actions: &[Action]) -> Vec<(SafeText, SafeText)> {
        let language = self.look.lexicon.language();
        let hint = |action: &Action| {
            let chord = self.keymap.chord(chain, *action)?;
            Some((SafeText::from_outside(&chord), SafeText::word(action.word(language))))
        };
        actions.iter().filter_map(hint).collect()
    }

    /// The same in one strip, for the foot of an overlay.
    #[must_use]
    pub fn hint_strip(&self, chain: Chain, actions: &[Action]) -> Strip {
        self.hints(chain, actions).iter().enumerate().fold(Strip::new(), |strip, (index, hint)| {
            let strip = if index == 0 { strip } else { strip.gap("  ") };
            strip.and(hint_strip(hint))
        })
    }

    /// The post acted for, with its officer and unit.
    #[must_use]
    pub fn post(&self) -> Option<(&Post, &Officer, &UnitCard)> {
        let me = self.me.as_ref()?;
        let post = me.posts.iter().find(|post| Some(post.id) == me.post)?;
        let officer = me.officers.iter().find(|officer| officer.id == post.officer)?;
        let unit = me.units.iter().find(|unit| unit.id == post.unit)?;
        Some((post, officer, unit))
    }

    /// The unit of the post acted for, as what verbs about no record are begun on.
    #[must_use]
    pub fn unit_target(&self) -> Option<Target> {
        let (_, _, unit) = self.post()?;
        Some(Target { id: unit.id.record(), number: unit.code.clone(), version: None, items: 0, presets: Vec::new() })
    }

    /// A name of somebody outside, in the language in force.
    #[must_use]
    pub fn name_of(&self, name: &Text) -> SafeText {
        SafeText::from_outside(name.pick(self.zh()))
    }

    /// A number without the unit in front when it is our own and a letter follows.
    #[must_use]
    pub fn number(&self, number: &str) -> SafeText {
        let own = self.post().map(|(_, _, unit)| format!("{}-", unit.code)).unwrap_or_default();
        let short = number.strip_prefix(&own).filter(|rest| {
            let mut chars = rest.chars();
            !own.is_empty() && chars.next().is_some_and(|c| c.is_ascii_uppercase()) && chars.next() == Some('-')
        });
        SafeText::from_outside(short.unwrap_or(number))
    }
}

/// A place that can be gone to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// What needs a hand now.
    Duty,
    /// The incoming disputes.
    Disputes,
    /// The alert queue.
    Alerts,
    /// The referrals.
    Referrals,
    /// The expert roster.
    Experts,
    /// The experts that fit a dispute.
    Matches(Box<Target>),
    /// A dispute.
    Dispute(RecordId),
    /// A referral and its leg.
    Referral(RecordId),
    /// An alert.
    Alert(RecordId),
    /// An expert, in the roster.
    Expert(RecordId),
    /// What the center has on its hands beside its cases.
    Affairs,
    /// An affair.
    Affair(RecordId),
    /// The rota and the handovers of this unit.
    Rota(RecordId),
    /// Agencies and who speaks for them.
    Liaison,
    /// An agency, among the others.
    Agency(RecordId),
    /// The lines to other centers.
    Exchange,
    /// Officers and their posts.
    Officers,
    /// The choice of how to begin, in an empty store.
    FirstRun,
}

impl Place {
    /// Where a record is shown.
    #[must_use]
    pub fn of(view: &View) -> Self {
        match view {
            View::Dispute(view) => Place::Dispute(view.dispute.id),
            View::Alert(view) => Place::Alert(view.alert.id),
            View::Referral(view) => Place::Referral(view.file.id),
            View::Expert(expert) => Place::Expert(expert.id),
            View::Affair(view) => Place::Affair(view.file.id),
            View::Agency(agency) => Place::Agency(agency.id),
            View::Unit(view) => Place::Rota(view.card.id.record()),
        }
    }
}

/// A record that a verb is meant for, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The record.
    pub id: RecordId,
    /// Its number, whole.
    pub number: String,
    /// The version seen: a verb on an older one is refused. The unit itself has none.
    pub version: Option<u32>,
    /// Items of a referral, for the outcomes of a report.
    pub items: usize,
    /// Values that follow from where the cursor is (the number of a deadline, an expert).
    pub presets: Vec<(String, String)>,
}

/// A screen and where it is.
pub struct Placed {
    /// Answers are brought to the screen by this number.
    pub serial: u32,
    /// Where it is.
    pub place: Place,
    /// What it shows.
    pub screen: Screen,
}

/// Keys typed that do not mean anything yet.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The beginning of a chord.
    pub chord: Vec<Key>,
    /// A count before it.
    pub count: Option<usize>,
    /// The popup is shown.
    pub popup: bool,
    /// What the record under the cursor allows, once the popup has asked.
    pub offers: Option<Vec<Offer>>,
    /// Counts chords, so that a late timer is known as late.
    pub serial: u32,
}

/// Everything the desk knows.
pub struct Model {
    /// What screens may look at.
    pub desk: Desk,
    /// From the board down to the page shown; never empty.
    pub screens: Vec<Placed>,
    /// What lies over the screen, the top one last.
    pub overlays: Vec<Overlay>,
    /// The line said.
    pub notice: Option<Notice>,
    /// Keys typed so far.
    pub typed: Typed,
    /// What was typed and not sent.
    pub drafts: Drafts,
    /// Counts rests of the typing, so that a late timer is known as late.
    pub typing: u32,
    /// A timer runs that hands over what is typed even if the typing does not rest.
    pub typing_long: bool,
    /// What can be taken back.
    pub undoing: Undoing,
    /// Where we were before.
    pub last: Option<Place>,
    /// The last serial number given.
    pub serial: u32,
    /// Alerts of the first priority that nobody has taken on, and since when the oldest waits.
    pub alarm: Option<(usize, DateTime<FixedOffset>)>,
    /// Counts rests of the cursor, so that a late timer is known as late.
    pub rest: u32,
    /// The filter waiting to be asked, and its number.
    pub filter: (u32, String),
}

impl Model {
    /// The desk before the daemon has said anything: the duty board, empty.
    #[must_use]
    pub fn new(start: &Start) -> Self {
        let desk = Desk {
            size: start.size,
            now: start.now,
            look: Look {
                theme: Theme::built_in(&start.theme, start.depth),
                shapes: start.shapes,
                lexicon: Lexicon::load(start.language),
            },
            theme: start.theme.clone(),
            depth: start.depth,
            keymap: Keymap::built_in(&start.keymap),
            me: None,
            line: Line::Connecting,
        };
        let first = Placed { serial: 0, place: Place::Duty, screen: Screen::at(&Place::Duty) };
        Model {
            desk,
            screens: vec![first],
            overlays: Vec::new(),
            notice: None,
            typed: Typed::default(),
            drafts: Drafts::default(),
            typing: 0,
            typing_long: false,
            undoing: Undoing::default(),
            last: None,
            serial: 0,
            alarm: None,
            rest: 0,
            filter: (0, String::new()),
        }
    }

    /// The scopes whose keys hold now.
    #[must_use]
    pub fn chain(&self) -> Chain {
        match self.overlays.last() {
            Some(overlay) => overlay.layer().chain(),
            None => self.here().screen.shape().chain(),
        }
    }

    /// The screen shown.
    #[must_use]
    pub fn here(&self) -> &Placed {
        // the stack begins with one screen and `back` leaves the last one standing
        &self.screens[self.screens.len() - 1]
    }
}
