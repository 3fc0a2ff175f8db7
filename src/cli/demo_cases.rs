//! Invented disputes, as many as wanted: the same number gives the same dispute, and no two are alike. For stores of the
//! size that a province has after years.

use crate::casework::command::{Act, DisputeAct};
use crate::casework::dispute::{Amount, DisputeDraft, Enterprise};
use crate::casework::ids::RecordId;
use crate::casework::words::{Channel, DisputeKind, Role, Tlp};
use chrono::{DateTime, Days, FixedOffset, TimeDelta};

/// Syllables of invented brands, with their sound.
const SYLLABLES: [(&str, &str); 40] = [
    ("海", "hai"),
    ("岳", "yue"),
    ("铂", "bo"),
    ("锐", "rui"),
    ("彩", "cai"),
    ("禾", "he"),
    ("翎", "ling"),
    ("飞", "fei"),
    ("晨", "chen"),
    ("光", "guang"),
    ("智", "zhi"),
    ("远", "yuan"),
    ("恒", "heng"),
    ("泰", "tai"),
    ("瑞", "rui"),
    ("丰", "feng"),
    ("嘉", "jia"),
    ("诚", "cheng"),
    ("宏", "hong"),
    ("图", "tu"),
    ("星", "xing"),
    ("驰", "chi"),
    ("云", "yun"),
    ("帆", "fan"),
    ("沃", "wo"),
    ("科", "ke"),
    ("联", "lian"),
    ("创", "chuang"),
    ("德", "de"),
    ("力", "li"),
    ("欧", "ou"),
    ("凯", "kai"),
    ("明", "ming"),
    ("达", "da"),
    ("优", "you"),
    ("品", "pin"),
    ("尚", "shang"),
    ("格", "ge"),
    ("朗", "lang"),
    ("宁", "ning"),
];

/// Places, with the province before them.
const CITIES: [(&str, &str); 12] = [
    ("浙江省", "宁波"),
    ("浙江省", "温州"),
    ("浙江省", "义乌"),
    ("浙江省", "台州"),
    ("浙江省", "杭州"),
    ("浙江省", "绍兴"),
    ("浙江省", "嘉兴"),
    ("浙江省", "湖州"),
    ("浙江省", "金华"),
    ("浙江省", "永康"),
    ("浙江省", "慈溪"),
    ("浙江省", "余姚"),
];

/// What they make: in the name, in English, as a product with its HS code.
const TRADES: [(&str, &str, &str); 16] = [
    ("智能装备", "Smart Equipment", "激光测距仪 HS 9015.10"),
    ("工具", "Tools", "电动扳手 HS 8467"),
    ("日用品", "Homeware", "保温杯 HS 9617"),
    ("鞋业", "Shoes", "运动鞋 HS 6404"),
    ("光电", "Optoelectronics", "LED 灯具 HS 9405"),
    ("电子", "Electronics", "无线耳机 HS 8518"),
    ("新能源", "New Energy", "储能电池 HS 8507"),
    ("医疗器械", "Medical", "雾化器 HS 9019"),
    ("汽配", "Auto Parts", "车灯 HS 8512"),
    ("服饰", "Apparel", "羽绒服 HS 6201"),
    ("家居", "Home", "升降桌 HS 9403"),
    ("文具", "Stationery", "中性笔 HS 9608"),
    ("阀门", "Valves", "球阀 HS 8481"),
    ("电器", "Appliances", "空气炸锅 HS 8516"),
    ("玩具", "Toys", "积木 HS 9503"),
    ("泵业", "Pumps", "潜水泵 HS 8413"),
];

/// About what, in which country, before whom.
const FORUMS: [(DisputeKind, &str, &str); 18] = [
    (DisputeKind::Section337, "US", "USITC (s.337)"),
    (DisputeKind::PatentSuit, "US", "US District Court"),
    (DisputeKind::TrademarkSuit, "US", "US District Court"),
    (DisputeKind::ScheduleA, "US", "US District Court (Schedule A)"),
    (DisputeKind::ScheduleA, "US", "US District Court (Schedule A)"),
    (DisputeKind::ECommerce, "US", "Platform (Amazon/eBay)"),
    (DisputeKind::Customs, "US", "US CBP"),
    (DisputeKind::PatentSuit, "DE", "Landgericht"),
    (DisputeKind::TradeFair, "DE", "Landgericht"),
    (DisputeKind::Invalidation, "DE", "DPMA"),
    (DisputeKind::PatentSuit, "UP", "UPC CFI"),
    (DisputeKind::Opposition, "EM", "EUIPO"),
    (DisputeKind::Customs, "EU", "EU customs"),
    (DisputeKind::Opposition, "JP", "JPO"),
    (DisputeKind::TradeSecret, "KR", "MOIP (KIPO)"),
    (DisputeKind::Squatting, "BR", "INPI"),
    (DisputeKind::Squatting, "VN", "IP Viet Nam"),
    (DisputeKind::Domain, "WO", "WIPO"),
];

/// The first and the last part of the other side's name.
const OTHERS: ([&str; 24], [&str; 10]) = (
    [
        "Northlake",
        "Veltner",
        "Harbor Finch",
        "Alder",
        "Quillon",
        "Brackenridge",
        "Osterholm",
        "Pellworth",
        "Ravensbeck",
        "Sundquist",
        "Tarrington",
        "Ullmer",
        "Wexcombe",
        "Yarrowgate",
        "Zellman",
        "Corvane",
        "Dunmere",
        "Eastvale",
        "Fairholt",
        "Grantham Vale",
        "Hollis",
        "Ingram Pike",
        "Jarlsberg",
        "Kestrelmoor",
    ],
    [
        "Optics LLC",
        "Werkzeug GmbH",
        "Brands Inc.",
        "Footwear Inc.",
        "Holdings BV",
        "Lighting Corp.",
        "Technologies LLC",
        "Pharma AG",
        "Licensing Ltd",
        "Industries KK",
    ],
);

