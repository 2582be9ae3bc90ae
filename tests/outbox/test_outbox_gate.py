"""The guard before the queue: nothing personal leaves by oversight, and who let it out is known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR, Actor, Forbidden
from lib.outbox import HeldBack, Override, as_seen
from lib.outbox.registry import KINDS
from lib.store import Store

T = 1_790_000_000
PHONE = "8 (910) 000-12-34"
TEXT = f"Позвоните маме мальчика: {PHONE}."
SEEN = {"seen": {"text": "?"}, "was": {"text": "?"}}
PAYLOADS: dict[str, dict[str, Any]] = {
    "reply": {"post_id": 1, "comment_id": 7, "thread_id": 7, "seen": {"text": "?"}},
    "post": {"publish_at": None, "rubric_id": 1},
    "edit_post": {"post_id": 5, "state": "published", **SEEN},
    "publish": {"post_id": 5, "state": "suggested", **SEEN},
    "edit_comment": {"post_id": 5, "comment_id": 7, "thread_id": 7, **SEEN},
}


def queue(store: Store, kind: str, text: str, **more: Any) -> outbox.Action:
    with store.writer() as db:
        payload = {**PAYLOADS[kind], "text": text}
        return outbox.queue(db, kind, payload=payload, now=T, **{"actor": MODERATOR, **more})


def journal(store: Store) -> list[dict[str, Any]]:
    with store.reader() as db:
        return list(db.query("SELECT * FROM journal ORDER BY entry_id"))


def seen(error: pytest.ExceptionInfo[HeldBack], reason: str = "asked") -> Override:
    return Override(as_seen(error.value.findings), reason)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_phone_number_is_queued_by_no_kind(store: Store, kind: str) -> None:
    with pytest.raises(HeldBack) as held:
        queue(store, kind, TEXT)
    assert [finding.words for finding in held.value.findings] == [PHONE]
    assert PHONE in str(held.value)
    with store.reader() as db:
        assert outbox.recent_actions(db, 10) == []
    assert journal(store) == []


@pytest.mark.parametrize("kind", PAYLOADS)
def test_an_override_lets_it_out_and_the_journal_says_who_and_why_but_not_what(
    store: Store, kind: str
) -> None:
    with pytest.raises(HeldBack) as held:
        queue(store, kind, TEXT)
    made = queue(store, kind, TEXT, override=seen(held))
    assert made.state == "held"
    assert made.payload["text"] == TEXT
    entries = journal(store)
    override = next(entry for entry in entries if entry["action"] == "guard.override")
    assert (override["actor"], override["outcome"]) == ("moderator", "asked")
    assert override["subject"] == KINDS[kind].subject(made)
    assert json.loads(override["detail"]) == {"action_id": made.action_id, "kinds": ["phone"]}
    assert all(PHONE not in entry["detail"] for entry in entries)
    assert any("[phone]" in entry["detail"] for entry in entries)


def test_an_override_is_for_what_was_seen_and_nothing_else(store: Store) -> None:
    with pytest.raises(HeldBack) as held:
        queue(store, "reply", TEXT)
    with pytest.raises(HeldBack) as again:
        queue(store, "reply", TEXT + " Полис 2200123456789019.", override=seen(held))
    assert {finding.kind for finding in again.value.findings} == {"phone", "oms"}
    with pytest.raises(ValueError, match="no such reason"):
        seen(held, "because")


def test_an_innocent_text_needs_no_override_and_an_override_of_nothing_leaves_no_trace(
    store: Store,
) -> None:
    override = Override(frozenset({("phone", PHONE)}), "asked")
    queue(store, "reply", "Звоните в регистратуру: 8 (4712) 55-55-55.", override=override)
    assert [entry["action"] for entry in journal(store)] == ["reply.queue"]


def test_a_hint_holds_nothing_back(store: Store) -> None:
    queue(store, "reply", "Данный вопрос находится на контроле.")
    assert [entry["action"] for entry in journal(store)] == ["reply.queue"]


def test_a_role_that_may_not_send_overrides_nothing(store: Store) -> None:
    override = Override(frozenset({("phone", PHONE)}), "asked")
    with pytest.raises(Forbidden):
        queue(store, "reply", TEXT, actor=Actor("Ольга", "editor"), override=override)


def test_a_double_click_after_an_override_is_one_action(store: Store) -> None:
    with pytest.raises(HeldBack) as held:
        queue(store, "reply", TEXT)
    first = queue(store, "reply", TEXT, override=seen(held))
    assert queue(store, "reply", TEXT) == first
    assert [entry["action"] for entry in journal(store)] == ["reply.queue", "guard.override"]


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        (TEXT, True),
        ("Ваша почта olga.k@mail.ru записана", True),
        ("Ваш полис 2200123456789019 закрыт", False),
        ("У вас выявлен диабет", False),
    ],
)
def test_a_private_message_may_name_a_contact_but_no_document_and_no_illness(
    store: Store, text: str, goes: bool
) -> None:
    payload = {"peer_id": 501, "text": text}
    with store.writer() as db:
        if goes:
            outbox.queue(db, "message", actor=MODERATOR, payload=payload, now=T)
            return
        with pytest.raises(HeldBack):
            outbox.queue(db, "message", actor=MODERATOR, payload=payload, now=T)


def test_what_a_banned_author_reads_is_checked_too(store: Store) -> None:
    payload = {"user_id": 501, "reason": 0, "comment": TEXT, "end_at": None, "seen": None}
    with pytest.raises(HeldBack), store.writer() as db:
        outbox.queue(db, "ban", actor=MODERATOR, payload=payload, now=T)
