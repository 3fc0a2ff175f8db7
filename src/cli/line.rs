//! The line to the daemon as verbs use it: connect, start the daemon when none answers, ask again after it died.

use super::places::{Mode, Places};
use super::put::Carried;
use super::report::CliError;
use super::start;
use crate::casework::ids::PostId;
use crate::wire::client::{Client, ClientError};
use crate::wire::message::{Me, Reply, Request};
use std::io;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How often a question is asked anew when the daemon dies over it: a daemon that dies every time is broken.
const ASKS_MAX: u32 = 3;

/// How long a daemon that died over a question may take to be there again: a service manager starts it anew within a
/// second, and a large store is read within five.
const BACK_WITHIN: Duration = Duration::from_secs(10);

/// Between two looks whether it is back.
const BACK_PAUSE: Duration = Duration::from_millis(100);

/// A line to the daemon of one store.
pub struct Line {
    runtime: Runtime,
    client: Client,
    places: Places,
    may_start: bool,
    /// The post acted for, said again after the line was made anew.
    post: Option<PostId>,
    /// The file that was brought: the daemon forgets it with the line.
    file: Option<Rc<Carried>>,
}

impl Line {
    /// Connects. In personal mode the daemon is started when none answers and `may_start`.
    ///
    /// # Errors
    /// No daemon, or one that is not to be trusted or does not know this account.
    pub fn open(places: &Places, may_start: bool) -> Result<Self, CliError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|source| {
            CliError::Fault(crate::calendar::Text::new(
                format!("准备连接后台: {source}"),
                format!("getting ready to reach the daemon: {source}"),
            ))
        })?;
        let client = connect(&runtime, places, may_start)?;
        Ok(Self { runtime, client, places: places.clone(), may_start, post: None, file: None })
    }

    /// Asks, and asks again with the same command id when the daemon died over it.
    ///
    /// # Errors
    /// What the daemon refuses, and what is broken.
    pub fn ask(&mut self, request: Request) -> Result<Reply, CliError> {
        for _ in 1..ASKS_MAX {
            match self.runtime.block_on(self.client.ask(request.clone())) {
                Ok(reply) => return answered(reply),
                Err(error) if is_broken(&error) => self.again()?,
                Err(error) => return Err(error.into()),
            }
        }
        answered(self.runtime.block_on(self.client.ask(request))?)
    }

    fn again(&mut self) -> Result<(), CliError> {
        let until = Instant::now() + BACK_WITHIN;
        self.client = loop {
            match connect(&self.runtime, &self.places, self.may_start) {
                Err(CliError::Client(error)) if no_answer(&error) && Instant::now() < until => {
                    thread::sleep(BACK_PAUSE)
                }
                answer => break answer?,
            }
        };
        if let Some(post) = self.post {
            answered(self.runtime.block_on(self.client.ask(Request::ActAs(post)))?)?;
        }
        for piece in self.file.iter().flat_map(|file| file.pieces()) {
            answered(self.runtime.block_on(self.client.ask(piece))?)?;
        }
        Ok(())
    }

    /// Who we are to the daemon.
    ///
    /// # Errors
    /// When the line breaks.
    pub fn me(&mut self) -> Result<Me, CliError> {
        let Reply::Me(me) = self.ask(Request::Me)? else { return Err(CliError::odd_answer()) };
        Ok(*me)
    }

    /// From here on, acts for this post.
    ///
    /// # Errors
    /// When the post is not ours.
    pub fn act_as(&mut self, post: PostId) -> Result<(), CliError> {
        if self.post != Some(post) {
            self.ask(Request::ActAs(post))?;
            self.post = Some(post);
        }
        Ok(())
    }

    /// Brings a file, in place of the one before.
    ///
    /// # Errors
    /// When the line breaks or the daemon does not take it.
    pub fn bring(&mut self, file: &Rc<Carried>) -> Result<(), CliError> {
        self.file = None;
        for piece in file.pieces() {
            self.ask(piece)?;
        }
        self.file = Some(Rc::clone(file));
        Ok(())
    }

    /// Version of the daemon.
    pub fn daemon_version(&self) -> &str {
        &self.client.version
    }
}

fn connect(runtime: &Runtime, places: &Places, may_start: bool) -> Result<Client, CliError> {
    let owner = places.daemon_uid()?;
    let reach = || runtime.block_on(Client::connect(&places.socket, owner));
    match reach() {
        Err(error) if no_answer(&error) && may_start && places.mode == Mode::Personal => start::started(places, reach),
        Err(error) => Err(error.into()),
        Ok(client) => Ok(client),
    }
}

/// Nobody listens, or whoever listened is just going away.
pub fn no_answer(error: &ClientError) -> bool {
    matches!(error, ClientError::NoDaemon { .. }) || is_broken(error)
}

