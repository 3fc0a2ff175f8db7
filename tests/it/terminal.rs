//! The desk on a real terminal: given back whatever ends it, silent when idle, cheap when it moves.
//!
//! The desk runs as a child of this test binary (`terminal::desk_child`), with a daemon and a
//! store of its own.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use dutydesk::daemon;
use dutydesk::desk::lexicon::Language;
use dutydesk::desk::link::Address;
use dutydesk::desk::run::{Options, run};
use dutydesk::wire::client::Client;
use dutydesk::wire::{Reply, Request, Setup};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use crate::support::{self, Station};

/// The folder of the child's store; the child runs only when it is set.
const STORE: &str = "DUTYDESK_TEST_STORE";
/// The child panics when this is set, after its first frame.
const PANIC: &str = "DUTYDESK_TEST_PANIC";

/// What a terminal gets last, whatever ended the desk.
const GIVEN_BACK: &str = "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\
                          \x1b[<u\x1b[?2026l\x1b[?25h\x1b[m\x1b[?1049l";

/// Not a test of its own: the desk that the tests below start in a terminal.
#[test]
fn desk_child() {
    let Ok(folder) = std::env::var(STORE) else { return };
    let folder = std::path::PathBuf::from(folder);
    let socket = folder.join("socket");
    let options = daemon::Options {
        anchors: folder.join("anchors.txt"),
        store: folder,
        socket: socket.clone(),
        shared: false,
        administrators: Vec::new(),
        keys: crate::journal::keys(),
    };
    std::thread::spawn(move || daemon::run(&options));
    while !socket.exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let address = Address { socket, owner: rustix::process::geteuid().as_raw(), start: None };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(begin(&address));
    if std::env::var(PANIC).is_ok() {
        std::thread::spawn(|| {
            std::thread::sleep(Duration::from_millis(500));
            panic!("as the test wants");
        });
    }
    let ended = run(Options {
        address,
        language: Language::from_id(&std::env::var("DUTYDESK_LANG").unwrap_or_default()).unwrap_or(Language::En),
        ascii: false,
        keymap: "vim".to_owned(),
        theme: "dark".to_owned(),
        synchronized: false,
    });
    std::process::exit(if ended.is_ok() { 0 } else { 3 });
}

async fn begin(address: &Address) {
    let mut client = Client::connect(&address.socket, address.owner).await.unwrap();
    let begin = Setup::Begin {
        code: "ZJ".to_owned(),
        name_zh: "浙江分中心".to_owned(),
        name_en: "Zhejiang center".to_owned(),
        practice: true,
    };
    assert!(matches!(client.ask(Request::Setup(begin)).await.unwrap(), Reply::Setup(_)));
    for act in super::screens::cases() {
        let command = dutydesk::casework::ids::CommandId(uuid::Uuid::now_v7());
        let reply = client.ask(Request::Do { command, seen: None, act }).await.unwrap();
        assert!(matches!(reply, Reply::Changed(_)), "{reply:?}");
    }
}

/// The desk in a terminal of 80x24.
struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    read: Receiver<Vec<u8>>,
    seen: Vec<u8>,
    _store: Option<tempfile::TempDir>,
}

