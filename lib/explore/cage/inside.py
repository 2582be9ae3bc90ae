"""The inside of the cage: reads one request, runs one SELECT, writes one answer, ends.

Started as a file with `python -I -S`, so it knows nothing of the console and imports the standard library
alone. Whatever it does not manage to do in time is ended from outside.

The views are rebuilt here as temporary ones in two layers: the outer has the name that people write, the inner
one a random name. SQLite tells the authorizer of every column read and *by the name of which view* it is read;
a table of the console may be read only in the name of an inner view. A name that people can write would not do:
`WITH v_posts AS (SELECT raw FROM post)` reads in the name of `v_posts` too.
"""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
import sys
import time
from array import array
from collections.abc import Callable
from typing import Any

MB = 1024 * 1024
STEPS = 1000
"""So many steps of SQLite's machine between two looks at the clock."""
SAID = "an error of the cage:"
_TABLE = re.compile(r"\b(FROM|JOIN)\s+([a-z_]+)\b(?!\.)")
_HEAD = re.compile(r"\s*CREATE\s+VIEW\s+(?:\"\w+\"|\w+)\s+AS\s", re.IGNORECASE)


def main() -> None:
    """Read a request as one line of JSON, answer with one line of JSON."""
    line = sys.stdin.buffer.readline()
    if not line:
        return
    request = json.loads(line)
    confine(request)
    try:
        text = json.dumps(carry_out(request) | {"peak": peak()})
    except MemoryError:
        text = '{"error": "out of memory", "kind": "memory"}'
    sys.stdout.write(text)
    sys.stdout.flush()


def confine(request: dict[str, Any]) -> None:
    """Bounds of the operating system, where it has any: memory, time of the processor, size of a file."""
    try:
        import resource
    except ImportError:  # Windows: SQLite's own bound and the end from outside remain
        return
    memory = int(request["memory"])
    seconds = int(request["seconds"]) + 2
    for name, bound in (
        ("RLIMIT_AS", memory),
        ("RLIMIT_CPU", seconds),
        ("RLIMIT_FSIZE", 64 * MB),
        ("RLIMIT_CORE", 0),
    ):
        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        value = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        try:
            resource.setrlimit(number, (value, value))
        except (ValueError, OSError):  # macOS knows some of the names and refuses the values
            continue


def peak() -> int | None:
    """The most memory that this process has had, in kilobytes; None where the system does not tell."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            lines = [line.split()[1] for line in status if line.startswith("VmHWM:")]
    except OSError:
        return None
    return int(lines[0]) if lines else None


def carry_out(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request: columns and rows, or an error with what was denied."""
    began = time.monotonic()
    guard = Guard(request)
    connection = sqlite3.connect(
        request["address"], uri=True, isolation_level=None, timeout=0.5, cached_statements=0
    )
    try:
        guard.shut(connection)
        ends = began + float(request["seconds"])
        connection.set_progress_handler(lambda: int(time.monotonic() > ends), STEPS)
        return ask(connection, request) | {"seconds": time.monotonic() - began}
    except sqlite3.Error as error:
        late = time.monotonic() > began + float(request["seconds"])
        code = getattr(error, "sqlite_errorname", "")
        kind = "time" if late and code == "SQLITE_INTERRUPT" else code or type(error).__name__
        connection.set_authorizer(None)
        return {
            "error": guard.hide(str(error)),
            "kind": kind,
            "denied": guard.denied,
            "at": syntax_place(request["sql"], str(error)),
        }
    finally:
        connection.close()


