//! The figures of a dispute's service clocks and visits, from `rules/stages.toml`.

use super::dispute::Dispute;
use super::handbook::Unfit;
use super::state::UnitState;
use super::timers::in_range;
use super::words::DisputeKind;
use crate::calendar::{Rules, WorkingClock, WorkingHours};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A figure longer than this is a slip of the pen: ten years in days.
const DAYS_MAX: u16 = 3_650;

/// The figures.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageRules {
    pub accept_working_days: u16,
    pub first_guidance_working_days: u16,
    pub green_guidance_working_days: u16,
    pub green_proof_working_days: u16,
    pub reopen_window_days: u16,
    visit_after_days: Vec<u16>,
    visit_by_kind: BTreeMap<String, Vec<u16>>,
}

impl StageRules {
    /// The file that comes with the program.
    pub const TEXT: &str = include_str!("../../rules/stages.toml");

    /// Reads the figures, each checked.
    ///
    /// # Errors
    /// What is missing, unknown or no figure.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let rules: Self = toml::from_str(text)?;
        if let Some(kind) = rules.visit_by_kind.keys().find(|kind| DisputeKind::parse(kind).is_none()) {
            return Err(Unfit::new(
                format!("visit_by_kind: 没有纠纷类型“{kind}”"),
                format!("visit_by_kind: there is no kind \"{kind}\""),
            ));
        }
        in_range(
            &[
                ("accept_working_days", rules.accept_working_days),
                ("first_guidance_working_days", rules.first_guidance_working_days),
                ("green_guidance_working_days", rules.green_guidance_working_days),
                ("green_proof_working_days", rules.green_proof_working_days),
                ("reopen_window_days", rules.reopen_window_days),
            ],
            DAYS_MAX,
        )?;
        let by_kind = rules.visit_by_kind.iter().map(|(kind, days)| (kind.as_str(), days));
        for (name, days) in by_kind.chain([("visit_after_days", &rules.visit_after_days)]) {
            if days.is_empty() {
                return Err(Unfit::new(
                    format!("{name}: 结案后至少回访一次"),
                    format!("{name}: a closed case is visited at least once"),
                ));
            }
            in_range(&days.iter().map(|days| (name, *days)).collect::<Vec<_>>(), DAYS_MAX)?;
        }
        Ok(rules)
    }

    /// The figures that come with the program.
    ///
    /// # Panics
    /// Never: a test reads the file that is compiled in.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<StageRules> = LazyLock::new(|| {
            StageRules::read(StageRules::TEXT).expect("the file that is compiled in is read by a test")
        });
        &SHARED
    }

    /// Working days within which guidance of this dispute begins.
    pub fn guidance_days(&self, dispute: &Dispute) -> u16 {
        if dispute.intake.is_green() { self.green_guidance_working_days } else { self.first_guidance_working_days }
    }

    /// Days after the close at which a case of this kind is visited.
    pub fn visits(&self, kind: DisputeKind) -> &[u16] {
        self.visit_by_kind.get(kind.code()).unwrap_or(&self.visit_after_days)
    }
}

/// The working time of this unit; none when its zone or calendar is not known here.
pub fn our_clock<'a>(state: &UnitState, rules: &'a Rules) -> Option<WorkingClock<'a>> {
    let card = state.card.as_ref()?;
    let calendar = rules.calendar(&card.calendar)?;
    Some(WorkingClock { calendar, zone: card.zone.parse().ok()?, hours: WorkingHours::default() })
}

/// The instant at which a day of this unit is over.
pub fn end_of_day(state: &UnitState, day: NaiveDate) -> Option<DateTime<Utc>> {
    let zone: chrono_tz::Tz = state.card.as_ref()?.zone.parse().ok()?;
    let next = day.succ_opt()?.and_time(NaiveTime::MIN);
    next.and_local_timezone(zone).earliest().map(|at| at.to_utc())
}
