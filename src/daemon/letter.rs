//! The referral letter, rendered from what the record says.

use super::answer::{Acting, Session, text};
use super::look::visible_view;
use crate::boards::views::{ReferralView, View};
use crate::casework::ids::RecordId;
use crate::casework::referral::{Recipient, Referral};
use crate::journal::Mode;
use crate::papers::ReferralLetter;
use crate::wire::Reply;

impl Session {
    /// The letter of a referral that we sent.
    pub(super) fn letter(&self, acting: &Acting<'_>, id: RecordId, zh: bool) -> Option<Reply> {
        let View::Referral(view) = visible_view(acting, id)? else { return None };
        let referral = view.file.referral.as_ref().filter(|_| view.row.sent)?;
        let practice = self.shared.registrar.world().mode == Some(Mode::Practice);
        let letter = ReferralLetter { practice, ..filled(acting, &view, referral, zh) };
        let templates = self.shared.store.join("templates");
        Some(match letter.render(Some(&templates)) {
            Ok(bytes) => Reply::File { name: format!("{}.docx", referral.number), bytes },
            Err(error) => Reply::Fault(text(format!("公函做不出: {}", error.zh()), format!("no letter: {error}"))),
        })
    }
}

fn filled(acting: &Acting<'_>, view: &ReferralView, referral: &Referral, zh: bool) -> ReferralLetter {
    let brief = &referral.brief;
    let card = acting.hosted.state.card.as_deref();
    let unit_name = card.map_or_else(String::new, |card| card.name(zh).to_owned());
    let (agency_name, liaison) = recipient(acting, referral, zh);
    let subject = if zh {
        format!("关于{}{}的函", referral.kind.zh(), brief.enterprise)
    } else {
        format!("{} concerning {}", capitalised(referral.kind.en()), brief.enterprise)
    };
    ReferralLetter {
        zh,
        practice: false,
        unit_name: unit_name.clone(),
        letter_no: referral.number.clone(),
        agency_name,
        liaison,
        date: day(view.row.submitted_at.date_naive(), zh),
        subject,
        dispute_number: brief.number.clone(),
        enterprise: brief.enterprise.clone(),
        counterpart: brief.counterpart.clone(),
        forum: brief.forum.clone(),
        docket: brief.docket.clone().unwrap_or_default(),
        basis: brief.request.clone(),
        items: referral.items.clone(),
        due: referral.due.map_or_else(String::new, |due| day(due, zh)),
        note: referral.note.clone(),
        secrecy: referral.secrecy.label().to_owned(),
        signer: referral.submitted_by.clone(),
        reply_to: unit_name,
    }
}

/// The name of whom it goes to, and the person there.
fn recipient(acting: &Acting<'_>, referral: &Referral, zh: bool) -> (String, String) {
    let state = &acting.hosted.state;
    match &referral.to {
        Recipient::Unit(unit) => (state.unit_name(*unit).pick(zh).to_owned(), String::new()),
        Recipient::Agency(id) => state.agencies.get(id).map_or_else(
            || (referral.to_name.pick(zh).to_owned(), String::new()),
            |agency| {
                let liaison = agency.contact_on(acting.now.date_naive()).ok();
                let liaison = liaison.map_or_else(String::new, |one| format!("{} {}", one.name, one.post));
                (agency.draft.name(zh).to_owned(), liaison.trim().to_owned())
            },
        ),
    }
}

fn day(day: chrono::NaiveDate, zh: bool) -> String {
    if zh { day.format("%Y年%-m月%-d日").to_string() } else { day.format("%-d %B %Y").to_string() }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
