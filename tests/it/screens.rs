//! Keys in, screen text out: the desk's own model, link and frames against a real daemon on a
//! practice store. No terminal: `tests/it/terminal.rs` has that.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike, Days, FixedOffset};
use dutydesk::casework::agency::{AgencyAct, Liaison};
use dutydesk::casework::alert::{AlertDraft, CapSeverity, CapUrgency};
use dutydesk::casework::command::Act;
use dutydesk::casework::dispute::{DisputeDraft, Enterprise};
use dutydesk::casework::expert::ExpertDraft;
use dutydesk::casework::ids::CommandId;
use dutydesk::casework::words::{Channel, DisputeKind, Role, Tlp};
use dutydesk::daemon;
use dutydesk::desk::effect::{Effect, Ending};
use dutydesk::desk::glyphs::Shapes;
use dutydesk::desk::keymap::Key;
use dutydesk::desk::lexicon::Language;
use dutydesk::desk::link::{self, Address, Order};
use dutydesk::desk::message::{Message, News};
use dutydesk::desk::model::{Model, Start};
use dutydesk::desk::theme::Depth;
use dutydesk::desk::update::update;
use dutydesk::desk::view::{lines, view};
use dutydesk::wire::client::Client;
use dutydesk::wire::{RecipientRow, Reply, Request, Setup};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::support::{self, Station};

/// A question is answered within this, also on a busy machine; on a broken line it is not.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// Nothing asked, and nothing said for this long: the daemon has told all.
const QUIET: Duration = Duration::from_millis(120);

/// A store of its own with a daemon.
struct Store {
    folder: PathBuf,
    socket: PathBuf,
}

impl Store {
    fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let no = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("dutydesk-screens-{}-{no}", std::process::id()));
        let socket = folder.join("socket");
        let options = daemon::Options {
            store: folder.clone(),
            socket: socket.clone(),
            shared: false,
            administrators: Vec::new(),
            keys: crate::journal::keys(),
            anchors: folder.join("anchors.txt"),
        };
        std::thread::spawn(move || daemon::run(&options));
        let begun = Instant::now();
        // There before it is listened on: only an answer tells that it is.
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "the daemon did not start");
            std::thread::sleep(Duration::from_millis(10));
        }
        Store { folder, socket }
    }

    fn address(&self) -> Address {
        Address { socket: self.socket.clone(), owner: rustix::process::geteuid().as_raw(), start: None }
    }

    async fn ask(&self, requests: Vec<Request>) -> Vec<Reply> {
        let address = self.address();
        let mut client = Client::connect(&address.socket, address.owner).await.unwrap();
        let mut replies = Vec::new();
        for request in requests {
            replies.push(client.ask(request).await.unwrap());
        }
        replies
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A desk on a store, without a terminal.
struct Desk {
    model: Model,
    inbox: Receiver<Message>,
    orders: Sender<Order>,
    ended: Option<Ending>,
    saved: Vec<String>,
    /// Questions without an answer yet.
    open: std::cell::Cell<usize>,
    store: Option<std::rc::Rc<Store>>,
    runtime: std::rc::Rc<Runtime>,
}

#[expect(clippy::disallowed_methods, reason = "screens are tried against the days of now, as an officer sees them")]
fn now() -> DateTime<FixedOffset> {
    chrono::Utc::now().with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap())
}

