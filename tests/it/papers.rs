//! The papers: templates filled as Word splits them, letters whole, bad templates refused, tables safe to open.

use calamine::{Data, Reader as _};
use dutydesk::papers::card::{self, Card};
use dutydesk::papers::fields::{FIELDS, LISTS};
use dutydesk::papers::wording::wordings;
use dutydesk::papers::{LetterError, Line, Paper, Style, placeholders, render, table, template};
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

fn items(texts: &[&str]) -> BTreeMap<String, Vec<Line>> {
    BTreeMap::from([("items".to_owned(), texts.iter().map(|text| Line::from(*text)).collect())])
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
        let whole = template(None, "accepted", true).unwrap().bytes;
        for length in 0..whole.len() {
            refused(&whole[..length]);
        }
    }

    proptest! {
        #[test]
        fn no_change_makes_it_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), body in "[<>/wp:t{}#?&; ax]{0,60}") {
            let mut bytes = template(None, "accepted", false).unwrap().bytes.into_owned();
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

mod the_papers {
    use super::*;

    /// A paper in which every field says its own name, and every list has two items.
    fn whole(id: &'static str, zh: bool, practice: bool) -> Paper {
        let mut paper = Paper::new(id, zh, practice);
        for name in FIELDS.iter().filter(|name| **name != "practice_mark") {
            paper.set(name, said(name));
        }
        for name in LISTS {
            paper.list(name, [said(&format!("{name} one")), said(&format!("{name} two"))]);
        }
        paper
    }

    fn said(name: &str) -> String {
        format!("<{name} 值 & value>")
    }

    fn page(docx: &[u8]) -> Vec<String> {
        lines(docx, "word/document.xml")
    }

    fn ids() -> impl Iterator<Item = (&'static str, bool)> {
        wordings().keys().flat_map(|id| [(id.as_str(), true), (id.as_str(), false)])
    }

    /// What the words of a paper ask for, as they stand in the files.
    fn asked_by(id: &str, zh: bool) -> Vec<String> {
        let files =
            [include_str!("../../templates/papers/forms.toml"), include_str!("../../templates/papers/letters.toml")];
        let start = format!("id = \"{id}\"");
        let text = files.iter().find_map(|file| file.split_once(&start)).expect("the words of it").1;
        let key = if zh { "\nzh = '''" } else { "\nen = '''" };
        let text = text.split_once(key).and_then(|(_, rest)| rest.split_once("'''")).expect("in this language").0;
        let signs = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name.to_owned());
        signs.filter(|name| !name.starts_with('?') && name != "#").collect()
    }

    #[test]
    fn say_everything_that_their_words_ask_for() {
        assert_eq!(wordings().len(), 22, "seven forms and fifteen letters");
        for (id, zh) in ids() {
            let docx = whole(id, zh, false).render(None).unwrap_or_else(|error| panic!("{id}: {error}"));
            let page = page(&docx).join("\n");
            for name in asked_by(id, zh) {
                let want = name.strip_prefix('#').map_or_else(|| said(&name), |list| said(&format!("{list} two")));
                assert!(page.contains(&want), "{id} {zh}: {want} is missing from {page}");
            }
            assert!(page.contains(&said("letter_no")) && page.contains(&said("unit_name")), "{id} {page}");
            assert!(!page.contains("{{"), "{page}");
            let foot = lines(&docx, "word/footer1.xml").join("");
            assert!(foot.contains(&said("letter_no")) && foot.contains(&said("version")), "{id}: {foot}");
        }
    }

    #[test]
    fn number_their_headings_and_leave_out_what_is_blank() {
        let mut file = Paper::new("case-file", true, false);
        file.set("dispute_number", "ZJ-2026-000001");
        file.list("papers", ["受理通知书 ZJ受〔2026〕1号 第1版".to_owned()]);
        file.list("history", ["2026-11-23 09:00 沈若兰 登记".to_owned()]);
        let docx = file.render(None).unwrap();
        let headings: Vec<String> = page(&docx).into_iter().filter(|line| line.contains('、')).collect();
        // No time limits, no hearings, no referrals: their headings go, and the numbers close up.
        assert_eq!(headings, ["一、基本情况", "二、文书目录", "三、经过"]);
        assert!(!page(&docx).iter().any(|line| line.starts_with("企业：")));
        let xml = part(&docx, "word/document.xml");
        assert!(xml.contains("w:val=\"Section\"") && xml.contains("w:val=\"Fact\"") && xml.contains("w:val=\"Item\""));
        let mut bare = Paper::new("opinion", false, false);
        bare.set("text", "first line\nsecond line");
        let page = page(&bare.render(None).unwrap());
        assert!(page.contains(&"first line/second line".to_owned()), "{page:?}");
        assert!(page.contains(&"2. Opinion".to_owned()), "{page:?}");
    }

    #[test]
    fn of_a_practice_store_say_so_on_every_page() {
        for (zh, mark) in [(true, "练习"), (false, "PRACTICE")] {
            let marked = whole("accepted", zh, true).render(None).unwrap();
            assert!(lines(&marked, "word/header1.xml")[0].contains(mark));
            let real = whole("accepted", zh, false).render(None).unwrap();
            assert_eq!(lines(&real, "word/header1.xml"), [""]);
        }
    }

    #[test]
    fn go_on_the_letterhead_of_the_center_if_it_has_one() {
        let folder = tempfile::tempdir().unwrap();
        let rendered = |id| whole(id, true, false).render(Some(folder.path()));
        assert_eq!(rendered("opinion").unwrap(), whole("opinion", true, false).render(None).unwrap());
        let head = |word: &str| docx(&[p(&[word, " {{letter_no}} v{{version}}"]), p(&["{{#body}}"])].concat());
        fs::write(folder.path().join("papers.docx"), head("本中心")).unwrap();
        let shown = page(&rendered("opinion").unwrap());
        assert_eq!(shown[0], format!("本中心 {} v{}", said("letter_no"), said("version")));
        assert!(shown.iter().any(|line| line.contains(&said("text"))), "our words on their paper: {shown:?}");
        // One for the language comes before the one for all, one for the paper before both.
        fs::write(folder.path().join("papers_zh.docx"), head("中文笺")).unwrap();
        assert!(page(&rendered("opinion").unwrap())[0].starts_with("中文笺"));
        let alone = docx(&p(&["{{letter_no}} {{version}} {{enterprise}}"]));
        fs::write(folder.path().join("case_file_zh.docx"), alone).unwrap();
        assert_eq!(page(&rendered("case-file").unwrap()).len(), 1, "a template for one paper has its own words");
        assert!(page(&rendered("accepted").unwrap())[0].starts_with("中文笺"));
    }

    #[test]
    fn are_not_made_on_a_template_that_is_wrong_and_the_file_and_the_place_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("papers.docx");
        let refused = |template: &[u8]| {
            fs::write(&own, template).unwrap();
            let error = whole("accepted", true, false).render(Some(folder.path())).unwrap_err();
            let said = (error.to_string(), error.zh());
            assert!(said.0.starts_with("papers.docx: ") && said.1.starts_with("papers.docx: "), "{said:?}");
            let LetterError::In { source, .. } = error else { panic!("{said:?}") };
            (*source, said.0)
        };
        for (body, lacks) in [
            ("{{version}} {{#body}}", "letter_no"),
            ("{{letter_no}} {{#body}}", "version"),
            ("{{letter_no}} {{version}}", "body"),
        ] {
            let (error, said) = refused(&docx(&p(&[body])));
            assert!(matches!(error, LetterError::Missing { name } if name == lacks) && said.contains(lacks), "{said}");
        }
        let typo = [p(&["{{letter_no}} {{version}} {{dokcet}}"]), p(&["{{#body}}"])].concat();
        let (error, said) = refused(&docx(&typo));
        assert!(
            matches!(error, LetterError::Unknown { name } if name == "dokcet") && said.contains("README"),
            "{said}"
        );
        assert!(matches!(refused(b"half a file").0, LetterError::NotADocx(_)));
        fs::write(&own, docx(&[p(&["{{letter_no}} {{version}}"]), p(&["{{#body}}"])].concat())).unwrap();
        let practice = whole("accepted", true, true).render(Some(folder.path())).unwrap_err();
        assert!(practice.to_string().contains("practice_mark"), "{practice}");
        fs::remove_file(&own).unwrap();
        fs::create_dir(&own).unwrap();
        let error = whole("accepted", true, false).render(Some(folder.path())).unwrap_err();
        assert!(matches!(error, LetterError::File { .. }), "{error}");
    }

    #[test]
    fn are_the_same_bytes_for_the_same_words() {
        for (id, zh) in ids() {
            assert_eq!(whole(id, zh, false).render(None).unwrap(), whole(id, zh, false).render(None).unwrap());
        }
    }

    #[test]
    fn have_every_field_told_to_those_who_write_templates() {
        let told = include_str!("../../templates/README.md");
        for name in FIELDS.iter().chain(LISTS) {
            assert!(told.contains(&format!("`{name}`")), "templates/README.md does not tell of {name}");
        }
        let listed = told.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name);
        for name in listed {
            let known = FIELDS.contains(&name) || LISTS.contains(&name) || wordings().contains_key(name);
            assert!(known, "templates/README.md tells of {name}, which there is not");
        }
    }

    #[test]
    fn take_words_from_outside_as_words() {
        let mut paper = Paper::new("opinion", true, false);
        paper.set("text", "{{letter_no}} </w:t> \u{202e}gpj");
        let page = page(&paper.render(None).unwrap());
        assert!(page.iter().any(|line| line == "{{letter_no}} </w:t> ⟨U+202E⟩gpj"), "{page:?}");
        let restyled = BTreeMap::from([("items".to_owned(), vec![Line { text: "x".into(), style: Style::Item }])]);
        let plain = render(&docx(&p(&["{{#items}}"])), &fields(&[]), &restyled).unwrap();
        assert_eq!(lines(&plain, "word/document.xml"), ["x"], "a template without styles keeps its own look");
    }

    /// For looking at: `PAPERS_INTO=folder cargo test --test it write_papers -- --ignored`.
    #[test]
    #[ignore = "writes files for a person to look at"]
    fn write_papers() {
        let folder = std::path::PathBuf::from(std::env::var_os("PAPERS_INTO").expect("PAPERS_INTO names a folder"));
        for (id, zh) in ids() {
            let name = format!("{id}-{}.docx", if zh { "zh" } else { "en" });
            fs::write(folder.join(name), whole(id, zh, true).render(None).unwrap()).unwrap();
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

    #[test]
    fn are_workbooks_in_which_every_cell_is_text() {
        let long = "长".repeat(40_000);
        let rows: Vec<Vec<String>> = [["=1+1", "-5"], ["\t@SUM(A1)", "澄光光电\u{202e}"], ["007", &long]]
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        let bytes = table::xlsx("disputes", &["编号", "备注"], &rows).unwrap();
        let mut book = calamine::Xlsx::new(Cursor::new(bytes.clone())).unwrap();
        let sheet = book.worksheet_range("disputes").unwrap();
        let cell = |row: u32, column: u32| match sheet.get_value((row, column)) {
            Some(Data::String(text)) => text.clone(),
            other => panic!("{row} {column}: {other:?}"),
        };
        assert_eq!((cell(0, 0), cell(0, 1)), ("编号".to_owned(), "备注".to_owned()));
        assert_eq!((cell(1, 0), cell(1, 1)), ("=1+1".to_owned(), "-5".to_owned()));
        assert_eq!((cell(2, 0), cell(2, 1)), (" @SUM(A1)".to_owned(), "澄光光电⟨U+202E⟩".to_owned()));
        assert_eq!(cell(3, 0), "007", "a number with noughts before it stays one");
        assert_eq!(cell(3, 1).chars().count(), 32_767, "what a cell holds");
        assert!(book.worksheet_formula("disputes").unwrap().is_empty(), "nothing is computed");
        // Marked so that editing such a cell makes no formula of it either.
        assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""));
        assert_eq!(bytes, table::xlsx("disputes", &["编号", "备注"], &rows).unwrap(), "the same rows, the same bytes");
    }
}

