"""Roles in words: every permission has one, and the manual says what the code does."""

from __future__ import annotations

from lib.access.permissions import MATRIX, ROLES
from lib.base.settings import ROOT
from lib.ui.roles import ABOUT, COMMANDS, roles_table


def test_every_permission_and_role_is_told_in_words() -> None:
    assert list(COMMANDS) == list(MATRIX)
    assert set(ABOUT) == set(ROLES)


def test_the_table_on_the_screen_has_a_mark_for_each_right() -> None:
    assert roles_table().count("✓") == sum(len(roles) for roles in MATRIX.values())


def test_the_manual_has_the_table_of_the_code() -> None:
    """Where it differs, put what `table_of_the_code()` answers between the two marks."""
    manual = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    between = manual.partition("<!-- roles -->")[2].partition("<!-- /roles -->")[0]
    assert between.strip() == table_of_the_code()


def table_of_the_code() -> str:
    lines = [f"| | {' | '.join(ROLES)} |", f"|---|{'---|' * len(ROLES)}"]
    for command, roles in MATRIX.items():
        marks = " | ".join("yes" if role in roles else "" for role in ROLES)
        lines.append(f"| {COMMANDS[command]} | {marks} |".replace("  ", " "))
    return "\n".join(lines)
