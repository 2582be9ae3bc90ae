"""The sender against the local VK, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outbox.conftest import After, Desk, calls, quick_vk

HOUR = 3600


# The straight way


def test_a_reply_waits_ten_seconds_then_stands_under_the_right_comment(desk: Desk) -> None:
    top = desk.citizen()
    nested = desk.citizen("А запись к врачу?", reply_to=top)
    made = desk.reply(nested)
    assert desk.step() == 10.0
    desk.clock.advance(9)
    assert desk.step() == 1.0
    assert desk.said("Откроем в среду.") == []
    desk.clock.advance(1)
    assert desk.work() is None
    (comment,) = desk.said("Откроем в среду.")
    assert (comment.reply_to, comment.top_id, comment.from_id) == (nested, top, -1)
    row = desk.row(made)
    assert (row.state, row.result_id, row.reason) == ("confirmed", comment.id, None)
    assert row.settled_at == desk.now()
    assert desk.journal() == [("reply.queue", "held"), ("reply.send", "confirmed")]


def test_a_post_goes_out_and_is_read_back(desk: Desk) -> None:
    made = desk.post("Новость дня\n\n#Новости")
    desk.work()
    (post,) = desk.said("Новость дня\n\n#Новости")
    row = desk.row(made)
    assert (row.state, row.result_id, row.reason) == ("confirmed", post.id, None)
    assert post.kind == "post"


def test_a_scheduled_post_stands_in_vks_own_queue(desk: Desk) -> None:
    at = desk.now() + HOUR
    made = desk.post("Завтра", at)
    desk.work()
    (post,) = desk.said("Завтра")
    assert (post.kind, post.date) == ("postpone", at)
    row = desk.row(made)
    assert (row.state, row.result_id, row.reason) == ("confirmed", post.id, None)


def test_taken_back_within_the_hold_never_goes_out(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(9)
    desk.step()
    assert desk.withdraw(made) is not None
    desk.clock.advance(HOUR)
    assert desk.work() is None
    assert desk.said("Откроем в среду.") == []
    assert desk.row(made).state == "withdrawn"


def test_one_step_sends_one_action_and_says_that_more_is_due(desk: Desk) -> None:
    comment = desk.citizen()
    desk.reply(comment, "раз")
    desk.reply(desk.citizen(), "два")
    desk.clock.advance(10)
    assert desk.step() == 0.0
    assert (len(desk.said("раз")), len(desk.said("два"))) == (1, 0)
    assert desk.step() is None
    assert len(desk.said("два")) == 1


def test_without_a_key_that_reads_vks_answer_confirms(desk: Desk) -> None:
    desk.vk = quick_vk(desk.local_vk.url, ["community"])
    reply, post = desk.reply(desk.citizen()), desk.post("Без чтения")
    desk.work()
    for made, text in ((reply, "Откроем в среду."), (post, "Без чтения")):
        row = desk.row(made)
        assert row.state == "confirmed"
        assert row.result_id == desk.said(text)[0].id
        assert row.warning is not None
        assert row.warning["kind"] == "not_read_back"


def test_with_no_key_that_writes_it_is_refused_with_the_way_out(desk: Desk) -> None:
    desk.vk = quick_vk(desk.local_vk.url, ["service"])
    made = desk.reply(desk.citizen())
    desk.work()
    row = desk.row(made)
    assert row.state == "refused"
    assert row.reason is not None
    assert (row.reason["kind"], "community" in row.reason["keys"]) == ("no_key", True)


# What VK changed silently


def test_a_dropped_attachment_is_told(desk: Desk) -> None:
    desk.fault("wall.post", "drop_attachments")
    made = desk.post("С фото", attachments=["photo-1_456239017"])
    desk.work()
    row = desk.row(made)
    assert row.state == "confirmed"
    assert row.warning == {
        "kind": "changed",
        "differences": [{"what": "attachments", "sent": 1, "has": 0}],
    }


def test_a_text_that_vk_changed_is_told(desk: Desk) -> None:
    made = desk.reply(desk.citizen())

    def censor(method: str) -> None:
        if method == "wall.createComment":
            (comment,) = desk.said("Откроем в среду.")
            desk.world.edit_comment(comment.id, "Откроем")

    desk.vk = After(desk.vk, censor)
    desk.work()
    row = desk.row(made)
    assert row.state == "confirmed"
    assert row.warning == {
        "kind": "changed",
        "differences": [{"what": "text", "sent": "Откроем в среду.", "has": "Откроем"}],
    }


def test_blanks_and_entities_are_no_difference(desk: Desk) -> None:
    made = desk.reply(desk.citizen(), "Да  \n\n &amp; нет ")
    desk.work()
    assert desk.row(made).reason is None


# Look before you speak


@pytest.fixture(params=["top", "nested"])
def comment_id(desk: Desk, request: pytest.FixtureRequest) -> int:
    top = desk.citizen()
    return top if request.param == "top" else desk.citizen("И мне скажите", reply_to=top)


@pytest.fixture(params=["service", "user"], autouse=False)
def reading_key(desk: Desk, request: pytest.FixtureRequest) -> Iterator[None]:
    desk.vk = quick_vk(desk.local_vk.url, ["community", request.param])
    yield
    desk.vk.close()


@pytest.mark.usefixtures("reading_key")
def test_somebody_answered_meanwhile(desk: Desk, comment_id: int) -> None:
    made = desk.reply(comment_id)
    theirs = desk.world.comment(desk.world.comments[comment_id].post_id, -1, "Уже!", comment_id)
    assert desk.work() is None
    row = desk.row(made)
    assert row.state == "paused"
    assert row.reason is not None
    assert row.reason["kind"] == "answered"
    assert [(r["id"], r["text"]) for r in row.reason["replies"]] == [(theirs, "Уже!")]
    assert row.asks
    assert desk.said("Откроем в среду.") == []

    assert desk.send_anyway(row) is not None
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert len(desk.said("Откроем в среду.")) == 1


@pytest.mark.usefixtures("reading_key")
def test_the_author_edited_meanwhile(desk: Desk, comment_id: int) -> None:
    made = desk.reply(comment_id)
    before = desk.world.comments[comment_id].text
    desk.world.edit_comment(comment_id, "Спасибо, уже не надо")
    desk.work()
    row = desk.row(made)
    assert row.state == "paused"
    assert row.reason is not None
    assert (row.reason["kind"], row.reason["was"], row.reason["now"]) == (
        "edited",
        before,
        "Спасибо, уже не надо",
    )


@pytest.mark.usefixtures("reading_key")
def test_the_comment_or_the_post_is_gone(desk: Desk, comment_id: int) -> None:
    made = desk.reply(comment_id)
    desk.world.delete_comment(comment_id)
    desk.work()
    assert (desk.row(made).reason or {})["kind"] == "deleted"

    other = desk.citizen()
    second = desk.reply(other)
    desk.world.posts[desk.world.comments[other].post_id].deleted = True
    desk.work()
    assert (desk.row(second).state, (desk.row(second).reason or {})["kind"]) == (
        "paused",
        "post_deleted",
    )
    assert desk.said("Откроем в среду.") == []


def test_a_new_difference_pauses_again_the_same_does_not(desk: Desk, comment_id: int) -> None:
    made = desk.reply(comment_id)
    desk.world.edit_comment(comment_id, "второй текст")
    desk.work()
    assert desk.send_anyway(made) is not None
    desk.world.comment(desk.world.comments[comment_id].post_id, -1, "Уже!", comment_id)
    desk.work()
    row = desk.row(made)
    assert (row.state, (row.reason or {})["kind"]) == ("paused", "answered")
    desk.send_anyway(made)
    desk.work()
    assert desk.row(made).state == "confirmed"


def test_what_this_console_told_another_in_the_thread_is_no_news(desk: Desk) -> None:
    top = desk.citizen()
    other = desk.citizen("И мне", reply_to=top)
    # The store knows the thread, as it does on any page that offers a reply.
    with desk.store.writer() as db:
        for comment_id in (top, other):
            db.execute(
                "INSERT INTO comment (comment_id, post_id, thread_id, from_id, created_at, text,"
                " stems, is_ours, raw, seen_at) VALUES (?, ?, ?, 501, 1, '', '', 0, '{}', 1)",
                [comment_id, desk.world.comments[top].post_id, top],
            )
    first, second = desk.reply(top, "первому"), desk.reply(other, "второму")
    third = desk.reply(other, "второму ещё раз")
    desk.work()
    assert [desk.row(made).state for made in (first, second, third)] == [
        "confirmed",
        "confirmed",
        "paused",
    ]


def test_vk_away_while_looking_means_nothing_was_said(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.getComments", "http", times=3, status=502)
    wait = desk.step()
    row = desk.row(made)
    assert (row.state, row.attempted_at, (row.reason or {})["kind"]) == ("queued", None, "away")
    assert wait is not None
    assert wait > 0
    desk.work()
    assert desk.row(made).state == "confirmed"


def test_a_post_whose_moment_passed_waits_for_a_person(desk: Desk) -> None:
    made = desk.post("Поздно", desk.now() + 60)
    desk.clock.advance(HOUR)
    desk.work()
    row = desk.row(made)
    assert (row.state, (row.reason or {})["kind"]) == ("paused", "late")
    assert desk.said("Поздно") == []
    desk.send_anyway(made)
    desk.work()
    (post,) = desk.said("Поздно")
    assert post.kind == "post"
    assert desk.row(made).state == "confirmed"


# VK says no


@pytest.mark.parametrize(
    ("code", "state", "kind"),
    [
        (5, "refused", "key_dead"),
        (15, "refused", "no_right"),
        (213, "refused", "refused"),
        (9, "queued", "flood"),
        (29, "queued", "quota"),
        (14, "queued", "human"),
    ],
)
def test_each_refusal_has_its_consequence(desk: Desk, code: int, state: str, kind: str) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    if code == 14:
        desk.fault("wall.createComment", "captcha")
    else:
        desk.fault("wall.createComment", "error", code=code)
    wait = desk.step()
    row = desk.row(made)
    assert row.reason is not None
    assert (row.state, row.reason["kind"], row.reason["code"]) == (state, kind, code)
    assert row.attempted_at is None
    assert row.reason["text"]
    assert desk.said("Откроем в среду.") == []
    if kind == "flood":
        assert wait is not None
        assert 60 <= wait <= HOUR
    if kind == "quota":
        assert wait is not None
        assert wait >= HOUR

    if row.asks:
        assert desk.send_anyway(row) is not None
    desk.heal()
    desk.work(patience=86400)
    assert desk.row(made).state == "confirmed"
    assert len(desk.said("Откроем в среду.")) == 1


def test_too_fast_is_a_matter_of_seconds(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "error", times=5, code=6)
    wait = desk.step()
    assert wait is not None
    assert wait <= 2
    assert (desk.row(made).reason or {})["kind"] == "too_fast"
    desk.work()
    assert desk.row(made).state == "confirmed"


def test_flood_puts_off_the_others_of_its_kind_too(desk: Desk) -> None:
    first, second = desk.reply(desk.citizen(), "раз"), desk.reply(desk.citizen(), "два")
    post = desk.post("запись")
    desk.clock.advance(10)
    desk.fault("wall.createComment", "error", times=1, code=9)
    desk.work(patience=60)
    assert [desk.row(made).state for made in (first, second, post)] == [
        "queued",
        "queued",
        "confirmed",
    ]
    assert len(calls(desk, "wall.createComment")) == 1
    desk.work(patience=HOUR)
    assert [desk.row(made).state for made in (first, second)] == ["confirmed", "confirmed"]
