//! A dispute as it was told: who asks, against whom, about what, since when.

use crate::casework::alert::AlertDraft;
use crate::casework::ids::Hash;
use crate::casework::words::{Channel, DisputeKind, Role, Tlp};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// The company that asks for guidance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enterprise {
    /// The name as the company writes it.
    pub name: String,
    /// Unified social credit code, its check digit verified (GB 32100-2015).
    pub uscc: Option<String>,
    /// Other names: English, trade names, shop ids.
    pub names: Vec<String>,
    /// Address, or province and city.
    pub address: String,
    /// Who speaks for it, with telephone and mail as written.
    pub contact: String,
    /// When they want to be called back.
    #[serde(default)]
    pub call_back: Option<DateTime<FixedOffset>>,
}

/// An amount of money as stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Decimal digits without grouping (`4200000` or `12.50`): never a float.
    pub value: String,
    /// ISO 4217 (`USD`), or empty when the form did not say.
    pub currency: String,
}

/// The facts of a dispute as they were told. Text is stored as it came; screens make it safe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeDraft {
    /// When the center got it, with the offset of the place.
    pub received_at: DateTime<FixedOffset>,
    /// By which way.
    pub channel: Channel,
    /// The file or feed it was read from, for the record; empty for a phone call.
    pub source: String,
    /// Who asks.
    pub enterprise: Enterprise,
    /// As what.
    pub role: Role,
    /// About what.
    pub kind: DisputeKind,
    /// WIPO ST.3 office or country code (`US`, `EM`, `UP`).
    pub jurisdiction: String,
    /// Court or office.
    pub forum: String,
    /// Docket number in canonical form.
    pub docket: Option<String>,
    /// The other side.
    pub counterpart: String,
    /// Who acts for the other side.
    pub counterpart_counsel: String,
    /// Asserted rights: kind and number as written.
    pub rights: Vec<String>,
    /// Accused products, with HS codes if given.
    pub products: String,
    /// What is at stake.
    pub amount: Option<Amount>,
    /// When the enterprise learned of it.
    pub known_on: Option<NaiveDate>,
    /// When it was served: starts the legal clocks.
    pub served_on: Option<NaiveDate>,
    /// How it was served (`mail`, `personal`, `hague` …), as written.
    pub service_method: String,
    /// The day by which, as the form says, an answer is due.
    pub reply_due: Option<NaiveDate>,
    /// Where the case is now, as told.
    pub state: String,
    /// Counsel already engaged.
    pub counsel: String,
    /// What the enterprise asks for.
    pub request: String,
    /// May what is told be shared with others.
    pub consent_to_share: Option<bool>,
    /// Would material leave the country (State Council Order 801, art. 13).
    pub material_abroad: Option<bool>,
    /// Who may see it.
    pub secrecy: Tlp,
}

impl DisputeDraft {
    /// What an alert tells of a dispute of this enterprise; the officer completes it.
    pub fn of_alert(alert: &AlertDraft, enterprise: String, received_at: DateTime<FixedOffset>) -> Self {
        Self {
            received_at,
            channel: Channel::Feed,
            source: alert.source.clone(),
            enterprise: Enterprise { name: enterprise, ..Enterprise::default() },
            role: Role::Respondent,
            kind: DisputeKind::Other,
            jurisdiction: alert.jurisdiction.clone(),
            forum: alert.forum.clone(),
            docket: alert.docket.clone(),
            counterpart: alert.parties.first().cloned().unwrap_or_default(),
            counterpart_counsel: String::new(),
            rights: Vec::new(),
            products: String::new(),
            amount: None,
            known_on: alert.published_on,
            served_on: None,
            service_method: String::new(),
            reply_due: None,
            state: alert.event.clone(),
            counsel: String::new(),
            request: String::new(),
            consent_to_share: None,
            material_abroad: None,
            secrecy: alert.secrecy,
        }
    }

    /// What makes two forms the same dispute: company, forum, and docket number or else the other side.
    pub fn key(&self) -> Hash {
        let company = self.enterprise.uscc.as_deref().unwrap_or(&self.enterprise.name);
        let matter = match &self.docket {
            Some(docket) => format!("docket {docket}"),
            None => format!(
                "{} {} {} {:?}",
                self.kind.code(),
                folded(&self.counterpart),
                folded(&self.products),
                self.served_on.or(self.known_on)
            ),
        };
        let key = format!("dispute\n{}\n{}\n{}\n{matter}", folded(company), self.jurisdiction, folded(&self.forum));
        Hash::of(key.as_bytes())
    }
}

/// Case and blanks do not make two names.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