impl Desk {
    /// A desk on an empty store.
    fn on_empty(size: (u16, u16), language: Language) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let store = std::rc::Rc::new(Store::start());
        Self::open(size, language, store, std::rc::Rc::new(runtime))
    }

    fn open(size: (u16, u16), language: Language, store: std::rc::Rc<Store>, runtime: std::rc::Rc<Runtime>) -> Self {
        let address = store.address();
        Self::at(size, language, (address, Some(store)), runtime)
    }

    /// A desk at a daemon that somebody else keeps.
    fn at(
        size: (u16, u16),
        language: Language,
        (address, store): (Address, Option<std::rc::Rc<Store>>),
        runtime: std::rc::Rc<Runtime>,
    ) -> Self {
        let start = Start {
            size,
            now: now(),
            language,
            keymap: "vim".to_owned(),
            theme: "dark".to_owned(),
            depth: Depth::Mono,
            shapes: Shapes::Unicode,
        };
        let (messages, inbox) = channel(1024);
        let (orders, order_box) = channel(1024);
        runtime.spawn(link::run(address, order_box, messages));
        let mut desk = Desk {
            model: Model::new(&start),
            inbox,
            orders,
            ended: None,
            saved: Vec::new(),
            open: std::cell::Cell::new(0),
            store,
            runtime,
        };
        desk.settle();
        desk
    }

    /// A desk on a practice store with the cases of this file.
    fn on_practice(size: (u16, u16), language: Language) -> Self {
        let runtime = std::rc::Rc::new(tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
        let store = std::rc::Rc::new(Store::start());
        let begin = Setup::Begin {
            code: "ZJ".to_owned(),
            name_zh: "浙江分中心".to_owned(),
            name_en: "Zhejiang center".to_owned(),
            practice: true,
        };
        let mut requests = vec![Request::Setup(begin)];
        requests.extend(cases().into_iter().map(|act| Request::Do {
            command: CommandId(uuid::Uuid::now_v7()),
            seen: None,
            act,
        }));
        for reply in runtime.block_on(store.ask(requests)) {
            assert!(matches!(reply, Reply::Setup(_) | Reply::Changed(_)), "{reply:?}");
        }
        let recipients = runtime.block_on(store.ask(vec![Request::Recipients])).pop().expect("an answer");
        let act = a_liaison(&recipients);
        let named = Request::Do { command: CommandId(uuid::Uuid::now_v7()), seen: None, act };
        assert!(matches!(runtime.block_on(store.ask(vec![named]))[..], [Reply::Changed(_)]));
        Self::open(size, language, store, runtime)
    }

    /// The same, gone to the board of disputes.
    fn at_disputes(size: (u16, u16), language: Language) -> Self {
        let mut desk = Self::on_practice(size, language);
        desk.keys("g i");
        desk
    }

    /// Another desk on the same store.
    fn beside(&self) -> Self {
        let size = self.model.desk.size;
        let store = self.store.clone().expect("a desk on a store of its own");
        let mut desk = Self::open(size, Language::En, store, std::rc::Rc::clone(&self.runtime));
        desk.keys("g i");
        desk
    }

    /// Words separated by blanks are keys; a quoted `'word'` is typed.
    fn keys(&mut self, keys: &str) -> &mut Self {
        for word in keys.split(' ') {
            match word.strip_prefix('\'') {
                Some(text) => {
                    for c in text.trim_end_matches('\'').chars() {
                        self.feed(Message::Key(if c == '_' { "Space".parse().unwrap() } else { Key::Char(c) }));
                    }
                }
                None => self.feed(Message::Key(word.parse().unwrap())),
            }
            self.settle();
        }
        self
    }

    fn feed(&mut self, message: Message) {
        match &message {
            Message::Link(News::Reply(..)) => self.open.set(self.open.get().saturating_sub(1)),
            Message::Link(News::Down(_)) => self.open.set(0),
            _ => {}
        }
        for effect in update(&mut self.model, message) {
            match effect {
                Effect::Ask(ticket, request) => self.order(Order::Ask(ticket, request)),
                Effect::Do(ticket, deed) => self.order(Order::Do(ticket, deed)),
                Effect::Draft(ticket, request) => self.order(Order::Draft(ticket, request)),
                Effect::Errand(errand) => self.order(Order::Errand(errand)),
                Effect::ActAs(post) => self.order(Order::ActAs(post)),
                Effect::Later(_, message) => self.feed(message),
                Effect::Save { name, .. } => self.saved.push(name),
                Effect::Quit(ending) => self.ended = Some(ending),
                Effect::Copy(_) | Effect::Redraw | Effect::Suspend => {}
            }
        }
    }

    fn order(&self, order: Order) {
        if matches!(order, Order::Ask(..) | Order::Do(..)) {
            self.open.set(self.open.get() + 1);
        }
        self.orders.try_send(order).unwrap();
    }

    /// Takes what the daemon says until it is quiet.
    fn settle(&mut self) {
        let runtime = std::rc::Rc::clone(&self.runtime);
        loop {
            let patience = if self.open.get() > 0 { ANSWER_WITHIN } else { QUIET };
            let said = runtime.block_on(async { tokio::time::timeout(patience, self.inbox.recv()).await });
            match said {
                Ok(Some(message)) => self.feed(message),
                Ok(None) | Err(_) => return,
            }
        }
    }

    fn screen(&self) -> String {
        let frame = view(&self.model);
        let lines = lines(&frame.buffer);
        let text = lines.join("\n");
        assert!(!text.contains("<head") && !text.contains("<section"), "{text}");
        text
    }

    #[track_caller]
    fn shows(&self, wanted: &str) -> &Self {
        let screen = self.screen();
        assert!(screen.contains(wanted), "no `{wanted}` on\n{screen}");
        self
    }
}

fn dispute(enterprise: &str, docket: &str, days: i64) -> DisputeDraft {
    let received_at = now();
    DisputeDraft {
        received_at,
        channel: Channel::Form,
        source: "form.csv".to_owned(),
        enterprise: Enterprise { name: enterprise.to_owned(), ..Enterprise::default() },
        role: Role::Respondent,
        kind: DisputeKind::PatentSuit,
        jurisdiction: "US".to_owned(),
        forum: "N.D. Ill.".to_owned(),
        docket: Some(docket.to_owned()),
        counterpart: "Northlake Optics LLC".to_owned(),
        counterpart_counsel: String::new(),
        rights: vec!["US 11,900,021".to_owned()],
        products: "laser range finder 激光测距仪".to_owned(),
        amount: None,
        known_on: None,
        served_on: None,
        service_method: "mail".to_owned(),
        reply_due: Some(received_at.date_naive() + chrono::TimeDelta::days(days)),
        state: String::new(),
        counsel: String::new(),
        request: "应诉指导".to_owned(),
        consent_to_share: Some(true),
        material_abroad: None,
        secrecy: Tlp::Amber,
    }
}

fn alert() -> AlertDraft {
    AlertDraft {
        sender: "N.D. Ill.".to_owned(),
        urgency: CapUrgency::Immediate,
        severity: CapSeverity::Extreme,
        event: "Complaint".to_owned(),
        headline: "Complaint against 11 shops \u{1b}[31m\u{202e}".to_owned(),
        description: "TRO asked".to_owned(),
        web: "https://example.test/1".to_owned(),
        jurisdiction: "US".to_owned(),
        forum: "N.D. Ill.".to_owned(),
        docket: Some("1:26-cv-09999".to_owned()),
        parties: vec!["Caihe Homeware".to_owned()],
        secrecy: Tlp::Green,
        ..AlertDraft::of_source("docket-feed", "x-1", now())
    }
}

fn expert(name: &str, conflicts: &[&str]) -> ExpertDraft {
    ExpertDraft {
        name: name.to_owned(),
        organisation: "光学研究所".to_owned(),
        fields: vec!["laser".to_owned()],
        jurisdictions: vec!["US".to_owned()],
        languages: vec!["en".to_owned()],
        contact: String::new(),
        conflicts: conflicts.iter().map(|one| (*one).to_owned()).collect(),
        load_max: 3,
        leave_until: None,
        ..ExpertDraft::default()
    }
}

