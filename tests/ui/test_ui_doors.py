"""The gate and the ways in, over HTTP: nobody gets past, nothing is used up by looking, no site acts for us."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from lib.access import invitations
from lib.access.people import FIRST_OWNER, add_person, end_person, people
from lib.access.permissions import Actor
from lib.access.signing import COOKIE, signed
from lib.base.secret import Secret
from lib.base.settings import DEMO_KEYS, Settings
from lib.store import Store
from lib.ui import console, doors
from lib.ui.doors import door_routes
from lib.ui.gate import Gate

GOOD = "облако рельсы самовар"
HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
PAGE = {"accept": "text/html"}


async def _page(request: Request) -> Response:
    return PlainTextResponse("secret")


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("secret")
    await websocket.close()


APP = Starlette(
    routes=[
        *door_routes,
        WebSocketRoute("/_stcore/stream", _socket),
        WebSocketRoute("/live", _socket),
        Route("/{path:path}", _page, methods=["GET", "POST"]),
    ],
    middleware=[Middleware(Gate)],
)


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    made = Settings(data=tmp_path, vk_url="https://vk.invalid", group_id=1)
    Store(made.database).migrate()
    console.use(made)
    yield made
    console.use(None)


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.database)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(APP, follow_redirects=False) as made:
        yield made


@pytest.fixture
def with_owner(store: Store) -> None:
    add_person(store, "Ольга", role="owner", actor=FIRST_OWNER, now=1, password=GOOD)


def enter(client: TestClient, **fields: str) -> Response:
    form = {"name": "Ольга", "password": GOOD} | fields
    return client.post("/enter", data=form, headers=HERE)


@pytest.mark.parametrize("path", ["/", "/inbox", "/compose", "/settings?tab=keys", "/answering"])
def test_a_page_leads_nobody_but_to_the_way_in(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/enter")
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/feed/new?newer=0", "/media/abc.png", "/_stcore/upload_file/x", "/component/x", "/live"],
)
def test_everything_else_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401
    assert client.post(path, headers=HERE).status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/stream", "/live"])
def test_no_socket_opens_for_nobody(client: TestClient, path: str) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(path) as socket:
        socket.receive_text()


@pytest.mark.parametrize("path", ["/static/x.js", "/health", "/hooks/vk", "/_stcore/health"])
def test_what_needs_no_sign_in_is_open(client: TestClient, path: str) -> None:
    assert client.get(path).text == "secret"


@pytest.mark.parametrize(
    "path",
    ["//static/x", "/static", "/staticx/", "/healthx", "/Static/x", "/enter/../inbox", "/join"],
)
def test_open_addresses_are_meant_exactly(client: TestClient, path: str) -> None:
    answer = client.get(f"http://testserver{path}")
    assert answer.status_code in {401, 404} or answer.headers.get("location", "").startswith(
        "/enter"
    )


@pytest.mark.usefixtures("with_owner")
def test_signing_in_opens_and_signing_out_shuts(client: TestClient) -> None:
    answer = enter(client, next="/inbox?unanswered=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox?unanswered=1")
    kept = answer.headers["set-cookie"].lower()
    assert "httponly" in kept and "samesite=lax" in kept
    assert client.get("/inbox", headers=PAGE).text == "secret"
    with client.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "secret"
    assert client.get("/enter").status_code == 303
    assert client.get("/leave").status_code == 200
    assert client.get("/inbox").text == "secret"  # looking at the way out does not leave
    assert client.post("/leave", headers=HERE).status_code == 303
    assert client.get("/inbox").status_code == 401


@pytest.mark.usefixtures("with_owner")
def test_wrong_words_are_told_and_the_name_stays(client: TestClient) -> None:
    answer = enter(client, password="мимо", name='Ольга"><script>x</script>')
    assert answer.status_code == 401
    assert "Имя или пароль не подходят" in answer.text
    assert "<script>" not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Origin": "http://testserver.evil.example"},
    ],
)
@pytest.mark.usefixtures("with_owner")
def test_a_form_of_another_site_does_nothing(
    client: TestClient, store: Store, headers: dict[str, str]
) -> None:
    answer = client.post("/enter", data={"name": "Ольга", "password": GOOD}, headers=headers)
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    enter(client)
    assert client.post("/leave", headers=headers).status_code == 403
    assert client.get("/inbox").text == "secret"
    _, link = invited(store)
    fresh = TestClient(APP, follow_redirects=False)
    assert fresh.post(f"/join/{link}", headers=headers).status_code == 403
    assert invitations.look(store, link, now=console.now()).used_at is None


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "",
     "inbox", "/a\nSet-Cookie: x=1", "/\t/evil.example"],
)  # fmt: skip
@pytest.mark.usefixtures("with_owner")
def test_the_way_back_stays_in_the_console(client: TestClient, back: str) -> None:
    assert enter(client, next=back).headers["location"] == "/"


def test_the_first_owner_is_made_at_the_machine_itself_or_with_the_code(
    client: TestClient, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    form = {"new_owner": "1", "again": GOOD}
    assert "Станьте владельцем" in client.get("/enter").text
    assert enter(client, **form, code="guess").status_code == 401
    assert (
        enter(client, **form | {"again": "другой пароль"}, code=doors.SETUP_CODE).status_code == 401
    )
    assert enter(client, **form, code=doors.SETUP_CODE).status_code == 303
    assert client.get("/inbox").text == "secret"
    other = TestClient(APP, follow_redirects=False)
    again = enter(other, **form, name="Захватчик", code=doors.SETUP_CODE)
    assert again.status_code == 401 and "уже есть владелец" in again.text
    assert [one.name for one in people(store, actor=Actor("", "owner"))] == ["Ольга"]


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "a.b", "None", '"nobody".x', "ImFiYyI.AAAA"],
)
@pytest.mark.usefixtures("with_owner")
def test_a_forged_cookie_is_nobody(client: TestClient, cookie: str) -> None:
    client.cookies.set(COOKIE, cookie)
    assert client.get("/inbox").status_code == 401


@pytest.mark.usefixtures("with_owner")
def test_a_cookie_signed_with_an_old_secret_is_nobody(
    client: TestClient, settings: Settings
) -> None:
    enter(client)
    assert client.get("/inbox").text == "secret"
    (settings.data / "cookie.secret").unlink()
    assert client.get("/inbox").status_code == 401


@pytest.mark.usefixtures("with_owner")
def test_a_well_signed_guess_is_nobody(client: TestClient, settings: Settings) -> None:
    client.cookies.set(COOKIE, signed(settings.data, "guess"))
    assert client.get("/inbox").status_code == 401


@pytest.mark.usefixtures("with_owner")
def test_who_is_ended_is_out_with_the_next_request(client: TestClient, store: Store) -> None:
    owner = Actor("Ольга", "owner", 1)
    made = add_person(store, "Иван", role="moderator", actor=owner, now=1, password=GOOD)
    enter(client, name="Иван")
    assert client.get("/inbox").text == "secret"
    end_person(store, made.person_id, actor=owner, now=2)
    assert client.get("/inbox").status_code == 401


# Invitations


def invited(store: Store) -> tuple[int, str]:
    now = console.now()
    with store.writer() as db:
        person_id = invitations.add_guest(db, "Врач <b>Белова</b>", role="specialist", now=now)
        link = invitations.invite(
            db, person_id, scope="chat:7", expires_at=now + 3600, actor=Actor("О", "owner"), now=now
        )
    return person_id, link


def test_looking_at_an_invitation_uses_nothing_up(client: TestClient, store: Store) -> None:
    _, link = invited(store)
    for _ in range(3):
        answer = client.get(
            f"/join/{link}", headers={"user-agent": "TelegramBot (like TwitterBot)"}
        )
        assert answer.status_code == 200 and "&lt;b&gt;" in answer.text
    assert client.post(f"/join/{link}", headers=HERE).headers["location"] == "/answering"
    assert client.get("/answering").text == "secret"
    # The same person in the same browser may open the link again, another may not.
    assert client.get(f"/join/{link}").headers["location"] == "/answering"
    other = TestClient(APP, follow_redirects=False)
    assert other.get(f"/join/{link}").status_code == 410
    assert other.post(f"/join/{link}", headers=HERE).status_code == 410
    assert other.get("/answering").status_code == 401


@pytest.mark.parametrize("link", ["x", "a" * 500, "..%2f..%2finbox", "%00"])
def test_a_guessed_link_says_so(client: TestClient, link: str) -> None:
    answer = client.get(f"/join/{link}")
    assert answer.status_code in {401, 410} and "secret" not in answer.text


def test_a_rehearsal_at_this_machine_asks_nobody(client: TestClient, settings: Settings) -> None:
    keys = {name: Secret(value) for name, value in DEMO_KEYS.items()}
    rehearsal = Settings(data=settings.data, vk_url="http://127.0.0.1:9", group_id=1, **keys)
    console.use(rehearsal)
    assert client.get("/inbox").text == "secret"
    console.use(Settings(**{**vars(rehearsal), "login": "always"}))
    assert client.get("/inbox").status_code == 401
    console.use(Settings(**{**vars(rehearsal), "community_key": Secret("vk1.a.real")}))
    assert client.get("/inbox").status_code == 401
    console.use(Settings(**{**vars(rehearsal), "vk_url": "https://api.vk.ru"}))
    assert client.get("/inbox").status_code == 401
