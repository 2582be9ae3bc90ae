"""What the repository itself promises: tools pass, versions are pinned, no path of one machine."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from importlib.metadata import packages_distributions

import pytest

from lib.base.settings import ROOT


@pytest.mark.parametrize(
    "command",
    [["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"]],
    ids=["format", "lint", "types"],
)
@pytest.mark.timeout(300)
def test_tool_is_content(command: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_says_why(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line.strip()]
    wrong = [
        line
        for line in lines
        if not line.startswith(("#", "-r ")) and not re.match(r"[\w.\[\]-]+==[\w.]+\s+# \w", line)
    ]
    assert wrong == []


def test_every_library_that_the_console_imports_is_pinned() -> None:
    """What only comes along with another library may leave with it."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = {_plain(re.split(r"[=\[]", line)[0]) for line in lines}
    files = [*ROOT.glob("lib/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "streamlit_app.py"]
    imported: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    bring = packages_distributions()
    foreign = imported - sys.stdlib_module_names - {"lib"}
    assert {"streamlit", "docx"} <= foreign
    assert [name for name in sorted(foreign) if pinned.isdisjoint(map(_plain, bring[name]))] == []


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def test_no_two_test_files_share_a_name() -> None:
    """pytest imports test files by their bare names, and takes each name once."""
    names = Counter(file.name for file in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_path_of_one_machine_is_tracked() -> None:
    run = subprocess.run(
        ["git", "grep", "-nIE", r"(^|[^A-Za-z0-9_.~-])/(work|root|home/[a-z]+)/", "--", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [
        line for line in run.stdout.splitlines() if "tests/guards/test_repository.py" not in line
    ]
    assert found == []


def test_the_lock_of_node_packages_names_hashes_and_no_registry() -> None:
    lock = json.loads((ROOT / "tests/sandbox/vk_io/package-lock.json").read_text())
    packages = [row for name, row in lock["packages"].items() if name]
    assert packages
    assert all("resolved" not in row and row["integrity"] for row in packages)
