//! The lists: each is a stretch of one of the orders that its board keeps, so that its total and any window of it are
//! found without walking the rows. What is due is told by the instant a day begins, so midnight changes no row.

use super::affair_packed::{self, PackedAffair};
use super::alert_packed::{PackedAlert, group};
use super::board::Packed;
use super::dispute_packed::{self, PackedDispute, WITH_DEADLINE, ranked};
use super::filtering::Test;
use super::referral_packed::{self, OURS, PackedReferral};
use super::rows::AgencyRow;
use super::viewer::Viewer;
use super::whole::Whole;
use crate::casework::words::vocabulary;
use std::cmp::Ordering;

/// Days of the list of what is due soon, today not counted.
const SOON_DAYS: i64 = 7;

vocabulary! {
    /// A list with one of its standing views.
    List {
        AllDisputes "disputes" "全部" "All",
        MyDisputes "disputes-mine" "我的" "Mine",
        DueDisputes "disputes-due" "七天内" "Seven days",
        NewDisputes "disputes-new" "未受理" "New",
        OpenAlerts "alerts" "待办" "To do",
        DoneAlerts "alerts-done" "已了" "Done",
        ShelvedAlerts "alerts-shelved" "暂搁" "Shelved",
        MutedAlerts "alerts-muted" "静默" "Muted",
        UnseenAlerts "alerts-unseen" "未看" "Unseen",
        ExerciseAlerts "alerts-exercise" "演练" "Exercise",
        AllAlerts "alerts-all" "待办和已了" "To do and done",
        Received "referrals-received" "收件" "Received",
        Sent "referrals-sent" "发件" "Sent",
        BallOurs "referrals-ours" "球在我方" "Ball is ours",
        AllReferrals "referrals-all" "全部" "All",
        Experts "experts" "全部" "All",
        Agencies "agencies" "全部" "All",
        UnverifiedContacts "agencies-unverified" "联络待核" "Contacts to verify",
        Affairs "affairs" "全部" "All",
        OpenAffairs "affairs-open" "未了" "Open",
    }
}

/// A stretch of an order.
pub struct Stretch<'a, P> {
    /// Which of the orders that the board keeps.
    pub order: usize,
    /// Does a row lie before it, in it, or after it?
    pub place: Box<dyn Fn(&P) -> Ordering + Sync + 'a>,
    /// Is every row of the order in it?
    pub is_all: bool,
    /// What a row must be besides.
    pub and: Option<Test<'a, P>>,
}

impl<'a, P: Packed> Stretch<'a, P> {
    /// The whole of an order.
    pub fn all(order: usize) -> Self {
        Self { order, place: Box::new(|_| Ordering::Equal), is_all: order == 0, and: None }
    }

    /// Ranks from the first of these to before the last.
    fn ranks(order: usize, from: u128, to: u128) -> Self {
        let rank = P::ORDERS[order].rank;
        let place = move |row: &P| match rank(row) {
            rank if rank < from => Ordering::Less,
            rank if rank < to => Ordering::Equal,
            _ => Ordering::Greater,
        };
        Self { order, place: Box::new(place), is_all: false, and: None }
    }

    /// Groups of the order of the board, from the first of these to before the last.
    fn groups(from: u8, to: u8) -> Self {
        Self::ranks(0, ranked(from, i64::MIN), ranked(to, i64::MIN))
    }

    /// Is the row in the list?
    pub fn holds(&self, row: &P) -> bool {
        (P::ORDERS[self.order].member)(row) && (self.place)(row).is_eq() && self.and.as_ref().is_none_or(|and| and(row))
    }
}

/// The stretch of a list, by board.
pub enum Of<'a> {
    Disputes(Stretch<'a, PackedDispute>),
    Alerts(Stretch<'a, PackedAlert>),
    Referrals(Stretch<'a, PackedReferral>),
    Experts,
    Agencies(Stretch<'a, Whole<AgencyRow>>),
    Affairs(Stretch<'a, PackedAffair>),
}

impl List {
    /// Where its rows are.
    pub fn stretch<'a>(self, viewer: Viewer) -> Of<'a> {
        let way = |sent: u128| Stretch::ranks(referral_packed::BY_WAY, sent << 72, (sent + 1) << 72);
        match self {
            Self::AllDisputes => Of::Disputes(Stretch::all(0)),
            Self::MyDisputes => {
                let officer = u128::from(viewer.officer.0);
                Of::Disputes(Stretch::ranks(dispute_packed::HANDLED, officer << 72, (officer + 1) << 72))
            }
            Self::DueDisputes => {
                let end = ranked(WITH_DEADLINE, viewer.day_begins(SOON_DAYS + 1));
                Of::Disputes(Stretch::ranks(0, 0, end))
            }
            Self::NewDisputes => Of::Disputes(Stretch::all(dispute_packed::FRESH)),
            Self::OpenAlerts => Of::Alerts(Stretch::groups(group::NEW, group::OPEN_END)),
            Self::ShelvedAlerts => Of::Alerts(Stretch::groups(group::SHELVED, group::MUTED)),
            Self::MutedAlerts => Of::Alerts(Stretch::groups(group::MUTED, group::DONE)),
            Self::UnseenAlerts => Of::Alerts(Stretch::groups(group::UNSEEN, group::ACKED)),
            Self::DoneAlerts => Of::Alerts(Stretch::groups(group::DONE, group::LIVE_END)),
            Self::ExerciseAlerts => Of::Alerts(Stretch::groups(group::EXERCISE, u8::MAX)),
            Self::AllAlerts => {
                let held_back = Stretch::<PackedAlert>::groups(group::SHELVED, group::DONE);
                let is_not = move |row: &PackedAlert| !held_back.holds(row);
                Of::Alerts(Stretch { and: Some(Box::new(is_not)), ..Stretch::groups(group::NEW, group::LIVE_END) })
            }
            Self::AllReferrals => Of::Referrals(Stretch::all(0)),
            Self::Received => Of::Referrals(way(0)),
            Self::Sent => Of::Referrals(way(1)),
            Self::BallOurs => Of::Referrals(Stretch::groups(OURS, OURS + 1)),
            Self::Experts => Of::Experts,
            Self::Agencies => Of::Agencies(Stretch::all(0)),
            Self::UnverifiedContacts => {
                let is_late =
                    move |one: &Whole<AgencyRow>| one.row.check_by(viewer.today).is_some_and(|by| by < viewer.today);
                Of::Agencies(Stretch { is_all: false, and: Some(Box::new(is_late)), ..Stretch::all(0) })
            }
            Self::Affairs => Of::Affairs(Stretch::all(0)),
            Self::OpenAffairs => Of::Affairs(Stretch::groups(0, affair_packed::DONE)),
        }
    }
}
