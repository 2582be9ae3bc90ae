"""The obvious ways to read a community: the wall, and then the comments post by post with one user key.

None of them reads threads longer than ten replies; the loops read no more than a hundred comments of a post's
top level either. The comments that each got stand beside its time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from vk_api import VkApi, VkTools
from vkbottle import API, AiohttpClient, VKAPIError

from lib.base.settings import DEMO_KEYS

OWNER = -1
PAGE, INSIDE = 100, 10
"""The most comments of an answer, and of the replies inside each."""
A_SECOND = 3


class Rival:
    """Reads the wall and the comments of one post after the other with a user key."""

    def __init__(self, url: str) -> None:
        self.url = url

    def wall(self) -> list[int]:
        """Ids of all posts."""
        raise NotImplementedError

    def read(self, post_ids: list[int], each: Callable[[int], None]) -> None:
        """Tells `each` how many comments a post brought."""
        raise NotImplementedError


class Loop(Rival):
    """vk_api, one call a post."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.api = VkApi(token=DEMO_KEYS["user_key"], api_version="5.199", session=_session(url))

    def wall(self) -> list[int]:
        return [item["id"] for item in self._all("wall.get", {"owner_id": OWNER})]

    def _all(self, method: str, about: dict[str, Any]) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        while True:
            page = self.api.method(method, about | {"count": PAGE, "offset": len(items)})
            items += page["items"]
            if not page["items"] or len(items) >= page["count"]:
                return items

    def read(self, post_ids: list[int], each: Callable[[int], None]) -> None:
        for post_id in post_ids:
            each(_with_threads(self._comments(post_id)))

    def _comments(self, post_id: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api.method(
            "wall.getComments", _about(post_id) | {"count": PAGE}
        )["items"]
        return found


class GetAll(Loop):
    """vk_api's own tool for whole lists, post by post."""

    def _comments(self, post_id: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = VkTools(self.api).get_all(
            "wall.getComments", PAGE, _about(post_id)
        )["items"]
        return found


class Bottle(Rival):
    """vkbottle, one call a post; it keeps no pace of its own, so the loop waits a third of a second a call."""

    def wall(self) -> list[int]:
        found: list[int] = []

        async def read(api: API) -> None:
            while True:
                page = await _patiently(
                    api, "wall.get", owner_id=OWNER, count=PAGE, offset=len(found)
                )
                found.extend(item["id"] for item in page["items"])
                if not page["items"] or len(found) >= page["count"]:
                    return

        asyncio.run(self._with_api(read))
        return found

    def read(self, post_ids: list[int], each: Callable[[int], None]) -> None:
        async def read(api: API) -> None:
            for post_id in post_ids:
                about = _about(post_id) | {"count": PAGE}
                each(_with_threads((await _patiently(api, "wall.getComments", **about))["items"]))

        asyncio.run(self._with_api(read))

    async def _with_api(self, work: Callable[[API], Any]) -> None:
        async with AiohttpClient() as http:
            api = API(DEMO_KEYS["user_key"], http_client=http)
            api.API_URL = self.url + "/method/"
            await work(api)


async def _patiently(api: API, method: str, **params: Any) -> dict[str, Any]:
    while True:
        began = time.monotonic()
        try:
            answer: dict[str, Any] = (await api.request(method, params))["response"]
        except VKAPIError[6]:
            await asyncio.sleep(1)
            continue
        await asyncio.sleep(max(0.0, 1 / A_SECOND - (time.monotonic() - began)))
        return answer


class _Local(HTTPAdapter):
    """Carries what vk_api sends to VK to the local VK instead; nothing else of vk_api is touched."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        assert request.url is not None
        request.url = self._base + request.url[request.url.index("/method/") :]
        return super().send(request, *args, **kwargs)


def _session(base: str) -> requests.Session:
    made = requests.Session()
    made.mount("https://", _Local(base))
    return made


def _about(post_id: int) -> dict[str, Any]:
    about = {"owner_id": OWNER, "post_id": post_id}
    return about | {"thread_items_count": INSIDE, "preview_length": 0}


def _with_threads(items: list[dict[str, Any]]) -> int:
    return len(items) + sum(len(item.get("thread", {}).get("items", ())) for item in items)


RIVALS: dict[str, type[Rival]] = {
    "wall.getComments in a loop": Loop,
    "VkTools.get_all post by post": GetAll,
    "vkbottle in a loop": Bottle,
}
