//! Checking an archive, wherever it lies: every file against the list, nothing more and nothing less, and the list
//! against the signature. Nothing is unpacked.

use super::super::caller::Caller;
use super::super::evidence::digits;
use super::super::report::CliError;
use super::super::table::{pairs, safe};
use super::{SIGNATURE, SUMS, Signed, unhex};
use crate::calendar::Text;
use crate::casework::ids::Hash;
use crate::daemon::signing::{is_signed, unit_of};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use zip::ZipArchive;

/// Files of one archive: papers, evidence and referrals of the largest case.
const FILES_MAX: usize = 5_000;

/// The list and the signature are text.
const TEXT_BYTES_MAX: u64 = 4 << 20;

/// No file of an archive is larger than the largest that is kept with a case.
const FILE_BYTES_MAX: u64 = crate::daemon::ATTACHMENT_BYTES_MAX;

/// Checks, and says the first thing that is wrong.
pub fn run(caller: &Caller, path: &Path) -> Result<(), CliError> {
    let open = |source| CliError::file(Text::new("读归档包", "reading the archive"), path, source);
    let file = File::open(path).map_err(open)?;
    let found = looked_through(file).map_err(|error| open(error.into()))?;
    let ok = found.wrong.is_none();
    let signed = found.signed.as_ref();
    let reply = json!({
        "schema": "dutydesk/archive-check/1",
        "file": path,
        "ok": ok,
        "files": found.files,
        "id": signed.map(|one| &one.id),
        "unit": signed.map(|one| &one.unit),
        "signer": found.signer,
        "first_wrong": found.wrong.as_ref().map(|text| text.pick(caller.zh)),
    });
    caller.print(&reply, || {
        let verdict = match &found.wrong {
            None => caller.pick("全部相符", "all is well").to_owned(),
            Some(wrong) => safe(wrong.pick(caller.zh)),
        };
        let by = signed.map(|one| safe(&format!("{} {}", one.unit, one.unit_name))).unwrap_or_default();
        pairs(&[
            (caller.pick("案件", "case"), signed.map(|one| safe(&one.id)).unwrap_or_default()),
            (caller.pick("文件", "files"), found.files.to_string()),
            (caller.pick("签名单位", "signed by"), by),
            (caller.pick("签名密钥", "key of unit"), found.signer.clone().unwrap_or_default()),
            (caller.pick("结论", "verdict"), verdict),
        ])
    })?;
    if ok { Ok(()) } else { Err(CliError::SomeRefused) }
}

#[derive(Default)]
struct Found {
    files: usize,
    signed: Option<Signed>,
    /// Id of the unit whose key signed.
    signer: Option<String>,
    wrong: Option<Text>,
}

fn looked_through(file: File) -> Result<Found, zip::result::ZipError> {
    let mut zip = ZipArchive::new(file)?;
    let mut found = Found::default();
    if zip.len() > FILES_MAX {
        found.wrong = Some(Text::new("文件过多", "too many files"));
        return Ok(found);
    }
    let Some(sums) = text_of(&mut zip, SUMS)? else {
        found.wrong = Some(Text::new(format!("没有 {SUMS}"), format!("there is no {SUMS}")));
        return Ok(found);
    };
    found.wrong = files(&mut zip, &sums, &mut found.files)?;
    let signed = text_of(&mut zip, SIGNATURE)?.and_then(|text| serde_json::from_str::<Signed>(&text).ok());
    let unsigned = signature(signed.as_ref(), &sums);
    found.signer = signed.as_ref().and_then(|one| key_of(&one.key)).map(|key| unit_of(&key).to_string());
    found.signed = signed;
    found.wrong = found.wrong.or(unsigned);
    Ok(found)
}

fn text_of(zip: &mut ZipArchive<File>, name: &str) -> Result<Option<String>, zip::result::ZipError> {
    let file = match zip.by_name(name) {
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        file => file?,
    };
    let mut text = String::new();
    file.take(TEXT_BYTES_MAX).read_to_string(&mut text)?;
    Ok(Some(text))
}

/// Every file against the list: the first that is another, missing, or not on it.
fn files(zip: &mut ZipArchive<File>, sums: &str, count: &mut usize) -> Result<Option<Text>, zip::result::ZipError> {
    let mut listed: BTreeMap<&str, Hash> = BTreeMap::new();
    for line in sums.lines() {
        let entry = line.split_once("  ").and_then(|(hash, name)| Some((name, digits(hash)?)));
        let Some((name, hash)) = entry else {
            return Ok(Some(Text::new(format!("{SUMS} 有一行读不出"), format!("a line of {SUMS} cannot be read"))));
        };
        listed.insert(name, hash);
    }
    for no in 0..zip.len() {
        let file = zip.by_index(no)?;
        let name = file.name()?.into_owned();
        if name == SUMS || name == SIGNATURE {
            continue;
        }
        let Some(hash) = listed.remove(name.as_str()) else {
            return Ok(Some(Text::new(format!("{name} 不在 {SUMS} 里"), format!("{name} is not in {SUMS}"))));
        };
        *count += 1;
        let mut hasher = Sha256::new();
        // What is changed may also no longer unpack: both are said the same way.
        let read = io::copy(&mut file.take(FILE_BYTES_MAX + 1), &mut hasher);
        if !read.is_ok_and(|bytes| bytes <= FILE_BYTES_MAX) || hasher.finalize().as_slice() != hash.0 {
            return Ok(Some(Text::new(format!("{name} 被改动过"), format!("{name} was changed"))));
        }
    }
    Ok(listed.keys().next().map(|name| Text::new(format!("缺 {name}"), format!("{name} is missing"))))
}

fn signature(signed: Option<&Signed>, sums: &str) -> Option<Text> {
    let Some(one) = signed else {
        return Some(Text::new("没有签名", "there is no signature"));
    };
    let sums = Hash(Sha256::digest(sums.as_bytes()).into());
    let (key, signature) = (key_of(&one.key), unhex(&one.signature));
    let good = key.zip(signature).is_some_and(|(key, signature)| is_signed(&key, &one.id, sums, &signature));
    (!good).then(|| Text::new("签名不对", "the signature is not good"))
}

fn key_of(text: &str) -> Option<[u8; 32]> {
    unhex(text)?.try_into().ok()
}
