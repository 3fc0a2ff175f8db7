//! The center in numbers: counts, arrivals, the radar of legal dates, countries, who is on duty, the other centers,
//! what waits for an answer from above.

use chrono::{DateTime, Datelike, Days, FixedOffset};

use super::row::{left, what};
use crate::boards::duty::{About, Counts, Day, Duty, Item, Subject, Why};
use crate::casework::affair::AffairKind;
use crate::casework::safe_text::SafeText;
use crate::desk::glyphs::Glyph;
use crate::desk::model::Desk;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Strip, width};
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::Line;

/// From how many dates a day of the narrow radar is only "many".
const MANY: u32 = 9;

/// Cells of a country's code before its bar.
const COUNTRY_CELLS: u16 = 8;

type Lines = Vec<Line<()>>;

const SPARKS: [Glyph; 8] = [
    Glyph::Spark1,
    Glyph::Spark2,
    Glyph::Spark3,
    Glyph::Spark4,
    Glyph::Spark5,
    Glyph::Spark6,
    Glyph::Spark7,
    Glyph::Spark8,
];

/// Everything, in a column of so many cells and lines: what is last goes first where it does not fit.
pub(super) fn beside(duty: &Duty, desk: &Desk, (cells, lines): (u16, u16)) -> Lines {
    let parts = [
        titled("duty-counts", counts(duty.counts, desk, cells), desk),
        titled("duty-received", vec![received(&duty.received, desk)], desk),
        titled("duty-radar", radar(&duty.radar, desk, cells), desk),
        titled("duty-on-duty", on_duty(duty, desk, cells), desk),
        titled("duty-peers", peers(duty, desk), desk),
        titled("duty-asked", asked(duty, desk, cells), desk),
        titled("duty-countries", countries(duty, desk, cells), desk),
    ];
    let mut all = Lines::new();
    for part in parts.into_iter().filter(|part| part.len() > 1) {
        let gap = usize::from(!all.is_empty() && lines >= 36);
        if all.len() + gap + part.len() <= lines.into() {
            all.extend((0..gap).map(|_| Line::Text(Strip::new())));
            all.extend(part);
        }
    }
    all
}

/// The same in five lines, for a screen with no room beside the list.
pub(super) fn below(duty: &Duty, desk: &Desk) -> Lines {
    let lexicon = &desk.look.lexicon;
    let mut radar = Strip::new();
    for week in weeks(&duty.radar) {
        let days: String = week.iter().map(digit).collect();
        let date = SafeText::from_outside(&week[0].day.format("%m-%d ").to_string());
        let next = if radar.is_empty() { radar.clone() } else { bar(radar.clone(), desk) };
        let next = next.then(Role::Muted, date).then(Role::Text, SafeText::from_outside(&days));
        // whole weeks: a date cut in two would be read as another
        if next.width() + 2 <= desk.size.0 {
            radar = next;
        }
    }
    let today = duty.received.last().copied().unwrap_or(0);
    let arrivals = Strip::of(Role::Muted, lexicon.word("duty-in"))
        .gap(" ")
        .and(sparks(&duty.received[duty.received.len().saturating_sub(14)..], desk))
        .gap(" ")
        .then(Role::Text, lexicon.say("duty-in-today", &[("count", i64::from(today).into())]));
    let cases = token("duty-open", duty.counts.open, desk)
        .gap(" ")
        .and(token("duty-new", duty.counts.new, desk))
        .gap(" ")
        .and(token("duty-waiting", duty.counts.waiting, desk))
        .gap(" ")
        .and(token("duty-closing", duty.counts.closing, desk));
    let mut lines =
        vec![Line::Rule(lexicon.word("duty-radar")), Line::Text(radar), Line::Text(bar(arrivals, desk).and(cases))];
    lines.push(Line::Text(flat(on_duty_tokens(duty, desk), desk)));
    lines
}

fn titled(id: &str, lines: Lines, desk: &Desk) -> Lines {
    [Line::Rule(desk.look.lexicon.word(id))].into_iter().chain(lines).collect()
}

fn bar(strip: Strip, desk: &Desk) -> Strip {
    strip.gap(" ").then(Role::Rule, SafeText::word(Glyph::Bar.shape(desk.look.shapes))).gap(" ")
}

/// `open 214`.
fn token(id: &str, count: u32, desk: &Desk) -> Strip {
    let role = if count == 0 { Role::Muted } else { Role::Strong };
    Strip::of(Role::Muted, desk.look.lexicon.word(id)).gap(" ").then(role, SafeText::from(u64::from(count)))
}

/// Pieces one after the other, on as many lines as they need.
fn flow(tokens: Vec<Strip>, cells: u16) -> Lines {
    let mut lines = Lines::new();
    let mut line = Strip::new();
    for token in tokens.into_iter().filter(|token| !token.is_empty()) {
        if line.is_empty() {
            line = token;
        } else if line.width() + 3 + token.width() < cells {
            line = line.gap("   ").and(token);
        } else {
            lines.push(Line::Text(std::mem::replace(&mut line, token)));
        }
    }
    lines.push(Line::Text(line));
    lines
}

