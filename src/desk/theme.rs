//! Colours: a theme names inks, roles point to inks, widgets name only roles.
//!
//! A theme file has an `[ink]` table (24-bit, 256- and 16-colour value of each ink) and may have
//! a `[role]` table that points a role to another ink. Without colour (mono, `NO_COLOR`) each
//! role has attributes that keep it apart.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

/// The themes that come with the program: name and text.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("color-blind-safe", include_str!("../../themes/color-blind-safe.toml")),
];

macro_rules! inks {
    ($($name:ident $id:literal)*) => {
        /// A colour of a theme, by its use.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Ink { $(#[doc = $id] $name),* }

        impl Ink {
            /// All inks.
            pub const ALL: &'static [Ink] = &[$(Ink::$name),*];

            /// The name in theme files.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Ink::$name => $id),* }
            }
        }
    };
}

inks! {
    Text "text" Muted "muted" Accent "accent" Danger "danger" Warn "warn" Ok "ok" Info "info"
    Faint "faint" OnDanger "on_danger" OnAccent "on_accent" Paper "paper" Raised "raised"
}

/// Attributes of a role; blinking and dim do not exist here.
const B: Modifier = Modifier::BOLD;
const U: Modifier = Modifier::UNDERLINED;
const R: Modifier = Modifier::REVERSED;
const NONE: Modifier = Modifier::empty();

macro_rules! roles {
    ($($name:ident $id:literal $ink:ident $(on $back:ident)?, $attrs:expr, mono $mono:expr;)*) => {
        /// What something on the screen is, from which its look follows.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Role { $(#[doc = $id] $name),* }

        impl Role {
            /// All roles.
            pub const ALL: &'static [Role] = &[$(Role::$name),*];

            /// The name in theme files.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Role::$name => $id),* }
            }

            const fn recipe(self) -> Recipe {
                match self {
                    $(Role::$name => Recipe {
                        ink: Ink::$ink,
                        back: roles!(@back $($back)?),
                        attrs: $attrs,
                        mono: $mono,
                    }),*
                }
            }
        }
    };
    (@back) => { None };
    (@back $back:ident) => { Some(Ink::$back) };
}

struct Recipe {
    ink: Ink,
    back: Option<Ink>,
    attrs: Modifier,
    mono: Modifier,
}

roles! {
    Text             "text"               Text, NONE, mono NONE;
    Muted            "text.muted"         Muted, NONE, mono NONE;
    Strong           "text.strong"        Text, B, mono B;
    Heading          "heading"            Text, B, mono B;
    Rule             "rule"               Faint, NONE, mono NONE;
    Cursor           "cursor"             Accent, B, mono B;
    Focus            "focus"              Accent, U, mono U;
    Marked           "marked"             Accent, B, mono B;
    Unseen           "unseen"             Accent, B, mono B;
    Key              "key"                Accent, NONE, mono B;
    Match            "match"              Accent, U, mono U;
    Field            "field"              Text, U, mono U;
    FieldInvalid     "field.invalid"      Danger, U, mono U.union(B);
    MessageDone      "message.done"       Ok, NONE, mono B;
    MessageRefusal   "message.refusal"    Warn, NONE, mono B;
    MessageFault     "message.fault"      Danger, B, mono R;
    AlarmNow         "alarm"              OnDanger on Danger, NONE, mono R.union(B);
    SeverityExtreme  "severity.extreme"   OnDanger on Danger, NONE, mono R.union(B);
    SeveritySevere   "severity.severe"    Danger, B, mono B.union(U);
    SeverityModerate "severity.moderate"  Warn, NONE, mono B;
    SeverityMinor    "severity.minor"     Info, NONE, mono NONE;
    SeverityUnknown  "severity.unknown"   Muted, NONE, mono U;
    DueOverdue       "deadline.overdue"   OnDanger on Danger, NONE, mono R.union(B);
    DueCheck         "deadline.check"     Danger, R, mono R;
    DueToday         "deadline.today"     Danger, B, mono B.union(U);
    DueSoon          "deadline.soon"      Warn, NONE, mono B;
    DueNear          "deadline.near"      Text, NONE, mono NONE;
    DueFar           "deadline.far"       Muted, NONE, mono NONE;
    DueBurnt         "deadline.burnt"     Faint, NONE, mono NONE;
    BallMine         "ball.mine"          Accent, B, mono B;
    BallTheirs       "ball.theirs"        Muted, NONE, mono NONE;
    BallAbove        "ball.above"         Info, NONE, mono NONE;
    Practice         "exercise"           OnAccent on Accent, NONE, mono R;
    Presence         "presence"           Info, NONE, mono NONE;
    Stale            "stale"              Warn, NONE, mono B;
    Warn             "warn"               Warn, NONE, mono B;
    StateRest        "state.rest"         Muted, NONE, mono NONE;
    StateMoving      "state.moving"       Info, NONE, mono NONE;
    StateDoor        "state.door"         Info, B, mono B;
    StateWorking     "state.working"      Text, NONE, mono NONE;
    StateAsks        "state.asks"         Warn, NONE, mono U;
    StatePaused      "state.paused"       Muted, NONE, mono NONE;
    StateAnswered    "state.answered"     Info, B, mono B;
    StateMoved       "state.moved"        Muted, NONE, mono NONE;
    StateDone        "state.done"         Ok, NONE, mono NONE;
    StateRefused     "state.refused"      Danger, NONE, mono U;
    StateVoid        "state.void"         Muted, NONE, mono NONE;
    StateAlarm       "state.alarm"        Danger, B, mono B;
    SecrecyRed       "secrecy.red"        OnDanger on Danger, NONE, mono R;
    SecrecyStrict    "secrecy.strict"     Warn, B, mono B.union(U);
    SecrecyAmber     "secrecy.amber"      Warn, NONE, mono B;
    SecrecyGreen     "secrecy.green"      Ok, NONE, mono NONE;
    SecrecyClear     "secrecy.clear"      Muted, NONE, mono NONE;
}

