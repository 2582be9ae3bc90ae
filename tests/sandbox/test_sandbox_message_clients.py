"""Foreign bots, unmodified, read and answer messages: vk_api's long poll, vkbottle's polling."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import vk_api
from requests.adapters import HTTPAdapter
from vk_api.bot_longpoll import VkBotEventType, VkBotLongPoll
from vk_api.utils import get_random_id
from vkbottle import API, AiohttpClient, VKAPIError
from vkbottle.polling import BotPolling
from vkbottle_types.events.bot_events import MessageNew

from tests.sandbox.conftest import Caller


class _Here(HTTPAdapter):
    """Sends what goes to VK to the local VK; the library itself stays as it is."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        assert request.url is not None
        request.url = self._url + urlsplit(request.url).path
        return super().send(request, *args, **kwargs)


def test_vk_apis_bot_hears_a_message_and_answers_it(vk: Caller) -> None:
    http = requests.Session()
    http.mount("https://api.vk.ru", _Here(vk.running.url))
    session = vk_api.VkApi(token="demo-community", session=http, api_version="5.199")
    poll = VkBotLongPoll(session, 1, wait=5)
    vk.door("message", {"from_id": 50, "text": "Как записаться?"})
    (event,) = poll.check()
    assert event.type is VkBotEventType.MESSAGE_NEW
    assert event.from_user
    assert (event.message.peer_id, event.message.text) == (50, "Как записаться?")
    api = session.get_api()
    answer = {"peer_id": event.message.peer_id, "message": "По номеру 122"}
    sent = api.messages.send(random_id=get_random_id(), **answer)
    (echo,) = poll.check()
    assert echo.type is VkBotEventType.MESSAGE_REPLY
    assert (echo.object["id"], echo.object["text"]) == (sent, "По номеру 122")
    with pytest.raises(vk_api.ApiError) as told:
        api.messages.send(peer_id=1, random_id=get_random_id(), message="не просили")
    assert told.value.code == 901
    poll.session.close()
    http.close()


def test_vkbottles_bot_hears_a_message_and_answers_it(
    vk: Caller, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # vkbottle keeps its position under the working folder

    async def talk() -> None:
        async with AiohttpClient() as http:
            api = API("demo-community", http_client=http)
            api.API_URL = vk.running.url + "/method/"
            polling = BotPolling(api, wait=5)
            server = await polling.get_server()
            vk.door("message", {"from_id": 50, "text": "Как записаться?"})
            (update,) = (await polling.get_event(server))["updates"]
            event = MessageNew(**update)
            message = event.object.message
            assert message is not None
            assert (message.from_id, message.text) == (50, "Как записаться?")
            sent = await api.messages.send(
                peer_id=message.peer_id, random_id=0, message="По номеру 122"
            )
            history = await api.messages.get_history(peer_id=50)
            assert [one.text for one in history.items] == ["По номеру 122", "Как записаться?"]
            assert history.items[0].id == sent
            talks = await api.messages.get_conversations(extended=True)
            assert talks.items[0].conversation.peer.id == 50
            assert await api.messages.mark_as_read(peer_id=50) == 1
            with pytest.raises(VKAPIError[901]):
                await api.messages.send(peer_id=1, random_id=0, message="не просили")

    asyncio.run(talk())


def test_vkbottles_models_take_the_communitys_other_answers(vk: Caller) -> None:
    topic_id = vk.door("topic", {"title": "Отзывы", "text": "Расскажите"})["topic_id"]
    vk.door("board_post", {"topic_id": topic_id, "from_id": 50, "text": "Хорошо"})
    vk.door("mention", {"group_id": 77, "text": "спросим @pult_training"})
    vk.door("ban", {"user_id": 51, "reason": 1, "comment": "Реклама"})

    async def ask() -> None:
        async with AiohttpClient() as http:
            api = API("demo-user", http_client=http)
            api.API_URL = vk.running.url + "/method/"
            topics = await api.board.get_topics(group_id=1)
            assert topics.items[0].title == "Отзывы"
            said = await api.board.get_comments(group_id=1, topic_id=topic_id, extended=True)
            assert [one.text for one in said.items] == ["Расскажите", "Хорошо"]
            mentions = await api.newsfeed.get_mentions(owner_id=-1, start_time=1)
            assert mentions.items[0].owner_id == -77
            banned = await api.groups.get_banned(group_id=1)
            assert banned.items[0].ban_info is not None
            assert banned.items[0].ban_info.comment == "Реклама"
            assert await api.groups.ban(group_id=1, owner_id=50) == 1
            code = await api.groups.get_callback_confirmation_code(group_id=1)
            assert code.code

    asyncio.run(ask())
