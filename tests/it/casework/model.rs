//! Custody as a small model: the table of the rules, word for word, explored breadth first in every order that lines,
//! loss, repetition and restarts allow. `model_agrees` shows that the program does what this model does.
//!
//! Forwards, splits and a coordinator that is a third unit add no step of their own: for custody, what goes on is a
//! return and a new request of the sender, and a designation is an acceptance; the model takes each of these at any
//! time, so whatever they do together is among what it explores. `histories` walks them in the program itself.

use stateright::{Checker, HasDiscoveries, Model, Property};
use std::fmt::Debug;

/// Where a unit stands towards a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hold {
    None(u8),
    Owner(u8),
    Offering { epoch: u8, to: u8, r: u8, text: u8 },
    Accepted { epoch: u8, from: u8, r: u8, text: u8 },
    Released { epoch: u8, to: u8, r: u8 },
}

/// How a leg ended, as far as a unit knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Over {
    #[default]
    No,
    Returned,
    Cancelled,
}

/// What one unit knows of one referral.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct File {
    pub text: Option<u8>,
    pub unsent: bool,
    pub recalled: bool,
    pub offered: Option<(u8, u8)>,
    pub delivered: bool,
    pub signed: bool,
    pub accepted: Option<u8>,
    pub started: bool,
    pub over: Over,
}

/// One unit: its custody and its copy of each case, and what it knows of each referral.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Desk {
    pub holds: Vec<Hold>,
    /// Notes in its copy of each case.
    pub notes: Vec<u8>,
    arriving: Vec<Option<u8>>,
    pub files: Vec<File>,
}

/// What never changes about a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Referral {
    pub case: u8,
    pub from: u8,
    pub to: u8,
    pub moves: bool,
}

/// A word on a line: a fact of one book that the other side gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Word {
    Submitted(u8),
    Amended(u8, u8),
    Unsent(u8),
    Recall(u8),
    Delivered(u8),
    Signed(u8),
    Accept(u8, u8),
    Returned(u8),
    Cancelled(u8),
    Started(u8),
    Offer { r: u8, epoch: u8, text: u8 },
    Consent { r: u8, epoch: u8, text: u8 },
    Release { r: u8, epoch: u8, notes: u8 },
    Took { r: u8, epoch: u8 },
    Kept { r: u8, epoch: u8 },
}

/// All units, all lines.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub desks: Vec<Desk>,
    pub referrals: Vec<Referral>,
    /// `lines[from * units + to]`.
    pub lines: Vec<Vec<Word>>,
    /// Notes ever written in each case.
    written: Vec<u8>,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Transfer {
        by: u8,
        case: u8,
        to: u8,
    },
    Request {
        by: u8,
        case: u8,
        to: u8,
    },
    Amend {
        by: u8,
        r: u8,
    },
    Recall {
        by: u8,
        r: u8,
    },
    Unsend {
        by: u8,
        r: u8,
    },
    Note {
        by: u8,
        case: u8,
    },
    Accept {
        by: u8,
        r: u8,
    },
    Start {
        by: u8,
        r: u8,
    },
    Return {
        by: u8,
        r: u8,
    },
    /// On lines: the first `count` words, as one bundle. Wild: the word at `count`, which stays and may come again.
    Bring {
        from: u8,
        to: u8,
        count: u8,
    },
    /// The sender of a released case gives up waiting: only a fault does this.
    TakeBack {
        by: u8,
        case: u8,
    },
}

/// What may be wrong with a program, seeded one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    ReleasedStillWrites,
    ReleasesAnyText,
    ReleasesAfterRecall,
    TimeTakesBack,
    RecallsAfterRelease,
    OwnsAtAcceptance,
    AmendmentVoidsNothing,
    ReleasesTheFileAsOffered,
    KeepsUnderTheOldEpoch,
    RequestsMoveToo,
    ForgetsToRing,
    CrashLosesTheReaction,
    LineLosesWords,
    ReturnsAfterConsent,
    OffersTwice,
}

