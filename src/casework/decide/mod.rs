//! `decide`: may this command be done, and if so, what is written? Refuses with a reason; changes nothing.

mod abroad;
mod accept;
mod access;
mod affairs;
mod agency;
mod alert;
mod amend;
mod by_itself;
mod consultation;
mod custody;
mod deadline;
mod deadline_end;
mod destruction;
mod dispute;
mod dossier;
mod expert;
mod forward;
mod handover;
mod inspection;
mod instruction;
mod leg;
mod listing;
mod meeting;
mod number;
mod own_alert;
pub mod paper;
mod referral;
mod roster;
mod rota;
mod rounds;
mod sender;
mod silence;
mod submit;
mod supervision;
mod task;
mod wall;

use super::affair::{Affair, AffairFact};
use super::alert::AlertDraft;
use super::authorize::authorize;
use super::command::{Act, Command, SystemAct};
use super::entry::Fact;
use super::handbook::Handbook;
use super::handbook::figures::Figures;
use super::ids::RecordId;
use super::letters::is_word;
use super::line::LineFact;
use super::refusal::Refusal;
use super::state::UnitState;
use crate::calendar::Rules;

/// What a decision may look at besides the command.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    pub state: &'a UnitState,
    pub rules: &'a Rules,
    /// The center's handbook: routing, evidence standards, playbooks, figures.
    pub handbook: &'a Handbook,
}

impl Ground<'_> {
    /// The figures by which the rules run.
    const fn figures(&self) -> &Figures {
        self.handbook.figures()
    }

    /// What a source says, with the center's own table of priorities as it is now, where it has one.
    fn rated(&self, draft: &AlertDraft) -> AlertDraft {
        AlertDraft { ratings: self.figures().priority.ratings(), ..draft.clone() }
    }
}

pub use dispute::{holder_name, transferred};

type Decision = Result<Vec<Fact>, Refusal>;

/// The facts that follow from a command, or why not.
pub fn decide(ground: Ground<'_>, command: &Command) -> Decision {
    authorize(ground.state, &command.author, &command.act)?;
    match &command.act {
        Act::Found(card) => found(ground.state, card),
        Act::GrantPost(officer, post) => Ok(vec![Fact::Posted(officer.clone(), post.clone())]),
        Act::EndPost(post) => match ground.state.posts.contains_key(post) {
            true => Ok(vec![Fact::PostEnded(*post)]),
            false => Err(Refusal::NotFound),
        },
        Act::EnrolPeer { card, carrier } => {
            if card.id == ground.state.id() {
                return Err(wrong("peer", "这是本单位自己的密钥", "this is our own key"));
            }
            Ok(vec![Fact::Line(card.id, LineFact::Enrolled { card: card.clone(), carrier: carrier.clone() })])
        }
        Act::Register(draft) => dispute::register(ground, command, draft),
        Act::Raise(draft) => alert::raise(ground, command, draft),
        Act::EnrolExpert(draft) => roster::enrol_expert(ground.state, command, draft),
        Act::EnterAgency(draft) => roster::enter_agency(ground.state, command, draft),
        Act::Open(draft) => affairs::open(ground, command, draft),
        Act::Rota(act) => rota::decide(ground.state, command, act),
        Act::Read(id) => access::read(ground.state, command, *id),
        Act::SetLetterWord(word) => match is_word(word) {
            true => Ok(vec![Fact::LetterWord(word.clone())]),
            false => {
                Err(wrong("word", "只写字, 至多 12 个, 不含数字. 例: 浙海知", "letters only, 12 at most, e.g. ZJIP"))
            }
        },
        Act::Affair(id, act) => affairs::decide(ground, command, *id, act),
        Act::Dispute(id, act) => dispute::decide(ground, command, *id, act),
        Act::Alert(id, act) => alert::decide(ground, command, *id, act),
        Act::Agency(id, act) => agency::decide(ground.state, command, *id, act),
        Act::Expert(id, act) => {
            let one = ground.state.experts.get(id).ok_or(Refusal::NotFound)?;
            unchanged(command, one.version)?;
            Ok(vec![Fact::Expert(*id, expert::decide(one, act, command.at.date_naive())?)])
        }
        Act::Submit(draft) => submit::submit(ground, command, draft),
        Act::Referral(id, act) => referral::decide(ground, command, *id, act),
        Act::Leg(id, act, proxy) => leg::decide(ground.state, command, *id, (act, proxy.as_ref())),
        Act::System(act) => system(ground, command, act),
    }
}

