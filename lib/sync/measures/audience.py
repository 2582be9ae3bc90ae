"""Who was reached and who visited, by sex, age and place, as stats.get gives them for a day.

Source: VK API schema 5.199, stats_reach and stats_views (`sex`, `age`, `sex_age`, `cities`, `countries`), each
entry with `value` and `count`. The words of `value` are VK's own ("f;18-21") and are not documented.
"""

from __future__ import annotations

from collections.abc import Mapping

from lib.sync.objects import LARGEST_ID, Object, Row, number, objects, text_of

KINDS = ("reach", "visitors")
SPLITS = ("sex", "age", "sex_age", "cities", "countries")


def audience_rows(period: Object, *, day: str) -> list[Row]:
    """Rows of `day_audience` for a period of `stats.get`; one without people or name is left out."""
    rows: dict[tuple[str, str, str], Row] = {}
    for kind in KINDS:
        section = period.get(kind)
        for split in SPLITS:
            for entry in objects(section.get(split) if isinstance(section, Mapping) else None):
                row = _row(entry, day=day, kind=kind, split=split)
                if row is not None:
                    rows[kind, split, row["group_key"]] = row
    return list(rows.values())


def _row(entry: Object, *, day: str, kind: str, split: str) -> Row | None:
    value, people = entry.get("value"), number(entry.get("count"))
    if people is None:
        # The schema allows both; what people show of VK's answers has `count`.
        people = number(entry.get("reach"))
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_ID
    key = str(value) if whole else text_of(value)
    if not key or people is None:
        return None
    subscribers = number(entry.get("count_subscribers"))
    if subscribers is None:
        subscribers = number(entry.get("reach_subscribers"))
    return {
        "day": day,
        "kind": kind,
        "split": split,
        "group_key": key,
        "name": text_of(entry.get("name")),
        "people": people,
        "subscribers": subscribers,
    }
