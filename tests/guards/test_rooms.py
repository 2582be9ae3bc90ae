"""The house of docs/architecture.md: who imports whom, where SQL and Streamlit may stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.base.settings import ROOT

DOMAINS = {"wall", "inbox", "reach", "chats", "explore", "campaigns", "reports"}
# Room -> rooms it may import, beside itself. A room that is not named here may not exist.
ALLOWED: dict[str, set[str]] = {
    "base": set(),
    "store": {"base"},
    "access": {"base", "store"},
    "vk": {"base"},
    "guard": {"base"},
    "paper": {"base"},
    "charts": {"base", "paper"},
    "sandbox": {"base"},
    "sync": {"base", "store", "vk"},
    "outbox": {"base", "store", "access", "vk", "guard"},
    "wall": {"base", "store", "access", "outbox"},
    "inbox": {"base", "store", "access", "outbox"},
    "reach": {"base", "store", "access", "outbox", "charts"},
    "explore": {"base", "store", "access", "charts"},
    "chats": {"base", "store", "access", "guard", "outbox", "inbox", "wall", "paper", "charts"},
    "campaigns": {"base", "store", "access", "paper", "charts", "reach"},
    "reports": {"base", "store", "access", "paper", "charts", "reach", "chats", "campaigns"},
    "live": {"base", "store"},
    "worker": {"base", "store", "access", "vk", "sync", "outbox", "live", "charts", *DOMAINS},
    "ui": {
        "base",
        "store",
        "access",
        "guard",
        "outbox",
        "worker",
        "live",
        "paper",
        "charts",
        *DOMAINS,
    },
    "pages": {"base", "store", "access", "outbox", "worker", "ui", "charts", *DOMAINS},
    "__main__": {"base", "store", "vk", "sandbox", "sync", "outbox", "worker", "access", *DOMAINS},
    "streamlit_app": {"base", "store", "vk", "sandbox", "worker", "live", "ui", "access"},
}
VK_CLIENTS = {"vk_api", "requests", "httpx", "urllib3", "aiohttp", "vkbottle", "http.client"}
CAGE = ROOT / "lib" / "explore" / "cage" / "inside.py"
"""Runs alone, as a file that imports nothing of ours, so that its few statements stand in it."""
SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM\s|SELECT\s+(count|max|min|coalesce|\d|\?)|INSERT\s+(OR\s+\w+\s+)?INTO\s"
    r"|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(UNIQUE\s+)?(TABLE|INDEX|VIEW|TRIGGER|VIRTUAL)\s"
    r"|PRAGMA\s+\w+|WITH\s+(RECURSIVE\s+)?\w+\s*(\([^)]*\))?\s+AS\s*\(|ALTER\s+TABLE\s|DROP\s+TABLE\s)",
    re.IGNORECASE | re.DOTALL,
)


def sources() -> list[Path]:
    files = [*(ROOT / "lib").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    return sorted([*files, ROOT / "streamlit_app.py"])


def room_of(file: Path) -> str:
    parts = file.relative_to(ROOT).parts
    if parts[0] != "lib":
        return parts[0].removesuffix(".py")
    return parts[1].removesuffix(".py")


def imports(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports are absolute here"
            module = node.module or ""
            yield node.lineno, module
            if module == "lib":
                yield from ((node.lineno, f"lib.{alias.name}") for alias in node.names)


def complaints(rule: str) -> list[str]:
    found = []
    for file in sources():
        room = room_of(file)
        if room == "__init__":
            continue
        for line, name in imports(file):
            place = f"{file.relative_to(ROOT)}:{line} imports {name}"
            top = name.split(".")[0]
            if rule == "rooms" and name.startswith("lib."):
                other = name.split(".")[1]
                if other != room and other not in ALLOWED[room]:
                    found.append(place)
            if rule == "streamlit" and top == "streamlit":
                if room not in {"ui", "pages", "streamlit_app"}:
                    found.append(place)
            if rule == "clients" and (top in VK_CLIENTS or name in VK_CLIENTS):
                if room not in {"vk", "sandbox"} or (room == "sandbox" and top == "vk_api"):
                    found.append(place)
    return found


@pytest.mark.parametrize("rule", ["rooms", "streamlit", "clients"])
def test_only_the_allowed_rooms_are_imported(rule: str) -> None:
    assert complaints(rule) == []


def test_every_room_is_named_in_the_table() -> None:
    rooms = {room_of(file) for file in sources()} - {"__init__"}
    assert rooms <= set(ALLOWED)


def test_the_table_has_no_circles() -> None:
    seen: set[str] = set()

    def visit(room: str, above: tuple[str, ...]) -> None:
        assert room not in above, f"circle: {' -> '.join([*above, room])}"
        for other in ALLOWED[room]:
            visit(other, (*above, room))
        seen.add(room)

    for room in ALLOWED:
        visit(room, ())
    assert seen == set(ALLOWED)


def test_sql_stands_in_the_store_and_in_queries_modules() -> None:
    found = []
    for file in sources():
        if room_of(file) == "store" or file.name == "queries.py" or file == CAGE:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if SQL.match(node.value):
                    found.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.value[:60]!r}")
    assert found == []


def test_imports_stand_at_the_top() -> None:
    """An import inside a function is how a circle hides."""
    found = []
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for inner in ast.walk(node):
                names = []
                if isinstance(inner, ast.ImportFrom):
                    names = [inner.module or ""]
                elif isinstance(inner, ast.Import):
                    names = [alias.name for alias in inner.names]
                if any(name.split(".")[0] == "lib" for name in names):
                    found.append(f"{file.relative_to(ROOT)}:{inner.lineno}")  # type: ignore[attr-defined]
    # A command imports only what it runs, so that `--help` stays quick.
    assert [place for place in found if not place.startswith("lib/__main__.py")] == []


def test_files_stay_readable() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in [*sources(), *sorted((ROOT / "tests").rglob("*.py"))]
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
