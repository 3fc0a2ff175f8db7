//! The provinces of China by code (GB/T 2260): where an enterprise is at home, read from its credit code or its address.

use super::dispute::Enterprise;

/// Code, Chinese name as addresses begin with it, English name.
pub const PROVINCES: &[(&str, &str, &str)] = &[
    ("11", "北京", "Beijing"),
    ("12", "天津", "Tianjin"),
    ("13", "河北", "Hebei"),
    ("14", "山西", "Shanxi"),
    ("15", "内蒙古", "Inner Mongolia"),
    ("21", "辽宁", "Liaoning"),
    ("22", "吉林", "Jilin"),
    ("23", "黑龙江", "Heilongjiang"),
    ("31", "上海", "Shanghai"),
    ("32", "江苏", "Jiangsu"),
    ("33", "浙江", "Zhejiang"),
    ("34", "安徽", "Anhui"),
    ("35", "福建", "Fujian"),
    ("36", "江西", "Jiangxi"),
    ("37", "山东", "Shandong"),
    ("41", "河南", "Henan"),
    ("42", "湖北", "Hubei"),
    ("43", "湖南", "Hunan"),
    ("44", "广东", "Guangdong"),
    ("45", "广西", "Guangxi"),
    ("46", "海南", "Hainan"),
    ("50", "重庆", "Chongqing"),
    ("51", "四川", "Sichuan"),
    ("52", "贵州", "Guizhou"),
    ("53", "云南", "Yunnan"),
    ("54", "西藏", "Xizang"),
    ("61", "陕西", "Shaanxi"),
    ("62", "甘肃", "Gansu"),
    ("63", "青海", "Qinghai"),
    ("64", "宁夏", "Ningxia"),
    ("65", "新疆", "Xinjiang"),
    ("71", "台湾", "Taiwan"),
    ("81", "香港", "Hong Kong"),
    ("82", "澳门", "Macao"),
];

/// Is it the code of a place: two, four or six digits of a province that there is?
pub fn is_place(code: &str) -> bool {
    let digits = matches!(code.len(), 2 | 4 | 6) && code.bytes().all(|byte| byte.is_ascii_digit());
    digits && PROVINCES.iter().any(|(province, ..)| code.starts_with(province))
}

/// The code of the place where an enterprise is at home: digits 3 to 8 of its credit code are those of the registry
/// that gave it (GB 32100-2015); else the province that its address names first. The registry of the state (100000)
/// says nothing of a place.
pub fn domicile(enterprise: &Enterprise) -> Option<String> {
    let registry = enterprise.uscc.as_deref().and_then(|code| code.get(2..8)).filter(|code| is_place(code));
    registry.map(str::to_owned).or_else(|| of_address(&enterprise.address).map(str::to_owned))
}

/// The province that an address names first.
pub fn of_address(address: &str) -> Option<&'static str> {
    let lower = address.to_lowercase();
    let first = |zh: &str, en: &str| lower.find(zh).or_else(|| lower.find(&en.to_lowercase()));
    let named = PROVINCES.iter().filter_map(|(code, zh, en)| Some((first(zh, en)?, *code)));
    named.min().map(|(_, code)| code)
}
