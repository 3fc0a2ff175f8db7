//! The verbs, as a script uses them: the real program, a real daemon, a store of their own each.

mod archive;
mod backup;
mod evidence;
mod inspect;
mod many;
mod papers;
mod rules;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The forms of two companies; the second has a date that no calendar has.
const FORMS: &str = "\
企业名称,纠纷类型,国家/地区,受理机构,案号,角色,对方当事人,送达日期,送达方式,诉求
远岬光电有限公司,专利侵权诉讼,美国,N.D. California,4:26-cv-01234,被告,Northlake Optics LLC,2025-11-10,personal,应诉指导
青禾家居有限公司,商标侵权诉讼,美国,N.D. Illinois,1:26-cv-00321,被告,Möbelhaus LLC,2025-13-40,,应诉指导
";

const EXPERTS: &str = "\
姓名,单位,专业领域,熟悉国家/地区,工作语言,回避事项
顾衡,衡平律师事务所,专利,美国,英语,
秦望,望远大学,专利,美国,英语,Northlake Optics LLC
";

/// A folder with a store in it; its daemon is stopped at the end.
struct Bench {
    folder: TempDir,
}

/// What a run of the program gave.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self}"))
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {}\nstdout: {}\nstderr: {}", self.code, self.out, self.err)
    }
}

impl Bench {
    fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A practice store of the unit ZJ, with a court and a customs office beside it.
    fn practice() -> Self {
        let bench = Self::empty();
        bench.done("setup --unit ZJ --name-zh 浙江中心 --name-en Zhejiang --practice");
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), content).expect("a file");
        self.path(name)
    }

    /// Words apart by blanks; `~` stands for a blank within a word.
    fn ran(&self, words: &str) -> Ran {
        let words: Vec<String> = words.split_whitespace().map(|word| word.replace('~', " ")).collect();
        self.program().args(words).arg("--json").output().map(ran).expect("the program runs")
    }

    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dutydesk"));
        for name in ["SOCKET", "CONFIG", "LANG", "POST", "LOG"] {
            command.env_remove(format!("DUTYDESK_{name}"));
        }
        command.env("DUTYDESK_STORE_KEY", self.path("store.key"));
        command.env("DUTYDESK_STORE", self.path("store")).env("LC_ALL", "en_US.UTF-8").current_dir(self.folder.path());
        command
    }

    /// Runs a verb that must succeed.
    fn done(&self, words: &str) -> Value {
        let ran = self.ran(words);
        assert_eq!(ran.code, 0, "{words}\n{ran}");
        ran.json()
    }

    /// Runs a verb that must be refused with this exit code and word.
    fn refused(&self, words: &str, code: i32, word: &str) -> Value {
        let ran = self.ran(words);
        assert_eq!(ran.code, code, "{words}\n{ran}");
        assert_eq!(ran.json()["code"], word, "{words}\n{ran}");
        ran.json()
    }

    fn pid(&self) -> Option<Pid> {
        let ran = self.ran("daemon status --no-start");
        let pid = serde_json::from_str::<Value>(&ran.out).ok()?["pid"].as_i64()?;
        Pid::from_raw(i32::try_from(pid).ok()?)
    }

    fn kill(&self) {
        let pid = self.pid().expect("a daemon");
        kill_process(pid, Signal::KILL).expect("killed");
        let until = Instant::now() + Duration::from_secs(5);
        while rustix::process::test_kill_process(pid).is_ok() && Instant::now() < until {
            sleep(Duration::from_millis(5));
        }
    }

    fn standing(&self, referral: &str) -> String {
        text(&self.done(&format!("show {referral}"))["standing"])
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // The folder goes with the store; a daemon that does not end would outlive the test.
        let _ = self.program().args(["daemon", "stop", "--no-start"]).output();
    }
}

fn ran(output: std::process::Output) -> Ran {
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("text, not {value}")).to_owned()
}

