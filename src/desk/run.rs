//! The loop: one message is waited for, the rest is drained, the screen is drawn once. No tick;
//! nothing is written when nothing changed.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Timelike;
use crossterm::event::{Event, EventStream, KeyEventKind};
use futures_util::StreamExt;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::clock;
use super::effect::{Effect, Ending};
use super::glyphs::Shapes;
use super::keymap::Key;
use super::lexicon::Language;
use super::link::{self, Address, Order};
use super::message::{Message, News};
use super::model::{Model, Start};
use super::own;
use super::terminal::Terminal;
use super::theme::Depth;
use super::update::update;
use super::view::view;
use crate::casework::safe_text::SafeText;

/// Messages that may wait: a burst of keys and announcements, not a backlog.
const MESSAGES_MAX: usize = 1024;

/// Messages taken before a frame is drawn, so that a flood does not keep the screen from showing.
const DRAIN_MAX: usize = 256;

/// Frames that follow from announcements alone come at most so often; a key is answered at once.
const FRAME_GAP: Duration = Duration::from_millis(33);

/// Frames that follow from a terminal being pulled larger or smaller: each is a whole one.
const RESIZE_GAP: Duration = Duration::from_millis(110);

/// How long the link may take to pass on the last drafts. A write to a socket of this machine takes a fraction of a
/// millisecond; on a machine at its limit the desk would rather be late than lose what was typed.
const HANDOVER_MAX: Duration = Duration::from_millis(300);

/// How the desk is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the daemon is.
    pub address: Address,
    /// The language of the first screen.
    pub language: Language,
    /// Plain ASCII shapes, whatever the locale says.
    pub ascii: bool,
    /// Name of the keymap: `vim`, `arrows`, `emacs`, or one of the officer's own.
    pub keymap: String,
    /// Name of the theme.
    pub theme: String,
    /// Wrap frames in synchronized output.
    pub synchronized: bool,
}

/// Opens the desk on this terminal and returns when the officer leaves.
///
/// # Errors
/// When there is no terminal, or it fails.
pub fn run(options: Options) -> io::Result<Ending> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ending = runtime.block_on(desk(options));
    // the reader of keys waits for one that never comes
    runtime.shutdown_background();
    ending
}

async fn desk(options: Options) -> io::Result<Ending> {
    let (messages, inbox) = channel(MESSAGES_MAX);
    let (orders, order_box) = channel(MESSAGES_MAX);
    let hangup = messages.clone();
    // a full inbox is a desk that no longer reads: the watchdog ends the process after its grace
    let terminal = Terminal::enter(options.synchronized, move || _ = hangup.try_send(Message::Ended))?;
    let (keymap, theme) = (options.keymap.clone(), options.theme.clone());
    let mut model = Model::new(&Start {
        size: terminal.size()?,
        now: clock::now(),
        language: options.language,
        keymap: options.keymap,
        theme: options.theme,
        depth: Depth::of_environment(|name| std::env::var(name).ok()),
        shapes: if options.ascii { Shapes::Ascii } else { Shapes::of_locale(locale().as_deref()) },
    });
    own::dress(&mut model, &keymap, &theme);
    tokio::spawn(keys(messages.clone()));
    tokio::spawn(signals(messages.clone())?);
    tokio::spawn(minutes(messages.clone()));
    let link = tokio::spawn(link::run(options.address, order_box, messages.clone()));
    let ending = Loop { model, terminal, orders, messages, ending: None }.run(inbox).await;
    // the link ends by itself when it has passed on what it was given; a daemon that does not read is not waited for
    let _ = timeout(HANDOVER_MAX, link).await;
    ending
}

