//! A server made ready: `setup --shared`, the systemd unit, file systems that are refused, dumps that are off. In mount
//! namespaces of their own, so that this machine stays as it is.

use super::{needs_root, program};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs a script as root on a copy of this machine's `/etc`, with `/var/lib` and `/run` empty.
fn on_a_new_machine(script: &str) -> Output {
    let ground = "set -e; mount -t tmpfs tmpfs /mnt; mkdir /mnt/up /mnt/work; \
         mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/up,workdir=/mnt/work /etc; \
         mount -t tmpfs tmpfs /run; mount -t tmpfs tmpfs /var/lib; mkdir -p /etc/ssh/sshd_config.d; set +e; ";
    let program = program().display().to_string();
    Command::new("unshare")
        .args(["--mount", "--fork", "--kill-child", "sh", "-c", &format!("{ground}{script}")])
        .env("D", program)
        .env("DUTYDESK_LANG", "en")
        .output()
        .expect("unshare is part of util-linux")
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn states(json: &str) -> Vec<String> {
    let told: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(told["schema"], "dutydesk/server/1");
    let steps = told["steps"].as_array().expect("steps");
    steps.iter().map(|step| step["state"].as_str().expect("a word").to_owned()).collect()
}

#[test]
fn setup_makes_a_server_ready_once_and_says_what_it_would_do() {
    needs_root();
    let script = "$D setup --shared --dry-run --json; $D setup --shared --administrator root --json; \
                  $D setup --shared --json; stat -c '%a %U %G' /etc/dutydesk /etc/dutydesk/store.key \
                  /etc/dutydesk/config.toml /var/lib/dutydesk /run/dutydesk /etc/ssh/sshd_config.d/50-dutydesk.conf";
    let told = out(&on_a_new_machine(script));
    let lines: Vec<&str> = told.lines().collect();
    let (dry, first, again) = (states(lines[0]), states(lines[1]), states(lines[2]));
    assert!(dry.iter().all(|state| state == "missing"), "{dry:?}");
    assert!(first.iter().all(|state| state == "made"), "{first:?}");
    assert!(again.iter().all(|state| state == "there"), "{again:?}");
    assert_eq!((dry.len(), first.len()), (again.len(), again.len()));
    assert_eq!(
        lines[3..],
        [
            "755 root root",
            "400 root root",
            "644 root root",
            "700 dutydesk dutydesk",
            "750 dutydesk dutydesk",
            "644 root root"
        ]
    );
}

#[test]
fn a_server_made_ready_serves_its_service_account_and_refuses_root() {
    needs_root();
    let script = "$D setup --shared >/dev/null; mkdir /run/credentials; \
         cp /etc/dutydesk/store.key /run/credentials/dutydesk-store-key; chown -R dutydesk /run/credentials; \
         as=\"setpriv --reuid dutydesk --regid dutydesk --clear-groups\"; \
         CREDENTIALS_DIRECTORY=/run/credentials $as $D daemon --foreground --shared >/run/log 2>&1 & pid=$!; \
         for i in $(seq 100); do $as $D daemon status >/dev/null 2>&1 && break; sleep 0.1; done; \
         $as $D setup --unit ZJ --name-zh 浙江 --name-en Zhejiang >/dev/null || cat /run/log; \
         $as $D doctor --json; $D list disputes --no-start; echo $?; kill $pid; wait $pid";
    let output = on_a_new_machine(script);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.last(), Some(&"4"), "root is refused: {output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no officer of this store"), "{output:?}");
    let doctor: Value = serde_json::from_str(lines[0]).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let findings = doctor["findings"].as_array().expect("findings");
    let of = |what: &str| findings.iter().find(|one| one["what"] == what).unwrap_or_else(|| panic!("{what}: {doctor}"));
    for what in ["mode", "config", "store key", "socket", "daemon", "core dumps", "ssh", "service", "tmpfiles"] {
        assert_eq!(of(what)["problem"], Value::Null, "{what}");
    }
    assert_eq!(of("mode")["value"], "shared");
    assert_eq!(of("core dumps")["value"], "off");
    assert_eq!(of("ssh")["value"], "as it came");
    assert_eq!(of("file system")["value"], "tmpfs");
    assert!(of("file system")["warning"].is_string(), "memory is warned of");
}

