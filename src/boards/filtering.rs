//! A filter made ready for one board: each distinct text is tested once, and what is left for a row is to look its
//! numbers up.

use super::audience::AudienceId;
use super::board::{Due, Packed};
use super::viewer::Viewer;
use super::words::Words;
use crate::casework::words::Tlp;
use crate::finder::filter::Term;
use crate::finder::number::InNumbers;
use crate::finder::{Filter, Hands, Name, Names, Needle, Number};
use std::sync::atomic::{AtomicU8, Ordering};

/// Does a row pass?
pub type Test<'a, P> = Box<dyn Fn(&P) -> bool + Sync + 'a>;

/// A name was not looked at yet, does not hold the word, holds it.
const UNKNOWN: u8 = 0;
const LACKS: u8 = 1;
const HOLDS: u8 = 2;

/// What a field must hold. A column has few names, and each is looked at when it is first met.
pub struct Wanted<'a> {
    needle: &'a Needle,
    words: &'a Words,
    met: Vec<AtomicU8>,
}

/// What a table of words gives for a code: code, zh, en.
pub type Vocabulary = &'static [(&'static str, &'static str, &'static str)];

impl<'a> Wanted<'a> {
    const fn new(needle: &'a Needle, words: &'a Words) -> Self {
        Self { needle, words, met: Vec::new() }
    }

    /// A field whose value is a name.
    pub fn name<P>(mut self, value: impl Fn(&P) -> Name + Sync + 'a) -> Test<'a, P> {
        self.met.resize_with(self.words.names.len(), || AtomicU8::new(UNKNOWN));
        Box::new(move |row| self.holds(value(row)))
    }

    /// A field with two names, either of which will do.
    pub fn either<P>(mut self, values: impl Fn(&P) -> [Name; 2] + Sync + 'a) -> Test<'a, P> {
        self.met.resize_with(self.words.names.len(), || AtomicU8::new(UNKNOWN));
        Box::new(move |row| values(row).into_iter().any(|name| self.holds(name)))
    }

    fn holds(&self, name: Name) -> bool {
        let Some(met) = self.met.get(name.0 as usize) else { return false };
        match met.load(Ordering::Relaxed) {
            UNKNOWN => {
                let holds = self.needle.is_in(self.words.names.text(name)) && name != Name::EMPTY;
                met.store(if holds { HOLDS } else { LACKS }, Ordering::Relaxed);
                holds
            }
            known => known == HOLDS,
        }
    }

    /// A field of a closed vocabulary: each word of it is looked at once. None: the row has no value.
    pub fn word<P>(&self, words: Vocabulary, value: impl Fn(&P) -> Option<usize> + Sync + 'a) -> Test<'a, P> {
        let bits = self.bits(words);
        Box::new(move |row| value(row).is_some_and(|word| bits >> word & 1 == 1))
    }

    /// A field that holds several words of a vocabulary, as bits.
    pub fn words<P>(&self, words: Vocabulary, value: impl Fn(&P) -> u64 + Sync + 'a) -> Test<'a, P> {
        let bits = self.bits(words);
        Box::new(move |row| value(row) & bits != 0)
    }

    fn bits(&self, words: Vocabulary) -> u64 {
        let holds = |(code, zh, en): &(&str, &str, &str)| [code, zh, en].iter().any(|word| self.needle.is_in(word));
        words.iter().enumerate().filter(|(_, word)| holds(word)).map(|(at, _)| 1 << at).sum()
    }

    /// The secrecy of the dispute, which its audience tells.
    pub fn secrecy<P>(&self, value: impl Fn(&P) -> AudienceId + Sync + 'a) -> Test<'a, P> {
        let bits = self.bits(Tlp::WORDS);
        let holds: Vec<bool> =
            self.words.audiences.iter().map(|audience| bits >> audience.secrecy as usize & 1 == 1).collect();
        // that of everyone has no secrecy, and no place in the table
        let at = move |row: &P| (value(row).0 as usize).checked_sub(1);
        Box::new(move |row| at(row).and_then(|at| holds.get(at)).copied().unwrap_or(false))
    }

    /// A field of texts that are in no table.
    pub fn text<P>(self, value: impl Fn(&P, &Needle) -> bool + Sync + 'a) -> Test<'a, P> {
        Box::new(move |row| value(row, self.needle))
    }
}

/// A word that lies in some number or name of a row.
pub struct Held {
    names: Vec<bool>,
    heads: Vec<(Name, InNumbers)>,
}

impl Held {
    fn of(needle: &Needle, names: &Names, hands: &dyn Hands) -> Self {
        Self { names: needle.holders(names, hands), heads: heads(needle, names) }
    }

    fn is_in(&self, name: Name) -> bool {
        self.names.get(name.0 as usize).copied().unwrap_or(false)
    }

    fn is_in_number(&self, number: Number) -> bool {
        if !number.is_counted() {
            return self.is_in(number.head());
        }
        let head = self.heads.iter().find(|(head, _)| *head == number.head());
        head.is_some_and(|(_, places)| places.meets(number).is_some())
    }
}

/// Where a word lies in the numbers of each head that there is.
pub fn heads(needle: &Needle, names: &Names) -> Vec<(Name, InNumbers)> {
    let all = names.heads().map(|head| (head, InNumbers::of(needle.word(), names.text(head))));
    all.filter(|(_, places)| !places.is_hopeless()).collect()
}

/// The tests of a filter; a row that passes all of them passes.
pub fn tests<'a, P: Packed>(
    filter: &'a Filter,
    words: &'a Words,
    viewer: Viewer,
    hands: &dyn Hands,
) -> Vec<Test<'a, P>> {
    filter.terms().iter().map(|term| test(term, words, viewer, hands)).collect()
}

fn test<'a, P: Packed>(term: &'a Term, words: &'a Words, viewer: Viewer, hands: &dyn Hands) -> Test<'a, P> {
    match term {
        Term::Word(needle) => {
            let held = Held::of(needle, &words.names, hands);
            Box::new(move |row: &P| {
                row.texts().iter().any(|name| held.is_in(*name))
                    || row.numbers().iter().flatten().any(|number| held.is_in_number(*number))
            })
        }
        Term::Field { name, needle, negated } => match P::field(name, Wanted::new(needle, words)) {
            Some(test) => Box::new(move |row| test(row) != *negated),
            None => Box::new(move |_| *negated),
        },
        Term::Due { most: true, days } => {
            let (end, last) = (viewer.day_begins(days.saturating_add(1)), day_number(viewer, *days));
            Box::new(move |row: &P| match row.due(viewer.today) {
                Due::Never => false,
                Due::At(second) => second < end,
                Due::On(day) => day <= last,
                Due::In(left) => left <= *days,
            })
        }
        Term::Due { most: false, days } => {
            let (begin, first) = (viewer.day_begins(*days), day_number(viewer, *days));
            Box::new(move |row: &P| match row.due(viewer.today) {
                Due::Never => false,
                Due::At(second) => second >= begin,
                Due::On(day) => day >= first,
                Due::In(left) => left >= *days,
            })
        }
    }
}

fn day_number(viewer: Viewer, days: i64) -> i64 {
    i64::from(viewer.today.to_epoch_days()).saturating_add(days)
}
