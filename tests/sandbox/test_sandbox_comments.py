"""Comments: levels, pages, replies of the community, deletion and what is left of a branch."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Caller


@pytest.fixture
def post_id(vk: Caller) -> int:
    made: int = vk.call("wall.post", owner_id=-1, message="запись")["post_id"]
    return made


def _say(vk: Caller, post_id: int, text: str, **more: object) -> int:
    made: int = vk.door("comment", {"post_id": post_id, "from_id": 50, "text": text} | more)[
        "comment_id"
    ]
    return made


def _read(vk: Caller, post_id: int, **params: object) -> Any:
    return vk.call("wall.getComments", owner_id=-1, post_id=post_id, **params)


def _ids(answer: Any) -> list[int]:
    return [comment["id"] for comment in answer["items"]]


def test_posts_and_comments_share_one_ascending_counter(vk: Caller, post_id: int) -> None:
    first = _say(vk, post_id, "раз")
    second_post = vk.call("wall.post", owner_id=-1, message="ещё")["post_id"]
    assert (first, second_post, _say(vk, post_id, "два")) == (post_id + 1, post_id + 2, post_id + 3)


def test_two_levels_whatever_is_answered(vk: Caller, post_id: int) -> None:
    top = _say(vk, post_id, "вопрос")
    made = vk.call(
        "wall.createComment",
        key="demo-community",
        owner_id=-1,
        post_id=post_id,
        from_group=1,
        message="ответ",
        reply_to_comment=top,
    )
    assert made["parents_stack"] == [top]
    deep = _say(vk, post_id, "спасибо", reply_to=made["comment_id"])
    (shown,) = _read(vk, post_id, thread_items_count=10)["items"]
    assert shown["parents_stack"] == []
    assert shown["thread"]["count"] == 2
    answer, thanks = shown["thread"]["items"]
    assert (answer["from_id"], answer["reply_to_user"]) == (-1, 50)
    assert (thanks["id"], thanks["parents_stack"]) == (deep, [top])
    assert (thanks["reply_to_comment"], thanks["reply_to_user"]) == (made["comment_id"], -1)


def test_counts_pages_and_orders(vk: Caller, post_id: int) -> None:
    tops = [_say(vk, post_id, f"№ {n}") for n in range(12)]
    replies = [_say(vk, post_id, f"ответ {n}", reply_to=tops[0]) for n in range(3)]
    usual = _read(vk, post_id)
    assert _ids(usual) == tops[:10]
    assert (usual["count"], usual["current_level_count"]) == (15, 12)
    assert usual["items"][0]["thread"]["items"] == []
    assert _ids(_read(vk, post_id, sort="desc", count=2)) == [tops[11], tops[10]]
    assert _ids(_read(vk, post_id, offset=10, count=100)) == tops[10:]
    branch = _read(vk, post_id, comment_id=tops[0], count=2, offset=1)
    assert _ids(branch) == replies[1:]
    assert branch["current_level_count"] == 3
    shown = _read(vk, post_id, count=1, thread_items_count=2)["items"][0]["thread"]
    assert (shown["count"], len(shown["items"])) == (3, 2)


def test_a_page_around_a_comment(vk: Caller, post_id: int) -> None:
    tops = [_say(vk, post_id, f"№ {n}") for n in range(9)]
    after = _read(vk, post_id, start_comment_id=tops[4], count=2)
    assert (_ids(after), after["real_offset"]) == (tops[4:6], 4)
    before = _read(vk, post_id, start_comment_id=tops[4], offset=-3, count=3)
    assert (_ids(before), before["real_offset"]) == (tops[1:4], 1)
    assert vk.error("wall.getComments", owner_id=-1, post_id=post_id, offset=-1) == 100


def test_texts_are_cut_unless_whole_ones_are_asked_for(vk: Caller, post_id: int) -> None:
    _say(vk, post_id, "ы" * 200)
    assert len(_read(vk, post_id)["items"][0]["text"]) == 91
    assert len(_read(vk, post_id, preview_length=0)["items"][0]["text"]) == 200


def test_likes_and_people_come_when_asked_for(vk: Caller, post_id: int) -> None:
    comment_id = _say(vk, post_id, "раз")
    vk.door("like", {"user_id": 60, "post_id": post_id, "comment_id": comment_id})
    (plain,) = _read(vk, post_id)["items"]
    assert "likes" not in plain
    full = _read(vk, post_id, need_likes=1, extended=1, fields="photo_100")
    assert full["items"][0]["likes"]["count"] == 1
    assert [p["id"] for p in full["profiles"]] == [50]
    assert full["post_author_id"] == 1


def test_a_deleted_comment_keeps_its_branch_without_text(vk: Caller, post_id: int) -> None:
    top = _say(vk, post_id, "удалят")
    alone = _say(vk, post_id, "тоже удалят")
    reply = _say(vk, post_id, "останется", reply_to=top)
    for comment_id in (top, alone):
        assert vk.call("wall.deleteComment", owner_id=-1, comment_id=comment_id) == 1
    (shown,) = _read(vk, post_id, thread_items_count=1)["items"]
    assert (shown["id"], shown["deleted"], shown["text"]) == (top, True, "")
    assert shown["thread"]["items"][0]["id"] == reply
    assert _read(vk, post_id)["count"] == 1


def test_deleting_restoring_editing_and_their_errors(vk: Caller, post_id: int) -> None:
    theirs = _say(vk, post_id, "чужой")
    ours = vk.call("wall.createComment", owner_id=-1, post_id=post_id, message="наш", from_group=1)
    about = {"owner_id": -1, "comment_id": theirs}
    assert vk.error("wall.restoreComment", **about) == 243
    assert vk.error("wall.editComment", message="a", **about) == 211
    assert vk.call("wall.deleteComment", **about) == 1
    assert vk.error("wall.deleteComment", **about) == 104
    assert vk.error("wall.getComment", **about) == 211
    assert vk.call("wall.restoreComment", **about) == 1
    assert vk.error("wall.deleteComment", owner_id=-1, comment_id=999) == 104
    mine = {"owner_id": -1, "comment_id": ours["comment_id"]}
    assert vk.call("wall.editComment", message="правка", **mine) == 1
    assert vk.call("wall.getComment", **mine)["items"][0]["text"] == "правка"


def test_a_guid_makes_one_comment(vk: Caller, post_id: int) -> None:
    said = {"owner_id": -1, "post_id": post_id, "message": "раз", "guid": "g"}
    first = vk.call("wall.createComment", key="demo-community", **said)
    assert vk.call("wall.createComment", key="demo-community", **said) == first
    assert _read(vk, post_id)["count"] == 1


def test_closed_comments_and_lost_parents_are_refused(vk: Caller, post_id: int) -> None:
    said = {"owner_id": -1, "post_id": post_id, "message": "раз"}
    gone = _say(vk, post_id, "исчезнет")
    vk.door("delete_comment", {"comment_id": gone})
    assert vk.error("wall.createComment", reply_to_comment=gone, **said) == 213
    assert vk.error("wall.createComment", from_group=2, **said) == 100
    assert vk.call("wall.closeComments", key="demo-community", owner_id=-1, post_id=post_id) == 1
    assert vk.error("wall.createComment", **said) == 213
    assert vk.error("wall.createComment", owner_id=-1, post_id=999, message="раз") == 212
