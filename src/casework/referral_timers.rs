//! The clocks that run on a referral, by where it stands. Each runs in the working time of the side that has the ball,
//! and stands while another side has it.

use super::command::SystemAct;
use super::ids::UnitId;
use super::line::Line;
use super::referral::{Recipient, Referral, ReferralFile};
use super::standing::{Standing, standing};
use super::state::UnitState;
use super::timers::{Timer, TimerRules};
use crate::calendar::{Calendar, Pause, Rules, WorkingClock, WorkingHours};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

/// Every clock of ours on a referral that has not rung, with the instant at which it does.
pub(super) fn all(
    state: &UnitState,
    figures: &TimerRules,
    rules: &Rules,
    file: &ReferralFile,
) -> Vec<(DateTime<Utc>, SystemAct)> {
    let clocks = Clocks { state, figures, rules };
    let me = state.id();
    let ours = |file: &ReferralFile, timer: Timer| match timer.is_the_keepers() {
        true => file.keeper() == Some(me),
        false => file.sender == me,
    };
    let running = clocks.of(file).into_iter().filter(|(timer, _)| ours(file, *timer));
    running.map(|(timer, due)| (due, SystemAct::Ring { referral: file.id, timer, due })).collect()
}

/// The clocks that run on one referral, on either side, and when each rings.
pub fn running(
    state: &UnitState,
    figures: &TimerRules,
    rules: &Rules,
    file: &ReferralFile,
) -> Vec<(Timer, DateTime<Utc>)> {
    Clocks { state, figures, rules }.of(file)
}

struct Clocks<'a> {
    state: &'a UnitState,
    figures: &'a TimerRules,
    rules: &'a Rules,
}

/// A clock and when it rings; none while it stands.
type Ringing = (Timer, Option<DateTime<Utc>>);

