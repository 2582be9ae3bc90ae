"""Bad days: VK away, wrong keys, hostile comments, two tabs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.e2e.conftest import DESKTOP
from tests.e2e.screen import (
    SECOND,
    become_owner,
    open_page,
    press,
    pull_new,
    replies_under,
    visible,
)
from tests.e2e.test_first_day import ANSWER, QUESTION, ask, start_answer
from tests.processes import Process, console_process, free_port, started, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

PAGES = ("/", "/inbox", "/compose", "/reach")
HOSTILE = (
    "**жирно** [ссылка](http://evil.example/x) ![](http://evil.example/track.png) :red[красный] $x^2$",
    '<script>window.broken = 1</script><img src="http://evil.example/y.png" onerror="window.broken=1">',
    "\u202eсправа налево\u202c и \u2066ещё\u2069",
    "😀😀😀",
    "а" * 4000,
)


def test_vk_away_at_start_every_page_opens_and_says_so(tmp_path: Path, page: Page) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    with started(console_process(tmp_path, vk_url=nowhere)) as console:
        for path in PAGES:
            open_page(page, console, path)
            visible(page, "VK недоступен")
            assert page.get_by_text("Traceback").count() == 0
        assert console.get("/health")["vk"]["ok"] is False


def test_vk_that_goes_away_costs_nothing_but_a_notice(
    console: Process, vk: Process, page: Page
) -> None:
    comment_id = ask(vk)
    open_page(page, console, "/inbox")
    pull_new(page, QUESTION)
    vk.stop()
    start_answer(page)
    press(page, "Отправить")
    visible(page, "VK недоступен", seconds=60)
    vk.start()
    wait_for(
        lambda: replies_under(vk, comment_id), seconds=90, message="the reply after VK came back"
    )
    visible(page, "Опубликовано", seconds=60)
    assert len(replies_under(vk, comment_id)) == 1


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"PULT_COMMUNITY_KEY": "wrong-key-77"}, "VK не принимает ключ"),
        ({"PULT_COMMUNITY_KEY": "demo-user"}, "ключ другого вида"),
        ({"PULT_COMMUNITY_KEY": "demo-community", "PULT_GROUP_ID": "999"}, "нет сообщества"),
    ],
    ids=["wrong", "swapped", "no such group"],
)
def test_a_wrong_key_is_told_in_plain_words(
    tmp_path: Path, vk: Process, page: Page, keys: dict[str, str], told: str
) -> None:
    env = {"PULT_GROUP_ID": "1"} | keys
    with started(console_process(tmp_path, vk_url=vk.url, **env)) as console:
        if not keys["PULT_COMMUNITY_KEY"].startswith("demo-"):
            # Such a key might open something elsewhere, so that nobody acts with it unnamed.
            become_owner(page, console)
        open_page(page, console, "/")
        problem = page.get_by_role("status").filter(has_text=told).first
        expect(problem).to_be_visible(timeout=30 * SECOND)
        assert keys["PULT_COMMUNITY_KEY"] not in problem.inner_text()
        assert page.get_by_text("Traceback").count() == 0
        assert keys["PULT_COMMUNITY_KEY"] not in console.text()


def test_hostile_comments_stay_text(console: Process, vk: Process, page: Page) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    post_id = vk.post("/_world/post", {"text": HOSTILE[0]})["post_id"]
    for text in HOSTILE:
        vk.post("/_world/comment", {"post_id": post_id, "from_id": 501, "text": text})
    open_page(page, console, "/inbox")
    pull_new(page, "😀😀😀")
    visible(page, "![](http://evil.example/track.png)")
    visible(page, "<script>")
    for path in PAGES[:1] + PAGES[2:]:
        open_page(page, console, path)
    assert page.evaluate("window.broken") is None
    assert [request.url for request in asked if "evil.example" in request.url] == []
    assert page.locator("a[href*='evil.example']").count() == 0


def test_two_tabs_answer_one_comment_once_unless_a_person_insists(
    console: Process, vk: Process, browser: Browser, page: Page
) -> None:
    """The second tab's answer waits: somebody has answered meanwhile."""
    comment_id = ask(vk)
    open_page(page, console, "/inbox")
    pull_new(page, QUESTION)
    context = browser.new_context(viewport=DESKTOP, locale="ru-RU")
    second = context.new_page()
    open_page(second, console, "/inbox")
    pull_new(second, QUESTION)
    start_answer(page)
    press(page, "Отправить")
    # The same person in another tab sees at once that the answer is on its way.
    visible(second, "Отправляется")
    visible(second, "Опубликовано", seconds=30)
    assert [reply["text"] for reply in replies_under(vk, comment_id)] == [ANSWER]
    context.close()


def test_an_answer_given_in_vk_itself_stops_ours(console: Process, vk: Process, page: Page) -> None:
    comment_id = ask(vk)
    open_page(page, console, "/inbox")
    pull_new(page, QUESTION)
    start_answer(page)
    press(page, "Отправить")
    visible(page, "Отменить отправку")
    post_id = next(
        c["post_id"] for c in vk.get("/_world/state")["comments"] if c["id"] == comment_id
    )
    said = {
        "post_id": post_id,
        "from_id": -1,
        "text": "Ответили с телефона",
        "reply_to": comment_id,
    }
    vk.post("/_world/comment", said)
    visible(page, "Ответили с телефона", seconds=30)
    visible(page, "Отправить всё равно", seconds=30)
    assert [reply["text"] for reply in replies_under(vk, comment_id)] == ["Ответили с телефона"]
