//! The process: one a store, whoever races; what it acknowledged survives its death, once.

use crate::casework::house::draft;
use crate::support::{Station, act_as, ask, done, me, verified};
use dutydesk::boards::drafts::FormKey;
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::words::Tlp;
use dutydesk::wire::client::{Client, ClientError};
use dutydesk::wire::{FromDaemon, Push, Reply, Request};
use std::process::Command;
use std::time::Duration;

async fn total(client: &mut Client) -> u32 {
    let query = WindowQuery {
        list: List::AllDisputes,
        filter: String::new(),
        order: Vec::new(),
        offset: 0,
        limit: 1,
        anchor: None,
    };
    match client.ask(Request::Window(query)).await.expect("an answer") {
        Reply::Window(window) => window.total,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_verbs_at_once_start_one_daemon() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let store = folder.path().join("store");
    let verbs: Vec<_> = (0..12)
        .map(|_| {
            Command::new(env!("CARGO_BIN_EXE_dutydesk"))
                .args(["daemon", "--json", "--store"])
                .arg(&store)
                .env("DUTYDESK_STORE_KEY", folder.path().join("store.key"))
                .env_remove("DUTYDESK_SOCKET")
                .stdout(std::process::Stdio::piped())
                .spawn()
                .expect("a verb")
        })
        .collect();
    let pids: std::collections::BTreeSet<String> = verbs
        .into_iter()
        .map(|verb| {
            let output = verb.wait_with_output().expect("it ends");
            assert!(output.status.success(), "{output:?}");
            let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
            told["pid"].to_string()
        })
        .collect();
    assert_eq!(pids.len(), 1, "{pids:?}");
    let stop = Command::new(env!("CARGO_BIN_EXE_dutydesk")).args(["daemon", "stop", "--store"]).arg(&store).status();
    assert!(stop.expect("a verb").success());
    let pid = pids.first().expect("one");
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    assert!(stat.is_empty() || stat.contains(") Z "), "no process is left: {stat}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_comes_back_as_it_was() {
    let mut station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    let dispute = done(&mut client, Act::Register(Box::new(draft("海岳智能")))).await;
    done(&mut client, Act::Dispute(dispute, DisputeAct::Accept { ground: "本省企业".into() })).await;
    let before = client.ask(Request::Show(dispute)).await.expect("an answer");
    assert!(station.terminate(), "SIGTERM ends it well");
    assert!(!station.socket().exists(), "its socket is gone");
    station.start().await;
    let mut client = station.officer_of("ZJ").await;
    assert_eq!(client.ask(Request::Show(dispute)).await.expect("an answer"), before);
    assert!(me(&mut client).await.practice, "a practice store stays one");
    verified(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn desks_are_told_of_what_changes_in_their_unit_only() {
    let station = Station::practice("ZJ").await;
    let mut watching = station.officer_of("ZJ").await;
    let mut court = station.officer_of("HZFY").await;
    for client in [&mut watching, &mut court] {
        assert_eq!(client.ask(Request::Watch).await.expect("an answer"), Reply::Done);
    }
    let mut writing = station.officer_of("ZJ").await;
    let dispute = done(&mut writing, Act::Register(Box::new(draft("海岳智能")))).await;
    let told = tokio::time::timeout(Duration::from_secs(5), watching.receive()).await.expect("soon").expect("a push");
    let dutydesk::wire::FromDaemon::Push(Push::Changed { records }) = told else { panic!("{told:?}") };
    assert!(records.contains(&dispute));
    let quiet = tokio::time::timeout(Duration::from_millis(300), court.receive()).await;
    assert!(quiet.is_err(), "another unit learns nothing: {quiet:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_red_dispute_is_not_there_for_whom_it_is_not_meant() {
    let station = Station::practice("ZJ").await;
    let mut lead = station.officer_of("ZJ").await;
    let who = me(&mut lead).await;
    let mut red = draft("密");
    red.secrecy = Tlp::Red;
    let dispute = done(&mut lead, Act::Register(Box::new(red))).await;
    assert_eq!(total(&mut lead).await, 1);
    let duty =
        who.posts.iter().find(|post| post.role == dutydesk::casework::words::PostRole::Duty).expect("a duty post");
    let mut other = station.client().await;
    crate::support::act_as(&mut other, duty.id).await;
    assert_eq!(total(&mut other).await, 0);
    for request in
        [Request::Show(dispute), Request::History(dispute), Request::Actions(dispute), Request::Match(dispute)]
    {
        let hidden = other.ask(request.clone()).await.expect("an answer");
        assert!(matches!(&hidden, Reply::Refused(refusal) if refusal.code() == "not-found"), "{request:?}: {hidden:?}");
    }
    assert_eq!(
        other.ask(Request::Find { text: "密".into(), limit: 9 }).await.expect("an answer"),
        Reply::Found { hits: Vec::new(), total: 0, more: false }
    );
    let note = Act::Dispute(dispute, DisputeAct::Note { text: "x".into() });
    assert_eq!(ask(&mut other, note).await.expect_err("not there").code(), "not-found");
    let all = Request::Feed { dispute: None, zh: false };
    let Reply::File { bytes, .. } = other.ask(all.clone()).await.expect("an answer") else { panic!("no feed") };
    assert!(!String::from_utf8_lossy(&bytes).contains("BEGIN:VEVENT"), "nor in a calendar that leaves the house");
    let Reply::File { bytes, .. } = lead.ask(all).await.expect("an answer") else { panic!("no feed") };
    assert!(String::from_utf8_lossy(&bytes).contains("BEGIN:VEVENT"));
    let one = Request::Feed { dispute: Some(dispute), zh: false };
    assert!(matches!(other.ask(one).await.expect("an answer"), Reply::Refused(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_key_of_a_search_is_answered_and_the_last_one_wholly() {
    let station = Station::practice("ZJ").await;
    let mut lead = station.officer_of("ZJ").await;
    done(&mut lead, Act::Register(Box::new(draft("海岳智能")))).await;
    let mut asked = Vec::new();
    for text in ["h", "ha", "hai", "haiy", "haiyu", "haiyue"] {
        asked.push(lead.send(Request::Find { text: text.into(), limit: 9 }).await.expect("sent"));
    }
    let mut answers = std::collections::BTreeMap::new();
    while answers.len() < asked.len() {
        if let FromDaemon::Reply { no, reply } = lead.receive().await.expect("an answer") {
            answers.insert(no, *reply);
        }
    }
    let last = answers.remove(asked.last().expect("a key")).expect("answered");
    assert!(matches!(&last, Reply::Found { hits, total: 1, .. } if hits[0].name.zh == "海岳智能"), "{last:?}");
    let earlier = answers.values().all(|reply| matches!(reply, Reply::Found { .. } | Reply::Superseded));
    assert!(earlier, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_protocol_is_told_what_to_do() {
    use dutydesk::wire::frame::{codec, decode, encode};
    use dutydesk::wire::{Hello, Welcome};
    use futures_util::{SinkExt, StreamExt};
    let station = Station::empty().await;
    let stream = tokio::net::UnixStream::connect(station.socket()).await.expect("a socket");
    let mut line = tokio_util::codec::Framed::new(stream, codec());
    line.send(encode(&Hello { protocol: 99, version: "9.9.9".into(), oldest: 98 }).expect("a frame"))
        .await
        .expect("sent");
    let frame = line.next().await.expect("an answer").expect("a frame");
    assert!(matches!(
        decode(&frame).expect("a welcome"),
        Welcome::OtherProtocol { protocol: dutydesk::wire::PROTOCOL, .. }
    ));
    assert!(line.next().await.is_none(), "and the line ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_on_the_socket_ends_that_line_and_nothing_else() {
    use tokio::io::AsyncWriteExt;
    let station = Station::practice("ZJ").await;
    for noise in [&b"\xff\xff\xff\xff"[..], b"\0\0\0\x04junk", b"GET / HTTP/1.1\r\n\r\n", b""] {
        let mut stream = tokio::net::UnixStream::connect(station.socket()).await.expect("a socket");
        stream.write_all(noise).await.expect("sent");
        drop(stream);
    }
    let mut client = station.client().await;
    assert!(!me(&mut client).await.empty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_of_another_account_is_not_used() {
    let station = Station::empty().await;
    let somebody_else = rustix::process::geteuid().as_raw() + 1;
    let refused = Client::connect(&station.socket(), somebody_else).await.err().expect("refused");
    assert!(matches!(refused, ClientError::Untrusted(_)), "{refused}");
}

fn keep(text: &str) -> Request {
    Request::KeepDraft { form: FormKey::new("phone"), fields: vec![("enterprise".into(), text.into())] }
}

/// What the drafts of this line's officer and post say.
async fn drafts(client: &mut Client) -> Vec<String> {
    match client.ask(Request::Drafts).await.expect("an answer") {
        Reply::Drafts(drafts) => drafts.into_iter().map(|draft| draft.fields[0].1.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_the_acting_officers_in_the_acting_unit_alone() {
    let mut station = Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    let me = me(&mut client).await;
    let own = me.posts.iter().find(|post| Some(post.id) == me.post).expect("a post");
    assert_eq!(client.ask(keep("Haiyue")).await.expect("an answer"), Reply::Done);
    let mut others = 0;
    for post in me.posts.iter().filter(|post| (post.officer, post.unit) != (own.officer, own.unit)) {
        act_as(&mut client, post.id).await;
        assert_eq!(drafts(&mut client).await, Vec::<String>::new(), "{post:?}");
        others += 1;
    }
    assert!(others >= 2, "another officer, another unit");
    station.kill();
    station.start().await;
    let mut client = station.officer_of("ZJ").await;
    act_as(&mut client, own.id).await;
    assert_eq!(drafts(&mut client).await, ["Haiyue"], "kept over the death of the daemon");
    verified(&mut client).await;
    let form = FormKey::new("phone").id();
    assert_eq!(client.ask(Request::DropDraft { form }).await.expect("an answer"), Reply::Done);
    assert!(drafts(&mut client).await.is_empty());
    let reply = client.ask(keep(&"x".repeat(dutydesk::journal::DRAFT_BYTES_MAX))).await.expect("an answer");
    assert!(matches!(&reply, Reply::Wrong(why) if why.en.contains("shorten it")), "{reply:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_handed_over_by_a_client_that_is_gone_is_kept() {
    let station = Station::practice("ZJ").await;
    for round in 0..20 {
        let mut client = station.officer_of("ZJ").await;
        client.send(Request::Watch).await.expect("sent");
        for _ in 0..5 {
            // answers that nobody reads: the line is broken when the daemon comes to the draft
            client.send(Request::Officers).await.expect("sent");
        }
        client.send(keep(&format!("round {round}"))).await.expect("sent");
        drop(client);
        let mut again = station.officer_of("ZJ").await;
        let begun = std::time::Instant::now();
        while drafts(&mut again).await != [format!("round {round}")] {
            assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", drafts(&mut again).await);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
