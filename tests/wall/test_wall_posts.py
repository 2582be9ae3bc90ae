"""The text with its hashtag, its length, and the moment of a day and a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.store.drafts import Draft
from lib.wall.posts import (
    LATER,
    PostFields,
    hashtags,
    is_blank,
    moment,
    post_fields,
    with_hashtag,
)

TAG = "#СпасибоВрачам"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Спасибо!", f"Спасибо!\n\n{TAG}"),
        (" Спасибо!\n\n", f"Спасибо!\n\n{TAG}"),
        (f"Спасибо! {TAG}", f"Спасибо! {TAG}"),
        ("Спасибо! #спасибоврачам", "Спасибо! #спасибоврачам"),
        (f"Спасибо! {TAG}@health", f"Спасибо! {TAG}@health"),
        (f"Спасибо! {TAG}Области", f"Спасибо! {TAG}Области\n\n{TAG}"),
        ("слово#СпасибоВрачам", f"слово#СпасибоВрачам\n\n{TAG}"),
        ("", TAG),
    ],
)
def test_the_hashtag_is_added_where_the_text_lacks_it(text: str, expected: str) -> None:
    assert with_hashtag(text, TAG) == expected


def test_without_a_rubric_the_text_goes_as_it_is() -> None:
    assert with_hashtag("  Текст\n", None) == "Текст"


@given(some.text())
def test_adding_the_hashtag_twice_is_adding_it_once(text: str) -> None:
    once = with_hashtag(text, TAG)
    assert with_hashtag(once, TAG) == once
    assert once.startswith(text.strip())


def test_hashtags_are_found_as_vk_links_them() -> None:
    assert hashtags("#Раз, (#два) #три_3@club и# # #4you https://vk.ru/#x a#b") == [
        "#Раз",
        "#два",
        "#три_3@club",
        "#4you",
    ]


@pytest.mark.parametrize("text", ["", "  \n\t", "\u200b\u200e\ufeff", "\x00\x07", "\u00a0\u2003"])
def test_invisible_text_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", "🙂", "\u200bа"])
def test_anything_visible_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@given(
    day=some.dates(date(2020, 1, 1), date(2030, 1, 1)),
    clock=some.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=some.sampled_from(["Europe/Moscow", "Asia/Kamchatka", "Europe/Berlin", "UTC"]),
)
def test_a_moment_is_shown_again_as_it_was_chosen(day: date, clock: time, zone: str) -> None:
    at = moment(day, clock, zone=zone)
    if at is None:
        assert zone == "Europe/Berlin" and clock.hour == 2
        return
    there = datetime.fromtimestamp(at, ZoneInfo(zone))
    assert (there.date(), there.timetz().replace(tzinfo=None)) == (day, clock)


def test_a_skipped_hour_has_no_moment_and_a_doubled_one_means_the_first() -> None:
    assert moment(date(2026, 3, 29), time(2, 30), zone="Europe/Berlin") is None
    first = moment(date(2026, 10, 25), time(2, 30), zone="Europe/Berlin")
    before = moment(date(2026, 10, 25), time(1, 30), zone="Europe/Berlin")
    assert first is not None and before is not None
    assert timedelta(seconds=first - before) == timedelta(hours=1)


def test_a_moment_needs_both_a_day_and_a_time() -> None:
    assert moment(None, time(12), zone="UTC") is None
    assert moment(date(2026, 1, 1), None, zone="UTC") is None


@given(
    some.builds(
        PostFields,
        rubric_id=some.none() | some.integers(1, 99),
        mode=some.sampled_from(["now", "later"]),
        day=some.none() | some.dates(),
        clock=some.none() | some.times().map(lambda at: at.replace(second=0, microsecond=0)),
        parked=some.booleans(),
        dropped_at=some.none() | some.integers(0, 2_000_000_000),
    )
)
def test_fields_come_back_from_the_draft_as_they_were(fields: PostFields) -> None:
    assert post_fields(kept(fields.as_json())) == fields


def test_fields_that_make_no_sense_count_as_missing() -> None:
    fields = post_fields(
        kept({"rubric_id": "1", "mode": LATER, "day": "2026-02-30", "clock": 7, "parked": "yes"})
    )
    assert fields == PostFields(mode=LATER)
    assert post_fields(None) == PostFields()


def kept(fields: dict[str, object]) -> Draft:
    return Draft(1, "post", "draft-1", "moderator", "", fields, 0, 0)
