//! `deadline`: computes a legal date and explains it, lists the rules, checks worked cases: none of these needs a store
//! or a daemon. And the open deadlines that the rules of today would move, which the daemon knows.

use super::acting::Acting;
use super::caller::{Caller, write_json};
use super::fields::day;
use super::json;
use super::put::Carried;
use super::report::CliError;
use super::table::{pairs, table};
use crate::calendar::{Computed, DeadlineRule, Question, Text, check_examples, compute};
use crate::casework::moved::Moved;
use crate::wire::message::{Reply, Request};
use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What may be typed.
#[derive(Debug, Args)]
pub struct Deadline {
    /// The rule's id, as `--list` shows it
    #[arg(required_unless_present_any = ["list", "check", "moved"], requires = "trigger")]
    pub rule: Option<String>,
    /// The day of the event, e.g. 2026-11-23; with --list a word of the event, e.g. service
    #[arg(long, value_name = "DATE")]
    pub trigger: Option<String>,
    /// Calendars instead of the rule's own
    #[arg(long = "calendar", value_name = "CODE")]
    pub calendars: Vec<String>,
    /// How the document was served: mail, mail-abroad …
    #[arg(long, value_name = "METHOD")]
    pub service: Option<String>,
    /// The day the document really came, where it came late
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub received: Option<NaiveDate>,
    /// A day on which the forum was closed for once
    #[arg(long = "closed", value_name = "DATE", value_parser = day)]
    pub extra_closed: Vec<NaiveDate>,
    /// The rules
    #[arg(long, conflicts_with = "rule")]
    pub list: bool,
    /// Only rules of this forum: a part of its name
    #[arg(long, value_name = "WORD", requires = "list")]
    pub forum: Option<String>,
    /// Only rules of this country or office: US, EP, EM, UP …
    #[arg(long, value_name = "CODE", requires = "list")]
    pub jurisdiction: Option<String>,
    /// A CSV of worked cases, computed again
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rule", "list"])]
    pub check: Option<PathBuf>,
    /// Open deadlines that the rules of today would move; none moves by itself
    #[arg(long, conflicts_with_all = ["rule", "list", "check"])]
    pub moved: bool,
}

impl Deadline {
    /// Computes, lists or checks.
    ///
    /// # Errors
    /// An unknown rule or calendar, a rule not in force, a file that is not there.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        if self.moved {
            return moved(caller);
        }
        if self.list {
            return self.list(caller);
        }
        if let Some(path) = &self.check {
            return check(caller, path);
        }
        let (Some(rule), Some(trigger)) = (self.rule, &self.trigger) else {
            return Err(CliError::usage("请写规则和 --trigger", "name a rule and --trigger"));
        };
        let trigger =
            day(trigger).map_err(|how| CliError::usage(format!("--trigger: {how}"), format!("--trigger: {how}")))?;
        let question = Question {
            rule,
            trigger,
            calendars: self.calendars,
            service: self.service,
            received: self.received,
            extra_closed: self.extra_closed,
        };
        let computed = compute(&caller.rules(), &question)?;
        caller.print(&computed.json(caller.zh), || told(&computed, caller))
    }

    fn list(&self, caller: &Caller) -> Result<(), CliError> {
        let rules = caller.rules();
        let rules: Vec<&DeadlineRule> = rules.rules().iter().filter(|rule| self.wants(rule)).collect();
        let rows: Vec<Value> = rules.iter().map(|rule| rule_json(rule, caller.zh)).collect();
        if caller.globals.jsonl {
            return rows.iter().try_for_each(write_json);
        }
        let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        caller.print(&json::list(rows, total, false, None), || {
            let cells: Vec<Vec<String>> = rules.iter().map(|rule| rule_cells(rule, caller.zh)).collect();
            let headings = if caller.zh {
                ["规则", "国", "机构", "期间", "触发", "依据"]
            } else {
                ["rule", "st3", "forum", "period", "trigger", "citation"]
            };
            table(&headings, &cells)
        })
    }

    /// Does the rule pass the filters of the list? Words are found in either language.
    fn wants(&self, rule: &DeadlineRule) -> bool {
        let within = |word: &Option<String>, text: &Text| {
            let found = |word: &String| {
                let word = word.to_lowercase();
                text.zh.to_lowercase().contains(&word) || text.en.to_lowercase().contains(&word)
            };
            word.as_ref().is_none_or(found)
        };
        let here = self.jurisdiction.as_ref().is_none_or(|code| rule.st3.eq_ignore_ascii_case(code));
        here && within(&self.forum, &rule.forum) && within(&self.trigger, &rule.trigger)
    }
}

fn told(computed: &Computed, caller: &Caller) -> String {
    let zh = caller.zh;
    let say = |texts: &[Text]| texts.iter().map(|text| text.pick(zh)).collect::<Vec<_>>().join("\n");
    pairs(&[
        (caller.pick("规则", "rule"), format!("{} {}", computed.rule, computed.title.pick(zh))),
        (caller.pick("事件", "event"), format!("{} {}", computed.trigger, computed.event.pick(zh))),
        (caller.pick("法定日", "due"), computed.due.to_string()),
        (caller.pick("稳妥日", "safe"), computed.safe.to_string()),
        (
            caller.pick("关门", "closes"),
            format!("{} ({})", computed.cutoff_at.format("%Y-%m-%d %H:%M %:z"), computed.zone),
        ),
        (caller.pick("最迟", "outer"), computed.outer.map(|day| day.to_string()).unwrap_or_default()),
        (caller.pick("计算", "steps"), say(&computed.steps)),
        (caller.pick("注意", "warnings"), say(&computed.warnings)),
        (caller.pick("可变", "may change"), say(&computed.changes)),
        (caller.pick("依据", "citation"), format!("{} {}", computed.citation, computed.source)),
        (caller.pick("历法", "calendar"), computed.calendar.join(", ")),
    ])
}

