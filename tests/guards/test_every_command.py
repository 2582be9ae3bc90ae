"""Every command stands in the table of `tests/access/commands.py`, so that its rights are tried."""

from __future__ import annotations

from lib.access.permissions import MATRIX
from tests.access.commands import COMMANDS, NOT_COMMANDS
from tests.access.test_matrix import FUNCTIONS


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    assert set(FUNCTIONS) - set(NOT_COMMANDS) == set(COMMANDS)
    assert set(NOT_COMMANDS) <= set(FUNCTIONS)
    assert set(COMMANDS.values()) <= set(MATRIX)
