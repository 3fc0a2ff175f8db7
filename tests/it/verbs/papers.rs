//! Papers by verbs: made by a command, kept, given out again byte for byte; tables and contacts of the lists.

use super::{Bench, guided, text};
use calamine::{Data, Reader as _};
use std::fs;
use std::io::{Cursor, Read};
use std::path::PathBuf;

/// The visible words of a docx.
fn words(docx: &[u8]) -> String {
    let mut xml = String::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).expect("a docx");
    zip.by_name("word/document.xml").expect("a body").read_to_string(&mut xml).expect("text");
    let texts = xml.split("<w:t").skip(1).filter_map(|part| part.split_once('>')?.1.split_once("</w:t>"));
    texts.map(|(text, _)| text).collect::<Vec<_>>().join("\n")
}

fn paper(bench: &Bench, words: &str, name: &str) -> Vec<u8> {
    bench.done(&format!("paper {words} -o {name} --force"));
    fs::read(bench.path(name)).expect("a paper")
}

#[test]
fn a_paper_is_made_once_and_given_out_byte_for_byte() {
    let bench = Bench::practice();
    let case = guided(&bench);
    let early = bench.refused(&format!("paper accepted {case} -o none.docx"), 1, "wrong");
    assert!(text(&early["message_en"]).contains("make-paper"), "{early}");
    bench.done(&format!("act {case} make-paper --field paper=accepted --field language=zh"));
    let told = bench.done(&format!("show {case}"));
    let made = &told["papers"][0];
    assert!(text(&made["number"]).starts_with("ZJ受〔") && made["version"] == 1, "{made}");
    let reply = bench.done(&format!("paper accepted {case} -o one.docx"));
    assert_eq!((&reply["hash"], &reply["bytes"]), (&made["hash"], &made["bytes"]));
    let one = fs::read(bench.path("one.docx")).expect("a paper");
    let said = words(&one);
    for want in ["受理通知书", &case, "远岬光电有限公司", "4:26-cv-01234", &text(&made["number"]), "稳妥日"]
    {
        assert!(said.contains(want), "{want} is missing: {said}");
    }
    // The record goes on; what was made stays what it was.
    bench.done(&format!("act {case} note --field text=later"));
    assert_eq!(paper(&bench, &format!("accepted {case}"), "again.docx"), one);
    bench.done(&format!("act {case} make-paper --field paper=accepted --field language=zh --field text=补充说明一句"));
    let two = paper(&bench, &format!("accepted {case}"), "two.docx");
    assert!(words(&two).contains("补充说明一句") && two != one);
    assert_eq!(paper(&bench, &format!("accepted {case} --version 1"), "old.docx"), one);
    let english =
        bench.done(&format!("act {case} make-paper --field paper=opinion --field language=en --field text=Settle"));
    assert_eq!(english["id"], case.as_str());
    assert!(words(&paper(&bench, &format!("opinion {case}"), "en.docx")).contains("Guidance opinion"));
    bench.done(&format!("act {case} make-paper --field paper=case-file --field language=zh"));
    let file = words(&paper(&bench, &format!("case-file {case}"), "file.docx"));
    assert!(file.contains(&text(&made["hash"])) && file.contains("出文书"), "its own index and history: {file}");
    assert_eq!(bench.done("verify")["ok"], true);
}

#[test]
fn one_changed_byte_of_a_kept_paper_is_noticed_and_named() {
    let bench = Bench::practice();
    let case = guided(&bench);
    bench.done(&format!("act {case} make-paper --field paper=application --field language=zh"));
    let mut files = fs::read_dir(bench.path("store").join("evidence")).expect("a folder");
    let kept: PathBuf = files.next().expect("the paper").expect("a file").path();
    let hash = text(&bench.done(&format!("show {case}"))["papers"][0]["hash"]);
    let name = kept.file_name().expect("a name").to_string_lossy().into_owned();
    assert_ne!(name, hash, "the name does not tell which document it is");
    let whole = fs::read(&kept).expect("kept");
    let mut bytes = whole.clone();
    bytes[whole.len() / 2] ^= 1;
    fs::remove_file(&kept).expect("removed");
    fs::write(&kept, &bytes).expect("changed");
    let refused = bench.refused(&format!("paper application {case} -o x.docx"), 3, "fault");
    assert!(text(&refused["message_en"]).contains(&name), "{refused}");
    assert!(!bench.path("x.docx").exists());
    fs::remove_file(&kept).expect("removed");
    let lost = bench.refused(&format!("paper application {case} -o x.docx"), 3, "fault");
    assert!(text(&lost["message_en"]).contains(&name), "{lost}");
    fs::write(&kept, whole).expect("restored");
    bench.done(&format!("paper application {case} -o x.docx"));
}

