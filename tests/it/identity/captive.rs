//! T40: officers who come over SSH get the workstation and nothing else. A real sshd with the snippet of `packaging/`
//! on a loopback port, in a mount namespace of its own, so that this machine's accounts are not touched.

use super::{needs_root, program};
use crate::support::Shared;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The account that is locked in.
const OFFICER: &str = "captive";

/// What a command that ran would print: the program never does.
const MARK: &str = "42-got-out";

/// How a shell would make it: typed or echoed back as it stands it is not the mark.
const SAY: &str = "echo $((6*7))-got-out";

/// The longest that one try may take.
const TRY_WITHIN: &str = "4";

/// Tries at once.
const AT_ONCE: usize = 8;

struct Prison {
    server: Shared,
    sshd: Child,
    port: u16,
}

impl Prison {
    async fn start() -> Self {
        let server = Shared::start().await;
        let at = server.folder().to_owned();
        let keys = at.join("ssh");
        fs::create_dir(&keys).expect("a folder");
        for name in ["host", "client"] {
            let key = keys.join(name);
            let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status();
            assert!(made.expect("openssh is installed by tests/run").success());
        }
        let home = at.join("home");
        fs::create_dir_all(home.join(".ssh")).expect("a folder");
        // What an officer may have left in the own home: none of it may run.
        let trap = format!("#!/bin/sh\n{SAY}\ntouch {}\n", at.join("pwned/home").display());
        for name in [".ssh/rc", ".profile", ".bashrc", ".bash_profile", ".shrc", ".lessfilter", ".vimrc", ".zshenv"] {
            fs::write(home.join(name), &trap).expect("a file");
            fs::set_permissions(home.join(name), Permissions::from_mode(0o755)).expect("a mode");
        }
        fs::write(home.join(".ssh/environment"), "LD_PRELOAD=/nonexistent.so\nENV=/tmp/x\nDUTYDESK_STORE=/tmp/own\n")
            .expect("a file");
        let pwned = at.join("pwned");
        fs::create_dir(&pwned).expect("a folder");
        fs::set_permissions(&pwned, Permissions::from_mode(0o777)).expect("a mode");
        for path in [home.clone(), home.join(".ssh")] {
            chown(path, Some(Shared::DUTY), Some(Shared::GROUP)).expect("an owner");
        }
        let port = free_port();
        fs::write(at.join("sshd_config"), config(&server, &at, port)).expect("a file");
        let sshd = sshd(&at);
        let prison = Self { server, sshd, port };
        prison.answers();
        prison
    }

    fn answers(&self) {
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = fs::read_to_string(self.at().join("sshd.log")).unwrap_or_default();
            assert!(Instant::now() < until, "sshd does not answer: {log}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn at(&self) -> &Path {
        self.server.folder()
    }

    /// A client's command line, up to the host.
    fn client(&self, tool: &str, port_flag: &str) -> Command {
        let mut command = Command::new("timeout");
        command.args([TRY_WITHIN, tool, "-q", port_flag, &self.port.to_string(), "-i"]);
        command.arg(self.at().join("ssh/client"));
        for option in ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes", "LogLevel=ERROR"] {
            command.args(["-o", option]);
        }
        command.env_clear().env("PATH", "/usr/bin:/bin").env("TERM", "xterm").env("HOME", self.at().join("ssh"));
        command
    }

    fn host() -> String {
        format!("{OFFICER}@127.0.0.1")
    }

    /// `ssh` with these options and this command; stdin is what is typed.
    fn ssh(&self, options: &[&str], words: &[&str], typed: &[u8]) -> Output {
        let mut command = self.client("ssh", "-p");
        command.args(options).arg(Self::host()).args(words);
        fed(command, typed)
    }
}

impl Drop for Prison {
    fn drop(&mut self) {
        drop(self.sshd.kill());
        drop(self.sshd.wait());
    }
}

