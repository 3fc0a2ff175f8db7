//! The table of permissions: object, act, the posts that may do it, and how far by secrecy. What is not in it, nobody
//! may do. Where the tables ask for two persons, `decide` compares the persons; where they ask for the handler, it
//! compares the handler.

use super::deed::Deed;
use super::floor::{AWAY, Floor, HOUSE};
use crate::casework::words::PostRole;

/// A row: acts on one object that the same posts may do under the same floor.
struct Rows {
    object: &'static str,
    right: Right,
    acts: &'static [&'static str],
}

/// Who may, and how far by secrecy. The first post is the one to ask for.
#[derive(Clone, Copy, Debug)]
pub struct Right {
    pub posts: &'static [PostRole],
    pub floor: Floor,
}

const fn rows(object: &'static str, right: Right, acts: &'static [&'static str]) -> Rows {
    Rows { object, right, acts }
}

const fn of(posts: &'static [PostRole], floor: Floor) -> Right {
    Right { posts, floor }
}

/// A shift lead does a duty officer's work too; nobody else does another's.
const DUTY: Right = of(&[PostRole::Duty, PostRole::Lead], HOUSE);
const LEAD: Right = of(&[PostRole::Lead], HOUSE);
/// What the archive gets is whole, says somebody who did not work on it.
const ARCHIVIST: Right = of(&[PostRole::Archivist], HOUSE);
const ADMIN: Right = of(&[PostRole::Admin], HOUSE);
/// Whoever has to do with cases.
pub const READER: Right = of(&[PostRole::Duty, PostRole::Lead, PostRole::Archivist], HOUSE);
/// A duty officer's act that tells another organisation what is in the case.
const OUTWARD: Right = of(&[PostRole::Duty, PostRole::Lead], AWAY);

/// Who may do what.
static TABLE: &[Rows] = &[
    rows("unit", ADMIN, &["found", "grant-post", "end-post", "enrol-peer"]),
    rows("unit", DUTY, &["register", "raise", "enrol-expert", "enter-agency"]),
    rows("unit", READER, &["read"]),
    rows("unit", OUTWARD, &["submit"]),
    rows("unit", LEAD, &["set-letter-word"]),
    rows("rota", DUTY, &["take-over", "propose-swap", "agree-swap", "refuse-swap"]),
    rows("rota", LEAD, &["plan", "cancel", "approve-swap", "name-queue-lead"]),
    rows(
        "dispute",
        DUTY,
        &[
            "accept",
            "guide",
            "add-deadline",
            "verify-deadline",
            "meet-deadline",
            "note",
            "choose-expert",
            "recompute-deadline",
            "correct-service-date",
            "add-hearing",
            "paper",
        ],
    ),
    rows("deadline", DUTY, &["extend", "moot", "miss"]),
    rows("intake", DUTY, &["join", "detach", "ask-material", "supply-material", "green", "prove-green"]),
    rows("intake", LEAD, &["not-accept", "review"]),
    rows("guidance", DUTY, &["recuse", "wait", "answered", "correct"]),
    rows("guidance", LEAD, &["triage", "assign", "form-team", "end-team"]),
    rows("major", DUTY, &["raise", "receipt", "activate", "sitrep", "ask-lower", "ask-stand-down"]),
    rows("major", LEAD, &["grant", "refuse"]),
    rows("ending", DUTY, &["result", "visit", "withdraw"]),
    rows("ending", ARCHIVIST, &["archive"]),
    rows("ending", LEAD, &["close", "reopen", "terminate"]),
    rows("abroad", DUTY, &["name", "check", "approve", "send"]),
    rows("evidence", DUTY, &["take-path", "leave-path", "add", "withdraw", "hand-on"]),
    rows("playbook", DUTY, &["apply", "reapply", "done"]),
    rows("playbook", LEAD, &["skip"]),
    rows("destruction", DUTY, &["propose"]),
    rows("destruction", LEAD, &["decline", "destroy"]),
    rows("plan", DUTY, &["make", "decide"]),
    rows("proceeding", DUTY, &["add", "move", "link", "validity"]),
    rows(
        "alert",
        DUTY,
        &[
            "ack",
            "unack",
            "shelve",
            "unshelve",
            "seen",
            "note",
            "prioritise",
            "open-dispute",
            "join",
            "detach",
            "review",
            "close",
            "by-hand",
            "heard",
        ],
    ),
    rows(
        "expert",
        DUTY,
        &["change", "leave", "return", "engage", "open", "undertake", "assign", "end-assignment", "visit"],
    ),
    rows(
        "agency",
        DUTY,
        &["name-liaison", "verify-liaison", "end-liaison", "rename", "enter-former-name", "describe-body"],
    ),
    rows("agency", LEAD, &["set-center", "suspend-center", "resume-center"]),
    rows(
        "referral",
        DUTY,
        &[
            "decline",
            "object",
            "ask-enterprise",
            "answer-extension",
            "urge",
            "void",
            "unsend",
            "paper",
            "recall",
            "confirm",
        ],
    ),
    rows("referral", OUTWARD, &["approve", "amend", "supplement", "forward"]),
    rows("referral", LEAD, &["rule"]),
    rows(
        "leg",
        DUTY,
        &[
            "dispatch",
            "deliver",
            "not-delivered",
            "sign",
            "accept",
            "accept-with",
            "forward",
            "split",
            "ask-info",
            "hold",
            "resume",
            "ask-extension",
            "cannot-do",
            "ack-amendment",
            "return",
            "start",
            "interim",
            "report",
            "agree-recall",
            "refuse-recall",
        ],
    ),
    rows("open", DUTY, &["listing", "access", "silence", "consultation", "meeting", "task", "handover"]),
    rows("open", OUTWARD, &["instruction"]),
    rows("open", LEAD, &["supervision", "inspection"]),
    rows("listing", DUTY, &["object", "decide", "remove"]),
    rows("access", DUTY, &["agree", "decline"]),
    rows("access", LEAD, &["review"]),
    rows("silence", DUTY, &["extend", "end"]),
    rows(
        "consultation",
        DUTY,
        &[
            "check",
            "invite",
            "agree",
            "decline",
            "send",
            "ask-more",
            "answer-more",
            "opine",
            "deliver",
            "feedback",
            "quarantine",
            "new-panel",
            "withdraw",
            "material-back",
        ],
    ),
    rows("consultation", LEAD, &["override", "adopt"]),
    rows("instruction", DUTY, &["ask", "withdraw", "receive"]),
    rows("instruction", LEAD, &["answer"]),
    rows("supervision", DUTY, &["ask-extension", "report"]),
    rows("supervision", LEAD, &["answer-extension", "end"]),
    rows("meeting", DUTY, &["add-to-agenda", "write", "sign", "call-off"]),
    rows("meeting", LEAD, &["finish"]),
    rows("task", DUTY, &["finish", "assign", "postpone"]),
    rows("task", LEAD, &["drop"]),
    rows("handover", DUTY, &["sign", "refresh", "complete", "call-off"]),
    rows("inspection", DUTY, &["pass", "find", "answer"]),
    rows("inspection", LEAD, &["draw", "close"]),
];

/// The row of a deed; None: nobody may.
pub fn right(deed: Deed) -> Option<Right> {
    let of = |rows: &&Rows| rows.object == deed.0 && rows.acts.contains(&deed.1);
    TABLE.iter().find(of).map(|rows| rows.right)
}

/// Every row: object and act, and who may do it.
pub fn all() -> impl Iterator<Item = (Deed, Right)> {
    TABLE.iter().flat_map(|rows| rows.acts.iter().map(|act| ((rows.object, *act), rows.right)))
}
