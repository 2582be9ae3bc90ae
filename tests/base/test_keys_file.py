"""The keys file: private, whole or not at all; and what people paste."""

from __future__ import annotations

import stat
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.keys_file import KeysFileError, change_keys, keys_file, write_private
from lib.base.pasted import NotACommunity, NotAKey, pasted_community, pasted_key
from lib.base.settings import read_settings

KEY = "vk1.a.very-secret_KEY"


def test_the_file_is_private_and_read_at_the_next_start(tmp_path: Path) -> None:
    file = keys_file(tmp_path)
    change_keys(file, {"group_id": 77, "community_key": KEY, "user_key": "vk2.a.user"})
    change_keys(file, {"user_key_expires_at": 1_790_000_000, "community_key": "vk1.a.other"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = read_settings({"PULT_DATA": str(tmp_path)}, secrets=tmp_path / "none.toml")
    assert found.community_key is not None and found.community_key.reveal() == "vk1.a.other"
    assert (found.group_id, found.user_key_expires_at) == (77, 1_790_000_000)
    assert found.sources["community_key"] == "file" and not found.newcomer
    assert [one.name for one in tmp_path.iterdir()] == ["keys.toml"]


def test_the_environment_hides_the_end_of_another_key(tmp_path: Path) -> None:
    change_keys(keys_file(tmp_path), {"group_id": 7, "user_key": KEY, "user_key_expires_at": 5})
    environ = {"PULT_DATA": str(tmp_path), "PULT_USER_KEY": "vk1.a.mine"}
    found = read_settings(environ, secrets=tmp_path / "none.toml")
    assert found.sources["user_key"] == "environment"
    assert found.user_key_expires_at is None


def test_without_its_last_key_a_real_community_is_not_a_rehearsal(tmp_path: Path) -> None:
    file = keys_file(tmp_path)
    change_keys(file, {"group_id": 77, "community_key": KEY})
    change_keys(file, {"community_key": None})
    found = read_settings({"PULT_DATA": str(tmp_path)}, secrets=tmp_path / "none.toml")
    assert (found.embedded, found.rehearsal, found.community_key) == (False, False, None)


def test_a_newcomer_plays_with_the_keys_of_the_rehearsal(tmp_path: Path) -> None:
    found = read_settings({"PULT_DATA": str(tmp_path)}, secrets=tmp_path / "none.toml")
    assert found.newcomer and found.embedded
    named = {"PULT_DATA": str(tmp_path), "PULT_COMMUNITY_KEY": KEY, "PULT_GROUP_ID": "5"}
    assert not read_settings(named, secrets=tmp_path / "none.toml").newcomer


def test_a_file_with_more_in_it_is_left_alone(tmp_path: Path) -> None:
    file = keys_file(tmp_path)
    file.write_text('[vk]\ngroup_id = 5\n[mine]\nnote = "keep"\n', encoding="utf-8")
    with pytest.raises(KeysFileError):
        change_keys(file, {"community_key": KEY})
    assert "keep" in file.read_text(encoding="utf-8")


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").mkdir()
    with pytest.raises(KeysFileError):
        write_private(keys_file(tmp_path), "[vk]")
    assert [one.name for one in tmp_path.iterdir()] == ["keys.toml"]


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(max_size=30) | st.integers(0, 9)))
def test_what_is_written_is_what_is_read(values: dict[str, str | int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "keys.toml"
        change_keys(file, dict(values))
        assert tomllib.loads(file.read_text(encoding="utf-8"))["vk"] == values


@pytest.mark.parametrize(
    ("pasted", "expires_in"),
    [
        (KEY, None),
        (f"  {KEY}\n", None),
        (f"«{KEY}»", None),
        (f"https://oauth.vk.com/blank.html#access_token={KEY}&expires_in=3600&user_id=5", 3600),
        (f"https://oauth.vk.com/blank.html#access_token={KEY}&expires_in=0&user_id=5", 0),
        (f"https://oauth.vk.com/blank.html#expires_in=86400&access_token={KEY}&state=1", 86400),
        (f"https://oauth.vk.com/blank.html#access_token_77={KEY}&expires_in=0", 0),
        (f'{{"access_token": "{KEY}", "expires_in": 3600}}', 3600),
        (f"https%3A%2F%2Foauth.vk.com%2Fblank.html%23access_token%3D{KEY}%26expires_in%3D60", 60),
    ],
)
def test_a_key_is_found_in_what_people_paste(pasted: str, expires_in: int | None) -> None:
    found = pasted_key(pasted)
    assert (found.key.reveal(), found.expires_in) == (KEY, expires_in)
    assert KEY not in repr(found)


@pytest.mark.parametrize("wrong", ["", "   ", "two words", "мой ключ", "abc", "vk1.a.key<script>"])
def test_what_is_no_key_is_told_without_repeating_it(wrong: str) -> None:
    with pytest.raises(NotAKey) as caught:
        pasted_key(wrong)
    assert not wrong.strip() or wrong not in str(caught.value)


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("77", 77),
        ("-77", 77),
        ("club77", 77),
        ("public77", 77),
        ("vk.com/club77", 77),
        ("https://vk.ru/public77?w=wall-77_1", 77),
        (" https://m.vk.com/event77/ ", 77),
        ("vk.com/minzdrav51", "minzdrav51"),
        ("@minzdrav51", "minzdrav51"),
        ("https://vk.com/min.zdrav_51#top", "min.zdrav_51"),
    ],
)
def test_a_community_is_found_in_what_people_paste(pasted: str, found: int | str) -> None:
    assert pasted_community(pasted) == found


@pytest.mark.parametrize(
    "wrong", ["", "0", "club0", "https://example.org/club77", "два слова", "a/b"]
)
def test_what_names_no_community_is_told(wrong: str) -> None:
    with pytest.raises(NotACommunity):
        pasted_community(wrong)
