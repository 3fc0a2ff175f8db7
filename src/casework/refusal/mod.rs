//! The rules say no: typed, and always with what to do instead, in both languages.

mod guards;

use super::words::PostRole;
use crate::calendar::Text;
use serde::{Deserialize, Serialize};

pub use guards::Guard;

/// Why an act is refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Not there, or not for this officer: the same answer, on purpose.
    NotFound,
    /// The post has no right to it.
    NotPermitted { wants: PostRole },
    /// A field is empty.
    FieldMissing { field: String },
    /// A field cannot be read.
    FieldWrong { field: String, zh: String, en: String },
    /// Already in the book, under this number.
    Already { number: String },
    /// The dispute is at another stage.
    Stage { is_zh: String, is_en: String, wants_zh: String, wants_en: String },
    /// Another unit holds the case.
    NotHolder { holder: Text },
    /// The case is on offer to another unit.
    OnOffer { number: String, to: Text },
    /// The case has left the unit.
    HasLeft { to: Text },
    /// Closing over open work.
    OpenWork { items: Vec<String> },
    /// The same person entered it.
    SecondPerson,
    /// The other side writes this.
    NotOurTurn { who_zh: String, who_en: String },
    /// Before this comes another act.
    First { verb: String, zh: String, en: String },
    /// Somebody did it already.
    Done { zh: String, en: String, by: String, at: String },
    /// It came too late for that.
    TooLate { zh: String, en: String },
    /// One recall at a time.
    RecallPending,
    /// It has left: what can be done is to ask for it back.
    Carried,
    /// A transfer is whole.
    TransferHasItems,
    /// A request asks for something.
    ItemsMissing,
    /// One answer a question.
    AnswerCount { questions: usize, given: usize },
    /// No further round of questions or objections.
    Rounds { max: u16 },
    /// A designation binds.
    Designated,
    /// One outcome an item.
    OutcomeCount { items: usize, given: usize },
    /// The level does not allow it out.
    Level { secrecy: String },
    /// An expert with a conflict of interest.
    Conflict { with: String },
    /// An agency has no desk: acts on its behalf need evidence.
    EvidenceMissing,
    /// The recipient has a desk and speaks for itself.
    HasDesk { name: Text },
    /// Somebody saved first.
    Changed { now: u32, seen: u32 },
    /// A rule of counting said no.
    Deadline { zh: String, en: String },
    /// A condition of the tables is not met; `about` fills the blanks of its sentence.
    Guard { guard: Guard, about: Vec<String> },
    /// A state secret is never stored here.
    StateSecret,
}

impl Refusal {
    /// A condition of the tables that is not met, with what fills the blanks of its sentence.
    pub fn guard<S: ToString>(guard: Guard, about: impl IntoIterator<Item = S>) -> Self {
        Self::Guard { guard, about: about.into_iter().map(|one| one.to_string()).collect() }
    }

    /// Is it about what was typed, rather than about where the record stands?
    pub const fn is_about_fields(&self) -> bool {
        if let Self::Guard { guard, .. } = self {
            return guard.is_about_fields();
        }
        matches!(
            self,
            Self::FieldMissing { .. }
                | Self::FieldWrong { .. }
                | Self::TransferHasItems
                | Self::ItemsMissing
                | Self::OutcomeCount { .. }
                | Self::AnswerCount { .. }
                | Self::EvidenceMissing
                | Self::Conflict { .. }
                | Self::OpenWork { .. }
                | Self::Deadline { .. }
        ) || matches!(self, Self::Guard { guard, .. } if guard.is_about_fields())
    }

