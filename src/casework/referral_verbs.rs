//! The verbs of a referral and of its leg, read from what was typed.

use super::command::{LegAct, ReferralAct};
use super::fields::Reader;
use super::referral::{Amendment, HoldCode, ReturnCode, Ruling};
use super::refusal::Refusal;

/// What the sender does.
pub(super) fn referral_act(verb: &str, read: &Reader<'_>) -> Result<ReferralAct, Refusal> {
    Ok(match verb {
        "amend" => ReferralAct::Amend(Box::new(Amendment {
            note: read.text("note")?,
            items: read.list("items"),
            due: read.optional_date("due")?,
            ..Amendment::default()
        })),
        "supplement" => ReferralAct::Supplement { answers: read.list("answers") },
        "forward" => ReferralAct::Forward,
        "object" => ReferralAct::Object { missing: read.text("missing")? },
        "answer-extension" => {
            ReferralAct::AnswerExtension { granted: read.yes_no("granted")?, reason: read.optional("reason") }
        }
        "urge" => ReferralAct::Urge { supervised: false, text: read.text("text")? },
        "supervise" => ReferralAct::Urge { supervised: true, text: read.text("text")? },
        "designate" => ReferralAct::Rule(Ruling::Designated { basis: read.text("basis")? }),
        "allow-return" => ReferralAct::Rule(Ruling::ReturnAllowed { basis: read.text("basis")? }),
        "void" => ReferralAct::Void { reason: read.text("reason")? },
        "unsend" => ReferralAct::Unsend,
        "recall" => ReferralAct::Recall { reason: read.text("reason")? },
        "confirm" => ReferralAct::Confirm { satisfied: read.yes_no("satisfied")?, remark: read.optional("remark") },
        _ => return Err(Refusal::NotFound),
    })
}

/// What the keeper does.
pub(super) fn leg_act(verb: &str, read: &Reader<'_>) -> Result<LegAct, Refusal> {
    Ok(match verb {
        "dispatch" => LegAct::Dispatch,
        "deliver" => LegAct::Deliver,
        "sign" => LegAct::Sign,
        "accept-leg" => LegAct::Accept { promised: read.optional_date("promised")? },
        "accept-part" => {
            LegAct::AcceptPart { promised: read.optional_date("promised")?, refused: read.refused("refused")? }
        }
        "propose-forward" => LegAct::Forward { to: read.text("to")?, basis: read.text("basis")? },
        "ask-info" => LegAct::AskInfo { questions: read.list("questions") },
        "hold" => LegAct::Hold {
            code: read.choice("code", HoldCode::parse, HoldCode::CODES)?,
            review: read.date("review")?,
            reason: read.text("reason")?,
        },
        "resume" => LegAct::Resume,
        "ask-extension" => LegAct::AskExtension { until: read.date("until")?, reason: read.text("reason")? },
        "cannot-do" => LegAct::CannotDo { tried: read.text("tried")? },
        "ack-amendment" => LegAct::AckAmendment { agrees: read.yes_no("agrees")? },
        "return" => LegAct::Return {
            code: read.choice("code", ReturnCode::parse, ReturnCode::CODES)?,
            basis: read.text("basis")?,
            suggestion: read.optional("suggestion"),
        },
        "start" => LegAct::Start,
        "interim" => LegAct::Interim { text: read.text("text")? },
        "report" => LegAct::Report { outcomes: read.outcomes("outcomes")?, summary: read.text("summary")? },
        "agree-recall" => LegAct::AgreeRecall,
        "refuse-recall" => LegAct::RefuseRecall { reason: read.text("reason")? },
        _ => return Err(Refusal::NotFound),
    })
}
