"""Every address of a cold console as every role and as nobody: over HTTP, over WebSocket, from another site.

One console for all of it; nobody has opened a page of it before the first request here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from lib.access import invitations
from lib.access.people import FIRST_OWNER, add_person
from lib.access.permissions import Actor
from lib.access.sessions import sign_in
from lib.access.signing import COOKIE, signed
from lib.base.clock import system_clock
from lib.store import Store
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.screen import PASSWORD, SECOND, click, visible
from tests.processes import Process, console_process, local_vk_process, started, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

QUESTION = "Во сколько начало?"
ALL = ("owner", "moderator", "editor", "analyst")
PAGES: dict[str, tuple[str, ...]] = {
    "/": ALL,
    "/inbox": ALL,
    "/compose": ("owner", "moderator", "editor"),
    "/open_chats": ("owner", "moderator", "editor"),
    "/answering": ("specialist",),
    "/reach": ALL,
    "/reports": ALL,
    "/explore": ALL,
    "/settings": ALL,
}
"""Address -> roles that get a page there; everybody else is led home."""

HOMES = {"specialist": "/answering"}


@dataclass
class Cold:
    """A console and the cookies of its people; "" is nobody."""

    console: Process
    cookies: dict[str, str]

    def client(self, role: str) -> httpx.Client:
        cookies = {COOKIE: self.cookies[role]} if role else {}
        return httpx.Client(base_url=self.console.url, cookies=cookies, timeout=30)

    def page(self, browser: Browser, role: str, size: dict[str, int] = DESKTOP) -> Page:
        context = browser.new_context(viewport=size, locale="ru-RU")
        context.add_cookies(
            [{"name": COOKIE, "value": self.cookies[role], "url": self.console.url}]
        )
        return context.new_page()


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cold]:
    folder = tmp_path_factory.mktemp("cold")
    vk_folder = tmp_path_factory.mktemp("vk")
    with started(local_vk_process(vk_folder)) as vk:
        post = vk.post("/_world/post", {"text": "День открытых дверей"})
        vk.post("/_world/comment", {**post, "from_id": 501, "text": QUESTION})
        process = console_process(folder, vk_url=vk.url, PULT_LOGIN="always")
        with started(process) as console:
            wait_for(
                lambda: console.get("/health")["backfill"]["finished_at"],
                seconds=60,
                message="the first reading",
            )
            yield Cold(console, cookies_of(folder))


def cookies_of(folder: Path) -> dict[str, str]:
    """A living sign-in of each role that can have one: a head answers by a link and signs in nowhere."""
    store, now = Store(folder / "pult.db"), int(system_clock())
    found = {}
    for role in ALL:
        name = f"{role} {role}"
        add_person(store, name, role=role, actor=FIRST_OWNER, now=now, password=PASSWORD)
        token = sign_in(store, name, PASSWORD, address="10.0.0.1", device="test", now=now)
        found[role] = signed(folder, token)
    with store.writer() as db:
        guest = invitations.add_guest(db, "specialist", role="specialist", now=now)
        link = invitations.invite(
            db, guest, scope="chat:1", expires_at=now + 3600, actor=Actor("x", "owner"), now=now
        )
    found["specialist"] = signed(folder, invitations.accept(store, link, device="test", now=now)[0])
    return found


def test_each_page_opens_for_its_roles_and_leads_all_others_away(cold: Cold) -> None:
    wrong = []
    for role in ("", *cold.cookies):
        with cold.client(role) as client:
            for address, roles in PAGES.items():
                answer = client.get(address, headers={"accept": "text/html"})
                got = answer.status_code, answer.headers.get("location", "")
                if not role:
                    tail = "" if address == "/" else f"?next=%2F{address[1:]}"
                    wanted = (303, f"/enter{tail}")
                elif role in roles or address == HOMES.get(role, "/"):
                    wanted = (200, "")
                else:
                    wanted = (303, HOMES.get(role, "/"))
                if got != wanted or QUESTION in answer.text:
                    wrong.append((role, address, got))
    assert wrong == []


@pytest.mark.parametrize("forged", ["", "abc", "abc.def", "../..", "\"';--"])
def test_a_forged_cookie_is_nobody(cold: Cold, forged: str) -> None:
    kept = cold.cookies["owner"]
    for value in (forged, kept[:-2] + "xx", kept.upper()):
        answer = httpx.get(
            f"{cold.console.url}/inbox",
            headers={"accept": "text/html", "cookie": f"{COOKIE}={value}"},
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/enter?next=%2Finbox")


def test_what_stands_beside_the_pages(cold: Cold) -> None:
    with cold.client("") as nobody:
        assert nobody.get("/health").status_code == 200
        assert nobody.get("/enter").status_code == 200
        assert nobody.get("/feed/new").status_code == 401
        assert nobody.get("/media/anything").status_code == 401
        assert nobody.get("/_stcore/host-config").status_code == 401
        assert nobody.post("/_stcore/upload_file/a/b").status_code == 401
        assert nobody.post("/hooks/vk", json={"type": "confirmation"}).status_code in {403, 404}
        for strange in ("/static/../pult.db", "/static/%2e%2e/pult.db", "//inbox", "/inbox/"):
            assert nobody.get(strange).status_code in {303, 401, 404}, strange
    for role, wanted in {"owner": 200, "analyst": 200, "specialist": 403}.items():
        with cold.client(role) as client:
            assert client.get("/feed/new?newer=0").status_code == wanted, role


def test_sockets_open_for_people_and_not_for_nobody_or_other_sites(cold: Cold) -> None:
    ours = cold.console.url
    address = ours.replace("http://", "ws://")

    async def opens(path: str, role: str, origin: str) -> bool:
        headers = {"cookie": f"{COOKIE}={cold.cookies[role]}"} if role else {}
        try:
            async with connect(address + path, origin=origin, additional_headers=headers):
                return True
        except WebSocketException:
            return False

    async def all_of_them() -> dict[tuple[str, str, str], bool]:
        return {
            (path, role, origin): await opens(path, role, origin)
            for path in ("/live", "/_stcore/stream")
            for role in ("", "owner", "specialist")
            for origin in (ours, "https://evil.example")
        }

    got = asyncio.run(all_of_them())
    assert got == {key: bool(key[1]) and key[2] == ours for key in got}


def test_a_post_from_another_site_does_nothing_anywhere(cold: Cold) -> None:
    paths = [*PAGES, "/enter", "/leave", "/join/abc", "/agree/abc", "/feed/new", "/health", "/live",
             "/language/en", "/_stcore/health"]  # fmt: skip
    origins: list[dict[str, str]] = [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {"sec-fetch-site": "same-site"},
        {},
    ]
    for role in ("", "owner", "specialist"):
        with cold.client(role) as client:
            for path in paths:
                for headers in origins:
                    answer = client.post(path, data={"name": "x", "password": "y"}, headers=headers)
                    got = answer.status_code
                    assert got in {401, 403, 404, 405}, (role, path, headers, got)
                    assert COOKIE not in answer.headers.get("set-cookie", "")
            if role == "owner":
                assert client.get("/inbox", headers={"accept": "text/html"}).status_code == 200


def test_an_editor_prepares_and_is_told_who_sends(cold: Cold, browser: Browser) -> None:
    page = cold.page(browser, "editor")
    page.goto(f"{cold.console.url}/compose")
    visible(page, "вы готовите тексты, а отправляет модератор или владелец")
    expect(page.get_by_role("button", name="Опубликовать", exact=True)).to_be_disabled()
    page.goto(f"{cold.console.url}/inbox")
    visible(page, QUESTION)
    click(page.get_by_role("button", name="Ответить").first)
    expect(page.get_by_role("button", name="Отправить", exact=True)).to_be_disabled(
        timeout=20 * SECOND
    )
    assert page.get_by_role("button", name="Ответ не нужен").count() == 0
    page.goto(f"{cold.console.url}/settings?section=journal")
    visible(page, "Состояние")
    assert page.get_by_text("Журнал", exact=True).count() == 0
    page.context.close()


def test_an_analyst_only_reads_and_a_specialist_sees_only_the_chat(
    cold: Cold, browser: Browser
) -> None:
    page = cold.page(browser, "analyst", PHONE)
    page.goto(f"{cold.console.url}/inbox")
    visible(page, QUESTION)
    assert page.get_by_role("button", name="Ответить").count() == 0
    assert page.get_by_text("вы готовите тексты").count() == 0
    page.goto(f"{cold.console.url}/compose")
    page.wait_for_url(f"{cold.console.url}/")
    page.context.close()
    page = cold.page(browser, "specialist", PHONE)
    page.goto(f"{cold.console.url}/settings?section=people")
    page.wait_for_url("**/answering")
    expect(page.get_by_text("Лента")).to_have_count(0)
    assert QUESTION not in page.content()
    page.context.close()
