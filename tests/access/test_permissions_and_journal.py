"""Who may do what, and what is kept of it."""

from __future__ import annotations

import json

import pytest

from lib.access.journal import record
from lib.access.permissions import MATRIX, MODERATOR, Actor, Forbidden, require
from lib.base.errors import PultError
from lib.store import Store

ROLES = ("owner", "moderator", "editor", "analyst")


@pytest.mark.parametrize("command", sorted(MATRIX))
@pytest.mark.parametrize("role", [*ROLES, "", "Owner", "stranger"])
def test_only_the_roles_of_the_matrix_pass(command: str, role: str) -> None:
    if role in MATRIX[command]:
        require(Actor("Ольга", role), command)
    else:
        with pytest.raises(Forbidden):
            require(Actor("Ольга", role), command)


OF_ANALYSTS = {
    "chat.export", "figures.export", "report.make", "explore.ask", "explore.save", "query.write",
}  # fmt: skip
"""Looking at figures, asking questions, taking both away."""


def test_the_person_of_the_console_may_do_everything_and_an_analyst_only_reads() -> None:
    for command, roles in MATRIX.items():
        require(MODERATOR, command)
        assert ("analyst" in roles) == (command in OF_ANALYSTS)


def test_an_editor_writes_but_does_not_send() -> None:
    editor = Actor("Иван", "editor")
    require(editor, "post.write")
    require(editor, "reply.write")
    for command in ("post.publish", "reply.send", "comment.dismiss"):
        with pytest.raises(Forbidden) as caught:
            require(editor, command)
        assert isinstance(caught.value, PultError)


def test_a_command_that_is_not_in_the_matrix_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        require(MODERATOR, "post.teleport")


def test_an_entry_says_who_when_what_on_what_with_which_outcome(store: Store) -> None:
    with store.writer() as db:
        record(
            db,
            "reply.queue",
            actor="Ольга",
            subject="comment:77",
            outcome="held",
            now=1_790_000_000,
            text="Ёлка «раз»",
        )
    with store.reader() as db:
        (row,) = db.query("SELECT * FROM journal")
    assert json.loads(row.pop("detail")) == {"text": "Ёлка «раз»"}
    assert len(row.pop("chain")) == 64
    assert row == {
        "entry_id": 1,
        "at": 1_790_000_000,
        "actor": "Ольга",
        "action": "reply.queue",
        "subject": "comment:77",
        "outcome": "held",
    }


def test_an_entry_goes_with_the_transaction_it_tells_of(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writer() as db:
        record(db, "reply.queue", actor="Ольга", subject="comment:77", outcome="held", now=1)
        raise ZeroDivisionError
    with store.reader() as db:
        assert db.table("journal").count == 0
