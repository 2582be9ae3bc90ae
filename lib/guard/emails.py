"""E-mail addresses of a person, told from those of an institution."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.guard.words import (
    AT_WORD,
    FREE_MAIL,
    INSTITUTION_CONTEXT,
    INSTITUTION_MAILBOX,
    KIN,
    OWN_MAIL,
)

_LOCAL_CHARS, _DOMAIN_CHARS = 64, 80
_LOCAL = re.compile(r"[\w.+-]{1,64}\Z")
_DOMAIN = re.compile(r" ?([\w-]{1,40}(?:(?:\.| ?\(?точка\)? ?)[\w-]{2,30}){1,3})")
_SPOKEN_DOMAIN = re.compile(r" ?([\w-]{1,40}(?: ?(?:\.|\(?точка\)?|,) ?| )(?:ru|ру|com|ком))\b")


def emails(lower: str) -> Iterator[tuple[int, int]]:
    """Where addresses of persons stand in a text of small letters.

    Each `@` is looked at from both sides, so a long text stays linear.
    """
    for at in _ats(lower):
        left = max(0, at[0] - _LOCAL_CHARS)
        before = lower[left : at[0]]
        bare = before.rstrip(" ([")
        local = _LOCAL.search(bare)
        domain = _DOMAIN.match(lower, at[1], at[1] + _DOMAIN_CHARS)
        if domain is None and at[1] - at[0] > 1:
            domain = _SPOKEN_DOMAIN.match(lower, at[1], at[1] + _DOMAIN_CHARS)
        if local is None or domain is None or len(before) - len(bare) > 2:
            continue
        start = left + local.start()
        name = (
            re.sub(r" ?\(?точка\)? ?|[ ,]+", ".", domain[1])
            .replace("ру", "ru")
            .replace("ком", "com")
        )
        if _is_personal(lower, local[0], name, start):
            yield start, domain.end()


def _ats(lower: str) -> Iterator[tuple[int, int]]:
    at = lower.find("@")
    while at >= 0:
        end = at + 1
        yield at, end
        at = lower.find("@", end)
    for word in AT_WORD.finditer(lower):
        yield word.span()


def _is_personal(lower: str, local: str, domain: str, start: int) -> bool:
    context = lower[max(0, start - 70) : start]
    own = OWN_MAIL.search(context) or KIN.search(context)
    if FREE_MAIL.fullmatch(domain):
        if INSTITUTION_MAILBOX.search(local):
            return False
        return bool(own) or not INSTITUTION_CONTEXT.search(context)
    return (
        bool(own)
        and not INSTITUTION_MAILBOX.search(local)
        and not INSTITUTION_MAILBOX.search(domain)
    )
