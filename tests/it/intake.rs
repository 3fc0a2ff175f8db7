//! Tests of intake: files in, drafts and reasons out. Samples are fictional.

use chrono::{DateTime, FixedOffset, NaiveDate};
use dutydesk::casework::alert::{AlertDraft, CapSeverity, CapUrgency, Priority};
use dutydesk::casework::dispute::DisputeDraft;
use dutydesk::casework::numbers::{self, Docket, NumberError};
use dutydesk::casework::words::{DisputeKind, Role, Tlp, UnitKind};
use dutydesk::intake::{
    self, Draft, FILE_BYTES_MAX, FileCode, ParseContext, Parsed, Record, RejectCode, Rejected, SOURCES, rejects_csv,
};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

const REQUESTS: &[u8] = include_bytes!("../samples/intake/requests.csv");
const REQUESTS_GB18030: &[u8] = include_bytes!("../samples/intake/requests-gb18030.csv");
const REQUESTS_JSONL: &[u8] = include_bytes!("../samples/intake/requests.jsonl");
const FEED: &[u8] = include_bytes!("../samples/intake/docket-feed.xml");
const NOTICES: &[u8] = include_bytes!("../samples/intake/federal-register.json");
const EXPERTS: &[u8] = include_bytes!("../samples/intake/experts.csv");
const AGENCIES: &[u8] = include_bytes!("../samples/intake/agencies.csv");

fn context() -> ParseContext {
    ParseContext { now: at("2026-11-10T09:00:00+08:00"), file_name: "sample".to_owned() }
}

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Reads a file by what it is, as the verb does.
fn read(name: &str, bytes: &[u8]) -> Parsed {
    intake::detect(name, bytes).unwrap().parse(&context(), bytes).unwrap()
}

fn read_as(kind: &str, text: &str) -> Parsed {
    intake::source(kind).unwrap().parse(&context(), text.as_bytes()).unwrap()
}

/// Why a file is refused whole.
fn refusal(kind: &str, bytes: &[u8]) -> FileCode {
    let error = intake::source(kind).unwrap().parse(&context(), bytes).unwrap_err();
    assert!(!error.text.zh.contains('\n') && !error.to_string().contains('\n'), "one line: {error}");
    error.code
}

fn dispute(record: &Record) -> &DisputeDraft {
    match record.outcome.as_ref().unwrap_or_else(|reject| panic!("refused: {}", reject.text.en)) {
        Draft::Dispute(draft) => draft,
        other => panic!("not a dispute: {other:?}"),
    }
}

fn alert(record: &Record) -> &AlertDraft {
    match record.outcome.as_ref().unwrap_or_else(|reject| panic!("refused: {}", reject.text.en)) {
        Draft::Alert(draft) => draft,
        other => panic!("not an alert: {other:?}"),
    }
}

fn code(record: &Record) -> RejectCode {
    record.outcome.as_ref().unwrap_err().code
}

/// One form with these fields, and what came of it.
fn form(fields: &[(&str, &str)]) -> Record {
    let usual = [("enterprise_name", "甲公司"), ("kind", "other"), ("jurisdiction", "US"), ("role", "respondent")];
    let given = |name: &str| fields.iter().any(|(has, _)| *has == name);
    let all = usual.iter().filter(|(name, _)| !given(name)).chain(fields);
    let object: serde_json::Map<_, _> = all.map(|(name, text)| ((*name).to_owned(), (*text).into())).collect();
    read_as("request", &serde_json::Value::Object(object).to_string()).records.remove(0)
}

#[test]
fn forms_come_as_csv_in_both_encodings() {
    for bytes in [REQUESTS, REQUESTS_GB18030] {
        let parsed = read("申请书.csv", bytes);
        assert_eq!(parsed.source, "request");
        let lines: Vec<u32> = parsed.records.iter().map(|one| one.line).collect();
        assert_eq!(lines, [2, 3, 4, 5]);
        let first = dispute(&parsed.records[0]);
        assert_eq!(first.enterprise.name, "杭州青隼光电有限公司");
        assert_eq!((first.role, first.kind), (Role::Respondent, DisputeKind::Section337));
        assert_eq!((first.jurisdiction.as_str(), first.docket.as_deref()), ("US", Some("337-TA-1478")));
        assert_eq!(first.served_on, Some(day("2026-11-05")));
        assert_eq!(first.reply_due, Some(day("2026-11-25")));
        assert_eq!(first.rights, ["US 10,945,648", "US 9,876,543"]);
        let amount = first.amount.as_ref().unwrap();
        assert_eq!((amount.value.as_str(), amount.currency.as_str()), ("4200000", "USD"));
        assert_eq!(first.enterprise.contact, "林未 13800000001");
        let second = dispute(&parsed.records[1]);
        assert_eq!(second.docket.as_deref(), Some("1:26-cv-04321"));
        assert_eq!(second.secrecy, Tlp::AmberStrict, "no consent, so it stays in the unit");
        assert_eq!(code(&parsed.records[2]), RejectCode::DateOrder);
        assert!(parsed.records[2].raw.starts_with("苏州岚图精机有限公司,"), "the rejects file has the row as it came");
        assert_eq!(code(&parsed.records[3]), RejectCode::StateSecret);
        assert_eq!(parsed.records[3].raw, "", "nothing of it may be kept");
    }
}

