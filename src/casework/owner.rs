//! Who answers for an item at an instant: one person, or a named queue with the lead who is responsible for it.

use super::ids::{OfficerId, RecordId};
use super::rota::Person;
use super::state::UnitState;
use super::words::PostRole;
use crate::calendar::Text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who answers for an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// Its handler, or whoever is on duty.
    Person(Person),
    /// Nobody is on duty: it waits here, and this lead answers for it.
    Queue { name: Text, lead: Person },
}

impl Owner {
    /// The one person to turn to.
    pub const fn person(&self) -> &Person {
        match self {
            Self::Person(person) | Self::Queue { lead: person, .. } => person,
        }
    }
}

impl UnitState {
    /// Who answers for a record at an instant: the handler of its case while in office, else whoever is on duty, else
    /// the queue of the unit with its lead. None only in a unit where nobody has a post.
    pub fn owner_of(&self, record: RecordId, at: DateTime<Utc>) -> Option<Owner> {
        let case = self.referrals.get(&record).and_then(|file| file.referral.as_ref());
        let case = case.map_or(record, |referral| referral.brief.dispute);
        let handler = self.disputes.get(&case).and_then(|dispute| dispute.handler.as_ref());
        let on_duty = || self.rota.on_duty(at);
        let person = handler.and_then(|(officer, _)| self.in_office(*officer)).or_else(|| self.in_office(on_duty()?));
        person.map(Owner::Person).or_else(|| self.queue_lead().map(|lead| Owner::Queue { name: self.queue(), lead }))
    }

    /// Who answers for the queue: the lead named for it, else the lead longest in office, else an administrator.
    pub fn queue_lead(&self) -> Option<Person> {
        let named = self.rota.queue_lead.as_ref().and_then(|lead| self.in_office(lead.officer));
        let of_role = |role: PostRole| self.posts.values().find(move |(_, post)| post.role == role);
        let first =
            || [PostRole::Lead, PostRole::Admin, PostRole::Duty, PostRole::Archivist].into_iter().find_map(of_role);
        named.or_else(|| first().map(|(officer, _)| Person { officer: officer.id, name: officer.name.clone() }))
    }

    /// The officer, while one of the unit's posts is theirs.
    pub fn in_office(&self, officer: OfficerId) -> Option<Person> {
        let (officer, _) = self.posts.values().find(|(one, _)| one.id == officer)?;
        Some(Person { officer: officer.id, name: officer.name.clone() })
    }

    fn queue(&self) -> Text {
        let Text { zh, en } = self.unit_name(self.id());
        Text::new(format!("{zh}值班队列"), format!("duty queue of {en}"))
    }
}
