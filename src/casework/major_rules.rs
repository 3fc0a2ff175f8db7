//! Criteria, cadence and notification trees of major disputes, from `rules/major.toml`.

use super::dispute::major::{MajorLevel, Recipient};
use super::handbook::Unfit;
use crate::calendar::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// A cadence longer than this is a slip of the pen: a month in hours.
const SITREP_HOURS_MAX: u16 = 744;

/// A criterion that may be ticked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    pub id: String,
    pub zh: String,
    pub en: String,
}

/// What a level asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelRule {
    id: String,
    sitrep_hours: u16,
    recipient: Vec<Told>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    id: String,
    zh: String,
    en: String,
    told_by: Option<String>,
}

/// The rules of major disputes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MajorRules {
    criterion: Vec<Criterion>,
    level: Vec<LevelRule>,
}

impl MajorRules {
    /// The file that comes with the program.
    pub const TEXT: &str = include_str!("../../rules/major.toml");

    /// Reads the rules, each level checked.
    ///
    /// # Errors
    /// What cannot be read, a level that is missing, a recipient told by nobody of the tree.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let rules: Self = toml::from_str(text)?;
        for level in MajorLevel::ALL {
            let id = level.code();
            let wrong = |zh: &str, en: &str| Unfit::new(format!("级别“{id}”: {zh}"), format!("level \"{id}\": {en}"));
            let rule = rules.level.iter().find(|one| one.id == id).ok_or_else(|| wrong("缺", "it is missing"))?;
            if rule.sitrep_hours == 0 || rule.sitrep_hours > SITREP_HOURS_MAX {
                return Err(wrong(
                    &format!("报告间隔须在 1 到 {SITREP_HOURS_MAX} 小时之间"),
                    &format!("its cadence is 1 to {SITREP_HOURS_MAX} hours"),
                ));
            }
            let known = |told: &Told| {
                let before = rule.recipient.iter().take_while(|one| one.id != told.id);
                told.told_by.as_ref().is_none_or(|by| before.into_iter().any(|one| one.id == *by))
            };
            if rule.recipient.is_empty() || !rule.recipient.iter().all(known) {
                return Err(wrong(
                    "每家由前面写到的一家或由中心通报",
                    "each recipient is told by one named before it, or by the center",
                ));
            }
        }
        let criteria = rules.criterion.iter().map(|one| [&one.id, &one.zh, &one.en]);
        let recipients = rules.level.iter().flat_map(|level| &level.recipient).map(|one| [&one.id, &one.zh, &one.en]);
        let bare = criteria.chain(recipients).find(|words| words.iter().any(|word| word.trim().is_empty()));
        match bare {
            None => Ok(rules),
            Some([id, ..]) => {
                Err(Unfit::new(format!("“{id}”: id, zh 和 en 都要写"), format!("\"{id}\": id, zh and en are needed")))
            }
        }
    }

    /// The rules that come with the program.
    ///
    /// # Panics
    /// Never: a test reads the file that is compiled in.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<MajorRules> = LazyLock::new(|| {
            MajorRules::read(MajorRules::TEXT).expect("the file that is compiled in is read by a test")
        });
        &SHARED
    }

    /// A criterion by its code or word.
    pub fn criterion(&self, typed: &str) -> Option<&Criterion> {
        let typed = typed.trim();
        self.criterion.iter().find(|one| one.id == typed || one.zh == typed || one.en.eq_ignore_ascii_case(typed))
    }

    /// The codes that may be ticked.
    pub fn criteria(&self) -> impl Iterator<Item = &str> {
        self.criterion.iter().map(|one| one.id.as_str())
    }

    /// Hours between two situation reports at this level.
    pub fn sitrep_hours(&self, level: MajorLevel) -> u16 {
        self.of(level).map_or(SITREP_HOURS_MAX, |rule| rule.sitrep_hours)
    }

    /// The tree of a level with further recipients told by the center; who is in `before` keeps number and receipt.
    pub fn tree(&self, level: MajorLevel, also: &[String], before: &[Recipient]) -> Vec<Recipient> {
        let mut tree = before.to_vec();
        let mut add = |name: Text, told_by: Option<&Text>| {
            if tree.iter().any(|one: &Recipient| one.name == name) {
                return;
            }
            let no = u16::try_from(tree.len()).unwrap_or(u16::MAX).saturating_add(1);
            let told_by = told_by.and_then(|by| tree.iter().find(|one| one.name == *by)).map(|one| one.no);
            tree.push(Recipient { no, name, told_by, receipt: None });
        };
        let of_level = self.of(level).map_or(&[][..], |rule| &rule.recipient);
        for told in of_level {
            let by = told.told_by.as_ref().and_then(|by| of_level.iter().find(|one| one.id == *by));
            add(Text::new(&told.zh, &told.en), by.map(|by| Text::new(&by.zh, &by.en)).as_ref());
        }
        for name in also {
            add(Text::same(name), None);
        }
        tree
    }

    fn of(&self, level: MajorLevel) -> Option<&LevelRule> {
        self.level.iter().find(|one| one.id == level.code())
    }
}
