"""Earlier answers to questions like this one, most alike first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from lib.chats.knowledge import queries
from lib.chats.knowledge.empty_words import EMPTY
from lib.store.search import stems

COUNTED = 10_000
"""A word that so many comments have says little; how many more have it is not asked."""
LOOKED_AT = 8_000
"""Comments with one of the rare words that are looked at, the newest of them."""
LEAST = 0.4
"""Below this likeness two questions are not about the same."""
MOST_STEMS = 24


@dataclass(frozen=True)
class Earlier:
    """An answer that was published; times in seconds UTC."""

    question: str
    answer: str
    """Without the signature that stood under it."""
    answered_at: int
    who: str | None
    """The specialist, else whoever sent it from this console; None: it was written in VK itself."""
    comment_id: int
    post_id: int
    thread_id: int
    likeness: float
    """Share of the asked words that the earlier question has, each word by its rarity; 0..1."""


def earlier_answers(
    db: Database, text: str, *, limit: int = 5, but: int | None = None
) -> list[Earlier]:
    """At most `limit` answers to questions that resemble `text`, the most alike first, then the newest.

    `but`: the comment that is being answered. What was said in messages is private and not among them.
    """
    wanted = [stem for stem in dict.fromkeys(stems(text).split()) if _tells(stem)][:MOST_STEMS]
    counts = {stem: queries.comments_with(db, stem, most=COUNTED) for stem in wanted}
    known = [stem for stem in wanted if counts[stem]]
    if not known:
        return []
    weights = _weights(counts, size=queries.size(db))
    rows = queries.answered(db, _rarest(known, counts), most=LOOKED_AT)
    alike = (
        (_likeness(row["stems"] or stems(row["text"]), weights), row)
        for row in rows
        if row["question_id"] != but
    )
    best = sorted(
        ((share, row) for share, row in alike if share >= LEAST),
        key=lambda pair: (-pair[0], -pair[1]["answer_id"]),
    )
    return _first_different(db, best, limit)


def _tells(stem: str) -> bool:
    return stem not in EMPTY and (len(stem) > 1 or stem.isdecimal())


def _weights(counts: Mapping[str, int], *, size: int) -> dict[str, float]:
    """How much each word says; one that nobody ever wrote says as much as a very rare one."""
    return {stem: math.log(1 + max(size, 1) / max(count, 1)) for stem, count in counts.items()}


def _likeness(earlier: str, weights: Mapping[str, float]) -> float:
    there = set(earlier.split())
    shared = sum(weight for stem, weight in weights.items() if stem in there)
    return shared / sum(weights.values())


def _rarest(known: Iterable[str], counts: Mapping[str, int]) -> str:
    """An FTS5 query that finds few comments: one of the rare words, or both rarest where all are common."""
    ordered = sorted(known, key=lambda stem: counts[stem])
    chosen, found = [], 0
    for stem in ordered:
        if found + counts[stem] > LOOKED_AT:
            break
        chosen.append(f'"{stem}"')
        found += counts[stem]
    return " OR ".join(chosen) or " AND ".join(f'"{stem}"' for stem in ordered[:2])


def _first_different(
    db: Database, best: list[tuple[float, dict[str, int]]], limit: int
) -> list[Earlier]:
    found: list[Earlier] = []
    told: set[str] = set()
    for share, row in best:
        if len(found) == limit:
            break
        [said] = queries.told(db, row["answer_id"], row["question_id"])
        same = " ".join(stems(said["answer"]).split())
        if same and same not in told:
            told.add(same)
            found.append(Earlier(**said, likeness=share))
    return found
