//! Reads: lists, one record, its history, what can be done with it. What an officer may not see is not there.

use super::answer::{Acting, Session, text};
use super::find::find;
use super::hands::TwoHands;
use super::world::Hosted;
use crate::boards::advice::{Advice, advice};
use crate::boards::found::{OnBoard, Search};
use crate::boards::timeline::{Happening, describe};
use crate::boards::views::{View, history_of, view};
use crate::boards::window::{Means, Sorts, WindowQuery, window};
use crate::calendar::DeadlineRule;
use crate::casework::actions::offers;
use crate::casework::alert::AlertFact;
use crate::casework::authorize::may_see;
use crate::casework::body;
use crate::casework::dispute::Dispute;
use crate::casework::dispute_timers::running;
use crate::casework::entry::Fact;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::kinds::clocks::started_by_rule;
use crate::casework::matching::ranked;
use crate::casework::referral_timers;
use crate::casework::refusal::Refusal;
use crate::casework::state::UnitState;
use crate::finder::Filter;
use crate::journal::{Arrived, JournalError};
use crate::wire::{RecipientRow, Reply, Request, RuleRow};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows in one window: more than the tallest terminal shows.
const WINDOW_ROWS_MAX: u16 = 500;

/// Records of one name that are looked at: more than are listed.
const NAMED_MAX: usize = 20;

/// Entries read for one history.
const HISTORY_MAX: usize = 2_000;

impl Session {
    /// Answers a request that changes nothing.
    pub(super) fn look(&self, acting: &Acting<'_>, request: Request) -> Reply {
        let reply = match request {
            Request::Window(query) => return self.window(acting, query),
            Request::Find { text, limit } => return find(acting, &text, limit, &|| false),
            Request::Resolve(typed) => return resolve(acting, &typed),
            Request::Show(id) => self.show(acting, id),
            Request::History(id) => self.history(acting, id),
            Request::Actions(id) => self.actions(acting, id),
            Request::Match(id) => matches(acting, id),
            Request::Bodies { dispute, seat } => bodies(acting, dispute, seat.as_deref()),
            Request::Recipients => Some(Reply::Recipients(recipients(acting))),
            Request::Rules(id) => self.rules(acting, id),
            Request::Paper(query) => self.paper(acting, &query),
            Request::Moved => Some(self.moved(acting)),
            Request::Feed { dispute, zh } => self.feed(acting, dispute, zh),
            Request::Duty => Some(self.duty(acting)),
            Request::Me
            | Request::ActAs(_)
            | Request::Watch
            | Request::Do { .. }
            | Request::DoVerb { .. }
            | Request::DoMany { .. }
            | Request::PutFile { .. }
            | Request::Intake(_)
            | Request::Letter { .. }
            | Request::Drafts
            | Request::KeepDraft { .. }
            | Request::DropDraft { .. }
            | Request::Setup(_)
            | Request::Officers
            | Request::Exchange(_)
            | Request::Status
            | Request::Verify
            | Request::Decide(_)
            | Request::Vault(_)
            | Request::Files(_)
            | Request::ReloadRules
            | Request::Deadline(_) => None,
        };
        reply.unwrap_or(Reply::Refused(Refusal::NotFound))
    }

    fn show(&self, acting: &Acting<'_>, id: RecordId) -> Option<Reply> {
        let mut view = visible_view(acting, id)?;
        let timeline = match self.happenings(acting, id) {
            Ok(timeline) => timeline,
            Err(error) => return Some(error.into()),
        };
        match &mut view {
            View::Dispute(view) => {
                let rules = self.rules_now();
                view.clocks =
                    running(&acting.hosted.state, (&rules.handbook.figures().stages, &rules.rules), &view.dispute);
                view.advice = self.advice(acting, &view.dispute);
                view.timeline = timeline;
            }
            View::Alert(view) => view.timeline = timeline,
            View::Referral(view) => {
                let rules = self.rules_now();
                let state = &acting.hosted.state;
                let (figures, file) = (&rules.handbook.figures().timers, &view.file);
                view.clocks = referral_timers::running(state, figures, &rules.rules, file);
                view.kind_clocks = started_by_rule(state, &rules.rules, file);
                for one in &mut view.respondents {
                    one.disputes.retain(|dispute| is_visible(acting, *dispute));
                }
                view.timeline = timeline;
            }
            View::Affair(view) => view.timeline = timeline,
            View::Unit(view) => view.timeline = timeline,
            View::Expert(_) | View::Agency(_) => {}
        }
        Some(Reply::View(Box::new(view)))
    }

    /// What the rules of today say, as far as this officer may see it.
    fn advice(&self, acting: &Acting<'_>, dispute: &Dispute) -> Advice {
        let mut advice = advice(&acting.hosted.state, &self.rules_now().handbook, dispute);
        advice.meetings.retain(|one| is_visible(acting, one.dispute));
        advice.same.retain(|(dispute, _)| is_visible(acting, *dispute));
        advice
    }

