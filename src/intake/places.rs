//! Countries and offices: names as forms have them to WIPO ST.3 codes (`rules/countries.toml`).

use super::refusal::{Reject, RejectCode, quoted};
use crate::calendar::Text;
use crate::casework::numbers::plain_characters;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    place: Vec<Place>,
    host: Vec<Host>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    code: String,
    names: Vec<String>,
    #[serde(default)]
    office: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Host {
    end: String,
    code: String,
}

static PLACES: LazyLock<Places> = LazyLock::new(|| {
    // Invariant: the file is compiled in, and a test loads it.
    toml::from_str(include_str!("../../rules/countries.toml")).expect("rules/countries.toml parses")
});

/// The ST.3 code of a country or office.
pub(super) fn jurisdiction(text: &str) -> Result<String, Reject> {
    find(text).map(|place| place.code.clone()).ok_or_else(|| unknown(text))
}

/// The code of a country; an office is none.
pub(super) fn country(text: &str) -> Result<String, Reject> {
    find(text).filter(|place| !place.office).map(|place| place.code.clone()).ok_or_else(|| unknown(text))
}

/// The code of the country or office whose host this address has; empty when nothing tells.
pub(super) fn of_address(address: &str) -> String {
    let host = address.split_once("://").map_or(address, |(_, after)| after);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default().to_lowercase();
    let listed = PLACES.host.iter().find(|one| host.ends_with(&one.end)).map(|one| one.code.as_str());
    let domain = || {
        host.rsplit('.')
            .next()
            .and_then(|end| PLACES.place.iter().find(|one| !one.office && one.code.eq_ignore_ascii_case(end)))
    };
    listed.or_else(|| domain().map(|one| one.code.as_str())).unwrap_or_default().to_owned()
}

fn find(text: &str) -> Option<&'static Place> {
    let plain = plain_characters(text).to_lowercase();
    let named =
        |one: &&Place| one.code.to_lowercase() == plain || one.names.iter().any(|name| name.to_lowercase() == plain);
    // A form often has both: 美国(US), US 美国.
    let parts = || plain.split(['(', ')', ' ', '/']).filter(|part| !part.is_empty());
    PLACES.place.iter().find(named).or_else(|| {
        let mut found = parts().map(|part| {
            PLACES
                .place
                .iter()
                .find(|one| one.code.to_lowercase() == part || one.names.iter().any(|name| name.to_lowercase() == part))
        });
        let first = found.next()??;
        found.all(|one| one.is_some_and(|one| one.code == first.code)).then_some(first)
    })
}

fn unknown(text: &str) -> Reject {
    let text = quoted(text);
    Reject::new(
        RejectCode::Place,
        Text::new(
            format!("不认识国家或机构“{text}”；请写通用名称或 ST.3 代码，如 美国、US、欧盟、EM、UP"),
            format!(
                "\"{text}\" is no country or office that is known; write its common name or ST.3 code, like Germany, DE, EM, UP"
            ),
        ),
    )
}