#[test]
fn forms_come_as_json_lines_flat_and_nested() {
    let parsed = read("forms.jsonl", REQUESTS_JSONL);
    let first = dispute(&parsed.records[0]);
    assert_eq!(first.enterprise.names, ["Qingsun Photonics Co., Ltd."]);
    assert_eq!(first.received_at, at("2026-11-09T10:30:00+08:00"));
    assert_eq!(first.docket.as_deref(), Some("337-TA-1478"));
    let second = dispute(&parsed.records[1]);
    assert_eq!(second.amount.as_ref().unwrap().currency, "USD");
    assert_eq!(second.docket.as_deref(), Some("26-cv-04321"));
    assert_eq!(second.received_at, context().now);
    let third = &parsed.records[2];
    assert_eq!((third.line, code(third)), (3, RejectCode::Date), "November has no 31st");
    assert_eq!(third.outcome.as_ref().unwrap_err().field.as_deref(), Some("served_on"));
}

/// The form as a workbook, with a real date cell, a drop-down list on a hidden sheet, and a mark in the last row.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let iso = Format::new().set_num_format("yyyy/m/d");
    let sheet = book.add_worksheet();
    let heads = [
        "企业名称*",
        "纠纷类型",
        "国家/地区",
        "受理机构",
        "案号",
        "角色",
        "对方",
        "送达日期",
        "涉案金额",
        "币种",
        "是否涉及国家秘密",
    ];
    for (column, head) in heads.iter().enumerate() {
        sheet.write(0, column as u16, *head).unwrap();
    }
    let rows =
        [["甲公司", "337", "美国", "ITC", "", "被告", "Larkspur"], ["乙公司", "专利", "日本", "", "", "被告", "某社"]];
    for (at, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate() {
            sheet.write(at as u32 + 1, column as u16, *text).unwrap();
        }
    }
    sheet.write(1, 4, 1478).unwrap();
    sheet.write_with_format(1, 7, ExcelDateTime::from_ymd(2026, 11, 5).unwrap(), &iso).unwrap();
    sheet.write(1, 8, 12.5).unwrap();
    sheet.write(1, 9, "EUR").unwrap();
    sheet.write(2, 10, "待定").unwrap();
    let hidden = book.add_worksheet();
    hidden.write(0, 0, "被告").unwrap();
    hidden.set_hidden(true);
    book.save_to_buffer().unwrap()
}

#[test]
fn forms_come_as_a_workbook() {
    let parsed = read("forms.xlsx", &workbook());
    let first = dispute(&parsed.records[0]);
    assert_eq!(parsed.records[0].line, 2);
    assert_eq!(first.served_on, Some(day("2026-11-05")));
    assert_eq!(first.docket.as_deref(), Some("337-TA-1478"));
    let amount = first.amount.as_ref().unwrap();
    assert_eq!((amount.value.as_str(), amount.currency.as_str()), ("12.5", "EUR"));
    assert_eq!(code(&parsed.records[1]), RejectCode::StateSecret, "not clearly no");
    assert_eq!(parsed.records[1].raw, "");
}

#[test]
fn a_cut_or_doubled_workbook_is_refused_in_one_line() {
    let whole = workbook();
    for length in [whole.len() / 3, whole.len() / 2, whole.len() - 10] {
        assert_eq!(refusal("request", &whole[..length]), FileCode::Workbook);
    }
    let error = intake::detect("forms.xlsx", &whole[..whole.len() / 2]).unwrap_err();
    assert_eq!(error.code, FileCode::Workbook, "also when nobody says what it is");
    let mut book = Workbook::new();
    for _ in 0..2 {
        book.add_worksheet().write(0, 0, "企业名称").unwrap();
    }
    assert_eq!(refusal("request", &book.save_to_buffer().unwrap()), FileCode::Sheets);
    assert_eq!(refusal("request", &Workbook::new().save_to_buffer().unwrap()), FileCode::Sheets);
}