/// The cases of the practice store.
pub fn cases() -> Vec<Act> {
    vec![
        Act::Register(Box::new(dispute("宁波海岳智能装备", "1:26-cv-01234", 7))),
        Act::Register(Box::new(dispute("温州翎飞鞋业", "1:26-cv-05678", 30))),
        Act::Raise(Box::new(alert())),
        Act::EnrolExpert(Box::new(expert("方旭", &[]))),
        Act::EnrolExpert(Box::new(expert("魏纪", &["Northlake Optics LLC"]))),
    ]
}

const SMALL: (u16, u16) = (80, 24);

#[test]
fn the_board_of_disputes_is_ordered_by_the_next_deadline() {
    let desk = Desk::at_disputes(SMALL, Language::Zh);
    desk.shows("来案 / 全部")
        .shows("[1 全部 2]")
        .shows("▐  ZJ-2026-000001")
        .shows("宁波海岳智能")
        .shows("7天")
        .shows("▬");
    let screen = desk.screen();
    assert!(screen.find("宁波海岳").unwrap() < screen.find("温州翎飞").unwrap(), "{screen}");
    assert!(screen.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) == 80), "{screen}");
    desk.shows("练习").shows("! P1 1").shows("线路通");
}

#[test]
fn a_step_of_the_cursor_changes_two_cells() {
    let mut desk = Desk::at_disputes(SMALL, Language::Zh);
    desk.keys("p");
    let before = view(&desk.model);
    desk.keys("j");
    assert_eq!(before.buffer.diff(&view(&desk.model).buffer).iter().filter(|(x, _, _)| *x == 0).count(), 2);
}

#[test]
fn the_language_changes_at_once_and_everywhere() {
    let mut desk = Desk::at_disputes(SMALL, Language::Zh);
    desk.keys("j F2").shows("Disputes / All").shows("▐  ZJ-2026-000002").shows("PRACTICE");
    desk.keys("Enter").shows("Deadlines");
    desk.keys("F2").shows("时限");
}

#[test]
fn hostile_text_is_shown_as_what_it_is() {
    let mut desk = Desk::at_disputes((120, 40), Language::En);
    desk.keys("g a").shows("Complaint against 11 shops \\u{1b}[31m");
}

#[test]
fn an_alert_is_acked_and_made_a_dispute() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("g a").shows("Alert queue").shows("! new");
    desk.keys("a").shows("On record").shows("▸");
    assert!(!desk.screen().contains("! P1 1"), "{}", desk.screen());
    desk.keys("o").shows("Open a dispute").shows("1:26-cv-09999");
    desk.keys("'Caihe F9 Enter").shows("On record");
    desk.keys("g i").shows("Caihe");
}

#[test]
fn what_was_done_is_undone_and_done_again_with_one_key() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("u").shows("Nothing of the last ten minutes");
    desk.keys("g a a").shows("On record: ack").shows("u undo");
    desk.keys("u").shows("Undone: A-2026-000001").shows("Both entries stay").shows("! new");
    desk.keys("U").shows("Done again: ack").shows("▸ 陆知");
    desk.keys("Enter u").shows("Undone: A-2026-000001");
    desk.keys("u").shows("Nothing of the last ten minutes");
}

#[test]
fn nothing_is_undone_that_a_colleague_has_changed_since() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    let mut other = desk.beside();
    desk.keys("g a t Enter 'weighed_again Enter Enter").shows("On record");
    other.keys("g a i 'read_it Enter Enter").shows("On record");
    desk.settle();
    desk.keys("u").shows("A colleague saved first");
    desk.keys("u").shows("Nothing of the last ten minutes");
}

#[test]
fn a_referral_is_taken_back_or_asked_back_once_it_has_left() {
    let mut desk = Desk::at_disputes((100, 30), Language::En);
    refer(&mut desk, "'request", "'import_records Enter Enter Enter Enter");
    // a unit of the same server has it at once
    desk.shows("u undo");
    desk.keys("u").shows("ask for recall R-2026-000001");
    let mut proxy = Desk::at_disputes((100, 30), Language::En);
    proxy.keys("g i a 'guidance_asked Enter Enter r 'request Enter 'proxy Enter Enter 'query Enter Enter Enter Enter");
    proxy.shows("On record");
    proxy.keys("u").shows("Undone: R-2026-000001");
    proxy.keys("g r l").shows("taken back");
}

#[test]
fn a_verb_on_marked_rows_says_whom_it_leaves_out_and_why() {
    let mut desk = Desk::at_disputes((100, 30), Language::En);
    desk.keys("a 'asked Enter Enter").shows("On record");
    desk.keys("V").shows("2 marked").shows("▐*");
    desk.keys("a 'asked_too Enter Enter").shows("accept on 1").shows("1 will be done, 1 left out");
    desk.shows("Left out: ZJ-2026-000001").shows("[ do nothing ]");
    desk.keys("Enter").shows("accept on 2 marked").shows("asked too");
    desk.keys("F9 Enter Tab Enter").shows("On record: accept on 2 marked ZJ-2026-000002");
    assert!(!desk.screen().contains("  2 marked"), "{}", desk.screen());
    desk.keys("V a 'again Enter Enter").shows("None of 2 can be done");
    desk.keys("Ctrl-U Esc z x Space v").shows("1 marked");
    desk.keys("Space d").shows("add a deadline");
    desk.keys("Esc Space d").shows("one by one");
}

#[test]
fn a_list_is_sorted_by_the_columns_picked_and_keeps_its_record() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    let first = |desk: &Desk| desk.screen().find("ZJ-2026-000001") < desk.screen().find("ZJ-2026-000002");
    assert!(first(&desk));
    desk.keys("z s").shows("Sort by").shows("Enterprise").shows("Left");
    desk.keys("'number Enter").shows("by Number ^1");
    desk.keys("z s").shows("^1");
    desk.keys("'number Enter").shows("by Number v1").shows("▐  ZJ-2026-000001");
    assert!(!first(&desk), "{}", desk.screen());
    desk.keys("z s 'stage Enter").shows("by Number v1, Stage ^2");
    desk.keys("z s 'number Enter").shows("by Stage ^1");
}

