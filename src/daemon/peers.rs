//! What officers ask about lines and keys.

use super::answer::{Session, text};
use super::exchange::ExchangeRan as Ran;
use super::world::World;
use crate::casework::command::Act;
use crate::casework::ids::UnitId;
use crate::casework::refusal::Refusal;
use crate::casework::state::UnitState;
use crate::casework::unit::{Author, UnitCard};
use crate::casework::words::PostRole;
use crate::exchange::carrier::Address;
use crate::exchange::key_file::{fingerprint, read_key_file, write_key_file};
use crate::wire::{ExchangeReply, ExchangeRequest, Reply};

impl Session {
    /// Answers a request about lines and keys.
    pub(super) async fn exchange(&self, world: &World, request: ExchangeRequest) -> Reply {
        let Some(acting) = self.acting(world) else { return self.no_post() };
        let state = &acting.hosted.state;
        match request {
            ExchangeRequest::Status => exchanged(ExchangeReply::Status(self.shared.exchange.peers(state, true))),
            ExchangeRequest::Key => self.own_key(state),
            ExchangeRequest::ReadKey { key_file } => match read_key_file(&key_file) {
                Ok(card) => exchanged(ExchangeReply::Peer { fingerprint: fingerprint(&card), card: Box::new(card) }),
                Err(error) => Reply::Wrong(text(error.zh(), error.to_string())),
            },
            ExchangeRequest::AcceptPeer { key_file, fingerprint: compared, carrier } => {
                self.accept_peer(acting.unit(), &key_file, (&compared, &carrier)).await
            }
            ExchangeRequest::Run => match self.shared.exchange.run().await {
                Some(Ran { carried, taken, problems }) => exchanged(ExchangeReply::Ran { carried, taken, problems }),
                None => Reply::Fault(text("交换任务已停", "the exchange has stopped")),
            },
        }
    }

    fn own_key(&self, state: &UnitState) -> Reply {
        match (&state.card, self.shared.keyring.keys(state.id())) {
            (Some(card), Ok(keys)) => {
                exchanged(ExchangeReply::Key { key_file: write_key_file(card, &keys), fingerprint: fingerprint(card) })
            }
            (_, Err(error)) => Reply::Fault(text(format!("密钥: {error}"), error.to_string())),
            (None, Ok(_)) => Reply::Refused(Refusal::NotFound),
        }
    }

    /// Takes a peer in whose fingerprint the officer compared: what was read aloud must be what the file says.
    async fn accept_peer(&self, unit: UnitId, key_file: &str, (compared, carrier): (&str, &str)) -> Reply {
        if !self.is_administrator() {
            return Reply::Refused(Refusal::NotPermitted { wants: PostRole::Admin });
        }
        let card: UnitCard = match read_key_file(key_file) {
            Ok(card) => card,
            Err(error) => return Reply::Wrong(text(error.zh(), error.to_string())),
        };
        let plain = |text: &str| text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_uppercase();
        let own = fingerprint(&card);
        if plain(compared) != plain(&own) {
            return Reply::Wrong(text(
                format!("指纹不符: 文件是 {own}. 请与对方电话重核, 未接纳"),
                format!("the fingerprint differs: the file has {own}. Compare again by telephone; not taken in"),
            ));
        }
        if let Err(error) = carrier.parse::<Address>() {
            return Reply::Wrong(text(error.zh(), error.to_string()));
        }
        let enrol = Act::EnrolPeer { card: Box::new(card.clone()), carrier: carrier.to_owned() };
        let asked = super::founding::asked(enrol);
        match self.shared.registrar.ask(unit, Author::System, vec![asked]).await {
            Ok(outcomes) => match outcomes.into_iter().next() {
                Some(Err(refusal)) => Reply::Refused(refusal),
                Some(Ok(_)) | None => exchanged(ExchangeReply::Peer { card: Box::new(card), fingerprint: own }),
            },
            Err(error) => error.into(),
        }
    }
}

fn exchanged(reply: ExchangeReply) -> Reply {
    Reply::Exchange(Box::new(reply))
}