const FAULTS: [Fault; 15] = [
    Fault::ReleasedStillWrites,
    Fault::ReleasesAnyText,
    Fault::ReleasesAfterRecall,
    Fault::TimeTakesBack,
    Fault::RecallsAfterRelease,
    Fault::OwnsAtAcceptance,
    Fault::AmendmentVoidsNothing,
    Fault::ReleasesTheFileAsOffered,
    Fault::KeepsUnderTheOldEpoch,
    Fault::RequestsMoveToo,
    Fault::ForgetsToRing,
    Fault::CrashLosesTheReaction,
    Fault::LineLosesWords,
    Fault::ReturnsAfterConsent,
    Fault::OffersTwice,
];

/// How words travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Net {
    /// Numbered lines: whatever a carrier loses, repeats or reorders, words are taken in turn, once.
    Lines,
    /// No numbers at all: any word ever said may come at any time, again and again, or never.
    Wild,
}

/// How far the search goes, and what is wrong with the program.
#[derive(Clone, Debug)]
pub struct Custodies {
    units: u8,
    cases: u8,
    epochs: u8,
    referrals: u8,
    amendments: u8,
    notes: u8,
    requests: bool,
    net: Net,
    fault: Option<Fault>,
}

impl Custodies {
    /// Room enough for any history that a test walks.
    pub fn roomy(units: u8) -> Self {
        Self {
            units,
            cases: 1,
            epochs: u8::MAX - 1,
            referrals: u8::MAX - 1,
            amendments: u8::MAX - 1,
            notes: u8::MAX - 1,
            requests: true,
            net: Net::Lines,
            fault: None,
        }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// Every case with its first unit: case 0 with unit 0, case 1 with unit 1.
    pub fn start(&self) -> World {
        let cases = usize::from(self.cases);
        let desk = |unit: u8| Desk {
            holds: (0..self.cases)
                .map(|case| if case % self.units == unit { Hold::Owner(1) } else { Hold::None(0) })
                .collect(),
            notes: vec![0; cases],
            arriving: vec![None; cases],
            files: Vec::new(),
        };
        World {
            desks: (0..self.units).map(desk).collect(),
            referrals: Vec::new(),
            lines: vec![Vec::new(); usize::from(self.units) * usize::from(self.units)],
            written: vec![0; cases],
        }
    }

    /// The world after a step; none when the rules refuse it.
    pub fn after(&self, world: &World, step: Step) -> Option<World> {
        let mut next = world.clone();
        match step {
            Step::Bring { from, to, count } => self.bring(&mut next, (from, to), count)?,
            Step::Transfer { by, case, to } => self.submit(&mut next, (by, case, to), true)?,
            Step::Request { by, case, to } => self.submit(&mut next, (by, case, to), false)?,
            Step::Note { by, case } => {
                let desk = &mut next.desks[usize::from(by)];
                if !self.writes(desk.holds[usize::from(case)]) {
                    return None;
                }
                desk.notes[usize::from(case)] += 1;
                next.written[usize::from(case)] += 1;
            }
            Step::Amend { by, r } | Step::Recall { by, r } | Step::Unsend { by, r } => {
                let words = self.sender(&next, by, r, step)?;
                self.say(&mut next, by, &words);
            }
            Step::Accept { by, r } | Step::Start { by, r } | Step::Return { by, r } => {
                let words = self.keeper(&next, by, r, step)?;
                self.say(&mut next, by, &words);
            }
            Step::TakeBack { by, case } => {
                let Hold::Released { epoch, r, .. } = next.hold(by, case) else { return None };
                self.say(&mut next, by, &[Word::Kept { r, epoch: epoch + 1 }]);
            }
        }
        Some(next)
    }

    fn writes(&self, hold: Hold) -> bool {
        match hold {
            Hold::Owner(_) | Hold::Offering { .. } => true,
            Hold::Released { .. } => self.has(Fault::ReleasedStillWrites),
            Hold::None(_) | Hold::Accepted { .. } => false,
        }
    }

    fn rings(&self, hold: Hold) -> bool {
        match hold {
            Hold::None(_) => false,
            Hold::Released { .. } => !self.has(Fault::ForgetsToRing),
            Hold::Owner(_) | Hold::Offering { .. } | Hold::Accepted { .. } => true,
        }
    }

    fn submit(&self, world: &mut World, (by, case, to): (u8, u8, u8), moves: bool) -> Option<()> {
        let epoch = match world.hold(by, case) {
            Hold::Owner(epoch) => epoch,
            Hold::Offering { epoch, .. } if self.has(Fault::OffersTwice) => epoch,
            Hold::None(_) | Hold::Offering { .. } | Hold::Accepted { .. } | Hold::Released { .. } => return None,
        };
        if by == to {
            return None;
        }
        let r = u8::try_from(world.referrals.len()).expect("few referrals");
        world.referrals.push(Referral { case, from: by, to, moves });
        world.desks.iter_mut().for_each(|desk| desk.files.push(File::default()));
        let mut words = vec![Word::Submitted(r)];
        words.extend((moves || self.has(Fault::RequestsMoveToo)).then_some(Word::Offer { r, epoch, text: 0 }));
        self.say(world, by, &words);
        Some(())
    }

    /// What the sender of a referral may do.
    fn sender(&self, world: &World, by: u8, r: u8, step: Step) -> Option<Vec<Word>> {
        let referral = world.referrals[usize::from(r)];
        let file = world.file(by, r);
        if referral.from != by || file.unsent || file.over == Over::Cancelled {
            return None;
        }
        let offering = match world.hold(by, referral.case) {
            Hold::Offering { epoch, r: offered, .. } if offered == r => Some(epoch),
            Hold::None(_) | Hold::Owner(_) | Hold::Offering { .. } | Hold::Accepted { .. } | Hold::Released { .. } => {
                None
            }
        };
        let kept = offering.map(|epoch| {
            let raised = if self.has(Fault::KeepsUnderTheOldEpoch) { epoch } else { epoch + 1 };
            Word::Kept { r, epoch: raised }
        });
        match step {
            Step::Amend { .. } => {
                let text = file.text? + 1;
                if file.over != Over::No || file.recalled || (referral.moves && offering.is_none()) {
                    return None;
                }
                let offer = offering.map(|epoch| Word::Offer { r, epoch, text });
                Some([Word::Amended(r, text)].into_iter().chain(offer).collect())
            }
            Step::Unsend { .. } => {
                (!file.delivered && !file.recalled).then(|| [Word::Unsent(r)].into_iter().chain(kept).collect())
            }
            _ => {
                let late = match world.hold(by, referral.case) {
                    Hold::Released { epoch, r: released, .. } if self.has(Fault::RecallsAfterRelease) => {
                        (released == r).then_some(Word::Kept { r, epoch: epoch + 1 })
                    }
                    _ => None,
                };
                let stays = kept.or(late);
                if file.over != Over::No || file.recalled || (referral.moves && stays.is_none()) {
                    return None;
                }
                Some([Word::Recall(r)].into_iter().chain(stays).collect())
            }
        }
    }

    /// What the recipient may do with its leg.
    fn keeper(&self, world: &World, by: u8, r: u8, step: Step) -> Option<Vec<Word>> {
        let referral = world.referrals[usize::from(r)];
        let file = world.file(by, r);
        let text = file.text?;
        if referral.to != by || file.unsent || file.over != Over::No {
            return None;
        }
        let holds = file.accepts(referral.moves);
        let sign = (!file.signed).then_some(Word::Signed(r));
        match step {
            Step::Start { .. } => (holds && !file.started).then(|| vec![Word::Started(r)]),
            Step::Return { .. } => {
                let consented = referral.moves && holds && !self.has(Fault::ReturnsAfterConsent);
                (!consented).then(|| sign.into_iter().chain([Word::Returned(r)]).collect())
            }
            _ if holds => None,
            _ => {
                let mut words: Vec<Word> = sign.into_iter().chain([Word::Accept(r, text)]).collect();
                if referral.moves || self.has(Fault::RequestsMoveToo) {
                    let (epoch, offered) = file.offered?;
                    if offered != text || world.hold(by, referral.case).epoch() > epoch {
                        return None;
                    }
                    words.push(Word::Consent { r, epoch, text });
                    words.extend(self.has(Fault::OwnsAtAcceptance).then_some(Word::Took { r, epoch: epoch + 1 }));
                }
                Some(words)
            }
        }
    }

    /// Words of a unit's own book: folded there, and put on the line to the other side.
    fn say(&self, world: &mut World, by: u8, words: &[Word]) {
        for word in words {
            let referral = world.referrals[usize::from(word.referral())];
            // Of a case that is not on offer, nobody else need know that it stays.
            let silent = matches!(word, Word::Kept { .. })
                && !matches!(world.hold(by, referral.case), Hold::Offering { .. } | Hold::Released { .. });
            world.fold_own(by, *word);
            let other = if referral.from == by { referral.to } else { referral.from };
            let units = self.units;
            let line = &mut world.lines[usize::from(by * units + other)];
            let known = self.net == Net::Wild && line.contains(word);
            if !silent && !known {
                line.push(*word);
                if self.net == Net::Wild {
                    line.sort_unstable();
                }
            }
        }
    }

    fn bring(&self, world: &mut World, (from, to): (u8, u8), count: u8) -> Option<()> {
        let line = &mut world.lines[usize::from(from * self.units + to)];
        let words: Vec<Word> = match self.net {
            Net::Lines => line.drain(..usize::from(count).min(line.len())).collect(),
            Net::Wild => vec![*line.get(usize::from(count))?],
        };
        if words.is_empty() {
            return None;
        }
        if self.has(Fault::LineLosesWords) && words.len() == 1 {
            return Some(());
        }
        for word in &words {
            world.fold_theirs(to, from, *word, self.fault);
        }
        for word in &words {
            // A program that reacts only after its commit may crash in between.
            let lost = self.has(Fault::CrashLosesTheReaction) && words.len() == 1;
            if let Some(said) = self.react(world, to, *word).filter(|_| !lost) {
                self.say(world, to, &said);
            }
        }
        Some(())
    }

    /// What a daemon does by itself when a word has come.
    fn react(&self, world: &World, me: u8, word: Word) -> Option<Vec<Word>> {
        let r = word.referral();
        let referral = world.referrals[usize::from(r)];
        let (file, hold) = (world.file(me, r), world.hold(me, referral.case));
        match word {
            Word::Submitted(_) => {
                let words = [Word::Delivered(r)].into_iter().chain(file.recalled.then_some(Word::Cancelled(r)));
                (!file.unsent && !file.delivered).then(|| words.collect())
            }
            Word::Recall(_) => {
                let waits = file.delivered && !file.started && file.over == Over::No;
                waits.then(|| vec![Word::Cancelled(r)])
            }
            Word::Returned(_) | Word::Cancelled(_) => match hold {
                Hold::Offering { epoch, r: offered, .. } if offered == r => {
                    Some(vec![Word::Kept { r, epoch: epoch + 1 }])
                }
                _ => None,
            },
            Word::Consent { epoch: consented, .. } => match hold {
                Hold::Offering { epoch, r: offered, text, .. } => {
                    let accepted = world.file(me, offered).accepted;
                    let agreed = accepted == Some(text) || (accepted.is_some() && self.has(Fault::ReleasesAnyText));
                    let old = self.has(Fault::ReleasesTheFileAsOffered);
                    let notes = if old { 0 } else { world.desks[usize::from(me)].notes[usize::from(referral.case)] };
                    agreed.then(|| vec![Word::Release { r: offered, epoch: epoch + 1, notes }])
                }
                Hold::Owner(_) if self.has(Fault::ReleasesAfterRecall) => {
                    let notes = world.desks[usize::from(me)].notes[usize::from(referral.case)];
                    Some(vec![Word::Release { r, epoch: consented + 1, notes }])
                }
                _ => None,
            },
            Word::Release { .. } => match hold {
                Hold::Accepted { epoch, r: accepted, .. }
                    if world.desks[usize::from(me)].arriving[usize::from(referral.case)].is_some() =>
                {
                    Some(vec![Word::Took { r: accepted, epoch: epoch + 1 }, Word::Started(accepted)])
                }
                _ => None,
            },
            _ => None,
        }
    }
}

impl Hold {
    fn epoch(self) -> u8 {
        match self {
            Self::None(epoch)
            | Self::Owner(epoch)
            | Self::Offering { epoch, .. }
            | Self::Accepted { epoch, .. }
            | Self::Released { epoch, .. } => epoch,
        }
    }
}

impl File {
    /// Does the acceptance hold for the text as it is?
    fn accepts(&self, moves: bool) -> bool {
        self.accepted.is_some_and(|text| !moves || self.started || Some(text) == self.text)
    }
}

impl Word {
    fn referral(self) -> u8 {
        match self {
            Self::Submitted(r)
            | Self::Amended(r, _)
            | Self::Unsent(r)
            | Self::Recall(r)
            | Self::Delivered(r)
            | Self::Signed(r)
            | Self::Accept(r, _)
            | Self::Returned(r)
            | Self::Cancelled(r)
            | Self::Started(r)
            | Self::Offer { r, .. }
            | Self::Consent { r, .. }
            | Self::Release { r, .. }
            | Self::Took { r, .. }
            | Self::Kept { r, .. } => r,
        }
    }

