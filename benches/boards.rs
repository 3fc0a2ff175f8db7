//! What a million rows cost: memory, loading, windows, filters, sorting, finding, putting; and the same search by `fzf`,
//! if it is installed. `BOARDS_ROWS=10000,100000,1000000 cargo bench --no-default-features --bench boards`

use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeDelta};
use dutydesk::boards::found::Search;
use dutydesk::boards::rows::{DisputeRow, NextDeadline};
use dutydesk::boards::sorting::SortKey;
use dutydesk::boards::window::{List, Means, Sorts, Viewer, WindowQuery, window};
use dutydesk::boards::{Boards, Loading, ROW_FORMAT};
use dutydesk::calendar::Text;
use dutydesk::casework::deadline::DeadlineState;
use dutydesk::casework::dispute::{Stage, Track};
use dutydesk::casework::ids::{OfficerId, RecordId};
use dutydesk::casework::standing::Ball;
use dutydesk::casework::words::{DisputeKind, PostRole, Role, Tlp};
use dutydesk::finder::{Filter, Hands};
use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Counts what is allocated.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Two threads.
struct TwoHands;

impl Hands for TwoHands {
    fn both(&self, one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
        std::thread::scope(|scope| {
            scope.spawn(other);
            one();
        });
    }
}

const PLACES: &[&str] =
    &["海岳", "澄江", "北辰", "华云", "东湖", "南岭", "西溪", "金桥", "银河", "长风", "天目", "钱塘"];
const TRADES: &[&str] = &["智能", "光学", "电子", "机械", "新能源", "生物", "纺织", "家具", "医疗器械", "软件"];
const FORUMS: &[&str] = &["USITC (s.337)", "N.D. Ill.", "UPC Munich", "E.D. Tex.", "EUIPO", "UKIPO", "东京地方裁判所"];
const COUNTRIES: &[&str] = &["US", "US", "EP", "US", "EU", "GB", "JP"];
const LAKES: &[&str] = &["Northlake", "Harrow", "Pell", "Ashford", "Crane", "Bellweather", "Dunmore", "Eastgate"];
const FIELDS: &[&str] = &["Optics", "Robotics", "Semiconductor", "Textile", "Medical", "Energy", "Software"];

/// A number that `no` and `salt` always give.
fn dice(no: usize, salt: u64) -> usize {
    let mut z = (no as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt.wrapping_mul(0xD1B5_4A32_D192_ED03);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 1) as usize
}

fn pick<'a>(of: &[&'a str], no: usize, salt: u64) -> &'a str {
    of[dice(no, salt) % of.len()]
}

/// One of three names for ten disputes.
fn enterprise(no: usize) -> String {
    format!("{}{}{}股份有限公司", pick(PLACES, no, 1), no % 99_991, pick(TRADES, no, 2))
}

fn counterpart(no: usize) -> String {
    format!("{} {} {} LLC", pick(LAKES, no, 3), pick(FIELDS, no, 4), no)
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day")
}

fn moment(days: i64, second: usize) -> DateTime<FixedOffset> {
    let start = today().and_hms_opt(0, 0, 0).expect("midnight").and_utc();
    let at = start + TimeDelta::days(days) + TimeDelta::seconds((second % 86_400) as i64) + TimeDelta::nanoseconds(7);
    at.with_timezone(&FixedOffset::east_opt(8 * 3_600).expect("an offset"))
}

fn record(no: usize) -> RecordId {
    RecordId(uuid::Uuid::from_u64_pair(0x0193_0000_0000_7000 + ((no as u64) << 16), dice(no, 5) as u64))
}

/// The `no`-th dispute of so many.
fn row(no: usize, of: usize) -> DisputeRow {
    let (who, whom) = (dice(no, 6) % (of * 3 / 10).max(1), dice(no, 7) % (of / 5).max(1));
    let stage = Stage::ALL[dice(no, 8) % Stage::ALL.len()];
    let forum = dice(no, 9) % FORUMS.len();
    let red = dice(no, 10).is_multiple_of(100);
    let left = (dice(no, 11) % 365) as i64 - 5;
    let cutoff_at = moment(left, dice(no, 12));
    let next = NextDeadline {
        no: 1,
        rule: "us-itc-answer".into(),
        title: Text::new("答辩期限", "time to answer"),
        due: cutoff_at.date_naive(),
        safe: cutoff_at.date_naive(),
        zone: "America/New_York".into(),
        cutoff_at,
        state: DeadlineState::Verified,
    };
    let officer = (dice(no, 13) % 60) as u32;
    DisputeRow {
        id: record(no),
        number: format!("ZJ-{}-{:06}", 2017 + no % 10, no / 10 + 1),
        enterprise: enterprise(who),
        names: Vec::new(),
        counterpart: counterpart(whom),
        jurisdiction: COUNTRIES[forum].into(),
        forum: FORUMS[forum].into(),
        docket: Some(format!("{}:{}-cv-{:05}", no % 9, 17 + no % 10, no)),
        kind: DisputeKind::ALL[dice(no, 14) % DisputeKind::ALL.len()],
        role: Role::ALL[dice(no, 15) % Role::ALL.len()],
        stage,
        track: Some(Track::ALL[dice(no, 16) % Track::ALL.len()]),
        major: None,
        since: moment(-((dice(no, 17) % 3_000) as i64), dice(no, 18)),
        skipped: Vec::new(),
        handler: Some((OfficerId(officer), format!("值班员{officer}"))),
        secrecy: if red { Tlp::Red } else { Tlp::Amber },
        named: if red { vec![OfficerId((dice(no, 19) % 60) as u32)] } else { Vec::new() },
        received_at: moment(-((dice(no, 20) % 3_600) as i64), dice(no, 21)),
        next_deadline: Some(next).filter(|_| !stage.is_over()),
        visit_on: None,
        held: true,
        custodian: Text::new("浙江中心", "Zhejiang center"),
        ball: Ball::Mine,
        version: 3,
    }
}