def ask(connection: sqlite3.Connection, request: dict[str, Any]) -> dict[str, Any]:
    """Rows up to the limits of rows, cells and bytes."""
    cursor = connection.execute(request["sql"], request["values"])
    if cursor.description is None:
        return {"error": "no rows", "kind": "no select", "denied": None, "at": None}
    names = [column[0] for column in cursor.description]
    rows: list[list[Any]] = []
    room, cut = int(request["bytes"]), False
    most = min(int(request["rows"]), int(request["cells"]) // max(1, len(names)))
    for row in cursor:
        if len(rows) >= most:
            cut = True
            break
        cells = [cell if not isinstance(cell, bytes) else {"bytes": len(cell)} for cell in row]
        room -= sum(len(cell) if isinstance(cell, str) else 8 for cell in cells)
        if room < 0:
            cut = True
            break
        rows.append(cells)
    return {"columns": names, "rows": rows, "truncated": cut}


class Guard:
    """What a connection may do: the views, the functions, nothing else."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.views: list[str] = request["views"]
        self.functions = frozenset(request["functions"])
        self.heap = int(request["heap"])
        self.length = int(request["length"])
        self.denied: list[Any] | None = None
        self._secret = secrets.token_hex(16)
        self._inner = {f"{self._secret}_{view}" for view in self.views}
        self._outer = set(self.views)
        self._taken: set[str] = set()

    def shut(self, connection: sqlite3.Connection) -> None:
        """Bring the views in, then shut every door. Raises `sqlite3.Error`."""
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.executescript(
            "PRAGMA trusted_schema=0; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
            "PRAGMA cache_size=-16000; PRAGMA cell_size_check=1;"
            f"PRAGMA hard_heap_limit={self.heap};"
        )
        for view in self.views:
            row = connection.execute(
                "SELECT sql FROM main.sqlite_master WHERE type = 'view' AND name = ?", [view]
            ).fetchone()
            if row is None:
                raise sqlite3.OperationalError(f"{SAID} no view {view}")
            inner = f'"{self._secret}_{view}"'
            select = _TABLE.sub(r"\1 main.\2", _HEAD.sub("", row[0], count=1))
            connection.execute(f"CREATE TEMP VIEW {inner} AS {select}")
            connection.execute(f'CREATE TEMP VIEW "{view}" AS SELECT * FROM temp.{inner}')
        # Everything that is a table already, or that SQLite makes one of when it is named.
        self._taken = {
            str(row[0]).lower()
            for row in connection.execute(
                "SELECT name FROM main.sqlite_master UNION SELECT name FROM pragma_module_list"
            )
        }
        connection.execute("PRAGMA query_only=1")
        add_functions(connection)
        for limit, bound in LIMITS.items():
            connection.setlimit(limit, bound)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, self.length)
        if hasattr(connection, "setconfig"):  # Python 3.12
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # type: ignore[attr-defined]
        connection.set_authorizer(self._may)

    def hide(self, message: str) -> str:
        """The message without the random name."""
        return message.replace(f"{self._secret}_", "")

    def _may(
        self, action: int, one: str | None, two: str | None, schema: str | None, view: str | None
    ) -> int:
        if action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE}:
            return sqlite3.SQLITE_OK
        if view in self._inner:
            # Our own text of a view; nobody else knows its name.
            if action in {sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}:
                return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            if two and one in self._inner and view in self._outer:
                return sqlite3.SQLITE_OK
            if two and one in self._outer and schema == "temp":
                return sqlite3.SQLITE_OK
            if not two and self._may_be_counted(one or "", schema):
                return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (two or "").lower() in self.functions:
            return sqlite3.SQLITE_OK
        if self.denied is None:
            self.denied = [action, self.hide(one or ""), self.hide(two or "")]
        return sqlite3.SQLITE_DENY

    def _may_be_counted(self, name: str, schema: str | None) -> bool:
        """Whether rows of `name` may be there without a column of it being read, as in count(*).

        SQLite does not say then in the name of which view that is. But "main" is written in our own texts
        alone (the question is looked at for it before it comes here), and a name without a schema is the
        question's own (WITH x AS ...), unless it is one of a table.
        """
        if schema == "main" or name in self._inner or name in self._outer:
            return True
        lower = name.lower()
        return (
            schema is None
            and lower not in self._taken
            and not lower.startswith(("sqlite_", "pragma_"))
        )


LIMITS = {
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 50_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 20,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
"""Bounds of SQLite itself; the length of a value comes with the request."""


def syntax_place(sql: str, message: str) -> list[int] | None:
    """Start and end of the word at which SQLite stopped reading, by reading ever longer beginnings."""
    found = re.match(r'near "(.*)": syntax error', message, re.DOTALL)
    if found is None or not found[1]:
        return None
    scratch = sqlite3.connect(":memory:", isolation_level=None)
    try:
        start = -1
        for _ in range(50):
            start = sql.find(found[1], start + 1)
            if start < 0:
                return None
            try:
                scratch.execute(f"EXPLAIN {sql[: start + len(found[1])]}")
            except sqlite3.Error as error:
                if str(error) == message:
                    return [start, start + len(found[1])]
        return None
    finally:
        scratch.close()


# ---- functions that SQLite does not have, or has for Latin letters alone


class Median:
    """The middle of the numbers; empty where there are none."""

    def __init__(self) -> None:
        self.values = array("d")

    def step(self, value: Any) -> None:
        """Take a value in; what is no number is left out, as avg() leaves out NULL."""
        if isinstance(value, int | float):
            self.values.append(value)

    def finalize(self) -> float | None:
        """The median."""
        return share_of(self.values, 0.5)


class Percentile(Median):
    """The value below which so many per cent of the numbers lie, between neighbours in proportion."""

    def __init__(self) -> None:
        super().__init__()
        self.share: float | None = None

    def step(self, value: Any, percent: Any = None) -> None:
        """Take a value in; the per cent are the same in every row."""
        if isinstance(percent, int | float) and 0 <= percent <= 100:
            self.share = percent / 100
        super().step(value)

    def finalize(self) -> float | None:
        """The percentile; empty where the per cent were not 0 to 100."""
        return None if self.share is None else share_of(self.values, self.share)


def share_of(values: array[float], share: float) -> float | None:
    """The value at `share` of the way through the sorted values (linear between two)."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def like(pattern: Any, value: Any, escape: Any = None) -> int | None:
    """LIKE for letters of any language, е and ё alike, in time linear for patterns without `_`."""
    if pattern is None or value is None:
        return None
    return int(matcher(str(pattern), escape)(fold(str(value))))


def fold(text: str) -> str:
    """Lower case, ё as е."""
    return text.casefold().replace("ё", "е")


_matchers: dict[tuple[str, str | None], Callable[[str], bool]] = {}


def matcher(pattern: str, escape: Any) -> Callable[[str], bool]:
    """Whether a folded text fits `pattern`, as a function; the last few are kept."""
    key = (pattern, escape)
    if key not in _matchers:
        if len(pattern) > 200:
            raise ValueError("LIKE or GLOB pattern too complex")
        if len(_matchers) > 64:
            _matchers.clear()
        _matchers[key] = _made(pieces_of(pattern, escape))
    return _matchers[key]


def pieces_of(pattern: str, escape: str | None) -> list[list[str | None]]:
    """The pattern cut at its %; each piece is a list of letters, None for any one of them."""
    pieces: list[list[str | None]] = [[]]
    plain = False
    for character in pattern:
        if plain or character not in {"%", "_", escape}:
            pieces[-1].extend(fold(character))
            plain = False
        elif character == escape:
            plain = True
        elif character == "%":
            pieces.append([])
        else:
            pieces[-1].append(None)
    return pieces


def _made(pieces: list[list[str | None]]) -> Callable[[str], bool]:
    # A piece has a fixed length, so a search never goes back.
    found = [
        re.compile("".join("." if one is None else re.escape(one) for one in piece), re.DOTALL)
        for piece in pieces
    ]
    lengths = [len(piece) for piece in pieces]

    def fits(text: str) -> bool:
        if len(found) == 1:
            return found[0].fullmatch(text) is not None
        head, *middle, tail = found
        if head.match(text) is None:
            return False
        place, last = lengths[0], len(text) - lengths[-1]
        for piece in middle:
            hit = piece.search(text, place, max(last, place))
            if hit is None:
                return False
            place = hit.end()
        return place <= last and tail.fullmatch(text, last) is not None

    return fits


def add_functions(connection: sqlite3.Connection) -> None:
    """Medians, and letters of any language in lower(), upper() and LIKE."""
    connection.create_aggregate("median", 1, Median)  # type: ignore[arg-type]
    connection.create_aggregate("percentile", 2, Percentile)  # type: ignore[arg-type]
    for name, change in (("lower", str.lower), ("upper", str.upper)):
        connection.create_function(name, 1, _on_text(change), deterministic=True)
    for arguments in (2, 3):
        connection.create_function("like", arguments, like, deterministic=True)


def _on_text(change: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else change(str(value))


if __name__ == "__main__":
    main()
