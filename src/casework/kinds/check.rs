//! What a submission of a kind lacks: evidence, what is typed, and the period in which it may go out.

use super::clocks::period_end;
use super::{ClockStart, Event, KindField, KindRule, Shape, is_word, names};
use crate::calendar::{Text, WorkingClock};
use crate::casework::referral::Matter;
use crate::casework::refusal::{Guard, Refusal};
use chrono::{DateTime, NaiveDate, Utc};

/// Digits of a code of goods: headings of six, national ones of eight and ten.
const HS_DIGITS: std::ops::RangeInclusive<usize> = 6..=10;

/// The matter as it goes out: enclosures by their full names, or what is missing.
///
/// # Errors
/// The first thing that is missing or wrong, with what to do.
pub fn complete(
    kind: &KindRule,
    matter: &Matter,
    (now, clock): (DateTime<Utc>, &WorkingClock<'_>),
) -> Result<Matter, Refusal> {
    let enclosed = enclosed(kind, &matter.enclosed)?;
    for field in &kind.fields {
        typed(field, matter)?;
    }
    in_time(kind, matter, (now, clock))?;
    // What the program has is known everywhere; a center's own goes along.
    let own_rule = (!super::shared().contains(kind)).then(|| Box::new(kind.clone()));
    Ok(Matter { enclosed, kind: Some(kind.id.clone()), own_rule, ..matter.clone() })
}

/// Every piece of evidence is there, by its place in the list or its name; what else is enclosed goes along.
fn enclosed(kind: &KindRule, given: &[String]) -> Result<Vec<String>, Refusal> {
    let is = |place: usize, wanted: &Text, one: &str| {
        one.parse() == Ok(place + 1) || is_word(wanted, one) || one == whole(wanted)
    };
    let given: Vec<&str> = given.iter().map(|one| one.trim()).filter(|one| !one.is_empty()).collect();
    let wanted = || kind.evidence.iter().enumerate();
    let missing: Vec<String> = wanted()
        .filter(|(place, text)| !given.iter().any(|one| is(*place, text, one)))
        .map(|(_, text)| whole(text))
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::guard(Guard::EvidenceLacking, [missing.join("; ")]));
    }
    let more = given.iter().filter(|one| !wanted().any(|(place, text)| is(place, text, one)));
    Ok(kind.evidence.iter().map(whole).chain(more.map(|one| (*one).to_owned())).collect())
}

/// Both languages in one line, as in the file.
fn whole(text: &Text) -> String {
    if text.zh == text.en { text.zh.clone() } else { format!("{} / {}", text.zh, text.en) }
}

fn typed(field: &KindField, matter: &Matter) -> Result<(), Refusal> {
    let text = matter.particulars.get(&field.id).map_or("", |text| text.trim());
    if text.is_empty() {
        let missing = Refusal::FieldMissing { field: field.id.clone() };
        return if field.required { Err(missing) } else { Ok(()) };
    }
    let right = match field.shape {
        Shape::Text => true,
        Shape::Date => text.parse::<NaiveDate>().is_ok(),
        Shape::Names => return all_named(field, text, matter),
        Shape::Hs => HS_DIGITS.contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit()),
        Shape::Choice => field.of.iter().any(|one| is_word(one, text) || whole(one) == text),
    };
    if right {
        return Ok(());
    }
    let of: Vec<String> = field.of.iter().map(whole).collect();
    let (zh, en) = match field.shape {
        Shape::Date => ("写成 2026-11-23".to_owned(), "write 2026-11-23".to_owned()),
        Shape::Hs => ("写 6 至 10 位数字".to_owned(), "write 6 to 10 digits".to_owned()),
        Shape::Text | Shape::Names | Shape::Choice => {
            (format!("须是其一: {}", of.join(", ")), format!("it must be one of: {}", of.join(", ")))
        }
    };
    Err(Refusal::FieldWrong { field: field.id.clone(), zh, en })
}

/// Every name of the other field is in this one too.
fn all_named(field: &KindField, text: &str, matter: &Matter) -> Result<(), Refusal> {
    let here = names(text);
    let all = field.all_of.as_ref().and_then(|other| matter.particulars.get(other));
    let missing: Vec<String> = all.map(|all| names(all)).unwrap_or_default();
    let missing: Vec<String> = missing.into_iter().filter(|name| !here.contains(name)).collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(Refusal::guard(Guard::ConsentLacking, [missing.join("; ")])),
    }
}

/// The periods that end with the submission: over, it goes out with a reason only.
fn in_time(kind: &KindRule, matter: &Matter, (now, clock): (DateTime<Utc>, &WorkingClock<'_>)) -> Result<(), Refusal> {
    for one in kind.clocks.iter().filter(|one| one.until == Event::Submitted) {
        let ClockStart::Field(name) = &one.from else { continue };
        let typed = matter.particulars.get(name).and_then(|text| text.trim().parse::<NaiveDate>().ok());
        let Some(typed) = typed else { continue };
        let over = period_end(one, typed, clock).is_some_and(|end| now >= end);
        if over && matter.late_reason.trim().is_empty() {
            let end = period_end(one, typed, clock).map(|end| end.with_timezone(&clock.zone).date_naive());
            let end = end.and_then(|day| day.pred_opt()).map_or_else(String::new, |day| day.to_string());
            return Err(Refusal::guard(Guard::PeriodOver, [end]));
        }
    }
    Ok(())
}