impl Clocks<'_> {
    /// The clocks that run and have not rung, with the instant at which each rings.
    fn of(&self, file: &ReferralFile) -> Vec<(Timer, DateTime<Utc>)> {
        let Some(referral) = &file.referral else { return Vec::new() };
        // A recipient whose calendar nobody knows has no working time: its clocks stand.
        let theirs = recipient_clock(self.state, self.rules, referral);
        let line = referral.to.unit().and_then(|to| self.state.lines.get(&to));
        let mut running = match standing(file, line) {
            Standing::Sent => vec![(Timer::Transport, self.transport(file, line))],
            Standing::Delivered => self.signing(file, theirs).into_iter().chain([self.answer(file, theirs)]).collect(),
            Standing::Signed => vec![self.answer(file, theirs)],
            Standing::NeedsInfo => vec![(Timer::Supplement, self.supplement(file))],
            Standing::InProgress => vec![(Timer::Silence, self.silence(file, theirs))],
            Standing::OnHold => vec![(Timer::Review, review(file, theirs))],
            Standing::Reported => {
                let from = file.leg.reported.as_ref().map(|(moment, ..)| moment.at.to_utc());
                let ours = self.clock(file.sender);
                vec![(Timer::Confirm, days_after(ours, from, self.figures.confirm_working_days))]
            }
            Standing::RecallPending | Standing::Expiring => {
                let from = file.recall.as_ref().map(|(at, _)| at.to_utc());
                vec![(Timer::Recall, days_after(theirs, from, self.figures.recall_working_days))]
            }
            Standing::Accepted | Standing::Clarifying => Vec::new(),
            Standing::TakenBack
            | Standing::Proposed
            | Standing::Queued
            | Standing::ClosedFull
            | Standing::ClosedPart
            | Standing::ClosedNone
            | Standing::Returned
            | Standing::Expired
            | Standing::Cancelled
            | Standing::Superseded
            | Standing::Failed
            | Standing::Following
            | Standing::Void => return Vec::new(),
        };
        running.extend(self.ladder(file, theirs));
        let running = running.into_iter().filter_map(|(timer, at)| Some((timer, at?)));
        running
            .filter(|(timer, at)| !file.rang.iter().chain(&file.leg.rang).any(|rang| *rang == (*timer, *at)))
            .collect()
    }

    /// T1 rings once: what is carried later on the line says nothing new of this referral.
    fn transport(&self, file: &ReferralFile, line: Option<&Line>) -> Option<DateTime<Utc>> {
        if file.has_rung(Timer::Transport) {
            return None;
        }
        let dispatched = file.leg.dispatched.as_ref().map(|moment| moment.at);
        let carried = line.and_then(|line| line.carried_at);
        let from = dispatched.or(carried).or(file.referral.as_ref().map(|referral| referral.submitted_at))?;
        Some(from.to_utc() + Duration::hours(self.figures.transport_hours.into()))
    }

    /// T2, and after it the time for which the sender waits. What is immediate is signed for by the rota, at any hour.
    fn signing(&self, file: &ReferralFile, theirs: Theirs<'_>) -> Vec<Ringing> {
        let from = file.leg.delivered.as_ref().map(|moment| moment.at.to_utc());
        let hours = |from: Option<DateTime<Utc>>, hours: u16| theirs?.add(from?, Duration::hours(hours.into()));
        let (sign, grace) = (self.figures.sign_working_hours, self.figures.grace_working_hours);
        let immediate = file.referral.as_ref().is_some_and(|referral| referral.matter.immediate);
        if immediate {
            let minutes = Duration::minutes(self.figures.immediate_sign_minutes.into());
            let sign = from.map(|from| from + minutes);
            return vec![(Timer::Sign, sign), (Timer::Expire, hours(sign, grace))];
        }
        vec![(Timer::Sign, hours(from, sign)), (Timer::Expire, hours(from, sign.saturating_add(grace)))]
    }

    /// T3 runs from the delivery, not from the signature; it stands while the sender or the coordinator has the ball.
    fn answer(&self, file: &ReferralFile, theirs: Theirs<'_>) -> Ringing {
        let working = |clock: &WorkingClock<'_>| {
            clock.hours.day_length().checked_mul(i32::from(self.figures.answer_working_days))
        };
        let rings = || {
            let clock = theirs?;
            let from = file.leg.delivered.as_ref()?.at.to_utc();
            clock.due(from, working(&clock)?, &self.pauses(file))
        };
        (Timer::Answer, rings())
    }

    fn supplement(&self, file: &ReferralFile) -> Option<DateTime<Utc>> {
        let asked = file.leg.questions.last().map(|(moment, _)| moment.at.to_utc());
        days_after(self.clock(file.sender), asked, self.figures.supplement_working_days)
    }

    fn silence(&self, file: &ReferralFile, theirs: Theirs<'_>) -> Option<DateTime<Utc>> {
        let leg = &file.leg;
        let words = [leg.started.as_ref().map(|one| one.at), leg.interim.last().map(|(one, _)| one.at)];
        let spoke = words.into_iter().chain([leg.rests.last().and_then(|rest| rest.to)]).flatten().max();
        days_after(theirs, spoke.map(|at| at.to_utc()), self.figures.silence_working_days)
    }

    /// What follows a due date that has passed: an urge letter, then a notice, then supervision.
    fn ladder(&self, file: &ReferralFile, theirs: Theirs<'_>) -> Vec<Ringing> {
        let Some(clock) = theirs else { return Vec::new() };
        let over = self.over(file, &clock);
        let immediate = file.referral.as_ref().is_some_and(|referral| referral.matter.immediate);
        let later = |days: u16| over.and_then(|over| clock.add_days(over, days.into()));
        vec![
            // The letter goes out when the recipient works, unless it is immediate.
            (Timer::Urge, over.and_then(|over| if immediate { Some(over) } else { clock.add(over, Duration::zero()) })),
            (Timer::Notice, later(self.figures.notice_working_days)),
            (Timer::Supervise, later(self.figures.supervise_working_days)),
        ]
    }

    /// The instant at which T5 is over; none while it stands, when there is no due date, or when the work is done.
    fn over(&self, file: &ReferralFile, clock: &WorkingClock<'_>) -> Option<DateTime<Utc>> {
        if file.leg.is_over() {
            // A report that was objected to has a short time of its own.
            let (objected, _) = file.objections.last().filter(|_| file.clarifying())?;
            return clock.add_days(objected.to_utc(), self.figures.clarify_working_days.into());
        }
        file.leg.delivered.as_ref()?;
        let due = end_of(file.works_until()?, clock.zone)?;
        let moved = moved_on(clock, due, self.pauses(file))?;
        if moved == due { Some(due) } else { end_of(moved.with_timezone(&clock.zone).date_naive(), clock.zone) }
    }

    /// The times in which the recipient did not have the ball, or rested for a reason that stops its clock.
    fn pauses(&self, file: &ReferralFile) -> Vec<Pause> {
        let answered = |round: usize| file.supplements.get(round).map(|(at, _)| at.to_utc());
        let questions = file.leg.questions.iter().enumerate();
        let questions = questions.map(|(no, (asked, _))| Pause { from: asked.at.to_utc(), to: answered(no) });
        let rests = file.leg.rests.iter().filter(|rest| self.figures.stops_clock(rest.code));
        let rests = rests.map(|rest| Pause { from: rest.from.to_utc(), to: rest.to.map(|to| to.to_utc()) });
        let ruled = file.rulings.first().map(|(at, _)| at.to_utc());
        let disputed = file.leg.return_asked.iter().map(|(asked, ..)| Pause { from: asked.at.to_utc(), to: ruled });
        questions.chain(rests).chain(disputed).chain(self.meanwhile(file)).collect()
    }

    /// While another way is tried, such as mediation, this one stands; failed, it goes on where it was.
    fn meanwhile(&self, file: &ReferralFile) -> Vec<Pause> {
        let case = file.referral.iter().map(|referral| referral.brief.dispute);
        let tried = case.flat_map(|case| self.state.referrals_of_case(case));
        let pause = |other: &ReferralFile| {
            let referral = other.referral.as_ref().filter(|referral| referral.terms.parent == Some(file.id))?;
            referral.matter.rule().filter(|rule| rule.pauses_parent && !other.is_proposal() && !other.unsent)?;
            Some(Pause { from: referral.submitted_at.to_utc(), to: other.ended_at().map(|at| at.to_utc()) })
        };
        tried.filter_map(|other| pause(other)).collect()
    }

    fn clock(&self, unit: UnitId) -> Theirs<'_> {
        unit_clock(self.state, self.rules, unit)
    }
}

