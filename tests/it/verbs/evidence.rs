//! Evidence files by verbs (systems row C9; reliability T35, T38).

use super::{Bench, guided, holds, text};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Larger than two pieces on the way, and than forty in the store.
fn film() -> Vec<u8> {
    (0..(5_u32 << 18)).flat_map(|no| no.wrapping_mul(2_654_435_761).to_le_bytes()[..2].to_vec()).collect()
}

fn add(bench: &Bench, case: &str, file: &str) -> Value {
    bench.done(&format!(
        "evidence add {case} {file} --item complaint-form --source the~company --collector 周岚 --collected 2026-01-05~10:00 --deposit TSA-2026-77"
    ))
}

/// The one file of the store that holds evidence.
fn kept(bench: &Bench) -> PathBuf {
    let mut files = fs::read_dir(bench.path("store/evidence")).expect("files").map(|one| one.expect("a file").path());
    let largest = files.by_ref().max_by_key(|path| path.metadata().expect("a file").len());
    largest.expect("a file")
}

fn flip(path: &PathBuf) {
    let mut bytes = fs::read(path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("writable");
    fs::write(path, bytes).expect("written");
}

#[test]
fn c9_one_byte_changed_and_verify_fails_and_names_the_item() {
    let bench = Bench::practice();
    let case = guided(&bench);
    bench.file("film.mp4", film());
    add(&bench, &case, "film.mp4");
    let piece = bench.done(&format!("show {case}"))["evidence"]["pieces"][0].clone();
    assert_eq!((&piece["file"]["name"], &piece["deposit"]), (&"film.mp4".into(), &"TSA-2026-77".into()));
    assert_eq!(piece["file"]["bytes"], film().len());
    assert_eq!(piece["chain"][0]["deed"], "collected");
    let sums = std::process::Command::new("sha256sum").arg(bench.path("film.mp4")).output().expect("sha256sum runs");
    let legal = String::from_utf8(sums.stdout).expect("text");
    assert_eq!(text(&piece["hash"]), legal.split_whitespace().next().expect("a hash"), "the legal hash is SHA-256");
    let (lies, begins) = (fs::read(kept(&bench)).expect("a file"), film()[..16].to_vec());
    assert!(lies.windows(16).all(|part| part != begins), "it lies sealed");

    fs::create_dir(bench.path("out")).expect("a folder");
    let got = bench.done(&format!("evidence get {case} 1 -o out"));
    holds(&bench, &got);
    assert_eq!(
        fs::read(bench.path("out").join(text(&got["file"]).rsplit('/').next().expect("a name"))).expect("a file"),
        film()
    );
    let checked = bench.done(&format!("evidence check {case}"));
    holds(&bench, &checked);
    assert_eq!(checked["pieces"][0]["state"], "ok");
    assert_eq!(bench.done("verify --deep")["files"], 1);
    bench.refused(&format!("act {case} add-evidence --field item=complaint-form --field source=x --field collector=y --field collected=2026-01-05~10:00 --field hash={legal} --field file=x --field file_blob={legal} --field file_bytes=3").replace('\n', ""), 2, "usage");

    flip(&kept(&bench));
    let checked = bench.ran(&format!("evidence check {case}"));
    assert_eq!(checked.code, 1, "{checked}");
    let piece = checked.json()["pieces"][0].clone();
    assert_eq!((&piece["no"], &piece["state"]), (&1.into(), &"wrong".into()));
    assert!(text(&piece["why"]).contains("film.mp4"), "{piece}");
    let deep = bench.ran("verify --deep");
    let wrong = text(&deep.json()["first_wrong"]);
    assert!(deep.code == 1 && wrong.contains(&case) && wrong.contains("evidence 1"), "{deep}");
    assert_eq!(bench.done("verify")["ok"], true, "the record itself is whole");
    fs::remove_dir_all(bench.path("out")).expect("removed");
    fs::create_dir(bench.path("out")).expect("a folder");
    bench.refused(&format!("evidence get {case} 1 -o out"), 3, "fault");
    assert_eq!(fs::read_dir(bench.path("out")).expect("a folder").count(), 0, "half a file is no file");
}

#[test]
fn c9_the_custody_chain_survives_export_and_import() {
    let bench = Bench::practice();
    let case = guided(&bench);
    bench.file("-rf ..\n合同.pdf", b"a contract");
    let name = bench.path("-rf ..\n合同.pdf");
    let mut program = bench.program();
    program.args(["evidence", "add", &case]).arg(&name).args(["--item", "complaint-form", "--source", "company"]);
    let ran = program.args(["--collector", "周岚", "--collected", "2026-01-05 10:00"]).output().expect("runs");
    assert!(ran.status.success(), "{ran:?}");
    let link = "--field no=1 --field deed=handed-over --field who=周岚→陈放 --field how=in~person --field on=seal~77 --field result=intact";
    bench.done(&format!("act {case} hand-evidence-on {link} --field at=2026-01-06~09:00"));
    let chain = bench.done(&format!("show {case}"))["evidence"]["pieces"][0]["chain"].clone();
    assert_eq!(chain.as_array().map(Vec::len), Some(2));

    let out = bench.done(&format!("evidence export {case} -o out"));
    holds(&bench, &out);
    let mut files: Vec<String> = fs::read_dir(bench.path("out"))
        .expect("a folder")
        .map(|one| one.expect("a file").file_name().into_string().expect("plain"))
        .collect();
    files.sort();
    assert!(files.len() == 2 && files[0].starts_with("001-rf-") && files[0].ends_with(".pdf"), "{files:?}");
    bench.refused(&format!("evidence export {case} -o out"), 1, "wrong");

    let form = "企业名称,纠纷类型,国家/地区,受理机构,案号,角色,对方当事人,诉求\n青禾家居有限公司,商标侵权诉讼,美国,N.D. Illinois,1:26-cv-00399,被告,X,应诉\n";
    bench.file("more.csv", form);
    let other = text(&bench.done("intake more.csv")["items"][0]["id"]);
    bench.done(&format!("act {other} accept --field ground=within"));
    bench.done(&format!("act {other} guide"));
    let taken = bench.done(&format!("evidence import {other} out"));
    holds(&bench, &taken);
    let there = bench.done(&format!("show {other}"))["evidence"]["pieces"][0].clone();
    assert_eq!(there["chain"], chain, "every link, and who entered it when");
    assert_eq!(there["file"]["name"], "-rf ..\n合同.pdf", "the name is data");

    flip(&bench.path("out").join(&files[0]));
    let changed = bench.ran(&format!("evidence import {other} out"));
    assert!(changed.code == 1 && changed.json()["taken"] == 0, "{changed}");
    std::os::unix::fs::symlink("/etc/passwd", bench.path("out/link")).expect("a link");
    let custody = fs::read_to_string(bench.path("out/custody.json")).expect("text").replace(&files[0], "link");
    fs::write(bench.path("out/custody.json"), custody.replace("link", "../film")).expect("written");
    assert_eq!(bench.ran(&format!("evidence import {other} out")).json()["taken"], 0, "a name leads nowhere");
    let again = fs::read_to_string(bench.path("out/custody.json")).expect("text").replace("../film", "link");
    fs::write(bench.path("out/custody.json"), again).expect("written");
    assert_eq!(bench.ran(&format!("evidence import {other} out")).json()["taken"], 0, "nor does a link");
}

#[test]
fn a_destroyed_piece_leaves_its_hash_and_who_had_it_destroyed_and_a_copy_from_before_still_has_it() {
    let bench = Bench::practice();
    let case = guided(&bench);
    let uid = rustix::process::geteuid().as_raw();
    bench.done(&format!("officers add --uid {uid} --name 周岚 --unit ZJ --role duty"));
    bench.file("film.mp4", film());
    add(&bench, &case, "film.mp4");
    bench.done("backup before.copy");
    let sealed = kept(&bench);
    let piece = "--field what=evidence --field no=1";
    let basis = "--field basis=权利人要求退还并销毁";
    bench.refused(&format!("act {case} propose-destruction {piece} {basis} --as ZJ/duty"), 1, "piece-counts");
    bench.done(&format!("act {case} withdraw-evidence --field no=1 --field reason=退还 --as ZJ/lead"));
    bench.done(&format!("act {case} propose-destruction {piece} {basis} --as ZJ/lead"));
    bench.refused(&format!("act {case} destroy {piece} --as ZJ/lead"), 1, "second-person");
    bench.done(&format!("act {case} propose-destruction {piece} {basis} --as ZJ/duty"));
    bench.done(&format!("act {case} destroy {piece} --as ZJ/lead"));
    let shown = bench.done(&format!("show {case} --as ZJ/lead"));
    holds(&bench, &shown);
    let gone = &shown["evidence"]["pieces"][0];
    assert_eq!((&gone["file"], &gone["source"], &gone["withdrawn"]), (&Value::Null, &"".into(), &"退还".into()));
    assert!(gone["hash"].is_string() && gone["destruction"]["destroyed_at"].is_string(), "{gone}");
    let told = &gone["destruction"];
    assert_eq!((&told["proposed_by"], &told["basis"]), (&"周岚".into(), &"权利人要求退还并销毁".into()));
    let told = bench.done(&format!("show {case} --history --as ZJ/lead"))["history"].to_string();
    assert!(told.contains("(destroyed)") && told.contains("destroyed evidence 1"), "{told}");
    let until = Instant::now() + Duration::from_secs(60);
    while sealed.exists() {
        assert!(Instant::now() < until, "the file is still there");
        sleep(Duration::from_millis(50));
    }
    fs::create_dir(bench.path("out")).expect("a folder");
    bench.refused(&format!("evidence get {case} 1 -o out --as ZJ/lead"), 4, "not-found");
    let deep = bench.done("verify --deep");
    assert_eq!((&deep["destroyed"], &deep["files"]), (&1.into(), &0.into()));
    // A copy of now has it as little; one from before has it, and only its own key and its own destruction end that.
    for (copy, store, there) in [("after.copy", "after", false), ("before.copy", "before", true)] {
        if !there {
            bench.done("backup after.copy");
        }
        let run = |words: &str| {
            let mut program = bench.program();
            program.env("DUTYDESK_STORE", bench.path(store)).args(words.split_whitespace()).arg("--json");
            program.output().map(super::ran).expect("runs").json()
        };
        run(&format!("restore {copy}"));
        let piece = run(&format!("show {case} --as ZJ/lead"))["evidence"]["pieces"][0].clone();
        assert_eq!(piece["file"].is_object(), there, "{store}: {piece}");
        assert_eq!(run("verify --deep")["ok"], true, "{store}");
        run("daemon stop");
    }
}

#[test]
fn t38_a_file_above_the_cap_is_refused_before_anything_of_it_is_kept() {
    let bench = Bench::practice();
    let case = guided(&bench);
    let file = fs::File::create(bench.path("disk.img")).expect("a file");
    file.set_len(10 << 30).expect("a hole");
    bench.refused(
        &format!(
            "evidence add {case} disk.img --item complaint-form --source x --collector y --collected 2026-01-05~10:00"
        ),
        1,
        "wrong",
    );
    assert!(
        !bench.path("store/evidence").exists()
            || fs::read_dir(bench.path("store/evidence")).expect("files").count() == 0
    );
}
