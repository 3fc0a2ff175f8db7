//! Papers: rendered from the record of the moment, kept as evidence before the entry that names them, and given out
//! again byte for byte.

mod dispute;
mod referral;

use super::answer::{Acting, Session, text};
use super::files;
use super::founding::asked;
use super::job::Asked;
use super::look::visible_view;
use crate::boards::views::View;
use crate::casework::command::{Act, Command, DisputeAct, ReferralAct};
use crate::casework::decide::decide;
use crate::casework::decide::paper::{planned_of_dispute, planned_of_referral};
use crate::casework::ids::{Hash, RecordId};
use crate::casework::paper::{Letter, Made, Paper, PaperDraft, PaperKind, PaperWords, last};
use crate::casework::refusal::{Guard, Refusal};
use crate::journal::{BlobError, BlobId, KeyOf, Mode};
use crate::wire::{PaperQuery, Reply};
use std::sync::Arc;

/// How often a paper is made anew when its record or the next letter number changed while it was made.
const TRIES_MAX: usize = 4;

/// What an act asks to be made, and of what.
pub(super) fn draft_of(act: &Act) -> Option<(RecordId, &PaperDraft)> {
    match act {
        Act::Dispute(id, DisputeAct::Paper(draft)) | Act::Referral(id, ReferralAct::Paper(draft)) => Some((*id, draft)),
        Act::Found(_)
        | Act::GrantPost(..)
        | Act::EndPost(_)
        | Act::EnrolPeer { .. }
        | Act::Register(_)
        | Act::Raise(_)
        | Act::EnrolExpert(_)
        | Act::EnterAgency(_)
        | Act::Open(_)
        | Act::Rota(_)
        | Act::Read(_)
        | Act::SetLetterWord(_)
        | Act::Affair(..)
        | Act::Dispute(..)
        | Act::Alert(..)
        | Act::Agency(..)
        | Act::Expert(..)
        | Act::Submit(_)
        | Act::Referral(..)
        | Act::Leg(..)
        | Act::System(_) => None,
    }
}

fn act_of(record: RecordId, draft: PaperDraft) -> Act {
    match draft.kind {
        PaperKind::Form(_) => Act::Dispute(record, DisputeAct::Paper(Box::new(draft))),
        PaperKind::Letter(_) => Act::Referral(record, ReferralAct::Paper(Box::new(draft))),
    }
}

impl Session {
    /// Makes a paper, keeps it, and has it written down.
    pub(super) async fn make_paper(&self, command: &Asked, (record, draft): (RecordId, &PaperDraft)) -> Reply {
        let mut reply = Reply::Refused(Refusal::NotFound);
        for _ in 0..TRIES_MAX {
            let world = self.shared.registrar.world();
            let Some(acting) = self.acting(&world) else { return self.no_post() };
            let made = match self.made(&acting, record, draft) {
                Ok(made) => made,
                Err(reply) => return reply,
            };
            // What was rendered is the record as it stood: if that moves on meanwhile, it is rendered again.
            let seen = command.seen.or_else(|| version_of(&acting, record));
            let act = act_of(record, PaperDraft { made, ..draft.clone() });
            reply = self.tell(&acting, Asked { command: command.command, seen, act }).await;
            let moved_on = match &reply {
                Reply::Refused(Refusal::Changed { .. }) => command.seen.is_none(),
                Reply::Refused(Refusal::Guard { guard: Guard::PaperNumberTaken, .. }) => true,
                _ => false,
            };
            if !moved_on {
                break;
            }
        }
        reply
    }

    /// The paper as made and kept; none when the rules refuse it, which the registrar then says in its own words.
    fn made(&self, acting: &Acting<'_>, record: RecordId, draft: &PaperDraft) -> Result<Option<Made>, Reply> {
        let Some((number, version)) = planned(acting, record, draft) else { return Ok(None) };
        let blank = Made { number, version, hash: Hash::NONE, bytes: 0 };
        let act = act_of(record, PaperDraft { made: Some(blank.clone()), ..draft.clone() });
        let tried =
            Command { id: asked(act.clone()).command, at: acting.now, author: acting.author(), seen: None, act };
        let rules = self.rules_now();
        if decide(rules.ground(&acting.hosted.state), &tried).is_err() {
            return Ok(None);
        }
        let bytes = tokio::task::block_in_place(|| self.rendered(acting, record, (draft, &blank)))?;
        let hash = Hash::of(&bytes);
        files::keep(&self.shared, BlobId { of: KeyOf::Unit(acting.unit()), hash }, &bytes)?;
        Ok(Some(Made { hash, bytes: bytes.len() as u64, ..blank }))
    }

