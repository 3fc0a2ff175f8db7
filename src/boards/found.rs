//! Find: the typed words are looked for in the names, each distinct name once; then one pass over the rows looks up what
//! their names scored. So a name is found only where a row bears it that the officer may see, and totals are his.

use super::Boards;
use super::audience::AudienceId;
use super::board::{Board, Packed};
use super::filtering::heads;
use super::fuzzy::add_fuzzy;
use super::viewer::Viewer;
use crate::casework::ids::RecordId;
use crate::finder::hands::halves;
use crate::finder::needle::Met;
use crate::finder::number::InNumbers;
use crate::finder::{Hands, Name, Needle, Number};
use std::cmp::Ordering;

/// Words of one search: more than anybody types.
const WORDS_MAX: usize = 8;

/// Hits counted; beyond it is "more than".
pub const COUNTED_MAX: usize = 10_000;

/// Fewer hits than this, and the search goes on among names that only resemble what was typed.
const SCREENFUL: usize = 20;

/// Chunks of rows below which one hand is faster than two.
const CHUNKS_FOR_TWO: usize = 16;

/// Which board a hit is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OnBoard {
    Disputes,
    Alerts,
    Referrals,
    Experts,
    Agencies,
    Affairs,
}

/// A record found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundRecord {
    pub board: OnBoard,
    pub id: RecordId,
    pub score: u32,
    number: Number,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best ones, best first; of equal ones the lower number.
    pub hits: Vec<FoundRecord>,
    /// How many there are, at most one more than `COUNTED_MAX`.
    pub total: usize,
}

/// What a search is made with.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    pub typed: &'a str,
    pub limit: usize,
    pub hands: &'a dyn Hands,
    /// Is the answer no longer wanted?
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// One word with the scores of all names.
pub(super) struct Scored {
    pub needle: Needle,
    /// By number of the name.
    pub names: Vec<u16>,
    heads: Vec<(Name, InNumbers)>,
}

impl Boards {
    /// The records whose names meet a text, as far as this viewer may see them. None: the answer is not wanted any more.
    pub fn find(&self, viewer: &Viewer, search: Search<'_>) -> Option<Found> {
        let names = &self.words.names;
        let score = |word: &str| {
            let needle = Needle::new(word);
            Scored { names: needle.scores(names, search.hands, search.stop), heads: heads(&needle, names), needle }
        };
        let mut words: Vec<Scored> = search.typed.split_whitespace().take(WORDS_MAX).map(score).collect();
        if words.is_empty() {
            return Some(Found::default());
        }
        let sees = self.words.audiences.seen_by(viewer);
        let mut found = self.pass(&words, &sees, search);
        if found.total < SCREENFUL && !(search.stop)() {
            let borne = self.borne(&sees, search.hands);
            if add_fuzzy(&mut words, names, &borne, search) {
                found = self.pass(&words, &sees, search);
            }
        }
        (!(search.stop)()).then_some(found)
    }

    /// The records that bear a name which is all of this text, in whatever letters.
    pub fn bearing(&self, viewer: &Viewer, search: Search<'_>) -> Vec<FoundRecord> {
        let needle = Needle::new(search.typed);
        let mut names = needle.scores(&self.words.names, search.hands, search.stop);
        names.iter_mut().filter(|score| **score < Met::Exact.score()).for_each(|score| *score = 0);
        let sees = self.words.audiences.seen_by(viewer);
        self.pass(&[Scored { needle, names, heads: Vec::new() }], &sees, search).hits
    }

    /// One pass over all rows.
    fn pass(&self, words: &[Scored], sees: &[bool], search: Search<'_>) -> Found {
        let mut all = Best::new(search.limit);
        let pass = Pass { words, sees, search, boards: self };
        pass.board(&self.disputes, OnBoard::Disputes, &mut all);
        pass.board(&self.alerts, OnBoard::Alerts, &mut all);
        pass.board(&self.referrals, OnBoard::Referrals, &mut all);
        pass.board(&self.experts, OnBoard::Experts, &mut all);
        pass.board(&self.agencies, OnBoard::Agencies, &mut all);
        pass.board(&self.affairs, OnBoard::Affairs, &mut all);
        all.cut(self);
        Found { hits: all.hits, total: all.total.min(COUNTED_MAX + 1) }
    }

