//! T30, as far as verbs, errors, logs, letters and exports go: whatever a stranger writes, nothing of it acts on a
//! terminal. (What the workstation draws is tried in `screens` and `terminal`.)

use crate::casework::experts::optician;
use crate::casework::house::{alert, day, draft};
use crate::support::{Station, done};
use dutydesk::casework::affair::AffairDraft;
use dutydesk::casework::agency::{AgencyDraft, Liaison};
use dutydesk::casework::command::{Act, AlertAct, DisputeAct};
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::task::TaskDraft;
use dutydesk::casework::words::UnitKind;
use dutydesk::wire::client::Client;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::{Command, Output};

/// Sequences that terminals have acted on: titles, clipboards, reports, keys, pictures, character sets.
const SEQUENCES: &[&str] = &[
    "\u{1b}[31m",
    "\u{1b}[2J",
    "\u{1b}[H",
    "\u{1b}[6n",
    "\u{1b}[c",
    "\u{1b}[>c",
    "\u{1b}[21t",
    "\u{1b}[8;1;1t",
    "\u{1b}[?1049h",
    "\u{1b}[?1003h",
    "\u{1b}[?2004l",
    "\u{1b}[?25l",
    "\u{1b}[3J",
    "\u{1b}[5i",
    "\u{1b}[4i",
    "\u{1b}[?1;2;3$p",
    "\u{1b}[!p",
    "\u{1b}[20h",
    "\u{1b}[>1u",
    "\u{1b}[1000;1000H",
    "\u{1b}[38;2;1;2;3m",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]2;title\u{1b}\\",
    "\u{1b}]4;1;?\u{7}",
    "\u{1b}]7;file:///etc\u{7}",
    "\u{1b}]8;;http://x\u{1b}\\y\u{1b}]8;;\u{1b}\\",
    "\u{1b}]9;note\u{7}",
    "\u{1b}]10;?\u{7}",
    "\u{1b}]50;#$(id)\u{7}",
    "\u{1b}]52;c;Y2F0\u{7}",
    "\u{1b}]52;c;?\u{7}",
    "\u{1b}]777;notify;a;b\u{7}",
    "\u{1b}]1337;File=inline=1:AAAA\u{7}",
    "\u{1b}P$q\"p\u{1b}\\",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{1b}Pq#0\u{1b}\\",
    "\u{1b}_Gf=24;AAAA\u{1b}\\",
    "\u{1b}^private\u{1b}\\",
    "\u{1b}Xstring\u{1b}\\",
    "\u{1b}G\u{1b}Q",
    "\u{1b}c",
    "\u{1b}7\u{1b}8",
    "\u{1b}(0",
    "\u{1b}#8",
    "\u{1b}=",
    "\u{1b}N",
    "\u{1b}O",
    "\u{1b}n",
    "\u{1b}Z",
    "\u{1b}k;t\u{1b}\\",
    "\u{9b}31m",
    "\u{9b}2J",
    "\u{9d}0;t\u{9c}",
    "\u{9d}52;c;Y2F0\u{7}",
    "\u{90}$q\"p\u{9c}",
    "\u{9f}G\u{9c}",
    "\u{9e}p\u{9c}",
    "\u{98}s\u{9c}",
    "\u{84}\u{85}\u{8d}",
    "a\rb",
    "a\u{8}\u{8}b",
    "a\u{7}",
    "a\u{b}b\u{c}c",
    "a\u{e}b\u{f}",
    "ok\r\u{1b}[K no",
    "a\u{5}b",
    "a\u{11}b\u{13}c",
    "\u{1b}]0;a\r\nb\u{7}",
    "\u{1b}[0;59;\"q\";13p",
    "\u{1b}[1;1H\u{1b}]1337;Custom=id=x:y\u{7}",
    "\u{1b}\u{1b}[A",
    "\u{1b}[200~rm\u{1b}[201~",
    "\u{1b}]133;C\u{7}",
];

/// One verb in so many is tried with each text.
const VERBS_IN_TURN: usize = 6;

/// At least two hundred texts: every control by itself, what cannot be seen or turns the text around it, and sequences.
fn corpus() -> Vec<String> {
    let controls = (0..0x20_u32).chain(0x7f..0xa0);
    let unseen = [
        0xad, 0x34f, 0x61c, 0x115f, 0x17b4, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a,
        0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061, 0x2066, 0x2067, 0x2068, 0x2069, 0x206a, 0x3164, 0xfe00, 0xfe0f,
        0xfeff, 0xffa0, 0xfff9, 0xfffb, 0xe0000, 0xe0001, 0xe0041, 0xe007f, 0xe0100, 0xe01ef,
    ];
    let single = controls.chain(unseen).filter_map(char::from_u32).map(|c| format!("前{c}后"));
    // A number in each: without what cannot be seen they would be one name.
    let sequences = SEQUENCES.iter().flat_map(|text| [format!("公司{text}有限"), format!("{text}A")]);
    let all: Vec<String> = (0..).zip(single.chain(sequences)).map(|(no, text)| format!("{text}{no}")).collect();
    assert!(all.len() >= 200, "{}", all.len());
    all
}

