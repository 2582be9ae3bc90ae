"""Laws of dialogs and of callbacks, whatever happens in whatever order."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sandbox import callbacks, dialogs, open_world
from lib.sandbox.callbacks import PAUSES, Answer
from lib.sandbox.deliveries import CallbackServer, Delivery
from lib.sandbox.errors import ApiFailure
from lib.sandbox.objects import OWNER_ID
from lib.sandbox.talks import Message
from tests.sandbox.conftest import Hands

PEERS = st.integers(50, 52)
ACTS = st.one_of(
    st.tuples(st.just("hear"), PEERS, st.just(0)),
    st.tuples(st.just("speak"), PEERS, st.integers(0, 3)),
    st.tuples(st.just("deny"), PEERS, st.just(0)),
    st.tuples(st.just("allow"), PEERS, st.just(0)),
    st.tuples(st.just("read"), PEERS, st.just(0)),
    st.tuples(st.just("wait"), st.just(0), st.sampled_from((60, 1800, 3600))),
)


@given(st.lists(ACTS, max_size=60))
def test_a_dialog_counts_without_gaps_and_says_nothing_twice_within_the_hour(
    acts: list[tuple[str, int, int]],
) -> None:
    hands = Hands()
    world = open_world("empty", clock=hands)
    allowed: set[int] = set()
    for act, peer_id, number in acts:
        match act:
            case "hear":
                dialogs.hear(world, peer_id, "вопрос")
                allowed.add(peer_id)
            case "speak":
                before = set(world.shelf(Message))
                if peer_id not in allowed:
                    with pytest.raises(ApiFailure, match="901"):
                        dialogs.speak(world, peer_id, "да", random_id=number, attachments=[])
                    continue
                said = dialogs.speak(world, peer_id, "да", random_id=number, attachments=[])
                assert (said.id in before) <= (number != 0)
            case "deny":
                dialogs.deny(world, peer_id)
                allowed.discard(peer_id)
            case "allow":
                dialogs.allow(world, peer_id)
                allowed.add(peer_id)
            case "read":
                dialogs.read_by_person(world, peer_id)
            case _:
                hands.at += number
    spoken = dialogs.by_peer(world)
    for said_there in spoken.values():
        assert [m.cmid for m in said_there] == list(range(1, len(said_there) + 1))
        ours = [m for m in said_there if m.from_id == OWNER_ID and m.random_id]
        for earlier, later in combinations(ours, 2):
            assert earlier.random_id != later.random_id or later.date - earlier.date >= 3600
    told = Counter(event.type for event in world.events)
    assert told["message_new"] + told["message_reply"] == len(world.shelf(Message))


@given(
    st.lists(st.lists(st.sampled_from((200, 404, 500, 503)), max_size=8), min_size=1, max_size=6),
    st.lists(st.integers(1, 4000), min_size=40, max_size=40),
)
def test_every_event_is_taken_or_has_been_tried_six_times(
    answers: list[list[int]], pauses: list[int]
) -> None:
    """`answers`: by event, what the server says to each try; it takes what nothing is planned for."""
    hands = Hands()
    world = open_world("empty", clock=hands)
    world.put(CallbackServer(1, "http://127.0.0.1/", "Пульт", "", "ok", events={"group_join": 1}))
    for user_id in range(len(answers)):
        world.join(100 + user_id)
    tries: list[list[int]] = [[] for _event in answers]
    first: list[int] = []
    for pause in [0, *pauses, *PAUSES]:
        hands.at += pause
        for batch in callbacks.due(world, busy=()):
            for one in batch:
                number = one.object["user_id"] - 100
                planned = answers[number][len(tries[number]) :]
                status = planned[0] if planned else 200
                if not tries[number]:
                    first.append(number)
                tries[number].append(status)
                callbacks.settle(world, one, Answer(status, "ok" if status == 200 else "no"))
    assert first == list(range(len(answers)))
    assert all(len(tried) <= 1 + len(PAUSES) for tried in tries)
    waiting = {one.object["user_id"] - 100 for one in world.shelf(Delivery).values()}
    for number, tried in enumerate(tries):
        over = tried[-1] == 200 or len(tried) == 1 + len(PAUSES)
        assert over != (number in waiting)
        assert 200 not in tried[:-1]