#[test]
fn what_was_done_to_many_is_undone_at_once() {
    let mut desk = Desk::at_disputes((100, 30), Language::En);
    desk.keys("Space j v").shows("2 marked");
    desk.keys("e Enter 'Haoyu_Tools Enter 'misheard Enter Enter").shows("correct a fact on 2");
    desk.shows("Undo takes it back on all of them");
    desk.keys("Tab Enter").shows("ZJ-2026-000001, ZJ-2026-000002").shows("u undo");
    assert_eq!(desk.screen().matches("Haoyu Tools").count(), 3, "{}", desk.screen());
    desk.keys("u").shows("Undone: ZJ-2026-000001, ZJ-2026-000002");
    assert!(!desk.screen().contains("Haoyu Tools"), "{}", desk.screen());
    desk.keys("U").shows("Done again");
    assert_eq!(desk.screen().matches("Haoyu Tools").count(), 3, "{}", desk.screen());
}

#[test]
fn what_undo_does_not_take_back_says_so_before() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("i").shows("Undo does not take this back");
    desk.keys("Esc g a w").shows("until");
    assert!(!desk.screen().contains("does not take this back"), "{}", desk.screen());
}

#[test]
fn the_page_of_a_dispute_and_why_the_date() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("Enter").shows("ZJ-2026-000001").shows("Northlake Optics LLC").shows("Deadlines");
    desk.keys("=").shows("Why this date").shows("Legal");
    desk.keys("Esc q").shows("Disputes / All");
}

#[test]
fn a_deadline_is_added_by_rule() {
    let mut desk = Desk::at_disputes((100, 40), Language::En);
    desk.keys("Enter d").shows("add a deadline").shows("rule");
    desk.keys("Enter").keys("Ctrl-U '2026-11-06 Enter Enter Enter Enter Enter Enter").shows("On record");
    desk.keys("g 3").shows("[3 Deadlines 2]");
}

#[test]
fn a_note_is_written_and_read() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("Enter i 'counsel_chosen Enter Enter").shows("On record").shows("counsel chosen");
}

#[test]
fn what_cannot_be_done_says_why_before_the_form() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("c").shows("has to be");
}

#[test]
fn experts_are_matched_with_reasons_and_conflicts() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("x").shows("match for ZJ-2026-000001").shows("方旭").shows("field laser").shows("✗ conflict");
    desk.keys("j x").shows("choose an expert").shows("reason");
    desk.keys("Esc k x Enter").shows("On record: choose");
}

/// Refers the first dispute to the court's desk as this kind, with the rest of the form as typed.
fn refer(desk: &mut Desk, kind: &str, rest: &str) {
    desk.keys("g i a 'guidance_asked Enter Enter").shows("On record");
    desk.keys("r").shows("as what?").shows("administrative");
    desk.keys(kind).keys("Enter").shows("New referral");
    desk.keys("'Hangzhou_IP Enter Enter").keys(rest);
}

#[test]
fn a_referral_is_signed_accepted_reported_and_confirmed() {
    let mut desk = Desk::at_disputes((100, 30), Language::En);
    refer(&mut desk, "'request", "'import_records Enter Enter Enter Enter");
    desk.shows("On record: New referral request ZJ-2026-000001 R-2026-000001");
    desk.keys("g r l").shows("R-2026-000001").shows("delivered").shows("►them");
    desk.keys("F7 'HZFY Enter").shows("Hangzhou IP court, liaison office");
    desk.keys("g r").shows("ZJ-R-2026-000001").shows("(opens when signed)");
    desk.keys("a").shows("First");
    desk.keys("s").shows("Cannot be undone");
    desk.keys("Enter").shows("signed").shows("import records");
    desk.keys("a").shows("promised");
    desk.keys("Enter Enter").shows("accepted");
    desk.keys("W").shows("Cannot be undone");
    desk.keys("Enter").shows("working");
    desk.keys("Enter").shows("import records").shows("Where it is");
    desk.keys("R").shows("item 1").shows("summary");
    desk.keys("Enter 'two_records_found Enter Enter").shows("reported");
    desk.keys("F7 '陆知 Enter").keys("g r l").shows("reported").shows("◄me");
    desk.keys("C").shows("remark");
    desk.keys("Enter Enter").shows("done");
}

#[test]
fn a_transfer_asks_for_proof_and_moves_the_case() {
    let mut desk = Desk::at_disputes((100, 30), Language::En);
    refer(&mut desk, "'transfer", "Enter Enter");
    desk.shows("cannot be undone").shows("[ do nothing ]");
    desk.keys("Tab '9999 Tab Enter").shows("do not match");
    desk.keys("Backspace Backspace Backspace Backspace '0001 Tab Enter").shows("On record: New referral");
    desk.keys("F7 'HZFY Enter g r s Enter a Enter Enter").shows("On record");
    desk.keys("g i").shows("ZJ-2026-000001").shows("◄me");
}

#[test]
fn by_proxy_the_officer_records_what_the_agency_did() {
    let mut desk = Desk::at_disputes((100, 30), Language::En);
    desk.keys("g i a 'guidance_asked Enter Enter r 'request Enter").shows("(by proxy)");
    desk.keys("'proxy Enter Enter 'query Enter Enter Enter Enter").shows("On record");
    desk.keys("g r l").shows("R-2026-000001");
    desk.keys(", d").shows("evidence file");
    desk.keys("Enter 'handed_over Enter Enter").shows("sent");
    desk.keys("P");
    assert_eq!(desk.saved.len(), 1, "{}", desk.screen());
}

