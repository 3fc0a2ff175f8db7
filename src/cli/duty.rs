//! `list duty`: what needs a hand now, and the center in numbers.

use super::acting::Acting;
use super::caller::Caller;
use super::json::{self, Lens};
use super::report::CliError;
use super::table::table;
use crate::boards::duty::{Duty, Item};
use crate::wire::message::{Reply, Request};

/// Prints it.
///
/// # Errors
/// When no post may ask, or the line breaks.
pub fn run(caller: &Caller) -> Result<(), CliError> {
    let mut acting = Acting::open(caller)?;
    let post = acting.first()?;
    let Reply::Duty(duty) = acting.line.ask(Request::Duty)? else { return Err(CliError::odd_answer()) };
    let board = json::duty(&duty, &Lens::new(&acting, &post, caller.zh));
    caller.print(&board, || {
        let rows: Vec<Vec<String>> = duty.items.iter().map(|item| row(item, caller.zh)).collect();
        let headings = if caller.zh {
            ["到", "为什么", "类别", "编号", "状态", "事项"]
        } else {
            ["by", "why", "kind", "number", "state", "what"]
        };
        table(&headings, &rows)
    })?;
    caller.tell(&told(&duty, true), &told(&duty, false));
    Ok(())
}

fn row(item: &Item, zh: bool) -> Vec<String> {
    vec![
        item.at.map(|at| at.format("%m-%d %H:%M").to_string()).unwrap_or_default(),
        item.why.word(zh).to_owned(),
        item.about.word(zh).to_owned(),
        item.number().to_owned(),
        item.state().pick(zh).to_owned(),
        item.title().pick(zh).to_owned(),
    ]
}

fn told(duty: &Duty, zh: bool) -> String {
    let (listed, all, counts) = (duty.items.len(), duty.totals.now, &duty.counts);
    if zh {
        format!("{listed} / 共 {all} 项; 在办 {} 未受理 {} 等待 {}", counts.open, counts.new, counts.waiting)
    } else {
        format!("{listed} of {all} items; {} open, {} new, {} waiting", counts.open, counts.new, counts.waiting)
    }
}