#[test]
fn a_shared_store_on_a_containers_layer_is_refused() {
    needs_root();
    let script = "mkdir -p /etc/store; chown 42000 /etc/store; \
         setpriv --reuid 42000 --regid 42000 --clear-groups \
         $D daemon --foreground --shared --store /etc/store --socket /etc/store/s --store-key /run/none; echo $?; ls /etc/store";
    let output = on_a_new_machine(script);
    assert_eq!(out(&output).trim(), "3", "nothing was made");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("overlay") && said.contains("local disk"), "{said}");
}

/// Makes a server with its daemon and the officer 42077 called `before`; `$as` is a prefix for the service account.
const SERVED: &str = "$D setup --shared >/dev/null; mkdir /run/credentials; \
     cp /etc/dutydesk/store.key /run/credentials/dutydesk-store-key; chown -R dutydesk /run/credentials; \
     as=\"setpriv --reuid dutydesk --regid dutydesk --clear-groups\"; \
     CREDENTIALS_DIRECTORY=/run/credentials $as $D daemon --foreground --shared >/run/log 2>&1 & pid=$!; \
     for i in $(seq 100); do $as $D daemon status >/dev/null 2>&1 && break; sleep 0.1; done; \
     $as $D setup --unit ZJ --name-zh 浙江 --name-en Zhejiang >/dev/null || cat /run/log; \
     mount -t tmpfs tmpfs /home; useradd --no-user-group -g dutydesk -u 42077 -m -d /home/officer before; \
     chmod 755 /home/officer; \
     $as $D officers add --account before --name 值班乙 --unit ZJ --role duty >/dev/null; \
     officer=\"setpriv --reuid 42077 --regid dutydesk --clear-groups\"; ";

#[test]
fn a_uid_that_is_another_accounts_now_is_refused_until_it_is_renewed() {
    needs_root();
    // The same person: the account got another name, then another home; somebody else: the posts are taken back.
    let script = format!(
        "{SERVED} \
         try() {{ $officer $D list disputes --no-start >/dev/null 2>/run/said; echo $1 $?; }}; \
         try before; \
         usermod -l after before; try renamed; grep -q 'officers renew' /run/said && echo told; \
         $as $D doctor --json >/run/doctor; grep -q 'before (42077)' /run/doctor && echo seen; \
         $officer $D officers renew 值班乙 >/dev/null 2>&1; echo itself $?; try still; \
         $as $D officers renew 值班乙 >/dev/null; echo renewed $?; try renewed; \
         $as $D doctor --json >/run/doctor; grep -c 42077 /run/doctor; \
         sleep 0.1; rm -r /home/officer; mkdir -m 755 /home/officer; chown 42077 /home/officer; try rehomed; \
         $as $D officers renew after >/dev/null; try again; \
         $as $D officers list --json | grep -o '\"account\":\"after\"'; \
         kill $pid; wait $pid"
    );
    let told = out(&on_a_new_machine(&script));
    let lines: Vec<&str> = told.lines().collect();
    let expected = [
        "before 0",
        "renamed 4",
        "told",
        "seen",
        "itself 4",
        "still 4",
        "renewed 0",
        "renewed 0",
        "0",
        "rehomed 4",
        "again 0",
        "\"account\":\"after\"",
    ];
    assert_eq!(lines, expected);
}

