"""Texts made to hide something, or to hold the guard up."""
# ruff: noqa: E501 (a list of pieces)

from __future__ import annotations

import pytest

from lib.guard import check, stops

# Each is repeated to 60,000 characters: a rule that is not linear does not come back from one of them.
REPEATED = [
    "8 910 000 12 34 ", "1", "1 ", "12-", "@", "a", "a.", "a@", "a@a.", "собака ", "(собака)", "восемь ", "а сто ",
    "Иванов ", "Иванов Иван ", "А. ", "А. Иванов ", "ваш ", "ваш диагноз ", "ваш синий ", "у вас ", "диабет ",
    "паспорт ", "паспорт 12", "полис ", "01.01.1990 ", "01.01.1990 г.р. ", "ул. Мира, д. 1, кв. ", "кв. 1 ", "-", " ",
    "(", "\n", "\u200f", "О", "8О", "О ", "https://", "www.", "#", "[id1|", "а-", "№ ", "Мария Ивановна, ", "врач ",
    "благодарим ", "проживает ул. ", "рассмотрев ", "приказ ", "приказ от 1", "от 1.1.2020 № 1 «", "ё", "İ", "🙂",
    "a\u0301", "свидетельство о рождении I", "временное свидетельство 1",
]  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED, ids=ascii)
def test_no_repetition_holds_the_guard_up(piece: str) -> None:
    text = (piece * 60_000)[:60_000]
    for finding in check(text + " диабет"):
        assert finding.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("тел. 8\u200b910\u200b000\u200b12\u200b34", "8\u200b910\u200b000\u200b12\u200b34"),
        ("звоните 8 9 1 0 0 0 0 1 2 3 4 вечером", "8 9 1 0 0 0 0 1 2 3 4"),
        ("\u202e8 910 000-12-34\u202c", "8 910 000-12-34"),
        ("\u202a+7 910 000-12-34\u202c", "+7 910 000-12-34"),
        ("8 91О ООО-12-34 мама", "8 91О ООО-12-34"),
        ("📞8️⃣910 000 12 34", "8️⃣910 000 12 34"),
        ("wa.me/79100001234 пишите мне", "79100001234"),
        ("тел. +７９１０００01234", "+７９１０００01234"),
    ],
)
def test_a_disguised_phone_is_found_and_shown_as_it_stands(text: str, words: str) -> None:
    assert [(one.kind, one.words) for one in stops(check(text))] == [("phone", words)]


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n\n", "\u200b", "1", "@", "8", "+", "№", "Иванов", "диагноз", "ваш", "🙂" * 5, "кв.", "г.р.",
        "٣", "½", "\x00", "\ud800",
    ],
)  # fmt: skip
def test_scraps_are_no_findings(text: str) -> None:
    assert check(text) == ()


def test_a_number_at_the_end_of_a_long_post_is_found() -> None:
    text = "Прививка от гриппа бесплатна. " * 600 + "Моя мама: 8 910 000-12-34"
    assert len(text) > 16_384
    assert [one.kind for one in stops(check(text))] == ["phone"]
