//! What strangers send: names, bombs, cells (reliability T35, T36, T37, T39).

use chrono::DateTime;
use dutydesk::casework::ids::Hash;
use dutydesk::casework::named_file::outside_name;
use dutydesk::intake::{ParseContext, SOURCES};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path};
use std::time::Instant;

/// Three hundred names that somebody might give a file, and how bad it gets.
fn names() -> Vec<String> {
    let parts = [
        "../",
        "..\\",
        "/etc/passwd",
        "C:\\",
        "\\\\server\\share\\",
        "\0",
        "CON",
        "NUL.txt",
        "a\nb",
        "-rf",
        ".bashrc",
        "合同",
        "\u{202e}fdp.exe",
        "e\u{301}",
        "%2e%2e%2f",
        "~",
        "$(id)",
        "`id`",
        "|",
        "; rm -rf .",
        "\u{feff}",
        " ",
        "trailing.",
        "a/../../b",
        "....//",
        "file:///x",
        "AUX",
        "x\u{0}.pdf",
        "\u{7f}",
        "\u{1b}[31m",
    ];
    let mut names: Vec<String> = vec![String::new(), ".".into(), "..".into(), "x".repeat(4096), "名".repeat(2000)];
    for (no, one) in parts.iter().enumerate() {
        for other in parts.iter().cycle().skip(no).take(10) {
            names.push(format!("{one}{other}"));
        }
    }
    names.truncate(300);
    names
}

#[test]
fn t35_no_name_leads_a_file_anywhere_but_into_its_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).expect("a folder");
    let names = names();
    assert_eq!(names.len(), 300);
    let mut seen = BTreeSet::new();
    for (no, name) in (1..).zip(&names) {
        let outside = outside_name(no, name, &Hash::of(name.as_bytes()));
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        assert!(outside.chars().all(plain) && outside.len() <= 100, "{name:?}: {outside}");
        assert!(outside.starts_with(|c: char| c.is_ascii_digit()) && !outside.ends_with('.'), "{name:?}: {outside}");
        let mut components = Path::new(&outside).components();
        assert!(matches!((components.next(), components.next()), (Some(Component::Normal(_)), None)), "{outside}");
        fs::File::create_new(inside.join(&outside)).expect("a new file");
        assert!(seen.insert(outside));
    }
    assert_eq!(fs::read_dir(&inside).expect("a folder").count(), 300);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing beside it");
    // The same content under the same name is told apart by its number, other content by its hash.
    assert_ne!(outside_name(1, "a.pdf", &Hash([1; 32])), outside_name(2, "a.pdf", &Hash([1; 32])));
    assert_eq!(outside_name(7, "供货 合同 v2.PDF", &Hash([0xab; 32])), "007-v2-abababababab.pdf");
}

/// Texts that are small or plain and want to become large, deep or elsewhere.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"lol\">");
    for no in 1..10 {
        let last = no - 1;
        write!(laughs, "<!ENTITY a{no} \"{}\">", format!("&a{last};").repeat(10)).expect("memory");
    }
    laughs.push_str("]><rss><channel><item><title>&a9;</title></item></channel></rss>");
    let xxe = |system: &str| {
        format!(
            "<!DOCTYPE rss [<!ENTITY x SYSTEM \"{system}\">]><rss><channel><item><title>&x;</title></item></channel></rss>"
        )
    };
    let quadratic = format!(
        "<!DOCTYPE rss [<!ENTITY q \"{}\">]><rss><channel><title>{}</title></channel></rss>",
        "q".repeat(50_000),
        "&q;".repeat(50_000)
    );
    let keys = (0..1_000_000).fold(String::from("{"), |mut text, no| {
        write!(text, "\"k{no}\":1,").expect("memory");
        text
    });
    vec![
        ("billion laughs", laughs.into_bytes()),
        ("quadratic entities", quadratic.into_bytes()),
        ("XXE of a file", xxe("file:///etc/passwd").into_bytes()),
        ("XXE of a server", xxe("http://127.0.0.1:9/x").into_bytes()),
        ("a million levels of JSON", "[".repeat(1_000_000).into_bytes()),
        ("a million levels of objects", "{\"a\":".repeat(200_000).into_bytes()),
        ("a million keys", format!("{}\"k\":1}}", keys).into_bytes()),
        ("keys twice", b"{\"enterprise_name\":\"a\",\"enterprise_name\":\"b\"}".to_vec()),
        ("a number without end", format!("{{\"amount\":1{}}}", "0".repeat(1_000_000)).into_bytes()),
        ("a string above every cap", vec![b'"'; 33 << 20]),
        ("XML of a million levels", "<a>".repeat(300_000).into_bytes()),
        ("an archive that is no workbook", [b"PK\x03\x04".as_slice(), &[0xff; 4096]].concat()),
    ]
}