fn fed(mut command: Command, typed: &[u8]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a client");
    let mut stdin = child.stdin.take().expect("stdin");
    let typed = typed.to_vec();
    let typing = std::thread::spawn(move || {
        // Key by key, as a person types: what comes after the end goes to whatever is there then.
        for chunk in typed.chunks(4) {
            if stdin.write_all(chunk).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(15));
        }
    });
    let output = child.wait_with_output().expect("it ends");
    typing.join().expect("typed");
    output
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// What this machine's sshd would read, with our snippet; only the paths of program and config file are of the test.
fn config(server: &Shared, at: &Path, port: u16) -> String {
    let snippet = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/sshd/50-dutydesk.conf"));
    let own = format!("{} --config {}", program().display(), server.folder().join("config.toml").display());
    let snippet = snippet.expect("the snippet").replace("/usr/bin/dutydesk", &own);
    assert!(snippet.contains(&own), "the snippet names the program");
    let mut text = format!("Port {port}\nListenAddress 127.0.0.1\nHostKey {}\n", at.join("ssh/host").display());
    writeln!(text, "AuthorizedKeysFile {}\nStrictModes no\nUsePAM no", at.join("ssh/client.pub").display())
        .expect("text");
    // As generous as a careless server: the snippet must hold by itself.
    text.push_str("AcceptEnv *\nAllowTcpForwarding yes\nX11Forwarding yes\nPermitTunnel yes\nGatewayPorts yes\n");
    text.push_str("PidFile none\nMaxStartups 100\nSubsystem sftp internal-sftp\n");
    text.push_str(&snippet);
    text
}

fn sshd(at: &Path) -> Child {
    let officer = format!("{OFFICER}:x:{}:{}::{}:/bin/sh\n", Shared::DUTY, Shared::GROUP, at.join("home").display());
    let with = |name: &str, more: &str| {
        let mut text = fs::read_to_string(format!("/etc/{name}")).expect("a file");
        text.push_str(more);
        fs::write(at.join(name), text).expect("a file");
    };
    with("passwd", &officer);
    with("group", &format!("dutydesk:x:{}:\n", Shared::GROUP));
    with("shadow", &format!("{OFFICER}:*:20000::::::\n"));
    let at = at.display();
    let script = format!(
        "set -e; for f in passwd group shadow; do mount --bind {at}/$f /etc/$f; done; \
         mkdir -p /run/sshd; exec $(command -v sshd || echo /usr/sbin/sshd) -D -e -f {at}/sshd_config 2>{at}/sshd.log"
    );
    Command::new("unshare").args(["--mount", "--kill-child", "--fork", "sh", "-c", &script]).spawn().expect("unshare")
}

/// Everything tried with a command in place of the workstation.
const COMMANDS: &[&str] = &[
    SAY,
    "sh -c 'echo $((6*7))-got-out'",
    "/bin/sh",
    "bash -i",
    "dutydesk; echo $((6*7))-got-out",
    "$(echo $((6*7))-got-out)",
    "`echo $((6*7))-got-out`",
    "--help; echo $((6*7))-got-out",
    "daemon --foreground --store /tmp/own",
    "|| echo $((6*7))-got-out",
    "\necho $((6*7))-got-out\n",
    "env",
    "internal-sftp",
    "scp -f /etc/passwd",
    "rsync --server .",
    "cat /etc/passwd",
];

/// Names and values that a client would like to hand over.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("EDITOR", "sh -c 'echo $((6*7))-got-out'"),
    ("VISUAL", "sh -c 'echo $((6*7))-got-out'"),
    ("PAGER", "sh -c 'echo $((6*7))-got-out'"),
    ("LESSOPEN", "|sh -c 'echo $((6*7))-got-out'"),
    ("BROWSER", "sh -c 'echo $((6*7))-got-out'"),
    ("SHELL", "/bin/bash"),
    ("ENV", "/tmp/own"),
    ("BASH_ENV", "/tmp/own"),
    ("LD_PRELOAD", "/tmp/own.so"),
    ("LD_LIBRARY_PATH", "/tmp"),
    ("TERMINFO", "/tmp/own"),
    ("DUTYDESK_STORE", "/tmp/own-by-env"),
    ("DUTYDESK_SOCKET", "/tmp/own-by-env/sock"),
    ("DUTYDESK_CONFIG", "/tmp/own-by-env/config"),
    ("DUTYDESK_LOG", "trace"),
    ("XDG_DATA_HOME", "/tmp/own-by-env"),
    ("HOME", "/tmp/own-by-env"),
    ("PATH", "/tmp/own-by-env"),
    ("RUST_BACKTRACE", "full"),
    ("LANG", "../../../../tmp/own"),
];

