//! `refer`: drafts and submits a referral.

use super::act::{done, told};
use super::acting::Acting;
use super::caller::Caller;
use super::fields::day;
use super::line::Line;
use super::new::new_command;
use super::recipients::{named, recipient};
use super::report::CliError;
use crate::boards::views::View;
use crate::calendar::Text;
use crate::casework::command::Act;
use crate::casework::ids::RecordId;
use crate::casework::kinds::{self, KindRule};
use crate::casework::referral::{Matter, Recipient, ReferralDraft, ReferralKind, Terms};
use crate::wire::message::{Reply, Request};
use chrono::NaiveDate;
use clap::Args;
use std::collections::BTreeMap;
use std::path::Path;

/// What may be typed.
#[derive(Debug, Args)]
pub struct Refer {
    /// The dispute
    pub id: String,
    /// Unit or agency: its code, number or name
    #[arg(long, value_name = "AGENCY")]
    pub to: String,
    /// request, cooperation (move nothing), transfer, hand-over (move the case), or a kind of the rules by its id or
    /// word: administrative-criminal, mediation-docking …
    #[arg(long, value_name = "KIND")]
    pub kind: String,
    /// What is asked; one outcome each
    #[arg(long = "item", value_name = "TEXT")]
    pub items: Vec<String>,
    /// By when
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub due: Option<NaiveDate>,
    /// What the recipient should know
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    /// What goes with it, as the kind asks for it: its place in the list, or its name
    #[arg(long, value_name = "TEXT")]
    pub enclosed: Vec<String>,
    /// What the kind asks for besides, as FIELD=TEXT
    #[arg(long = "with", value_name = "FIELD=TEXT", value_parser = particular)]
    pub particulars: Vec<(String, String)>,
    /// A field with many names, read from a file: FIELD=PATH, one name a line
    #[arg(long = "with-file", value_name = "FIELD=PATH", value_parser = particular)]
    pub files: Vec<(String, String)>,
    /// Why it goes out though its period is over
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub late_reason: String,
    /// Cannot wait for the morning
    #[arg(long)]
    pub immediate: bool,
    /// The unit that rules when the two sides do not agree
    #[arg(long, value_name = "UNIT")]
    pub coordinator: Option<String>,
    /// The referral that this one goes on from
    #[arg(long, value_name = "REFERRAL")]
    pub parent: Option<String>,
}

/// What kind was asked for: one of the four words, and the kind of the rules that goes out as it.
#[derive(Clone, Debug)]
pub struct Asked {
    sent_as: ReferralKind,
    rule: Option<String>,
}

/// The kind that a text names: of the four words, or of the rules in force there.
fn kind(rules: &[KindRule], text: &str) -> Result<Asked, CliError> {
    let word = ReferralKind::parse(text).map(|sent_as| Asked { sent_as, rule: None });
    let rule = || kinds::named(rules, text).map(|rule| Asked { sent_as: rule.sent_as, rule: Some(rule.id.clone()) });
    word.or_else(rule).ok_or_else(|| {
        let all = ReferralKind::CODES.iter().copied().chain(rules.iter().map(|rule| rule.id.as_str()));
        let all = all.collect::<Vec<_>>().join(", ");
        CliError::usage(
            format!("没有移交种类“{text}”. 须是其一: {all}"),
            format!("there is no kind of referral \"{text}\". One of: {all}"),
        )
    })
}

fn particular(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| "FIELD=TEXT".to_owned())?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

impl Refer {
    /// Submits it.
    ///
    /// # Errors
    /// What the rules refuse; a recipient that is not clear.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let mut acting = Acting::open(caller)?;
        let kind = kind(&acting.me.kinds, &self.kind)?;
        let (dispute, post) = acting.resolve_where(&self.id, holds)?;
        acting.tell(caller, &post);
        let to = named(&recipient(&mut acting.line, &self.to)?);
        let draft = self.draft(&mut acting, (dispute, kind), to)?;
        let request = Request::Do { command: new_command(), seen: None, act: Act::Submit(Box::new(draft)) };
        let Reply::Changed(changed) = acting.line.ask(request)? else { return Err(CliError::odd_answer()) };
        caller.print(&done("refer", &changed), || told(&changed))
    }

    fn draft(
        self,
        acting: &mut Acting,
        (dispute, kind): (RecordId, Asked),
        to: Recipient,
    ) -> Result<ReferralDraft, CliError> {
        let mut particulars: BTreeMap<String, String> = self.particulars.into_iter().collect();
        for (field, path) in self.files {
            let read = |source| CliError::file(Text::new("读名单", "reading the names"), Path::new(&path), source);
            particulars.insert(field, std::fs::read_to_string(&path).map_err(read)?);
        }
        let parent = self.parent.map(|typed| acting.resolve(&typed).map(|(id, _)| id)).transpose()?;
        let coordinator = match self.coordinator {
            Some(typed) => named(&recipient(&mut acting.line, &typed)?).unit(),
            None => None,
        };
        Ok(ReferralDraft {
            items: self.items,
            due: self.due,
            note: self.note,
            matter: Matter {
                immediate: self.immediate,
                kind: kind.rule,
                enclosed: self.enclosed,
                particulars,
                late_reason: self.late_reason,
                own_rule: None,
            },
            terms: Terms { coordinator, parent, ..Terms::default() },
            ..ReferralDraft::new(dispute, to, kind.sent_as)
        })
    }
}

/// Does the unit we act for hold the case?
fn holds(line: &mut Line, id: RecordId) -> Result<bool, CliError> {
    let Reply::View(view) = line.ask(Request::Show(id))? else { return Err(CliError::odd_answer()) };
    Ok(matches!(*view, View::Dispute(view) if view.custody.writes().is_some()))
}
