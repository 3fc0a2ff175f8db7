//! `paper contacts`: liaison persons of agencies and experts as vCard.

use super::super::acting::Acting;
use super::super::caller::Caller;
use super::super::pages::{self, Wanted};
use super::super::report::CliError;
use super::put;
use crate::boards::views::View;
use crate::boards::window::{List, Rows};
use crate::casework::agency::{Agency, Liaison};
use crate::casework::expert::Expert;
use crate::casework::ids::RecordId;
use crate::papers::card::{Card, render};
use crate::wire::message::{Reply, Request};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;

/// Records whose contacts are read: an address book beyond that wants a filter.
const RECORDS_MAX: usize = 5_000;

/// Whose contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Whose {
    /// 机构联络员: liaison persons of agencies
    Agencies,
    /// 专家: experts
    Experts,
    /// 全部: both
    All,
}

/// Contacts.
#[derive(Debug, Args)]
pub struct Contacts {
    /// Whose contacts
    #[arg(value_enum, default_value = "all")]
    pub whose: Whose,
    /// Filter, as in list
    #[arg(long, value_name = "Q", default_value = "")]
    pub filter: String,
    /// Where to write it; - is stdout; else contacts.vcf in this folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long)]
    pub force: bool,
}

impl Contacts {
    /// Writes the cards. A contact that is no longer valid is left out.
    ///
    /// # Errors
    /// A filter that cannot be read; too many records; a file that is there already.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let lists = match self.whose {
            Whose::Agencies => vec![List::Agencies],
            Whose::Experts => vec![List::Experts],
            Whose::All => vec![List::Agencies, List::Experts],
        };
        let mut acting = Acting::open(caller)?;
        acting.first()?;
        let today = acting.me.now.date_naive();
        let wanted = Wanted { lists, filter: self.filter, order: Vec::new(), want: RECORDS_MAX };
        let page = pages::read(&mut acting.line, &wanted, None)?;
        if page.after.is_some() {
            return Err(CliError::usage(
                format!("超过 {RECORDS_MAX} 条: 请先筛选"),
                format!("more than {RECORDS_MAX} records: filter first"),
            ));
        }
        let mut cards = Vec::new();
        for id in page.rows.iter().flat_map(ids) {
            let Reply::View(view) = acting.line.ask(Request::Show(id))? else { return Err(CliError::odd_answer()) };
            cards.extend(of_view(&view, today, caller.zh));
        }
        let bytes = render(&cards);
        let about = json!({ "schema": "dutydesk/paper/1", "kind": "contacts", "cards": cards.len() });
        put(caller, ("contacts.vcf", &bytes, true), (self.output, self.force), about)
    }
}

fn ids(rows: &Rows) -> Vec<RecordId> {
    match rows {
        Rows::Agencies(rows) => rows.iter().map(|row| row.id).collect(),
        Rows::Experts(rows) => rows.iter().map(|row| row.id).collect(),
        Rows::Disputes(_) | Rows::Alerts(_) | Rows::Referrals(_) | Rows::Affairs(_) => Vec::new(),
    }
}

fn of_view(view: &View, today: NaiveDate, zh: bool) -> Vec<Card> {
    match view {
        View::Agency(agency) => {
            let valid = |one: &&Liaison| one.holds_on(today);
            agency.draft.liaisons.iter().filter(valid).map(|one| of_liaison(agency, one, zh)).collect()
        }
        View::Expert(expert) => vec![of_expert(expert)],
        View::Dispute(_) | View::Alert(_) | View::Referral(_) | View::Affair(_) | View::Unit(_) => Vec::new(),
    }
}

fn of_liaison(agency: &Agency, one: &Liaison, zh: bool) -> Card {
    let draft = &agency.draft;
    Card {
        // The same person there is the same card when it is read again.
        uid: format!("{}-{}", agency.id, one.name),
        name: one.name.clone(),
        organisation: draft.name(zh).to_owned(),
        title: one.post.clone(),
        phones: filled(&one.phone),
        mails: filled(&one.mail),
        address: draft.address.clone(),
        country: draft.country.clone(),
        categories: vec![draft.kind.word(zh).to_owned(), draft.code.clone()],
        note: one
            .valid_to
            .map_or_else(String::new, |day| if zh { format!("有效至 {day}") } else { format!("valid to {day}") }),
        ..Card::default()
    }
}

fn of_expert(expert: &Expert) -> Card {
    let draft = &expert.draft;
    let words = || {
        draft
            .contact
            .split(['，', ',', '；', ';', '、', ' ', '\t', '\n'])
            .map(str::trim)
            .filter(|word| !word.is_empty())
    };
    let is_mail = |word: &&str| word.contains('@');
    // A number that can be dialled; a year or a room number is shorter.
    let is_phone = |word: &&str| {
        word.chars().all(|c| c.is_ascii_digit() || "+-()".contains(c))
            && word.chars().filter(char::is_ascii_digit).count() >= 7
    };
    let rest: Vec<&str> = words().filter(|word| !is_mail(word) && !is_phone(word)).collect();
    Card {
        uid: expert.id.to_string(),
        name: draft.name.clone(),
        organisation: draft.organisation.clone(),
        phones: words().filter(is_phone).map(str::to_owned).collect(),
        mails: words().filter(is_mail).map(str::to_owned).collect(),
        languages: draft.languages.clone(),
        categories: draft.fields.clone(),
        note: rest.join(" "),
        ..Card::default()
    }
}

fn filled(text: &str) -> Vec<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty()).into_iter().collect()
}
