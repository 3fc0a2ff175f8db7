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
    // The rota.
    ShiftMeets "shift-meets" "{} 那时已有班次 {}. 换一人, 或先取消那一班" "{} has shift {} then already. Choose another person, or cancel that one first",
    ShiftOver "shift-over" "班次 {} 已结束. 看当前班次再办" "shift {} is over. Look up the one that runs now",
    ShiftBegun "shift-begun" "班次 {} 已开始, 不能再换班. 可临时接班 (take-over)" "shift {} has begun; it cannot be swapped. Somebody may take it over (take-over)",
    ShiftAhead "shift-ahead" "班次 {} 还没开始. 提换班 (propose-swap)" "shift {} has not begun. Propose a swap (propose-swap)",
    ShiftYours "shift-yours" "班次 {} 本来就由你值. 无须接班" "shift {} is yours already. There is nothing to take over",
    ShiftNotYours "shift-not-yours" "班次 {} 由 {} 值. 只能拿自己的班次去换" "shift {} is of {}. Offer a shift of your own",
    SwapNotWithYou "swap-not-with-you" "换班 {} 等 {} 答复. 由其本人办" "swap {} waits for {}. That person answers it",
    SwapNotAgreed "swap-not-agreed" "换班 {} 还等 {} 同意. 先由其同意 (agree-swap)" "swap {} waits for {} to agree. That comes first (agree-swap)",
    SwapOwn "swap-own" "换班 {} 与你有关. 请另一位带班批准" "swap {} is your own. Another lead approves it",
    SwapDone "swap-done" "换班 {} 已了结: {}. 要换另提" "swap {} is settled: {}. Propose another if need be",
    // A listing.
    Unlisted "unlisted" "{} 已移出名单. 需要时重新列入" "{} is off the list. Put the name on again if need be",
    ObjectionOpen "objection-open" "{} 已有异议待裁定. 先裁定" "{} has an objection already. Decide that one first",
    NoObjection "no-objection" "{} 没有异议可裁定. 先记异议" "{} has no objection to decide. Record it first",
    // A paper.
    PaperStage "paper-stage" "{} 现在不能出: 此案在 {}. 先走到 {}" "{} cannot be made now: the case is {}. First bring it to {}",
    PaperNumberTaken "paper-number-taken" "文号 {} 已不是下一个, 现在是 {}. 重新出一次" "The number {} is no longer the next one, which is {}. Make the paper again",
    // The gate to abroad.
    AbroadUnchecked "abroad-unchecked" "{} 出境前还须核查: {}. 逐项记核查 (check-abroad), 再由另一人批准" "{} goes abroad only after these are checked: {}. Record each (check-abroad), then another officer approves",
    AbroadBarred "abroad-barred" "{} 核查结论为不可出境: {}. 去掉这部分材料后重新核查" "{} was found to have to stay, by: {}. Take that material out and check again",
    AbroadUnapproved "abroad-unapproved" "{} 出境核查还没有批准. 请另一名值班员批准 (approve-abroad)" "{} is checked, not approved, to go abroad. Ask another officer to approve (approve-abroad)",
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
