//! The line to the daemon: made, kept, made again. Questions go out, answers come back as messages.
//! A change whose answer is missing is asked again with the same id, so it happens once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::effect::{Deed, Errand, Ticket};
use super::errand;
use super::message::{Message, News};
use crate::casework::ids::{CommandId, PostId};
use crate::casework::safe_text::SafeText;
use crate::wire::client::{Client, ClientError};
use crate::wire::{FromDaemon, Push, Reply, Request};

/// The first wait before the line is tried again, and the longest; all desks of a server try at
/// slightly different moments.
const RETRY_FIRST: Duration = Duration::from_millis(200);
const RETRY_MAX: Duration = Duration::from_secs(4);
const RETRY_JITTER_MS: u64 = 1000;

/// Where the daemon is.
#[derive(Clone, Debug)]
pub struct Address {
    /// Its socket.
    pub socket: PathBuf,
    /// The uid that must own it.
    pub owner: u32,
    /// Starts it when it is not there; none for the daemon of a server, which its service manager starts.
    pub start: Option<Starter>,
}

/// How a daemon is started. It may block.
#[derive(Clone)]
pub struct Starter(pub Arc<dyn Fn() + Send + Sync>);

impl std::fmt::Debug for Starter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Starter")
    }
}

/// What the loop wants of the link.
#[derive(Debug)]
pub enum Order {
    /// A question.
    Ask(Ticket, Box<Request>),
    /// A change.
    Do(Ticket, Box<Deed>),
    /// A draft kept or dropped.
    Draft(Ticket, Box<Request>),
    /// Several requests in a row.
    Errand(Errand),
    /// Acts for this post from now on.
    ActAs(PostId),
}

/// What outlives a broken line.
struct Link {
    address: Address,
    news: Sender<Message>,
    post: Option<PostId>,
    /// Somebody was let in on an earlier line.
    was_up: bool,
    /// Changes without an answer yet.
    unanswered: Vec<Unanswered>,
}

/// A change that is asked again, as the same post and with the same id, until it is answered.
#[derive(Clone)]
struct Unanswered {
    id: CommandId,
    post: Option<PostId>,
    ticket: Ticket,
    request: Request,
}

/// Who waits for the answer to a numbered request; a change by its id.
type Awaited = HashMap<u32, (Ticket, Option<CommandId>)>;

/// Runs until the desk ends.
pub async fn run(address: Address, mut orders: Receiver<Order>, news: Sender<Message>) {
    let mut link = Link { address, news, post: None, was_up: false, unanswered: Vec::new() };
    let mut wait = RETRY_FIRST;
    loop {
        let broke = match Client::connect(&link.address.socket, link.address.owner).await {
            Ok(client) => {
                wait = RETRY_FIRST;
                link.was_up = true;
                link.serve(client, &mut orders).await
            }
            Err(error) => Some(error),
        };
        let Some(error) = broke else { return };
        let turned_away = matches!(error, ClientError::NotKnown | ClientError::Renew { .. });
        if !link.tell(News::Down(SafeText::from_outside(&error.to_string()))).await {
            return;
        }
        // The last post has ended: what is on the screen is not this officer's to see any more.
        if turned_away && link.was_up {
            drop(link.news.send(Message::Ended).await);
            return;
        }
        if !link.rest(wait, &mut orders).await {
            return;
        }
        if let (Some(Starter(start)), ClientError::NoDaemon { .. }) = (link.address.start.clone(), &error) {
            // It answers on the next try or not; only the tries are counted.
            drop(tokio::task::spawn_blocking(move || start()).await);
        }
        wait = (wait * 2).min(RETRY_MAX);
    }
}

