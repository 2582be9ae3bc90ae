"""Questions that people keep: private until shared, found by a link, pinned to «Сегодня»."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlite_utils import Database

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.explore import queries
from lib.explore.choice import ChartChoice
from lib.explore.errors import ExploreError
from lib.store import Store

KINDS = ("ready", "builder", "sql")
LONGEST_TITLE = 120
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Saved:
    """A kept question. `text` is the SQL, the name of a ready question, or a builder's choices as JSON;
    `params` are the values it was kept with; `token` makes its address. Times in seconds UTC."""

    question_id: int
    token: str
    owner: str
    title: str
    kind: str
    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
    chart: ChartChoice | None = None
    shared: bool = False
    pinned: bool = False
    """By the person who looks."""
    mine: bool = True
    updated_at: int = 0


def saved_questions(db: Database, *, actor: Actor) -> list[Saved]:
    """One's own and shared questions, by title. Raises `Forbidden`."""
    require(actor, "explore.ask")
    return [_saved(row, actor) for row in queries.saved(db, owner_id=actor.person_id)]


def pinned_questions(db: Database, *, actor: Actor) -> list[Saved]:
    """Those that this person wants to see on «Сегодня». Raises `Forbidden`."""
    require(actor, "explore.ask")
    return [_saved(row, actor) for row in queries.saved(db, owner_id=actor.person_id, pinned=True)]


def shared_question(db: Database, token: str, *, actor: Actor) -> Saved:
    """The question behind a link. Raises `Forbidden`, `ExploreError` where it is not (or no longer) shared
    with this person."""
    require(actor, "explore.ask")
    found = queries.saved(db, owner_id=actor.person_id, token=token)
    if not found:
        raise ExploreError(
            N_("There is no such question, or its owner does not share it (any more).")
        )
    return _saved(found[0], actor)


def save_question(
    store: Store,
    title: str,
    *,
    kind: str,
    text: str,
    actor: Actor,
    now: int,
    params: Mapping[str, Any] | None = None,
    chart: ChartChoice | None = None,
    question_id: int | None = None,
) -> Saved:
    """Keep a question, or, with `question_id`, change one's own. The same under the same title is the one that
    is there, whose chart it may change: a second press is no second question. Raises `Forbidden`,
    `ExploreError` (no title, a title that another question of one's own has, a text that is too long, not
    one's own)."""
    require(actor, "explore.save")
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise ExploreError(N_("Give the question a name of 1 to {n} characters."), n=LONGEST_TITLE)
    if kind not in KINDS or not text.strip() or len(text) > LONGEST_TEXT:
        raise ExploreError(N_("There is no question to save, or it is too long."))
    key = title.casefold()
    with store.writer() as db:
        if question_id is not None:
            _own(db, question_id, actor)
        namesake = queries.same_title(db, key, owner_id=actor.person_id)
        if question_id is None and namesake is not None:
            there = _own(db, namesake, actor)
            if (there.kind, there.text, there.params) == (kind, text, dict(params or {})):
                if there.chart == chart:
                    return there
                question_id = namesake
        if namesake not in {None, question_id}:
            raise ExploreError(
                N_("You have a question “{title}” already. Choose another name."), title=title
            )
        values = {
            "title": title,
            "title_key": key,
            "kind": kind,
            "text": text,
            "params": json.dumps(dict(params or {}), ensure_ascii=False),
            "chart": json.dumps(asdict(chart)) if chart else None,
            "updated_at": now,
        }
        if question_id is None:
            owner = {"owner_id": actor.person_id, "owner": actor.name, "created_at": now}
            token = secrets.token_urlsafe(12)
            question_id = queries.add(db, {**values, **owner, "token": token})
        else:
            queries.change(db, question_id, values)
        _note(db, "explore.save", question_id, actor=actor, now=now, name=title)
        return _own(db, question_id, actor)


