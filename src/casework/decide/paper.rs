//! Which paper may be made of a record as it stands, under which number, and as which version.

use super::{Refusal, UnitState, required};
use crate::casework::authorize::is_sealed;
use crate::casework::command::Command;
use crate::casework::dispute::{Dispute, Stage};
use crate::casework::ids::CommandId;
use crate::casework::paper::{Form, LetterNo, Paper, PaperDraft, PaperKind, PaperWords};
use crate::casework::referral::ReferralFile;
use crate::casework::refusal::Guard;
use crate::casework::unit::Author;
use crate::casework::words::PostRole;
use chrono::{DateTime, Datelike, FixedOffset};

/// Characters of a letter number that is not counted.
const SEALED_TAIL: usize = 7;

/// A form of a dispute.
pub fn of_dispute(
    state: &UnitState,
    command: &Command,
    dispute: &Dispute,
    draft: &PaperDraft,
) -> Result<Paper, Refusal> {
    let PaperKind::Form(form) = draft.kind else { return Err(Refusal::NotFound) };
    let wants = stages(form);
    if !wants.contains(&dispute.stage) {
        let wants = wants.iter().map(|stage| stage.code()).collect::<Vec<_>>().join(", ");
        return Err(Refusal::guard(Guard::PaperStage, [form.code(), dispute.stage.code(), &wants]));
    }
    worded(form, &draft.words)?;
    made(command, draft, planned_of_dispute(state, dispute, draft, command.at))
}

/// A letter of a referral that we sent.
pub fn of_referral(
    state: &UnitState,
    command: &Command,
    file: &ReferralFile,
    draft: &PaperDraft,
) -> Result<Paper, Refusal> {
    let PaperKind::Letter(_) = draft.kind else { return Err(Refusal::NotFound) };
    made(command, draft, planned_of_referral(state, file, draft, command.at))
}

/// Number and version that a form made now would get.
pub fn planned_of_dispute(
    state: &UnitState,
    dispute: &Dispute,
    draft: &PaperDraft,
    at: DateTime<FixedOffset>,
) -> (String, u16) {
    match planned(state, &dispute.papers, draft, (&dispute.number, at)) {
        // A letter of a sealed case takes no number of the count either.
        (number, version) if is_sealed(state, dispute.id) && !is_of(&dispute.papers, &number) => {
            (sealed(dispute, draft, &number), version)
        }
        planned => planned,
    }
}

fn is_of(papers: &[Paper], number: &str) -> bool {
    papers.iter().any(|paper| paper.number == number)
}

/// The same word and year, and in the place of the count something that follows from the case and its papers.
fn sealed(dispute: &Dispute, draft: &PaperDraft, number: &str) -> String {
    let Some(LetterNo { word, year, .. }) = LetterNo::parse(number) else { return number.to_owned() };
    let cause = format!("letter {} {}", draft.kind.code(), dispute.papers.len());
    let tail = CommandId::of_daemon(dispute.id, &cause).to_string();
    let tail: String = tail.chars().filter(char::is_ascii_alphanumeric).take(SEALED_TAIL).collect();
    format!("{word}〔{year}〕S{}号", tail.to_uppercase())
}

/// Number and version that a letter made now would get.
pub fn planned_of_referral(
    state: &UnitState,
    file: &ReferralFile,
    draft: &PaperDraft,
    at: DateTime<FixedOffset>,
) -> (String, u16) {
    let own = file.referral.as_ref().map_or("", |referral| referral.number.as_str());
    planned(state, &file.papers, draft, (own, at))
}

/// The same paper again keeps its number and becomes the next version; another language of it counts by itself.
fn planned(
    state: &UnitState,
    papers: &[Paper],
    draft: &PaperDraft,
    (own, at): (&str, DateTime<FixedOffset>),
) -> (String, u16) {
    let of_kind = || papers.iter().filter(|paper| paper.kind == draft.kind);
    let number = match (draft.kind.sign(), of_kind().next_back()) {
        (None, _) => own.to_owned(),
        (Some(_), Some(before)) if !draft.anew => before.number.clone(),
        (Some(sign), _) => {
            let (word, year) = (format!("{}{sign}", state.letter_word()), at.year());
            let no = state.letters.last(&word, year) + 1;
            LetterNo { word, year, no }.to_string()
        }
    };
    let of_number = of_kind().filter(|paper| paper.number == number && paper.zh == draft.zh);
    let version = of_number.map(|paper| paper.version).max().unwrap_or(0).saturating_add(1);
    (number, version)
}

/// The stages at which a form says what is so.
const fn stages(form: Form) -> &'static [Stage] {
    match form {
        Form::Application | Form::CaseFile => Stage::ALL,
        Form::Supplement => &[Stage::NeedsMaterial],
        Form::NotAccepted => &[Stage::NotAccepted],
        Form::Accepted => &[
            Stage::Accepted,
            Stage::Triaged,
            Stage::Guiding,
            Stage::Waiting,
            Stage::Result,
            Stage::Closed,
            Stage::Visited,
            Stage::Reopened,
            Stage::Archived,
        ],
        Form::Termination => &[Stage::Terminated],
        Form::Opinion => &[Stage::Guiding, Stage::Waiting, Stage::Result, Stage::Reopened, Stage::Closed],
    }
}

/// What the officer has to write for a form: the record knows the rest.
fn worded(form: Form, words: &PaperWords) -> Result<(), Refusal> {
    match form {
        Form::Opinion => required("text", &words.text),
        Form::Application
        | Form::Supplement
        | Form::NotAccepted
        | Form::Accepted
        | Form::Termination
        | Form::CaseFile => Ok(()),
    }
}

/// The paper, if the daemon made it under the number that is due now.
fn made(command: &Command, draft: &PaperDraft, (number, version): (String, u16)) -> Result<Paper, Refusal> {
    let Author::Post { officer, name, .. } = &command.author else {
        return Err(Refusal::NotPermitted { wants: PostRole::Duty });
    };
    let made = draft.made.as_ref().ok_or_else(|| Refusal::FieldMissing { field: "file".into() })?;
    if (&made.number, made.version) != (&number, version) {
        return Err(Refusal::guard(Guard::PaperNumberTaken, [&made.number, &number]));
    }
    Ok(Paper {
        kind: draft.kind,
        zh: draft.zh,
        number,
        version,
        hash: made.hash,
        bytes: made.bytes,
        by: *officer,
        name: name.clone(),
        at: command.at,
    })
}
