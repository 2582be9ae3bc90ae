"""The page about the local VK names every door and every kind of fault."""

from __future__ import annotations

import re

from lib.base.settings import ROOT
from lib.sandbox.doors import DOORS
from lib.sandbox.faults import KINDS

PAGE = (ROOT / "docs" / "local-vk.md").read_text(encoding="utf-8")


def test_every_door_and_every_fault_is_described() -> None:
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", PAGE))))
    assert set(DOORS) - named == set()
    assert set(KINDS) - named == set()
