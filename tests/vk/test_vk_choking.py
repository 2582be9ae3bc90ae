"""What VK cannot bear: smaller parts, single calls, and back; one bad call stops nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.vk import Call, Choked, NoAnswer, Refused, Vk
from lib.vk.methods import Kind
from lib.vk.sizes import MOST, PATIENCE, Size, Sizes
from tests.conftest import LocalVk
from tests.vk.test_vk_batch import comments, post_with_comments
from tests.vk.test_vk_door import calls

USER: Kind = "user"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.vk.sending.TOO_FAST_PAUSE", 0.01)


def sent(local_vk: LocalVk) -> list[int]:
    """How many calls each execute held."""
    return [len(row["inner"]) for row in calls(local_vk, "execute")]  # type: ignore[arg-type]


def whole(post_id: int) -> Call:
    params = {"owner_id": -1, "post_id": post_id, "preview_length": 0}
    return Call("wall.getComments", params)


def texts(answers: list[object]) -> list[object]:
    return [
        answer if isinstance(answer, Refused) else answer["items"][0]["text"]  # type: ignore[index]
        for answer in answers
    ]


def test_an_answer_past_vks_limit_is_fetched_in_parts(
    vk: Vk, local_vk: LocalVk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # VK's five megabytes, scaled: each answer here has about 4 KB, so eight fit.
    monkeypatch.setattr("lib.sandbox.calls.LARGEST_ANSWER", 36_000)
    ids = [post_with_comments(local_vk, f"{n} " + "я" * 1500) for n in range(40)]
    answers = vk.batch([whole(post_id) for post_id in ids])
    assert [str(text).split()[0] for text in texts(answers)] == [str(n) for n in range(40)]
    sizes = [size for size in sent(local_vk) if size]
    assert sizes[:3] == [25, 12, 6]
    assert len(sizes) < 12


@pytest.mark.parametrize("code", [1, 10, 12, 13, 36])
def test_every_refusal_that_may_mean_too_much_is_met_with_less(
    vk: Vk, local_vk: LocalVk, code: int
) -> None:
    ids = [post_with_comments(local_vk, str(n)) for n in range(10)]
    local_vk.post(
        "/_world/faults", [{"method": "execute", "kind": "error", "code": code, "times": 1}]
    )
    assert texts(vk.batch([comments(post_id) for post_id in ids])) == [str(n) for n in range(10)]
    assert [len(row["inner"]) for row in calls(local_vk, "execute")] == [0, 5, 5]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fault",
    [{"kind": "http", "status": 500}, {"kind": "error", "code": 10}, {"kind": "html"}],
    ids=str,
)
def test_a_post_that_vk_chokes_on_is_answered_so_and_the_stream_goes_on(
    vk: Vk, local_vk: LocalVk, fault: dict[str, object]
) -> None:
    ids = [post_with_comments(local_vk, str(n)) for n in range(30)]
    bad = ids[7]
    local_vk.post(
        "/_world/faults",
        [
            {"method": "execute", "times": 999, "having": f'"post_id":{bad},', **fault},
            {"method": "wall.getComments", "times": 999, "having": str(bad), **fault},
        ],
    )
    answers = texts(vk.batch([comments(post_id) for post_id in ids]))
    refused = answers.pop(7)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.method) == (10, "wall.getComments")
    assert answers == [str(n) for n in range(30) if n != 7]
    assert isinstance(refused, Choked) == (fault["kind"] != "error")


def test_a_heavy_method_leaves_the_others_their_size(vk: Vk, local_vk: LocalVk) -> None:
    ids = [post_with_comments(local_vk, str(n)) for n in range(25)]
    local_vk.post(
        "/_world/faults",
        [{"method": "execute", "times": 3, "kind": "http", "status": 500, "having": "getComments"}],
    )
    vk.batch([comments(post_id) for post_id in ids])
    light = [Call("wall.getById", {"posts": f"-1_{post_id}"}) for post_id in ids]
    before = len(sent(local_vk))
    vk.batch(light)
    assert sent(local_vk)[before:] == [25]


def test_vk_away_is_raised_and_the_sizes_are_as_before(vk: Vk, local_vk: LocalVk) -> None:
    ids = [post_with_comments(local_vk, str(n)) for n in range(25)]
    local_vk.post("/_world/faults", [{"method": "*", "times": 999, "kind": "http", "status": 502}])
    with pytest.raises(NoAnswer):
        vk.batch([comments(post_id) for post_id in ids])
    local_vk.post("/_world/faults", [])
    before = len(sent(local_vk))
    vk.batch([comments(post_id) for post_id in ids])
    assert sent(local_vk)[before:] == [25]


def test_a_method_that_is_broken_altogether_is_raised_in_the_end(vk: Vk, local_vk: LocalVk) -> None:
    ids = [post_with_comments(local_vk, str(n)) for n in range(12)]
    local_vk.post(
        "/_world/faults",
        [
            {"method": "execute", "times": 999, "kind": "http", "status": 500},
            {"method": "wall.getComments", "times": 999, "kind": "http", "status": 500},
        ],
    )
    answers = vk.batches(comments(post_id) for post_id in ids)
    got = []
    with pytest.raises(NoAnswer):
        for _call, answer in answers:
            got.append(answer)
    assert len(got) == 5
    assert all(isinstance(answer, Choked) for answer in got)


def test_an_execute_that_answers_nonsense_is_asked_smaller(vk: Vk, local_vk: LocalVk) -> None:
    """A `response` of another shape than the script's list."""
    ids = [post_with_comments(local_vk, str(n)) for n in range(3)]
    real = vk.envelope
    told = iter([{"response": {"0": 1}}, {"response": False}])

    def odd(method: str, *args: object, **how: object) -> dict[str, object]:
        answer = real(method, *args, **how)  # type: ignore[arg-type]
        return next(told, answer) if method == "execute" else answer

    vk.envelope = odd  # type: ignore[method-assign, assignment]
    assert texts(vk.batch([comments(post_id) for post_id in ids])) == ["0", "1", "2"]