    fn rendered(
        &self,
        acting: &Acting<'_>,
        record: RecordId,
        (draft, made): (&PaperDraft, &Made),
    ) -> Result<Vec<u8>, Reply> {
        let practice = self.shared.registrar.world().mode == Some(Mode::Practice);
        let mut paper = crate::papers::Paper::new(draft.kind.code(), draft.zh, practice);
        self.common(acting, &mut paper, (draft, made));
        match draft.kind {
            PaperKind::Form(_) => self.of_dispute(acting, record, &mut paper)?,
            PaperKind::Letter(letter) => referral::fill(acting, record, letter, &mut paper),
        }
        words(&mut paper, &draft.words);
        let templates = self.shared.store.join("templates");
        paper
            .render(Some(&templates))
            .map_err(|error| Reply::Wrong(text(format!("文书做不出: {}", error.zh()), format!("no paper: {error}"))))
    }

    /// What every paper says of itself and of who makes it.
    fn common(&self, acting: &Acting<'_>, paper: &mut crate::papers::Paper, (draft, made): (&PaperDraft, &Made)) {
        let zh = draft.zh;
        let unit = acting.hosted.state.card.as_deref().map_or_else(String::new, |card| card.name(zh).to_owned());
        paper.set("unit_name", &unit);
        paper.set("reply_to", unit);
        paper.set("paper", draft.kind.word(zh));
        if let PaperKind::Form(form) = draft.kind {
            paper.set("annex", form.annex().to_string());
        }
        paper.set("letter_no", &made.number);
        paper.set("version", made.version.to_string());
        paper.set("date", day(acting.now.date_naive(), zh));
        paper.set("signer", &acting.officer.name);
    }

    /// A paper that was made before, as it was made.
    pub(super) fn paper(&self, acting: &Acting<'_>, query: &PaperQuery) -> Option<Reply> {
        let papers = papers_of(acting, query.record)?;
        let of_kind = papers.iter().filter(|paper| match query.kind {
            Some(kind) => paper.kind == kind,
            None => matches!(paper.kind, PaperKind::Letter(_)),
        });
        let Some(paper) = last(of_kind, (query.zh, query.version)) else {
            let name = query.kind.map_or("referral-letter", PaperKind::code);
            return Some(Reply::Wrong(text(
                format!("还没有出过这份文书. 先出: act … make-paper --field paper={name}"),
                format!("no such paper was made yet. Make it: act … make-paper --field paper={name}"),
            )));
        };
        Some(self.kept(acting, paper).map_or_else(|reply| reply, |bytes| Reply::File { name: file_name(paper), bytes }))
    }

    /// The bytes of a paper, if they are still those that were made.
    fn kept(&self, acting: &Acting<'_>, paper: &Paper) -> Result<Vec<u8>, Reply> {
        let (title, blobs) = (paper.title(true), &self.shared.blobs);
        let world = self.shared.registrar.world();
        let found = files::found(blobs, acting.unit(), world.units.keys().copied(), paper.hash);
        let id = found.unwrap_or(BlobId { of: KeyOf::Unit(acting.unit()), hash: paper.hash });
        let path = blobs.path(id);
        let file = path.display();
        blobs.whole(id, files::FILE_BYTES_MAX).map_err(|error| match error {
            BlobError::Missing => Reply::Fault(text(
                format!("{title} 的文件 {file} 不在本库: 向出文书的单位索取, 或从备份恢复"),
                format!("{title}: its file {file} is not here. Ask the unit that made it, or restore a backup"),
            )),
            BlobError::Damaged(_) | BlobError::OtherContent => Reply::Fault(text(
                format!("{title} 的文件 {file} 出具之后被改动过: 不再交出, 从备份恢复"),
                format!(
                    "{title}: its file {file} was changed after it was made. It is not given out; restore a backup"
                ),
            )),
            BlobError::Io(error) => {
                Reply::Fault(text(format!("{file} 读不出: {error}"), format!("{file} cannot be read: {error}")))
            }
        })
    }

