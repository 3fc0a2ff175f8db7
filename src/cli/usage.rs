//! What was typed and cannot be read, in one line of each language.

use super::report::CliError;
use crate::calendar::Text;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The parser's error as a report.
pub fn mistake(error: &clap::Error) -> CliError {
    let rendered = error.render().to_string();
    // The first paragraph says what is wrong; the rest is usage.
    let first: Vec<&str> = rendered.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
    let en = first.join(" ");
    let near = near(error).map_or_else(String::new, |near| format!("; did you mean {near}?"));
    CliError::Usage(Text::new(zh(error), format!("{}{near}", en.strip_prefix("error: ").unwrap_or(&en))))
}

/// What was perhaps meant.
fn near(error: &clap::Error) -> Option<String> {
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    near.into_iter().filter_map(|kind| error.get(kind)).map(words).find(|text| !text.is_empty())
}

fn zh(error: &clap::Error) -> String {
    let told = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = told(ContextKind::InvalidArg);
    let value = told(ContextKind::InvalidValue);
    let near = near(error).map_or_else(String::new, |near| format!(", 是否要 {near}"));
    let valid = told(ContextKind::ValidValue);
    let valid = if valid.is_empty() { valid } else { format!(". 可写: {valid}") };
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有动词 {}{near}", told(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("不认识 {argument}{near}"),
        ErrorKind::MissingRequiredArgument => format!("还缺 {argument}"),
        ErrorKind::MissingSubcommand => format!("还缺动词: {}", told(ContextKind::ValidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 后面还缺一个值{valid}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{argument} 的值“{value}”不对{near}{valid}{}", reason(error))
        }
        ErrorKind::ArgumentConflict => format!("{argument} 与 {} 不能同用", told(ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} 的值个数不对")
        }
        // What is left are faults of encoding and of the parser itself.
        other => other.to_string(),
    };
    format!("{what}. 用法见 --help")
}

/// What the reader of a value said about it.
fn reason(error: &clap::Error) -> String {
    std::error::Error::source(error).map_or_else(String::new, |source| format!(" ({source})"))
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::Cli;
    use clap::CommandFactory;

    fn told(words: &str) -> (String, String) {
        let words = std::iter::once("dutydesk").chain(words.split_whitespace());
        let mistake = mistake(&Cli::command().try_get_matches_from(words).expect_err("a mistake"));
        (mistake.say(true), mistake.say(false))
    }

    #[test]
    fn a_mistake_is_one_line_in_each_language() {
        let cases = [
            ("lisst", "没有动词 lisst, 是否要 list", "unrecognized subcommand 'lisst'; did you mean list?"),
            ("show", "还缺 <ID>", "the following required arguments were not provided: <ID>"),
            ("list disputes --colour", "不认识 --colour", "unexpected argument '--colour' found"),
            ("calendar CN 1.10.2026", "写成 2026-11-23", "write it like 2026-11-23"),
            ("act a b --said c --evidence d", "不能同用", "cannot be used with"),
        ];
        for (words, zh, en) in cases {
            let (said_zh, said_en) = told(words);
            assert!(said_zh.contains(zh) && said_en.contains(en), "{words}: {said_zh} / {said_en}");
            assert!(!said_zh.contains('\n') && !said_en.contains('\n'), "{words}");
        }
    }
}
