"""Posts: publishing, the queue, the trap of wall.edit, filters."""

from __future__ import annotations

import httpx

from tests.sandbox.conftest import Caller, Hands


def _post(vk: Caller, text: str, **params: object) -> int:
    made: int = vk.call("wall.post", owner_id=-1, from_group=1, message=text, **params)["post_id"]
    return made


def _texts(vk: Caller, **params: object) -> list[str]:
    return [post["text"] for post in vk.call("wall.get", owner_id=-1, **params)["items"]]


def test_a_guid_makes_one_post_for_an_hour(vk: Caller, hands: Hands) -> None:
    first = _post(vk, "один", guid="g")
    hands.at += 3599
    assert _post(vk, "один", guid="g") == first
    hands.at += 2
    assert _post(vk, "один", guid="g") != first


def test_a_postponed_post_goes_out_at_its_time_under_a_new_id(vk: Caller, hands: Hands) -> None:
    due = int(hands.at) + 3600
    waiting = _post(vk, "позже", publish_date=due)
    server = vk.listen()
    assert _texts(vk) == []
    assert _texts(vk, filter="postponed") == ["позже"]
    assert vk.call("wall.getById", key="demo-service", posts=f"-1_{waiting}")["items"] == []

    hands.at = due
    (update,) = vk.poll(server, wait=5)["updates"]
    published = update["object"]
    assert update["type"] == "wall_post_new"
    assert published["postponed_id"] == waiting
    assert published["id"] > waiting
    assert published["date"] == due
    assert _texts(vk, filter="postponed") == []
    assert vk.call("wall.getById", posts=f"-1_{waiting}")["items"] == []


def test_dates_that_cannot_be_scheduled(vk: Caller, hands: Hands) -> None:
    now = int(hands.at)
    for date in (now, now - 60, now + 370 * 86_400):
        assert vk.error("wall.post", owner_id=-1, message="a", publish_date=date) == 100
    _post(vk, "один", publish_date=now + 600)
    assert vk.error("wall.post", owner_id=-1, message="два", publish_date=now + 601) == 214


def test_editing_without_the_date_publishes_a_postponed_post(vk: Caller, hands: Hands) -> None:
    due = int(hands.at) + 3600
    waiting = _post(vk, "черновик", publish_date=due)
    kept = vk.call(
        "wall.edit", owner_id=-1, post_id=waiting, message="правка", publish_date=due + 60
    )
    assert kept["post_id"] == waiting
    assert _texts(vk, filter="postponed") == ["правка"]
    sent = vk.call("wall.edit", owner_id=-1, post_id=waiting, message="ой")
    assert sent["post_id"] != waiting
    assert _texts(vk) == ["ой"]


def test_editing_a_published_post_drops_what_is_not_named_again(vk: Caller) -> None:
    post_id = _post(vk, "ссылка", attachments="https://example.org/a")
    (post,) = vk.call("wall.getById", posts=f"-1_{post_id}")["items"]
    assert post["attachments"][0]["link"]["url"] == "https://example.org/a"
    vk.call("wall.edit", owner_id=-1, post_id=post_id, message="без ссылки")
    (post,) = vk.call("wall.getById", posts=f"-1_{post_id}")["items"]
    assert (post["text"], post["attachments"]) == ("без ссылки", [])
    assert "edited" in post


def test_unknown_media_are_dropped_in_silence_and_two_links_are_not(vk: Caller) -> None:
    post_id = _post(vk, "фото", attachments="photo-1_999999")
    (post,) = vk.call("wall.getById", posts=f"-1_{post_id}")["items"]
    assert post["attachments"] == []
    two = "https://example.org/a,https://example.org/b"
    assert vk.error("wall.post", owner_id=-1, message="a", attachments=two) == 100


def test_deleting_and_restoring(vk: Caller) -> None:
    post_id = _post(vk, "запись")
    assert vk.error("wall.restore", owner_id=-1, post_id=post_id) == 210
    assert vk.call("wall.delete", owner_id=-1, post_id=post_id) == 1
    assert _texts(vk) == []
    assert vk.error("wall.delete", owner_id=-1, post_id=post_id) == 210
    assert vk.call("wall.restore", owner_id=-1, post_id=post_id) == 1
    assert _texts(vk) == ["запись"]


def test_filters_and_pages(vk: Caller, hands: Hands) -> None:
    for number in range(3):
        hands.at += 60
        _post(vk, f"наша {number}")
    vk.door("post", {"text": "чужая", "from_id": 77})
    vk.door("post", {"text": "предложенная", "from_id": 78, "suggest": True})
    assert _texts(vk, filter="owner") == ["наша 2", "наша 1", "наша 0"]
    assert _texts(vk, filter="others") == ["чужая"]
    assert _texts(vk, filter="suggests") == ["предложенная"]
    assert vk.error("wall.get", key="demo-service", owner_id=-1, filter="suggests") == 15
    page = vk.call("wall.get", owner_id=-1, offset=1, count=2)
    assert page["count"] == 4
    assert len(page["items"]) == 2
    extended = vk.call("wall.get", domain="pult_training", extended=1)
    assert [p["id"] for p in extended["profiles"]] == [77]
    assert [g["id"] for g in extended["groups"]] == [1]


def test_a_suggestion_is_published_by_its_id(vk: Caller) -> None:
    suggested = vk.door("post", {"text": "от жителя", "from_id": 78, "suggest": True})["post_id"]
    made = vk.call("wall.post", owner_id=-1, post_id=suggested, from_group=1)
    assert made["post_id"] != suggested
    assert _texts(vk) == ["от жителя"]


def test_pictures_are_served_and_a_text_is_never_taken_for_one(vk: Caller) -> None:
    photo = {"type": "photo", "photo": {"id": 5}}
    post_id = vk.door("post", {"text": "/photo/x", "attachments": [photo]})["post_id"]
    (post,) = vk.call("wall.getById", posts=f"-1_{post_id}", extended=1)["items"]
    assert post["text"] == "/photo/x"
    answer = httpx.get(post["attachments"][0]["photo"]["sizes"][0]["url"])
    assert answer.headers["content-type"].startswith("image/svg+xml")
    face = vk.call("users.get", user_ids=1, fields="photo_100")[0]["photo_100"]
    assert httpx.get(face).status_code == 200
