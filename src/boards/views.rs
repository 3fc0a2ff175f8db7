//! One record, whole, as an officer may see it.

use super::advice::Advice;
use super::rows::{AlertRow, ReferralRow, custodian};
use super::timeline::Happening;
use super::{AffairRow, Boards, rows::standing_of};
use crate::calendar::Text;
use crate::casework::affair::AffairFile;
use crate::casework::agency::Agency;
use crate::casework::alert::Alert;
use crate::casework::commissioner::{Stationed, commissioners};
use crate::casework::custody::Custody;
use crate::casework::dispute::{Dispute, DisputeTimer, Enterprise};
use crate::casework::expert::Expert;
use crate::casework::ids::RecordId;
use crate::casework::kinds::clocks::KindRun;
use crate::casework::listing::{Hit, hits};
use crate::casework::referral::{Referral, ReferralFile};
use crate::casework::respondents::{RESPONDENTS, Respondent, respondents};
use crate::casework::rota::{Person, Rota};
use crate::casework::standing::{Ball, Standing, ball};
use crate::casework::state::UnitState;
use crate::casework::timers::Timer;
use crate::casework::unit::{Officer, Post, UnitCard};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Any record with what belongs to it. (`timeline` is filled by whoever can read the book.)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum View {
    Dispute(Box<DisputeView>),
    Alert(Box<AlertView>),
    Referral(Box<ReferralView>),
    Expert(Box<Expert>),
    Agency(Box<Agency>),
    Affair(Box<AffairView>),
    Unit(Box<UnitView>),
}

/// A dispute with its referrals, alerts and history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeView {
    pub dispute: Dispute,
    pub custody: Custody,
    /// The unit that holds the case, by name.
    pub custodian: Text,
    pub referrals: Vec<ReferralRow>,
    pub alerts: Vec<AlertRow>,
    /// What else the center has on its hands about it: consultations and the like.
    pub affairs: Vec<AffairRow>,
    /// The credit lists that its parties are on today.
    pub listings: Vec<Hit>,
    /// Who is stationed with the enterprise today.
    pub commissioners: Vec<Stationed>,
    /// The service clocks that run, and when each rings. (Filled by whoever has the calendars.)
    pub clocks: Vec<(DisputeTimer, DateTime<Utc>)>,
    /// What the rules of today say of it; filled by whoever has the rules.
    pub advice: Advice,
    pub timeline: Vec<Happening>,
}

/// An affair with its row, the rows of its page and its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffairView {
    pub file: AffairFile,
    pub row: AffairRow,
    /// Label and text.
    pub page: Vec<(Text, Text)>,
    pub timeline: Vec<Happening>,
}

/// The unit itself, with who acts in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitView {
    pub card: UnitCard,
    pub posts: Vec<(Officer, Post)>,
    /// Who is on duty when.
    pub rota: Rota,
    /// Who answers for what nobody is on duty for.
    pub queue_lead: Option<Person>,
    pub timeline: Vec<Happening>,
}

/// An alert with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertView {
    pub alert: Alert,
    pub timeline: Vec<Happening>,
}

/// A referral with where it stands. Before it is signed for, its recipient gets the header only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralView {
    pub file: ReferralFile,
    pub row: ReferralRow,
    pub standing: Standing,
    pub ball: Ball,
    /// When slips to the other side were last carried, and when its last word was made.
    pub carried_at: Option<DateTime<FixedOffset>>,
    pub heard_at: Option<DateTime<FixedOffset>>,
    /// Service clocks that run, and those of its kind. (Filled, like the history, by whoever has the rules.)
    pub clocks: Vec<(Timer, DateTime<Utc>)>,
    pub kind_clocks: Vec<KindRun>,
    /// Of a trade investigation: who is named, and whether we know them.
    pub respondents: Vec<Respondent>,
    pub timeline: Vec<Happening>,
}