#[test]
fn t36_bombs_are_refused_by_every_parser_of_intake() {
    let context = ParseContext { now: DateTime::UNIX_EPOCH.fixed_offset(), file_name: "bomb".into() };
    for (name, bomb) in bombs() {
        for source in SOURCES {
            let begun = Instant::now();
            let parsed = source.parse(&context, &bomb);
            let taken =
                parsed.as_ref().map_or(0, |parsed| parsed.records.iter().filter(|one| one.outcome.is_ok()).count());
            assert_eq!(taken, 0, "{name} was taken in by {}", source.kind);
            if let Ok(parsed) = &parsed {
                let bytes: usize = parsed.records.iter().map(|one| one.raw.len()).sum();
                assert!(bytes <= bomb.len() + (1 << 20), "{name} grew in {}: {bytes}", source.kind);
            }
            // A figure to read, not a limit: the machine may be busy, and this is not the released program.
            println!("{name}, {}: {} ms", source.kind, begun.elapsed().as_millis());
        }
    }
}

#[test]
fn t37_nothing_that_came_as_an_archive_is_ever_unpacked() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut opens) = (vec![sources.clone()], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("sources") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            assert!(!text.contains(".extract("), "{} unpacks", path.display());
            if text.contains("ZipArchive::new") {
                opens.insert(path.strip_prefix(&sources).expect("below").display().to_string());
            }
        }
    }
    // Workbooks and templates have caps of their own; our own archives are read through and never unpacked.
    for path in &opens {
        let known = ["intake/", "papers/", "cli/archive/check.rs"].iter().any(|one| path.starts_with(one));
        assert!(known, "{path} opens an archive");
    }
}

#[test]
fn t39_five_hundred_cells_run_nothing_and_come_back() {
    let signs =
        ["=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠", " =", "\u{3000}=", "'=", "\"=", ",=", "\n="];
    let tails = [
        "1+1",
        "HYPERLINK(\"http://x\")",
        "cmd|' /C calc'!A0",
        "SUM(A1:A9)",
        "",
        "x",
        "2026",
        "甲,乙",
        "a\"b",
        "\r\n=1",
    ];
    let mut cells: Vec<String> =
        signs.iter().flat_map(|sign| tails.iter().map(move |tail| format!("{sign}{tail}"))).collect();
    let more: Vec<String> = (0..500 - cells.len()).map(|no| format!("{}{no}", signs[no % signs.len()])).collect();
    cells.extend(more);
    assert_eq!(cells.len(), 500);
    let rows = cells.iter().map(|cell| vec![cell.as_str(), "tail"]);
    let bytes = dutydesk::papers::table::csv(&["cell", "tail"], rows, false).expect("a table");
    let mut read = csv::Reader::from_reader(bytes.as_slice());
    let back: Vec<csv::StringRecord> = read.records().map(|row| row.expect("a row")).collect();
    assert_eq!(back.len(), 500, "no cell breaks out of its row");
    for (cell, row) in cells.iter().zip(&back) {
        assert_eq!(&row[1], "tail", "{cell:?} moved its neighbour");
        let number = cell.trim_start_matches(['-', '+']);
        let plain = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.');
        let runs = row[0].trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
        assert!(!runs || plain, "{cell:?} became {:?}", &row[0]);
    }
}