    fn epoch(self) -> u8 {
        match self {
            Self::Offer { epoch, .. }
            | Self::Consent { epoch, .. }
            | Self::Release { epoch, .. }
            | Self::Took { epoch, .. }
            | Self::Kept { epoch, .. } => epoch,
            _ => 0,
        }
    }
}

impl World {
    pub fn hold(&self, unit: u8, case: u8) -> Hold {
        self.desks[usize::from(unit)].holds[usize::from(case)]
    }

    pub fn file(&self, unit: u8, r: u8) -> &File {
        &self.desks[usize::from(unit)].files[usize::from(r)]
    }

    fn fold_own(&mut self, me: u8, word: Word) {
        let referral = self.referrals[usize::from(word.referral())];
        let desk = &mut self.desks[usize::from(me)];
        let case = usize::from(referral.case);
        desk.files[usize::from(word.referral())].fold(word);
        match word {
            Word::Offer { r, epoch, text } => desk.holds[case] = Hold::Offering { epoch, to: referral.to, r, text },
            Word::Consent { r, epoch, text } => {
                desk.holds[case] = Hold::Accepted { epoch, from: referral.from, r, text };
            }
            Word::Release { r, epoch, .. } => desk.holds[case] = Hold::Released { epoch, to: referral.to, r },
            Word::Took { epoch, .. } => {
                desk.holds[case] = Hold::Owner(epoch);
                if let Some(notes) = desk.arriving[case].take() {
                    desk.notes[case] = notes;
                }
            }
            Word::Kept { epoch, .. } => desk.holds[case] = Hold::Owner(epoch),
            _ => {}
        }
    }