fn locale() -> Option<String> {
    ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

struct Loop {
    model: Model,
    terminal: Terminal,
    orders: Sender<Order>,
    messages: Sender<Message>,
    ending: Option<Ending>,
}

impl Loop {
    async fn run(mut self, mut inbox: Receiver<Message>) -> io::Result<Ending> {
        let ended = self.turn(&mut inbox).await;
        if ended.is_err() {
            // the terminal is gone before anybody said so: what was typed is handed over all the same
            self.take(Message::Ended)?;
        }
        ended
    }

    async fn turn(&mut self, inbox: &mut Receiver<Message>) -> io::Result<Ending> {
        let mut drawn = Instant::now();
        self.terminal.show(view(&self.model))?;
        loop {
            let Some(first) = inbox.recv().await else { return Ok(Ending::Left) };
            let mut gap = self.take(first)?;
            loop {
                for _ in 0..DRAIN_MAX {
                    let Ok(message) = inbox.try_recv() else { break };
                    gap = gap.min(self.take(message)?);
                }
                if drawn.elapsed() >= gap {
                    break;
                }
                match timeout_at(drawn + gap, inbox.recv()).await {
                    Ok(Some(message)) => gap = gap.min(self.take(message)?),
                    Ok(None) | Err(_) => break,
                }
            }
            if let Some(ending) = self.ending {
                return Ok(ending);
            }
            self.terminal.show(view(&self.model))?;
            drawn = Instant::now();
        }
    }

    /// Takes a message and does what follows; how long after the last frame the next one may come.
    fn take(&mut self, message: Message) -> io::Result<Duration> {
        let gap = match message {
            Message::Link(News::Changed(_)) => FRAME_GAP,
            Message::Resized(..) => RESIZE_GAP,
            _ => Duration::ZERO,
        };
        let message = match message {
            // the desk counts in the unit's zone, which the daemon named
            Message::Minute(at) => Message::Minute(at.with_timezone(self.model.desk.now.offset())),
            other => other,
        };
        for effect in update(&mut self.model, message) {
            self.perform(effect)?;
        }
        Ok(gap)
    }

    fn perform(&mut self, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Ask(ticket, request) => self.order(Order::Ask(ticket, request)),
            Effect::Do(ticket, deed) => self.order(Order::Do(ticket, deed)),
            Effect::Draft(ticket, request) => self.order(Order::Draft(ticket, request)),
            Effect::Errand(errand) => self.order(Order::Errand(errand)),
            Effect::ActAs(post) => self.order(Order::ActAs(post)),
            Effect::Later(wait, message) => {
                let messages = self.messages.clone();
                tokio::spawn(async move {
                    sleep(wait).await;
                    // the desk may have ended meanwhile
                    let _ = messages.send(message).await;
                });
            }
            Effect::Copy(text) => self.terminal.send(&clipboard(&text))?,
            Effect::Save { name, bytes } => {
                let messages = self.messages.clone();
                tokio::spawn(async move {
                    // the desk may have ended meanwhile
                    let _ = messages.send(Message::Saved(save(&name, &bytes).await)).await;
                });
            }
            Effect::Redraw => self.terminal.redraw(),
            Effect::Suspend => {
                self.terminal.suspend()?;
                self.model.desk.size = self.terminal.size()?;
            }
            Effect::Quit(ending) => self.ending = Some(ending),
        }
        Ok(())
    }

    /// Gives the link its order. A link that takes none any more says so by its silence: the
    /// screen shows the line as down.
    fn order(&self, order: Order) {
        let _ = self.orders.try_send(order);
    }
}

/// OSC 52: the terminal's clipboard. The text is base64, so nothing of it can act on the terminal.
fn clipboard(text: &SafeText) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::from("\x1b]52;c;");
    for group in text.as_str().as_bytes().chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= group.len() { char::from(digit) } else { '=' });
        }
    }
    out.push('\x07');
    out
}

/// Writes a paper into the working folder under a name that is not taken.
async fn save(name: &str, bytes: &[u8]) -> Result<SafeText, SafeText> {
    let name = Path::new(name).file_name().map_or_else(|| PathBuf::from("paper"), PathBuf::from);
    let mut file = tokio::fs::OpenOptions::new();
    let file = file.write(true).create_new(true);
    let fault = |error: io::Error| SafeText::from_outside(&format!("{}: {error}", name.display()));
    let mut file = file.open(&name).await.map_err(fault)?;
    tokio::io::AsyncWriteExt::write_all(&mut file, bytes).await.map_err(fault)?;
    file.sync_all().await.map_err(fault)?;
    Ok(SafeText::from_outside(&name.display().to_string()))
}

/// Keys, pastes and sizes from the terminal, until it is gone.
async fn keys(messages: Sender<Message>) {
    let mut events = EventStream::new();
    while let Some(Ok(event)) = events.next().await {
        let message = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => Key::from_event(key).map(Message::Key),
            Event::Paste(text) => Some(Message::Paste(text)),
            Event::Resize(width, height) => Some(Message::Resized(width, height)),
            Event::Key(_) | Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
        };
        if let Some(message) = message
            && messages.send(message).await.is_err()
        {
            return;
        }
    }
    // the terminal gives nothing any more
    let _ = messages.send(Message::Ended).await;
}

/// SIGTERM and SIGHUP end the desk.
fn signals(messages: Sender<Message>) -> io::Result<impl Future<Output = ()> + Send> {
    let (mut term, mut hup) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = hup.recv() => {}
        }
        // a desk that has ended needs no telling
        let _ = messages.send(Message::Ended).await;
    })
}

/// One message at the turn of each minute, for the clock and what depends on it.
async fn minutes(messages: Sender<Message>) {
    loop {
        let now = clock::now();
        let millis = u64::from(now.second()) * 1000 + u64::from(now.timestamp_subsec_millis());
        sleep(Duration::from_millis(60_050_u64.saturating_sub(millis))).await;
        if messages.send(Message::Minute(clock::now())).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboard_gets_base64() {
        for (text, coded) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("海", "5rW3")] {
            assert_eq!(clipboard(&SafeText::from_outside(text)), format!("\x1b]52;c;{coded}\x07"));
        }
    }
}
