//! The line of an explanation that says how the days were counted.

use chrono::Datelike;
use chrono::NaiveDate;

use super::case::Case;
use super::counting::{Counted, effective_unit};
use super::explain::day_text;
use super::period::is_month_end;
use super::{Direction, Method, MonthDay, Text, Unit};

/// Named weekday holidays told in a count: more would make the line too long to read.
const HOLIDAYS_TOLD_MAX: usize = 2;
/// Counts in days longer than this do not list the holidays in between.
const LISTED_COUNT_DAYS_MAX: u32 = 31;

/// `加20日 2026-11-28 周六: 中间周末照计`.
pub(super) fn count_step(case: &Case<'_>, main: &Counted) -> Text {
    let (day, length) = (day_text(main.plain_end), main.period.text());
    let (sign_zh, sign_en) = match case.rule.direction {
        Direction::After => ("加", "+"),
        Direction::Before => ("减", "-"),
    };
    let mut why = count_reason(case, main);
    if let Some(other) = case.rule.longer_of {
        let (a, b) = (case.rule.period.text(), other.text());
        why.zh = format!("{}与{}取较长; {}", a.zh, b.zh, why.zh);
        why.en = format!("the longer of {} and {}; {}", a.en, b.en, why.en);
    }
    Text::new(
        format!("{sign_zh}{} {}: {}", length.zh, day.zh, why.zh),
        format!("{sign_en}{} {}: {}", length.en, day.en, why.en),
    )
}

fn count_reason(case: &Case<'_>, main: &Counted) -> Text {
    let short = main.period.unit == Unit::Day;
    match effective_unit(case.scheme, main.period) {
        Unit::BusinessDay if short => Text::new(
            format!("不超过{}日的期间只计办公日", case.scheme.short_days),
            format!("a period of up to {} days counts open days only", case.scheme.short_days),
        ),
        Unit::BusinessDay => recess_or(case, "只计办公日", "only open days count"),
        Unit::Day => days_reason(case, main),
        Unit::Week => Text::new("止于相同的星期", "ends on the same weekday"),
        Unit::Month | Unit::Year => months_reason(case, main),
    }
}

fn recess_or(case: &Case<'_>, zh: &str, en: &str) -> Text {
    match case.scheme.recess {
        None => Text::new(zh, en),
        Some(recess) => {
            let day = |d: MonthDay| format!("{:02}-{:02}", d.month, d.day);
            let (from, to) = (day(recess.from), day(recess.to));
            Text::new(format!("{zh}; {from}至{to}停计"), format!("{en}; {from} to {to} do not count"))
        }
    }
}

fn days_reason(case: &Case<'_>, main: &Counted) -> Text {
    let plain = recess_or(case, "中间周末与节假日照计", "weekends and holidays in between count");
    if main.period.n > LISTED_COUNT_DAYS_MAX || case.scheme.recess.is_some() {
        return plain;
    }
    let spans = holiday_spans(case, ordered(main.start, main.plain_end));
    if spans.is_empty() {
        return Text::new("中间周末照计", "weekends in between count");
    }
    let mut told = Text::default();
    for span in spans.iter().take(HOLIDAYS_TOLD_MAX) {
        let (first, last) = (span.first.format("%m-%d"), span.last.format("%m-%d"));
        let Text { zh, en } = span.name;
        if span.first == span.last {
            told.zh.push_str(&format!("、{first} {zh}"));
            told.en.push_str(&format!(", {first} {en}"));
        } else {
            told.zh.push_str(&format!("、{first}至{last} {zh}"));
            told.en.push_str(&format!(", {first} to {last} {en}"));
        }
    }
    if spans.len() > HOLIDAYS_TOLD_MAX {
        told.zh.push('等');
        told.en.push_str(" and others");
    }
    Text::new(format!("中间周末{}照计", told.zh), format!("weekends{} count", told.en))
}

/// Days of one holiday that follow each other.
struct Span<'a> {
    first: NaiveDate,
    last: NaiveDate,
    name: &'a Text,
}

/// The holidays within a period that keep a weekday closed: those on weekends are told with the weekends.
fn holiday_spans<'a>(case: &Case<'a>, (from, to): (NaiveDate, NaiveDate)) -> Vec<Span<'a>> {
    let mut spans: Vec<Span<'a>> = Vec::new();
    for day in from.iter_days().take_while(|day| *day < to) {
        let Some(name) = case.open.holiday(day) else { continue };
        match spans.last_mut() {
            Some(span) if span.last.succ_opt() == Some(day) && span.name == name => span.last = day,
            Some(_) | None => spans.push(Span { first: day, last: day, name }),
        }
    }
    spans.retain(|span| {
        span.first.iter_days().take_while(|day| *day <= span.last).any(|day| day.weekday().number_from_monday() < 6)
    });
    spans
}

fn months_reason(case: &Case<'_>, main: &Counted) -> Text {
    let (event, end) = (case.question.trigger, main.plain_end);
    let at_month_end = is_month_end(end);
    match case.scheme.method {
        Method::MonthEnd if is_month_end(event) => {
            Text::new("事件日是月末日, 止于月末日", "the event was on a month's last day, so it ends on one")
        }
        Method::DayAfter if main.start.day() == 1 => {
            Text::new("止于末月最后一日", "ends on the last day of the last month")
        }
        Method::DayAfter if at_month_end && end.succ_opt().map(|d| d.day()) != Some(main.start.day()) => {
            Text::new("末月无相应日, 止于月末", "no corresponding day in that month: its last day")
        }
        Method::DayAfter => {
            Text::new("止于起算日相应日的前一日", "ends the day before the day with the start's number")
        }
        Method::ExcludeFirst | Method::ClearDays | Method::FirstBusinessDay | Method::MonthEnd
            if end.day() != event.day() && case.scheme.method != Method::FirstBusinessDay =>
        {
            Text::new("末月无相同日数, 止于月末", "that month lacks the day number: its last day")
        }
        Method::ExcludeFirst | Method::ClearDays | Method::FirstBusinessDay | Method::MonthEnd => {
            Text::new("止于相同日数", "ends on the same day number")
        }
    }
}

fn ordered(a: NaiveDate, b: NaiveDate) -> (NaiveDate, NaiveDate) {
    if a <= b { (a, b) } else { (b, a) }
}
