//! Submitting a referral: the checks of a draft, and where a kind asks for it, one officer who proposes and another who
//! approves.

use super::dispute::held;
use super::number::new_number;
use super::referral::{not_on_offer, offer};
use super::{Decision, Ground, abroad, required, unchanged, wrong};
use crate::calendar::{Text, WorkingClock, WorkingHours};
use crate::casework::command::Command;
use crate::casework::dispute::{Dispute, Stage};
use crate::casework::entry::Fact;
use crate::casework::ids::{OfficerId, RecordId, UnitId};
use crate::casework::kinds::{KindRule, check};
use crate::casework::referral::{
    Approved, CaseBrief, Matter, Recipient, Referral, ReferralDraft, ReferralFact, ReferralFile, Terms,
};
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::{REFERRAL, UnitState};
use crate::casework::unit::Author;
use crate::casework::words::PostRole;
use chrono::{DateTime, FixedOffset, NaiveDate};

/// Submits a referral, or proposes it where another officer has to approve; one that moves the case also offers it.
pub fn submit(ground: Ground<'_>, command: &Command, draft: &ReferralDraft) -> Decision {
    let state = ground.state;
    let dispute = held(state, draft.dispute)?;
    unchanged(command, dispute.version)?;
    let to_name = recipient_name(state, &draft.to, command.at.date_naive())?;
    not_on_offer(state, draft.dispute)?;
    checked(dispute, draft)?;
    abroad::may_go(state, dispute, &draft.to)?;
    let rule = rule_of(ground, draft)?;
    let referral = Referral {
        number: new_number(state, command, REFERRAL, Some(draft.dispute)),
        from: state.id(),
        to: draft.to.clone(),
        to_name,
        kind: draft.kind,
        items: draft.items.iter().filter(|item| !item.trim().is_empty()).cloned().collect(),
        due: draft.due,
        note: draft.note.clone(),
        secrecy: dispute.draft.secrecy,
        brief: brief(dispute),
        submitted_by: command.author.name().to_owned(),
        submitted_at: command.at,
        terms: terms(state, draft)?,
        matter: matter(ground, command, (draft, rule))?,
        approved: None,
    };
    let id = command.id.record();
    match (command.author.officer(), asks_another(dispute, rule, &command.author)) {
        (Some(by), true) => {
            offer(state, id, &referral)?;
            Ok(vec![Fact::Referral(id, ReferralFact::Proposed { referral: Box::new(referral), by })])
        }
        (Some(_) | None, _) => sent(state, id, referral),
    }
}

fn sent(state: &UnitState, id: RecordId, referral: Referral) -> Decision {
    let offer = offer(state, id, &referral)?;
    let submitted = Fact::Referral(id, ReferralFact::Submitted(Box::new(referral)));
    Ok([submitted].into_iter().chain(offer).collect())
}

/// Must another officer let it go? Of a kind for two officers and of a major dispute always; else where its author has
/// not the post for it.
fn asks_another(dispute: &Dispute, rule: Option<&KindRule>, author: &Author) -> bool {
    let two = dispute.major.is_some() || rule.is_some_and(|rule| rule.officers_min > 1);
    two || rule.is_some_and(|rule| !may_approve(Some(rule), author))
}

/// The post of the rule approves; without one, and always, a shift lead does.
fn may_approve(rule: Option<&KindRule>, author: &Author) -> bool {
    match author {
        Author::Post { role, .. } => *role == PostRole::Lead || rule.is_some_and(|rule| rule.approver == *role),
        Author::System => false,
    }
}

/// Another officer lets a proposal go: everything is looked at again, as it is now.
pub fn approve(state: &UnitState, command: &Command, file: &ReferralFile) -> Decision {
    let (proposed, referral) = pending(file)?;
    let by = command.author.officer().ok_or(Refusal::SecondPerson)?;
    if proposed.0 == by {
        return Err(Refusal::SecondPerson);
    }
    let rule = referral.matter.rule();
    if !may_approve(rule, &command.author) {
        return Err(Refusal::NotPermitted { wants: rule.map_or(PostRole::Lead, |rule| rule.approver) });
    }
    let dispute = held(state, referral.brief.dispute)?;
    recipient_name(state, &referral.to, command.at.date_naive())?;
    not_on_offer(state, dispute.id)?;
    abroad::may_go(state, dispute, &referral.to)?;
    let referral = Referral {
        submitted_at: command.at,
        secrecy: dispute.draft.secrecy,
        approved: Some(Approved { proposed_at: proposed.1, by: command.author.name().to_owned() }),
        ..referral.clone()
    };
    sent(state, file.id, referral)
}

/// A proposal is turned down by who may approve it, or taken back by who made it.
pub fn decline(command: &Command, file: &ReferralFile, reason: &str) -> Decision {
    let (proposed, referral) = pending(file)?;
    let own = command.author.officer() == Some(proposed.0);
    let rule = referral.matter.rule();
    if !own && !may_approve(rule, &command.author) {
        return Err(Refusal::NotPermitted { wants: rule.map_or(PostRole::Lead, |rule| rule.approver) });
    }
    required("reason", reason)?;
    Ok(vec![Fact::Referral(file.id, ReferralFact::Declined { reason: reason.to_owned() })])
}

/// Who proposed it and when, and what.
type Proposal<'a> = ((OfficerId, DateTime<FixedOffset>), &'a Referral);

fn pending(file: &ReferralFile) -> Result<Proposal<'_>, Refusal> {
    let referral = file.referral.as_ref().ok_or(Refusal::NotFound)?;
    match file.proposed.filter(|_| file.is_proposal()) {
        Some(proposed) => Ok((proposed, referral)),
        None => Err(Refusal::guard(Guard::NotAProposal, [&referral.number])),
    }
}

