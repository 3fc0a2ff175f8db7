//! Drafts of the acting officer in the unit of the acting post: listed, kept, dropped. Nobody else's are in reach.

use super::answer::{Acting, Session, text};
use super::job::Job;
use crate::boards::drafts::{Draft, DraftId, FormKey};
use crate::journal::{DRAFT_BYTES_MAX, DRAFTS_PER_OFFICER_MAX, Drawer, NotKept};
use crate::wire::{Reply, Request};

impl Acting<'_> {
    const fn drawer(&self) -> Drawer {
        Drawer { officer: self.officer.id, unit: self.unit() }
    }
}

impl From<NotKept> for Reply {
    fn from(error: NotKept) -> Self {
        let en = error.to_string();
        match error {
            NotKept::TooMany => {
                Self::Wrong(text(format!("草稿已有 {DRAFTS_PER_OFFICER_MAX} 份: 先办几份或放弃几份"), en))
            }
            NotKept::TooLong(bytes) => {
                Self::Wrong(text(format!("草稿 {bytes} 字节, 最多留 {DRAFT_BYTES_MAX}: 写短些, 或直接办"), en))
            }
            NotKept::Journal(error) => error.into(),
        }
    }
}

impl Session {
    /// Answers a request about drafts.
    pub(super) async fn drafts(&self, acting: &Acting<'_>, request: Request) -> Reply {
        if let Request::KeepDraft { form, fields } = request {
            self.keep_draft(acting, form, fields).await
        } else if let Request::DropDraft { form } = request {
            self.drop_draft(acting, form).await
        } else {
            self.shared.reader.drafts(acting.drawer()).map_or_else(Reply::from, Reply::Drafts)
        }
    }

    async fn keep_draft(&self, acting: &Acting<'_>, form: FormKey, fields: Vec<(String, String)>) -> Reply {
        let (drawer, draft) = (acting.drawer(), Draft { at: acting.now, form, fields });
        let job = |answer| Job::KeepDraft { drawer, draft, answer };
        match self.shared.registrar.put(Some(acting.officer.id), job).await {
            Ok(Ok(())) => Reply::Done,
            Ok(Err(error)) => error.into(),
            Err(error) => error.into(),
        }
    }

    async fn drop_draft(&self, acting: &Acting<'_>, form: DraftId) -> Reply {
        let drawer = acting.drawer();
        let job = |answer| Job::DropDraft { drawer, form, answer };
        self.shared.registrar.put(Some(acting.officer.id), job).await.map_or_else(Reply::from, |()| Reply::Done)
    }
}
