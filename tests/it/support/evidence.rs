//! Files of evidence, brought as a client brings them.

use super::command;
use chrono::NaiveDateTime;
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::dossier::DossierAct;
use dutydesk::casework::dossier::evidence::{Attached, EvidenceAct, PieceDraft};
use dutydesk::casework::ids::{Hash, RecordId};
use dutydesk::wire::client::Client;
use dutydesk::wire::frame::PIECE_BYTES_MAX;
use dutydesk::wire::{AttachPiece, FetchPiece, FilesRequest, Reply, Request};
use sha2::{Digest, Sha256};

/// The first piece of a file, and what each further one is like.
pub fn first_piece(case: RecordId, content: &[u8]) -> AttachPiece {
    let sha256 = Hash(Sha256::digest(content).into());
    let (blob, total) = (Hash::of(content), content.len() as u64);
    AttachPiece { record: case, blob, sha256, offset: 0, total, bytes: Vec::new() }
}

/// Hands over one piece.
pub async fn put(client: &mut Client, piece: AttachPiece) -> Reply {
    client.ask(Request::Files(FilesRequest::Attach(piece))).await.expect("an answer")
}

/// Brings a file for a case; what was said to the first piece that was not taken, if one was not.
pub async fn brought(client: &mut Client, case: RecordId, content: &[u8]) -> Result<(), Reply> {
    let first = first_piece(case, content);
    for (no, bytes) in (0..).zip(content.chunks(PIECE_BYTES_MAX)) {
        let piece = AttachPiece { offset: no * PIECE_BYTES_MAX as u64, bytes: bytes.to_vec(), ..first.clone() };
        match put(client, piece).await {
            Reply::Done => {}
            other => return Err(other),
        }
    }
    Ok(())
}

/// Brings a file and enters it as a piece of evidence of the case.
pub async fn add_evidence(client: &mut Client, case: RecordId, (name, content): (&str, &[u8])) {
    brought(client, case, content).await.expect("brought");
    let first = first_piece(case, content);
    let draft = PieceDraft {
        item: "complaint-form".into(),
        paths: Vec::new(),
        hash: Some(first.sha256),
        file: Some(Attached { name: name.into(), bytes: first.total, blob: first.blob }),
        deposit: String::new(),
        chain: Vec::new(),
        place: String::new(),
        source: "澄光光电法务部".into(),
        collector: "周岚".into(),
        collected_at: NaiveDateTime::default(),
        note: String::new(),
    };
    let act = DisputeAct::Dossier(Box::new(DossierAct::Evidence(EvidenceAct::Add(Box::new(draft)))));
    let request = Request::Do { command: command(), seen: None, act: Act::Dispute(case, act) };
    let reply = client.ask(request).await.expect("an answer");
    assert!(matches!(reply, Reply::Changed(_)), "{reply:?}");
}

/// The content of a file of a case, as the officer is given it.
pub async fn fetched(client: &mut Client, case: RecordId, blob: Hash) -> Result<Vec<u8>, Reply> {
    let mut content = Vec::new();
    loop {
        let offset = content.len() as u64;
        let fetch = FetchPiece { record: case, blob, offset };
        match client.ask(Request::Files(FilesRequest::Fetch(fetch))).await.expect("an answer") {
            Reply::Piece { bytes, .. } if bytes.is_empty() => return Ok(content),
            Reply::Piece { bytes, .. } => content.extend(bytes),
            other => return Err(other),
        }
    }
}

/// Bytes that compress to nothing less and repeat nowhere.
pub fn film(bytes: usize, seed: u64) -> Vec<u8> {
    let mut dice = fastrand::Rng::with_seed(seed);
    std::iter::repeat_with(|| dice.u8(..)).take(bytes).collect()
}
