"""vkbottle's API and bot polling run against the local VK, unmodified: `API.API_URL` names another address."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from vkbottle import API, AiohttpClient, VKAPIError, vkscript
from vkbottle.polling import BotPolling
from vkbottle_types.events.bot_events import WallReplyNew
from vkbottle_types.events.enums import GroupEventType

from tests.conftest import LocalVk


def using(local_vk: LocalVk, key: str, work: Callable[[API], Awaitable[Any]]) -> Any:
    """Runs `work` with vkbottle's API of `key`."""

    async def run() -> Any:
        async with AiohttpClient() as http:
            api = API(key, http_client=http)
            api.API_URL = local_vk.url + "/method/"
            return await work(api)

    return asyncio.run(run())


def test_users(local_vk: LocalVk) -> None:
    local_vk.world.person(1001)

    async def work(api: API) -> Any:
        return await api.users.get(user_ids=[1001], fields=["sex", "photo_100"])

    (user,) = using(local_vk, "demo-community", work)
    known = local_vk.world.citizens[1001]
    assert (user.id, user.first_name, user.last_name) == (1001, known.first_name, known.last_name)
    assert user.sex == known.sex
    assert user.photo_100.startswith(local_vk.url)


def test_a_post_and_its_comments(local_vk: LocalVk) -> None:
    async def work(api: API) -> Any:
        made = await api.wall.post(owner_id=-1, from_group=True, message="День открытых дверей")
        replied = await api.wall.create_comment(
            owner_id=-1, post_id=made.post_id, from_group=1, message="Ждём вас!"
        )
        return (
            made,
            replied,
            await api.wall.get(owner_id=-1, count=5),
            await api.wall.get_comments(owner_id=-1, post_id=made.post_id, need_likes=True),
        )

    made, replied, wall, comments = using(local_vk, "demo-user", work)
    (post,) = wall.items
    assert (wall.count, post.id, post.text) == (1, made.post_id, "День открытых дверей")
    assert (post.from_id, post.owner_id, post.comments.count) == (-1, -1, 1)
    (comment,) = comments.items
    assert (comment.id, comment.from_id, comment.text) == (replied.comment_id, -1, "Ждём вас!")


def test_extended_wall(demo_vk: LocalVk) -> None:
    """vkbottle's models of posts, profiles and groups accept what the local VK shows."""

    async def work(api: API) -> Any:
        wall = await api.wall.get(owner_id=-1, count=20, extended=True)
        busy = max(wall.items, key=lambda post: post.comments.count)
        comments = await api.wall.get_comments(
            owner_id=-1, post_id=busy.id, extended=True, count=100, thread_items_count=10
        )
        return wall, comments

    wall, comments = using(demo_vk, "demo-service", work)
    assert len(wall.items) == 20
    assert wall.groups[0].id == 1
    authors = {profile.id for profile in comments.profiles}
    assert {c.from_id for c in comments.items if not c.deleted and c.from_id > 0} <= authors


def test_a_refusal(local_vk: LocalVk) -> None:
    async def work(api: API) -> Any:
        with pytest.raises(VKAPIError[27]) as refused:
            await api.wall.get(owner_id=-1)
        return refused.value

    assert "group auth" in using(local_vk, "demo-community", work).error_msg


@vkscript
def texts(api: Any, wall: int, sep: str = "; ") -> Any:
    found = []
    posts = api.wall.get(owner_id=wall, count=10)
    for post in posts.items:
        if post.text != "":
            found.append(post.text)
    return {"texts": found, "count": posts.count}


def test_a_converted_function(local_vk: LocalVk) -> None:
    local_vk.world.publish("Первая")
    local_vk.world.publish("Вторая")

    async def work(api: API) -> Any:
        return await api.execute(texts(wall=-1))

    got = using(local_vk, "demo-user", work)
    assert got.response["response"] == {"texts": ["Вторая", "Первая"], "count": 2}


def test_bot_polling_hears_a_citizen(
    local_vk: LocalVk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # vkbottle keeps its position under the working folder
    post = local_vk.world.publish("Вопросы главному врачу")

    async def work(api: API) -> Any:
        polling = BotPolling(api, wait=10)
        citizen = asyncio.create_task(speak())
        async for answer in polling.listen():
            citizen.cancel()
            polling.stop()
            return polling.group_id, answer["updates"]

    async def speak() -> None:
        """Says it again until it is heard: polling takes its position at a moment of its own."""
        while True:
            local_vk.world.comment(post.id, 1001, "Когда приём?")
            await asyncio.sleep(0.2)

    group_id, (update, *_) = using(local_vk, "demo-community", work)
    assert group_id == 1
    event = WallReplyNew(**update)
    assert event.type is GroupEventType.WALL_REPLY_NEW
    assert (event.group_id, event.object.text, event.object.from_id) == (1, "Когда приём?", 1001)
    assert (event.object.post_id, event.object.post_owner_id) == (post.id, -1)
