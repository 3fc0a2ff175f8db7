//! The small signs of a row: whose ball it is, the fuse, days left, dates.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Weekday};

use super::canvas::{Look, Strip};
use crate::casework::safe_text::SafeText;
use crate::casework::standing::Ball;
use crate::desk::glyphs::Glyph;
use crate::desk::lexicon::Language;
use crate::desk::theme::Role;

/// Whose turn it is: glyph and word in one piece.
#[must_use]
pub fn ball(look: &Look, ball: Ball) -> Strip {
    let (glyph, role) = match ball {
        Ball::Mine => (Glyph::BallMine, Role::BallMine),
        Ball::Theirs => (Glyph::BallTheirs, Role::BallTheirs),
        Ball::Transit => (Glyph::Moved, Role::Muted),
        Ball::Outside => (Glyph::Paused, Role::Muted),
        Ball::Nobody => return Strip::of(Role::Muted, SafeText::word("-")),
    };
    let shape = SafeText::word(glyph.shape(look.shapes));
    let word = SafeText::word(ball.word(look.lexicon.language() == Language::Zh));
    Strip::of(role, shape.with(&word))
}

/// How a deadline stands, seen from now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// Open, with this many days to its closing; below zero when past.
    Days(i64),
    /// Computed as past, nobody has checked: it is never dropped by itself.
    Check,
    /// Nothing is due.
    Never,
}

/// Days left from which each of the six cells of the fuse burns on.
const FUSE_DAYS: [i64; 6] = [1, 2, 4, 7, 14, 30];

impl Due {
    /// Days from now to the instant a forum closes, counted by the dates on the officer's wall.
    #[must_use]
    pub fn until(cutoff_at: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> Self {
        Due::Days((cutoff_at.with_timezone(now.offset()).date_naive() - now.date_naive()).num_days())
    }

    /// The role in which the deadline is shown.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Due::Check => Role::DueCheck,
            Due::Never => Role::Muted,
            Due::Days(days) => match days {
                i64::MIN..=-1 => Role::DueOverdue,
                0..=1 => Role::DueToday,
                2..=6 => Role::DueSoon,
                7..=13 => Role::DueNear,
                14..=i64::MAX => Role::DueFar,
            },
        }
    }

    /// Days left in words: `4天`, `逾2天`, `须核`.
    #[must_use]
    pub fn left(self, look: &Look) -> SafeText {
        match self {
            Due::Check => look.lexicon.word("due-check"),
            Due::Never => SafeText::word("-"),
            Due::Days(days) if days < 0 => look.lexicon.say("due-late", &[("days", (-days).into())]),
            Due::Days(days) => look.lexicon.say("due-days", &[("days", days.into())]),
        }
    }

    /// The fuse: six cells, burning from the right.
    #[must_use]
    pub fn fuse(self, look: &Look) -> Strip {
        let cells = |glyph: Glyph, count: usize| SafeText::from_outside(&glyph.shape(look.shapes).repeat(count));
        match self {
            Due::Never => Strip::new(),
            Due::Check => Strip::of(Role::DueCheck, cells(Glyph::FuseLate, FUSE_DAYS.len())),
            Due::Days(days) if days < 0 => Strip::of(Role::DueOverdue, cells(Glyph::FuseLate, FUSE_DAYS.len())),
            Due::Days(days) => {
                let left = FUSE_DAYS.iter().filter(|from| days >= **from).count();
                Strip::of(self.role(), cells(Glyph::FuseLeft, left))
                    .then(Role::DueBurnt, cells(Glyph::Rule, FUSE_DAYS.len() - left))
            }
        }
    }
}

/// How long ago, in the largest unit that fits: `20分`, `5时`, `2天`.
#[must_use]
pub fn age(look: &Look, age: TimeDelta) -> SafeText {
    let (id, count) = match age.num_minutes() {
        minutes if minutes < 60 => ("age-minutes", minutes.max(0)),
        minutes if minutes < 48 * 60 => ("age-hours", minutes / 60),
        minutes => ("age-days", minutes / (24 * 60)),
    };
    look.lexicon.say(id, &[("count", count.into())])
}

/// A moment as timelines show it: `11-22 18:40`.
#[must_use]
pub fn moment(at: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> SafeText {
    let at = at.with_timezone(now.offset());
    let shape = if at.year() == now.year() { "%m-%d %H:%M" } else { "%Y-%m-%d" };
    SafeText::from_outside(&at.format(shape).to_string())
}

/// A moment of today by the clock alone, else with its date: `14:31`, `11-22 18:40`.
#[must_use]
pub fn clock_or_moment(at: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> SafeText {
    let at = at.with_timezone(now.offset());
    if at.date_naive() == now.date_naive() {
        return SafeText::from_outside(&at.format("%H:%M").to_string());
    }
    moment(at, now)
}

/// A date as lists show it: `11-27`, or `27-02` (year and month) when it is not this year's.
#[must_use]
pub fn short_date(date: NaiveDate, today: NaiveDate) -> SafeText {
    let shape = if date.year() == today.year() { "%m-%d" } else { "%y-%m" };
    SafeText::from_outside(&date.format(shape).to_string())
}

/// A date with its weekday: `11-27 周五`, `Fri 11-27`; with the year when it is not this year's.
#[must_use]
pub fn day(date: NaiveDate, today: NaiveDate, language: Language) -> SafeText {
    let shape = if date.year() == today.year() { "%m-%d" } else { "%Y-%m-%d" };
    let day = date.format(shape);
    SafeText::from_outside(&match language {
        Language::Zh => format!("{day} 周{}", han_weekday(date.weekday())),
        Language::En => format!("{} {day}", date.weekday()),
    })
}

/// The weekday in one Han character or three letters, for narrow columns.
#[must_use]
pub fn weekday(date: NaiveDate, language: Language) -> SafeText {
    match language {
        Language::Zh => SafeText::word(han_weekday(date.weekday())),
        Language::En => SafeText::from_outside(&date.weekday().to_string()),
    }
}

const fn han_weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "一",
        Weekday::Tue => "二",
        Weekday::Wed => "三",
        Weekday::Thu => "四",
        Weekday::Fri => "五",
        Weekday::Sat => "六",
        Weekday::Sun => "日",
    }
}