@pytest.mark.parametrize("errors", [{"method": "x"}, ["x"], "x", [{"method": 7}], [{}]])
def test_malformed_lists_of_failures_leave_no_doubt(
    vk: Vk, local_vk: LocalVk, errors: object
) -> None:
    ids = [post_with_comments(local_vk, "да"), 999]
    real = vk.envelope

    def odd(method: str, *args: object, **how: object) -> dict[str, object]:
        answer = real(method, *args, **how)  # type: ignore[arg-type]
        return answer | {"execute_errors": errors} if method == "execute" else answer

    vk.envelope = odd  # type: ignore[method-assign, assignment]
    good, refused = texts(vk.batch([comments(post_id) for post_id in ids]))
    assert good == "да"
    assert isinstance(refused, Refused)


@given(st.integers(1, 24), st.integers(50, 200))
def test_a_size_settles_below_what_chokes_and_seldom_tries_more(most: int, requests: int) -> None:
    size = Size()
    failed = 0
    for _ in range(requests):
        if size.now > most:
            failed += 1
            size.shrink()
        else:
            size.grow()
    assert failed <= 5 + requests / PATIENCE
    assert most // 2 <= size.now <= most + 1


@given(st.lists(st.sampled_from(["light", "heavy"]), min_size=1, max_size=MOST), st.integers(0, 4))
def test_what_is_cut_off_fits(methods: list[str], chokes: int) -> None:
    sizes = Sizes()
    heavy = Call("heavy")
    for _ in range(chokes):
        sizes.shrink(USER, [heavy])
    taken = [Call(method) for method in methods][
        : sizes.fitting(USER, [Call(method) for method in methods])
    ]
    assert taken
    assert taken.count(heavy) <= sizes.of(USER, "heavy").now
    assert sizes.of(USER, "light").now == MOST


def test_the_size_comes_back_when_vk_bears_it_again(vk: Vk, local_vk: LocalVk) -> None:
    post_id = post_with_comments(local_vk, "да")
    local_vk.post(
        "/_world/faults", [{"method": "execute", "times": 2, "kind": "error", "code": 13}]
    )
    for _ in range(50):
        vk.batch([comments(post_id)] * 25)
    assert sent(local_vk)[-1] == 25