#[test]
fn a_workbook_that_swells_is_refused_before_it_is_opened() {
    let mut book = Workbook::new();
    let long = "a".repeat(32_000);
    let sheet = book.add_worksheet();
    for row in 0..2_000 {
        // Each string is its own, so that the shared strings swell too.
        sheet.write(row, 0, format!("{long}{row}")).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    assert!(bytes.len() < FILE_BYTES_MAX);
    assert_eq!(refusal("request", &bytes), FileCode::Packed);
}

/// The workbook with its parts changed, packed again.
fn repacked(mut change: impl FnMut(usize, &mut Vec<u8>)) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(WORKBOOK.as_slice())).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        change(at, &mut content);
        let name = part.name().unwrap().to_string();
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&content).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_announces_more_than_it_has_is_refused() {
    let lying = repacked(|_, part| {
        let text = String::from_utf8(part.clone()).unwrap();
        if let Some((before, after)) = text.split_once("uniqueCount=\"") {
            *part = format!("{before}uniqueCount=\"64294967295{after}").into_bytes();
        }
    });
    assert_eq!(refusal("request", &lying), FileCode::Workbook);
    assert!(intake::source("request").unwrap().parse(&context(), &repacked(|_, _| {})).is_ok(), "honest, it is read");
}

#[test]
fn a_far_cell_does_not_make_a_dense_sheet() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "企业名称").unwrap();
    sheet.write(1_048_575, 16_383, "远").unwrap();
    assert_eq!(refusal("request", &book.save_to_buffer().unwrap()), FileCode::Header);
}

#[test]
fn wrong_encodings_are_refused() {
    let utf16: Vec<u8> = "\u{feff}企业名称".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refusal("request", &utf16), FileCode::Encoding);
    let latin1 = b"enterprise_name,kind,jurisdiction,role\nM\xfcller,other,DE,owner\n";
    assert_eq!(refusal("request", latin1), FileCode::Encoding);
    assert_eq!(refusal("request", b"\xff\xff\xff\xff, neither"), FileCode::Encoding);
    assert_eq!(refusal("request", b""), FileCode::Empty);
    assert_eq!(refusal("request", &vec![b' '; FILE_BYTES_MAX + 1]), FileCode::TooLarge);
}

#[test]
fn headers_are_checked_before_any_row() {
    assert_eq!(refusal("request", b"a,b\n1,2\n"), FileCode::Header);
    assert_eq!(refusal("request", "企业名称,角色\n甲,被告\n".as_bytes()), FileCode::Header);
    let full = "企业名称,纠纷类型,国家/地区,角色";
    assert_eq!(refusal("request", format!("{full},企业\n甲,其他,美国,被告,乙\n").as_bytes()), FileCode::Header);
    let unknown = format!("{full},血型\n甲,其他,美国,被告,");
    assert_eq!(refusal("request", format!("{unknown}A\n").as_bytes()), FileCode::UnknownColumns);
    assert_eq!(read_as("request", &format!("{unknown}\n")).records.len(), 1, "an empty column loses nothing");
    assert_eq!(
        refusal("request", format!("{full},涉案金额(万元)\n甲,其他,美国,被告,3\n").as_bytes()),
        FileCode::UnknownColumns
    );
}

#[test]
fn a_row_cut_short_is_never_half_taken_nor_kept() {
    let parsed =
        read_as("request", "企业名称,纠纷类型,国家/地区,角色,是否涉及国家秘密\n甲,其他,美国,被告,否\n乙,其他,美国\n");
    assert!(parsed.records[0].outcome.is_ok());
    assert_eq!(code(&parsed.records[1]), RejectCode::Shape);
    assert_eq!(parsed.records[1].raw, "", "its mark cannot be read, so nothing of it is kept");
}

#[test]
fn whatever_is_not_clearly_no_is_a_state_secret() {
    for (field, text) in [
        ("state_secret", "是"),
        ("state_secret", "maybe"),
        ("state_secret", "true"),
        ("涉密", "有"),
        ("secrecy", "机密★10年"),
        ("密级", "绝密"),
    ] {
        let record = form(&[(field, text), ("counterpart", "canary")]);
        assert_eq!((code(&record), record.raw.as_str()), (RejectCode::StateSecret, ""), "{field} {text}");
        assert!(!format!("{record:?}").contains("canary"));
    }
    for text in ["否", "不涉及", "no", " 无 ", "false", ""] {
        assert!(form(&[("是否涉及国家秘密", text)]).outcome.is_ok(), "{text}");
    }
    let list = r#"{"enterprise_name":"canary","state_secret":[false]}"#;
    assert_eq!(code(&read_as("request", list).records[0]), RejectCode::StateSecret);
    let twice = r#"{"enterprise_name":"canary","state_secret":true,"state_secret":false}
{"enterprise_name":"x"}"#;
    let record = read_as("request", twice).records.remove(0);
    assert_eq!((code(&record), record.raw.as_str()), (RejectCode::Json, ""));
}