/// How many colours the terminal can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// 24-bit.
    True,
    /// The 256-colour palette.
    Indexed,
    /// The 16 named colours.
    Sixteen,
    /// Attributes only: no colour is ever sent.
    Mono,
}

impl Depth {
    /// What the environment promises. `NO_COLOR` wins when it is set and not empty.
    #[must_use]
    pub fn of_environment(get: impl Fn(&str) -> Option<String>) -> Self {
        let term = get("TERM").unwrap_or_default();
        let colorterm = get("COLORTERM").unwrap_or_default();
        if get("NO_COLOR").is_some_and(|value| !value.is_empty()) || matches!(term.as_str(), "" | "dumb") {
            Depth::Mono
        } else if matches!(colorterm.as_str(), "truecolor" | "24bit") || term.ends_with("-direct") {
            Depth::True
        } else if term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Sixteen
        }
    }
}

/// One ink in three depths, as a theme file gives it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tint {
    rgb: Rgb,
    c256: u8,
    c16: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Rgb(u8, u8, u8);

impl TryFrom<String> for Rgb {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no colour such as #7cc7ff");
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(wrong)?;
        let value = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Rgb(red, green, blue))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ink: BTreeMap<String, Tint>,
    #[serde(default)]
    role: BTreeMap<String, String>,
}

/// A theme file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// The text is no theme.
    #[error("this is no theme file")]
    NotToml(#[from] toml::de::Error),
    /// An ink is missing or unknown.
    #[error("the ink `{0}` is missing or unknown")]
    Ink(String),
    /// A role is unknown.
    #[error("no role is called `{0}`")]
    Role(String),
}

/// The look of every role, worked out once for the terminal at hand.
#[derive(Clone, Debug)]
pub struct Theme {
    styles: Vec<Style>,
}

impl Theme {
    /// Reads a theme file for a terminal of this depth.
    ///
    /// # Errors
    /// When the text is no TOML, or names an ink or role that does not exist, or lacks an ink.
    pub fn read(text: &str, depth: Depth) -> Result<Self, ThemeError> {
        let file: File = toml::from_str(text)?;
        if let Some(name) = file.ink.keys().find(|name| !Ink::ALL.iter().any(|ink| ink.id() == **name)) {
            return Err(ThemeError::Ink(name.clone()));
        }
        if let Some(name) = file.role.keys().find(|name| !Role::ALL.iter().any(|role| role.id() == **name)) {
            return Err(ThemeError::Role(name.clone()));
        }
        let styles = Role::ALL.iter().map(|role| style(*role, &file, depth)).collect::<Result<_, _>>()?;
        Ok(Theme { styles })
    }