    /// Which names some row bears that is seen, by number: what else a table holds must not show in an answer.
    fn borne(&self, sees: &[bool], hands: &dyn Hands) -> Vec<bool> {
        let mut borne = vec![false; self.words.names.len()];
        mark(&self.disputes, sees, hands, &mut borne);
        mark(&self.alerts, sees, hands, &mut borne);
        mark(&self.referrals, sees, hands, &mut borne);
        mark(&self.experts, sees, hands, &mut borne);
        mark(&self.agencies, sees, hands, &mut borne);
        mark(&self.affairs, sees, hands, &mut borne);
        borne
    }
}

fn is_seen(sees: &[bool], audience: AudienceId) -> bool {
    sees.get(audience.0 as usize).copied().unwrap_or(false)
}

fn mark<P: Packed>(board: &Board<P>, sees: &[bool], hands: &dyn Hands, borne: &mut [bool]) {
    let rows = board.rows();
    let names = borne.len();
    let parts = halves(hands, (rows.chunks(), CHUNKS_FOR_TWO), |range| {
        let mut borne = vec![false; names];
        for row in range.flat_map(|chunk| rows.chunk(chunk)).filter(|row| is_seen(sees, row.audience())) {
            row.names().iter().for_each(|name| borne[name.0 as usize] = true);
        }
        borne
    });
    parts.iter().for_each(|part| borne.iter_mut().zip(part).for_each(|(one, other)| *one |= other));
}

struct Pass<'a> {
    words: &'a [Scored],
    sees: &'a [bool],
    search: Search<'a>,
    boards: &'a Boards,
}

impl Pass<'_> {
    fn board<P: Packed>(&self, board: &Board<P>, on: OnBoard, all: &mut Best) {
        let rows = board.rows();
        let parts = halves(self.search.hands, (rows.chunks(), CHUNKS_FOR_TWO), |range| {
            let mut best = Best::new(self.search.limit);
            for chunk in range {
                if (self.search.stop)() {
                    break;
                }
                for row in rows.chunk(chunk).iter().filter(|row| is_seen(self.sees, row.audience())) {
                    if let Some(score) = self.score(row)
                        && let [Some(number), _] = row.numbers()
                    {
                        best.take(FoundRecord { board: on, id: row.id(), score, number }, self.boards);
                    }
                }
            }
            best
        });
        for part in parts {
            all.total += part.total;
            all.hits.extend(part.hits);
        }
    }

    /// The sum of what each word meets best; every word must be met.
    fn score<P: Packed>(&self, row: &P) -> Option<u32> {
        let (names, numbers) = (row.names(), row.numbers());
        let mut sum = 0;
        for word in self.words {
            let named = names.iter().map(|name| word.of_name(*name)).max().unwrap_or(0);
            let numbered = numbers.iter().flatten().map(|number| word.of_number(*number)).max().unwrap_or(0);
            let best = named.max(numbered);
            if best == 0 {
                return None;
            }
            sum += u32::from(best);
        }
        Some(sum)
    }
}

impl Scored {
    fn of_name(&self, name: Name) -> u16 {
        self.names.get(name.0 as usize).copied().unwrap_or(0)
    }

    fn of_number(&self, number: Number) -> u16 {
        if !number.is_counted() {
            return self.of_name(number.head());
        }
        let places = self.heads.iter().find(|(head, _)| *head == number.head());
        places.and_then(|(_, places)| places.meets(number)).map_or(0, |met| met.score())
    }
}

/// The best hits so far, cut now and then.
struct Best {
    hits: Vec<FoundRecord>,
    limit: usize,
    total: usize,
    /// The worst of those that were kept when last cut: what is not better is only counted.
    worst: Option<FoundRecord>,
}

/// Hits above the limit before the worst ones are cut off.
const SPARE: usize = 512;

impl Best {
    const fn new(limit: usize) -> Self {
        Self { hits: Vec::new(), limit, total: 0, worst: None }
    }

    fn take(&mut self, hit: FoundRecord, boards: &Boards) {
        self.total += 1;
        if self.worst.is_some_and(|worst| boards.better(&hit, &worst).is_ge()) {
            return;
        }
        self.hits.push(hit);
        if self.hits.len() >= self.limit + SPARE {
            self.cut(boards);
            self.worst = self.hits.last().copied();
        }
    }

    fn cut(&mut self, boards: &Boards) {
        self.hits.sort_by(|a, b| boards.better(a, b));
        self.hits.truncate(self.limit);
    }
}

impl Boards {
    /// The better hit is the lesser one.
    fn better(&self, one: &FoundRecord, other: &FoundRecord) -> Ordering {
        let by_number = || one.number.compare(other.number, &self.words.names);
        other.score.cmp(&one.score).then_with(by_number).then_with(|| one.id.cmp(&other.id))
    }
}
