"""What the outbox does with people: bans on other terms than those there are, messages said once."""

from __future__ import annotations

import pytest

from lib.outbox.messages import random_id
from lib.sandbox import dialogs
from tests.outbox.conftest import Desk, calls
from tests.outbox.things import author, said_to


def test_an_author_banned_on_other_terms_is_shown_first(desk: Desk) -> None:
    made = desk.ban(author(desk, out=True))
    desk.work()
    row = desk.row(made)
    assert (row.state, (row.reason or {})["kind"]) == ("paused", "banned")
    assert (row.reason or {})["ban"] == {"reason": 1, "comment": "", "end_at": None}
    desk.send_anyway(made)
    desk.work()
    assert desk.row(made).state == "confirmed"


def test_a_message_goes_out_once_with_the_number_of_its_row(desk: Desk) -> None:
    made = desk.message(777)
    desk.work()
    row = desk.row(made)
    assert (row.state, row.reason, said_to(desk, 777)) == ("confirmed", None, ["Здравствуйте!"])
    (call,) = calls(desk, "messages.send")
    assert call["params"]["random_id"] == str(random_id(row.guid))
    assert call["key"] == "community"


@pytest.mark.parametrize("fault", ["drop_after", "html"])
def test_a_message_without_an_answer_is_settled_and_said_once(desk: Desk, fault: str) -> None:
    made = desk.message(777)
    desk.clock.advance(10)
    desk.fault("messages.send", fault)
    desk.step()
    assert desk.row(made).state == "unknown"
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert said_to(desk, 777) == ["Здравствуйте!"]


def test_a_message_waits_where_somebody_has_answered_meanwhile(desk: Desk) -> None:
    made = desk.message(777, last_message_id=0)
    dialogs.speak(desk.world, 777, "Уже отвечаем", random_id=5, attachments=[])
    desk.work()
    row = desk.row(made)
    assert (row.state, (row.reason or {})["kind"]) == ("paused", "answered")
    assert [said["text"] for said in (row.reason or {})["replies"]] == ["Уже отвечаем"]


def test_a_person_who_does_not_take_messages_is_told_plainly(desk: Desk) -> None:
    desk.world.person(778)
    made = desk.message(777)
    with desk.store.writer() as db:
        db.execute("UPDATE outbox SET payload = json_set(payload, '$.peer_id', 778)")
    desk.work()
    row = desk.row(made)
    assert (row.state, (row.reason or {}).get("code")) == ("refused", 901)