    fn fold_theirs(&mut self, me: u8, from: u8, word: Word, fault: Option<Fault>) {
        let r = word.referral();
        let referral = self.referrals[usize::from(r)];
        let desk = &mut self.desks[usize::from(me)];
        let case = usize::from(referral.case);
        let before = desk.holds[case];
        desk.files[usize::from(r)].fold(word);
        if let Word::Offer { epoch, text, .. } = word {
            let file = &mut desk.files[usize::from(r)];
            if file.offered.is_none_or(|(_, before)| before <= text) {
                file.offered = Some((epoch, text));
            }
        }
        if let Word::Release { epoch, notes, .. } = word {
            let awaited = matches!(before, Hold::Accepted { epoch: e, from: f, .. } if f == from && e + 1 == epoch);
            if awaited {
                desk.arriving[case] = Some(notes);
            }
        }
        let keeps = fault == Some(Fault::AmendmentVoidsNothing);
        desk.holds[case] = match (before, word) {
            (Hold::Accepted { epoch, from: f, .. }, Word::Kept { epoch: kept, .. }) if f == from && kept > epoch => {
                Hold::None(kept)
            }
            (Hold::Accepted { epoch, from: f, r: accepted, text }, Word::Offer { r, epoch: e, text: newer })
                if f == from && e == epoch && r == accepted && newer > text && !keeps =>
            {
                Hold::None(epoch)
            }
            (Hold::Released { epoch, to, .. }, Word::Took { epoch: took, .. }) if from == to && took == epoch => {
                Hold::None(epoch)
            }
            (Hold::None(seen), word) => Hold::None(seen.max(word.epoch())),
            (hold, _) => hold,
        };
    }
}

impl File {
    fn fold(&mut self, word: Word) {
        match word {
            Word::Submitted(_) => self.text = self.text.or(Some(0)),
            Word::Amended(_, text) => self.text = self.text.max(Some(text)),
            Word::Unsent(_) => self.unsent = true,
            Word::Recall(_) => self.recalled = true,
            Word::Delivered(_) => self.delivered = true,
            Word::Signed(_) => self.signed = true,
            Word::Accept(_, text) => self.accepted = Some(text),
            Word::Returned(_) if self.over == Over::No => self.over = Over::Returned,
            Word::Cancelled(_) => self.over = Over::Cancelled,
            Word::Started(_) => self.started = true,
            Word::Returned(_)
            | Word::Offer { .. }
            | Word::Consent { .. }
            | Word::Release { .. }
            | Word::Took { .. }
            | Word::Kept { .. } => {}
        }
    }
}

impl Model for Custodies {
    type State = World;
    type Action = Step;