fn viewer() -> Viewer {
    Viewer { officer: OfficerId(7), role: PostRole::Duty, today: today(), zone: chrono_tz::Asia::Shanghai }
}

/// Times some runs: p50, p95, p99 and the slowest.
fn times(mut all: Vec<Duration>) -> String {
    all.sort();
    let at = |part: usize| all[(all.len() * part / 100).min(all.len() - 1)].as_secs_f64() * 1e3;
    format!("p50 {:9.3}  p95 {:9.3}  p99 {:9.3}  max {:9.3} ms", at(50), at(95), at(99), at(100))
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed(), done)
}

fn line(count: usize, what: &str, figures: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{count:>9}  {what:<38}  {figures}").expect("a table");
}

fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").trim().parse::<usize>().expect("a number") * 1024
}

fn loaded(count: usize) -> Boards {
    let bytes: Vec<Vec<u8>> =
        (0..count).map(|no| postcard::to_extend(&row(no, count), vec![ROW_FORMAT, 1]).expect("a row")).collect();
    let stored: usize = bytes.iter().map(Vec::len).sum();
    let (live, rss) = (LIVE.load(Ordering::Relaxed), resident());
    let (decoding, parts) = timed(|| {
        let parts = Mutex::new(Vec::new());
        let part = |rows: &[Vec<u8>]| {
            let mut part = Loading::default();
            for row in rows {
                part.take(row).expect("a row");
            }
            part
        };
        let (left, right) = bytes.split_at(count / 2);
        std::thread::scope(|scope| {
            let right = scope.spawn(|| part(right));
            parts.lock().expect("no panic").push(part(left));
            parts.lock().expect("no panic").push(right.join().expect("no panic"));
        });
        parts.into_inner().expect("no panic")
    });
    let (joining, boards) = timed(|| Boards::loaded(parts, &TwoHands));
    let each = |time: Duration| time.as_secs_f64() * 1e6 / count as f64;
    let total = decoding + joining;
    line(
        count,
        "load, two threads",
        &format!("{:.3} s: decode {:.2} + join {:.2} us a row", total.as_secs_f64(), each(decoding), each(joining)),
    );
    let used = LIVE.load(Ordering::Relaxed) - live;
    let grown = resident().saturating_sub(rss);
    line(
        count,
        "memory",
        &format!("{} B a row allocated, {} B resident; stored {} B", used / count, grown / count, stored / count),
    );
    boards
}

fn windows(count: usize, boards: &Boards) {
    let sorts = Sorts::default();
    let means = Means { sorts: &sorts, hands: &TwoHands };
    let ask = |list: List, filter: &str, order: &[SortKey], offset: usize, anchor: Option<RecordId>| {
        let read = Filter::parse(filter).expect("a filter");
        let query = WindowQuery {
            list,
            filter: filter.into(),
            order: order.to_vec(),
            offset: offset as u32,
            limit: 100,
            anchor,
        };
        timed(|| window(boards, viewer(), (&query, &read), means).expect("a window"))
    };
    for list in [List::AllDisputes, List::DueDisputes, List::MyDisputes, List::NewDisputes] {
        let total = ask(list, "", &[], 0, None).1.total as usize;
        let asked =
            (0..400).map(|no| ask(list, "", &[], dice(no, 30) % total.max(1), Some(record(dice(no, 31) % count))).0);
        line(count, &format!("window of {} ({total})", list.code()), &times(asked.collect()));
    }
    for keys in ["enterprise", "received_at", "stage,-received_at", "counterpart,docket", "number"] {
        let order = SortKey::list(keys);
        let first = ask(List::AllDisputes, "", &order, 0, None).0;
        let asked = (0..400)
            .map(|no| ask(List::AllDisputes, "", &order, dice(no, 32) % count, Some(record(dice(no, 33) % count))).0);
        line(
            count,
            &format!("window by {keys}"),
            &format!("{}  first {:.0} ms", times(asked.collect()), first.as_secs_f64() * 1e3),
        );
    }
    for filter in [
        "stage:指导中",
        "country:US due<=7d",
        "海岳",
        "handler:值班员7 stage!=办结",
        "docket:cv-0001",
        "2019-00",
        "zzzz",
        "optics 智能 forum:EUIPO",
        "e",
    ] {
        let total = ask(List::AllDisputes, filter, &[], 0, None).1.total;
        let asked = (0..20).map(|no| ask(List::AllDisputes, filter, &[], no * 50, None).0);
        line(count, &format!("filter {filter} ({total})"), &times(asked.collect()));
    }
}

