//! The verbs of an agency, and what was typed for them read as acts.

use super::{Kind, Verb, verb};
use crate::casework::agency::Liaison;
use crate::casework::command::{Act, AgencyAct};
use crate::casework::fields::Reader;
use crate::casework::ids::RecordId;
use crate::casework::refusal::Refusal;

/// Every verb, in the order in which it is offered.
pub static VERBS: &[Verb] = &[verb(
    "name-liaison",
    ("登记联络员", "name a liaison"),
    false,
    &[
        ("name", "姓名", "name", Kind::Line, true),
        ("post", "部门职务", "office and title", Kind::Line, false),
        ("phone", "电话", "telephone", Kind::Line, false),
        ("mail", "邮箱", "mail", Kind::Line, false),
        ("valid_to", "有效至", "valid to", Kind::Date, false),
    ],
)];

/// Reads a verb and its fields.
pub fn act(verb: &str, record: RecordId, read: &Reader<'_>) -> Result<Act, Refusal> {
    let act = match verb {
        "name-liaison" => AgencyAct::NameLiaison(Liaison {
            name: read.text("name")?,
            post: read.optional("post"),
            phone: read.optional("phone"),
            mail: read.optional("mail"),
            valid_to: read.optional_date("valid_to")?,
        }),
        _ => return Err(Refusal::NotFound),
    };
    Ok(Act::Agency(record, act))
}
