"""Every command of the console as every role and as nobody: allowed where the matrix says so, else `Forbidden`.

A command without a row fails (`tests/guards/test_every_command.py`), so that a new one cannot be forgotten.
"""

from __future__ import annotations

import importlib
import inspect
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lib import outbox
from lib.access.journal import Search
from lib.access.people import FIRST_OWNER, add_person
from lib.access.permissions import MATRIX, Actor, Forbidden
from lib.access.sessions import sign_in
from lib.base.errors import PultError
from lib.base.settings import ROOT, Settings
from lib.chats import answers, questions
from lib.chats.norms import Norms
from lib.inbox.moderation import Ban
from lib.outbox.gate import as_seen, let_out
from lib.outbox.humans import Need
from lib.outbox.registry import KINDS
from lib.store import Store
from lib.store.drafts import save_draft
from tests.access.commands import COMMANDS
from tests.access.conftest import GOOD
from tests.access.explore_commands import explore_special
from tests.chats.conftest import Session, made_session

ROOMS = (
    "wall", "inbox", "chats", "reach", "explore", "worker", "outbox", "access", "campaigns",
    "reports",
)  # fmt: skip


@pytest.fixture
def session(store: Store) -> Session:
    return made_session(store)


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the rooms that is told who acts."""
    for room in ROOMS:
        for file in sorted((ROOT / "lib" / room).rglob("*.py")):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            module = importlib.import_module(name.removesuffix(".__init__"))
            for known, function in inspect.getmembers(module, inspect.isfunction):
                if known.startswith("_") or function.__module__ != module.__name__:
                    continue
                told = inspect.signature(function).parameters.get("actor")
                if told is not None and told.annotation == "Actor":
                    yield f"{module.__name__.removeprefix('lib.')}.{known}", function


FUNCTIONS = dict(public_functions())


def test_what_goes_out_to_vk_needs_a_right_of_those_who_send() -> None:
    for kind in KINDS.values():
        assert MATRIX[kind.permission] == {"owner", "moderator"}, kind.name


@dataclass(frozen=True)
class Place:
    """A console in which everything that the commands are about is there."""

    file: Path
    values: dict[str, Any]
    """What a parameter of this name is given."""
    special: dict[str, dict[str, Any]]
    """The same for one command."""
    actors: dict[str, Actor]


@pytest.fixture
def place(session: Session, tmp_path: Path) -> Place:
    store, now, heart = session.store, session.now, session.heart
    moderator = Actor("Иван", "moderator", 500)
    question = session.ask("Какое давление считать высоким?")
    questions.take(store, question, actor=heart, now=session.now)
    ready = session.ask("Можно ли кофе?")
    questions.take(store, ready, actor=heart, now=session.now)
    session.write(ready, "Можно, но немного.", heart)
    answers.hand_in(store, ready, actor=heart, now=session.now)
    sent = session.ask("Нужна ли запись?")
    questions.take(store, sent, actor=heart, now=session.now)
    session.write(sent, "Да, через Госуслуги.", heart)
    answers.hand_in(store, sent, actor=heart, now=session.now)
    answers.publish(store, sent, actor=moderator, now=session.now)
    other = add_person(store, "Вторая", role="editor", actor=FIRST_OWNER, now=now, password=GOOD)
    comment = session.wall.say(session.post_id, "Спасибо!")
    with store.writer() as db:
        save_draft(db, kind="post", target="t", actor="Иван", text="Запись", now=now)
        action = outbox.queue(
            db,
            "post",
            actor=moderator,
            payload={"text": "Другая запись", "publish_at": None, "rubric_id": None},
            now=now,
        )
        refused = outbox.queue(
            db,
            "post",
            actor=moderator,
            payload={"text": "Третья запись", "publish_at": None, "rubric_id": None},
            now=now,
        )
        db.execute(
            "UPDATE outbox SET state = 'refused', settled_at = ? WHERE action_id = ?",
            [now, refused.action_id],
        )
    sign_in(store, "Вторая", GOOD, address="10.0.0.1", device="Chrome", now=now)
    secret = {
        "text": "Звоните Марии Ивановой: +7 921 123-45-67",
        "publish_at": None,
        "rubric_id": None,
    }
    with pytest.raises(outbox.HeldBack) as held:
        let_out(KINDS["post"], secret, actor=moderator, override=None)
    values: dict[str, Any] = {
        "now": session.now,
        "zone": "Europe/Moscow",
        "settings": Settings(data=tmp_path, vk_url="http://127.0.0.1:9", group_id=1),
        "post_id": session.post_id,
        "comment_id": comment,
        "comment_ids": [comment],
        "action_id": action.action_id,
        "target": "t",
        "question_id": question,
        "question_ids": [question],
        "to_id": ready,
        "chat_id": session.chat_id,
        "person_id": heart.person_id,
        "session_id": 1,
        "remark": "Короче",
        "because": "Не по теме",
        "topic": "Сердце",
        "text": "Текст",
        "texts": ["Вопрос"],
        "name": "Новый",
        "role": "analyst",
        "form": "docx",
        "password": GOOD,
        "position": "",
        "institution": "",
        "topics": (),
        "signature": "",
        "starts_at": now,
        "ends_at": now + 3600,
        "publish_at": None,
        "title": "Эфир",
        "description": "",
        "wallpost": False,
        "address": "https://vk.com/video-1_456",
        "rule": "spam",
        "ban": Ban("week", 1),
        "wanted": Norms(),
        "kind": "post",
        "payload": {"text": "Ещё запись", "publish_at": None, "rubric_id": None},
        "need": Need("community", 1, "confirmation", "", None, None, None, now),
        "how": "done",
        "search": Search(),
        "subject": "chart:reach_daily",
        "make": lambda: b"1",
        "file": "reach-daily.csv",
        "agreement_id": 1,
        "campaign_id": 1,
        "post_ids": [session.post_id],
        "hashtag": "",
        "begins": date(2026, 9, 1),
        "report_id": 1,
        "schedule_id": 1,
        "language": "ru",
        "minute": 540,
        "path": str(tmp_path / "reports"),
        "subscribers": 5000,
        "by": date(2100, 1, 1),
        "today": date(2026, 1, 1),
        "institution_id": 1,
        "seconds": 3600,
        "sql": "SELECT 1",
        "token": "x",
        "rows": 1,
    }
    special: dict[str, dict[str, Any]] = {
        "outbox.gate.let_out": {
            "kind": KINDS["post"],
            "payload": secret,
            "override": outbox.Override(as_seen(held.value.findings), "mistaken"),
        },
        "outbox.queue.send_anyway": {"action_id": refused.action_id},
        "reports.commands.ask_report": {"kind": "month", "day": date(2026, 8, 1)},
        "reports.commands.plan_reports": {"kind": "day"},
        "chats.sessions.change_chat": {"topic": "Давление"},
        **explore_special(now),
        "wall.commands.save_fields": {"parked": True},
        "chats.answers.give_back": {"question_id": ready},
        "chats.answers.publish": {"question_id": ready},
        "chats.answers.withdraw_answer": {"question_id": sent},
        "worker.keys.save_key": {"kind": "user"},
        "worker.keys.remove_key": {"kind": "user"},
        "worker.setup.put_key": {"kind": "user"},
        "worker.setup.drop_key": {"kind": "user"},
        **{
            f"access.people.{verb}": {"person_id": other.person_id}
            for verb in ("change_role", "end_person", "set_password")
        },
        "access.people.change_email": {"person_id": other.person_id, "email": "new@example.ru"},
    }
    return Place(
        store.path,
        values,
        special,
        {
            **{
                role: Actor("Иван", role, 500)
                for role in ("owner", "moderator", "editor", "analyst")
            },
            "specialist": heart,
            "specialist of another chat": Actor("Чужой", "specialist", 900, "chat:99"),
            "head": Actor("Глава", "head", 901),
            "nobody": Actor("", ""),
        },
    )


def carried_out(place: Place, command: str, actor: Actor, file: Path) -> bool:
    """Whether the command went past the question of rights; on a copy of the console, `file`."""
    with sqlite3.connect(place.file) as there, sqlite3.connect(file) as copy:
        there.backup(copy)
    there.close()
    copy.close()
    function = FUNCTIONS[command]
    special = place.special.get(command, {})
    values = place.values | {"actor": actor}
    wanted = [
        one
        for one in inspect.signature(function).parameters.values()
        if one.kind is not one.VAR_KEYWORD
    ]
    given = {one.name: values[one.name] for one in wanted if one.name in values} | special
    store = Store(file)
    try:
        if "db" in inspect.signature(function).parameters:
            with store.writer() as db:
                function(db=db, **given)
        elif "store" in inspect.signature(function).parameters:
            function(store=store, **given)
        else:
            function(**given)
    except Forbidden:
        return False
    except PultError:
        pass  # something else than the right was missing
    return True


def test_each_command_is_allowed_to_whom_the_matrix_allows_it(place: Place, tmp_path: Path) -> None:
    wrong = []
    for command, permission in COMMANDS.items():
        for who, actor in place.actors.items():
            # Guests act only where they were invited.
            wanted = who in MATRIX[permission]
            got = carried_out(place, command, actor, tmp_path / f"{command}-{who}.db")
            if got != wanted:
                wrong.append(f"{command} as {who}: {'allowed' if got else 'forbidden'}")
    assert wrong == []
