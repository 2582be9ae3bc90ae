"""«Настройки» in a real browser: from the rehearsal to a community, keys that are never seen again, a check."""

from __future__ import annotations

import stat
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.screen import SECOND, click, open_page, press, pull_new, visible
from tests.processes import Process, console_process, started, wait_for


def give_key(page: Page, place: str, kind: str, text: str) -> None:
    """Paste a key into the field of its kind and press the button beside it."""
    form = page.locator(f".st-key-key_{place}_{kind}")
    box = form.locator("input").first
    expect(box).to_be_visible(timeout=20 * SECOND)
    box.fill(text)
    click(page.locator(f".st-key-key_save_{place}_{kind} button"))


def in_the_page(page: Page) -> str:
    """All that stands in the page, what fields hold included."""
    held = page.evaluate(
        "[...document.querySelectorAll('input,textarea')].map(e => e.value).join('\\n')"
    )
    return page.content() + str(held)


def test_from_the_rehearsal_to_the_community(
    console: Process, vk: Process, page: Page, tmp_path: Path
) -> None:
    received: list[str] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: received.append(str(frame))),
    )
    post = vk.post("/_world/post", {"text": "День открытых дверей"})
    vk.post("/_world/comment", {**post, "from_id": 501, "text": "Во сколько начало?"})
    open_page(page, console, "/settings")
    visible(page, "Какое это сообщество?")
    page.get_by_role("textbox", name="Адрес или номер сообщества").fill("https://vk.com/club1")
    press(page, "Дальше")

    # A wrong key is told in plain words and not kept.
    give_key(page, "setup", "community", "demo-service")
    visible(page, "Это сервисный ключ")
    next_file = tmp_path / "keys-next.toml"
    assert "demo-" not in next_file.read_text(encoding="utf-8")
    give_key(page, "setup", "community", "demo-community")
    visible(page, "VK принял ключ")
    assert stat.S_IMODE(next_file.stat().st_mode) == 0o600
    assert "demo-" not in in_the_page(page)

    # It can be left, and come back to.
    open_page(page, console, "/inbox")
    open_page(page, console, "/settings")
    visible(page, "принят")
    give_key(
        page, "setup", "service", "https://x/blank.html#access_token=demo-service&expires_in=0"
    )
    visible(page, "Начать работу со своим сообществом")
    assert "demo-" not in in_the_page(page)
    click(page.get_by_text("Понимаю, начинаем"))
    begin = page.get_by_role("button", name="Начать", exact=True)
    expect(begin).to_be_enabled(timeout=20 * SECOND)
    click(begin)
    visible(page, "Готово: история прочитана", seconds=60)

    [folder] = tmp_path.glob("rehearsal-*")
    assert (folder / "pult.db").exists()
    keys = tmp_path / "keys.toml"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert not next_file.exists()
    visible(page, folder.name)
    assert not [frame for frame in received if "demo-community" in frame or "demo-service" in frame]
    open_page(page, console, "/inbox")
    pull_new(page, "Во сколько начало?")


def test_a_key_is_changed_while_the_console_runs(vk: Process, page: Page, tmp_path: Path) -> None:
    env = {"PULT_COMMUNITY_KEY": "demo-community", "PULT_GROUP_ID": "1"}
    with started(console_process(tmp_path, vk_url=vk.url, **env)) as console:
        open_page(page, console, "/settings?section=keys")
        visible(page, "из окружения")
        give_key(page, "keys", "user", "demo-expired")
        visible(page, "Срок этого ключа истёк")
        assert not (tmp_path / "keys.toml").exists()
        pasted = "https://oauth.vk.com/blank.html#access_token=demo-user&expires_in=540&user_id=1"
        give_key(page, "keys", "user", pasted)
        visible(page, "Ключ годится и сохранён")
        # Less than ten minutes are left of it, and every page says so.
        visible(page, "Действует ещё", seconds=30)
        visible(page, "Ключ пользователя истекает")
        assert "demo-user" not in in_the_page(page)
        press(page, "Убрать")
        press(page, "Да, убрать")
        visible(page, "Убран ключ пользователя")
        wait_for(
            lambda: "demo-user" not in (tmp_path / "keys.toml").read_text(encoding="utf-8"),
            message="the key gone from its file",
        )
        assert "demo-user" not in console.text()


def test_check_now_has_an_end(console: Process, vk: Process, page: Page) -> None:
    vk.post("/_world/post", {"text": "День открытых дверей"})
    wait_for(lambda: console.get("/health")["backfill"]["finished_at"], message="the first reading")
    open_page(page, console, "/settings?section=state")
    press(page, "Проверить сейчас")
    visible(page, "Проверено", seconds=60)
    visible(page, "всё в порядке")
    open_page(page, console, "/settings?section=keys")
    visible(page, "Опробовано без каких-либо изменений в VK")
    row = page.get_by_role("row", name="Читать записи и комментарии")
    expect(row).to_contain_text("да", timeout=20 * SECOND)


def test_without_a_user_key_each_thing_that_cannot_be_says_why(
    vk: Process, page: Page, tmp_path: Path
) -> None:
    vk.post("/_world/post", {"text": "День открытых дверей"})
    env = {
        "PULT_COMMUNITY_KEY": "demo-community",
        "PULT_SERVICE_KEY": "demo-service",
        "PULT_GROUP_ID": "1",
    }
    with started(console_process(tmp_path, vk_url=vk.url, **env)) as console:
        open_page(page, console, "/compose")
        visible(page, "Отложить запись нельзя.")
        visible(page, "Для этого нужен ключ пользователя, а он не задан.")
        assert page.get_by_text("В назначенное время").count() == 0
        click(page.get_by_role("link", name="Открыть «Ключи»").first)
        visible(page, "Без него нельзя")
        row = page.get_by_role("row", name="Видеть охват")
        expect(row).to_contain_text("нет ключа", timeout=20 * SECOND)
        # Text is published all the same.
        open_page(page, console, "/compose")
        expect(page.get_by_role("button", name="Опубликовать", exact=True)).to_be_enabled()
        open_page(page, console, "/reach")
        visible(page, "Охват")
        expect(page.get_by_text("Для этого нужен ключ пользователя").first).to_be_visible(
            timeout=30 * SECOND
        )