/// A side's working time; none when its calendar is not known.
type Theirs<'a> = Option<WorkingClock<'a>>;

/// The working time of a unit, by its own calendar and zone.
pub fn unit_clock<'a>(state: &'a UnitState, rules: &'a Rules, unit: UnitId) -> Option<WorkingClock<'a>> {
    let card = match &state.card {
        Some(card) if card.id == unit => card,
        Some(_) | None => &state.lines.get(&unit)?.card,
    };
    let calendar = rules.calendar(&card.calendar)?;
    Some(WorkingClock { calendar, zone: card.zone.parse().ok()?, hours: WorkingHours::default() })
}

/// The working time of a recipient. An agency's is its own country's where its kind says so, else the sender's.
pub fn recipient_clock<'a>(state: &'a UnitState, rules: &'a Rules, referral: &Referral) -> Option<WorkingClock<'a>> {
    let agency = match referral.to {
        Recipient::Unit(unit) => return unit_clock(state, rules, unit),
        Recipient::Agency(agency) => agency,
    };
    let local = referral.matter.rule().is_some_and(|rule| rule.clock_of_recipient);
    let country = state.agencies.get(&agency).filter(|_| local).map(|agency| agency.draft.country.as_str());
    match country.and_then(|country| calendar_of(rules, country)) {
        Some(calendar) => Some(WorkingClock { calendar, zone: calendar.zone, hours: WorkingHours::default() }),
        None => unit_clock(state, rules, referral.from),
    }
}

/// The calendar of a country: the one of its name, else that of its federation, else of its first part.
fn calendar_of<'a>(rules: &'a Rules, country: &str) -> Option<&'a Calendar> {
    let part = format!("{country}-");
    rules
        .calendar(country)
        .or_else(|| rules.calendar(&format!("{part}FED")))
        .or_else(|| rules.calendars().find(|calendar| calendar.code.starts_with(&part)))
}

fn days_after(clock: Theirs<'_>, from: Option<DateTime<Utc>>, days: u16) -> Option<DateTime<Utc>> {
    clock?.add_days(from?, days.into())
}

fn review(file: &ReferralFile, theirs: Theirs<'_>) -> Option<DateTime<Utc>> {
    let (_, _, review, _) = file.leg.held.as_ref()?;
    end_of(*review, theirs?.zone)
}

/// The instant at which a day is over on the wall of a zone.
fn end_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let next = day.succ_opt()?.and_time(NaiveTime::MIN);
    next.and_local_timezone(zone).earliest().map(|at| at.to_utc())
}

/// A due instant moved on by the working time for which its clock stood; none while it stands.
fn moved_on(clock: &WorkingClock<'_>, due: DateTime<Utc>, mut pauses: Vec<Pause>) -> Option<DateTime<Utc>> {
    pauses.sort_by_key(|pause| pause.from);
    let (mut due, mut resumed) = (due, DateTime::<Utc>::MIN_UTC);
    for pause in pauses {
        let from = pause.from.max(resumed);
        if from >= due || pause.to.is_some_and(|to| to <= from) {
            continue;
        }
        let left = clock.between(from, due);
        resumed = pause.to?;
        due = clock.add(resumed, left)?;
    }
    Some(due)
}
