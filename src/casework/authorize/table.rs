//! The table of permissions: object, act, and the posts that may do it. What is not in it, nobody may do. A shift lead
//! does a duty officer's work too; nobody else does another's. Where the tables ask for two persons, `decide` compares
//! the persons; where they ask for the handler, it compares the handler.

use super::deed::Deed;
use crate::casework::words::PostRole;

/// Rows of one object for one post.
struct Rows {
    object: &'static str,
    post: PostRole,
    acts: &'static [&'static str],
}

const fn rows(object: &'static str, post: PostRole, acts: &'static [&'static str]) -> Rows {
    Rows { object, post, acts }
}

use PostRole::{Admin, Duty, Lead};

/// Who may do what.
static TABLE: &[Rows] = &[
    rows("unit", Admin, &["found", "grant-post", "end-post", "enrol-peer"]),
    rows("unit", Duty, &["register", "raise", "enrol-expert", "enter-agency", "submit", "read"]),
    rows("unit", Lead, &["set-letter-word"]),
    rows("rota", Duty, &["take-over", "propose-swap", "agree-swap", "refuse-swap"]),
    rows("rota", Lead, &["plan", "cancel", "approve-swap", "name-queue-lead"]),
    rows(
        "dispute",
        Duty,
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
    rows("deadline", Duty, &["extend", "moot", "miss"]),
    rows("intake", Duty, &["join", "detach", "ask-material", "supply-material", "green", "prove-green"]),
    rows("intake", Lead, &["not-accept", "review"]),
    rows("guidance", Duty, &["recuse", "wait", "answered", "correct"]),
    rows("guidance", Lead, &["triage", "assign", "form-team", "end-team"]),
    rows("major", Duty, &["raise", "receipt", "activate", "sitrep", "ask-lower", "ask-stand-down"]),
    rows("major", Lead, &["grant", "refuse"]),
    rows("ending", Duty, &["result", "visit", "archive", "withdraw"]),
    rows("ending", Lead, &["close", "reopen", "terminate"]),
    rows("abroad", Duty, &["name", "check", "approve", "send"]),
    rows("evidence", Duty, &["take-path", "leave-path", "add", "withdraw"]),
    rows("playbook", Duty, &["apply", "reapply", "done"]),
    rows("playbook", Lead, &["skip"]),
    rows("plan", Duty, &["make", "decide"]),
    rows("proceeding", Duty, &["add", "move", "link", "validity"]),
    rows(
        "alert",
        Duty,
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
        Duty,
        &["change", "leave", "return", "engage", "open", "undertake", "assign", "end-assignment", "visit"],
    ),
    rows("agency", Duty, &["name-liaison", "verify-liaison", "end-liaison", "rename", "enter-former-name"]),
    rows("agency", Lead, &["set-center", "suspend-center", "resume-center"]),
    rows(
        "referral",
        Duty,
        &[
            "approve",
            "decline",
            "amend",
            "supplement",
            "object",
            "ask-enterprise",
            "forward",
            "answer-extension",
            "urge",
            "void",
            "unsend",
            "paper",
            "recall",
            "confirm",
        ],
    ),
    rows("referral", Lead, &["rule"]),
    rows(
        "leg",
        Duty,
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
    rows("open", Duty, &["listing", "access", "silence", "consultation", "instruction", "meeting", "task", "handover"]),
    rows("open", Lead, &["supervision", "inspection"]),
    rows("listing", Duty, &["object", "decide", "remove"]),
    rows("access", Lead, &["review"]),
    rows("silence", Duty, &["extend", "end"]),
    rows(
        "consultation",
        Duty,
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
    rows("consultation", Lead, &["override", "adopt"]),
    rows("instruction", Duty, &["ask", "withdraw", "receive"]),
    rows("instruction", Lead, &["answer"]),
    rows("supervision", Duty, &["ask-extension", "report"]),
    rows("supervision", Lead, &["answer-extension", "end"]),
    rows("meeting", Duty, &["add-to-agenda", "write", "sign", "call-off"]),
    rows("meeting", Lead, &["finish"]),
    rows("task", Duty, &["finish", "assign", "postpone"]),
    rows("task", Lead, &["drop"]),
    rows("handover", Duty, &["sign", "refresh", "complete", "call-off"]),
    rows("inspection", Duty, &["pass", "find", "answer"]),
    rows("inspection", Lead, &["draw", "close"]),
];

/// The least post that may do this; None: nobody.
pub fn needs(deed: Deed) -> Option<PostRole> {
    let of = |rows: &&Rows| rows.object == deed.0 && rows.acts.contains(&deed.1);
    TABLE.iter().find(of).map(|rows| rows.post)
}

/// Every row: object, act, post.
pub fn all() -> impl Iterator<Item = (Deed, PostRole)> {
    TABLE.iter().flat_map(|rows| rows.acts.iter().map(|act| ((rows.object, *act), rows.post)))
}
