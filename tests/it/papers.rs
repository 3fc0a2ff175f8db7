//! Tests of papers.
