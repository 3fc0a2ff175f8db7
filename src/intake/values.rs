//! Values of cells: dates, money, lists. Nothing is guessed: what can be read two ways is refused, saying how to write it.

use super::refusal::{Reject, RejectCode, quoted};
use super::vocab;
use crate::calendar::Text;
use crate::casework::dispute::Amount;
use crate::casework::numbers::plain_characters;
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

/// No matter of a center began before this year; an earlier date is a slip.
const YEAR_MIN: i32 = 1990;

/// A date beyond this year is a slip.
const YEAR_MAX: i32 = 2100;

/// Digits of an amount: a sum of money with more has another mistake.
const AMOUNT_DIGITS_MAX: usize = 18;

/// A day: 2026-11-05, 2026/11/5, 2026年11月5日, 20261105, 5 Nov 2026. A time of day behind it is left out.
pub(super) fn date(text: &str) -> Result<NaiveDate, Reject> {
    let plain = plain_characters(text);
    let day = without_time(&plain);
    let found = match numbers_of(day).as_deref() {
        Some([year, month, date]) if year.len() == 4 => ymd(year, month, date),
        Some([_, _, year]) if matches!(year.len(), 2 | 4) => return Err(wrong_order(&plain)),
        Some([one]) if one.len() == 8 => ymd(&one[..4], &one[4..6], &one[6..]),
        Some(_) => None,
        None => worded(day),
    };
    let found = found.ok_or_else(|| no_date(&plain))?;
    if (YEAR_MIN..=YEAR_MAX).contains(&found.year()) {
        return Ok(found);
    }
    Err(implausible(
        &plain,
        &format!("年份须在 {YEAR_MIN} 至 {YEAR_MAX} 之间"),
        &format!("its year should be {YEAR_MIN} to {YEAR_MAX}"),
    ))
}

/// A day that has come: not after tomorrow, since elsewhere it may be a day later already.
pub(super) fn past_date(text: &str, now: DateTime<FixedOffset>) -> Result<NaiveDate, Reject> {
    let found = date(text)?;
    let tomorrow = now.date_naive().checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    if found <= tomorrow {
        return Ok(found);
    }
    Err(implausible(&plain_characters(text), "这一天还没有到", "that day has not come yet"))
}

/// A moment: ISO 8601 with offset, or a day with or without a time, in the offset of `now`.
pub(super) fn moment(text: &str, now: DateTime<FixedOffset>) -> Result<DateTime<FixedOffset>, Reject> {
    let plain = plain_characters(text);
    let day = past_date(text, now)?;
    if let Ok(exact) = DateTime::parse_from_rfc3339(&plain) {
        return Ok(exact);
    }
    let time = plain.split([' ', 'T']).nth(1).unwrap_or("00:00");
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"));
    let time = time.map_err(|_| no_date(&plain))?;
    NaiveDateTime::new(day, time).and_local_timezone(*now.offset()).single().ok_or_else(|| no_date(&plain))
}

/// The part before a time of day.
fn without_time(plain: &str) -> &str {
    let timed = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(':');
    match plain.split_once(['T', ' ']) {
        Some((day, rest)) if timed(rest) && day.len() >= 8 => day,
        _ => plain,
    }
}

/// The one or three numbers of a date written with digits.
fn numbers_of(day: &str) -> Option<Vec<String>> {
    let spaced: String =
        day.chars().map(|c| if matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | ',') { ' ' } else { c }).collect();
    let parts: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (digits && matches!(parts.len(), 1 | 3)).then_some(parts)
}

