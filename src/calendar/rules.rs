//! All rules, schemes and calendars: loaded once, good files kept, bad ones reported by line.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use super::problem::{Problem, Refused, Source};
use super::rule_file::{Located, Written};
use super::suggest::RuleWords;
use super::{Calendar, DeadlineRule, Scheme, calendar_file, rule_file};

static DEADLINE_FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules/deadlines");
static CALENDAR_FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules/calendars");

/// The deadline rules, their counting schemes and the calendars.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rules: Vec<DeadlineRule>,
    /// By rule, in the same order: its words, for finding the rules that fit.
    words: Vec<RuleWords>,
    by_id: HashMap<String, usize>,
    schemes: BTreeMap<String, Scheme>,
    calendars: BTreeMap<String, Calendar>,
    problems: Vec<Problem>,
    /// What a center's own files put in the place of what came with the program: ids and codes.
    replaced: Vec<String>,
}

/// Ids and codes of a center's own files that were taken: a second one of the same name is a slip.
#[derive(Default)]
struct Own(BTreeSet<String>);

impl Own {
    /// May an entry of this source stand where another stands already? Once, and only in a center's own file.
    fn may_replace(&mut self, source: &Source<'_>, id: &str) -> bool {
        source.own && !self.0.contains(id)
    }

    fn taken(&mut self, source: &Source<'_>, id: &str) {
        if source.own {
            self.0.insert(id.to_owned());
        }
    }
}

impl Rules {
    /// The rules that come with the program.
    pub fn builtin() -> Rules {
        Rules::load(Rules::builtin_files())
    }

    /// The rules that come with the program, and a center's own: a rule, scheme or calendar of the same name takes the
    /// place of the one that came with the program, a new one is added. What is refused leaves the old one in use.
    pub fn with_own(own: impl Iterator<Item = (String, String)>) -> Rules {
        let own = own.map(|(name, text)| (name, text, true));
        Rules::load_all(Rules::builtin_files().map(|(name, text)| (name, text, false)).chain(own))
    }

    /// The files that come with the program, as `Rules::load` takes them.
    pub fn builtin_files() -> impl Iterator<Item = (String, String)> {
        let folders = [("rules/calendars", &CALENDAR_FILES), ("rules/deadlines", &DEADLINE_FILES)];
        folders.into_iter().flat_map(|(folder, dir)| {
            dir.files().filter_map(move |file| {
                let name = format!("{folder}/{}", file.path().display());
                let text = file.contents_utf8()?.to_owned();
                name.ends_with(".toml").then_some((name, text))
            })
        })
    }

