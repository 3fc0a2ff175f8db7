//! A list as the shift lead reads it.

use super::house::day;
use dutydesk::boards::Boards;
use dutydesk::boards::window::{List, Means, Sorts, Viewer, Window, WindowQuery, window};
use dutydesk::casework::ids::OfficerId;
use dutydesk::casework::words::PostRole;
use dutydesk::finder::{Filter, OneHand};

/// The first rows of a list that pass a filter on a day.
pub fn listed(boards: &Boards, list: List, filter: &str, on: &str) -> Window {
    let read = Filter::parse(filter).expect("a filter");
    let query = WindowQuery { list, filter: filter.into(), order: Vec::new(), offset: 0, limit: 50, anchor: None };
    let zone = chrono_tz::Asia::Shanghai;
    let viewer = Viewer { officer: OfficerId(1), role: PostRole::Lead, today: day(on), zone };
    let means = Means { sorts: &Sorts::default(), hands: &OneHand };
    window(boards, viewer, (&query, &read), means).expect("a window")
}
