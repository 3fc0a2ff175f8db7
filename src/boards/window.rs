//! Windows: the part of a board that one screen shows, filtered, with the total, and found again by record.

use super::board::{Board, Row};
use super::rows::{AgencyRow, AlertRow, DisputeRow, ExpertRow, ReferralRow};
use super::{AffairRow, Boards};
use crate::casework::alert::AlertState;
use crate::casework::authorize::sees;
use crate::casework::dispute::Stage;
use crate::casework::ids::{OfficerId, RecordId};
use crate::casework::standing::Ball;
use crate::casework::words::{PostRole, vocabulary};
use crate::finder::filter::{Filter, Filterable};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

vocabulary! {
    /// A list with one of its standing views.
    List {
        AllDisputes "disputes" "全部" "All",
        MyDisputes "disputes-mine" "我的" "Mine",
        DueDisputes "disputes-due" "七天内" "Seven days",
        NewDisputes "disputes-new" "未受理" "New",
        OpenAlerts "alerts" "待办" "To do",
        DoneAlerts "alerts-done" "已了" "Done",
        Received "referrals-received" "收件" "Received",
        Sent "referrals-sent" "发件" "Sent",
        BallOurs "referrals-ours" "球在我方" "Ball is ours",
        Experts "experts" "全部" "All",
        Agencies "agencies" "全部" "All",
        UnverifiedContacts "agencies-unverified" "联络待核" "Contacts to verify",
        Affairs "affairs" "全部" "All",
        OpenAffairs "affairs-open" "未了" "Open",
    }
}

/// What a screen asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowQuery {
    pub list: List,
    /// In the filter language; empty: everything.
    pub filter: String,
    /// First row, counted from 0.
    pub offset: u32,
    /// Rows; the daemon gives at most 500.
    pub limit: u16,
    /// When given, the answer says where this record is now.
    pub anchor: Option<RecordId>,
}

/// Rows of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rows {
    Disputes(Vec<DisputeRow>),
    Alerts(Vec<AlertRow>),
    Referrals(Vec<ReferralRow>),
    Experts(Vec<ExpertRow>),
    Agencies(Vec<AgencyRow>),
    Affairs(Vec<AffairRow>),
}

/// What a screen gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub rows: Rows,
    pub offset: u32,
    /// Rows that pass the filter.
    pub total: u32,
    /// Rows of the list without the filter.
    pub unfiltered: u32,
    /// Where the anchor is now, if it passes.
    pub anchor_at: Option<u32>,
}

/// Who looks, and when: what an officer may not see is not there.
#[derive(Clone, Copy, Debug)]
pub struct Viewer {
    pub officer: OfficerId,
    pub role: PostRole,
    pub today: NaiveDate,
}

impl Viewer {
    /// May this viewer see the row? RED is for named officers and the shift lead; casework is not an administrator's.
    pub fn sees_row(&self, row: &DisputeRow) -> bool {
        sees(self.officer, self.role, row.secrecy, &row.named)
    }
}

/// The window of a list.
pub fn window(boards: &Boards, viewer: Viewer, query: &WindowQuery, filter: &Filter) -> Window {
    let pick = Pick { viewer, query, filter };
    let officer = viewer.officer;
    match query.list {
        List::AllDisputes => pick.disputes(boards, |_| true),
        List::MyDisputes => pick.disputes(boards, |row| row.handler.as_ref().is_some_and(|(id, _)| *id == officer)),
        List::DueDisputes => pick.disputes(boards, |row| row.days_left(viewer.today).is_some_and(|left| left <= 7)),
        List::NewDisputes => {
            pick.disputes(boards, |row| matches!(row.stage, Stage::Registered | Stage::NeedsMaterial) && row.held)
        }
        List::OpenAlerts => pick.alerts(boards, |row| matches!(row.state, AlertState::New | AlertState::Acked)),
        List::DoneAlerts => pick.alerts(boards, |row| matches!(row.state, AlertState::Linked | AlertState::Closed)),
        List::Received => pick.referrals(boards, |row| !row.sent),
        List::Sent => pick.referrals(boards, |row| row.sent),
        List::BallOurs => pick.referrals(boards, |row| row.ball == Ball::Mine),
        List::Experts => pick.cut(&boards.experts, |_| true, Rows::Experts),
        List::Agencies => pick.cut(&boards.agencies, |_| true, Rows::Agencies),
        List::UnverifiedContacts => pick.cut(
            &boards.agencies,
            |row| row.check_by(viewer.today).is_some_and(|by| by < viewer.today),
            Rows::Agencies,
        ),
        List::Affairs => pick.affairs(boards, |_| true),
        List::OpenAffairs => pick.affairs(boards, |row| row.is_open),
    }
}

