//! What a letter says of its referral.

use super::super::answer::Acting;
use super::day;
use crate::casework::ids::RecordId;
use crate::casework::kinds;
use crate::casework::paper::Letter;
use crate::casework::referral::{Recipient, Referral};
use crate::papers::Paper;

/// Fills in the referral, whom it is for, and what its kind asks for.
pub fn fill(acting: &Acting<'_>, id: RecordId, letter: Letter, paper: &mut Paper) {
    let Some(file) = acting.hosted.state.referrals.get(&id) else { return };
    let Some(referral) = &file.referral else { return };
    let (zh, brief) = (paper.is_zh(), &referral.brief);
    let (agency_name, liaison) = recipient(acting, referral, zh);
    paper.set("agency_name", agency_name);
    paper.set("liaison", liaison);
    paper.set("referral_number", &referral.number);
    paper.set("referral_kind", if zh { referral.kind.zh().to_owned() } else { capitalised(referral.kind.en()) });
    paper.set("dispute_number", &brief.number);
    paper.set("enterprise", &brief.enterprise);
    paper.set("counterpart", &brief.counterpart);
    paper.set("jurisdiction", &brief.jurisdiction);
    paper.set("forum", &brief.forum);
    paper.set("docket", brief.docket.clone().unwrap_or_default());
    paper.set("request", &brief.request);
    paper.set("due", file.due().map_or_else(String::new, |due| day(due, zh)));
    paper.set("note", &referral.note);
    paper.set("secrecy", referral.secrecy.label());
    paper.list("items", referral.items.iter().cloned());
    let own = referral.matter.rule().filter(|kind| kind.template == letter.code());
    let rule = own.or_else(|| kinds::shared().iter().find(|kind| kind.template == letter.code()));
    paper.set("basis", rule.map_or(brief.request.as_str(), |rule| rule.basis.as_str()));
    paper.list("evidence", rule.into_iter().flat_map(|rule| rule.evidence.iter().map(|item| item.pick(zh).to_owned())));
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

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
