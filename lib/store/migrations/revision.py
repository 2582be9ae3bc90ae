"""Triggers that raise a change counter in the transaction that changes the data."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database


def count_changes(db: Database, topics: Mapping[str, Mapping[str, str]]) -> None:
    """New topics, each raised by rows that come or go in its tables, and by changes of the columns named."""
    for topic, tables in topics.items():
        db.execute("INSERT INTO revision (topic) VALUES (?)", [topic])
        for table, columns in tables.items():
            for event in ("INSERT", "DELETE", f"UPDATE OF {columns}"):
                db.execute(
                    f"CREATE TRIGGER revision_{table}_{event.split()[0].lower()} AFTER {event} ON {table}"
                    f" BEGIN UPDATE revision SET n = n + 1 WHERE topic = '{topic}'; END"
                )