/// Takes the forms in and brings the good one to where it is guided; gives its number.
fn guided(bench: &Bench) -> String {
    bench.file("forms.csv", FORMS);
    let ran = bench.ran("intake forms.csv --rejects rejects.csv");
    assert_eq!(ran.code, 1, "one is refused: {ran}");
    let case = text(&ran.json()["items"][0]["id"]);
    bench.done(&format!("act {case} accept --field ground=within~scope"));
    bench.done(&format!("act {case} guide"));
    case
}

#[test]
fn a_form_becomes_a_referral_that_an_agency_answers_by_proxy() {
    let bench = Bench::practice();
    bench.file("forms.csv", FORMS);
    let taken = bench.ran("intake forms.csv --rejects rejects.csv");
    assert_eq!(taken.code, 1, "{taken}");
    let reply = taken.json();
    assert_eq!((&reply["taken"], &reply["already"], &reply["refused"]), (&1.into(), &0.into(), &1.into()));
    assert_eq!(reply["items"][1]["line"], 3);
    let rejects = fs::read_to_string(bench.path("rejects.csv")).expect("rejects");
    assert!(rejects.contains("青禾家居") && rejects.contains("2025-13-40"), "{rejects}");
    let again = bench.ran("intake forms.csv").json();
    assert_eq!((&again["taken"], &again["already"]), (&0.into(), &1.into()), "the same file twice takes nothing twice");

    let case = text(&reply["items"][0]["id"]);
    assert!(case.starts_with("ZJ-20"), "{case}");
    let list = bench.done("list disputes");
    assert_eq!((&list["total"], &list["more"]), (&1.into(), &false.into()));
    let row = &list["rows"][0];
    assert_eq!((&row["id"], &row["docket"]), (&case.clone().into(), &"4:26-cv-01234".into()));
    assert_eq!(
        (&row["next_deadline"]["rule"], &row["next_deadline"]["due"]),
        (&"us-dct-answer".into(), &"2025-12-01".into())
    );
    assert_eq!(bench.done("list deadlines")["rows"][0]["dispute"], case.as_str());

    bench.file("experts.csv", EXPERTS);
    bench.done("intake experts.csv --kind roster");
    let experts = bench.done(&format!("match {case}"));
    assert_eq!(experts["experts"][0]["name"], "顾衡");
    assert_eq!(experts["experts"][1]["conflicts"][0], "Northlake Optics LLC");
    bench.done(&format!("act {case} accept --field ground=within~scope"));
    bench.done(&format!("act {case} guide"));
    bench.done(&format!("act {case} choose-expert --field expert={}", text(&experts["experts"][0]["id"])));

    bench.refused(&format!("refer {case} --to GACC --kind request --item records"), 1, "contact-none");
    bench.done("act GACC name-liaison --field name=周处长");
    let referral = bench.done(&format!("refer {case} --to GACC --kind request --item records --item a~contact"));
    let referral = text(&referral["id"]);
    assert_eq!(bench.standing(&referral), "QUEUED");
    bench.done(&format!("paper referral-letter {referral} -o letter.docx"));
    assert!(fs::read(bench.path("letter.docx")).expect("a letter").starts_with(b"PK"));
    bench.refused(&format!("paper referral-letter {referral} -o letter.docx"), 1, "wrong");
    by_proxy(&bench, &referral);
    let told = bench.done(&format!("show {referral}"));
    assert_eq!((&told["standing"], &told["fhir"]), (&"CLOSED-part".into(), &"completed".into()));
    assert_eq!(told["leg"]["signed"]["evidence"]["file"], "scan.pdf");

    bench.refused(&format!("act {case} close --field outcome=settled"), 1, "open-work");
    bench.done(&format!("act {case} deadline-met --field no=1 --field on=2025-11-20 --field proof=receipt"));
    bench.refused(&format!("act {case} close --field outcome=settled"), 1, "open-work");
    bench.done(&format!("act {case} close --field outcome=settled --field code=not-needed"));
    assert_eq!(bench.done(&format!("show {case} --history"))["stage"], "CLOSED");
    assert_eq!(bench.done("verify")["ok"], true);
}

