//! The one table of actions. Keymap files, help, palette, which-key and the hint line are all
//! read from or checked against it, so a new action is one row here, one row in `keymaps/`,
//! and an arm wherever the compiler asks for it.

mod verbs;

use super::lexicon::Language;

/// What an action does to the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Moves, shows, asks: the record stays as it is.
    Movement,
    /// Changes the record, or opens a form that will.
    Verb,
    /// Cannot be taken back and leaves the house: lives under `!` and asks for proof.
    Destructive,
}

macro_rules! actions {
    ($($name:ident $id:literal $kind:ident $zh:literal $en:literal)*) => {
        /// Everything a key can mean.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Action { $(#[doc = $en] $name),* }

        impl Action {
            /// All actions, in the order of the table.
            pub const ALL: &'static [Action] = &[$(Action::$name),*];

            /// The name used in keymap files.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Action::$name => $id),* }
            }

            /// What it does to the record.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self { $(Action::$name => Kind::$kind),* }
            }

            /// Its short name, as help and the hint line show it.
            #[must_use]
            pub const fn word(self, language: Language) -> &'static str {
                match language {
                    Language::Zh => match self { $(Action::$name => $zh),* },
                    Language::En => match self { $(Action::$name => $en),* },
                }
            }
        }
    };
}

actions! {
    // the house: everywhere
    Help            "help"            Movement    "帮助"         "help"
    Palette         "palette"         Movement    "命令"         "commands"
    Language        "language"        Movement    "换语言"       "language"
    Find            "find"            Movement    "查找"         "find"
    GoDuty          "duty"            Movement    "去 值班台"    "go duty"
    GoDisputes      "disputes"        Movement    "去 来案"      "go disputes"
    GoAlerts        "alerts"          Movement    "去 预警"      "go alerts"
    GoReferrals     "referrals"       Movement    "去 移交"      "go referrals"
    GoExperts       "experts"         Movement    "去 专家"      "go experts"
    GoAffairs       "affairs"         Movement    "去 事务"      "go affairs"
    GoHandover      "handover"        Movement    "去 值班交接"  "go handover"
    GoLiaison       "liaison"         Movement    "去 机构联络"  "go liaison"
    GoExchange      "exchange"        Movement    "去 交换"      "go exchange"
    GoOfficers      "officers"        Movement    "去 人员"      "go officers"
    Drafts          "drafts"          Movement    "草稿"         "drafts"
    SwitchPost      "switch-post"     Movement    "换岗位"       "switch post"
    PhoneIntake     "phone-intake"    Verb        "电话登记"     "phone intake"
    Actions         "actions"         Movement    "可办"         "actions"
    Back            "back"            Movement    "回"           "back"
    LastPlace       "last-place"      Movement    "上一处"       "last place"
    Quit            "quit"            Movement    "退出"         "quit"
    Cancel          "cancel"          Movement    "取消"         "cancel"
    Undo            "undo"            Verb        "撤销"         "undo"
    Redo            "redo"            Verb        "重做"         "redo"
    Redraw          "redraw"          Movement    "重画"         "redraw"
    Suspend         "suspend"         Movement    "挂起"         "suspend"
    CopyId          "id"              Movement    "复制编号"     "copy number"
    Theme           "theme"           Movement    "主题"         "theme"
    Shapes          "shapes"          Movement    "图形 ASCII"   "shapes"
    // rows of a list or a page
    Down            "down"            Movement    "下"           "down"
    Up              "up"              Movement    "上"           "up"
    PageDown        "page-down"       Movement    "下一页"       "page down"
    PageUp          "page-up"         Movement    "上一页"       "page up"
    Top             "top"             Movement    "顶"           "top"
    Bottom          "bottom"          Movement    "底"           "bottom"
    Open            "open"            Movement    "打开"         "open"
    Preview         "preview"         Movement    "预览"         "preview"
    Filter          "filter"          Movement    "筛选"         "filter"
    Sort            "sort"            Movement    "排序"         "sort"
    NextMine        "next-mine"       Movement    "下一个球在我" "next of mine"
    Mark            "mark"            Movement    "标记"         "mark"
    MarkRange       "mark-range"      Movement    "标一段"       "mark range"
    MarkAll         "mark-all"        Movement    "标全部筛中"   "mark all"
    UnmarkAll       "unmark-all"      Movement    "全不标"       "unmark all"
    WhyDate         "why-date"        Movement    "为什么"       "why"
    // views of a list, sections of a page
    NextTab         "next-tab"        Movement    "下一视图"     "next view"
    PreviousTab     "previous-tab"    Movement    "上一视图"     "previous view"
    Tab1            "tab-1"           Movement    "第 1 视图"    "view 1"
    Tab2            "tab-2"           Movement    "第 2 视图"    "view 2"
    Tab3            "tab-3"           Movement    "第 3 视图"    "view 3"
    Tab4            "tab-4"           Movement    "第 4 视图"    "view 4"
    Tab5            "tab-5"           Movement    "第 5 视图"    "view 5"
    Tab6            "tab-6"           Movement    "第 6 视图"    "view 6"
    Tab7            "tab-7"           Movement    "第 7 视图"    "view 7"
    Tab8            "tab-8"           Movement    "第 8 视图"    "view 8"
    Tab9            "tab-9"           Movement    "第 9 视图"    "view 9"
    NextSection     "next-section"    Movement    "下一节"       "next section"
    PreviousSection "previous-section" Movement   "上一节"       "previous section"
    NextRecord      "next-record"     Movement    "下一案"       "next record"
    PreviousRecord  "previous-record" Movement    "上一案"       "previous record"
    // fields
    NextField       "next-field"      Movement    "下一栏"       "next field"
    PreviousField   "previous-field"  Movement    "上一栏"       "previous field"
    FormMenu        "form-menu"       Movement    "提交 放弃"    "submit, drop"
    Leave           "leave"           Movement    "离开"         "leave"
    DeleteWord      "delete-word"     Movement    "删一词"       "delete word"
    DeleteToStart   "delete-to-start" Movement    "删到头"       "delete to start"
    LineStart       "line-start"      Movement    "行首"         "line start"
    LineEnd         "line-end"        Movement    "行尾"         "line end"
    // pickers
    Run             "run"             Movement    "执行"         "run"
    Close           "close"           Movement    "回"           "close"
    // confirm
    Choose          "choose"          Movement    "换按钮"       "choose"
    Answer          "answer"          Movement    "按所选"       "answer"
    No              "no"              Movement    "不做"         "do nothing"
    // verbs of more than one kind of record
    TakeOn          "take-on"         Verb        "接手"         "take on"
    Note            "note"            Verb        "记事"         "note"
    Wait            "wait"            Verb        "等待"         "wait"
    Detach          "detach"          Verb        "拆出"         "detach"
    // of the center itself
    AskUp           "ask-up"          Verb        "请示报告"     "ask up"
    AddTask         "add-task"        Verb        "立任务"       "add task"
    CallMeeting     "call-meeting"    Verb        "会商"         "call meeting"
    HandOver        "hand-over"       Verb        "交班"         "hand over"
    PlanShift       "plan-shift"      Verb        "排班"         "plan shift"
    ProposeSwap     "swap"            Verb        "提换班"       "propose swap"
    AgreeSwap       "agree-swap"      Verb        "同意换班"     "agree to swap"
    ApproveSwap     "approve-swap"    Verb        "批准换班"     "approve swap"
    TakeOver        "take-over"       Destructive "紧急接管"     "take over"
    NameLiaison     "name-liaison"    Verb        "新联络人"     "name contact"
    VerifyLiaison   "verify-liaison"  Verb        "今日核实"     "verified today"
    RunExchange     "run-exchange"    Verb        "立即交换"     "run now"
    NewOfficer      "new-officer"     Verb        "新人员"       "new officer"
    NewPost         "new-post"        Verb        "给职务"       "give post"
    EndPost         "end-post"        Verb        "结束职务"     "end post"
    Mute            "mute"            Verb        "静默"         "mute"
    EnterByHand     "enter-by-hand"   Verb        "手工登记"     "enter by hand"
    TakeItem        "take-item"       Verb        "签认"         "take on"
    RefreshHandover "refresh-handover" Verb       "更新清单"     "list anew"
    CompleteHandover "complete-handover" Verb     "交接完成"     "complete"
    // of a dispute
    New             "new"             Verb        "新登记"       "new"
    Accept          "accept"          Verb        "受理"         "accept"
    Claim           "claim"           Verb        "认领"         "claim"
    Triage          "triage"          Verb        "分诊"         "sort"
    Assign          "assign"          Verb        "指派"         "assign"
    Edit            "edit"            Verb        "改"           "correct"
    Resume          "resume"          Verb        "恢复"         "answered"
    Join            "join"            Verb        "并案"         "join"
    Result          "result"          Verb        "记结果"       "result"
    AskMaterial     "ask-material"    Verb        "要求补充"     "ask material"
    MaterialIn      "material-in"     Verb        "材料已补"     "material in"
    ApplyPlaybook   "playbook"        Verb        "套用预案"     "playbook"
    TaskDone        "task-done"       Verb        "任务已办"     "task done"
    FormTeam        "task-force"      Verb        "专班"         "task force"
    Visit           "visit"           Verb        "回访"         "visit"
    Reopen          "reopen"          Verb        "重开"         "reopen"
    TakeEvidence    "take-evidence"   Verb        "加证据"       "add evidence"
    NotAccept       "not-accept"      Destructive "不予受理"     "not accept"
    Withdrawn       "withdrawn"       Destructive "企业撤回"     "withdrawn"
    Terminate       "terminate"       Destructive "终止指导"     "terminate"
    RaiseMajor      "raise-major"     Destructive "提级重大"     "raise major"
    StandDown       "stand-down"      Destructive "申请解除重大" "ask stand-down"
    AddDeadline     "add-deadline"    Verb        "加时限"       "add date"
    VerifyDeadline  "verify-deadline" Verb        "核定"         "verify"
    DeadlineMet     "deadline-met"    Verb        "完成"         "met"
    Extended        "extended"        Verb        "延期"         "extended"
    Moot            "moot"            Verb        "时限不适用"   "moot"
    Missed          "missed"          Destructive "记为错过"     "missed"
    Refer           "refer"           Verb        "移交"         "refer"
    Experts         "match-experts"   Movement    "匹配专家"     "experts"
    Invite          "invite"          Verb        "提请"         "choose"
    Paper           "paper"           Verb        "文书"         "paper"
    CloseDispute    "close-dispute"   Destructive "办结"         "close"
    // of an alert
    Ack             "ack"             Verb        "确认"         "ack"
    Unack           "unack"           Verb        "取消确认"     "unack"
    Shelve          "shelve"          Verb        "搁置"         "shelve"
    Unshelve        "unshelve"        Verb        "取回"         "unshelve"
    Seen            "seen"            Verb        "已看"         "seen"
    JoinDispute     "join-dispute"    Verb        "并入纠纷"     "join dispute"
    Revisions       "revisions"       Movement    "版本并看"     "revisions"
    SetPriority     "set-priority"    Verb        "改级"         "set priority"
    ReviewRevision  "review-revision" Verb        "核阅新版"     "review revision"
    OpenDispute     "open-dispute"    Verb        "立为纠纷"     "open dispute"
    CloseAlert      "close-alert"     Verb        "关闭"         "close"
    // of a referral, for who keeps it
    Sign            "sign"            Verb        "签收"         "sign"
    AcceptReferral  "accept-referral" Verb        "受理"         "accept"
    AcceptPart      "accept-part"     Verb        "受理部分"     "accept part"
    AskInfo         "ask-info"        Verb        "要求补正"     "ask"
    Return          "return"          Verb        "退回"         "return"
    ProposeForward  "propose-forward" Verb        "建议转交"     "propose forward"
    ProposeSplit    "propose-split"   Verb        "建议拆分"     "propose split"
    Start           "start"           Verb        "开始"         "start"
    Hold            "hold"            Verb        "中止"         "hold"
    ResumeLeg       "resume-work"     Verb        "恢复办理"     "resume"
    AskExtension    "ask-extension"   Verb        "申请延期"     "ask extension"
    AckAmendment    "ack-amendment"   Verb        "收悉补充"     "ack amendment"
    CannotDo        "cannot-do"       Destructive "未能办成"     "cannot do"
    Interim         "interim-note"    Verb        "进展"         "progress"
    Report          "report"          Verb        "反馈"         "report"
    // and for who sent it
    Confirm         "confirm"         Verb        "确认办结"     "confirm"
    Object          "object"          Verb        "退回补充"     "object"
    Supplement      "supplement"      Verb        "答复补正"     "answer"
    Amend           "amend"           Verb        "补充材料"     "amend"
    AskEnterprise   "ask-enterprise"  Verb        "请企业补充"   "ask enterprise"
    Urge            "urge"            Verb        "催办"         "urge"
    Supervise       "supervise"       Verb        "督办"         "supervise"
    GrantExtension  "grant-extension" Verb        "答复延期"     "answer extension"
    Forward         "forward"         Verb        "照建议转交"   "forward"
    AllowReturn     "allow-return"    Verb        "准予退回"     "allow return"
    Approve         "approve"         Verb        "核准发出"     "approve"
    Decline         "decline"         Verb        "不予核准"     "decline"
    Designate       "designate"       Destructive "指定办理"     "designate"
    Void            "void"            Destructive "作废"         "void"
    Unsend          "unsend"          Verb        "收回"         "take back"
    Dispatch        "dispatch"        Verb        "代录 发出"    "sent, by proxy"
    Deliver         "deliver"         Verb        "代录 送达"    "delivered, by proxy"
    NotDelivered    "not-delivered"   Verb        "代录 未送达"  "not delivered, by proxy"
    RefuseRecall    "refuse-recall"   Verb        "不同意撤回"   "refuse recall"
    AgreeRecall     "agree-recall"    Destructive "同意撤回"     "agree to recall"
    Recall          "recall"          Destructive "要求撤回"     "recall"
}

impl Action {
    /// The action with this name in a keymap file.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.id() == id)
    }

    /// For `tab-1` to `tab-9`: which tab, counted from 0.
    #[must_use]
    pub fn tab(self) -> Option<usize> {
        let first = Action::Tab1 as usize;
        (first..=Action::Tab9 as usize).contains(&(self as usize)).then(|| self as usize - first)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_found_again() {
        let ids: HashSet<_> = Action::ALL.iter().map(|action| action.id()).collect();
        assert_eq!(ids.len(), Action::ALL.len());
        assert!(Action::ALL.iter().all(|action| Action::from_id(action.id()) == Some(*action)));
        assert_eq!(Action::from_id("fly"), None);
    }

    #[test]
    fn tabs_are_counted_from_zero() {
        assert_eq!(Action::Tab1.tab(), Some(0));
        assert_eq!(Action::Tab9.tab(), Some(8));
        assert_eq!(Action::NextSection.tab(), None);
    }

    #[test]
    fn every_action_has_a_word_in_both_languages() {
        for action in Action::ALL {
            assert!(!action.word(Language::Zh).is_empty() && action.word(Language::En).is_ascii(), "{}", action.id());
        }
    }
}
