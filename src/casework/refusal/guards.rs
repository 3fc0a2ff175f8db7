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
    // A dispute before guidance.
    JoinedAway "joined-away" "{} 已并入 {}. 在那一件上办, 或先拆出" "{} is joined to {}. Work on that one, or detach this first",
    NotJoined "not-joined" "{} 没有并入别件. 无须拆出" "{} is joined to nothing; no need to detach it",
    JoinOver "join-over" "{} 已了. 并入在办的一件" "{} is over. Join it to one that goes on",
    JoinLevel "join-level" "{} 密级较低. 先提高其密级, 或反过来并" "{} has a lower level. Raise that first, or join the other way round",
    JoinChain "join-chain" "{} 已有并入的件, 不能再并入别件. 反过来并" "{} has others joined to it. Join the other way round",
    ReviewedOnce "reviewed-once" "{} 已复核过, 只复核一次. 有新情况请另行登记" "{} has been reviewed, and is only once. With new facts register it anew",
    ReviewByOther "review-by-other" "不予受理是 {} 定的. 请另一人复核" "{} decided not to accept it. Have another officer review it",
    GreenAlready "green-already" "{} 已在绿色通道. 可补证明" "{} is on the green channel. Add the proof if need be",
    NotGreen "not-green" "{} 不在绿色通道. 先申请" "{} is not on the green channel. Ask for that first",
    // Guidance.
    NotHandler "not-handler" "经手人是 {}. 请其办理, 或由带班改派" "{} handles it. Ask them, or have the lead assign it anew",
    HandlerRecused "handler-recused" "{} 已回避: {}. 换一位" "{} stands aside: {}. Choose another officer",
    HandlerEngaged "handler-engaged" "{} 指导过对方 ({}). 换一位" "{} has guided the other side ({}). Choose another officer",
    NotOnRota "not-on-rota" "{} 没有班次. 先排班, 或换一位" "{} has no shift ahead. Plan one first, or choose another officer",
    TeamThere "team-there" "{} 已有专班. 先撤销原专班" "{} has a task force. End that one first",
    NoTeam "no-team" "{} 没有专班. 无须撤销" "{} has no task force; nothing to end",
    // A major dispute.
    NotMajor "not-major" "{} 不在重大应急中. 先提级" "{} is no major dispute. Raise it first",
    MajorAlready "major-already" "{} 已是 {}. 只能提得更高, 或申请降级" "{} is at level {} already. Raise it higher, or ask to lower it",
    Unreached "unreached" "第 {} 家还没有回执. 催回执, 或写明先启动的理由" "No receipt from recipient {}. Call them, or write why it goes on without",
    ActiveAlready "active-already" "{} 应急已启动. 写情况报告" "The response to {} is active. Write a situation report",
    NotActive "not-active" "{} 应急未启动. 先启动" "The response to {} is not active. Activate it first",
    AskedAlready "asked-already" "{} 的申请待批. 先批或不批" "What {} asked waits for an answer. Grant or refuse that first",
    NothingAsked "nothing-asked" "{} 没有待批的申请. 先申请" "Nothing is asked about {}. Ask first",
    AskedBySame "asked-by-same" "这是 {} 自己申请的. 请另一人批" "{} asked for it. Have another officer answer",
    // The end of a dispute.
    MajorClosedByHandler "major-closed-by-handler" "{} 是重大纠纷, 经手人不能自己办结. 请另一位带班" "{} is major, and its handler does not close it. Ask another lead",
    VisitorIsHandler "visitor-is-handler" "{} 是经手人. 请另一人回访" "{} handled it. Have another officer visit",
    NoCauseToReopen "no-cause-to-reopen" "{} 没有因我方原因的不满意回访, 也没有新程序. 有新事另行登记" "No visit to {} found fault with us, and no new event came. Register what is new",
    ArchiveIncomplete "archive-incomplete" "还缺 {}. 补齐再归档" "Still missing: {}. Complete it, then archive",
    // A deadline.
    NotOverYet "not-over-yet" "{} 还没有过. 完成它, 或延期" "{} has not passed yet. Meet it, or have it extended",
    HardPeriod "hard-period" "{} 是不变期限, 不能延. 按原日期准备" "{} cannot be extended. Prepare for the date as it is",
    BeyondOuter "beyond-outer" "最迟只能延到 {}. 写不晚于它的日期" "No extension goes beyond {}. Write a day up to it",
    // A leg.
    CodeOfTheNode "code-of-the-node" "{} 只由系统在送达前使用. 选 R1 至 R11" "{} is for the system before delivery. Choose one of R1 to R11",
    NotLapsed "not-lapsed" "补正期限未过, 还不能以 {} 退回. 等期限过, 或选其他原因" "The time for answers is not over, so {} does not hold. Wait for it, or choose another code",
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
    // An agency, its contacts, and the network of centers.
    ContactNone "contact-none" "{} 没有登记联络员, 不能发. 先登记 (name-liaison)" "{} has no liaison, so nothing can be sent. Name one first (name-liaison)",
    ContactsExpired "contacts-expired" "{} 的联络员都已过期: {}, 不能发. 登记在任者 (name-liaison)" "the contacts of {} have run out: {}. Name one in office first (name-liaison)",
    LiaisonEnded "liaison-ended" "{} 已于 {} 卸任, 无从核实. 登记新联络员" "{} ended on {} and cannot be verified. Name a new liaison",
    NoCenter "no-center" "{} 没有登记为中心. 先登记层级 (set-center)" "{} is no center of the network. Enter it as one first (set-center)",
    ParentNoCenter "parent-no-center" "上级 {} 不是中心. 先把它登记为中心" "{} above it is no center. Enter that one first",
    NetworkLoop "network-loop" "{} 在 {} 之下, 不能作其上级. 另选上级" "{} is below {} and cannot be above it. Choose another",
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
