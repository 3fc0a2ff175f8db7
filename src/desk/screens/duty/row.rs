//! One line of the duty board, whatever it is about.

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::boards::duty::{About, Item, Peer, Subject, Why};
use crate::boards::rows::DisputeRow;
use crate::casework::alert::AlertState;
use crate::casework::safe_text::SafeText;
use crate::casework::standing::Ball;
use crate::desk::glyphs::Glyph;
use crate::desk::model::Desk;
use crate::desk::screens::referrals::subject;
use crate::desk::theme::Role;
use crate::desk::widgets::badges;
use crate::desk::widgets::canvas::Strip;
use crate::desk::widgets::marks::{self, Due};
use crate::desk::widgets::table::Column;

/// Below this width of the list the kind has no column, from the other on the handler has one.
const TIGHT: u16 = 72;
const ROOMY: u16 = 92;

/// Which column grows.
pub(super) const GROWS: usize = 3;

pub(super) fn columns(desk: &Desk, room: u16) -> Vec<Column> {
    let either = |chinese, english| if desk.zh() { chinese } else { english };
    vec![
        Column::words("head-time", either(9, 10)),
        Column::words("head-about", if room < TIGHT { 0 } else { either(4, 6) }),
        Column::words("head-number", 14),
        Column::words("head-what", 10),
        Column::words("head-state", either(12, 12)),
        Column::words("head-ball", either(4, 5)),
        Column::words("head-handler", if room < ROOMY { 0 } else { 8 }),
    ]
}

pub(super) fn cells(item: &Item, desk: &Desk) -> Vec<Strip> {
    vec![
        time(item, desk),
        Strip::of(Role::Muted, desk.word_of(item.about.zh(), item.about.en())),
        Strip::of(Role::Text, number(item, desk)),
        what(item, desk),
        state(item, desk),
        ball(item, desk),
        handler(item),
    ]
}

/// What is shown where a number stands.
pub(super) fn number(item: &Item, desk: &Desk) -> SafeText {
    match &item.subject {
        Subject::Dispute(row) => desk.number(&row.number),
        Subject::Alert(row) => desk.number(&row.number),
        Subject::Referral(row) => desk.number(&row.number),
        Subject::Affair(row) => desk.number(&row.number),
        Subject::Peer(peer) => SafeText::from_outside(&peer.code),
    }
}

/// How long its clock still runs, or since when it rings.
fn time(item: &Item, desk: &Desk) -> Strip {
    let lexicon = &desk.look.lexicon;
    match (item.why, item.at) {
        (Why::Check, _) => Strip::of(Role::DueCheck, lexicon.word("due-check")),
        (Why::Unseen, _) => Strip::of(Role::Muted, since(item, desk)),
        (Why::Gap, Some(at)) => Strip::of(Role::Muted, marks::clock_or_moment(at, desk.now)),
        (_, Some(at)) => left(at, desk),
        (Why::Unacked | Why::Ours | Why::Late | Why::Recall | Why::Gap | Why::Rest, None) => {
            Strip::of(Role::Muted, since(item, desk))
        }
    }
}

/// `5m left`, `1d left`, `20m late`: minutes and hours by the clock, days by the calendar.
pub fn left(at: DateTime<FixedOffset>, desk: &Desk) -> Strip {
    let ahead = at - desk.now;
    let (id, span) = if ahead < TimeDelta::zero() { ("duty-late", -ahead) } else { ("duty-left", ahead) };
    let age = if span < TimeDelta::hours(24) {
        marks::age(&desk.look, span)
    } else {
        let days = (at.with_timezone(desk.now.offset()).date_naive() - desk.today()).num_days().abs();
        desk.look.lexicon.say("age-days", &[("count", days.into())])
    };
    let role = if ahead < TimeDelta::zero() { Role::DueOverdue } else { Due::Days(ahead.num_days()).role() };
    Strip::of(role, desk.look.lexicon.say(id, &[("age", (&age).into())]))
}

/// How long an alert has been there: it has no clock.
fn since(item: &Item, desk: &Desk) -> SafeText {
    match &item.subject {
        Subject::Alert(row) => marks::age(&desk.look, desk.now - row.arrived),
        Subject::Dispute(_) | Subject::Referral(_) | Subject::Affair(_) | Subject::Peer(_) => SafeText::word("-"),
    }
}

