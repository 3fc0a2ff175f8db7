//! What needs a hand, gathered from the fronts of the boards: each board is in the order in which it matters, so what
//! is not among the first rows is not urgent.

use super::{About, ITEMS_MAX, Item, Look, Peer, Subject, Totals, Why};
use crate::boards::AffairRow;
use crate::boards::board::{Board, Row};
use crate::boards::dispute_packed::ranked;
use crate::boards::referral_packed::OURS;
use crate::boards::rows::{AlertRow, DisputeRow, ReferralRow};
use crate::casework::affair::AffairKind;
use crate::casework::alert::{AlertState, Priority};
use crate::casework::deadline::DeadlineState;
use crate::casework::ids::RecordId;
use crate::casework::referral_timers;
use crate::casework::stage_rules::end_of_day;
use crate::casework::standing::Ball;
use chrono::{DateTime, Days, FixedOffset, NaiveDate};

/// Rows of one board that are looked at: with more than that to do, the totals say "more", and the first are listed.
const LOOKED_MAX: usize = 2_000;

/// Referrals whose clocks are worked out; those after them have later due dates.
const CLOCKED_MAX: usize = 100;

/// Legal dates on the board: a week ahead. The radar shows the rest.
const DUE_WITHIN: Days = Days::new(7);

/// An item before its row is copied.
struct Candidate<'a> {
    why: Why,
    about: About,
    at: Option<DateTime<FixedOffset>>,
    row: RowOf<'a>,
}

enum RowOf<'a> {
    Dispute(Box<DisputeRow>),
    Alert(Box<AlertRow>),
    Referral(Box<ReferralRow>),
    Affair(Box<AffairRow>),
    Peer(&'a Peer),
}

impl Candidate<'_> {
    /// By why, then by time; what has no clock after what has one.
    fn place(&self) -> (Why, bool, Option<DateTime<FixedOffset>>) {
        (self.why, self.at.is_none(), self.at)
    }

    fn is_ours(&self) -> bool {
        match &self.row {
            RowOf::Dispute(row) => self.about == About::Visit || row.ball == Ball::Mine,
            RowOf::Alert(row) => row.state == AlertState::New,
            RowOf::Referral(row) => row.ball == Ball::Mine,
            RowOf::Affair(_) => self.why == Why::Ours,
            RowOf::Peer(_) => false,
        }
    }

    fn item(&self) -> Item {
        let subject = match &self.row {
            RowOf::Dispute(row) => Subject::Dispute(row.clone()),
            RowOf::Alert(row) => Subject::Alert(row.clone()),
            RowOf::Referral(row) => Subject::Referral(row.clone()),
            RowOf::Affair(row) => Subject::Affair(row.clone()),
            RowOf::Peer(peer) => Subject::Peer(Box::new((*peer).clone())),
        };
        Item { why: self.why, about: self.about, at: self.at, subject }
    }
}

/// The first items, and how many there are.
pub(super) fn items(look: &Look<'_>, peers: &[Peer], shift_ends: DateTime<FixedOffset>) -> (Vec<Item>, Totals) {
    let mut gathered = Gathered { look, found: Vec::new(), more: false };
    gathered.alerts();
    gathered.dates();
    gathered.referrals();
    gathered.affairs();
    gathered.visits();
    let gaps = peers.iter().filter(|peer| peer.is_troubled());
    gathered.found.extend(gaps.map(|peer| Candidate {
        why: Why::Gap,
        about: About::Sync,
        at: peer.heard_at,
        row: RowOf::Peer(peer),
    }));
    let Gathered { mut found, more, .. } = gathered;
    found.sort_by_key(Candidate::place);
    let count = |of: &dyn Fn(&Candidate<'_>) -> bool| {
        u32::try_from(found.iter().filter(|one| of(one)).count()).unwrap_or(u32::MAX)
    };
    let totals = Totals {
        now: count(&|_| true),
        shift: count(&|one| one.about != About::Sync && one.at.is_some_and(|at| at <= shift_ends)),
        ours: count(&|one| one.is_ours()),
        unseen: count(&|one| one.why == Why::Unseen),
        more,
    };
    (found.iter().take(ITEMS_MAX).map(Candidate::item).collect(), totals)
}

struct Gathered<'a, 'b> {
    look: &'b Look<'a>,
    found: Vec<Candidate<'a>>,
    more: bool,
}