/// What the agency does, recorded with a scan or a call.
fn by_proxy(bench: &Bench, referral: &str) {
    bench.file("scan.pdf", "a scan");
    bench.refused(&format!("act {referral} sign"), 1, "evidence-missing");
    for action in ["dispatch", "deliver", "sign"] {
        bench.done(&format!("act {referral} {action} --for GACC --evidence scan.pdf"));
    }
    bench.refused(&format!("act {referral} accept-leg --for MOFCOM --said yes"), 2, "usage");
    bench.done(&format!("act {referral} accept-leg --for GACC --said the~desk~officer~accepts"));
    bench.refused(
        &format!("act {referral} report --said done --field outcomes=achieved --field summary=done"),
        1,
        "outcome-count",
    );
    bench.done(&format!(
        "act {referral} report --said done --field outcomes=achieved;partly:~one~left --field summary=done"
    ));
    bench.done(&format!("act {referral} confirm --field satisfied=yes"));
}

#[test]
fn another_unit_answers_a_request_at_its_own_desk() {
    let bench = Bench::practice();
    let case = guided(&bench);
    let referral = text(&bench.done(&format!("refer {case} --to HZFY --kind request --item mediate"))["id"]);
    assert_eq!(bench.standing(&referral), "DELIVERED");
    bench.refused(&format!("act {referral} sign --as ZJ/lead"), 1, "not-our-turn");
    let before = bench.done(&format!("show {referral} --as HZFY"));
    assert_eq!(before["items"], Value::Array(Vec::new()), "the body opens when it is signed");
    // Without --as the unit that may sign is found.
    bench.done(&format!("act {referral} sign"));
    let after = bench.done(&format!("show {referral} --as HZFY/lead"));
    assert_eq!((&after["items"][0], &after["direction"]), (&"mediate".into(), &"received".into()));
    bench.done(&format!("act {referral} accept-leg --as HZFY"));
    bench.done(&format!("act {referral} report --as HZFY --field outcomes=achieved --field summary=mediated"));
    assert_eq!(bench.standing(&referral), "REPORTED");
    bench.done(&format!("act {referral} confirm --field satisfied=yes"));
    assert_eq!(bench.standing(&referral), "CLOSED-full");
    assert_eq!(bench.done(&format!("show {case}"))["custodian_unit"], "ZJ", "a request moves nothing");
}

#[test]
fn a_transfer_moves_the_case() {
    let bench = Bench::practice();
    let case = guided(&bench);
    bench.refused(&format!("refer {case} --to HZFY --kind transfer --item one"), 1, "transfer-has-items");
    let referral = text(&bench.done(&format!("refer {case} --to HZFY --kind transfer"))["id"]);
    bench.done(&format!("act {referral} sign --as HZFY"));
    bench.done(&format!("act {referral} accept-leg --as HZFY"));
    let here = bench.done(&format!("show {case} --as HZFY"));
    assert_eq!((&here["custodian_unit"], &here["held"]), (&"HZFY".into(), &true.into()));
    let there = bench.done(&format!("show {case} --as ZJ"));
    assert_eq!((&there["custodian_unit"], &there["held"]), (&"HZFY".into(), &false.into()));
    bench.refused(&format!("act {case} note --as ZJ --field text=late"), 1, "not-holder");
    // The case is written by whoever holds it: found without being named.
    bench.done(&format!("act {case} note --field text=here~now"));
    assert_eq!(bench.done("verify")["ok"], true);
}

#[test]
fn a_killed_daemon_loses_nothing_and_the_next_verb_goes_on() {
    let bench = Bench::practice();
    let case = guided(&bench);
    for note in ["one", "two", "three"] {
        bench.done(&format!("act {case} note --field text={note}"));
        bench.kill();
    }
    let notes = bench.done(&format!("show {case}"))["notes"].clone();
    let texts: Vec<&str> = notes.as_array().expect("notes").iter().filter_map(|note| note["text"].as_str()).collect();
    assert_eq!(texts, ["one", "two", "three"]);
    bench.kill();
    let offline = bench.done("verify");
    assert_eq!((&offline["ok"], &offline["by_daemon"]), (&true.into(), &false.into()));
    assert_eq!(bench.done("verify --no-start")["books"], offline["books"]);
}

