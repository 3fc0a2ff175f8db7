//! Why a date cannot be computed: one line each, saying what to do, in both languages.

use chrono::NaiveDate;

/// A question that has no date for an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("no deadline rule '{id}'{}; `dutydesk deadline --list` shows them all", did_you_mean(.near))]
    UnknownRule { id: String, near: Vec<String> },
    #[error("no calendar '{code}'; take one of {}", .known.join(", "))]
    UnknownCalendar { code: String, known: Vec<String> },
    #[error("rule {rule} is not in force on {trigger} ({}){}", span(.from, .to), use_instead(.instead))]
    NotInForce {
        rule: String,
        trigger: NaiveDate,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        /// The rule of the same family that governs that day.
        instead: Option<String>,
    },
    #[error(
        "{date} is out of range: deadlines are computed for events from {} to {}",
        super::TRIGGER_YEAR_MIN,
        super::TRIGGER_YEAR_MAX
    )]
    OutOfRange { date: NaiveDate },
    #[error("received on {received}, before the document's own date {trigger}: check both dates")]
    ReceivedTooEarly { received: NaiveDate, trigger: NaiveDate },
    #[error("{given} days closed by hand; at most {max} are taken: put a longer closure into a calendar file")]
    TooManyClosures { given: usize, max: usize },
    #[error(
        "no open day within two months of {date} in {calendars}: check the calendar file and the days closed by hand"
    )]
    NeverOpen { date: NaiveDate, calendars: String },
}

impl CalendarError {
    /// The same line in Chinese.
    pub fn zh(&self) -> String {
        match self {
            CalendarError::UnknownRule { id, near } => {
                let near = match near.as_slice() {
                    [] => String::new(),
                    near => format!(", 是否要 {}", near.join(" 或 ")),
                };
                format!("没有时限规则“{id}”{near}; 全部规则见 `dutydesk deadline --list`")
            }
            CalendarError::UnknownCalendar { code, known } => {
                format!("没有日历“{code}”; 可用: {}", known.join(", "))
            }
            CalendarError::NotInForce { rule, trigger, from, to, instead } => {
                let from = from.map_or(String::new(), |day| format!("{day}起"));
                let to = to.map_or(String::new(), |day| format!("至{day}止"));
                let instead =
                    instead.as_ref().map_or(", 库中没有当日适用的规则, 请核对法条".to_owned(), |id| {
                        format!("; 请改用 {id}")
                    });
                format!("规则 {rule} 在 {trigger} 不适用({from}{to}){instead}")
            }
            CalendarError::OutOfRange { date } => {
                format!("{date} 超出范围: 只计算 {} 至 {} 年的事件", super::TRIGGER_YEAR_MIN, super::TRIGGER_YEAR_MAX)
            }
            CalendarError::ReceivedTooEarly { received, trigger } => {
                format!("收到日 {received} 早于文书日期 {trigger}: 请核对两个日期")
            }
            CalendarError::TooManyClosures { given, max } => {
                format!("手工录入的闭门日有 {given} 天, 最多 {max} 天: 更长的请写入日历文件")
            }
            CalendarError::NeverOpen { date, calendars } => {
                format!("{calendars} 在 {date} 前后两个月内没有办公日: 请核对日历文件和手工闭门日")
            }
        }
    }
}

fn did_you_mean(near: &[String]) -> String {
    match near {
        [] => String::new(),
        near => format!("; did you mean {}?", near.join(" or ")),
    }
}

fn use_instead(instead: &Option<String>) -> String {
    match instead {
        Some(id) => format!("; use {id}"),
        None => "; no rule for that day is loaded: check the law itself".to_owned(),
    }
}

fn span(from: &Option<NaiveDate>, to: &Option<NaiveDate>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("valid {from} to {to}"),
        (Some(from), None) => format!("valid from {from}"),
        (None, Some(to)) => format!("valid until {to}"),
        (None, None) => "always valid".to_owned(),
    }
}
