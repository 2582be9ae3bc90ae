from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lib.access.permissions import MODERATOR
from lib.store import Store
from lib.store.drafts import save_draft

ZONE = "Europe/Moscow"

Write = Callable[..., str]


@pytest.fixture
def write(store: Store, clock: Any) -> Write:
    """Keep a post draft and answer its target: `write("text", at=1_790_003_600)`, `at=None` is at once."""

    def put(
        text: str,
        *,
        target: str = "draft-1",
        rubric_id: int | None = 1,
        at: int | None = None,
        actor: str = MODERATOR.name,
        **fields: Any,
    ) -> str:
        kept: dict[str, Any] = {"rubric_id": rubric_id, "mode": "now"}
        if at is not None:
            local = datetime.fromtimestamp(at, ZoneInfo(ZONE))
            kept |= {
                "mode": "later",
                "day": local.date().isoformat(),
                "clock": local.strftime("%H:%M"),
            }
        with store.writer() as db:
            save_draft(
                db,
                kind="post",
                target=target,
                actor=actor,
                text=text,
                fields=kept | fields,
                now=int(clock()),
            )
        return target

    return put


@pytest.fixture
def add_post(store: Store) -> Callable[..., None]:
    """A post as VK shows it: `add_post(7, "scheduled", at=...)`."""

    def put(post_id: int, state: str, *, at: int, text: str = "Запись", **columns: Any) -> None:
        with store.writer() as db:
            db.table("post").insert(
                {
                    "post_id": post_id,
                    "from_id": -1,
                    "state": state,
                    "published_at": at,
                    "text": text,
                    "raw": "{}",
                    "seen_at": at,
                    **columns,
                }
            )

    return put


def local(day: date, clock: time) -> int:
    """Seconds UTC of a moment in the region's zone."""
    return int(datetime.combine(day, clock, ZoneInfo(ZONE)).timestamp())