impl Pty {
    fn start(env: &[(&str, &str)]) -> Self {
        let store = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["terminal::desk_child", "--exact", "--nocapture", "--test-threads=1"]);
        command.env(STORE, store.path().join("store"));
        command.env("DUTYDESK_STORE_KEY", store.path().join("store.key"));
        for (name, value) in env {
            command.env(name, value);
        }
        let mut pty = Self::spawn(command, Some(store));
        pty.wait_for("A-2026-000001");
        pty.types("gi", "ZJ-2026-000002");
        pty.quiet(Duration::from_millis(400));
        pty
    }

    /// The program itself, at a daemon that somebody else keeps.
    fn desk_at(station: &Station) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_dutydesk"));
        command.args(desk_arguments(station));
        let mut pty = Self::spawn(command, None);
        pty.wait_for("A-2026-000001");
        pty.types("gi", "ZJ-2026-000002");
        pty
    }

    fn spawn(mut command: CommandBuilder, store: Option<tempfile::TempDir>) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env("LANG", "C.UTF-8");
        if command.get_env("NO_COLOR") != Some("1".as_ref()) {
            command.env_remove("NO_COLOR");
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (bytes, read) = channel();
        std::thread::spawn(move || {
            let mut chunk = [0; 65536];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if bytes.send(chunk[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Pty { child, master: Some(pair.master), writer: Some(writer), read, seen: Vec::new(), _store: store }
    }

    /// Closes the line, as a network that is gone does; how long the desk was still there.
    fn cut(&mut self) -> Duration {
        // the reader lets go of the terminal when it has nobody to give its next bytes to: the caret moves
        self.read = channel().1;
        self.writer.as_mut().unwrap().write_all(b"\x1b[D").unwrap();
        std::thread::sleep(Duration::from_millis(30));
        self.writer = None;
        self.master = None;
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(5), "still there");
            std::thread::sleep(Duration::from_millis(1));
        }
        begun.elapsed()
    }

    /// Types, and waits until the screen has it.
    fn types(&mut self, keys: &str, wanted: &str) {
        self.writer.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
        self.wait_for(wanted);
    }

    /// The screen as the bytes so far have drawn it.
    fn screen(&self) -> String {
        let mut terminal = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
        terminal.process(&self.seen);
        terminal.screen().contents()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.seen).into_owned()
    }

    #[track_caller]
    fn wait_for(&mut self, wanted: &str) {
        let begun = Instant::now();
        while !self.text().contains(wanted) {
            assert!(begun.elapsed() < Duration::from_secs(30), "no `{wanted}` in {}", self.text());
            if let Ok(bytes) = self.read.recv_timeout(Duration::from_millis(50)) {
                self.seen.extend(bytes);
            }
        }
    }

    /// Reads until nothing came for so long; what came, in the pieces it came in.
    fn quiet(&mut self, time: Duration) -> Vec<Vec<u8>> {
        let mut pieces = Vec::new();
        while let Ok(bytes) = self.read.recv_timeout(time) {
            self.seen.extend(&bytes);
            pieces.push(bytes);
        }
        pieces
    }

    fn keys(&mut self, keys: &str) -> Vec<Vec<u8>> {
        self.writer.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
        self.quiet(Duration::from_millis(400))
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.process_id().unwrap()).unwrap()).unwrap()
    }

    #[track_caller]
    fn is_gone_within(&mut self, time: Duration) {
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < time, "still there after {time:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[track_caller]
    fn is_given_back(&mut self) {
        self.is_gone_within(Duration::from_secs(10));
        self.quiet(Duration::from_millis(200));
        assert!(self.text().contains(GIVEN_BACK), "{:?}", self.text());
        let after = self.text().rsplit_once(GIVEN_BACK).unwrap().1.to_owned();
        assert!(!after.contains("\x1b["), "{after:?}");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn leaving_gives_the_terminal_back() {
    let mut pty = Pty::start(&[]);
    pty.keys("q");
    pty.keys("\r");
    pty.is_given_back();
    let master = pty.master.as_ref().unwrap();
    let left = master.get_termios().unwrap();
    assert!(format!("{left:?}").contains("ICANON") && format!("{left:?}").contains("ECHO"), "{left:?}");
}

#[test]
fn signals_give_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP] {
        let mut pty = Pty::start(&[]);
        kill_process(pty.pid(), signal).unwrap();
        pty.is_given_back();
    }
}

#[test]
fn a_cut_line_ends_the_desk_within_a_second() {
    let mut pty = Pty::start(&[]);
    // the reader lets go of the terminal when it has nobody to give its next bytes to
    pty.read = channel().1;
    pty.writer.as_mut().unwrap().write_all(b"j").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    pty.writer = None;
    pty.master = None;
    pty.is_gone_within(Duration::from_millis(1500));
}

#[test]
fn an_idle_desk_writes_nothing_but_the_clock() {
    let mut pty = Pty::start(&[]);
    let begun = Instant::now();
    let mut bytes = 0;
    while begun.elapsed() < Duration::from_secs(3) {
        bytes += pty.quiet(Duration::from_millis(500)).iter().map(Vec::len).sum::<usize>();
    }
    // at most one turn of the minute falls into the time
    assert!(bytes <= 80, "{bytes} bytes");
}

#[test]
fn a_step_of_the_cursor_is_one_small_write() {
    let mut pty = Pty::start(&[]);
    let pieces = pty.keys("j");
    // the preview follows when the cursor has rested, in a frame of its own
    assert!(pieces.len() == 2 && pieces[0].len() <= 120, "{:?}", pieces.iter().map(Vec::len).collect::<Vec<_>>());
}

#[test]
fn the_screen_is_the_same_as_the_frames_say() {
    let mut pty = Pty::start(&[]);
    pty.keys("\r");
    let mut terminal = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
    terminal.process(&pty.seen);
    let screen = terminal.screen().contents();
    assert!(screen.contains("Disputes / ZJ-2026-000001") && screen.contains("Northlake"), "{screen}");
}

#[test]
fn without_colour_no_colour_is_sent() {
    let mut pty = Pty::start(&[("NO_COLOR", "1")]);
    pty.keys("j");
    let text = pty.text();
    let styles = text.split("\x1b[").skip(1).filter_map(|rest| rest.split_once('m').map(|(codes, _)| codes));
    let colours = styles.filter(|codes| codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'));
    let colours: Vec<_> = colours
        .filter(|codes| codes.split(';').any(|code| code.starts_with('3') || code.starts_with('4') && code.len() > 1))
        .collect();
    assert!(colours.is_empty() && text.contains("\x1b[0;1m"), "{colours:?}");
}

#[test]
fn a_panic_gives_the_terminal_back() {
    let mut pty = Pty::start(&[(PANIC, "1")]);
    pty.wait_for("as the test wants");
    assert!(pty.text().contains(GIVEN_BACK));
}

/// A daemon with the cases of the screens.
fn station() -> Station {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let station = Station::practice("ZJ").await;
        let mut client = station.client().await;
        for act in super::screens::cases() {
            support::done(&mut client, act).await;
        }
        station
    })
}