fn flat(tokens: Vec<Strip>, desk: &Desk) -> Strip {
    let tokens = tokens.into_iter().filter(|token| !token.is_empty());
    tokens.enumerate().fold(
        Strip::new(),
        |strip, (index, token)| {
            if index == 0 { token } else { bar(strip, desk).and(token) }
        },
    )
}

fn counts(counts: Counts, desk: &Desk, cells: u16) -> Lines {
    let cases = [
        ("duty-open", counts.open),
        ("duty-new", counts.new),
        ("duty-guiding", counts.guiding),
        ("duty-waiting", counts.waiting),
        ("duty-closing", counts.closing),
    ];
    let [p1, p2, p3] = counts.alerts;
    let alerts = [("duty-p1", p1), ("duty-p2", p2), ("duty-p3", p3)];
    let aside = [("duty-shelved", counts.shelved), ("duty-muted", counts.muted), ("duty-exercises", counts.exercises)];
    let tokens = |pairs: &[(&str, u32)]| pairs.iter().map(|(id, count)| token(id, *count, desk)).collect::<Vec<_>>();
    let mut lines = flow(tokens(&cases), cells);
    lines.extend(flow([tokens(&alerts), tokens(&aside)].concat(), cells));
    lines
}

/// One small column a day; nothing came on a day without one.
fn sparks(days: &[u32], desk: &Desk) -> Strip {
    let most = days.iter().copied().max().unwrap_or(0).max(1);
    let column = |count: &u32| match count.checked_mul(8).map_or(8, |count| count.div_ceil(most)) {
        0 => " ",
        height => SPARKS[(height.min(8) - 1) as usize].shape(desk.look.shapes),
    };
    Strip::of(Role::Muted, SafeText::from_outside(&days.iter().map(column).collect::<String>()))
}

fn received(days: &[u32], desk: &Desk) -> Line<()> {
    let today = days.last().copied().unwrap_or(0);
    let sum: u32 = days.iter().sum();
    let tenths = u64::from(sum) * 10 / days.len().max(1) as u64;
    let mean = SafeText::from_outside(&format!("{}.{}", tenths / 10, tenths % 10));
    let words = [("count", i64::from(today).into()), ("mean", (&mean).into())];
    let spark = if desk.size.0 < 120 { &days[days.len().saturating_sub(10)..] } else { days };
    Line::Text(sparks(spark, desk).gap(" ").then(Role::Text, desk.look.lexicon.say("duty-in-mean", &words)))
}

/// The days by weeks that begin on Monday; the first may be short.
fn weeks(days: &[Day]) -> Vec<Vec<Day>> {
    let mut weeks: Vec<Vec<Day>> = Vec::new();
    for day in days {
        match weeks.last_mut() {
            Some(week) if day.day.weekday().num_days_from_monday() != 0 => week.push(*day),
            Some(_) | None => weeks.push(vec![*day]),
        }
    }
    weeks
}

fn digit(day: &Day) -> char {
    match day.dates {
        0 => '.',
        count if count > MANY => '+',
        count => char::from_digit(count, 10).unwrap_or('+'),
    }
}

/// A calendar of the coming weeks: how many legal dates a day, and the days on which the center is closed.
fn radar(days: &[Day], desk: &Desk, cells: u16) -> Lines {
    let lexicon = &desk.look.lexicon;
    let column = if cells >= 42 { 5 } else { 3 };
    let weekday = |day: &Day| marks::weekday(day.day, lexicon.language());
    let monday = days.iter().position(|day| day.day.weekday().num_days_from_monday() == 0).unwrap_or(0);
    let head = days
        .iter()
        .skip(monday)
        .take(7)
        .map(weekday)
        .map(|word| right(Strip::of(Role::Muted, short(&word, column)), column));
    let blanks = |cells: u16| Strip::of(Role::Text, SafeText::from_outside(&" ".repeat(cells.into())));
    let mut lines = vec![Line::Text(head.fold(blanks(6), Strip::and))];
    for week in weeks(days) {
        let lead = week[0].day.weekday().num_days_from_monday();
        let monday = week[0].day - Days::new(lead.into());
        let date = SafeText::from_outside(&format!("{} ", monday.format("%m-%d")));
        let first = Strip::of(Role::Muted, date).and(blanks(column * u16::try_from(lead).unwrap_or(0)));
        lines.push(Line::Text(week.iter().map(|day| right(day_cell(day, desk), column)).fold(first, Strip::and)));
    }
    lines
}

fn short(word: &SafeText, column: u16) -> SafeText {
    let chars = if column > 4 || width(word) <= 2 { 3 } else { 2 };
    SafeText::from_outside(&word.as_str().chars().take(chars).collect::<String>())
}

fn right(strip: Strip, cells: u16) -> Strip {
    let blanks = " ".repeat(cells.saturating_sub(strip.width()).into());
    Strip::of(Role::Text, SafeText::from_outside(&blanks)).and(strip)
}