    /// The built-in rules, parsed once for the process.
    pub fn shared() -> &'static Rules {
        static SHARED: OnceLock<Rules> = OnceLock::new();
        SHARED.get_or_init(Rules::builtin)
    }

    /// Reads files by name and text: those in a folder `calendars` are calendars, the others hold
    /// schemes and rules. What cannot be taken is left out and told by [`Rules::problems`].
    pub fn load(files: impl Iterator<Item = (String, String)>) -> Rules {
        Rules::load_all(files.map(|(name, text)| (name, text, false)))
    }

    fn load_all(files: impl Iterator<Item = (String, String, bool)>) -> Rules {
        let files: Vec<(String, String, bool)> = files.collect();
        let sources: Vec<Source<'_>> = files.iter().map(|(name, text, own)| Source { name, text, own: *own }).collect();
        let mut rules = Rules::default();
        rules.take_calendars(&sources);
        rules.take_deadlines(&sources);
        rules.words = rules.rules.iter().map(RuleWords::of).collect();
        rules
    }

    fn take_calendars(&mut self, sources: &[Source<'_>]) {
        let mut additions = Vec::new();
        let mut own = Own::default();
        for source in sources.iter().filter(|source| is_calendar(source.name)) {
            match calendar_file::parse(source.text) {
                Ok(parsed) if parsed.adds => additions.push((source, parsed)),
                Ok(parsed) => {
                    let taken = self.take_calendar(parsed.calendar, source, &mut own);
                    taken.unwrap_or_else(|refused| self.refuse(source, refused));
                }
                Err(refused) => self.refuse(source, refused),
            }
        }
        for (source, addition) in additions {
            let code = addition.calendar.code.to_ascii_uppercase();
            let added = match self.calendars.get_mut(&code) {
                Some(base) => calendar_file::add(base, addition),
                None => Err(no_calendar(0, &code)),
            };
            if let Err(refused) = added {
                self.refuse(source, refused);
            }
        }
    }

    fn take_calendar(&mut self, calendar: Calendar, source: &Source<'_>, own: &mut Own) -> Result<(), Refused> {
        let code = calendar.code.to_ascii_uppercase();
        match self.calendars.entry(code.clone()) {
            Entry::Vacant(free) => {
                free.insert(calendar);
            }
            Entry::Occupied(mut old) if own.may_replace(source, &code) => {
                old.insert(calendar);
                self.replaced.push(code.clone());
            }
            Entry::Occupied(_) => return Err(twice(0, &code)),
        }
        own.taken(source, &code);
        Ok(())
    }

    fn take_deadlines(&mut self, sources: &[Source<'_>]) {
        let mut written = Vec::new();
        let mut own = Own::default();
        for source in sources.iter().filter(|source| !is_calendar(source.name)) {
            match rule_file::parse(source.text) {
                Ok(parsed) => {
                    for scheme in parsed.schemes {
                        let taken = scheme.entry.and_then(|s| self.take_scheme(s, scheme.at, (source, &mut own)));
                        taken.unwrap_or_else(|refused| self.refuse(source, refused));
                    }
                    written.extend(parsed.rules.into_iter().map(|rule| (source, rule)));
                }
                Err(refused) => self.refuse(source, refused),
            }
        }
        let mut own = Own::default();
        // What replaces comes before what is new: a rule that now ends makes room for the one that follows it.
        let theirs: BTreeSet<String> =
            written.iter().filter(|(source, _)| !source.own).map(|(_, rule)| rule.entry.id().to_owned()).collect();
        written.sort_by_key(|(source, rule)| (source.own, source.own && !theirs.contains(rule.entry.id())));
        for (source, rule) in written {
            if let Err(refused) = self.take_rule(rule, (source, &mut own)) {
                self.refuse(source, refused);
            }
        }
    }

    fn take_scheme(
        &mut self,
        scheme: Scheme,
        at: usize,
        (source, own): (&Source<'_>, &mut Own),
    ) -> Result<(), Refused> {
        let known = self.schemes.contains_key(&scheme.id);
        if known && !own.may_replace(source, &scheme.id) {
            return Err(twice(at, &scheme.id));
        }
        self.check_calendars(&scheme.calendars, at)?;
        own.taken(source, &scheme.id);
        self.replaced.extend(known.then(|| scheme.id.clone()));
        self.schemes.insert(scheme.id.clone(), scheme);
        Ok(())
    }

    fn take_rule(&mut self, written: Located<Written>, (source, own): (&Source<'_>, &mut Own)) -> Result<(), Refused> {
        let Located { at, entry } = written;
        let known = self.by_id.get(entry.id()).copied();
        if known.is_some() && !own.may_replace(source, entry.id()) {
            return Err(twice(at, entry.id()));
        }
        let unknown_scheme = |name: &str, id: &str| {
            Refused::new(at, format!("{id}: 没有计算方法“{name}”"), format!("{id}: unknown scheme '{name}'"))
        };
        let Some(scheme) = self.schemes.get(entry.scheme()) else {
            return Err(unknown_scheme(entry.scheme(), entry.id()));
        };
        let readings_of_scheme = scheme.readings.clone();
        let mut rule = entry.with_scheme(scheme, at)?;
        self.check_calendars(&rule.calendars, at)?;
        self.check_family(&rule, at)?;
        rule.readings.extend(readings_of_scheme);
        let named = rule.readings.iter().filter_map(|r| r.scheme.as_deref());
        if let Some(name) = named.into_iter().find(|name| !self.schemes.contains_key(*name)) {
            return Err(unknown_scheme(name, &rule.id));
        }
        own.taken(source, &rule.id);
        if let Some(place) = known {
            self.replaced.push(rule.id.clone());
            self.rules[place] = rule;
        } else {
            self.by_id.insert(rule.id.clone(), self.rules.len());
            self.rules.push(rule);
        }
        Ok(())
    }

    fn check_calendars(&self, codes: &[String], at: usize) -> Result<(), Refused> {
        match codes.iter().find(|code| self.calendar(code).is_none()) {
            Some(code) => Err(no_calendar(at, code)),
            None => Ok(()),
        }
    }

    fn check_family(&self, rule: &DeadlineRule, at: usize) -> Result<(), Refused> {
        match self.family_of(rule).find(|other| other.overlaps(rule)) {
            None => Ok(()),
            Some(other) => Err(Refused::new(
                at,
                format!("{} 与 {} 的适用期间重叠", rule.id, other.id),
                format!("{} is in force on days that {} also governs", rule.id, other.id),
            )),
        }
    }

    fn refuse(&mut self, source: &Source<'_>, refused: Refused) {
        self.problems.push(source.problem(refused));
    }

    /// The other rules of the same family.
    pub(super) fn family_of<'a>(&'a self, rule: &'a DeadlineRule) -> impl Iterator<Item = &'a DeadlineRule> {
        let related = |other: &&DeadlineRule| other.family == rule.family && other.id != rule.id;
        let known = rule.family.is_some();
        self.rules.iter().filter(move |_| known).filter(related)
    }

    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&DeadlineRule> {
        self.by_id.get(id).map(|at| &self.rules[*at])
    }

    /// All rules, in the order of their files.
    pub fn rules(&self) -> &[DeadlineRule] {
        &self.rules
    }

    /// All rules with their words.
    pub(super) fn worded(&self) -> impl Iterator<Item = (&DeadlineRule, &RuleWords)> {
        self.rules.iter().zip(&self.words)
    }

    /// A counting scheme by its id.
    pub fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.schemes.get(id)
    }

    /// A calendar by its code, in capitals or not.
    pub fn calendar(&self, code: &str) -> Option<&Calendar> {
        let exact = self.calendars.get(code);
        exact.or_else(|| self.calendars.get(&code.to_ascii_uppercase()))
    }

    /// All calendars, by code.
    pub fn calendars(&self) -> impl Iterator<Item = &Calendar> {
        self.calendars.values()
    }

    /// Ids and codes that a center's own files replaced.
    pub fn replaced(&self) -> &[String] {
        &self.replaced
    }

    /// What was not taken from the files, with file and line.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Adds what was wrong with a file before it could be read as rules.
    pub fn add_problems(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
    }
}

fn is_calendar(name: &str) -> bool {
    name.rsplit('/').nth(1) == Some("calendars")
}

fn twice(at: usize, id: &str) -> Refused {
    Refused::new(at, format!("{id} 已在别处定义"), format!("{id} is already defined"))
}

fn no_calendar(at: usize, code: &str) -> Refused {
    Refused::new(at, format!("没有日历“{code}”"), format!("unknown calendar '{code}'"))
}
