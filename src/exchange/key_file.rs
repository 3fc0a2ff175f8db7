//! The key file with which two stores enroll each other's units, and the fingerprint that two officers compare.
//!
//! The file carries the unit's card and the card's own signature: nobody can change a name or a sealing key in it.
//! That it is *this* unit's card, and not somebody else's, is what the fingerprint read over the telephone settles.

use super::keys::{SIGNATURE_BYTES, UnitKeys, verify};
use crate::casework::ids::UnitId;
use crate::casework::unit::UnitCard;
use crate::casework::words::UnitKind;
use serde::{Deserialize, Serialize};

/// A key file is under one kilobyte; more than this is another file.
const KEY_FILE_BYTES_MAX: usize = 16 * 1024;
/// A unit's name stands in one line of a screen and on a letter.
const NAME_CHARS_MAX: usize = 120;
/// A zone or a calendar code.
const CODE_CHARS_MAX: usize = 64;
/// The part of a unit's record numbers before the year.
const UNIT_CODE_CHARS_MAX: usize = 8;
const SCHEMA_PREFIX: &str = "dutydesk/key/";
const SCHEMA_VERSION: u32 = 1;
/// What a card's signature is over begins with this, and the fingerprint too.
const CARD_CONTEXT: &[u8] = b"dutydesk unit card 1";

/// Why a key file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// Something else altogether.
    #[error("not a key file of dutydesk: ask the other unit for the file that `dutydesk exchange key` writes")]
    NotAKeyFile(#[source] Option<serde_json::Error>),
    /// Written by a later program.
    #[error(
        "the key file has format {found}, this program reads up to {SCHEMA_VERSION}: update dutydesk, or ask for an older key file"
    )]
    Newer { found: u32 },
    /// A field that no unit can have.
    #[error("the key file's \"{0}\" is not usable: ask the other unit for a new key file")]
    BadField(&'static str),
    /// The id is hashed from the key, and here it is not.
    #[error(
        "the key file's unit id does not belong to its key: do not enroll this unit; ask for the file again on another way"
    )]
    WrongId,
    /// Changed after it was written.
    #[error("the key file's signature does not hold: it was changed on the way; ask for it again on another way")]
    BadSignature,
}

impl KeyFileError {
    /// The same line in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NotAKeyFile(_) => "这不是 dutydesk 的密钥文件: 请对方用 `dutydesk exchange key` 重新导出".into(),
            Self::Newer { found } => {
                format!("密钥文件格式为 {found}, 本程序只读到 {SCHEMA_VERSION}: 升级 dutydesk, 或请对方导出旧格式")
            }
            Self::BadField(field) => format!("密钥文件的 \"{field}\" 不可用: 请对方重新导出"),
            Self::WrongId => "密钥文件中的单位编号与密钥不符: 不要登记该单位, 另经途径重新索取".into(),
            Self::BadSignature => "密钥文件的签名不成立: 途中被改动过, 另经途径重新索取".into(),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    schema: String,
    card: CardText,
    signature: String,
}

#[derive(Deserialize)]
struct SchemaOnly {
    schema: String,
}

#[derive(Serialize, Deserialize)]
struct CardText {
    id: String,
    code: String,
    name_zh: String,
    name_en: String,
    kind: String,
    zone: String,
    calendar: String,
    verifying_key: String,
    sealing_key: String,
}

