"""Asking for a report: a second press is no second report."""

from __future__ import annotations

from datetime import date

from lib.reports import commands
from lib.reports.making import Kitchen, make_next
from tests.conftest import SetClock
from tests.reports.conftest import MODERATOR, ZONE

NOON = 1_790_845_200
"""The 1st of October 2026, 12:00 in Moscow."""


def ask(kitchen: Kitchen, kind: str = "day", *, day: date, language: str = "ru") -> int:
    return commands.ask_report(
        kitchen.store, kind, day=day, language=language, actor=MODERATOR, now=NOON, zone=ZONE
    )


def test_an_impatient_second_press_asks_for_nothing_more(kitchen: Kitchen, clock: SetClock) -> None:
    clock.at = NOON
    yesterday = date(2026, 9, 30)
    first = ask(kitchen, day=yesterday)
    assert ask(kitchen, day=yesterday) == first
    # The same week by another of its days, but not another kind, day or language.
    week = ask(kitchen, "week", day=date(2026, 9, 22))
    assert ask(kitchen, "week", day=date(2026, 9, 27)) == week
    others = {ask(kitchen, day=date(2026, 9, 29)), ask(kitchen, day=yesterday, language="en")}
    assert len({first, week, *others}) == 4
    with kitchen.store.reader() as db:
        assert len(commands.reports(db)) == 4
    # Once it is made, asking makes it anew: figures may have changed.
    assert make_next(kitchen)
    assert ask(kitchen, day=yesterday) not in {first, week, *others}