    /// A theme that comes with the program; dark when the name is unknown.
    #[must_use]
    pub fn built_in(name: &str, depth: Depth) -> Self {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name).unwrap_or(&BUILT_IN[0]);
        // a test reads every built-in theme; without inks every role looks the same
        Self::read(text, depth).unwrap_or_else(|_| Theme { styles: vec![Style::new(); Role::ALL.len()] })
    }

    /// How a role looks.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }
}

fn style(role: Role, file: &File, depth: Depth) -> Result<Style, ThemeError> {
    let recipe = role.recipe();
    if depth == Depth::Mono {
        return Ok(Style::new().add_modifier(recipe.mono));
    }
    let name = file.role.get(role.id()).map_or(recipe.ink.id(), String::as_str);
    let mut style = Style::new().fg(color(name, file, depth)?).add_modifier(recipe.attrs);
    if let Some(back) = recipe.back {
        style = style.bg(color(back.id(), file, depth)?);
    }
    Ok(style)
}

fn color(ink: &str, file: &File, depth: Depth) -> Result<Color, ThemeError> {
    let tint = file.ink.get(ink).ok_or_else(|| ThemeError::Ink(ink.to_owned()))?;
    Ok(match depth {
        Depth::True => Color::Rgb(tint.rgb.0, tint.rgb.1, tint.rgb.2),
        Depth::Indexed => Color::Indexed(tint.c256),
        Depth::Sixteen => Color::Indexed(tint.c16),
        Depth::Mono => Color::Reset,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(Rgb(r, g, b): Rgb) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn every_built_in_theme_reads_in_every_depth() {
        for (name, text) in BUILT_IN {
            for depth in [Depth::True, Depth::Indexed, Depth::Sixteen, Depth::Mono] {
                assert!(Theme::read(text, depth).is_ok(), "{name}");
            }
        }
    }

    #[test]
    fn text_stands_out_from_the_whole_range_of_backgrounds() {
        let dark = [Rgb(0, 0, 0), Rgb(0x2e, 0x34, 0x40)];
        let light = [Rgb(0xee, 0xe8, 0xd5), Rgb(255, 255, 255)];
        for (name, text) in BUILT_IN {
            let file: File = toml::from_str(text).unwrap();
            let grounds = match *name {
                "light" => light,
                "high-contrast" => [Rgb(0, 0, 0); 2],
                _ => dark,
            };
            for ink in ["text", "muted", "accent", "danger", "warn", "ok", "info"] {
                for ground in grounds {
                    assert!(contrast(file.ink[ink].rgb, ground) >= 4.5, "{name} {ink}");
                }
            }
            assert!(contrast(file.ink["on_danger"].rgb, file.ink["danger"].rgb) >= 4.5, "{name}");
            assert!(contrast(file.ink["on_accent"].rgb, file.ink["accent"].rgb) >= 4.5, "{name}");
        }
    }

    #[test]
    fn without_colour_no_colour_is_named_and_roles_still_differ() {
        let mono = Theme::built_in("dark", Depth::Mono);
        for role in Role::ALL {
            let style = mono.style(*role);
            assert_eq!((style.fg, style.bg), (None, None), "{}", role.id());
        }
        assert_ne!(mono.style(Role::DueOverdue), mono.style(Role::DueNear));
        assert_ne!(mono.style(Role::SeverityExtreme), mono.style(Role::SeverityMinor));
    }

    #[test]
    fn the_environment_decides_the_depth() {
        let depth = |pairs: &'static [(&str, &str)]| {
            Depth::of_environment(|name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(depth(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(depth(&[("TERM", "tmux-256color")]), Depth::Indexed);
        assert_eq!(depth(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(depth(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]), Depth::Mono);
        assert_eq!(depth(&[("TERM", "xterm"), ("NO_COLOR", "")]), Depth::Sixteen);
        assert_eq!(depth(&[]), Depth::Mono);
    }

    #[test]
    fn a_theme_with_a_mistake_is_refused() {
        let (_, dark) = BUILT_IN[0];
        assert!(matches!(Theme::read("[ink]\n", Depth::True), Err(ThemeError::Ink(_))));
        let extra = format!("{dark}\n[role]\n\"fuse.blue\" = \"info\"\n");
        assert!(matches!(Theme::read(&extra, Depth::True), Err(ThemeError::Role(name)) if name == "fuse.blue"));
    }
}
