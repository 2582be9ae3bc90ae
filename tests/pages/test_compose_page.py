"""«Новая запись»: what the page tells, what its buttons do, that a draft survives them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from streamlit.testing.v1 import AppTest

from lib import outbox
from lib.access.permissions import MODERATOR
from lib.store import Store
from lib.store.drafts import draft, save_draft
from lib.ui import console
from lib.wall.queries import post_drafts
from tests.pages.screens import open_screen, pressed, said

HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/x.png) #Тег"


def keep(store: Store, text: str, target: str = "one", **fields: Any) -> None:
    with store.writer() as db:
        save_draft(
            db,
            kind="post",
            target=target,
            actor=MODERATOR.name,
            text=text,
            fields=fields,
            now=console.now(),
        )


def rubric_id(screen: AppTest) -> Any:
    return screen.selectbox[0].value


def queued(store: Store) -> list[outbox.Action]:
    with store.reader() as db:
        return outbox.open_actions(db)


def test_what_is_missing_is_told_only_after_the_button(screen_store: Store) -> None:
    screen = open_screen("compose")
    assert "Write the text" not in said(screen)
    text = said(pressed(screen, "post_send"))
    assert "Write the text of the post first." in text
    assert "Choose a rubric." in text
    assert "no longer there" not in text
    assert queued(screen_store) == []


def test_the_second_half_of_a_double_click_reproaches_nobody(screen_store: Store) -> None:
    keep(screen_store, "Спасибо!", rubric_id=1)
    screen = pressed(open_screen("compose"), "post_send")
    text = said(pressed(screen, "post_send"))
    assert "Write the text" not in text
    assert "no longer there" not in text
    assert len(queued(screen_store)) == 1


def test_the_draft_left_open_is_there_again_with_its_fields(screen_store: Store) -> None:
    day = console.today() + timedelta(days=3)
    keep(screen_store, "Текст", rubric_id=4, mode="later", day=day.isoformat(), clock="09:15")
    screen = open_screen("compose")
    assert rubric_id(screen) == 4
    assert screen.date_input[0].value == day
    assert screen.time_input[0].value.strftime("%H:%M") == "09:15"
    assert "Moscow, UTC" in said(screen)
    assert "Текст\n\n" in said(screen)  # the preview


def test_publishing_queues_and_begins_anew(screen_store: Store) -> None:
    keep(screen_store, "Спасибо!", rubric_id=1)
    screen = pressed(open_screen("compose"), "post_send")
    [action] = queued(screen_store)
    assert action.payload["text"] == "Спасибо!\n\n#СпасибоВрачам"
    assert rubric_id(screen) is None
    pressed(screen, f"outgoing_{action.action_id}_withdraw")
    assert queued(screen_store) == []
    assert rubric_id(screen) == 1
    with screen_store.reader() as db:
        [found] = post_drafts(db, actor=MODERATOR.name)
    assert found.text == "Спасибо!"


def test_scheduling_asks_for_a_moment_and_offers_one(screen_store: Store) -> None:
    keep(screen_store, "Текст", rubric_id=1)
    screen = open_screen("compose")
    screen.get("button_group")[0].set_value("later").run()
    assert screen.date_input[0].value == console.today() + timedelta(days=1)
    screen.date_input[0].set_value(console.today() - timedelta(days=1)).run()
    assert "This time has passed" in said(screen)
    pressed(screen, "post_send")
    assert queued(screen_store) == []
    screen.date_input[0].set_value(console.today() + timedelta(days=2)).run()
    pressed(screen, "post_send")
    [action] = queued(screen_store)
    assert action.payload["publish_at"] > console.now()


def test_parking_deleting_and_undoing_keep_the_text(screen_store: Store) -> None:
    keep(screen_store, "Первый", rubric_id=1)
    screen = pressed(open_screen("compose"), "post_park")
    assert rubric_id(screen) is None and "Первый" in said(screen)
    pressed(screen, "drop_one")
    assert "Deleted: Первый" in said(screen)
    pressed(screen, "undrop_one")
    pressed(screen, "open_one")
    assert rubric_id(screen) == 1
    with screen_store.reader() as db:
        found = draft(db, kind="post", target="one", actor=MODERATOR.name)
    assert found is not None and found.text == "Первый"


def test_a_draft_sent_from_another_tab_makes_room(screen_store: Store) -> None:
    keep(screen_store, "Спасибо!", rubric_id=1)
    here, there = open_screen("compose"), open_screen("compose")
    pressed(there, "post_send")
    pressed(here, "post_send")
    assert len(queued(screen_store)) == 1
    assert rubric_id(here.run()) is None


def test_the_preview_shows_hostile_text_as_text(screen_store: Store) -> None:
    keep(screen_store, HOSTILE)
    screen = open_screen("compose")
    [preview] = [one.proto.body for one in screen.get("html") if "<article" in one.proto.body]
    assert "<script" not in preview and "&lt;script&gt;" in preview
    assert '<span class="ref">#Тег</span>' in preview
    assert "<a " not in preview and "<img" not in preview


def test_a_refused_post_says_why_and_goes_back_to_the_drafts(screen_store: Store) -> None:
    keep(screen_store, "Спасибо!", rubric_id=1)
    screen = pressed(open_screen("compose"), "post_send")
    [action] = queued(screen_store)
    with screen_store.writer() as db:
        db.execute(
            "UPDATE outbox SET state = 'refused',"
            """ reason = '{"kind": "refused", "code": 214, "text": "slot"}'"""
        )
    text = said(screen.run())
    assert "Refused by VK" in text and "slot (code 214)" in text
    pressed(screen, f"outgoing_{action.action_id}_withdraw")
    assert rubric_id(screen) == 1
    assert "Refused by VK" not in said(screen)
