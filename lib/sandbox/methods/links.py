"""utils.* about links."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from lib.sandbox import links
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.links import ShortLink
from lib.sandbox.methods.call import Call

_INTERVALS = ("hour", "day", "week", "month", "forever")


def get_short_link(call: Call) -> Any:
    """utils.getShortLink: a new link each time."""
    made = links.shorten(call.world, _url(call), private=call.flag("private"))
    return {
        "key": made.id,
        "short_url": f"https://vk.cc/{made.id}",
        "url": made.url,
        "access_key": made.access_key,
    }


def get_link_stats(call: Call) -> Any:
    """utils.getLinkStats of a vk.cc link, newest first; of a private one with its access key only."""
    call.choice("source", ("vk_cc", "vk_link"), "vk_cc")
    interval = call.choice("interval", _INTERVALS, "day")
    count = call.integer("intervals_count", 1, minimum=0, maximum=100)
    if not call.text("key"):
        raise invalid("key is undefined")
    link = call.world.shelf(ShortLink).get(call.text("key"))
    if link is None or (link.private and call.text("access_key") != link.access_key):
        raise refusal(104)
    rows: list[dict[str, Any]] = [
        {"timestamp": first, "views": views}
        for first, views in links.counted(link, interval)[: count or 1]
    ]
    if call.flag("extended"):
        # Who followed is not simulated: nothing known is not a zero.
        rows = [row | {"sex_age": [], "countries": [], "cities": []} for row in rows]
    return {"key": link.id, "stats": rows}


def check_link(call: Call) -> Any:
    """utils.checkLink: nothing is banned here."""
    return {"link": _url(call), "status": "not_banned"}


def _url(call: Call) -> str:
    url = call.text("url").strip()
    if not url:
        raise invalid("url is undefined")
    if "://" not in url:
        url = f"http://{url}"
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host or "." not in host:
        raise invalid("url is invalid")
    return url