    /// The last letter of a referral; that of its kind is made when there is none yet.
    pub(super) async fn letter(&self, acting: &Acting<'_>, record: RecordId, zh: bool) -> Reply {
        let (Some(View::Referral(view)), Some(papers)) = (visible_view(acting, record), papers_of(acting, record))
        else {
            return Reply::Refused(Refusal::NotFound);
        };
        if papers.is_empty() {
            let rule = view.file.referral.as_ref().and_then(|referral| referral.matter.rule());
            let letter = rule.and_then(|rule| Letter::parse(&rule.template)).unwrap_or(Letter::Plain);
            let kind = PaperKind::Letter(letter);
            let draft = PaperDraft { kind, zh, anew: false, words: PaperWords::default(), made: None };
            let command = asked(act_of(record, draft.clone()));
            match self.make_paper(&command, (record, &draft)).await {
                Reply::Changed(_) => {}
                reply => return reply,
            }
        }
        let query = PaperQuery { record, kind: None, version: None, zh };
        let world = self.shared.registrar.world();
        let given = self.acting(&world).and_then(|acting| self.paper(&acting, &query));
        match given {
            Some(Reply::File { bytes, .. }) => Reply::File { name: format!("{}.docx", view.row.number), bytes },
            Some(reply) => reply,
            None => Reply::Refused(Refusal::NotFound),
        }
    }
}

/// The papers made of a record that this officer may see.
fn papers_of(acting: &Acting<'_>, record: RecordId) -> Option<Arc<[Paper]>> {
    match visible_view(acting, record)? {
        View::Dispute(view) => Some(view.dispute.papers.into()),
        View::Referral(view) => view.row.sent.then(|| view.file.papers.into()),
        View::Alert(_) | View::Expert(_) | View::Agency(_) | View::Affair(_) | View::Unit(_) => None,
    }
}

fn planned(acting: &Acting<'_>, record: RecordId, draft: &PaperDraft) -> Option<(String, u16)> {
    let (state, at) = (&acting.hosted.state, acting.now);
    match draft.kind {
        PaperKind::Form(_) => state.disputes.get(&record).map(|one| planned_of_dispute(state, one, draft, at)),
        PaperKind::Letter(_) => state.referrals.get(&record).map(|file| planned_of_referral(state, file, draft, at)),
    }
}

fn version_of(acting: &Acting<'_>, record: RecordId) -> Option<u32> {
    let state = &acting.hosted.state;
    let referral = || state.referrals.get(&record).map(|file| file.version);
    state.disputes.get(&record).map(|one| one.version).or_else(referral)
}

/// What the officer wrote goes in the place of what the record says, where anything was written.
fn words(paper: &mut crate::papers::Paper, words: &PaperWords) {
    if !words.text.is_empty() {
        paper.set("text", &words.text);
    }
    if !words.basis.is_empty() {
        paper.set("basis", &words.basis);
    }
    if !words.items.is_empty() {
        paper.list("items", words.items.iter().cloned());
    }
    if let Some(due) = words.due {
        let due = day(due, paper.is_zh());
        paper.set("due", due);
    }
}

/// A name that every file system takes.
fn file_name(paper: &Paper) -> String {
    let language = if paper.zh { "zh" } else { "en" };
    let plain = |c: char| if c == '/' || c.is_control() { '-' } else { c };
    let number: String = paper.number.chars().map(plain).collect();
    format!("{}-{number}-v{}-{language}.docx", paper.kind.code(), paper.version)
}

fn day(day: chrono::NaiveDate, zh: bool) -> String {
    if zh { day.format("%Y年%-m月%-d日").to_string() } else { day.format("%-d %B %Y").to_string() }
}

const fn yes_no(answer: Option<bool>, zh: bool) -> &'static str {
    match (answer, zh) {
        (None, _) => "",
        (Some(true), true) => "是",
        (Some(true), false) => "yes",
        (Some(false), true) => "否",
        (Some(false), false) => "no",
    }
}