/// The key file of this unit, as JSON text, signed with its own key.
pub fn write_key_file(card: &UnitCard, keys: &UnitKeys) -> String {
    let file = KeyFile {
        schema: format!("{SCHEMA_PREFIX}{SCHEMA_VERSION}"),
        card: CardText {
            id: card.id.to_string(),
            code: card.code.clone(),
            name_zh: card.name_zh.clone(),
            name_en: card.name_en.clone(),
            kind: card.kind.code().into(),
            zone: card.zone.clone(),
            calendar: card.calendar.clone(),
            verifying_key: hex(&card.verifying_key),
            sealing_key: hex(&card.sealing_key),
        },
        signature: hex(&keys.sign(&card_bytes(card))),
    };
    // Strings in plain structs always serialize; the fallback is never taken.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// Reads the key file of another unit. What it proves is that the card is whole, not whose it is: compare fingerprints.
pub fn read_key_file(text: &str) -> Result<UnitCard, KeyFileError> {
    if text.len() > KEY_FILE_BYTES_MAX {
        return Err(KeyFileError::NotAKeyFile(None));
    }
    let not_ours = |e| KeyFileError::NotAKeyFile(Some(e));
    let text = text.trim_start_matches('\u{feff}');
    let SchemaOnly { schema } = serde_json::from_str(text).map_err(not_ours)?;
    let version = schema.strip_prefix(SCHEMA_PREFIX).and_then(|v| v.parse::<u32>().ok());
    match version.ok_or(KeyFileError::NotAKeyFile(None))? {
        SCHEMA_VERSION => {}
        0 => return Err(KeyFileError::NotAKeyFile(None)),
        found => return Err(KeyFileError::Newer { found }),
    }
    let file: KeyFile = serde_json::from_str(text).map_err(not_ours)?;
    let signature = unhex::<SIGNATURE_BYTES>(&file.signature).ok_or(KeyFileError::BadField("signature"))?;
    let card = card_of(file.card)?;
    if card.id != UnitId::of_key(&card.verifying_key) {
        return Err(KeyFileError::WrongId);
    }
    if !verify(&card.verifying_key, &card_bytes(&card), &signature) {
        return Err(KeyFileError::BadSignature);
    }
    Ok(card)
}

/// Eight groups of four digits over everything on the card: the same on both sides exactly when the cards are the same.
pub fn fingerprint(card: &UnitCard) -> String {
    let digits = hex(&blake3::hash(&card_bytes(card)).as_bytes()[..16]).to_uppercase();
    let groups: Vec<&str> = (0..8).map(|n| &digits[4 * n..4 * n + 4]).collect();
    groups.join(" ")
}

/// The card as the bytes that are signed: each field behind its length, in this order for ever.
fn card_bytes(card: &UnitCard) -> Vec<u8> {
    let fields: [&[u8]; 9] = [
        &card.id.0,
        card.code.as_bytes(),
        card.name_zh.as_bytes(),
        card.name_en.as_bytes(),
        card.kind.code().as_bytes(),
        card.zone.as_bytes(),
        card.calendar.as_bytes(),
        &card.verifying_key,
        &card.sealing_key,
    ];
    let mut bytes = CARD_CONTEXT.to_vec();
    for field in fields {
        bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
        bytes.extend_from_slice(field);
    }
    bytes
}

fn card_of(text: CardText) -> Result<UnitCard, KeyFileError> {
    use KeyFileError::BadField;
    let is_code = |code: &str| {
        (1..=UNIT_CODE_CHARS_MAX).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let is_name = |name: &str| name.chars().count() <= NAME_CHARS_MAX && !name.chars().any(is_unseen);
    let is_plain =
        |code: &str| (1..=CODE_CHARS_MAX).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_graphic());
    let check = |holds: bool, field| if holds { Ok(()) } else { Err(BadField(field)) };
    check(is_code(&text.code), "code")?;
    check(is_name(&text.name_zh) && !text.name_zh.trim().is_empty(), "name_zh")?;
    check(is_name(&text.name_en), "name_en")?;
    check(is_plain(&text.zone), "zone")?;
    check(is_plain(&text.calendar), "calendar")?;
    Ok(UnitCard {
        id: UnitId(unhex(&text.id).ok_or(BadField("id"))?),
        code: text.code,
        name_zh: text.name_zh,
        name_en: text.name_en,
        kind: UnitKind::parse(&text.kind).ok_or(BadField("kind"))?,
        zone: text.zone,
        calendar: text.calendar,
        verifying_key: unhex(&text.verifying_key).ok_or(BadField("verifying_key"))?,
        sealing_key: unhex(&text.sealing_key).ok_or(BadField("sealing_key"))?,
    })
}

/// Characters that would let a name look like another one: controls, and marks that hide or turn the text around.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (n, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * n..2 * n + 2], 16).ok()?;
    }
    Some(bytes)
}
