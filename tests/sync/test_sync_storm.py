"""Events by the thousand, told badly, with VK going away in between: at the end the store is the world.

With PULT_PROVE (`make prove`) 100,000 events and 20 outages; the figures go to `build/prove-events.json`.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from lib.base.settings import ROOT
from tests.sync.storm import storm

PROVE = bool(os.environ.get("PULT_PROVE"))
EVENTS, OUTAGES, CATCH_UP_SECONDS = (100_000, 20, 600.0) if PROVE else (1_500, 2, 3.0)
MOST_GROWTH = 1.10
"""Of the worker's memory from the second third of a long storm to the last."""


@pytest.mark.slow
@pytest.mark.timeout(3600 if PROVE else 240)
def test_after_a_storm_the_store_is_the_world(tmp_path: Path) -> None:
    found = storm(
        tmp_path,
        events=EVENTS,
        outages=OUTAGES,
        catch_up_seconds=CATCH_UP_SECONDS,
        say=lambda words: print(words, file=sys.stderr, flush=True),
    )
    figures = asdict(found) | {"sustained": found.sustained}
    print(figures)
    if PROVE:
        file = ROOT / "build" / "prove-events.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found.differences == []
    assert found.comments > EVENTS // 4
    if PROVE:
        assert found.memory[2] <= found.memory[1] * MOST_GROWTH