    fn init_states(&self) -> Vec<World> {
        vec![self.start()]
    }

    fn actions(&self, world: &World, steps: &mut Vec<Step>) {
        let referrals = u8::try_from(world.referrals.len()).expect("few referrals");
        for by in 0..self.units {
            for case in 0..self.cases {
                if world.written[usize::from(case)] < self.notes {
                    steps.push(Step::Note { by, case });
                }
                if self.has(Fault::TimeTakesBack) {
                    steps.push(Step::TakeBack { by, case });
                }
                for to in (0..self.units).filter(|to| *to != by && referrals < self.referrals) {
                    steps.push(Step::Transfer { by, case, to });
                    if self.requests {
                        steps.push(Step::Request { by, case, to });
                    }
                }
            }
            for r in 0..referrals {
                let text = world.file(by, r).text.unwrap_or(0);
                if text < self.amendments {
                    steps.push(Step::Amend { by, r });
                }
                steps.extend([
                    Step::Recall { by, r },
                    Step::Unsend { by, r },
                    Step::Accept { by, r },
                    Step::Start { by, r },
                    Step::Return { by, r },
                ]);
            }
            for to in 0..self.units {
                let waiting = u8::try_from(world.lines[usize::from(by * self.units + to)].len()).expect("few words");
                match self.net {
                    Net::Lines if waiting > 1 => {
                        steps.push(Step::Bring { from: by, to, count: 1 });
                        steps.push(Step::Bring { from: by, to, count: waiting });
                    }
                    Net::Lines if waiting == 1 => steps.push(Step::Bring { from: by, to, count: 1 }),
                    Net::Lines => {}
                    Net::Wild => steps.extend((0..waiting).map(|count| Step::Bring { from: by, to, count })),
                }
            }
        }
    }

