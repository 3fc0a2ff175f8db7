//! The daemon dies at any step of setting a store up, and the same is asked again: nothing of it had happened, or all; in
//! the end it is there once.

use super::sync::needs_strace;
use super::{dice, quick_or_long, told};
use crate::support::{Station, me, verified};
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::words::{PostRole, UnitKind};
use dutydesk::wire::client::Client;
use dutydesk::wire::{Reply, Request, SetUp, Setup};
use std::fs;
use std::time::Duration;

/// What a setup does to the disk, and how its answer leaves.
const STEPS: &[&str] = &["mkdir", "fsync", "rename", "pwrite64", "fdatasync", "sendto"];

fn begin() -> Setup {
    Setup::Begin { code: "ZJ".into(), name_zh: "浙江分中心".into(), name_en: "Zhejiang".into(), practice: true }
}

fn customs() -> Setup {
    Setup::Unit {
        code: "NBHG".into(),
        name_zh: "宁波海关".into(),
        name_en: "Ningbo customs".into(),
        kind: UnitKind::Customs,
        zone: "Asia/Shanghai".into(),
        calendar: "CN".into(),
    }
}

/// All that setting up makes, in words that do not differ from store to store.
#[derive(Debug, PartialEq, Eq)]
struct Census {
    units: Vec<String>,
    officers: Vec<(u32, String)>,
    posts: Vec<(u32, u32, String, PostRole)>,
    agencies: u32,
    entries: u64,
    slips: u64,
}

async fn census(client: &mut Client) -> Census {
    let Ok(Reply::Officers(officers, posts, units)) = client.ask(Request::Officers).await else { panic!() };
    let code = |of| units.iter().find(|unit| unit.id == of).expect("a unit").code.clone();
    let mut posts: Vec<_> = posts.iter().map(|post| (post.id.0, post.officer.0, code(post.unit), post.role)).collect();
    posts.sort_by_key(|post| post.0);
    let mut codes: Vec<_> = units.iter().map(|unit| unit.code.clone()).collect();
    codes.sort();
    let query = WindowQuery {
        list: List::Agencies,
        filter: String::new(),
        order: Vec::new(),
        offset: 0,
        limit: 1,
        anchor: None,
    };
    let agencies = match client.ask(Request::Window(query)).await.expect("an answer") {
        Reply::Window(window) => window.total,
        other => panic!("{other:?}"),
    };
    let found = verified(client).await;
    Census {
        units: codes,
        officers: officers.iter().map(|officer| (officer.id.0, officer.name.clone())).collect(),
        posts,
        agencies,
        entries: found.entries,
        slips: found.slips,
    }
}

async fn set_up(client: &mut Client, setup: Setup) -> SetUp {
    match client.ask(Request::Setup(setup)).await.expect("an answer") {
        Reply::Setup(made) => made,
        other => panic!("{other:?}"),
    }
}

/// A store without anything in it, to be copied: making one is another test's.
async fn empty_store() -> Station {
    let mut station = Station::empty().await;
    assert!(station.terminate());
    station
}

fn copy_of(empty: &Station) -> Station {
    let folder = tempfile::TempDir::with_prefix("dutydesk-test-").expect("a folder");
    fs::create_dir(folder.path().join("store")).expect("a folder");
    for part in ["", "store"] {
        for entry in
            fs::read_dir(empty.folder.path().join(part)).expect("a folder").map(|entry| entry.expect("an entry"))
        {
            if entry.file_type().expect("a kind").is_file() {
                fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).expect("copied");
            }
        }
    }
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder.path().join("store"), fs::Permissions::from_mode(0o700)).expect("set");
    Station::stopped(folder)
}

