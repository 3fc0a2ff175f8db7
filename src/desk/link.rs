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
            // The client joins parts before anybody sees them.
            FromDaemon::Push(Push::Stopping) | FromDaemon::Part { .. } => {}
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boards::drafts::FormKey;
    use crate::calendar::Text;
    use crate::casework::command::Act;
    use crate::wire::Changed;
    use crate::wire::fake::{Fake, Turn};
    use tokio::sync::mpsc::channel;
    use tokio::time::timeout;

    const WITHIN: Duration = Duration::from_secs(20);

    fn taken(no: u128) -> Reply {
        Reply::Changed(vec![Changed {
            id: CommandId(Uuid::from_u128(no)).record(),
            number: no.to_string(),
            undo: None,
        }])
    }

    fn change(word: &str) -> Order {
        Order::Do(Ticket::Why, Box::new(Deed::Act(Box::new(Act::SetLetterWord(word.into())))))
    }

    fn draft(serial: u32, text: &str) -> Order {
        let form = FormKey::new("phone");
        let fields = vec![("text".to_owned(), text.to_owned())];
        Order::Draft(Ticket::Kept(form.id(), serial), Box::new(Request::KeepDraft { form, fields }))
    }

    /// The desk's line to a daemon that takes these turns; the next orders are given when those before are answered. The
    /// answers it passes on, and what the daemon was asked.
    async fn through(turns: Vec<Turn>, orders: Vec<Vec<Order>>) -> (Vec<Reply>, Vec<(usize, Request)>) {
        let fake = Fake::new(turns);
        let owner = rustix::process::geteuid().as_raw();
        let address = Address { socket: fake.socket.clone(), owner, start: None };
        let ((to, from), (news, mut told)) = (channel(16), channel(64));
        let link = tokio::spawn(run(address, from, news));
        to.send(Order::ActAs(PostId(4))).await.expect("the link runs");
        let mut replies = Vec::new();
        for together in orders {
            let answers = replies.len() + together.iter().filter(|order| !is_overtaken(order)).count();
            for order in together {
                to.send(order).await.expect("the link runs");
            }
            while replies.len() < answers {
                let message = timeout(WITHIN, told.recv()).await.expect("soon").expect("the link runs");
                if let Message::Link(News::Reply(Ticket::Why | Ticket::Kept(..), reply)) = message {
                    replies.push(*reply);
                }
            }
        }
        drop(to);
        timeout(WITHIN, link).await.expect("soon").expect("it ends with the desk");
        (replies, fake.changes())
    }

    /// A draft that a later one of its form overtakes may stay without an answer.
    fn is_overtaken(order: &Order) -> bool {
        matches!(order, Order::Draft(Ticket::Kept(_, serial), _) if *serial < 3)
    }

    #[tokio::test]
    async fn a_change_whose_answer_is_lost_is_asked_again_by_its_id_until_it_is_answered() {
        for trouble in [Turn::Lost, Turn::HalfOf(taken(1)), Turn::Restart(Duration::from_millis(300))] {
            let turns = vec![trouble.clone(), Turn::Lost, Turn::Answer(taken(1))];
            let (replies, changes) = through(turns, vec![vec![change("a")]]).await;
            assert_eq!(replies, [taken(1)], "{trouble:?}");
            let lines: Vec<usize> = changes.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [0, 1, 2], "once a line: {trouble:?}");
            assert!(changes.iter().all(|(_, one)| *one == changes[0].1), "the same change each time: {changes:?}");
        }
    }

    #[tokio::test]
    async fn changes_without_an_answer_are_asked_again_in_their_order_and_answered_ones_are_not() {
        let turns = vec![Turn::Answer(taken(1)), Turn::Lost, Turn::Answer(taken(2)), Turn::Answer(taken(3))];
        let (replies, changes) = through(turns, vec![vec![change("a")], vec![change("b"), change("c")]]).await;
        assert_eq!(replies, [taken(1), taken(2), taken(3)]);
        let words: Vec<(usize, &str)> = changes
            .iter()
            .map(|(line, one)| match one {
                Request::Do { act: Act::SetLetterWord(word), .. } => (*line, word.as_str()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(words, [(0, "a"), (0, "b"), (1, "b"), (1, "c")]);
    }

    #[tokio::test]
    async fn busy_is_an_answer_that_the_officer_is_told_and_the_change_is_not_asked_again_by_itself() {
        let slow = Reply::Fault(Text::new("慢一点", "slow down and ask again"));
        let turns = vec![Turn::Answer(slow.clone()), Turn::Lost, Turn::Answer(taken(2))];
        let (replies, changes) = through(turns, vec![vec![change("a")], vec![change("b")]]).await;
        assert_eq!(replies, [slow, taken(2)]);
        assert_eq!(changes.len(), 3, "a once, b twice: {changes:?}");
        assert_eq!(changes[1].1, changes[2].1);
    }

    #[tokio::test]
    async fn of_a_draft_only_what_was_typed_last_is_sent_again() {
        let turns = vec![Turn::Lost, Turn::Answer(Reply::Done)];
        let (_, changes) = through(turns, vec![vec![draft(1, "一"), draft(2, "一二"), draft(3, "一二三")]]).await;
        let texts: Vec<(usize, String)> = changes
            .iter()
            .map(|(line, one)| match one {
                Request::KeepDraft { fields, .. } => (*line, fields[0].1.clone()),
                other => panic!("{other:?}"),
            })
            .collect();
        let again: Vec<_> = texts.iter().filter(|(line, _)| *line > 0).collect();
        assert_eq!(again, [&(1, "一二三".to_owned())], "{texts:?}");
    }
}
