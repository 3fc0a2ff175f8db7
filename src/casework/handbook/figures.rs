//! The figures by which the rules run, each a file below `rules/`, and each open to a center's own of the same name.

use super::overlay::laid_over;
use super::reading::{File, Unfit};
use crate::calendar::Problem;
use crate::casework::alert::{AlertFigures, PriorityTable};
use crate::casework::kinds::{self, KindRule};
use crate::casework::major_rules::MajorRules;
use crate::casework::sorting::SortRules;
use crate::casework::stage_rules::StageRules;
use crate::casework::timers::TimerRules;

/// Names of the files.
pub const FILES: [&str; 7] = [TIMERS, STAGES, TRIAGE, MAJOR, PRIORITY, ALERTS, KINDS];

const TIMERS: &str = "timers.toml";
const STAGES: &str = "stages.toml";
const TRIAGE: &str = "triage.toml";
const MAJOR: &str = "major.toml";
const PRIORITY: &str = "priority.toml";
const ALERTS: &str = "alerts.toml";
const KINDS: &str = "referral_kinds.toml";

/// The figures in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub timers: TimerRules,
    pub stages: StageRules,
    pub triage: SortRules,
    pub major: MajorRules,
    pub priority: PriorityTable,
    pub alerts: AlertFigures,
    pub kinds: Vec<KindRule>,
}

impl Default for Figures {
    /// Those that come with the program.
    fn default() -> Self {
        Self {
            timers: TimerRules::shared().clone(),
            stages: StageRules::shared().clone(),
            triage: SortRules::shared().clone(),
            major: MajorRules::shared().clone(),
            priority: PriorityTable::shared().clone(),
            alerts: AlertFigures::shared().clone(),
            kinds: kinds::shared().to_vec(),
        }
    }
}

impl Figures {
    /// Takes a center's own file in, and tells what of the program's it takes the place of.
    pub(super) fn take(&mut self, name: &str, file: File<'_>) -> Result<Vec<String>, Problem> {
        match name {
            TIMERS => put(&mut self.timers, file, TimerRules::TEXT, TimerRules::read),
            STAGES => put(&mut self.stages, file, StageRules::TEXT, StageRules::read),
            TRIAGE => put(&mut self.triage, file, SortRules::TEXT, SortRules::read),
            MAJOR => put(&mut self.major, file, MajorRules::TEXT, MajorRules::read),
            PRIORITY => put(&mut self.priority, file, PriorityTable::TEXT, PriorityTable::read),
            ALERTS => put(&mut self.alerts, file, AlertFigures::TEXT, AlertFigures::read),
            KINDS => put(&mut self.kinds, file, kinds::TEXT, kinds::read),
            _ => Err(file.unknown()),
        }
    }

    /// A kind of referral by its id.
    pub fn kind(&self, id: &str) -> Option<&KindRule> {
        self.kinds.iter().find(|kind| kind.id == id)
    }
}

fn put<T>(
    slot: &mut T,
    file: File<'_>,
    base: &str,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<Vec<String>, Problem> {
    let (taken, replaced) = laid_over(file, base, read)?;
    *slot = taken;
    Ok(replaced)
}
