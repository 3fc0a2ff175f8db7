//! The reasoning behind a date, in short lines: steps, what to check, what would change it.

use chrono::{Datelike, NaiveDate};

use super::case::{Alternative, Case, Why};
use super::count_step::count_step;
use super::counting::{Counted, effective_unit};
use super::holidays::weekday;
use super::open_days::Closure;
use super::{Direction, Method, Roll, Text, Unit};

/// The three lists of an explanation.
pub(super) struct Reasons {
    pub steps: Vec<Text>,
    pub warnings: Vec<Text>,
    pub changes: Vec<Text>,
}

/// Explains a computed case.
pub(super) fn reasons(
    case: &Case<'_>,
    main: &Counted,
    others: &[Alternative<'_>],
    outer: Option<NaiveDate>,
) -> Reasons {
    Reasons {
        steps: steps(case, main, others),
        warnings: super::cautions::warnings(case, main, others),
        changes: super::cautions::changes(case, main, others, outer),
    }
}

fn steps(case: &Case<'_>, main: &Counted, others: &[Alternative<'_>]) -> Vec<Text> {
    let mut steps = vec![start_step(case, main), count_step(case, main)];
    steps.extend(late_step(case, main));
    steps.extend(add_on_step(case, main));
    steps.push(roll_step(case, main));
    let safest = others.iter().filter(|other| other.day < main.due).min_by_key(|other| other.day);
    steps.extend(safest.map(|other| safe_step(case, other)));
    steps
}

/// `2026-11-09 周一` and `Mon 2026-11-09`.
pub(super) fn day_text(date: NaiveDate) -> Text {
    let (zh, en) = weekday(date);
    Text::new(format!("{date} {zh}"), format!("{en} {date}"))
}

fn start_step(case: &Case<'_>, main: &Counted) -> Text {
    let day = day_text(main.start);
    let (zh, en) = start_reason(case, main);
    Text::new(format!("起算 {}: {zh}", day.zh), format!("start {}: {en}", day.en))
}

fn start_reason(case: &Case<'_>, main: &Counted) -> (&'static str, &'static str) {
    if case.rule.direction == Direction::Before {
        return ("自事件日往前数, 当日不计", "counted backward from the event, its day left out");
    }
    match (case.scheme.method, effective_unit(case.scheme, main.period)) {
        (Method::FirstBusinessDay, _) => {
            ("事件后第一个工作日为第1日", "the first business day after the event is day 1")
        }
        (_, Unit::BusinessDay) => {
            ("事件当日不计, 其后第一个工作日为第1日", "the event's day is left out; the next business day is day 1")
        }
        (Method::DayAfter, Unit::Month | Unit::Year) if main.start.day() == 1 => (
            "自事件次日起算; 起算日是1日, 按整月计",
            "runs from the day after the event; from the 1st it runs through whole months",
        ),
        (Method::DayAfter, _) => ("自事件次日起算", "runs from the day after the event"),
        (Method::ExcludeFirst | Method::ClearDays | Method::MonthEnd, _) => {
            ("事件当日不计, 次日起算", "the event's day is left out")
        }
    }
}

fn late_step(case: &Case<'_>, main: &Counted) -> Option<Text> {
    let (late, received) = (case.scheme.late_receipt?, case.question.received?);
    if case.late_days == 0 {
        return None;
    }
    let (n, free) = (case.late_days, late.free_days);
    let end = main.plain_end.checked_add_days(chrono::Days::new(n.into()))?;
    let (end, received) = (day_text(end), day_text(received));
    Some(Text::new(
        format!("迟到加{n}日 {}: {} 收到, 超过{free}日的部分加在期末", end.zh, received.zh),
        format!("late +{n} d {}: received {}, the days beyond {free} are added at the end", end.en, received.en),
    ))
}

fn add_on_step(case: &Case<'_>, main: &Counted) -> Option<Text> {
    let add_on = case.add_on?;
    let (length, day) = (add_on.add.text(), day_text(main.nominal));
    let method = way(&add_on.method);
    Some(Text::new(
        format!("送达加{} {}: 以{}送达", length.zh, day.zh, method.zh),
        format!("service +{} {}: served by {}", length.en, day.en, method.en),
    ))
}

