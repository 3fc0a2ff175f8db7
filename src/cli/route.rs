//! `route`: who should own, assist in and coordinate a dispute, by the rules of routing, and why. Changes nothing.

use super::acting::Acting;
use super::caller::Caller;
use super::json;
use super::report::CliError;
use super::table::pairs;
use crate::boards::views::View;
use crate::calendar::Text;
use crate::casework::routing::{Proposal, Share};
use crate::wire::message::{Reply, Request};
use clap::Args;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Route {
    /// The dispute
    pub id: String,
}

impl Route {
    /// Proposes.
    ///
    /// # Errors
    /// When the record is not there, or is no dispute.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let (id, _) = acting.resolve(&self.id)?;
        let Reply::View(view) = acting.line.ask(Request::Show(id))? else { return Err(CliError::odd_answer()) };
        let View::Dispute(view) = *view else {
            let text = Text::new(format!("{} 不是纠纷", self.id), format!("{} is no dispute", self.id));
            return Err(CliError::NotThere(text));
        };
        let route = &view.advice.route;
        let mut reply = json::route(route, caller.zh);
        if let serde_json::Value::Object(members) = &mut reply {
            members.insert("schema".to_owned(), "dutydesk/route/1".into());
            members.insert("dispute".to_owned(), view.dispute.number.clone().into());
        }
        caller.print(&reply, || pairs(&rows(route, caller.zh)))
    }
}

/// A proposal as a person reads it.
pub fn rows(route: &Proposal, zh: bool) -> Vec<(&'static str, String)> {
    let word = |zh_word: &'static str, en: &'static str| if zh { zh_word } else { en };
    let share = |one: &Share| format!("{} {} ({})", one.code, one.name.pick(zh), one.why.pick(zh));
    let home = route.home.as_ref().map(|(code, why)| format!("{code} ({})", why.pick(zh)));
    let co_owners: Vec<String> = route.co_owners.iter().map(share).collect();
    let lacks: Vec<&str> = route.lacks.iter().map(|one| one.pick(zh)).collect();
    vec![
        (word("住所", "home"), home.unwrap_or_default()),
        (word("负责中心", "owner"), route.owner.as_ref().map(share).unwrap_or_default()),
        (word("协办中心", "co-owners"), co_owners.join("\n")),
        (word("协调中心", "coordinator"), route.coordinator.as_ref().map(share).unwrap_or_default()),
        (word("欠缺", "lacking"), lacks.join("\n")),
    ]
}
