"""The audience: shares of people told by VK, added up over days, by a short way and by a long one."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from lib.reach.audience import SPLITS, audience
from lib.reach.periods import Period
from lib.reach.queries import LONG_DAYS
from lib.store import Store

DAY = date(2026, 9, 10)


def test_without_figures_of_vk_every_split_is_empty(store: Store) -> None:
    with store.reader() as db:
        found = audience(db, Period(DAY, DAY))
    assert found.days == 0 and found.groups == {split: [] for split in SPLITS}


@pytest.mark.parametrize("days", [1, 30, LONG_DAYS, LONG_DAYS + 2])
def test_people_are_added_up_and_shares_are_of_their_split(store: Store, days: int) -> None:
    rng = Random(days)
    wanted: Counter[tuple[str, str]] = Counter()
    told = set()
    groups = [
        ("sex", "f", ""),
        ("sex", "m", ""),
        ("age", "18-21", ""),
        ("cities", "1", "Речегорск"),
    ]
    with store.writer() as db:
        for n in range(-3, days + 3):
            day = DAY - timedelta(days=n)
            if n % 5 == 2:
                continue
            db.table("day_stat").insert({"day": day.isoformat(), "raw": "{}", "measured_at": 1})
            for kind in ("reach", "visitors"):
                for split, key, name in groups:
                    people = rng.randrange(100)
                    db.table("day_audience").insert(
                        {
                            "day": day.isoformat(),
                            "kind": kind,
                            "split": split,
                            "group_key": key,
                            "name": name,
                            "people": people,
                        }
                    )
                    if kind == "reach" and 0 <= n < days:
                        wanted[split, key] += people
                        told.add(day)
    with store.reader() as db:
        found = audience(db, Period(DAY - timedelta(days=days - 1), DAY))
    assert found.days == len(told)
    shown = {(split, one.key): one for split in SPLITS for one in found.groups[split]}
    assert {key: one.people for key, one in shown.items()} == dict(wanted)
    sexes = wanted["sex", "f"] + wanted["sex", "m"]
    assert shown["sex", "f"].share == pytest.approx(100 * wanted["sex", "f"] / sexes)
    assert shown["cities", "1"].name == "Речегорск" and shown["cities", "1"].share == 100
    assert [one.people for one in found.groups["sex"]] == sorted(
        (wanted["sex", sex] for sex in "fm"), reverse=True
    )
