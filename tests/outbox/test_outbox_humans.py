"""VK wants a person: asked once, whatever waits, and all goes on by itself after the answer."""

from __future__ import annotations

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR, Actor, Forbidden
from lib.outbox import OutboxError, humans
from lib.outbox.humans import Need
from lib.store.state import get_state
from tests.conftest import pressed
from tests.outbox.conftest import Desk, calls


def needs(desk: Desk) -> list[Need]:
    humans.exchange(desk.store, desk.vk.humans, clock=desk.clock)
    with desk.store.reader() as db:
        return humans.needs(db)


def say(desk: Desk, need: Need, how: humans.Answer, said: str = "") -> None:
    with desk.store.writer() as db:
        humans.answer(db, need, how, said=said, actor=MODERATOR, now=desk.now())
    assert humans.exchange(desk.store, desk.vk.humans, clock=desk.clock)


def test_one_captcha_for_two_replies_and_both_go_out_after_one_answer(desk: Desk) -> None:
    first, second = desk.reply(desk.citizen(), "раз"), desk.reply(desk.citizen(), "два")
    desk.clock.advance(10)
    desk.fault("wall.createComment", "captcha")
    for _ in range(6):
        desk.step()
        desk.clock.advance(3)
    assert [desk.row(made).state for made in (first, second)] == ["queued", "queued"]
    assert [(desk.row(made).reason or {})["kind"] for made in (first, second)] == ["human"] * 2
    # The second one never ran into a captcha of its own.
    assert len(calls(desk, "wall.createComment")) == 1
    (need,) = needs(desk)
    assert (need.key, need.form) == ("community", "captcha")
    assert str(need.link).startswith("http")
    with desk.store.reader() as db:
        assert humans.waiting(db) == 2
    token = pressed(need.link)
    say(desk, need, "passed", f"{need.link}#success_token={token}")
    assert needs(desk) == []
    desk.work()
    assert [desk.row(made).state for made in (first, second)] == ["confirmed", "confirmed"]
    tokens = [call["params"].get("success_token") for call in calls(desk, "wall.createComment")]
    assert tokens == [None, token, None]
    with desk.store.reader() as db:
        assert get_state(db, humans.ANSWERS) == []


def test_a_captcha_of_one_key_does_not_stop_another(desk: Desk) -> None:
    reply, change = desk.reply(desk.citizen()), desk.change("delete_comment", desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "captcha")
    for _ in range(4):
        desk.step()
    assert desk.row(reply).state == "queued"
    assert desk.row(change).state == "confirmed"


def test_a_doubtful_action_that_meets_a_captcha_waits_and_is_settled(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html")
    desk.fault("wall.createComment", "captcha")
    for _ in range(6):
        wait = desk.step()
        desk.clock.advance(wait or 0)
    assert (desk.row(made).state, (desk.row(made).reason or {})["kind"]) == ("unknown", "human")
    (need,) = needs(desk)
    say(desk, need, "passed", pressed(need.link))
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert len(desk.said("Откроем в среду.")) == 1


def test_a_validation_goes_on_after_done(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "validation")
    desk.step()
    (need,) = needs(desk)
    assert need.form == "page"
    pressed(need.link)
    say(desk, need, "done")
    desk.step()
    assert desk.row(made).state in {"sending", "confirmed"}


def test_a_link_that_has_ended_is_asked_for_anew(desk: Desk) -> None:
    desk.reply(desk.citizen(), "раз")
    desk.reply(desk.citizen(), "два")
    desk.clock.advance(10)
    desk.fault("wall.createComment", "captcha", times=2)
    desk.step()
    (need,) = needs(desk)
    say(desk, need, "renew")
    for _ in range(4):
        desk.step()
        desk.clock.advance(3)
    (fresh,) = needs(desk)
    assert fresh.number > need.number
    assert len(calls(desk, "wall.createComment")) == 2


@pytest.mark.parametrize("said", ["", "https://id.vk.com/", "слова и пробелы"])
def test_what_holds_no_token_is_refused(desk: Desk, said: str) -> None:
    need = Need("community", 1, "captcha", "", "https://id.vk.com/", None, None, 0)
    with desk.store.writer() as db, pytest.raises(OutboxError):
        humans.answer(db, need, "passed", said=said, actor=MODERATOR, now=desk.now())


def test_the_token_is_in_no_journal_and_an_analyst_may_not_answer(desk: Desk) -> None:
    need = Need("community", 1, "captcha", "", "https://id.vk.com/", None, None, 0)
    with desk.store.writer() as db:
        humans.answer(db, need, "passed", said="proof", actor=MODERATOR, now=desk.now())
        rows = list(db.query("SELECT detail FROM journal"))
        assert "proof" not in str(rows)
        with pytest.raises(Forbidden):
            humans.answer(db, need, "done", actor=Actor("a", "analyst"), now=desk.now())


def test_taken_back_while_it_waits_for_a_person(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "captcha")
    desk.step()
    assert desk.withdraw(made) is not None
    assert desk.row(made).state == "withdrawn"
    with desk.store.reader() as db:
        assert outbox.open_actions(db) == []
