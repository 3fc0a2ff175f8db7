//! One record, whole, as an officer may see it.

use super::rows::{AlertRow, ReferralRow, custodian};
use super::timeline::Happening;
use super::{AffairRow, Boards, rows::standing_of};
use crate::calendar::Text;
use crate::casework::affair::AffairFile;
use crate::casework::agency::Agency;
use crate::casework::alert::Alert;
use crate::casework::commissioner::{Stationed, commissioners};
use crate::casework::custody::Custody;
use crate::casework::dispute::{Dispute, Enterprise};
use crate::casework::expert::Expert;
use crate::casework::ids::RecordId;
use crate::casework::listing::{Hit, hits};
use crate::casework::referral::ReferralFile;
use crate::casework::standing::{Ball, Standing, ball};
use crate::casework::state::UnitState;
use crate::casework::unit::{Officer, Post, UnitCard};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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
            referrals: state
                .referrals_of_case(id)
                .filter_map(|file| boards.referrals.get(file.id))
                .map(|row| (**row).clone())
                .collect(),
            alerts: dispute.alerts.iter().filter_map(|id| boards.alerts.get(*id)).map(|row| (**row).clone()).collect(),
            affairs: affairs_of(boards, id).map(|row| (**row).clone()).collect(),
            listings: listings_of(state, dispute, today),
            commissioners: commissioners_of(state, dispute, today),
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
        return Some(View::Unit(Box::new(UnitView { card: (**card).clone(), posts, timeline: Vec::new() })));
    }
    referral_view(state, boards, id)
}

/// The affairs of a dispute, as lists have them.
fn affairs_of(boards: &Boards, dispute: RecordId) -> impl Iterator<Item = &Arc<AffairRow>> {
    boards.affairs.rows().filter(move |row| row.dispute == Some(dispute))
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
    let row = (**boards.referrals.get(id)?).clone();
    let line = row.unit.and_then(|unit| state.lines.get(&unit));
    let mut file = (**file).clone();
    let sealed = file.sender != state.id() && file.leg.signed.is_none();
    if let Some(referral) = file.referral.as_mut().filter(|_| sealed) {
        referral.items.clear();
        referral.note.clear();
        let brief = &mut referral.brief;
        brief.enterprise = initials(&brief.enterprise);
        brief.counterpart = initials(&brief.counterpart);
        brief.docket = None;
        brief.request.clear();
    }
    Some(View::Referral(Box::new(ReferralView {
        ball: ball(&file, standing, state.id()),
        carried_at: line.and_then(|line| line.carried_at),
        heard_at: line.and_then(|line| line.heard_at),
        timeline: Vec::new(),
        file,
        row,
        standing,
    })))
}

/// `Haiyue Optics` is `H.O.`; a Chinese name is its first character.
fn initials(name: &str) -> String {
    if name.is_ascii() {
        name.split_whitespace().filter_map(|word| word.chars().next()).map(|c| format!("{c}.")).collect()
    } else {
        name.chars().take(1).chain(['某']).collect()
    }
}

/// The records whose entries make up the history of this one.
pub fn history_of(state: &UnitState, boards: &Boards, id: RecordId) -> Vec<RecordId> {
    if id == state.id().record() {
        return vec![RecordId::NONE];
    }
    let referrals = state.referrals_of_case(id).map(|file| file.id);
    let affairs = affairs_of(boards, id).map(|row| row.id);
    [id].into_iter().chain(referrals).chain(affairs).collect()
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