    fn next_state(&self, world: &World, step: Step) -> Option<World> {
        self.after(world, step).filter(|next| next != world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = vec![
            Property::always("one holder", |model: &Self, world: &World| {
                world.cases().all(|case| one_holder(model, world, case))
            }),
            Property::always("consent", |_: &Self, world: &World| consent(world)),
            Property::always("nothing lost", |model: &Self, world: &World| {
                world.cases().all(|case| nothing_lost(model, world, case))
            }),
            Property::always("both sides ring", |model: &Self, world: &World| {
                world.cases().all(|case| both_ring(model, world, case))
            }),
            Property::sometimes("a case moves", |_: &Self, world: &World| {
                world.desks.iter().skip(1).any(|d| d.holds[0] == Hold::Owner(2))
            }),
        ];
        if self.net == Net::Lines {
            properties.push(Property::always("settled when all has come", |model: &Self, world: &World| {
                settled(model, world)
            }));
        }
        properties
    }

    fn within_boundary(&self, world: &World) -> bool {
        world.desks.iter().flat_map(|desk| &desk.holds).all(|hold| hold.epoch() <= self.epochs)
    }
}

impl World {
    fn cases(&self) -> impl Iterator<Item = usize> + use<> {
        0..self.written.len()
    }
}

/// Never two units that may write a case.
fn one_holder(model: &Custodies, world: &World, case: usize) -> bool {
    world.desks.iter().filter(|desk| model.writes(desk.holds[case])).count() <= 1
}

/// A unit is given only what it accepted, and has not since returned or seen changed; a request gives nothing.
fn consent(world: &World) -> bool {
    world.desks.iter().flat_map(|desk| &desk.holds).all(|hold| match *hold {
        Hold::Offering { r, .. } | Hold::Accepted { r, .. } => world.referrals[usize::from(r)].moves,
        Hold::Released { r, to, .. } => {
            let (mine, theirs) = (world.file(world.referrals[usize::from(r)].from, r), world.file(to, r));
            world.referrals[usize::from(r)].moves && theirs.over == Over::No && theirs.accepted == mine.text
        }
        Hold::None(_) | Hold::Owner(_) => true,
    })
}

/// Whoever may write has every note; a released case is on its way, has arrived, or was taken.
fn nothing_lost(model: &Custodies, world: &World, case: usize) -> bool {
    let whole = |desk: &Desk| !model.writes(desk.holds[case]) || desk.notes[case] == world.written[case];
    let there = |unit: usize, desk: &Desk| match desk.holds[case] {
        Hold::Released { epoch, to, .. } => {
            let line = &world.lines[unit * world.desks.len() + usize::from(to)];
            let other = &world.desks[usize::from(to)];
            let on_its_way = line.iter().any(|word| matches!(word, Word::Release { epoch: e, .. } if *e == epoch));
            (on_its_way && matches!(other.holds[case], Hold::Accepted { .. }))
                || other.arriving[case].is_some()
                || other.holds[case].epoch() >= epoch
        }
        Hold::None(_) | Hold::Owner(_) | Hold::Offering { .. } | Hold::Accepted { .. } => true,
    };
    world.desks.iter().enumerate().all(|(unit, desk)| whole(desk) && there(unit, desk))
}

/// Somebody always rings the deadlines of a case; while nobody may write it, both sides do.
fn both_ring(model: &Custodies, world: &World, case: usize) -> bool {
    let ringing = world.desks.iter().filter(|desk| model.rings(desk.holds[case])).count();
    let writing = world.desks.iter().any(|desk| model.writes(desk.holds[case]));
    if writing { ringing >= 1 } else { ringing >= 2 }
}

/// When nothing is on its way, one unit has each case and nobody waits for it.
fn settled(model: &Custodies, world: &World) -> bool {
    let quiet = world.lines.iter().all(Vec::is_empty);
    let waits = |hold: &Hold| matches!(hold, Hold::Accepted { .. } | Hold::Released { .. });
    !quiet
        || world.cases().all(|case| {
            let holds = || world.desks.iter().map(|desk| desk.holds[case]);
            holds().filter(|hold| model.writes(*hold)).count() == 1 && !holds().any(|hold| waits(&hold))
        })
}

/// Small enough for every run; each test opens it where it looks.
fn small(units: u8, cases: u8, epochs: u8, referrals: u8) -> Custodies {
    Custodies {
        units,
        cases,
        epochs,
        referrals,
        amendments: 0,
        notes: 0,
        requests: false,
        net: Net::Lines,
        fault: None,
    }
}

/// Searches breadth first until nothing new is found, and prints how much that was; all properties held.
fn explore(name: &str, model: Custodies) -> usize {
    let whole = model.checker().threads(2).spawn_bfs().join();
    let (unique, depth) = (whole.unique_state_count(), whole.max_depth());
    println!("{name}: {unique} states, {} steps, depth {depth}, complete", whole.state_count());
    whole.assert_properties();
    unique
}

/// States that the searches of every run come to, at least: fewer, and the model has lost something.
const QUICK_STATES_MIN: usize = 100_000;

/// The same for the long searches.
const LONG_STATES_MIN: usize = 10_000_000;

#[test]
fn custody_holds_in_every_order_of_the_lines() {
    let amended = Custodies { amendments: 1, notes: 1, ..small(2, 1, 3, 2) };
    let mixed = Custodies { requests: true, ..small(2, 1, 3, 2) };
    let states = [
        explore("2 units, 1 case, 3 epochs, amendments, notes", amended),
        explore("2 units, 1 case, 3 epochs, requests too", mixed),
        explore("2 units, 2 cases, 3 epochs", small(2, 2, 3, 2)),
        explore("3 units, 1 case, 4 epochs", small(3, 1, 4, 2)),
    ];
    assert!(states.iter().sum::<usize>() > QUICK_STATES_MIN, "{states:?}");
}

#[test]
fn custody_holds_when_words_are_lost_repeated_and_reordered() {
    let wild = Custodies { net: Net::Wild, ..small(2, 1, 3, 2) };
    let states = explore("2 units, 1 case, 3 epochs, wild", wild);
    assert!(states > QUICK_STATES_MIN, "{states}");
    let wild = Custodies { net: Net::Wild, amendments: 1, ..small(2, 1, 2, 1) };
    explore("2 units, 1 case, 2 epochs, amendments, wild", wild);
}

/// Minutes in an optimised build; `tests/run --long` makes one for it.
#[test]
fn the_long_search_of_custody() {
    if std::env::var_os("DUTYDESK_LONG").is_none() || cfg!(debug_assertions) {
        println!("skipped: set DUTYDESK_LONG for it, in an optimised build");
        return;
    }
    let wild = |model: Custodies| Custodies { net: Net::Wild, ..model };
    let mixed = Custodies { amendments: 1, requests: true, ..small(3, 1, 4, 2) };
    let states = [
        explore("2 units, 2 cases, 3 epochs, 3 referrals", small(2, 2, 3, 3)),
        explore("2 units, 2 cases, 3 epochs, amendments", Custodies { amendments: 1, ..small(2, 2, 3, 2) }),
        explore("2 units, 2 cases, 3 epochs, wild", wild(small(2, 2, 3, 2))),
        explore("3 units, 1 case, 4 epochs, 3 referrals", small(3, 1, 4, 3)),
        explore("3 units, 1 case, 4 epochs, amendments, requests too", mixed),
        explore("3 units, 1 case, 4 epochs, wild", wild(small(3, 1, 4, 2))),
    ];
    assert!(states.iter().sum::<usize>() > LONG_STATES_MIN, "{states:?}");
}

#[test]
fn every_seeded_fault_is_caught() {
    let mut slipped = Vec::new();
    for fault in FAULTS {
        let requests = fault == Fault::RequestsMoveToo;
        let model = Custodies { fault: Some(fault), requests, amendments: 1, notes: 1, ..small(2, 1, 3, 2) };
        let checker = model.checker().threads(2).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
        let found: Vec<&str> = checker.discoveries().into_keys().filter(|name| *name != "a case moves").collect();
        println!("{fault:?}: {found:?} after {} states", checker.unique_state_count());
        if found.is_empty() {
            slipped.push(fault);
        }
    }
    assert!(slipped.is_empty(), "not caught: {slipped:?}");
}