/// The rule of its kind; it goes out as the word that the rule says.
fn rule_of<'a>(ground: Ground<'a>, draft: &ReferralDraft) -> Result<Option<&'a KindRule>, Refusal> {
    let Some(id) = &draft.matter.kind else { return Ok(None) };
    let figures = ground.handbook.figures();
    let rule = figures.kind(id).ok_or_else(|| {
        let kinds = figures.kinds.iter().map(|kind| kind.id.as_str()).collect::<Vec<_>>().join(", ");
        wrong("kind", &format!("没有这一种. 须是其一: {kinds}"), &format!("no such kind. One of: {kinds}"))
    })?;
    match rule.sent_as == draft.kind {
        true => Ok(Some(rule)),
        false => Err(wrong(
            "kind",
            &format!("{} 按{}发出", rule.words.zh, rule.sent_as.zh()),
            &format!("{} goes out as {}", rule.words.en, rule.sent_as.en()),
        )),
    }
}

fn matter(
    ground: Ground<'_>,
    command: &Command,
    (draft, rule): (&ReferralDraft, Option<&KindRule>),
) -> Result<Matter, Refusal> {
    let Some(rule) = rule else { return Ok(Matter { own_rule: None, ..draft.matter.clone() }) };
    let card = ground.state.card.as_ref().ok_or(Refusal::NotFound)?;
    let calendar = ground.rules.calendar(&card.calendar);
    let (Some(calendar), Ok(zone)) = (calendar, card.zone.parse()) else {
        return Err(wrong("calendar", "本单位的历法读不出, 先改正", "our own calendar cannot be read: mend it first"));
    };
    let clock = WorkingClock { calendar, zone, hours: WorkingHours::default() };
    check::complete(rule, &draft.matter, (command.at.to_utc(), &clock))
}

/// What the officer may say of the terms; the rest follows from what was.
fn terms(state: &UnitState, draft: &ReferralDraft) -> Result<Terms, Refusal> {
    let asked = &draft.terms;
    let known = |unit: &UnitId| *unit == state.id() || state.lines.contains_key(unit);
    if asked.coordinator.is_some_and(|unit| !known(&unit) || draft.to.unit() == Some(unit)) {
        return Err(wrong(
            "coordinator",
            "协调单位须是有线路的另一单位",
            "the coordinator is another unit than the recipient, with a line to it",
        ));
    }
    Ok(Terms {
        coordinator: asked.coordinator.filter(|unit| *unit != state.id()),
        forwardable_to: asked.forwardable_to.clone(),
        parent: asked.parent,
        bounces: bounces(state, draft.dispute, &draft.items),
        ..Terms::default()
    })
}

/// How often what is asked was sent back to us so far: the item most often returned counts; of a whole case, its
/// transfers.
fn bounces(state: &UnitState, case: RecordId, items: &[String]) -> u16 {
    let ours = || state.referrals_of_case(case).filter(|file| file.sender == state.id());
    let returned = |item: &str| ours().filter(|file| file.sent_back(item)).count();
    let moves = |file: &ReferralFile| file.referral.as_ref().is_some_and(|one| one.kind.moves_the_case());
    let whole = || ours().filter(|file| file.bounced() && moves(file)).count();
    let most = items.iter().map(|item| returned(item.trim())).max().unwrap_or_else(whole);
    u16::try_from(most).unwrap_or(u16::MAX)
}

fn checked(dispute: &Dispute, draft: &ReferralDraft) -> Result<(), Refusal> {
    if dispute.stage.is_over() {
        let (is, wants) = (dispute.stage, Stage::Guiding);
        return Err(Refusal::Stage {
            is_zh: is.zh().into(),
            is_en: is.en().into(),
            wants_zh: wants.zh().into(),
            wants_en: wants.en().into(),
        });
    }
    let items = draft.items.iter().filter(|item| !item.trim().is_empty()).count();
    match (draft.kind.moves_the_case(), items) {
        (true, 1..) => Err(Refusal::TransferHasItems),
        (false, 0) => Err(Refusal::ItemsMissing),
        (true, 0) | (false, 1..) => Ok(()),
    }
}

/// The recipient's name; an agency without a liaison to write to is not written to.
fn recipient_name(state: &UnitState, to: &Recipient, today: NaiveDate) -> Result<Text, Refusal> {
    match to {
        Recipient::Unit(unit) if *unit == state.id() => {
            Err(wrong("to", "不能移交给本单位", "a unit does not refer to itself"))
        }
        Recipient::Unit(unit) => state.lines.get(unit).map(|line| line.card.title()).ok_or(Refusal::NotFound),
        Recipient::Agency(id) => {
            let agency = state.agencies.get(id).ok_or(Refusal::NotFound)?;
            agency.contact_on(today).map(|_| agency.draft.title())
        }
    }
}

fn brief(dispute: &Dispute) -> CaseBrief {
    let draft = &dispute.draft;
    CaseBrief {
        dispute: dispute.id,
        number: dispute.number.clone(),
        enterprise: draft.enterprise.name.clone(),
        counterpart: draft.counterpart.clone(),
        jurisdiction: draft.jurisdiction.clone(),
        forum: draft.forum.clone(),
        docket: draft.docket.clone(),
        kind: draft.kind.code().to_owned(),
        request: draft.request.clone(),
        next_deadline: dispute.next_deadline().map(|one| one.computed.safe),
    }
}
