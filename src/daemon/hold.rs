//! The hold on every write. It is on while the record is not what it should be and nobody has decided about it:
//! then everything is served for reading, and whoever asks for a change is told why not and what to do.

use crate::calendar::Text;
use crate::journal::Damage;
use std::sync::{Arc, Mutex, PoisonError};

/// Damaged records named in one line; the rest are counted.
const NAMED_MAX: usize = 3;

/// Why nothing may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Records that cannot be read.
    Damaged(Vec<Damage>),
    /// Somebody holds a head that is not in our book: this is an older copy, or another one.
    RolledBack { who: Text },
}

impl Held {
    /// Why, and what to do.
    pub fn text(&self) -> Text {
        match self {
            Self::Damaged(damages) => {
                let names: Vec<&str> = damages.iter().take(NAMED_MAX).map(|one| one.what.as_str()).collect();
                let (names, count) = (names.join(", "), damages.len());
                Text::new(
                    format!(
                        "库中 {count} 条记录损坏 ({names}): 只读. 从备份恢复; 或由管理员 dutydesk verify --quarantine 决定不用它们继续"
                    ),
                    format!(
                        "{count} damaged records ({names}): read-only. Restore a backup, or an administrator decides to go on without them: dutydesk verify --quarantine"
                    ),
                )
            }
            Self::RolledBack { who } => Text::new(
                format!(
                    "本库比 {} 旧或不同: 只读. 换回最新的库; 或由管理员 dutydesk verify --accept-rollback 认下缺失继续",
                    who.zh
                ),
                format!(
                    "this store is older than {}, or another one: read-only. Put the newest back, or an administrator accepts what is missing: dutydesk verify --accept-rollback",
                    who.en
                ),
            ),
        }
    }
}

/// The hold of a store. Cloning gives the same one.
#[derive(Clone, Debug, Default)]
pub struct Hold(Arc<Mutex<Reasons>>);

#[derive(Debug, Default)]
struct Reasons {
    now: Vec<Held>,
    /// Accepted while this daemon runs: whoever gives the same reason again holds nothing again.
    accepted: Vec<Held>,
}

impl Hold {
    /// Why nothing may be written; none: it may.
    pub fn why(&self) -> Option<Text> {
        self.with(|reasons| reasons.now.first().map(Held::text))
    }

    /// Holds for one more reason.
    pub fn on(&self, reason: Held) {
        self.with(|reasons| {
            if !reasons.now.contains(&reason) && !reasons.accepted.contains(&reason) {
                tracing::error!(why = reason.text().en, "nothing may be written");
                reasons.now.push(reason);
            }
        });
    }

    /// The damaged records were decided about.
    pub fn damage_decided(&self) {
        self.with(|reasons| reasons.accept(|one| matches!(one, Held::Damaged(_))));
    }

    /// What is missing was accepted.
    pub fn rollback_accepted(&self) {
        self.with(|reasons| reasons.accept(|one| matches!(one, Held::RolledBack { .. })));
    }

    fn with<T>(&self, work: impl FnOnce(&mut Reasons) -> T) -> T {
        // Only whole reasons are put in.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Reasons {
    fn accept(&mut self, which: impl Fn(&Held) -> bool) {
        let (accepted, now) = std::mem::take(&mut self.now).into_iter().partition(which);
        self.now = now;
        self.accepted.extend::<Vec<Held>>(accepted);
    }
}
