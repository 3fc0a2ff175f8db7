//! What is checked before anything of a case goes abroad (State Council Order 801): by which channel service and
//! evidence are taken (art. 12), and whether the material may leave at all (art. 13). One officer checks, another
//! approves; material named later opens the question again.

use super::ids::OfficerId;
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// What is checked: the first by article 12, the others by article 13.
    AbroadItem {
        Service "service" "送达取证" "service and evidence",
        Secrecy "secrecy" "保密" "secrecy",
        DataSecurity "data-security" "数据安全" "data security",
        PersonalInformation "personal-information" "个人信息" "personal information",
        TechnologyExport "technology-export" "技术出口" "technology export",
    }

    /// What a check says.
    AbroadAnswer {
        Yes "yes" "可以" "may go",
        No "no" "不可" "may not go",
        NotApplicable "not-applicable" "不适用" "not applicable",
    }

    /// The ways by which service is made and evidence is taken in China: treaties, and what stands in for them.
    ServiceChannel {
        HagueService "hague-service" "海牙送达公约" "Hague Service Convention",
        HagueEvidence "hague-evidence" "海牙取证公约" "Hague Evidence Convention",
        Treaty "treaty" "双边司法协助条约" "bilateral treaty",
        Diplomatic "diplomatic" "外交途径" "diplomatic channel",
    }
}

impl AbroadItem {
    /// The article that asks for it.
    pub const fn article(self) -> u8 {
        match self {
            Self::Service => 12,
            Self::Secrecy | Self::DataSecurity | Self::PersonalInformation | Self::TechnologyExport => 13,
        }
    }
}

/// What an officer finds of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub item: AbroadItem,
    pub answer: AbroadAnswer,
    /// The rule, the review or the consent that it rests on.
    pub basis: String,
    /// Of service and evidence: by which channel.
    pub channel: Option<ServiceChannel>,
    /// Who decided on the channel: the authority, by name.
    pub decided_by: String,
}

/// What may be done at the gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AbroadAct {
    /// Names material that is to go abroad.
    Name {
        material: String,
    },
    Check(Finding),
    Approve {
        remark: String,
    },
    /// Writes down that it went: what, to whom, where.
    Send {
        what: String,
        to: String,
        country: String,
    },
}

/// What happened at the gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AbroadFact {
    Named { material: String },
    Checked { finding: Finding, by: OfficerId, name: String },
    Approved { by: OfficerId, name: String, remark: String },
    Sent { what: String, to: String, country: String },
}

/// A check with who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub finding: Finding,
    pub by: OfficerId,
    pub name: String,
    pub at: DateTime<FixedOffset>,
    /// The round in which it was made.
    pub round: u16,
}

/// A second officer's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub by: OfficerId,
    pub name: String,
    pub at: DateTime<FixedOffset>,
    pub remark: String,
}

/// Something that went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub what: String,
    pub to: String,
    /// ISO 3166 alpha-2.
    pub country: String,
    pub at: DateTime<FixedOffset>,
    pub name: String,
}

/// What keeps the gate shut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shut {
    /// Not checked, or only before the last material was named.
    Unchecked(Vec<AbroadItem>),
    /// Found to have to stay.
    Barred(Vec<AbroadItem>),
    /// Checked, not approved.
    Unapproved,
}

/// The gate of a case as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbroadGate {
    /// Named as going abroad.
    pub material: Vec<String>,
    /// The last check of each item.
    pub checks: Vec<Check>,
    pub approval: Option<Approval>,
    pub sent: Vec<Sent>,
    /// Counts how often new material opened the question again.
    pub round: u16,
}

impl AbroadGate {
    /// Takes in what happened.
    pub fn evolve(&mut self, (at, author): (DateTime<FixedOffset>, &str), fact: &AbroadFact) {
        match fact {
            AbroadFact::Named { material } => {
                self.material.push(material.clone());
                self.reopen();
            }
            AbroadFact::Checked { finding, by, name } => {
                self.checks.retain(|one| one.finding.item != finding.item);
                let (finding, name) = (finding.clone(), name.clone());
                self.checks.push(Check { finding, by: *by, name, at, round: self.round });
                self.checks.sort_by_key(|one| one.finding.item);
                // What was approved is no longer what stands here.
                self.approval = None;
            }
            AbroadFact::Approved { by, name, remark } => {
                self.approval = Some(Approval { by: *by, name: name.clone(), at, remark: remark.clone() });
            }
            AbroadFact::Sent { what, to, country } => {
                let (what, to, country) = (what.clone(), to.clone(), country.clone());
                self.sent.push(Sent { what, to, country, at, name: author.to_owned() });
            }
        }
    }

    /// There is something new that nobody has looked at: what was found before no longer counts.
    pub fn reopen(&mut self) {
        if !self.checks.is_empty() {
            self.round = self.round.saturating_add(1);
        }
        self.approval = None;
    }

    /// The checks that count.
    pub fn current(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|one| one.round == self.round)
    }

    /// What has not been checked since the last material was named.
    pub fn unchecked(&self) -> Vec<AbroadItem> {
        let checked = |item: &AbroadItem| self.current().any(|one| one.finding.item == *item);
        AbroadItem::ALL.iter().copied().filter(|item| !checked(item)).collect()
    }

    /// What keeps it shut before an approval; none: it may be approved.
    pub fn before_approval(&self) -> Option<Shut> {
        let unchecked = self.unchecked();
        if !unchecked.is_empty() {
            return Some(Shut::Unchecked(unchecked));
        }
        let barred = self.current().filter(|one| one.finding.answer == AbroadAnswer::No);
        let barred: Vec<_> = barred.map(|one| one.finding.item).collect();
        (!barred.is_empty()).then_some(Shut::Barred(barred))
    }

    /// What keeps it shut; none: it is open.
    pub fn shut(&self) -> Option<Shut> {
        self.before_approval().or_else(|| self.approval.is_none().then_some(Shut::Unapproved))
    }

    /// Has anybody touched it?
    pub fn is_used(&self) -> bool {
        *self != Self::default()
    }
}

/// A fact in words.
pub fn describe(fact: &AbroadFact) -> Text {
    match fact {
        AbroadFact::Named { material } => {
            Text::new(format!("拟出境材料: {material}"), format!("material to go abroad: {material}"))
        }
        AbroadFact::Checked { finding, .. } => {
            let Finding { item, answer, basis, .. } = finding;
            let channel = |zh| finding.channel.map_or_else(String::new, |one| format!(", {}", one.word(zh)));
            Text::new(
                format!("出境核查 {}: {} ({basis}{})", item.zh(), answer.zh(), channel(true)),
                format!("checked for abroad, {}: {} ({basis}{})", item.en(), answer.en(), channel(false)),
            )
        }
        AbroadFact::Approved { remark, .. } => {
            Text::new(format!("批准出境 {remark}"), format!("approved to go abroad {remark}"))
        }
        AbroadFact::Sent { what, to, country } => {
            Text::new(format!("{what} 已送境外: {to} ({country})"), format!("{what} sent abroad: {to} ({country})"))
        }
    }
}
