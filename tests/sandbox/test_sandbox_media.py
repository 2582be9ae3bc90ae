"""Videos, broadcasts and their comments; polls; likes of both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from lib.sandbox import open_world, serve
from tests.sandbox.conftest import Caller, Hands


def heard(vk: Caller, kind: str) -> list[dict[str, Any]]:
    updates = vk.poll(vk.listen() | {"ts": "0"})["updates"]
    return [update["object"] for update in updates if update["type"] == kind]


def video_of(vk: Caller, video_id: int) -> dict[str, Any]:
    (shown,) = vk.call("video.get", videos=f"-1_{video_id}")["items"]
    return dict(shown)


def save_video(vk: Caller, **params: object) -> dict[str, Any]:
    made: dict[str, Any] = vk.call("video.save", group_id=1, name="Эфир", **params)
    return made


def test_a_video_is_processed_for_a_while_after_its_file_came(vk: Caller, hands: Hands) -> None:
    made = save_video(vk, description="с главным врачом")
    number = made["video_id"]
    assert video_of(vk, number)["processing"] == 1
    sent = httpx.post(made["upload_url"], files={"video_file": ("a.mp4", b"movie")}).json()
    assert (sent["size"], sent["video_id"], sent["owner_id"]) == (5, number, -1)
    assert video_of(vk, number)["processing"] == 1
    hands.at += 60
    shown = video_of(vk, number)
    assert "processing" not in shown
    assert (shown["title"], shown["description"]) == ("Эфир", "с главным врачом")
    assert httpx.get(shown["player"]).content == b"movie"


@pytest.mark.parametrize("files", [{"video_file": ("a.txt", b"x")}, {"file": ("a.mp4", b"x")}])
def test_what_is_no_video_leaves_it_without_a_file(
    vk: Caller, hands: Hands, files: dict[str, tuple[str, bytes]]
) -> None:
    made = save_video(vk)
    assert "error" in httpx.post(made["upload_url"], files=files).json()
    hands.at += 60
    assert video_of(vk, made["video_id"])["processing"] == 1


def test_a_linked_video_needs_no_file(vk: Caller) -> None:
    made = save_video(vk, link="https://video.example/1")
    assert httpx.post(made["upload_url"]).json() == {"response": 1}
    assert httpx.get(made["upload_url"]).json() == {"response": 1}
    assert video_of(vk, made["video_id"])["player"] == "https://video.example/1"
    assert vk.error("video.save", group_id=1, link="ftp://x") == 100


def test_a_saved_video_makes_a_post_where_it_is_asked_to(vk: Caller) -> None:
    number = save_video(vk, wallpost=1)["video_id"]
    (post,) = vk.call("wall.get", owner_id=-1)["items"]
    assert [(one["type"], one["video"]["id"]) for one in post["attachments"]] == [("video", number)]


def test_videos_are_listed_newest_first(vk: Caller, hands: Hands) -> None:
    first = save_video(vk)["video_id"]
    hands.at += 60
    second = save_video(vk)["video_id"]
    listed = vk.call("video.get", owner_id=-1, extended=1)
    assert ([v["id"] for v in listed["items"]], listed["count"]) == ([second, first], 2)
    assert [group["id"] for group in listed["groups"]] == [1]
    oldest = vk.call("video.get", owner_id=-1, sort_album=1, count=1)
    assert [video["id"] for video in oldest["items"]] == [first]
    assert vk.call("video.get", videos="-1_1,-1_2")["items"] == []
    assert vk.error("video.get", owner_id=-5) == 204
    assert vk.error("video.get", key="demo-community", owner_id=-1) == 27


def test_comments_under_a_video_are_heard_written_edited_and_deleted(vk: Caller) -> None:
    number = save_video(vk)["video_id"]
    about = {"owner_id": -1, "video_id": number}
    asked = vk.door("video_comment", {"video_id": number, "from_id": 50, "text": "Звук?"})
    asked_id = asked["comment_id"]
    answer = vk.call("video.createComment", **about, message="Слышно", from_group=1, guid="g")
    assert (
        vk.call("video.createComment", **about, message="Слышно", from_group=1, guid="g") == answer
    )
    reply = vk.call("video.createComment", **about, message="Да", reply_to_comment=asked_id)
    listed = vk.call("video.getComments", **about, need_likes=1)
    said = [(c["id"], c["from_id"], c["text"]) for c in listed["items"]]
    assert said == [(asked_id, 50, "Звук?"), (answer, -1, "Слышно"), (reply, 1, "Да")]
    assert (listed["items"][2]["reply_to_comment"], listed["items"][2]["reply_to_user"]) == (
        asked_id,
        50,
    )
    assert video_of(vk, number)["comments"] == 3

    edited = {"owner_id": -1, "comment_id": answer, "message": "Слышно хорошо"}
    assert vk.call("video.editComment", **edited) == 1
    assert vk.error("video.editComment", **(edited | {"comment_id": asked_id})) == 15
    assert vk.call("video.deleteComment", owner_id=-1, comment_id=asked_id) == 1
    assert vk.error("video.deleteComment", owner_id=-1, comment_id=asked_id) == 104
    newest = vk.call("video.getComments", **about, sort="desc", extended=1)
    assert [c["text"] for c in newest["items"]] == ["Да", "Слышно хорошо"]
    assert {p["id"] for p in newest["profiles"]} == {1}

    assert [c["text"] for c in heard(vk, "video_comment_new")] == ["Звук?", "Слышно", "Да"]
    (told,) = heard(vk, "video_comment_edit")
    assert (told["video_id"], told["video_owner_id"]) == (number, -1)
    assert heard(vk, "video_comment_delete") == [
        {"owner_id": -1, "id": asked_id, "video_id": number, "deleter_id": 1, "user_id": 1}
    ]
    assert vk.call("video.restoreComment", owner_id=-1, comment_id=asked_id) == 1
    assert vk.call("video.restoreComment", owner_id=-1, comment_id=asked_id) == 0
    assert [c["id"] for c in heard(vk, "video_comment_restore")] == [asked_id]


def test_pages_of_comments_move_to_a_comment(vk: Caller) -> None:
    number = save_video(vk)["video_id"]
    about = {"owner_id": -1, "video_id": number}
    made = [vk.call("video.createComment", **about, message=str(n)) for n in range(5)]
    page = vk.call(
        "video.getComments", **about, start_comment_id=made[3], offset=-1, count=2, extended=1
    )
    assert ([c["id"] for c in page["items"]], page["real_offset"]) == ([made[2], made[3]], 2)


def test_closed_comments_of_a_video_take_none(vk: Caller) -> None:
    about = {"owner_id": -1, "video_id": save_video(vk, no_comments=1)["video_id"]}
    assert vk.error("video.createComment", **about, message="а") == 801
    assert vk.error("video.createComment", owner_id=-1, video_id=1, message="а") == 204


def test_a_broadcast_goes_live_is_watched_and_ends_as_a_video(vk: Caller, hands: Hands) -> None:
    made = vk.call("video.startStreaming", group_id=1, name="Вопросы врачу", wallpost=1)
    assert made["stream"]["url"].startswith("rtmp://")
    number = made["video_id"]
    vk.door("watch", {"video_id": number, "viewers": 12})
    vk.door("watch", {"video_id": number, "viewers": 3})
    shown = video_of(vk, number)
    assert (shown["type"], shown["live"], shown["spectators"]) == ("live", 1, 15)
    (post,) = vk.call("wall.getById", posts=f"-1_{made['post_id']}")["items"]
    assert post["attachments"][0]["video"]["spectators"] == 15
    hands.at += 1800
    stopped = {"group_id": 1, "video_id": number}
    assert vk.call("video.stopStreaming", **stopped) == {"unique_viewers": 15}
    shown = video_of(vk, number)
    assert (shown["type"], shown["duration"], shown["views"]) == ("video", 1800, 15)
    (post,) = vk.call("wall.getById", posts=f"-1_{made['post_id']}")["items"]
    assert "live" not in post["attachments"][0]["video"]
    assert vk.error("video.stopStreaming", **stopped) == 204
    assert vk.error("video.startStreaming", **stopped) == 204


def make_poll(vk: Caller, **params: object) -> dict[str, Any]:
    asked = {"owner_id": -1, "question": "Когда удобнее?", "add_answers": '["Утром","Вечером"]'}
    made: dict[str, Any] = vk.call("polls.create", **(asked | params))
    return made


def test_a_poll_is_posted_and_its_votes_are_seen_in_the_post(vk: Caller) -> None:
    poll = make_poll(vk)
    named = f"poll-1_{poll['id']}"
    assert vk.error("wall.post", owner_id=-1, attachments=named) == 100
    post_id = vk.call("wall.post", owner_id=-1, message="Опрос", attachments=named)["post_id"]
    about = {"owner_id": -1, "poll_id": poll["id"]}
    assert vk.call("polls.addVote", **about, answer_ids=2) == 1
    assert vk.call("polls.addVote", **about, answer_ids=1) == 0
    vk.door("vote", {"poll_id": poll["id"], "user_id": 50, "answer_ids": [2]})
    vk.door("vote", {"poll_id": poll["id"], "user_id": 51, "answer_ids": [1]})
    shown = vk.call("polls.getById", **about)
    assert (shown["votes"], shown["answer_ids"], shown["can_vote"]) == (3, [2], False)
    assert [(a["votes"], a["rate"]) for a in shown["answers"]] == [(1, 33.33), (2, 66.67)]
    (post,) = vk.call("wall.getById", posts=f"-1_{post_id}")["items"]
    assert post["attachments"][0]["poll"]["votes"] == 3
    assert [(v["user_id"], v["option_id"]) for v in heard(vk, "poll_vote_new")] == [
        (1, 2),
        (50, 2),
        (51, 1),
    ]


def test_an_anonymous_poll_tells_nobody_who_voted(vk: Caller) -> None:
    poll = make_poll(vk, is_anonymous=1)
    vk.call("polls.addVote", owner_id=-1, poll_id=poll["id"], answer_ids=1)
    assert heard(vk, "poll_vote_new") == []


def test_several_answers_where_the_poll_lets_them(vk: Caller) -> None:
    one, many = make_poll(vk)["id"], make_poll(vk, is_multiple=1)["id"]
    assert vk.error("polls.addVote", owner_id=-1, poll_id=one, answer_ids="1,2") == 252
    assert vk.call("polls.addVote", owner_id=-1, poll_id=many, answer_ids="2,1") == 1
    shown = vk.call("polls.getById", owner_id=-1, poll_id=many)
    assert (shown["votes"], [a["votes"] for a in shown["answers"]]) == (1, [1, 1])
    assert [v["option_id"] for v in heard(vk, "poll_vote_new")] == [2]


def test_a_poll_that_ended_takes_no_votes(vk: Caller, hands: Hands) -> None:
    poll = make_poll(vk, end_date=int(hands.at) + 60)
    hands.at += 120
    about = {"owner_id": -1, "poll_id": poll["id"]}
    assert vk.call("polls.getById", **about)["closed"] is True
    assert vk.error("polls.addVote", **about, answer_ids=1) == 250


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": " "},
        {"add_answers": "[]"},
        {"add_answers": "утром"},
        {"add_answers": '["а","а","а","а","а","а","а","а","а","а","а"]'},
        {"add_answers": f'["{"а" * 101}"]'},
        {"add_answers": '[""]'},
        {"end_date": 1_000_000},
        {"background_id": 5},
    ],
    ids=str,
)
def test_a_poll_that_vk_would_not_make(vk: Caller, wrong: dict[str, object]) -> None:
    asked = {"owner_id": -1, "question": "Когда?", "add_answers": '["Утром"]'}
    assert vk.error("polls.create", **(asked | wrong)) == 100


def test_votes_for_what_is_not_there(vk: Caller) -> None:
    about = {"owner_id": -1, "poll_id": make_poll(vk, background_id=1)["id"]}
    assert vk.error("polls.addVote", **about, answer_ids=9) == 252
    assert vk.error("polls.addVote", **about, answer_ids="утром") == 252
    assert vk.error("polls.addVote", **about) == 100
    assert vk.error("polls.addVote", owner_id=-1, poll_id=1, answer_ids=1) == 251
    assert vk.error("polls.getById", owner_id=-1, poll_id=1) == 250


def test_videos_and_their_comments_are_liked(vk: Caller) -> None:
    number = save_video(vk)["video_id"]
    said = vk.call("video.createComment", owner_id=-1, video_id=number, message="а")
    for kind, item_id in (("video", number), ("video_comment", said)):
        about = {"type": kind, "owner_id": -1, "item_id": item_id}
        assert vk.call("likes.add", **about) == {"likes": 1}
        assert vk.call("likes.getList", **about) == {"count": 1, "items": [1]}
        assert vk.call("likes.delete", **about) == {"likes": 0}
    assert [e["object_type"] for e in heard(vk, "like_add")] == ["video", "video_comment"]


def test_media_outlive_the_process(tmp_path: Path, hands: Hands) -> None:
    file = tmp_path / "world.db"
    with serve(open_world("empty", state=file, clock=hands)) as running:
        vk = Caller(running)
        poll, video = make_poll(vk), save_video(vk)
        vk.call("wall.post", owner_id=-1, message="о", attachments=f"poll-1_{poll['id']}")
        vk.call("polls.addVote", owner_id=-1, poll_id=poll["id"], answer_ids=1)
        vk.call("video.createComment", owner_id=-1, video_id=video["video_id"], message="а")
    with serve(open_world("empty", state=file, clock=hands)) as running:
        vk = Caller(running)
        assert vk.call("polls.addVote", owner_id=-1, poll_id=poll["id"], answer_ids=2) == 0
        assert vk.call("wall.get", owner_id=-1)["items"][0]["attachments"][0]["poll"]["votes"] == 1
        assert video_of(vk, video["video_id"])["comments"] == 1
        assert save_video(vk)["video_id"] > video["video_id"]


def test_media_of_the_demo_can_be_read_one_by_one(demo_vk: Any) -> None:
    posts = [p for p in demo_vk.world.posts.values() if p.kind == "post" and p.attachments]
    carried = {one["type"]: one[one["type"]] for post in posts for one in post.attachments}
    asked = {
        "polls.getById": {"owner_id": -1, "poll_id": carried["poll"]["id"]},
        "video.get": {"videos": f"-1_{carried['video']['id']}"},
        "photos.get": {"owner_id": -1, "photo_ids": carried["photo"]["id"]},
    }
    for method, params in asked.items():
        form = {"v": "5.199", "access_token": "demo-user", **params}
        answer = httpx.post(f"{demo_vk.url}/method/{method}", data=form).json()["response"]
        found = answer["items"][0]["id"] if "items" in answer else answer["id"]
        assert found in {media["id"] for media in carried.values()}
