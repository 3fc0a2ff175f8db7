//! The kinds of referrals that come with the program, and files that are refused.

use dutydesk::casework::kinds::{ClockUnit, read, shared};

#[test]
fn every_kind_of_the_program_is_there_with_its_figures() {
    let ids: Vec<&str> = shared().iter().map(|kind| kind.id.as_str()).collect();
    assert_eq!(ids.len(), 14, "{ids:?}");
    let criminal = shared().iter().find(|kind| kind.id == "administrative-criminal").expect("there");
    let clocks: Vec<_> = criminal.clocks.iter().map(|clock| (clock.length, clock.unit)).collect();
    assert_eq!(criminal.officers_min, 2);
    assert_eq!(clocks[..3], [(3, ClockUnit::Days), (24, ClockUnit::Hours), (3, ClockUnit::Days)]);
    assert_eq!(criminal.evidence.len(), 4);
    assert!(shared().iter().any(|kind| kind.id == "embassy" && kind.clock_of_recipient));
}

#[test]
fn a_kind_with_a_slip_is_refused_by_its_name() {
    let kind = |id: &str, word: &str, rest: &str| {
        format!(
            "[[kind]]\nid = \"{id}\"\nzh = \"z\"\nen = \"e\"\nas = \"{word}\"\ntemplate = \"transfer-criminal\"\napprover = \"lead\"\nevidence = []\n{rest}\n"
        )
    };
    assert!(read(&kind("a", "request", "")).is_ok());
    let clock = |from: &str, length: u16| {
        format!(
            "[[kind.clock]]\nid = \"c\"\nfrom = \"{from}\"\nuntil = \"answered\"\nlength = {length}\nunit = \"days\""
        )
    };
    let field = |shape: &str| format!("[[kind.field]]\nid = \"f\"\nzh = \"z\"\nen = \"e\"\nshape = \"{shape}\"");
    assert!(read(&kind("a", "request", &clock("delivered", 3))).is_ok());
    assert!(read(&kind("a", "request", &[field("date"), clock("field:f", 3)].join("\n"))).is_ok());
    let slips = [
        kind("a", "gift", ""),
        kind("a", "request", "officers_min = 0"),
        kind("a", "request", &clock("delivered", 0)),
        kind("a", "request", &clock("somewhere", 3)),
        kind("a", "request", &clock("field:f", 3)),
        kind("a", "request", &field("colour")),
        kind("a", "request", &field("choice")),
        kind("a", "request", "on_refusal = [\"nothing\"]"),
        kind("a", "request", "colour = 1"),
        kind("a", "request", "") + &kind("a", "request", ""),
    ];
    for slip in slips {
        assert!(read(&slip).is_err(), "{slip}");
    }
}