/// Enterprises have about three disputes each.
const DISPUTES_PER_ENTERPRISE: u64 = 3;

/// Disputes came in over the last so many days.
const DAYS_BACK: u64 = 400;

/// Makes invented disputes of one run.
pub struct Cases {
    pub now: DateTime<FixedOffset>,
    /// Disputes of the run.
    pub count: u64,
}

impl Cases {
    /// The `no`-th dispute as it was told.
    pub fn draft(&self, no: u64) -> DisputeDraft {
        let mut dice = Dice(no);
        let enterprise = mixed(no) % (self.count / DISPUTES_PER_ENTERPRISE + 1);
        let (kind, jurisdiction, forum) = FORUMS[dice.below(FORUMS.len())];
        let days = dice.roll() % DAYS_BACK;
        let received_at = self.now - Days::new(days) - TimeDelta::minutes(i64::from(dice.roll() as u8));
        let served_on = received_at.date_naive() - Days::new(dice.roll() % 14);
        let (first, last) = (OTHERS.0[dice.below(24)], OTHERS.1[dice.below(10)]);
        let (enterprise, products) = enterprise_of(enterprise);
        DisputeDraft {
            received_at,
            channel: [Channel::Phone, Channel::Form, Channel::Counter][dice.below(3)],
            source: String::new(),
            enterprise,
            role: if kind == DisputeKind::Squatting { Role::Opponent } else { Role::Respondent },
            kind,
            jurisdiction: jurisdiction.to_owned(),
            forum: forum.to_owned(),
            docket: Some(format!("{jurisdiction}-{}-{no:07}", received_at.format("%y"))),
            counterpart: format!("{first} {last}"),
            counterpart_counsel: String::new(),
            rights: vec![format!("{jurisdiction} {}", 6_000_000 + mixed(no ^ 0x5eed) % 6_000_000)],
            products,
            amount: Some(Amount { value: (1_000 * (1 + dice.roll() % 9_000)).to_string(), currency: "USD".into() }),
            known_on: Some(served_on),
            served_on: Some(served_on),
            service_method: "mail".into(),
            reply_due: None,
            state: "已立案".into(),
            counsel: String::new(),
            request: ["评估应诉与规避设计", "是否提交应诉意向", "解冻账户", "提交答辩"][dice.below(4)].into(),
            consent_to_share: Some(true),
            material_abroad: Some(false),
            secrecy: [Tlp::Green, Tlp::Amber, Tlp::Amber, Tlp::AmberStrict][dice.below(4)],
        }
    }

    /// What was done with the `no`-th dispute after it was registered as `id`.
    pub fn acts(&self, no: u64, id: RecordId) -> Vec<Act> {
        let accept = DisputeAct::Accept { ground: "本省企业".to_owned() };
        let acts = match mixed(no ^ 0xac75) % 10 {
            0..4 => vec![],
            4..7 => vec![accept],
            _ => vec![accept, DisputeAct::Guide],
        };
        acts.into_iter().map(|act| Act::Dispute(id, act)).collect()
    }
}

/// The enterprise of a number, and what it makes.
fn enterprise_of(no: u64) -> (Enterprise, String) {
    let mut rest = no;
    let mut digit = |of: usize| {
        let digit = usize::try_from(rest % of as u64).unwrap_or(0);
        rest /= of as u64;
        digit
    };
    let (one, two) = (SYLLABLES[digit(40)], SYLLABLES[digit(40)]);
    let ((province, city), (trade, english, product)) = (CITIES[digit(12)], TRADES[digit(16)]);
    let brand = format!("{}{}", one.1, two.1);
    let brand: String = brand.chars().take(1).flat_map(char::to_uppercase).chain(brand.chars().skip(1)).collect();
    let further = if rest == 0 { String::new() } else { format!("({rest})") };
    let enterprise = Enterprise {
        name: format!("{city}{}{}{trade}{further}有限公司", one.0, two.0),
        names: vec![format!("{brand} {english}{further}")],
        address: format!("{province}{city}市"),
        ..Enterprise::default()
    };
    (enterprise, product.to_owned())
}

/// Throws that follow from a number alone.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll() % count as u64).unwrap_or(0)
    }
}

/// The mixing step of SplitMix64 (Steele, Lea, Flood 2014): every bit in moves every bit out.
const fn mixed(no: u64) -> u64 {
    let mut z = no.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_are_alike_and_each_comes_again_the_same() {
        let now = DateTime::parse_from_rfc3339("2026-11-29T09:00:00+08:00").expect("an instant");
        let cases = Cases { now, count: 20_000 };
        let keys: HashSet<_> = (0..20_000).map(|no| cases.draft(no).key()).collect();
        assert_eq!(keys.len(), 20_000);
        assert_eq!(cases.draft(77), cases.draft(77));
        let names: HashSet<_> = (0..20_000).map(|no| cases.draft(no).enterprise.name).collect();
        assert!((5_000..7_000).contains(&names.len()), "about three each: {}", names.len());
    }
}
