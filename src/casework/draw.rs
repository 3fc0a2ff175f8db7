//! Drawing at random so that anybody can draw again. No generator, no library: hashes that `b3sum` prints.
//!
//! 1. The list is the numbers of the cases, sorted by their bytes, each followed by a line feed. Its hash is the BLAKE3
//!    hash of that text, so that `b3sum` of the published list prints it.
//! 2. The ticket of a number is the BLAKE3 hash of five lines, each followed by a line feed: `dutydesk draw 1`, the hash
//!    of the list in lower-case hexadecimal, the ratio in whole percent, the seed as published, the number.
//! 3. Drawn are the numbers with the smallest tickets: so many as the ratio says of the list, rounded up, one at least.
//!
//! The list is frozen and its hash told before there is a seed: then neither can be chosen to fit the other.

use super::ids::Hash;

/// First line of every ticket: names this way of drawing, so that another one can be told from it.
const RULE: &str = "dutydesk draw 1";

/// The list as it is published.
pub fn list_text(numbers: &[String]) -> String {
    numbers.iter().map(|number| format!("{number}\n")).collect()
}

/// What the list is held to.
pub fn list_hash(numbers: &[String]) -> Hash {
    Hash::of(list_text(numbers).as_bytes())
}

/// The numbers that are drawn, in the order of the list.
pub fn sample(numbers: &[String], seed: &str, ratio: u16) -> Vec<String> {
    let list = list_hash(numbers);
    let ticket = |number: &str| Hash::of(format!("{RULE}\n{list}\n{ratio}\n{seed}\n{number}\n").as_bytes());
    let mut tickets: Vec<(Hash, &String)> = numbers.iter().map(|number| (ticket(number), number)).collect();
    tickets.sort_by(|a, b| a.0.0.cmp(&b.0.0).then_with(|| a.1.cmp(b.1)));
    let mut drawn: Vec<String> =
        tickets.into_iter().take(count(numbers.len(), ratio)).map(|(_, number)| number.clone()).collect();
    drawn.sort_unstable();
    drawn
}

/// How many of a list of this length the ratio asks for.
pub fn count(length: usize, ratio: u16) -> usize {
    (length * usize::from(ratio)).div_ceil(100)
}
