//! Closed vocabularies of the field: each variant with its code (stored, JSON), its Chinese and its English word.

/// Declares a closed vocabulary once: variants with code, zh and en.
macro_rules! vocabulary {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident $code:literal $zh:literal $en:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $(#[doc = $en] $variant),* }

        impl $name {
            /// All of them, in the order of the tables.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Their codes, in the same order.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// Code, Chinese and English word of each.
            pub const WORDS: &'static [(&'static str, &'static str, &'static str)] = &[$(($code, $zh, $en)),*];

            /// The code that files and JSON use.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The Chinese word.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),* }
            }

            /// The English word.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en),* }
            }

            /// The word in the asked language.
            pub const fn word(self, zh: bool) -> &'static str {
                if zh { self.zh() } else { self.en() }
            }

            /// Read from a code or a word of either language, whatever the case.
            pub fn parse(text: &str) -> Option<Self> {
                let text = text.trim();
                Self::ALL.iter().copied().find(|one| {
                    one.code().eq_ignore_ascii_case(text) || one.zh() == text || one.en().eq_ignore_ascii_case(text)
                })
            }
        }
    )*};
}
pub(crate) use vocabulary;

vocabulary! {
    /// How a dispute reached the center.
    Channel {
        Phone "phone" "电话" "phone",
        Form "form" "申请书" "form",
        Feed "feed" "来源" "feed",
        Counter "counter" "来访" "counter",
        Peer "peer" "其他中心" "another center",
    }

    /// The part that the enterprise plays.
    Role {
        Respondent "respondent" "被告" "respondent",
        Claimant "claimant" "原告" "claimant",
        Owner "owner" "权利人" "right owner",
        Opponent "opponent" "异议人" "opponent",
    }

    /// What the dispute is about.
    DisputeKind {
        Section337 "section-337" "337调查" "section 337",
        PatentSuit "patent-suit" "专利侵权诉讼" "patent suit",
        TrademarkSuit "trademark-suit" "商标侵权诉讼" "trademark suit",
        TradeSecret "trade-secret" "商业秘密纠纷" "trade secret",
        Copyright "copyright" "著作权纠纷" "copyright",
        Squatting "squatting" "商标海外抢注" "trademark squatting",
        TradeFair "trade-fair" "展会知识产权纠纷" "trade fair",
        ECommerce "e-commerce" "跨境电商纠纷" "e-commerce",
        ScheduleA "schedule-a" "批量诉讼(Schedule A)" "Schedule A suit",
        Domain "domain" "域名争议" "domain name",
        Customs "customs" "海关扣留" "customs detention",
        Opposition "opposition" "异议" "opposition",
        Invalidation "invalidation" "无效宣告" "invalidation",
        Other "other" "其他" "other",
    }

    /// Who may see it: Traffic Light Protocol 2.0.
    Tlp {
        Clear "clear" "明" "clear",
        Green "green" "绿" "green",
        Amber "amber" "橙" "amber",
        AmberStrict "amber+strict" "严" "amber+strict",
        Red "red" "红" "red",
    }

    /// What an officer may do in a unit.
    PostRole {
        Duty "duty" "值班员" "duty officer",
        Lead "lead" "带班" "shift lead",
        Admin "admin" "管理员" "administrator",
        Archivist "archivist" "档案员" "archivist",
    }

    /// What a unit is.
    UnitKind {
        Center "center" "指导中心" "guidance center",
        Court "court" "法院联络处" "court liaison office",
        Customs "customs" "海关" "customs office",
        Police "police" "公安" "police",
        Ministry "ministry" "部委" "ministry",
        Embassy "embassy" "使领馆" "embassy",
        Mediator "mediator" "调解组织" "mediation body",
        Other "other" "其他机构" "other agency",
    }
}

impl Tlp {
    /// The name as the protocol writes it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }
}
