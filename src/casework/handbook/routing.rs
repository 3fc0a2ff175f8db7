//! The rules of routing as data: which center owns, assists and coordinates which dispute, and the names by which a
//! province is known in an address. From `rules/routing.toml`.

use super::reading::File;
use super::standards::kind_of;
use crate::calendar::{Problem, Text};
use crate::casework::words::DisputeKind;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// Rules of one file: each dispute is held against all of them.
const RULES_MAX: usize = 500;

/// Provinces of one file: GB/T 2260 has 34.
const PROVINCES_MAX: usize = 100;

/// What a rule gives to a center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Owner,
    CoOwner,
    Coordinator,
}

/// Which center a rule means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// The one that has the home of the enterprise.
    Home,
    /// Those that follow the country of the forum.
    Forum,
    National,
    /// The one above the owner.
    AboveOwner,
    /// One by its code.
    Center(String),
}

/// A rule of routing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteRule {
    pub id: String,
    pub gives: Part,
    pub of: Of,
    /// None of these: whatever the kind, the forum, the product.
    pub kinds: Vec<DisputeKind>,
    pub forums: Vec<String>,
    pub products: Vec<String>,
    /// Only for major disputes.
    pub major: bool,
    pub why: Text,
}

/// A province with the names that addresses use for it and its cities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// Two digits of GB/T 2260.
    pub code: String,
    pub names: Vec<String>,
}

/// The rules of routing.
#[derive(Clone, Debug, Default)]
pub struct Routing {
    rules: Vec<RouteRule>,
    provinces: Vec<Province>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFile {
    #[serde(default)]
    rule: Vec<WrittenRule>,
    #[serde(default)]
    province: Vec<WrittenProvince>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    id: Spanned<String>,
    gives: Part,
    of: Spanned<String>,
    #[serde(default)]
    kinds: Vec<Spanned<String>>,
    #[serde(default)]
    forums: Vec<String>,
    #[serde(default)]
    products: Vec<String>,
    #[serde(default)]
    major: bool,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProvince {
    code: Spanned<String>,
    names: Vec<String>,
}

impl Routing {
    /// Takes a file in: its rules and its provinces take the place of those before, if it has any.
    pub(super) fn take(&mut self, file: File<'_>) -> Result<(), Problem> {
        let written: WrittenFile = file.read()?;
        file.check_count(written.rule.len(), RULES_MAX)?;
        file.check_count(written.province.len(), PROVINCES_MAX)?;
        let mut seen = BTreeSet::new();
        let rules = written.rule.into_iter().map(|rule| checked(file, rule, &mut seen));
        let rules: Vec<RouteRule> = rules.collect::<Result<_, _>>()?;
        let provinces: Vec<Province> =
            written.province.into_iter().map(|one| province(file, one)).collect::<Result<_, _>>()?;
        if !rules.is_empty() {
            self.rules = rules;
        }
        if !provinces.is_empty() {
            self.provinces = provinces;
        }
        Ok(())
    }

    /// The rules, in the order in which they are asked.
    pub fn rules(&self) -> &[RouteRule] {
        &self.rules
    }

    /// The province that an address names first, with the word it was known by.
    pub fn province_in<'a>(&'a self, address: &str) -> Option<(&'a str, &'a str)> {
        let lower = address.to_lowercase();
        let named = self.provinces.iter().flat_map(|one| one.names.iter().map(move |name| (one, name)));
        let found = named.filter_map(|(one, name)| Some((lower.find(&name.to_lowercase())?, name.len(), one, name)));
        // The first place in the address; of two that begin there the longer name.
        let first = found.min_by_key(|(at, length, ..)| (*at, std::cmp::Reverse(*length)));
        first.map(|(_, _, one, name)| (one.code.as_str(), name.as_str()))
    }

    /// Is this the code of a province?
    pub fn has_province(&self, code: &str) -> bool {
        self.provinces.iter().any(|one| one.code == code)
    }
}

fn checked(file: File<'_>, rule: WrittenRule, seen: &mut BTreeSet<String>) -> Result<RouteRule, Problem> {
    file.check_id(&rule.id, seen)?;
    let why = file.check_words(rule.id.span().start, &rule.zh, &rule.en)?;
    let of = match rule.of.get_ref().as_str() {
        "home" => Of::Home,
        "forum" => Of::Forum,
        "national" => Of::National,
        "above-owner" => Of::AboveOwner,
        other => match other.strip_prefix("center ").map(str::trim).filter(|code| !code.is_empty()) {
            Some(code) => Of::Center(code.to_owned()),
            None => {
                let words = "home, forum, national, above-owner, center CODE";
                let text = (format!("of 须是其一: {words}"), format!("of is one of: {words}"));
                return Err(file.problem(rule.of.span().start, text.0, text.1));
            }
        },
    };
    let kinds = rule.kinds.iter().map(|kind| kind_of(file, kind)).collect::<Result<_, _>>()?;
    let (id, forums, products) = (rule.id.into_inner(), rule.forums, rule.products);
    Ok(RouteRule { id, gives: rule.gives, of, kinds, forums, products, major: rule.major, why })
}

fn province(file: File<'_>, one: WrittenProvince) -> Result<Province, Problem> {
    let (at, code) = (one.code.span().start, one.code.into_inner());
    let two_digits = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits || one.names.iter().all(|name| name.trim().is_empty()) {
        return Err(file.problem(at, "两位省码, 至少一个名称", "a code of two digits, and at least one name"));
    }
    Ok(Province { code, names: one.names.into_iter().filter(|name| !name.trim().is_empty()).collect() })
}
