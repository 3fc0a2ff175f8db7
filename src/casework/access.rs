//! Emergency access to a sealed case: an officer who must read one that is not theirs gives the reason; whoever sees the
//! case is told at once, and one of them lets the officer in. The officer reads it for a day, and another person looks at
//! it afterwards. Who read a sealed case, and on which day, is written down as well.

use super::affair::{AffairFact, Card};
use super::command::SystemAct;
use super::dispute::Dispute;
use super::ids::{OfficerId, RecordId};
use super::state::{Told, UnitState};
use super::words::{Tlp, vocabulary};
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use strum::{IntoStaticStr, VariantNames};

/// How long it lasts: this shift, and the one that takes over from it.
pub const LASTS: TimeDelta = TimeDelta::hours(24);

vocabulary! {
    /// Where an emergency access stands.
    AccessState {
        Asked "ASKED" "待同意" "to be agreed to",
        Refused "REFUSED" "未同意" "not agreed to",
        Open "OPEN" "调阅中" "open",
        Ended "ENDED" "已到期, 待复核" "ended, to be reviewed",
        Reviewed "REVIEWED" "已复核" "reviewed",
    }
}

/// What an officer asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessDraft {
    /// The whole number of the case: nothing shorter, so that nobody finds one by trying.
    pub number: String,
    pub reason: String,
}

/// What may be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AccessAct {
    /// The second person lets the officer in.
    Agree,
    /// The second person does not.
    Decline {
        reason: String,
    },
    Review {
        justified: bool,
        remark: String,
    },
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessFact {
    /// Let in at once, as it was before a second person had to agree.
    Opened(Box<Opened>),
    Ended,
    Reviewed {
        by: OfficerId,
        name: String,
        justified: bool,
        remark: String,
    },
    /// Nobody is let in yet: `until` is when the question lapses.
    Asked(Box<Opened>),
    Agreed {
        by: OfficerId,
        name: String,
        until: DateTime<FixedOffset>,
    },
    Declined {
        by: OfficerId,
        name: String,
        reason: String,
    },
}

/// An emergency access as it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub number: String,
    pub dispute: RecordId,
    pub officer: OfficerId,
    pub name: String,
    pub reason: String,
    pub until: DateTime<FixedOffset>,
}

/// An emergency access as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub opened: Opened,
    pub state: AccessState,
    /// The second person, and what they said when they did not agree.
    pub second: Option<(String, String)>,
    /// Who looked at it afterwards, was it justified, and what they said.
    pub review: Option<(String, bool, String)>,
}

impl Access {
    /// One just opened.
    pub const fn opened(opened: Opened) -> Self {
        Self { opened, state: AccessState::Open, second: None, review: None }
    }

    /// One that waits for a second person.
    pub const fn asked(opened: Opened) -> Self {
        Self { opened, state: AccessState::Asked, second: None, review: None }
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, fact: &AccessFact) {
        match fact {
            AccessFact::Opened(_) | AccessFact::Asked(_) => {}
            AccessFact::Agreed { name, until, .. } => {
                (self.state, self.opened.until) = (AccessState::Open, *until);
                self.second = Some((name.clone(), String::new()));
            }
            AccessFact::Declined { name, reason, .. } => {
                self.state = AccessState::Refused;
                self.second = Some((name.clone(), reason.clone()));
            }
            AccessFact::Ended => self.state = AccessState::Ended,
            AccessFact::Reviewed { name, justified, remark, .. } => {
                self.state = AccessState::Reviewed;
                self.review = Some((name.clone(), *justified, remark.clone()));
            }
        }
    }

    /// How it looks in a list.
    pub fn card(&self) -> Card {
        let opened = &self.opened;
        let word = |justified: bool, zh: bool| match (justified, zh) {
            (true, true) => "理由成立",
            (true, false) => "justified",
            (false, true) => "理由不成立",
            (false, false) => "not justified",
        };
        let review = self.review.as_ref().map_or_else(Text::default, |(name, justified, remark)| {
            Text::new(
                format!("{name}: {}. {remark}", word(*justified, true)),
                format!("{name}: {}. {remark}", word(*justified, false)),
            )
        });
        let second = self.second.as_ref();
        let second = second.map_or_else(String::new, |(name, reason)| format!("{name} {reason}").trim_end().to_owned());
        Card {
            title: Text::new(format!("紧急调阅 {}", opened.name), format!("emergency access of {}", opened.name)),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open: !matches!(self.state, AccessState::Reviewed | AccessState::Refused),
            due: Some(opened.until.date_naive()),
            dispute: Some(opened.dispute),
            rows: vec![
                (Text::new("调阅人", "by"), Text::same(&opened.name)),
                (Text::new("理由", "reason"), Text::same(&opened.reason)),
                (Text::new("至", "until"), Text::same(opened.until.format("%Y-%m-%d %H:%M").to_string())),
                (Text::new("第二人", "second person"), Text::same(second)),
                (Text::new("复核", "review"), review),
            ],
        }
    }
}

