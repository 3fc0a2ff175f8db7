//! The terminal, taken and given back. Whatever ends the desk (a normal exit, an error, a panic,
//! SIGTERM, SIGHUP, a cut line), the terminal is left as it was found.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

use super::painter::{Frame, Painter};

/// Room for a frame; a full 200x50 page in 24-bit colour stays below it.
const FRAME_BYTES: usize = 64 * 1024;

/// How long the desk has to hand over its drafts once the terminal is gone.
const HANGUP_GRACE: Duration = Duration::from_millis(700);

/// Alternate screen, bracketed paste, cursor hidden until a field shows it.
const ENTER: &str = "\x1b[?1049h\x1b[?2004h\x1b[?25l";

/// Every mode that this program or a program before it may have left on: mouse, focus, paste,
/// synchronized output, keyboard flags; then cursor, style and the main screen.
const LEAVE: &str = "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\
                     \x1b[<u\x1b[?2026l\x1b[?25h\x1b[m\x1b[?1049l";

/// The settings found at the start, kept where a panic hook can reach them.
static FOUND: Mutex<Option<Termios>> = Mutex::new(None);

/// The terminal while the desk has it; dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    painter: Painter,
    watchdog: Arc<OwnedFd>,
}

impl Terminal {
    /// Takes the terminal. `hangup` is called once, from another thread, when it is gone; if the
    /// process is still there after a short grace it is ended.
    ///
    /// # Errors
    /// When stdin or stdout is no terminal, or its settings cannot be changed.
    pub fn enter(synchronized: bool, hangup: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        give_back_on_panic();
        take()?;
        let watchdog = match watch(hangup) {
            Ok(watchdog) => watchdog,
            Err(error) => {
                give_back();
                return Err(error);
            }
        };
        Ok(Terminal { painter: Painter::new(synchronized), watchdog })
    }

    /// Width and height in cells.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = tcgetwinsize(io::stdout())?;
        Ok((size.ws_col, size.ws_row))
    }

    /// Shows a frame with one write; writes nothing when it is shown already.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn show(&mut self, frame: Frame) -> io::Result<()> {
        let bytes = self.painter.bytes(frame);
        write_all(bytes.as_bytes())
    }

    /// Sends bytes of our own that are no part of a frame (bell, clipboard).
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn send(&mut self, own: &str) -> io::Result<()> {
        write_all(own.as_bytes())
    }

    /// The next frame is drawn whole.
    pub fn redraw(&mut self) {
        self.painter.forget();
    }

    /// Gives the terminal back, stops the process as a shell expects, and takes it again when
    /// the process is continued.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        kill_current_process_group(Signal::TSTP)?;
        take()?;
        self.painter.forget();
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // a failed wake-up leaves the watchdog waiting for a terminal that still lives: harmless
        let _ = rustix::io::write(&self.watchdog, &1_u64.to_ne_bytes());
        give_back();
    }
}

/// Repairs a terminal that a killed program left behind: modes off, main screen, line editing on.
///
/// # Errors
/// When stdin is no terminal.
pub fn reset_tty() -> io::Result<()> {
    write_all(LEAVE.as_bytes())?;
    let mut settings = tcgetattr(io::stdin())?;
    settings.make_raw();
    sane(&mut settings);
    tcsetattr(io::stdin(), OptionalActions::Now, &settings)?;
    Ok(())
}

/// What `stty sane` turns on, for the modes that raw mode turns off.
fn sane(settings: &mut Termios) {
    use rustix::termios::{InputModes, LocalModes, OutputModes};
    settings.input_modes |= InputModes::BRKINT | InputModes::ICRNL | InputModes::IXON;
    settings.output_modes |= OutputModes::OPOST | OutputModes::ONLCR;
    settings.local_modes |= LocalModes::ISIG
        | LocalModes::ICANON
        | LocalModes::IEXTEN
        | LocalModes::ECHO
        | LocalModes::ECHOE
        | LocalModes::ECHOK
        | LocalModes::ECHOCTL
        | LocalModes::ECHOKE;
}

fn take() -> io::Result<()> {
    let found = tcgetattr(io::stdin())?;
    tcgetwinsize(io::stdout())?;
    let mut raw = found.clone();
    raw.make_raw();
    *FOUND.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    tcsetattr(io::stdin(), OptionalActions::Now, &raw)?;
    write_all(ENTER.as_bytes())
}

/// Gives the terminal back, once; later calls do nothing. Faults are passed over: the terminal
/// may be gone, and there is nobody left to tell.
fn give_back() {
    let found = FOUND.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(found) = found {
        let _ = write_all(LEAVE.as_bytes());
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &found);
    }
}

fn give_back_on_panic() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            report(info);
        }));
    });
}

/// Waits on its own thread until the terminal hangs up: the event reader spins on a dead terminal
/// instead of ending. Writing to the returned descriptor ends the wait.
fn watch(hangup: impl FnOnce() + Send + 'static) -> io::Result<Arc<OwnedFd>> {
    let stop = Arc::new(eventfd(0, EventfdFlags::CLOEXEC)?);
    let heard = Arc::clone(&stop);
    let tty = rustix::io::dup(io::stdin())?;
    thread::Builder::new().name("tty-watchdog".to_owned()).spawn(move || {
        if hung_up(&tty, &heard) {
            hangup();
            thread::sleep(HANGUP_GRACE);
            give_back();
            std::process::exit(EXIT_HANGUP);
        }
    })?;
    Ok(stop)
}

/// The exit code of a program ended by SIGHUP.
const EXIT_HANGUP: i32 = 128 + 1;

/// True when the terminal is gone, false when the watch was called off.
fn hung_up(tty: &OwnedFd, stop: &OwnedFd) -> bool {
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    loop {
        // without requested events only hang-up and error are reported
        let mut fds = [
            PollFd::from_borrowed_fd(tty.as_fd(), PollFlags::empty()),
            PollFd::from_borrowed_fd(stop.as_fd(), PollFlags::IN),
        ];
        match poll(&mut fds, None) {
            Ok(_) if !fds[1].revents().is_empty() => return false,
            Ok(_) if fds[0].revents().intersects(gone) => return true,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return true,
        }
    }
}

fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    debug_assert!(bytes.len() <= FRAME_BYTES, "a frame outgrew its buffer");
    while !bytes.is_empty() {
        match rustix::io::write(io::stdout(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