/// A way of service in words; one that only a center's own rules know stands as it is written there.
pub(super) fn way(method: &str) -> Text {
    match method {
        "mail" => Text::new("邮寄", "mail"),
        "mail-abroad" => Text::new("境外邮寄", "mail abroad"),
        "express" => Text::new("快递", "express delivery"),
        "express-abroad" => Text::new("境外快递", "express delivery abroad"),
        "clerk" => Text::new("交书记官", "leaving it with the clerk"),
        "other-means" => Text::new("经同意的其他方式", "other means consented to"),
        other => Text::new(format!(" {other} 方式"), other),
    }
}

fn roll_step(case: &Case<'_>, main: &Counted) -> Text {
    let day = day_text(main.due);
    if main.due != main.nominal {
        let over = closures(case, &main.over);
        let (zh, en) = match case.rule.direction {
            Direction::After => ("顺延", "roll"),
            Direction::Before => ("提前", "roll back"),
        };
        return Text::new(
            format!("{zh} {}: {}不办公", day.zh, over.zh),
            format!("{en} {}: closed on {}", day.en, over.en),
        );
    }
    let (zh, en) = match (case.scheme.roll, case.open.made_up(main.due)) {
        (Roll::None, _) => ("本规则末日不因休息日顺延".to_owned(), "this rule moves no last day".to_owned()),
        (_, Some(name)) => {
            (format!("当日是{}的调休上班日", name.zh), format!("a weekend worked to make up for {}", name.en))
        }
        (_, None) => ("当日办公".to_owned(), "an open day".to_owned()),
    };
    Text::new(format!("不顺延 {}: {zh}", day.zh), format!("no roll {}: {en}", day.en))
}

fn safe_step(case: &Case<'_>, other: &Alternative<'_>) -> Text {
    let day = day_text(other.day);
    let (zh, en) = match other.why {
        Why::Reading(reading) => (reading.why.zh.as_str(), reading.why.en.as_str()),
        Why::WithoutAddOn => ("不计送达加期", "without the days for the way of service"),
        Why::MadeUpUnknown => {
            ("调休未公布, 该周末可能上班", "make-up workdays are not published: this weekend may be worked")
        }
    };
    let mut line = Text::new(format!("稳妥 {}: {zh}", day.zh), format!("safe {}: {en}", day.en));
    if other.counted.due == other.day && other.counted.due != other.counted.nominal {
        let (end, over) = (other.counted.nominal.format("%m-%d"), closures(case, &other.counted.over));
        line.zh.push_str(&format!(" (得{end}, {}不办公)", over.zh));
        line.en.push_str(&format!(" (ends {end}, closed on {})", over.en));
    }
    line
}

/// `11-28 周六、11-29 周日`: days in a row with the same reason are told as one span.
pub(super) fn closures(case: &Case<'_>, days: &[NaiveDate]) -> Text {
    let mut spans: Vec<(NaiveDate, NaiveDate, Text)> = Vec::new();
    let mut days: Vec<NaiveDate> = days.to_vec();
    days.sort();
    for day in days {
        let name = closure_name(case, day);
        match spans.last_mut() {
            Some((_, last, same)) if *same == name && last.succ_opt() == Some(day) => *last = day,
            Some(_) | None => spans.push((day, day, name)),
        }
    }
    let told = |(first, last, name): &(NaiveDate, NaiveDate, Text)| {
        let from = first.format("%m-%d");
        if first == last {
            return (format!("{from} {}", name.zh), format!("{from} {}", name.en));
        }
        let to = last.format("%m-%d");
        (format!("{from}至{to} {}", name.zh), format!("{from} to {to} {}", name.en))
    };
    let (zh, en): (Vec<String>, Vec<String>) = spans.iter().map(told).unzip();
    Text::new(zh.join("、"), en.join(", "))
}

fn closure_name(case: &Case<'_>, day: NaiveDate) -> Text {
    match case.open.why_closed(day) {
        Some(Closure::Holiday(name) | Closure::Weekend(name)) => name.clone(),
        Some(Closure::ByHand) => Text::new("手工录入的闭门日", "closed by hand"),
        // Only a reading that takes a worked weekend for a day off passes over an open day.
        Some(Closure::MadeUp(_)) | None => Text::new("调休上班的周末", "worked weekend"),
    }
}