fn is_broken(error: &ClientError) -> bool {
    match error {
        ClientError::Closed => true,
        ClientError::Line(source) => source.kind() != io::ErrorKind::InvalidData,
        ClientError::NoDaemon { .. }
        | ClientError::ForeignSocket { .. }
        | ClientError::OtherProtocol { .. }
        | ClientError::Silent { .. }
        | ClientError::Untrusted(_)
        | ClientError::Renew { .. }
        | ClientError::NotKnown
        | ClientError::Frame(_) => false,
    }
}

fn answered(reply: Reply) -> Result<Reply, CliError> {
    match reply {
        Reply::Refused(refusal) => Err(CliError::Refused(refusal)),
        Reply::Wrong(text) => Err(CliError::Wrong(text)),
        Reply::Fault(text) => Err(CliError::Fault(text)),
        good => Ok(good),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Text;
    use crate::casework::command::Act;
    use crate::casework::ids::{CommandId, Hash};
    use crate::cli::arguments::Globals;
    use crate::wire::Changed;
    use crate::wire::fake::{Fake, Turn};
    use clap::Parser;

    #[derive(Parser)]
    struct Typed {
        #[command(flatten)]
        globals: Globals,
    }

    fn line(fake: &Fake) -> Line {
        let folder = fake.socket.parent().expect("a folder");
        let typed =
            ["x".as_ref(), "--store".as_ref(), folder.as_os_str(), "--socket".as_ref(), fake.socket.as_os_str()];
        let places = Places::find(&Typed::parse_from(typed).globals).expect("places");
        Line::open(&places, false).expect("a line")
    }

    fn change() -> Request {
        Request::Do { command: CommandId(uuid::Uuid::now_v7()), seen: None, act: Act::SetLetterWord("x".into()) }
    }

    fn taken() -> Reply {
        Reply::Changed(vec![Changed {
            id: CommandId(uuid::Uuid::from_u128(7)).record(),
            number: "ZJ-1".into(),
            undo: None,
        }])
    }

    /// Asks once as a verb does, of a daemon that does these things one after the other.
    fn asked(turns: Vec<Turn>) -> (Request, Result<Reply, CliError>, Vec<(usize, Request)>) {
        let fake = Fake::new(turns);
        let mut line = line(&fake);
        line.act_as(PostId(4)).expect("a post");
        let request = change();
        let answer = line.ask(request.clone());
        (request, answer, fake.heard())
    }

    #[test]
    fn a_change_whose_answer_is_lost_is_asked_again_by_its_id_as_the_same_post() {
        let troubles = [
            Turn::Lost,
            Turn::HalfOf(taken()),
            Turn::Restart(Duration::ZERO),
            Turn::Restart(Duration::from_millis(350)),
        ];
        for trouble in troubles {
            let (request, answer, heard) = asked(vec![trouble.clone(), Turn::Answer(taken())]);
            assert_eq!(answer.expect("an answer"), taken(), "{trouble:?}");
            let wanted =
                [(0, Request::ActAs(PostId(4))), (0, request.clone()), (1, Request::ActAs(PostId(4))), (1, request)];
            assert_eq!(heard, wanted, "{trouble:?}");
        }
    }

    #[test]
    fn a_daemon_that_dies_of_it_every_time_is_not_asked_for_ever() {
        let (request, answer, heard) = asked(vec![Turn::Lost; 9]);
        assert!(matches!(answer, Err(CliError::Client(_))), "{answer:?}");
        let asked = heard.iter().filter(|(_, one)| *one == request).count();
        assert_eq!(asked, ASKS_MAX as usize, "always the same change");
    }

    #[test]
    fn busy_and_refused_are_answers_and_not_asked_again() {
        let slow = Text::new("慢一点", "slow down and ask again");
        let (_, answer, heard) = asked(vec![Turn::Answer(Reply::Fault(slow.clone())), Turn::Answer(taken())]);
        assert!(matches!(answer, Err(CliError::Fault(why)) if why == slow));
        assert_eq!(heard.len(), 2, "the post, and the change once: {heard:?}");
        let refused = crate::casework::refusal::Refusal::NotFound;
        let (_, answer, heard) = asked(vec![Turn::Answer(Reply::Refused(refused)), Turn::Answer(taken())]);
        assert!(matches!(answer, Err(CliError::Refused(_))));
        assert_eq!(heard.len(), 2, "{heard:?}");
    }

    #[test]
    fn a_file_that_was_brought_is_brought_again_before_what_needs_it() {
        let fake = Fake::new([Turn::Lost, Turn::Answer(taken())]);
        let mut line = line(&fake);
        let bytes = b"a form".to_vec();
        let file = Rc::new(Carried { name: "form.csv".into(), hash: Hash::of(&bytes), bytes });
        line.bring(&file).expect("brought");
        assert_eq!(line.ask(change()).expect("an answer"), taken());
        let kinds = fake.heard().into_iter().map(|(line, one)| (line, matches!(one, Request::PutFile { .. })));
        assert_eq!(kinds.collect::<Vec<_>>(), [(0, true), (0, false), (1, true), (1, false)]);
    }
}
