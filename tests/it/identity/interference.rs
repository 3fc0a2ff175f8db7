//! T27: what an officer may not see is not there. Two servers with the same record; in one of them a shift lead goes on
//! with sealed cases. A duty officer asks both the same, at random, and gets the same.
//!
//! An alert that was open to all and is then joined to a sealed case does leave the eyes of all. In both worlds it does
//! so at the same moment, but it is joined to another case: which one, and what that is, does not show.

use super::needs_root;
use crate::casework::experts::optician;
use crate::casework::house::{alert, at, day, draft};
use crate::dice::Dice;
use crate::support::{Account, Shared};
use dutydesk::boards::drafts::FormKey;
use dutydesk::boards::window::{List, WindowQuery};
use dutydesk::casework::actions::{Field, FieldKind, Offer};
use dutydesk::casework::affair::AffairDraft;
use dutydesk::casework::alert::{AlertClosing, AlertDraft, HOUSE};
use dutydesk::casework::command::{Act, AlertAct, DisputeAct};
use dutydesk::casework::consultation::ConsultationDraft;
use dutydesk::casework::dispute::DisputeDraft;
use dutydesk::casework::expert::ExpertDraft;
use dutydesk::casework::fields::Fields;
use dutydesk::casework::handover::HandoverDraft;
use dutydesk::casework::ids::{CommandId, Hash, RecordId, UnitId};
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::silence::{SilenceDraft, SilenceFilter};
use dutydesk::casework::task::TaskDraft;
use dutydesk::casework::words::Tlp;
use dutydesk::wire::{ExchangeRequest, IntakeRequest, PaperQuery, RecipientRow, Reply, Request};
use regex::Regex;
use std::sync::LazyLock;
use std::time::Duration;
use uuid::Uuid;

/// Requests of the observer: a few in every run, many in the long suite.
fn cases() -> u32 {
    if std::env::var_os("DUTYDESK_LONG").is_some() { 5_000 } else { 200 }
}

fn command(dice: &mut Dice) -> CommandId {
    CommandId(Uuid::from_u64_pair(dice.next(), dice.next()))
}

/// Names that the sealed cases share with the open ones, and names of their own.
const NAMES: &[&str] = &["海岳智能", "远岬光电", "青禾家居", "秘而不宣", "澄光光电"];
const OWN_NAMES: &[&str] = &["秘而不宣", "海岳智能", "藏锋精密"];
const TEXTS: &[&str] = &[
    "海岳",
    "haiyue",
    "hyzn",
    "秘而不宣",
    "mebx",
    "藏锋",
    "Northlake",
    "337-TA-1478",
    "ZJ-2026-S",
    "ZJ-2026",
    "2026-0",
    "S",
    "ZJ-A-2026-0",
    "26-1140",
    "USITC",
    "ZJ",
    "X-2026",
    "T-2026",
];
const FILTERS: &[&str] =
    &["", "country:US", "stage:REGISTERED", "tlp:RED", "海岳", "秘", "handler:带班甲", "kind:trademark"];

/// What both sides know by now.
#[derive(Default)]
struct Known {
    /// Records that the observer sees.
    open: Vec<RecordId>,
    /// Of sealed cases; in one world they are not there.
    sealed: Vec<RecordId>,
    numbers: Vec<String>,
    /// By the daemon's clock.
    today: chrono::NaiveDate,
    /// Alerts that were joined to a sealed case, and stay there.
    joined: Vec<RecordId>,
}

fn form(name: &str, dice: &mut Dice) -> DisputeDraft {
    let mut form = draft(name);
    if dice.below(3) == 0 {
        form.docket = Some(format!("337-TA-{}", 1470 + dice.below(6)));
        form.counterpart = (*dice.of(NAMES)).to_owned();
    }
    form
}

fn acted(command: CommandId, act: Act) -> Request {
    Request::Do { command, seen: None, act }
}

