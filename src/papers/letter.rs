//! The referral letter: what an agency without a desk gets on paper. The template is the center's own, or ours.

use super::docx::{LetterError, TEMPLATE_BYTES_MAX, placeholders, render};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

const TEMPLATE_ZH: &[u8] = include_bytes!("../../templates/referral_letter_zh.docx");
const TEMPLATE_EN: &[u8] = include_bytes!("../../templates/referral_letter_en.docx");

/// Everything that a referral letter may say. Texts are printed as they are; a blank one leaves its line out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferralLetter {
    /// In Chinese, else in English.
    pub zh: bool,
    /// From a practice store: the letter says so at its head.
    pub practice: bool,
    /// The unit that writes.
    pub unit_name: String,
    /// The letter's own number.
    pub letter_no: String,
    /// The agency that is written to.
    pub agency_name: String,
    /// The person or office there.
    pub liaison: String,
    /// Of the letter, as it is to be printed.
    pub date: String,
    /// The title of the letter.
    pub subject: String,
    /// Of the dispute, here.
    pub dispute_number: String,
    /// Whom the center helps.
    pub enterprise: String,
    /// The other side.
    pub counterpart: String,
    /// The court or office before which it is.
    pub forum: String,
    /// The number there.
    pub docket: String,
    /// On what ground it is referred.
    pub basis: String,
    /// What is asked, one paragraph each.
    pub items: Vec<String>,
    /// Until when an answer is asked, as it is to be printed.
    pub due: String,
    /// Anything else.
    pub note: String,
    /// How the letter may be passed on.
    pub secrecy: String,
    /// The officer who answers for it.
    pub signer: String,
    /// Where the answer goes.
    pub reply_to: String,
}

impl ReferralLetter {
    /// The letter as docx, from the template in `folder` if there is one of our name, else from the one built in.
    pub fn render(&self, folder: Option<&Path>) -> Result<Vec<u8>, LetterError> {
        let template = template(folder, self.zh)?;
        if self.practice && !placeholders(&template)?.contains("practice_mark") {
            return Err(LetterError::NoPracticeMark);
        }
        let lists = BTreeMap::from([("items".to_owned(), self.items.clone())]);
        render(&template, &self.fields(), &lists)
    }

    /// The fields by the names that templates use.
    pub fn fields(&self) -> BTreeMap<String, String> {
        let practice_mark = match (self.practice, self.zh) {
            (true, true) => "「练习」本函出自练习库，不具效力",
            (true, false) => "PRACTICE – made in a practice store, without effect",
            (false, _) => "",
        };
        let fields = [
            ("unit_name", self.unit_name.as_str()),
            ("letter_no", &self.letter_no),
            ("agency_name", &self.agency_name),
            ("liaison", &self.liaison),
            ("date", &self.date),
            ("subject", &self.subject),
            ("dispute_number", &self.dispute_number),
            ("enterprise", &self.enterprise),
            ("counterpart", &self.counterpart),
            ("forum", &self.forum),
            ("docket", &self.docket),
            ("basis", &self.basis),
            ("due", &self.due),
            ("note", &self.note),
            ("secrecy", &self.secrecy),
            ("signer", &self.signer),
            ("reply_to", &self.reply_to),
            ("practice_mark", practice_mark),
        ];
        fields.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    }
}

/// The file name under which a center keeps its own template.
pub fn template_name(zh: bool) -> &'static str {
    if zh { "referral_letter_zh.docx" } else { "referral_letter_en.docx" }
}

/// The center's own template from `folder`, else the one built in. A file that is there but cannot be read is an error:
/// a letter on the wrong letterhead would go out unnoticed.
pub fn template(folder: Option<&Path>, zh: bool) -> Result<Cow<'static, [u8]>, LetterError> {
    let built_in = Cow::Borrowed(if zh { TEMPLATE_ZH } else { TEMPLATE_EN });
    let Some(path) = folder.map(|folder| folder.join(template_name(zh))) else {
        return Ok(built_in);
    };
    let fault = |source| LetterError::File { path: path.display().to_string(), source };
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(built_in),
        Err(e) => return Err(fault(e)),
    };
    let mut bytes = Vec::new();
    file.take(TEMPLATE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(fault)?;
    Ok(Cow::Owned(bytes))
}
