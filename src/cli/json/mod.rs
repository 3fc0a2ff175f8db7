//! The JSON that others rely on: one file a kind of record. Names are promises, held by `schemas/` and a test.

mod abroad;
mod affair;
mod alert;
mod dispute;
mod dossier;
mod duty;
mod inspection;
mod papers;
mod referral;
mod roster;
mod stages;
mod status;

pub use affair::{affair, unit};
pub use alert::alert;
pub use dispute::{dispute, dispute_row};
pub use dossier::route;
pub use duty::duty;
pub use inspection::inspection;
pub use referral::{referral, referral_row};
pub use roster::{agency, agency_row, body, expert, expert_row, matched};
pub use status::{happening, offer, peer, status, verified};

use super::acting::Acting;
use crate::boards::views::View;
use crate::calendar::{self, Calendar, Rules};
use crate::casework::alert::{CapUrgency, UrgencyDays};
use crate::casework::ids::UnitId;
use crate::casework::unit::{Post, UnitCard};
use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

/// Who reads, and when: what only time changes is computed here.
pub struct Lens<'a> {
    pub zh: bool,
    now: DateTime<FixedOffset>,
    zone: Tz,
    calendar: Option<&'static Calendar>,
    days: UrgencyDays,
    units: &'a [UnitCard],
}

impl<'a> Lens<'a> {
    /// Now, by the daemon's clock.
    pub const fn now(&self) -> DateTime<FixedOffset> {
        self.now
    }

    /// What the officer of this post sees, by the daemon's clock in the zone of the unit.
    pub fn new(acting: &'a Acting, post: &Post, zh: bool) -> Self {
        let unit = acting.unit(post.unit);
        Self {
            zh,
            now: acting.me.now,
            zone: unit.and_then(|unit| unit.zone.parse().ok()).unwrap_or(Tz::Asia__Shanghai),
            calendar: unit.and_then(|unit| Rules::shared().calendar(&unit.calendar)),
            days: acting.me.urgency,
            units: &acting.me.units,
        }
    }

    /// Calendar days to the instant a forum closes, in the zone of the unit.
    pub fn days_left(&self, cutoff_at: DateTime<FixedOffset>) -> i64 {
        calendar::days_left(cutoff_at, self.now.with_timezone(&Utc), self.zone)
    }

    /// The CAP word for how near the deadline is, in working days of the unit.
    fn urgency(&self, cutoff_at: Option<DateTime<FixedOffset>>) -> CapUrgency {
        let (deadline, now) = (cutoff_at.map(|at| at.to_utc()), self.now.to_utc());
        self.days.urgency(deadline, now, (self.calendar, self.zone), false)
    }

    /// The code of a unit, when it is known here.
    fn unit_code(&self, id: UnitId) -> Option<&str> {
        self.units.iter().find(|unit| unit.id == id).map(|unit| unit.code.as_str())
    }

    /// The code of a unit by its name.
    fn code_of_name(&self, name: &str) -> Option<&str> {
        self.units.iter().find(|unit| unit.name_zh == name || unit.name_en == name).map(|unit| unit.code.as_str())
    }
}

/// The unit in a number that officers say on the phone.
fn unit_of(number: &str) -> &str {
    number.split('-').next().unwrap_or_default()
}

/// Any record, whole.
pub fn record(view: &View, lens: &Lens<'_>) -> Value {
    match view {
        View::Dispute(view) => dispute(view, lens),
        View::Alert(view) => alert(&view.alert),
        View::Referral(view) => referral(view, lens),
        View::Expert(view) => expert(view),
        View::Agency(view) => agency(view),
        View::Affair(view) => affair(view, lens.zh),
        View::Unit(view) => unit(view),
    }
}

/// A list: the rows with the total, whether there are more, and the cursor to go on after.
pub fn list(rows: Vec<Value>, total: u64, more: bool, after: Option<String>) -> Value {
    json!({
        "schema": "dutydesk/list/1",
        "total": total,
        "more": more,
        "after": after,
        "rows": rows,
    })
}

/// Puts further members into an object.
fn with(object: Value, more: Value) -> Value {
    let (mut all, more) = (members(object), members(more));
    all.extend(more);
    Value::Object(all)
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => Map::from_iter([("value".to_owned(), other)]),
    }
}