/// A request that shows something, at random.
fn look(dice: &mut Dice, known: &Known) -> Request {
    let id = any_id(dice, known);
    let text = any_text(dice, known);
    match dice.below(18) {
        0..=4 => Request::Window(WindowQuery {
            list: *dice.of(List::ALL),
            filter: (*dice.of(FILTERS)).to_owned(),
            offset: u32::try_from(dice.below(3)).expect("small"),
            limit: 50,
            anchor: (dice.below(2) == 0).then_some(id),
            order: Vec::new(),
        }),
        5 => Request::Find { text, limit: 50 },
        6 => Request::Resolve(text),
        7 => Request::Show(id),
        8 => Request::History(id),
        9 => Request::Actions(id),
        10 => Request::Match(id),
        11 => Request::Rules(Some(id)),
        12 => Request::Feed { dispute: (dice.below(2) == 0).then_some(id), zh: dice.below(2) == 0 },
        13 => Request::Paper(PaperQuery { record: id, kind: None, version: None, zh: true }),
        14 => Request::Letter { referral: id, zh: true },
        15 => dice
            .of(&[Request::Me, Request::Status, Request::Verify, Request::Officers, Request::Moved, Request::Duty])
            .clone(),
        16 => dice
            .of(&[
                Request::Recipients,
                Request::Drafts,
                Request::ReloadRules,
                Request::Exchange(ExchangeRequest::Status),
            ])
            .clone(),
        _ => Request::KeepDraft { form: FormKey::new("phone"), fields: vec![("enterprise".into(), text)] },
    }
}

fn any_id(dice: &mut Dice, known: &Known) -> RecordId {
    match dice.below(3) {
        0 if !known.joined.is_empty() && dice.below(2) == 0 => *dice.of(&known.joined),
        0 if !known.sealed.is_empty() => *dice.of(&known.sealed),
        1 => RecordId(Uuid::from_u64_pair(dice.next(), dice.next())),
        _ => *dice.of(&known.open),
    }
}

fn any_text(dice: &mut Dice, known: &Known) -> String {
    match dice.below(3) {
        0 if !known.numbers.is_empty() => dice.of(&known.numbers).clone(),
        _ => (*dice.of(TEXTS)).to_owned(),
    }
}

/// A change that the observer asks for, at random.
fn change(dice: &mut Dice, known: &Known) -> Request {
    let (command, id) = (command(dice), any_id(dice, known));
    let name = *dice.of(NAMES);
    match dice.below(9) {
        6 => {
            let draft = HandoverDraft { to: "带班甲".into(), note: String::new() };
            acted(command, Act::Open(Box::new(AffairDraft::Handover(draft))))
        }
        7 => {
            let filter = SilenceFilter { source: HOUSE.into(), ..SilenceFilter::default() };
            let until = known.today + chrono::Days::new(2);
            let draft = SilenceDraft { filter, reason: "演练".into(), until };
            acted(command, Act::Open(Box::new(AffairDraft::Silence(draft))))
        }
        8 => {
            let act = AlertAct::Close { code: AlertClosing::Duplicate, reason: String::new(), of: Some(id) };
            acted(command, Act::Alert(*dice.of(&known.open), act))
        }
        0 | 1 => acted(command, Act::Register(Box::new(form(name, dice)))),
        2 => acted(command, Act::Dispute(id, DisputeAct::Note { text: "记一笔".into() })),
        3 => {
            let draft = alert(&format!("feed-{}", dice.below(4)), name);
            acted(command, Act::Raise(Box::new(draft)))
        }
        4 => acted(command, Act::Alert(*dice.of(&known.open), AlertAct::Join { dispute: id })),
        _ => acted(command, task(Some(id), dice)),
    }
}

fn task(dispute: Option<RecordId>, dice: &mut Dice) -> Act {
    let title = (*dice.of(TEXTS)).to_owned();
    let due = day("2027-01-10");
    Act::Open(Box::new(AffairDraft::Task(TaskDraft { title, owner: "带班甲".into(), due, dispute, origin: None })))
}

