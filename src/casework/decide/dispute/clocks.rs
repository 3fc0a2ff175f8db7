//! What the clocks of a dispute do, each once: asked for a clock that no longer runs, nothing.

use crate::calendar::Text;
use crate::casework::alert::AlertFact;
use crate::casework::command::Command;
use crate::casework::decide::number::new_number;
use crate::casework::decide::own_alert::{self, News};
use crate::casework::decide::{Decision, Ground};
use crate::casework::dispute::intake::RefusalGround;
use crate::casework::dispute::{Dispute, DisputeFact, DisputeTimer, EndingFact, GuidanceFact, IntakeFact, MajorFact};
use crate::casework::dispute_timers::{proposal, running};
use crate::casework::entry::Fact;
use crate::casework::ids::RecordId;
use crate::casework::refusal::Refusal;
use crate::casework::state::ALERT;
use chrono::{DateTime, Utc};

/// A clock rang.
pub fn ring(
    ground: Ground<'_>,
    command: &Command,
    id: RecordId,
    (timer, due): (DisputeTimer, DateTime<Utc>),
) -> Decision {
    let dispute = ground.state.disputes.get(&id).ok_or(Refusal::NotFound)?;
    let figures = &ground.figures().stages;
    if due > command.at.to_utc() || !running(ground.state, (figures, ground.rules), dispute).contains(&(timer, due)) {
        return Ok(Vec::new());
    }
    let fact = match timer {
        DisputeTimer::Material => DisputeFact::Intake(IntakeFact::NotAccepted {
            ground: RefusalGround::Lapsed,
            pointer: "补齐材料后可重新申请 / apply again with the material".to_owned(),
            text: String::new(),
            by: None,
        }),
        DisputeTimer::Accept | DisputeTimer::FirstGuidance => DisputeFact::Intake(IntakeFact::Rang { timer, due }),
        DisputeTimer::Review => DisputeFact::Guidance(GuidanceFact::WaitOver { due }),
        DisputeTimer::Green => DisputeFact::Intake(IntakeFact::GreenLapsed { due }),
        DisputeTimer::Sitrep => {
            let missed = DisputeFact::Major(MajorFact::SitrepMissed { due });
            return Ok(vec![Fact::Dispute(id, missed), sitrep_alert(ground, command, dispute, due)]);
        }
    };
    Ok(vec![Fact::Dispute(id, fact)])
}

/// A missed situation report is an alert like any other: it rings until somebody takes it.
fn sitrep_alert(ground: Ground<'_>, command: &Command, dispute: &Dispute, due: DateTime<Utc>) -> Fact {
    let headline = Text::new("重大纠纷情况报告逾期", "situation report of a major dispute missed");
    let news = News { key: format!("{}/sitrep/{}", dispute.id, due.to_rfc3339()), event: "sitrep-missed", headline };
    let draft = Box::new(ground.rated(&own_alert::draft(ground.state, command.at, dispute, &news)));
    let number = new_number(ground.state, command, ALERT, Some(dispute.id));
    Fact::Alert(command.id.further_record(1), AlertFact::Raised { number, draft })
}

/// A procedural event after the close: proposed, never done by itself.
pub fn propose(ground: Ground<'_>, id: RecordId, alert: RecordId) -> Decision {
    let dispute = ground.state.disputes.get(&id);
    let proposed = dispute
        .and_then(|one| proposal(ground.state, &ground.figures().stages, one))
        .is_some_and(|one| one.alert == alert);
    let Some(alert) = ground.state.alerts.get(&alert).filter(|_| proposed) else { return Ok(Vec::new()) };
    let (number, headline) = (alert.number.clone(), alert.draft.headline.clone());
    let fact = EndingFact::ReopenProposed { alert: alert.id, number, headline };
    Ok(vec![Fact::Dispute(id, DisputeFact::Ending(fact))])
}
