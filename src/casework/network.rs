//! PURE. The network of centers: who takes a dispute on, by where the enterprise is at home and where the forum is. A
//! center on leave of the network passes its new intake to its parent; what it has already, it keeps.

use super::ids::RecordId;
use super::state::UnitState;
use super::words::vocabulary;
use crate::calendar::Text;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What part of the network a center is.
    Tier {
        National "national" "国家" "national",
        Local "local" "地方" "local",
        Industry "industry" "产业" "industry",
        Overseas "overseas" "海外" "overseas",
    }
}

/// The place of a center in the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Center {
    pub tier: Tier,
    /// The center above it; none above the national one.
    pub parent: Option<RecordId>,
    /// Places whose enterprises are its own: codes of GB/T 2260 with two, four or six digits.
    pub places: Vec<String>,
    /// Countries of the forums that it follows (ISO 3166 alpha-2; `EM`, `UP` and the like of ST.3).
    pub forums: Vec<String>,
    /// IANA zone in which its days are counted.
    pub zone: String,
    /// Code of the calendar of its working days.
    pub calendar: String,
    /// Why it takes nothing new at present; none: it is active.
    #[serde(default)]
    pub suspended: Option<String>,
}

/// A center with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub id: RecordId,
    pub code: String,
    pub name: Text,
    pub center: Center,
}

/// Who takes a dispute on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    pub owner: RecordId,
    /// The overseas centers of the forum, which assist.
    pub co_owners: Vec<RecordId>,
    pub why: Text,
}

/// All centers, by code.
#[derive(Clone, Debug, Default)]
pub struct Network {
    nodes: Vec<Node>,
}

impl Network {
    /// A network of these centers.
    pub fn new(mut nodes: Vec<Node>) -> Self {
        nodes.sort_by(|a, b| a.code.cmp(&b.code));
        Self { nodes }
    }

    /// The network as a unit has it in its directory.
    pub fn of(state: &UnitState) -> Self {
        let centers = state.agencies.values().filter_map(|agency| {
            let draft = &agency.draft;
            let center = agency.center.clone()?;
            Some(Node { id: agency.id, code: draft.code.clone(), name: draft.title(), center })
        });
        Self::new(centers.collect())
    }

    /// All centers, by code.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A center by its record.
    pub fn node(&self, id: RecordId) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// A center by its code: that of a unit with a desk is the code of the unit.
    pub fn by_code(&self, code: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.code.eq_ignore_ascii_case(code))
    }

    /// The center above one, suspended or not.
    pub fn parent(&self, of: &Node) -> Option<&Node> {
        self.node(of.center.parent?)
    }

    /// Who takes on a dispute of an enterprise at home in `domicile` (a code of GB/T 2260) before a forum in `forum`.
    /// None when there is no national center, or it is suspended.
    pub fn place(&self, domicile: Option<&str>, forum: &str) -> Option<Placement> {
        let wanted = domicile.and_then(|place| self.at_home(place)).or_else(|| self.national())?;
        let owner = self.active(wanted)?;
        let overseas = self.nodes.iter().filter(|node| {
            node.center.tier == Tier::Overseas && node.center.forums.iter().any(|one| one.eq_ignore_ascii_case(forum))
        });
        let mut co_owners: Vec<RecordId> = Vec::new();
        for node in overseas.filter_map(|node| self.active(node)) {
            if node.id != owner.id && !co_owners.contains(&node.id) {
                co_owners.push(node.id);
            }
        }
        Some(Placement { owner: owner.id, why: self.why(domicile, (wanted, owner), forum, &co_owners), co_owners })
    }

    /// Would `child` under `parent` be above itself?
    pub fn loops(&self, child: RecordId, parent: RecordId) -> bool {
        let mut above = Some(parent);
        // No chain is longer than the network: whoever is met again is met within so many steps.
        for _ in 0..=self.nodes.len() {
            match above {
                Some(id) if id == child => return true,
                Some(id) => above = self.node(id).and_then(|node| node.center.parent),
                None => return false,
            }
        }
        true
    }

    /// The center whose places name this one most closely.
    fn at_home(&self, domicile: &str) -> Option<&Node> {
        let fits = |place: &&String| domicile.starts_with(whole(place));
        let closest = |node: &Node| node.center.places.iter().filter(fits).map(|place| whole(place).len()).max();
        let local = self.nodes.iter().filter(|node| node.center.tier == Tier::Local);
        // Of two that claim the same place the first by code has it: the answer must not depend on who entered them.
        local
            .rev()
            .filter_map(|node| Some((closest(node)?, node)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, one)| one)
    }

    fn national(&self) -> Option<&Node> {
        self.nodes.iter().find(|node| node.center.tier == Tier::National)
    }

    /// The center itself, or the nearest above it that is not suspended.
    fn active<'a>(&'a self, node: &'a Node) -> Option<&'a Node> {
        let mut at = Some(node);
        for _ in 0..=self.nodes.len() {
            match at {
                Some(node) if node.center.suspended.is_none() => return Some(node),
                Some(node) => at = self.parent(node),
                None => return None,
            }
        }
        None
    }

    fn why(
        &self,
        domicile: Option<&str>,
        (wanted, owner): (&Node, &Node),
        forum: &str,
        co_owners: &[RecordId],
    ) -> Text {
        let home = match (domicile, wanted.center.tier) {
            (None, _) => Text::new("企业住所不明", "the enterprise's home is not known"),
            (Some(place), Tier::Local) => Text::new(
                format!("企业住所 {place} 属 {}", wanted.name.zh),
                format!("the enterprise is at home in {place}, of {}", wanted.name.en),
            ),
            (Some(place), Tier::National | Tier::Industry | Tier::Overseas) => Text::new(
                format!("企业住所 {place} 没有地方中心"),
                format!("no local center has {place}, where the enterprise is at home"),
            ),
        };
        let mut all = vec![home];
        if let Some(reason) = wanted.center.suspended.as_ref().filter(|_| wanted.id != owner.id) {
            all.push(Text::new(
                format!("{} 暂停 ({reason}), 由上级 {} 接收", wanted.name.zh, owner.name.zh),
                format!("{} is suspended ({reason}); {} above it takes it", wanted.name.en, owner.name.en),
            ));
        }
        for node in co_owners.iter().filter_map(|id| self.node(*id)) {
            all.push(Text::new(
                format!("{forum} 由 {} 协办", node.name.zh),
                format!("{} assists for {forum}", node.name.en),
            ));
        }
        let join = |pick: fn(&Text) -> &str| all.iter().map(pick).collect::<Vec<_>>().join("; ");
        Text::new(join(|one| &one.zh), join(|one| &one.en))
    }
}

/// A code without the zeros that fill it up: `330000` is all of `33`.
fn whole(place: &str) -> &str {
    let mut code = place;
    while let Some(shorter) = code.strip_suffix("00") {
        code = shorter;
    }
    code
}
