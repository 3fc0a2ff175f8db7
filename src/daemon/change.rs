//! Changes: acts and files. Every change goes to the registrar and is answered when it is durable.

use super::answer::{Acting, Session, text};
use super::attach;
use super::files;
use super::job::{Asked, Outcome};
use super::look::named;
use super::look::visible_view;
use super::paper;
use crate::boards::views;
use crate::calendar::Text;
use crate::casework::actions;
use crate::casework::authorize::{Deed, deed, known_to};
use crate::casework::command::Act;
use crate::casework::entry::Fact;
use crate::casework::fields::Fields;
use crate::casework::ids::{Hash, UnitId};
use crate::casework::leg::Evidence;
use crate::casework::refusal::Refusal;
use crate::intake::{self, Draft, ParseContext, Parsed};
use crate::journal::{BlobId, KeyOf};
use crate::wire::{IntakeItem, IntakeOutcome, IntakeReply, IntakeRequest, Reply, Request};
use std::sync::Arc;

/// Records of a file decided in one transaction: small, so that other officers' commands come between.
const CHUNK_RECORDS: usize = 100;

/// Bytes of raw records sent back in one reply: half of what a reply holds.
const RAW_BYTES_MAX: usize = 2 << 20;

impl Session {
    /// Answers a request that changes something; a letter of a sealed case is read, and leaves its trace first.
    pub(super) async fn change(&mut self, acting: &Acting<'_>, request: Request) -> Reply {
        if let Err(reply) = self.leave_trace(acting, &request).await {
            return reply;
        }
        match request {
            Request::Do { command, seen, act } => self.act(acting, Asked { command, seen, act }).await,
            Request::DoVerb { command, seen, record, verb, fields } => {
                if visible_view(acting, record).is_none() {
                    return denied(acting, ("record", "verb"), Refusal::NotFound);
                }
                match self.read_verb(acting, &verb, (record, fields)) {
                    Ok(act) => self.act(acting, Asked { command, seen, act }).await,
                    Err(refusal) => denied(acting, ("record", "verb"), refusal),
                }
            }
            Request::DoMany { each, dry_run } => self.many(acting, each, dry_run).await,
            Request::Intake(request) => self.intake(acting, request).await,
            Request::Letter { referral, zh } => self.letter(acting, referral, zh).await,
            Request::Me
            | Request::ActAs(_)
            | Request::Watch
            | Request::Window(_)
            | Request::Find { .. }
            | Request::Resolve(_)
            | Request::Show(_)
            | Request::History(_)
            | Request::Actions(_)
            | Request::Match(_)
            | Request::Bodies { .. }
            | Request::Recipients
            | Request::Deadline(_)
            | Request::Rules(_)
            | Request::PutFile { .. }
            | Request::Paper(_)
            | Request::Drafts
            | Request::KeepDraft { .. }
            | Request::DropDraft { .. }
            | Request::Setup(_)
            | Request::Officers
            | Request::Exchange(_)
            | Request::Status
            | Request::Verify
            | Request::Decide(_)
            | Request::Vault(_)
            | Request::Moved
            | Request::ReloadRules
            | Request::Feed { .. }
            | Request::Files(_)
            | Request::Duty => Reply::Refused(Refusal::NotFound),
        }
    }

    /// A verb with its typed fields as an act; a record may be named as an officer names it.
    pub(super) fn read_verb(
        &self,
        acting: &Acting<'_>,
        verb: &str,
        (record, mut fields): (crate::casework::ids::RecordId, Fields),
    ) -> Result<Act, Refusal> {
        let state = &acting.hosted.state;
        for name in actions::record_fields(state, verb, record) {
            let typed = fields.get(name).filter(|typed| !typed.trim().is_empty());
            if let Some(id) = typed.and_then(|typed| named(acting, typed)) {
                fields.insert(name.to_owned(), id.to_string());
            }
        }
        actions::act(state, verb, record, &fields)
    }

    async fn act(&self, acting: &Acting<'_>, asked: Asked) -> Reply {
        if let Err(reply) = self.keep_evidence(acting.unit(), &asked.act) {
            return reply;
        }
        let piece = attach::added(&asked.act).cloned();
        if let Some(Err(reply)) = piece.as_ref().map(|draft| self.has_brought(acting, draft)) {
            return reply;
        }
        let reply = match paper::draft_of(&asked.act) {
            Some(draft) => self.make_paper(&asked, draft).await,
            None => self.tell(acting, asked).await,
        };
        if let (Reply::Changed(_), Some(draft)) = (&reply, &piece) {
            self.is_named(acting, draft);
        }
        reply
    }

