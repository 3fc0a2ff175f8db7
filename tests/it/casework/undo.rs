//! What takes an act back: for each verb that has an inverse, the record stands afterwards as it stood before.

use super::house::{CENTER, alert, day};
use super::stages::{Bench, me};
use dutydesk::casework::actions::{self, offers};
use dutydesk::casework::affair::{Affair, AffairDraft};
use dutydesk::casework::command::Act;
use dutydesk::casework::decide::Ground;
use dutydesk::casework::handbook::Handbook;
use dutydesk::casework::ids::RecordId;
use dutydesk::casework::referral::{Recipient, ReferralDraft, ReferralKind};
use dutydesk::casework::standing::{Standing, standing};
use dutydesk::casework::task::TaskDraft;
use dutydesk::casework::undo::inverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A center, and the verbs that were taken back in it.
struct Undone {
    bench: Bench,
    verbs: BTreeSet<String>,
}

impl Undone {
    /// How a record stands: everything that an officer would tell of it, but not that it was changed.
    fn stands(&self, id: RecordId) -> String {
        let unit = &self.bench.house.units[CENTER];
        if let Some(one) = unit.alerts.get(&id) {
            let shelf = one.shelf.as_ref().map(|shelf| (shelf.until, &shelf.reason));
            let own = one.own_priority.as_ref().map(|own| own.priority);
            return format!(
                "{:?} {:?} {shelf:?} {own:?} {:?}",
                one.state,
                one.ack.as_ref().map(|ack| ack.until),
                one.dispute
            );
        }
        if let Some(one) = unit.disputes.get(&id) {
            let guidance = &one.guidance;
            let team = guidance.team.as_ref().filter(|team| team.ended.is_none()).map(|team| &team.members);
            let pieces = one.dossier.evidence.pieces.iter().filter(|piece| piece.withdrawn.is_none()).count();
            let mut paths: Vec<&String> = one.dossier.evidence.paths.iter().map(|path| &path.id).collect();
            paths.sort();
            let track = guidance.sorting.as_ref().map(|sorting| sorting.track);
            let (stage, waiting, joined) = (one.stage, &guidance.waiting, &one.intake.joined_to);
            return format!(
                "{stage:?} {track:?} {:?} {waiting:?} {team:?} {joined:?} {:?} {pieces} {paths:?}",
                one.handler, one.draft
            );
        }
        match unit.affairs.get(&id).map(|file| &file.affair) {
            Some(Affair::Task(task)) => format!("{:?} {:?}", task.draft, task.state),
            other => panic!("no way to tell how {other:?} stands"),
        }
    }

    /// The verb is done by this officer and taken back; the record stands as before.
    fn there_and_back(&mut self, no: u32, id: RecordId, verb: &str, typed: &[(&str, &str)]) {
        let before = self.stands(id);
        let fields = typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let unit = &self.bench.house.units[CENTER];
        let act = actions::act(unit, verb, id, &fields).expect("it can be read");
        let back = inverse(unit, &me(no), &act).unwrap_or_else(|| panic!("nothing takes {verb} back"));
        assert_eq!(back.record, Some(id), "{verb} is taken back where it was done");
        self.bench.done(no, id, verb, typed);
        assert_ne!(self.stands(id), before, "{verb} changes something");
        let typed: Vec<(&str, &str)> = back.fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        self.bench.done(no, id, back.verb, &typed);
        assert_eq!(self.stands(id), before, "{verb} taken back by {}", back.verb);
        self.verbs.insert(verb.to_owned());
    }

    /// Every verb that says of itself that it can be taken back.
    fn said_of_themselves(&self, id: RecordId) -> BTreeSet<String> {
        let house = &self.bench.house;
        let ground = Ground { state: &house.units[CENTER], rules: &house.rules, handbook: &house.handbook };
        let offers = offers(ground, &me(1), house.now(), id);
        offers.into_iter().filter(|offer| offer.undoes).map(|offer| offer.verb).collect()
    }
}

