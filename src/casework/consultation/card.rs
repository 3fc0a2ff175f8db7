//! How a consultation looks in a list and on a page.

use super::Consultation;
use super::seat::{Opinion, Seat};
use super::words::{ConsultationState, SeatState};
use crate::calendar::Text;
use crate::casework::affair::Card;

type Line = (Text, Text);

impl Consultation {
    /// How it looks in a list and on a page.
    pub fn card(&self) -> Card {
        let draft = &self.draft;
        let rows = [self.question(), self.result(), self.experts(), self.opinions(), self.ending()];
        Card {
            title: Text::new(format!("提请专家 {}", draft.question), format!("experts: {}", draft.question)),
            state: self.state.code(),
            state_words: Text::new(self.state.zh(), self.state.en()),
            is_open: self.is_open(),
            due: Some(draft.due),
            dispute: draft.dispute,
            rows: rows.into_iter().flatten().collect(),
        }
    }

    fn question(&self) -> Vec<Line> {
        let draft = &self.draft;
        let next = self.next_candidate().filter(|_| self.state.is_gathering() && !self.is_panel_in());
        vec![
            (Text::new("问题", "question"), Text::same(&draft.question)),
            (Text::new("领域", "field"), Text::same(&draft.field)),
            (Text::new("语言", "language"), Text::same(&draft.language)),
            (Text::new("密级", "level"), Text::same(draft.level.label())),
            (Text::new("须几份意见", "opinions wanted"), Text::same(draft.panel.to_string())),
            (Text::new("经手", "handler"), Text::same(&self.handler)),
            (Text::new("下一位", "next"), next.map_or_else(Text::default, |one| Text::same(&one.name))),
        ]
    }

    /// What the opinions come to, and whose turn it is where somebody waits.
    fn result(&self) -> Vec<Line> {
        let waits = match self.state {
            ConsultationState::NeedsInfo => {
                Text::new(format!("专家在问, 由 {} 答", self.handler), format!("experts ask; for {}", self.handler))
            }
            ConsultationState::Quarantined => Text::new(
                "意见已隔离并留存. 另组专家 (new-panel), 或撤回提请",
                "the opinion is kept and does not count. Ask a new panel (new-panel), or withdraw",
            ),
            ConsultationState::Asked
            | ConsultationState::Cleared
            | ConsultationState::NoneClear
            | ConsultationState::Invited
            | ConsultationState::Agreed
            | ConsultationState::Working
            | ConsultationState::Submitted
            | ConsultationState::Combined
            | ConsultationState::Decided
            | ConsultationState::Delivered
            | ConsultationState::Closed
            | ConsultationState::Withdrawn => Text::default(),
        };
        let result = self.combination().map_or_else(Text::default, |all| all.say());
        vec![(Text::new("待办", "waits for"), waits), (Text::new("结果", "result"), result)]
    }

    fn experts(&self) -> Vec<Line> {
        let seats = self.seats.iter().map(|seat| (Text::new("专家", "expert"), seat.say()));
        let passed = self.overrides.iter().map(|one| {
            let text = format!("{} ({}: {})", one.with.join(", "), one.by, one.reason);
            (Text::new("越过冲突", "conflict passed over"), Text::same(text))
        });
        let torn = self.candidates.iter().filter(|one| !one.conflicts.is_empty()).map(|one| {
            let text = format!("{}: {}", one.name, one.conflicts.join(", "));
            (Text::new("利益冲突", "conflict"), Text::same(text))
        });
        seats.chain(passed).chain(torn).collect()
    }

    /// Every version of every opinion, each with the mark of what it counts for.
    fn opinions(&self) -> Vec<Line> {
        let dissents: Vec<&str> =
            self.combination().iter().flat_map(|all| all.dissents.iter().map(|one| one.0.name.as_str())).collect();
        let mut lines = Vec::new();
        for seat in &self.seats {
            for (at, opinion) in seat.opinions.iter().enumerate() {
                let label = self.label(seat, at, &dissents);
                lines.push((label, spoken(seat, at, opinion)));
            }
        }
        lines
    }

    fn label(&self, seat: &Seat, at: usize, dissents: &[&str]) -> Text {
        let is_last = at + 1 == seat.opinions.len();
        if seat.quarantined.is_some() {
            Text::new("隔离意见", "quarantined opinion")
        } else if !is_last || seat.panel != self.panel || seat.opinion().is_none() {
            Text::new("早前意见", "earlier opinion")
        } else if dissents.contains(&seat.name.as_str()) {
            Text::new("不同意见", "dissent")
        } else {
            Text::new("意见", "opinion")
        }
    }

    fn ending(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let quarantine = self.seats.iter().any(|seat| seat.quarantined.is_some());
        if quarantine {
            let readers: Vec<&str> = self.readers.iter().map(|one| one.name.as_str()).collect();
            lines.push((Text::new("已读者", "read by"), Text::same(readers.join(", "))));
        }
        for decision in self.earlier.iter().chain(&self.decision) {
            let (zh, en, reason) = (decision.adoption.zh(), decision.adoption.en(), &decision.reason);
            let text =
                Text::new(format!("{zh}: {reason} ({})", decision.by), format!("{en}: {reason} ({})", decision.by));
            lines.push((Text::new("决定", "decision"), text));
            if let Some((to, text)) = &decision.told {
                lines.push((Text::new("已告知", "told"), Text::same(format!("{to}: {text}"))));
            }
        }
        if let Some((agreement, text)) = &self.compared {
            let told = Text::new(format!("{}: {text}", agreement.zh()), format!("{}: {text}", agreement.en()));
            lines.push((Text::new("案件结果", "how the case ended"), told));
        }
        if let Some((reason, told)) = &self.withdrawn {
            lines.push((Text::new("撤回", "withdrawn"), Text::same(format!("{reason}; {told}"))));
        }
        lines
    }
}

impl Seat {
    /// Who, and where the person stands.
    fn say(&self) -> Text {
        let material = self.materials.len();
        let word = |zh: bool| {
            let mut parts = vec![self.name.clone(), self.state.word(zh).to_owned()];
            parts.extend(self.undertaking.as_ref().map(|(version, level)| format!("{version} {}", level.label())));
            parts.extend(self.declined.map(|code| code.word(zh).to_owned()));
            parts.extend(self.quarantined.clone());
            if material > 0 {
                parts.push(if zh { format!("材料 {material} 份") } else { format!("{material} files sent") });
            }
            if self.has_material() && self.state == SeatState::Released {
                parts.push(if zh { "材料未退" } else { "material still out" }.to_owned());
            }
            parts.extend(self.material_end.map(|end| end.word(zh).to_owned()));
            parts.extend(self.open_questions().map(|round| round.questions.join("; ")));
            parts.join(" · ")
        };
        Text::new(word(true), word(false))
    }
}

fn spoken(seat: &Seat, at: usize, opinion: &Opinion) -> Text {
    let (name, version, text) = (&seat.name, at + 1, &opinion.text);
    Text::new(
        format!("{name} v{version} {}: {text}", opinion.verdict.zh()),
        format!("{name} v{version} {}: {text}", opinion.verdict.en()),
    )
}
