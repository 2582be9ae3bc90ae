"""Who answers in a session: people who come by a link and see one page."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from lib.access import invitations
from lib.access.permissions import Actor, Forbidden, require
from lib.base.language import N_, in_russian
from lib.chats import queries
from lib.chats.board import queries as board
from lib.chats.errors import ChatError
from lib.chats.record import note
from lib.chats.rows import Specialist
from lib.chats.sessions import found_chat, links_end, scope
from lib.chats.topics import name_topics
from lib.store import Store

SEEN_SECONDS = 45
"""Presence is known this exactly; an open page tells of itself every minute."""
ONLINE_SECONDS = 150
"""Whoever was seen within it has the page open."""


def add_specialist(
    store: Store,
    chat_id: int,
    name: str,
    *,
    position: str = "",
    institution: str = "",
    topics: Sequence[str] = (),
    signature: str = "",
    actor: Actor,
    now: int,
) -> int:
    """Add somebody who answers; the id of the person. Raises `Forbidden`, `PeopleError`, `ChatError`."""
    require(actor, "chat.prepare")
    with store.writer() as db:
        found_chat(db, chat_id)
        person_id = invitations.add_guest(db, name, role="specialist", now=now)
        _write(db, chat_id, person_id, position, institution, topics, signature)
        note(db, "chat.specialist", chat_id=chat_id, actor=actor, now=now, text=name)
    return person_id


def change_specialist(
    store: Store,
    chat_id: int,
    person_id: int,
    *,
    position: str,
    institution: str,
    topics: Sequence[str],
    signature: str,
    actor: Actor,
    now: int,
) -> None:
    """Change what is told of a specialist. Raises `Forbidden`, `ChatError`."""
    require(actor, "chat.prepare")
    with store.writer() as db:
        known = found_specialist(db, chat_id, person_id)
        _write(db, chat_id, person_id, position, institution, topics, signature)
        note(db, "chat.specialist", chat_id=chat_id, actor=actor, now=now, text=known.name)


def invite_specialist(store: Store, chat_id: int, person_id: int, *, actor: Actor, now: int) -> str:
    """A new link for a specialist; answers the token of `/join/TOKEN`, told once. Earlier links end.

    Raises `Forbidden`, `ChatError`.
    """
    require(actor, "chat.invite")
    with store.writer() as db:
        known = found_specialist(db, chat_id, person_id)
        ends_at = max(found_chat(db, chat_id).ends_at, now)
        token = invitations.invite(
            db,
            person_id,
            scope=scope(chat_id),
            expires_at=links_end(ends_at),
            actor=actor,
            now=now,
        )
        note(db, "chat.invite", chat_id=chat_id, actor=actor, now=now, text=known.name)
    return token


def revoke_specialist(
    store: Store, chat_id: int, person_id: int, *, actor: Actor, now: int
) -> None:
    """End the link and every open page of a specialist, at once; what the person holds goes back.

    Raises `Forbidden`, `ChatError`.
    """
    require(actor, "chat.invite")
    with store.writer() as db:
        known = found_specialist(db, chat_id, person_id)
        invitations.revoke(db, person_id, actor=actor, now=now)
        board.free_questions(db, chat_id, person_id)
        note(db, "chat.revoke", chat_id=chat_id, actor=actor, now=now, text=known.name)


def note_seen(store: Store, chat_id: int, *, actor: Actor, now: int) -> None:
    """A specialist's page is open now. Written down once in `SEEN_SECONDS`."""
    if actor.person_id is None:
        return
    with store.reader() as db:
        known = queries.specialist(db, chat_id, actor.person_id)
    if known is None or 0 <= now - (known.seen_at or 0) < SEEN_SECONDS:
        return
    with store.writer() as db:
        queries.note_seen(db, chat_id, actor.person_id, now=now)


def default_signature(name: str, position: str, institution: str) -> str:
    """What stands under the answers unless the moderator writes something else."""
    parts = (name.strip(), position.strip(), institution.strip())
    return in_russian("Answered by: {who}", who=", ".join(part for part in parts if part))


def found_specialist(db: Database, chat_id: int, person_id: int) -> Specialist:
    """The specialist. Raises `ChatError` where there is none."""
    found = queries.specialist(db, chat_id, person_id)
    if found is None:
        raise ChatError(N_("This person does not answer in this open chat."))
    return found


def require_in_chat(db: Database, chat_id: int, actor: Actor, command: str) -> None:
    """Raise `Forbidden` unless the role allows `command` and, for a specialist, this is the own chat."""
    require(actor, command)
    if actor.role != "specialist":
        return
    if actor.scope != scope(chat_id) or actor.person_id is None:
        raise Forbidden(N_("You were invited to another open chat."))
    found_specialist(db, chat_id, actor.person_id)


def _write(
    db: Database,
    chat_id: int,
    person_id: int,
    position: str,
    institution: str,
    topics: Sequence[str],
    signature: str,
) -> None:
    queries.write_specialist(
        db,
        {
            "chat_id": chat_id,
            "person_id": person_id,
            "position": position.strip()[:200],
            "institution": institution.strip()[:200],
            "topics": [topic.strip() for topic in topics if topic.strip()][:20],
            "signature": signature.strip()[:300],
        },
    )
    name_topics(db, chat_id)
