//! What a referral's page says of its course: the ledger of the ball, the clocks, the rounds of questions, what either
//! side asked for since, and who is named in a trade investigation.

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::Spot;
use crate::boards::views::ReferralView;
use crate::casework::ledger::{Holder, ledger};
use crate::casework::referral::Ruling;
use crate::casework::safe_text::SafeText;
use crate::casework::standing::flags;
use crate::desk::model::Desk;
use crate::desk::screens::duty::left;
use crate::desk::theme::Role;
use crate::desk::widgets::canvas::{Strip, wrap};
use crate::desk::widgets::marks;
use crate::desk::widgets::pane::Line;

/// Cells of the first column.
const LABEL_CELLS: u16 = 16;

type Lines = Vec<Line<Spot>>;

/// Who had the ball for how long: whoever has it pays.
pub(super) fn ball(view: &ReferralView, desk: &Desk) -> Lines {
    let mut sums: Vec<(Holder, TimeDelta)> = Vec::new();
    for turn in ledger(&view.file) {
        let length = turn.length(desk.now);
        match sums.iter_mut().find(|(holder, _)| *holder == turn.holder) {
            Some((_, sum)) => *sum += length,
            None => sums.push((turn.holder, length)),
        }
    }
    let sums = sums.into_iter().filter(|(holder, _)| *holder != Holder::Nobody);
    let strip = sums.fold(Strip::new(), |strip, (holder, sum)| {
        let strip = if strip.is_empty() { strip } else { strip.gap("   ") };
        let name = desk.word_of(holder.zh(), holder.en());
        strip.then(Role::Muted, name).gap(" ").then(Role::Text, marks::age(&desk.look, sum))
    });
    let raised = flags(&view.file, view.standing);
    let raised = raised
        .iter()
        .fold(Strip::new(), |strip, flag| strip.then(Role::StateAlarm, desk.word_of(flag.zh(), flag.en())).gap("  "));
    let mut lines = vec![Line::Text(strip)];
    lines.extend(Some(Line::Text(raised.clone())).filter(|_| !raised.is_empty()));
    lines
}

/// The clocks that run, the next to ring first; then those of its kind.
pub(super) fn clocks(view: &ReferralView, desk: &Desk) -> Lines {
    let mut running = view.clocks.clone();
    running.sort_by_key(|(_, at)| *at);
    let zone = *desk.now.offset();
    let row = |code: SafeText, words: SafeText, at: DateTime<FixedOffset>| {
        Line::Text(
            Strip::of(Role::Muted, code)
                .cut(7, &desk.look)
                .and(left(at, desk).cut(11, &desk.look))
                .and(Strip::of(Role::Muted, marks::moment(at, desk.now)).cut(13, &desk.look))
                .then(Role::Text, words),
        )
    };
    let own = running.iter().map(|(timer, at)| {
        row(SafeText::word(timer.code()), desk.word_of(timer.zh(), timer.en()), at.with_timezone(&zone))
    });
    let of_kind = view.kind_clocks.iter().map(|run| match run.met {
        Some(met) => {
            let met = marks::moment(met.with_timezone(&zone), desk.now);
            let said = desk.look.lexicon.say("clock-met", &[("at", (&met).into())]);
            let label = Strip::of(Role::Muted, SafeText::EMPTY).cut(7, &desk.look);
            Line::Text(
                label.and(Strip::of(Role::StateDone, said).cut(24, &desk.look)).then(Role::Text, desk.say(&run.words)),
            )
        }
        None => row(SafeText::EMPTY, desk.say(&run.words), run.due.with_timezone(&zone)),
    });
    own.chain(of_kind).collect()
}