pub(super) fn what(item: &Item, desk: &Desk) -> Strip {
    match &item.subject {
        Subject::Dispute(row) => of_dispute(row, item, desk),
        Subject::Alert(row) => Strip::of(Role::Strong, SafeText::from_outside(&row.title(desk.zh()))),
        Subject::Referral(row) => Strip::of(Role::Strong, desk.name_of(&row.other)).gap(" ").and(subject(row, desk)),
        Subject::Affair(row) => Strip::of(Role::Strong, desk.say(&row.title)),
        Subject::Peer(peer) => of_peer(peer, desk),
    }
}

fn of_dispute(row: &DisputeRow, item: &Item, desk: &Desk) -> Strip {
    let language = desk.look.lexicon.language();
    let enterprise = SafeText::from_outside(&row.enterprise);
    let (title, day) = match (item.about, &row.next_deadline) {
        (About::Visit, _) | (_, None) => (desk.look.lexicon.word("duty-visit"), row.visit_on),
        (_, Some(next)) => (desk.say(&next.title), Some(next.safe)),
    };
    let day = day.map_or(SafeText::EMPTY, |day| marks::day(day, desk.today(), language));
    Strip::of(Role::Strong, title).gap(" ").then(Role::Text, day).gap(" ").then(Role::Text, enterprise)
}

fn of_peer(peer: &Peer, desk: &Desk) -> Strip {
    let lexicon = &desk.look.lexicon;
    let name = Strip::of(Role::Strong, desk.name_of(&peer.name)).gap(" ");
    let strip = match &peer.waiting {
        Some(why) => name.then(Role::Text, desk.say(why)),
        None => name,
    };
    let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).into();
    let numbers = [("held", count(peer.held)), ("sent", count(peer.unconfirmed))];
    strip.gap(" ").then(Role::Muted, lexicon.say("duty-peer", &numbers))
}

fn state(item: &Item, desk: &Desk) -> Strip {
    let lexicon = &desk.look.lexicon;
    match &item.subject {
        Subject::Alert(row) => badges::priority(row.priority).gap(" ").and(badges::alert(&desk.look, row.state)),
        Subject::Dispute(row) => match (item.about, &row.next_deadline) {
            (About::Visit, _) | (_, None) => mark(Glyph::Rest, Role::StateRest, lexicon.word("duty-visit-state"), desk),
            (_, Some(next)) => badges::deadline(&desk.look, next.state),
        },
        Subject::Referral(row) => badges::standing(&desk.look, row.standing),
        Subject::Affair(row) => Strip::of(Role::StateWorking, desk.say(&row.state_words)),
        Subject::Peer(peer) if peer.held > 0 => mark(Glyph::Alarm, Role::StateAlarm, lexicon.word("duty-gap"), desk),
        Subject::Peer(peer) if peer.waiting.is_some() => {
            mark(Glyph::Alarm, Role::StateAlarm, lexicon.word("duty-no-line"), desk)
        }
        Subject::Peer(_) => mark(Glyph::Done, Role::StateDone, lexicon.word("line-up"), desk),
    }
}

fn mark(glyph: Glyph, role: Role, word: SafeText, desk: &Desk) -> Strip {
    Strip::of(role, SafeText::word(glyph.shape(desk.look.shapes))).gap(" ").then(role, word)
}

fn ball(item: &Item, desk: &Desk) -> Strip {
    let ball = match &item.subject {
        Subject::Dispute(row) if item.about != About::Visit => row.ball,
        Subject::Dispute(_) => Ball::Mine,
        Subject::Alert(row) if row.state == AlertState::New => Ball::Mine,
        Subject::Alert(_) => Ball::Nobody,
        Subject::Referral(row) => row.ball,
        Subject::Affair(_) if item.why == Why::Ours => Ball::Mine,
        Subject::Affair(_) => {
            let shape = SafeText::word(Glyph::BallUp.shape(desk.look.shapes));
            return Strip::of(Role::BallAbove, shape).then(Role::BallAbove, desk.look.lexicon.word("ball-up"));
        }
        Subject::Peer(_) => Ball::Transit,
    };
    marks::ball(&desk.look, ball)
}

fn handler(item: &Item) -> Strip {
    let name = match &item.subject {
        Subject::Dispute(row) => row.handler.as_ref().map_or("-", |(_, name)| name),
        Subject::Alert(row) => row.acked_by.as_deref().unwrap_or("-"),
        Subject::Referral(_) | Subject::Affair(_) | Subject::Peer(_) => "-",
    };
    Strip::of(Role::Muted, SafeText::from_outside(name))
}