impl<'a> Gathered<'a, '_> {
    /// The first rows of a board, from a rank on, while they matter.
    fn front<R: Row>(&mut self, board: &Board<R::Packed>, from: u128, matters: impl Fn(&R) -> bool) -> Vec<R> {
        let (boards, viewer) = (self.look.boards, self.look.viewer);
        let mut front = boards.front(board, &viewer, (from, LOOKED_MAX + 1), matters);
        self.more |= front.len() > LOOKED_MAX;
        front.truncate(LOOKED_MAX);
        front
    }

    fn alerts(&mut self) {
        let waits = |row: &AlertRow| {
            row.is_live
                && match row.state {
                    AlertState::New | AlertState::ClearedUnseen | AlertState::ExpiredUnseen => true,
                    AlertState::Acked
                    | AlertState::Shelved
                    | AlertState::Muted
                    | AlertState::Linked
                    | AlertState::Closed => false,
                }
        };
        let figures = &self.look.figures.alerts;
        for row in self.front(&self.look.boards.alerts, 0, waits) {
            let step = figures.of(row.priority).step();
            let (why, at) = match (row.state == AlertState::New, row.priority) {
                (true, Priority::P1) => (Why::Unacked, step.map(|step| row.arrived + step)),
                (true, Priority::P2 | Priority::P3 | Priority::P4 | Priority::Unknown) => {
                    (Why::Ours, step.map(|step| row.arrived + step))
                }
                (false, _) => (Why::Unseen, None),
            };
            self.found.push(Candidate { why, about: About::Alert, at, row: RowOf::Alert(Box::new(row)) });
        }
    }

    /// Legal dates of the coming week, and those that nobody has checked.
    fn dates(&mut self) {
        let until = self.look.now.date_naive() + DUE_WITHIN;
        let zone = *self.look.now.offset();
        let near = |row: &DisputeRow| {
            !row.stage.is_over()
                && row
                    .next_deadline
                    .as_ref()
                    .is_some_and(|next| next.cutoff_at.with_timezone(&zone).date_naive() <= until)
        };
        for row in self.front(&self.look.boards.disputes, 0, near) {
            let Some(next) = row.next_deadline.as_ref().filter(|_| row.held) else { continue };
            let why = if next.state == DeadlineState::MissedCheck { Why::Check } else { Why::Ours };
            let at = Some(next.cutoff_at.with_timezone(self.look.now.offset()));
            self.found.push(Candidate { why, about: About::Date, at, row: RowOf::Dispute(Box::new(row)) });
        }
    }

    fn referrals(&mut self) {
        let today = self.look.now.date_naive();
        let board = &self.look.boards.referrals;
        let late = |row: &ReferralRow| !row.standing.is_terminal() && row.due.is_some_and(|due| due < today);
        let ours = |row: &ReferralRow| row.ball == Ball::Mine;
        let mut clocked = 0;
        for row in self.front(board, 0, ours) {
            clocked += 1;
            let at = self.end_of(row.due);
            let at = if clocked <= CLOCKED_MAX { earlier(self.clock_of(row.id), at) } else { at };
            self.found.push(Candidate {
                why: Why::Ours,
                about: About::Referral,
                at,
                row: RowOf::Referral(Box::new(row)),
            });
        }
        let theirs = self.front(board, ranked(OURS + 1, i64::MIN), late);
        // What is not seen is left out before it is counted off.
        let seen = self.look.boards.tally.recalls().filter(|id| self.look.boards.sees(&self.look.viewer, *id));
        let recalls =
            seen.take(LOOKED_MAX).filter_map(|id| self.look.boards.referral(id)).map(|row| (Why::Recall, row));
        let rest: Vec<(Why, ReferralRow)> = theirs.into_iter().map(|row| (Why::Late, row)).chain(recalls).collect();
        for (why, row) in rest {
            let twice = why == Why::Late && row.standing == crate::casework::standing::Standing::RecallPending;
            if twice || row.ball == Ball::Mine || !self.sees_case(row.dispute) {
                continue;
            }
            let at = self.end_of(row.due);
            self.found.push(Candidate { why, about: About::Referral, at, row: RowOf::Referral(Box::new(row)) });
        }
    }

    /// What is asked of us or of the center above, and what is due by tomorrow.
    fn affairs(&mut self) {
        let (today, me) = (self.look.now.date_naive(), self.look.state.id());
        for row in self.front(&self.look.boards.affairs, 0, |row: &AffairRow| row.is_open) {
            if row.kind == AffairKind::Handover {
                continue;
            }
            let due = row.due.is_some_and(|due| due <= today + Days::new(1));
            let asked = || {
                let file = self.look.state.affairs.get(&row.id)?;
                file.affair.instruction().filter(|one| one.waits()).map(|one| one.paper.to == me)
            };
            let asked = if row.kind == AffairKind::Instruction { asked() } else { None };
            let why = match asked {
                Some(true) => Why::Ours,
                Some(false) if row.due.is_some_and(|due| due < today) => Why::Late,
                Some(false) => Why::Rest,
                None if due => Why::Ours,
                None => continue,
            };
            let at = self.end_of(row.due);
            self.found.push(Candidate { why, about: About::Affair, at, row: RowOf::Affair(Box::new(row)) });
        }
    }

    fn visits(&mut self) {
        let tomorrow = self.look.now.date_naive() + Days::new(1);
        let seen = self.look.boards.tally.visits_until(tomorrow).filter(|(_, id)| self.sees_case(*id));
        let mut planned: Vec<_> = seen.take(LOOKED_MAX + 1).collect();
        self.more |= planned.len() > LOOKED_MAX;
        planned.truncate(LOOKED_MAX);
        for (day, id) in planned {
            let Some(row) = self.look.boards.dispute(id) else { continue };
            let at = self.end_of(Some(day));
            self.found.push(Candidate { why: Why::Ours, about: About::Visit, at, row: RowOf::Dispute(Box::new(row)) });
        }
    }

    fn sees_case(&self, dispute: RecordId) -> bool {
        self.look.boards.sees_dispute(&self.look.viewer, dispute).unwrap_or(true)
    }

    /// The end of a day on the center's wall.
    fn end_of(&self, day: Option<NaiveDate>) -> Option<DateTime<FixedOffset>> {
        Some(end_of_day(self.look.state, day?)?.with_timezone(self.look.now.offset()))
    }

    /// The service clock of a referral that rings first.
    fn clock_of(&self, referral: RecordId) -> Option<DateTime<FixedOffset>> {
        let file = self.look.state.referrals.get(&referral)?;
        let running = referral_timers::running(self.look.state, &self.look.figures.timers, self.look.rules, file);
        Some(running.into_iter().map(|(_, at)| at).min()?.with_timezone(self.look.now.offset()))
    }
}

fn earlier(one: Option<DateTime<FixedOffset>>, other: Option<DateTime<FixedOffset>>) -> Option<DateTime<FixedOffset>> {
    one.into_iter().chain(other).min()
}
