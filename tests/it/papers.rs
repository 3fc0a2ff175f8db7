//! The papers: templates filled as Word splits them, letters whole, bad templates refused, tables safe to open.

use dutydesk::papers::letter::{template, template_name};
use dutydesk::papers::{LetterError, ReferralLetter, placeholders, render, table};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A zip of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn document(body: &str) -> String {
    format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"{NAMESPACE}\"><w:body>{body}</w:body></w:document>")
}

fn docx(body: &str) -> Vec<u8> {
    zipped(&[("word/document.xml", &document(body))])
}

/// A paragraph of runs.
fn p(runs: &[&str]) -> String {
    let runs: String = runs.iter().map(|run| format!("<w:r><w:t>{run}</w:t></w:r>")).collect();
    format!("<w:p>{runs}</w:p>")
}

fn part(docx: &[u8], name: &str) -> String {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(docx)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The paragraphs of a part as a reader sees them, line breaks as `/`.
fn lines(docx: &[u8], name: &str) -> Vec<String> {
    let xml = part(docx, name);
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut lines, mut line, mut in_text) = (Vec::new(), String::new(), false);
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap() {
            Event::Start(tag) => in_text |= tag.name().as_ref() == "w:t",
            Event::Empty(tag) if tag.name().as_ref() == "w:br" => line.push('/'),
            Event::Text(text) if in_text => line.push_str(&text.xml10_content()),
            Event::GeneralRef(entity) if in_text => {
                line.push_str(quick_xml::escape::resolve_xml_entity(&entity).unwrap());
            }
            Event::End(tag) if tag.name().as_ref() == "w:t" => in_text = false,
            Event::End(tag) if tag.name().as_ref() == "w:p" => lines.push(std::mem::take(&mut line)),
            Event::Eof => return lines,
            _ => {}
        }
    }
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn items(texts: &[&str]) -> BTreeMap<String, Vec<String>> {
    BTreeMap::from([("items".to_owned(), texts.iter().map(|text| (*text).to_owned()).collect())])
}

/// The lines that this body becomes with `name` = "Müller & 王", `blank` = "" and two items.
fn filled(body: &str) -> Result<Vec<String>, LetterError> {
    let fields = fields(&[("name", "Müller & 王"), ("blank", " "), ("two", "one\r\ntwo")]);
    render(&docx(body), &fields, &items(&["first", "<second>"])).map(|letter| lines(&letter, "word/document.xml"))
}

mod placeholders_in_a_paragraph {
    use super::*;

    #[test]
    fn are_filled_however_they_were_split_over_runs() {
        for runs in [
            &["Dear {{name}}, hello"][..],
            &["Dear {{", "name", "}}, hello"],
            &["Dear {", "{na", "me}", "}, hello"],
            &["Dear ", "{{ name ", "}}", ", hello"],
            &["D", "ear {{name}}, ", "hello"],
        ] {
            assert_eq!(filled(&p(runs)).unwrap(), ["Dear Müller & 王, hello"]);
        }
        assert_eq!(filled(&p(&["{{name}}{{na", "me}}/{{name}}"])).unwrap(), ["Müller & 王Müller & 王/Müller & 王"]);
    }

    #[test]
    fn keep_everything_around_them_byte_for_byte() {
        let around = "<w:p><w:pPr><w:jc w:val='both'/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>Of </w:t></w:r>\
                      <w:r><w:tab/><w:t>{{name}}</w:t></w:r><!-- as it was --></w:p><w:p/><w:sectPr/>";
        let letter = render(&docx(around), &fields(&[("name", "us")]), &items(&[])).unwrap();
        let expected = around.replace("<w:t>{{name}}</w:t>", "<w:t xml:space=\"preserve\">us</w:t>");
        assert_eq!(part(&letter, "word/document.xml"), document(&expected));
    }

