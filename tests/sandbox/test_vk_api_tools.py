"""vk_api's own helpers run against the local VK, unmodified: only the address of api.vk.ru is another one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from vk_api import ApiError, VkApi, VkRequestsPool, VkTools
from vk_api.bot_longpoll import VkBotEventType, VkBotLongPoll
from vk_api.exceptions import VkToolsException
from vk_api.execute import VkFunction
from vk_api.requests_pool import vk_request_one_param_pool

from tests.conftest import LocalVk

HOST = "https://api.vk.ru"


class Redirect(HTTPAdapter):
    """Carries requests for api.vk.ru to another address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        assert request.url is not None
        request.url = self.url + request.url.removeprefix(HOST)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def session_of(local_vk: LocalVk) -> Iterator[Any]:
    """Makes a session of vk_api with a key; its pause between calls is switched off."""
    opened = []

    def make(key: str, url: str = local_vk.url) -> VkApi:
        carrier = requests.Session()
        carrier.mount(HOST, Redirect(url))
        opened.append(carrier)
        session = VkApi(token=key, api_version="5.199", session=carrier)
        session.RPS_DELAY = 0
        return session

    yield make
    for carrier in opened:
        carrier.close()


@pytest.fixture
def wall(local_vk: LocalVk) -> tuple[int, list[int]]:
    """A post with 257 comments of the top level: its id and theirs."""
    post = local_vk.world.publish("Запись с большим обсуждением")
    ids = [local_vk.world.comment(post.id, 1001, f"Комментарий {n}") for n in range(257)]
    return post.id, ids


def about(post_id: int, **more: Any) -> dict[str, Any]:
    return {"owner_id": -1, "post_id": post_id, **more}


def inner_calls(local_vk: LocalVk) -> list[int]:
    """How many calls each execute so far made."""
    calls: Any = local_vk.get("/_world/calls")
    return [len(call["inner"]) for call in calls if call["method"] == "execute"]


def test_get_all(local_vk: LocalVk, session_of: Any, wall: tuple[int, list[int]]) -> None:
    post_id, ids = wall
    got = VkTools(session_of("demo-user")).get_all("wall.getComments", 10, about(post_id))
    assert [comment["id"] for comment in got["items"]] == ids
    assert got["count"] == 257
    assert inner_calls(local_vk) == [25, 1]


def test_get_all_iter_and_its_limits(session_of: Any, wall: tuple[int, list[int]]) -> None:
    post_id, ids = wall
    tools = VkTools(session_of("demo-user"))
    rows = list(tools.get_all_iter("wall.getComments", 5, about(post_id), limit=130))
    assert [comment["id"] for comment in rows] == ids[:250]
    one_page = tools.get_all(
        "wall.getComments", 1, about(post_id), stop_fn=lambda items: len(items) >= 25
    )
    assert [comment["id"] for comment in one_page["items"]] == ids[:25]


def test_get_all_slow_is_the_same(session_of: Any, wall: tuple[int, list[int]]) -> None:
    post_id, ids = wall
    got = VkTools(session_of("demo-service")).get_all_slow(
        "wall.getComments", 100, about(post_id, sort="desc")
    )
    assert [comment["id"] for comment in got["items"]] == ids[::-1]


def test_get_all_of_a_busy_wall(demo_vk: LocalVk, session_of: Any) -> None:
    """The whole demo wall through execute and call by call: the same posts."""
    session = session_of("demo-user", demo_vk.url)
    through = VkTools(session).get_all("wall.get", 100, {"owner_id": -1})
    step_by_step = VkTools(session).get_all_slow("wall.get", 100, {"owner_id": -1})
    assert through["count"] == len(through["items"]) > 500
    assert [post["id"] for post in through["items"]] == [
        post["id"] for post in step_by_step["items"]
    ]


def test_get_all_tells_why_it_failed(session_of: Any, wall: tuple[int, list[int]]) -> None:
    with pytest.raises(VkToolsException, match="method is unavailable with group auth"):
        VkTools(session_of("demo-community")).get_all("wall.getComments", 100, about(wall[0]))


