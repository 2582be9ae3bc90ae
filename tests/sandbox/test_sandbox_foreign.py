"""Foreign clients, unmodified, against the local VK: vk_api and its tools, vkbottle and its polling."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import vk_api
from PIL import Image
from requests.adapters import HTTPAdapter
from vk_api.bot_longpoll import VkBotLongPoll
from vk_api.requests_pool import VkRequestsPool
from vk_api.tools import VkTools
from vk_api.upload import VkUpload
from vkbottle.api import API
from vkbottle.http import AiohttpClient
from vkbottle.polling import BotPolling
from vkbottle.tools import DocWallUploader, PhotoWallUploader

from tests.conftest import LocalVk
from tests.sandbox.conftest import Caller


class _Redirect(HTTPAdapter):
    """Sends what goes to VK to the local VK; the library itself stays as it is."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        assert request.url is not None
        request.url = self._url + urlsplit(request.url).path
        return super().send(request, *args, **kwargs)


def _session(url: str, *, token: str) -> vk_api.VkApi:
    session = requests.Session()
    session.mount("https://api.vk.ru", _Redirect(url))
    return vk_api.VkApi(token=token, session=session, api_version="5.199")


def test_get_all_reads_the_whole_demo_wall(demo_vk: LocalVk) -> None:
    vk = _session(demo_vk.url, token="demo-user")
    got = VkTools(vk).get_all("wall.get", 40, {"owner_id": -1})
    ours = {p.id for p in demo_vk.world.posts.values() if p.kind == "post" and not p.deleted}
    assert {post["id"] for post in got["items"]} == ours
    assert got["count"] == len(ours)
    vk.http.close()


def test_the_requests_pool_matches_answers_and_errors(demo_vk: LocalVk) -> None:
    vk = _session(demo_vk.url, token="demo-user")
    newest = sorted(p.id for p in demo_vk.world.posts.values() if p.kind == "post")[-30:]
    with VkRequestsPool(vk) as pool:
        asked = {i: pool.method("wall.getComments", {"owner_id": -1, "post_id": i}) for i in newest}
        lost = pool.method("wall.getComments", {"owner_id": -1, "post_id": 10**8})
    for post_id, answer in asked.items():
        assert answer.ok
        assert answer.result["count"] == demo_vk.world.threads.count(post_id)
    assert lost.error["error_code"] == 212
    vk.http.close()


def test_an_error_is_vk_apis_own(vk: Caller) -> None:
    session = _session(vk.running.url, token="demo-community")
    with pytest.raises(vk_api.ApiError) as told:
        session.get_api().wall.get(owner_id=-1)
    assert told.value.code == 27
    session.http.close()


def test_vk_apis_bot_long_poll_hears(vk: Caller) -> None:
    session = _session(vk.running.url, token="demo-community")
    poll = VkBotLongPoll(session, 1, wait=5)
    vk.door("join", {"user_id": 10})
    (event,) = poll.check()
    assert (str(event.type), event.object["user_id"]) == ("VkBotEventType.GROUP_JOIN", 10)
    vk.faults({"method": "longpoll", "kind": "failed", "code": 2})
    assert poll.check() == []
    vk.door("leave", {"user_id": 10})
    assert [event.object["user_id"] for event in poll.check()] == [10]
    poll.session.close()
    session.http.close()


def _picture(path: Path) -> str:
    Image.new("RGB", (640, 480), "teal").save(path)
    return str(path)


def test_vk_apis_uploads_reach_the_wall(vk: Caller, tmp_path: Path) -> None:
    session = _session(vk.running.url, token="demo-user")
    upload = VkUpload(session)
    photos = upload.photo_wall(
        [_picture(tmp_path / "a.jpg"), _picture(tmp_path / "b.png")], group_id=1, caption="двор"
    )
    (tmp_path / "c.txt").write_text("приказ", encoding="utf-8")
    doc = upload.document_wall(str(tmp_path / "c.txt"), title="Приказ", group_id=1)["doc"]
    upload.photo_messages(_picture(tmp_path / "d.jpg"))
    (tmp_path / "e.mp4").write_bytes(b"movie")
    video = upload.video(str(tmp_path / "e.mp4"), name="Приём", group_id=1)
    assert upload.video(link="https://video.example/1", group_id=1)["response"] == 1
    named = [f"photo-1_{photo['id']}" for photo in photos] + [f"doc-1_{doc['id']}"]
    named.append(f"video-1_{video['video_id']}")
    session.get_api().wall.post(owner_id=-1, from_group=1, attachments=",".join(named))
    session.http.close()
    shown = [one[one["type"]] for one in vk.state()["posts"][0]["attachments"]]
    assert [one.get("text", one.get("title")) for one in shown] == [
        *("двор", "двор", "Приказ", "Приём")
    ]


class _Here(AiohttpClient):
    """vkbottle's client with VK's address turned to the local VK."""

    url = ""

    def request(self, url: str, *args: Any, **kwargs: Any) -> Any:
        local = url.replace(API.API_URL, f"{self.url}/method/")
        return super().request(local, *args, **kwargs)


def test_vkbottles_uploads_reach_the_wall(vk: Caller, tmp_path: Path) -> None:
    async def send() -> tuple[str, str]:
        client = _Here()
        client.url = vk.running.url
        api = API("demo-user", http_client=client)
        photo = await PhotoWallUploader(api).upload(_picture(tmp_path / "a.jpg"), group_id=1)
        (tmp_path / "c.txt").write_text("приказ", encoding="utf-8")
        doc = await DocWallUploader(api).upload(str(tmp_path / "c.txt"), group_id=1)
        await api.wall.post(owner_id=-1, message="от бота", attachments=[photo, doc])
        await client.close()
        return photo, doc

    asyncio.run(send())
    (post,) = vk.state()["posts"]
    assert [one["type"] for one in post["attachments"]] == ["photo", "doc"]


def test_vkbottle_calls_and_polls(vk: Caller) -> None:
    post_id = vk.call("wall.post", owner_id=-1, message="запись")["post_id"]

    async def talk() -> tuple[Any, Any, list[str]]:
        client = _Here()
        client.url = vk.running.url
        api = API("demo-community", http_client=client)
        groups = await api.groups.get_by_id(fields=["members_count"])
        made = await api.wall.create_comment(owner_id=-1, post_id=post_id, message="от бота")
        polling = BotPolling(api, wait=5)
        server = await polling.get_server()
        vk.running.world.join(10)
        event = await polling.get_event(server)
        await client.close()
        return groups.groups[0].id, made.comment_id, [u["type"] for u in event["updates"]]

    group_id, comment_id, heard = asyncio.run(talk())
    assert (group_id, heard) == (1, ["group_join"])
    assert vk.state()["comments"][0]["id"] == comment_id
