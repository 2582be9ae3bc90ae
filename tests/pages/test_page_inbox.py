"""«Лента» from the outside: what is listed, what the buttons do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from lib import outbox
from lib.access.permissions import MODERATOR
from lib.base.settings import ROOT
from lib.inbox import commands
from lib.store import Store
from lib.store.awaiting import set_horizon
from lib.store.drafts import save_draft
from lib.ui.feed_news import ADDRESS, feed_news_route
from tests.inbox.conftest import START, Wall

RunPage = Callable[..., AppTest]


@pytest.fixture
def store(screen_store: Store) -> Store:
    return screen_store


@pytest.fixture
def wall(store: Store) -> Wall:
    with store.writer() as db:
        set_horizon(db, now=START)
    return Wall(store)


@pytest.fixture
def run_page(store: Store) -> RunPage:
    """`run_page("inbox", unanswered="1")` opens a page inside its frame, with these query parameters."""

    def run(name: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=20)
        for parameter, value in query.items():
            app.query_params[parameter] = value
        return app.switch_page(f"{name}.py").run()

    return run


def cards(app: AppTest) -> list[str]:
    return [one.proto.body for one in app.get("html") if "<article" in one.proto.body]


def announced(app: AppTest) -> dict[str, Any]:
    """What the button «Показать новые» was given; pressing it is for the browser tests."""
    (found,) = [one for one in app.get("bidi_component") if "inbox_show_new" in str(one.proto.id)]
    return json.loads(found.proto.json)


def button(app: AppTest, key: str):  # type: ignore[no-untyped-def]
    return app.button(key=key)


def write(store: Store, comment_id: int, text: str) -> None:
    with store.writer() as db:
        save_draft(
            db,
            kind="reply",
            target=commands.reply_target(comment_id),
            actor=MODERATOR.name,
            text=text,
            now=1,
        )


def test_what_citizens_wrote_is_text(run_page: RunPage, wall: Wall) -> None:
    evil = "<img src=x onerror=alert(1)> ![](http://evil.example) :red[x]"
    wall.people([{"id": 501, "first_name": "<b>Анна", "last_name": "![x](http://evil.example)"}])
    wall.say(wall.post(evil), evil)

    app = run_page("inbox")

    assert not app.exception
    (card,) = cards(app)
    assert "<img" not in card
    assert "&lt;img src=x onerror=alert(1)&gt;" in card
    assert "&lt;b&gt;Анна" in card


def test_address_chooses_what_is_listed(run_page: RunPage, wall: Wall) -> None:
    one, other = wall.post("Первая"), wall.post("Вторая")
    asked = wall.say(one, "Где врач?")
    wall.say(one, "Здесь", from_id=-1, thread=asked, reply_to=asked)
    waiting = wall.say(other, "Когда приём?")

    assert len(cards(run_page("inbox"))) == 2
    (card,) = cards(run_page("inbox", unanswered="1"))
    assert f'data-comment="{waiting}"' in card
    (card,) = cards(run_page("inbox", post=str(one)))
    assert f'data-comment="{asked}"' in card
    (card,) = cards(run_page("inbox", q="врачи"))
    assert "<mark>врач</mark>" in card
    assert cards(run_page("inbox", since="2030-01-01")) == []
    # Nonsense is no filter.
    assert len(cards(run_page("inbox", post="12; drop", since="вчера", order="x"))) == 2


def test_new_comments_are_announced_and_the_list_stands_still(
    run_page: RunPage, wall: Wall
) -> None:
    post_id = wall.post()
    first = wall.say(post_id)
    app = run_page("inbox")
    second = wall.say(post_id, "Ещё вопрос")

    app.run()

    assert [f'data-comment="{first}"' in card for card in cards(app)] == [True]
    told = announced(app)
    assert told["fresh"] == 1
    with TestClient(Starlette(routes=[feed_news_route])) as browser:
        assert browser.get(told["address"]).json() == {"fresh": 1}
        third = wall.say(post_id, "И ещё")
        assert browser.get(told["address"]).json() == {"fresh": 2}
        assert browser.get(f"{ADDRESS}?newer={third}").json() == {"fresh": 0}
        assert browser.get(f"{ADDRESS}?newer={first}&q=вопрос").json() == {"fresh": 1}
        assert browser.get(f"{ADDRESS}?newer=-1").status_code == 400
    assert second < third


def test_draft_opens_its_box_send_queues_it_once_and_cancel_gives_it_back(
    run_page: RunPage, wall: Wall, store: Store
) -> None:
    comment_id = wall.say(wall.post())
    write(store, comment_id, "Приём с 8 до 12")
    app = run_page("inbox")

    button(app, f"send_{comment_id}").click().run()

    with store.reader() as db:
        (action,) = outbox.open_actions(db)
    assert (action.state, action.payload["text"]) == ("held", "Приём с 8 до 12")
    button(app, f"reply_{action.action_id}_withdraw").click().run()
    with store.reader() as db:
        assert outbox.open_actions(db) == []
    assert button(app, f"send_{comment_id}")
    assert not app.exception


def test_sending_nothing_is_said_in_words(run_page: RunPage, wall: Wall, store: Store) -> None:
    comment_id = wall.say(wall.post())
    app = run_page("inbox")
    button(app, f"reply_{comment_id}").click().run()

    button(app, f"send_{comment_id}").click().run()

    assert len(app.error) == 1
    assert not app.exception
    with store.reader() as db:
        assert outbox.open_actions(db) == []


def test_the_difference_is_shown_before_anything_is_sent(
    run_page: RunPage, wall: Wall, store: Store
) -> None:
    comment_id = wall.say(wall.post(), "Когда приём?")
    write(store, comment_id, "Завтра")
    action = commands.queue_reply(store, comment_id, actor=MODERATOR, now=START)
    reason = '{"kind": "edited", "was": "Когда <b>приём?", "now": "Уже не нужно"}'
    with store.writer() as db:
        db.execute("UPDATE outbox SET state = 'paused', reason = ?", [reason])

    app = run_page("inbox")

    shown = " ".join(
        one.proto.body for one in app.get("html") if '<div class="pult-reply"' in one.proto.body
    )
    assert "Когда &lt;b&gt;приём?" in shown and "Уже не нужно" in shown
    button(app, f"reply_{action.action_id}_send").click().run()
    with store.reader() as db:
        (sent,) = outbox.open_actions(db)
    assert sent.state == "queued"


def test_no_answer_needed(run_page: RunPage, wall: Wall, store: Store) -> None:
    comment_id = wall.say(wall.post())
    app = run_page("inbox", unanswered="1")

    button(app, f"dismiss_{comment_id}").click().run()

    # It stays where it is until the person asks for another list.
    assert len(cards(app)) == 1
    assert cards(run_page("inbox", unanswered="1")) == []


def test_pages_turn(run_page: RunPage, wall: Wall) -> None:
    post_id = wall.post()
    written = [wall.say(post_id, f"Вопрос {n}") for n in range(35)]
    app = run_page("inbox")
    assert len(cards(app)) == 30

    button(app, "inbox_after").click().run()
    assert [
        f'data-comment="{n}"' in card for n, card in zip(written[4::-1], cards(app), strict=True)
    ]
    button(app, "inbox_before").click().run()

    assert len(cards(app)) == 30
    assert f'data-comment="{written[-1]}"' in cards(app)[0]


def test_database_in_trouble_is_a_sentence_not_a_traceback(run_page: RunPage, store: Store) -> None:
    store.path.unlink()

    app = run_page("inbox")

    assert not app.exception
    assert len(app.error) == 1


def test_what_another_tab_wrote_is_shown_before_it_is_sent(
    run_page: RunPage, wall: Wall, store: Store
) -> None:
    comment_id = wall.say(wall.post(), "Где врач?")
    write(store, comment_id, "На экране")
    app = run_page("inbox")
    write(store, comment_id, "Из другой вкладки")
    button(app, f"send_{comment_id}").click().run()
    with store.reader() as db:
        assert outbox.open_actions(db) == []
    button(app, f"send_{comment_id}").click().run()
    with store.reader() as db:
        [action] = outbox.open_actions(db)
    assert action.payload["text"] == "Из другой вкладки"
