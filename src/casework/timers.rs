//! Service clocks: what is due now, as acts of the unit that owns the object. Pure: asked at any `now`, after any
//! downtime, each clock is answered once, for what it wrote is in the state.

use super::access;
use super::alert_timers::due_watch;
use super::clocks;
use super::command::SystemAct;
use super::consultation;
use super::handbook::Unfit;
use super::handbook::figures::Figures;
use super::ids::RecordId;
use super::index::second;
use super::instruction_timers;
use super::referral::HoldCode;
use super::state::UnitState;
use super::words::vocabulary;
use crate::calendar::Rules;
use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Deserializer};
use std::sync::LazyLock;

vocabulary! {
    /// A service clock of a referral.
    Timer {
        Transport "T1" "传输迟" "transport late",
        Sign "T2" "逾时未签收" "not signed in time",
        Expire "T2+" "不再等待签收" "no longer waits for the signature",
        Answer "T3" "逾期未定是否受理" "neither accepted nor returned in time",
        Supplement "T4" "逾期未补正" "not supplemented in time",
        Urge "T5" "到期催办" "overdue",
        Notice "T5+" "逾期通报" "long overdue",
        Supervise "T5++" "逾期督办" "overdue under supervision",
        Silence "T6" "久无进展" "silent",
        Confirm "T7" "未经确认办结" "not confirmed",
        Recall "T8" "撤回逾期未答复" "recall not answered in time",
        Review "review" "复查日已过" "review date passed",
    }
}

impl Timer {
    /// Is it for the keeper of the leg to write down that it rang? The rest is the sender's.
    pub const fn is_the_keepers(self) -> bool {
        match self {
            Self::Answer | Self::Supplement | Self::Review => true,
            Self::Transport
            | Self::Sign
            | Self::Expire
            | Self::Urge
            | Self::Notice
            | Self::Supervise
            | Self::Silence
            | Self::Confirm
            | Self::Recall => false,
        }
    }
}

/// A figure of a clock beyond this is a slip of the pen: a quarter in hours.
const FIGURE_MAX: u16 = 2_200;

/// The figures of the clocks, from `rules/timers.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerRules {
    pub transport_hours: u16,
    pub sign_working_hours: u16,
    pub grace_working_hours: u16,
    pub answer_working_days: u16,
    pub supplement_working_days: u16,
    pub clarify_working_days: u16,
    pub silence_working_days: u16,
    pub confirm_working_days: u16,
    pub recall_working_days: u16,
    pub notice_working_days: u16,
    pub expert_answer_working_days: u16,
    pub supervise_working_days: u16,
    /// Minutes in which something immediate is signed for, by day and by night.
    pub immediate_sign_minutes: u16,
    /// Reasons of rest that stop the clock of the due date.
    #[serde(deserialize_with = "hold_codes")]
    pub hold_stops_clock: Vec<HoldCode>,
    /// On the recipient's wall: nobody is urged from then on,
    pub quiet_from: NaiveTime,
    /// until then.
    pub quiet_to: NaiveTime,
}

impl TimerRules {
    /// The file that comes with the program.
    pub const TEXT: &str = include_str!("../../rules/timers.toml");

    /// Reads the figures, each checked.
    ///
    /// # Errors
    /// What is missing, unknown or no figure.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let rules: Self = toml::from_str(text)?;
        let figures = [
            ("transport_hours", rules.transport_hours),
            ("sign_working_hours", rules.sign_working_hours),
            ("grace_working_hours", rules.grace_working_hours),
            ("answer_working_days", rules.answer_working_days),
            ("supplement_working_days", rules.supplement_working_days),
            ("clarify_working_days", rules.clarify_working_days),
            ("silence_working_days", rules.silence_working_days),
            ("confirm_working_days", rules.confirm_working_days),
            ("recall_working_days", rules.recall_working_days),
            ("notice_working_days", rules.notice_working_days),
            ("expert_answer_working_days", rules.expert_answer_working_days),
            ("supervise_working_days", rules.supervise_working_days),
            ("immediate_sign_minutes", rules.immediate_sign_minutes),
        ];
        in_range(&figures, FIGURE_MAX)?;
        match rules.supervise_working_days > rules.notice_working_days {
            true => Ok(rules),
            false => Err(Unfit::new(
                "supervise_working_days: 督办在通报之后, 须大于 notice_working_days",
                "supervise_working_days: supervision follows the notice, so it is above notice_working_days",
            )),
        }
    }

    /// The figures that come with the program.
    ///
    /// # Panics
    /// Never: a test reads the file that is compiled in.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<TimerRules> = LazyLock::new(|| {
            TimerRules::read(TimerRules::TEXT).expect("the file that is compiled in is read by a test")
        });
        &SHARED
    }

    /// Does the clock of the due date stand while work rests for this reason?
    pub fn stops_clock(&self, code: HoldCode) -> bool {
        self.hold_stops_clock.contains(&code)
    }

    /// Is nobody to be urged at this hour of the recipient's wall?
    pub fn is_quiet(&self, wall: NaiveTime) -> bool {
        match self.quiet_from <= self.quiet_to {
            true => wall >= self.quiet_from && wall < self.quiet_to,
            // Through midnight.
            false => wall >= self.quiet_from || wall < self.quiet_to,
        }
    }
}

/// Refuses the first figure that is zero or beyond the most, by its name.
pub(super) fn in_range(figures: &[(&str, u16)], most: u16) -> Result<(), Unfit> {
    match figures.iter().find(|(_, figure)| *figure == 0 || *figure > most) {
        None => Ok(()),
        Some((name, figure)) => Err(Unfit::new(
            format!("{name} = {figure}: 须在 1 到 {most} 之间"),
            format!("{name} = {figure}: it is 1 to {most}"),
        )),
    }
}

fn hold_codes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<HoldCode>, D::Error> {
    let words = Vec::<String>::deserialize(from)?;
    let read = |word: &String| {
        HoldCode::parse(word).ok_or_else(|| serde::de::Error::custom(format!("no reason of rest \"{word}\"")))
    };
    words.iter().map(read).collect()
}

/// What this unit's clocks ask for at `now`, in the order in which it was due.
pub fn due_timers(state: &UnitState, figures: &Figures, rules: &Rules, now: DateTime<Utc>) -> Vec<SystemAct> {
    let records = state.index.ringing(second(now));
    due_of((state, figures, rules), now, &records, true)
}

/// What the clocks of these records ask for at `now`, and with `rest` those of everything that is kept in memory, in
/// the order in which it was due.
pub fn due_of(
    (state, figures, rules): (&UnitState, &Figures, &Rules),
    now: DateTime<Utc>,
    records: &[RecordId],
    rest: bool,
) -> Vec<SystemAct> {
    let of_record = |id: &RecordId| clocks::ringing(state, figures, rules, *id);
    let mut due: Vec<(DateTime<Utc>, SystemAct)> = records.iter().flat_map(of_record).collect();
    if rest {
        due.extend(access::ends(state));
        due.extend(instruction_timers::all(state, rules));
        due.extend(due_watch(state, &figures.alerts, now));
        due.extend(consultation::timers::due(state, &figures.timers, rules, now));
    }
    due.retain(|(at, _)| *at <= now);
    due.sort_by_key(|(at, act)| (*at, format!("{act:?}")));
    due.into_iter().map(|(_, act)| act).collect()
}
