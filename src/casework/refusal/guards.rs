//! The conditions of the tables: each with its code and one sentence in each language that says what is, then what to
//! do. `{}` stands for what the refusal is about, in order.

/// Declares the conditions once: variant, code, Chinese and English.
macro_rules! guards {
    ($($variant:ident $code:literal $zh:literal $en:literal),* $(,)?) => {
        /// A condition that an act did not meet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum Guard { $(#[doc = $en] $variant),* }

        impl Guard {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code of JSON output.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The sentence with its blanks.
            pub const fn sentence(self, zh: bool) -> &'static str {
                match self { $(Self::$variant => if zh { $zh } else { $en }),* }
            }
        }
    };
}

guards! {
    // A listing.
    Unlisted "unlisted" "{} 已移出名单. 需要时重新列入" "{} is off the list. Put the name on again if need be",
    ObjectionOpen "objection-open" "{} 已有异议待裁定. 先裁定" "{} has an objection already. Decide that one first",
    // An expert of the roster.
    NotOnLeave "not-on-leave" "{} 那天不在休假. 核对日期" "{} is not on leave then. Look at the dates again",
    NotCommissioner "not-commissioner" "{} 在册身份不是特派员. 先更正身份, 再派驻"
        "{} is no commissioner on the roster. Correct the role, then station the person",
    AssignmentRunning "assignment-running" "{} 已派驻 {}. 先结束那一段" "{} is stationed with {} already. End that one first",
    NoAssignment "no-assignment" "{} 那时没有派驻 {}. 先记派驻, 或核对企业名称和日期"
        "{} was not stationed with {} then. Record the assignment, or look at the name and the day again",
    NoObjection "no-objection" "{} 没有异议可裁定. 先记异议" "{} has no objection to decide. Record it first",
}

impl Guard {
    /// The sentence in the asked language, its blanks filled.
    pub fn say(self, zh: bool, about: &[String]) -> String {
        let mut parts = self.sentence(zh).split("{}");
        let mut said = parts.next().unwrap_or_default().to_owned();
        for (no, part) in parts.enumerate() {
            said.push_str(about.get(no).map_or("", String::as_str));
            said.push_str(part);
        }
        said
    }
}
