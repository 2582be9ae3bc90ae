"""Sign-in through the organisation's own provider: whom it lets in, and all that must let nobody in."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.access import journal, signing
from lib.access.people import FIRST_OWNER, add_person, change_email, end_person
from lib.access.permissions import Actor
from lib.base.secret import Secret
from lib.base.settings import Provider, Settings
from lib.store import Store
from lib.ui import console, oidc
from lib.ui.doors import door_routes
from lib.ui.gate import Gate
from streamlit_app import secrets_of
from tests.ui.fake_provider import CLIENT, CLIENT_SECRET, Fake, provider

PERSON = "olga@example.ru"
PAGE = {"accept": "text/html"}
BACK = "http://testserver/enter/oidc/callback"


async def _page(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("secret")


APP = Starlette(
    routes=[*door_routes, *oidc.oidc_routes, Route("/{path:path}", _page)],
    middleware=[Middleware(Gate)],
)


@pytest.fixture(scope="module")
def running() -> Iterator[Fake]:
    with provider() as made:
        yield made


@pytest.fixture
def fake(running: Fake) -> Fake:
    """The provider as it is when nobody has spoiled anything."""
    fresh = Fake(address=running.address, key=running.key)
    for name, value in vars(fresh).items():
        setattr(running, name, value)
    return running


@pytest.fixture
def settings(tmp_path: Path, fake: Fake) -> Iterator[Settings]:
    made = Settings(
        data=tmp_path,
        vk_url="https://vk.invalid",
        group_id=1,
        provider=Provider(
            redirect_uri=BACK,
            client_id=CLIENT,
            client_secret=Secret(CLIENT_SECRET),
            server_metadata_url=f"{fake.address}/.well-known/openid-configuration",
            title="ЕСИА <региона>",
        ),
    )
    Store(made.database).migrate()
    console.use(made)
    yield made
    console.use(None)


@pytest.fixture
def store(settings: Settings) -> Store:
    made = Store(settings.database)
    add_person(made, "Ольга", role="owner", actor=FIRST_OWNER, now=1, email=PERSON)
    return made


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(APP, follow_redirects=False) as made:
        yield made


def begin(client: TestClient, back: str = "/inbox") -> str:
    answer = client.get("/enter/oidc", params={"next": back})
    assert answer.status_code == 302
    return answer.headers["location"]


def sign_in(client: TestClient, fake: Fake, back: str = "/inbox") -> Response:
    return client.get("/enter/oidc/callback", params=fake.go(begin(client, back)))


def refused(client: TestClient, answer: Response) -> str:
    """Nobody got in, and the words were plain; they are the answer."""
    assert answer.status_code == 403, answer.text
    assert signing.COOKIE not in client.cookies
    assert client.get("/inbox", headers=PAGE).status_code == 303
    assert "Traceback" not in answer.text and "secret words" not in answer.text
    return answer.text


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """What the console logged; the browser of the test tells of its addresses too."""
    return "\n".join(one.getMessage() for one in caplog.records if one.name != "httpx2")


def reasons(store: Store) -> list[Any]:
    with store.reader() as db:
        found = journal.entries(db, journal.Search(actions={"session.refuse"}))
    assert all(one.outcome == "refused" for one in found)
    return [one.detail["reason"] for one in found]


def test_the_way_in_leads_to_the_provider_and_back(client: TestClient, fake: Fake) -> None:
    door = client.get("/enter?next=/inbox%3Funanswered%3D1").text
    assert 'href="/enter/oidc?next=%2Finbox%3Funanswered%3D1"' in door
    assert "ЕСИА &lt;региона&gt;" in door
    url = begin(client, "/inbox?unanswered=1")
    asked = parse_qs(urlsplit(url).query)
    assert url.startswith(f"{fake.address}/authorize?")
    assert asked["redirect_uri"] == [BACK] and asked["code_challenge_method"] == ["S256"]
    assert (
        asked["state"] and asked["nonce"] and set(asked["scope"][0].split()) == {"openid", "email"}
    )
    answer = client.get("/enter/oidc/callback", params=fake.go(url))
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox?unanswered=1")
    assert client.get("/inbox", headers=PAGE).text == "secret"
    found = console.session_in(client.cookies[signing.COOKIE])
    assert found is not None and (found.name, found.role) == ("Ольга", "owner")
    assert oidc.COOKIE not in client.cookies


def test_what_travels_with_the_person_is_kept_from_scripts_and_other_sites(
    client: TestClient,
) -> None:
    for headers, secure in (({}, False), ({"x-forwarded-proto": "https"}, True)):
        kept = client.get("/enter/oidc", headers=headers).headers["set-cookie"].lower()
        assert "httponly" in kept and "samesite=lax" in kept and "path=/enter/oidc" in kept
        assert ("secure" in kept) is secure


def test_the_address_may_be_told_by_userinfo_alone(client: TestClient, fake: Fake) -> None:
    fake.claims = {"email": None, "email_verified": None}
    fake.only_in_userinfo = {"sub": "77", "email": "Olga@Example.ru"}
    assert sign_in(client, fake).status_code == 303


def test_userinfo_of_somebody_else_is_not_taken(client: TestClient, fake: Fake) -> None:
    fake.claims = {"email": None, "email_verified": None}
    fake.only_in_userinfo = {"sub": "78", "email": PERSON}
    refused(client, sign_in(client, fake))


SPOILED: dict[str, dict[str, Any]] = {
    "other nonce": {"claims": {"nonce": "other"}},
    "no nonce": {"claims": {"nonce": None}},
    "other audience": {"claims": {"aud": "another"}},
    "one of two audiences, meant for the other": {
        "claims": {"aud": [CLIENT, "another"], "azp": "another"}
    },
    "other issuer": {"claims": {"iss": "https://elsewhere.example"}},
    "no issuer": {"claims": {"iss": None}},
    "expired": {"claims": {"exp": int(time.time()) - 3600}},
    "never expires": {"claims": {"exp": None}},
    "another key": {"published": "one"},
    "unknown key": {"published": "two"},
    "unsigned": {"algorithm": "none", "offered": ["RS256", "none"]},
    "signed with the shared secret": {"algorithm": "HS256", "offered": ["RS256", "HS256"]},
}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED.keys())
def test_a_token_that_is_not_good_lets_nobody_in(
    client: TestClient, fake: Fake, store: Store, spoiled: dict[str, Any]
) -> None:
    for name, value in spoiled.items():
        setattr(fake, name, value)
    if fake.published:
        fake.published = RSAKey.generate_key(2048, {"kid": fake.published})
    refused(client, sign_in(client, fake))
    assert fake.tokens_given == 1
    assert [reason.partition(":")[0] for reason in reasons(store)] == ["id_token"]


@pytest.mark.parametrize("verified", [False, "false", None, 0, "", "no"])
def test_an_address_that_was_not_verified_is_nobodys(
    client: TestClient, fake: Fake, store: Store, verified: object
) -> None:
    # Told apart from a claim that is not sent at all, which is good.
    fake.claims = {"email": None, "email_verified": None}
    fake.only_in_userinfo = {"sub": "77", "email": PERSON, "email_verified": verified}
    refused(client, sign_in(client, fake))
    assert reasons(store) == ["e-mail not verified"]


def test_without_an_address_nobody_is_known(client: TestClient, fake: Fake, store: Store) -> None:
    fake.claims = {"email": None}
    refused(client, sign_in(client, fake))
    assert reasons(store) == ["no e-mail"]


def test_who_is_not_known_here_is_told_whom_to_ask_and_nobody_is_made(
    client: TestClient, fake: Fake, store: Store
) -> None:
    fake.claims = {"email": "<b>new</b>@example.ru"}
    words = refused(client, sign_in(client, fake))
    assert "&lt;b&gt;new&lt;/b&gt;@example.ru" in words and "<b>new" not in words
    with store.reader() as db:
        assert [row["name"] for row in db.query("SELECT name FROM person")] == ["Ольга"]
    assert reasons(store) == ["unknown e-mail"]


def test_who_was_shut_out_stays_out(client: TestClient, fake: Fake, store: Store) -> None:
    gone = add_person(
        store, "Пётр", role="editor", actor=FIRST_OWNER, now=1, email="petr@example.ru"
    )
    fake.claims = {"email": "petr@example.ru"}
    assert sign_in(client, fake).status_code == 303
    end_person(store, gone.person_id, actor=FIRST_OWNER, now=2)
    assert client.get("/inbox", headers=PAGE).status_code == 303
    client.cookies.clear()
    refused(client, sign_in(client, fake))


def test_another_address_ends_what_the_old_one_opened(
    client: TestClient, fake: Fake, store: Store
) -> None:
    assert sign_in(client, fake).status_code == 303
    change_email(store, 1, "new@example.ru", actor=Actor("Яна", "owner", 99), now=2)
    assert client.get("/inbox", headers=PAGE).status_code == 303
    client.cookies.clear()
    refused(client, sign_in(client, fake))
    fake.claims = {"email": "new@example.ru"}
    assert sign_in(client, fake).status_code == 303


def test_a_callback_without_its_state_is_refused(
    client: TestClient, fake: Fake, store: Store
) -> None:
    brought = fake.go(begin(client))
    answer = client.get("/enter/oidc/callback", params=brought | {"state": "other"})
    refused(client, answer)
    # The cookie is gone: what was begun is not taken up again, not even with the right state.
    refused(client, client.get("/enter/oidc/callback", params=brought))
    refused(client, client.get("/enter/oidc/callback"))
    assert fake.tokens_given == 0
    assert set(reasons(store)) == {"state"}


def test_somebody_elses_callback_opens_nothing_in_this_browser(
    client: TestClient, fake: Fake
) -> None:
    with TestClient(APP, follow_redirects=False) as other:
        brought = fake.go(begin(other))
    refused(client, client.get("/enter/oidc/callback", params=brought))
    begin(client)
    refused(client, client.get("/enter/oidc/callback", params=brought))
    assert fake.tokens_given == 0


def test_a_callback_is_good_once(client: TestClient, fake: Fake) -> None:
    brought = fake.go(begin(client))
    errand = client.cookies[oidc.COOKIE]
    assert client.get("/enter/oidc/callback", params=brought).status_code == 303
    client.cookies.clear()
    refused(client, client.get("/enter/oidc/callback", params=brought))
    client.cookies.set(oidc.COOKIE, errand, domain="testserver.local", path="/enter/oidc")
    refused(client, client.get("/enter/oidc/callback", params=brought))
    assert fake.tokens_given == 1


def test_a_sign_in_that_took_too_long_is_begun_again(
    client: TestClient, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = fake.go(begin(client))
    monkeypatch.setattr(oidc, "ERRAND_SECONDS", -1)
    refused(client, client.get("/enter/oidc/callback", params=brought))
    assert fake.tokens_given == 0


def test_the_cookie_of_the_errand_is_not_one_of_a_session(
    client: TestClient, settings: Settings, fake: Fake
) -> None:
    begin(client)
    assert signing.token_in(settings.data, client.cookies[oidc.COOKIE]) is None
    session = signing.signed(settings.data, "token")
    assert signing.errand_in(settings.data, session, seconds=600) is None


def test_the_provider_may_refuse(client: TestClient, fake: Fake, store: Store) -> None:
    state = fake.go(begin(client))["state"]
    params = {"error": "access_denied", "error_description": "<i>no</i>", "state": state}
    answer = client.get("/enter/oidc/callback", params=params)
    assert "<i>" not in refused(client, answer)
    assert reasons(store) == ["refused by the provider"]


@pytest.mark.parametrize("status", [400, 500, 302])
def test_a_provider_that_fails_over_the_token_is_told_in_plain_words(
    client: TestClient, fake: Fake, status: int
) -> None:
    fake.status = status
    assert "ЕСИА" in refused(client, sign_in(client, fake))


def test_a_provider_that_is_away_is_told_in_plain_words(
    client: TestClient,
    settings: Settings,
    fake: Fake,
    store: Store,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert settings.provider is not None
    brought = fake.go(begin(client))
    # Port 9 of this machine: nobody listens.
    gone = replace(settings.provider, server_metadata_url="http://127.0.0.1:9/metadata")
    console.use(replace(settings, provider=gone))
    with caplog.at_level(logging.INFO):
        refused(client, client.get("/enter/oidc/callback", params=brought))
        refused(client, client.get("/enter/oidc"))
    assert reasons(store) == ["provider away", "provider away"]
    assert "ConnectError" in logged(caplog) and brought["code"] not in logged(caplog)


def test_no_token_and_no_secret_reaches_the_log(
    client: TestClient, fake: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        brought = fake.go(begin(client))
        assert client.get("/enter/oidc/callback", params=brought).status_code == 303
        fake.claims = {"aud": "another"}
        client.cookies.clear()
        refused(client, sign_in(client, fake))
    for secret in (brought["code"], CLIENT_SECRET, "access-1", "eyJ"):
        assert secret not in logged(caplog)
    assert "InvalidClaimError" in logged(caplog)


def test_the_log_blots_out_the_secret_of_the_provider(settings: Settings) -> None:
    assert CLIENT_SECRET in secrets_of(settings)


def test_a_flood_of_callbacks_does_not_fill_the_journal(client: TestClient, store: Store) -> None:
    for _ in range(12):
        assert client.get("/enter/oidc/callback").status_code == 403
    assert len(reasons(store)) < 9


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/\t/e"]
)
def test_nobody_is_led_to_another_site(client: TestClient, fake: Fake, back: str) -> None:
    assert sign_in(client, fake, back).headers["location"] == "/"


@pytest.mark.parametrize("path", ["/enter/oidc/", "/enter/oidc/other", "/enter/oidc/callback/x"])
def test_the_gate_opens_for_these_two_addresses_alone(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401


def test_where_it_is_not_set_up_there_is_neither_button_nor_address(
    client: TestClient, settings: Settings
) -> None:
    console.use(replace(settings, provider=None))
    assert "oidc" not in client.get("/enter").text
    for path in ("/enter/oidc", "/enter/oidc/callback?code=1&state=1"):
        assert client.get(path).status_code == 404
