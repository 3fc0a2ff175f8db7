//! Archives of cases by verbs (systems row F10): what is missing is listed; the manifest verifies after a copy.

use super::{Bench, guided, holds, text};
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

/// Names and contents.
type Files = Vec<(String, Vec<u8>)>;

/// What somebody may do to them.
type Change = fn(&mut Files);

/// Every file of a zip.
fn parts(zip: &[u8]) -> Files {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).expect("a zip");
    (0..zip.len())
        .map(|no| {
            let mut file = zip.by_index(no).expect("a file");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("whole");
            (file.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("begun");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// What another program says of the unpacked files.
fn sha256sum(folder: &Path, parts: &[(String, Vec<u8>)]) -> bool {
    for (name, bytes) in parts {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
    let sums = Command::new("sha256sum").args(["-c", "--quiet", "SHA256SUMS"]).current_dir(folder).output();
    sums.expect("sha256sum runs").status.success()
}

#[test]
fn f10_missing_elements_are_listed_and_the_manifest_verifies_after_a_copy() {
    let bench = Bench::practice();
    let case = guided(&bench);
    bench.done(&format!("act {case} take-path --field path=administrative"));
    bench.file("诉状.pdf", vec![9_u8; 100_000]);
    bench.done(&format!(
        "evidence add {case} 诉状.pdf --item complaint-form --source x --collector y --collected 2026-01-05~10:00"
    ));
    bench.done(&format!("act {case} make-paper --field paper=accepted --field language=zh"));
    let made = bench.done(&format!("archive {case} -o one.zip"));
    holds(&bench, &made);
    assert_eq!(made["complete"], false);
    let missing: Vec<String> = made["missing"].as_array().expect("a list").iter().map(text).collect();
    assert!(missing.contains(&"outcome".to_owned()) && missing.contains(&"return visit".to_owned()), "{missing:?}");
    assert!(missing.iter().any(|one| one.starts_with("evidence, ")), "the gaps of the path too: {missing:?}");
    bench.refused(&format!("archive {case} -o one.zip"), 1, "wrong");

    let zip = fs::read(bench.path("one.zip")).expect("an archive");
    let files = parts(&zip);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    for want in ["case.json", "case.txt", "deadlines.json", "history.json", "evidence/custody.json", "manifest.json"] {
        assert!(names.contains(&want), "{want}: {names:?}");
    }
    assert!(names.iter().any(|name| name.starts_with("papers/") && name.ends_with(".docx")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("evidence/001-")), "{names:?}");
    let deadlines = files.iter().find(|(name, _)| name == "deadlines.json").expect("deadlines");
    assert!(String::from_utf8_lossy(&deadlines.1).contains("\"steps\""), "with their reasons");

    fs::create_dir(bench.path("copy")).expect("a folder");
    fs::copy(bench.path("one.zip"), bench.path("copy/two.zip")).expect("a copy");
    bench.done("daemon stop");
    let checked = bench.done("archive --check copy/two.zip --no-start");
    holds(&bench, &checked);
    assert_eq!((&checked["ok"], &checked["id"], &checked["unit"]), (&true.into(), &case.clone().into(), &"ZJ".into()));
    assert!(sha256sum(&bench.path("copy/unpacked"), &files), "plain sha256sum says the same");

    let changes: [(&str, Change); 5] = [
        ("a byte of evidence", |files| {
            let one = files.iter_mut().find(|(name, _)| name.starts_with("evidence/001-")).expect("evidence");
            one.1[5] ^= 1;
        }),
        ("a file less", |files| files.retain(|(name, _)| name != "history.json")),
        ("a file more", |files| files.push(("more.txt".into(), b"x".to_vec()))),
        ("a list made anew", |files| {
            let one = files.iter_mut().find(|(name, _)| name == "SHA256SUMS").expect("the list");
            one.1 = String::from_utf8_lossy(&one.1)
                .lines()
                .skip(1)
                .fold(String::new(), |text, line| text + line + "\n")
                .into();
            files.retain(|(name, _)| name != "case.json");
        }),
        ("no signature", |files| files.retain(|(name, _)| name != "SIGNATURE.json")),
    ];
    for (name, change) in changes {
        let mut other = files.clone();
        change(&mut other);
        bench.file("other.zip", zipped(&other));
        let checked = bench.ran("archive --check other.zip");
        assert!(checked.code == 1 && checked.json()["ok"] == false, "{name}: {checked}");
    }
    let mut bytes = zip;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bench.file("other.zip", bytes);
    assert_ne!(bench.ran("archive --check other.zip").code, 0);
}