    /// The stable code of JSON output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::NotPermitted { .. } => "not-permitted",
            Self::FieldMissing { .. } => "field-missing",
            Self::FieldWrong { .. } => "field-wrong",
            Self::Already { .. } => "already",
            Self::Stage { .. } => "stage",
            Self::NotHolder { .. } => "not-holder",
            Self::OnOffer { .. } => "on-offer",
            Self::HasLeft { .. } => "has-left",
            Self::OpenWork { .. } => "open-work",
            Self::SecondPerson => "second-person",
            Self::NotOurTurn { .. } => "not-our-turn",
            Self::First { .. } => "first",
            Self::Done { .. } => "done",
            Self::TooLate { .. } => "too-late",
            Self::RecallPending => "recall-pending",
            Self::Carried => "carried",
            Self::TransferHasItems => "transfer-has-items",
            Self::ItemsMissing => "items-missing",
            Self::AnswerCount { .. } => "answer-count",
            Self::Rounds { .. } => "rounds",
            Self::Designated => "designated",
            Self::OutcomeCount { .. } => "outcome-count",
            Self::Level { .. } => "level",
            Self::Conflict { .. } => "conflict",
            Self::EvidenceMissing => "evidence-missing",
            Self::HasDesk { .. } => "has-desk",
            Self::Changed { .. } => "changed",
            Self::Deadline { .. } => "deadline",
            Self::Guard { guard, .. } => guard.code(),
            Self::StateSecret => "state-secret",
        }
    }

    /// The sentence in the asked language.
    pub fn say(&self, zh: bool) -> String {
        if zh { self.zh() } else { self.en() }
    }

    /// What is, then what to do, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NotFound => "没有这个编号, 或你无权看. 先查找再试".into(),
            Self::NotPermitted { wants } => format!("这一步须由{}做. 换岗位, 或请其办理", wants.zh()),
            Self::FieldMissing { field } => format!("还缺 {field}. 填好再提交"),
            Self::FieldWrong { field, zh, .. } => format!("{field}: {}", remedied(zh, "改正后再提交")),
            Self::Already { number } => format!("已在册, 编号 {number}. 打开它即可"),
            Self::Stage { is_zh, wants_zh, .. } => format!("现在是 {is_zh}, 须先到 {wants_zh}. 先办到那一步"),
            Self::NotHolder { holder } => {
                format!("此案由 {holder} 保管, 只有保管单位能改. 可发商请", holder = holder.zh)
            }
            Self::OnOffer { number, to } => format!("此案正移送 {to} ({number}). 先撤回那一件", to = to.zh),
            Self::HasLeft { to } => format!("此案已移送 {to}, 撤不回. 可请对方移送回来", to = to.zh),
            Self::OpenWork { items } => format!("还不能办结: {} 未了. 逐项处理, 或写明理由", items.join(", ")),
            Self::SecondPerson => "须由第二人办: 此条是你登记的. 请另一位同事办".into(),
            Self::NotOurTurn { who_zh, .. } => format!("这一步由{who_zh}做, 现在等对方"),
            Self::First { verb, zh, .. } => format!("须先{zh} ({verb}). 办完再来"),
            Self::Done { zh, by, at, .. } => format!("已{zh} ({}), 无须再做", joined(by, at)),
            Self::TooLate { zh, .. } => format!("太迟: {zh}. 还有事, 另立一件"),
            Self::RecallPending => "撤回已请求, 等对方答复. 一次只能有一件撤回".into(),
            Self::Carried => "已经发出, 收不回. 可要求撤回".into(),
            Self::TransferHasItems => "移送是整案, 不列事项. 去掉事项, 或改用商请".into(),
            Self::ItemsMissing => "商请至少要有一项要办的事. 写明事项".into(),
            Self::AnswerCount { questions, given } => {
                format!("共 {questions} 问, 答了 {given} 个. 每问一答, 没有的写 无")
            }
            Self::Rounds { max } => format!("最多 {max} 轮, 已用完. 受理, 退回, 或提请协调"),
            Self::Designated => "已指定由本单位办理, 不能退回. 有困难可申请延期".into(),
            Self::OutcomeCount { items, given } => format!("共 {items} 项, 给了 {given} 个结果. 每项写一个结果"),
            Self::Level { secrecy } => format!("密级 {secrecy} 不得出本单位. 降级须另行批准, 或当面联系"),
            Self::Conflict { with } => format!("利益冲突: {with}. 换一位专家, 或写明越过的理由"),
            Self::EvidenceMissing => "代录须有凭据: 扫描件路径, 或电话中谁说了什么".into(),
            Self::HasDesk { name } => format!("{name} 有自己的工作台, 不能代录. 请对方自己记录", name = name.zh),
            Self::Changed { now, seen } => {
                format!("另一位同事先存了: 现在是第 {now} 版, 你看的是第 {seen} 版. 重看再做")
            }
            Self::Deadline { zh, .. } => zh.clone(),
            Self::Guard { guard, about } => guard.say(true, about),
            Self::StateSecret => "涉及国家秘密, 未存任何内容. 请走本单位保密机构的涉密渠道".into(),
        }
    }

    /// What is, then what to do, in English.
    pub fn en(&self) -> String {
        match self {
            Self::NotFound => "No such number, or not for you. Find it first".into(),
            Self::NotPermitted { wants } => format!("This needs the post of {}. Change post, or ask one", wants.en()),
            Self::FieldMissing { field } => format!("Still missing: {field}. Fill it in, then submit"),
            Self::FieldWrong { field, en, .. } => format!("{field}: {}", remedied(en, "Correct it and submit again")),
            Self::Already { number } => format!("Already in the book as {number}. Open that one"),
            Self::Stage { is_en, wants_en, .. } => {
                format!("It is {is_en}; it has to be {wants_en} first. Take it there")
            }
            Self::NotHolder { holder } => {
                format!("{holder} holds this case and alone may change it. Send a request", holder = holder.en)
            }
            Self::OnOffer { number, to } => {
                format!("The case is on its way to {to} ({number}). Recall that one first", to = to.en)
            }
            Self::HasLeft { to } => {
                format!("The case has left for {to}. Ask for it back by a transfer the other way", to = to.en)
            }
            Self::OpenWork { items } => {
                format!("Cannot close, still open: {}. Deal with each, or give the reason", items.join(", "))
            }
            Self::SecondPerson => "A second person does this: you entered it. Ask a colleague".into(),
            Self::NotOurTurn { who_en, .. } => format!("This is for {who_en}. Wait for them"),
            Self::First { verb, en, .. } => format!("First {en} ({verb}). Then come back to this"),
            Self::Done { en, by, at, .. } => format!("Already {en} ({}). Nothing to do", joined(by, at)),
            Self::TooLate { en, .. } => format!("Too late: {en}. If there is more to do, open another"),
            Self::RecallPending => "A recall is already asked; wait for the answer. One recall at a time".into(),
            Self::Carried => "It has left the house. Ask for a recall instead".into(),
            Self::TransferHasItems => {
                "A transfer moves the whole case and has no items. Drop them, or send a request".into()
            }
            Self::ItemsMissing => "A request asks for at least one item. Write what is to be done".into(),
            Self::AnswerCount { questions, given } => {
                format!(
                    "There are {questions} questions and {given} answers. Answer each; write n/a where there is none"
                )
            }
            Self::Rounds { max } => {
                format!("{max} rounds are the most there may be. Accept, return, or ask the coordinator")
            }
            Self::Designated => "This unit is designated and cannot return it. Ask for an extension if need be".into(),
            Self::OutcomeCount { items, given } => {
                format!("There are {items} items and {given} outcomes. Give one outcome for each item")
            }
            Self::Level { secrecy } => {
                format!("{secrecy} may not leave the unit. Have the level lowered, or meet in person")
            }
            Self::Conflict { with } => {
                format!("Conflict of interest: {with}. Choose another expert, or give the reason")
            }
            Self::EvidenceMissing => "By proxy needs evidence: the path of a scan, or who said what on the call".into(),
            Self::HasDesk { name } => format!("{name} has a desk: no proxy. Ask them to record it", name = name.en),
            Self::Changed { now, seen } => format!("A colleague saved first: now v{now}, you saw v{seen}. Look again"),
            Self::Deadline { en, .. } => en.clone(),
            Self::Guard { guard, about } => guard.say(false, about),
            Self::StateSecret => "Marked as a state secret: nothing was stored. Take it to your secrecy office".into(),
        }
    }
}

/// What is wrong with a field, and what to do: where the sentence does not say it, it is put right and sent again.
fn remedied(what: &str, remedy: &str) -> String {
    match what.contains(". ") || what.contains("; ") {
        true => what.to_owned(),
        false => format!("{what}. {remedy}"),
    }
}

/// Who and when, as far as it is known.
fn joined(by: &str, at: &str) -> String {
    [by, at].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}
