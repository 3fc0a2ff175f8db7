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
    // An expert of the roster.
    NotOnLeave "not-on-leave" "{} 那天不在休假. 核对日期" "{} is not on leave then. Look at the dates again",
    NotCommissioner "not-commissioner" "{} 在册身份不是特派员. 先更正身份, 再派驻"
        "{} is no commissioner on the roster. Correct the role, then station the person",
    AssignmentRunning "assignment-running" "{} 已派驻 {}. 先结束那一段" "{} is stationed with {} already. End that one first",
    NoAssignment "no-assignment" "{} 那时没有派驻 {}. 先记派驻, 或核对企业名称和日期"
        "{} was not stationed with {} then. Record the assignment, or look at the name and the day again",
    NoObjection "no-objection" "{} 没有异议可裁定. 先记异议" "{} has no objection to decide. Record it first",
    // A consultation.
    ConsultationOver "consultation-over" "{} 已结束 ({}). 需要时另行提请" "{} is over ({}). Ask anew if need be",
    NoConflict "no-conflict" "{} 没有利益冲突可越过. 直接邀请" "{} has no conflict to pass over. Invite at once",
    ExpertConflict "expert-conflict" "{} 有利益冲突: {}. 换一位, 或由带班写明越过的理由 (override-conflict)"
        "{} has a conflict: {}. Ask another, or have the lead record why it is passed over (override-conflict)",
    NotAvailable "not-available" "{} 现在不可请. 另请一位" "{} is not available now. Ask another",
    NotLendable "not-lendable" "{} 属 {}, 不外借. 另请一位" "{} belongs to {} and is not lent. Ask another",
    BorrowFirst "borrow-first" "{} 属 {}, 还没有同意借用. 先向该单位商请, 其受理后写明编号 (borrow)"
        "{} belongs to {}, which has not agreed to lend. Send it a request, and name that here once it is accepted (borrow)",
    Uncertified "uncertified" "{} 的证书已过期. 更新名册, 或另请一位" "the certificate of {} has run out. Renew it on the roster, or ask another",
    AskedAlready "asked-already" "{} 在本次咨询中已请过. 另请一位" "{} was asked in this consultation already. Ask another",
    NobodySitsSo "nobody-sits-so" "{} 没有处于 {} 的专家. 看各位专家到哪一步" "{} has no expert who is {}. See first where each of them stands",
    AboveUndertaking "above-undertaking" "材料 {} 高于 {} 承诺书的 {}. 降级后再发, 或先签更高的承诺书"
        "{} is above what {} is bound for ({}). Send less, or have a higher undertaking signed first",
    NoMaterial "no-material" "{} 没有在外的材料. 核对是哪一位" "{} has no material out. See first whose it is",
    NoOpinion "no-opinion" "{} 还没有可用的意见. 等意见到, 或另请一位" "{} has no opinion that counts. Wait for one, or ask another expert",
    PanelNotIn "panel-not-in" "意见到 {} 份, 须 {} 份, 未到: {}. 等到齐, 或等到期 {}"
        "{} of {} opinions are in; still to come: {}. Wait for them, or until {}",
    NotRedacted "not-redacted" "文中还有 {}. 隐去专家再告知" "{} is still in the text. Leave the expert out, then tell them",
    NoResultYet "no-result-yet" "{} 的案件还没有结果. 有了结果再对照" "the case of {} has no result yet. Compare when it has",
    TookNoPart "took-no-part" "这位专家没有参加 {}, 或已隔离. 核对是哪一位" "that expert takes no part in {}, or is under quarantine. See first who does",
    // The gate to abroad.
    AbroadUnchecked "abroad-unchecked" "{} 出境前还须核查: {}. 逐项记核查 (check-abroad), 再由另一人批准" "{} goes abroad only after these are checked: {}. Record each (check-abroad), then another officer approves",
    AbroadBarred "abroad-barred" "{} 核查结论为不可出境: {}. 去掉这部分材料后重新核查" "{} was found to have to stay, by: {}. Take that material out and check again",
    AbroadUnapproved "abroad-unapproved" "{} 出境核查还没有批准. 请另一名值班员批准 (approve-abroad)" "{} is checked, not approved, to go abroad. Ask another officer to approve (approve-abroad)",
}

impl Guard {
    /// Is it about what was typed, rather than about where the record stands?
    pub const fn is_about_fields(self) -> bool {
        matches!(
            self,
            Self::NoConflict
                | Self::ExpertConflict
                | Self::NotAvailable
                | Self::NotLendable
                | Self::BorrowFirst
                | Self::Uncertified
                | Self::AskedAlready
                | Self::AboveUndertaking
                | Self::NotRedacted
                | Self::TookNoPart
                | Self::NotOnLeave
                | Self::AssignmentRunning
                | Self::NoAssignment
        )
    }

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