/// What an officer types, key by key.
fn keys(count: usize) -> Vec<String> {
    let names = (count * 3 / 10).max(1);
    let whole = [
        enterprise(names / 3),
        enterprise(names / 7),
        "haiyue".to_owned(),
        "chengjiangguangxue".to_owned(),
        "hyzn".to_owned(),
        "northlake optics".to_owned(),
        counterpart(count / 11),
        "optcs".to_owned(),
        "ZJ-2019-0004".to_owned(),
        format!("{:06}", count / 20),
        format!("1:18-cv-{:05}", count / 2),
        "euipo".to_owned(),
        "光学 northlake".to_owned(),
        "qzsw".to_owned(),
    ];
    let keys = whole.iter().flat_map(|text| {
        text.char_indices().map(|(at, c)| text[..at + c.len_utf8()].to_owned()).collect::<Vec<String>>()
    });
    keys.filter(|text| !text.ends_with(' ')).collect()
}

fn finding(count: usize, boards: &Boards) {
    let find = |typed: &str| {
        timed(|| {
            boards.find(&viewer(), Search { typed, limit: 50, hands: &TwoHands, stop: &|| false }).expect("an answer")
        })
    };
    line(count, "first find (names are spelled)", &format!("{:.0} ms", find("haiyue").0.as_secs_f64() * 1e3));
    let keys = keys(count);
    let mut each: Vec<(Duration, &String)> = keys.iter().map(|key| (find(key).0, key)).collect();
    line(count, &format!("find, {} keys", keys.len()), &times(each.iter().map(|(time, _)| *time).collect()));
    each.sort();
    let slowest: Vec<&str> = each.iter().rev().take(4).map(|(_, key)| key.as_str()).collect();
    line(count, "  slowest keys", &slowest.join(" | "));
    peer(count, &keys);
}

/// The same keys by `fzf --filter`, each a run over all lines as it would be at a key.
fn peer(count: usize, keys: &[String]) {
    let lines: String = (0..count)
        .map(|no| {
            let row = row(no, count);
            format!(
                "{} {} {} {} {}\n",
                row.number,
                row.enterprise,
                row.counterpart,
                row.docket.unwrap_or_default(),
                row.forum
            )
        })
        .collect();
    let run = |key: &str| {
        let mut child =
            Command::new("fzf").args(["--filter", key]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().ok()?;
        let (time, done) = timed(|| {
            let fed = child.stdin.take().map(|mut input| input.write_all(lines.as_bytes()));
            drop(fed);
            child.wait()
        });
        done.ok().map(|_| time)
    };
    match keys.iter().step_by(7).map(|key| run(key)).collect::<Option<Vec<Duration>>>() {
        Some(all) => line(count, "peer: fzf --filter, the same keys", &times(all)),
        None => line(count, "peer: fzf", "is not installed"),
    }
}

fn putting(count: usize, mut boards: Boards) {
    let mut published = boards.clone();
    let mut each = Vec::new();
    for batch in 0..40 {
        let (time, ()) = timed(|| {
            for no in 0..64 {
                let no = dice(batch * 64 + no, 40) % count;
                let changed = DisputeRow { version: 4, next_deadline: None, ..row(no, count) };
                boards.put_dispute(&changed);
            }
            published = boards.clone();
        });
        each.push(time);
    }
    line(count, "64 rows changed anywhere, published", &times(each));
    let begun = (0..40).map(|batch| {
        timed(|| {
            for no in 0..64 {
                boards.put_dispute(&row(count + batch * 64 + no, count));
            }
            published = boards.clone();
        })
        .0
    });
    line(count, "64 new rows, published", &times(begun.collect()));
    let later = today().checked_add_days(Days::new(1)).expect("a day");
    let read = Filter::default();
    let query = WindowQuery {
        list: List::DueDisputes,
        filter: String::new(),
        order: Vec::new(),
        offset: 0,
        limit: 100,
        anchor: None,
    };
    let means = Means { sorts: &Sorts::default(), hands: &TwoHands };
    let (time, _) =
        timed(|| window(&published, Viewer { today: later, ..viewer() }, (&query, &read), means).expect("a window"));
    line(count, "due window just after midnight", &format!("{:.3} ms", time.as_secs_f64() * 1e3));
}

fn main() {
    let asked = std::env::var("BOARDS_ROWS").unwrap_or_else(|_| "10000".to_owned());
    for count in asked.split(',').filter_map(|count| count.parse().ok()) {
        let boards = loaded(count);
        windows(count, &boards);
        finding(count, &boards);
        putting(count, boards);
    }
}
