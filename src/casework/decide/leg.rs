//! What the keeper of a leg may do: the recipient, or for an agency without a desk the sender's officer by proxy.

use super::{Decision, abroad, accept, forward, required, rounds};
use crate::casework::command::{Acceptance, Command, LegAct};
use crate::casework::entry::Fact;
use crate::casework::ids::{RecordId, UnitId};
use crate::casework::leg::{Evidence, ItemReport, Leg, LegFact, Moment};
use crate::casework::referral::{NonDelivery, Recipient, Referral, ReferralFile, ReturnCode, Ruling};
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::timers::Timer;

/// Returns of one case after which the next is for the coordinator (the tables' "bounce count").
const BOUNCES_MAX: u16 = 2;

/// What follows from an act on a leg.
pub fn decide(
    state: &UnitState,
    command: &Command,
    id: RecordId,
    (act, proxy): (&LegAct, Option<&Evidence>),
) -> Decision {
    let file = state.referrals.get(&id).ok_or(Refusal::NotFound)?;
    let referral = file.referral.as_ref().ok_or(Refusal::NotFound)?;
    kept_here(state, referral, proxy)?;
    copy_only(file, act)?;
    if !(file.clarifying() && matches!(act, LegAct::Report { .. })) {
        still_open(file)?;
    }
    let today = command.at.date_naive();
    let facts = match act {
        LegAct::Dispatch => vec![dispatch(state, file, referral)?],
        LegAct::Deliver => vec![by_proxy_only(referral, file.leg.delivered.as_ref(), LegFact::Delivered)?],
        LegAct::NotDelivered { code, reason } => vec![not_delivered(file, referral, *code, reason)?],
        LegAct::Sign => vec![sign(&file.leg)?],
        LegAct::Accept { promised } => {
            let plain = Acceptance { promised: *promised, ..Acceptance::default() };
            return accept::by_officer(state, file, &plain, proxy);
        }
        LegAct::AcceptWith(acceptance) => return accept::by_officer(state, file, acceptance, proxy),
        LegAct::Return { code, basis, suggestion } => {
            let fact = send_back(file, referral, *code, (basis, suggestion))?;
            vec![put_to_coordinator(state, referral, fact)?]
        }
        LegAct::Start => vec![start(file)?],
        LegAct::Interim { text } => {
            accepted(file)?;
            required("text", text)?;
            vec![LegFact::Interim { text: text.clone() }]
        }
        LegAct::Report { outcomes, summary } => report(file, referral, outcomes, summary)?,
        LegAct::Forward { to, basis } => {
            signed(&file.leg)?;
            vec![forward::propose(file, referral, to, basis)?]
        }
        LegAct::Split { parts, basis } => {
            accepted(file)?;
            vec![forward::propose_split(file, referral, parts, basis)?]
        }
        LegAct::AskInfo { questions } => vec![rounds::ask_info(file, questions)?],
        LegAct::Hold { code, review, reason } => vec![rounds::hold(&file.leg, *code, (*review, today), reason)?],
        LegAct::Resume => vec![rounds::resume(&file.leg)?],
        LegAct::AskExtension { until, reason } => vec![rounds::ask_extension(file, (*until, today), reason)?],
        LegAct::CannotDo { tried } => vec![rounds::cannot_do(&file.leg, referral, tried)?],
        LegAct::AckAmendment { agrees } => vec![rounds::ack(file, referral, *agrees)?],
        LegAct::AgreeRecall => vec![answer_recall(file, LegFact::Cancelled)?],
        LegAct::RefuseRecall { reason } => {
            let fact = answer_recall(file, LegFact::RecallRefused { reason: reason.clone() })?;
            required("reason", reason)?;
            vec![fact]
        }
    };
    Ok(facts.into_iter().map(|fact| Fact::Leg(id, fact, proxy.cloned())).collect())
}

/// Whoever reports has begun.
fn report(
    file: &ReferralFile,
    referral: &Referral,
    outcomes: &[ItemReport],
    summary: &str,
) -> Result<Vec<LegFact>, Refusal> {
    accepted(file)?;
    rounds::not_held(&file.leg)?;
    let outcomes = rounds::outcomes(file, referral, outcomes)?;
    required("summary", summary)?;
    let started = file.leg.started.is_none().then_some(LegFact::Started);
    Ok(started.into_iter().chain([LegFact::Reported { outcomes, summary: summary.to_owned() }]).collect())
}

