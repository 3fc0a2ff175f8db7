//! What may be done with a consultation meeting: called with the open items between us on its agenda, minuted,
//! countersigned by all, made final; then each point agreed is a task.

use super::number::nth_number;
use super::rota::instant_here;
use super::{Decision, Ground, required, wrong};
use crate::calendar::Text;
use crate::casework::affair::{AffairFact, AffairKind};
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::meeting::{
    Call, Invitee, Meeting, MeetingAct, MeetingDraft, MeetingFact, MeetingState, Minutes, Signature,
};
use crate::casework::on_hand::{self, Open};
use crate::casework::referral::Recipient;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use crate::casework::task::{TaskDraft, TaskFact};

/// Points that one set of minutes may have: more belong into another meeting.
const POINTS_MAX: usize = 99;

/// Calls a meeting.
pub fn open(
    ground: Ground<'_>,
    command: &Command,
    number: String,
    draft: &MeetingDraft,
) -> Result<MeetingFact, Refusal> {
    required("subject", &draft.subject)?;
    required("place", &draft.place)?;
    let state = ground.state;
    if draft.dispute.is_some_and(|id| !state.disputes.contains_key(&id)) {
        return Err(Refusal::NotFound);
    }
    let mut invitees = vec![Invitee { agency: None, name: state.unit_name(state.id()) }];
    for code in &draft.invite {
        let invitee = invited(state, code)?;
        if !invitees.contains(&invitee) {
            invitees.push(invitee);
        }
    }
    if invitees.len() < 2 {
        return Err(Refusal::FieldMissing { field: "invite".to_owned() });
    }
    let open = on_hand::open_items(ground, command.at);
    let between = open.iter().filter(|item| concerns(state, item, draft.dispute, &invitees));
    let agenda = between.map(|item| Text::new(words(item, true), words(item, false))).collect();
    let call = Call {
        subject: draft.subject.clone(),
        at: instant_here(state, "at", draft.at)?,
        place: draft.place.clone(),
        dispute: draft.dispute,
        invitees,
        agenda,
    };
    Ok(MeetingFact::Opened { number, call: Box::new(call) })
}

fn words(item: &Open, zh: bool) -> String {
    format!("{} {}", item.number, item.why.pick(zh))
}

fn invited(state: &UnitState, code: &str) -> Result<Invitee, Refusal> {
    let agency = state.agencies.values().find(|one| one.draft.code.eq_ignore_ascii_case(code));
    let agency = agency.ok_or_else(|| {
        let (zh, en) = (format!("没有代码为 {code} 的机构"), format!("no agency has the code {code}"));
        wrong("invite", &zh, &en)
    })?;
    Ok(Invitee { agency: Some(agency.id), name: agency.draft.title() })
}

/// An open item of the case; of a meeting without one, what lies between us and somebody invited.
fn concerns(state: &UnitState, item: &Open, dispute: Option<RecordId>, invitees: &[Invitee]) -> bool {
    if dispute.is_some() {
        return item.dispute == dispute;
    }
    let invited = |id: RecordId| invitees.iter().any(|one| one.agency == Some(id));
    let code_of = |unit| state.lines.get(&unit).map(|line| line.card.code.as_str());
    let referral = state.referrals.get(&item.record).and_then(|file| file.referral.as_ref());
    referral.is_some_and(|referral| match &referral.to {
        Recipient::Agency(agency) => invited(*agency),
        Recipient::Unit(unit) => {
            let other = if *unit == state.id() { referral.from } else { *unit };
            state.agencies.values().any(|one| invited(one.id) && code_of(other) == Some(one.draft.code.as_str()))
        }
    })
}

