//! The center's own papers: the forms of guidance and the letters of referrals, each made by a command from the record
//! of that moment, numbered, and kept as evidence by its hash.

use super::ids::{Hash, OfficerId};
use super::words::vocabulary;
use crate::calendar::Text;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// A form of the procedure of guidance, in the order of the standard's annexes A to G.
    Form {
        Application "application" "申请书" "application",
        Supplement "supplement-notice" "补充材料通知书" "notice to supplement materials",
        NotAccepted "not-accepted" "不予受理通知书" "notice of non-acceptance",
        Accepted "accepted" "受理通知书" "notice of acceptance",
        Termination "termination" "终止指导告知书" "notice of termination of guidance",
        Opinion "opinion" "指导意见书" "guidance opinion",
        CaseFile "case-file" "指导卷宗" "case file",
    }

    /// A letter of a referral: the plain one, and those of the kinds of referrals.
    Letter {
        Plain "referral-letter" "公函" "referral letter",
        TransferCriminal "transfer-criminal" "涉嫌犯罪案件移送书" "letter of transfer to the police",
        FilingReconsideration "filing-reconsideration" "不予立案复议申请函" "application for reconsideration of not filing",
        FilingSupervision "filing-supervision" "立案监督建议函" "proposal of supervision of filing",
        CopyProcuratorate "copy-procuratorate" "抄送检察院函" "copy to the procuratorate",
        Mediation "mediation" "诉调对接函" "letter to the mediation body",
        JudicialConfirmation "judicial-confirmation" "司法确认函" "letter on judicial confirmation",
        Enforcement "enforcement" "强制执行函" "letter on compulsory enforcement",
        Customs "customs" "海关协查函" "letter to customs",
        Embassy "embassy" "使领馆协助函" "letter to a mission",
        TradeInvestigation "trade-investigation" "贸易调查协办函" "letter on a trade investigation",
        CrossRegion "cross-region" "跨区域协作函" "letter of assistance to another region",
        AskInstructions "ask-instructions" "请示" "request for instructions",
        ReportUp "report-up" "报告" "report to the unit above",
        Supervision "supervision" "督办函" "letter of supervision",
    }
}

impl Form {
    /// The letter of its annex.
    pub const fn annex(self) -> char {
        match self {
            Self::Application => 'A',
            Self::Supplement => 'B',
            Self::NotAccepted => 'C',
            Self::Accepted => 'D',
            Self::Termination => 'E',
            Self::Opinion => 'F',
            Self::CaseFile => 'G',
        }
    }

    /// The sign of its class in a letter number; none: it goes by the number of the dispute, because it is the
    /// applicant's own paper, or the file itself.
    pub const fn sign(self) -> Option<&'static str> {
        match self {
            Self::Application | Self::CaseFile => None,
            Self::Supplement => Some("补"),
            Self::NotAccepted => Some("不受"),
            Self::Accepted => Some("受"),
            Self::Termination => Some("终"),
            Self::Opinion => Some("意"),
        }
    }
}

impl Letter {
    /// The sign of its class in a letter number.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::TransferCriminal => "移",
            Self::AskInstructions => "请",
            Self::ReportUp => "报",
            Self::Supervision => "督",
            Self::Plain
            | Self::FilingReconsideration
            | Self::FilingSupervision
            | Self::CopyProcuratorate
            | Self::Mediation
            | Self::JudicialConfirmation
            | Self::Enforcement
            | Self::Customs
            | Self::Embassy
            | Self::TradeInvestigation
            | Self::CrossRegion => "函",
        }
    }
}

/// What a paper is: a form is of a dispute, a letter of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PaperKind {
    Form(Form),
    Letter(Letter),
}

impl PaperKind {
    /// The code that is typed and stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form(form) => form.code(),
            Self::Letter(letter) => letter.code(),
        }
    }

    /// What it is called.
    pub const fn word(self, zh: bool) -> &'static str {
        match self {
            Self::Form(form) => form.word(zh),
            Self::Letter(letter) => letter.word(zh),
        }
    }

    /// The sign of its class in a letter number, if it takes one.
    pub const fn sign(self) -> Option<&'static str> {
        match self {
            Self::Form(form) => form.sign(),
            Self::Letter(letter) => Some(letter.sign()),
        }
    }
}

/// A letter number (文号): the unit's word with the sign of the class, the year, and the count in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterNo {
    pub word: String,
    pub year: i32,
    pub no: u32,
}

impl fmt::Display for LetterNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{}〕{}号", self.word, self.year, self.no)
    }
}

impl LetterNo {
    /// Read back; none when the paper goes by the number of its dispute.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once('〔')?;
        let (year, no) = rest.strip_suffix('号')?.split_once('〕')?;
        Some(Self { word: word.to_owned(), year: year.parse().ok()?, no: no.parse().ok()? })
    }
}

/// What the officer writes for a paper beside what the record says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperWords {
    /// The opinion, the explanation, where to go instead.
    pub text: String,
    /// The ground.
    pub basis: String,
    /// What is missing, one each.
    pub items: Vec<String>,
    pub due: Option<NaiveDate>,
}

/// What an officer asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDraft {
    pub kind: PaperKind,
    /// In Chinese, else in English.
    pub zh: bool,
    /// A paper of its own with a new number, rather than a new version of the last one.
    pub anew: bool,
    pub words: PaperWords,
    /// The paper as the daemon made and kept it; none before.
    pub made: Option<Made>,
}

/// What the daemon made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    pub number: String,
    pub version: u16,
    pub hash: Hash,
    pub bytes: u64,
}

/// A paper in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub kind: PaperKind,
    pub zh: bool,
    /// Its letter number, or the number of the dispute.
    pub number: String,
    /// Counts the papers of this number and language from 1.
    pub version: u16,
    /// Of the file that is kept.
    pub hash: Hash,
    pub bytes: u64,
    pub by: OfficerId,
    pub name: String,
    pub at: DateTime<FixedOffset>,
}

impl Paper {
    /// How it is named on a desk and in a folder.
    pub fn title(&self, zh: bool) -> String {
        let (kind, number, version) = (self.kind.word(zh), &self.number, self.version);
        if zh { format!("{kind} {number} 第{version}版") } else { format!("{kind} {number} v{version}") }
    }
}

/// The last paper of a kind, in the asked language if there is one; of a version when that is asked for.
pub fn last<'a>(
    papers: impl DoubleEndedIterator<Item = &'a Paper> + Clone,
    (zh, version): (bool, Option<u16>),
) -> Option<&'a Paper> {
    let mut fitting = papers.rev().filter(|paper| version.is_none_or(|version| paper.version == version));
    fitting.clone().find(|paper| paper.zh == zh).or_else(|| fitting.next())
}

/// A paper that was made, in words.
pub fn describe(paper: &Paper) -> Text {
    let hash = &paper.hash.to_string()[..8];
    let in_words = if paper.zh { ("中文", "Chinese") } else { ("英文", "English") };
    Text::new(
        format!("出文书 {} ({}, {hash})", paper.title(true), in_words.0),
        format!("paper made: {} ({}, {hash})", paper.title(false), in_words.1),
    )
}
