//! Open deadlines and hearings for the calendars of other programs, as far as the officer who asks may see them.

use super::answer::{Acting, Session, text};
use super::clock::now;
use super::look::visible_view;
use crate::casework::deadline::Deadline;
use crate::casework::dispute::{Dispute, Hearing};
use crate::casework::ids::RecordId;
use crate::casework::index::SOME_DAY;
use crate::casework::words::Tlp;
use crate::journal::{Arrived, JournalError};
use crate::papers::{CalendarFeed, FeedEvent, When};
use crate::wire::Reply;
use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;

/// Dates in one file: with the length of their words it stays within a reply.
const EVENTS_MAX: usize = 1_000;

/// Characters of a description: what a calendar program shows.
const DESCRIPTION_CHARS_MAX: usize = 700;

/// Characters of one text from outside within it.
const TEXT_CHARS_MAX: usize = 120;

/// Whose wall, and in which words.
struct Wall {
    zone: Tz,
    code: String,
    zh: bool,
}

impl Session {
    /// One dispute's dates, or all of the unit's, soonest first.
    pub(super) fn feed(&self, acting: &Acting<'_>, dispute: Option<RecordId>, zh: bool) -> Option<Reply> {
        let hosted = acting.hosted;
        if let Some(id) = dispute {
            visible_view(acting, id)?;
            hosted.state.disputes.get(&id)?;
        }
        let (viewer, state) = (acting.viewer(), &hosted.state);
        let sees = |id: RecordId| hosted.boards.sees_dispute(&viewer, id) == Some(true);
        let wanted = |id: RecordId| dispute.is_none_or(|one| one == id) && sees(id) && state.custody_of(id).rings();
        let card = state.card.as_deref();
        let wall = Wall {
            zone: card.and_then(|card| card.zone.parse().ok()).unwrap_or(Tz::UTC),
            code: card.map_or_else(String::new, |card| card.code.to_lowercase()),
            zh,
        };
        let dated = state.index.falling(SOME_DAY).filter(|id| wanted(*id)).filter_map(|id| state.disputes.get(&id));
        let dates = dated.flat_map(|dispute| dates_of(dispute).map(move |(at, date)| (at, &**dispute, date)));
        let mut dates: Vec<(DateTime<FixedOffset>, &Dispute, Date<'_>)> = dates.collect();
        dates.sort_by_key(|(at, dispute, _)| (*at, dispute.id));
        let left_out = dates.len().saturating_sub(EVENTS_MAX);
        dates.truncate(EVENTS_MAX);
        let events = dates.into_iter().map(|(_, dispute, date)| {
            let changed_at = self.changed_at(acting, dispute.id)?;
            Ok(event(dispute, &date, changed_at, &wall))
        });
        let events: Result<Vec<FeedEvent>, JournalError> = events.collect();
        Some(match events {
            Ok(events) => file(card.map_or("", |card| card.name(zh)), events, left_out, &wall),
            Err(error) => error.into(),
        })
    }

    /// When the last entry about a record was made.
    fn changed_at(&self, acting: &Acting<'_>, id: RecordId) -> Result<DateTime<Utc>, JournalError> {
        let last = acting.hosted.state.arrivals.get(&id).and_then(|list| list.last().copied());
        let arrived = self.shared.reader.arrived(last.as_slice())?;
        let at = arrived.first().and_then(|one| match one {
            Arrived::Entry(entry) => Some(entry.at),
            Arrived::Slip(slip, _) => Some(slip.at),
            Arrived::Destroyed(..) => None,
        });
        Ok(at.unwrap_or(acting.now).to_utc())
    }
}

fn file(unit: &str, events: Vec<FeedEvent>, left_out: usize, wall: &Wall) -> Reply {
    let (name, remark) = if wall.zh {
        (format!("{unit} 时限和开庭"), format!("按稳妥日; 另有 {left_out} 个较远的未列"))
    } else {
        (format!("{unit} deadlines and hearings"), format!("by the safe date; {left_out} later ones are left out"))
    };
    let remark = if left_out > 0 { remark } else { String::new() };
    let bytes = CalendarFeed { name, remark, made_at: now(), events }.render();
    if bytes.len() > crate::wire::parts::REPLY_BYTES_MAX / 10 * 9 {
        return Reply::Wrong(text("日历太大: 请按案导出", "the calendar is too long: ask for one dispute"));
    }
    Reply::File { name: "dutydesk.ics".into(), bytes }
}

enum Date<'a> {
    Deadline(&'a Deadline),
    Hearing(&'a Hearing),
}

fn dates_of(dispute: &Dispute) -> impl Iterator<Item = (DateTime<FixedOffset>, Date<'_>)> {
    let open = dispute.deadlines.iter().filter(|one| one.state.is_open());
    let deadlines = open.map(|one| (one.computed.cutoff_at, Date::Deadline(one)));
    deadlines.chain(dispute.hearings.iter().map(|one| (one.at, Date::Hearing(one))))
}

fn event(dispute: &Dispute, date: &Date<'_>, changed_at: DateTime<Utc>, wall: &Wall) -> FeedEvent {
    let (id, code, zh) = (dispute.id, &wall.code, wall.zh);
    let (uid, word, mut lines, when, place) = match date {
        Date::Deadline(one) => {
            let word = format!("{} {}", one.computed.title.pick(zh), one.state.word(zh));
            let when = When::Day(one.computed.safe);
            (format!("{id}-d{}@{code}.dutydesk", one.no), word, deadline_lines(one, wall), when, String::new())
        }
        Date::Hearing(one) => {
            // Checked when it was entered; a zone that is no longer known is shown in UTC, the same instant.
            let zone: Tz = one.zone.parse().unwrap_or(Tz::UTC);
            let word = if zh { "开庭" } else { "hearing" }.to_owned();
            let lines = vec![in_both(one.at, zone, wall), short(&one.text)];
            let when = When::Moment(one.at.with_timezone(&zone));
            (format!("{id}-h{}@{code}.dutydesk", one.no), word, lines, when, short(&one.place))
        }
    };
    let draft = &dispute.draft;
    lines.insert(0, format!("{} {}", short(&draft.forum), short(draft.docket.as_deref().unwrap_or_default())));
    FeedEvent {
        uid,
        sequence: dispute.version,
        changed_at,
        summary: format!("{} {word}: {}", dispute.number, short(&draft.enterprise.name)),
        description: lines.join("\n").chars().take(DESCRIPTION_CHARS_MAX).collect(),
        place,
        confidential: match draft.secrecy {
            Tlp::Clear | Tlp::Green => false,
            Tlp::Amber | Tlp::AmberStrict | Tlp::Red => true,
        },
        when,
    }
}

/// Both dates, the instant of closing on both walls, the rule, and what to beware of.
fn deadline_lines(one: &Deadline, wall: &Wall) -> Vec<String> {
    let (computed, zh) = (&one.computed, wall.zh);
    let dates = if zh {
        format!("稳妥日 {}, 法定日 {}", computed.safe, computed.due)
    } else {
        format!("safe date {}, legal date {}", computed.safe, computed.due)
    };
    let zone: Tz = computed.zone.parse().unwrap_or(Tz::UTC);
    let closes = format!("{} {}", if zh { "关门" } else { "closes" }, in_both(computed.cutoff_at, zone, wall));
    let rule = format!("{} v{} {}", computed.rule, computed.rule_version, computed.citation);
    let warnings = computed.warnings.iter().map(|text| text.pick(zh).to_owned());
    [dates, closes, rule].into_iter().chain(warnings).collect()
}

/// `2026-11-27 23:59 America/New_York = 2026-11-28 12:59 Asia/Shanghai`
fn in_both(at: DateTime<FixedOffset>, there: Tz, wall: &Wall) -> String {
    let on = |zone: Tz| format!("{} {}", at.with_timezone(&zone).format("%Y-%m-%d %H:%M"), zone.name());
    if there == wall.zone { on(there) } else { format!("{} = {}", on(there), on(wall.zone)) }
}

fn short(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}
