//! What may be done with the proceedings of a case.

use super::{required, wrong};
use crate::casework::dispute::Dispute;
use crate::casework::dossier::proceeding::{
    LinkKind, Phase, Proceeding, ProceedingAct, ProceedingFact, ValidityRecord, right_key, waits_for,
};
use crate::casework::refusal::{Guard, Refusal};

/// Proceedings of one case: ten times as many as the largest family of suits has.
const PROCEEDINGS_MAX: usize = 200;

/// What follows from an act on the proceedings.
pub fn decide(dispute: &Dispute, act: &ProceedingAct) -> Result<ProceedingFact, Refusal> {
    let all = &dispute.dossier.proceedings;
    match act {
        ProceedingAct::Add(draft) => {
            required("jurisdiction", &draft.jurisdiction)?;
            required("forum", &draft.forum)?;
            let same = |one: &&Proceeding| !draft.docket.is_empty() && one.draft.docket == draft.docket;
            if let Some(one) = all.iter().find(|one| same(one) && one.draft.forum == draft.forum) {
                return Err(Refusal::guard(Guard::ProceedingThere, [one.no]));
            }
            if all.len() >= PROCEEDINGS_MAX {
                return Err(Refusal::guard(Guard::ProceedingsFull, [PROCEEDINGS_MAX]));
            }
            let no = all.last().map_or(0, |one| one.no).saturating_add(1);
            Ok(ProceedingFact::Added { no, draft: draft.clone() })
        }
        ProceedingAct::Move { no, phase, on, reason } => {
            let one = of(all, "no", *no)?;
            if *on < one.draft.since {
                let since = one.draft.since;
                let (zh, en) = (format!("早于上一步的 {since}"), format!("before the last step, of {since}"));
                return Err(wrong("on", &zh, &en));
            }
            waited_for(all, *no, *phase, reason)?;
            Ok(ProceedingFact::Moved { no: *no, phase: *phase, on: *on, reason: reason.clone() })
        }
        ProceedingAct::Link { no, to, how } => link(all, (*no, *to), *how),
        ProceedingAct::Validity(record) => validity(all, record),
    }
}

fn of<'a>(all: &'a [Proceeding], field: &str, no: u16) -> Result<&'a Proceeding, Refusal> {
    let one = all.iter().find(|one| one.no == no);
    one.ok_or_else(|| wrong(field, "没有这个程序号", "there is no proceeding of that number"))
}

/// A decision that depends on another is written down knowingly.
fn waited_for(all: &[Proceeding], no: u16, phase: Phase, reason: &str) -> Result<(), Refusal> {
    let waits = waits_for(all, no);
    if phase.is_open() || waits.is_empty() || !reason.trim().is_empty() {
        return Ok(());
    }
    let others: Vec<String> = waits.iter().map(|one| format!("{} ({})", one.no, one.draft.forum)).collect();
    Err(Refusal::guard(Guard::DependsOnOpen, [no.to_string(), others.join(", ")]))
}

fn link(all: &[Proceeding], (no, to): (u16, u16), how: LinkKind) -> Result<ProceedingFact, Refusal> {
    let one = of(all, "no", no)?;
    of(all, "to", to)?;
    if no == to || depends(all, to, no) && how == LinkKind::DependsOn {
        return Err(Refusal::guard(Guard::ProceedingLoop, [no, to]));
    }
    match one.links.contains(&(to, how)) {
        true => Err(Refusal::guard(Guard::LinkThere, [no, to])),
        false => Ok(ProceedingFact::Linked { no, to, how }),
    }
}

/// Does `no` depend on `on`, by whatever way?
fn depends(all: &[Proceeding], no: u16, on: u16) -> bool {
    let (mut ahead, mut met) = (vec![no], Vec::new());
    while let Some(at) = ahead.pop() {
        if at == on {
            return true;
        }
        if !met.contains(&at) {
            met.push(at);
            let links = all.iter().filter(|one| one.no == at).flat_map(|one| &one.links);
            ahead.extend(links.filter(|(_, how)| *how == LinkKind::DependsOn).map(|(to, _)| *to));
        }
    }
    false
}

fn validity(all: &[Proceeding], record: &ValidityRecord) -> Result<ProceedingFact, Refusal> {
    of(all, "no", record.no)?;
    required("proof", &record.proof)?;
    if right_key(&record.right).is_empty() {
        return Err(Refusal::FieldMissing { field: "right".into() });
    }
    Ok(ProceedingFact::Validity(Box::new(record.clone())))
}
