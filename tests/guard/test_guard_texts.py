"""What the guard promises on the labelled texts."""

from __future__ import annotations

import pytest

from lib.guard import check, stops
from tests.guard_texts import PARTS, labelled, score

TEXTS = labelled()


def kinds_in(text: str) -> frozenset[str]:
    return frozenset(finding.kind for finding in stops(check(text)))


def test_the_labelled_texts_are_many_and_half_of_them_innocent() -> None:
    innocent = sum(not one.kinds for one in TEXTS)
    assert len(TEXTS) >= 400
    assert 0.45 <= innocent / len(TEXTS) <= 0.55
    assert len({one.text for one in TEXTS}) == len(TEXTS)


@pytest.mark.parametrize("part", PARTS)
def test_personal_data_is_held_back_and_look_alikes_are_not(part: str) -> None:
    found = score([one for one in TEXTS if one.part == part], kinds_in)
    assert found.recall >= 0.98, found
    assert found.precision >= 0.95, found


@pytest.mark.parametrize("part", PARTS)
def test_a_finding_is_named_for_what_it_is(part: str) -> None:
    found = score([one for one in TEXTS if one.part == part], kinds_in)
    assert found.missed.total() <= 0.03 * found.named.total(), found.missed


@pytest.mark.parametrize("one", TEXTS, ids=lambda one: f"{one.part}-{one.note}"[:40])
def test_each_finding_shows_its_words(one: object) -> None:
    text = one.text  # type: ignore[attr-defined]
    for finding in check(text):
        assert finding.words == text[finding.start : finding.end] != ""
        assert finding.message and finding.advice
