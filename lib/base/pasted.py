"""What people paste: a key alone, the address of a page that carries one, a community's address or number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from lib.base.errors import PultError
from lib.base.language import N_
from lib.base.secret import Secret

_IN_ADDRESS = re.compile(r"access_token(?:_\d+)?[\"']?\s*[=:]\s*[\"']?([\w.-]+)")
_EXPIRES = re.compile(r"expires_in[\"']?\s*[=:]\s*[\"']?(\d+)")
_KEY = re.compile(r"[\w.-]{6,}", re.ASCII)
_COMMUNITY = re.compile(
    r"(?:https?://)?(?:(?:www\.|m\.)?vk\.(?:com|ru)/)?@?([\w.-]+)/?(?:[?#].*)?", re.ASCII
)
_NUMBERED = re.compile(r"(?:club|public|event|-)?(\d{1,15})")
# A long key is copied with the line breaks of the page it stood on.
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\r\n\t]")


class NotAKey(PultError):
    """What was pasted holds no key."""


class NotACommunity(PultError):
    """What was pasted names no community."""


@dataclass(frozen=True)
class PastedKey:
    """A key, and for how many seconds VK said it would live; 0: for ever, None: VK did not say."""

    key: Secret
    expires_in: int | None = None


def pasted_key(text: str) -> PastedKey:
    """The key in `text`: alone, in an address with `access_token=…&expires_in=…`, or in VK's JSON.

    Raises `NotAKey`, which never repeats what was pasted.
    """
    clean = unquote(_INVISIBLE.sub("", text)).strip(" \"'«»")
    if found := _IN_ADDRESS.search(clean):
        expires = _EXPIRES.search(clean)
        return PastedKey(Secret(found[1]), int(expires[1]) if expires else None)
    if not clean:
        raise NotAKey(N_("Paste the key into the field first."))
    if not _KEY.fullmatch(clean):
        raise NotAKey(
            N_(
                "There is no key in what was pasted. A key is one long word of letters and digits;"
                " the address of a page is taken too, where it has access_token in it."
            )
        )
    return PastedKey(Secret(clean))


def pasted_community(text: str) -> int | str:
    """The number of a community, or its short name, from a number or an address as people copy them:
    `vk.com/club123`, `public123`, `-123`, `https://vk.ru/minzdrav`. Raises `NotACommunity`.
    """
    found = _COMMUNITY.fullmatch(_INVISIBLE.sub("", text).strip())
    if found is None:
        raise NotACommunity(
            N_(
                "This is no address of a community. It looks like vk.com/club123 or vk.com/minzdrav."
            )
        )
    name = found[1]
    if numbered := _NUMBERED.fullmatch(name.lower()):
        if int(numbered[1]):
            return int(numbered[1])
        raise NotACommunity(N_("The number of a community is never zero."))
    return name
