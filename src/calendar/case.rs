//! What is looked up once for a question, and the other dates that someone might hold.

use chrono::{Datelike, NaiveDate};

use super::counting::{Count, Counted, count, effective_unit};
use super::open_days::OpenDays;
use super::{
    Calendar, CalendarError, DeadlineRule, Direction, Known, Method, Period, Question, Reading, Roll, Rules, Scheme,
    ServiceAddOn, TRIGGER_YEAR_MAX, TRIGGER_YEAR_MIN, Unit,
};

/// One-off closures of one question. A whole year of them belongs into a calendar file.
const EXTRA_CLOSED_DAYS_MAX: usize = 366;

/// What is looked up once for a question.
pub(super) struct Case<'a> {
    pub question: &'a Question,
    pub rule: &'a DeadlineRule,
    pub scheme: &'a Scheme,
    pub open: OpenDays<'a>,
    /// The days added for the way of service.
    pub add_on: Option<&'a ServiceAddOn>,
    /// The days added because the document came late.
    pub late_days: u32,
}

/// Another date than the legal one, and why someone might hold it.
pub(super) struct Alternative<'a> {
    pub why: Why<'a>,
    pub counted: Counted,
    pub day: NaiveDate,
}

/// What makes an alternative.
#[derive(Clone, Copy)]
pub(super) enum Why<'a> {
    Reading(&'a Reading),
    /// The days for the way of service left out.
    WithoutAddOn,
    /// A weekend that may yet become a working day.
    MadeUpUnknown,
}

/// Looks up rule, scheme and calendars, and refuses a question that makes no sense.
pub(super) fn open_case<'a>(rules: &'a Rules, question: &'a Question) -> Result<Case<'a>, CalendarError> {
    check_question(question)?;
    let rule = rules
        .rule(&question.rule)
        .ok_or_else(|| CalendarError::UnknownRule { id: question.rule.clone(), near: rules.near(&question.rule) })?;
    check_in_force(rules, rule, question.trigger)?;
    // `Rules::load` takes no rule without its scheme; were it ever so, the rule is unknown.
    let scheme = rules
        .scheme(&rule.scheme)
        .ok_or_else(|| CalendarError::UnknownRule { id: question.rule.clone(), near: Vec::new() })?;
    let codes = if question.calendars.is_empty() { &rule.calendars } else { &question.calendars };
    let calendars: Result<Vec<&Calendar>, CalendarError> = codes.iter().map(|code| named(rules, code)).collect();
    let service = question.service.as_deref();
    let add_on = |method: &str| rule.services.iter().find(|s| s.method == method);
    Ok(Case {
        question,
        rule,
        scheme,
        open: OpenDays::new(calendars?, &question.extra_closed, rule.direction),
        add_on: service.and_then(add_on),
        late_days: late_days(rule, scheme, question),
    })
}

fn check_question(question: &Question) -> Result<(), CalendarError> {
    let trigger = question.trigger;
    if !(TRIGGER_YEAR_MIN..=TRIGGER_YEAR_MAX).contains(&trigger.year()) {
        return Err(CalendarError::OutOfRange { date: trigger });
    }
    if question.extra_closed.len() > EXTRA_CLOSED_DAYS_MAX {
        return Err(CalendarError::TooManyClosures { given: question.extra_closed.len(), max: EXTRA_CLOSED_DAYS_MAX });
    }
    match question.received {
        Some(received) if received < trigger => Err(CalendarError::ReceivedTooEarly { received, trigger }),
        // Late days are added to the period, so they are bounded like one.
        Some(received) if (received - trigger).num_days() > i64::from(Period::DAYS_MAX) => {
            Err(CalendarError::OutOfRange { date: received })
        }
        Some(_) | None => Ok(()),
    }
}

fn check_in_force(rules: &Rules, rule: &DeadlineRule, trigger: NaiveDate) -> Result<(), CalendarError> {
    if rule.in_force(trigger) {
        return Ok(());
    }
    let instead = rules.family_of(rule).find(|other| other.in_force(trigger));
    Err(CalendarError::NotInForce {
        rule: rule.id.clone(),
        trigger,
        from: rule.valid_from,
        to: rule.valid_to,
        instead: instead.map(|other| other.id.clone()),
    })
}

fn named<'a>(rules: &'a Rules, code: &str) -> Result<&'a Calendar, CalendarError> {
    rules.calendar(code).ok_or_else(|| CalendarError::UnknownCalendar {
        code: code.to_owned(),
        known: rules.calendars().map(|c| c.code.clone()).collect(),
    })
}

