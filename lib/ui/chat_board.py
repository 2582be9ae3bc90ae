"""The board of an open chat: questions in columns, live; select, join, give away, decline, put on the air."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from sqlite_utils import Database

from lib.access.invitations import invitations
from lib.access.permissions import Actor
from lib.base.language import N_, _, language
from lib.chats import queries, questions, sessions, texts
from lib.chats.board import queries as board
from lib.chats.rows import Chat, Question, Specialist
from lib.chats.states import OPEN
from lib.store import Store
from lib.ui import chat_room, console, dates, safe
from lib.ui.chat_board_assets import CSS, HTML, JS
from lib.ui.chat_cards import board_card_html
from lib.ui.chat_people import presence

KEY = "chat_board_cards"
SORT, MORE = "chat.sort", "chat.more"
DRAWN = 30
"""Cards drawn in a column, and how many more each press of «ещё» brings."""
COLUMNS = (
    ("new", N_("New"), N_("No new questions. They appear here by themselves.")),
    ("assigned", N_("Assigned"), N_("Nothing assigned.")),
    ("answering", N_("Being answered"), N_("Nobody is writing now.")),
    ("review", N_("To check"), N_("Nothing to check.")),
    ("published", N_("Published"), N_("No answers yet.")),
    ("declined", N_("Not answered"), N_("Nothing was declined.")),
)
NEWEST_FIRST = frozenset({"published", "declined"})

_component = st.components.v2.component(
    "pult_chat_board", html=HTML, css=CSS, js=JS, isolate_styles=False
)


def column_of(question: Question) -> str:
    """The column in which a question stands. What the outbox asks about waits for the moderator."""
    if question.state == "sending":
        asks = question.action_state in {"paused", "refused"} or bool(
            question.action_state == "unknown" and (question.action_reason or {}).get("ask")
        )
        return "review" if asks else "published"
    return "declined" if question.state == "gone" else question.state


def chat_board(chat: Chat) -> None:
    """Draw the board; belongs into the fragment `chat_room.BOARD`."""
    now = console.now()
    by_votes = st.session_state.get(SORT) == "votes"
    with console.store().reader() as db:
        found = board.questions(db, chat.chat_id, now=now, by_votes=by_votes)
        people = _people(db, chat, found, now=now)
        counted = board.counters(db, chat.chat_id, now=now)
        there = [one for one in queries.specialists(db, chat.chat_id) if one.ended_at is None]
    _component(
        key=KEY,
        data={
            "now": now,
            "language": language(),
            "sort": "votes" if by_votes else "time",
            "opened": chat_room.opened(),
            "time": {
                "starts": chat.starts_at,
                "ends": chat.ends_at,
                "closed": chat.state == "closed",
            },
            "tiles": [
                [dates.number(counted.waiting), _("waiting")],
                [dates.number(counted.review), _("to check")],
                [dates.number(counted.answered), _("answered")],
            ],
            "mean": counted.mean_seconds,
            "people": people,
            "columns": _columns(found, chat),
            "assignees": [[str(one.person_id), one.name] for one in there],
            "reasons": [[reason, _(reason)] for reason in texts.DECLINED],
            "words": _words(),
        },
        on_did_change=lambda: _did(chat.chat_id),
    )


def _words() -> dict[str, str]:
    return {
        "waits": _("Waiting {age}", age="{age}"),
        "left": _("left"),
        "over": _("over time"),
        "begins": _("until the beginning"),
        "state": _("the chat"),
        "closed": _("Closed"),
        "mean": _("mean time to answer"),
        "pick": _("Select"),
        "picked": _("Selected: {n}", n="{n}"),
        "join": _("Merge"),
        "assign": _("Assign to…"),
        "decline": _("Do not answer…"),
        "unpick": _("Clear the selection"),
        "on_air": _("Put on air"),
        "off_air": _("Take off the air"),
        "more": _("{n} more", n="{n}"),
    }


def _columns(found: Sequence[Question], chat: Chat) -> list[dict[str, Any]]:
    limits: dict[str, int] = st.session_state.setdefault(MORE, {})
    stand: dict[str, list[Question]] = {key: [] for key, _title, _empty in COLUMNS}
    for question in found:
        stand[column_of(question)].append(question)
    columns = []
    for key, title, empty in COLUMNS:
        cards = stand[key]
        if key in NEWEST_FIRST:
            cards = sorted(cards, key=lambda one: -(one.published_at or one.asked_at))
        drawn = cards[: limits.get(key, DRAWN)]
        columns.append(
            {
                "key": key,
                "title": _(title),
                "empty": _(empty),
                "count": dates.number(len(cards)),
                "more": len(cards) - len(drawn),
                "newest_first": key in NEWEST_FIRST,
                "cards": [_card(one, chat) for one in drawn],
            }
        )
    return columns


def _card(question: Question, chat: Chat) -> dict[str, Any]:
    on_air = chat.on_air == question.question_id
    air = "on" if on_air else "off" if question.state not in {"declined", "gone"} else ""
    return {
        "id": question.question_id,
        "html": board_card_html(question, on_air=on_air),
        "label": safe.one_line(question.text, 120),
        "pick": question.state in OPEN,
        "air": "" if chat.state == "closed" else air,
    }


def _people(
    db: Database, chat: Chat, found: Sequence[Question], *, now: int
) -> list[dict[str, str]]:
    """Each specialist with a dot, and what he or she does right now."""
    links = invitations(db, sessions.scope(chat.chat_id))
    answering = {
        one.assignee_id: safe.one_line(one.text, 50) for one in found if one.state == "answering"
    }
    lines = []
    for one in queries.specialists(db, chat.chat_id):
        tone, words = presence(one, links.get(one.person_id), now=now)
        if doing := answering.get(one.person_id):
            words = _("answering now: {question}", question=doing)
        lines.append({"name": _name(one), "tone": tone, "words": words})
    return lines


def _name(one: Specialist) -> str:
    return f"{one.name}, {one.position}" if one.position else one.name


def _did(chat_id: int) -> None:
    """Carry out what was done on the board."""
    told = (st.session_state.get(KEY) or {}).get("did") or {}
    what, value = told.get("what"), told.get("value")
    ids = [int(one) for one in told.get("ids") or ()]
    match what:
        case "open" if ids:
            chat_room.open_question(ids[0])
        case "more":
            limits: dict[str, int] = st.session_state.setdefault(MORE, {})
            limits[str(value)] = limits.get(str(value), DRAWN) + DRAWN
        case "air" if ids:
            chat_room.attempt(sessions.put_on_air, chat_id, ids[0])
        case "off_air":
            chat_room.attempt(sessions.put_on_air, chat_id, None)
        case "join" if len(ids) > 1:
            chat_room.attempt(_join, ids)
        case "assign":
            _each(questions.assign, ids, int(str(value)))
        case "decline":
            _each(questions.decline, ids, _(str(value)))
    st.rerun([chat_room.BOX, chat_room.BOARD])


def _each(command: Any, ids: Sequence[int], value: Any) -> None:
    """The same for every selected question; the first trouble ends it and is told."""
    for question_id in ids:
        if not chat_room.attempt(command, question_id, value):
            return


def _join(store: Store, ids: Sequence[int], *, actor: Actor, now: int) -> None:
    """The question that is furthest on takes the others in; of several, the oldest."""
    with store.reader() as db:
        found = [one for i in ids if (one := board.question(db, i, now=now)) is not None]
    order = {state: place for place, state in enumerate(reversed(OPEN))}
    main = min(found, key=lambda one: (order.get(one.state, 9), one.asked_at, one.question_id))
    questions.join(store, ids, main.question_id, actor=actor, now=now)
