//! The shapes on the screen, each once, in two sets: Unicode and plain ASCII. Every shape is one
//! cell wide in both, and none is of ambiguous width, so no column moves when the set changes.

macro_rules! glyphs {
    ($($name:ident $unicode:literal $ascii:literal)*) => {
        /// A shape with a meaning.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Glyph { $(#[doc = $ascii] $name),* }

        impl Glyph {
            /// All shapes.
            pub const ALL: &'static [Glyph] = &[$(Glyph::$name),*];

            /// The shape in a set.
            #[must_use]
            pub const fn shape(self, set: Shapes) -> &'static str {
                match set {
                    Shapes::Unicode => match self { $(Glyph::$name => $unicode),* },
                    Shapes::Ascii => match self { $(Glyph::$name => $ascii),* },
                }
            }
        }
    };
}

glyphs! {
    // marks of a row
    Cursor "▐" ">"
    Marked "*" "*"
    Unseen "▪" "o"
    Cut "⋯" "~"
    // rules and fuse
    Rule "╌" "-"
    Bar "╎" "|"
    FuseLeft "▬" "="
    FuseLate "!" "!"
    // phases, shared by all kinds of record
    Rest "◦" "."
    Moving "›" "~"
    Door "▫" ":"
    Working "▸" "%"
    Asks "?" "?"
    Paused "¦" "|"
    Answered "‹" "<"
    Moved "»" "}"
    Done "✓" "+"
    Refused "✗" "x"
    Void "⊘" "/"
    Alarm "!" "!"
    // whose ball it is
    BallMine "◄" "<"
    BallTheirs "►" ">"
    BallFirm "⌂" "^"
    BallUp "^" "^"
    BallNobody "-" "-"
    // a small column, from low to high
    Spark1 "⡀" "_"
    Spark2 "⣀" "."
    Spark3 "⣄" ":"
    Spark4 "⣤" "-"
    Spark5 "⣦" "="
    Spark6 "⣶" "+"
    Spark7 "⣷" "*"
    Spark8 "⣿" "#"
}

/// Which set is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shapes {
    /// For terminals that draw Unicode.
    Unicode,
    /// Bytes below 0x80 only.
    Ascii,
}

impl Shapes {
    /// The set that this locale can draw, from `LC_ALL`, `LC_CTYPE` or `LANG`.
    #[must_use]
    pub fn of_locale(locale: Option<&str>) -> Self {
        let locale = locale.unwrap_or("").to_ascii_lowercase();
        if locale.contains("utf-8") || locale.contains("utf8") { Shapes::Unicode } else { Shapes::Ascii }
    }

    /// The other set.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Shapes::Unicode => Shapes::Ascii,
            Shapes::Ascii => Shapes::Unicode,
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn every_shape_is_one_cell_everywhere() {
        for glyph in Glyph::ALL {
            let unicode = glyph.shape(Shapes::Unicode);
            assert_eq!((unicode.width(), unicode.width_cjk()), (1, 1), "{unicode}");
            let ascii = glyph.shape(Shapes::Ascii);
            assert!(ascii.len() == 1 && ascii.is_ascii(), "{ascii}");
        }
    }

    #[test]
    fn a_locale_without_utf8_gets_ascii() {
        assert_eq!(Shapes::of_locale(Some("zh_CN.UTF-8")), Shapes::Unicode);
        assert_eq!(Shapes::of_locale(Some("C.utf8")), Shapes::Unicode);
        assert_eq!(Shapes::of_locale(Some("C")), Shapes::Ascii);
        assert_eq!(Shapes::of_locale(None), Shapes::Ascii);
    }
}
