//! T25: a post that ends acts no more, in the very moment; what was open closes.

use crate::casework::house::draft;
use crate::identity::needs_root;
use crate::support::{Account, Shared, Station, act_as, ask, command, done, me};
use dutydesk::casework::command::Act;
use dutydesk::casework::words::PostRole;
use dutydesk::wire::{Reply, Request, Setup};

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
    let listed = server.done(Shared::SERVICE, &["officers", "list", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    let officers = listed["officers"].as_array().expect("officers");
    let duty = officers.iter().find(|one| one["uid"] == Shared::DUTY).expect("the officer");
    let post = duty["posts"][0]["post"].to_string();
    server.done(Shared::SERVICE, &["officers", "remove", &post]);
    assert!(officer.closes_within(std::time::Duration::from_secs(2)), "the line is closed");
    let output = server.verb(Shared::DUTY, &["list", "disputes"]);
    assert_eq!(output.status.code(), Some(4), "and none is opened: {}", crate::identity::said(&output));
}
