//! A told fact by its name: read as text, and set from text.

use super::guidance::ToldField;
use super::{Amount, DisputeDraft};
use crate::calendar::Text;
use crate::casework::words::{DisputeKind, Role};
use chrono::NaiveDate;

impl DisputeDraft {
    /// The fact as it is typed.
    pub fn get(&self, field: ToldField) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        match field {
            ToldField::Enterprise => self.enterprise.name.clone(),
            ToldField::Uscc => self.enterprise.uscc.clone().unwrap_or_default(),
            ToldField::Address => self.enterprise.address.clone(),
            ToldField::Contact => self.enterprise.contact.clone(),
            ToldField::Role => self.role.code().to_owned(),
            ToldField::Kind => self.kind.code().to_owned(),
            ToldField::Jurisdiction => self.jurisdiction.clone(),
            ToldField::Forum => self.forum.clone(),
            ToldField::Docket => self.docket.clone().unwrap_or_default(),
            ToldField::Counterpart => self.counterpart.clone(),
            ToldField::Counsel => self.counsel.clone(),
            ToldField::CounterpartCounsel => self.counterpart_counsel.clone(),
            ToldField::Rights => self.rights.join("; "),
            ToldField::Products => self.products.clone(),
            ToldField::Amount => {
                self.amount.as_ref().map(|one| format!("{} {}", one.value, one.currency)).unwrap_or_default()
            }
            ToldField::KnownOn => day(self.known_on),
            ToldField::ReplyDue => day(self.reply_due),
            ToldField::ServiceMethod => self.service_method.clone(),
            ToldField::State => self.state.clone(),
            ToldField::Request => self.request.clone(),
            ToldField::Consent => self.consent_to_share.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned(),
        }
    }

    /// Why a text cannot be this fact, and how to write it; None when it can.
    pub fn unfit(field: ToldField, text: &str) -> Option<Text> {
        let text = text.trim();
        match field {
            ToldField::Enterprise | ToldField::Jurisdiction if text.is_empty() => {
                Some(Text::new("不能为空", "it cannot be empty"))
            }
            ToldField::Role if Role::parse(text).is_none() => Some(one_of(Role::CODES)),
            ToldField::Kind if DisputeKind::parse(text).is_none() => Some(one_of(DisputeKind::CODES)),
            ToldField::KnownOn | ToldField::ReplyDue if !text.is_empty() && day(text).is_none() => {
                Some(Text::new("写成 2026-11-23", "write it as 2026-11-23"))
            }
            ToldField::Amount if !text.is_empty() && amount(text).is_none() => {
                Some(Text::new("写成 4200000 USD", "write it as 4200000 USD"))
            }
            ToldField::Consent if consent(text).is_none() => Some(Text::new("写 yes 或 no", "write yes or no")),
            ToldField::Enterprise
            | ToldField::Uscc
            | ToldField::Address
            | ToldField::Contact
            | ToldField::Role
            | ToldField::Kind
            | ToldField::Jurisdiction
            | ToldField::Forum
            | ToldField::Docket
            | ToldField::Counterpart
            | ToldField::Counsel
            | ToldField::CounterpartCounsel
            | ToldField::Rights
            | ToldField::Products
            | ToldField::Amount
            | ToldField::KnownOn
            | ToldField::ReplyDue
            | ToldField::ServiceMethod
            | ToldField::State
            | ToldField::Request
            | ToldField::Consent => None,
        }
    }

    /// Sets a fact from text; what cannot be read leaves it as it was.
    pub fn set(&mut self, field: ToldField, text: &str) {
        let text = text.trim();
        let some = || Some(text.to_owned()).filter(|text| !text.is_empty());
        match field {
            ToldField::Enterprise => self.enterprise.name = text.to_owned(),
            ToldField::Uscc => self.enterprise.uscc = some(),
            ToldField::Address => self.enterprise.address = text.to_owned(),
            ToldField::Contact => self.enterprise.contact = text.to_owned(),
            ToldField::Role => self.role = Role::parse(text).unwrap_or(self.role),
            ToldField::Kind => self.kind = DisputeKind::parse(text).unwrap_or(self.kind),
            ToldField::Jurisdiction => self.jurisdiction = text.to_owned(),
            ToldField::Forum => self.forum = text.to_owned(),
            ToldField::Docket => self.docket = some(),
            ToldField::Counterpart => self.counterpart = text.to_owned(),
            ToldField::Counsel => self.counsel = text.to_owned(),
            ToldField::CounterpartCounsel => self.counterpart_counsel = text.to_owned(),
            ToldField::Rights => {
                let rights = text.split([';', '；']).map(str::trim).filter(|one| !one.is_empty());
                self.rights = rights.map(str::to_owned).collect();
            }
            ToldField::Products => self.products = text.to_owned(),
            ToldField::Amount => self.amount = amount(text),
            ToldField::KnownOn => self.known_on = day(text),
            ToldField::ReplyDue => self.reply_due = day(text),
            ToldField::ServiceMethod => self.service_method = text.to_owned(),
            ToldField::State => self.state = text.to_owned(),
            ToldField::Request => self.request = text.to_owned(),
            ToldField::Consent => self.consent_to_share = consent(text),
        }
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn amount(text: &str) -> Option<Amount> {
    let (value, currency) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let digits = value.split_once('.').map_or_else(|| value.to_owned(), |(whole, part)| format!("{whole}{part}"));
    let fits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| Amount { value: value.to_owned(), currency: currency.trim().to_uppercase() })
}

fn consent(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "是" => Some(true),
        "no" | "否" => Some(false),
        _ => None,
    }
}

fn one_of(codes: &[&str]) -> Text {
    let list = codes.join(", ");
    Text::new(format!("须是其一: {list}"), format!("it must be one of: {list}"))
}