impl Link {
    /// Serves one line until it breaks; None when the desk has ended.
    async fn serve(&mut self, mut client: Client, orders: &mut Receiver<Order>) -> Option<ClientError> {
        let mut awaited = Awaited::new();
        if let Err(error) = self.begin(&mut client, &mut awaited).await {
            return Some(error);
        }
        loop {
            let done = tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.obey(order, &mut client, &mut awaited).await,
                    None => return None,
                },
                said = client.receive() => match said {
                    Ok(said) => self.pass_on(said, &mut awaited).await,
                    Err(error) => Err(error),
                },
            };
            if let Err(error) = done {
                return Some(error);
            }
        }
    }

    /// A new line: who we are, as whom we act, what is still without an answer.
    async fn begin(&mut self, client: &mut Client, awaited: &mut Awaited) -> Result<(), ClientError> {
        if let Some(post) = self.post {
            client.ask(Request::ActAs(post)).await?;
        }
        client.ask(Request::Watch).await?;
        if let Reply::Me(me) = client.ask(Request::Me).await? {
            self.post = me.post;
            self.tell(News::Up(me)).await;
        }
        self.ask_again(client, awaited).await
    }

    /// What is still without an answer, each as the post that it was asked for.
    async fn ask_again(&self, client: &mut Client, awaited: &mut Awaited) -> Result<(), ClientError> {
        let mut acting = self.post;
        for one in &self.unanswered {
            self.act_as(client, &mut acting, one.post).await?;
            let no = client.send(one.request.clone()).await?;
            awaited.insert(no, (one.ticket.clone(), Some(one.id)));
        }
        self.act_as(client, &mut acting, self.post).await
    }

    async fn act_as(
        &self,
        client: &mut Client,
        acting: &mut Option<PostId>,
        wanted: Option<PostId>,
    ) -> Result<(), ClientError> {
        if let Some(post) = wanted.filter(|_| wanted != *acting) {
            client.send(Request::ActAs(post)).await?;
            *acting = wanted;
        }
        Ok(())
    }

    async fn obey(&mut self, order: Order, client: &mut Client, awaited: &mut Awaited) -> Result<(), ClientError> {
        match order {
            Order::Ask(ticket, request) => {
                awaited.insert(client.send(*request).await?, (ticket, None));
            }
            Order::Do(ticket, deed) => {
                if let Some((command, request)) = self.keep(&ticket, *deed) {
                    awaited.insert(client.send(request).await?, (ticket, Some(command)));
                }
            }
            Order::Draft(ticket, request) => {
                let id = self.keep_draft(&ticket, *request.clone());
                awaited.insert(client.send(*request).await?, (ticket, Some(id)));
            }
            Order::Errand(errand) => self.send_out(errand),
            Order::ActAs(post) => {
                self.post = Some(post);
                client.send(Request::ActAs(post)).await?;
                client.send(Request::Watch).await?;
                awaited.insert(client.send(Request::Me).await?, (Ticket::Me, None));
            }
        }
        Ok(())
    }

    async fn pass_on(&mut self, said: FromDaemon, awaited: &mut Awaited) -> Result<(), ClientError> {
        match said {
            FromDaemon::Reply { no, reply } => {
                if let Some((ticket, command)) = awaited.remove(&no) {
                    self.unanswered.retain(|one| Some(one.id) != command);
                    self.tell(News::Reply(ticket, reply)).await;
                }
            }
            FromDaemon::Push(Push::Changed { records }) => {
                self.tell(News::Changed(records)).await;
            }
            FromDaemon::Push(Push::Trouble(why)) => {
                self.tell(News::Trouble(why)).await;
            }
            // the line breaks next, and is made again when a daemon answers
            FromDaemon::Push(Push::Stopping) => {}
        }
        Ok(())
    }

    /// Between two lines: changes are kept, questions are not (the screens ask again).
    async fn rest(&mut self, wait: Duration, orders: &mut Receiver<Order>) -> bool {
        let jitter = Uuid::now_v7().as_u64_pair().1 % RETRY_JITTER_MS;
        let until = Instant::now() + wait + Duration::from_millis(jitter);
        loop {
            tokio::select! {
                () = sleep_until(until) => return true,
                order = orders.recv() => match order {
                    Some(Order::Do(ticket, deed)) => _ = self.keep(&ticket, *deed),
                    Some(Order::Draft(ticket, request)) => _ = self.keep_draft(&ticket, *request),
                    Some(Order::ActAs(post)) => self.post = Some(post),
                    // it finds no line either, and says so
                    Some(Order::Errand(errand)) => self.send_out(errand),
                    Some(Order::Ask(..)) => {}
                    None => return false,
                },
            }
        }
    }

    /// A deed as a request with an id of its own, kept until it is answered. One with a file goes
    /// out as an errand instead, which asks until it is answered by itself.
    fn keep(&mut self, ticket: &Ticket, deed: Deed) -> Option<(CommandId, Request)> {
        let command = CommandId(Uuid::now_v7());
        if errand::evidence(&deed).is_some() {
            let (address, news, post) = (self.address.clone(), self.news.clone(), self.post);
            tokio::spawn(errand::with_evidence((address, post), command, deed, (ticket.clone(), news)));
            return None;
        }
        let request = errand::request(command, deed);
        self.wait_for(command, ticket, request.clone());
        Some((command, request))
    }

    /// A draft with an id for its answer. What still waits of the same form is older, and not sent again.
    fn keep_draft(&mut self, ticket: &Ticket, request: Request) -> CommandId {
        let form = |ticket: &Ticket| if let Ticket::Kept(form, _) = ticket { Some(*form) } else { None };
        let (of, post) = (form(ticket), self.post);
        self.unanswered.retain(|one| one.post != post || of.is_none() || form(&one.ticket) != of);
        let id = CommandId(Uuid::now_v7());
        self.wait_for(id, ticket, request);
        id
    }

    fn wait_for(&mut self, id: CommandId, ticket: &Ticket, request: Request) {
        self.unanswered.push(Unanswered { id, post: self.post, ticket: ticket.clone(), request });
    }

    fn send_out(&self, errand: Errand) {
        tokio::spawn(errand::run((self.address.clone(), self.post), errand, self.news.clone()));
    }

    /// False when the desk has ended.
    async fn tell(&self, news: News) -> bool {
        self.news.send(Message::Link(news)).await.is_ok()
    }
}
