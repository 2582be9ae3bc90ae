"""The guard: what it holds back of the labelled texts, and how fast, against plain regular expressions."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable

from lib.base.settings import ROOT
from lib.guard import check, stops
from tests.bench.report import Part, Row
from tests.guard_texts import PARTS, labelled, score

RECALL, PRECISION = 0.98, 0.95
SIZE = 16_384
PAUSE_MS = 100
"""A check at every pause in typing may not be felt."""
TIMES, QUICK_TIMES = 60, 15

# The rival: what is usually put before a form, one expression for each kind of number.
PLAIN = {
    "phone": re.compile(r"(?:\+7|\b8)[ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}\b"),
    "email": re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,20}\b"),
    "snils": re.compile(r"\b\d{3}-\d{3}-\d{3} \d{2}\b"),
    "oms": re.compile(r"\b\d{16}\b"),
    "card": re.compile(r"\b\d{4} \d{4} \d{4} \d{4}\b"),
    "passport": re.compile(r"\b\d{4} \d{6}\b"),
    "birth": re.compile(r"\b\d{2}\.\d{2}\.\d{4}\b"),
    "medical": re.compile(r"диагноз|диабет|инсульт|инфаркт|операци", re.IGNORECASE),
}
FIRST_CHECK = """
import time
from tests.bench.machine import rss_mb
import os
began, before = time.perf_counter(), rss_mb(os.getpid())
from lib.guard import check
check("Пациенту Петрову Ивану проведена операция")
print(1000 * (time.perf_counter() - began), rss_mb(os.getpid()) - before)
"""


def ours(text: str) -> frozenset[str]:
    return frozenset(finding.kind for finding in stops(check(text)))


def plain(text: str) -> frozenset[str]:
    return frozenset(kind for kind, pattern in PLAIN.items() if pattern.search(text))


def measure(*, quick: bool, say: Callable[[str], None]) -> Part:
    rows, figures = [], {}
    texts = labelled()
    for part in PARTS:
        mine = [one for one in texts if one.part == part]
        guard, rival = score(mine, ours), score(mine, plain)
        for what, target in (("recall", RECALL), ("precision", PRECISION)):
            got, other = getattr(guard, what), getattr(rival, what)
            rows.append(
                Row(
                    f"guard: {what}, {len(mine)} texts ({part})",
                    f"{got:.3f}",
                    "regular expressions alone",
                    f"{other:.3f}",
                    got / other,
                    f"at least {target}",
                    got >= target,
                )
            )
        figures[part] = {
            "texts": len(mine),
            "to be stopped": guard.right + guard.overlooked,
            "overlooked": guard.overlooked,
            "stopped for nothing": guard.false,
            "kinds named": dict(guard.named),
            "kinds missed": dict(guard.missed),
        }
        say(f"{part}: {figures[part]}")
    long = "\n".join(one.text for one in texts)[:SIZE]
    times = QUICK_TIMES if quick else TIMES
    took, rival_took = _median_ms(lambda: check(long), times), _median_ms(lambda: _all(long), times)
    rows.append(
        Row(
            "guard: 16k characters, half of them personal",
            f"{took:.0f} ms",
            "regular expressions alone",
            f"{rival_took:.1f} ms",
            took / rival_took,
            f"at most {PAUSE_MS} ms",
            took <= PAUSE_MS,
        )
    )
    first = subprocess.run(
        [sys.executable, "-c", FIRST_CHECK], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first_ms, first_mb = (float(figure) for figure in first.stdout.split())
    rows.append(
        Row("guard: the first check of a process, with its libraries", f"{first_ms:.0f} ms")
    )
    rows.append(Row("guard: memory of its libraries and dictionary", f"{first_mb:.0f} MB"))
    figures["speed"] = {
        "16k ms": took,
        "rival ms": rival_took,
        "first ms": first_ms,
        "MB": first_mb,
    }
    return Part(rows, figures, quick=quick)


def _all(text: str) -> None:
    """The rival finds every place too."""
    for pattern in PLAIN.values():
        for _ in pattern.finditer(text):
            pass


def _median_ms(what: Callable[[], object], times: int) -> float:
    what()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        what()
        taken.append(time.perf_counter() - began)
    return 1000 * sorted(taken)[times // 2]