#[test]
fn a_sent_referral_is_recalled_with_a_reason_and_proof() {
    let mut desk = Desk::at_disputes((100, 30), Language::En);
    refer(&mut desk, "'request", "'query Enter Enter Enter Enter");
    desk.keys("g r l ! r").shows("ask for recall R-2026-000001").shows("[ do nothing ]");
    desk.keys("Tab Tab Tab Enter").shows("reason is missing");
    desk.keys("'they_withdrew Tab '0001 Tab Enter").shows("recall");
}

#[test]
fn typing_narrows_and_esc_gives_everything_back() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("/ '温州").shows("温州翎飞鞋业").shows("filter: 温州");
    desk.shows("▐  ZJ-2026-000002");
    assert!(!desk.screen().contains("ZJ-2026-000001"), "{}", desk.screen());
    desk.keys("Esc").shows("宁波海岳");
}

#[test]
fn a_filter_that_cannot_be_read_says_why() {
    let mut desk = Desk::at_disputes((120, 30), Language::En);
    desk.keys("/ 'colour:red Enter").shows("no such field");
}

#[test]
fn find_meets_pinyin() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("F3 'haiyue").shows("宁波海岳");
    desk.keys("Enter").shows("Disputes / ZJ-2026-000001");
}

#[test]
fn help_lists_every_key_that_holds_here() {
    let mut desk = Desk::at_disputes((80, 60), Language::En);
    let chain = desk.model.chain();
    let words: Vec<String> = desk.model.desk.keymap.within(chain).map(|binding| binding.run.id().to_owned()).collect();
    desk.keys("?");
    for id in words {
        desk.keys("Ctrl-W Ctrl-W Ctrl-W");
        for c in id.chars() {
            desk.feed(Message::Key(Key::Char(c)));
        }
        desk.shows(&id);
    }
}

#[test]
fn a_pending_chord_shows_what_can_follow() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("g").shows("go alerts");
    desk.keys("Esc");
    assert!(!desk.screen().contains("go alerts"));
    // what is not possible says why
    desk.keys("!").shows("- c close  ");
}

#[test]
fn another_desk_sees_the_change_and_keeps_its_row() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    let mut other = desk.beside();
    other.keys("j").shows("▐  ZJ-2026-000002");
    desk.keys("a 'asked Enter Enter").shows("On record");
    other.settle();
    other.shows("▐  ZJ-2026-000002").shows("accepted");
}

#[test]
fn a_form_left_keeps_what_was_typed() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("F8 'Haoyu Esc").shows("draft is kept");
    desk.keys("F8").shows("Haoyu");
}

#[test]
fn c1_keys_alone_take_a_call_in_with_its_call_back_time_and_a_killed_desk_loses_nothing() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("F8 'Haoyu_Tools Tab Tab 'Ms._Lin Tab 'soon Tab Tab Tab 'DE Tab 'LG_Mannheim").shows("write 15:30");
    // the desk is gone without a word
    let mut next = desk.beside();
    next.keys("F8").shows("Haoyu Tools").shows("Ms. Lin").shows("LG Mannheim");
    next.keys("S-Tab S-Tab S-Tab S-Tab Ctrl-U '15:30 F9 Enter").shows("On record");
    next.shows("Haoyu Tools");
}

#[test]
fn what_is_typed_in_an_open_form_is_found_by_the_next_desk() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("Enter i 'counsel_ch");
    // still open: nothing was left, saved or sent
    let mut next = desk.beside();
    next.shows("drafts 1");
    next.keys("i").shows("counsel ch").shows("draft of ");
    next.keys("'osen Enter Enter").shows("On record");
    assert!(!next.screen().contains("drafts"), "{}", next.screen());
    let mut last = desk.beside();
    last.keys("i");
    assert!(!last.screen().contains("counsel ch") && !last.screen().contains("draft"), "{}", last.screen());
}

#[test]
fn typing_that_never_rests_is_handed_over_too() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("F8");
    let typed = update(&mut desk.model, Message::Key(Key::Char('x')));
    assert!(typed.iter().any(|effect| matches!(effect, Effect::Later(_, Message::TypingLong))), "{typed:?}");
    let typed = update(&mut desk.model, Message::Key(Key::Char('y')));
    assert!(matches!(typed.as_slice(), [Effect::Later(_, Message::TypingRested(_))]), "one timer is enough: {typed:?}");
    // a rest that ended when typing went on hands nothing over; the other timer does
    assert!(update(&mut desk.model, Message::TypingRested(1)).is_empty());
    desk.feed(Message::TypingLong);
    desk.settle();
    desk.beside().shows("drafts 1");
}

#[test]
fn every_kind_of_form_is_opened_again_from_the_list_of_drafts() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("F8 'Haoyu Esc").keys("i 'half_a_note Esc").keys("a 'guidance Enter Enter").shows("On record");
    desk.keys("r 'request Enter Tab Tab 'records Enter 'of_two_years Esc g a o Tab Tab 'Ms._Lin Esc").shows("drafts 4");
    let typed = [
        ("Phone intake", "Haoyu", "Phone intake"),
        ("note", "half a note", "note ZJ-2026-000001"),
        ("New referral", "of two years", "New referral request ZJ-2026-000001"),
        ("Open a dispute", "Ms. Lin", "Open a dispute A-2026-000001"),
    ];
    for (_, text, title) in typed {
        let mut next = desk.beside();
        next.keys("g w").shows("kept for 30 days");
        typed.iter().for_each(|(word, _, _)| _ = next.shows(word));
        let word = text.split(' ').next_back().unwrap();
        next.keys(&format!("'{word} Enter")).shows(title).shows(text).shows("draft of ");
    }
}

#[test]
fn a_draft_is_dropped_by_hand_and_by_emptying_the_form() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("i 'no Esc F8 'Haoyu Esc").shows("drafts 2");
    desk.keys("i F9").shows("[ submit ]");
    desk.keys("Tab Tab Enter").shows("drafts 1");
    desk.keys("F8 Ctrl-U Esc");
    assert!(!desk.screen().contains("draft"), "{}", desk.screen());
    let next = desk.beside();
    assert!(!next.screen().contains("draft"), "{}", next.screen());
}