struct Pick<'a> {
    viewer: Viewer,
    query: &'a WindowQuery,
    filter: &'a Filter,
}

impl Pick<'_> {
    fn disputes(&self, boards: &Boards, of_list: impl Fn(&DisputeRow) -> bool) -> Window {
        self.cut(&boards.disputes, |row| self.viewer.sees_row(row) && of_list(row), Rows::Disputes)
    }

    fn alerts(&self, boards: &Boards, of_list: impl Fn(&AlertRow) -> bool) -> Window {
        self.cut(&boards.alerts, of_list, Rows::Alerts)
    }

    fn referrals(&self, boards: &Boards, of_list: impl Fn(&ReferralRow) -> bool) -> Window {
        let visible =
            |row: &ReferralRow| boards.disputes.get(row.dispute).is_none_or(|dispute| self.viewer.sees_row(dispute));
        self.cut(&boards.referrals, |row| visible(row) && of_list(row), Rows::Referrals)
    }

    fn affairs(&self, boards: &Boards, of_list: impl Fn(&AffairRow) -> bool) -> Window {
        let visible = |row: &AffairRow| {
            let dispute = row.dispute.and_then(|id| boards.disputes.get(id));
            dispute.is_none_or(|dispute| self.viewer.sees_row(dispute))
        };
        self.cut(&boards.affairs, |row| visible(row) && of_list(row), Rows::Affairs)
    }

    fn cut<R: Row + Filterable + Clone>(
        &self,
        board: &Board<R>,
        of_list: impl Fn(&R) -> bool,
        wrap: impl Fn(Vec<R>) -> Rows,
    ) -> Window {
        let (offset, limit) = (self.query.offset as usize, usize::from(self.query.limit));
        let mut unfiltered = 0;
        let mut passing: Vec<&Arc<R>> = Vec::new();
        for row in board.rows().filter(|row| of_list(row)) {
            unfiltered += 1;
            if self.filter.passes(&**row, self.viewer.today) {
                passing.push(row);
            }
        }
        let anchor = self.query.anchor;
        let anchor_at = anchor.and_then(|id| passing.iter().position(|row| row.id() == id));
        Window {
            total: count(passing.len()),
            unfiltered,
            anchor_at: anchor_at.map(count),
            offset: self.query.offset,
            rows: wrap(passing.into_iter().skip(offset).take(limit).map(|row| (**row).clone()).collect()),
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Filterable for DisputeRow {
    fn text(&self) -> String {
        let docket = self.docket.as_deref().unwrap_or_default();
        let words = [&self.number, &self.enterprise, &self.counterpart, &self.jurisdiction, &self.forum, docket];
        format!("{} {}", words.join(" "), self.names.join(" "))
    }

    fn field(&self, name: &str) -> Option<Vec<Cow<'_, str>>> {
        Some(match name {
            "country" => vec![self.jurisdiction.as_str().into()],
            "forum" => vec![self.forum.as_str().into()],
            "stage" => vec![self.stage.zh().into(), self.stage.en().into()],
            "track" => self.track.iter().flat_map(|track| [track.zh().into(), track.en().into()]).collect(),
            "major" => self.major.iter().map(|level| level.code().into()).collect(),
            "ball" => vec![self.ball.zh().into(), self.ball.en().into()],
            "tlp" => vec![self.secrecy.code().into(), self.secrecy.zh().into()],
            "handler" => self.handler.iter().map(|(_, name)| name.as_str().into()).collect(),
            "kind" => vec![self.kind.code().into(), self.kind.zh().into()],
            "docket" => self.docket.iter().map(|docket| docket.as_str().into()).collect(),
            "unit" => vec![self.custodian.zh.as_str().into(), self.custodian.en.as_str().into()],
            _ => return None,
        })
    }

    fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.next_deadline.as_ref().map(|next| (next.safe - today).num_days())
    }
}