#[test]
fn what_is_taken_back_stands_as_before() {
    let mut undone = Undone { bench: Bench::new(), verbs: BTreeSet::new() };
    undone.bench.house.handbook = Arc::new(Handbook::shared().clone());
    let mut said = BTreeSet::new();
    let dispute = undone.bench.guided();
    let one = undone.bench.house.done(CENTER, Act::Raise(Box::new(alert("g1", "Order"))));

    let shelf = [("until", "2026-11-23 18:00"), ("reason", "等原文")];
    said.extend(undone.said_of_themselves(one));
    undone.there_and_back(3, one, "ack", &[]);
    undone.there_and_back(3, one, "ack-until", &[("until", "2026-11-23 20:00")]);
    undone.there_and_back(3, one, "shelve", &shelf);
    undone.there_and_back(3, one, "set-priority", &[("priority", "P2"), ("reason", "重看过")]);
    undone.bench.done(3, one, "set-priority", &[("priority", "P3"), ("reason", "只供参考")]);
    undone.there_and_back(3, one, "set-priority", &[("priority", "P2"), ("reason", "重看过")]);
    undone.there_and_back(3, one, "computed-priority", &[("reason", "按表")]);
    undone.bench.done(3, one, "ack-until", &[("until", "2026-11-23 21:00")]);
    undone.there_and_back(3, one, "unack", &[]);
    undone.bench.done(3, one, "unack", &[]);
    undone.bench.done(3, one, "shelve", &shelf);
    said.extend(undone.said_of_themselves(one));
    undone.there_and_back(3, one, "unshelve", &[]);
    undone.bench.done(3, one, "unshelve", &[]);
    undone.there_and_back(3, one, "join-dispute", &[("dispute", &dispute.to_string())]);
    undone.bench.done(3, one, "join-dispute", &[("dispute", &dispute.to_string())]);
    said.extend(undone.said_of_themselves(one));
    undone.there_and_back(3, one, "detach", &[("reason", "不是一件")]);

    said.extend(undone.said_of_themselves(dispute));
    let wait = [("on", "court"), ("review", "2026-11-26"), ("reason", "等裁定")];
    undone.there_and_back(1, dispute, "assign", &[("handler", "officer 4")]);
    undone.there_and_back(3, dispute, "wait", &wait);
    undone.bench.done(3, dispute, "wait", &wait);
    undone.there_and_back(3, dispute, "answered", &[("what", "裁定已到")]);
    undone.bench.done(3, dispute, "answered", &[("what", "裁定已到")]);
    undone.there_and_back(3, dispute, "correct", &[("field", "counsel"), ("value", "某所"), ("reason", "企业来电")]);
    let team = [("members", "officer 3; officer 4"), ("purpose", "应诉")];
    undone.there_and_back(1, dispute, "form-team", &team);
    undone.bench.done(1, dispute, "form-team", &team);
    said.extend(undone.said_of_themselves(dispute));
    undone.there_and_back(1, dispute, "end-team", &[("reason", "已毕")]);
    more_of_disputes(&mut undone, dispute);
    // a referral is made by it: it has a test of its own
    said.remove("refer");
    let untried: Vec<&String> = said.difference(&undone.verbs).collect();
    assert_eq!(untried, [""; 0], "verbs that say they can be taken back, and were not tried");
}

/// The verbs that need more: a second dispute, paths of evidence, a track to change.
fn more_of_disputes(undone: &mut Undone, dispute: RecordId) {
    let sorted = undone.bench.registered(|draft| draft.docket = Some("337-TA-1500".into()));
    undone.bench.done(3, sorted, "accept", &[("ground", "本省企业")]);
    undone.bench.done(1, sorted, "triage", &[]);
    undone.there_and_back(1, sorted, "triage", &[("track", "simple"), ("reason", "只问程序")]);
    let twin = undone.bench.registered(|draft| draft.docket = Some("337-TA-1501".into()));
    let join = [("into", &*dispute.to_string()), ("reason", "同一事")];
    undone.there_and_back(3, twin, "join", &join);
    undone.bench.done(3, twin, "join", &join);
    undone.there_and_back(3, twin, "detach", &[("reason", "另有主体")]);
    let piece = [
        ("item", "served-documents"),
        ("where", "档案柜"),
        ("source", "企业"),
        ("collector", "officer 3"),
        ("collected", "2026-11-20 10:00"),
    ];
    undone.there_and_back(3, dispute, "add-evidence", &piece);
    undone.there_and_back(3, dispute, "take-path", &[("path", "schedule-a"), ("reason", "先看批量诉讼")]);
    undone.bench.done(3, dispute, "take-path", &[("path", "schedule-a"), ("reason", "先看批量诉讼")]);
    undone.there_and_back(3, dispute, "leave-path", &[("path", "schedule-a"), ("reason", "不是批量诉讼")]);
}

#[test]
fn a_task_given_to_another_and_put_off_goes_back() {
    let mut undone = Undone { bench: Bench::new(), verbs: BTreeSet::new() };
    let draft =
        TaskDraft { title: "回电".into(), owner: "甲".into(), due: day("2026-11-25"), dispute: None, origin: None };
    let task = undone.bench.house.done(CENTER, Act::Open(Box::new(AffairDraft::Task(draft))));
    undone.there_and_back(3, task, "assign-task", &[("owner", "乙")]);
    undone.there_and_back(3, task, "postpone-task", &[("due", "2026-11-27"), ("reason", "对方出差")]);
}

#[test]
fn a_referral_that_has_not_left_is_taken_back() {
    let mut bench = Bench::new();
    let dispute = bench.guided();
    let to = *bench.house.units[CENTER].lines.keys().next().expect("a line");
    let draft = ReferralDraft {
        items: vec!["查证".into()],
        ..ReferralDraft::new(dispute, Recipient::Unit(to), ReferralKind::Request)
    };
    let submit = Act::Submit(Box::new(draft));
    let back = inverse(&bench.house.units[CENTER], &me(3), &submit).expect("it can be taken back");
    let referral = bench.house.act_as(CENTER, me(3), submit).expect("queued");
    bench.done(3, referral, back.verb, &[]);
    let file = bench.house.units[CENTER].referrals.get(&referral).expect("there");
    assert_eq!(standing(file, None), Standing::TakenBack);
}

#[test]
fn what_another_took_on_is_not_taken_on_again_in_his_name() {
    let mut bench = Bench::new();
    let one = bench.house.done(CENTER, Act::Raise(Box::new(alert("g1", "Order"))));
    bench.done(3, one, "ack", &[]);
    let unack = actions::act(&bench.house.units[CENTER], "unack", one, &[].into()).expect("read");
    assert!(inverse(&bench.house.units[CENTER], &me(4), &unack).is_none());
    assert!(inverse(&bench.house.units[CENTER], &me(3), &unack).is_some());
}