fn ymd(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Months in words cannot be mistaken.
fn worded(day: &str) -> Option<NaiveDate> {
    let day = day.replace(',', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    ["%d %b %Y", "%b %d %Y", "%d %B %Y", "%B %d %Y", "%d-%b-%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(&day, form).ok())
}

fn wrong_order(text: &str) -> Reject {
    let text = quoted(text);
    Reject::new(
        RejectCode::DateOrder,
        Text::new(
            format!("日期“{text}”的顺序不明，日和月分不清；请写成 年-月-日，如 2026-11-05"),
            format!(
                "the date \"{text}\" is in the wrong order: day and month cannot be told apart; write year-month-day, like 2026-11-05"
            ),
        ),
    )
}

fn no_date(text: &str) -> Reject {
    let text = quoted(text);
    Reject::new(
        RejectCode::Date,
        Text::new(
            format!("“{text}”不是一个日期；请写成 年-月-日，如 2026-11-05"),
            format!("\"{text}\" is no date of the calendar; write year-month-day, like 2026-11-05"),
        ),
    )
}

fn implausible(text: &str, zh: &str, en: &str) -> Reject {
    let text = quoted(text);
    Reject::new(
        RejectCode::DateImplausible,
        Text::new(
            format!("日期“{text}”不合理：{zh}；请核对"),
            format!("the date \"{text}\" cannot be right: {en}; look again"),
        ),
    )
}

/// Money: `USD 4,200,000`, `420万美元`, `12.50`. Kept as digits; the currency beside it counts when the amount has none.
pub(super) fn amount(text: &str, beside: &str) -> Result<Amount, Reject> {
    let plain = plain_characters(text);
    let begins = plain.find(|c: char| c.is_ascii_digit()).ok_or_else(|| no_amount(&plain))?;
    let ends = plain.rfind(|c: char| c.is_ascii_digit()).map_or(begins, |at| at + 1);
    let (before, digits, mut after) = (plain[..begins].trim(), &plain[begins..ends], plain[ends..].trim());
    let mut zeros = 0;
    for (word, power) in [("万亿", 12), ("亿", 8), ("万", 4), ("million", 6), ("billion", 9)] {
        if let Some(rest) = after.strip_prefix(word) {
            (zeros, after) = (power, rest.trim());
            break;
        }
    }
    let value =
        shifted(&ungrouped(digits).ok_or_else(|| no_amount(&plain))?, zeros).ok_or_else(|| no_amount(&plain))?;
    let beside = plain_characters(beside);
    let written: Vec<&str> = [before, after, beside.as_str()].into_iter().filter(|one| !one.is_empty()).collect();
    let codes: Vec<Option<&str>> = written.iter().map(|one| vocab::currency(one)).collect();
    match codes.as_slice() {
        [] => Ok(Amount { value, currency: String::new() }),
        [Some(first), rest @ ..] if rest.iter().all(|one| one == &Some(*first)) => {
            Ok(Amount { value, currency: (*first).to_owned() })
        }
        _ => Err(no_currency(&written.join(" "))),
    }
}

/// Digits without their groups of three; `1.234,56` and `12,34` are not guessed at.
fn ungrouped(digits: &str) -> Option<String> {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    if !grouped || !groups.iter().all(|group| all_digits(group)) || !fraction.is_none_or(all_digits) {
        return None;
    }
    let whole = groups.concat();
    Some(fraction.map_or(whole.clone(), |fraction| format!("{whole}.{fraction}")))
}

/// Moves the point to the right; no float is near.
fn shifted(value: &str, zeros: usize) -> Option<String> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let moved = fraction.len().min(zeros);
    let whole = format!("{whole}{}{}", &fraction[..moved], "0".repeat(zeros - moved));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = &fraction[moved..];
    let value = if rest.is_empty() { whole.to_owned() } else { format!("{whole}.{rest}") };
    (value.len() <= AMOUNT_DIGITS_MAX).then_some(value)
}

fn no_amount(text: &str) -> Reject {
    let text = quoted(text);
    Reject::new(
        RejectCode::Amount,
        Text::new(
            format!("金额“{text}”读不懂；请写成 USD 4200000 或 420万美元"),
            format!("the amount \"{text}\" cannot be read; write it like USD 4200000 or 12.50 EUR"),
        ),
    )
}

fn no_currency(text: &str) -> Reject {
    let text = quoted(text);
    Reject::new(
        RejectCode::Amount,
        Text::new(
            format!("币种“{text}”不明；请写代码，如 USD、EUR、CNY"),
            format!("the currency \"{text}\" is not clear; write its code, like USD, EUR, CNY"),
        ),
    )
}

/// The items of a list. A comma stands inside numbers (10,945,648) and names, so it does not part them.
pub(super) fn list(text: &str) -> Vec<String> {
    let parts = text.split(['；', ';', '、', '\n', '|']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The items of a list of words, where commas part as well.
pub(super) fn word_list(text: &str) -> Vec<String> {
    list(&text.replace([',', '，', '/'], ";"))
}
