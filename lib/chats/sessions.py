"""A session from preparing to closing: what it is about, when, where its questions come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from lib import outbox
from lib.access import invitations
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.chats import queries
from lib.chats.after.queries import set_due
from lib.chats.errors import ChatError
from lib.chats.norms import norms
from lib.chats.record import note
from lib.chats.rows import Chat
from lib.store import Store

LONGEST_TOPIC = 200
LONGEST_HOURS = 24
GRACE_SECONDS = 2 * 3600
"""So long after the end the specialists' links still let them in, to finish what is left."""

_SETTINGS = frozenset(
    {
        "topic",
        "starts_at",
        "ends_at",
        "checked",
        "joined_get",
        "post_id",
        "video_id",
        "takes_messages",
    }
)


@dataclass(frozen=True)
class Check:
    """One line of the checklist before a session; `hint` says what to do where it is not `done`."""

    name: str
    done: bool
    title: str
    hint: str
    needed: bool
    """Without it the session cannot be opened."""


def create_chat(
    store: Store, topic: str, *, starts_at: int, ends_at: int, actor: Actor, now: int
) -> int:
    """Begin to prepare a session; answers its id. Raises `Forbidden`, `ChatError`."""
    require(actor, "chat.prepare")
    values = _checked({"topic": topic, "starts_at": starts_at, "ends_at": ends_at})
    with store.writer() as db:
        chat_id = queries.add_chat(db, {**values, "created_by": actor.name, "created_at": now})
        note(db, "chat.create", chat_id=chat_id, actor=actor, now=now, text=values["topic"])
    return chat_id


def change_chat(store: Store, chat_id: int, *, actor: Actor, now: int, **settings: Any) -> None:
    """Change settings of a session: topic, starts_at, ends_at, checked, joined_get, post_id, video_id,
    takes_messages. Moved hours move the ends of the specialists' links.

    Raises `Forbidden`, `ChatError`.
    """
    require(actor, "chat.prepare")
    if unknown := set(settings) - _SETTINGS:
        raise LookupError(f"no such settings: {unknown}")
    with store.writer() as db:
        before = found_chat(db, chat_id)
        _not_closed(before)
        values = _checked(settings, before)
        if values.get("takes_messages") and not before.takes_messages:
            # What was written before is no question.
            values["messages_since"] = now
        queries.change_chat(db, chat_id, values)
        if "ends_at" in values:
            invitations.prolong(db, scope(chat_id), expires_at=links_end(values["ends_at"]))
        note(
            db, "chat.change", chat_id=chat_id, actor=actor, now=now, text=", ".join(sorted(values))
        )


def announce(
    store: Store,
    chat_id: int,
    text: str,
    *,
    publish_at: int | None,
    actor: Actor,
    now: int,
    override: outbox.Override | None = None,
) -> int:
    """Have the announcement published as a post of the community; answers the id of the outbox action.

    Raises `Forbidden`, `ChatError`, `OutboxError`, `HeldBack`.
    """
    require(actor, "post.publish")
    with store.writer() as db:
        _not_closed(found_chat(db, chat_id))
        action = outbox.queue(
            db,
            "post",
            actor=actor,
            payload={"text": text.strip(), "publish_at": publish_at, "rubric_id": None},
            now=now,
            override=override,
        )
        queries.change_chat(db, chat_id, {"announcement_action": action.action_id, "post_id": None})
        note(db, "chat.announce", chat_id=chat_id, actor=actor, now=now, text=text.strip())
    return action.action_id


def post_rules(
    store: Store,
    chat_id: int,
    text: str,
    *,
    actor: Actor,
    now: int,
    override: outbox.Override | None = None,
) -> int:
    """Have the rules written under the announcement; answers the id of the outbox action.

    Raises `Forbidden`, `ChatError` (there is no announcement in VK yet), `OutboxError`, `HeldBack`.
    """
    require(actor, "reply.send")
    with store.writer() as db:
        found = found_chat(db, chat_id)
        _not_closed(found)
        if found.post_id is None:
            raise ChatError(
                N_("The announcement is not in VK yet, so there is nowhere to put the rules.")
            )
        action = outbox.queue(
            db,
            "comment",
            actor=actor,
            payload={"post_id": found.post_id, "text": text.strip()},
            now=now,
            override=override,
        )
        queries.change_chat(db, chat_id, {"rules_action": action.action_id})
        note(db, "chat.rules", chat_id=chat_id, actor=actor, now=now, text=text.strip())
    return action.action_id


def open_chat(store: Store, chat_id: int, *, actor: Actor, now: int) -> None:
    """Open the session: its time runs. Raises `Forbidden`, `ChatError` (something needed is missing)."""
    require(actor, "chat.run")
    with store.writer() as db:
        found = found_chat(db, chat_id)
        _not_closed(found)
        for check in checklist(db, chat_id):
            if check.needed and not check.done:
                raise ChatError(check.hint)
        queries.change_chat(db, chat_id, {"opened_at": now})
        note(db, "chat.open", chat_id=chat_id, actor=actor, now=now)


