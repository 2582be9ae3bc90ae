"""How SQL that the console writes names weekdays, hours, yes and no, so that charts take them for names."""

from __future__ import annotations

from babel.dates import get_day_names

from lib.base.language import _, language
from lib.explore.words import YES_NO, ViewColumn


def quoted(value: str | int | float) -> str:
    """A value as SQL writes it; whatever stands in a text, it stays a text."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def label(column: ViewColumn) -> str:
    """The column as an expression whose values are names; the column itself where they are already."""
    if column.name == "weekday":
        return weekday_label()
    if column.name == "hour":
        return hour_label()
    if column.kind == YES_NO:
        yes, no = quoted(_("yes")), quoted(_("no"))
        return f"CASE {column.name} WHEN 1 THEN {yes} WHEN 0 THEN {no} END"
    return column.name


def weekday_label(name: str = "weekday") -> str:
    """Weekdays as words in the language of the screen."""
    words = get_day_names("abbreviated", locale=language())
    cases = " ".join(f"WHEN {n + 1} THEN {quoted(words[n])}" for n in range(7))
    return f"CASE {name} {cases} END"


def hour_label(name: str = "hour") -> str:
    """Hours as 09:00, so that they sort as they follow."""
    return f"substr('0' || {name} || ':00', -5)"
