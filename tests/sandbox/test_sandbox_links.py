"""Short links and how often they were followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lib.sandbox import open_world, serve
from tests.sandbox.conftest import Caller, Hands


def stats(vk: Caller, link: str, **params: object) -> Any:
    """utils.getLinkStats; its parameter `key` is the link's, not the caller's."""
    form = {"v": "5.199", "access_token": "demo-service", "key": link, **params}
    form |= {"intervals_count": 100}
    answer = vk.http.post(f"{vk.running.url}/method/utils.getLinkStats", data=form).json()
    if "error" in answer:
        return answer["error"]["error_code"]
    return [row["views"] for row in answer["response"]["stats"]]


def test_a_short_link_counts_who_follows_it(vk: Caller, hands: Hands) -> None:
    made = vk.call("utils.getShortLink", key="demo-community", url="https://example.org/a?b=1")
    assert made["short_url"] == f"https://vk.cc/{made['key']}"
    assert made["url"] == "https://example.org/a?b=1"
    assert stats(vk, made["key"]) == []
    # From a Sunday noon over the next hour into the next day, which begins a week.
    for pause, views in ((0, 3), (3600, 2), (86_400, 1)):
        hands.at += pause
        vk.door("link_views", {"key": made["key"], "views": views})
    assert stats(vk, made["key"], interval="hour") == [1, 2, 3]
    assert stats(vk, made["key"]) == [1, 5]
    assert stats(vk, made["key"], interval="week") == [1, 5]
    assert stats(vk, made["key"], interval="month") == [6]
    assert stats(vk, made["key"], interval="forever") == [6]
    again = vk.call("utils.getShortLink", url="https://example.org/a?b=1")
    assert again["key"] != made["key"]


def test_the_statistics_of_a_private_link_need_its_access_key(vk: Caller) -> None:
    made = vk.call("utils.getShortLink", url="example.org", private=1)
    assert made["url"] == "http://example.org"
    vk.door("link_views", {"key": made["key"], "views": 1})
    assert stats(vk, made["key"]) == 104
    assert stats(vk, made["key"], access_key=made["access_key"]) == [1]
    assert stats(vk, "nothing") == 104


@pytest.mark.parametrize("url", ["", "   ", "нет", "http://", "http://[1.2"])
def test_links_that_are_none(vk: Caller, url: str) -> None:
    assert vk.error("utils.getShortLink", url=url) == 100
    assert vk.error("utils.checkLink", url=url) == 100


def test_a_link_is_checked(vk: Caller) -> None:
    told = vk.call("utils.checkLink", key="demo-service", url="https://example.org/")
    assert told == {"link": "https://example.org/", "status": "not_banned"}


def test_links_survive_a_reopening(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    with serve(open_world("empty", state=file)) as running:
        vk = Caller(running)
        link = vk.call("utils.getShortLink", url="https://example.org/")["key"]
        vk.door("link_views", {"key": link, "views": 4})
    with serve(open_world("empty", state=file)) as running:
        assert stats(Caller(running), link) == [4]
