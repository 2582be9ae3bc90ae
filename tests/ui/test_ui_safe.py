"""Untrusted text stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.ui import safe


@given(st.text())
def test_html_text_opens_no_tag_and_no_entity_of_its_own(text: str) -> None:
    made = safe.html_text(text)
    assert not re.search(r"[<>\"']", made)
    assert re.sub(r"&(amp|lt|gt|quot|#x27);", "", made).count("&") == 0


@given(st.text())
def test_marked_adds_nothing_but_marks(text: str) -> None:
    made = safe.marked(text, "врач вода")
    assert re.sub(r"</?mark>", "", made).count("<") == 0


def test_marked_marks_every_form_of_the_word() -> None:
    assert (
        safe.marked("Врачи <b> врача", "врач") == "<mark>Врачи</mark> &lt;b&gt; <mark>врача</mark>"
    )


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("http://evil.example", "http:\u200b//evil\\.example".replace(":", "\\:", 1)),
        (":red[x]", "\\:\u200bred\\[x\\]"),
        ("![](http://x)", "\\!\\[\\]\\(http\\:\u200b//x\\)"),
        ("a\u202eb\u2066c\x00d", "abcd"),
        ("two\n lines", "two lines"),
    ],
)
def test_label_escapes_all_that_markdown_reads(text: str, label: str) -> None:
    assert safe.label(text) == label


@given(st.text(), st.integers(4, 120))
def test_one_line_is_one_line_and_short(text: str, limit: int) -> None:
    line = safe.one_line(text, limit)
    assert len(line) <= limit
    assert "\n" not in line


def test_emoji_of_several_characters_stays_whole() -> None:
    family = "👨\u200d👩\u200d👧"
    assert safe.plain(family) == family


@pytest.mark.parametrize(
    "address", [None, "", "javascript:alert(1)", "data:image/png;base64,xx", "//no.scheme/x.png"]
)
def test_only_web_addresses_become_pictures(address: str | None) -> None:
    assert safe.image_address(address) is None


def test_an_address_cannot_leave_its_attribute() -> None:
    assert safe.image_address('https://x.example/a"onerror="b') == (
        "https://x.example/a&quot;onerror=&quot;b"
    )