fn dispatch(state: &UnitState, file: &ReferralFile, referral: &Referral) -> Result<LegFact, Refusal> {
    abroad::may_go_on(state, referral)?;
    by_proxy_only(referral, file.leg.dispatched.as_ref(), LegFact::Dispatched)
}

/// Are we the keeper, and is there evidence exactly when it is by proxy?
fn kept_here(state: &UnitState, referral: &Referral, proxy: Option<&Evidence>) -> Result<(), Refusal> {
    match (&referral.to, proxy) {
        (Recipient::Agency(_), Some(Evidence::Call { said })) if said.trim().is_empty() => {
            Err(Refusal::EvidenceMissing)
        }
        (Recipient::Agency(_), Some(_)) => Ok(()),
        (Recipient::Agency(_), None) => Err(Refusal::EvidenceMissing),
        (Recipient::Unit(to), None) if *to == state.id() => Ok(()),
        (Recipient::Unit(_), Some(_)) => Err(Refusal::HasDesk { name: referral.to_name.clone() }),
        (Recipient::Unit(_), None) => Err(Refusal::NotOurTurn {
            who_zh: format!("接收方{}", referral.to_name.zh),
            who_en: format!("the recipient, {}", referral.to_name.en),
        }),
    }
}

/// A copy is signed for; by proxy, its way is recorded too.
fn copy_only(file: &ReferralFile, act: &LegAct) -> Result<(), Refusal> {
    let way = matches!(act, LegAct::Dispatch | LegAct::Deliver | LegAct::NotDelivered { .. } | LegAct::Sign);
    let number = file.referral.as_ref().map_or("", |referral| referral.number.as_str());
    match file.follows_only() && !way {
        true => Err(Refusal::guard(Guard::ReadOnlyCopy, [number])),
        false => Ok(()),
    }
}

pub fn still_open(file: &ReferralFile) -> Result<(), Refusal> {
    let leg = &file.leg;
    let over = [
        (leg.cancelled.as_ref(), "撤回", "recalled"),
        (leg.returned.as_ref().map(|(moment, ..)| moment), "退回", "returned"),
        (leg.failed.as_ref().map(|(moment, _)| moment), "报未能办成", "reported as failed"),
        (leg.reported.as_ref().map(|(moment, ..)| moment), "反馈", "reported"),
    ];
    match over.into_iter().find_map(|(moment, zh, en)| moment.map(|moment| (moment, zh, en))) {
        Some((moment, zh, en)) => Err(done(moment, zh, en)),
        None if file.voided.is_some() => {
            Err(Refusal::TooLate { zh: "发出方已作废".into(), en: "the sender made it void".into() })
        }
        None if file.unsent => {
            Err(Refusal::TooLate { zh: "发出方已收回".into(), en: "the sender took it back".into() })
        }
        None => Ok(()),
    }
}

fn by_proxy_only(referral: &Referral, before: Option<&Moment>, fact: LegFact) -> Result<LegFact, Refusal> {
    match (&referral.to, before) {
        (Recipient::Unit(_), _) => Err(Refusal::HasDesk { name: referral.to_name.clone() }),
        (Recipient::Agency(_), Some(moment)) => Err(done(moment, "记录", "recorded")),
        (Recipient::Agency(_), None) => Ok(fact),
    }
}

fn sign(leg: &Leg) -> Result<LegFact, Refusal> {
    match &leg.signed {
        Some(moment) => Err(done(moment, "签收", "signed")),
        None => Ok(LegFact::Signed),
    }
}

pub fn signed(leg: &Leg) -> Result<(), Refusal> {
    match leg.signed {
        Some(_) => Ok(()),
        None => Err(first("sign", "签收", "sign it")),
    }
}

fn accepted(file: &ReferralFile) -> Result<(), Refusal> {
    match file.accepted() {
        Some(_) => Ok(()),
        None if file.leg.signed.is_none() => Err(first("sign", "签收", "sign it")),
        None => Err(first("accept", "受理", "accept it")),
    }
}

fn start(file: &ReferralFile) -> Result<LegFact, Refusal> {
    accepted(file)?;
    match &file.leg.started {
        Some(moment) => Err(done(moment, "开始", "started")),
        None => Ok(LegFact::Started),
    }
}