/// What follows from an act on a meeting.
pub fn decide(state: &UnitState, command: &Command, id: RecordId, (meeting, act): (&Meeting, &MeetingAct)) -> Decision {
    match meeting.state {
        MeetingState::Called | MeetingState::Minuted => {}
        MeetingState::Final => return Err(Refusal::guard(Guard::MeetingFinal, [&meeting.number])),
        MeetingState::CalledOff => return Err(Refusal::guard(Guard::MeetingCalledOff, [&meeting.number])),
    }
    let fact = match act {
        MeetingAct::AddToAgenda { text } => {
            required("text", text)?;
            MeetingFact::AgendaAdded { text: text.clone() }
        }
        MeetingAct::Write(minutes) => write(meeting, minutes)?,
        MeetingAct::Sign(signature) => sign(meeting, signature)?,
        MeetingAct::Finish => return finish(state, command, id, meeting),
        MeetingAct::CallOff { reason } => {
            required("reason", reason)?;
            MeetingFact::CalledOff { reason: reason.clone() }
        }
    };
    Ok(vec![Fact::Affair(id, AffairFact::Meeting(fact))])
}

fn write(meeting: &Meeting, minutes: &Minutes) -> Result<MeetingFact, Refusal> {
    required("text", &minutes.text)?;
    if meeting.versions.last() == Some(minutes) {
        return Err(wrong("text", "与现稿相同", "the version that holds says the same"));
    }
    if minutes.consensus.len() > POINTS_MAX {
        return Err(wrong("consensus", "最多 99 项", "99 points at most"));
    }
    Ok(MeetingFact::Minuted(minutes.clone()))
}

/// Of each invitee one signature, with what proves it.
fn sign(meeting: &Meeting, signature: &Signature) -> Result<MeetingFact, Refusal> {
    minuted(meeting)?;
    required("signer", &signature.signer)?;
    required("evidence", &signature.evidence)?;
    let place = usize::from(signature.invitee).checked_sub(1);
    if place.and_then(|place| meeting.call.invitees.get(place)).is_none() {
        return Err(wrong("invitee", "没有这一家. 看与会名单的序号", "nobody of that number was invited"));
    }
    match meeting.signatures.iter().find(|one| one.invitee == signature.invitee) {
        Some(before) => {
            let (zh, en) = ("会签".to_owned(), "countersigned".to_owned());
            Err(Refusal::Done { zh, en, by: before.signer.clone(), at: String::new() })
        }
        None => Ok(MeetingFact::Signed(signature.clone())),
    }
}

fn minuted(meeting: &Meeting) -> Result<&Minutes, Refusal> {
    meeting.versions.last().ok_or_else(|| Refusal::guard(Guard::MeetingNoMinutes, [&meeting.number]))
}

/// Final once all have signed the version that holds: each of its points becomes one task.
fn finish(state: &UnitState, command: &Command, id: RecordId, meeting: &Meeting) -> Decision {
    let minutes = minuted(meeting)?;
    let missing: Vec<&str> = meeting.unsigned().map(|one| one.name.zh.as_str()).collect();
    if !missing.is_empty() {
        return Err(Refusal::guard(Guard::MeetingUnsigned, [missing.join(", ")]));
    }
    let points = (1..).zip(&minutes.consensus);
    let opened = points.map(|(no, point): (u16, _)| {
        let draft = TaskDraft {
            title: point.text.clone(),
            owner: point.owner.clone(),
            due: point.due,
            dispute: meeting.call.dispute,
            origin: Some((id, meeting.number.clone(), no)),
        };
        let number = nth_number(state, command, (AffairKind::Task.letter(), u32::from(no)), meeting.call.dispute);
        let opened = TaskFact::Opened { number, draft: Box::new(draft) };
        Fact::Affair(command.id.further_record(no.into()), AffairFact::Task(opened))
    });
    let opened: Vec<Fact> = opened.collect();
    let tasks = opened.iter().map(Fact::about).collect();
    let finished = Fact::Affair(id, AffairFact::Meeting(MeetingFact::Finished { tasks }));
    Ok([finished].into_iter().chain(opened).collect())
}