/// A fact in words.
pub fn describe(fact: &AccessFact) -> Text {
    match fact {
        AccessFact::Opened(opened) => Text::new(
            format!("{} 紧急调阅 {}: {}", opened.name, opened.number, opened.reason),
            format!("emergency access {} of {}: {}", opened.number, opened.name, opened.reason),
        ),
        AccessFact::Asked(asked) => Text::new(
            format!("{} 申请紧急调阅 {}: {}", asked.name, asked.number, asked.reason),
            format!("{} asks for emergency access {}: {}", asked.name, asked.number, asked.reason),
        ),
        AccessFact::Agreed { name, .. } => {
            Text::new(format!("{name} 同意调阅"), format!("{name} agreed to the access"))
        }
        AccessFact::Declined { name, reason, .. } => {
            Text::new(format!("{name} 不同意调阅: {reason}"), format!("{name} did not agree to the access: {reason}"))
        }
        AccessFact::Ended => Text::new("紧急调阅到期", "emergency access ended"),
        AccessFact::Reviewed { name, justified: true, remark, .. } => {
            Text::new(format!("{name} 复核: 理由成立. {remark}"), format!("{name} reviewed it: justified. {remark}"))
        }
        AccessFact::Reviewed { name, justified: false, remark, .. } => Text::new(
            format!("{name} 复核: 理由不成立. {remark}"),
            format!("{name} reviewed it: not justified. {remark}"),
        ),
    }
}

/// When each open access ends.
pub(super) fn ends(state: &UnitState) -> Vec<(DateTime<Utc>, SystemAct)> {
    let open = state.affairs.values().filter_map(|file| file.affair.access().map(|one| (file.id, one)));
    open.filter(|(_, one)| matches!(one.state, AccessState::Asked | AccessState::Open))
        .map(|(affair, one)| (one.opened.until.to_utc(), affair))
        .map(|(due, affair)| (due, SystemAct::EndAccess { affair, due }))
        .collect()
}

impl UnitState {
    /// Lets the officer of an emergency access in and out of the case.
    pub(super) fn fold_access(&mut self, affair: RecordId, fact: &AffairFact) {
        let AffairFact::Access(fact) = fact else { return };
        let Some(access) = self.affairs.get(&affair).and_then(|file| file.affair.access()) else { return };
        let (id, officer) = (access.opened.dispute, access.opened.officer);
        let Some(dispute) = self.disputes.get_mut(&id).map(Arc::make_mut) else { return };
        match fact {
            AccessFact::Opened(_) | AccessFact::Agreed { .. } => dispute.let_in(officer),
            AccessFact::Asked(_) | AccessFact::Declined { .. } => {}
            AccessFact::Ended | AccessFact::Reviewed { .. } => dispute.let_out(officer),
        }
    }

    pub(super) fn fold_read(&mut self, told: &Told<'_>, id: RecordId) {
        let dispute = self.disputes.get_mut(&id).map(Arc::make_mut);
        if let (Some(dispute), Some(officer)) = (dispute, told.officer) {
            dispute.was_read(officer, told.name, told.at);
        }
    }
}

/// An officer who read a sealed case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    pub officer: OfficerId,
    pub name: String,
    /// Latest first read of a day.
    pub at: DateTime<FixedOffset>,
}

impl Dispute {
    /// Lets an officer in, until it ends.
    pub(super) fn let_in(&mut self, officer: OfficerId) {
        if !self.named.contains(&officer) {
            self.named.push(officer);
            self.let_in.push(officer);
        }
    }

    /// Ends what [`Self::let_in`] began, unless the case has become the officer's own.
    pub(super) fn let_out(&mut self, officer: OfficerId) {
        let own = self.handler.as_ref().is_some_and(|(handler, _)| *handler == officer);
        if self.let_in.contains(&officer) && !own {
            self.named.retain(|one| *one != officer);
        }
        self.let_in.retain(|one| *one != officer);
    }

    /// Is it written down who reads it? What is sealed, and what a task force has for as long as it has it.
    pub fn leaves_traces(&self) -> bool {
        let team = self.guidance.team.as_ref().is_some_and(|team| team.ended.is_none());
        self.draft.secrecy == Tlp::Red || team
    }

    /// Has this officer read it on this day already?
    pub fn read_today(&self, officer: OfficerId, now: DateTime<FixedOffset>) -> bool {
        self.read_by.iter().any(|one| one.officer == officer && one.at.date_naive() == now.date_naive())
    }

    pub(super) fn was_read(&mut self, officer: OfficerId, name: &str, at: DateTime<FixedOffset>) {
        self.read_by.retain(|one| one.officer != officer);
        self.read_by.push(Reader { officer, name: name.to_owned(), at });
    }
}