mod contacts {
    use super::*;

    fn text(cards: &[Card]) -> String {
        String::from_utf8(card::render(cards)).unwrap()
    }

    fn whole() -> Card {
        Card {
            uid: "0190-顾明远".into(),
            name: "顾明远; 立案庭, 一组".into(),
            organisation: "江州市中级人民法院知识产权审判庭涉外案件联络办公室".into(),
            title: "联络员\\副庭长".into(),
            phones: vec!["+86 310 555 0172".into(), "310-5550173".into()],
            mails: vec!["gu@court.example".into()],
            address: "江州市望江路8号, 2号楼".into(),
            country: "CN".into(),
            languages: vec!["zh".into(), "en".into()],
            categories: vec!["法院联络处".into(), "JZFY".into()],
            note: "有效至 2027-06-30\n周五不接电话\u{202e}".into(),
        }
    }

    #[test]
    fn are_read_back_as_they_were_written() {
        let written = [whole(), Card { uid: "2".into(), name: "Ms Harlow".into(), ..Card::default() }];
        let read = vcard4::parse(text(&written)).expect("vCard 4.0");
        assert_eq!(read.len(), 2);
        let (card, want) = (&read[0], whole());
        assert_eq!(card.formatted_name[0].value, want.name);
        assert_eq!(card.uid.as_ref().map(ToString::to_string), Some(want.uid));
        assert_eq!(card.org[0].value, [want.organisation]);
        assert_eq!(card.title[0].value, want.title);
        assert_eq!(card.tel.iter().map(ToString::to_string).collect::<Vec<_>>(), want.phones);
        assert_eq!(card.email[0].value, want.mails[0]);
        assert_eq!(card.address[0].value.street_address.as_deref(), Some(want.address.as_str()));
        assert_eq!(card.address[0].value.country_name.as_deref(), Some("CN"));
        assert_eq!(card.categories[0].value, want.categories);
        assert_eq!(card.note[0].value, "有效至 2027-06-30\n周五不接电话⟨U+202E⟩");
        assert_eq!(card.lang.len(), 2);
        assert_eq!(read[1].formatted_name[0].value, "Ms Harlow");
    }

    #[test]
    fn have_lines_of_75_octets_at_most_cut_between_characters() {
        let vcf = text(&[whole()]);
        assert!(vcf.contains("\r\n "), "long lines are folded");
        for line in vcf.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line}");
        }
    }

    #[test]
    fn have_a_name_even_when_nobody_is_named_and_nothing_blank() {
        let vcf = text(&[Card { organisation: "杭州海关".into(), ..Card::default() }]);
        assert!(vcf.contains("\r\nFN:杭州海关\r\n"), "{vcf}");
        assert!(!vcf.contains("TEL") && !vcf.contains("NOTE") && !vcf.contains("CATEGORIES"), "{vcf}");
    }

    proptest! {
        #[test]
        fn of_any_words_stay_one_card(name in "\\PC{1,60}", note in "(\\PC|\n|\r|\t){0,80}") {
            let card = Card { uid: "1".into(), name, note, ..Card::default() };
            let read = vcard4::parse(text(std::slice::from_ref(&card))).expect("vCard 4.0");
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(read[0].formatted_name.len(), 1);
        }
    }
}
