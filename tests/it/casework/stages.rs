//! A center with officers in posts, for the table of the dispute (state-machines.md 3.3); and the clocks of the house.

use super::house::{CENTER, House, draft, id, officer};
use dutydesk::casework::command::Act;
use dutydesk::casework::dispute::{Dispute, DisputeDraft, Stage};
use dutydesk::casework::ids::{OfficerId, PostId, RecordId};
use dutydesk::casework::refusal::{Guard, Refusal};
use dutydesk::casework::unit::{Author, Officer, Post};
use dutydesk::casework::words::PostRole;
use std::sync::Arc;

/// Officers 1 and 2 are leads, 3 to 6 duty officers, 7 is the archivist.
pub struct Bench {
    pub house: House,
}

/// Officer `no` in the post that the house gave them.
pub fn me(no: u32) -> Author {
    officer(no, post_of(no))
}

const fn post_of(no: u32) -> PostRole {
    match no {
        ..=2 => PostRole::Lead,
        3..=6 => PostRole::Duty,
        7.. => PostRole::Archivist,
    }
}

impl Bench {
    pub fn new() -> Self {
        let mut house = House::new(2);
        // Without playbooks: what they ask for at the close has its own tests.
        house.handbook = Arc::default();
        for no in 1..=7 {
            let name = format!("officer {no}");
            let person =
                Officer { id: OfficerId(no), uid: 1000 + no, account: format!("o{no}"), account_made: None, name };
            let role = post_of(no);
            let post = Post { id: PostId(no), officer: person.id, unit: id(CENTER), role };
            let grant = Act::GrantPost(Box::new(person), post);
            house.act_as(CENTER, officer(9, PostRole::Admin), grant).expect("a post");
        }
        Self { house }
    }

    /// A dispute just told, by duty officer 3.
    pub fn registered(&mut self, change: impl FnOnce(&mut DisputeDraft)) -> RecordId {
        let mut told = draft("澄光光电");
        change(&mut told);
        self.house.act_as(CENTER, me(3), Act::Register(Box::new(told))).expect("registered")
    }

    /// Accepted, sorted, and under guidance of officer 3.
    pub fn guided(&mut self) -> RecordId {
        let dispute = self.registered(|_| {});
        self.done(3, dispute, "accept", &[("ground", "本省企业")]);
        self.done(1, dispute, "triage", &[]);
        self.done(1, dispute, "assign", &[("handler", "officer 3")]);
        dispute
    }

    /// The same, closed by lead 1 with everything waived.
    pub fn closed(&mut self) -> RecordId {
        let dispute = self.guided();
        let fields = [("outcome", "settled"), ("code", "enterprise"), ("reason", "企业自行收尾")];
        self.done(1, dispute, "close", &fields);
        dispute
    }

    pub fn ask(&mut self, no: u32, id: RecordId, verb: &str, typed: &[(&str, &str)]) -> Result<RecordId, Refusal> {
        self.house.verb(me(no), id, verb, typed)
    }

    pub fn done(&mut self, no: u32, id: RecordId, verb: &str, typed: &[(&str, &str)]) {
        if let Err(refusal) = self.ask(no, id, verb, typed) {
            panic!("{verb} refused: {}", refusal.en());
        }
    }

    /// The condition that refuses it.
    pub fn guard(&mut self, no: u32, id: RecordId, verb: &str, typed: &[(&str, &str)]) -> Guard {
        match self.ask(no, id, verb, typed) {
            Err(Refusal::Guard { guard, .. }) => guard,
            other => panic!("{verb} not refused by a condition: {other:?}"),
        }
    }

    /// The code of the refusal.
    pub fn code(&mut self, no: u32, id: RecordId, verb: &str, typed: &[(&str, &str)]) -> &'static str {
        self.ask(no, id, verb, typed).expect_err("refused").code()
    }

    pub fn dispute(&self, id: RecordId) -> Dispute {
        (**self.house.units[CENTER].disputes.get(&id).expect("a dispute")).clone()
    }

    pub fn stage(&self, id: RecordId) -> Stage {
        self.dispute(id).stage
    }
}