/// Everything that was asked and answered on the way, oldest first.
pub(super) fn rounds(view: &ReferralView, desk: &Desk) -> Lines {
    let (file, leg) = (&view.file, &view.file.leg);
    let mut said: Vec<(DateTime<FixedOffset>, &str, String)> = Vec::new();
    said.extend(leg.questions.iter().map(|(moment, asked)| (moment.at, "round-asked", asked.join("; "))));
    said.extend(file.supplements.iter().map(|(at, answers)| (*at, "round-answered", answers.join("; "))));
    said.extend(file.enterprise_asked.iter().map(|(at, _, what)| (*at, "round-enterprise", what.clone())));
    said.extend(leg.interim.iter().map(|(moment, text)| (moment.at, "round-interim", text.clone())));
    said.extend(leg.held.iter().map(|(moment, code, review, reason)| {
        (moment.at, "round-held", format!("{} {review} {reason}", code.word(desk.zh())))
    }));
    said.extend(
        leg.extensions
            .iter()
            .map(|(moment, until, reason)| (moment.at, "round-extension", format!("{until} {reason}"))),
    );
    said.extend(
        file.extension_answers.iter().map(|(at, granted, reason)| {
            (*at, if *granted { "round-granted" } else { "round-denied" }, reason.clone())
        }),
    );
    said.extend(leg.returned.iter().map(|(moment, code, basis, reason)| {
        (moment.at, "round-returned", format!("{} {} {basis} {reason}", code.code(), code.word(desk.zh())))
    }));
    said.extend(leg.failed.iter().map(|(moment, reason)| (moment.at, "round-failed", reason.clone())));
    said.extend(file.objections.iter().map(|(at, missing)| (*at, "round-objection", missing.clone())));
    said.extend(file.urges.iter().map(|(at, supervised, text)| {
        (*at, if *supervised { "round-supervised" } else { "round-urged" }, text.clone())
    }));
    said.extend(file.rulings.iter().map(|(at, ruling)| match ruling {
        Ruling::Designated { basis } => (*at, "round-designated", basis.clone()),
        Ruling::ReturnAllowed { basis } => (*at, "round-return-allowed", basis.clone()),
    }));
    said.extend(leg.reported.iter().map(|(moment, _, summary)| (moment.at, "round-reported", summary.clone())));
    said.extend(file.confirmed.iter().map(|one| {
        (one.at, if one.satisfied { "round-satisfied" } else { "round-not-satisfied" }, one.remark.clone())
    }));
    said.extend(file.voided.iter().map(|(at, reason)| (*at, "round-void", reason.clone())));
    said.sort_by_key(|(at, ..)| *at);
    said.into_iter().flat_map(|(at, id, text)| round(at, id, &text, desk)).collect()
}

fn round(at: DateTime<FixedOffset>, id: &str, text: &str, desk: &Desk) -> Lines {
    let room = desk.size.0.saturating_sub(LABEL_CELLS + 15);
    let text = SafeText::join(&SafeText::lines(text), "; ");
    let line = |(index, piece): (usize, SafeText)| {
        let (at, what) = if index == 0 {
            (marks::moment(at, desk.now), desk.look.lexicon.word(id))
        } else {
            (SafeText::EMPTY, SafeText::EMPTY)
        };
        let head = Strip::of(Role::Muted, at)
            .cut(12, &desk.look)
            .and(Strip::of(Role::Strong, what).cut(LABEL_CELLS, &desk.look));
        Line::Text(head.then(Role::Text, piece))
    };
    wrap(&text, room).into_iter().enumerate().map(line).collect()
}

/// Who is named, and whether the center knows them: who is not known has not been told.
pub(super) fn respondents(view: &ReferralView, desk: &Desk) -> Lines {
    let row = |one: &crate::casework::respondents::Respondent| {
        let name = Strip::of(Role::Strong, SafeText::from_outside(&one.name)).cut(36, &desk.look);
        match one.disputes.first() {
            Some(dispute) => {
                let said = desk.look.lexicon.say("respondent-known", &[("count", one.disputes.len().into())]);
                Line::Row(Spot::Case(*dispute), name.then(Role::StateDone, said))
            }
            None => Line::Text(
                Strip::new().gap(" ").and(name).then(Role::StateAlarm, desk.look.lexicon.word("respondent-unknown")),
            ),
        }
    };
    view.respondents.iter().map(row).collect()
}