/// The view of a record on a day, its timeline still empty.
pub fn view(state: &UnitState, boards: &Boards, id: RecordId, today: NaiveDate) -> Option<View> {
    if let Some(dispute) = state.disputes.get(&id) {
        let custody = state.custody_of(id);
        return Some(View::Dispute(Box::new(DisputeView {
            dispute: (**dispute).clone(),
            custody,
            custodian: custodian(id, custody, state),
            referrals: state.referrals_of_case(id).filter_map(|file| boards.referral(file.id)).collect(),
            alerts: dispute.alerts.iter().filter_map(|id| boards.alert(*id)).collect(),
            affairs: boards.affairs_of(id),
            listings: listings_of(state, dispute, today),
            commissioners: commissioners_of(state, dispute, today),
            clocks: Vec::new(),
            advice: Advice::default(),
            timeline: Vec::new(),
        })));
    }
    if let Some(alert) = state.alerts.get(&id) {
        return Some(View::Alert(Box::new(AlertView { alert: (**alert).clone(), timeline: Vec::new() })));
    }
    if let Some(expert) = state.experts.get(&id) {
        return Some(View::Expert(Box::new(expert.shown(state))));
    }
    if let Some(agency) = state.agencies.get(&id) {
        return Some(View::Agency(Box::new((**agency).clone())));
    }
    if let Some(file) = state.affairs.get(&id) {
        return Some(View::Affair(Box::new(AffairView {
            file: (**file).clone(),
            row: AffairRow::of(file),
            page: file.affair.card().rows,
            timeline: Vec::new(),
        })));
    }
    if let Some(card) = state.card.as_ref().filter(|_| id == state.id().record()) {
        let posts = state.posts.values().cloned().collect();
        return Some(View::Unit(Box::new(UnitView {
            card: (**card).clone(),
            posts,
            rota: (*state.rota).clone(),
            queue_lead: state.queue_lead(),
            timeline: Vec::new(),
        })));
    }
    referral_view(state, boards, id)
}

/// The credit lists that the parties of a dispute are on.
fn listings_of(state: &UnitState, dispute: &Dispute, today: NaiveDate) -> Vec<Hit> {
    let draft = &dispute.draft;
    let others = [draft.counterpart.as_str(), draft.counterpart_counsel.as_str()];
    let names: Vec<&str> = names_of(&draft.enterprise).chain(others).collect();
    hits(state, &names, today)
}

fn commissioners_of(state: &UnitState, dispute: &Dispute, today: NaiveDate) -> Vec<Stationed> {
    let names: Vec<&str> = names_of(&dispute.draft.enterprise).collect();
    commissioners(state, &names, today)
}

fn names_of(enterprise: &Enterprise) -> impl Iterator<Item = &str> {
    [enterprise.name.as_str()].into_iter().chain(enterprise.names.iter().map(String::as_str))
}

fn referral_view(state: &UnitState, boards: &Boards, id: RecordId) -> Option<View> {
    let file = state.referrals.get(&id)?;
    let standing = standing_of(file, state)?;
    let row = boards.referral(id)?;
    let line = row.unit.and_then(|unit| state.lines.get(&unit));
    let mut file = (**file).clone();
    if file.is_sealed_to(state.id()) {
        file.referral = file.referral.map(Referral::sealed);
    }
    Some(View::Referral(Box::new(ReferralView {
        ball: ball(&file, standing, state.id()),
        carried_at: line.and_then(|line| line.carried_at),
        heard_at: line.and_then(|line| line.heard_at),
        clocks: Vec::new(),
        kind_clocks: Vec::new(),
        respondents: named(&file, state),
        timeline: Vec::new(),
        file,
        row,
        standing,
    })))
}

fn named(file: &ReferralFile, state: &UnitState) -> Vec<Respondent> {
    let list = file.referral.as_ref().and_then(|referral| referral.matter.particulars.get(RESPONDENTS));
    list.map_or_else(Vec::new, |list| respondents(state, list))
}

/// The records whose entries make up the history of this one.
pub fn history_of(state: &UnitState, boards: &Boards, id: RecordId) -> Vec<RecordId> {
    if id == state.id().record() {
        return vec![RecordId::NONE];
    }
    let referrals = state.referrals_of_case(id).map(|file| file.id);
    let affairs = boards.affairs_of(id).into_iter().map(|row| row.id);
    [id].into_iter().chain(referrals).chain(affairs).collect()
}

/// How often a record was changed; None for what is no record of its own.
pub fn version(state: &UnitState, id: RecordId) -> Option<u32> {
    let dispute = || state.disputes.get(&id).map(|one| one.version);
    let alert = || state.alerts.get(&id).map(|one| one.version);
    let expert = || state.experts.get(&id).map(|one| one.version);
    let agency = || state.agencies.get(&id).map(|one| one.version);
    let referral = || state.referrals.get(&id).map(|one| one.version);
    let affair = || state.affairs.get(&id).map(|one| one.version);
    dispute().or_else(affair).or_else(referral).or_else(alert).or_else(expert).or_else(agency)
}

/// The number of a record.
pub fn number(state: &UnitState, id: RecordId) -> Option<String> {
    let dispute = || state.disputes.get(&id).map(|one| one.number.clone());
    let alert = || state.alerts.get(&id).map(|one| one.number.clone());
    let expert = || state.experts.get(&id).map(|one| one.number.clone());
    let agency = || state.agencies.get(&id).map(|one| one.number.clone());
    let referral = || state.referrals.get(&id)?.referral.as_ref().map(|one| one.number.clone());
    let affair = || state.affairs.get(&id).map(|one| one.affair.number().to_owned());
    dispute().or_else(affair).or_else(referral).or_else(alert).or_else(expert).or_else(agency)
}
