//! The ledger of the ball: who held a referral from when to when. A pure function of what both sides said, so that the
//! times add up to what has passed, whoever asks.

use super::referral::ReferralFile;
use super::standing::{Standing, standing};
use super::words::vocabulary;
use chrono::{DateTime, Duration, FixedOffset};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Who has the ball.
    Holder {
        Sender "sender" "发出方" "sender",
        Recipient "recipient" "接收方" "recipient",
        Enterprise "enterprise" "企业" "enterprise",
        Transport "transport" "途中" "transport",
        Coordinator "coordinator" "协调方" "coordinator",
        Outside "outside" "外部" "outside",
        Nobody "nobody" "-" "-",
    }
}

/// One time in which one side had the ball.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub holder: Holder,
    pub from: DateTime<FixedOffset>,
    /// None: it has the ball still.
    pub to: Option<DateTime<FixedOffset>>,
}

impl Turn {
    /// How long it was, or has been by `now`.
    pub fn length(&self, now: DateTime<FixedOffset>) -> Duration {
        self.to.unwrap_or(now) - self.from
    }
}

/// Who has the ball of a referral that stands so.
pub fn holder(file: &ReferralFile, standing: Standing) -> Holder {
    let by_proxy = file.referral.as_ref().is_some_and(|referral| referral.to.unit().is_none());
    match standing {
        // The letter lies on our own desk until somebody records that it left.
        Standing::Queued if by_proxy => Holder::Sender,
        Standing::Queued | Standing::Sent => Holder::Transport,
        Standing::Delivered | Standing::Signed if file.disputed() => Holder::Coordinator,
        Standing::Delivered
        | Standing::Signed
        | Standing::Accepted
        | Standing::InProgress
        | Standing::Clarifying
        | Standing::Expiring
        | Standing::RecallPending => Holder::Recipient,
        Standing::NeedsInfo if file.asks_the_enterprise() => Holder::Enterprise,
        Standing::Proposed
        | Standing::Reported
        | Standing::Returned
        | Standing::NeedsInfo
        | Standing::Failed
        | Standing::Expired => Holder::Sender,
        Standing::OnHold => Holder::Outside,
        Standing::TakenBack
        | Standing::ClosedFull
        | Standing::ClosedPart
        | Standing::ClosedNone
        | Standing::Cancelled
        | Standing::Superseded
        | Standing::Following
        | Standing::Void => Holder::Nobody,
    }
}

/// The turns of a referral, one after the other without a gap: from its first word until nothing more comes of it.
pub fn ledger(file: &ReferralFile) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for at in instants(file) {
        let then = as_of(file, at);
        let standing = standing(&then, None);
        let holder = holder(&then, standing);
        let same = turns.last().is_some_and(|turn| turn.holder == holder) && !standing.is_terminal();
        if !same {
            if let Some(last) = turns.last_mut() {
                last.to = Some(at);
            }
            if standing.is_terminal() {
                break;
            }
            turns.push(Turn { holder, from: at, to: None });
        }
    }
    turns
}

/// Every moment at which either side said something, in order.
fn instants(file: &ReferralFile) -> Vec<DateTime<FixedOffset>> {
    let Some(referral) = &file.referral else { return Vec::new() };
    let leg = &file.leg;
    let begins = file.proposed.map_or(referral.first_at(), |(_, at)| at);
    let moments = [&leg.dispatched, &leg.delivered, &leg.signed, &leg.started, &leg.cancelled];
    let once = [
        Some(begins),
        Some(referral.first_at()),
        leg.accepted.as_ref().map(|(one, ..)| one.at),
        leg.returned.as_ref().map(|(one, ..)| one.at),
        leg.failed.as_ref().map(|(one, _)| one.at),
        leg.return_asked.as_ref().map(|(one, ..)| one.at),
        leg.recall_refused.as_ref().map(|(one, _)| one.at),
        file.recall.as_ref().map(|(at, _)| *at),
        file.confirmed.as_ref().map(|one| one.at),
        file.voided.as_ref().map(|(at, _)| *at),
        file.declined.as_ref().map(|(at, _)| *at),
        file.unsent_at,
        file.unconfirmed_at,
    ];
    let rests = leg.rests.iter().flat_map(|rest| [Some(rest.from), rest.to]);
    let rounds = leg.questions.iter().map(|(one, _)| one.at).chain(file.supplements.iter().map(|one| one.0));
    let reports = leg.report_times.iter().copied().chain(file.objections.iter().map(|one| one.0));
    let asked = file.enterprise_asked.iter().map(|one| one.0).chain(file.rulings.iter().map(|one| one.0));
    let moments = moments.into_iter().flatten().map(|moment| moment.at);
    let all =
        moments.chain(once.into_iter().flatten()).chain(rests.flatten()).chain(rounds).chain(reports).chain(asked);
    // By two clocks something may be dated before it began: it counts from the beginning.
    let mut all: Vec<_> = all.map(|at| at.max(begins)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The file as it was at a moment, as far as its standing goes.
fn as_of(file: &ReferralFile, now: DateTime<FixedOffset>) -> ReferralFile {
    let past = |at: DateTime<FixedOffset>| at <= now;
    let mut then = file.clone();
    let submitted = file.referral.as_ref().map(|referral| referral.first_at());
    then.pending = file.proposed.is_some() && (file.pending || submitted.is_some_and(|at| !past(at)));
    then.unsent = file.unsent && file.unsent_at.is_none_or(past);
    then.voided = file.voided.clone().filter(|(at, _)| past(*at));
    then.declined = file.declined.clone().filter(|(at, _)| past(*at));
    if then.declined.is_none() && file.declined.is_some() {
        then.pending = true;
    }
    then.recall = file.recall.clone().filter(|(at, _)| past(*at));
    then.confirmed = file.confirmed.clone().filter(|one| past(one.at));
    then.supplements.retain(|one| past(one.0));
    then.objections.retain(|one| past(one.0));
    then.rulings.retain(|one| past(one.0));
    then.enterprise_asked.retain(|one| past(one.0));
    if file.unconfirmed_at.is_some_and(|at| !past(at)) {
        then.rang.retain(|(timer, _)| *timer != super::timers::Timer::Confirm);
    }
    let leg = &mut then.leg;
    for moment in [&mut leg.dispatched, &mut leg.delivered, &mut leg.signed, &mut leg.started, &mut leg.cancelled] {
        moment.take_if(|moment| !past(moment.at));
    }
    leg.accepted.take_if(|(one, ..)| !past(one.at));
    leg.returned.take_if(|(one, ..)| !past(one.at));
    leg.failed.take_if(|(one, _)| !past(one.at));
    leg.return_asked.take_if(|(one, ..)| !past(one.at));
    leg.recall_refused.take_if(|(one, _)| !past(one.at));
    leg.questions.retain(|(one, _)| past(one.at));
    leg.report_times.retain(|at| past(*at));
    leg.reports = u16::try_from(leg.report_times.len()).unwrap_or(u16::MAX);
    if leg.reports == 0 {
        leg.reported = None;
    }
    rest_as_of(&mut then, file, now);
    then
}

/// Did work rest at that moment?
fn rest_as_of(then: &mut ReferralFile, file: &ReferralFile, now: DateTime<FixedOffset>) {
    let rests = |rest: &&super::leg::Rest| rest.from <= now && rest.to.is_none_or(|to| to > now);
    then.leg.held = file.leg.rests.iter().find(rests).and_then(|rest| {
        let moment = file.leg.signed.clone()?;
        Some((moment, rest.code, rest.from.date_naive(), String::new()))
    });
}
