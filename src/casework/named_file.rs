//! The files that a fact names, and the name under which a file leaves the house.

use super::dispute::DisputeFact;
use super::dossier::DossierFact;
use super::dossier::evidence::EvidenceFact;
use super::entry::Fact;
use super::ids::Hash;
use super::leg::Evidence;
use super::paper::Paper;
use super::referral::ReferralFact;

/// Characters of a name that are kept: with number and hash it stays below what every file system takes.
const STEM_CHARS_MAX: usize = 60;

/// Characters of an ending that are kept.
const ENDING_CHARS_MAX: usize = 8;

/// Digits of the hash in a name: enough that two files of a case never meet.
const HASH_DIGITS: usize = 12;

/// A file that a fact names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// BLAKE3 of its content.
    pub blob: Hash,
    /// Which file of the record, for whoever has to look for it; nothing of what is in it.
    pub what: String,
}

impl Fact {
    /// The file that it names; none for most facts.
    pub fn file(&self) -> Option<NamedFile> {
        let paper = |paper: &Paper| NamedFile { blob: paper.hash, what: format!("paper {}", paper.title(false)) };
        match self {
            Self::Dispute(_, DisputeFact::Dossier(fact)) => match &**fact {
                DossierFact::Evidence(EvidenceFact::Added { no, draft, .. }) => {
                    let file = draft.file.as_ref()?;
                    Some(NamedFile { blob: file.blob, what: format!("evidence {no}") })
                }
                DossierFact::Evidence(_)
                | DossierFact::Playbook(_)
                | DossierFact::Plan(_)
                | DossierFact::Proceeding(_) => None,
            },
            Self::Dispute(_, DisputeFact::Paper(one)) => Some(paper(one)),
            Self::Referral(_, ReferralFact::Paper(one)) => Some(paper(one)),
            Self::Leg(_, _, Some(Evidence::File { hash, .. })) => {
                Some(NamedFile { blob: *hash, what: "evidence of an act by proxy".to_owned() })
            }
            Self::Founded(_)
            | Self::Posted(..)
            | Self::PostEnded(_)
            | Self::Line(..)
            | Self::Dispute(..)
            | Self::Alert(..)
            | Self::Expert(..)
            | Self::Agency(..)
            | Self::Affair(..)
            | Self::Read(_)
            | Self::Rota(_)
            | Self::LetterWord(_)
            | Self::Referral(..)
            | Self::Leg(..)
            | Self::Custody(..) => None,
        }
    }
}

/// The name of a file outside: number, what is plain ASCII of the name it came with, and the beginning of its hash. The
/// name it came with is data and never a path: no folder, no dot in front, no word that some system takes for a device.
pub fn outside_name(no: u16, name: &str, hash: &Hash) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, ending) = last.rsplit_once('.').unwrap_or((last, ""));
    let stem = plain(stem, STEM_CHARS_MAX);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(ENDING_CHARS_MAX).collect();
    let hash: String = hash.to_string().chars().take(HASH_DIGITS).collect();
    let mut outside = format!("{no:03}-");
    if !stem.is_empty() {
        outside.push_str(&stem);
        outside.push('-');
    }
    outside.push_str(&hash);
    if !ending.is_empty() {
        outside.push('.');
        outside.push_str(&ending.to_ascii_lowercase());
    }
    outside
}

/// Letters, digits and underscores; a hyphen for each run of anything else between them.
fn plain(text: &str, most: usize) -> String {
    let mut kept = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            kept.push(c);
        } else if !kept.is_empty() && !kept.ends_with('-') {
            kept.push('-');
        }
        if kept.len() == most {
            break;
        }
    }
    kept.trim_end_matches('-').to_owned()
}
