//! One verb on many records, in one transaction: each is decided by itself, and what is refused leaves the others.

use super::answer::{Acting, Session, text};
use super::attach;
use super::change::tell_refused;
use super::job::{Asked, Outcome};
use super::look::visible_view;
use super::paper;
use crate::casework::actions::VerbOf;
use crate::casework::authorize::holds;
use crate::casework::command::{Act, Command};
use crate::casework::decide::decide;
use crate::casework::refusal::Refusal;
use crate::wire::{MANY_MAX, Reply, VerbOn};

impl Session {
    /// Does them, or says what would become of each.
    pub(super) async fn many(&self, acting: &Acting<'_>, each: Vec<VerbOn>, dry_run: bool) -> Reply {
        if each.len() > MANY_MAX {
            return Reply::Wrong(text(
                format!("一次最多 {MANY_MAX} 条: 分几次办"),
                format!("{MANY_MAX} records at once at most: do it in parts"),
            ));
        }
        let read: Vec<Result<Asked, Refusal>> = each.into_iter().map(|one| self.one_of_many(acting, one)).collect();
        if dry_run {
            let tried =
                read.iter().map(|one| one.as_ref().map_err(Clone::clone).and_then(|one| self.would(acting, one)));
            return Reply::Many(tried.map(|would| would.map(|()| Vec::new())).collect());
        }
        let mut outcomes: Vec<Outcome> =
            read.iter().map(|one| one.as_ref().map(|_| Vec::new()).map_err(Clone::clone)).collect();
        let (places, acts): (Vec<usize>, Vec<Asked>) =
            read.into_iter().enumerate().filter_map(|(place, one)| Some((place, one.ok()?))).unzip();
        if !acts.is_empty() {
            match self.shared.registrar.ask(acting.unit(), acting.author(), acts).await {
                Ok(done) => places.into_iter().zip(done).for_each(|(place, one)| outcomes[place] = one),
                Err(error) => return error.into(),
            }
        }
        let refused = outcomes.iter().filter_map(|one| one.as_ref().err());
        refused.for_each(|refusal| tell_refused(acting, ("record", "verb"), refusal));
        Reply::Many(outcomes)
    }

    fn one_of_many(&self, acting: &Acting<'_>, one: VerbOn) -> Result<Asked, Refusal> {
        let VerbOn { command, of: VerbOf { record, seen, verb, fields } } = one;
        if visible_view(acting, record).is_none() {
            return Err(Refusal::NotFound);
        }
        let act = self.read_verb(acting, &verb, (record, fields))?;
        // papers and files are brought one by one, with the record they belong to
        let alone =
            paper::draft_of(&act).is_some() || attach::added(&act).is_some() || matches!(act, Act::Leg(_, _, Some(_)));
        if alone { Err(Refusal::NotFound) } else { Ok(Asked { command, seen, act }) }
    }

    /// Would it be done now? Nothing is written.
    fn would(&self, acting: &Acting<'_>, asked: &Asked) -> Result<(), Refusal> {
        let rules = self.rules_now();
        holds(&acting.hosted.state, &acting.author())?;
        let Asked { command: id, seen, act } = asked;
        let command = Command { id: *id, at: acting.now, author: acting.author(), seen: *seen, act: act.clone() };
        decide(rules.ground(&acting.hosted.state), &command).map(drop)
    }
}
