"""Names of citizens taken out of a text that becomes a post; a person reads it before it goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lib.guard.people import people
from lib.store.search import stems

_MENTION = re.compile(
    r"\[(?:id|club|public)\d+\|[^\]\n]*\]"  # as VK keeps it: [id1|Анна]
    r"|(?<![\w.])[@*][A-Za-z_][\w.]{2,}(?:\s\([^)\n]*\))?"  # @id1 (Анна), @anna
    r"|(?:https?://)?(?:m\.)?vk\.(?:com|ru)/id\d+"
    r"|\bid\d{3,}\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_COURTESY = re.compile(r"\b(?:уважаем(?:ый|ая|ые)|дорог(?:ой|ая)|меня зовут)\s*\Z", re.IGNORECASE)
_GREETING = re.compile(
    r"\A[\s,.!–—-]*(?:(?:здравствуйте|добрый\s+(?:день|вечер)|доброе\s+утро|доброго\s+дня)[\s,.!–—-]*)+",
    re.IGNORECASE,
)


def without_names(text: str, citizens: Iterable[str], *, all_people: bool) -> str:
    """`text` without mentions, without the names of `citizens` in any case, without a greeting at its head.

    `all_people`: full names of anybody too, as in a citizen's question; in an answer they are doctors'.
    """
    spans = [found.span() for found in _MENTION.finditer(text)]
    wanted = {stem for name in citizens for stem in stems(name).split() if len(stem) > 1}
    spans += [
        found.span()
        for found in _WORD.finditer(text)
        if found[0][0].isupper() and stems(found[0]) in wanted
    ]
    if all_people:
        spans += [(one.start, one.end) for one in people(text, 0, len(text))]
    kept, end = "", 0
    for start, stop in sorted(spans):
        if start >= end:
            kept += _COURTESY.sub("", text[end:start])
        end = max(end, stop)
    return _tidy(kept + text[end:])


def _tidy(text: str) -> str:
    """Close the gaps that names left: no doubled spaces, no comma before a full stop."""
    text = _GREETING.sub("", text)
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r"\s+([,.!?:;])", r"\1", text)
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = re.sub(r"[,:;]+([.!?])", r"\1", text)
    text = re.sub(r"(?m)^[ ,.!;:–—-]+", "", text)
    text = text.strip(" ,\n")
    return text[:1].upper() + text[1:]
