//! `rules`: a store's own rules, calendars, evidence standards, playbooks and figures, laid over those of the program:
//! checked as files, or read again by the daemon.

use super::acting::Acting;
use super::caller::Caller;
use super::report::CliError;
use super::table::pairs;
use crate::calendar::Text;
use crate::daemon::house_rules::{FOLDER, rules_with};
use crate::wire::{Reply, Request, RulesLoaded};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;

/// What may be typed.
#[derive(Debug, Subcommand)]
pub enum Rules {
    /// Check a folder of rules and calendars: mistakes with file and line
    Check(Check),
    /// Have the daemon read the store's rules again; no deadline moves by itself
    Reload,
}

/// A folder.
#[derive(Debug, Args)]
pub struct Check {
    /// With folders calendars and deadlines in it; else the store's own
    pub folder: Option<PathBuf>,
}

impl Rules {
    /// Checks or reloads.
    ///
    /// # Errors
    /// `SomeRefused` when a file is not taken; a folder that is not there; an account that is no administrator.
    pub fn run(self, caller: &Caller) -> Result<(), CliError> {
        let loaded = match self {
            Self::Check(check) => check.loaded(caller)?,
            Self::Reload => {
                let mut acting = Acting::open(caller)?;
                let Reply::RulesLoaded(loaded) = acting.line.ask(Request::ReloadRules)? else {
                    return Err(CliError::odd_answer());
                };
                if loaded.moved > 0 {
                    caller.tell(
                        &format!("有 {} 个未了时限按新规则会移动: dutydesk deadline --moved", loaded.moved),
                        &format!("{} open deadlines would move now: dutydesk deadline --moved", loaded.moved),
                    );
                }
                loaded
            }
        };
        let say = |texts: &[Text]| texts.iter().map(|text| text.pick(caller.zh).to_owned()).collect::<Vec<_>>();
        let reply = json!({
            "schema": "dutydesk/rules/1",
            "ok": loaded.problems.is_empty(),
            "rules": loaded.rules,
            "calendars": loaded.calendars,
            "paths": loaded.paths,
            "playbooks": loaded.playbooks,
            "kinds": loaded.kinds,
            "replaced": loaded.replaced,
            "problems": say(&loaded.problems),
            "moved": loaded.moved,
        });
        caller.print(&reply, || {
            pairs(&[
                (caller.pick("规则", "rules"), loaded.rules.to_string()),
                (caller.pick("历法", "calendars"), loaded.calendars.to_string()),
                (caller.pick("证据路径", "paths of evidence"), loaded.paths.to_string()),
                (caller.pick("规程", "playbooks"), loaded.playbooks.to_string()),
                (caller.pick("移交种类", "kinds of referrals"), loaded.kinds.to_string()),
                (caller.pick("替换内置", "replaced"), loaded.replaced.join(", ")),
                (caller.pick("问题", "problems"), say(&loaded.problems).join("\n")),
            ])
        })?;
        if loaded.problems.is_empty() { Ok(()) } else { Err(CliError::SomeRefused) }
    }
}

impl Check {
    fn loaded(self, caller: &Caller) -> Result<RulesLoaded, CliError> {
        let folder = match self.folder {
            Some(folder) if !folder.is_dir() => {
                let folder = folder.display();
                let text = Text::new(format!("没有文件夹 {folder}"), format!("there is no folder {folder}"));
                return Err(CliError::NotThere(text));
            }
            Some(folder) => folder,
            None => caller.places()?.store.join(FOLDER),
        };
        let rules = rules_with(&folder);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let line = |one: &crate::calendar::Problem| {
            let at = format!("{}:{}", one.file, one.line);
            Text::new(format!("{at}: {}", one.what.zh), format!("{at}: {}", one.what.en))
        };
        Ok(RulesLoaded {
            rules: count(rules.rules.rules().len()),
            calendars: count(rules.rules.calendars().count()),
            paths: count(rules.handbook.standards().paths().len()),
            playbooks: count(rules.handbook.playbooks().len()),
            kinds: count(rules.handbook.figures().kinds.len()),
            replaced: rules.replaced(),
            problems: rules.problems().map(line).collect(),
            moved: 0,
        })
    }
}
