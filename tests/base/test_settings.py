"""Settings: where each comes from, and what a person reads when one cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.base.keys_file import with_hooks_secret
from lib.base.settings import Settings, SettingsError, read_settings

KEY = "vk1.a.very-secret"


def settings(tmp_path: Path, secrets: str = "", **environ: str) -> Settings:
    file = tmp_path / "secrets.toml"
    file.write_text(secrets, encoding="utf-8")
    return read_settings({"PULT_DATA": str(tmp_path), **environ}, secrets=file)


def test_without_anything_the_console_brings_its_own_vk(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert found.embedded and found.rehearsal
    assert found.group_id == 1
    assert found.community_key is not None and found.community_key.reveal() == "demo-community"


def test_a_local_address_alone_means_a_rehearsal_there(tmp_path: Path) -> None:
    found = settings(tmp_path, PULT_VK_URL="http://127.0.0.1:8502/")
    assert not found.embedded and found.rehearsal
    assert found.vk_url == "http://127.0.0.1:8502"
    assert found.user_key is not None


def test_keys_alone_mean_vk_itself(tmp_path: Path) -> None:
    found = settings(tmp_path, PULT_COMMUNITY_KEY=KEY, PULT_GROUP_ID="77")
    assert (found.embedded, found.rehearsal, found.vk_url) == (False, False, "https://api.vk.ru")
    assert found.service_key is None


def test_the_environment_wins_over_the_secrets_file(tmp_path: Path) -> None:
    secrets = '[vk]\ngroup_id = 5\ncommunity_key = "from-file"\nservice_key = "service"\n'
    found = settings(tmp_path, secrets, PULT_COMMUNITY_KEY=KEY)
    assert found.community_key is not None and found.community_key.reveal() == KEY
    assert found.service_key is not None and found.service_key.reveal() == "service"
    assert found.group_id == 5


@pytest.mark.parametrize("written", ["77", "-77", "club77", "public77", " 77 "])
def test_a_group_id_is_read_as_people_copy_it(tmp_path: Path, written: str) -> None:
    assert settings(tmp_path, PULT_COMMUNITY_KEY=KEY, PULT_GROUP_ID=written).group_id == 77


@pytest.mark.parametrize(
    "wrong",
    [
        {"PULT_COMMUNITY_KEY": KEY},
        {"PULT_COMMUNITY_KEY": KEY, "PULT_GROUP_ID": "minzdrav"},
        {"PULT_COMMUNITY_KEY": KEY, "PULT_GROUP_ID": "0"},
        {"PULT_VK_URL": "127.0.0.1:8502"},
        {"PULT_ZONE": "Europe/Moskow"},
        {"PULT_LOGIN": "never"},
        {"PULT_BACKUP_DAYS": "0"},
        {"PULT_BACKUP_DAYS": "two weeks"},
    ],
)
def test_a_wrong_setting_is_named_and_no_key_is_shown(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, **wrong)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("text", ["[vk\n", 'vk = "vk1.a.key"\n'])
def test_a_broken_secrets_file_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"secrets\.toml") as caught:
        settings(tmp_path, text)
    assert "vk1.a.key" not in str(caught.value)


def test_settings_do_not_print_keys(tmp_path: Path) -> None:
    found = settings(tmp_path, PULT_COMMUNITY_KEY=KEY, PULT_GROUP_ID="1")
    assert KEY not in f"{found} {found!r} {found.community_key}"


def test_backups_lie_beside_the_data_unless_another_place_is_named(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert (found.backups, found.backup_days) == (tmp_path / "backups", 14)
    found = settings(tmp_path, PULT_BACKUPS=str(tmp_path / "other"), PULT_BACKUP_DAYS="30")
    assert (found.backups, found.backup_days) == (tmp_path / "other", 30)


@pytest.mark.parametrize(
    "written",
    ["https://pult.example.ru", "https://pult.example.ru/", "https://pult.example.ru/hooks/vk"],
)
def test_the_address_for_callbacks_is_read_with_and_without_its_path(
    tmp_path: Path, written: str
) -> None:
    found = settings(tmp_path, PULT_HOOKS_URL=written)
    assert found.hooks_url == "https://pult.example.ru/hooks/vk"
    assert settings(tmp_path).hooks_url is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"PULT_HOOKS_URL": "http://pult.example.ru"},
        {"PULT_HOOKS_URL": "pult.example.ru"},
        {"PULT_HOOKS_URL": "https://"},
        {"PULT_HOOKS_URL": "http://127.0.0.1:1", "PULT_COMMUNITY_KEY": KEY, "PULT_GROUP_ID": "1"},
        {"PULT_HOOKS_SECRET": "short"},
        {"PULT_HOOKS_SECRET": 'quote"d-secret'},
        {"PULT_HOOKS_SECRET": "x" * 51},
    ],
)
def test_an_address_or_a_secret_vk_would_not_take(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, **wrong)
    assert wrong.get("PULT_HOOKS_SECRET", "no secret") not in str(caught.value)


def test_a_secret_is_made_once_and_kept_privately(tmp_path: Path) -> None:
    named = {"PULT_HOOKS_URL": "https://pult.example.ru"}
    made = with_hooks_secret(settings(tmp_path, **named))
    assert made.hooks_secret is not None and len(made.hooks_secret.reveal()) == 40
    assert (tmp_path / "keys.toml").stat().st_mode & 0o777 == 0o600
    again = settings(tmp_path, **named)
    assert again.hooks_secret == made.hooks_secret and with_hooks_secret(again) == again
    assert again.embedded and again.newcomer
    (tmp_path / "other").mkdir()
    without = settings(tmp_path / "other")
    assert with_hooks_secret(without) == without
    assert not (tmp_path / "other" / "keys.toml").exists()


AUTH = {
    "redirect_uri": "https://pult.example.ru/enter/oidc/callback",
    "client_id": "pult",
    "client_secret": "secret-of-the-provider",
    "server_metadata_url": "https://id.example.ru/.well-known/openid-configuration",
}


def auth(**changed: str) -> str:
    lines = (f'{name} = "{value}"' for name, value in (AUTH | changed).items() if value)
    return "\n".join(["[auth]", *lines])


def test_the_sign_in_of_the_organisation_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    assert settings(tmp_path).provider is None
    found = settings(tmp_path, auth())
    assert found.provider is not None and found.provider.name == "id.example.ru"
    assert AUTH["client_secret"] not in repr(found)
    named = settings(tmp_path, auth(title="ЕСИА региона")).provider
    assert named is not None and named.name == "ЕСИА региона"
    for name in AUTH:
        with pytest.raises(SettingsError, match=name):
            settings(tmp_path, auth(**{name: ""}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": "https://pult.example.ru/oauth2callback"},
        {"redirect_uri": "http://pult.example.ru/enter/oidc/callback"},
        {"redirect_uri": "https://pult.example.ru/enter/oidc/callback?a=1"},
        {"redirect_uri": "/enter/oidc/callback"},
        {"server_metadata_url": "http://id.example.ru/metadata"},
        {"server_metadata_url": "id.example.ru"},
    ],
)
def test_an_address_of_the_sign_in_that_cannot_work_is_named(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))) as told:
        settings(tmp_path, auth(**wrong))
    assert AUTH["client_secret"] not in str(told.value)
