//! What may be done to an agency: its contacts, its names, its place in the network of centers.

use super::{Decision, required, wrong};
use crate::casework::agency::{Agency, AgencyAct, AgencyFact, FormerName, Liaison};
use crate::casework::body::BodyTerms;
use crate::casework::command::Command;
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::network::{Center, Network, Tier};
use crate::casework::provinces::is_place;
use crate::casework::refusal::{Guard, Refusal};
use crate::casework::state::UnitState;
use chrono::NaiveDate;

/// What follows from an act on an agency.
pub fn decide(state: &UnitState, command: &Command, id: RecordId, act: &AgencyAct) -> Decision {
    let agency = state.agencies.get(&id).ok_or(Refusal::NotFound)?;
    let fact = match act {
        AgencyAct::NameLiaison(liaison) => name_liaison(liaison)?,
        AgencyAct::VerifyLiaison { liaison } => verify(agency, *liaison, command.at.date_naive())?,
        AgencyAct::EndLiaison { liaison, on, reason } => {
            required("reason", reason)?;
            listed(agency, *liaison)?;
            AgencyFact::LiaisonEnded { liaison: *liaison, on: *on, reason: reason.clone() }
        }
        AgencyAct::Rename { name_zh, name_en, from } => rename(agency, (name_zh, name_en), *from)?,
        AgencyAct::EnterFormerName(former) => {
            required("name_zh", &former.name_zh)?;
            in_order("to", former.from, Some(former.to))?;
            AgencyFact::FormerNameEntered(former.clone())
        }
        AgencyAct::SetCenter(center) => set_center(state, id, center)?,
        AgencyAct::SuspendCenter { reason } => {
            required("reason", reason)?;
            match center(agency)?.suspended {
                None => AgencyFact::CenterSuspended { reason: reason.clone() },
                Some(_) => return Err(done("暂停", "suspended")),
            }
        }
        AgencyAct::ResumeCenter => match center(agency)?.suspended {
            Some(_) => AgencyFact::CenterResumed,
            None => return Err(done("恢复", "active")),
        },
        AgencyAct::DescribeBody(terms) => body(terms)?,
    };
    Ok(vec![Fact::Agency(id, fact)])
}

fn name_liaison(liaison: &Liaison) -> Result<AgencyFact, Refusal> {
    required("name", &liaison.name)?;
    in_order("valid_to", liaison.valid_from, liaison.valid_to)?;
    Ok(AgencyFact::LiaisonNamed(liaison.clone()))
}

/// A contact whose dates have run out is not verified: it is named anew, with new dates.
fn verify(agency: &Agency, no: u16, today: NaiveDate) -> Result<AgencyFact, Refusal> {
    let liaison = listed(agency, no)?;
    match liaison.valid_to {
        Some(to) if to < today => Err(Refusal::guard(Guard::LiaisonEnded, [liaison.name.clone(), to.to_string()])),
        Some(_) | None => Ok(AgencyFact::LiaisonVerified { liaison: no }),
    }
}

fn listed(agency: &Agency, no: u16) -> Result<&Liaison, Refusal> {
    let liaison = usize::from(no).checked_sub(1).and_then(|place| agency.draft.liaisons.get(place));
    liaison.ok_or_else(|| wrong("liaison", "没有这个序号的联络员", "there is no liaison of that number"))
}

/// The name of until then becomes a former one, until the day before.
fn rename(agency: &Agency, (name_zh, name_en): (&str, &str), from: NaiveDate) -> Result<AgencyFact, Refusal> {
    required("name_zh", name_zh)?;
    let since = agency.former.last().and_then(|one| one.to.succ_opt());
    let to = from.pred_opt().filter(|to| since.is_none_or(|since| since <= *to));
    let to = to.ok_or_else(|| {
        wrong("from", "早于上一次更名. 改正日期", "before the last change of its name. Correct the date")
    })?;
    let draft = &agency.draft;
    let former = FormerName { name_zh: draft.name_zh.clone(), name_en: draft.name_en.clone(), from: since, to };
    Ok(AgencyFact::Renamed { name_zh: name_zh.to_owned(), name_en: name_en.to_owned(), former })
}