    #[test]
    fn print_values_as_text_and_never_as_markup() {
        let value = "</w:t><w:t>{{name}} & \u{1b}[2J\u{0}\u{202e}";
        let letter = render(&docx(&p(&["{{name}}"])), &fields(&[("name", value)]), &items(&[])).unwrap();
        assert_eq!(lines(&letter, "word/document.xml"), ["</w:t><w:t>{{name}} & ␛[2J␀⟨U+202E⟩"]);
    }

    #[test]
    fn break_lines_where_the_value_does() {
        assert_eq!(filled(&p(&["a {{two}} b"])).unwrap(), ["a one/two b"]);
    }

    #[test]
    fn repeat_their_paragraph_for_each_item() {
        let body = p(&["before"]) + &p(&["({{#}}) {{#it", "ems}}; {{name}}"]) + &p(&["after"]);
        let expected = ["before", "(1) first; Müller & 王", "(2) <second>; Müller & 王", "after"];
        assert_eq!(filled(&body).unwrap(), expected);
        let none = render(&docx(&body), &fields(&[("name", "x")]), &items(&[])).unwrap();
        assert_eq!(lines(&none, "word/document.xml"), ["before", "after"]);
    }

    #[test]
    fn leave_their_paragraph_out_when_there_is_nothing_to_say() {
        let body =
            p(&["{{blank}}"]) + &p(&["{{?blank}}Docket: {{blank}}"]) + &p(&["{{?name}}For {{name}}"]) + &p(&[""]);
        assert_eq!(filled(&body).unwrap(), ["For Müller & 王", ""]);
        assert_eq!(filled(&p(&["{{?items}}We ask:"])).unwrap(), ["We ask:"]);
    }

    #[test]
    fn never_leave_a_cell_a_header_or_a_section_without_its_paragraph() {
        let cell = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p(&["{{blank}}"]));
        assert_eq!(filled(&cell).unwrap(), [""]);
        let section = "<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>{{blank}}</w:t></w:r></w:p>";
        assert_eq!(filled(section).unwrap(), [""]);
    }

    #[test]
    fn are_found_in_text_boxes_headers_and_footers() {
        let boxed = format!(
            "<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r><w:r><w:t>{{{{name}}}}</w:t></w:r></w:p>",
            p(&["in {{name}}"])
        );
        assert_eq!(filled(&boxed).unwrap(), ["in Müller & 王", "Müller & 王"]);
        let header = format!("<w:hdr xmlns:w=\"{NAMESPACE}\">{}</w:hdr>", p(&["{{name}}"]));
        let template = zipped(&[
            ("word/document.xml", &document("")),
            ("word/header2.xml", &header),
            ("word/styles.xml", "{{name}}"),
        ]);
        let letter = render(&template, &fields(&[("name", "us")]), &items(&[])).unwrap();
        assert_eq!(lines(&letter, "word/header2.xml"), ["us"]);
        assert_eq!(part(&letter, "word/styles.xml"), "{{name}}", "only texts are filled");
        assert_eq!(placeholders(&template).unwrap(), ["name".to_owned()].into());
    }

    #[test]
    fn that_are_wrong_are_named() {
        assert!(matches!(filled(&p(&["{{do", "kcet}}"])), Err(LetterError::Unknown { name }) if name == "dokcet"));
        assert!(matches!(filled(&p(&["{{#things}}"])), Err(LetterError::Unknown { name }) if name == "#things"));
        assert!(matches!(filled(&p(&["{{?thing}}"])), Err(LetterError::Unknown { name }) if name == "?thing"));
        assert!(matches!(filled(&p(&["{{}}"])), Err(LetterError::Unknown { name }) if name.is_empty()));
        assert!(matches!(filled(&p(&["{{#}}"])), Err(LetterError::Unknown { name }) if name == "#"));
        assert!(matches!(filled(&p(&["so {{name"])), Err(LetterError::Unclosed { near }) if near == "{{name"));
        let boxed = format!("<w:p><w:r><w:t>{{{{#items}}}}</w:t>{}</w:r></w:p>", p(&["x"]));
        assert!(matches!(filled(&boxed), Err(LetterError::ListMisplaced { name }) if name == "items"));
        let line = filled(&p(&["{{dokcet}}"])).unwrap_err();
        assert!(line.to_string().contains("{{dokcet}}") && line.zh().contains("{{dokcet}}"));
    }
}