impl Filterable for AlertRow {
    fn text(&self) -> String {
        let docket = self.docket.as_deref().unwrap_or_default();
        format!("{} {} {} {} {docket} {}", self.number, self.headline, self.sender, self.forum, self.parties.join(" "))
    }

    fn field(&self, name: &str) -> Option<Vec<Cow<'_, str>>> {
        Some(match name {
            "country" => vec![self.jurisdiction.as_str().into()],
            "forum" => vec![self.forum.as_str().into()],
            "state" => vec![self.state.zh().into(), self.state.en().into()],
            "priority" => vec![self.priority.code().into()],
            "docket" => self.docket.iter().map(|docket| docket.as_str().into()).collect(),
            _ => return None,
        })
    }

    fn days_left(&self, _today: NaiveDate) -> Option<i64> {
        None
    }
}

impl Filterable for ReferralRow {
    fn text(&self) -> String {
        format!("{} {} {} {} {}", self.number, self.other.zh, self.other.en, self.dispute_number, self.subject)
    }

    fn field(&self, name: &str) -> Option<Vec<Cow<'_, str>>> {
        Some(match name {
            "kind" => vec![self.kind.code().into(), self.kind.zh().into()],
            "state" => vec![self.standing.code().into(), self.standing.zh().into(), self.standing.en().into()],
            "ball" => vec![self.ball.zh().into(), self.ball.en().into()],
            "unit" => vec![self.other.zh.as_str().into(), self.other.en.as_str().into()],
            _ => return None,
        })
    }

    fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.due.map(|due| (due - today).num_days())
    }
}

impl Filterable for ExpertRow {
    fn text(&self) -> String {
        let words = [&self.fields, &self.jurisdictions, &self.languages, &self.seats].map(|words| words.join(" "));
        format!("{} {} {} {}", self.number, self.name, self.organisation, words.join(" "))
    }

    fn field(&self, name: &str) -> Option<Vec<Cow<'_, str>>> {
        let words = match name {
            "country" => &self.jurisdictions,
            "lang" => &self.languages,
            "field" => &self.fields,
            "kind" => return Some(vec![self.role.code().into(), self.role.zh().into()]),
            "unit" => return Some(vec![self.home.as_str().into()]),
            _ => return None,
        };
        Some(words.iter().map(|word| word.as_str().into()).collect())
    }

    /// `due<=0`: can work today; `due<=7d`: within a week.
    fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.free_in(today)
    }
}

impl Filterable for AgencyRow {
    fn text(&self) -> String {
        let former = self.former.join(" ");
        format!("{} {} {} {} {} {former}", self.number, self.code, self.name_zh, self.name_en, self.liaison)
    }

    fn field(&self, name: &str) -> Option<Vec<Cow<'_, str>>> {
        Some(match name {
            "country" => vec![self.country.as_str().into()],
            "kind" => vec![self.kind.code().into(), self.kind.zh().into()],
            _ => return None,
        })
    }

    /// Until its contacts are to be verified again.
    fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.check_by(today).map(|by| (by - today).num_days())
    }
}
