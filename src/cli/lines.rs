//! Rows of boards as lines of a list: columns for a person, whole records as JSON where the surface promises them.

use super::acting::Acting;
use super::json::{self, Lens};
use super::list::Board;
use super::report::CliError;
use crate::boards::AffairRow;
use crate::boards::rows::{AgencyRow, AlertRow, DisputeRow, ExpertRow, ReferralRow};
use crate::boards::window::Rows;
use crate::casework::ids::RecordId;
use crate::casework::unit::Post;
use crate::wire::message::{Reply, Request};
use serde_json::Value;

/// Makes the lines of one board.
pub struct Lines {
    pub acting: Acting,
    pub post: Post,
    pub board: Board,
    pub zh: bool,
    /// Is JSON wanted? Columns are wanted otherwise.
    pub json: bool,
}

type Line = (Value, Vec<String>);

impl Lines {
    /// The lines of these rows.
    ///
    /// # Errors
    /// When the line to the daemon breaks.
    pub fn of(mut self, pages: &[Rows]) -> Result<Vec<Line>, CliError> {
        let mut lines = Vec::new();
        for rows in pages {
            match rows {
                Rows::Disputes(rows) if self.board == Board::Deadlines => {
                    lines.extend(rows.iter().filter_map(|row| self.deadline(row)));
                }
                Rows::Disputes(rows) => {
                    for row in rows {
                        lines.push((self.whole(row.id)?, self.dispute(row)));
                    }
                }
                Rows::Alerts(rows) => {
                    for row in rows {
                        lines.push((self.whole(row.id)?, alert(row, self.zh)));
                    }
                }
                Rows::Referrals(rows) => {
                    let lens = self.lens();
                    lines.extend(rows.iter().map(|row| (json::referral_row(row, &lens), referral(row, self.zh))));
                }
                Rows::Experts(rows) => lines.extend(rows.iter().map(|row| (json::expert_row(row), expert(row)))),
                Rows::Affairs(rows) => {
                    for row in rows {
                        lines.push((self.whole(row.id)?, affair(row, self.zh)));
                    }
                }
                Rows::Agencies(rows) => {
                    lines.extend(rows.iter().map(|row| (json::agency_row(row), agency(row, self.zh))));
                }
            }
        }
        Ok(lines)
    }

    fn lens(&self) -> Lens<'_> {
        Lens::new(&self.acting, &self.post, self.zh)
    }

    /// A board's row has less than the surface promises of a record: the record is asked for, if JSON is wanted.
    fn whole(&mut self, id: RecordId) -> Result<Value, CliError> {
        if !self.json {
            return Ok(Value::Null);
        }
        let Reply::View(view) = self.acting.line.ask(Request::Show(id))? else { return Err(CliError::odd_answer()) };
        Ok(json::record(&view, &self.lens()))
    }

    fn deadline(&self, row: &DisputeRow) -> Option<Line> {
        let (next, lens) = (row.next_deadline.as_ref()?, self.lens());
        let cells = vec![
            next.safe.to_string(),
            lens.days_left(next.cutoff_at).to_string(),
            row.number.clone(),
            next.rule.clone(),
            next.state.word(self.zh).to_owned(),
            row.enterprise.clone(),
        ];
        Some((json::dispute_row(row, next, &lens), cells))
    }

    fn dispute(&self, row: &DisputeRow) -> Vec<String> {
        let (next, lens) = (row.next_deadline.as_ref(), self.lens());
        vec![
            row.number.clone(),
            next.map(|next| next.safe.to_string()).unwrap_or_default(),
            next.map(|next| lens.days_left(next.cutoff_at).to_string()).unwrap_or_default(),
            row.enterprise.clone(),
            row.forum.clone(),
            row.docket.clone().unwrap_or_default(),
            row.stage.word(self.zh).to_owned(),
            row.handler.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
        ]
    }
}

fn alert(row: &AlertRow, zh: bool) -> Vec<String> {
    vec![
        row.number.clone(),
        row.priority.code().to_owned(),
        row.state.word(zh).to_owned(),
        row.forum.clone(),
        row.docket.clone().unwrap_or_default(),
        row.headline.clone(),
    ]
}

fn referral(row: &ReferralRow, zh: bool) -> Vec<String> {
    let way = match (row.sent, zh) {
        (true, true) => "发",
        (true, false) => "out",
        (false, true) => "收",
        (false, false) => "in",
    };
    vec![
        row.number.clone(),
        way.to_owned(),
        row.other.pick(zh).to_owned(),
        row.kind.word(zh).to_owned(),
        row.standing.word(zh).to_owned(),
        row.ball.word(zh).to_owned(),
        row.due.map(|day| day.to_string()).unwrap_or_default(),
        row.dispute_number.clone(),
    ]
}

fn expert(row: &ExpertRow) -> Vec<String> {
    vec![
        row.number.clone(),
        row.name.clone(),
        row.organisation.clone(),
        row.fields.join(", "),
        row.jurisdictions.join(", "),
        row.languages.join(", "),
        format!("{}/{}", row.load.0, row.load.1),
    ]
}

fn agency(row: &AgencyRow, zh: bool) -> Vec<String> {
    let name = if zh || row.name_en.is_empty() { &row.name_zh } else { &row.name_en };
    vec![
        row.number.clone(),
        row.code.clone(),
        name.clone(),
        row.kind.word(zh).to_owned(),
        row.country.clone(),
        row.liaison.clone(),
    ]
}

fn affair(row: &AffairRow, zh: bool) -> Vec<String> {
    vec![
        row.number.clone(),
        row.kind.word(zh).to_owned(),
        row.state_words.pick(zh).to_owned(),
        row.due.map_or_else(String::new, |due| due.to_string()),
        row.title.pick(zh).to_owned(),
    ]
}