/// What `doctor` looks at, a machine on which it is not as it should be, whether that is a problem or only a warning,
/// and a word of what is said. `$P` asks in personal mode for the store in `/var/lib/own`, `$S` as on a server.
const AILMENTS: &[(&str, &str, &str, &str)] = &[
    ("store", "chmod 755 /var/lib/own; $P", "problem", "chmod 700"),
    ("store", "chown 42000 /var/lib/own; $P", "problem", "belongs to uid 42000"),
    (
        "store key",
        "head -c 32 /dev/urandom >/run/other; chmod 400 /run/other; $P --store-key /run/other",
        "problem",
        "key",
    ),
    ("file system", "mkdir -m 700 /etc/own; $D doctor --json --no-start --store /etc/own", "warning", "overlay"),
    ("file system", "$P", "warning", "in memory"),
    ("socket", "rm -f /var/lib/own/daemon.sock; ln -s /run/x /var/lib/own/daemon.sock; $P", "problem", "symbolic link"),
    ("core dumps", "strace -qq -o /dev/null -e trace=prctl -e inject=prctl:error=EPERM $P", "problem", "core dumps"),
    (
        "swap",
        "printf 'Filename Type Size Used Priority\\n/dev/sda2 partition 1 0 -2\\n' >/run/swaps; \
         mount --bind /run/swaps /proc/swaps; $P",
        "warning",
        "does not look encrypted",
    ),
    (
        "login manager",
        "mkdir -p /etc/systemd; printf '[Login]\\nKillUserProcesses=yes\\n' >/etc/systemd/logind.conf; $P",
        "warning",
        "enable-linger",
    ),
    (
        "rules",
        "mkdir -p /var/lib/own/rules/deadlines; echo nonsense >/var/lib/own/rules/deadlines/x.toml; $P",
        "problem",
        "x.toml",
    ),
    ("locale", "export LC_ALL=C; $P", "problem", "UTF-8"),
    ("uid", "$D setup --shared >/dev/null; $S", "problem", "root is refused"),
    ("daemon", "$D setup --shared >/dev/null; $S", "problem", "no daemon"),
    ("store key", "$D setup --shared >/dev/null; chmod 444 /etc/dutydesk/store.key; $S", "problem", "chmod 400"),
    ("ssh", "$D setup --shared >/dev/null; rm /etc/ssh/sshd_config.d/50-dutydesk.conf; $S", "warning", "shell"),
    ("ssh", "$D setup --shared >/dev/null; echo >>/etc/ssh/sshd_config.d/50-dutydesk.conf; $S", "warning", "shell"),
    ("service", "$D setup --shared >/dev/null; rm /etc/systemd/system/dutydesk.service; $S", "warning", "limits"),
    ("tmpfiles", "$D setup --shared >/dev/null; echo >>/etc/tmpfiles.d/dutydesk.conf; $S", "warning", "modes"),
    ("socket", "$D setup --shared >/dev/null; chmod 777 /run/dutydesk; $S", "problem", "others may write"),
];

#[test]
fn every_line_of_doctor_can_fail() {
    needs_root();
    let own = "export DUTYDESK_STORE_KEY=/run/own.key LANG=C.UTF-8; P=\"$D doctor --json --no-start --store /var/lib/own\"; \
         S=\"$D doctor --json --no-start\"; \
         $D setup --unit ZJ --name-zh 浙江 --store /var/lib/own >/dev/null && $D daemon stop --store /var/lib/own >/dev/null; ";
    let well = out(&on_a_new_machine(&format!("{own} $P || true")));
    let well: Value = serde_json::from_str(well.trim()).unwrap_or_else(|error| panic!("{error}: {well}"));
    for one in well["findings"].as_array().expect("findings") {
        assert_eq!(one["problem"], Value::Null, "on a machine where all is well: {one}");
    }
    for (what, script, state, word) in AILMENTS {
        let output = on_a_new_machine(&format!("{own} {script}"));
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let doctor: Value =
            serde_json::from_str(told.trim()).unwrap_or_else(|error| panic!("{script}: {error}: {output:?}"));
        let findings = doctor["findings"].as_array().expect("findings");
        let said = findings
            .iter()
            .any(|one| one["what"] == *what && one[*state].as_str().is_some_and(|said| said.contains(word)));
        assert!(said, "{what}: no {state} with \"{word}\" after {script}: {doctor}");
        let fails = *state == "problem";
        assert_eq!(doctor["ok"] == false, findings.iter().any(|one| one["problem"].is_string()), "{doctor}");
        assert!(!fails || output.status.code() == Some(1), "{what}: a problem is told by the exit code: {output:?}");
    }
}

