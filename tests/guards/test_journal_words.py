"""Every action that the code puts into the journal has a name that people read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lib.base.settings import ROOT
from lib.outbox.registry import KINDS
from lib.ui.journal_words import GROUPS, OUTBOX_VERBS, action_word, group_of
from lib.ui.settings_state import kind_word

ACTION = re.compile(r"[a-z]+\.[a-z_]+")
WRITERS = {"record", "_record", "note", "note_on", "_note", "_journal", "_move"}
"""Functions that put an entry down, or pass its name on to one that does."""


def names_given() -> Iterator[str]:
    """Dotted names among the arguments of whatever writes into the journal."""
    for file in sorted((ROOT / "lib").rglob("*.py")):
        if file.relative_to(ROOT).parts[1] in {"sandbox", "vk", "ui"}:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            name = call.func.id if isinstance(call.func, ast.Name) else name
            if name not in WRITERS:
                continue
            for part in ast.walk(call):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    # The worker notes its health in the state, under names of the same look.
                    if ACTION.fullmatch(part.value) and not part.value.startswith("health."):
                        yield part.value


def test_the_search_for_names_finds_what_is_known_to_be_there() -> None:
    found = set(names_given())
    assert {"person.add", "session.begin", "key.save", "question.take", "chat.open", "comment.dismiss",
            "guard.override", "database.restore", "vk.confirm", "answer.publish"} <= found  # fmt: skip


def test_every_action_has_a_name_and_a_group() -> None:
    outbox = {f"{kind}.{verb}" for kind in KINDS for verb in OUTBOX_VERBS}
    named = {*names_given(), *outbox}
    assert sorted(name for name in named if action_word(name) == name) == []
    assert sorted(name for name in named if group_of(name) not in GROUPS) == []
    assert [kind for kind in KINDS if kind_word(kind) == kind] == []


def test_the_verbs_of_the_outbox_are_all_there() -> None:
    """`queue`, `withdraw` and the like are put behind a kind where the entry is written."""
    given = set()
    for file in (ROOT / "lib" / "outbox").glob("*.py"):
        source = file.read_text(encoding="utf-8")
        given |= set(re.findall(r'_record\(db, \w+, "(\w+)", actor', source))
        given |= set(re.findall(r'f"\{moved\.kind\}\.(\w+)"', source))
    assert given == set(OUTBOX_VERBS)
