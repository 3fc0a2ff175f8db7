//! A random inspection: the list of cases is frozen and its hash told, then a published seed draws the sample, each
//! case drawn is looked at by somebody who does not handle it, and what is found is answered by a day. `draw` says how
//! anybody draws again.

use super::affair::Card;
use super::draw;
use super::ids::{Hash, RecordId};
use super::rota::Person;
use super::state::{Told, UnitState};
use super::words::{Tlp, vocabulary};
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

vocabulary! {
    /// Where an inspection stands.
    InspectionState {
        Frozen "FROZEN" "名单已封" "list frozen",
        Drawn "DRAWN" "已抽取" "drawn",
        Closed "CLOSED" "已办结" "closed",
    }
}

/// What is to be inspected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionDraft {
    /// What is looked at.
    pub matter: String,
    /// The cases that were received from this day …
    pub from: NaiveDate,
    /// … to this one.
    pub to: NaiveDate,
    /// How many of a hundred are drawn.
    pub ratio: u16,
}

/// What may be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum InspectionAct {
    Draw { seed: String, published: String },
    Pass { number: String },
    Find { number: String, text: String, due: NaiveDate },
    Answer { no: u16, text: String },
    Close,
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InspectionFact {
    Opened { number: String, draft: Box<InspectionDraft>, list: Vec<String>, hash: Hash },
    Drawn { seed: String, published: String, sample: Vec<(String, RecordId)> },
    Passed { number: String, by: Person },
    Found { finding: Box<Finding> },
    Answered { no: u16, text: String, by: Person },
    Closed { drift: Drift },
}

/// What came to and went from the period of the list since it was frozen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    pub came: Vec<String>,
    pub gone: Vec<String>,
}

/// Something that an inspection found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Counts within the inspection from 1.
    pub no: u16,
    /// The case.
    pub number: String,
    pub text: String,
    /// By when it is answered.
    pub due: NaiveDate,
    pub by: Person,
    pub answer: Option<Answer>,
}

/// What was answered to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub text: String,
    pub by: Person,
    pub at: DateTime<FixedOffset>,
}

/// A case that was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampled {
    pub number: String,
    pub dispute: RecordId,
    /// Who found nothing wrong with it.
    pub passed: Option<(Person, DateTime<FixedOffset>)>,
}

/// The draw: the seed, where it was published, and when it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    pub seed: String,
    pub published: String,
    pub at: DateTime<FixedOffset>,
}

/// An inspection as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    pub number: String,
    pub draft: InspectionDraft,
    pub state: InspectionState,
    /// The numbers of the list, sorted.
    pub list: Vec<String>,
    pub hash: Hash,
    pub frozen_at: DateTime<FixedOffset>,
    pub draw: Option<Draw>,
    pub sample: Vec<Sampled>,
    pub findings: Vec<Finding>,
    pub closed: Option<(DateTime<FixedOffset>, Drift)>,
}

impl Inspection {
    /// The inspection that a fact opens.
    pub fn opened(fact: &InspectionFact, at: DateTime<FixedOffset>) -> Option<Self> {
        let InspectionFact::Opened { number, draft, list, hash } = fact else { return None };
        Some(Self {
            number: number.clone(),
            draft: (**draft).clone(),
            state: InspectionState::Frozen,
            list: list.clone(),
            hash: *hash,
            frozen_at: at,
            draw: None,
            sample: Vec::new(),
            findings: Vec::new(),
            closed: None,
        })
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, told: &Told<'_>, fact: &InspectionFact) {
        let at = told.at;
        match fact {
            InspectionFact::Opened { .. } => {}
            InspectionFact::Drawn { seed, published, sample } => {
                self.state = InspectionState::Drawn;
                self.draw = Some(Draw { seed: seed.clone(), published: published.clone(), at });
                let drawn = |(number, dispute): &(String, RecordId)| Sampled {
                    number: number.clone(),
                    dispute: *dispute,
                    passed: None,
                };
                self.sample = sample.iter().map(drawn).collect();
            }
            InspectionFact::Passed { number, by } => {
                if let Some(one) = self.sample.iter_mut().find(|one| one.number == *number) {
                    one.passed = Some((by.clone(), at));
                }
            }
            InspectionFact::Found { finding } => self.findings.push((**finding).clone()),
            InspectionFact::Answered { no, text, by } => {
                if let Some(one) = self.findings.iter_mut().find(|one| one.no == *no) {
                    one.answer = Some(Answer { text: text.clone(), by: by.clone(), at });
                }
            }
            InspectionFact::Closed { drift } => {
                self.state = InspectionState::Closed;
                self.closed = Some((at, drift.clone()));
            }
        }
    }

    /// Cases of the sample that nobody has looked at yet.
    pub fn unlooked(&self) -> Vec<&str> {
        let found = |number: &str| self.findings.iter().any(|one| one.number == number);
        let open = self.sample.iter().filter(|one| one.passed.is_none() && !found(&one.number));
        open.map(|one| one.number.as_str()).collect()
    }