#[test]
fn a_wrong_letterhead_makes_no_paper_and_writes_nothing() {
    let bench = Bench::practice();
    let case = guided(&bench);
    let templates = bench.path("store").join("templates");
    fs::create_dir_all(&templates).expect("a folder");
    fs::write(templates.join("papers.docx"), "no docx").expect("a file");
    let make = format!("act {case} make-paper --field paper=accepted --field language=zh");
    let refused = bench.refused(&make, 1, "wrong");
    assert!(text(&refused["message_en"]).contains("papers.docx"), "{refused}");
    assert_eq!(bench.done(&format!("show {case}"))["papers"].as_array().map(Vec::len), Some(0));
    fs::remove_file(templates.join("papers.docx")).expect("removed");
    bench.done(&make);
}

#[test]
fn a_letter_has_its_number_and_the_words_of_its_kind() {
    let bench = Bench::practice();
    let case = guided(&bench);
    bench.done("act ZJ set-letter-word --field word=浙海知");
    bench.done("act GACC name-liaison --field name=周衡 --field phone=010-5555~0101");
    let referral = text(&bench.done(&format!("refer {case} --to GACC --kind request --item 核查口岸"))["id"]);
    bench.done(&format!("act {referral} make-paper --field paper=customs --field language=zh"));
    let said = words(&paper(&bench, &format!("referral-letter {referral}"), "customs.docx"));
    let number = text(&bench.done(&format!("show {referral}"))["papers"][0]["number"]);
    assert!(number.starts_with("浙海知函〔") && number.ends_with("〕1号"), "{number}");
    for want in ["海关总署综合业务司", "核查口岸", "备案号", &number, &case] {
        assert!(said.contains(want), "{want} is missing: {said}");
    }
}

#[test]
fn lists_leave_as_tables_and_contacts() {
    let bench = Bench::practice();
    bench.file(
        "forms.csv",
        "企业名称,纠纷类型,国家/地区,受理机构,案号,角色,对方当事人,诉求\n\
         =HYPERLINK(1),专利侵权诉讼,美国,N.D. California,4:26-cv-01234,被告,Northlake Optics LLC,应诉指导\n\
         青禾家居有限公司,商标侵权诉讼,德国,LG München I,7 O 1/26,被告,Möbelhaus GmbH,应诉指导\n",
    );
    bench.done("intake forms.csv");
    let csv = String::from_utf8(paper(&bench, "table disputes --format csv", "all.csv")).expect("UTF-8");
    assert!(csv.contains("'=HYPERLINK(1)") && csv.contains("青禾家居有限公司"), "{csv}");
    bench.done("paper table disputes -o by-name.csv");
    let by_name = fs::read(bench.path("by-name.csv")).expect("written");
    assert_eq!(by_name, csv.as_bytes(), "the ending says the form");
    let reply = bench.done("paper table disputes --filter country:DE -o de.xlsx");
    assert_eq!((&reply["rows"], &reply["list"]), (&1.into(), &"disputes".into()));
    let mut book = calamine::open_workbook::<calamine::Xlsx<_>, _>(bench.path("de.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("disputes").expect("a sheet");
    assert_eq!(sheet.height(), 2, "headings and one row");
    assert!(sheet.used_cells().any(|(_, _, cell)| *cell == Data::String("青禾家居有限公司".into())));
    for list in ["alerts", "referrals", "experts", "agencies", "affairs", "deadlines"] {
        let total = bench.done(&format!("list {list}"))["total"].clone();
        assert_eq!(bench.done(&format!("paper table {list} -o {list}.xlsx"))["rows"], total, "{list}");
    }
    bench.refused("paper table disputes --filter colour:red -o x.csv --format csv", 2, "usage");
    bench.file(
        "experts.csv",
        "姓名,单位,专业领域,工作语言,联系方式\n顾衡,衡平律师事务所,专利,英语,\"0571-8555 0101, gu@law.example\"\n",
    );
    bench.done("intake experts.csv --kind roster");
    let vcf = String::from_utf8(paper(&bench, "contacts experts", "e.vcf")).expect("UTF-8");
    let cards = vcard4::parse(&vcf).expect("vCard 4.0");
    assert_eq!((cards.len(), cards[0].formatted_name[0].value.as_str()), (1, "顾衡"), "{vcf}");
    assert_eq!(cards[0].email[0].value, "gu@law.example");
}
