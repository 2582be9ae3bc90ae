"""VK's daily numbers: counted with what travels in an execute, kept to, and rested on after VK's "enough"."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.settings import read_settings
from lib.vk import Call, QuotaUsed, Vk, connect
from lib.vk.quotas import QUOTAS, REST_SECONDS, Count, Quota, Tally
from tests.conftest import LocalVk, SetClock
from tests.vk.conftest import door
from tests.vk.test_vk_batch import comments, post_with_comments
from tests.vk.test_vk_door import break_next, calls

NOON = 1_790_326_800
"""12:00 in Moscow."""
MIDNIGHT = NOON + 12 * 3600


@contextmanager
def timed_door(local_vk: LocalVk, data: Path, clock: SetClock, **how: bool) -> Iterator[Vk]:
    settings = read_settings({"PULT_DATA": str(data), "PULT_VK_URL": local_vk.url})
    vk = connect(settings, clock=clock, paced=False, **how)
    try:
        yield vk
    finally:
        vk.close()


def wall() -> Call:
    return Call("wall.get", {"owner_id": -1})


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """wall.get may be called twenty times a day."""
    monkeypatch.setitem(QUOTAS, "wall.get", Quota(20, 29, "test"))  # type: ignore[arg-type]


def test_every_call_is_counted_once_inner_ones_too(vk: Vk, local_vk: LocalVk) -> None:
    good = post_with_comments(local_vk, "да")
    vk.call("wall.get", owner_id=-1)
    vk.call("wall.post", owner_id=-1, from_group=1, message="x")
    vk.batch([comments(good), comments(999), comments(good)])
    counted = {(c.method, c.kind): (c.calls, c.refused) for c in vk.tally.take()}
    assert counted == {
        ("wall.get", "service"): (1, 0),
        ("wall.post", "community"): (1, 0),
        ("execute", "user"): (1, 0),
        ("wall.getComments", "user"): (3, 1),
    }
    assert vk.tally.take() == []


def test_what_vk_never_did_is_not_counted(local_vk: LocalVk, tmp_path: Path) -> None:
    with door("http://127.0.0.1:9", tmp_path) as away, pytest.raises(Exception, match="reached"):
        away.call("wall.post", owner_id=-1, message="x")
    assert away.tally.take() == []
    with door(local_vk.url, tmp_path) as vk:
        break_next(local_vk, "wall.get", "error", times=2, code=6)
        vk.call("wall.get", owner_id=-1)
        assert vk.tally.used("wall.get", "service") == 1
        break_next(local_vk, "wall.get", "drop_after")
        vk.call("wall.get", owner_id=-1)
        # The answer that was lost had been given.
        assert vk.tally.used("wall.get", "service") == 3


@pytest.mark.usefixtures("small")
def test_reading_stops_before_vk_says_so_and_leaves_a_reserve_to_people(
    local_vk: LocalVk, tmp_path: Path
) -> None:
    clock = SetClock(NOON)
    with timed_door(local_vk, tmp_path, clock) as vk:
        background = vk.apart(background=True)
        # The service key first, then the user key, each up to the reserve of a tenth.
        for _ in range(36):
            background.call("wall.get", owner_id=-1)
        with pytest.raises(QuotaUsed) as caught:
            background.call("wall.get", owner_id=-1)
        assert caught.value.opens_at == MIDNIGHT
        answers = background.batch([wall(), wall()])
        assert all(isinstance(answer, QuotaUsed) for answer in answers)
        assert [row["key"] for row in calls(local_vk, "wall.get")].count("user") == 18
        for _ in range(4):
            vk.call("wall.get", owner_id=-1)
        with pytest.raises(QuotaUsed):
            vk.call("wall.get", owner_id=-1)
        assert len(calls(local_vk, "wall.get")) == 40
        # Other methods go on, and so does writing: whether a person may post is VK's to say.
        background.call("wall.getById", posts="-1_1")
        clock.at = MIDNIGHT
        background.call("wall.get", owner_id=-1)
        background.close()


@pytest.mark.parametrize("code", [29, 601])
def test_after_vks_enough_the_method_rests_with_that_key_only(
    local_vk: LocalVk, tmp_path: Path, code: int
) -> None:
    clock = SetClock(NOON)
    with timed_door(local_vk, tmp_path, clock) as vk:
        break_next(local_vk, "wall.get", "error", code=code)
        vk.call("wall.get", owner_id=-1)
        vk.call("wall.get", owner_id=-1)
        assert [row["key"] for row in calls(local_vk, "wall.get")] == ["service", "user", "user"]
        break_next(local_vk, "wall.get", "error", code=code)
        with pytest.raises(QuotaUsed) as caught:
            vk.call("wall.get", owner_id=-1)
        assert caught.value.opens_at == NOON + REST_SECONDS
        with pytest.raises(QuotaUsed):
            vk.call("wall.get", owner_id=-1)
        assert len(calls(local_vk, "wall.get")) == 4
        vk.call("wall.getComments", owner_id=-1, post_id=local_vk.world.publish("x").id)
        clock.advance(REST_SECONDS)
        vk.call("wall.get", owner_id=-1)
        assert calls(local_vk, "wall.get")[-1]["key"] == "service"


def test_a_day_that_is_used_up_inside_an_execute_goes_to_another_key(
    vk: Vk, local_vk: LocalVk
) -> None:
    local_vk.world.publish("x")
    break_next(local_vk, "wall.get", "error", code=29)
    answers = vk.batch([wall(), wall(), wall()])
    assert [answer["count"] for answer in answers] == [1, 1, 1]
    # The user key's execute, and what it could not read with the service key.
    assert [row["key"] for row in calls(local_vk, "wall.get")] == ["service"]
    assert not vk.open("wall.get", "user")


def test_a_person_posting_is_never_stopped_by_our_own_count(
    local_vk: LocalVk, tmp_path: Path
) -> None:
    with timed_door(local_vk, tmp_path, SetClock(NOON)) as vk:
        vk.tally.add("wall.post", "community", calls=500)
        assert vk.call("wall.post", owner_id=-1, from_group=1, message="x")["post_id"]


def test_the_day_is_vks_day() -> None:
    clock = SetClock(MIDNIGHT - 1)
    tally = Tally(clock)
    tally.add("wall.get", "service")
    clock.advance(1)
    tally.add("wall.get", "service", calls=2)
    assert tally.used("wall.get", "service") == 2
    assert [(c.day, c.calls) for c in tally.take()] == [("2026-09-25", 1), ("2026-09-26", 2)]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.integers(1, 5)),
            st.tuples(st.just("take"), st.booleans()),
            st.tuples(st.just("other"), st.integers(1, 5)),
            st.tuples(st.just("restart"), st.just(0)),
        ),
        max_size=30,
    )
)
def test_kept_and_counted_agree_over_failures_restarts_and_others(
    steps: list[tuple[str, int]],
) -> None:
    """Whatever fails to be kept is kept later, nothing twice; a restart loses only what was not kept."""
    clock = SetClock(NOON)
    tally, kept, true = Tally(clock), 0, 0

    def keep(*, fails: bool) -> None:
        nonlocal kept
        taken = tally.take()
        if fails:
            tally.give_back(taken)
            return
        kept += sum(count.calls for count in taken)
        tally.seed([Count(tally.today(), "wall.get", "service", kept, 0)], [])

    for step, value in steps:
        match step:
            case "add":
                tally.add("wall.get", "service", calls=value)
                true += value
            case "take":
                keep(fails=bool(value))
            case "other":
                kept += value
                true += value
            case "restart":
                keep(fails=False)
                tally = Tally(clock)
                tally.seed([Count(tally.today(), "wall.get", "service", kept, 0)], [])
    keep(fails=False)
    assert (kept, tally.used("wall.get", "service")) == (true, true)