/// One of the verbs that are offered for a record, with fields of no meaning but of the right kind.
fn verb(offers: &[Offer], record: RecordId, texts: &[String], dice: &mut Dice) -> Option<Request> {
    let mine: Vec<&Offer> = offers.iter().filter(|offer| offer.refusal.is_none() || dice.below(4) == 0).collect();
    if mine.is_empty() {
        return None;
    }
    let offer = mine[dice.below(mine.len())];
    let fields: Fields =
        offer.fields.iter().filter_map(|field| Some((field.name.clone(), filled(field, texts, dice)?))).collect();
    Some(Request::DoVerb { command: command(dice), seen: None, record, verb: offer.verb.clone(), fields })
}

fn filled(field: &Field, texts: &[String], dice: &mut Dice) -> Option<String> {
    Some(match &field.kind {
        FieldKind::Choice(choices) => dice.of(choices).0.clone(),
        FieldKind::Date => "2027-01-15".into(),
        FieldKind::Number => "1".into(),
        FieldKind::YesNo => "yes".into(),
        FieldKind::Rule => "us-itc-337-response".into(),
        // Whom experts work for is one of the two things that are told.
        FieldKind::Expert => return None,
        _ => dice.of(texts).clone(),
    })
}

static TIMES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?|\d{8}T\d{6}Z?").expect("a pattern")
});
static OF_SERVER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"dutydesk-(with|without)-\w+|uptime_s: \d+|pid: \d+|clients: \d+"#).expect("a pattern")
});

/// A reply as it is compared: timing aside, and what names the server.
fn plain(reply: &Reply) -> String {
    let told = match reply {
        Reply::File { name, bytes } => format!("{name}: {}", unpacked(bytes)),
        other => format!("{other:?}"),
    };
    OF_SERVER.replace_all(&TIMES.replace_all(&told, "<time>"), "<server>").into_owned()
}

/// What is in a file: the parts of a packed one, the text of another.
fn unpacked(bytes: &[u8]) -> String {
    use std::fmt::Write;
    use std::io::Read;
    let Ok(mut packed) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    let mut all = String::new();
    for at in 0..packed.len() {
        let mut part = packed.by_index(at).expect("a part");
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("read");
        let name = part.name().expect("a name").into_owned();
        writeln!(all, "{name}: {}", String::from_utf8_lossy(&text)).expect("a string");
    }
    all
}

/// The two worlds: the observer in both, the shift lead in the one that has sealed cases.
struct Worlds {
    without: Account,
    with: Account,
    lead: Account,
    /// The shift lead of the other world, who joins the same alerts to a sealed case of that world.
    lead_without: Account,
    /// A sealed case of each world, of other names and another court.
    decoys: Option<(RecordId, RecordId)>,
    raised: u32,
    /// The other center on the server.
    elsewhere: Option<UnitId>,
    known: Known,
    dice: Dice,
    asked: u32,
}

impl Worlds {
    /// The observer asks both the same; what comes back is compared, and what is pushed.
    fn ask(&mut self, request: Request) -> Reply {
        let (without, with) = (self.without.ask(request.clone()), self.with.ask(request.clone()));
        assert_eq!(plain(&with), plain(&without), "request {}: {request:?}", self.asked);
        let pushed = (self.with.pushes(), self.without.pushes());
        assert_eq!(format!("{:?}", pushed.0), format!("{:?}", pushed.1), "pushed after {}: {request:?}", self.asked);
        self.asked += 1;
        let (told, typed) = (format!("{without:?}"), format!("{request:?}"));
        for number in &self.known.numbers {
            let was_typed = typed.contains(&number[..number.len() - 1]);
            assert!(was_typed || !told.contains(number.as_str()), "{number} is told after {typed}: {told}");
        }
        if let Reply::Changed(changed) = &without {
            self.known.open.extend(changed.iter().map(|one| one.id).filter(|id| !id.0.is_nil()));
        }
        without
    }