fn day_cell(day: &Day, desk: &Desk) -> Strip {
    let today = day.day == desk.today();
    match (day.dates, day.closed) {
        (0, true) => Strip::of(Role::DueBurnt, desk.look.lexicon.word("duty-closed-day")),
        (0, false) => Strip::of(Role::Muted, SafeText::word(".")),
        (dates, _) => {
            let days = (day.day - desk.today()).num_days();
            let role = if today { Role::DueToday } else { marks::Due::Days(days).role() };
            Strip::of(role, SafeText::from(u64::from(dates)))
        }
    }
}

fn countries(duty: &Duty, desk: &Desk, cells: u16) -> Lines {
    let most = duty.countries.first().map_or(1, |(_, count)| *count).max(1);
    let room = u32::from(cells.saturating_sub(COUNTRY_CELLS + 8));
    let row = |name: SafeText, count: u32| {
        let blocks = count.saturating_mul(room).div_ceil(most).min(room);
        let bar = Glyph::FuseLeft.shape(desk.look.shapes).repeat(blocks as usize);
        let number = right(Strip::of(Role::Strong, SafeText::from(u64::from(count))), 6);
        Line::Text(
            Strip::of(Role::Text, name)
                .cut(COUNTRY_CELLS, &desk.look)
                .and(number)
                .gap(" ")
                .then(Role::Muted, SafeText::from_outside(&bar)),
        )
    };
    let mut lines: Lines =
        duty.countries.iter().map(|(name, count)| row(SafeText::from_outside(name), *count)).collect();
    let (others, cases) = duty.other_countries;
    if others > 0 {
        let name = desk.look.lexicon.say("duty-others", &[("count", i64::from(others).into())]);
        lines.push(row(name, cases));
    }
    lines
}

fn on_duty(duty: &Duty, desk: &Desk, cells: u16) -> Lines {
    flow(on_duty_tokens(duty, desk), cells)
}

fn on_duty_tokens(duty: &Duty, desk: &Desk) -> Vec<Strip> {
    let (lexicon, on) = (&desk.look.lexicon, &duty.on_duty);
    let me = desk.post().map(|(_, officer, _)| officer.name.clone());
    let name = |name: &String| {
        let you = if me.as_ref() == Some(name) { lexicon.word("duty-you") } else { SafeText::EMPTY };
        SafeText::join([&SafeText::from_outside(name), &you], "")
    };
    let names = |names: &[String]| SafeText::join(&names.iter().map(name).collect::<Vec<_>>(), " ");
    let clock =
        |at: Option<DateTime<FixedOffset>>| at.map_or(SafeText::EMPTY, |at| marks::clock_or_moment(at, desk.now));
    let said = |id, who: SafeText, at: SafeText| {
        Strip::of(Role::Text, lexicon.say(id, &[("who", (&who).into()), ("at", (&at).into())]))
    };
    let now = if on.now.is_empty() {
        Strip::of(Role::Warn, lexicon.word("duty-nobody"))
    } else {
        said("duty-now-on", names(&on.now), clock(on.until))
    };
    let next =
        if on.next.is_empty() { Strip::new() } else { said("duty-next-on", names(&on.next), clock(on.next_from)) };
    let lead = on.lead.as_ref().map_or_else(Strip::new, |lead| said("duty-lead", name(lead), SafeText::EMPTY));
    let handover = on.handover.as_ref().map_or_else(Strip::new, |(_, number, left)| {
        let number = desk.number(number);
        let words = [("number", (&number).into()), ("left", i64::from(*left).into())];
        Strip::of(Role::Warn, lexicon.say("duty-handover", &words))
    });
    vec![now, lead, next, handover]
}

fn peers(duty: &Duty, desk: &Desk) -> Lines {
    let row = |peer: &crate::boards::duty::Peer| {
        let age = peer.heard_at.map_or(SafeText::word("-"), |at| marks::age(&desk.look, desk.now - at));
        let troubled = peer.is_troubled();
        let mark = SafeText::word(if troubled { "!" } else { " " });
        let role = if troubled { Role::Stale } else { Role::Muted };
        let numbers = [
            ("held", i64::try_from(peer.held).unwrap_or(i64::MAX).into()),
            ("sent", i64::try_from(peer.unconfirmed).unwrap_or(i64::MAX).into()),
        ];
        Line::Text(
            Strip::of(Role::Text, desk.name_of(&peer.name))
                .cut(18, &desk.look)
                .then(role, age)
                .then(role, mark)
                .gap(" ")
                .then(Role::Muted, desk.look.lexicon.say("duty-peer", &numbers)),
        )
    };
    duty.peers.iter().map(row).collect()
}

/// What the center above has not answered.
fn asked(duty: &Duty, desk: &Desk, cells: u16) -> Lines {
    let waits = |item: &&Item| {
        let instruction = matches!(&item.subject, Subject::Affair(row) if row.kind == AffairKind::Instruction);
        item.about == About::Affair && instruction && matches!(item.why, Why::Late | Why::Rest)
    };
    let row = |item: &Item| {
        let time = item.at.map_or_else(|| Strip::of(Role::Muted, SafeText::word("-")), |at| left(at, desk));
        Line::Text(what(item, desk).cut(cells.saturating_sub(12), &desk.look).gap(" ").and(time))
    };
    duty.items.iter().filter(waits).map(row).collect()
}