/// May this character reach a terminal, a file of text or a letter? Line ends and tabs are of the program's own making.
fn is_harmless(c: char) -> bool {
    let unseen = matches!(u32::from(c),
        0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
        | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb
        | 0xe0000..=0xe0fff);
    matches!(c, '\n' | '\t') || !(c.is_control() || unseen)
}

/// Nothing in it acts; `what` was asked. Files of text end their lines with CR LF.
fn harmless(what: &str, bytes: &[u8], line_ends: &str) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{what}: no UTF-8: {error}"));
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace(line_ends, "\n");
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !is_harmless(*c)) {
        let around: String = text[..at].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{what}: {c:?} after {around:?}");
    }
}

/// A store full of such texts.
struct Hostile {
    station: Station,
    records: Vec<RecordId>,
    disputes: Vec<RecordId>,
    referral: RecordId,
}

impl Hostile {
    async fn start() -> Self {
        let station = Station::practice("ZJ").await;
        let mut lead = station.officer_of("ZJ").await;
        let mut hostile = Self { station, records: Vec::new(), disputes: Vec::new(), referral: RecordId::NONE };
        let corpus = corpus();
        for texts in corpus.chunks(8) {
            hostile.fill(&mut lead, texts).await;
        }
        hostile.referral = refer(&mut lead, hostile.disputes[0], &corpus).await;
        hostile.records.push(hostile.referral);
        hostile
    }

    async fn fill(&mut self, lead: &mut Client, texts: &[String]) {
        let text = |no: usize| texts[no % texts.len()].clone();
        let mut form = draft(&text(0));
        form.enterprise.names = vec![text(1)];
        (form.counterpart, form.counterpart_counsel, form.products) = (text(2), text(3), text(4));
        (form.counsel, form.request, form.rights, form.source) = (text(5), text(6), vec![text(7)], text(0));
        form.docket = Some(format!("案 {}", text(1)));
        let case = done(lead, Act::Register(Box::new(form))).await;
        for act in [DisputeAct::Note { text: text(3) }, DisputeAct::Accept { ground: text(4) }, DisputeAct::Guide] {
            done(lead, Act::Dispute(case, act)).await;
        }
        let mut raised = alert(&text(5), &text(6));
        (raised.description, raised.parties, raised.docket) = (text(7), vec![text(0)], Some(text(1)));
        (raised.sender, raised.forum) = (text(2), text(3));
        let raised = done(lead, Act::Raise(Box::new(raised))).await;
        done(lead, Act::Alert(raised, AlertAct::Note { text: text(4) })).await;
        let mut person = optician(&text(5));
        (person.organisation, person.fields, person.contact) = (text(6), vec![text(7)], text(0));
        let person = done(lead, Act::EnrolExpert(Box::new(person))).await;
        let task =
            TaskDraft { title: text(1), owner: text(2), due: day("2027-01-10"), dispute: Some(case), origin: None };
        let task = done(lead, Act::Open(Box::new(AffairDraft::Task(task)))).await;
        self.records.extend([case, raised, person, task]);
        self.disputes.push(case);
    }

    fn verb(&self, words: &[&str]) -> Output {
        let (store, socket) = (self.station.store(), self.station.socket());
        Command::new(env!("CARGO_BIN_EXE_dutydesk"))
            .args(words)
            .arg("--store")
            .arg(store)
            .arg("--socket")
            .arg(socket)
            .arg("--no-start")
            .env("DUTYDESK_LANG", if words.len().is_multiple_of(2) { "zh" } else { "en" })
            .output()
            .expect("a verb")
    }

    /// A verb whose output and report are looked at; whether it succeeded.
    fn looked(&self, words: &[&str]) -> bool {
        let output = self.verb(words);
        let what = format!("{words:?}");
        harmless(&what, &output.stdout, "\n");
        harmless(&what, &output.stderr, "\n");
        output.status.success()
    }
}

