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
    // A referral on its way out.
    NotApproved "not-approved" "{} 还待核准. 先由另一人核准 (approve)" "{} waits for approval. Another officer approves it first (approve)",
    NotAProposal "not-a-proposal" "{} 不待核准, 无须再办: 看它的状态" "{} does not wait for approval: see where it stands",
    EvidenceLacking "evidence-lacking" "材料不全, 还缺: {}. 备齐后逐项写入 (enclosed)" "Still missing: {}. Enclose each of them (enclosed)",
    ConsentLacking "consent-lacking" "还缺这些方的同意: {}. 取得同意后再提交" "These have not consented: {}. Ask for their consent first",
    PeriodOver "period-over" "申请期限 {} 已过. 仍要提交, 写明理由 (late-reason)" "The period ended on {}. To submit all the same, give the reason (late-reason)",
    ReadOnlyCopy "read-only-copy" "{} 是抄送件, 只签收备查. 有意见另立一件" "{} is a copy to follow: sign for it only. Open a referral of your own for more",
    EvidenceUnchecked "evidence-unchecked" "{} 随附材料须先核对. 核对后写 是 (checked)" "What came with {} is to be checked. Check it, then answer yes (checked)",
    ResultUnknown "result-unknown" "第 {} 项的结果须是其一: {}" "Item {} is reported in one of these words: {}",
    PromiseLate "promise-late" "承诺日晚于期限 {}. 提前, 或写明理由" "The promise is later than {}. Promise earlier, or give the reason",
    QuietHours "quiet-hours" "{} 当地现在 {}, 不宜催办. 等上班, 或仅限紧急件" "At {} it is {} now, and nobody is urged at that hour. Wait for the morning; only what is immediate may go",
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
    CoordinatorUnreachable "coordinator-unreachable" "没有通往协调单位 {} 的线路. 请发出方改任, 或先开通线路" "There is no line to the coordinator, {}. Ask the sender to name another, or have a line opened",
    SplitParts "split-parts" "{} 的每一项须恰在一份, 且每份有项. 重新分派" "Each item of {} belongs in exactly one part, and each part has some. Divide them again",
    CoordinatorSettled "coordinator-settled" "{} 的协调单位已定. 不能再改" "The coordinator of {} is settled: it stays as it is",
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
    // Emergency access to a sealed case.
    SeenAlready "seen-already" "{} 你本来就看得到. 直接打开" "You may see {} as it is. Open it",
    ReviewedAlready "reviewed-already" "{} 已复核. 无须再做" "{} was reviewed. Nothing is left to do",
    AgreedByAnother "agreed-by-another" "申请的是 {}. 请另一人同意" "It was {} who asked. Another person agrees",
    AccessAnswered "access-answered" "{} 已有答复. 还要看, 请再申请" "{} was answered. To read on, ask again",
    AccessNotOpened "access-not-opened" "{} 没有调阅过. 无须复核" "Nobody read anything by {}. There is nothing to review",
    ReviewByAnother "review-by-another" "调阅的是 {}. 请另一人复核" "It was {} who read it. Another person reviews",
    // An agency, its contacts, and the network of centers.
    ContactNone "contact-none" "{} 没有登记联络员, 不能发. 先登记 (name-liaison)" "{} has no liaison, so nothing can be sent. Name one first (name-liaison)",
    ContactsExpired "contacts-expired" "{} 的联络员都已过期: {}, 不能发. 登记在任者 (name-liaison)" "the contacts of {} have run out: {}. Name one in office first (name-liaison)",
    LiaisonEnded "liaison-ended" "{} 已于 {} 卸任, 无从核实. 登记新联络员" "{} ended on {} and cannot be verified. Name a new liaison",
    NoCenter "no-center" "{} 没有登记为中心. 先登记层级 (set-center)" "{} is no center of the network. Enter it as one first (set-center)",
    ParentNoCenter "parent-no-center" "上级 {} 不是中心. 先把它登记为中心" "{} above it is no center. Enter that one first",
    NetworkLoop "network-loop" "{} 在 {} 之下, 不能作其上级. 另选上级" "{} is below {} and cannot be above it. Choose another",
    // What goes up, what is supervised.
    NoParent "no-parent" "{} 没有登记上级中心. 登记其层级 (set-center), 或写明单位代号" "no center above {} is entered. Enter it (set-center), or name a unit",
    NoLine "no-line" "与 {} 没有通路. 先接纳对端 (peer)" "there is no line to {}. Enrol it as a peer first",
    InstructionWithdrawn "instruction-withdrawn" "{} 已撤回. 需要时另报" "{} was withdrawn. Send another if need be",
    ReportNoReply "report-no-reply" "{} 是报告, 不须答复. 签收即可" "{} is a report and wants no reply. Receive it",
    NotBelow "not-below" "{} 不在本单位之下, 不能督办. 请其上级督办" "{} is not below this unit. Ask the center above it to supervise",
    SupervisionEnded "supervision-ended" "督办 {} 已解除. 需要时另立" "supervision {} has ended. Open another if need be",
    ExtensionLate "extension-late" "期限 {} 已过, 不能再申请延期. 报结果并说明" "its day, {}, is past. Report the result and say why",
    NoExtensionAsked "no-extension-asked" "{} 没有申请延期. 等承办单位申请" "no extension of {} was asked. Wait for the unit to ask",
    Supervised "supervised" "此案在督办中 ({}), 限 {}. 延期先经 {} 同意 (ask-supervisor)" "the case is supervised ({}), due {}. Ask {} for an extension first (ask-supervisor)",
    // Tasks and meetings.
    TaskOver "task-over" "任务 {} 已了结. 需要时另立" "task {} is over. Add another if need be",
    MeetingNoMinutes "meeting-no-minutes" "{} 还没有纪要. 先写纪要 (write-minutes)" "{} has no minutes. Write them first (write-minutes)",
    MeetingUnsigned "meeting-unsigned" "还没有会签: {}. 先取得会签 (countersign)" "not countersigned by {}. Get that first (countersign)",
    MeetingFinal "meeting-final" "{} 的纪要已生效, 不能再改. 另开会商" "the minutes of {} are final. Call another meeting",
    MeetingCalledOff "meeting-called-off" "{} 已取消. 需要时另行召集" "{} was called off. Call another if need be",
    // The handover of a shift.
    HandoverGate "handover-gate" "还有未接的事项: {}. 逐项接收 (take-item), 新来的先更新清单" "not taken on yet: {}. Take each on (take-item); make the list anew for what came since",
    HandoverIncoming "handover-incoming" "由接班人 {} 签. 请其本人办" "this is for {}, who comes. That person signs",
    HandoverOver "handover-over" "交接 {} 已了结. 需要时另开" "handover {} is over. Open another if need be",
    // A random inspection.
    NothingToInspect "nothing-to-inspect" "{} 至 {} 没有收案. 换一段日期" "No case was received from {} to {}. Choose other dates",
    ListTooLong "list-too-long" "名单有 {} 件, 一次最多 {} 件. 缩短期间分次抽" "The list has {} cases, of {} at most. Shorten the period and draw in turns",
    NotDrawn "not-drawn" "{} 还没有抽取. 先用公布的种子抽取 (draw)" "{} is not drawn yet. Draw with a published seed first (draw)",
    DrawnOnce "drawn-once" "{} 已抽取, 只抽一次. 需要时另开一次抽查" "{} is drawn, and is only once. Open another inspection if need be",
    NotInSample "not-in-sample" "{} 不在 {} 的样本里. 看样本再查" "{} is not in the sample of {}. Look at the sample",
    LookedAt "looked-at" "{} 已由 {} 查过. 另有发现则记发现 (find)" "{} was looked at by {}. Record a finding if there is one (find)",
    OwnCase "own-case" "{} 是 {} 的经手人, 不能自查. 请另一人查" "{} handles {} and cannot inspect it. Have another officer look",
    OwnFinding "own-finding" "发现 {} 是 {} 记的. 由经手人或他人答复" "Finding {} is by {}. The handler or another officer answers it",
    FindingAnswered "finding-answered" "发现 {} 已由 {} 答复. 还有问题则另记发现" "Finding {} was answered by {}. Record another if something is left",
    InspectionUnlooked "inspection-unlooked" "还没有查: {}. 逐件查完再办结" "Still to be looked at: {}. Then close it",
    InspectionUnanswered "inspection-unanswered" "这些发现还没有答复: {}. 答复后再办结 (answer-finding)" "These findings have no answer: {}. Answer them, then close (answer-finding)",
    InspectionOver "inspection-over" "{} 已办结. 需要时另开一次抽查" "{} is closed. Open another inspection if need be",
    // A listing.
    Unlisted "unlisted" "{} 已移出名单. 需要时重新列入" "{} is off the list. Put the name on again if need be",
    ObjectionOpen "objection-open" "{} 已有异议待裁定. 先裁定" "{} has an objection already. Decide that one first",
    NoObjection "no-objection" "{} 没有异议可裁定. 先记异议" "{} has no objection to decide. Record it first",
    // Evidence and checklist of a case.
    PathTaken "path-taken" "已在走 {} 路径, 标准未变. 加证据即可" "It goes the path {} already, by the same standard. Add evidence",
    PathNotTaken "path-not-taken" "此案没有走 {} 路径. 先走该路径" "The case does not go the path {}. Take that path first",
    PieceThere "piece-there" "同一文件已作为证据 {} 入册. 用那一条, 或先撤下" "The same file is evidence {} already. Use that one, or withdraw it first",
    PieceCounts "piece-counts" "证据 {} 还在用. 先撤下 (withdraw-evidence), 再提议销毁" "Evidence {} still counts. Withdraw it first (withdraw-evidence), then propose its destruction",
    DestroyedAlready "destroyed-already" "{} 已销毁. 无须再办" "{} is destroyed already; nothing is left to do",
    DestructionUnproposed "destruction-unproposed" "没有人提议销毁 {}. 先由一人提议 (propose-destruction), 另一人执行" "Nobody has proposed to destroy {}. One officer proposes it first (propose-destruction), another does it",
    WrittenElsewhere "written-elsewhere" "{} 随整案来往过, 别的单位也存有. 由写下它的单位办, 并函告对方" "{} has travelled with the case, and another unit has it too. The unit that wrote it does it, and writes to the other",
    PieceWithdrawn "piece-withdrawn" "证据 {} 已撤下. 需要时重新加入" "Evidence {} is withdrawn already. Add it again if need be",
    LinksFull "links-full" "保管链最多 {} 环. 另立一件接着记" "A custody chain has {} links at most. Enter the piece anew to go on",
    LinkBefore "link-before" "早于保管链上一环 ({}). 改正时间" "That lies before the last link of the chain ({}). Correct the time",
    PiecesFull "pieces-full" "证据已满 {} 件. 合并成卷后登记" "There are {} pieces of evidence, the most there may be. Bundle some",
    PlaybookApplied "playbook-applied" "已采用规程 {}. 有新版时更新规程" "The playbook {} is in use. Bring it up to date when there is a newer version",
    NoPlaybook "no-playbook" "还没有采用规程. 先采用规程" "No playbook is in use. Apply one first",
    PlaybookCurrent "playbook-current" "第 {} 版就是最新版. 无须更新, 接着办任务" "Version {} is the newest. Nothing to take over; go on with the tasks",
    // Plans and proceedings of a case.
    NoPlan "no-plan" "{} 还没有应对方案. 先出方案" "{} has no response plan yet. Make one first",
    PlanDeadline "plan-deadline" "方案漏了未了时限 {}. 逐个写到期前做什么" "The plan misses these open deadlines: {}. Write for each what is done by then",
    PlanStale "plan-stale" "方案第 {} 版之后时限 {} 有变. 先出新版再记决定" "Since plan {} these deadlines are new or moved: {}. Make a new version, then record the decision",
    PlanDecided "plan-decided" "企业已就第 {} 版决定. 要改先出新版" "The enterprise has decided on plan {}. For another choice make a new version first",
    ProceedingThere "proceeding-there" "此案号已是程序 {}. 记那一件的进展" "That docket is proceeding {} already. Record how it goes on there",
    ProceedingsFull "proceedings-full" "已有 {} 件程序. 另立一案登记其余" "There are {} proceedings, the most there may be. Register the others as a case of their own",
    ProceedingLoop "proceeding-loop" "程序 {} 与程序 {} 不能互相依赖. 核对先后" "Proceedings {} and {} cannot wait for each other. Look which comes first: link only that way",
    LinkThere "link-there" "程序 {} 与程序 {} 已有此关联. 无须再记" "Proceedings {} and {} are linked so already. Nothing to record",
    DependsOnOpen "depends-on-open" "程序 {} 取决于未结的程序 {}. 写明理由再记裁决" "Proceeding {} depends on one that is open: {}. Give the reason to record a decision all the same",
    TaskSettled "task-settled" "任务 {} 已了结. 无须再记" "Task {} is settled already. Nothing to record",
    // An expert of the roster.
    NotOnLeave "not-on-leave" "{} 那天不在休假. 核对日期" "{} is not on leave then. Look at the dates again",
    NotCommissioner "not-commissioner" "{} 在册身份不是特派员. 先更正身份, 再派驻"
        "{} is no commissioner on the roster. Correct the role, then station the person",
    AssignmentRunning "assignment-running" "{} 已派驻 {}. 先结束那一段" "{} is stationed with {} already. End that one first",
    NoAssignment "no-assignment" "{} 那时没有派驻 {}. 先记派驻, 或核对企业名称和日期"
        "{} was not stationed with {} then. Record the assignment, or look at the name and the day again",
    // An alert.
    NotAnAlert "not-an-alert" "这是一条{}消息, 不是预警. 由来源一方处理" "This is a message of type {}, no alert. Leave it to its source",
    NothingToClear "nothing-to-clear" "在册没有它要取消的预警. 先核对来源的编号" "There is no alert that it takes back. Check the identifier of the source",
    AlertShelved "alert-shelved" "{} 由 {} 暂搁. 先取回 (unshelve)" "{} is shelved by {}. Take it off the shelf first (unshelve)",
    AlertMuted "alert-muted" "{} 被静默规则 {} 静默. 先结束该规则 (end-silence)" "{} is muted by {}. End that silence first (end-silence)",
    AlertOver "alert-over" "{} 已取消或过期. 标为已看 (seen)" "{} was taken back or has expired. Mark it seen (seen)",
    NotAcked "not-acked" "{} 没有确认可撤. 先确认 (ack)" "{} is not acknowledged. Ack it first (ack)",
    NotShelved "not-shelved" "{} 不在暂搁. 需要时先暂搁 (shelve)" "{} is not on the shelf. Shelve it first (shelve)",
    ShelfTooLong "shelf-too-long" "{} 级最多暂搁 {} 小时. 改早一点" "A {} may be shelved for {} hours at most. Choose an earlier time",
    NothingToSee "nothing-to-see" "{} 没有待看的. 无须再做" "{} has nothing that waits to be seen. Nothing to do; go on",
    NotLinked "not-linked" "{} 没有并入纠纷. 先并入 (join-dispute)" "{} is linked with no dispute. Join it first (join-dispute)",
    NothingToReview "nothing-to-review" "{} 没有待核阅的新版本. 等来源更新" "{} has no new revision to review. Wait for its source",
    ExerciseStays "exercise-stays" "{} 是演练或测试, 不进实战. 在演练栏内处理" "{} is an exercise or a test and stays in its lane. Deal with it there",
    DuplicateOfWhat "duplicate-of-what" "没有写明与哪一件重复. 填另一件预警的编号" "Which alert goes on is not said. Name the other one",
    ClosedByProgram "closed-by-program" "{} 只由程序记. 选另一个原因" "{} is for the program alone. Choose another code",
    // A silence.
    SilenceOfEverything "silence-of-everything" "没有写明静默什么. 至少填一项条件" "It says nothing of what to mute. Fill in one condition at least",
    SilenceTooLong "silence-too-long" "静默最多 {} 天. 改早一点" "A silence may last {} days at most. Choose an earlier day",
    SilenceEnded "silence-ended" "{} 已结束, 不能恢复. 需要时另设一条" "{} has ended for good. Open another one if need be",
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
    InvitedAlready "invited-already" "{} 在本次咨询中已请过. 另请一位" "{} was asked in this consultation already. Ask another",
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
    // A paper.
    PaperStage "paper-stage" "{} 现在不能出: 此案在 {}. 先走到 {}" "{} cannot be made now: the case is {}. First bring it to {}",
    PaperNumberTaken "paper-number-taken" "文号 {} 已不是下一个, 现在是 {}. 重新出一次" "The number {} is no longer the next one, which is {}. Make the paper again",
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
                | Self::PieceCounts
                | Self::DestroyedAlready
                | Self::DestructionUnproposed
                | Self::WrittenElsewhere
                | Self::ExpertConflict
                | Self::NotAvailable
                | Self::NotLendable
                | Self::BorrowFirst
                | Self::Uncertified
                | Self::InvitedAlready
                | Self::AboveUndertaking
                | Self::NotRedacted
                | Self::TookNoPart
                | Self::NotOnLeave
                | Self::AssignmentRunning
                | Self::NoAssignment
                | Self::ContactNone
                | Self::ContactsExpired
                | Self::EvidenceLacking
                | Self::ConsentLacking
                | Self::PeriodOver
                | Self::EvidenceUnchecked
                | Self::PromiseLate
                | Self::ResultUnknown
                | Self::CodeOfTheNode
                | Self::NotLapsed
                | Self::LinkBefore
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
