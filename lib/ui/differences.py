"""What has changed between two texts, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from lib.ui import safe

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


def difference_html(before: str, after: str) -> str:
    """`after` with what was taken out in `<del>` and what was put in inside `<ins>`; escaped."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    parts = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if what == "equal":
            parts.append(safe.html_text(come))
            continue
        if gone:
            parts.append(f"<del>{safe.html_text(gone)}</del>")
        if come:
            parts.append(f"<ins>{safe.html_text(come)}</ins>")
    return "".join(parts)
