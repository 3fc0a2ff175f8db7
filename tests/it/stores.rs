//! Two stores and a folder between them: the story of a request and of a transfer, with bundles repeated, reordered,
//! cut and lost on the way.

use crate::casework::house::draft;
use crate::support::evidence::{add_evidence, fetched, film};
use crate::support::{Station, ask, done, me, verified};
use dutydesk::boards::views::View;
use dutydesk::casework::command::{Act, DisputeAct, LegAct, ReferralAct};
use dutydesk::casework::custody::Custody;
use dutydesk::casework::ids::{Hash, RecordId, UnitId};
use dutydesk::casework::leg::ItemReport;
use dutydesk::casework::referral::{ItemOutcome, Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::standing::Standing;
use dutydesk::wire::client::Client;
use dutydesk::wire::{Decision, ExchangeReply, ExchangeRequest, Reply, Request};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Two centers that have exchanged keys, and the folder between them.
struct Pair {
    zj: Station,
    sh: Station,
    folder: TempDir,
}

impl Pair {
    async fn new() -> Self {
        let pair = Self {
            zj: Station::practice("ZJ").await,
            sh: Station::practice("SH").await,
            folder: TempDir::new().expect("a folder"),
        };
        let (mut zj, mut sh) = (pair.zj.officer_of("ZJ").await, pair.sh.officer_of("SH").await);
        pair.enrol(&mut zj, &mut sh).await;
        pair.enrol(&mut sh, &mut zj).await;
        pair
    }

    /// `of` takes the key file of `peer` in, after the fingerprints were compared.
    async fn enrol(&self, of: &mut Client, peer: &mut Client) {
        let Reply::Exchange(key) = peer.ask(Request::Exchange(ExchangeRequest::Key)).await.expect("an answer") else {
            panic!("no key")
        };
        let ExchangeReply::Key { key_file, fingerprint } = *key else { panic!("no key") };
        let carrier = format!("folder:{}", self.folder.path().display());
        let wrong = ExchangeRequest::AcceptPeer {
            key_file: key_file.clone(),
            fingerprint: "0000".repeat(8),
            carrier: carrier.clone(),
        };
        let refused = of.ask(Request::Exchange(wrong)).await.expect("an answer");
        assert!(matches!(refused, Reply::Wrong(_)), "{refused:?}");
        let accept = ExchangeRequest::AcceptPeer { key_file, fingerprint, carrier };
        let reply = of.ask(Request::Exchange(accept)).await.expect("an answer");
        assert!(matches!(reply, Reply::Exchange(_)), "{reply:?}");
    }

    /// Runs the exchange on both sides until nothing moves.
    async fn settle(&self) {
        for _ in 0..6 {
            for station in [&self.zj, &self.sh] {
                let mut client = station.client().await;
                run(&mut client).await;
            }
        }
    }
}

async fn run(client: &mut Client) -> Vec<String> {
    match client.ask(Request::Exchange(ExchangeRequest::Run)).await.expect("an answer") {
        Reply::Exchange(reply) => match *reply {
            ExchangeReply::Ran { problems, .. } => problems.into_iter().map(|problem| problem.en).collect(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

async fn unit_of(client: &mut Client, code: &str) -> UnitId {
    me(client).await.units.iter().find(|unit| unit.code == code).expect("a unit").id
}

async fn standing(client: &mut Client, referral: RecordId) -> Option<Standing> {
    match client.ask(Request::Show(referral)).await.expect("an answer") {
        Reply::View(view) => match *view {
            View::Referral(view) => Some(view.standing),
            other => panic!("{other:?}"),
        },
        Reply::Refused(_) => None,
        other => panic!("{other:?}"),
    }
}

async fn custody(client: &mut Client, case: RecordId) -> Option<Custody> {
    match client.ask(Request::Show(case)).await.expect("an answer") {
        Reply::View(view) => match *view {
            View::Dispute(view) => Some(view.custody),
            other => panic!("{other:?}"),
        },
        Reply::Refused(_) => None,
        other => panic!("{other:?}"),
    }
}

async fn guided(client: &mut Client) -> RecordId {
    guided_of(client, "海岳智能").await
}

async fn guided_of(client: &mut Client, enterprise: &str) -> RecordId {
    let dispute = done(client, Act::Register(Box::new(draft(enterprise)))).await;
    done(client, Act::Dispute(dispute, DisputeAct::Accept { ground: "本省企业".into() })).await;
    done(client, Act::Dispute(dispute, DisputeAct::Guide)).await;
    dispute
}

fn submit(dispute: RecordId, to: UnitId, kind: ReferralKind) -> Act {
    let items = if kind.moves_the_case() { Vec::new() } else { vec!["代查主体".into()] };
    let to = Recipient::Unit(to);
    Act::Submit(Box::new(ReferralDraft { items, note: "请速办".into(), ..ReferralDraft::new(dispute, to, kind) }))
}

fn leg(referral: RecordId, act: LegAct) -> Act {
    Act::Leg(referral, act, None)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_and_a_transfer_between_two_stores() {
    let pair = Pair::new().await;
    let (mut zj, mut sh) = (pair.zj.officer_of("ZJ").await, pair.sh.officer_of("SH").await);
    let shanghai = unit_of(&mut sh, "SH").await;
    let dispute = guided(&mut zj).await;
    let referral = done(&mut zj, submit(dispute, shanghai, ReferralKind::Request)).await;
    pair.settle().await;
    assert_eq!(standing(&mut zj, referral).await, Some(Standing::Delivered));
    assert_eq!(standing(&mut sh, referral).await, Some(Standing::Delivered));
    assert_eq!(custody(&mut sh, dispute).await, None, "a request moves nothing");
    done(&mut sh, leg(referral, LegAct::Sign)).await;
    done(&mut sh, leg(referral, LegAct::Accept { promised: None })).await;
    let outcomes = vec![ItemReport { outcome: ItemOutcome::Achieved, text: "五家均在册".into() }];
    done(&mut sh, leg(referral, LegAct::Report { outcomes, summary: "办毕".into() })).await;
    pair.settle().await;
    assert_eq!(standing(&mut zj, referral).await, Some(Standing::Reported));
    done(&mut zj, Act::Referral(referral, ReferralAct::Confirm { satisfied: true, remark: String::new() })).await;
    let transfer = done(&mut zj, submit(dispute, shanghai, ReferralKind::Transfer)).await;
    pair.settle().await;
    assert_eq!(standing(&mut sh, referral).await, Some(Standing::ClosedFull));
    done(&mut sh, leg(transfer, LegAct::Sign)).await;
    done(&mut sh, leg(transfer, LegAct::Accept { promised: None })).await;
    pair.settle().await;
    assert_eq!(custody(&mut sh, dispute).await, Some(Custody::Owner { epoch: 2 }));
    assert_eq!(custody(&mut zj, dispute).await, Some(Custody::None { seen: 2 }));
    let note = Act::Dispute(dispute, DisputeAct::Note { text: "接手".into() });
    assert_eq!(ask(&mut zj, note.clone()).await.expect_err("handed over").code(), "not-holder");
    done(&mut sh, note).await;
    for client in [&mut zj, &mut sh] {
        assert!(verified(client).await.slips > 0);
    }
}

/// Exchanges until the officer gets the file, as often as that may take.
async fn comes(pair: &Pair, client: &mut Client, case: RecordId, content: &[u8]) {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        pair.settle().await;
        match fetched(client, case, Hash::of(content)).await {
            Ok(there) => return assert!(there == content, "it is what it was"),
            Err(Reply::Fault(why)) => {
                assert!(why.en.contains("handed over") && why.zh.contains("移来"), "it is named as missing: {why:?}")
            }
            // The case itself is still on its way.
            Err(Reply::Refused(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
        assert!(std::time::Instant::now() < until, "it never comes");
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
}

async fn handed_over(pair: &Pair, case: RecordId) -> RecordId {
    let (mut zj, mut sh) = (pair.zj.officer_of("ZJ").await, pair.sh.officer_of("SH").await);
    let shanghai = unit_of(&mut sh, "SH").await;
    let transfer = done(&mut zj, submit(case, shanghai, ReferralKind::Transfer)).await;
    pair.settle().await;
    done(&mut sh, leg(transfer, LegAct::Sign)).await;
    transfer
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_a_case_come_to_its_new_holder_and_to_nobody_before() {
    let mut pair = Pair::new().await;
    let mut zj = pair.zj.officer_of("ZJ").await;
    // Two files of more than one bundle each; one that holds nothing; and a case that stays.
    let (case, stays) = (guided(&mut zj).await, guided_of(&mut zj, "澄光光电").await);
    let files = [film(7 << 20, 1), film(100, 2), film(3 << 20, 3)];
    for (no, content) in files.iter().enumerate() {
        add_evidence(&mut zj, case, (&format!("录像 {no}.mp4"), content)).await;
    }
    let secret = film(1000, 4);
    add_evidence(&mut zj, stays, ("底稿.pdf", &secret)).await;
    let transfer = handed_over(&pair, case).await;
    let mut sh = pair.sh.officer_of("SH").await;
    for content in &files {
        let early = fetched(&mut sh, case, Hash::of(content)).await;
        assert!(matches!(early, Err(Reply::Refused(_))), "nothing before it is released: {early:?}");
    }
    done(&mut sh, leg(transfer, LegAct::Accept { promised: None })).await;
    for content in &files {
        comes(&pair, &mut sh, case, content).await;
    }
    // Nobody else's: neither that of the case that stays, nor by its hash under the name of the other.
    for named in [case, stays] {
        let other = fetched(&mut sh, named, Hash::of(&secret)).await;
        assert!(matches!(other, Err(Reply::Refused(_))), "{other:?}");
    }
    // It is theirs: without the other side, after a start.
    assert!(pair.zj.terminate());
    pair.sh.kill();
    pair.sh.start().await;
    let mut sh = pair.sh.officer_of("SH").await;
    for content in &files {
        assert!(fetched(&mut sh, case, Hash::of(content)).await.expect("given") == *content);
    }
    verified(&mut sh).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_on_their_way_when_either_side_is_killed_or_bundles_are_lost_come_all_the_same() {
    let mut pair = Pair::new().await;
    let mut zj = pair.zj.officer_of("ZJ").await;
    let case = guided(&mut zj).await;
    let content = film(9 << 20, 5);
    add_evidence(&mut zj, case, ("录像.mp4", &content)).await;
    let transfer = handed_over(&pair, case).await;
    done(&mut pair.sh.officer_of("SH").await, leg(transfer, LegAct::Accept { promised: None })).await;
    for round in 0..3 {
        for station in [&pair.sh, &pair.zj] {
            run(&mut station.client().await).await;
        }
        // What is under way now is gone, and one side with it.
        for path in bundles(pair.folder.path()).into_keys() {
            fs::remove_file(path).expect("removed");
        }
        let station = if round % 2 == 0 { &mut pair.sh } else { &mut pair.zj };
        station.kill();
        station.start().await;
    }
    // What is lost is sent again after a while; a side that starts sends it at once.
    pair.zj.kill();
    pair.zj.start().await;
    let mut sh = pair.sh.officer_of("SH").await;
    comes(&pair, &mut sh, case, &content).await;
    let left = fs::read_dir(pair.sh.store().join("evidence")).expect("files").filter_map(Result::ok);
    let halves = left.filter(|one| one.file_name().to_string_lossy().starts_with(".new-"));
    assert_eq!(halves.count(), 0, "nothing half is left");
    verified(&mut sh).await;
    verified(&mut pair.zj.client().await).await;
}

/// Everything in the folder, by path.
fn bundles(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path) {
                found.insert(path, bytes);
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn bundles_repeated_reordered_and_cut_take_effect_once() {
    let mut pair = Pair::new().await;
    let mut zj = pair.zj.officer_of("ZJ").await;
    let shanghai = unit_of(&mut pair.sh.officer_of("SH").await, "SH").await;
    // The receiver is away: bundles pile up in the folder.
    assert!(pair.sh.terminate());
    let dispute = guided(&mut zj).await;
    let mut piled = BTreeMap::new();
    let mut referrals = Vec::new();
    for _ in 0..3 {
        referrals.push(done(&mut zj, submit(dispute, shanghai, ReferralKind::Request)).await);
        run(&mut zj).await;
        piled.extend(bundles(pair.folder.path()));
    }
    assert_eq!(standing(&mut zj, referrals[0]).await, Some(Standing::Sent));
    assert!(!piled.is_empty());
    // The last bundles first, one of them cut in the middle.
    let (first, whole) = piled.iter().next().map(|(path, bytes)| (path.clone(), bytes.clone())).expect("a bundle");
    for path in bundles(pair.folder.path()).keys() {
        fs::remove_file(path).expect("removed");
    }
    fs::write(&first, &whole[..whole.len() / 2]).expect("cut");
    pair.sh.start().await;
    let mut sh = pair.sh.officer_of("SH").await;
    run(&mut sh).await;
    assert_eq!(standing(&mut sh, referrals[0]).await, None, "a cut bundle is not half applied");
    // Then all of them, twice.
    for _ in 0..2 {
        for (path, bytes) in &piled {
            fs::write(path, bytes).expect("put back");
        }
        run(&mut sh).await;
    }
    pair.settle().await;
    for referral in &referrals {
        assert_eq!(standing(&mut sh, *referral).await, Some(Standing::Delivered));
        assert_eq!(standing(&mut zj, *referral).await, Some(Standing::Delivered));
    }
    let Reply::Window(window) = sh
        .ask(Request::Window(dutydesk::boards::window::WindowQuery {
            list: dutydesk::boards::window::List::Received,
            filter: String::new(),
            order: Vec::new(),
            offset: 0,
            limit: 50,
            anchor: None,
        }))
        .await
        .expect("an answer")
    else {
        panic!("no window")
    };
    assert_eq!(window.total, 3, "each once");
    verified(&mut sh).await;
    verified(&mut zj).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_either_side_in_the_middle_loses_nothing() {
    let mut pair = Pair::new().await;
    let shanghai = unit_of(&mut pair.sh.officer_of("SH").await, "SH").await;
    let mut zj = pair.zj.officer_of("ZJ").await;
    let dispute = guided(&mut zj).await;
    let transfer = done(&mut zj, submit(dispute, shanghai, ReferralKind::Transfer)).await;
    pair.zj.kill();
    pair.zj.start().await;
    pair.settle().await;
    let mut sh = pair.sh.officer_of("SH").await;
    done(&mut sh, leg(transfer, LegAct::Sign)).await;
    done(&mut sh, leg(transfer, LegAct::Accept { promised: None })).await;
    pair.sh.kill();
    pair.sh.start().await;
    pair.settle().await;
    let (mut zj, mut sh) = (pair.zj.officer_of("ZJ").await, pair.sh.officer_of("SH").await);
    assert_eq!(custody(&mut sh, dispute).await, Some(Custody::Owner { epoch: 2 }));
    assert_eq!(custody(&mut zj, dispute).await, Some(Custody::None { seen: 2 }));
    verified(&mut zj).await;
    verified(&mut sh).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_copy_without_its_anchor_file_is_noticed_by_what_a_peer_holds() {
    let mut pair = Pair::new().await;
    let shanghai = unit_of(&mut pair.sh.officer_of("SH").await, "SH").await;
    let dispute = guided(&mut pair.zj.officer_of("ZJ").await).await;
    let (record, copy) = (pair.zj.store().join("record.redb"), pair.zj.folder.path().join("copy.redb"));
    assert!(pair.zj.terminate());
    fs::copy(&record, &copy).expect("a copy");
    pair.zj.start().await;
    let mut zj = pair.zj.officer_of("ZJ").await;
    done(&mut zj, submit(dispute, shanghai, ReferralKind::Request)).await;
    // The word that tells heads at once: ours to the peer, and then the peer's, which gives ours back.
    let tell = || Request::Decide(Decision::AcceptRollback);
    assert_eq!(zj.ask(tell()).await.expect("an answer"), Reply::Done);
    pair.settle().await;
    assert!(pair.zj.terminate());
    let mut sh = pair.sh.officer_of("SH").await;
    assert_eq!(sh.ask(tell()).await.expect("an answer"), Reply::Done);
    run(&mut sh).await;
    fs::copy(&copy, &record).expect("put back");
    fs::remove_file(pair.zj.store().join("anchors.txt")).expect("it was there");
    pair.zj.start().await;
    let mut zj = pair.zj.officer_of("ZJ").await;
    run(&mut zj).await;
    let note = Act::Dispute(dispute, DisputeAct::Note { text: "续".into() });
    let note = Request::Do { command: crate::support::command(), seen: None, act: note };
    let Reply::Fault(why) = zj.ask(note).await.expect("an answer") else { panic!("written into an old copy") };
    assert!(why.zh.contains("对方 SH 手里的") && why.zh.contains("--accept-rollback"), "{why:?}");
    assert!(why.en.contains("what SH has of it") && why.en.contains("--accept-rollback"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_folder_is_waiting_and_no_error() {
    let pair = Pair::new().await;
    let shanghai = unit_of(&mut pair.sh.officer_of("SH").await, "SH").await;
    let mut zj = pair.zj.officer_of("ZJ").await;
    fs::remove_dir_all(pair.folder.path()).expect("gone");
    let dispute = guided(&mut zj).await;
    let referral = done(&mut zj, submit(dispute, shanghai, ReferralKind::Request)).await;
    assert_eq!(run(&mut zj).await, Vec::<String>::new());
    assert_eq!(standing(&mut zj, referral).await, Some(Standing::Queued));
    let peers = me(&mut zj).await.peers;
    assert!(peers.iter().any(|peer| peer.unit == shanghai && peer.waiting.is_some()), "{peers:?}");
    fs::create_dir(pair.folder.path()).expect("back");
    pair.settle().await;
    assert_eq!(standing(&mut zj, referral).await, Some(Standing::Delivered));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_said_lies_anywhere_in_the_clear() {
    use dutydesk::boards::drafts::FormKey;
    let mut pair = Pair::new().await;
    let (mut zj, mut sh) = (pair.zj.officer_of("ZJ").await, pair.sh.officer_of("SH").await);
    let shanghai = unit_of(&mut sh, "SH").await;
    let canaries: Vec<String> = (0..50).map(|no| format!("canary{no:02}金丝雀")).collect();
    for group in canaries.chunks(5) {
        let [enterprise, text, typed, item, note] = group else { panic!("five each") };
        let dispute = done(&mut zj, Act::Register(Box::new(draft(enterprise)))).await;
        done(&mut zj, Act::Dispute(dispute, DisputeAct::Accept { ground: text.clone() })).await;
        done(&mut zj, Act::Dispute(dispute, DisputeAct::Guide)).await;
        let kept = Request::KeepDraft { form: FormKey::new("note"), fields: vec![("text".into(), typed.clone())] };
        assert_eq!(zj.ask(kept).await.expect("an answer"), Reply::Done);
        let to = ReferralDraft::new(dispute, Recipient::Unit(shanghai), ReferralKind::Request);
        let request = ReferralDraft { items: vec![item.clone()], note: note.clone(), ..to };
        done(&mut zj, Act::Submit(Box::new(request))).await;
    }
    // What is under way in the folder is looked at too.
    run(&mut zj).await;
    let under_way = bundles(pair.folder.path());
    pair.settle().await;
    for station in [&mut pair.zj, &mut pair.sh] {
        assert!(station.terminate());
    }
    let folders = [pair.zj.folder.path(), pair.sh.folder.path(), pair.folder.path()];
    let mut looked_at = 0;
    for (path, bytes) in folders.into_iter().flat_map(bundles).chain(under_way) {
        looked_at += bytes.len();
        for word in canaries.iter().map(String::as_str).chain(["canary", "金丝雀"]) {
            assert!(!bytes.windows(word.len()).any(|seen| seen == word.as_bytes()), "{word} in {}", path.display());
        }
    }
    eprintln!("{} canaries, {looked_at} bytes of stores, keys, logs and folder: 0 hits", canaries.len());
}
