//! PURE. Proposes who owns, assists in and coordinates a dispute, and says why: by the home of the enterprise, the country
//! of the forum, the kind, and whether it is major. A proposal; an officer decides.

use super::dispute::{Dispute, DisputeDraft, Track};
use super::handbook::routing::{Of, Part, RouteRule, Routing};
use super::ids::RecordId;
use super::network::{Network, Node};
use crate::calendar::Text;
use serde::{Deserialize, Serialize};

/// Who takes which part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Where the enterprise is at home (GB/T 2260), and how that is known.
    pub home: Option<(String, Text)>,
    pub owner: Option<Share>,
    pub co_owners: Vec<Share>,
    pub coordinator: Option<Share>,
    /// What could not be said, and what to do about it.
    pub lacks: Vec<Text>,
}

/// A center's part, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub center: RecordId,
    pub code: String,
    pub name: Text,
    /// The rule that gave it.
    pub rule: String,
    pub why: Text,
}

/// Proposes for a dispute as it stands.
pub fn propose(routing: &Routing, network: &Network, dispute: &Dispute) -> Proposal {
    let home = home_of(routing, &dispute.draft);
    let asked = Asked { network, home: home.as_ref().map(|(code, _)| code.as_str()), draft: &dispute.draft };
    let major = dispute.track() == Some(Track::Major) || dispute.major.as_ref().is_some_and(|one| one.is_on());
    let rules: Vec<&RouteRule> = routing.rules().iter().filter(|rule| asked.meets(rule, major)).collect();
    let of = |part: Part| rules.iter().copied().filter(move |rule| rule.gives == part);
    let owner = of(Part::Owner).find_map(|rule| asked.shares(rule, None).into_iter().next());
    let mut co_owners: Vec<Share> = Vec::new();
    for share in of(Part::CoOwner).flat_map(|rule| asked.shares(rule, owner.as_ref())) {
        let known = owner.iter().chain(&co_owners).any(|one| one.center == share.center);
        if !known {
            co_owners.push(share);
        }
    }
    let coordinator = of(Part::Coordinator).find_map(|rule| asked.shares(rule, owner.as_ref()).into_iter().next());
    let lacks = lacks(home.is_some(), owner.is_some(), network);
    Proposal { home, owner, co_owners, coordinator, lacks }
}

fn lacks(home: bool, owner: bool, network: &Network) -> Vec<Text> {
    let home = (!home).then(|| {
        Text::new(
            "企业住所不明: 补信用代码或地址",
            "the enterprise's home is not known: enter its company code or address",
        )
    });
    let centers = network.nodes().is_empty().then(|| {
        Text::new("名册里没有中心: 先登记中心网络", "no centers are entered: enter the network of centers first")
    });
    let none = (!owner && centers.is_none())
        .then(|| Text::new("没有可接收的中心: 查各中心是否暂停", "no center may take it: see which are suspended"));
    [home, centers, none].into_iter().flatten().collect()
}

/// Where the enterprise is at home: by the company code, else by the address.
fn home_of(routing: &Routing, draft: &DisputeDraft) -> Option<(String, Text)> {
    let enterprise = &draft.enterprise;
    // Digits 3 to 8 are the place of registration (GB 32100-2015, GB/T 2260).
    let place = enterprise.uscc.as_deref().and_then(|code| code.get(2..8));
    let place = place.filter(|place| place.get(..2).is_some_and(|province| routing.has_province(province)));
    if let Some(place) = place {
        let why = Text::new(format!("信用代码第3至8位 {place}"), format!("{place}, digits 3 to 8 of the company code"));
        return Some((place.to_owned(), why));
    }
    let (code, name) = routing.province_in(&enterprise.address)?;
    Some((code.to_owned(), Text::new(format!("地址中的“{name}”"), format!("\"{name}\" in the address"))))
}

/// What the rules are asked about.
struct Asked<'a> {
    network: &'a Network,
    home: Option<&'a str>,
    draft: &'a DisputeDraft,
}

impl Asked<'_> {
    fn meets(&self, rule: &RouteRule, major: bool) -> bool {
        let any = |list: &[String], fits: &dyn Fn(&String) -> bool| list.is_empty() || list.iter().any(fits);
        let products = self.draft.products.to_lowercase();
        (rule.kinds.is_empty() || rule.kinds.contains(&self.draft.kind))
            && any(&rule.forums, &|one| one.eq_ignore_ascii_case(&self.draft.jurisdiction))
            && any(&rule.products, &|one| products.contains(&one.to_lowercase()))
            && (major || !rule.major)
    }

    /// The centers that a rule means, each replaced by the one above it when it takes nothing new.
    fn shares(&self, rule: &RouteRule, owner: Option<&Share>) -> Vec<Share> {
        let network = self.network;
        let wanted: Vec<&Node> = match &rule.of {
            Of::Home => self.home.and_then(|home| network.at_home(home)).into_iter().collect(),
            Of::Forum => network.following(&self.draft.jurisdiction).collect(),
            Of::National => network.national().into_iter().collect(),
            Of::AboveOwner => {
                let owner = owner.and_then(|share| network.node(share.center));
                owner.and_then(|node| network.parent(node)).into_iter().collect()
            }
            Of::Center(code) => network.by_code(code).into_iter().collect(),
        };
        wanted.into_iter().filter_map(|node| share(network, rule, node)).collect()
    }
}

fn share(network: &Network, rule: &RouteRule, wanted: &Node) -> Option<Share> {
    let taker = network.active(wanted)?;
    let mut why = rule.why.clone();
    if let Some(reason) = wanted.center.suspended.as_ref().filter(|_| wanted.id != taker.id) {
        why = Text::new(
            format!("{}; {} 暂停 ({reason}), 由上级接收", why.zh, wanted.name.zh),
            format!("{}; {} is suspended ({reason}), the one above takes it", why.en, wanted.name.en),
        );
    }
    Some(Share { center: taker.id, code: taker.code.clone(), name: taker.name.clone(), rule: rule.id.clone(), why })
}