fn late_days(rule: &DeadlineRule, scheme: &Scheme, question: &Question) -> u32 {
    let (Some(late), Some(received)) = (scheme.late_receipt, question.received) else {
        return 0;
    };
    if !rule.notified || question.trigger < late.since {
        return 0;
    }
    let days = (received - question.trigger).num_days() - i64::from(late.free_days);
    u32::try_from(days).unwrap_or(0)
}

/// The count as a reading would have it.
fn read_as<'a>(rules: &'a Rules, plain: Count<'a>, reading: &Reading) -> Count<'a> {
    let scheme = reading.scheme.as_deref().and_then(|id| rules.scheme(id));
    let roll = scheme.map_or(plain.roll, |scheme| scheme.roll);
    Count {
        scheme: scheme.unwrap_or(plain.scheme),
        roll: reading.roll.unwrap_or(roll),
        period: reading.period.unwrap_or(plain.period),
        longer_of: plain.longer_of.filter(|_| reading.period.is_none()),
        ..plain
    }
}

impl<'a> Case<'a> {
    /// The rule as it stands in the book, with what this case adds.
    pub(super) fn as_written(&self) -> Count<'a> {
        Count {
            scheme: self.scheme,
            roll: self.scheme.roll,
            period: self.rule.period,
            longer_of: self.rule.longer_of,
            direction: self.rule.direction,
            add_on: self.add_on,
            late_days: self.late_days,
        }
    }

    /// The dates of all other readings, and that without the days for the way of service.
    pub(super) fn alternatives(&self, rules: &'a Rules, main: &Counted) -> Result<Vec<Alternative<'a>>, CalendarError> {
        let trigger = self.question.trigger;
        let plain = Count { add_on: None, ..self.as_written() };
        let mut all = Vec::new();
        let mut consider = |why, what: Count<'a>, not_before: Option<NaiveDate>| {
            let counted = count(&self.open, what, trigger)?;
            let day = not_before.map_or(counted.due, |earliest| counted.due.max(earliest));
            all.push(Alternative { why, counted, day });
            Ok(())
        };
        if self.add_on.is_some() {
            consider(Why::WithoutAddOn, plain, None)?;
        }
        if self.may_be_worked(main) {
            let roll = Roll::HolidaysOnly;
            consider(Why::MadeUpUnknown, Count { roll, ..plain }, None)?;
        }
        for reading in self.rule.readings.iter().filter(|r| r.concerns(trigger)) {
            let what = read_as(rules, plain, reading);
            consider(Why::Reading(reading), what, reading.not_before)?;
        }
        Ok(all)
    }

    /// Whether a last day moved over days of a year whose make-up workdays are not known.
    fn may_be_worked(&self, main: &Counted) -> bool {
        let unknown = |day: &NaiveDate| {
            let of_year = |c: &&Calendar| c.status(day.year()).map(|status| status.known);
            let mut known = self.open.calendars().iter().filter_map(of_year);
            known.any(|known| known == Known::Incomplete)
        };
        main.over.iter().any(unknown)
    }

    /// The last day to which anyone could extend, left on its own day.
    pub(super) fn outer(&self) -> Result<Option<NaiveDate>, CalendarError> {
        let Some(period) = self.rule.outer else {
            return Ok(None);
        };
        let limit = Count { period, roll: Roll::None, longer_of: None, add_on: None, ..self.as_written() };
        let counted = count(&self.open, limit, self.question.trigger)?;
        Ok(Some(counted.due))
    }

    /// Whether the calendars have any say in the result.
    pub(super) fn uses_calendar(&self) -> bool {
        let counts_open_days = |period: Period| effective_unit(self.scheme, period) == Unit::BusinessDay;
        self.scheme.roll != Roll::None || counts_open_days(self.rule.period)
    }

    /// The earliest and latest day at which a closed day could have changed the result.
    pub(super) fn looked_at(&self, counted: &Counted) -> (NaiveDate, NaiveDate) {
        let open_days = effective_unit(self.scheme, counted.period) == Unit::BusinessDay;
        let near_end =
            if open_days || self.scheme.method == Method::FirstBusinessDay { counted.start } else { counted.nominal };
        match self.rule.direction {
            Direction::After => (near_end, counted.due),
            Direction::Before => (counted.due, near_end),
        }
    }
}
