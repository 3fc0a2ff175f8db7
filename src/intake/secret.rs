//! A form marked as a state secret goes no further: only the number of its line stays.

use super::refusal::{Reject, RejectCode};
use super::table::{Cell, Row};
use super::vocab;
use crate::calendar::Text;

/// The fields in which a form says that it concerns a state secret.
const MARK: &str = "state_secret";
const GRADE: &str = "secrecy";

/// Looks at the mark before anything else is read. A marked row is emptied; so is the text of a row that cannot be read,
/// since its mark cannot be read either.
pub(super) fn withheld(mut row: Row) -> Row {
    let marked = match &row.fields {
        Err(_) => {
            row.raw.clear();
            return row;
        }
        Ok(fields) => fields.get(MARK).is_some_and(is_marked) || fields.get(GRADE).is_some_and(is_graded),
    };
    if marked {
        row.raw.clear();
        row.fields = Err(refused());
    }
    row
}

/// Whatever is not clearly "no" is "yes".
fn is_marked(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => !vocab::is_not_secret(text),
        Cell::Many(_) | Cell::Fault(_) => true,
    }
}

/// A grade that cannot be read may be that of a state secret.
fn is_graded(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => vocab::is_secret_grade(text),
        Cell::Many(_) | Cell::Fault(_) => true,
    }
}

fn refused() -> Reject {
    let text = Text::new(
        "该件标明涉及国家秘密(或未明确填“否”)，本系统不接收、未留存；请经本单位保密机构的涉密渠道办理",
        "the form is marked as a state secret (or not clearly \"no\"); it is not taken and nothing of it is kept: hand it to your secrecy office by its confidential channel",
    );
    Reject::new(RejectCode::StateSecret, text).at(MARK)
}
