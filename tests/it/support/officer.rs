//! An officer's own account on a line to a shared store: the thread takes the uid, and the kernel tells it to the daemon.

use super::Shared;
use dutydesk::wire::client::Client;
use dutydesk::wire::{FromDaemon, Push, Reply, Request};
use rustix::fs::{Gid, Uid};
use rustix::thread::{set_thread_gid, set_thread_uid};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// How long nothing more must come before what was pushed is taken as all.
const QUIET: Duration = Duration::from_millis(25);

enum Order {
    Ask(Box<Request>),
    Pushes,
    /// Is the line closed within this time?
    Closed(Duration),
}

enum Answer {
    Reply(Box<Reply>),
    Pushes(Vec<Push>),
    Closed(bool),
}

/// A line of one account.
pub struct Account {
    orders: Sender<Order>,
    answers: Receiver<Answer>,
}

impl Account {
    /// Connects as this account, in the group that may.
    pub fn connect(server: &Shared, uid: u32) -> Self {
        let (orders, inbox) = channel();
        let (outbox, answers) = channel();
        let socket = server.socket();
        std::thread::spawn(move || serve(uid, socket, &inbox, &outbox));
        Self { orders, answers }
    }

    fn put(&self, order: Order) -> Answer {
        self.orders.send(order).expect("the line is there");
        self.answers.recv().expect("an answer")
    }

    /// Asks.
    pub fn ask(&self, request: Request) -> Reply {
        let Answer::Reply(reply) = self.put(Order::Ask(Box::new(request))) else { panic!("no reply") };
        *reply
    }

    /// What was pushed since.
    pub fn pushes(&self) -> Vec<Push> {
        let Answer::Pushes(pushes) = self.put(Order::Pushes) else { panic!("no pushes") };
        pushes
    }

    /// Does the daemon end the line within this time?
    pub fn closes_within(&self, time: Duration) -> bool {
        matches!(self.put(Order::Closed(time)), Answer::Closed(true))
    }
}

fn serve(uid: u32, socket: PathBuf, inbox: &Receiver<Order>, outbox: &Sender<Answer>) {
    set_thread_gid(Gid::from_raw(Shared::GROUP)).expect("root may");
    set_thread_uid(Uid::from_raw(uid)).expect("root may");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut client = runtime.block_on(Client::connect(&socket, Shared::SERVICE)).expect("a line");
    while let Ok(order) = inbox.recv() {
        let answer = match order {
            Order::Ask(request) => Answer::Reply(Box::new(runtime.block_on(client.ask(*request)).expect("an answer"))),
            Order::Pushes => Answer::Pushes(runtime.block_on(pushes(&mut client))),
            Order::Closed(time) => Answer::Closed(runtime.block_on(closes(&mut client, time))),
        };
        if outbox.send(answer).is_err() {
            return;
        }
    }
}

async fn pushes(client: &mut Client) -> Vec<Push> {
    let mut all = Vec::new();
    while let Ok(said) = tokio::time::timeout(QUIET, client.receive()).await {
        match said.expect("the line holds") {
            FromDaemon::Push(push) => all.push(push),
            FromDaemon::Reply { .. } | FromDaemon::Part { .. } => panic!("an answer that nobody asked for"),
        }
    }
    all
}

async fn closes(client: &mut Client, time: Duration) -> bool {
    let until_closed = async { while client.receive().await.is_ok() {} };
    tokio::time::timeout(time, until_closed).await.is_ok()
}