#[test]
fn systemd_finds_no_fault_in_the_unit_and_little_exposure() {
    let unit = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/systemd/dutydesk.service");
    // The program is where a package puts it only on a server.
    let folder = tempfile::TempDir::new().expect("a folder");
    let text =
        fs::read_to_string(unit).expect("the unit").replace("/usr/bin/dutydesk", &program().display().to_string());
    let copy = folder.path().join("dutydesk.service");
    fs::write(&copy, text).expect("a file");
    let verify = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&copy).output();
    let verify = verify.expect("systemd is installed by tests/run");
    assert!(verify.status.success() && verify.stderr.is_empty(), "{verify:?}");
    let security = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--no-pager", "--threshold=20"])
        .arg(&copy)
        .output()
        .expect("systemd is installed by tests/run");
    assert!(security.status.success(), "exposure is above 2.0: {}", String::from_utf8_lossy(&security.stdout));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_process_that_holds_cases_leaves_a_dump() {
    let station = crate::support::Station::practice("ZJ").await;
    let status = crate::support::me(&mut station.client().await).await;
    assert!(!status.empty);
    let pid = station.pid();
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).expect("readable as the same account or root");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a line");
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    // A process that may be dumped belongs, in /proc, to its account; one that may not, to root: seen from another uid.
    if let Ok(about) = fs::metadata(format!("/proc/{pid}/environ")) {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(about.uid(), 0);
    }
    // Where the account has leave to lock its memory, it does: keys never reach swap.
    let own = fs::read_to_string("/proc/self/limits").expect("readable");
    let limit = own.lines().find(|line| line.starts_with("Max locked memory")).expect("a line");
    let root = rustix::process::geteuid().is_root() && holds_ipc_lock();
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("readable");
    let locked = status.lines().find_map(|line| line.strip_prefix("VmLck:")).expect("a line");
    let kib: u64 = locked.trim().trim_end_matches(" kB").parse().expect("a number");
    let may = root || limit.split_whitespace().nth(3) == Some("unlimited");
    assert_eq!(kib > 0, may, "{locked}; {limit}");
}

/// May this process lock as much memory as it likes?
fn holds_ipc_lock() -> bool {
    const IPC_LOCK: u64 = 1 << 14;
    let status = fs::read_to_string("/proc/self/status").expect("readable");
    let held = status.lines().find_map(|line| line.strip_prefix("CapEff:")).expect("a line");
    u64::from_str_radix(held.trim(), 16).expect("a mask") & IPC_LOCK != 0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_is_ended_by_a_fault_leaves_nothing_of_a_case_in_any_file() {
    use dutydesk::casework::command::{Act, DisputeAct};
    let canaries: Vec<String> = (0..50).map(|no| format!("金丝雀{no:02}canary")).collect();
    let mut station = crate::support::Station::practice("ZJ").await;
    let mut client = station.officer_of("ZJ").await;
    for pair in canaries.chunks(2) {
        let case = Act::Register(Box::new(crate::casework::house::draft(&pair[0])));
        let case = crate::support::done(&mut client, case).await;
        let note = DisputeAct::Note { text: pair[1].clone() };
        crate::support::done(&mut client, Act::Dispute(case, note)).await;
    }
    let pid = rustix::process::Pid::from_raw(station.pid().cast_signed()).expect("a process");
    rustix::process::kill_process(pid, rustix::process::Signal::ABORT).expect("told");
    while station.ended().is_none() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    // The store, its key and its log; where a dump would be put; where temporary files are.
    let key = fs::read(station.folder.path().join("store.key")).expect("the key");
    let mut folders = vec![station.folder.path().to_owned()];
    let mut looked_at = 0;
    let cores = |folder: &Path| -> Vec<std::path::PathBuf> {
        let names = fs::read_dir(folder).expect("a folder").filter_map(Result::ok).map(|one| one.path());
        let is_core = |path: &std::path::PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("core")) && path.is_file()
        };
        names.filter(is_core).collect()
    };
    let here = std::env::current_dir().expect("a folder");
    assert_eq!(cores(&here), Vec::<std::path::PathBuf>::new());
    while let Some(folder) = folders.pop() {
        for one in fs::read_dir(folder).expect("a folder") {
            let path = one.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(bytes) = fs::read(&path) else { continue };
            looked_at += bytes.len();
            let holds = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
            for word in canaries.iter().map(String::as_str).chain(["canary", "金丝雀"]) {
                assert!(!holds(word.as_bytes()), "{word} in {}", path.display());
            }
            assert!(path.ends_with("store.key") || !holds(&key[21..53]), "the key in {}", path.display());
        }
    }
    eprintln!("50 canaries, {looked_at} bytes after an abort: 0 hits");
}
