"""A head agrees to a text by a link: opening it changes nothing, the first answer counts."""

from __future__ import annotations

import pytest

from lib.access import agreements, invitations
from lib.access.agreements import LINK_SECONDS, AgreementError
from lib.access.invitations import InvitationError
from lib.access.journal import Search, entries
from lib.access.permissions import Actor
from lib.store import Store
from tests.access.conftest import T

EDITOR = Actor("Анна", "editor", 1)


def ask(store: Store, text: str = "Запись о приёме") -> str:
    return agreements.ask(
        store, "Петров П. П.", kind="post", target="t1", text=text, actor=EDITOR, now=T
    )


def asked(store: Store) -> agreements.Agreement:
    with store.reader() as db:
        return agreements.agreements(db, kind="post", target="t1")[0]


def test_looking_answers_nothing_and_the_first_answer_counts(store: Store) -> None:
    token = ask(store)
    for _time in range(3):
        assert agreements.look(store, token, now=T + 1).outcome is None
    agreements.answer(store, token, agreed=True, now=T + 2)
    with pytest.raises(AgreementError):
        agreements.answer(store, token, agreed=False, remark="Нет", now=T + 3)
    found = asked(store)
    assert (found.outcome, found.answered_at, found.name) == ("agreed", T + 2, "Петров П. П.")
    assert agreements.look(store, token, now=T + 4).outcome == "agreed"


def test_the_agreement_is_to_this_text_and_no_other(store: Store) -> None:
    agreements.answer(store, ask(store, " Запись "), agreed=True, now=T)
    assert asked(store).covers("Запись")
    assert not asked(store).covers("Запись!")


def test_a_return_needs_a_remark(store: Store) -> None:
    token = ask(store)
    with pytest.raises(AgreementError):
        agreements.answer(store, token, agreed=False, remark="  ", now=T)
    agreements.answer(store, token, agreed=False, remark=" Короче ", now=T)
    assert (asked(store).outcome, asked(store).remark) == ("returned", "Короче")


def test_every_step_is_in_the_journal(store: Store) -> None:
    agreements.answer(store, ask(store), agreed=True, now=T)
    agreements.answer(store, ask(store), agreed=False, remark="Нет", now=T)
    with store.reader() as db:
        found = [one.action for one in entries(db, Search()) if one.action.startswith("agreement")]
    assert found == ["agreement.return", "agreement.ask", "agreement.agree", "agreement.ask"]


def test_links_that_are_late_taken_back_or_guessed_are_void(store: Store) -> None:
    token = ask(store)
    with pytest.raises(InvitationError):
        agreements.look(store, token, now=T + LINK_SECONDS)
    with pytest.raises(InvitationError):
        agreements.look(store, "guessed", now=T)
    agreements.take_back(store, asked(store).agreement_id, actor=EDITOR, now=T)
    with pytest.raises(InvitationError):
        agreements.answer(store, token, agreed=True, now=T)
    assert asked(store).outcome is None


def test_the_link_of_a_head_lets_nobody_in(store: Store) -> None:
    token = ask(store)
    with pytest.raises(InvitationError):
        invitations.accept(store, token, device="Chrome", now=T)
    assert agreements.look(store, token, now=T).outcome is None


def test_nothing_is_sent_without_a_text_or_a_name(store: Store) -> None:
    with pytest.raises(AgreementError):
        ask(store, "  ")
    with store.reader() as db:
        assert agreements.agreements(db, kind="post", target="t1") == []
