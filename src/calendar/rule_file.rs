//! From `rules/deadlines/*.toml` as written to schemes and rules in use, and what is refused on the way.

use chrono::NaiveDate;
use toml::Spanned;
use toml::value::Datetime;

use super::calendar_file::date_of;
use super::problem::Refused;
use super::rule_shape::{DeadlineFile, LateEntry, ReadingEntry, RecessEntry, RuleEntry, SchemeEntry, ServiceEntry};
use super::{Cutoff, DeadlineRule, LateReceipt, MonthDay, Period, Reading, Recess, Scheme, ServiceAddOn};

/// Something read from a file, with where it began, in bytes.
pub(super) struct Located<T> {
    pub at: usize,
    pub entry: T,
}

/// A rule as written: it still has to meet its scheme.
pub(super) struct Written(RuleEntry);

/// The schemes and rules of one file.
pub(super) struct Parsed {
    pub schemes: Vec<Located<Result<Scheme, Refused>>>,
    pub rules: Vec<Located<Written>>,
}

/// Reads one file of deadlines.
pub(super) fn parse(text: &str) -> Result<Parsed, Refused> {
    let file: DeadlineFile = toml::from_str(text).map_err(|error| Refused::syntax(&error))?;
    let schemes = file.scheme.into_iter().map(|scheme| Located { at: scheme.span().start, entry: scheme_of(scheme) });
    let rules = file.rule.into_iter().map(|rule| Located { at: rule.span().start, entry: Written(rule.into_inner()) });
    Ok(Parsed { schemes: schemes.collect(), rules: rules.collect() })
}

impl Written {
    /// The id it calls itself.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The scheme it counts by.
    pub fn scheme(&self) -> &str {
        &self.0.scheme
    }

    /// The rule, filled up from its scheme.
    ///
    /// # Errors
    /// A period out of bounds, a validity that ends before it begins, a date with an hour.
    pub fn with_scheme(self, scheme: &Scheme, at: usize) -> Result<DeadlineRule, Refused> {
        let entry = self.0;
        check_periods(&entry, at)?;
        let valid_from = date(entry.valid_from, at)?;
        let valid_to = date(entry.valid_to, at)?;
        if let (Some(from), Some(to)) = (valid_from, valid_to)
            && to < from
        {
            return Err(Refused::new(
                at,
                format!("{} 的 valid_to 早于 valid_from", entry.id),
                format!("{}: valid_to is before valid_from", entry.id),
            ));
        }
        let cutoff = Cutoff {
            time: entry.cutoff.unwrap_or(scheme.cutoff.time),
            zone: entry.zone.unwrap_or(scheme.cutoff.zone),
            assumed: entry.cutoff_assumed.unwrap_or(scheme.cutoff.assumed),
        };
        Ok(DeadlineRule {
            id: entry.id,
            version: entry.version,
            st3: entry.st3,
            forum: entry.forum,
            title: entry.title,
            trigger: entry.trigger,
            period: entry.period,
            longer_of: entry.longer_of,
            direction: entry.direction,
            scheme: entry.scheme,
            calendars: entry.calendars.unwrap_or_else(|| scheme.calendars.clone()),
            cutoff,
            kind: entry.kind,
            hard: entry.hard,
            notified: entry.notified,
            answer: entry.answer,
            extension: entry.extension,
            outer: entry.outer,
            services: entry.service.into_iter().map(service_of).collect(),
            readings: readings_of(entry.reading, at)?,
            cautions: entry.caution,
            family: entry.family,
            valid_from,
            valid_to,
            citation: entry.citation,
            source: entry.source,
            confidence: entry.confidence,
        })
    }
}

fn check_periods(entry: &RuleEntry, at: usize) -> Result<(), Refused> {
    let of_readings = entry.reading.iter().filter_map(|reading| reading.period);
    let mut periods = [Some(entry.period), entry.longer_of, entry.outer]
        .into_iter()
        .flatten()
        .chain(entry.service.iter().map(|service| service.add))
        .chain(of_readings);
    match periods.find(|period| !period.is_sane()) {
        None => Ok(()),
        Some(period) => Err(Refused::new(
            at,
            format!("{}: 期间 {} 应为1至{}日", entry.id, period.n, Period::DAYS_MAX),
            format!("{}: a period of {} is not between 1 and {} days", entry.id, period.text().en, Period::DAYS_MAX),
        )),
    }
}

fn service_of(entry: ServiceEntry) -> ServiceAddOn {
    ServiceAddOn { method: entry.method, add: entry.add, after_roll: entry.after_roll, confidence: entry.confidence }
}

fn scheme_of(entry: Spanned<SchemeEntry>) -> Result<Scheme, Refused> {
    let at = entry.span().start;
    let entry = entry.into_inner();
    let cutoff = Cutoff { time: entry.cutoff, zone: entry.zone, assumed: entry.cutoff_assumed };
    Ok(Scheme {
        id: entry.id,
        method: entry.method,
        roll: entry.roll,
        short_days: entry.short_days,
        recess: entry.recess.map(|recess| recess_of(&recess, at)).transpose()?,
        late_receipt: entry.late_receipt.map(|late| late_of(late, at)).transpose()?,
        calendars: entry.calendars,
        cutoff,
        readings: readings_of(entry.reading, at)?,
        basis: entry.basis,
    })
}

fn recess_of(entry: &RecessEntry, at: usize) -> Result<Recess, Refused> {
    match (MonthDay::parse(&entry.from), MonthDay::parse(&entry.to)) {
        (Some(from), Some(to)) => Ok(Recess { from, to }),
        (_, None) | (None, _) => {
            Err(Refused::new(at, "休庭期的日期应写作 12-20", "write the days of a recess as 12-20"))
        }
    }
}

fn late_of(entry: LateEntry, at: usize) -> Result<LateReceipt, Refused> {
    let since = date(Some(entry.since), at)?.unwrap_or_default();
    Ok(LateReceipt { free_days: entry.free_days, since })
}

fn readings_of(entries: Vec<ReadingEntry>, at: usize) -> Result<Vec<Reading>, Refused> {
    let one = |entry: ReadingEntry| {
        Ok(Reading {
            scheme: entry.scheme,
            period: entry.period,
            roll: entry.roll,
            trigger_from: date(entry.trigger_from, at)?,
            trigger_to: date(entry.trigger_to, at)?,
            not_before: date(entry.not_before, at)?,
            why: entry.why,
        })
    };
    entries.into_iter().map(one).collect()
}

fn date(written: Option<Datetime>, at: usize) -> Result<Option<NaiveDate>, Refused> {
    let Some(written) = written else {
        return Ok(None);
    };
    let date = date_of(&written)
        .ok_or_else(|| Refused::new(at, format!("{written} 不是日期"), format!("{written} is not a date")))?;
    Ok(Some(date))
}