def close_chat(
    store: Store, chat_id: int, *, actor: Actor, now: int, zone: str = "Europe/Moscow"
) -> None:
    """End the session: no new question comes in; what is open becomes a task, due by the norm in `zone`.

    Raises `Forbidden`, `ChatError`.
    """
    require(actor, "chat.run")
    with store.writer() as db:
        _not_closed(found_chat(db, chat_id))
        queries.change_chat(db, chat_id, {"closed_at": now, "on_air": None})
        set_due(db, chat_id, norms(db).due_at(now, zone=zone))
        note(db, "chat.close", chat_id=chat_id, actor=actor, now=now)


def reopen_chat(store: Store, chat_id: int, *, actor: Actor, now: int) -> None:
    """Take the closing back. Raises `Forbidden`, `ChatError`."""
    require(actor, "chat.run")
    with store.writer() as db:
        if found_chat(db, chat_id).closed_at is None:
            raise ChatError(N_("This open chat is not closed."))
        queries.change_chat(db, chat_id, {"closed_at": None})
        set_due(db, chat_id, None)
        note(db, "chat.reopen", chat_id=chat_id, actor=actor, now=now)


def put_on_air(
    store: Store, chat_id: int, question_id: int | None, *, actor: Actor, now: int
) -> None:
    """Show a question on the broadcast's screen; None: show none. Raises `Forbidden`."""
    require(actor, "chat.run")
    with store.writer() as db:
        found_chat(db, chat_id)
        queries.change_chat(db, chat_id, {"on_air": question_id})
        what = "chat.off_air" if question_id is None else "question.on_air"
        note(db, what, chat_id=chat_id, question_id=question_id, actor=actor, now=now)


def checklist(db: Database, chat_id: int) -> list[Check]:
    """What a session needs before it opens, and what it had better have; message ids."""
    found = found_chat(db, chat_id)
    people = [one for one in queries.specialists(db, chat_id) if one.ended_at is None]
    links = invitations.invitations(db, scope(chat_id))
    invited = [one for one in people if one.person_id in links]
    return [
        Check(
            "announcement",
            found.post_id is not None,
            N_("The announcement is in VK"),
            N_(
                "Publish the announcement, or choose a post of the wall: questions come in under it."
            ),
            True,
        ),
        Check(
            "specialists",
            bool(people),
            N_("Somebody will answer"),
            N_("Add at least one specialist."),
            True,
        ),
        Check(
            "signatures",
            bool(people) and all(one.signature for one in people),
            N_("Every specialist has a signature"),
            N_("Write the signature of each specialist: it stands under the answers."),
            False,
        ),
        Check(
            "invited",
            bool(people) and len(invited) == len(people),
            N_("Every specialist has a link"),
            N_("Make a link for each specialist and send it."),
            False,
        ),
        Check(
            "rules",
            found.rules_state == "confirmed",
            N_("The rules stand under the announcement"),
            N_("Publish the rules under the announcement."),
            False,
        ),
    ]


def scope(chat_id: int) -> str:
    """What an invitation to the chat lets in to."""
    return f"chat:{chat_id}"


def links_end(ends_at: int) -> int:
    """When the links of a session that ends at `ends_at` stop letting in."""
    return ends_at + GRACE_SECONDS


def found_chat(db: Database, chat_id: int) -> Chat:
    """The chat. Raises `ChatError` where there is none."""
    found = queries.chat(db, chat_id)
    if found is None:
        raise ChatError(N_("There is no such open chat."))
    return found


def going_chat(db: Database, chat_id: int) -> Chat:
    """The chat, while it can still be changed. Raises `ChatError` where it is closed, or not there."""
    found = found_chat(db, chat_id)
    _not_closed(found)
    return found


def _not_closed(found: Chat) -> None:
    if found.closed_at is not None:
        raise ChatError(N_("This open chat is closed."))


def _checked(settings: dict[str, Any], before: Chat | None = None) -> dict[str, Any]:
    values = dict(settings)
    if "topic" in values:
        values["topic"] = " ".join(str(values["topic"]).split())
        if not values["topic"]:
            raise ChatError(N_("Write what the open chat is about."))
        if len(values["topic"]) > LONGEST_TOPIC:
            raise ChatError(N_("The topic is too long: {n} characters at most."), n=LONGEST_TOPIC)
    starts_at = values.get("starts_at", before.starts_at if before else None)
    ends_at = values.get("ends_at", before.ends_at if before else None)
    if starts_at is None or ends_at is None or ends_at <= starts_at:
        raise ChatError(N_("The open chat must end after it begins."))
    if ends_at - starts_at > LONGEST_HOURS * 3600:
        raise ChatError(N_("An open chat lasts {n} hours at most."), n=LONGEST_HOURS)
    return values
