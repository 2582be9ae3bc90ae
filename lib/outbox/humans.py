"""Where a person is needed: what the door to VK waits for, on its way to the screen, and the answer back.

The door knows it in memory only (`lib.vk.humans`). The worker writes down what waits, for pages to show, and
takes the answers that pages leave. An answer stands in the database until the worker comes by, at most half a
second while it lives; it serves once, for five minutes, and opens nothing but the call that it repeats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlite_utils import Database

from lib.access.journal import record
from lib.access.permissions import Actor, require
from lib.base.clock import Clock
from lib.base.language import N_
from lib.outbox import queries
from lib.outbox.actions import OutboxError
from lib.store import Store
from lib.store.state import get_state, put_state
from lib.vk.humans import CAPTCHA, Humans

NEEDS, ANSWERS = "humans.needs", "humans.answers"

Form = Literal["captcha", "picture", "confirmation", "page"]
Answer = Literal["passed", "done", "renew"]

_TOKEN = re.compile(r"[?#&]success_token=([^&#\s]+)")
LONGEST_TOKEN = 4096


@dataclass(frozen=True)
class Need:
    """What VK wants of a person for one of the keys. `at`: since when, seconds UTC."""

    key: str
    number: int
    form: Form
    text: str
    link: str | None
    picture: str | None
    confirmation: str | None
    at: int


def needs(db: Database) -> list[Need]:
    """What a person is to do now, one for each key that waits."""
    return [Need(**need) for need in get_state(db, NEEDS) or []]


def waiting(db: Database) -> int:
    """How many actions wait for that."""
    return queries.count_reason(db, "human")


def answer(
    db: Database, need: Need, how: Answer, *, said: str = "", actor: Actor, now: int
) -> None:
    """Leave the person's answer for the worker, in the caller's transaction.

    `passed`: `said` is the token of a passed captcha, an address that holds it, or the word of the picture;
    `done`: it was done in VK, or is confirmed; `renew`: the link has ended, fetch another.
    Raises `Forbidden`, and `OutboxError` where `said` holds no answer.
    """
    require(actor, "vk.confirm")
    params: dict[str, str] = {}
    if how == "passed":
        params = _params(need, said)
    elif how == "done" and need.form == "confirmation":
        params = {"confirm": "1"}
    left = [one for one in get_state(db, ANSWERS) or [] if one["key"] != need.key]
    left.append({"key": need.key, "number": need.number, "how": how, "params": params})
    put_state(db, ANSWERS, left, now=now)
    record(
        db,
        "vk.confirm",
        actor=actor.name,
        subject=f"key:{need.key}",
        outcome=how,
        now=now,
        form=need.form,
    )


def exchange(store: Store, humans: Humans, *, clock: Clock) -> bool:
    """Take the answers to the door, and write down what it waits for; True where something was answered.

    For the worker, every moment or so. Raises `StoreError`.
    """
    now = int(clock())
    with store.reader() as db:
        kept, answers = get_state(db, NEEDS) or [], get_state(db, ANSWERS) or []
    if answers:
        with store.writer() as db:
            answers = get_state(db, ANSWERS) or []
            put_state(db, ANSWERS, [], now=now)
            taken = [_give(humans, one) for one in answers]
            if any(taken):
                queries.hasten_humans(db, now=now)
    since = {(need["key"], need["number"]): need["at"] for need in kept}
    found = [
        asdict(
            Need(
                key=one.key,
                number=one.number,
                form=_form(one.code, one.link, one.picture, one.confirmation),
                text=one.text,
                link=one.link,
                picture=one.picture,
                confirmation=one.confirmation,
                at=since.get((one.key, one.number), now),
            )
        )
        for one in humans.pending()
    ]
    if found != kept:
        with store.writer() as db:
            put_state(db, NEEDS, found, now=now)
    gone = {need["key"] for need in kept} - {need["key"] for need in found}
    return bool(answers) or bool(gone)


def _give(humans: Humans, one: Mapping[str, Any]) -> bool:
    if one["how"] == "renew":
        humans.renew(one["key"])
        return True
    return humans.answer(one["key"], one["number"], one["params"])


def _form(code: int, link: str | None, picture: str | None, confirmation: str | None) -> Form:
    if code == CAPTCHA and picture:
        return "picture"
    if code == CAPTCHA and link:
        return "captcha"
    return "confirmation" if confirmation else "page"


def _params(need: Need, said: str) -> dict[str, str]:
    said = said.strip()
    if need.form == "picture":
        if not said:
            raise OutboxError(N_("Type the word in the picture."))
        return {"captcha_key": said}
    if found := _TOKEN.search(said):
        return {"success_token": found[1]}
    if not said or "/" in said or " " in said or len(said) > LONGEST_TOKEN:
        raise OutboxError(
            N_(
                "There is no answer of VK in this. Pass the check, then paste the whole address of the page."
            )
        )
    return {"success_token": said}
