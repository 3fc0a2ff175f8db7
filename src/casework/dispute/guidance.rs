//! Guidance itself: sorted by rule, given to a handler, waiting for others, a task force, a fact corrected.

use super::Track;
use crate::calendar::Text;
use crate::casework::ids::OfficerId;
use crate::casework::words::vocabulary;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// For whom a case waits.
    WaitingOn {
        Enterprise "enterprise" "企业" "the enterprise",
        Agency "agency" "机构" "an agency",
        Court "court" "法院" "a court",
        Expert "expert" "专家" "an expert",
    }

    /// A told fact that turned out to be wrong. (The service date has a verb of its own, and so has the level.)
    ToldField {
        Enterprise "enterprise" "企业" "enterprise",
        Uscc "uscc" "信用代码" "company code",
        Address "address" "地址" "address",
        Contact "contact" "联系人" "contact",
        Role "role" "身份" "role",
        Kind "kind" "类型" "kind",
        Jurisdiction "jurisdiction" "国家/地区" "jurisdiction",
        Forum "forum" "受理机构" "forum",
        Docket "docket" "案号" "docket",
        Counterpart "counterpart" "对方" "counterpart",
        Counsel "counsel" "已聘律师" "counsel",
        CounterpartCounsel "counterpart-counsel" "对方代理" "counsel of the counterpart",
        Rights "rights" "权利" "rights",
        Products "products" "产品" "products",
        Amount "amount" "金额" "amount",
        KnownOn "known-on" "知悉日" "known on",
        ReplyDue "reply-due" "答复期限" "reply due",
        ServiceMethod "service-method" "送达方式" "service method",
        State "state" "目前状态" "state",
        Request "request" "诉求" "request",
        Consent "consent" "同意共享" "consent to share",
    }
}

/// What may be asked of a dispute under guidance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum GuidanceAct {
    /// Without a track: the one of the rules. Another needs its reason.
    Triage {
        track: Option<Track>,
        reason: String,
    },
    /// `handler` by name, account or number.
    Assign {
        handler: String,
    },
    /// An officer steps aside for a conflict of interest.
    Recuse {
        officer: String,
        reason: String,
    },
    Wait {
        on: WaitingOn,
        review: NaiveDate,
        reason: String,
    },
    Answered {
        what: String,
    },
    FormTeam {
        members: Vec<String>,
        purpose: String,
    },
    EndTeam {
        reason: String,
    },
    Correct {
        field: ToldField,
        value: String,
        reason: String,
    },
}

/// What happened to a dispute under guidance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GuidanceFact {
    Triaged(Box<Sorting>),
    Recused {
        officer: OfficerId,
        name: String,
        reason: String,
    },
    Waits(Waiting),
    Answered {
        what: String,
    },
    /// The review date of a wait came without an answer.
    WaitOver {
        due: DateTime<Utc>,
    },
    TeamFormed(Box<Team>),
    TeamEnded {
        reason: String,
    },
    Corrected {
        field: ToldField,
        from: String,
        to: String,
        reason: String,
    },
}

/// A rule of sorting that was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    pub rule: String,
    pub words: Text,
}

/// How a dispute was sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sorting {
    pub track: Track,
    /// What the rules said.
    pub by_rule: Track,
    pub because: Vec<Because>,
    /// Working days to the earliest legal deadline, as they were then.
    pub days_left: Option<u16>,
    /// Why another track was taken; empty when it is that of the rules.
    pub override_reason: String,
    pub by: String,
}

/// A wait for somebody else, until it is looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub on: WaitingOn,
    pub review: NaiveDate,
    pub reason: String,
}

/// A task force: who may see the case while it lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub members: Vec<(OfficerId, String)>,
    pub purpose: String,
    /// Those who see it by the task force alone: their access ends with it.
    pub admitted: Vec<OfficerId>,
    pub formed_at: DateTime<FixedOffset>,
    pub ended: Option<(DateTime<FixedOffset>, String)>,
}

/// An officer who must not handle the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusal {
    pub officer: OfficerId,
    pub name: String,
    pub reason: String,
}

/// What guidance has added to a dispute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guidance {
    pub sorting: Option<Sorting>,
    pub waiting: Option<Waiting>,
    pub team: Option<Team>,
    pub recusals: Vec<Recusal>,
}

/// A fact in words.
pub fn describe(fact: &GuidanceFact) -> Text {
    match fact {
        GuidanceFact::Triaged(sorting) => triaged(sorting),
        GuidanceFact::Recused { name, reason, .. } => {
            Text::new(format!("{name} 回避: {reason}"), format!("{name} stands aside: {reason}"))
        }
        GuidanceFact::Waits(one) => Text::new(
            format!("等待{}, {} 复查: {}", one.on.zh(), one.review, one.reason),
            format!("waits for {}, review {}: {}", one.on.en(), one.review, one.reason),
        ),
        GuidanceFact::Answered { what } => Text::new(format!("已答复: {what}"), format!("answered: {what}")),
        GuidanceFact::WaitOver { .. } => Text::new("复查日到, 恢复指导", "the review date came: under guidance again"),
        GuidanceFact::TeamFormed(team) => {
            let names: Vec<&str> = team.members.iter().map(|(_, name)| name.as_str()).collect();
            let names = names.join(", ");
            Text::new(format!("成立专班 {names}: {}", team.purpose), format!("task force {names}: {}", team.purpose))
        }
        GuidanceFact::TeamEnded { reason } => {
            Text::new(format!("专班撤销: {reason}"), format!("task force ended: {reason}"))
        }
        GuidanceFact::Corrected { field, from, to, reason } => Text::new(
            format!("更正{}: {from} 改为 {to} ({reason})", field.zh()),
            format!("{} corrected: {from} becomes {to} ({reason})", field.en()),
        ),
    }
}

fn triaged(sorting: &Sorting) -> Text {
    let because = |zh: bool| {
        let words = sorting.because.iter().map(|one| one.words.pick(zh));
        words.collect::<Vec<_>>().join("; ")
    };
    if sorting.override_reason.is_empty() {
        return Text::new(
            format!("分流: {} ({})", sorting.track.zh(), because(true)),
            format!("sorted as {} ({})", sorting.track.en(), because(false)),
        );
    }
    let (rule, reason) = (sorting.by_rule, &sorting.override_reason);
    Text::new(
        format!("分流: {}, 规则为 {} ({}), 改的理由 {reason}", sorting.track.zh(), rule.zh(), because(true)),
        format!(
            "sorted as {}; the rules say {} ({}); overridden: {reason}",
            sorting.track.en(),
            rule.en(),
            because(false)
        ),
    )
}