mod bad_templates {
    use super::*;

    fn refused(template: &[u8]) -> LetterError {
        let error = render(template, &fields(&[]), &items(&[])).unwrap_err();
        assert!(!error.to_string().contains('\n') && !error.zh().is_empty());
        assert!(placeholders(template).is_err());
        error
    }

    #[test]
    fn each_has_its_own_line() {
        assert!(matches!(refused(b""), LetterError::NotADocx(_)));
        assert!(matches!(refused(b"{\\rtf1 hello}"), LetterError::NotADocx(_)));
        assert!(matches!(refused(&zipped(&[("xl/workbook.xml", "<x/>")])), LetterError::NoBody));
        assert!(matches!(refused(&docx("<w:p>")), LetterError::Xml { .. }));
        assert!(matches!(
            refused(&zipped(&[("word/document.xml", "<w:document><w:body>")])),
            LetterError::Xml { source: None, .. }
        ));
        let doctype = "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><w:document>&e;</w:document>";
        assert!(matches!(refused(&zipped(&[("word/document.xml", doctype)])), LetterError::Doctype { .. }));
        assert!(matches!(refused(&docx(&p(&["&unknown;"]))), LetterError::Xml { .. }));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<w:document>\xff</w:document>").unwrap();
        assert!(matches!(refused(&zip.finish().unwrap().into_inner()), LetterError::Xml { .. }));
    }

    #[test]
    fn one_behind_a_password_says_so() {
        let mut bytes = docx("");
        // The flag stands in the header of the part and again in the directory.
        for (header, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
            let at = bytes.windows(4).position(|window| window == header).unwrap();
            bytes[at + flags] |= 1;
        }
        assert!(matches!(refused(&bytes), LetterError::Encrypted));
    }

    #[test]
    fn a_bomb_is_refused_before_it_unfolds() {
        let spaces = " ".repeat(9 * 1024 * 1024);
        assert!(matches!(refused(&docx(&spaces)), LetterError::TooLarge));
        let picture = "0".repeat(65 * 1024 * 1024);
        let parts = [("word/document.xml", document("")), ("word/media/1.png", picture)];
        assert!(matches!(refused(&zipped(&parts.each_ref().map(|(n, t)| (*n, t.as_str())))), LetterError::TooLarge));
        let many: Vec<String> = (0..300).map(|n| format!("word/{n}")).collect();
        assert!(matches!(
            refused(&zipped(&many.iter().map(|n| (n.as_str(), "")).collect::<Vec<_>>())),
            LetterError::TooLarge
        ));
        assert!(matches!(refused(&vec![0; 5 * 1024 * 1024]), LetterError::TooLarge));
        // A short value that the template asks for very often.
        let often = docx(&p(&["{{name}}"]).repeat(20_000));
        let long = render(&often, &fields(&[("name", &"x".repeat(1000))]), &items(&[]));
        assert!(matches!(long, Err(LetterError::TooLarge)));
    }

    #[test]
    fn cut_anywhere_it_is_refused() {
        let whole = template(None, true).unwrap();
        for length in 0..whole.len() {
            refused(&whole[..length]);
        }
    }

    proptest! {
        #[test]
        fn no_change_makes_it_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), body in "[<>/wp:t{}#?&; ax]{0,60}") {
            let mut bytes = template(None, false).unwrap().into_owned();
            for (at, with) in changes {
                let at = at.index(bytes.len());
                bytes[at] = with;
            }
            let _ = render(&bytes, &fields(&[]), &items(&["x"]));
            let _ = filled(&body);
            let _ = filled(&format!("<w:p><w:r><w:t>{body}</w:t></w:r></w:p>"));
        }
    }
}