    /// Findings that nobody has answered yet.
    pub fn unanswered(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|one| one.answer.is_none())
    }

    /// Does the list still have the hash that was told, and does the seed draw the same sample from it again?
    pub fn draws_again(&self) -> bool {
        let drawn: Vec<&String> = self.sample.iter().map(|one| &one.number).collect();
        let again = |draw: &Draw| draw::sample(&self.list, &draw.seed, self.draft.ratio);
        let same = self.draw.as_ref().is_none_or(|draw| again(draw).iter().eq(drawn.iter().copied()));
        draw::list_hash(&self.list) == self.hash && same
    }

    /// How it looks in a list.
    pub fn card(&self) -> Card {
        let draft = &self.draft;
        let due = self.unanswered().map(|one| one.due).min();
        let draw = |pick: fn(&Draw) -> &str| self.draw.as_ref().map_or("", pick).to_owned();
        Card {
            title: Text::new(format!("随机抽查 {}", draft.matter), format!("random inspection: {}", draft.matter)),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open: self.state != InspectionState::Closed,
            due,
            dispute: None,
            rows: vec![
                (Text::new("收案期间", "received"), Text::same(format!("{} – {}", draft.from, draft.to))),
                (Text::new("名单件数", "cases on the list"), Text::same(self.list.len().to_string())),
                (Text::new("名单哈希", "hash of the list"), Text::same(self.hash.to_string())),
                (Text::new("比例 (%)", "ratio (%)"), Text::same(draft.ratio.to_string())),
                (Text::new("种子", "seed"), Text::same(draw(|one| &one.seed))),
                (Text::new("种子公布处", "seed published"), Text::same(draw(|one| &one.published))),
                (Text::new("样本", "sample"), self.sample_lines()),
                (Text::new("发现", "findings"), self.finding_lines()),
            ],
        }
    }

    fn sample_lines(&self) -> Text {
        let line = |one: &Sampled, zh: bool| {
            let found = self.findings.iter().any(|finding| finding.number == one.number);
            let mark = match (&one.passed, found) {
                (_, true) => {
                    if zh {
                        "有发现"
                    } else {
                        "findings"
                    }
                }
                (Some(_), false) => {
                    if zh {
                        "无异常"
                    } else {
                        "in order"
                    }
                }
                (None, false) => {
                    if zh {
                        "待查"
                    } else {
                        "to be looked at"
                    }
                }
            };
            let by = one.passed.as_ref().map_or("", |(by, _)| by.name.as_str());
            format!("{} {mark} {by}", one.number).trim_end().to_owned()
        };
        let lines = |zh| self.sample.iter().map(|one| line(one, zh)).collect::<Vec<_>>().join("\n");
        Text::new(lines(true), lines(false))
    }

    fn finding_lines(&self) -> Text {
        let line = |one: &Finding, zh: bool| {
            let answer = match &one.answer {
                Some(answer) => format!("{}: {}", answer.by.name, answer.text),
                None if zh => format!("限 {}", one.due),
                None => format!("due {}", one.due),
            };
            format!("{} {} {} ({}) – {answer}", one.no, one.number, one.text, one.by.name)
        };
        let lines = |zh| self.findings.iter().map(|one| line(one, zh)).collect::<Vec<_>>().join("\n");
        Text::new(lines(true), lines(false))
    }
}

/// The numbers of the cases received in the period, sorted. Sealed cases are on no list that others read: those who may
/// see them inspect them apart.
pub fn list_of(state: &UnitState, draft: &InspectionDraft) -> Vec<String> {
    let within = |day: NaiveDate| draft.from <= day && day <= draft.to;
    let mut numbers: Vec<String> = state
        .disputes
        .values()
        .filter(|one| one.draft.secrecy != Tlp::Red && within(one.draft.received_at.date_naive()))
        .map(|one| one.number.clone())
        .collect();
    numbers.sort_unstable();
    numbers
}

/// What changed in the period since the list was frozen.
pub fn drift(state: &UnitState, one: &Inspection) -> Drift {
    let now = list_of(state, &one.draft);
    let only = |some: &[String], others: &[String]| -> Vec<String> {
        some.iter().filter(|number| others.binary_search(number).is_err()).cloned().collect()
    };
    Drift { came: only(&now, &one.list), gone: only(&one.list, &now) }
}

/// A fact in words.
pub fn describe(fact: &InspectionFact) -> Text {
    match fact {
        InspectionFact::Opened { number, list, hash, .. } => Text::new(
            format!("随机抽查 {number}: 封存名单 {} 件, 哈希 {hash}", list.len()),
            format!("random inspection {number}: list of {} cases frozen, hash {hash}", list.len()),
        ),
        InspectionFact::Drawn { seed, published, sample } => Text::new(
            format!("抽取 {} 件, 种子 {seed} ({published})", sample.len()),
            format!("{} cases drawn with the seed {seed} ({published})", sample.len()),
        ),
        InspectionFact::Passed { number, .. } => {
            Text::new(format!("查 {number}: 无异常"), format!("{number} looked at: in order"))
        }
        InspectionFact::Found { finding } => Text::new(
            format!("查 {} 发现 {}: {}, 限 {}", finding.number, finding.no, finding.text, finding.due),
            format!("finding {} on {}: {}, due {}", finding.no, finding.number, finding.text, finding.due),
        ),
        InspectionFact::Answered { no, text, .. } => {
            Text::new(format!("答复发现 {no}: {text}"), format!("finding {no} answered: {text}"))
        }
        InspectionFact::Closed { drift } => Text::new(
            format!("办结; 封存后期间内新增 {} 件, 移出 {} 件", drift.came.len(), drift.gone.len()),
            format!("closed; since the list was frozen {} came and {} left", drift.came.len(), drift.gone.len()),
        ),
    }
}