    fn history(&self, acting: &Acting<'_>, id: RecordId) -> Option<Reply> {
        visible_view(acting, id)?;
        Some(self.happenings(acting, id).map_or_else(Reply::from, Reply::History))
    }

    /// The entries and slips about a record, newest first.
    pub(super) fn happenings(&self, acting: &Acting<'_>, id: RecordId) -> Result<Vec<Happening>, JournalError> {
        let Hosted { state, boards, .. } = acting.hosted;
        let about = history_of(state, boards, id);
        let mut arrivals: Vec<u64> =
            about.iter().filter_map(|id| state.arrivals.get(id)).flat_map(|list| list.iter().copied()).collect();
        arrivals.sort_unstable_by(|a, b| b.cmp(a));
        arrivals.truncate(HISTORY_MAX);
        let arrived = self.shared.reader.arrived(&arrivals)?;
        let hidden = hidden_while_linked(&arrived, |case| is_visible(acting, case));
        let seen = arrived.iter().zip(hidden).filter(|(_, hidden)| !hidden);
        Ok(seen.filter_map(|(one, _)| happening(state, one)).collect())
    }

    fn actions(&self, acting: &Acting<'_>, id: RecordId) -> Option<Reply> {
        visible_view(acting, id)?;
        let rules = self.rules_now();
        let ground = rules.ground(&acting.hosted.state);
        Some(Reply::Actions(offers(ground, &acting.author(), acting.now, id)))
    }

    fn rules(&self, acting: &Acting<'_>, id: Option<RecordId>) -> Option<Reply> {
        let rules = &self.rules_now().rules;
        let rows = match id {
            None => rules.rules().iter().map(rule_row).collect(),
            Some(id) => {
                visible_view(acting, id)?;
                let draft = &acting.hosted.state.disputes.get(&id)?.draft;
                let fit = rules.suggest(draft.kind.code(), &draft.jurisdiction, &draft.forum);
                fit.into_iter().map(rule_row).collect()
            }
        };
        Some(Reply::Rules(rows))
    }
}

/// The orders by columns that officers asked for, of each unit.
#[derive(Default)]
pub(super) struct Orders(Mutex<HashMap<UnitId, Arc<Sorts>>>);

impl Orders {
    fn of(&self, unit: UnitId) -> Arc<Sorts> {
        let mut units = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(units.entry(unit).or_default())
    }
}

impl Session {
    fn window(&self, acting: &Acting<'_>, mut query: WindowQuery) -> Reply {
        query.limit = query.limit.min(WINDOW_ROWS_MAX);
        let filter = match Filter::parse(&query.filter) {
            Ok(filter) => filter,
            Err(error) => return Reply::Wrong(text(format!("{}: {}", error.word, error.zh), error.to_string())),
        };
        let sorts = self.shared.orders.of(acting.unit());
        let means = Means { sorts: &sorts, hands: &TwoHands };
        let boards = &acting.hosted.boards;
        // What looks at all rows takes milliseconds: other sessions go on meanwhile.
        let window = tokio::task::block_in_place(|| window(boards, acting.viewer(), (&query, &filter), means));
        match window {
            Ok(window) => Reply::Window(Box::new(window)),
            Err(error) => Reply::Wrong(text(
                format!("这里不能按 {} 排序: 用 JSON 行中只有一个值的键", error.0),
                error.to_string(),
            )),
        }
    }
}

/// The view of a record, if this officer may see it.
pub(super) fn visible_view(acting: &Acting<'_>, id: RecordId) -> Option<View> {
    let Hosted { state, boards, .. } = acting.hosted;
    if is_visible(acting, id) { view(state, boards, id, acting.now.date_naive()) } else { None }
}

/// May this officer see the record? It is as visible as the case that it belongs to.
pub(super) fn is_visible(acting: &Acting<'_>, id: RecordId) -> bool {
    may_see(&acting.hosted.state, (acting.officer.id, acting.post.role), id)
}

/// Which entries (newest first) were written while an alert was linked with a case that is not seen: what was done to it
/// then, and with which case, stays with that case when the alert comes back.
fn hidden_while_linked(arrived: &[Arrived], sees: impl Fn(RecordId) -> bool) -> Vec<bool> {
    let mut linked = false;
    let mut hidden: Vec<bool> = arrived.iter().rev().map(|one| hides(one, &mut linked, &sees)).collect();
    hidden.reverse();
    hidden
}

fn hides(arrived: &Arrived, linked: &mut bool, sees: &impl Fn(RecordId) -> bool) -> bool {
    let was = *linked;
    if let Arrived::Entry(entry) = arrived
        && let Fact::Alert(_, fact) = &entry.fact
    {
        if let AlertFact::Linked { dispute, .. } = fact {
            *linked = !sees(*dispute);
        } else if matches!(fact, AlertFact::Detached { .. }) {
            *linked = false;
        }
    }
    was || *linked
}

