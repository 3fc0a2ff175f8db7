//! Stores on a disk that is small: full, without inodes, with a limit on the size of files. Reading goes on, writing
//! begins again by itself, nothing acknowledged is lost.

use super::{another_name, quick_or_long, told};
use crate::casework::house::draft;
use crate::support::{Station, act_as, changed, command, me, verified};
use dutydesk::boards::drafts::FormKey;
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::command::Act;
use dutydesk::wire::client::Client;
use dutydesk::wire::{FromDaemon, Push, Reply, Request};
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A store on a small file system of its own, seen by its daemon alone. Needs no rights but a user namespace.
pub(super) struct SmallDisk {
    pub(super) station: Station,
    /// Keeps the mount while daemons come and go.
    holder: Child,
    enter: Vec<String>,
}

impl SmallDisk {
    pub(super) fn new(options: &str) -> Self {
        let folder = tempfile::TempDir::with_prefix("dutydesk-test-").expect("a folder");
        let store = folder.path().join("store");
        fs::create_dir(&store).expect("a folder");
        let root = rustix::process::geteuid().is_root();
        let ready = folder.path().join("ready");
        let script = format!(
            "mount -t tmpfs -o {options},mode=700 tmpfs '{}' && touch '{}' && exec sleep 3600",
            store.display(),
            ready.display()
        );
        let holder = Command::new("unshare")
            .arg(if root { "-m" } else { "-Urm" })
            .args(["sh", "-c", &script])
            .stdin(Stdio::null())
            .spawn()
            .expect("unshare");
        let until = Instant::now() + Duration::from_secs(10);
        while !ready.exists() {
            assert!(Instant::now() < until, "no small disk: unshare and mount are needed");
            std::thread::sleep(Duration::from_millis(10));
        }
        let target = holder.id().to_string();
        let spaces: &[&str] = if root { &["-m"] } else { &["-U", "-m", "--preserve-credentials"] };
        let enter = ["nsenter", "-t", &target].iter().chain(spaces).map(|word| (*word).to_owned()).collect();
        // The socket lies outside, where the test can reach it.
        let mut station = Station::stopped(folder);
        station.socket_beside();
        Self { station, holder, enter }
    }

    /// Starts the daemon on the small disk, by way of other programs too.
    pub(super) async fn start(&mut self, under: &[&str]) {
        let words: Vec<&str> = self.enter.iter().map(String::as_str).chain(under.iter().copied()).collect();
        self.station.start_under(&words);
        drop(self.station.client().await);
    }

    /// The store's folder as the test sees it.
    pub(super) fn inside(&self) -> PathBuf {
        let store = self.station.store();
        PathBuf::from(format!("/proc/{}/root", self.holder.id())).join(store.strip_prefix("/").expect("absolute"))
    }