    fn observe(&mut self) {
        match self.dice.below(8) {
            0..=3 => {
                let request = look(&mut self.dice, &self.known);
                self.ask(request);
            }
            4 => {
                let request = change(&mut self.dice, &self.known);
                self.ask(request);
            }
            5 => self.take_in(),
            _ => {
                let id = *self.dice.of(&self.known.open);
                let Reply::Actions(offers) = self.ask(Request::Actions(id)) else { return };
                let mut texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
                // A number that was heard of, typed into a form. (Emergency access is asked by the whole number: with it
                // the case opens, and that is what it is for.)
                texts.extend(self.known.numbers.iter().map(|number| number[..number.len() - 1].to_owned()));
                if let Some(request) = verb(&offers, id, &texts, &mut self.dice) {
                    self.ask(request);
                }
            }
        }
    }

    /// A form of the same matter as a sealed case, in a file, tried and then taken in.
    fn take_in(&mut self) {
        let head = "企业名称,纠纷类型,国家/地区,受理机构,案号,角色,对方当事人,送达日期,送达方式,诉求\n";
        let name = *self.dice.of(NAMES);
        let row = format!("{name},商标侵权诉讼,美国,N.D. Illinois,1:26-cv-00321,被告,Möbelhaus LLC,,,应诉指导\n");
        let bytes = format!("{head}{row}").into_bytes();
        let file = Hash::of(&bytes);
        let total = bytes.len() as u64;
        self.ask(Request::PutFile { hash: file, offset: 0, total, bytes });
        // What it takes in gets an id of the daemon's own making, another in each world: it is tried only.
        let run = command(&mut self.dice);
        let request = IntakeRequest { run, file, name: "forms.csv".into(), kind: None, dry_run: true, from: 0 };
        self.ask(Request::Intake(request));
    }

    /// The shift lead goes on with sealed cases; the observer is told nothing.
    fn hide(&mut self) {
        let dice = &mut self.dice;
        let command = command(dice);
        let sealed = self.known.sealed.clone();
        let joined = self.known.joined.clone();
        let request = match dice.below(9) {
            8 if !sealed.is_empty() => {
                // It is refused: nothing of a sealed case goes anywhere, nor is it counted on a line.
                let to = Recipient::Unit(self.elsewhere.expect("another center"));
                let draft = ReferralDraft::new(*dice.of(&sealed), to, ReferralKind::Request);
                acted(command, Act::Submit(Box::new(draft)))
            }
            5 => {
                // The center speaks of a sealed case: an alert as hidden as that.
                let (case, _) = self.decoys.expect("begun");
                let key = format!("{case}/sitrep/{}", dice.below(4));
                let mut draft = AlertDraft::of_source(HOUSE, key, at("2026-11-23T10:00:00+08:00"));
                draft.headline = "重大纠纷情况报告逾期".into();
                acted(command, Act::Raise(Box::new(draft)))
            }
            6 if !joined.is_empty() => {
                let draft = consultation(*dice.of(&joined));
                acted(command, Act::Open(Box::new(AffairDraft::Consultation(Box::new(draft)))))
            }
            7 if !joined.is_empty() => {
                let act = AlertAct::Note { text: "密".into() };
                acted(command, Act::Alert(*dice.of(&joined), act))
            }
            1 if !sealed.is_empty() => acted(command, task(Some(*dice.of(&sealed)), dice)),
            2..=4 if !sealed.is_empty() => {
                let id = *dice.of(&sealed);
                let Reply::Actions(offers) = self.lead.ask(Request::Actions(id)) else { panic!("the lead sees it") };
                let texts = ["带班甲".to_owned(), "密".to_owned()];
                match verb(&offers, id, &texts, dice) {
                    Some(request) => request,
                    None => return,
                }
            }
            _ => {
                let name = *dice.of(OWN_NAMES);
                let mut form = form(name, dice);
                form.secrecy = Tlp::Red;
                acted(command, Act::Register(Box::new(form)))
            }
        };
        if let Reply::Changed(changed) = self.lead.ask(request.clone()) {
            // Alerts are kept apart: what may be done with one beside its case may bring it back before all eyes.
            let alert = matches!(&request, Request::Do { act: Act::Raise(_) | Act::Alert(..), .. });
            self.known.sealed.extend(changed.iter().map(|one| one.id).filter(|id| !alert && !id.0.is_nil()));
            // Of alerts that were open before, the number is known to all.
            self.known.numbers.extend(changed.into_iter().map(|one| one.number).filter(|number| number.contains("-S")));
        }
        assert_eq!(self.with.pushes(), [], "the observer is told of {request:?}");
    }
}

