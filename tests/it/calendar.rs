//! The law's traps, one test each, and the worked cases.

use dutydesk::calendar::{Rules, check_examples};

#[test]
fn the_worked_examples_come_out_to_the_day() {
    let cases = include_str!("../samples/deadline_examples.csv");
    assert_eq!(check_examples(Rules::shared(), cases), []);
}

#[test]
fn every_file_that_comes_with_the_program_is_taken() {
    assert_eq!(Rules::builtin().problems(), []);
}