    /// Hands one act to the registrar.
    pub(super) async fn tell(&self, acting: &Acting<'_>, asked: Asked) -> Reply {
        let deed = deed(&asked.act);
        let outcomes = self.shared.registrar.ask(acting.unit(), acting.author(), vec![asked]).await;
        match outcomes.map(|mut outcomes| outcomes.pop()) {
            Ok(Some(Ok(changed))) => Reply::Changed(changed),
            Ok(Some(Err(refusal))) => denied(acting, deed, refusal),
            Ok(None) => Reply::Fault(text("没有答复: 用同一编号再问", "no answer: ask again with the same id")),
            Err(error) => error.into(),
        }
    }

    /// Evidence that is a file must be durable before an entry names it.
    fn keep_evidence(&self, unit: UnitId, act: &Act) -> Result<(), Reply> {
        let Act::Leg(_, _, Some(Evidence::File { hash, .. })) = act else { return Ok(()) };
        let blobs = &self.shared.blobs;
        match self.brought.whole(*hash) {
            Some(bytes) => files::keep(&self.shared, BlobId { of: KeyOf::Unit(unit), hash: *hash }, bytes),
            None if files::found(blobs, unit, std::iter::empty(), *hash).is_some() => Ok(()),
            None => Err(not_brought(*hash)),
        }
    }

    async fn intake(&mut self, acting: &Acting<'_>, request: IntakeRequest) -> Reply {
        let parsed = match self.parsed(acting, &request) {
            Ok(parsed) => parsed,
            Err(reply) => return reply,
        };
        let total = parsed.records.len();
        let from = request.from as usize;
        let chunk = parsed.records.iter().skip(from).take(CHUNK_RECORDS).cloned().collect();
        match self.take_in(acting, chunk, &request).await {
            Ok(items) => {
                let next = from + items.len();
                Reply::Intake(Box::new(IntakeReply {
                    source: parsed.source.to_owned(),
                    items: bounded(items),
                    records: u32::try_from(total).unwrap_or(u32::MAX),
                    next: (next < total).then(|| u32::try_from(next).unwrap_or(u32::MAX)),
                }))
            }
            Err(reply) => reply,
        }
    }

    /// The records of the file that was brought, read once for all its chunks.
    fn parsed(&mut self, acting: &Acting<'_>, request: &IntakeRequest) -> Result<Arc<Parsed>, Reply> {
        let known = self.parsed.take().filter(|known| known.is_of(request));
        let parsed = match known {
            Some(known) => known.parsed,
            None => {
                let bytes = self.brought.whole(request.file).ok_or_else(|| not_brought(request.file))?;
                let ctx = ParseContext { now: acting.now, file_name: request.name.clone() };
                let source = match &request.kind {
                    Some(kind) => intake::source(kind),
                    None => intake::detect(&request.name, bytes),
                };
                // A large sheet takes seconds to read; other sessions go on meanwhile.
                let parsed = tokio::task::block_in_place(|| source.and_then(|source| source.parse(&ctx, bytes)));
                Arc::new(parsed.map_err(|error| Reply::Wrong(error.text))?)
            }
        };
        let request = IntakeRequest { from: 0, ..request.clone() };
        self.parsed = Some(ParsedFile { request, parsed: Arc::clone(&parsed) });
        Ok(parsed)
    }

    /// Takes the good records of a chunk in; each is decided by itself, under an id that follows from the file's run.
    async fn take_in(
        &self,
        acting: &Acting<'_>,
        records: Vec<intake::Record>,
        &IntakeRequest { run, from, dry_run, .. }: &IntakeRequest,
    ) -> Result<Vec<IntakeItem>, Reply> {
        let mut items = Vec::new();
        let mut acts = Vec::new();
        for record in records {
            let outcome = match record.outcome {
                Ok(draft) => {
                    let no = u32::try_from(items.len()).map_or(u32::MAX, |place| from.saturating_add(place));
                    let command = run.of_file_record(no);
                    acts.push((items.len(), Asked { command, seen: None, act: act_of(draft) }));
                    IntakeOutcome::Already { number: String::new() }
                }
                Err(reject) => IntakeOutcome::Refused { code: reject.code.code().to_owned(), reason: reject.text },
            };
            items.push(IntakeItem { line: record.line, outcome, raw: record.raw });
        }
        let (places, acts): (Vec<usize>, Vec<Asked>) = acts.into_iter().unzip();
        let keys: Vec<Option<Hash>> = acts.iter().map(|asked| key_of(&asked.act)).collect();
        let outcomes = if dry_run { self.tried(acting, &acts) } else { self.done(acting, acts).await? };
        for ((place, key), outcome) in places.into_iter().zip(keys).zip(outcomes) {
            items[place].outcome = match (outcome, key) {
                (Ok(changed), Some(key)) if changed.is_empty() && !dry_run => {
                    IntakeOutcome::Already { number: self.number_under(acting, key) }
                }
                (outcome, _) => outcome_of(outcome),
            };
        }
        Ok(items)
    }

