"""A table as a CSV file that office programs open as it is meant, and in which no cell is carried out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_file(
    head: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    decimal: str = ".",
    above: Sequence[str] = (),
) -> bytes:
    """`head` and `rows` with semicolons and a byte order mark, which is what Excel reads without asking.

    `decimal` stands in fractions: a Russian Excel takes 1.5 for the first of May. `above` are lines over the
    head, each written behind “# ” so that programs can leave them out.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([f"# {' '.join(line.split())}"] for line in above)
    writer.writerow([safe_cell(name) for name in head])
    writer.writerows([safe_cell(value, decimal=decimal) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def safe_cell(value: object, *, decimal: str = ".") -> str:
    """The value as text; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    if isinstance(value, (int, float)):
        return text.replace(".", decimal)
    # Some programs skip blanks before they look for the sign.
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text
