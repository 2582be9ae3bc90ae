"""What comes to /hooks/vk: who is let in, what is answered, that nothing is lost, doubled or believed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.secret import Secret
from lib.store import Store
from lib.sync.hooks import (
    BODY_LIMIT,
    FORBIDDEN,
    OK,
    Answer,
    expect_confirmation,
    knows_secret,
    receive,
    take_waiting,
)

SECRET = "s3cret-of-the-console"
GROUP = 1
NOW = 1_790_000_000


def comment(comment_id: int, text: str = "Вопрос", **more: Any) -> dict[str, Any]:
    return {
        "type": "wall_reply_new",
        "event_id": f"event-{comment_id}",
        "v": "5.199",
        "group_id": GROUP,
        "secret": SECRET,
        "object": {
            "id": comment_id,
            "from_id": 5,
            "date": NOW,
            "text": text,
            "post_id": 1,
            "owner_id": -GROUP,
            "post_owner_id": -GROUP,
        },
    } | more


def bring(store: Store, event: Any, *, code: str | None = None, retry: str | None = None) -> Answer:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return receive(
        store, body, group_id=GROUP, secret=Secret(SECRET), code=code, retry=retry, now=NOW
    )


def waiting(store: Store) -> int:
    with store.reader() as db:
        return int(
            db.execute("SELECT count(*) FROM hook_event WHERE taken_at IS NULL").fetchone()[0]
        )


def texts(store: Store) -> list[str]:
    with store.reader() as db:
        return [row["text"] for row in db.query("SELECT text FROM comment ORDER BY comment_id")]


def test_an_event_is_in_the_store_before_ok_and_taken_in_afterwards(store: Store) -> None:
    assert bring(store, comment(7), retry="2") == OK
    assert (waiting(store), texts(store)) == (1, [])
    taken = take_waiting(store, group_id=GROUP, now=NOW)
    assert (taken.events, taken.failed) == (1, False)
    assert taken.wanted.post_ids == {1} and taken.wanted.author_ids == {5}
    assert (waiting(store), texts(store)) == (0, ["Вопрос"])
    assert take_waiting(store, group_id=GROUP, now=NOW).events == 0


def test_the_secret_is_not_kept(store: Store) -> None:
    bring(store, comment(7))
    with store.reader() as db:
        [(body, retry)] = db.execute("SELECT body, retry FROM hook_event").fetchall()
    assert SECRET not in body and retry == 0
    assert json.loads(body)["object"]["id"] == 7


def test_what_vk_brings_again_is_answered_ok_and_kept_once(store: Store) -> None:
    nameless = {name: value for name, value in comment(9).items() if name != "event_id"}
    for _ in range(3):
        assert bring(store, comment(7)) == OK
        assert bring(store, nameless) == OK
    assert waiting(store) == 2
    take_waiting(store, group_id=GROUP, now=NOW)
    assert bring(store, comment(7), retry="1") == OK
    assert waiting(store) == 0


def test_the_order_is_that_of_arrival(store: Store) -> None:
    bring(store, comment(7, "Сначала"))
    bring(store, comment(7, "Потом", type="wall_reply_edit", event_id="e2"))
    bring(store, comment(7, "Ещё потом", type="wall_reply_edit", event_id="e3"))
    assert take_waiting(store, group_id=GROUP, now=NOW).events == 3
    assert texts(store) == ["Ещё потом"]


WRONG = [
    comment(7, secret="another-secret-altogether"),
    comment(7, secret=""),
    comment(7, secret=None),
    comment(7, secret=[SECRET]),
    {name: value for name, value in comment(7).items() if name != "secret"},
    comment(7, group_id=2),
    comment(7, group_id="1"),
    comment(7, group_id=True),
    comment(7, secret=SECRET[:-1]),
    comment(7, secret=SECRET + "x"),
    # The secret somewhere else than where VK puts it.
    comment(7, secret="wrong-one", object={"secret": SECRET}),
    comment(7, secret="\ud800"),
    [SECRET],
    {"type": "confirmation", "group_id": 2},
    {"type": "confirmation", "group_id": 1, "secret": "wrong-one"},
    b"",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b"null",
]


@pytest.mark.parametrize("event", WRONG)
def test_who_is_not_vk_gets_nothing_and_leaves_nothing(store: Store, event: Any) -> None:
    answer = bring(store, event)
    assert answer == FORBIDDEN and answer.text == ""
    assert waiting(store) == 0


@pytest.mark.parametrize(
    "body",
    [
        f'{{"secret": "{SECRET}"'.encode(),
        f'{{"secret": "{SECRET}", "group_id": 1, "type": "wall_post_new", "x": NaN}}'.encode(),
        f'{{"secret": "{SECRET}", "group_id": 1, "x": {"[" * 50_000}'.encode(),
        f'{{"secret": "{SECRET}", "group_id": 1, "type": 5}}'.encode(),
        f'{{"secret": "{SECRET}", "group_id": 1, "n": {"9" * 5000}, "type": "x"}}'.encode(),
        f'["secret", {{"secret": "{SECRET}"}}]'.encode(),
    ],
)
def test_junk_that_knows_the_secret_is_refused_without_harm(store: Store, body: bytes) -> None:
    assert bring(store, body).status == 400
    assert waiting(store) == 0


def test_before_anything_is_opened_the_secret_must_be_there(tmp_path: Path) -> None:
    """The database does not even exist: who does not know the secret cannot make anybody notice."""
    assert bring(Store(tmp_path / "absent.db"), comment(7, secret="wrong-one")) == FORBIDDEN
    assert not (tmp_path / "absent.db").exists()


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_noise_passes_for_the_secret(noise: bytes) -> None:
    assert not knows_secret(noise, Secret(SECRET))
    assert knows_secret(noise + b'"secret" : "' + SECRET.encode() + b'"' + noise, Secret(SECRET))


@given(st.text(max_size=100))
def test_a_citizens_text_cannot_bring_the_secret(text: str) -> None:
    """The text stands escaped in the body, whatever the citizen writes."""
    for written in (text, f'{text}"secret":"{SECRET}"'):
        body = json.dumps(comment(7, written, secret="wrong-one"), ensure_ascii=False)
        assert not knows_secret(body.encode("utf-8", "surrogatepass"), Secret(SECRET))


def test_a_full_or_locked_store_has_vk_bring_it_again(store: Store) -> None:
    store.path.unlink()
    store.path.mkdir()
    answer = bring(store, comment(7))
    assert (answer.status, answer.retry_after, answer.text) == (503, 60, "")


def test_an_unknown_event_is_kept_and_changes_nothing(store: Store) -> None:
    with store.reader() as db:
        before = [tuple(row) for row in db.execute("SELECT * FROM revision")]
    assert bring(store, comment(7, type="vkpay_transaction")) == OK
    taken = take_waiting(store, group_id=GROUP, now=NOW)
    assert (taken.events, taken.failed, bool(taken.wanted)) == (1, False, False)
    with store.reader() as db:
        assert [tuple(row) for row in db.execute("SELECT * FROM revision")] == before


def test_one_event_beyond_us_holds_up_no_other(store: Store) -> None:
    bring(store, comment(2**70))
    bring(store, comment(8, "Живой"))
    taken = take_waiting(store, group_id=GROUP, now=NOW)
    assert (taken.events, waiting(store)) == (2, 0)
    assert texts(store) == ["Живой"]


def test_the_code_is_told_when_vk_asks(store: Store) -> None:
    asked = {"type": "confirmation", "group_id": 1}
    assert bring(store, asked) == FORBIDDEN  # nobody expects it
    assert bring(store, asked | {"secret": SECRET}).status == 503
    expect_confirmation(store, "c0de", until=NOW + 60, now=NOW)
    assert bring(store, asked) == Answer(200, "c0de")
    assert bring(store, asked | {"secret": SECRET}) == Answer(200, "c0de")
    expect_confirmation(store, "c0de", until=NOW - 1, now=NOW)
    assert bring(store, asked) == FORBIDDEN
    assert bring(store, asked | {"secret": SECRET}) == Answer(200, "c0de")
    assert bring(store, asked, code="by-hand") == Answer(200, "by-hand")
    assert waiting(store) == 0


def test_old_events_are_forgotten_but_not_those_that_wait(store: Store) -> None:
    for number in range(3):
        bring(store, comment(number + 1))
    take_waiting(store, group_id=GROUP, now=NOW)
    later = NOW + 3 * 86400
    receive(
        store,
        json.dumps(comment(9)).encode(),
        group_id=GROUP,
        secret=Secret(SECRET),
        code=None,
        retry=None,
        now=later,
    )
    take_waiting(store, group_id=GROUP, now=later)
    with store.reader() as db:
        assert [row["event_id"] for row in db.query("SELECT event_id FROM hook_event")] == [
            "event-9"
        ]


def test_the_largest_post_of_vk_fits(store: Store) -> None:
    told = comment(7, "\u044f" * 16_384, attachments=[{"type": "photo", "x": "y" * 8000}] * 10)
    body = json.dumps(told).encode()
    assert len(body) < BODY_LIMIT / 2
    assert bring(store, body) == OK