#[test]
fn a_draft_is_the_posts_it_was_typed_in() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("F8 'Haoyu Esc").shows("drafts 1");
    desk.keys("F7 'HZFY Enter").shows("court");
    assert!(!desk.screen().contains("drafts 1"), "{}", desk.screen());
    desk.keys("F8");
    assert!(!desk.screen().contains("Haoyu"), "{}", desk.screen());
    desk.keys("Esc F7 '陆知 Enter").shows("drafts 1");
}

#[test]
fn typing_goes_on_without_a_line_and_is_handed_over_when_there_is_one() {
    let (mut station, mut desk) = on_station();
    let runtime = std::rc::Rc::clone(&desk.runtime);
    desk.keys("i 'before");
    station.kill();
    desk.settle();
    desk.shows("reconnecting");
    desk.keys("'_and_after").shows("before and after");
    desk.keys("Esc Z Z").shows("does not have: 1");
    assert_eq!(desk.ended, None, "leaving would lose it");
    desk.keys("Esc");
    runtime.block_on(station.start());
    desk.waits_for("link up").keys("Z Z");
    assert_eq!(desk.ended, Some(Ending::Left), "{}", desk.screen());
    at_station(&station, &runtime).keys("i").shows("before and after");
}

#[test]
fn evidence_given_while_the_line_is_down_is_brought_when_there_is_one() {
    let (mut station, mut desk) = on_station();
    let runtime = std::rc::Rc::clone(&desk.runtime);
    let scan = station.folder.path().join("scan.pdf");
    std::fs::write(&scan, b"handed over against signature").unwrap();
    desk.keys("a 'guidance Enter Enter r 'request Enter").shows("(by proxy)");
    desk.keys("'proxy Enter Enter 'query Enter Enter Enter Enter").shows("On record");
    desk.keys(&format!("g r l , d '{} Enter Enter", scan.display()));
    let (name, shown) = (desk.screen(), "[ submit ]");
    assert!(name.contains(shown), "{name}");
    station.kill();
    desk.settle();
    desk.keys("Enter").shows("goes out when there is one");
    std::fs::remove_file(&scan).unwrap();
    runtime.block_on(station.start());
    desk.waits_for("On record");
    desk.waits_for("› sent");
    let kept: Vec<_> = std::fs::read_dir(station.store().join("evidence")).unwrap().map(Result::unwrap).collect();
    assert_eq!(kept.len(), 1, "the file is kept, sealed");
    let sealed = std::fs::read(kept[0].path()).unwrap();
    assert!(sealed.len() > b"handed over against signature".len());
}

#[test]
fn a_paste_into_a_list_runs_nothing() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.feed(Message::Paste("a\n! c\nZ Z\n".repeat(1000)));
    desk.settle();
    desk.shows("lists take no paste");
    assert!(desk.model.overlays.is_empty() && desk.ended.is_none());
}

#[test]
fn too_small_a_screen_says_so_and_recovers() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.feed(Message::Resized(40, 10));
    desk.shows("40 x 10");
    desk.feed(Message::Resized(80, 24));
    desk.shows("Disputes / All");
}

#[test]
fn plain_ascii_shapes_move_no_column() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("g e g i Enter");
    let before = desk.screen();
    desk.keys("z a");
    let after = desk.screen();
    assert_eq!(before.lines().count(), after.lines().count());
    for (unicode, ascii) in before.lines().zip(after.lines()) {
        assert_eq!(unicode_width::UnicodeWidthStr::width(unicode), unicode_width::UnicodeWidthStr::width(ascii));
        let chrome = ascii.chars().filter(|c| !c.is_ascii()).all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(chrome, "{ascii}");
    }
}

#[test]
fn the_next_page_is_the_next_row() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("Enter").shows("Disputes / ZJ-2026-000001");
    desk.keys("]").shows("Disputes / ZJ-2026-000002");
    desk.keys("[").shows("Disputes / ZJ-2026-000001");
    desk.keys("q").shows("Disputes / All");
}

/// A desk on a practice store whose daemon can be killed and started again.
/// Somebody to write to at CNIPA: without a liaison nothing is sent to an agency.
fn a_liaison(recipients: &Reply) -> Act {
    let Reply::Recipients(rows) = recipients else { panic!("{recipients:?}") };
    let agency = rows.iter().find_map(|row| match row {
        RecipientRow::Agency(agency) if agency.code == "CNIPA" => Some(agency.id),
        RecipientRow::Agency(_) | RecipientRow::Unit { .. } => None,
    });
    let liaison = Liaison { name: "周处长".to_owned(), ..Liaison::default() };
    Act::Agency(agency.expect("the agencies of a practice store"), AgencyAct::NameLiaison(liaison))
}