fn found(state: &UnitState, card: &super::unit::UnitCard) -> Decision {
    if let Some(card) = &state.card {
        return Err(Refusal::Already { number: card.code.clone() });
    }
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    if card.code.is_empty() || card.code.len() > 8 || !card.code.chars().all(plain) {
        return Err(wrong("code", "1 至 8 个大写字母或数字, 例: ZJ", "1 to 8 capital letters or digits, e.g. ZJ"));
    }
    required("name", &card.name_zh)?;
    Ok(vec![Fact::Founded(Box::new(card.clone()))])
}

fn system(ground: Ground<'_>, command: &Command, act: &SystemAct) -> Decision {
    let state = ground.state;
    match *act {
        SystemAct::Deliver { referral } => by_itself::deliver(state, referral),
        SystemAct::Cancel { referral } => by_itself::cancel(state, referral),
        SystemAct::Watch(ref watching) => Ok(alert::by_clock(ground, command, watching)),
        SystemAct::Forward { referral } => forward::by_itself(state, command, referral),
        SystemAct::EndAccess { affair, .. } => access::end(state, affair),
        SystemAct::Ring { referral, timer, due } => match timer.is_the_keepers() {
            true => by_itself::ring(state, referral, timer, due),
            false => referral::ring(state, referral, timer, due),
        },
        SystemAct::RingKind { referral, ref clock, due } => referral::ring_kind(state, referral, (clock, due)),
        SystemAct::RingDispute { dispute, timer, due } => dispute::ring(ground, command, dispute, (timer, due)),
        SystemAct::ProposeReopen { dispute, alert } => dispute::propose(ground, dispute, alert),
        SystemAct::Consultation { consultation, timer, .. } => {
            let file = state.affairs.get(&consultation).ok_or(Refusal::NotFound)?;
            let Affair::Consultation(one) = &file.affair else { return Err(Refusal::NotFound) };
            let facts = consultation::ring(one, timer).into_iter().map(AffairFact::Consultation);
            Ok(facts.map(|fact| Fact::Affair(consultation, fact)).collect())
        }
        SystemAct::Obey { referral } => by_itself::obey(state, referral),
        SystemAct::Release { case } => custody::release(state, case),
        SystemAct::Keep { case, referral } => custody::keep(state, case, referral),
        SystemAct::Take { case } => custody::take(state, case),
        SystemAct::NoReply { affair, due } => {
            let one = state.affairs.get(&affair).and_then(|file| file.affair.instruction()).ok_or(Refusal::NotFound)?;
            let fact = instruction::overdue(one, due).map(AffairFact::Instruction);
            Ok(fact.map(|fact| Fact::Affair(affair, fact)).into_iter().collect())
        }
        SystemAct::TellHead { peer, on, hash, ref signature, yours } => {
            state.lines.get(&peer).ok_or(Refusal::NotFound)?;
            Ok(vec![Fact::Line(peer, LineFact::Head { on, hash, signature: signature.clone(), yours })])
        }
        SystemAct::Carried { peer, upto } => {
            let line = state.lines.get(&peer).ok_or(Refusal::NotFound)?;
            let news = upto > line.carried && upto <= line.made;
            Ok(news.then_some(Fact::Line(peer, LineFact::Carried { upto })).into_iter().collect())
        }
        SystemAct::Receipted { peer, upto } => {
            let line = state.lines.get(&peer).ok_or(Refusal::NotFound)?;
            let news = upto > line.receipted && upto <= line.made;
            Ok(news.then_some(Fact::Line(peer, LineFact::Receipted { upto })).into_iter().collect())
        }
    }
}

fn required(field: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::FieldMissing { field: field.to_owned() }) } else { Ok(()) }
}

fn wrong(field: &str, zh: &str, en: &str) -> Refusal {
    Refusal::FieldWrong { field: field.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
}

/// Refuses when the record has moved on since the author looked.
fn unchanged(command: &Command, now: u32) -> Result<(), Refusal> {
    match command.seen {
        Some(seen) if seen != now => Err(Refusal::Changed { now, seen }),
        Some(_) | None => Ok(()),
    }
}

/// The number of a record already taken in under this key.
fn number_of(state: &UnitState, id: RecordId) -> String {
    let dispute = state.disputes.get(&id).map(|one| one.number.clone());
    dispute
        .or_else(|| state.alerts.get(&id).map(|one| one.number.clone()))
        .or_else(|| state.experts.get(&id).map(|one| one.number.clone()))
        .or_else(|| state.agencies.get(&id).map(|one| one.number.clone()))
        .unwrap_or_else(|| id.to_string())
}