#[test]
fn dates_are_read_or_refused_but_never_guessed() {
    for text in [
        "2026-11-05",
        "2026/11/5",
        "2026年11月5日",
        "20261105",
        "2026-11-05",
        "5 Nov 2026",
        "November 5, 2026",
        "2026-11-05 00:00:00",
        "2026-11-05T10:00:00+08:00",
    ] {
        assert_eq!(dispute(&form(&[("served_on", text)])).served_on, Some(day("2026-11-05")), "{text}");
    }
    let refused = [
        ("05/11/2026", RejectCode::DateOrder),
        ("11-05-2026", RejectCode::DateOrder),
        ("05.11.26", RejectCode::DateOrder),
        ("2026-02-30", RejectCode::Date),
        ("46331", RejectCode::Date),
        ("soon", RejectCode::Date),
        ("1926-11-05", RejectCode::DateImplausible),
        ("2026-11-12", RejectCode::DateImplausible),
    ];
    for (text, why) in refused {
        assert_eq!(code(&form(&[("served_on", text)])), why, "{text}");
    }
    assert!(form(&[("served_on", "2026-11-11")]).outcome.is_ok(), "tomorrow is today elsewhere");
    assert_eq!(code(&form(&[("served_on", "2026-11-05"), ("reply_due", "2026-10-05")])), RejectCode::DateImplausible);
}

#[test]
fn money_is_read_or_refused_but_never_guessed() {
    let cases = [
        ("USD 4,200,000", "4200000", "USD"),
        ("420万美元", "4200000", "USD"),
        ("1.25亿元", "125000000", "CNY"),
        ("12.50", "12.50", ""),
        ("€ 3", "3", "EUR"),
        ("$1.5 million USD", "", ""),
    ];
    for (text, value, currency) in cases {
        let record = form(&[("amount", text)]);
        if value.is_empty() {
            assert_eq!(code(&record), RejectCode::Amount, "{text}");
            continue;
        }
        let amount = dispute(&record).amount.as_ref().unwrap();
        assert_eq!((amount.value.as_str(), amount.currency.as_str()), (value, currency), "{text}");
    }
    for text in ["1.234,56 EUR", "$ 300", "many", "12,34", "USD 5 EUR"] {
        assert_eq!(code(&form(&[("amount", text)])), RejectCode::Amount, "{text}");
    }
}

#[test]
fn words_and_places_have_many_names() {
    for (text, code) in [
        ("美国", "US"),
        ("Germany", "DE"),
        ("欧盟", "EM"),
        ("EU", "EM"),
        ("日本", "JP"),
        ("uk", "GB"),
        ("统一专利法院", "UP"),
        ("美国(US)", "US"),
    ] {
        assert_eq!(dispute(&form(&[("jurisdiction", text)])).jurisdiction, code, "{text}");
    }
    assert_eq!(code(&form(&[("jurisdiction", "火星")])), RejectCode::Place);
    assert_eq!(code(&form(&[("jurisdiction", "美国/德国")])), RejectCode::Place);
    assert_eq!(dispute(&form(&[("kind", "337")])).kind, DisputeKind::Section337);
    assert_eq!(dispute(&form(&[("role", "Defendant")])).role, Role::Respondent);
    assert_eq!(code(&form(&[("role", "路人")])), RejectCode::Word);
    assert_eq!(code(&form(&[("enterprise_name", " ")])), RejectCode::Missing);
    assert_eq!(code(&form(&[("血型", "A")])), RejectCode::UnknownField);
}

#[test]
fn what_a_dispute_has_no_place_for_stands_below_the_request() {
    let record = form(&[("request", "求助"), ("企业规模", "中型"), ("附件清单", "起诉状")]);
    assert_eq!(dispute(&record).request, "求助\n企业规模\u{ff1a}中型\n附件清单\u{ff1a}起诉状");
}

#[test]
fn company_codes_have_their_check_digit() {
    for code in [
        "91110000600037341L",
        "91440300MA5EXAMP1F",
        "91310115MA1K3ABC2K",
        "91330100MA27WXYT3K",
        "52110000500000001B",
        " 91110000600037341l ",
    ] {
        assert!(numbers::check("uscc", code).is_ok(), "{code}");
    }
    let wrong = numbers::check("uscc", "911100006000373411");
    assert_eq!(wrong, Err(NumberError::CheckDigit { found: "911100006000373411".to_owned(), should: 'L' }));
    assert!(matches!(numbers::check("uscc", "91110000600O37341L"), Err(NumberError::Letter { letter: 'O', .. })));
    assert!(matches!(numbers::check("uscc", "9111"), Err(NumberError::Shape { .. })));
    assert!(matches!(numbers::check("nonsense", "9111"), Err(NumberError::UnknownKind { .. })));
    let reject = form(&[("uscc", "911100006000373411")]).outcome.unwrap_err();
    assert_eq!(reject.code, RejectCode::CompanyCode);
    assert!(reject.text.zh.contains("应为 L") && reject.text.en.contains("should be L"));
}