mod the_referral_letter {
    use super::*;

    fn letter(zh: bool) -> ReferralLetter {
        let text = |chinese: &str, english: &str| if zh { chinese.to_owned() } else { english.to_owned() };
        ReferralLetter {
            zh,
            practice: false,
            unit_name: text("江州市海外知识产权纠纷应对指导中心", "Jiangzhou Guidance Center for Overseas IP Disputes"),
            letter_no: text("江海知函〔2026〕17号", "JZ-2026-L17"),
            agency_name: text("江州市中级人民法院", "Intermediate People's Court of Jiangzhou"),
            liaison: text("立案庭 顾明远", "Filing Division, Mr Gu Mingyuan"),
            date: text("2026年3月2日", "2 March 2026"),
            subject: text(
                "关于商请协助江州远航电子有限公司专利侵权诉讼应对工作的函",
                "Request for assistance: patent suit against Jiangzhou Yuanhang Electronics Co., Ltd.",
            ),
            dispute_number: "JZ-2026-000123".into(),
            enterprise: text("江州远航电子有限公司", "Jiangzhou Yuanhang Electronics Co., Ltd."),
            counterpart: "Harrow & Finch Optics LLC".into(),
            forum: text("美国得克萨斯州东区联邦地区法院", "US District Court, Eastern District of Texas"),
            docket: "2:26-cv-00417".into(),
            basis: text(
                "该企业已提出指导申请，本中心已于2026年2月27日受理。答辩期限将于2026年3月19日届满，所需域内证据由贵院协助调取为宜。",
                "The enterprise asked for guidance and its request was accepted on 27 February 2026. The answer is due on 19 March 2026; the evidence needed lies in your district.",
            ),
            items: vec![
                text(
                    "协助核实该企业在贵院有无相同专利的在审案件；",
                    "Tell us whether a case about the same patent is pending before you.",
                ),
                text(
                    "就证据公证与认证的办理途径提出意见；",
                    "Advise on how evidence is to be notarised and legalised.",
                ),
                text("指定一名联系人，参加3月6日的会商。", "Name a person to take part in the meeting of 6 March."),
            ],
            due: text("2026年3月9日", "9 March 2026"),
            note: String::new(),
            secrecy: text("TLP:AMBER 仅限办理人员知悉", "TLP:AMBER – for those who handle it"),
            signer: text("沈若兰", "Ms Shen Ruolan"),
            reply_to: text(
                "江州市望江路8号，310-5550172，duty@center.example",
                "8 Wangjiang Road, Jiangzhou; duty@center.example",
            ),
        }
    }

    fn body(letter: &ReferralLetter) -> Vec<String> {
        lines(&letter.render(None).unwrap(), "word/document.xml")
    }

    #[test]
    fn says_everything_that_it_was_given() {
        for zh in [true, false] {
            let letter = letter(zh);
            let page = body(&letter).join("\n");
            for (name, text) in letter.fields() {
                assert!(text.is_empty() || page.contains(&text), "{name} is missing: {page}");
            }
            for item in &letter.items {
                assert!(page.contains(item));
            }
            assert!(!page.contains("{{"));
        }
    }

    #[test]
    fn leaves_out_what_is_blank() {
        for zh in [true, false] {
            let full = letter(zh);
            let word = if zh { "案号" } else { "Docket" };
            assert!(body(&full).iter().any(|line| line.starts_with(word)));
            let bare = ReferralLetter { docket: String::new(), items: vec![], due: String::new(), ..full.clone() };
            let lines = body(&bare);
            assert!(!lines.iter().any(|line| line.starts_with(word)));
            assert_eq!(lines.len(), body(&full).len() - 6);
        }
    }

