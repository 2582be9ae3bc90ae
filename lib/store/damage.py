"""What is wrong with a database file: where, which rows, what is lost by it, and what cures it.

Two things are no damage though they look it: comments whose post the store does not have (an event may come
before its post, and without a key that reads, the post never comes), and replies without their thread.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from lib.base.language import N_, _, ngettext
from lib.store.backup_files import altered
from lib.store.chain import FIRST, link
from lib.store.connection import StoreError, plain_words
from lib.store.rules import RULES
from lib.store.schema import applied, newer, open_file, schema_of, wanted_schema
from lib.store.talk import DERIVED, differences, settle

SHOWN_ROWS = 10
SEARCH = "comment_search"
FROM_VK = frozenset(
    {
        *("author", "comment", "community", "post", "hook_event"),
        *("day_stat", "day_audience", "day_gap", "post_reach"),
    }
)
"""Tables that hold what VK told, and can be read from VK again."""

Cure = Literal["restore", "rebuild", "update", "look"]
Report = Callable[[str], None]


@dataclass(frozen=True)
class Damage:
    """One fault. `place` is a table, an index or another part of the schema; "" is the file as a whole."""

    place: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    """Rowids, the first few."""
    count: int = 0
    """How many rows there are in all."""
    lost: str | None = None
    """A message: what is gone by it; None: nothing."""
    cure: Cure = "restore"

    def text(self) -> str:
        """What is wrong, where, in the current language."""
        told = _(self.message, **self.values)
        if self.rows:
            shown = ", ".join(map(str, self.rows)) + (", …" if self.count > len(self.rows) else "")
            told += " " + ngettext("{n} row: {rows}.", "{n} rows: {rows}.", self.count, rows=shown)
        return f"{self.place}: {told}" if self.place else told


def damages(file: Path, report: Report = lambda stage: None) -> list[Damage]:
    """Everything that is wrong with the file, the gravest first; empty: sound.

    `report(stage)` is told of each stage: file, references, search, schema, sums, rules, journal, json. Raises
    `StoreError` where the file cannot be looked at: missing, locked, not to be written (the search checks
    itself by a statement that counts as writing, and writes nothing).
    """
    if not file.is_file():
        raise StoreError(N_("There is no file {file}."), file=str(file))
    found: list[Damage] = []
    with plain_words(), closing(open_file(file, writable=True)) as db:
        for stage, look in _STAGES.items():
            report(stage)
            try:
                found += look(db)
            except sqlite3.OperationalError as error:
                if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_ERROR:
                    raise
                found.append(_unreadable(str(error)))
            except sqlite3.DatabaseError as error:
                found.append(_unreadable(str(error)))
    if not found and altered(file):
        found.append(Damage("", N_("The file is not what it was when it was made (SHA-256).")))
    return [damage for number, damage in enumerate(found) if damage not in found[:number]]


def _unreadable(reason: str) -> Damage:
    return Damage(
        "",
        N_("The file cannot be read to its end ({reason})."),
        {"reason": reason},
        lost=N_("What stands in the damaged part; how much cannot be told."),
    )


def _file(db: sqlite3.Connection) -> Iterator[Damage]:
    """Pages, trees, constraints; then table by table, to name where."""
    told = _integrity(db)
    if not told:
        return
    named = False
    for table in _tables(db):
        lines = _integrity(db, table)
        if not lines:
            continue
        named = True
        if table.startswith(SEARCH):
            yield _search_damage(lines[0])
        elif all("index" in line for line in lines):
            message = N_("An index does not fit its table ({reason}).")
            yield Damage(table, message, {"reason": lines[0]}, cure="rebuild")
        else:
            yield _damaged_table(db, table, lines[0])
    if not named:
        yield _unreadable(told[0])


def _integrity(db: sqlite3.Connection, table: str | None = None) -> list[str]:
    asked = "PRAGMA integrity_check" + (f"('{table}')" if table else "")
    try:
        rows = [str(row[0]) for row in db.execute(asked)]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    lines = [line for row in rows if row != "ok" for line in row.splitlines()]
    return [line for line in lines if not line.startswith("***")]


def _tables(db: sqlite3.Connection) -> list[str]:
    return [
        str(row[0])
        for row in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name"
        )
    ]


def _damaged_table(db: sqlite3.Connection, table: str, reason: str) -> Damage:
    lost = (
        N_("VK still has these: after a restore they are read again.")
        if table in FROM_VK
        else N_("Only a backup has these.")
    )
    values: dict[str, Any] = {"reason": reason}
    message = N_("The table is damaged ({reason}).")
    if _without_rowid(db, table):
        # Its rows have no numbers to name.
        return Damage(table, message, values, lost=lost)
    first, last = _readable(db, table, "ASC"), _readable(db, table, "DESC")
    if first is None and last is None:
        message = N_("No row can be read ({reason}).")
    elif first is None or last is None:
        message = N_("Rows beyond number {number} cannot be read ({reason}).")
        values["number"] = first if last is None else last
    elif first < last:
        message = N_("Rows with numbers between {first} and {last} cannot be read ({reason}).")
        values |= {"first": first, "last": last}
    return Damage(table, message, values, lost=lost)


def _without_rowid(db: sqlite3.Connection, table: str) -> bool:
    found = db.execute("SELECT wr FROM pragma_table_list WHERE name = ?", [table]).fetchone()
    return found is not None and bool(found[0])


def _readable(db: sqlite3.Connection, table: str, order: str) -> int | None:
    """The last rowid that can be reached from one end; None where not even the first row can be read."""
    reached: int | None = None
    try:
        for row in db.execute(f'SELECT rowid, * FROM "{table}" NOT INDEXED ORDER BY rowid {order}'):
            reached = int(row[0])
    except sqlite3.DatabaseError:
        pass
    return reached


def _references(db: sqlite3.Connection) -> Iterator[Damage]:
    rows: dict[tuple[str, str], list[int]] = {}
    for table, row, parent, _number in db.execute("PRAGMA foreign_key_check"):
        rows.setdefault((table, parent), []).append(row)
    for (table, parent), ids in rows.items():
        yield Damage(
            table,
            N_("Rows point to nothing in {parent}."),
            {"parent": parent},
            rows=tuple(ids[:SHOWN_ROWS]),
            count=len(ids),
            lost=N_("What they pointed to."),
        )


def _search(db: sqlite3.Connection) -> Iterator[Damage]:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [SEARCH]).fetchone():
        return
    try:
        db.execute(
            "INSERT INTO comment_search (comment_search, rank) VALUES ('integrity-check', 1)"
        )
    except sqlite3.DatabaseError as error:
        if (error.sqlite_errorcode & 0xFF) not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}:
            raise
        yield _search_damage(str(error))


def _search_damage(reason: str) -> Damage:
    message = N_("The search index does not fit the comments ({reason}).")
    return Damage(SEARCH, message, {"reason": reason}, cure="rebuild")


def _schema(db: sqlite3.Connection) -> Iterator[Damage]:
    if too_new := newer(db):
        message = N_("A newer version of Pult has written here ({names}).")
        yield Damage("", message, {"names": ", ".join(too_new)}, cure="update")
        return
    names = applied(db)
    if not names:
        yield Damage("", N_("This is no database of Pult."))
        return
    wanted, topics = wanted_schema(names)
    has = schema_of(db)
    # The tables within the search index are its own business.
    inner = re.compile(rf"{SEARCH}_(data|idx|content|docsize|config)")
    for kind, name in sorted(wanted.keys() | has.keys()):
        if inner.fullmatch(name) or wanted.get((kind, name)) == has.get((kind, name)):
            continue
        if (kind, name) not in has:
            yield Damage(name, N_("This {kind} is missing."), {"kind": kind}, lost=_loss(kind))
        elif (kind, name) not in wanted:
            message = N_("This {kind} is none of Pult's.")
            yield Damage(name, message, {"kind": kind}, cure="look")
        else:
            message = N_("This {kind} is not as Pult makes it.")
            yield Damage(name, message, {"kind": kind}, lost=_loss(kind))
    if ("table", "revision") in has:
        kept = {str(row[0]) for row in db.execute("SELECT topic FROM revision")}
        for topic in sorted(topics - kept):
            message = N_("The change counter “{topic}” is missing.")
            yield Damage("revision", message, {"topic": topic}, lost=_loss("trigger"))


def _loss(kind: str) -> str | None:
    if kind == "table":
        return N_("All that stood in it.")
    if kind == "trigger":
        return N_("No data; open pages do not redraw, or the search misses comments.")
    return None


def _sums(db: sqlite3.Connection) -> Iterator[Damage]:
    if DERIVED - set(_tables(db)):
        return
    # One state of the data for both sides; what somebody wrote past the console is settled by its next write.
    db.execute("BEGIN")
    try:
        settle(db)
        found = differences(db)
    finally:
        db.execute("ROLLBACK")
    for table, rows in found.items():
        message = N_("The sums do not fit the comments; rows that differ: {number}.")
        yield Damage(table, message, {"number": rows}, cure="rebuild")


def _rules(db: sqlite3.Connection) -> Iterator[Damage]:
    there = set(_tables(db))
    for rule in RULES:
        if not set(rule.tables) <= there:
            continue
        asked = f"SELECT rowid FROM {rule.tables[0]} WHERE {rule.broken} ORDER BY rowid"
        ids = [int(row[0]) for row in db.execute(asked)]
        if ids:
            yield Damage(
                rule.tables[0],
                rule.message,
                rows=tuple(ids[:SHOWN_ROWS]),
                count=len(ids),
                lost=rule.lost,
                cure="restore" if rule.lost else "look",
            )


def _journal(db: sqlite3.Connection) -> Iterator[Damage]:
    if not {"journal", "journal_head"} <= set(_tables(db)):
        return
    chain, number, changed = FIRST, 0, []
    asked = "SELECT entry_id, at, actor, action, subject, outcome, detail, chain FROM journal ORDER BY entry_id"
    names = ("entry_id", "at", "actor", "action", "subject", "outcome", "detail", "chain")
    for row in db.execute(asked):
        entry = dict(zip(names, row, strict=True))
        number += 1
        chain = link(chain, entry)
        if chain != entry["chain"]:
            changed.append(int(entry["entry_id"]))
            chain = entry["chain"]
    if changed:
        yield Damage(
            "journal",
            N_("Entries are not what was written, or one before them is missing."),
            rows=tuple(changed[:SHOWN_ROWS]),
            count=len(changed),
            lost=N_("What these entries said."),
        )
    head = db.execute("SELECT entries, chain FROM journal_head").fetchone() or (0, FIRST)
    if not changed and (number, chain) != tuple(head):
        yield Damage(
            "journal",
            N_("{told} entries were written, {number} are there."),
            {"told": head[0], "number": number},
            lost=N_("The entries that are missing."),
        )


def _json(db: sqlite3.Connection) -> Iterator[Damage]:
    for table in _tables(db):
        sql = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()[0]
        for column in re.findall(r"json_valid\((\w+)\)", sql or ""):
            asked = f'SELECT rowid FROM "{table}" WHERE {column} IS NOT NULL AND NOT json_valid({column})'
            ids = [int(row[0]) for row in db.execute(asked)]
            if ids:
                yield Damage(
                    table,
                    N_("“{column}” is not JSON."),
                    {"column": column},
                    rows=tuple(ids[:SHOWN_ROWS]),
                    count=len(ids),
                    lost=N_("What stood there."),
                )


_STAGES: Mapping[str, Callable[[sqlite3.Connection], Iterator[Damage]]] = {
    "file": _file,
    "references": _references,
    "search": _search,
    "schema": _schema,
    "sums": _sums,
    "rules": _rules,
    "journal": _journal,
    "json": _json,
}