/// What was destroyed did not happen, as far as anybody can still tell.
fn happening(state: &UnitState, arrived: &Arrived) -> Option<Happening> {
    match arrived {
        Arrived::Entry(entry) => Some(Happening {
            at: entry.at,
            author: entry.author.name().to_owned(),
            unit: state.unit_name(entry.unit),
            text: describe(&entry.fact),
        }),
        Arrived::Slip(slip, _) => Some(Happening {
            at: slip.at,
            author: slip.author.clone(),
            unit: state.unit_name(slip.from),
            text: describe(&slip.fact),
        }),
        Arrived::Destroyed(..) => None,
    }
}

fn matches(acting: &Acting<'_>, id: RecordId) -> Option<Reply> {
    let View::Dispute(view) = visible_view(acting, id)? else { return None };
    Some(Reply::Matches(ranked(&acting.hosted.state, &view.dispute, acting.now.date_naive())))
}

fn bodies(acting: &Acting<'_>, id: RecordId, seat: Option<&str>) -> Option<Reply> {
    let View::Dispute(view) = visible_view(acting, id)? else { return None };
    let seat = seat.unwrap_or(&view.dispute.draft.jurisdiction);
    Some(Reply::Bodies(body::ranked(&acting.hosted.state, seat, acting.now.date_naive())))
}

/// Units we have a line to, then agencies.
pub(super) fn recipients(acting: &Acting<'_>) -> Vec<RecipientRow> {
    let Hosted { state, boards, .. } = acting.hosted;
    let units = state.lines.values().map(|line| RecipientRow::Unit { card: line.card.clone(), here: line.is_here() });
    units.chain(boards.agencies().map(|row| RecipientRow::Agency(row.clone()))).collect()
}

fn rule_row(rule: &DeadlineRule) -> RuleRow {
    RuleRow {
        id: rule.id.clone(),
        st3: rule.st3.clone(),
        forum: rule.forum.clone(),
        title: rule.title.clone(),
        trigger: rule.trigger.clone(),
        period: rule.period.text(),
        citation: rule.citation.clone(),
        confidence: rule.confidence.word().to_owned(),
    }
}

/// The id of the one record that an officer names; None when it is none, or several.
pub(super) fn named(acting: &Acting<'_>, typed: &str) -> Option<RecordId> {
    if let Reply::Record(id) = resolve(acting, typed) {
        return Some(id);
    }
    let peers = acting.hosted.state.lines.values();
    if let Some(peer) = peers.into_iter().find(|line| line.card.code.eq_ignore_ascii_case(typed.trim())) {
        return Some(peer.peer().record());
    }
    let experts: Vec<RecordId> =
        acting.hosted.boards.experts().filter(|row| row.name == typed).map(|row| row.id).collect();
    if let [one] = experts.as_slice() { Some(*one) } else { None }
}

/// The record that an officer names: by number, with or without our own unit's code, by id, docket, or unique prefix.
fn resolve(acting: &Acting<'_>, typed: &str) -> Reply {
    let typed = typed.trim().to_uppercase();
    if let Ok(id) = typed.parse::<RecordId>() {
        return visible_view(acting, id).map_or(Reply::Refused(Refusal::NotFound), |_| Reply::Record(id));
    }
    let code = acting.hosted.state.card.as_ref().map_or("", |card| card.code.as_str());
    if typed == code {
        return Reply::Record(acting.hosted.state.id().record());
    }
    let (boards, viewer) = (&acting.hosted.boards, acting.viewer());
    let ways = [typed.clone(), format!("{code}-{typed}")];
    // A number names one record, whatever else mentions it.
    if let Some(id) = ways.iter().find_map(|number| boards.numbered(&viewer, number)) {
        return Reply::Record(id);
    }
    // A docket number names the dispute before the alerts about it.
    let mut many = boards.with_docket(&viewer, &typed);
    if many.is_empty() {
        many = bearing(acting, &typed);
    }
    if many.is_empty() && !typed.is_empty() {
        many = ways.iter().flat_map(|begin| boards.numbered_from(&viewer, begin)).collect();
    }
    match many.as_slice() {
        [one] => Reply::Record(*one),
        [] => Reply::Refused(Refusal::NotFound),
        many => {
            let list: Vec<String> = many.iter().take(5).filter_map(|id| boards.number(*id)).collect();
            let list = list.join(", ");
            Reply::Wrong(text(
                format!("{typed} 不止一件: {list}. 写全编号"),
                format!("{typed} is more than one: {list}. Write the whole number"),
            ))
        }
    }
}

/// The records that bear this whole name or docket; disputes, if there are any. An expert is named by number.
fn bearing(acting: &Acting<'_>, typed: &str) -> Vec<RecordId> {
    let search = Search { typed, limit: NAMED_MAX, hands: &TwoHands, stop: &|| false };
    let found = tokio::task::block_in_place(|| acting.hosted.boards.bearing(&acting.viewer(), search));
    let of = |wanted: fn(OnBoard) -> bool| {
        found.iter().filter(|one| wanted(one.board)).map(|one| one.id).collect::<Vec<RecordId>>()
    };
    let disputes = of(|board| board == OnBoard::Disputes);
    if disputes.is_empty() { of(|board| board != OnBoard::Experts) } else { disputes }
}
