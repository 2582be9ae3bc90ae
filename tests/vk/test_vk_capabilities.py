"""What the keys can do, found out method by method, harming nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from lib.base.secret import Secret
from lib.sandbox.methods import METHODS
from lib.sandbox.rights import Key
from lib.vk import KeyMissing, Unreachable, methods
from lib.vk.candidate import Candidate, WrongKey, look_at
from lib.vk.capabilities import ABILITIES, PROBES, Answer, probe, size
from lib.vk.methods import Kind
from tests.conftest import LocalVk
from tests.vk.conftest import door
from tests.vk.test_vk_door import break_next
from tests.vk.test_vk_examine import GOOD


def answers(url: str, data: Path, **environ: str) -> dict[tuple[str, Kind], Answer]:
    with door(url, data, **{**GOOD, **environ}) as vk:
        found = {(method, kind): answer for method, kind, answer in probe(vk)}
        assert len(found) == size(vk)
    return found


def test_good_keys_can_do_what_people_saw_them_do(local_vk: LocalVk, tmp_path: Path) -> None:
    found = answers(local_vk.url, tmp_path)
    assert found["wall.get", "service"].value == "yes"
    assert found["stats.get", "user"].value == "yes"
    assert found["wall.createComment", "community"].value == "likely"
    assert found["wall.post", "community"].value == "likely"
    assert found["wall.delete", "user"].value == "likely"
    known = {place for place in found if place[0].partition(":")[0] in METHODS}
    closed = {place for place in known if found[place].value == "no"}
    # VK gives no new app the right to the messages of people.
    assert closed == {("messages.getConversations", "user"), ("messages.send", "user")}
    assert {found[place].value for place in known - closed} == {"yes", "likely"}


def test_trying_changes_nothing(local_vk: LocalVk, tmp_path: Path) -> None:
    post = local_vk.post("/_world/post", {"text": "Open day"})
    local_vk.post("/_world/comment", {**post, "from_id": 501, "text": "Where?"})

    def world() -> dict[str, object]:
        state = local_vk.get("/_world/state")
        assert isinstance(state, dict)
        return {name: value for name, value in state.items() if name != "now"}

    before = world()
    answers(local_vk.url, tmp_path)
    assert world() == before


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        (method, kind)
        for method, how in PROBES.items()
        for kind in how.kinds
        # A service key has no rights to lack; and names may be asked by every key.
        if method in METHODS and kind != "service" and method != "users.get"
    ],
)
def test_rights_answer_before_parameters(
    local_vk: LocalVk, tmp_path: Path, method: str, kind: Kind
) -> None:
    """The local VK refuses a key for what it lacks, though the parameters are wrong as well."""
    local_vk.world.keys["weak"] = (
        Key("weak", "community", frozenset())
        if kind == "community"
        else Key("weak", "user", frozenset(), "vkid")
    )
    found = answers(local_vk.url, tmp_path, **{f"PULT_{kind.upper()}_KEY": "weak"})
    assert (found[method, kind].value, found[method, kind].code) == (
        "no",
        15 if kind == "community" else 1051,
    )


def test_the_kinds_agree_with_the_table_of_methods() -> None:
    for method, how in PROBES.items():
        name, _, variant = method.partition(":")
        if name in {**methods.READS, **methods.WRITES}:
            params = {"filter": variant} if variant else {}
            assert set(how.kinds) == set(methods.kinds_for(name, params)), method
    assert {method for ability in ABILITIES for method in ability.needs} <= set(PROBES)


def test_a_dead_key_can_do_nothing_and_is_asked_once(local_vk: LocalVk, tmp_path: Path) -> None:
    local_vk.world.keys["old"] = Key("old", "user", frozenset(), "expired")
    found = answers(local_vk.url, tmp_path, PULT_USER_KEY="old")
    told = {answer for (_, kind), answer in found.items() if kind == "user"}
    assert [(answer.value, answer.code) for answer in told] == [("no", 5)]
    calls = local_vk.get("/_world/calls")
    assert isinstance(calls, list)
    assert sum(call["error"] == 5 for call in calls) == 1


def test_what_was_learnt_the_door_remembers(local_vk: LocalVk, tmp_path: Path) -> None:
    local_vk.world.keys["weak"] = Key("weak", "community", frozenset({"manage"}))
    with door(local_vk.url, tmp_path, **{**GOOD, "PULT_COMMUNITY_KEY": "weak"}) as vk:
        assert vk.key_for("wall.createComment") == "community"
        list(probe(vk))
        assert vk.key_for("wall.createComment") == "user"
        local_vk.world.keys["weak"] = Key("weak", "community")
        list(probe(vk))
        assert vk.key_for("wall.createComment") == "community"


def test_a_mood_of_vk_says_nothing_of_a_key(local_vk: LocalVk, tmp_path: Path) -> None:
    break_next(local_vk, "stats.get", kind="error", code=29)
    break_next(local_vk, "wall.edit", kind="error", code=9)
    with door(local_vk.url, tmp_path, **GOOD) as vk:
        found = {(method, kind): answer for method, kind, answer in probe(vk)}
        assert found["stats.get", "user"].value == "unknown"
        assert found["wall.edit", "user"].value == "unknown"
        assert vk.can("stats.get") and vk.can("wall.edit")


def test_an_absent_vk_is_unknown_and_raises_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    with door("http://127.0.0.1:9", tmp_path, **GOOD) as vk:
        vk.close()  # no repetitions: they would only take time
        _method, _kind, answer = next(iter(probe(vk, stop=stop)))
        assert (answer.value, answer.code) == ("unknown", None)
        stop.set()
        assert list(probe(vk, stop=stop)) == []


def candidate(local_vk: LocalVk, place: Kind, key: str, community: int | str = 1) -> Candidate:
    return look_at(local_vk.url, place, Secret(key), community=community)


@pytest.mark.parametrize("community", [1, "screen name"])
@pytest.mark.parametrize("place", ["community", "service", "user"])
def test_a_good_key_tells_its_community(
    local_vk: LocalVk, place: Kind, community: int | str
) -> None:
    wanted = local_vk.world.group.screen_name if isinstance(community, str) else community
    found = candidate(local_vk, place, f"demo-{place}", wanted)
    assert (found.group_id, found.name) == (1, local_vk.world.group.name)
    assert not found.lacking and not found.brief


@pytest.mark.parametrize("place", ["community", "service", "user"])
@pytest.mark.parametrize("kind", ["community", "service", "user"])
def test_a_key_of_another_kind_is_told(local_vk: LocalVk, place: Kind, kind: Kind) -> None:
    if place == kind:
        assert candidate(local_vk, place, f"demo-{kind}").group_id == 1
        return
    with pytest.raises(WrongKey, match=f"This is a {kind} key"):
        candidate(local_vk, place, f"demo-{kind}")


@pytest.mark.parametrize(
    ("place", "key", "words"),
    [
        ("user", "demo-expired", "expired"),
        ("community", "vk1.a.nonsense", "does not accept"),
        ("service", "vk1.a.nonsense", "does not accept"),
    ],
)
def test_a_key_that_lives_no_more_is_told_without_showing_it(
    local_vk: LocalVk, place: Kind, key: str, words: str
) -> None:
    with pytest.raises(WrongKey, match=words) as caught:
        candidate(local_vk, place, key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("place", ["community", "service", "user"])
@pytest.mark.parametrize("community", [404, "nobody_here"])
def test_another_or_no_community_is_told(
    local_vk: LocalVk, place: Kind, community: int | str
) -> None:
    with pytest.raises(WrongKey, match="no community"):
        candidate(local_vk, place, f"demo-{place}", community)


def test_missing_rights_and_short_lives_are_told(local_vk: LocalVk) -> None:
    local_vk.world.keys["weak"] = Key("weak", "community", frozenset({"wall"}))
    assert candidate(local_vk, "community", "weak").lacking == ("manage",)
    local_vk.world.keys["vk2.a.brief"] = Key("vk2.a.brief", "user", frozenset(), "vkid")
    assert candidate(local_vk, "user", "vk2.a.brief").brief


def test_an_absent_vk_says_nothing_of_the_key() -> None:
    with pytest.raises(Unreachable):
        look_at("http://127.0.0.1:9", "service", Secret("vk1.a.some"), community=1)


def test_a_key_that_is_not_set_is_not_tried(local_vk: LocalVk, tmp_path: Path) -> None:
    environ = {"PULT_COMMUNITY_KEY": "demo-community", "PULT_GROUP_ID": "1"}
    with door(local_vk.url, tmp_path, **environ) as vk:
        assert {kind for _, kind, _ in probe(vk)} == {"community"}
        with pytest.raises(KeyMissing):
            vk.call("stats.get", group_id=1)
