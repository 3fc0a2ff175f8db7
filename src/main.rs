//! Arguments to a verb; prints the one error report.

fn main() {}
