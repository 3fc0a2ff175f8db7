//! T25: a post that ends acts no more, in the very moment; what was open closes.

use crate::casework::house::draft;
use crate::identity::{needs_root, said};
use crate::support::{Account, Shared, Station, act_as, ask, command, done, me};
use dutydesk::casework::command::Act;
use dutydesk::casework::ids::{Hash, RecordId};
use dutydesk::casework::words::PostRole;
use dutydesk::wire::{AttachPiece, FilesRequest, Reply, Request, Setup};
use sha2::{Digest, Sha256};
use std::sync::Barrier;
use std::time::Duration;

/// Races of a command with the end of its post.
fn races() -> u32 {
    if std::env::var_os("DUTYDESK_LONG").is_some() { 1_000 } else { 60 }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_command_after_a_post_ended_is_refused() {
    let station = Station::practice("ZJ").await;
    let mut admin = station.officer_of("ZJ").await;
    let who = me(&mut admin).await;
    let unit = who.units.iter().find(|unit| unit.code == "ZJ").expect("a unit").id;
    let officer =
        who.posts.iter().find(|post| post.unit == unit && post.role == PostRole::Duty).expect("a post").officer;
    let mut acting = station.client().await;
    let mut late = 0;
    for race in 0..races() {
        let Reply::Setup(dutydesk::wire::SetUp::Post(post)) =
            admin.ask(Request::Setup(Setup::Post { officer, unit, role: PostRole::Duty })).await.expect("an answer")
        else {
            panic!("no post")
        };
        act_as(&mut acting, post).await;
        done(&mut acting, Act::Register(Box::new(draft(&format!("公司 {race}"))))).await;
        // Sent in the same moment; whichever comes first, what comes after the end is refused.
        let register = Act::Register(Box::new(draft(&format!("同时 {race}"))));
        let request = Request::Do { command: command(), seen: None, act: register };
        let (ended, racing) = tokio::join!(admin.ask(Request::Setup(Setup::EndPost(post))), acting.ask(request));
        assert!(matches!(ended.expect("an answer"), Reply::Setup(_)));
        match racing.expect("an answer") {
            Reply::Changed(_) => late += 1,
            Reply::Refused(refusal) => assert_eq!(refusal.code(), "not-permitted", "{}", refusal.en()),
            other => panic!("{other:?}"),
        }
        let next = ask(&mut acting, Act::Register(Box::new(draft(&format!("之后 {race}"))))).await;
        assert_eq!(next.expect_err("refused").code(), "not-permitted", "race {race}");
        let looked = acting.ask(Request::Recipients).await.expect("an answer");
        assert!(matches!(&looked, Reply::Refused(_)), "nor is anything shown: {looked:?}");
    }
    println!("{late} of {} commands came before the end of their post", races());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_open_closes_when_the_last_post_ends() {
    needs_root();
    let server = Shared::start().await;
    let officer = Account::connect(&server, Shared::DUTY);
    assert!(matches!(officer.ask(Request::Watch), Reply::Done));
    end_post(&server, Shared::DUTY);
    assert!(officer.closes_within(Duration::from_secs(2)), "the line is closed");
    let output = server.verb(Shared::DUTY, &["list", "disputes"]);
    assert_eq!(output.status.code(), Some(4), "and none is opened: {}", said(&output));
}

/// Takes the only post of this account back.
fn end_post(server: &Shared, uid: u32) {
    let listed = server.done(Shared::SERVICE, &["officers", "list", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    let officers = listed["officers"].as_array().expect("officers");
    let officer = officers.iter().find(|one| one["uid"] == uid).expect("the officer");
    let post = officer["posts"][0]["post"].to_string();
    server.done(Shared::SERVICE, &["officers", "remove", &post]);
}

fn is_refused(reply: &Reply) -> bool {
    matches!(reply, Reply::Refused(refusal) if refusal.code() == "not-permitted")
}

/// Accounts whose posts end in the middle of something; the last one's number is the largest.
const SEARCHER: u32 = 42_021;
const READER: u32 = 42_022;
const BRINGER: u32 = 42_023;

/// Searches that run while the post ends.
const SEARCHES: u32 = 40;

/// A file brought in this many pieces.
const PIECES: usize = 8;
const PIECE: usize = 64 << 10;

/// A piece of a file that is brought for a case.
fn piece(record: RecordId, content: &[u8], no: usize) -> Request {
    Request::Files(FilesRequest::Attach(AttachPiece {
        record,
        blob: Hash::of(content),
        sha256: Hash(Sha256::digest(content).into()),
        offset: (no * PIECE) as u64,
        total: content.len() as u64,
        bytes: content[no * PIECE..(no + 1) * PIECE].to_vec(),
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_ends_in_the_middle_of_a_search_a_page_or_a_file_ends_that_too() {
    needs_root();
    let server = Shared::start().await;
    for (uid, name) in [(SEARCHER, "查者"), (READER, "读者"), (BRINGER, "送者")] {
        let uid = uid.to_string();
        let add = ["officers", "add", "--uid", &uid, "--name", name, "--unit", "ZJ", "--role", "duty"];
        server.done(Shared::SERVICE, &add);
    }
    let lead = Account::connect(&server, Shared::LEAD);
    let register = Request::Do { command: command(), seen: None, act: Act::Register(Box::new(draft("海岳智能"))) };
    let Reply::Changed(made) = lead.ask(register) else { panic!("no case") };
    let case = made[0].id;

    let searcher = Account::connect(&server, SEARCHER);
    let search = || Request::Find { text: "海岳".into(), limit: 10 };
    assert!(matches!(searcher.ask(search()), Reply::Found { total: 1, .. }));
    let begun = Barrier::new(2);
    std::thread::scope(|scope| {
        let begins = &begun;
        let searching = scope.spawn(move || {
            begins.wait();
            let mut ended = false;
            for no in 0..SEARCHES {
                let refused = is_refused(&searcher.ask(search()));
                assert!(refused || !ended, "search {no} found something after one was refused");
                ended |= refused;
                std::thread::sleep(Duration::from_millis(25));
            }
            ended
        });
        begun.wait();
        end_post(&server, SEARCHER);
        let output = server.verb(SEARCHER, &["find", "海岳"]);
        assert_eq!(output.status.code(), Some(4), "no new line: {}", said(&output));
        assert!(searching.join().expect("it ends"), "the searches end with the post");
    });

    let reader = Account::connect(&server, READER);
    assert!(matches!(reader.ask(Request::Show(case)), Reply::View(_)), "the page is open");
    end_post(&server, READER);
    for again in [Request::Show(case), Request::History(case), Request::Actions(case), Request::Duty] {
        let reply = reader.ask(again);
        assert!(is_refused(&reply), "{reply:?}");
    }

    let content: Vec<u8> = (0..PIECES * PIECE).map(|no| u8::try_from(no % 251).expect("a byte")).collect();
    let bringer = Account::connect(&server, BRINGER);
    for no in 0..PIECES / 2 {
        assert_eq!(bringer.ask(piece(case, &content, no)), Reply::Done, "piece {no}");
    }
    end_post(&server, BRINGER);
    for no in PIECES / 2..PIECES {
        let reply = bringer.ask(piece(case, &content, no));
        assert!(is_refused(&reply), "piece {no}: {reply:?}");
    }
    drop(bringer);
    let whole = PIECES * PIECE;
    let large = move |folder: &std::path::Path| files_of(folder, whole / 4);
    let until = std::time::Instant::now() + Duration::from_secs(5);
    while large(&server.folder().join("var/store/evidence")) > 0 {
        assert!(std::time::Instant::now() < until, "what was half brought is swept with its line");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Files of at least so many bytes below a folder.
fn files_of(folder: &std::path::Path, bytes: usize) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => files_of(&entry.path(), bytes),
            Ok(about) => usize::from(about.len() >= bytes as u64),
            Err(_) => 0,
        })
        .sum()
}
