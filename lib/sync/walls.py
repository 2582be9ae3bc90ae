"""Pages of the community's wall, and the answers that stand beside its first page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from lib.base.clock import local_day
from lib.sync import queries
from lib.sync.intake import take_authors, take_community, take_posts
from lib.sync.objects import Object, number, objects
from lib.vk import Call, Vk
from lib.vk.errors import KeyDead, NoRight, Refused

PAGE = 100
COMMUNITY_FIELDS = "members_count,photo_100,screen_name,description"


@dataclass(frozen=True)
class Page:
    """One answer of `wall.get`: the posts, how many there are in all, and who wrote them."""

    items: list[Object]
    count: int
    profiles: list[Object]
    groups: list[Object]


@dataclass(frozen=True)
class Overview:
    """The state of the community in one request: itself, its newest posts, what is scheduled and suggested."""

    community: Object | None
    first: Page
    scheduled: Page | None
    """None: no key may read the scheduled posts."""
    suggested: Page | None
    """The newest of what citizens suggest; None: no key may read that."""


def overview(vk: Vk) -> Overview:
    """Ask for the overview. Raises `VkError` where the wall cannot be read."""
    calls = [
        Call("groups.getById", {"group_id": vk.group_id, "fields": COMMUNITY_FIELDS}),
        wall_call(vk.group_id),
    ]
    if vk.can("wall.get", filter="postponed"):
        calls += [wall_call(vk.group_id, what=what) for what in ("postponed", "suggests")]
    community, first, *queues = vk.batch(calls)
    scheduled, suggested = map(_allowed, queues or (None, None))
    return Overview(
        community=_first_group(answered(community)),
        first=wall_page(first),
        scheduled=None if scheduled is None else _whole_queue(vk, scheduled),
        suggested=suggested,
    )


def _allowed(answer: Any) -> Page | None:
    """The page in an answer, None where no key may see it. Raises other refusals."""
    unseen = answer is None or isinstance(answer, NoRight | KeyDead)
    return None if unseen else wall_page(answer)


def scheduled_posts(vk: Vk) -> Page:
    """All scheduled posts. Raises `VkError`."""
    call = wall_call(vk.group_id, what="postponed")
    return _whole_queue(vk, wall_page(vk.call(call.method, **call.params)))


def _whole_queue(vk: Vk, first: Page) -> Page:
    # VK's queue holds about 150 posts, so there is a second page at most.
    items = list(first.items)
    if first.count > len(items) >= PAGE:
        call = wall_call(vk.group_id, offset=PAGE, what="postponed")
        items += wall_page(vk.call(call.method, **call.params)).items
    return replace(first, items=items)


def wall_call(group_id: int, *, offset: int = 0, what: str = "all") -> Call:
    """A call for one page of the wall; `what` is VK's `filter`."""
    params = {
        "owner_id": -group_id,
        "filter": what,
        "count": PAGE,
        "offset": offset,
        "extended": 1,
    }
    return Call("wall.get", params)


def wall_page(answer: Any) -> Page:
    """The page in an answer of `Vk.batch`. Raises the refusal where it is one."""
    body = answered(answer)
    items = objects(body.get("items"))
    return Page(
        items=items,
        count=number(body.get("count")) or len(items),
        profiles=objects(body.get("profiles")),
        groups=objects(body.get("groups")),
    )


def answered(answer: Any) -> Mapping[str, Any]:
    """The object in an answer of `Vk.batch`, empty where VK sent something else. Raises the refusal."""
    if isinstance(answer, Refused):
        raise answer
    return answer if isinstance(answer, Mapping) else {}


def keep_page(db: Database, page: Page, *, now: int) -> None:
    """Put a page into the store."""
    take_authors(db, page.profiles, page.groups, now=now)
    take_posts(db, page.items, now=now)


def keep_community(db: Database, item: Object | None, *, zone: str, now: int) -> None:
    """Put the community into the store, and its number of subscribers as today's measure."""
    if item is None:
        return
    take_community(db, item, now=now)
    members = number(item.get("members_count"))
    if members is not None:
        queries.write_members(db, str(local_day(now, zone=zone)), members, now=now)


def _first_group(body: Mapping[str, Any]) -> Object | None:
    found = objects(body.get("groups"))
    return found[0] if found else None
