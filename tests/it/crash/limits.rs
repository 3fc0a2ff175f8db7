//! What the system lets a daemon have, used up: inodes, the size of files, descriptors, memory. Each costs the one thing
//! that needed it, said in words; nothing half is seen, and nothing acknowledged is lost.

use super::small_disk::{SmallDisk, begin, register, total};
use super::{quick_or_long, told};
use crate::support::evidence::{add_evidence, brought, film};
use crate::support::{Station, act_as, changed, command, done, me, verified};
use dutydesk::casework::command::{Act, DisputeAct};
use dutydesk::casework::ids::Hash;
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::wire::client::Client;
use dutydesk::wire::{ExchangeReply, ExchangeRequest, Reply, Request};
use std::fs::{self, File};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// Every file under a folder that is not whole yet, by how unfinished ones are called here.
fn halves(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.starts_with(".new-") || name.ends_with(".new") || name.ends_with(".part") {
                found.push(path);
            }
        }
    }
    found
}

fn use_up_inodes(disk: &SmallDisk) -> Vec<PathBuf> {
    let paths = (0..200).map(|no| disk.inside().join(format!("somebody-elses-{no}")));
    let taken: Vec<PathBuf> = paths.take_while(|path| File::create(path).is_ok()).collect();
    assert!(taken.len() < 200, "no inode is left");
    taken
}

