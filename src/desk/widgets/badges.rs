//! The badge of every state: its phase's glyph, its role, its word. One glyph is one phase, whatever
//! the record; the word tells the state.

use super::canvas::{Look, Strip};
use crate::casework::alert::{AlertState, CapCertainty, CapSeverity, CapUrgency, Priority};
use crate::casework::deadline::DeadlineState;
use crate::casework::dispute::Stage;
use crate::casework::safe_text::SafeText;
use crate::casework::standing::Standing;
use crate::casework::words::Tlp;
use crate::desk::glyphs::Glyph;
use crate::desk::lexicon::Language;
use crate::desk::theme::Role;

fn badge(look: &Look, (glyph, role): (Glyph, Role), (zh, en): (&'static str, &'static str)) -> Strip {
    let word = SafeText::word(if look.lexicon.language() == Language::Zh { zh } else { en });
    Strip::of(role, SafeText::word(glyph.shape(look.shapes))).gap(" ").then(role, word)
}

/// A dispute's stage.
#[must_use]
pub fn stage(look: &Look, stage: Stage) -> Strip {
    let phase = match stage {
        Stage::Registered => (Glyph::Door, Role::StateDoor),
        Stage::NeedsMaterial | Stage::Waiting => (Glyph::Rest, Role::StateRest),
        Stage::Accepted | Stage::Triaged | Stage::Guiding | Stage::Result | Stage::Reopened => {
            (Glyph::Working, Role::StateWorking)
        }
        Stage::Joined => (Glyph::Moved, Role::StateMoved),
        Stage::NotAccepted
        | Stage::Closed
        | Stage::Visited
        | Stage::Archived
        | Stage::Terminated
        | Stage::Withdrawn => (Glyph::Done, Role::StateDone),
    };
    badge(look, phase, (stage.zh(), stage.en()))
}

/// A deadline's state.
#[must_use]
pub fn deadline(look: &Look, state: DeadlineState) -> Strip {
    let phase = match state {
        DeadlineState::Planned => (Glyph::Rest, Role::StateRest),
        DeadlineState::Verified => (Glyph::Working, Role::StateWorking),
        DeadlineState::MissedCheck => (Glyph::Alarm, Role::StateAlarm),
        DeadlineState::Missed => (Glyph::Alarm, Role::StateAlarm),
        DeadlineState::Extended => (Glyph::Moved, Role::StateMoved),
        DeadlineState::Met | DeadlineState::Moot => (Glyph::Done, Role::StateDone),
    };
    badge(look, phase, (state.zh(), state.en()))
}

/// An alert's state.
#[must_use]
pub fn alert(look: &Look, state: AlertState) -> Strip {
    let phase = match state {
        AlertState::New => (Glyph::Alarm, Role::StateAlarm),
        AlertState::Acked => (Glyph::Working, Role::StateWorking),
        AlertState::Linked => (Glyph::Moved, Role::StateMoved),
        AlertState::Closed => (Glyph::Done, Role::StateDone),
    };
    badge(look, phase, (state.zh(), state.en()))
}

/// Where a referral stands.
#[must_use]
pub fn standing(look: &Look, standing: Standing) -> Strip {
    let phase = match standing {
        Standing::TakenBack | Standing::Queued => (Glyph::Rest, Role::StateRest),
        Standing::Sent => (Glyph::Moving, Role::StateMoving),
        Standing::Delivered | Standing::Signed => (Glyph::Door, Role::StateDoor),
        Standing::Accepted | Standing::InProgress => (Glyph::Working, Role::StateWorking),
        Standing::NeedsInfo | Standing::Clarifying => (Glyph::Asks, Role::StateAsks),
        Standing::Superseded => (Glyph::Moved, Role::StateMoved),
        Standing::Reported => (Glyph::Answered, Role::StateAnswered),
        Standing::ClosedFull | Standing::ClosedPart | Standing::ClosedNone => (Glyph::Done, Role::StateDone),
        Standing::Returned | Standing::Expired | Standing::Failed => (Glyph::Refused, Role::StateRefused),
        Standing::OnHold | Standing::Expiring | Standing::RecallPending => (Glyph::Paused, Role::StatePaused),
        Standing::Cancelled | Standing::Void => (Glyph::Void, Role::StateVoid),
    };
    badge(look, phase, (standing.zh(), standing.en()))
}

/// An alert's priority: the text itself, by its role.
#[must_use]
pub fn priority(priority: Priority) -> Strip {
    let role = match priority {
        Priority::P1 => Role::SeverityExtreme,
        Priority::P2 => Role::SeveritySevere,
        Priority::P3 => Role::SeverityModerate,
        Priority::P4 => Role::SeverityMinor,
        Priority::Unknown => Role::SeverityUnknown,
    };
    Strip::of(role, SafeText::word(priority.code()))
}

/// Urgency, severity and certainty, shortened: `即/重/确`, `Imm/Sev/Obs`.
#[must_use]
pub fn cap(look: &Look, (urgency, severity, certainty): (CapUrgency, CapSeverity, CapCertainty)) -> SafeText {
    let cells = match look.lexicon.language() {
        Language::Zh => [urgency.zh(), severity.zh(), certainty.zh()].map(|word| head(word, 1)),
        Language::En => [urgency.en(), severity.en(), certainty.en()].map(|word| head(word, 3)),
    };
    SafeText::join(&cells, "/")
}

fn head(word: &str, chars: usize) -> SafeText {
    SafeText::from_outside(&word.chars().take(chars).collect::<String>())
}

const fn tlp_role(tlp: Tlp) -> Role {
    match tlp {
        Tlp::Red => Role::SecrecyRed,
        Tlp::AmberStrict => Role::SecrecyStrict,
        Tlp::Amber => Role::SecrecyAmber,
        Tlp::Green => Role::SecrecyGreen,
        Tlp::Clear => Role::SecrecyClear,
    }
}

/// Who may see it, in a list: one or two cells.
#[must_use]
pub fn tlp_short(look: &Look, tlp: Tlp) -> Strip {
    let word = match (look.lexicon.language(), tlp) {
        (Language::Zh, _) => tlp.zh(),
        (Language::En, Tlp::Red) => "R",
        (Language::En, Tlp::AmberStrict) => "A+",
        (Language::En, Tlp::Amber) => "A",
        (Language::En, Tlp::Green) => "G",
        (Language::En, Tlp::Clear) => "C",
    };
    Strip::of(tlp_role(tlp), SafeText::word(word))
}

/// Who may see it, in full: `TLP:AMBER+STRICT`.
#[must_use]
pub fn tlp(tlp: Tlp) -> Strip {
    Strip::of(tlp_role(tlp), SafeText::word(tlp.label()))
}
