"""Every call that the console makes is one that the official schema knows: name, parameters, kind of key.

What the console asks is taken down while its whole engine works on a local VK, with three keys and with two.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib.vk.methods import READS, WRITES
from tests.sandbox.console_calls import Asked, work
from tests.sandbox.deviations import (
    ASKED_BEYOND,
    CALLED_WITH,
    EVERYWHERE,
    NOT_CALLED,
    ONLY_PROBED,
)
from tests.sandbox.schema import key_kinds, misused, needs_schema

KEYS = {
    "three keys": ("community", "service", "user"),
    "community and service": ("community", "service"),
}


@pytest.fixture(scope="module", autouse=True)
def short_timeouts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lib.outbox.turn.SEND_TIMEOUT", 2)
        patch.setattr("lib.outbox.kinds.READ_TIMEOUT", 2)
        patch.setattr("lib.vk.uploads.PAUSES", (0.01, 0.01))
        yield


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[Asked]]:
    """What the console asks with each set of keys."""
    return {name: work(kinds, tmp_path_factory.mktemp("work")) for name, kinds in KEYS.items()}


def every(asked: dict[str, set[Asked]]) -> set[Asked]:
    return set().union(*asked.values())


def faults(call: Asked) -> set[tuple[str, str]]:
    """What the schema has against a call: (method, "parameter: reason")."""
    given = {name: value for name, value in call.params if name not in EVERYWHERE}
    return {(call.method, reason) for reason in misused(call.method, given)}


@pytest.mark.timeout(300)
def test_every_method_that_the_console_knows_is_called_or_named(
    asked: dict[str, set[Asked]],
) -> None:
    known = READS.keys() | WRITES.keys()
    called = {call.method for call in every(asked)}
    working = {call.method for call in every(asked) if call.part != "probe"}
    assert called <= known
    assert known - called == NOT_CALLED.keys()
    assert called - working == ONLY_PROBED.keys()


def test_fewer_keys_ask_for_less(asked: dict[str, set[Asked]]) -> None:
    whole, less = ({call.method for call in asked[name]} for name in KEYS)
    assert less < whole
    working = [call for call in asked["community and service"] if call.part != "examine"]
    assert {call.key for call in working} == {"community", "service"}


@needs_schema
def test_the_schema_knows_every_parameter(asked: dict[str, set[Asked]]) -> None:
    sent = {name for call in every(asked) for name, _ in call.params}
    assert sent >= EVERYWHERE.keys()
    assert {fault for call in every(asked) for fault in faults(call)} == ASKED_BEYOND.keys()


@needs_schema
def test_the_schema_lets_these_keys_call(asked: dict[str, set[Asked]]) -> None:
    made = {(call.method, call.key) for call in every(asked)}
    assert {one for one in made if one[1] not in key_kinds(one[0])} == CALLED_WITH.keys()


@needs_schema
@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("wall.get", {"count": "100", "filter": "postponed", "extended": "1"}, None),
        ("wall.get", {"owners_id": "-1"}, "owners_id: unknown"),
        ("wall.getComments", {"count": "ten"}, "count: 'ten' is not of type 'integer'"),
        ("wall.getComments", {"sort": "up"}, "sort: 'up' is not one of ['asc', 'desc', 'smart']"),
        ("wall.getComments", {"extended": "True"}, "extended: 'True' is not of type 'boolean'"),
        ("wall.getById", {}, "posts: required"),
        ("wall.get", {"offset": "-1"}, "offset: -1 is less than the minimum of 0"),
        ("messages.send", {"random_id": str(2**31)}, f"random_id: {2**31} does not fit 32 bits"),
        ("messages.send", {"message": "ы" * 9001}, "message: 'ыыы"),
        ("users.get", {"user_ids": ",".join(map(str, range(1001)))}, "user_ids: [0, 1"),
    ],
)
def test_the_check_itself_finds_faults(
    method: str, params: dict[str, str], reason: str | None
) -> None:
    found = misused(method, params)
    if reason is None:
        assert found == []
    else:
        assert any(one.startswith(reason) for one in found), found