fn set_center(state: &UnitState, id: RecordId, center: &Center) -> Result<AgencyFact, Refusal> {
    if let Some(code) = center.places.iter().find(|code| !is_place(code)) {
        let (zh, en) = (
            format!("「{code}」不是区划代码. 例: 33 3302"),
            format!("\"{code}\" is no code of GB/T 2260, e.g. 33 3302"),
        );
        return Err(wrong("places", &zh, &en));
    }
    let country = |code: &&String| code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some(code) = center.forums.iter().find(country) {
        let (zh, en) =
            (format!("「{code}」不是国家代码. 例: US DE"), format!("\"{code}\" is no country code, e.g. US DE"));
        return Err(wrong("forums", &zh, &en));
    }
    if center.zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(wrong("zone", "不是时区. 例: Asia/Shanghai", "no zone. For example: Asia/Shanghai"));
    }
    let network = Network::of(state);
    match (center.tier, center.parent) {
        (Tier::National, Some(_)) => {
            return Err(wrong("parent", "国家中心没有上级", "the national center has none above it"));
        }
        (Tier::Local | Tier::Industry | Tier::Overseas, None) => {
            return Err(Refusal::FieldMissing { field: "parent".to_owned() });
        }
        (_, Some(parent)) if network.node(parent).is_none() => {
            return Err(Refusal::guard(Guard::ParentNoCenter, [name(state, parent)]));
        }
        (_, Some(parent)) if network.loops(id, parent) => {
            return Err(Refusal::guard(Guard::NetworkLoop, [name(state, parent), name(state, id)]));
        }
        (Tier::National, None) | (_, Some(_)) => {}
    }
    Ok(AgencyFact::CenterSet(Box::new(Center { suspended: None, ..center.clone() })))
}

/// What a body offers: at least where it sits and in which languages, or nobody can say whether it suits.
fn body(terms: &BodyTerms) -> Result<AgencyFact, Refusal> {
    let code = |upper: bool| {
        move |code: &&String| {
            let letter = |c: u8| if upper { c.is_ascii_uppercase() } else { c.is_ascii_lowercase() };
            code.len() != 2 || !code.bytes().all(letter)
        }
    };
    required("seats", &terms.seats.join(" "))?;
    required("languages", &terms.languages.join(" "))?;
    if let Some(seat) = terms.seats.iter().find(code(true)) {
        return Err(wrong(
            "seats",
            &format!("「{seat}」不是国家代码. 例: SG CH"),
            &format!("\"{seat}\" is no country code, e.g. SG CH"),
        ));
    }
    if let Some(language) = terms.languages.iter().find(code(false)) {
        return Err(wrong(
            "languages",
            &format!("「{language}」不是语言代码. 例: en de"),
            &format!("\"{language}\" is no code of a language, e.g. en de"),
        ));
    }
    Ok(AgencyFact::BodyDescribed(Box::new(terms.clone())))
}

fn name(state: &UnitState, id: RecordId) -> String {
    state.agencies.get(&id).map_or_else(|| id.to_string(), |agency| agency.draft.name_zh.clone())
}

fn center(agency: &Agency) -> Result<&Center, Refusal> {
    agency.center.as_ref().ok_or_else(|| Refusal::guard(Guard::NoCenter, [&agency.draft.name_zh]))
}

fn in_order(field: &str, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<(), Refusal> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => {
            Err(wrong(field, "止日早于起日. 改正日期", "it ends before it begins. Correct the dates"))
        }
        _ => Ok(()),
    }
}

fn done(zh: &str, en: &str) -> Refusal {
    Refusal::Done { zh: zh.to_owned(), en: en.to_owned(), by: String::new(), at: String::new() }
}
