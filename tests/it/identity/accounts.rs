//! T22: a shared store lets in accounts with a post and nobody else; who they are is asked of the machine.

use super::{needs_root, said, verb_as};
use crate::support::Shared;

/// Strangers who try, as many as the plan asks for; the overflow uid and root besides.
const STRANGERS: std::ops::Range<u32> = 42_100..42_120;

#[tokio::test(flavor = "multi_thread")]
async fn strangers_root_and_unmapped_accounts_are_refused_and_officers_are_not() {
    needs_root();
    let server = Shared::start().await;
    for uid in STRANGERS.chain([0, 65_534]) {
        for words in [["list", "disputes"], ["officers", "list"], ["find", "海岳"], ["daemon", "status"]] {
            let output = server.verb(uid, &words);
            assert_eq!(output.status.code(), Some(4), "uid {uid}, {words:?}: {}", said(&output));
            assert!(output.stdout.is_empty(), "uid {uid}, {words:?}");
            assert!(said(&output).contains("no officer of this store"), "uid {uid}: {}", said(&output));
        }
    }
    let told: Vec<String> =
        server.log().lines().filter(|line| line.contains("connections refused")).map(str::to_owned).collect();
    assert_eq!(told.len(), 1, "once a minute, however many try: {told:?}");
    for uid in [Shared::LEAD, Shared::DUTY] {
        let output = server.verb(uid, &["list", "disputes"]);
        assert!(output.status.success(), "uid {uid}: {}", said(&output));
    }
    let output = server.verb(Shared::DUTY, &["officers", "list"]);
    assert_eq!(output.status.code(), Some(4), "a duty officer is no administrator: {}", said(&output));
    assert!(server.verb(Shared::SERVICE, &["officers", "list"]).status.success(), "the service account is");
    assert!(server.verb(Shared::ADMIN, &["officers", "list"]).status.success(), "so is whom the config file names");
    let output = server.verb(Shared::ADMIN, &["list", "disputes"]);
    assert_eq!(output.status.code(), Some(4), "who reads no case without a post: {}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_group_nobody_even_reaches_the_socket() {
    needs_root();
    let server = Shared::start().await;
    let output = verb_as(42_100, 42_100, &server.words(&["list", "disputes"]));
    assert!(said(&output).contains("Permission denied"), "{}", said(&output));
    assert_eq!(output.status.code(), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_store_is_not_served_by_root() {
    needs_root();
    let place = tempfile::TempDir::new().expect("a folder");
    let store = place.path().join("store").display().to_string();
    let output =
        verb_as(0, 0, &["daemon", "--foreground", "--shared", "--store", &store, "--socket", "/nonexistent/s"]);
    assert!(said(&output).contains("not by root"), "{}", said(&output));
    assert!(!place.path().join("store").exists(), "nothing was made");
}