#[test]
fn every_kind_of_number_reads_its_own_example() {
    let kinds: Vec<_> = numbers::kinds().collect();
    assert!(kinds.len() >= 23);
    for one in kinds {
        assert_eq!(numbers::check(&one.id, &one.example).unwrap().text, one.example, "{}", one.id);
    }
}

#[test]
fn dockets_have_one_canonical_form() {
    let cases = [
        ("US", "USITC", "337-TA-1478", "337-TA-1478"),
        ("US", "ITC", "337-1478", "337-TA-1478"),
        ("US", "美国国际贸易委员会", "1478", "337-TA-1478"),
        ("US", "ITC", "Inv. No. 337-TA-003", "337-TA-003"),
        ("US", "ITC", "337-3936", "337-3936"),
        ("US", "ITC", "DN 3936", "337-3936"),
        ("US", "N.D. Ill.", "1:24-cv-01234-ABC-XYZ", "1:24-cv-01234"),
        ("US", "District of Delaware", "C.A. No. 24-1234-CFC", "24-cv-01234"),
        ("US", "Federal Circuit", "20-1140", "20-1140"),
        ("US", "PTAB", "ipr2025-1319", "IPR2025-01319"),
        ("UP", "UPC Munich", "UPC-CFI-478/2025", "UPC_CFI_478/2025"),
        ("DE", "UPC LD Düsseldorf", "UPC_CFI_0001695/2025", "UPC_CFI_1695/2025"),
        ("UP", "UPC", "UPC-COA-35/2026", "UPC_CoA_35/2026"),
        ("CN", "北京知识产权法院", "\u{ff08}2024\u{ff09}京73行初1234号", "(2024)京73行初1234号"),
        ("DE", "LG Düsseldorf", "4A o 12/24", "4a O 12/24"),
        ("WO", "WIPO AMC", "dco2018-0008", "DCO2018-0008"),
        ("US", "", "337-TA-1478", "337-TA-1478"),
        ("FR", "Tribunal judiciaire de Paris", "RG  24/01234", "RG 24/01234"),
    ];
    for (jurisdiction, forum, text, canonical) in cases {
        let found = numbers::recognise(jurisdiction, forum, text).map(Docket::text);
        assert_eq!(found.as_deref(), Ok(canonical), "{forum} {text}");
    }
    assert_eq!(numbers::check("us-patent", "US 10,945,648 B2").unwrap().text, "10945648");
    assert_eq!(numbers::check("us-patent", "RE47,123").unwrap().text, "RE47123");
    for (forum, text) in [("USITC", "IPR2025-01319"), ("PTAB", "1:24-cv-01234"), ("N.D. Ill.", "unknown")] {
        assert!(matches!(numbers::recognise("US", forum, text), Err(NumberError::Shape { .. })), "{forum} {text}");
    }
    let reject = form(&[("forum", "USITC"), ("docket", "99-x")]).outcome.unwrap_err();
    assert!(reject.code == RejectCode::Docket && reject.text.en.contains("337-TA-1478"));
    assert_eq!(numbers::find_in("see Investigation No. 337-TA-1478 (Final)").unwrap().text, "337-TA-1478");
}

#[test]
fn a_docket_feed_becomes_alerts() {
    let parsed = read("feed.xml", FEED);
    assert_eq!(parsed.source, "docket");
    let first = alert(&parsed.records[0]);
    assert_eq!((first.forum.as_str(), first.jurisdiction.as_str()), ("Northern District of Illinois", "US"));
    assert_eq!(first.docket.as_deref(), Some("1:26-cv-04321"));
    assert_eq!(first.parties, ["Harbor Finch LLC", "The Partnerships Identified on Schedule A"]);
    assert_eq!((first.event.as_str(), first.urgency), ("Temporary Restraining Order", CapUrgency::Immediate));
    assert_eq!(first.priority(), Priority::P1);
    assert_eq!(first.description, "[Temporary Restraining Order] (14)", "no markup survives");
    let second = alert(&parsed.records[1]);
    assert_ne!(first.key(), second.key(), "entries of one case share the court's guid");
    assert_eq!(second.severity, CapSeverity::Minor);
    let third = alert(&parsed.records[2]);
    assert_eq!(third.parties, ["Café Larkspur S.A.", "Qingsun & Co."], "ISO-8859-1 and entities");
    assert_eq!(third.sent, at("2026-11-09T09:01:02-05:00"));
    assert!(third.identifier.starts_with("https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?400002#"));
    assert_eq!((third.urgency, third.severity), (CapUrgency::Expected, CapSeverity::Moderate));
    assert_eq!((parsed.records[3].line, code(&parsed.records[3])), (4, RejectCode::Date));
    assert!(parsed.records[3].raw.starts_with("<item>") && parsed.records[3].raw.ends_with("</item>"));
    assert_eq!(read("feed.xml", FEED), parsed, "the same file says the same");
}