    async fn done(&self, acting: &Acting<'_>, acts: Vec<Asked>) -> Result<Vec<Outcome>, Reply> {
        self.shared.registrar.ask(acting.unit(), acting.author(), acts).await.map_err(Reply::from)
    }

    /// The number of the alert that is known under this key by now.
    fn number_under(&self, acting: &Acting<'_>, key: Hash) -> String {
        let world = self.shared.registrar.world();
        let state = world.units.get(&acting.unit()).map(|hosted| &hosted.state);
        let id = state.and_then(|state| known_to(state, &acting.author(), &key));
        id.and_then(|id| views::number(state?, id)).unwrap_or_default()
    }

    /// What would become of them; nothing is written.
    fn tried(&self, acting: &Acting<'_>, acts: &[Asked]) -> Vec<Outcome> {
        use crate::casework::command::Command;
        use crate::casework::decide::decide;
        let rules = self.rules_now();
        let ground = rules.ground(&acting.hosted.state);
        let one = |asked: &Asked| {
            let (id, act) = (asked.command, asked.act.clone());
            let command = Command { id, at: acting.now, author: acting.author(), seen: None, act };
            let facts = decide(ground, &command)?;
            match key_of(&command.act) {
                Some(key) if facts.iter().all(Fact::only_counts) => {
                    Err(Refusal::Already { number: self.number_under(acting, key) })
                }
                Some(_) | None => Ok(Vec::new()),
            }
        };
        acts.iter().map(one).collect()
    }
}

/// A refused command is told in the log: who, what kind of act, and the code; never what it was about.
pub(super) fn tell_refused(acting: &Acting<'_>, (object, act): Deed, refusal: &Refusal) {
    let (officer, post, code) = (acting.officer.id.0, acting.post.id.0, refusal.code());
    tracing::info!(officer, post, object, act, code, "refused");
}

fn denied(acting: &Acting<'_>, deed: Deed, refusal: Refusal) -> Reply {
    tell_refused(acting, deed, &refusal);
    Reply::Refused(refusal)
}

/// A file that was read, kept for its next chunk.
pub(super) struct ParsedFile {
    request: IntakeRequest,
    parsed: Arc<Parsed>,
}

impl ParsedFile {
    fn is_of(&self, request: &IntakeRequest) -> bool {
        let IntakeRequest { file, name, kind, .. } = request;
        (*file, name, kind) == (self.request.file, &self.request.name, &self.request.kind)
    }
}

/// An alert that was only counted is known under this key; other records are never counted.
fn key_of(act: &Act) -> Option<Hash> {
    if let Act::Raise(draft) = act { Some(draft.key()) } else { None }
}

fn act_of(draft: Draft) -> Act {
    match draft {
        Draft::Dispute(draft) => Act::Register(draft),
        Draft::Alert(draft) => Act::Raise(draft),
        Draft::Expert(draft) => Act::EnrolExpert(draft),
        Draft::Agency(draft) => Act::EnterAgency(draft),
    }
}

fn outcome_of(outcome: Outcome) -> IntakeOutcome {
    match outcome {
        Ok(changed) => {
            let first = changed.into_iter().next();
            let (id, number) = first.map_or_else(|| (nil(), String::new()), |one| (one.id, one.number));
            IntakeOutcome::Taken { id, number }
        }
        Err(Refusal::Already { number }) => IntakeOutcome::Already { number },
        Err(refusal) => {
            IntakeOutcome::Refused { code: refusal.code().to_owned(), reason: Text::new(refusal.zh(), refusal.en()) }
        }
    }
}

const fn nil() -> crate::casework::ids::RecordId {
    crate::casework::ids::RecordId(uuid::Uuid::nil())
}

/// Keeps the reply within its limit: raw text is only wanted for what was refused.
fn bounded(mut items: Vec<IntakeItem>) -> Vec<IntakeItem> {
    let mut left = RAW_BYTES_MAX;
    for item in &mut items {
        if !matches!(item.outcome, IntakeOutcome::Refused { .. }) || item.raw.len() > left {
            item.raw.clear();
        }
        left -= item.raw.len();
    }
    items
}

fn not_brought(hash: Hash) -> Reply {
    let short = &hash.to_string()[..8];
    Reply::Wrong(text(format!("文件 {short} 还没送到: 先送再办"), format!("file {short} is not here: bring it first")))
}