/// Keys typed into the workstation, and then what a shell would do with the rest.
const KEYS: &[&str] = &[
    "\u{1a}",
    "\u{1a}\u{1a}fg\n",
    "!sh\n",
    ":!sh\n",
    "|sh\n",
    "\u{3}\u{3}",
    "\u{1c}",
    "\u{4}\u{4}",
    "~C-L1:localhost:22\n",
    "\u{1b}[21~",
    "\u{1b}\u{1b}",
    "v\u{e}",
    "q",
    "qq\u{3}",
    ":q\n",
    "\u{1}c",
    "\u{14}",
    "?",
    "/`sh`\n",
    "s\t\t\t",
    "\u{f}",
    "o/etc/passwd\n",
    "e",
    "\u{18}\u{3}",
    "\u{1b}]52;c;Y2F0\u{7}",
    "Q",
    "ZZ",
    "\r\r",
    "\u{10}\u{10}",
    "y",
];

/// One try over `ssh`: what it is called, the options, the command in place of the workstation, and what is typed.
struct Try {
    options: Vec<String>,
    command: Option<String>,
    typed: String,
}

/// Every way in with a command, an environment, a key or a subsystem.
fn tries() -> Vec<Try> {
    let typed = format!("{SAY}\n");
    let one = |options: &[&str], command: Option<&str>, typed: String| Try {
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        command: command.map(str::to_owned),
        typed,
    };
    let commands =
        COMMANDS.iter().flat_map(|command| ["-T", "-tt"].map(|tty| one(&[tty], Some(command), typed.clone())));
    let environment = ENVIRONMENT.iter().map(|(name, value)| {
        let set = format!("SetEnv={name}=\"{}\"", value.replace('"', "\\\""));
        one(&["-tt", "-o", &set], None, typed.clone())
    });
    let keys = KEYS.iter().map(|keys| one(&["-tt"], None, format!("{keys}{typed}exit\n")));
    let subsystems = ["sftp", "netconf", "shell", "bash", "internal-sftp"]
        .map(|subsystem| one(&["-s"], Some(subsystem), typed.clone()));
    commands.chain(environment).chain(keys).chain(subsystems).collect()
}

