"""Which key asks, what is repeated and what never is, against the local VK."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib.sandbox import open_world, serve
from lib.vk import (
    Flood,
    HumanNeeded,
    KeyDead,
    KeyMissing,
    NoAnswer,
    NoRight,
    Refused,
    TooFast,
    Unreachable,
    Vk,
)
from lib.vk.methods import READS, WRITES
from tests.conftest import LocalVk
from tests.vk.conftest import door


def calls(local_vk: LocalVk, method: str) -> list[dict[str, object]]:
    """What the local VK saw of `method`."""
    return [row for row in local_vk.get("/_world/calls") if row["method"] == method]  # type: ignore[attr-defined]


def break_next(local_vk: LocalVk, method: str, kind: str, times: int = 1, **more: object) -> None:
    local_vk.post("/_world/faults", [{"method": method, "kind": kind, "times": times, **more}])


def test_each_method_goes_out_with_a_key_that_may_call_it(vk: Vk, local_vk: LocalVk) -> None:
    assert vk.kinds == {"community", "service", "user"}
    post_id = vk.call("wall.post", owner_id=-1, from_group=True, message="Вода будет")["post_id"]
    vk.call("wall.createComment", owner_id=-1, post_id=post_id, from_group=1, message="Да")
    comments = vk.call("wall.getComments", owner_id=-1, post_id=post_id, need_likes=True)
    assert comments["items"][0]["text"] == "Да"
    assert comments["items"][0]["from_id"] == -1
    vk.call("stats.get", group_id=1, interval="day", intervals_count=1)
    assert [row["key"] for row in local_vk.get("/_world/calls")] == [  # type: ignore[attr-defined]
        "community",
        "community",
        "service",
        "user",
    ]


def test_lists_that_only_editors_see_need_the_user_key(vk: Vk, tmp_path: Path) -> None:
    assert vk.key_for("wall.get") == "service"
    assert vk.key_for("wall.get", filter="postponed") == "user"
    assert vk.call("wall.get", owner_id=-1, filter="postponed")["count"] == 0


def test_what_no_key_can_do_is_said_and_not_tried(local_vk: LocalVk, tmp_path: Path) -> None:
    with door(local_vk.url, tmp_path, PULT_SERVICE_KEY="demo-service", PULT_GROUP_ID="1") as vk:
        assert vk.can("wall.getComments")
        assert not vk.can("wall.post")
        assert vk.key_for("stats.get") is None
        with pytest.raises(KeyMissing) as caught:
            vk.call("wall.post", owner_id=-1, message="x")
        with pytest.raises(KeyMissing):
            vk.call("users.get", key="user")
        with pytest.raises(LookupError):
            vk.call("wall.pots")
    assert "PULT_COMMUNITY_KEY / PULT_USER_KEY" in str(caught.value)
    assert local_vk.get("/_world/calls") == []


def test_a_method_refused_to_a_kind_of_key_is_done_with_the_next_and_remembered(
    vk: Vk, local_vk: LocalVk
) -> None:
    break_next(local_vk, "wall.post", "error", code=27)
    assert vk.call("wall.post", owner_id=-1, from_group=1, message="x")["post_id"]
    assert [row["key"] for row in calls(local_vk, "wall.post")] == ["community", "user"]
    assert vk.key_for("wall.post") == "user"


def test_a_refusal_about_one_object_takes_no_ability_away(vk: Vk, local_vk: LocalVk) -> None:
    break_next(local_vk, "wall.post", "error", code=15, text="Access denied: wall is disabled")
    with pytest.raises(NoRight):
        vk.call("wall.post", owner_id=-1, message="x")
    assert vk.key_for("wall.post") == "community"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "code": 1},
        {"kind": "error", "code": 10},
        {"kind": "error", "code": 6},
        {"kind": "http", "status": 502},
        {"kind": "html"},
        {"kind": "drop_after"},
    ],
    ids=str,
)
def test_a_read_gets_over_passing_trouble(
    vk: Vk, local_vk: LocalVk, fault: dict[str, object]
) -> None:
    local_vk.post("/_world/faults", [{"method": "users.get", "times": 1, **fault}])
    assert vk.call("users.get", user_ids=[2]) == []


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ({"kind": "error", "code": 1}, Refused),
        ({"kind": "error", "code": 9}, Flood),
        ({"kind": "error", "code": 10}, Refused),
        ({"kind": "http", "status": 502}, NoAnswer),
        ({"kind": "html"}, NoAnswer),
        ({"kind": "drop_after"}, NoAnswer),
        ({"kind": "captcha"}, HumanNeeded),
        ({"kind": "captcha", "legacy": True}, HumanNeeded),
        ({"kind": "validation"}, HumanNeeded),
        ({"kind": "hang", "seconds": 3}, NoAnswer),
    ],
    ids=str,
)
def test_a_write_is_sent_once(
    vk: Vk, local_vk: LocalVk, fault: dict[str, object], raised: type[Exception]
) -> None:
    local_vk.post("/_world/faults", [{"method": "wall.post", "times": 1, **fault}])
    with pytest.raises(raised):
        vk.call("wall.post", owner_id=-1, from_group=1, message="x", timeout=0.5)
    assert len(calls(local_vk, "wall.post")) == 1
    if raised is HumanNeeded:
        break_next(local_vk, "wall.post", **fault)  # type: ignore[arg-type]
        with pytest.raises(HumanNeeded) as caught:
            vk.call("wall.post", owner_id=-1, from_group=1, message="x")
        assert str(caught.value.redirect_uri).startswith(local_vk.url)


def test_a_write_that_was_too_fast_is_repeated_because_nothing_was_done(
    vk: Vk, local_vk: LocalVk
) -> None:
    break_next(local_vk, "wall.post", "error", times=2, code=6)
    assert vk.call("wall.post", owner_id=-1, from_group=1, message="x")["post_id"]
    assert vk.call("wall.get", owner_id=-1)["count"] == 1


def test_too_fast_without_end_ends(
    vk: Vk, local_vk: LocalVk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.vk.sending.TOO_FAST_PAUSE", 0.01)
    break_next(local_vk, "users.get", "error", times=50, code=6)
    with pytest.raises(TooFast):
        vk.call("users.get", user_ids=[2])
    assert 2 <= len(calls(local_vk, "users.get")) <= 10


def test_wrong_and_expired_keys_are_told_apart_from_other_refusals(
    local_vk: LocalVk, tmp_path: Path
) -> None:
    for key, told in (("demo-expired", "expired"), ("nonsense", "invalid access_token")):
        with (
            door(local_vk.url, tmp_path, PULT_USER_KEY=key, PULT_GROUP_ID="1") as vk,
            pytest.raises(KeyDead, match=told),
        ):
            vk.call("users.get")


def test_vk_away_is_unreachable(tmp_path: Path) -> None:
    with door("http://127.0.0.1:9", tmp_path) as vk, pytest.raises(Unreachable):
        vk.call("wall.post", owner_id=-1, message="x")


def test_closing_ends_a_repeated_call_at_once(tmp_path: Path) -> None:
    with door("http://127.0.0.1:9", tmp_path) as vk:
        timer = threading.Timer(0.2, vk.close)
        timer.start()
        began = time.monotonic()
        with pytest.raises(Unreachable):
            vk.call("users.get", user_ids=[1])
        assert time.monotonic() - began < 1
        timer.join()


def test_a_hung_call_does_not_stop_others(vk: Vk, local_vk: LocalVk) -> None:
    break_next(local_vk, "stats.get", "hang", seconds=5)
    failed = threading.Event()

    def hung() -> None:
        with pytest.raises(NoAnswer):
            vk.envelope("stats.get", {"group_id": 1}, timeout=2, reading=False)
        failed.set()

    thread = threading.Thread(target=hung)
    thread.start()
    began = time.monotonic()
    while not calls(local_vk, "stats.get") and time.monotonic() - began < 2:
        time.sleep(0.01)
    for _ in range(3):
        vk.call("users.get", key="user")
    assert time.monotonic() - began < 2
    assert not failed.is_set()
    thread.join()
    assert failed.is_set()


def test_vks_own_pace_is_kept(tmp_path: Path) -> None:
    # A machine that stands still for a moment brings calls at once that were made apart; a pace that is wrong
    # is refused every time.
    refused = _refused_for_pace(tmp_path) and _refused_for_pace(tmp_path)
    assert not refused


def _refused_for_pace(tmp_path: Path) -> list[dict[str, Any]]:
    with (
        serve(open_world("empty"), pace="real") as running,
        door(running.url, tmp_path, paced=True) as vk,
    ):
        began = time.monotonic()
        for _ in range(45):
            vk.call("users.get", key="community", user_ids=[1])
        elapsed = time.monotonic() - began
        told = httpx.get(f"{running.url}/_world/calls", timeout=60).json()
    assert 2.0 < elapsed < 8.0
    return [row for row in told if row.get("error") == 6]


def test_no_key_in_the_logs_of_a_working_door(
    vk: Vk, local_vk: LocalVk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vk.call("users.get", user_ids=[1])
    vk.call("wall.post", owner_id=-1, from_group=1, message="x")
    for fault in ("html", "captcha", "drop_after"):
        break_next(local_vk, "wall.post", fault)
        with pytest.raises((NoAnswer, HumanNeeded)) as caught:
            vk.call("wall.post", owner_id=-1, from_group=1, message="y")
        assert "demo-" not in str(caught.getrepr(style="short"))
    assert caplog.records
    assert not [record for record in caplog.records if "demo-" in record.getMessage()]
    assert "demo-" not in repr(vk)


def test_the_table_names_each_method_once() -> None:
    assert not READS.keys() & WRITES.keys()