#[test]
fn racing_verbs_start_one_daemon() {
    let bench = Bench::practice();
    bench.kill();
    let racers: Vec<_> = (0..6)
        .map(|_| {
            bench
                .program()
                .args(["list", "disputes", "--json"])
                .stdout(std::process::Stdio::null())
                .spawn()
                .expect("runs")
        })
        .collect();
    for mut racer in racers {
        assert!(racer.wait().expect("ends").success());
    }
    let pid = bench.pid().expect("a daemon");
    bench.done("list disputes");
    assert_eq!(bench.pid(), Some(pid));
}

#[test]
fn an_alert_becomes_a_dispute() {
    let bench = Bench::practice();
    bench.file(
        "feed.xml",
        r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Northern District of California</title>
<link>https://ecf.cand.uscourts.gov</link><description>Filings</description>
<item><title>4:26-cv-00777 Northlake Optics LLC v. Farcape Photonics Co Ltd</title><guid>https://ecf.cand.uscourts.gov/1</guid>
<pubDate>Sun, 16 Nov 2025 10:00:00 GMT</pubDate><link>https://ecf.cand.uscourts.gov/1</link>
<description>[Complaint] (1)</description></item></channel></rss>"#,
    );
    let taken = bench.done("intake feed.xml --kind docket");
    let alert = text(&taken["items"][0]["id"]);
    let told = bench.done(&format!("show {alert}"));
    assert_eq!(
        (&told["schema"], &told["state"], &told["status"]),
        (&"dutydesk/alert/1".into(), &"NEW".into(), &"Actual".into())
    );
    bench.done(&format!("act {alert} ack"));
    bench.refused(&format!("act {alert} open-dispute"), 1, "wrong");
    let opened = bench
        .done(&format!("act {alert} open-dispute --field enterprise_name=远岬光电有限公司 --field kind=patent-suit"));
    let case = bench.done(&format!("show {}", text(&opened["id"])));
    assert_eq!((&case["docket"], &case["alerts"][0]), (&told["docket"], &alert.as_str().into()));
    assert_eq!(bench.done(&format!("show {alert}"))["state"], "LINKED");
    assert_eq!(bench.done("list alerts")["total"], 1);
}

#[test]
fn records_by_hand_pass_the_checks_of_intake() {
    let bench = Bench::practice();
    let form = "--field kind=patent-suit --field jurisdiction=US --field role=respondent";
    let made = bench.done(&format!("new dispute --field enterprise_name=云岫精密 {form} --field served_on=2025-11-10"));
    assert!(text(&made["id"]).ends_with("-000001"), "{made}");
    bench.refused(
        &format!("new dispute --field enterprise_name=云岫精密 {form} --field served_on=2025-11-10"),
        1,
        "already",
    );
    let wrong = bench.refused(
        &format!("new dispute --field enterprise_name=云岫精密 {form} --field uscc=91110000600037341X"),
        1,
        "wrong",
    );
    assert!(text(&wrong["message_en"]).contains("check digit"), "{wrong}");
    bench.refused("new dispute --field kind=other", 1, "wrong");
    bench.done("new expert --field name=顾衡 --field fields=专利");
    bench.done("new agency --field code=HZ-MED --field name_zh=杭州调解中心 --field kind=mediator");
    bench.done("new liaison --field agency=HZ-MED --field name=方舟 --field phone=0571-1");
    assert_eq!(bench.done("show HZ-MED")["liaisons"][0]["name"], "方舟");
    bench.refused("new liaison --field agency=HZ-MED --field name=方舟 --field fax=1", 2, "usage");
    bench.done("new unit --field code=NB --field name_zh=宁波分中心");
    bench.done("officers set 陆知 --unit NB --role lead");
    assert_eq!(bench.done("list disputes --as NB")["total"], 0, "boards are per unit");
}