    #[test]
    fn both_templates_ask_for_every_field() {
        for zh in [true, false] {
            let mut known: Vec<String> = letter(zh).fields().into_keys().chain(["items".to_owned()]).collect();
            known.sort();
            let asked = placeholders(&template(None, zh).unwrap()).unwrap();
            assert_eq!(asked.into_iter().collect::<Vec<_>>(), known);
        }
    }

    #[test]
    fn of_a_practice_store_says_so_on_every_page() {
        for (zh, mark) in [(true, "练习"), (false, "PRACTICE")] {
            let marked = ReferralLetter { practice: true, ..letter(zh) }.render(None).unwrap();
            assert!(lines(&marked, "word/header1.xml")[0].contains(mark));
            let real = letter(zh).render(None).unwrap();
            assert_eq!(lines(&real, "word/header1.xml"), [""]);
        }
    }

    #[test]
    fn goes_on_the_letterhead_of_the_center_if_it_has_one() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join(template_name(true));
        assert_eq!(letter(true).render(Some(folder.path())).unwrap(), letter(true).render(None).unwrap());
        fs::write(&own, docx(&p(&["自用函 {{letter_no}}"]))).unwrap();
        let page = lines(&letter(true).render(Some(folder.path())).unwrap(), "word/document.xml");
        assert_eq!(page, ["自用函 江海知函〔2026〕17号"]);
        let practice = ReferralLetter { practice: true, ..letter(true) };
        assert!(matches!(practice.render(Some(folder.path())), Err(LetterError::NoPracticeMark)));
        fs::write(&own, "half a file").unwrap();
        assert!(matches!(letter(true).render(Some(folder.path())), Err(LetterError::NotADocx(_))));
        fs::remove_file(&own).unwrap();
        fs::create_dir(&own).unwrap();
        assert!(matches!(letter(true).render(Some(folder.path())), Err(LetterError::File { .. })));
    }

    #[test]
    fn is_the_same_bytes_for_the_same_words() {
        assert_eq!(letter(true).render(None).unwrap(), letter(true).render(None).unwrap());
    }

    /// For looking at: `LETTERS_INTO=folder cargo test --test it write_letters -- --ignored`.
    #[test]
    #[ignore = "writes files for a person to look at"]
    fn write_letters() {
        let folder = std::path::PathBuf::from(std::env::var_os("LETTERS_INTO").expect("LETTERS_INTO names a folder"));
        for zh in [true, false] {
            for practice in [true, false] {
                let name = format!(
                    "letter-{}-{}.docx",
                    if zh { "zh" } else { "en" },
                    if practice { "practice" } else { "real" }
                );
                fs::write(folder.join(name), ReferralLetter { practice, ..letter(zh) }.render(None).unwrap()).unwrap();
            }
        }
    }
}

mod tables {
    use super::*;

    #[test]
    fn are_csv_that_runs_nothing() {
        let rows = vec![
            vec!["ZJ-2026-000123", "=HYPERLINK(\"http://x\")"],
            vec!["-5", "-5+cmd|' /C calc'!A0"],
            vec!["+86", "＝1+1"],
            vec!["a,b \"c\"", "two\nlines"],
            vec!["  @SUM(A1)", "\t=1"],
        ];
        let text = String::from_utf8(table::csv(&["number", "note"], rows, false).unwrap()).unwrap();
        let expected = "number,note\r\nZJ-2026-000123,\"'=HYPERLINK(\"\"http://x\"\")\"\r\n-5,'-5+cmd|' /C calc'!A0\r\n\
                        +86,'＝1+1\r\n\"a,b \"\"c\"\"\",\"two\nlines\"\r\n'  @SUM(A1),' =1\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn begin_with_a_mark_when_asked_and_have_rows_of_one_length() {
        let marked = table::csv(&["编号"], vec![vec!["甲"]], true).unwrap();
        assert_eq!(marked, "\u{feff}编号\r\n甲\r\n".as_bytes());
        assert!(table::csv(&["one"], vec![vec!["a", "b"]], false).is_err());
    }
}
