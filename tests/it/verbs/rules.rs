//! A center's own figures and kinds in a store, from the file to what officers get: checked, read again, used, told wrong.

use super::{Bench, FORMS, text};
use serde_json::json;
use std::fs;

const KIND: &str = "[[kind]]
id = \"port-check\"
zh = \"口岸核查\"
en = \"check at a port\"
as = \"request\"
template = \"customs\"
approver = \"duty\"
evidence = [\"核查申请 / application\"]
[[kind.clock]]
id = \"look\"
zh = \"到场核查\"
en = \"somebody looks\"
from = \"submitted\"
until = \"delivered\"
length = 5
unit = \"hours\"
";

#[test]
fn an_own_kind_is_checked_put_in_force_and_referred_by() {
    let bench = Bench::practice();
    bench.file("forms.csv", FORMS);
    bench.ran("intake forms.csv");
    bench.done("act GACC name-liaison --field name=周衡");
    let case = text(&bench.done("list disputes")["rows"][0]["id"]);
    bench.done(&format!("act {case} accept --field ground=本省企业"));
    bench.done(&format!("act {case} guide"));
    let other = bench.refused(&format!("refer {case} --to GACC --kind port-check --item 核查"), 2, "usage");
    let (zh, en) = (text(&other["message_zh"]), text(&other["message_en"]));
    assert!(zh.contains("须是其一") && en.contains("administrative-criminal"), "{other}");

    let before = bench.done("rules check");
    let rules = bench.path("store").join("rules");
    fs::create_dir_all(&rules).expect("a folder");
    fs::write(rules.join("referral_kinds.toml"), KIND).expect("written");
    fs::write(rules.join("timers.toml"), "sign_working_hours = 2\n").expect("written");
    let checked = bench.done("rules check");
    assert_eq!(checked["replaced"], json!(["timers.toml: sign_working_hours"]));
    assert_eq!(checked["kinds"].as_u64(), before["kinds"].as_u64().map(|kinds| kinds + 1));
    bench.refused(&format!("refer {case} --to GACC --kind port-check --item 核查"), 2, "usage");
    bench.done("rules reload");
    let bare = bench.refused(&format!("refer {case} --to GACC --kind port-check --item 核查"), 1, "evidence-lacking");
    assert!(text(&bare["message_en"]).contains("核查申请 / application"), "{bare}");
    let sent = bench.done(&format!("refer {case} --to GACC --kind 口岸核查 --item 核查 --enclosed 1"));
    let referral = text(&sent["id"]);
    let shown = bench.done(&format!("show {referral}"));
    assert!(shown.to_string().contains("port-check"), "{shown}");

    // What is wrong is told with its line, and the old figures stay in force.
    fs::write(rules.join("timers.toml"), "\nsign_working_hours = 0\n").expect("written");
    let wrong = bench.ran("rules check");
    assert_eq!(wrong.code, 1, "{wrong}");
    let told = text(&wrong.json()["problems"][0]);
    assert!(told.contains("timers.toml:2: sign_working_hours = 0: it is 1 to"), "{told}");
    let zh = text(&bench.ran("rules check --lang zh").json()["problems"][0]);
    assert!(zh.contains("timers.toml:2: sign_working_hours = 0: 须在 1 到"), "{zh}");
    // The kind may go: what went out by it still says what it is.
    fs::remove_file(rules.join("referral_kinds.toml")).expect("removed");
    bench.ran("rules reload");
    bench.refused(&format!("refer {case} --to GACC --kind port-check --item 核查"), 2, "usage");
    let after = bench.done(&format!("show {referral}"));
    assert_eq!((&after["special_kind"], &after["kind_clocks"]), (&shown["special_kind"], &shown["kind_clocks"]));
    assert_eq!(after["kind_clocks"][0]["words"], "somebody looks");
}