#[test]
fn feeds_of_other_shapes_are_read_too() {
    let atom = r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Unified Patent Court</title>
<link href="https://www.unifiedpatentcourt.org/en"/><entry><id>tag:1</id><title>UPC_CFI_0000123/2026 Feldmark v Lantu</title>
<link rel="alternate" href="https://www.unifiedpatentcourt.org/node/1"/><updated>2026-11-09T12:00:00+01:00</updated><category term="Order"/></entry></feed>"#;
    let parsed = read("upc.atom", atom.as_bytes());
    let one = alert(&parsed.records[0]);
    assert_eq!((one.jurisdiction.as_str(), one.docket.as_deref()), ("UP", Some("UPC_CFI_123/2026")));
    assert_eq!((one.event.as_str(), one.urgency), ("Order", CapUrgency::Expected));
    assert_eq!(one.parties, ["Feldmark", "Lantu"]);
    assert_eq!(one.identifier, "tag:1");
    let german = r#"<rss xmlns:media="m"><channel><title>Landgericht Neustadt</title><link>https://www.lg-neustadt.de</link>
<item><guid>17</guid><title>4A O 12/24: Feldmark</title><media:title>other</media:title><description>Urteil &amp;nbsp; vom Montag</description><pubDate>Mon, 08 Nov 2026 10:00:00 +0100</pubDate></item></channel></rss>"#;
    let parsed = read_as("docket", german);
    let one = alert(&parsed.records[0]);
    assert_eq!((one.jurisdiction.as_str(), one.docket.as_deref()), ("DE", Some("4a O 12/24")));
    assert_eq!(one.identifier, "Landgericht Neustadt#17", "a bare number belongs to its court");
    assert_eq!((one.headline.as_str(), one.description.as_str()), ("4A O 12/24: Feldmark", "Urteil vom Montag"));
    assert_eq!(
        one.urgency,
        CapUrgency::Expected,
        "the text says it is a judgment; the weekday is wrong and harms nothing"
    );
    let numbered = "<rss><channel><title>Court of Justice</title><link>https://curia.europa.eu</link><item><title>C-123/24 A v B</title><pubDate>Sun, 08 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>";
    assert_eq!(alert(&read_as("docket", numbered).records[0]).docket.as_deref(), Some("C-123/24"));
    let xhtml = "<feed><title>T</title><entry><title>A v B</title><content><div><p>An <b>order</b> was made</p></div></content><updated>2026-11-08T10:00:00Z</updated></entry></feed>";
    assert_eq!(alert(&read_as("docket", xhtml).records[0]).description, "An order was made");
    let empty = "<rss><channel><title>Court</title></channel></rss>";
    assert!(read_as("docket", empty).records.is_empty());
}

#[test]
fn feeds_with_a_doctype_or_damage_are_refused() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>"#;
    assert_eq!(refusal("docket", bomb.as_bytes()), FileCode::Doctype);
    assert_eq!(refusal("docket", b"<html><body/></html>"), FileCode::NotAFeed);
    assert_eq!(refusal("docket", &FEED[..FEED.len() / 2]), FileCode::Feed);
    let deep = format!("<rss>{}", "<a>".repeat(100_000));
    assert_eq!(refusal("docket", deep.as_bytes()), FileCode::Feed);
    assert_eq!(refusal("docket", b"<?xml version='1.0' encoding='utf-8'?><rss>\xff</rss>"), FileCode::Encoding);
    assert_eq!(refusal("docket", b"no markup at all"), FileCode::NotAFeed);
}

#[test]
fn notices_become_alerts() {
    let parsed = read("fr.json", NOTICES);
    assert_eq!(parsed.source, "notices");
    let first = alert(&parsed.records[0]);
    assert_eq!((first.identifier.as_str(), first.docket.as_deref()), ("2026-25101", Some("337-TA-1478")));
    assert_eq!((first.urgency, first.severity), (CapUrgency::Expected, CapSeverity::Severe));
    assert_eq!((first.event.as_str(), first.forum.as_str()), ("Notice of Institution of Investigation", "USITC"));
    assert_eq!(first.parties, ["Larkspur Photonics Inc."]);
    assert_eq!(first.sent, at("2026-11-09T00:00:00-05:00"));
    let second = alert(&parsed.records[1]);
    assert_eq!(
        (second.severity, second.docket.as_deref()),
        (CapSeverity::Minor, Some("Investigation No. 731-TA-9999 (Final)"))
    );
    assert_eq!(code(&parsed.records[2]), RejectCode::DateOrder);
}