fn may_return(file: &ReferralFile, referral: &Referral) -> Result<(), Refusal> {
    signed(&file.leg)?;
    match file.accepted() {
        Some((moment, ..)) if referral.kind.moves_the_case() => Err(done(moment, "受理", "accepted")),
        Some(_) | None => Ok(()),
    }
}

/// A letter that never got there: recorded by proxy, once it left and before anybody had it.
fn not_delivered(
    file: &ReferralFile,
    referral: &Referral,
    code: NonDelivery,
    reason: &str,
) -> Result<LegFact, Refusal> {
    if file.leg.dispatched.is_none() {
        return Err(first("dispatch", "记发出", "record its dispatch"));
    }
    required("reason", reason)?;
    let (code, basis) = (code.code_of_return(), reason.to_owned());
    let fact = LegFact::Returned { code, basis, suggestion: String::new(), forward_to: None, split: Vec::new() };
    by_proxy_only(referral, file.leg.delivered.as_ref(), fact)
}

/// Is this a code for an officer, now? "Not supplemented" needs the clock to have said so.
fn may_give(file: &ReferralFile, code: ReturnCode) -> Result<(), Refusal> {
    if code.is_of_the_node() {
        return Err(Refusal::guard(Guard::CodeOfTheNode, [code.code()]));
    }
    if code == ReturnCode::Lapsed && !lapsed(file) {
        return Err(Refusal::guard(Guard::NotLapsed, [ReturnCode::Lapsed.code()]));
    }
    Ok(())
}

/// Has the time for the open round of questions run out?
fn lapsed(file: &ReferralFile) -> bool {
    let asked = file.leg.questions.last().map(|(moment, _)| moment.at.to_utc());
    let rang = |asked| file.leg.rang.iter().any(|(timer, due)| *timer == Timer::Supplement && *due > asked);
    file.needs_info() && asked.is_some_and(rang)
}

/// What goes to a coordinator needs a line to it.
fn put_to_coordinator(state: &UnitState, referral: &Referral, fact: LegFact) -> Result<LegFact, Refusal> {
    let unknown = |unit: &UnitId| *unit != state.id() && !state.lines.contains_key(unit);
    match (&fact, referral.terms.coordinator.filter(unknown)) {
        (LegFact::ReturnAsked { .. }, Some(unit)) => {
            Err(Refusal::guard(Guard::CoordinatorUnreachable, [state.unit_name(unit).zh]))
        }
        (_, Some(_) | None) => Ok(fact),
    }
}

fn answer_recall(file: &ReferralFile, answer: LegFact) -> Result<LegFact, Refusal> {
    match (&file.recall, &file.leg.recall_refused) {
        (None, _) => Err(first("recall", "由发出方要求撤回", "the sender asks for a recall")),
        (Some(_), Some((moment, _))) => Err(done(moment, "答复撤回", "answered")),
        (Some(_), None) => Ok(answer),
    }
}

/// A return, or after two bounces or T3 the question of one; never by a designated unit.
fn send_back(
    file: &ReferralFile,
    referral: &Referral,
    code: ReturnCode,
    (basis, suggestion): (&str, &str),
) -> Result<LegFact, Refusal> {
    may_return(file, referral)?;
    may_give(file, code)?;
    required("basis", basis)?;
    let (basis, suggestion) = (basis.to_owned(), suggestion.to_owned());
    if file.designated() {
        return Err(Refusal::Designated);
    }
    let allowed = file.rulings.iter().any(|(_, ruling)| matches!(ruling, Ruling::ReturnAllowed { .. }));
    // Who waits for answers is not late itself.
    let late = file.leg.has_rung(Timer::Answer) && !lapsed(file) && file.accepted().is_none();
    if (referral.terms.bounces < BOUNCES_MAX && !late) || allowed {
        return Ok(LegFact::Returned { code, basis, suggestion, forward_to: None, split: Vec::new() });
    }
    match &file.leg.return_asked {
        Some((moment, ..)) => Err(done(moment, "提请协调", "put to the coordinator")),
        None => Ok(LegFact::ReturnAsked { code, basis, suggestion }),
    }
}

pub fn first(verb: &str, zh: &str, en: &str) -> Refusal {
    Refusal::First { verb: verb.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
}

pub fn done(moment: &Moment, zh: &str, en: &str) -> Refusal {
    Refusal::Done {
        zh: zh.to_owned(),
        en: en.to_owned(),
        by: moment.name.clone(),
        at: moment.at.format("%m-%d %H:%M").to_string(),
    }
}
