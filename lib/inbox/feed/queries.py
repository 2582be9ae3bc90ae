"""Which comments the feed lists, in pages that stay right while new comments arrive.

VK numbers the comments of a wall in the order of writing, so a page is a range of ids: no sorting, no offset,
and the time it takes does not depend on how many comments there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from lib.store.search import match_query, stems

PAGE = 30
COUNTED = 100
"""New comments are counted up to here; beyond it “99+” says enough."""

_LARGEST = 2**62
# What the feed lists: citizens' words, and the community's own where they begin a thread. The community's
# replies stand under the comments they answer.
_LISTED = "(c.is_ours = 0 OR c.thread_id = c.comment_id)"


@dataclass(frozen=True)
class Filters:
    """What of the feed to list. `since` (included) and `until` (excluded) in seconds UTC."""

    unanswered: bool = False
    post_id: int | None = None
    since: int | None = None
    until: int | None = None
    text: str = ""
    oldest_first: bool = False

    @property
    def any(self) -> bool:
        """Whether something is left out, apart from the order."""
        return replace(self, oldest_first=False) != Filters()


@dataclass(frozen=True)
class Listing:
    """A page of comment ids in the order of the screen; a neighbour exists where `before`/`after` is True."""

    comment_ids: tuple[int, ...]
    before: bool
    after: bool


def feed(
    db: Database,
    filters: Filters,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> Listing:
    """At most `limit` comments that pass `filters`.

    `after`: those that follow this comment on the screen, `before`: the nearest ones that precede it; neither:
    the beginning. The comment named need not exist any more.
    """
    if after is not None:
        ids = _ids(db, filters, beyond=after, backwards=False, limit=limit + 1)
        shown = ids[:limit]
        # `after` itself was on the screen, unless it has left the list since.
        first = shown[0] if shown else after
        less = _ids(db, filters, beyond=first, backwards=True, limit=1)
        return Listing(tuple(shown), bool(less), len(ids) > limit)
    if before is not None:
        ids = _ids(db, filters, beyond=before, backwards=True, limit=limit + 1)
        shown = list(reversed(ids[:limit]))
        last = shown[-1] if shown else before
        more = _ids(db, filters, beyond=last, backwards=False, limit=1)
        return Listing(tuple(shown), len(ids) > limit, bool(more))
    ids = _ids(db, filters, beyond=None, backwards=False, limit=limit + 1)
    return Listing(tuple(ids[:limit]), False, len(ids) > limit)


def newest_id(db: Database) -> int:
    """The largest comment id in the store, 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(comment_id), 0) FROM comment").fetchone()[0])


def new_count(db: Database, filters: Filters, *, since_id: int) -> int:
    """Citizens' comments that pass `filters` and are newer than `since_id`; counted up to `COUNTED`."""
    source, where, values = _plan(db, filters, above=since_id)
    row = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where}"
        f" AND c.is_ours = 0 AND c.deleted_at IS NULL LIMIT {COUNTED})",
        values,
    ).fetchone()
    return int(row[0])


def _ids(
    db: Database, filters: Filters, *, beyond: int | None, backwards: bool, limit: int
) -> list[int]:
    descending = filters.oldest_first == backwards
    source, where, values = _plan(
        db,
        filters,
        above=None if descending else beyond,
        below=beyond if descending else None,
    )
    key = _id_of(source)
    rows = db.execute(
        f"SELECT {key} FROM {source} WHERE {where}"
        f" ORDER BY {key} {'DESC' if descending else 'ASC'} LIMIT :limit",
        values | {"limit": limit},
    ).fetchall()
    return [int(row[0]) for row in rows]


def _id_of(source: str) -> str:
    # Ordering by the search table's own rowid lets it stream its matches instead of sorting all of them.
    return "s.rowid" if source.startswith("comment_search") else "c.comment_id"


def _plan(
    db: Database, filters: Filters, *, above: int | None = None, below: int | None = None
) -> tuple[str, str, dict[str, Any]]:
    # FROM, WHERE and values. Which index is used is said, not guessed: no ANALYZE ever runs. All bounds on
    # the id become one range, because SQLite walks by one and would filter by the others.
    values: dict[str, Any] = {"post_id": filters.post_id}
    conditions = [_LISTED]
    ranges = [(0 if above is None else above + 1, _LARGEST if below is None else below - 1)]
    index = ""
    if filters.post_id is not None:
        conditions.append("c.post_id = :post_id")
        ranges.append(_span(db, "post_id = :post_id", values))
        index = "INDEXED BY comment_by_post"
    if filters.unanswered:
        conditions.append("c.awaits = 1")
        ranges.append(_span(db, "awaits = 1", {}))
        index = "INDEXED BY comment_awaiting"
    if filters.since is not None:
        values["since"] = filters.since
        conditions.append("c.created_at >= :since")
        ranges.append((_first_since(db, filters.since), _LARGEST))
    if filters.until is not None:
        values["until"] = filters.until
        conditions.append("c.created_at < :until")
        ranges.append((0, _last_until(db, filters.until)))
    source = f"comment AS c {index}"
    if filters.text.strip():
        match = _match(db, filters.text)
        if match is None:
            # No word in it, a smile for example: the index knows words only, so the texts are read. A sign
            # may stand there with or without the selector that asks for its picture.
            conditions.append("instr(c.text, :sign) > 0")
            values["sign"] = filters.text.strip().rstrip("\ufe0f")
        else:
            # CROSS JOIN fixes the order: the search streams ids, the comment is looked up by each.
            source = "comment_search AS s CROSS JOIN comment AS c ON c.comment_id = s.rowid"
            conditions.insert(0, "s.stems MATCH :match")
            values["match"] = match
    values |= {"low": max(low for low, _ in ranges), "high": min(high for _, high in ranges)}
    conditions.append(f"{_id_of(source)} BETWEEN :low AND :high")
    return source, " AND ".join(conditions), values


def _span(db: Database, condition: str, values: dict[str, Any]) -> tuple[int, int]:
    # Two statements, because SQLite reads an index from its end only for a lone min() or max().
    ends = [
        db.execute(f"SELECT {end}(comment_id) FROM comment WHERE {condition}", values).fetchone()[0]
        for end in ("min", "max")
    ]
    return (ends[0], ends[1]) if ends[0] is not None else (1, 0)


def _match(db: Database, text: str) -> str | None:
    # Whole stems first: their lists of rows are read as far as a page needs, while a beginning of a word
    # has to gather every row of every word it may become. So beginnings count only where no comment has
    # the whole words.
    if match_query(text) is None:
        return None
    whole = " ".join(f'"{stem}"' for stem in stems(text).split())
    found = db.execute(
        "SELECT 1 FROM comment_search WHERE stems MATCH ? LIMIT 1", [whole]
    ).fetchone()
    return whole if found else match_query(text)


def _first_since(db: Database, since: int) -> int:
    row = db.execute(
        "SELECT comment_id FROM comment WHERE created_at >= ?"
        " ORDER BY created_at, comment_id LIMIT 1",
        [since],
    ).fetchone()
    return newest_id(db) + 1 if row is None else int(row[0])


def _last_until(db: Database, until: int) -> int:
    row = db.execute(
        "SELECT comment_id FROM comment WHERE created_at < ?"
        " ORDER BY created_at DESC, comment_id DESC LIMIT 1",
        [until],
    ).fetchone()
    return 0 if row is None else int(row[0])