/// Asks a daemon that may die over it, at its start too. None: it died.
async fn asked(station: &mut Station, setup: Setup) -> Option<Reply> {
    let owner = rustix::process::geteuid().as_raw();
    loop {
        if let Ok(mut client) = Client::connect(&station.socket(), owner).await {
            return client.ask(Request::Setup(setup)).await.ok();
        }
        if station.ended().is_some() {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// After a death: nothing of it or all; asked again, all of it once.
async fn is_whole_after(station: &mut Station, whole: &Census, at: &str) -> bool {
    station.kill();
    station.start().await;
    let mut client = station.client().await;
    let had_begun = !me(&mut client).await.empty;
    if had_begun {
        assert_eq!(census(&mut client).await, *whole, "{at}: what was begun is whole");
    }
    let SetUp::Unit(card) = set_up(&mut client, begin()).await else { panic!("{at}") };
    assert_eq!(card.code, "ZJ");
    assert_eq!(census(&mut client).await, *whole, "{at}: asked again, once");
    had_begun
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_of_setting_up_a_store_is_not_begun_or_whole_and_the_same_is_asked_again() {
    needs_strace();
    let empty = empty_store().await;
    let mut untroubled = copy_of(&empty);
    untroubled.start().await;
    let mut client = untroubled.client().await;
    set_up(&mut client, begin()).await;
    let whole = census(&mut client).await;
    assert_eq!(whole.units, ["HZFY", "HZHG", "ZJ"]);
    drop(client);
    let (mut killed, mut begun) = (0, 0);
    for step in STEPS {
        // The first moments are those of opening the store, the last one is the first that is never reached.
        for moment in 1.. {
            if quick_or_long(*step == "pwrite64" && moment % 6 != 3, false) {
                continue;
            }
            let mut station = copy_of(&empty);
            let (trace, inject) = (format!("trace={step}"), format!("inject={step}:signal=KILL:when={moment}"));
            station.start_under(&["strace", "-f", "-D", "-o", "/dev/null", "-e", &trace, "-e", &inject]);
            let reply = asked(&mut station, begin()).await;
            // It was answered, and nothing killed it: the step does not come so often.
            if reply.is_some() && station.ended().is_none() {
                break;
            }
            killed += 1;
            begun += u32::from(is_whole_after(&mut station, &whole, &format!("{step} {moment}")).await);
        }
    }
    told(&format!("setting up: killed at {killed} steps, {begun} times after it was durable: 0 halves, 0 twice"));
    assert!(killed >= 12 && begun < killed, "{killed} kills, {begun} begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_of_setting_up_it_is_there_once_after_the_second_asking() {
    let mut dice = dice("setting up, kill -9");
    let empty = empty_store().await;
    let mut untroubled = copy_of(&empty);
    untroubled.start().await;
    let mut client = untroubled.client().await;
    set_up(&mut client, begin()).await;
    let whole = census(&mut client).await;
    let (rounds, mut begun) = (quick_or_long(8, 300), 0);
    for round in 0..rounds {
        let mut station = copy_of(&empty);
        station.start().await;
        let mut client = station.client().await;
        let asking = tokio::spawn(async move { client.ask(Request::Setup(begin())).await.is_ok() });
        tokio::time::sleep(Duration::from_micros(dice.u64(..60_000))).await;
        station.kill();
        let answered = asking.await.expect("it ends");
        let had_begun = is_whole_after(&mut station, &whole, &format!("round {round}")).await;
        assert!(had_begun || !answered, "round {round}: what was acknowledged is there");
        begun += u32::from(had_begun);
    }
    told(&format!("setting up: {rounds} kills, {begun} after it was durable: 0 halves, 0 twice"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_set_up_twice_is_there_once_and_something_else_under_its_name_is_refused() {
    let station = Station::empty().await;
    let mut client = station.client().await;
    let uid = me(&mut client).await.uid;
    let first = set_up(&mut client, begin()).await;
    let unit = set_up(&mut client, customs()).await;
    let SetUp::Unit(card) = &unit else { panic!("{unit:?}") };
    let officer = Setup::Officer { uid, name: "顾衡".into() };
    let SetUp::Officer(id) = set_up(&mut client, officer.clone()).await else { panic!() };
    let post = Setup::Post { officer: id, unit: card.id, role: PostRole::Duty };
    let granted = set_up(&mut client, post.clone()).await;
    let before = census(&mut client).await;
    for (setup, answer) in
        [(begin(), first), (customs(), unit.clone()), (officer, SetUp::Officer(id)), (post.clone(), granted.clone())]
    {
        assert_eq!(set_up(&mut client, setup).await, answer, "the answer is the first one");
    }
    assert_eq!(census(&mut client).await, before, "and nothing was written");

    let Setup::Unit { code, name_zh, name_en, zone, calendar, .. } = customs() else { unreachable!() };
    let other = Setup::Unit { code, name_zh, name_en, kind: UnitKind::Court, zone, calendar };
    let reply = client.ask(Request::Setup(other)).await.expect("an answer");
    assert!(matches!(reply, Reply::Refused(_)), "a court is no customs office: {reply:?}");
    let real =
        Setup::Begin {
            code: "ZJ".into(), name_zh: "浙江分中心".into(), name_en: "Zhejiang".into(), practice: false
        };
    let reply = client.ask(Request::Setup(real)).await.expect("an answer");
    assert!(matches!(reply, Reply::Refused(_)), "a practice store is no real one: {reply:?}");
    let unfit = Setup::Unit {
        code: "zu lang".into(),
        name_zh: "x".into(),
        name_en: "x".into(),
        kind: UnitKind::Center,
        zone: "Asia/Shanghai".into(),
        calendar: "CN".into(),
    };
    let reply = client.ask(Request::Setup(unfit)).await.expect("an answer");
    assert!(matches!(reply, Reply::Refused(_)), "{reply:?}");
    assert_eq!(census(&mut client).await, before, "what is refused leaves nothing");

    // A post that was taken back is given anew, as another one.
    let SetUp::Post(held) = granted else { panic!() };
    assert_eq!(set_up(&mut client, Setup::EndPost(held)).await, SetUp::Ended);
    let SetUp::Post(anew) = set_up(&mut client, post).await else { panic!() };
    assert!(anew > held, "{anew:?} after {held:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_set_up_at_once_give_no_number_twice() {
    let station = Station::practice("ZJ").await;
    let mut client = station.client().await;
    let me = me(&mut client).await;
    let unit = me.units.iter().find(|unit| unit.code == "ZJ").expect("a unit").id;
    let mut at_once = Vec::new();
    for no in 0..12 {
        let mut line = station.client().await;
        at_once.push(tokio::spawn(async move {
            let enrol = Setup::Officer { uid: me.uid, name: format!("值班员{no}") };
            let SetUp::Officer(officer) = set_up(&mut line, enrol).await else { panic!() };
            let grant = Setup::Post { officer, unit, role: PostRole::Duty };
            let SetUp::Post(post) = set_up(&mut line, grant).await else { panic!() };
            (officer, post)
        }));
    }
    let (mut officers, mut posts) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for one in at_once {
        let (officer, post) = one.await.expect("set up");
        officers.insert(officer);
        posts.insert(post);
    }
    assert_eq!((officers.len(), posts.len()), (12, 12));
}
