"""Keys from the screen, the first start, and what the keys can do, without a worker."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from lib.access.permissions import MODERATOR, Actor, Forbidden
from lib.base.errors import PultError
from lib.base.pasted import NotAKey
from lib.base.settings import Settings, read_settings
from lib.sandbox.rights import Key
from lib.store import Store
from lib.store.state import get_state
from lib.vk import connect
from lib.vk.candidate import WrongKey
from lib.vk.capabilities import probe
from lib.worker import setup
from lib.worker.abilities import abilities, ability, denials, found_at, remember
from lib.worker.keys import KeyFixed, keys_now, remove_key, save_key
from tests.conftest import LocalVk

NOW = 1_790_000_000
EDITOR = Actor("editor", "editor")


def newcomer(tmp_path: Path, url: str, **environ: str) -> Settings:
    named = {"PULT_DATA": str(tmp_path), "PULT_VK_URL": url, **environ}
    return read_settings(named, secrets=tmp_path / "none.toml")


def own(tmp_path: Path, url: str, **environ: str) -> Settings:
    """Settings of a console with a community of its own and only what `environ` names."""
    return newcomer(tmp_path, url, PULT_GROUP_ID="1", **environ)


def content(tmp_path: Path) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.toml"))


def test_a_key_is_tried_kept_privately_and_taken_out_again(
    tmp_path: Path, store: Store, local_vk: LocalVk
) -> None:
    settings = own(tmp_path, local_vk.url, PULT_COMMUNITY_KEY="demo-community")
    address = "https://oauth.vk.com/blank.html#access_token=demo-user&expires_in=3600&user_id=1"
    save_key(settings, store, "user", address, actor=MODERATOR, now=NOW)
    file = tmp_path / "keys.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    settings = own(tmp_path, local_vk.url, PULT_COMMUNITY_KEY="demo-community")
    assert [(one.kind, one.source, one.can_change) for one in keys_now(settings)] == [
        ("community", "environment", False),
        ("service", None, True),
        ("user", "file", True),
    ]
    user = keys_now(settings)[2]
    assert user.seconds_left(NOW + 600) == 3000 and not user.ends_soon(NOW + 600)
    assert user.ends_soon(NOW + 3300) and user.seconds_left(NOW + 9999) == 0
    remove_key(settings, store, "user", actor=MODERATOR, now=NOW)
    settings = own(tmp_path, local_vk.url, PULT_COMMUNITY_KEY="demo-community")
    assert settings.user_key is None and settings.user_key_expires_at is None
    with store.reader() as db:
        done = [tuple(row) for row in db.execute("SELECT action, subject, actor FROM journal")]
        everything = "".join(str(tuple(row)) for row in db.execute("SELECT * FROM state"))
    assert done == [
        ("key.save", "key:user", "moderator"),
        ("key.remove", "key:user", "moderator"),
    ]
    assert "demo-user" not in everything


@pytest.mark.parametrize(
    ("kind", "text", "wrong"),
    [
        ("user", "demo-service", WrongKey),
        ("service", "demo-expired", WrongKey),
        ("service", "https://x#access_token=demo-service&expires_in=60", WrongKey),
        ("user", "", NotAKey),
        ("community", "demo-community", KeyFixed),
    ],
)
def test_a_wrong_key_is_not_kept(
    tmp_path: Path, store: Store, local_vk: LocalVk, kind: str, text: str, wrong: type[PultError]
) -> None:
    settings = own(tmp_path, local_vk.url, PULT_COMMUNITY_KEY="demo-community")
    with pytest.raises(wrong):
        save_key(settings, store, kind, text, actor=MODERATOR, now=NOW)  # type: ignore[arg-type]
    assert content(tmp_path) == ""


def test_keys_are_the_owners_alone(tmp_path: Path, store: Store, local_vk: LocalVk) -> None:
    settings = own(tmp_path, local_vk.url, PULT_COMMUNITY_KEY="demo-community")
    with pytest.raises(Forbidden):
        save_key(settings, store, "user", "demo-user", actor=EDITOR, now=NOW)
    with pytest.raises(Forbidden):
        setup.choose_community(settings, "club1", actor=EDITOR)


def test_a_rehearsal_takes_no_single_key(tmp_path: Path, store: Store, local_vk: LocalVk) -> None:
    settings = newcomer(tmp_path, local_vk.url)
    assert settings.newcomer
    with pytest.raises(KeyFixed):
        save_key(settings, store, "user", "demo-user", actor=MODERATOR, now=NOW)


def test_the_first_start_can_be_left_at_any_step(
    tmp_path: Path, store: Store, local_vk: LocalVk
) -> None:
    settings = newcomer(tmp_path, local_vk.url)
    assert setup.setup(tmp_path) == setup.Setup()
    setup.choose_community(settings, f"vk.com/{local_vk.world.group.screen_name}", actor=MODERATOR)
    with pytest.raises(setup.NotReady):
        setup.begin(settings, actor=MODERATOR, now=NOW)
    setup.put_key(settings, "community", "demo-community", actor=MODERATOR, now=NOW)
    found = setup.setup(tmp_path)
    assert (found.group_id, found.name) == (1, local_vk.world.group.name)
    assert found.kinds == {"community"} and not found.ready
    setup.put_key(settings, "service", "demo-service", actor=MODERATOR, now=NOW)
    assert setup.setup(tmp_path).ready
    assert newcomer(tmp_path, local_vk.url).newcomer, "the rehearsal goes on meanwhile"
    file = setup.next_file(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    setup.drop_key(settings, "service", actor=MODERATOR)
    assert setup.setup(tmp_path).kinds == {"community"}
    # Keys of one community are not kept for another.
    assert setup.choose_community(settings, "club7", actor=MODERATOR).kinds == frozenset()
    setup.forget(settings, actor=MODERATOR)
    assert not file.exists()


def prepared(tmp_path: Path, local_vk: LocalVk) -> Settings:
    settings = newcomer(tmp_path, local_vk.url)
    setup.choose_community(settings, "club1", actor=MODERATOR)
    for kind in ("community", "service"):
        setup.put_key(settings, kind, f"demo-{kind}", actor=MODERATOR, now=NOW)  # type: ignore[arg-type]
    return settings


def test_the_rehearsal_is_put_aside_whole(tmp_path: Path, store: Store, local_vk: LocalVk) -> None:
    settings = prepared(tmp_path, local_vk)
    with store.writer() as db:
        db.execute("INSERT INTO rubric (name, hashtag, color, position) VALUES ('x', '#x', '', 99)")
        [before] = db.execute("SELECT n FROM revision WHERE topic = 'system'").fetchone()
    assert not setup.finish(tmp_path, settings.database, now=NOW), "nobody has agreed yet"
    folder = setup.begin(settings, actor=MODERATOR, now=NOW)
    assert folder.name == "rehearsal-2026-09-21-1713"
    # Dying anywhere and beginning again comes to the same.
    for _ in range(2):
        setup.next_file(tmp_path).exists() and setup.finish(tmp_path, settings.database, now=NOW)
    with Store(folder / "pult.db").reader() as db:
        assert db.execute("SELECT count(*) FROM rubric WHERE name = 'x'").fetchone()[0] == 1
    with store.reader() as db:
        assert db.execute("SELECT count(*) FROM rubric WHERE name = 'x'").fetchone()[0] == 0
        assert db.execute("SELECT n FROM revision WHERE topic = 'system'").fetchone()[0] > before
        assert get_state(db, setup.STARTED) == {"aside": folder.name, "at": NOW}
    found = newcomer(tmp_path, local_vk.url)
    assert not found.newcomer and found.group_id == 1 and found.user_key is None
    assert not setup.next_file(tmp_path).exists()


def test_a_second_rehearsal_in_the_same_minute_has_a_folder_of_its_own(
    tmp_path: Path, store: Store, local_vk: LocalVk
) -> None:
    settings = prepared(tmp_path, local_vk)
    (tmp_path / "rehearsal-2026-09-21-1713").mkdir()
    assert setup.begin(settings, actor=MODERATOR, now=NOW).name == "rehearsal-2026-09-21-1713-2"


def test_a_key_that_died_meanwhile_stops_the_beginning(
    tmp_path: Path, store: Store, local_vk: LocalVk
) -> None:
    settings = prepared(tmp_path, local_vk)
    local_vk.world.keys["demo-service"] = Key("demo-service", "service", frozenset(), "expired")
    with pytest.raises(WrongKey):
        setup.begin(settings, actor=MODERATOR, now=NOW)
    assert setup.setup(tmp_path).agreed == ""


def tried(settings: Settings, store: Store) -> None:
    vk = connect(settings, paced=False)
    try:
        found = list(probe(vk))
    finally:
        vk.close()
    with store.writer() as db:
        remember(db, settings, found, now=NOW)


def states(settings: Settings, store: Store) -> dict[str, str]:
    with store.reader() as db:
        return {found.name: found.state for found in abilities(db, settings)}


def test_what_is_not_set_is_known_before_anything_was_tried(
    tmp_path: Path, store: Store, local_vk: LocalVk
) -> None:
    settings = own(
        tmp_path,
        local_vk.url,
        PULT_COMMUNITY_KEY="demo-community",
        PULT_SERVICE_KEY="demo-service",
    )
    found = states(settings, store)
    assert found["reach"] == found["schedule"] == found["edit"] == "not_set"
    assert found["reply"] == found["history"] == "unknown"
    local_vk.post("/_world/post", {"text": "Open day"})
    tried(settings, store)
    found = states(settings, store)
    assert (found["history"], found["reply"], found["reach"]) == ("yes", "likely", "not_set")
    with store.reader() as db:
        reach = ability(db, settings, "reach")
        assert found_at(db, settings) == NOW
    assert reach.missing == ("user",) and not reach.works


def test_what_vk_refuses_is_told_with_its_word_and_known_to_the_next_door(
    tmp_path: Path, store: Store, local_vk: LocalVk
) -> None:
    local_vk.world.keys["vk2.a.x"] = Key("vk2.a.x", "user", frozenset(), "vkid")
    keys = {
        "PULT_COMMUNITY_KEY": "demo-community",
        "PULT_SERVICE_KEY": "demo-service",
        "PULT_USER_KEY": "vk2.a.x",
    }
    settings = own(tmp_path, local_vk.url, **keys)
    tried(settings, store)
    with store.reader() as db:
        reach = ability(db, settings, "reach")
        known = denials(db, settings)
    assert reach.state == "no" and reach.refusal is not None and reach.refusal.code == 1051
    assert ("stats.get", "user") in known and ("wall.post", "community") not in known
    door = connect(settings, denied=known)
    assert not door.can("stats.get") and door.key_for("wall.post") == "community"
    door.close()
    # Another key in its place: nothing is known of it.
    other = replace(settings, user_key=settings.service_key)
    with store.reader() as db:
        assert not [kind for _, kind in denials(db, other) if kind == "user"]
        assert found_at(db, other) is None
        assert ability(db, other, "reach").state == "unknown"
