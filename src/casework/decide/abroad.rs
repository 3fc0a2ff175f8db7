//! What may be done at the gate of a case to abroad, and what may pass it (State Council Order 801, arts. 12 and 13).

use super::{Refusal, UnitState, required, wrong};
use crate::casework::abroad::{AbroadAct, AbroadAnswer, AbroadFact, AbroadItem, Finding, Shut};
use crate::casework::dispute::Dispute;
use crate::casework::ids::OfficerId;
use crate::casework::referral::{Recipient, Referral};
use crate::casework::refusal::Guard;
use crate::casework::unit::Author;
use crate::casework::words::{PostRole, UnitKind};

/// The country whose soil nobody leaves by writing to it.
const HOME: &str = "CN";

/// Zones of the mainland: a unit whose days are counted there is at home.
const HOME_ZONES: [&str; 5] = ["Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "PRC"];

/// What follows from an act at the gate.
pub fn decide(dispute: &Dispute, author: &Author, act: &AbroadAct) -> Result<AbroadFact, Refusal> {
    match act {
        AbroadAct::Name { material } => {
            required("material", material)?;
            Ok(AbroadFact::Named { material: material.clone() })
        }
        AbroadAct::Check(finding) => {
            complete(finding)?;
            let (by, name) = person(author)?;
            Ok(AbroadFact::Checked { finding: finding.clone(), by, name })
        }
        AbroadAct::Approve { remark } => approve(dispute, author, remark),
        AbroadAct::Send { what, to, country } => {
            required("what", what)?;
            required("to", to)?;
            let country = country.trim().to_uppercase();
            if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
                return Err(wrong("country", "写两位国家代码, 例: US", "write the code of the country, e.g. US"));
            }
            if country != HOME {
                open(dispute)?;
            }
            Ok(AbroadFact::Sent { what: what.clone(), to: to.clone(), country })
        }
    }
}

fn complete(finding: &Finding) -> Result<(), Refusal> {
    required("basis", &finding.basis)?;
    let by_channel = finding.item == AbroadItem::Service && finding.answer == AbroadAnswer::Yes;
    if by_channel && finding.channel.is_none() {
        return Err(Refusal::FieldMissing { field: "channel".into() });
    }
    if by_channel { required("decided_by", &finding.decided_by) } else { Ok(()) }
}

/// Whoever approves has checked none of it.
fn approve(dispute: &Dispute, author: &Author, remark: &str) -> Result<AbroadFact, Refusal> {
    let (by, name) = person(author)?;
    let gate = &dispute.abroad;
    if let Some(shut) = gate.before_approval() {
        return Err(refusal(dispute, &shut));
    }
    if let Some(approval) = &gate.approval {
        return Err(Refusal::Done {
            zh: "批准出境".into(),
            en: "approved to go abroad".into(),
            by: approval.name.clone(),
            at: approval.at.format("%m-%d %H:%M").to_string(),
        });
    }
    if gate.current().any(|check| check.by == by) {
        return Err(Refusal::SecondPerson);
    }
    Ok(AbroadFact::Approved { by, name, remark: remark.to_owned() })
}

fn person(author: &Author) -> Result<(OfficerId, String), Refusal> {
    match author {
        Author::Post { officer, name, .. } => Ok((*officer, name.clone())),
        Author::System => Err(Refusal::NotPermitted { wants: PostRole::Duty }),
    }
}

/// Refuses while the gate of the case is shut.
fn open(dispute: &Dispute) -> Result<(), Refusal> {
    dispute.abroad.shut().map_or(Ok(()), |shut| Err(refusal(dispute, &shut)))
}

fn refusal(dispute: &Dispute, shut: &Shut) -> Refusal {
    // The codes are what is typed in either language.
    let list = |items: &[AbroadItem]| items.iter().map(|item| item.code()).collect::<Vec<_>>().join(", ");
    match shut {
        Shut::Unchecked(items) => Refusal::guard(Guard::AbroadUnchecked, [&dispute.number, &list(items)]),
        Shut::Barred(items) => Refusal::guard(Guard::AbroadBarred, [&dispute.number, &list(items)]),
        Shut::Unapproved => Refusal::guard(Guard::AbroadUnapproved, [&dispute.number]),
    }
}

/// Refuses to let anything of a case go to this recipient while it would go abroad unchecked.
pub fn may_go(state: &UnitState, dispute: &Dispute, to: &Recipient) -> Result<(), Refusal> {
    if is_abroad(state, dispute, to) { open(dispute) } else { Ok(()) }
}

/// The same for what is added to a referral that was sent before.
pub fn may_go_on(state: &UnitState, referral: &Referral) -> Result<(), Refusal> {
    state.disputes.get(&referral.brief.dispute).map_or(Ok(()), |dispute| may_go(state, dispute, &referral.to))
}

/// Is this recipient abroad? A mission stands for home unless the enterprise's material is to leave the country by it.
fn is_abroad(state: &UnitState, dispute: &Dispute, to: &Recipient) -> bool {
    let by_mission = |kind: UnitKind| kind == UnitKind::Embassy && dispute.draft.material_abroad == Some(true);
    match to {
        Recipient::Agency(id) => state.agencies.get(id).is_some_and(|agency| {
            let country = agency.draft.country.trim();
            by_mission(agency.draft.kind) || !(country.is_empty() || country.eq_ignore_ascii_case(HOME))
        }),
        Recipient::Unit(id) => state
            .lines
            .get(id)
            .is_some_and(|line| by_mission(line.card.kind) || !HOME_ZONES.contains(&line.card.zone.as_str())),
    }
}