fn on_station() -> (Station, Desk) {
    let runtime = std::rc::Rc::new(tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
    let station = runtime.block_on(Station::practice("ZJ"));
    runtime.block_on(async {
        let mut client = station.client().await;
        for act in cases() {
            support::done(&mut client, act).await;
        }
        let recipients = client.ask(Request::Recipients).await.expect("an answer");
        support::done(&mut client, a_liaison(&recipients)).await;
    });
    let desk = at_station(&station, &runtime);
    (station, desk)
}

fn at_station(station: &Station, runtime: &std::rc::Rc<Runtime>) -> Desk {
    let address = Address { socket: station.socket(), owner: rustix::process::geteuid().as_raw(), start: None };
    let mut desk = Desk::at(SMALL, Language::En, (address, None), std::rc::Rc::clone(runtime));
    desk.keys("g i");
    desk
}

impl Desk {
    /// Takes what comes until the screen shows this.
    #[track_caller]
    fn waits_for(&mut self, wanted: &str) -> &mut Self {
        let begun = Instant::now();
        while !self.screen().contains(wanted) {
            assert!(begun.elapsed() < Duration::from_secs(20), "no `{wanted}` on\n{}", self.screen());
            self.settle();
        }
        self
    }
}

#[test]
fn a_daemon_that_dies_is_waited_for_and_what_was_done_meanwhile_goes_out_once() {
    let (mut station, mut desk) = on_station();
    let runtime = std::rc::Rc::clone(&desk.runtime);
    desk.keys("j Enter i 'while_it_was_down Enter").shows("ZJ-2026-000002").shows("[ submit ]");
    station.kill();
    desk.settle();
    desk.shows("reconnecting").shows("ZJ-2026-000002");
    desk.keys("Enter").shows("goes out when there is one");
    runtime.block_on(station.start());
    desk.waits_for("On record");
    desk.shows("link up").shows("ZJ-2026-000002").shows("while it was down");
}

#[test]
fn leaving_asks_once() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("q").shows("Leave the desk?");
    desk.keys("Esc q Enter");
    assert_eq!(desk.ended, Some(Ending::Left));
}

#[test]
fn an_empty_store_begins_with_a_choice() {
    let mut desk = Desk::on_empty(SMALL, Language::En);
    desk.shows("Where to begin").shows("1 Demo data");
    desk.keys("j j Enter").shows("Set up the unit");
    desk.keys("'ZJ Enter 'Zhejiang Enter Enter Enter").shows("Nothing needs a hand");
}

#[test]
fn every_screen_has_words_in_both_languages_at_every_size() {
    for size in [SMALL, (120, 30), (200, 50)] {
        for language in Language::ALL {
            let mut desk = Desk::at_disputes(size, language);
            for keys in [
                "g d", "l l l l", "h", "p", "p", "F9", "Esc", "g i", "Enter", "g 2", "g 6", "g 7", "g 9", "q", "r",
                "Esc", "x", "q", "F9", "Esc", "g q", "F9", "Esc", "g h", "g l", "Enter", "Esc", "g x", "g o", "o",
                "Esc", "g a", "l", "h", "Enter", "q", "g r", "g e", "F9", "Esc", "F8", "'x", "Esc", "F8", "Esc", "g w",
                "Esc", "?", "Esc", "F7",
            ] {
                desk.keys(keys);
                let screen = desk.screen();
                for line in screen.lines() {
                    assert_eq!(unicode_width::UnicodeWidthStr::width(line), usize::from(size.0), "{screen}");
                }
                let raw = screen
                    .match_indices('<')
                    .any(|(at, _)| screen[at + 1..].starts_with(|c: char| c.is_ascii_lowercase()));
                assert!(!raw, "a raw id on\n{screen}");
            }
        }
    }
}

#[test]
fn the_screen_says_which_rules_are_out() {
    let desk = Desk::at_disputes((140, 40), Language::En);
    assert!(!desk.screen().contains("rules out"), "{}", desk.screen());
    let store = desk.store.clone().expect("a desk on a store of its own");
    let folder = store.folder.join("rules/deadlines");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("own.toml"), "[[rule]\n").expect("written");
    let replies = desk.runtime.block_on(store.ask(vec![Request::ReloadRules]));
    assert!(matches!(&replies[..], [Reply::RulesLoaded(loaded)] if loaded.problems.len() == 1), "{replies:?}");
    let runtime = std::rc::Rc::clone(&desk.runtime);
    let mut beside = Desk::open(desk.model.desk.size, Language::En, store, runtime);
    beside.shows("rules out: 1").shows("deadlines/own.toml:1").shows("dutydesk rules check");
    // The rest is in use.
    beside.keys("g i Enter =").shows("Why this date");
}

#[test]
fn the_duty_board_opens_first_and_says_what_needs_a_hand() {
    let mut desk = Desk::on_practice(SMALL, Language::En);
    desk.shows("Duty board").shows("[1 Now 2]").shows("A-2026-000001").shows("P1 ! new").shows("ZJ-2026-000001");
    desk.shows("open 2").shows("today 2").shows("Legal dates, next 30 days").shows("Nobody is planned on duty");
    let screen = desk.screen();
    // an alert of the first priority that nobody has taken on comes before any date
    assert!(screen.find("A-2026-000001").unwrap() < screen.find("ZJ-2026-000001").unwrap(), "{screen}");
    assert!(screen.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) == 80), "{screen}");
    desk.keys("a").shows("On record: ack A-2026-000001").shows("left this view");
    desk.keys("a").shows("nothing was done");
    desk.keys("j").shows("[1 Now 1]");
    desk.keys("a").shows("accept ZJ-2026-000001");
    desk.keys("Esc Enter").shows("Disputes / ZJ-2026-000001");
    desk.keys("q").shows("Duty board");
}

#[test]
fn beside_the_duty_board_stands_the_center_in_numbers() {
    for language in Language::ALL {
        let mut desk = Desk::on_practice((200, 50), language);
        let words = match language {
            Language::Zh => ["数量", "收到 每天", "30 天时限雷达", "在班", "在办纠纷 按国家或地区", "休"],
            Language::En => ["Counts", "Received a day", "Legal dates", "On duty", "Open cases by country", "Mon"],
        };
        words.iter().for_each(|word| _ = desk.shows(word));
        desk.shows("US");
        // the row of a week begins with its Monday, whatever day it is
        let today = now().date_naive();
        let monday = today - Days::new(today.weekday().num_days_from_monday().into());
        desk.shows(&monday.format(" %m-%d ").to_string());
        desk.keys("p");
        assert!(!desk.screen().contains(words[0]), "{}", desk.screen());
    }
}