    /// Fills the disk until so many bytes are free.
    fn fill(&self, leave: u64) -> PathBuf {
        let path = self.inside().join("somebody-elses");
        let mut file = File::create(&path).expect("a file");
        let about = rustix::fs::statvfs(self.inside()).expect("a disk");
        let free = about.f_bavail * about.f_frsize;
        let mut left = free.saturating_sub(leave);
        while left > 0 {
            let piece = vec![7; usize::try_from(left.min(1 << 20)).expect("small")];
            if file.write_all(&piece).is_err() {
                break;
            }
            left -= piece.len() as u64;
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        self.station.kill();
        // it sleeps; that it is gone is all that is wanted
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

pub(super) async fn begin(station: &Station) -> Client {
    station.begin_practice("ZJ").await;
    let mut client = station.client().await;
    let post = me(&mut client).await.posts[0].id;
    act_as(&mut client, post).await;
    client
}

pub(super) async fn register(client: &mut Client, text: &str) -> Reply {
    let mut draft = draft(&another_name());
    draft.request = text.to_owned();
    let act = Act::Register(Box::new(draft));
    client.ask(Request::Do { command: command(), seen: None, act }).await.expect("an answer")
}

pub(super) async fn total(client: &mut Client) -> u32 {
    let query = WindowQuery {
        list: List::AllDisputes,
        filter: String::new(),
        order: Vec::new(),
        offset: 0,
        limit: 1,
        anchor: None,
    };
    match client.ask(Request::Window(query)).await.expect("reading goes on") {
        Reply::Window(window) => window.total,
        other => panic!("{other:?}"),
    }
}

fn is_no_room(reply: &Reply) -> bool {
    matches!(reply, Reply::Fault(why) if why.en.contains("nearly full") && why.zh.contains("将满"))
}

/// Writes until the daemon says that there is no room; how many were taken.
async fn write_until_full(client: &mut Client) -> u32 {
    let text = "请求".repeat(2_000);
    for taken in 0..5_000 {
        match register(client, &text).await {
            Reply::Changed(_) => {}
            reply if is_no_room(&reply) => return taken,
            other => panic!("{other:?}"),
        }
    }
    panic!("the disk does not fill");
}

async fn told_trouble(client: &mut Client) -> Option<dutydesk::calendar::Text> {
    let wait = async {
        loop {
            if let FromDaemon::Push(Push::Trouble(why)) = client.receive().await.expect("a push") {
                return why;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait).await.expect("soon")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_writes_before_it_is_full_and_takes_them_again_by_itself() {
    let mut disk = SmallDisk::new("size=16m");
    disk.start(&[]).await;
    let mut client = begin(&disk.station).await;
    let who = me(&mut client).await;
    let mut watching = disk.station.client().await;
    act_as(&mut watching, who.posts[0].id).await;
    watching.ask(Request::Watch).await.expect("an answer");
    let before = write_until_full(&mut client).await;
    let about = rustix::fs::statvfs(disk.inside()).expect("a disk");
    let free = about.f_bavail * about.f_frsize;
    assert!(free > 4 << 20, "refused long before the disk is full: {free} bytes are free");
    assert!(told_trouble(&mut watching).await.expect("trouble").en.contains("reading goes on"));
    assert_eq!(total(&mut client).await, before, "reading goes on");
    let keep = Request::KeepDraft { form: FormKey::new("phone"), fields: Vec::new() };
    assert!(is_no_room(&client.ask(keep).await.expect("an answer")), "a draft is a write too");

    // Others fill what was kept free: the ballast goes, dropping a draft still works, and so does a new start.
    let filled = disk.fill(0);
    let form = FormKey::new("phone").id();
    assert_eq!(client.ask(Request::DropDraft { form }).await.expect("an answer"), Reply::Done);
    assert!(!disk.inside().join("ballast").exists(), "the ballast is thrown off");
    assert_eq!(client.ask(Request::DropDraft { form }).await.expect("an answer"), Reply::Done);
    disk.station.kill();
    disk.start(&[]).await;
    let mut client = disk.station.client().await;
    act_as(&mut client, who.posts[0].id).await;
    assert_eq!(total(&mut client).await, before, "0 lost over a kill on a full disk");
    assert!(is_no_room(&register(&mut client, "x").await));

    fs::remove_file(filled).expect("somebody tidies up");
    let mut watching = disk.station.client().await;
    act_as(&mut watching, who.posts[0].id).await;
    watching.ask(Request::Watch).await.expect("an answer");
    // Our own reserve is in use, too: an administrator gives the disk more.
    let grown = format!("mount -o remount,size=40m '{}'", disk.station.store().display());
    let words: Vec<&str> = disk.enter.iter().map(String::as_str).chain(["sh", "-c", &grown]).collect();
    assert!(Command::new(words[0]).args(&words[1..]).status().expect("a mount").success());
    while told_trouble(&mut watching).await.is_some() {}
    assert!(matches!(register(&mut client, "x").await, Reply::Changed(_)), "it takes writes again by itself");
    assert_eq!(total(&mut client).await, before + 1);
    verified(&mut client).await;
    told(&format!("T10: {before} taken, refused with {free} bytes free, 0 lost over full disk and kill, resumed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_filled_by_others_between_two_looks_stops_the_daemon_and_loses_nothing() {
    let mut disk = SmallDisk::new("size=24m");
    disk.start(&[]).await;
    let mut client = begin(&disk.station).await;
    let post = me(&mut client).await.posts[0].id;
    let record = fs::metadata(disk.inside().join("record.redb")).expect("a record").len();
    let limit = format!("--fsize={}", record * 3);
    // The same from the system's side: files may not grow beyond thrice of what the record has now.
    disk.station.terminate();
    disk.start(&["prlimit", &limit]).await;
    let mut client = disk.station.client().await;
    act_as(&mut client, post).await;
    let (mut acknowledged, mut last) = (0, None);
    let text = "请求".repeat(5_000);
    for _ in 0..quick_or_long(2_000, 5_000) {
        let mut draft = draft(&another_name());
        draft.request.clone_from(&text);
        let request = Request::Do { command: command(), seen: None, act: Act::Register(Box::new(draft)) };
        match client.ask(request.clone()).await {
            Ok(Reply::Changed(_)) => acknowledged += 1,
            Ok(other) => panic!("{other:?}"),
            Err(_) => {
                last = Some(request);
                break;
            }
        }
    }
    let last = last.expect("the limit is met, and the line ends without an answer");
    let until = Instant::now() + Duration::from_secs(10);
    let status = loop {
        match disk.station.ended() {
            Some(status) => break status,
            None => assert!(Instant::now() < until, "it goes on"),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    use std::os::unix::process::ExitStatusExt;
    assert_eq!(status.signal(), None, "not killed by SIGXFSZ: it ends by itself, {status}");
    disk.start(&[]).await;
    let mut client = disk.station.client().await;
    act_as(&mut client, post).await;
    let there = total(&mut client).await;
    assert!(there == acknowledged || there == acknowledged + 1, "{acknowledged} acknowledged, {there} there");
    assert!(matches!(client.ask(last).await.expect("an answer"), Reply::Changed(_)));
    assert_eq!(total(&mut client).await, acknowledged + 1, "asked again by its id: once");
    verified(&mut client).await;
    told(&format!("T11 fsize: {acknowledged} acknowledged, 0 lost, the unknown one is there once"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_inodes_a_file_is_not_kept_by_halves_and_the_record_goes_on() {
    use dutydesk::casework::ids::Hash;
    let mut disk = SmallDisk::new("size=32m,nr_inodes=24");
    disk.start(&[]).await;
    let mut client = begin(&disk.station).await;
    let dispute = changed(register(&mut client, "x").await)[0].id;
    let mut taken = Vec::new();
    for no in 0..40 {
        match File::create(disk.inside().join(format!("somebody-elses-{no}"))) {
            Ok(_) => taken.push(no),
            Err(_) => break,
        }
    }
    assert!(taken.len() < 40, "no inode is left");
    // A paper of the dispute is a file of its own: it cannot be kept, and no entry names it.
    let verb = Request::DoVerb {
        command: command(),
        seen: None,
        record: dispute,
        verb: "make-paper".into(),
        fields: [("paper".to_owned(), "application".to_owned())].into(),
    };
    let reply = client.ask(verb).await.expect("an answer");
    assert!(!matches!(reply, Reply::Changed(_)), "{reply:?}");
    assert!(matches!(register(&mut client, "y").await, Reply::Changed(_)), "the record needs no new inode");
    let halves = fs::read_dir(disk.inside()).expect("a folder").filter_map(Result::ok);
    assert!(halves.into_iter().all(|entry| !entry.file_name().to_string_lossy().ends_with(".new")));
    for no in taken {
        fs::remove_file(disk.inside().join(format!("somebody-elses-{no}"))).expect("gone");
    }
    let (hash, bytes) = (Hash::of(b"x"), b"x".to_vec());
    let put = client.ask(Request::PutFile { hash, offset: 0, total: 1, bytes }).await.expect("an answer");
    assert_eq!(put, Reply::Done);
    verified(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_refused_before_the_disk_is_full_at_any_piece_and_the_record_goes_on() {
    use crate::support::evidence::{brought, film, first_piece, put};
    use dutydesk::wire::AttachPiece;
    let reserve = 512 << 20;
    let mut disk = SmallDisk::new("size=640m");
    disk.start(&[]).await;
    let mut client = begin(&disk.station).await;
    let case = changed(register(&mut client, "x").await)[0].id;
    let halves = |disk: &SmallDisk| {
        let files = fs::read_dir(disk.inside().join("evidence")).into_iter().flatten().filter_map(Result::ok);
        files.filter(|one| one.file_name().to_string_lossy().starts_with(".new-")).count()
    };
    let no_room =
        |reply: &Reply| matches!(reply, Reply::Wrong(why) if why.en.contains("no room") && why.zh.contains("磁盘"));
    let small = film(1 << 20, 1);
    brought(&mut client, case, &small).await.expect("there is room");

    // More than there is room for, by what it says of itself.
    let large = AttachPiece { total: 200 << 20, bytes: vec![1; 9], ..first_piece(case, b"large") };
    let refused = put(&mut client, large).await;
    assert!(no_room(&refused), "{refused:?}");

    // Begun while there is room, and others fill the disk meanwhile.
    let film = film(40 << 20, 2);
    let first = AttachPiece { bytes: film[..1 << 19].to_vec(), ..first_piece(case, &film) };
    assert_eq!(put(&mut client, first.clone()).await, Reply::Done);
    assert_eq!(halves(&disk), 1);
    let filled = disk.fill(reserve + (100 << 10));
    let next = AttachPiece { offset: 1 << 19, bytes: film[1 << 19..1 << 20].to_vec(), ..first };
    let refused = put(&mut client, next).await;
    assert!(no_room(&refused), "{refused:?}");
    assert_eq!(halves(&disk), 0, "what was written of it is gone");
    assert!(matches!(register(&mut client, "y").await, Reply::Changed(_)), "the record goes on");

    // A paper is of the day's work: it is made while the record itself is written, and refused when that is.
    let paper = |version: &str| Request::DoVerb {
        command: command(),
        seen: None,
        record: case,
        verb: "make-paper".into(),
        fields: [("paper".to_owned(), "application".to_owned()), ("language".to_owned(), version.to_owned())].into(),
    };
    let made = client.ask(paper("zh")).await.expect("an answer");
    assert!(matches!(made, Reply::Changed(_)), "{made:?}");
    fs::remove_file(filled).expect("somebody tidies up");
    disk.fill(7 << 20);
    let refused = client.ask(paper("en")).await.expect("an answer");
    assert!(is_no_room(&refused), "{refused:?}");
    assert_eq!(halves(&disk), 0);
    verified(&mut client).await;
}