#[test]
fn lists_go_on_after_a_cursor() {
    let bench = Bench::practice();
    let all = bench.done("list agencies");
    let total = all["total"].as_u64().expect("a total");
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = bench.done(&format!("list agencies --limit 3 {after}"));
        assert_eq!(page["total"], total);
        seen.extend(page["rows"].as_array().expect("rows").clone());
        if page["more"] == false {
            break;
        }
        after = format!("--after {}", text(&page["after"]));
    }
    assert_eq!(seen, *all["rows"].as_array().expect("rows"));
    let sorted = bench.done("list agencies --sort code --limit 2");
    assert_eq!((&sorted["rows"][0]["code"], &sorted["more"]), (&"CCPIT".into(), &true.into()));
    let whole = bench.done("list agencies --sort country,-code --limit 500");
    let (mut sorted, mut after) = (Vec::new(), String::new());
    for _ in 0..=total {
        let page = bench.done(&format!("list agencies --sort country,-code --limit 4 {after}"));
        sorted.extend(page["rows"].as_array().expect("rows").clone());
        if page["more"] == false {
            break;
        }
        after = format!("--after {}", text(&page["after"]));
    }
    assert_eq!(sorted, *whole["rows"].as_array().expect("rows"), "pages of a sorted list go on too");
    let keys = |row: &serde_json::Value| (text(&row["country"]), std::cmp::Reverse(text(&row["code"])));
    assert!(sorted.is_sorted_by_key(keys) && sorted.len() as u64 == total);
    bench.refused("list agencies --sort colour", 1, "wrong");
    bench.refused("list agencies --filter colour:red", 2, "usage");
    bench.refused("list agencies --after nowhere", 2, "usage");
    bench.refused("list agencies --list alerts", 2, "usage");
    assert_eq!(bench.done("find haiguan")["rows"][0]["kind"], "agency");
}

#[test]
fn deadlines_and_numbers_need_no_store() {
    let bench = Bench::empty();
    let computed = bench.done("deadline us-dct-answer --trigger 2025-11-10 --service personal");
    assert_eq!((&computed["schema"], &computed["due"]), (&"dutydesk/deadline/1".into(), &"2025-12-01".into()));
    assert!(!computed["steps"].as_array().expect("steps").is_empty());
    bench.refused("deadline us-dct-anser --trigger 2025-11-10", 1, "deadline");
    bench.refused("deadline us-dct-answer --trigger 10.11.2026", 2, "usage");
    let examples = "case_id,rule_id,trigger_date,due_date\na,us-dct-answer,2025-11-10,2025-12-01\nb,us-dct-answer,2025-11-10,2025-12-02\n";
    bench.file("cases.csv", examples);
    let checked = bench.ran("deadline --check cases.csv");
    assert_eq!((checked.code, &checked.json()["differences"][0]["case"]), (1, &"b".into()));
    assert_eq!(bench.done("calendar CN 2026-10-01")["open"], false);
    assert_eq!(bench.done("calendar US-FED 2026-11-25 --add 1 --unit business-days")["result"]["date"], "2026-11-27");
    assert_eq!(bench.done("check number uscc 91110000600037341L")["ok"], true);
    assert_eq!(bench.ran("check number uscc 91110000600037341X").code, 1);
    bench.refused("check number colour red", 2, "usage");
    assert!(!bench.path("store").exists(), "nothing was made");
}