#[test]
fn what_another_officer_does_reaches_the_duty_board() {
    let desk = Desk::on_practice(SMALL, Language::En);
    let mut other =
        Desk::open(SMALL, Language::En, desk.store.clone().expect("a store"), std::rc::Rc::clone(&desk.runtime));
    let mut desk = desk;
    desk.keys("a").shows("On record");
    other.settle();
    other.shows("left this view").shows("[1 Now 1]");
}

#[test]
fn f9_lists_every_verb_of_a_record_with_its_reason_and_opens_its_form() {
    let mut desk = Desk::at_disputes(SMALL, Language::En);
    desk.keys("F9").shows("What can be done: ZJ-2026-000001");
    desk.keys("'green").shows("green channel");
    desk.keys("Enter").shows("green channel ZJ-2026-000001");
    desk.keys("Esc F9 'archive Enter");
    assert!(!desk.model.overlays.is_empty() && desk.model.notice.is_some(), "{}", desk.screen());
}

#[test]
fn an_affair_is_begun_listed_and_opened() {
    let mut desk = Desk::on_practice((100, 30), Language::En);
    desk.keys("g q").shows("Nothing on our hands");
    desk.keys(", k").shows("add a task");
    desk.keys("'call_counsel Enter '陆知 Enter Enter Enter Enter").shows("On record");
    desk.shows("call counsel").shows("[1 Open 1]");
    desk.keys("Enter").shows("What it says").shows("call counsel");
    desk.keys("F9 'done Enter").shows("done T-2026-000001").shows("proof");
    desk.keys("'called_at_noon Enter Enter").shows("On record: done");
}

#[test]
fn the_page_of_an_alert_says_its_priority_in_words_and_the_shelf_has_a_tab() {
    let mut desk = Desk::on_practice((100, 40), Language::En);
    desk.keys("g a Enter").shows("Alert queue / A-2026-000001").shows("P1 = urgency Immediate / severity Extreme");
    desk.shows("Revisions").shows("said once").shows("Who was asked");
    let until = (now() + chrono::TimeDelta::minutes(30)).format("%Y-%m-%d_%H:%M").to_string();
    desk.keys(&format!("w '{until} Enter 'waits_for_counsel Enter Enter"))
        .shows("On record")
        .shows("waits for counsel");
    desk.keys("q l").shows("[2 Shelved 1]").shows("A-2026-000001");
    desk.keys("W").shows("On record");
    desk.keys("h").shows("A-2026-000001");
}

#[test]
fn a_shift_is_planned_and_the_duty_board_says_who_is_on() {
    let mut desk = Desk::on_practice((120, 40), Language::En);
    desk.keys("g h").shows("Rota and handover").shows("Nobody is planned").shows("answers for what nobody");
    let wall = |hours| (now() + chrono::TimeDelta::hours(hours)).format("%Y-%m-%d_%H:%M").to_string();
    desk.keys(&format!("e '陆知 Enter '1 Enter '{} Enter '{} Enter Enter", wall(-1), wall(6)));
    desk.shows("On record").shows("layer 1").shows("陆知");
    desk.keys("g d").shows("On duty 陆知(you)");
}

#[test]
fn a_contact_is_named_and_verified_at_its_agency() {
    let mut desk = Desk::on_practice((120, 40), Language::En);
    desk.keys("g l").shows("Agencies and liaison").shows("no contact");
    desk.keys("/ 'MOFCOM Enter");
    desk.keys("o 'Ms._Lin Enter Enter Enter Enter Enter Enter Enter Enter").shows("On record");
    desk.keys("Enter").shows("Contacts").shows("Ms. Lin").shows("verified");
    desk.keys("Esc a").shows("verify a liaison");
}

#[test]
fn lines_and_officers_have_screens_of_their_own() {
    let mut desk = Desk::on_practice((100, 30), Language::En);
    desk.keys("g x").shows("Exchange").shows("Hangzhou IP");
    desk.keys(", r").shows("Carried");
    desk.keys("g o").shows("Officers and posts").shows("陆知").shows("shift lead");
    desk.keys("o").shows("New officer");
}

#[test]
fn a_referral_says_what_its_kind_takes_before_it_is_written() {
    let mut desk = Desk::at_disputes((100, 40), Language::En);
    desk.keys("a 'guidance_asked Enter Enter").shows("On record");
    desk.keys("r").shows("as what?").shows("moves the case").shows("the case stays");
    for kind in dutydesk::casework::kinds::shared() {
        desk.keys("Ctrl-W Ctrl-W Ctrl-W").keys(&format!("'{}", kind.id)).shows(&kind.words.en);
    }
    desk.keys("Ctrl-W Ctrl-W Ctrl-W 'administrative-criminal Enter")
        .shows("New referral")
        .shows("approver")
        .shows("Letter:");
}

#[test]
fn the_page_of_a_dispute_has_its_playbook_its_courts_and_its_evidence() {
    let mut desk = Desk::at_disputes((120, 48), Language::En);
    desk.keys("a 'guidance_asked Enter Enter Enter").shows("7 Playbook");
    desk.keys("g 7").shows("settled");
    desk.keys("Enter").shows("task done ZJ-2026-000001");
    desk.keys("Esc g 2").shows("No proceedings");
    desk.keys("F9 'add_a_proceeding Enter").shows("add a proceeding ZJ-2026-000001");
    desk.keys("Esc");
    desk.keys("g 9 / 'registered Enter").shows("shown: registered");
}

#[test]
fn a_number_is_never_taken_for_another_things_number() {
    use dutydesk::desk::forms::verb::{DEADLINE, presets_for};
    let presets = || vec![(DEADLINE.to_owned(), "3".to_owned()), ("task".to_owned(), "t1".to_owned())];
    let of = |verb| presets_for(verb, presets()).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(of("verify-deadline"), ["no", "task"]);
    assert_eq!(of("withdraw-evidence"), ["task"]);
    assert_eq!(of("notice-receipt"), ["task"]);
}