def test_a_pool_of_different_methods(session_of: Any, wall: tuple[int, list[int]]) -> None:
    _, ids = wall
    session = session_of("demo-user")
    with VkRequestsPool(session) as pool:
        group = pool.method("groups.getById", {"group_id": 1})
        denied = pool.method("wall.getComment", {"owner_id": -1, "comment_id": 10**6})
        first = pool.method("wall.getComment", {"owner_id": -1, "comment_id": ids[0]})
        nobody = pool.method("groups.getTokenPermissions")
    assert group.result["groups"][0]["id"] == 1
    assert first.result["items"][0]["text"] == "Комментарий 0"
    assert (denied.ok, denied.error["error_code"]) == (False, 211)
    assert (nobody.ok, nobody.error["method"]) == (False, "groups.getTokenPermissions")


def test_a_pool_of_one_method_longer_than_an_execute(
    local_vk: LocalVk, session_of: Any, wall: tuple[int, list[int]]
) -> None:
    _, ids = wall
    asked = [*ids[:30], 10**6]
    with VkRequestsPool(session_of("demo-user")) as pool:
        results = [
            pool.method("wall.getComment", {"owner_id": -1, "comment_id": comment_id})
            for comment_id in asked
        ]
    assert [result.result["items"][0]["id"] for result in results[:-1]] == ids[:30]
    assert results[-1].error["error_code"] == 211
    assert inner_calls(local_vk) == [25, 6]


def test_one_parameter_of_many_values(session_of: Any, wall: tuple[int, list[int]]) -> None:
    _, ids = wall
    results, errors = vk_request_one_param_pool(
        session_of("demo-user"), "wall.getComment", "comment_id", [ids[3], 10**6], {"owner_id": -1}
    )
    assert results[ids[3]]["items"][0]["text"] == "Комментарий 3"
    assert errors[10**6]["error_code"] == 211


def test_a_function(session_of: Any, wall: tuple[int, list[int]]) -> None:
    texts = VkFunction(
        args=("post_id", "count"),
        code="""
            var page = API.wall.getComments({owner_id: -1, post_id: %(post_id)s, count: %(count)s});
            return {texts: page.items@.text, more: page.count > %(count)s};
        """,
    )
    got = texts(session_of("demo-user"), post_id=wall[0], count=2)
    assert got == {"texts": ["Комментарий 0", "Комментарий 1"], "more": True}


@pytest.mark.parametrize(
    ("code", "number", "message"),
    [
        ("return x;", 12, "Unable to compile code: undefined variable x"),
        ("return 1 +", 12, "Unable to compile code: syntax error"),
        (
            "return [1].slice();",
            13,
            "Runtime error occurred during code invocation: Bad argument count for method slice",
        ),
        (
            "var n = 0; while (n < 30) { API.users.get(); n = n + 1; } return n;",
            13,
            "Runtime error occurred during code invocation: Too many API calls",
        ),
    ],
)
def test_a_bad_script(session_of: Any, code: str, number: int, message: str) -> None:
    with pytest.raises(ApiError) as refused:
        session_of("demo-user").method("execute", {"code": code})
    assert refused.value.code == number
    assert refused.value.error["error_msg"].startswith(message)


def test_a_script_reads_its_arguments(session_of: Any) -> None:
    got = session_of("demo-user").method("execute", {"code": "return Args.name;", "name": "Анна"})
    assert got == "Анна"


def test_bot_long_poll_hears_a_citizen(
    local_vk: LocalVk, session_of: Any, wall: tuple[int, list[int]]
) -> None:
    poll = VkBotLongPoll(session_of("demo-community"), 1, wait=20)
    made: list[int] = []

    def speak() -> None:
        body = {"post_id": wall[0], "from_id": 1002, "text": "А когда приём?"}
        made.append(int(local_vk.post("/_world/comment", body)["comment_id"]))  # type: ignore[call-overload]

    citizen = threading.Timer(0.1, speak)
    citizen.start()
    with poll.session:
        event = next(poll.listen())
    citizen.join()
    assert event.type is VkBotEventType.WALL_REPLY_NEW
    assert event.group_id == 1
    assert (event.obj.id, event.obj.text, event.obj.from_id) == (made[0], "А когда приём?", 1002)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_bot_long_poll_goes_on_after_a_failure(
    local_vk: LocalVk, session_of: Any, wall: tuple[int, list[int]], number: int
) -> None:
    poll = VkBotLongPoll(session_of("demo-community"), 1, wait=5)
    local_vk.post("/_world/faults", [{"method": "longpoll", "kind": "failed", "code": number}])
    with poll.session:
        assert poll.check() == []
        local_vk.world.comment(wall[0], 1002, "Слышно?")
        (event,) = poll.check()
    assert event.obj.text == "Слышно?"