fn is_said(reply: &Reply) -> bool {
    matches!(reply, Reply::Fault(why) | Reply::Wrong(why) if !why.zh.is_empty() && !why.en.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_inodes_no_file_of_a_case_is_kept_by_halves() {
    let mut disk = SmallDisk::new("size=640m,nr_inodes=40");
    disk.start(&[]).await;
    let mut client = begin(&disk.station).await;
    let case = changed(register(&mut client, "x").await)[0].id;
    let content = film(1 << 20, 1);
    let taken = use_up_inodes(&disk);
    let refused = brought(&mut client, case, &content).await.expect_err("no inode");
    assert!(is_said(&refused), "{refused:?}");
    assert_eq!(halves(&disk.inside()), Vec::<PathBuf>::new());
    assert!(matches!(register(&mut client, "y").await, Reply::Changed(_)), "the record needs no new inode");
    taken.into_iter().for_each(|path| fs::remove_file(path).expect("gone"));
    add_evidence(&mut client, case, ("录像.mp4", &content)).await;
    verified(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_on_the_size_of_files_refuses_the_file_that_meets_it_and_no_other() {
    let mut station = Station::practice("ZJ").await;
    let record = fs::metadata(station.store().join("record.redb")).expect("a record").len();
    station.terminate();
    let limit = (record * 2).max(8 << 20);
    station.start_under(&["prlimit", &format!("--fsize={limit}")]);
    let mut client = station.officer_of("ZJ").await;
    let case = done(&mut client, Act::Register(Box::new(crate::casework::house::draft("海岳智能")))).await;
    let (small, large) = (film(1 << 20, 1), film(usize::try_from(limit).expect("small") + (1 << 20), 2));
    let refused = brought(&mut client, case, &large).await.expect_err("it meets the limit");
    assert!(is_said(&refused), "{refused:?}");
    assert_eq!(halves(&station.store()), Vec::<PathBuf>::new());
    add_evidence(&mut client, case, ("照片.jpg", &small)).await;
    assert!(station.ended().is_none(), "SIGXFSZ does not end it");
    verified(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_descriptors_a_file_waits_and_nothing_of_it_is_kept() {
    let mut station = Station::practice("ZJ").await;
    station.terminate();
    station.start_under(&["prlimit", "--nofile=96:96"]);
    let mut client = station.officer_of("ZJ").await;
    let case = done(&mut client, Act::Register(Box::new(crate::casework::house::draft("海岳智能")))).await;
    let content = film(1 << 20, 1);
    let mut held = Vec::new();
    for _ in 0..2_000 {
        held.extend(UnixStream::connect(station.socket()));
    }
    // The gate keeps some for the record and for files; whatever comes of it is said, and nothing is half kept.
    let while_full = brought(&mut client, case, &content).await;
    assert!(while_full.as_ref().err().is_none_or(is_said), "{while_full:?}");
    assert_eq!(halves(&station.store()), Vec::<PathBuf>::new());
    let note = Act::Dispute(case, DisputeAct::Note { text: "满员时".into() });
    done(&mut client, note).await;
    drop(held);
    add_evidence(&mut client, case, ("录像.mp4", &content)).await;
    verified(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_memory_the_daemon_may_end_but_nothing_acknowledged_is_lost() {
    let mut station = Station::practice("ZJ").await;
    let mut ends = 0;
    let mut acknowledged = 0;
    for spare_mib in quick_or_long(vec![24_u64], vec![4, 8, 16, 24, 48, 96]) {
        station.terminate();
        // What it has mapped when it serves, and a little more.
        station.start().await;
        let status = fs::read_to_string(format!("/proc/{}/status", station.pid())).expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmSize:")).expect("a size");
        let kib: u64 = line.split_whitespace().nth(1).expect("a number").parse().expect("a number");
        station.terminate();
        station.start_under(&["prlimit", &format!("--as={}", (kib << 10) + (spare_mib << 20))]);
        let mut client = station.officer_of("ZJ").await;
        // A file that is held in memory grows until there is no more, while others write.
        let mut others = station.officer_of("ZJ").await;
        let total_bytes = 60_u64 << 20;
        let hash = Hash::of(b"never whole");
        for no in 0..total_bytes >> 19 {
            let put = Request::PutFile { hash, offset: no << 19, total: total_bytes, bytes: vec![7; 1 << 19] };
            let put = client.ask(put).await;
            let wrote = others
                .ask(Request::Do {
                    command: command(),
                    seen: None,
                    act: Act::Register(Box::new(crate::casework::house::draft(&super::another_name()))),
                })
                .await;
            acknowledged += u32::from(matches!(wrote, Ok(Reply::Changed(_))));
            if put.is_err() || wrote.is_err() {
                ends += 1;
                break;
            }
        }
        station.kill();
        station.start().await;
        let mut client = station.officer_of("ZJ").await;
        let there = total(&mut client).await;
        assert!(there >= acknowledged && there <= acknowledged + 1, "{acknowledged} acknowledged, {there} there");
        acknowledged = there;
        verified(&mut client).await;
    }
    told(&format!("T11 memory: {acknowledged} commands acknowledged, {ends} ends for want of memory, 0 lost"));
}

async fn key(client: &mut Client) -> (String, String) {
    let Ok(Reply::Exchange(key)) = client.ask(Request::Exchange(ExchangeRequest::Key)).await else { panic!() };
    match *key {
        ExchangeReply::Key { key_file, fingerprint } => (key_file, fingerprint),
        other => panic!("{other:?}"),
    }
}

async fn run(client: &mut Client) -> (u64, usize) {
    let Ok(Reply::Exchange(ran)) = client.ask(Request::Exchange(ExchangeRequest::Run)).await else { panic!() };
    match *ran {
        ExchangeReply::Ran { carried, problems, .. } => (carried, problems.len()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_inodes_for_bundles_slips_wait_and_go_when_there_is_room_again() {
    let mut disk = SmallDisk::new("size=64m,nr_inodes=60");
    let peer = Station::practice("SH").await;
    disk.start(&[]).await;
    let mut client = begin(&disk.station).await;
    let lines = disk.inside().join("lines");
    fs::create_dir(&lines).expect("a folder");
    let carrier = format!("folder:{}", disk.station.store().join("lines").display());
    let mut other = peer.officer_of("SH").await;
    let shanghai = me(&mut other).await.units.iter().find(|unit| unit.code == "SH").expect("a unit").id;
    let (key_file, fingerprint) = key(&mut other).await;
    let accept = ExchangeRequest::AcceptPeer { key_file, fingerprint, carrier };
    // Administrators alone; one account plays them all here.
    let admin = me(&mut client).await;
    let reply = client.ask(Request::Exchange(accept)).await.expect("an answer");
    assert!(matches!(reply, Reply::Exchange(_)), "{reply:?} for {admin:?}");
    let case = changed(register(&mut client, "x").await)[0].id;
    done(&mut client, Act::Dispute(case, DisputeAct::Accept { ground: "本省企业".into() })).await;
    done(&mut client, Act::Dispute(case, DisputeAct::Guide)).await;
    run(&mut client).await;
    let taken = use_up_inodes(&disk);
    let draft = ReferralDraft {
        items: vec!["代查主体".into()],
        ..ReferralDraft::new(case, Recipient::Unit(shanghai), ReferralKind::Request)
    };
    done(&mut client, Act::Submit(Box::new(draft))).await;
    let (carried, problems) = run(&mut client).await;
    assert_eq!(carried, 0, "it cannot be put down");
    assert!(problems > 0, "and that is said");
    // The smallest bundle is sealed around 4 KiB.
    assert!(bundles(&lines).iter().all(|bytes| *bytes > 4096), "no half of one: {:?}", bundles(&lines));
    assert_eq!(halves(&lines), Vec::<PathBuf>::new());
    taken.into_iter().for_each(|path| fs::remove_file(path).expect("gone"));
    let mut waited = 0;
    while run(&mut client).await.0 == 0 && carried_upto(&mut client, shanghai).await == 0 {
        waited += 1;
        assert!(waited < 100, "it goes when there is room again");
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    assert!(!bundles(&lines).is_empty(), "it is there, whole");
    act_as(&mut client, admin.posts[0].id).await;
    verified(&mut client).await;
}

async fn carried_upto(client: &mut Client, peer: dutydesk::casework::ids::UnitId) -> u64 {
    let row = me(client).await.peers.into_iter().find(|one| one.unit == peer).expect("a peer");
    row.carried
}

/// Lengths of what a reader of the folder would take for a bundle.
fn bundles(folder: &Path) -> Vec<u64> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() {
                folders.push(path);
            } else if !name.starts_with('.') {
                found.push(entry.metadata().expect("a file").len());
            }
        }
    }
    found
}
