//! A silence: a rule that mutes alerts nobody needs to hear for a while. It has an author, a reason and an end, and it
//! ends by itself when it matches nothing. What it mutes is counted and listed, never dropped; it never mutes a P1.

use super::affair::Card;
use super::alert::{Alert, AlertFigures, AlertKind, Priority};
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Where a silence stands.
    SilenceState {
        Active "ACTIVE" "生效" "active",
        Ended "ENDED" "已结束" "ended",
    }

    /// Why it ended.
    SilenceEnd {
        ByOfficer "by-officer" "人工结束" "ended by an officer",
        Over "over" "到期" "its end date",
        Idle "idle" "久无匹配" "it matched nothing",
    }
}

/// What an alert must say to be muted: every field that is given. Case does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilenceFilter {
    pub source: String,
    /// WIPO ST.3 office or country code.
    pub country: String,
    pub forum: String,
    pub docket: String,
    pub kind: Option<AlertKind>,
    /// Words of the headline or the event, all of them.
    pub words: String,
}

/// What an officer enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilenceDraft {
    pub filter: SilenceFilter,
    pub reason: String,
    /// Its last day, in the zone of the unit.
    pub until: NaiveDate,
}

/// What may be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum SilenceAct {
    Extend { until: NaiveDate },
    End { reason: String },
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SilenceFact {
    Opened { number: String, draft: Box<SilenceDraft>, by: String },
    Extended { until: NaiveDate },
    Ended { why: SilenceEnd, reason: String },
}

/// A silence as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    pub number: String,
    pub draft: SilenceDraft,
    pub by: String,
    pub state: SilenceState,
    pub ended: Option<(SilenceEnd, String)>,
    pub opened_at: DateTime<FixedOffset>,
    /// Alerts that it muted, and when the last one.
    pub matches: u32,
    pub last_match: Option<DateTime<FixedOffset>>,
}

impl SilenceFilter {
    /// Does it say anything? A rule for everything is none.
    pub fn is_empty(&self) -> bool {
        self.kind.is_none() && self.texts().iter().all(|text| text.trim().is_empty())
    }

    const fn texts(&self) -> [&String; 5] {
        [&self.source, &self.country, &self.forum, &self.docket, &self.words]
    }

    /// Does the alert say all of it? A P1 is never muted, nor what is in the lane of exercises.
    pub fn matches(&self, alert: &Alert) -> bool {
        let draft = &alert.draft;
        let is = |wanted: &str, has: &str| wanted.trim().is_empty() || wanted.trim().eq_ignore_ascii_case(has.trim());
        let said = format!("{} {}", draft.headline, draft.event).to_lowercase();
        let docket = draft.docket.as_deref().unwrap_or_default();
        alert.is_live()
            && alert.priority() != Priority::P1
            && !self.is_empty()
            && self.kind.is_none_or(|kind| kind == draft.kind)
            && is(&self.source, &draft.source)
            && is(&self.country, &draft.jurisdiction)
            && is(&self.forum, &draft.forum)
            && is(&self.docket, docket)
            && self.words.to_lowercase().split_whitespace().all(|word| said.contains(word))
    }

    /// In words: field and value.
    fn say(&self, zh: bool) -> String {
        let names = if zh {
            ["来源", "国家", "机构", "案号", "词语"]
        } else {
            ["source", "country", "forum", "docket", "words"]
        };
        let texts = self.texts().into_iter().zip(names).filter(|(text, _)| !text.trim().is_empty());
        let kind = self.kind.map(|kind| kind.word(zh).to_owned());
        texts.map(|(text, name)| format!("{name}: {text}")).chain(kind).collect::<Vec<_>>().join("; ")
    }
}

impl Silence {
    /// A silence just opened.
    pub const fn opened(number: String, draft: SilenceDraft, by: String, opened_at: DateTime<FixedOffset>) -> Self {
        let state = SilenceState::Active;
        Self { number, draft, by, state, ended: None, opened_at, matches: 0, last_match: None }
    }

    /// Takes in what happened. An end is for good: whatever is told of it later, it does not come back.
    pub fn evolve(&mut self, fact: &SilenceFact) {
        match fact {
            SilenceFact::Opened { .. } => {}
            SilenceFact::Extended { until } if self.state == SilenceState::Active => self.draft.until = *until,
            SilenceFact::Extended { .. } => {}
            SilenceFact::Ended { why, reason } => {
                self.state = SilenceState::Ended;
                self.ended = Some((*why, reason.clone()));
            }
        }
    }

    /// It muted an alert.
    pub fn matched(&mut self, at: DateTime<FixedOffset>) {
        self.matches = self.matches.saturating_add(1);
        self.last_match = Some(at);
    }

    /// Is this alert muted by it?
    pub fn mutes(&self, alert: &Alert) -> bool {
        self.state == SilenceState::Active && self.draft.filter.matches(alert)
    }

    /// When it ends by itself, and why: after its last day in the zone of the unit, or when it matched nothing for long.
    pub fn ends_at(&self, figures: &AlertFigures, zone: Tz) -> Option<(DateTime<Utc>, SilenceEnd)> {
        if self.state == SilenceState::Ended {
            return None;
        }
        let morrow = self.draft.until.succ_opt()?.and_time(NaiveTime::MIN).and_local_timezone(zone).earliest()?;
        let last = self.last_match.unwrap_or(self.opened_at).to_utc();
        let idle = last + Duration::days(figures.silence_idle_days.into());
        let over = (morrow.to_utc(), SilenceEnd::Over);
        Some(if idle < over.0 { (idle, SilenceEnd::Idle) } else { over })
    }

    /// How it looks in a list and on a page.
    pub fn card(&self) -> Card {
        let (filter, until) = (&self.draft.filter, self.draft.until);
        let is_open = self.state == SilenceState::Active;
        let row = |zh: &str, en: &str, text: String| (Text::new(zh, en), Text::same(&text));
        let last = self.last_match.map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M").to_string());
        let ended = self.ended.as_ref().map_or_else(Text::default, |(why, reason)| {
            Text::new(format!("{} {reason}", why.zh()), format!("{} {reason}", why.en()))
        });
        Card {
            title: Text::new(format!("静默 {}", filter.say(true)), format!("silence of {}", filter.say(false))),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open,
            due: is_open.then_some(until),
            dispute: None,
            rows: vec![
                (Text::new("匹配", "matches"), Text::new(filter.say(true), filter.say(false))),
                row("至", "until", until.to_string()),
                row("设立人", "author", self.by.clone()),
                row("理由", "reason", self.draft.reason.clone()),
                row("已静默", "muted so far", self.matches.to_string()),
                row("最近匹配", "last match", last),
                (Text::new("结束", "ended"), ended),
            ],
        }
    }
}

/// A fact in words.
pub fn describe(fact: &SilenceFact) -> Text {
    match fact {
        SilenceFact::Opened { number, draft, by } => Text::new(
            format!("{by} 设静默 {number} 至 {}: {}", draft.until, draft.reason),
            format!("silence {number} by {by} until {}: {}", draft.until, draft.reason),
        ),
        SilenceFact::Extended { until } => Text::new(format!("延至 {until}"), format!("extended until {until}")),
        SilenceFact::Ended { why, reason } => {
            Text::new(format!("静默结束: {} {reason}", why.zh()), format!("silence ended: {} {reason}", why.en()))
        }
    }
}
