"""What a post is made of before it leaves: the text with its hashtag, its time, and their limits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from lib.store.drafts import Draft

# VK documents no limit; its own composer stops at about this length (vk-facts 4).
TEXT_LIMIT = 15_895
# VK's composer offers a year; a postponed post needs time to be held, sent and read back.
SOONEST_SECONDS = 120
LATEST_SECONDS = 365 * 86_400
POSTS_A_DAY = 3
NOW, LATER = "now", "later"

HASHTAG = re.compile(r"(?<![\w&/#])#[^\W_]\w*(?:@\w+)?")


@dataclass(frozen=True)
class PostFields:
    """What stands beside the text in the composer; kept with the draft as its `fields`."""

    rubric_id: int | None = None
    mode: str = NOW
    """`NOW` or `LATER`."""
    day: date | None = None
    clock: time | None = None
    parked: bool = False
    """Put aside with «Save to drafts»: the composer does not open it by itself."""
    dropped_at: int | None = None
    """Thrown away then; may still be taken back."""

    def as_json(self) -> dict[str, Any]:
        return {
            "rubric_id": self.rubric_id,
            "mode": self.mode,
            "day": self.day.isoformat() if self.day else None,
            "clock": self.clock.strftime("%H:%M") if self.clock else None,
            "parked": self.parked,
            "dropped_at": self.dropped_at,
        }


def post_fields(draft: Draft | None) -> PostFields:
    """The fields of a draft; what is missing or cannot be read is as in a new draft."""
    known: Mapping[str, Any] = draft.fields if draft else {}
    rubric_id, dropped_at = known.get("rubric_id"), known.get("dropped_at")
    return PostFields(
        rubric_id=rubric_id if isinstance(rubric_id, int) else None,
        mode=LATER if known.get("mode") == LATER else NOW,
        day=_parsed(date.fromisoformat, known.get("day")),
        clock=_parsed(time.fromisoformat, known.get("clock")),
        parked=known.get("parked") is True,
        dropped_at=dropped_at if isinstance(dropped_at, int) else None,
    )


def _parsed(parse: Any, value: Any) -> Any:
    try:
        return parse(value) if isinstance(value, str) else None
    except ValueError:
        return None


def is_blank(text: str) -> bool:
    """True where nothing would be seen: spaces, line ends, invisible and control characters only."""
    return all(unicodedata.category(char)[0] in "ZC" for char in text)


def hashtags(text: str) -> list[str]:
    """The hashtags of `text` as written, in order."""
    return HASHTAG.findall(text)


def with_hashtag(text: str, hashtag: str | None) -> str:
    """`text` as it goes out: trimmed, with the rubric's hashtag on a line of its own unless it is there.

    Case does not matter, and `#тег@community` counts as `#тег`.
    """
    body = text.strip()
    if not hashtag:
        return body
    present = {tag.partition("@")[0].casefold() for tag in hashtags(body)}
    if hashtag.casefold() in present:
        return body
    return f"{body}\n\n{hashtag}" if body else hashtag


def moment(day: date | None, clock: time | None, *, zone: str) -> int | None:
    """Seconds UTC of a day and a time of day in `zone`; None where one is missing or the clocks skip it.

    A time that comes twice (clocks set back) means its first coming.
    """
    if day is None or clock is None:
        return None
    local = datetime.combine(day, clock.replace(second=0, microsecond=0), ZoneInfo(zone))
    at = int(local.timestamp())
    back = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
    return at if back.replace(tzinfo=None) == local.replace(tzinfo=None) else None