#[test]
fn json_beyond_reason_is_refused() {
    let deep = "[".repeat(1_000_000);
    assert_eq!(refusal("notices", deep.as_bytes()), FileCode::Json);
    let keys: String = (0..1_000_000).map(|n| format!("\"k{n}\":1,")).collect();
    assert_eq!(refusal("notices", format!("{{{keys}\"z\":1}}").as_bytes()), FileCode::Json);
    assert_eq!(refusal("notices", br#"{"results":[],"results":[]}"#), FileCode::Json);
    assert_eq!(refusal("notices", br#"{"results":1}"#), FileCode::NotNotices);
    assert_eq!(refusal("notices", br#"{"results":["#), FileCode::Json);
    assert_eq!(refusal("notices", br#"{"a":1e99999}"#), FileCode::Json);
}

#[test]
fn experts_and_agencies_come_as_tables() {
    let experts = read("roster.csv", EXPERTS);
    assert_eq!(experts.source, "roster");
    let Ok(Draft::Expert(first)) = &experts.records[0].outcome else { panic!("{:?}", experts.records[0]) };
    assert_eq!(first.fields, ["337", "G01S", "光学"]);
    assert_eq!((first.jurisdictions.join(" "), first.languages.join(" ")), ("US EM".to_owned(), "en de".to_owned()));
    assert_eq!((first.conflicts.len(), first.load_max), (2, 2));
    assert_eq!(code(&experts.records[2]), RejectCode::Place);
    let agencies = read("agencies.csv", AGENCIES);
    assert_eq!(agencies.source, "agencies");
    let Ok(Draft::Agency(first)) = &agencies.records[0].outcome else { panic!("{:?}", agencies.records[0]) };
    assert_eq!((first.code.as_str(), first.kind, first.country.as_str()), ("LJ-CUSTOMS", UnitKind::Customs, "CN"));
    assert_eq!((first.liaisons.len(), first.liaisons[0].valid_to), (2, Some(day("2027-06-30"))));
    assert_eq!(code(&agencies.records[2]), RejectCode::Duplicate);
    let json =
        r#"[{"code":"X-1","name_zh":"某机构","kind":"police","liaisons":[{"name":"甲"},{"name":"乙","phone":"1"}]}]"#;
    let Ok(Draft::Agency(one)) = &read("a.json", json.as_bytes()).records[0].outcome else { panic!() };
    assert_eq!(one.liaisons[1].phone, "1");
}

#[test]
fn a_roster_may_bring_role_seats_leave_engagements_and_free_days() {
    let roster = "姓名,专业领域,身份,席位,来自,可借,请假自,请假至,业务往来,可办日期,证书有效期至\n\
        方旭,G01S,技术调查官,杭州、USITC,SH,是,2026-12-01,2026-12-09,\
        Harrow & Pell 代理 2023-01-01 2024-06-30；海岳智能 顾问 2025-02-01,2026-12-10 2026-12-20；2027-01-05,2027-06-30\n\
        林澈,商标,特派员,,,,,,Harrow & Pell,,\n\
        苏砚,商标,游客,,,,,,,,\n";
    let parsed = read("roster.csv", roster.as_bytes());
    let Ok(Draft::Expert(first)) = &parsed.records[0].outcome else { panic!("{:?}", parsed.records[0]) };
    assert_eq!((first.role().code(), first.seats.join(" ")), ("investigator", "杭州 USITC".to_owned()));
    assert_eq!((first.home.as_str(), first.lendable), ("SH", true));
    assert_eq!((first.leave_from, first.certificate_until), (Some(day("2026-12-01")), Some(day("2027-06-30"))));
    let [one, two] = first.engagements.as_slice() else { panic!("{:?}", first.engagements) };
    assert_eq!((one.who.as_str(), one.from, one.to), ("Harrow & Pell", day("2023-01-01"), Some(day("2024-06-30"))));
    assert_eq!((two.who.as_str(), two.to), ("海岳智能", None), "it goes on");
    assert_eq!((first.slots.len(), first.slots[1].to), (2, day("2027-01-05")));
    assert_eq!(code(&parsed.records[1]), RejectCode::Word, "an engagement without a relation and a date");
    assert_eq!(code(&parsed.records[2]), RejectCode::Word, "no such role");
}

#[test]
fn empty_cells_count_too() {
    let heads = format!("企业名称,纠纷类型,国家/地区,角色{}\n", ",".repeat(190));
    let row = format!("甲,其他,美国,被告{}\n", ",".repeat(190));
    let file = heads + &row.repeat(21_000);
    assert_eq!(refusal("request", file.as_bytes()), FileCode::TooMany);
}

#[test]
fn a_file_of_no_kind_says_so() {
    assert_eq!(intake::detect("x.txt", b"hello").unwrap_err().code, FileCode::UnknownKind);
    assert_eq!(intake::source("weather").unwrap_err().code, FileCode::UnknownSource);
    assert_eq!(
        intake::detect("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest").unwrap_err().code,
        FileCode::Workbook
    );
}

#[test]
fn the_rejects_file_is_safe_to_open() {
    let reject = form(&[("role", "路人")]).outcome.unwrap_err();
    let rejected: Vec<Rejected> = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\u{ff1d}x", "\0=x", " =x", "a\"b,\nc", ""]
        .iter()
        .map(|raw| Rejected { line: 7, raw: (*raw).to_owned(), reject: reject.clone() })
        .collect();
    let text = rejects_csv(&rejected);
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let cells: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(cells.len(), rejected.len());
    for (one, row) in rejected.iter().zip(&cells) {
        let record = &row[5];
        assert!(
            !record.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}']),
            "{record:?}"
        );
        assert_eq!(record.trim_start_matches('\''), one.raw.replace('\0', ""), "nothing else is lost");
    }
    assert_eq!((&cells[0][0], &cells[0][1], &cells[0][2]), ("7", "word", "role"));
}

#[test]
fn every_reject_says_what_to_do_in_both_languages() {
    for (name, bytes) in [
        ("a.csv", REQUESTS),
        ("b.jsonl", REQUESTS_JSONL),
        ("c.xml", FEED),
        ("d.json", NOTICES),
        ("e.csv", EXPERTS),
        ("f.csv", AGENCIES),
    ] {
        for reject in read(name, bytes).records.iter().filter_map(|one| one.outcome.as_ref().err()) {
            for line in [&reject.text.zh, &reject.text.en] {
                assert!(
                    line.contains([';', '\u{ff1b}', '\u{ff1a}', '\u{ff0c}', ',']) && !line.contains('\n'),
                    "{line}"
                );
            }
        }
    }
}

static WORKBOOK: LazyLock<Vec<u8>> = LazyLock::new(workbook);

/// Reads bytes by every source; what matters is that it ends.
fn read_by_all(bytes: &[u8]) {
    let _ = intake::detect("any", bytes);
    for source in SOURCES {
        if let Ok(parsed) = source.parse(&context(), bytes) {
            let rejects = parsed
                .records
                .into_iter()
                .filter_map(|one| one.outcome.err().map(|reject| Rejected { line: one.line, raw: one.raw, reject }));
            rejects_csv(&rejects.collect::<Vec<_>>());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_end_in_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_by_all(&bytes);
    }

    #[test]
    fn random_text_ends_in_a_reason(text in "[\\PC<>\"&;{}\\[\\],:\n=年月()-]{0,200}") {
        read_by_all(text.as_bytes());
        for one in ["served_on", "amount", "docket", "jurisdiction", "uscc", "kind", "received_at"] {
            form(&[(one, &text), ("forum", "USITC")]);
        }
        for kind in numbers::kinds() {
            let _ = numbers::check(&kind.id, &text);
        }
        let _ = numbers::find_in(&text);
    }

    #[test]
    fn samples_with_damage_end_in_a_reason(
        which in 0..7_usize,
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let samples: [&[u8]; 7] = [REQUESTS, REQUESTS_GB18030, REQUESTS_JSONL, FEED, NOTICES, EXPERTS, &WORKBOOK];
        let mut bytes = samples[which].to_vec();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_by_all(&bytes);
    }

    #[test]
    fn workbooks_with_damage_inside_end_in_a_reason(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..6_usize), 1..6),
    ) {
        let spliced: [&[u8]; 6] = [b"", b"-1", b"4294967295", b"XFD1048576", b"<!DOCTYPE a>", b"\xff"];
        let parts = zip::ZipArchive::new(Cursor::new(WORKBOOK.as_slice())).unwrap().len();
        let bytes = repacked(|at, part| {
            for (_, place, splice) in edits.iter().filter(|(which, ..)| which.index(parts) == at) {
                let place = place.index(part.len().max(1));
                part.splice(place..(place + 1).min(part.len()), spliced[*splice].iter().copied());
            }
        });
        read_by_all(&bytes);
    }

    /// A canonical number read again is itself.
    #[test]
    fn canonical_numbers_stay(number in 1..2000_u32, year in 2000..2030_u32) {
        for (forum, text) in [("USITC", format!("337-{number}")), ("UPC", format!("UPC-CFI-{number:07}/{year}")), ("PTAB", format!("IPR{year}-{number}"))] {
            let once = numbers::recognise("", forum, &text).unwrap().text();
            prop_assert_eq!(numbers::recognise("", forum, &once).unwrap().text(), once);
        }
    }
}