fn desk_arguments(station: &Station) -> Vec<String> {
    let (store, socket) = (station.store().display().to_string(), station.socket().display().to_string());
    ["--store", &store, "--socket", &socket, "--lang", "en", "--no-start"].map(str::to_owned).to_vec()
}

/// F8, as a terminal sends it.
const PHONE_INTAKE: &str = "\x1b[19~";

/// Waits until the daemon keeps this text in the one draft.
#[track_caller]
fn is_kept(station: &Station, text: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut kept = String::new();
    let begun = Instant::now();
    while kept != text {
        assert!(begun.elapsed() < Duration::from_secs(5), "kept is `{kept}`, not `{text}`");
        let reply = runtime.block_on(async { station.client().await.ask(Request::Drafts).await.unwrap() });
        let Reply::Drafts(drafts) = reply else { panic!("{reply:?}") };
        kept = drafts.first().map_or_else(String::new, |draft| draft.fields[0].1.clone());
    }
}

#[test]
fn half_a_note_is_there_after_the_line_was_cut() {
    let station = station();
    let mut pty = Pty::desk_at(&station);
    pty.types("i", "note ZJ-2026");
    // no pause: only the end of the desk hands this over
    pty.types("counsel ch", "counsel ch");
    pty.cut();
    is_kept(&station, "counsel ch");
    let mut pty = Pty::desk_at(&station);
    pty.wait_for("drafts 1");
    pty.types("i", "counsel ch");
    pty.wait_for("draft of ");
}

#[test]
fn a_signal_loses_nothing_that_was_typed() {
    let station = station();
    for (signal, typed) in [(Signal::HUP, "Hai"), (Signal::TERM, "yue")] {
        let mut pty = Pty::desk_at(&station);
        pty.types(PHONE_INTAKE, "Phone intake");
        pty.quiet(Duration::from_millis(100));
        pty.types(typed, typed);
        kill_process(pty.pid(), signal).unwrap();
        pty.is_given_back();
    }
    let mut pty = Pty::desk_at(&station);
    pty.types(PHONE_INTAKE, "Haiyue");
}

#[test]
fn twenty_cut_lines_leave_the_text_and_no_process() {
    let station = station();
    let mut times = Vec::new();
    for round in 1..=20 {
        let mut pty = Pty::desk_at(&station);
        pty.types(PHONE_INTAKE, "Phone intake");
        pty.quiet(Duration::from_millis(60));
        pty.seen.clear();
        // one letter more in each round, cut off as soon as it is on the screen
        pty.types("x", "x");
        // The footer has an x of its own: the letter is there when nothing more is drawn, well before a draft is saved.
        pty.quiet(Duration::from_millis(100));
        let pid = pty.pid().as_raw_nonzero();
        times.push(pty.cut());
        assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists(), "{pid} is still there");
        is_kept(&station, &"x".repeat(round));
    }
    times.sort_unstable();
    assert!(times[10] < Duration::from_millis(50), "half of them took {:?} and more", times[10]);
    let mut pty = Pty::desk_at(&station);
    pty.types(PHONE_INTAKE, &"x".repeat(20));
}

/// Lines without the blanks at their ends: one screen has them drawn, the other empty.
fn trimmed(screen: &str) -> Vec<&str> {
    screen.lines().map(str::trim_end).collect()
}

#[test]
fn suspended_and_continued_the_desk_is_as_it_was() {
    let station = station();
    let mut command = CommandBuilder::new("sh");
    command.args(["-i", "-m"]);
    command.env("PS1", "ready> ");
    let mut pty = Pty::spawn(command, None);
    pty.wait_for("ready> ");
    let words = desk_arguments(&station).join(" ");
    pty.types(&format!("{} {words}\n", env!("CARGO_BIN_EXE_dutydesk")), "Duty board");
    pty.types("gi", "ZJ-2026-000002");
    pty.types("j", "温州");
    pty.quiet(Duration::from_millis(300));
    let before = pty.screen();
    pty.seen.clear();
    pty.types("\x1a", "ready> ");
    let given_back = pty.text();
    assert!(given_back.contains(GIVEN_BACK), "{given_back:?}");
    // the shell edits lines again: what is typed comes back, and is run
    pty.types("echo is-$((20 + 3))\n", "is-23");
    pty.seen.clear();
    pty.types("fg\n", "ZJ-2026-000002");
    pty.quiet(Duration::from_millis(300));
    assert_eq!(trimmed(&pty.screen()), trimmed(&before));
    pty.seen.clear();
    pty.types("ZZ", "ready> ");
    assert!(pty.text().contains(GIVEN_BACK), "{}", pty.text());
}