impl Worlds {
    /// The same done by the shift lead of both worlds; the observer is told the same.
    fn both_lead(&self, with: Request, without: Request) -> (Reply, Reply) {
        let replies = (self.lead.ask(with.clone()), self.lead_without.ask(without));
        let pushed = (self.with.pushes(), self.without.pushes());
        assert_eq!(format!("{:?}", pushed.0), format!("{:?}", pushed.1), "pushed after {with:?}");
        replies
    }

    /// A sealed case in each world, and an expert whom both know: in one world he works on the sealed case.
    fn begin(&mut self) {
        let expert = Act::EnrolExpert(Box::new(ExpertDraft { load_max: 50, ..optician("方旭") }));
        let enrol = acted(command(&mut self.dice), expert);
        let (enrolled, _) = self.both_lead(enrol.clone(), enrol);
        let expert = first(&enrolled);
        self.known.open.push(expert);
        let mut sealed = |name: &str, forum: &str, docket: &str| {
            let mut form = draft(name);
            (form.secrecy, form.forum, form.docket) = (Tlp::Red, forum.to_owned(), Some(docket.to_owned()));
            form.counterpart = "无关一方".into();
            acted(command(&mut self.dice), Act::Register(Box::new(form)))
        };
        let forms = (sealed("藏锋精密", "UPC", "UPC-CFI-77/2026"), sealed("另一家", "USITC (s.337)", "337-TA-9999"));
        let (with, without) = self.both_lead(forms.0, forms.1);
        for reply in [&with, &without] {
            let Reply::Changed(changed) = reply else { panic!("{reply:?}") };
            self.known.numbers.push(changed[0].number.clone());
        }
        let (with, without) = (first(&with), first(&without));
        self.decoys = Some((with, without));
        // For the observer they are nowhere: hidden in one world, not there in the other.
        self.known.open.extend([with, without]);
        let steps = [
            DisputeAct::Accept { ground: "本省企业".into() },
            DisputeAct::Guide,
            DisputeAct::ChooseExpert { expert, override_reason: String::new() },
        ];
        for act in steps {
            let done = self.lead.ask(acted(command(&mut self.dice), Act::Dispute(with, act)));
            assert!(matches!(done, Reply::Changed(_)), "{done:?}");
        }
        assert_eq!(self.with.pushes(), []);
    }

    /// An alert is raised before all eyes and joined to a sealed case of each world; some come back.
    fn join(&mut self) {
        let (with, without) = self.decoys.expect("begun");
        self.raised += 1;
        let mut draft = alert(&format!("joined-{}", self.raised), "新的动议");
        draft.docket = Some(format!("26-9{:03}", self.raised));
        let raise = acted(command(&mut self.dice), Act::Raise(Box::new(draft)));
        let (raised, _) = self.both_lead(raise.clone(), raise);
        let id = first(&raised);
        let sealed: Vec<RecordId> = self.known.sealed.iter().copied().chain([with]).collect();
        let other = *self.dice.of(&sealed);
        let join = |dispute, command| acted(command, Act::Alert(id, AlertAct::Join { dispute }));
        let (first_try, second) = (command(&mut self.dice), command(&mut self.dice));
        // Any of the sealed cases that still takes one; of them the observer must not be able to tell which.
        if !matches!(self.lead.ask(join(other, first_try)), Reply::Changed(_)) {
            let joined = self.lead.ask(join(with, second));
            assert!(matches!(joined, Reply::Changed(_)), "{joined:?}");
        }
        let joined = self.lead_without.ask(join(without, second));
        assert!(matches!(joined, Reply::Changed(_)), "{joined:?}");
        let pushed = (self.with.pushes(), self.without.pushes());
        assert_eq!(format!("{:?}", pushed.0), format!("{:?}", pushed.1), "pushed when one was joined");
        for request in [Request::Show(id), Request::History(id), Request::Duty] {
            self.ask(request);
        }
        if self.dice.below(2) == 0 {
            let act = AlertAct::Detach { reason: "不是此案".into() };
            let detach = acted(command(&mut self.dice), Act::Alert(id, act));
            let (back, also) = self.both_lead(detach.clone(), detach);
            assert!(matches!((&back, &also), (Reply::Changed(_), Reply::Changed(_))), "{back:?} {also:?}");
            self.known.open.push(id);
            for request in [Request::Show(id), Request::History(id), Request::Duty] {
                self.ask(request);
            }
        } else {
            self.known.joined.push(id);
        }
    }
}