def delete_question(store: Store, question_id: int, *, actor: Actor, now: int) -> None:
    """Throw one's own question away. Raises `Forbidden`, `ExploreError`."""
    require(actor, "explore.save")
    with store.writer() as db:
        title = _own(db, question_id, actor).title
        queries.remove(db, question_id)
        _note(db, "explore.delete", question_id, actor=actor, now=now, name=title)


def share_question(
    store: Store, question_id: int, *, actor: Actor, now: int, shared: bool = True
) -> Saved:
    """Let everybody who may ask see one's own question, or no longer. Raises `Forbidden`, `ExploreError`."""
    require(actor, "explore.save")
    with store.writer() as db:
        found = _own(db, question_id, actor)
        if found.shared != shared:
            queries.change(db, question_id, {"shared_at": now if shared else None})
            verb = "explore.share" if shared else "explore.unshare"
            _note(db, verb, question_id, actor=actor, now=now, name=found.title)
        return _own(db, question_id, actor)


def pin_question(
    store: Store, question_id: int, *, actor: Actor, now: int, pinned: bool = True
) -> None:
    """Put a question that one may see on one's own «Сегодня», or take it off. Raises `Forbidden`,
    `ExploreError`."""
    require(actor, "explore.save")
    with store.writer() as db:
        found = _visible(db, question_id, actor)
        if found.pinned != pinned:
            queries.set_pinned(db, question_id, person_id=actor.person_id, pinned=pinned, now=now)
            verb = "explore.pin" if pinned else "explore.unpin"
            _note(db, verb, question_id, actor=actor, now=now, name=found.title)


def export_questions(store: Store, *, actor: Actor, now: int) -> bytes:
    """Everything that `saved_questions` shows, as JSON. Raises `Forbidden`."""
    require(actor, "explore.ask")
    with store.writer() as db:
        found = saved_questions(db, actor=actor)
        journal.record(
            db, "explore.export", actor=actor.name, subject="questions", outcome="done", now=now,
            rows=len(found),
        )  # fmt: skip
    kept = ("title", "kind", "text", "params", "chart", "owner", "shared", "updated_at")
    content = [{name: asdict(one)[name] for name in kept} for one in found]
    return json.dumps({"questions": content}, ensure_ascii=False, indent=2).encode()


def note_export(store: Store, *, form: str, rows: int, title: str, actor: Actor, now: int) -> None:
    """Put into the journal that an answer was handed out as a file. Raises `Forbidden`."""
    require(actor, "explore.ask")
    with store.writer() as db:
        journal.record(
            db, "explore.hand_out", actor=actor.name, subject="questions", outcome="done", now=now,
            file=form, rows=rows, name=title,
        )  # fmt: skip


def _visible(db: Database, question_id: int, actor: Actor) -> Saved:
    found = queries.saved(db, owner_id=actor.person_id, question_id=question_id)
    if not found:
        raise ExploreError(
            N_("There is no such question, or its owner does not share it (any more).")
        )
    return _saved(found[0], actor)


def _own(db: Database, question_id: int, actor: Actor) -> Saved:
    found = _visible(db, question_id, actor)
    if not found.mine:
        raise ExploreError(
            N_("This is a question of {owner}. Save it under a name of your own to change it."),
            owner=found.owner,
        )
    return found


def _saved(row: Mapping[str, Any], actor: Actor) -> Saved:
    return Saved(
        question_id=row["question_id"],
        token=row["token"],
        owner=row["owner"],
        title=row["title"],
        kind=row["kind"],
        text=row["text"],
        params=json.loads(row["params"]),
        chart=ChartChoice.from_dict(json.loads(row["chart"])) if row["chart"] else None,
        shared=row["shared_at"] is not None,
        pinned=bool(row["pinned"]),
        mine=row["owner_id"] == actor.person_id,
        updated_at=row["updated_at"],
    )


def _note(
    db: Database, action: str, question_id: int, *, actor: Actor, now: int, **detail: str
) -> None:
    journal.record(
        db, action, actor=actor.name, subject=f"saved_question:{question_id}", outcome="done", now=now,
        **detail,
    )  # fmt: skip