#[test]
fn mistakes_are_one_line_and_an_exit_code() {
    let bench = Bench::empty();
    bench.refused("list disputes --no-start", 3, "fault");
    bench.refused("daemon --shared", 2, "usage");
    bench.refused("list disputes", 1, "wrong");
    bench.done("setup --unit ZJ --name-zh 浙江中心");
    bench.refused("show ZJ-2026-000009", 4, "not-found");
    bench.refused("act ZJ-2026-000009 accept", 4, "not-found");
    bench.refused("list disputes --as nobody", 4, "not-found");
    bench.refused("intake nowhere.csv", 2, "usage");
    bench.refused("officers remove 99", 4, "not-found");
    bench.refused("setup --unit zhejiang-center --name-zh x", 1, "field-wrong");
    bench.refused("schema colour", 2, "usage");
    bench.file("noise.xlsx", b"PK\x03\x04 cut");
    let cut = bench.ran("intake noise.xlsx");
    assert_eq!((cut.code, &cut.json()["refused"]), (1, &1.into()), "{cut}");
    assert_eq!(cut.err.lines().filter(|line| line.starts_with("dutydesk:")).count(), 0, "{cut}");
    let typed = bench.refused("lisst disputes", 2, "usage");
    assert!(text(&typed["message_zh"]).contains("list") && text(&typed["message_en"]).contains("lisst"), "{typed}");
    let human = bench.program().args(["show", "ZJ-2026-000009", "--lang", "zh"]).output().map(ran).expect("runs");
    assert_eq!((human.code, human.out.as_str(), human.err.lines().count()), (4, "", 1), "{human}");
    assert!(human.err.contains("没有这个编号"), "{human}");
}

#[test]
fn a_socket_of_somebody_else_is_not_used() {
    let bench = Bench::empty();
    let folder = bench.path("shared");
    fs::create_dir(&folder).expect("a folder");
    fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o777)).expect("open to all");
    let refused =
        bench.refused(&format!("list disputes --socket {}", folder.join("daemon.sock").display()), 3, "fault");
    assert!(text(&refused["message_en"]).contains("not used"), "{refused}");
    assert!(!bench.path("store").exists(), "nothing was started");
}

#[test]
fn every_promised_schema_is_there_and_holds() {
    let bench = Bench::practice();
    let case = guided(&bench);
    bench.done("act GACC name-liaison --field name=周处长");
    let referral = text(&bench.done(&format!("refer {case} --to GACC --kind request --item records"))["id"]);
    let shown = [
        bench.done(&format!("show {case}")),
        bench.done(&format!("show {referral}")),
        bench.done("show CNIPA"),
        bench.done("list disputes"),
        bench.done("list duty"),
        bench.done(&format!("actions {case}")),
        bench.done(&format!("match {case}")),
        bench.done(&format!("route {case}")),
        bench.done("verify"),
        bench.done("officers list"),
        bench.done("exchange status"),
        bench.done("daemon status"),
        bench.done("deadline us-dct-answer --trigger 2025-11-10"),
        bench.refused("show nothing", 4, "not-found"),
        bench.ran("intake forms.csv").json(),
        bench.ran("doctor").json(),
    ];
    for reply in shown {
        holds(&bench, &reply);
    }
}

/// A reply has what its published schema promises, and nothing else.
fn holds(bench: &Bench, reply: &Value) {
    let name = text(&reply["schema"]);
    let schema = bench.program().args(["schema", &name]).output().map(ran).expect("runs");
    assert_eq!(schema.code, 0, "{name}: {schema}");
    let schema: Value = serde_json::from_str(&schema.out).expect("a schema");
    assert_eq!(schema["properties"]["schema"]["const"], name.as_str());
    for key in schema["required"].as_array().expect("required") {
        assert!(reply.get(key.as_str().expect("a name")).is_some(), "{name} has no {key}: {reply}");
    }
    for key in reply.as_object().expect("an object").keys() {
        assert!(schema["properties"].get(key).is_some(), "{name} does not promise {key}");
    }
}

#[test]
fn the_help_speaks_both_languages() {
    let bench = Bench::empty();
    for lang in ["zh", "en"] {
        let help = bench.program().args(["--lang", lang, "--help"]).output().map(ran).expect("runs");
        assert_eq!(help.code, 0, "{help}");
        assert_eq!(help.out.contains("移交"), lang == "zh", "{help}");
        assert!(bench.program().args(["completions", "bash"]).output().expect("runs").status.success());
    }
    let man = bench.program().arg("man").output().map(ran).expect("runs");
    assert!(man.out.contains(".TH"), "{man}");
}