/// A request to an agency whose name is hostile too.
async fn refer(lead: &mut Client, case: RecordId, corpus: &[String]) -> RecordId {
    let sequence = |no: usize| corpus[corpus.len() - no].clone();
    let liaison = Liaison {
        name: sequence(9),
        post: sequence(10),
        phone: sequence(11),
        mail: sequence(12),
        valid_to: None,
        valid_from: None,
        deputy: false,
        verified: None,
    };
    let agency = AgencyDraft {
        code: "ZZHOSTILE".into(),
        name_zh: sequence(1),
        name_en: sequence(2),
        kind: UnitKind::Customs,
        country: "CN".into(),
        address: sequence(8),
        liaisons: vec![liaison],
    };
    let agency = done(lead, Act::EnterAgency(Box::new(agency))).await;
    let mut request = ReferralDraft::new(case, Recipient::Agency(agency), ReferralKind::Request);
    (request.items, request.note) = (vec![sequence(3), sequence(4)], sequence(5));
    request.matter.enclosed = vec![sequence(6)];
    done(lead, Act::Submit(Box::new(request))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_verb_prints_what_a_terminal_acts_on() {
    let hostile = Hostile::start().await;
    for board in ["duty", "disputes", "alerts", "referrals", "experts", "agencies", "affairs", "deadlines"] {
        for flag in ["--no-input", "--json", "--jsonl", "--screen-reader", "--ascii"] {
            assert!(hostile.looked(&["list", board, flag]), "{board} {flag}");
        }
    }
    for record in &hostile.records {
        let id = record.to_string();
        for words in [["show", &id, "--history"], ["show", &id, "--json"], ["actions", &id, "--no-input"]] {
            assert!(hostile.looked(&words), "{words:?}");
        }
    }
    for dispute in hostile.disputes.iter().take(3) {
        for verb in ["match", "route"] {
            hostile.looked(&[verb, &dispute.to_string()]);
        }
    }
    for words in [&["doctor"][..], &["officers", "list"], &["exchange", "status"], &["daemon", "status"], &["verify"]] {
        hostile.looked(words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_error_repeats_what_a_terminal_acts_on() {
    let hostile = Hostile::start().await;
    let case = hostile.disputes[0].to_string();
    let file = hostile.station.folder.path().join("forms.csv");
    let (long, all) = (std::env::var_os("DUTYDESK_LONG").is_some(), corpus());
    for (no, text) in (0..).zip(all.iter().filter(|text| !text.contains('\0'))) {
        let reason = format!("reason={text}");
        let (odd, named) = (format!("--{text}"), file.display().to_string());
        let asked = [
            &["show", text][..],
            &["find", text],
            &["list", "disputes", "--filter", text],
            &["list", "disputes", "--sort", text],
            &["act", &case, text],
            &["act", &case, "wait", "--field", &reason, "--json"],
            &["refer", &case, "--to", text, "--kind", text],
            &["deadline", text, "--trigger", "2026-11-23"],
            &["check", "number", "docket", text],
            &["archive", text, "-o", "/nonexistent/x"],
            &[&odd, "list"],
        ];
        // Each text through some verbs in every run, through all of them in the long suite.
        for (_, words) in (no..).zip(asked).filter(|(turn, _)| long || turn % VERBS_IN_TURN == 0) {
            hostile.looked(words);
        }
        if !long && no % VERBS_IN_TURN != 0 {
            continue;
        }
        let form = format!("企业名称,国家/地区,案号\n\"{text}\",\"{text}\",\"{text}\"\n");
        std::fs::write(&file, form).expect("a file");
        hostile.looked(&["intake", &named, "--dry-run"]);
    }
    hostile.looked(&["show", &"\u{1b}[2J".repeat(10_000)]);
    harmless("the log", hostile.station.log().as_bytes(), "\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_and_no_export_holds_what_a_terminal_acts_on() {
    let hostile = Hostile::start().await;
    let out = hostile.station.folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    let at = |name: &str| out.join(name).display().to_string();
    let referral = hostile.referral.to_string();
    let papers: &[(&[&str], &str)] = &[
        (&["paper", "table", "disputes"], "disputes.csv"),
        (&["paper", "table", "alerts"], "alerts.csv"),
        (&["paper", "table", "disputes"], "disputes.xlsx"),
        (&["paper", "contacts"], "contacts.vcf"),
        (&["paper", "calendar"], "calendar.ics"),
        (&["paper", "referral-letter", &referral], "letter.docx"),
    ];
    for (words, name) in papers {
        let path = at(name);
        let all: Vec<&str> = words.iter().copied().chain(["-o", &path]).collect();
        assert!(hostile.looked(&all), "{words:?}: {:?}", hostile.verb(&all));
        paper_is_harmless(Path::new(&path));
    }
    let case = hostile.disputes[0].to_string();
    let archive = at("archive");
    assert!(hostile.looked(&["archive", &case, "-o", &archive]));
    for file in std::fs::read_dir(&archive).into_iter().flatten() {
        let path = file.expect("a file").path();
        if path.extension().is_some_and(|ending| ending == "json" || ending == "txt" || ending == "md") {
            harmless(&path.display().to_string(), &std::fs::read(&path).expect("read"), "\n");
        }
    }
}

fn paper_is_harmless(path: &Path) {
    let what = path.display().to_string();
    let bytes = std::fs::read(path).expect("a file");
    let Ok(mut packed) = zip::ZipArchive::new(Cursor::new(&bytes)) else {
        return harmless(&what, &bytes, "\r\n");
    };
    for at in 0..packed.len() {
        let mut part = packed.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let mut text = Vec::new();
            part.read_to_end(&mut text).expect("read");
            harmless(&format!("{what}: {name}"), &text, "\r\n");
        }
    }
}
