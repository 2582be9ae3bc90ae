"""A screen in English says nothing in Russian but what people wrote."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.access.permissions import Actor
from lib.base.settings import ROOT
from lib.chats import intake, sessions, specialists
from lib.store import Store
from tests.explore.past import fill

# Cells of a table are sent without a gap between them: a capital letter begins another word.
RUSSIAN = re.compile("[А-ЯЁ]?[а-яё]{2,}|[А-ЯЁ]{3,}")
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
OWN_NAME = {"Русский"}  # what the switch of languages calls the other one
OWNER = Actor("moderator", "owner")


@pytest.fixture
def filled(screen_store: Store, tmp_path: Path) -> Store:
    """A year's past, an open chat with a question, in the console's own database."""
    with screen_store.reader() as db:
        name = db.execute("PRAGMA database_list").fetchone()[2]
    Path(name).unlink()
    store = fill(Path(name), posts=60, comments=200)
    now = int(time.time())
    chat = sessions.create_chat(
        store, "Flu", starts_at=now, ends_at=now + 3600, actor=OWNER, now=now
    )
    specialists.add_specialist(
        store, chat, "Ivanov", position="doctor", institution="Clinic", signature="Ivanov",
        actor=OWNER, now=now,
    )  # fmt: skip
    intake.paste_questions(store, chat, ["When?", "Where?"], actor=OWNER, now=now)
    return store


def written(store: Store) -> set[str]:
    """Russian words that stand in the database: what people wrote, names, rubrics."""
    found = set(OWN_NAME)
    with store.reader() as db:
        for table in db.tables:
            for row in table.rows:
                for value in row.values():
                    if isinstance(value, str):
                        found.update(RUSSIAN.findall(_plain(value)))
    return found


def shown(screen: AppTest) -> set[str]:
    """Russian words anywhere in what the browser is sent: texts, labels, hints, charts, tables."""
    found: set[str] = set()
    for node in screen._tree:
        proto = getattr(node, "proto", None)
        if proto is not None:
            found.update(
                RUSSIAN.findall(_plain(proto.SerializeToString().decode(errors="replace")))
            )
    return found


def _plain(text: str) -> str:
    """Charts are sent as JSON, where letters may stand as their numbers."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("today", {}),
        ("inbox", {}),
        ("compose", {}),
        ("open_chats", {}),
        ("open_chats", {"chat": "1", "view": "board"}),
        *(
            ("reach", {"section": section, "compare": "previous"})
            for section in ("days", "subscribers", "posts", "rubrics", "talk", "audience")
        ),
        *(("explore", {"view": view}) for view in ("ready", "build", "sql", "saved")),
        ("explore", {"view": "ready", "ready": "longest_wait"}),
        ("reports", {}),
        *(
            ("settings", {"section": section})
            for section in ("connect", "keys", "state", "people", "journal")
        ),
    ],
)
def test_nothing_is_russian_but_what_people_wrote(
    filled: Store, page: str, address: dict[str, str]
) -> None:
    screen = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=30)
    screen.run()
    for name, value in address.items():
        screen.query_params[name] = value
    screen.switch_page(f"{page}.py").run()
    assert not screen.exception, screen.exception
    assert shown(screen) - written(filled) == set()