#[test]
fn two_stores_exchange_a_referral_through_a_folder() {
    let (ours, theirs) = (Bench::empty(), Bench::empty());
    ours.done("setup --unit ZJ --name-zh 浙江中心 --officer 陆知");
    theirs.done("setup --unit SH --name-zh 上海联络处 --kind court --officer 王砚");
    let officers = theirs.done("officers list");
    assert_eq!(officers["officers"][0]["name"], "王砚");
    assert_eq!(officers["officers"][0]["posts"].as_array().map(Vec::len), Some(2), "{officers}");
    theirs.refused("setup --unit SH2 --name-zh 上海二处 --officer 别人", 2, "usage");
    enrol(&ours, &theirs);
    let case = guided(&ours);
    let referral = text(&ours.done(&format!("refer {case} --to SH --kind request --item mediate"))["id"]);
    let carry = || {
        ours.done("exchange run");
        theirs.done("exchange run");
    };
    let until = |bench: &Bench, standing: &str| {
        let end = Instant::now() + Duration::from_secs(20);
        while bench.ran(&format!("show {referral}")).json()["standing"] != standing {
            assert!(Instant::now() < end, "not {standing} in time: {}", bench.ran(&format!("show {referral}")));
            carry();
        }
    };
    until(&theirs, "DELIVERED");
    theirs.done(&format!("act {referral} sign"));
    theirs.done(&format!("act {referral} accept-leg"));
    theirs.kill();
    theirs.done(&format!("act {referral} report --field outcomes=achieved --field summary=mediated"));
    until(&ours, "REPORTED");
    ours.done(&format!("act {referral} confirm --field satisfied=yes"));
    until(&theirs, "CLOSED-full");
    let peers = ours.done("exchange status");
    assert_eq!((&peers["peers"][0]["unit"], &peers["peers"][0]["held"]), (&"SH".into(), &0.into()));
    assert_eq!(ours.done("verify")["ok"], true);
    assert_eq!(theirs.done("verify")["ok"], true);
}

/// Each takes the other's key in, after the fingerprint was compared.
fn enrol(ours: &Bench, theirs: &Bench) {
    let carrier = format!("folder:{}", ours.path("box").display());
    fs::create_dir(ours.path("box")).expect("a box");
    for (one, other) in [(ours, theirs), (theirs, ours)] {
        let key = other.done("exchange key");
        one.file("peer.key", text(&key["key_file"]));
        assert_eq!(one.done("exchange accept peer.key")["accepted"], false);
        let accept = |fingerprint: &str| {
            let words =
                ["exchange", "accept", "peer.key", "--fingerprint", fingerprint, "--carrier", &carrier, "--json"];
            one.program().args(words).output().map(ran).expect("runs")
        };
        assert_eq!(accept("0000").code, 1);
        let accepted = accept(&text(&key["fingerprint"]));
        assert_eq!((accepted.code, &accepted.json()["accepted"]), (0, &true.into()), "{accepted}");
    }
}

#[test]
fn an_intake_goes_on_when_the_daemon_is_killed_in_the_middle() {
    const ROWS: usize = 1500;
    let bench = Bench::practice();
    let row = |n: usize| {
        format!("第{n}光电有限公司,专利侵权诉讼,美国,N.D. California,,被告,Northlake Optics LLC,2025-11-10,,\n")
    };
    let head = FORMS.lines().next().expect("a header");
    bench.file("many.csv", format!("{head}\n{}", (1..=ROWS).map(row).collect::<String>()));
    let mut intake = bench
        .program()
        .args(["intake", "many.csv", "--json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("runs");
    let until = Instant::now() + Duration::from_secs(30);
    while bench.done("list disputes --limit 1")["total"] == 0 {
        assert!(Instant::now() < until, "nothing was taken in");
    }
    assert!(intake.try_wait().expect("known").is_none(), "the intake is still going on");
    bench.kill();
    let done = intake.wait_with_output().map(ran).expect("ends");
    assert_eq!(done.code, 0, "{done}");
    let reply = done.json();
    let count = |key: &str| reply[key].as_u64().expect("a count");
    assert_eq!(count("taken") + count("already"), ROWS as u64);
    assert_eq!(bench.done("list disputes --limit 1")["total"], ROWS);
    assert_eq!(bench.done("verify")["ok"], true);
}
