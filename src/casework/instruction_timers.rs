//! The clock of a request for instruction: the day for its reply went by without one.

use super::command::SystemAct;
use super::state::UnitState;
use crate::calendar::Rules;
use chrono::{DateTime, NaiveTime, Utc};

/// When each of them falls due: written by the asker, for it owns the question.
pub fn all<'a>(state: &'a UnitState, rules: &'a Rules) -> impl Iterator<Item = (DateTime<Utc>, SystemAct)> + 'a {
    let own = state.affairs.values().filter_map(|file| Some((file.id, file.affair.instruction()?)));
    let waiting = own.filter(|(_, one)| one.waits() && one.paper.from == state.id());
    waiting.filter_map(move |(affair, one)| {
        let due = one.paper.due.filter(|due| !one.overdue.contains(due))?;
        // The day after begins where the answer is written.
        let zone =
            super::referral_timers::unit_clock(state, rules, one.paper.to).map_or(chrono_tz::UTC, |clock| clock.zone);
        let at = due.succ_opt()?.and_time(NaiveTime::MIN).and_local_timezone(zone).earliest()?.to_utc();
        Some((at, SystemAct::NoReply { affair, due }))
    })
}
