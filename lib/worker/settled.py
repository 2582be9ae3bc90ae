"""What the outbox has changed in VK comes into the store without waiting for VK to tell it.

VK tells no event of a post that was scheduled, edited, deleted or restored. What was read back is kept at once;
what VK shows differently now is asked for.
"""

from __future__ import annotations

from sqlite_utils import Database

from lib.store import Store
from lib.sync.events import Wanted
from lib.sync.intake import drop_comments, drop_posts, release_post
from lib.worker.queries import Change, settled_changes

RECENT_SECONDS = 900
"""What was settled longer ago is for the catch-up, which reads everything."""


class Settled:
    """Remembers which changes it has seen; for one thread."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def take(self, store: Store, *, now: int) -> Wanted:
        """Keep what was settled since the last look; answers what to ask VK. Raises `StoreError`."""
        with store.reader() as db:
            fresh = settled_changes(db, since=now - RECENT_SECONDS, but=self._seen)
        if not fresh:
            return Wanted()
        wanted = Wanted()
        with store.writer() as db:
            for change in fresh:
                wanted |= _keep(db, change, now=now)
        self._seen |= {change.action_id for change in fresh}
        return wanted


def _keep(db: Database, change: Change, *, now: int) -> Wanted:
    match change.kind:
        case "delete_post":
            drop_posts(db, [change.post_id])
        case "publish" if change.result_id is not None:
            release_post(db, change.post_id, became_id=change.result_id)
            return Wanted(post_ids=frozenset([change.result_id]))
        case "delete_comment" if change.comment_id is not None:
            drop_comments(db, [change.comment_id], now=now)
        case "edit_comment" | "restore_comment":
            return Wanted(thread_post_ids=frozenset([change.post_id]))
        case "edit_post" | "restore_post":
            return Wanted(post_ids=frozenset([change.post_id]), scheduled=True)
        case _:
            return Wanted(post_ids=frozenset([change.post_id]))
    return Wanted()
