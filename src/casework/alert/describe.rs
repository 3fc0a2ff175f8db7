//! The history of an alert in words: one line a fact, in both languages.

use super::{AlertFact, AlertNews, Asked};
use crate::calendar::Text;
use chrono::{DateTime, Utc};

fn both(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%MZ").to_string()
}

/// A fact in words.
pub fn describe(fact: &AlertFact) -> Text {
    match fact {
        AlertFact::Raised { number, draft } => {
            both(format!("预警 {number}, 来源 {}", draft.source), format!("alert {number} from {}", draft.source))
        }
        AlertFact::Revised(draft) => {
            both(format!("来源改了内容: {}", draft.headline), format!("changed by its source: {}", draft.headline))
        }
        AlertFact::Realarmed(draft) => {
            both(format!("再次报警: {}", draft.headline), format!("raised again: {}", draft.headline))
        }
        AlertFact::Cleared(draft) => {
            both(format!("来源取消: {}", draft.headline), format!("taken back by its source: {}", draft.headline))
        }
        AlertFact::Counted { source } => both(format!("{source} 重复了一次"), format!("said again by {source}")),
        AlertFact::Heard { source } => both(format!("{source} 有声"), format!("{source} spoke")),
        AlertFact::Linked { number, .. } => both(format!("并入纠纷 {number}"), format!("linked with dispute {number}")),
        AlertFact::Detached { reason } => both(format!("与纠纷分开: {reason}"), format!("detached: {reason}")),
        AlertFact::Muted { number, .. } => both(format!("静默规则 {number} 匹配"), format!("muted by {number}")),
        AlertFact::Unmuted => both("静默结束", "no longer muted"),
        AlertFact::Expired => both("无人看过即已过期", "expired before anybody saw it"),
        AlertFact::Noted { text } => both(format!("记事 {text}"), format!("note: {text}")),
        AlertFact::Prioritised { priority: Some(priority), reason } => both(
            format!("优先级定为 {}: {reason}", priority.code()),
            format!("priority set to {}: {reason}", priority.code()),
        ),
        AlertFact::Prioritised { priority: None, reason } => {
            both(format!("优先级按表计算: {reason}"), format!("priority by the table again: {reason}"))
        }
        AlertFact::Closed { code, reason, of } => {
            let of = of.as_ref().map_or(String::new(), |(_, number)| format!(" {number}"));
            both(format!("关闭: {}{of} {reason}", code.zh()), format!("closed: {}{of} {reason}", code.en()))
        }
        AlertFact::Acked { .. }
        | AlertFact::Unacked { .. }
        | AlertFact::Shelved { .. }
        | AlertFact::Unshelved { .. }
        | AlertFact::Seen { .. }
        | AlertFact::AckedLate { .. }
        | AlertFact::Told { .. }
        | AlertFact::Paged { .. } => by_whom(fact),
    }
}

/// What officers did with it, and whom the clock asked.
fn by_whom(fact: &AlertFact) -> Text {
    match fact {
        AlertFact::Acked { name, until: None, .. } => both(format!("{name} 确认"), format!("acked by {name}")),
        AlertFact::Acked { name, until: Some(until), .. } => {
            let until = minute(*until);
            both(format!("{name} 确认, 至 {until}"), format!("acked by {name} until {until}"))
        }
        AlertFact::Unacked { due: None } => both("撤销确认", "acknowledgement given back"),
        AlertFact::Unacked { due: Some(due) } => {
            let due = minute(*due);
            both(format!("确认于 {due} 到期, 重新报警"), format!("acknowledgement ran out at {due}, rings again"))
        }
        AlertFact::Shelved { name, until, reason, .. } => {
            let until = minute(*until);
            both(format!("{name} 暂搁至 {until}: {reason}"), format!("shelved by {name} until {until}: {reason}"))
        }
        AlertFact::Unshelved { due: None } => both("取回", "taken off the shelf"),
        AlertFact::Unshelved { due: Some(_) } => both("暂搁到期", "its time on the shelf is over"),
        AlertFact::Seen { name, .. } => both(format!("{name} 已看"), format!("seen by {name}")),
        AlertFact::AckedLate { name, .. } => both(
            format!("{name} 确认时已取消或过期, 留作记事"),
            format!("acked by {name} after it was over: kept as a note"),
        ),
        AlertFact::Told { .. } => both("经手人已知悉来源取消", "its owner knows that it was taken back"),
        AlertFact::Paged { asked, officers, skipped, .. } => paged(*asked, officers, skipped),
        AlertFact::Raised { .. }
        | AlertFact::Revised(_)
        | AlertFact::Realarmed(_)
        | AlertFact::Cleared(_)
        | AlertFact::Counted { .. }
        | AlertFact::Heard { .. }
        | AlertFact::Linked { .. }
        | AlertFact::Detached { .. }
        | AlertFact::Muted { .. }
        | AlertFact::Unmuted
        | AlertFact::Expired
        | AlertFact::Noted { .. }
        | AlertFact::Prioritised { .. }
        | AlertFact::Closed { .. } => Text::default(),
    }
}

fn paged<T>(asked: Asked, officers: &[(T, String)], skipped: &[Asked]) -> Text {
    let names: Vec<&str> = officers.iter().map(|(_, name)| name.as_str()).collect();
    let (to, names) = (asked.words(), names.join(", "));
    let past: Vec<Text> = skipped.iter().map(|one| one.words()).collect();
    let past_zh: String = past.iter().map(|one| format!(", {} 无人, 跳过", one.zh)).collect();
    let past_en: String = past.iter().map(|one| format!(", {} skipped: nobody there", one.en)).collect();
    both(format!("呼叫{} {names}{past_zh}", to.zh), format!("paged {} {names}{past_en}", to.en))
}

impl Asked {
    /// The same in both languages: `L2`, `lead`, `national`.
    pub fn code(self) -> String {
        match self {
            Self::Layer(no) => format!("L{no}"),
            Self::Lead => "lead".to_owned(),
            Self::National => "national".to_owned(),
        }
    }

    /// In words.
    pub fn words(self) -> Text {
        match self {
            Self::Layer(no) => both(format!("值班第 {no} 层"), format!("layer {no} of the rota")),
            Self::Lead => both("带班", "the shift lead"),
            Self::National => both("国家值班", "national duty"),
        }
    }
}

impl AlertNews {
    /// What the history of the dispute says.
    pub fn describe(&self) -> Text {
        match self {
            Self::Review { number, revision, .. } => both(
                format!("预警 {number} 来源有新内容 (第 {revision} 版), 待核阅"),
                format!("alert {number} was changed by its source (revision {revision}): review it"),
            ),
            Self::Reviewed { revision, .. } => {
                both(format!("已核阅预警第 {revision} 版"), format!("revision {revision} of the alert reviewed"))
            }
            Self::Detached { number, reason, .. } => {
                both(format!("预警 {number} 分开: {reason}"), format!("alert {number} detached: {reason}"))
            }
        }
    }
}