fn got_nowhere(what: &str, output: &Output) {
    let told = [output.stdout.as_slice(), &output.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    assert!(!told.contains(MARK), "{what}: a command ran: {told}");
    assert!(!told.contains("root:x:0"), "{what}: a file was read: {told}");
}

fn copies(prison: &Prison) -> usize {
    let mut sftp = prison.client("sftp", "-P");
    sftp.arg(Prison::host());
    let output = fed(sftp, b"get /etc/passwd /dev/stdout\n");
    assert!(!output.status.success(), "no sftp: {output:?}");
    got_nowhere("sftp", &output);
    let mut scp = prison.client("scp", "-P");
    scp.arg(format!("{}:/etc/passwd", Prison::host())).arg(prison.at().join("stolen"));
    got_nowhere("scp", &fed(scp, b""));
    assert!(!prison.at().join("stolen").exists(), "no file leaves");
    2
}

/// A machine under load may take longer to the first picture than a try lasts.
const FIRST_TRIES: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_tries_to_get_out_of_the_workstation_end_in_it() {
    needs_root();
    let prison = Prison::start().await;
    // It is the workstation that answers, or what follows would prove nothing.
    let draws = |output: &Output| String::from_utf8_lossy(&output.stdout).contains("\u{1b}[");
    let drawn = (0..FIRST_TRIES).any(|_| draws(&prison.ssh(&["-tt"], &[], b"\x03")));
    assert!(drawn, "the workstation draws");
    let all = tries();
    for some in all.chunks(AT_ONCE) {
        std::thread::scope(|scope| {
            for one in some {
                let prison = &prison;
                scope.spawn(move || {
                    let options: Vec<&str> = one.options.iter().map(String::as_str).collect();
                    let words: Vec<&str> = one.command.iter().map(String::as_str).collect();
                    let output = prison.ssh(&options, &words, one.typed.as_bytes());
                    got_nowhere(&format!("{options:?} {words:?} {:?}", one.typed), &output);
                });
            }
        });
    }
    let count = all.len() + copies(&prison) + forwards(&prison);
    println!("{count} tries");
    assert!(count >= 100, "{count}");
    let pwned = fs::read_dir(prison.at().join("pwned")).expect("a folder");
    let got: Vec<PathBuf> = pwned.map(|one| one.expect("one").path()).collect();
    assert_eq!(got, Vec::<PathBuf>::new(), "a script of the officer's ran");
    assert!(!Path::new("/tmp/own-by-env").exists(), "no place of the client's environment was used");
}

/// Ports and sockets that a client would like to have forwarded: nothing comes through. Counts the tries.
fn forwards(prison: &Prison) -> usize {
    let secret = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let behind = secret.local_addr().expect("an address").port();
    secret.set_nonblocking(true).expect("a mode");
    let mut tries = 0;
    let output = prison.ssh(&["-W", &format!("127.0.0.1:{behind}")], &[], b"hello");
    assert!(!output.status.success(), "-W: {output:?}");
    tries += 1;
    let socket = prison.server.socket();
    for there in [format!("127.0.0.1:{behind}"), format!("localhost:{behind}"), socket.display().to_string()] {
        let local = free_port();
        let flag = format!("127.0.0.1:{local}:{there}");
        let mut command = prison.client("ssh", "-p");
        command.args(["-N", "-L", &flag]).arg(Prison::host());
        through(command, local);
        tries += 1;
    }
    let local = free_port();
    let mut command = prison.client("ssh", "-p");
    command.args(["-N", "-D", &format!("127.0.0.1:{local}")]).arg(Prison::host());
    through(command, local);
    let remote = free_port();
    for flag in [format!("127.0.0.1:{remote}:127.0.0.1:{behind}"), format!("*:{remote}:127.0.0.1:{behind}")] {
        let mut command = prison.client("ssh", "-p");
        command.args(["-N", "-o", "ExitOnForwardFailure=yes", "-R", &flag]).arg(Prison::host());
        let output = fed(command, b"");
        assert!(!output.status.success(), "-R {flag}: {output:?}");
        assert!(TcpStream::connect(("127.0.0.1", remote)).is_err(), "a port was opened for the client");
        tries += 1;
    }
    for options in [&["-A"][..], &["-X"], &["-Y"], &["-w", "0:0"]] {
        let output = prison.ssh(&[&["-tt"], options].concat(), &[], b"\x03");
        assert!(!String::from_utf8_lossy(&output.stdout).contains("SSH_AUTH_SOCK"), "{output:?}");
        tries += 1;
    }
    assert!(secret.accept().is_err(), "somebody came through");
    tries + 1
}

/// Waits for the client to listen, and tries to reach what is behind.
fn through(mut command: Command, local: u16) {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a client");
    let until = Instant::now() + Duration::from_secs(4);
    while Instant::now() < until {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", local)) {
            stream.set_read_timeout(Some(Duration::from_secs(1))).expect("a limit");
            stream.write_all(b"\x05\x01\x00").expect("sent to our own client");
            let mut buffer = [0; 16];
            // The client's own answer to SOCKS is two bytes; nothing more ever comes.
            let read = stream.read(&mut buffer).unwrap_or(0);
            assert!(read <= 2, "{:?}", &buffer[..read]);
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(child.kill());
    drop(child.wait());
}

/// What must hold for an officer, whatever else the server's configuration says.
const REQUIRED: &[(&str, &str)] = &[
    ("permittty", "yes"),
    ("permituserrc", "no"),
    ("permituserenvironment", "no"),
    ("disableforwarding", "yes"),
    ("allowagentforwarding", "no"),
    ("allowtcpforwarding", "no"),
    ("allowstreamlocalforwarding", "no"),
    ("x11forwarding", "no"),
    ("permittunnel", "no"),
    ("permitopen", "none"),
    ("permitlisten", "none"),
    ("gatewayports", "no"),
    ("acceptenv", "DUTYDESK_ACCEPTS_NOTHING"),
    ("clientaliveinterval", "30"),
];

#[tokio::test(flavor = "multi_thread")]
async fn sshd_itself_says_that_the_required_settings_hold() {
    needs_root();
    let prison = Prison::start().await;
    let pid = prison.sshd.id().to_string();
    let inside = format!(
        "$(command -v sshd || echo /usr/sbin/sshd) -T -f {}/sshd_config -C user={OFFICER},host=x,addr=127.0.0.1",
        prison.at().display()
    );
    let child = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).expect("a child");
    let child = child.split_whitespace().next().expect("sshd").to_owned();
    let output = Command::new("nsenter").args(["-t", &child, "-m", "sh", "-c", &inside]).output().expect("nsenter");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut settings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in told.lines().filter_map(|line| line.split_once(' ')) {
        settings.entry(name).or_default().push(value);
    }
    for (name, value) in REQUIRED {
        assert_eq!(settings.get(name), Some(&vec![*value]), "{name}\n{told}");
    }
    let forced = settings.get("forcecommand").expect("a command");
    assert!(forced[0].contains("--no-start"), "{forced:?}");
    assert_eq!(settings.get("setenv"), Some(&vec!["LANG=zh_CN.UTF-8"]));
}
