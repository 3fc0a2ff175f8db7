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
    for what in ["mode", "config", "socket", "daemon", "core dumps", "ssh"] {
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
    assert!(Path::new("/proc").exists());
}
