//! Where a dispute is in its procedure, as JSON: sorting, steps, clocks, waiting, the response to a major one, its end.

use super::Lens;
use crate::boards::views::DisputeView;
use crate::casework::dispute::ending::{Ending, Visit};
use crate::casework::dispute::intake::{Intake, NotAccepted};
use crate::casework::dispute::major::Major;
use crate::casework::dispute::quality::quality;
use crate::casework::dispute::{Dispute, Episode, Guidance};
use serde_json::{Value, json};

/// The members that tell of the procedure.
pub fn stages(view: &DisputeView, lens: &Lens<'_>) -> Value {
    let dispute = &view.dispute;
    let transferred = view.referrals.iter().map(|row| row.submitted_at).min();
    let steps = dispute.steps(transferred).map(|(step, at)| json!({ "step": step.code(), "at": at }));
    let times = dispute
        .stage_times(lens.now())
        .into_iter()
        .map(|(stage, at, spent)| json!({ "stage": stage.code(), "at": at, "hours": spent.num_hours() }));
    let quality = quality(dispute, transferred)
        .into_iter()
        .map(|(check, ok)| json!({ "check": check.code(), "ok": ok, "text": check.word(lens.zh) }));
    let clocks = view.clocks.iter().map(|(timer, due)| json!({ "clock": timer.code(), "due": due }));
    let rang = dispute.intake.rang.iter().map(|(timer, due)| json!({ "clock": timer.code(), "due": due }));
    json!({
        "track": dispute.track().map(|track| track.code()),
        "sorting": sorting(&dispute.guidance, lens.zh),
        "steps": steps,
        "stage_times": times.collect::<Vec<_>>(),
        "clocks": clocks.collect::<Vec<_>>(),
        "clocks_rung": rang.collect::<Vec<_>>(),
        "quality": quality.collect::<Vec<_>>(),
        "intake": intake(&dispute.intake),
        "guidance": guidance(dispute),
        "major": dispute.major.as_ref().map(|one| major(one, lens.zh)),
        "ending": ending(&dispute.ending),
        "episodes": dispute.episodes.iter().map(episode).collect::<Vec<_>>(),
    })
}

fn sorting(guidance: &Guidance, zh: bool) -> Option<Value> {
    let sorting = guidance.sorting.as_ref()?;
    let because = sorting.because.iter().map(|one| json!({ "rule": one.rule, "text": one.words.pick(zh) }));
    Some(json!({
        "track": sorting.track.code(),
        "by_rule": sorting.by_rule.code(),
        "because": because.collect::<Vec<_>>(),
        "override_reason": Some(&sorting.override_reason).filter(|reason| !reason.is_empty()),
        "working_days_left": sorting.days_left,
        "by": sorting.by,
    }))
}

fn intake(intake: &Intake) -> Value {
    let material = intake.material.iter().map(|one| {
        json!({
            "items": one.items,
            "due": one.due,
            "asked_at": one.asked_at,
            "supplied_at": one.supplied.as_ref().map(|(at, _)| at),
            "supplied": one.supplied.as_ref().map(|(_, what)| what),
        })
    });
    let reporters = intake.reporters.iter().map(|one| {
        json!({
            "id": one.number,
            "internal_id": one.dispute,
            "enterprise": one.enterprise.name,
            "contact": one.enterprise.contact,
            "channel": one.channel.code(),
            "received_at": one.received_at,
        })
    });
    json!({
        "ground": Some(&intake.ground).filter(|ground| !ground.is_empty()),
        "material": material.collect::<Vec<_>>(),
        "not_accepted": intake.refusals.iter().map(not_accepted).collect::<Vec<_>>(),
        "joined_to": intake.joined_to.as_ref().map(|(_, number)| number),
        "reporters": reporters.collect::<Vec<_>>(),
        "green": intake.green.as_ref().map(|green| json!({
            "ground": green.ground.code(),
            "proof": Some(&green.proof).filter(|proof| !proof.is_empty()),
            "since": green.since,
            "lapsed": green.lapsed,
        })),
    })
}

