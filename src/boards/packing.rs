//! How a row is kept in memory: fixed width, its texts as numbers of names, its moments in twelve bytes.

use crate::calendar::Text;
use crate::finder::{Name, Names};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};

/// A moment on some wall, whole: seconds, nanoseconds, and how far that wall is from UTC. Moments compare by instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment([u32; 3]);

/// Seconds before 1970 that can be told: more than the calendar has.
const SECONDS_BIAS: i64 = 1 << 43;

/// Seconds of the widest offset from UTC, and more.
const OFFSET_BIAS: i32 = 1 << 17;

const OFFSET_BITS: u32 = 18;
const NANOS_BITS: u32 = 31;

impl Moment {
    /// No moment.
    pub const NONE: Self = Self([u32::MAX; 3]);

    /// Packs a moment.
    pub fn of(at: DateTime<FixedOffset>) -> Self {
        let seconds = (at.timestamp() + SECONDS_BIAS) as u128;
        let offset = (at.offset().local_minus_utc() + OFFSET_BIAS) as u128;
        let bits = (seconds << NANOS_BITS | u128::from(at.timestamp_subsec_nanos())) << OFFSET_BITS | offset;
        Self([(bits >> 64) as u32, (bits >> 32) as u32, bits as u32])
    }

    /// Packs a moment that may not be.
    pub fn maybe(at: Option<DateTime<FixedOffset>>) -> Self {
        at.map_or(Self::NONE, Self::of)
    }

    fn bits(self) -> u128 {
        let [high, middle, low] = self.0.map(u128::from);
        high << 64 | middle << 32 | low
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> i64 {
        (self.bits() >> (OFFSET_BITS + NANOS_BITS)) as i64 - SECONDS_BIAS
    }

    /// A rank by instant.
    pub fn rank(self) -> Option<u128> {
        (self != Self::NONE).then_some(self.bits() >> OFFSET_BITS)
    }

    /// As it was.
    pub fn get(self) -> Option<DateTime<FixedOffset>> {
        let bits = self.bits();
        let nanos = (bits >> OFFSET_BITS) as u32 & ((1 << NANOS_BITS) - 1);
        let offset = (bits as u32 & ((1 << OFFSET_BITS) - 1)) as i32 - OFFSET_BIAS;
        let utc = Utc.timestamp_opt(self.seconds(), nanos).single().filter(|_| self != Self::NONE)?;
        Some(utc.with_timezone(&FixedOffset::east_opt(offset)?))
    }

    /// As it was; a moment that is always there.
    pub fn always(self) -> DateTime<FixedOffset> {
        self.get().unwrap_or_default()
    }
}

/// A day, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(i32);

impl Day {
    /// No day.
    pub const NONE: Self = Self(i32::MIN);

    /// Packs a day that may not be.
    pub fn maybe(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::NONE, |day| Self(day.to_epoch_days()))
    }

    /// As it was.
    pub fn get(self) -> Option<NaiveDate> {
        NaiveDate::from_epoch_days(self.0).filter(|_| self != Self::NONE)
    }

    /// Days since 1970.
    pub fn number(self) -> Option<i64> {
        (self != Self::NONE).then_some(i64::from(self.0))
    }

    /// A rank by date.
    pub fn rank(self) -> Option<u128> {
        self.number().map(|day| u128::from(raised(day)))
    }
}

/// A signed number as one that keeps its order without a sign.
pub const fn raised(number: i64) -> u64 {
    (number as u64) ^ (1 << 63)
}

/// A text that may not be, as a list of one or none.
pub fn maybe(text: Option<&str>, names: &mut Names) -> Name {
    names.intern_list(text.as_slice())
}

/// A text that may not be, as it was.
pub fn was(name: Name, names: &Names) -> Option<String> {
    names.list(name).pop()
}

/// A text in both languages.
pub fn both(text: &Text, names: &mut Names) -> Name {
    names.intern_list(&[&text.zh, &text.en])
}

/// A text in both languages, as it was.
pub fn both_of(name: Name, names: &Names) -> Text {
    let [zh, en] = parts(name, names);
    Text { zh, en }
}

/// A list whose length is known.
pub fn parts<const N: usize>(name: Name, names: &Names) -> [String; N] {
    let mut list = names.list(name).into_iter();
    std::array::from_fn(|_| list.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_comes_back_as_it_was_and_compares_by_instant() {
        let texts = ["2026-11-23T14:32:00.123456789+08:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:60.5-11:30"];
        for text in texts {
            let at = DateTime::parse_from_rfc3339(text).expect("a moment");
            assert_eq!(Moment::of(at).get().map(|at| at.to_rfc3339()), Some(at.to_rfc3339()));
            assert_eq!(Moment::of(at).get(), Some(at));
            assert_eq!(Moment::of(at).seconds(), at.timestamp());
        }
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert_eq!(Moment::of(at.fixed_offset()).get(), Some(at.fixed_offset()));
        }
        let at = |text: &str| Moment::of(DateTime::parse_from_rfc3339(text).expect("a moment"));
        assert!(at("2026-11-23T14:32:00+08:00") < at("2026-11-23T06:32:01Z"));
        assert_eq!(Moment::NONE.get(), None);
        assert_eq!(Day::NONE.get(), None);
        assert_eq!(Day::maybe(NaiveDate::from_ymd_opt(2026, 2, 28)).get(), NaiveDate::from_ymd_opt(2026, 2, 28));
    }
}
