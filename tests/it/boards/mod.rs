//! The boards against a plain model: the same rows in a list, sorted and filtered one by one.

mod finding;
mod plain;
mod rows;
mod windows;