fn not_accepted(one: &NotAccepted) -> Value {
    json!({
        "ground": one.ground.code(),
        "pointer": one.pointer,
        "text": one.text,
        "at": one.at,
        "by": one.name,
        "review": one.review.as_ref().map(|(upheld, reason)| json!({ "upheld": upheld, "reason": reason })),
    })
}

fn guidance(dispute: &Dispute) -> Value {
    let guidance = &dispute.guidance;
    json!({
        "waiting": guidance.waiting.as_ref().map(|one| json!({
            "on": one.on.code(), "review": one.review, "reason": one.reason,
        })),
        "team": guidance.team.as_ref().map(|team| json!({
            "members": team.members.iter().map(|(_, name)| name).collect::<Vec<_>>(),
            "purpose": team.purpose,
            "formed_at": team.formed_at,
            "ended_at": team.ended.as_ref().map(|(at, _)| at),
        })),
        "recusals": guidance.recusals.iter().map(|one| json!({
            "officer": one.name, "reason": one.reason,
        })).collect::<Vec<_>>(),
    })
}

fn major(major: &Major, zh: bool) -> Value {
    let tree = major.tree.iter().map(|one| {
        json!({
            "no": one.no,
            "name": one.name.pick(zh),
            "told_by": one.told_by,
            "receipt_at": one.receipt.as_ref().map(|(at, _)| at),
            "proof": one.receipt.as_ref().map(|(_, proof)| proof),
        })
    });
    let sitreps = major.sitreps.iter().map(|(at, by, text)| json!({ "at": at, "by": by, "text": text }));
    json!({
        "state": major.state.code(),
        "level": major.level.code(),
        "criteria": major.criteria,
        "raised_at": major.raised_at,
        "tree": tree.collect::<Vec<_>>(),
        "sitrep_hours": major.sitrep_hours,
        "sitrep_due": major.sitrep_due(),
        "sitreps": sitreps.collect::<Vec<_>>(),
        "missed": major.missed,
        "asked": major.asked.as_ref().map(|ask| json!({
            "lower_to": ask.lower_to.map(|level| level.code()), "reason": ask.reason, "by": ask.name,
        })),
    })
}

fn ending(ending: &Ending) -> Value {
    let waivers = ending.waivers.iter().map(|one| {
        json!({
            "item": one.item, "code": one.code.code(), "reason": one.reason,
        })
    });
    json!({
        "result_at": ending.result.as_ref().map(|(at, ..)| at),
        "closed_at": ending.closed_at,
        "waivers": waivers.collect::<Vec<_>>(),
        "visits": ending.visits.iter().map(visit).collect::<Vec<_>>(),
        "reopen_proposed": ending.proposed.as_ref().map(|(_, number)| number),
        "archived": ending.archived.as_ref().map(|(_, place)| place),
        "terminated": ending.terminated.as_ref().map(|(ground, text)| json!({ "ground": ground.code(), "text": text })),
        "withdrawn": ending.withdrawn.as_ref().map(|(form, proof)| json!({ "form": form.code(), "proof": proof })),
    })
}

fn visit(visit: &Visit) -> Value {
    let done = visit.done.as_ref();
    json!({
        "no": visit.no,
        "on": visit.on,
        "done_at": done.map(|one| one.at),
        "by": done.map(|one| &one.name),
        "score": done.map(|one| one.score),
        "reason": done.map(|one| &one.reason),
        "cause": done.map(|one| one.cause.code()),
    })
}

/// An earlier course, in short; its history has all of it.
fn episode(one: &Episode) -> Value {
    json!({
        "handler": one.handler.as_ref().map(|(_, name)| name),
        "outcome": one.outcome.as_ref().map(|(outcome, _)| outcome.code()),
        "closed_at": one.ending.closed_at,
        "reopened_at": one.reopened.0,
        "reason": one.reopened.1,
    })
}
