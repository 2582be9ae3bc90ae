"""The language of the screen, days in a zone, and a log without keys."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base import language as lang
from lib.base.clock import day_span, local_day
from lib.base.language import _, explain, set_resolver
from lib.base.log import Redacting
from lib.vk.errors import Unreachable, refusal


@pytest.fixture
def english() -> Iterator[None]:
    before = lang._resolver
    set_resolver(lambda: "en")
    yield
    set_resolver(before)


def test_english_on_request(english: None) -> None:
    assert explain(Unreachable("refused")).startswith("VK cannot be reached (refused)")


def test_russian_otherwise() -> None:
    assert explain(Unreachable("refused")).startswith("VK недоступен")


def test_an_unknown_language_is_russian() -> None:
    set_resolver(lambda: "de")
    try:
        assert lang.language() == "ru"
    finally:
        set_resolver(lambda: "ru")


def test_braces_in_values_stay_text(english: None) -> None:
    error = refusal({"error_code": 100, "error_msg": "{oops} {0}"}, method="wall.post")
    assert explain(error).endswith("(VK 100: {oops} {0})")
    assert _("No such message {left}") == "No such message {left}"


@given(st.dates(min_value=date(2011, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_holds_its_own_seconds(day: date) -> None:
    for zone in ("Europe/Moscow", "Europe/Berlin", "Asia/Kamchatka"):
        start, end = day_span(day, zone=zone)
        assert local_day(start, zone=zone) == day == local_day(end - 1, zone=zone)
        assert local_day(end, zone=zone) > day > local_day(start - 1, zone=zone)


def test_a_log_line_holds_no_key() -> None:
    long_key = "vk1.a." + "Ab3_-" * 20
    record = logging.LogRecord(
        "x",
        logging.INFO,
        "f",
        1,
        "to %s with %s and access_token=%s&v=5",
        ("demo-user", long_key, "abc"),
        None,
    )
    Redacting(("demo-user",)).filter(record)
    assert record.getMessage() == "to *** with *** and access_token=***&v=5"


def test_a_traceback_in_the_log_holds_no_key() -> None:
    try:
        raise ValueError("key demo-user is bad")
    except ValueError:
        import sys

        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", (), sys.exc_info())
    Redacting(("demo-user",)).filter(record)
    assert "demo-user" not in logging.Formatter().format(record)
