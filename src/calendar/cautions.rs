//! What an officer must check before relying on a date, and what would change it.

use chrono::{Datelike, NaiveDate};

use super::case::{Alternative, Case, Why};
use super::counting::Counted;
use super::explain::{day_text, way};
use super::{Calendar, Known, Text};

/// What must be checked before anyone relies on the date.
pub(super) fn warnings(case: &Case<'_>, main: &Counted, others: &[Alternative<'_>]) -> Vec<Text> {
    let mut all: Vec<Text> = case.rule.kind.caution().into_iter().collect();
    all.extend(case.rule.cautions.iter().cloned());
    all.extend(others.iter().filter(|o| o.day < main.due).filter_map(transition));
    if case.uses_calendar() {
        for calendar in case.open.calendars() {
            all.extend(calendar.caution.clone());
            all.extend(unpublished(calendar, case.looked_at(main)));
        }
    }
    all.extend(case.rule.confidence.warning());
    all.extend(service_warning(case));
    all.extend(receipt_warning(case));
    all
}

/// A reading for a stretch of time is a change of law without a known transition: said aloud.
fn transition(other: &Alternative<'_>) -> Option<Text> {
    match other.why {
        Why::Reading(reading) => reading.trigger_from.map(|_| reading.why.clone()),
        Why::WithoutAddOn | Why::MadeUpUnknown => None,
    }
}

/// One line for each year whose closed days are not all known.
fn unpublished(calendar: &Calendar, (first, last): (NaiveDate, NaiveDate)) -> Vec<Text> {
    let code = &calendar.code;
    // A calendar without any year has said so in its own caution.
    let years = (first.year()..=last.year()).filter(|_| calendar.has_years());
    let open_years = years.filter(|year| !calendar.is_published(*year));
    let line = |year: i32| {
        let note = calendar.status(year).and_then(|status| status.note.clone());
        note.unwrap_or_else(|| {
            Text::new(
                format!("{code} 日历没有{year}年: 只按周末计算, 公布后请补录并重算."),
                format!(
                    "{code} has no closed days for {year}: only weekends are applied; add the year once published."
                ),
            )
        })
    };
    open_years.map(line).collect()
}

fn service_warning(case: &Case<'_>) -> Option<Text> {
    let way = way(case.question.service.as_deref()?);
    match case.add_on {
        Some(add_on) => {
            add_on.confidence.warning()?;
            Some(Text::new(
                format!("{}送达的加期天数未核对原文: 请按稳妥日准备.", way.zh.trim_start()),
                format!(
                    "The days added for service by {} are not checked against the text: prepare for the safe date.",
                    way.en
                ),
            ))
        }
        None => Some(Text::new(
            format!("本规则不因{}送达加期.", way.zh.trim_start()),
            format!("This rule adds nothing for service by {}.", way.en),
        )),
    }
}

/// Documents from before a change of the delivery rule, and receipt dates that count for nothing.
fn receipt_warning(case: &Case<'_>) -> Option<Text> {
    let rule_of_receipt = case.scheme.late_receipt.filter(|_| case.rule.notified);
    if let Some(late) = rule_of_receipt {
        return (case.question.trigger < late.since).then(|| {
            Text::new(
                format!("{} 以前的文书适用旧送达规则, 此处未计: 触发日请填推定送达日.", late.since),
                format!(
                    "Documents dated before {} follow the older delivery rule, not applied here: enter the deemed date as trigger.",
                    late.since
                ),
            )
        });
    }
    let received = case.question.received?;
    Some(Text::new(
        format!("本规则不因收到日 {received} 改变期间: 触发日如应为收到日, 请更正触发日."),
        format!(
            "Receipt on {received} changes nothing under this rule: if the period runs from receipt, correct the trigger date."
        ),
    ))
}

/// What would change the date.
pub(super) fn changes(
    case: &Case<'_>,
    main: &Counted,
    others: &[Alternative<'_>],
    outer: Option<NaiveDate>,
) -> Vec<Text> {
    let mut all = vec![extension(case)];
    all.extend(outer.map(|day| {
        let day = day_text(day);
        Text::new(
            format!("最晚 {}: 任何延期不得超过", day.zh),
            format!("at the latest {}: no extension goes beyond", day.en),
        )
    }));
    all.extend(others.iter().filter(|o| o.day > main.due).filter_map(later));
    all.extend(other_services(case));
    all.extend(assumed_cutoff(case));
    if case.uses_calendar() {
        for calendar in case.open.calendars() {
            all.extend(derived(calendar, case.looked_at(main)));
        }
    }
    all.push(Text::new(
        "触发日或送达日更正; 临时休市或系统故障公告",
        "a corrected trigger or service date; an announced closure or filing-system failure",
    ));
    all
}

fn extension(case: &Case<'_>) -> Text {
    let text = &case.rule.extension;
    Text::new(format!("延期: {}", text.zh), format!("extension: {}", text.en))
}

/// A later reading is told and moves nothing.
fn later(other: &Alternative<'_>) -> Option<Text> {
    let day = day_text(other.day);
    match other.why {
        Why::Reading(reading) => Some(Text::new(
            format!("另读 {}: {}", day.zh, reading.why.zh),
            format!("also read {}: {}", day.en, reading.why.en),
        )),
        Why::WithoutAddOn | Why::MadeUpUnknown => None,
    }
}

fn other_services(case: &Case<'_>) -> Option<Text> {
    if case.add_on.is_some() || case.rule.services.is_empty() {
        return None;
    }
    let told = |service: &super::ServiceAddOn| {
        let add = service.add.text();
        (format!("{} +{}", service.method, add.zh), format!("{} +{}", service.method, add.en))
    };
    let (zh, en): (Vec<String>, Vec<String>) = case.rule.services.iter().map(told).unzip();
    Some(Text::new(format!("送达方式: {}", zh.join(", ")), format!("way of service: {}", en.join(", "))))
}

fn assumed_cutoff(case: &Case<'_>) -> Option<Text> {
    let cutoff = case.rule.cutoff;
    cutoff.assumed.then(|| {
        let (time, zone) = (cutoff.time.format("%H:%M:%S"), cutoff.zone.name());
        Text::new(
            format!("截止时点 {time} {zone} 为默认值: 以承办法院或机构的规定为准"),
            format!("cut-off {time} {zone} is a default: the forum's own hour and zone govern"),
        )
    })
}

fn derived(calendar: &Calendar, (first, last): (NaiveDate, NaiveDate)) -> Vec<Text> {
    let statuses = (first.year()..=last.year()).filter_map(|year| calendar.status(year));
    let line = |status: &super::YearStatus| match status.known {
        Known::Published | Known::Incomplete => None,
        Known::Derived => Some(Text::new(
            format!("{} {}年的闭门日为推算: 请对照官方公告", calendar.code, status.year),
            format!("{} closing days of {} are derived: check the official notice", calendar.code, status.year),
        )),
    };
    statuses.filter_map(line).collect()
}
