//! How a Chinese name is typed on a keyboard without Chinese: pinyin without tones, and initials.

use pinyin::ToPinyin;

/// Pinyin of a name and its initials: each syllable begins with a capital, what is not Chinese is in small letters.
/// None: nothing in it is Chinese.
pub fn spell(name: &str) -> Option<(String, String)> {
    if name.is_ascii() {
        return None;
    }
    let (mut full, mut initials) = (String::with_capacity(name.len()), String::new());
    let mut is_chinese = false;
    for (syllable, c) in name.to_pinyin().zip(name.chars()) {
        if let Some(syllable) = syllable {
            let plain = syllable.plain();
            full.push_str(&plain[..1].to_uppercase());
            full.push_str(&plain[1..]);
            initials.push_str(syllable.first_letter());
            is_chinese = true;
        } else {
            full.extend(c.to_lowercase());
            initials.extend(c.to_lowercase());
        }
    }
    is_chinese.then_some((full, initials))
}