fn rule_json(rule: &DeadlineRule, zh: bool) -> Value {
    json!({
        "rule": rule.id,
        "version": rule.version,
        "st3": rule.st3,
        "forum": rule.forum.pick(zh),
        "title": rule.title.pick(zh),
        "trigger": rule.trigger.pick(zh),
        "period": rule.period.text().pick(zh),
        "calendars": rule.calendars,
        "services": rule.services.iter().map(|service| service.method.as_str()).collect::<Vec<_>>(),
        "kind": rule.kind,
        "hard": rule.hard,
        "citation": rule.citation,
        "source": rule.source,
        "confidence": rule.confidence.word(),
        "valid": { "from": rule.valid_from, "to": rule.valid_to },
    })
}

fn rule_cells(rule: &DeadlineRule, zh: bool) -> Vec<String> {
    let (period, trigger) = (rule.period.text(), &rule.trigger);
    vec![
        rule.id.clone(),
        rule.st3.clone(),
        rule.forum.pick(zh).to_owned(),
        period.pick(zh).to_owned(),
        trigger.pick(zh).to_owned(),
        rule.citation.clone(),
    ]
}

/// Every difference is shown; any makes exit code 1.
fn check(caller: &Caller, path: &Path) -> Result<(), CliError> {
    let file = Carried::read(path)?;
    let Ok(text) = String::from_utf8(file.bytes) else {
        return Err(CliError::Wrong(Text::new(
            "文件不是 UTF-8: 请另存为 UTF-8",
            "the file is not UTF-8: save it as UTF-8",
        )));
    };
    let differences = check_examples(&caller.rules(), &text);
    let rows: Vec<Value> = differences
        .iter()
        .map(|one| {
            json!({
                "line": one.line, "case": one.case, "rule": one.rule, "field": one.field,
                "expected": one.expected, "computed": one.computed,
            })
        })
        .collect();
    let reply = json!({ "schema": "dutydesk/check/1", "ok": rows.is_empty(), "differences": rows });
    caller.print(&reply, || {
        let cells: Vec<Vec<String>> = differences
            .iter()
            .map(|one| {
                let line = one.line.to_string();
                vec![
                    line,
                    one.case.clone(),
                    one.rule.clone(),
                    one.field.clone(),
                    one.expected.clone(),
                    one.computed.clone(),
                ]
            })
            .collect();
        let headings = if caller.zh {
            ["行", "例", "规则", "栏", "应为", "算得"]
        } else {
            ["line", "case", "rule", "field", "expected", "computed"]
        };
        if cells.is_empty() { caller.pick("全部相符", "all agree").to_owned() } else { table(&headings, &cells) }
    })?;
    if differences.is_empty() { Ok(()) } else { Err(CliError::SomeRefused) }
}

/// The deadlines that would move, soonest first; accepting is for `act ID recompute-deadline`.
fn moved(caller: &Caller) -> Result<(), CliError> {
    let mut acting = Acting::open(caller)?;
    let post = acting.first()?;
    acting.tell(caller, &post);
    let Reply::Moved { rows, total } = acting.line.ask(Request::Moved)? else { return Err(CliError::odd_answer()) };
    let lines: Vec<Value> = rows.iter().map(|row| moved_json(row, caller.zh)).collect();
    if caller.globals.jsonl {
        return lines.iter().try_for_each(write_json);
    }
    let more = total > lines.len() as u64;
    caller.print(&json::list(lines, total, more, None), || {
        if rows.is_empty() {
            return caller.pick("没有时限要移动", "no deadline would move").to_owned();
        }
        let headings = if caller.zh {
            ["纠纷", "时限", "规则", "原稳妥日", "现稳妥日", "原法定日", "现法定日", "为什么"]
        } else {
            ["dispute", "no", "rule", "was safe", "now safe", "was due", "now due", "why"]
        };
        let cells: Vec<Vec<String>> = rows.iter().map(|row| moved_cells(row, caller.zh)).collect();
        table(&headings, &cells)
    })
}

fn moved_json(row: &Moved, zh: bool) -> Value {
    json!({
        "dispute": row.number,
        "internal_id": row.dispute,
        "no": row.no,
        "rule": row.rule,
        "was": { "due": row.was.due, "safe": row.was.safe },
        "now": row.now.map(|now| json!({ "due": now.due, "safe": now.safe })),
        "why": row.why.pick(zh),
    })
}

fn moved_cells(row: &Moved, zh: bool) -> Vec<String> {
    let now = |day: fn(crate::casework::deadline::Dates) -> NaiveDate| {
        row.now.map_or_else(|| "-".to_owned(), |dates| day(dates).to_string())
    };
    vec![
        row.number.clone(),
        row.no.to_string(),
        row.rule.clone(),
        row.was.safe.to_string(),
        now(|dates| dates.safe),
        row.was.due.to_string(),
        now(|dates| dates.due),
        row.why.pick(zh).to_owned(),
    ]
}