fn first(reply: &Reply) -> RecordId {
    let Reply::Changed(changed) = reply else { panic!("{reply:?}") };
    changed.first().expect("a record").id
}

fn consultation(alert: RecordId) -> ConsultationDraft {
    ConsultationDraft {
        dispute: None,
        alert: Some(alert),
        question: "应否应诉".into(),
        field: String::new(),
        language: String::new(),
        due: day("2027-01-10"),
        level: Tlp::Amber,
        panel: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_case_changes_not_a_byte_for_whom_it_is_not_meant() {
    needs_root();
    let (seed, dice) = Dice::of_now();
    println!("seed {seed}");
    let server = Shared::start().await;
    // A second center on the server: lines between the two, whose counts would tell of what went over them.
    server.done(Shared::SERVICE, &["setup", "--unit", "HZ", "--name-zh", "杭州中心", "--name-en", "Hangzhou"]);
    let (without, with) = server.twins();
    let mut worlds = Worlds {
        without: Account::connect(&without, Shared::DUTY),
        with: Account::connect(&with, Shared::DUTY),
        lead: Account::connect(&with, Shared::LEAD),
        lead_without: Account::connect(&without, Shared::LEAD),
        decoys: None,
        elsewhere: None,
        raised: 0,
        known: Known::default(),
        dice,
        asked: 0,
    };
    // How far a start has come is the machine's to say, not the record's.
    for account in [&mut worlds.without, &mut worlds.with] {
        while matches!(account.ask(Request::Me), Reply::Me(me) if me.loading.is_some()) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    let Reply::Me(me) = worlds.ask(Request::Me) else { panic!("no officer") };
    worlds.known.today = me.now.date_naive();
    worlds.known.open.push(me.units[0].id.record());
    let Reply::Recipients(recipients) = worlds.ask(Request::Recipients) else { panic!("no recipients") };
    worlds.elsewhere = recipients.iter().find_map(|row| match row {
        RecipientRow::Unit { card, .. } => Some(card.id),
        RecipientRow::Agency(_) => None,
    });
    worlds.ask(Request::Watch);
    for name in ["海岳智能", "远岬光电"] {
        let command = command(&mut worlds.dice);
        let form = form(name, &mut worlds.dice);
        worlds.ask(acted(command, Act::Register(Box::new(form))));
    }
    worlds.begin();
    while worlds.asked < cases() {
        match worlds.dice.below(12) {
            0 => worlds.join(),
            1..=4 => worlds.hide(),
            _ => worlds.observe(),
        }
    }
    let Known { open, sealed, joined, .. } = &worlds.known;
    println!(
        "{} requests; {} records open, {} sealed, {} alerts joined to sealed cases, {} for good",
        worlds.asked,
        open.len(),
        sealed.len(),
        worlds.raised,
        joined.len()
    );
    assert!(sealed.len() > 2 && !joined.is_empty(), "something was hidden");
}
