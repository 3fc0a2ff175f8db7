//! What an officer may find, by its names.

use super::answer::Acting;
use crate::boards::AffairRow;
use crate::boards::window::Viewer;
use crate::calendar::Text;
use crate::finder::names::Finder;
use crate::wire::Hit;

/// Hits of one search.
const HITS_MAX: u16 = 200;

/// The records whose names meet a text, best first.
pub(super) fn find(acting: &Acting<'_>, typed: &str, limit: u16) -> Vec<Hit> {
    let finder = Finder::new(typed);
    let mut hits: Vec<Hit> = candidates(&acting.hosted.boards, acting.viewer())
        .filter_map(|(names, mut hit)| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            hit.score = finder.score(&names)?;
            Some(hit)
        })
        .collect();
    hits.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.number.cmp(&b.number)));
    hits.truncate(usize::from(limit.min(HITS_MAX)));
    hits
}

/// Everything an officer may find: its names, and how it is shown.
pub(super) fn candidates(boards: &crate::boards::Boards, viewer: Viewer) -> impl Iterator<Item = (Vec<String>, Hit)> {
    let hit = |id, kind: &str, number: &str, name: &str, detail: String, state: Text| Hit {
        id,
        kind: kind.to_owned(),
        number: number.to_owned(),
        name: name.to_owned(),
        detail,
        state,
        score: 0,
    };
    let disputes = boards.disputes.rows().filter(move |row| viewer.sees_row(row)).map(move |row| {
        let docket = row.docket.clone().unwrap_or_default();
        let mut names = vec![row.number.clone(), row.enterprise.clone(), row.counterpart.clone(), docket.clone()];
        names.extend(row.names.iter().cloned());
        names.push(row.forum.clone());
        let state = Text::new(row.stage.zh(), row.stage.en());
        (names, hit(row.id, "dispute", &row.number, &row.enterprise, format!("{} {docket}", row.forum), state))
    });
    let alerts = boards.alerts.rows().map(move |row| {
        let mut names = vec![row.number.clone(), row.headline.clone(), row.docket.clone().unwrap_or_default()];
        names.extend(row.parties.iter().cloned());
        let state = Text::new(row.state.zh(), row.state.en());
        (names, hit(row.id, "alert", &row.number, &row.headline, row.sender.clone(), state))
    });
    let sees = move |row: &crate::boards::rows::ReferralRow| {
        boards.disputes.get(row.dispute).is_none_or(|dispute| viewer.sees_row(dispute))
    };
    let referrals = boards.referrals.rows().filter(move |row| sees(row)).map(move |row| {
        let (other, subject) = (row.other.clone(), row.subject.clone());
        let names = vec![row.number.clone(), other.zh.clone(), other.en, subject, row.dispute_number.clone()];
        let state = Text::new(row.standing.zh(), row.standing.en());
        (names, hit(row.id, "referral", &row.number, &other.zh, row.subject.clone(), state))
    });
    let experts = boards.experts.rows().map(move |row| {
        let mut names = vec![row.number.clone(), row.name.clone(), row.organisation.clone()];
        names.extend(row.fields.iter().cloned());
        (names, hit(row.id, "expert", &row.number, &row.name, row.organisation.clone(), Text::new("专家", "expert")))
    });
    let agencies = boards.agencies.rows().map(move |row| {
        let mut names = vec![row.number.clone(), row.code.clone(), row.name_zh.clone(), row.name_en.clone()];
        names.extend(row.former.iter().cloned());
        let state = Text::new(row.kind.zh(), row.kind.en());
        (names, hit(row.id, "agency", &row.number, &row.name_zh, row.code.clone(), state))
    });
    let sees_affair = move |row: &AffairRow| {
        row.dispute.and_then(|id| boards.disputes.get(id)).is_none_or(|dispute| viewer.sees_row(dispute))
    };
    let affairs = boards.affairs.rows().filter(move |row| sees_affair(row)).map(move |row| {
        let names = vec![row.number.clone(), row.title.zh.clone(), row.title.en.clone()];
        let kind = row.kind.code();
        (names, hit(row.id, kind, &row.number, &row.title.zh, String::new(), row.state_words.clone()))
    });
    disputes.chain(alerts).chain(referrals).chain(experts).chain(agencies).chain(affairs)
}
