//! Which open deadlines a changed rule or calendar would move. It lists them; an officer accepts each.

use super::deadline::{Dates, Deadline};
use super::dispute::Dispute;
use super::ids::RecordId;
use super::index::SOME_DAY;
use super::state::UnitState;
use crate::calendar::{Computed, Rules, Text, compute};
use serde::{Deserialize, Serialize};

/// An open deadline whose stored date is not what the rules of today say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub dispute: RecordId,
    pub number: String,
    /// The deadline within the dispute.
    pub no: u16,
    pub rule: String,
    pub was: Dates,
    /// None: the rules of today have no date for it.
    pub now: Option<Dates>,
    pub why: Text,
}

/// Every open deadline of the cases that this unit holds, computed again. Lazy: as long as there are deadlines.
pub fn moved<'a>(state: &'a UnitState, rules: &'a Rules) -> impl Iterator<Item = Moved> + 'a {
    let dated = state.index.falling(SOME_DAY).filter_map(|id| state.disputes.get(&id));
    let held = dated.filter(|dispute| state.custody_of(dispute.id).writes().is_some());
    held.flat_map(move |dispute| {
        let open = dispute.deadlines.iter().filter(|one| one.state.is_open());
        open.filter_map(move |one| moved_one(rules, dispute, one))
    })
}

fn moved_one(rules: &Rules, dispute: &Dispute, deadline: &Deadline) -> Option<Moved> {
    let question = deadline.asked()?;
    let before = &deadline.computed;
    let (now, why) = match compute(rules, &question) {
        Ok(now) if Dates::of(&now) == Dates::of(before) && now.cutoff_at == before.cutoff_at => return None,
        Ok(now) => (Some(Dates::of(&now)), reasons(before, &now)),
        Err(error) => (None, Text::new(error.zh(), error.to_string())),
    };
    Some(Moved {
        dispute: dispute.id,
        number: dispute.number.clone(),
        no: deadline.no,
        rule: before.rule.clone(),
        was: Dates::of(before),
        now,
        why,
    })
}

/// What made a date change, in one line; the dates themselves stand beside it.
pub fn reasons(before: &Computed, now: &Computed) -> Text {
    let mut all: Vec<Text> = Vec::new();
    let mut differs = |zh: &str, en: &str, was: String, is: String| {
        if was != is {
            all.push(Text::new(format!("{zh} {was} → {is}"), format!("{en} {was} -> {is}")));
        }
    };
    let rule = |one: &Computed| format!("{} v{}", one.rule, one.rule_version);
    differs("规则", "rule", rule(before), rule(now));
    differs("历法", "calendar", before.calendar.join(", "), now.calendar.join(", "));
    if Dates::of(before) == Dates::of(now) {
        differs("关门", "closing", before.cutoff_at.to_rfc3339(), now.cutoff_at.to_rfc3339());
    }
    if all.is_empty() {
        return Text::new("规则或历法内容有变, 版本号未变", "the rule or calendar changed under the same version");
    }
    let join = |pick: fn(&Text) -> &str| all.iter().map(pick).collect::<Vec<_>>().join("; ");
    Text::new(join(|one| &one.zh), join(|one| &one.en))
}
