"""Hints on how an answer reads: shown, never holding it back."""

from __future__ import annotations

import pytest

from lib.guard import HINT, check, stops


def hints_in(text: str) -> list[tuple[str, str]]:
    assert stops(check(text)) == ()
    return [(one.kind, one.words) for one in check(text) if one.severity == HINT]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Данный вопрос решён 3 ноября.", ("officialese", "Данный вопрос")),
        ("Вопрос находится на контроле министерства.", ("officialese", "находится на контроле")),
        ("Настоящим сообщаем: аптека открыта.", ("officialese", "Настоящим сообщаем")),
        (
            "Рассмотрев вопрос, изучив документы, сообщаем: аптека открыта.",
            ("gerunds", "Рассмотрев вопрос, изучив"),
        ),
        (
            "Это бесплатно по Приказу Минздрава от 29.11.2012 № 987н.",
            ("full_name", "Приказу Минздрава от 29.11.2012 № 987н"),
        ),
        (
            "Министерство здравоохранения Российской Федерации ответило.",
            ("full_name", "Министерство здравоохранения Российской Федерации"),
        ),
        ("Спасибо, разберёмся!", ("no_term", "разберёмся")),
        ("Обратитесь к участковому врачу.", ("no_contact", "Обратитесь")),
        ("Напишите обращение в министерство.", ("no_link", "Напишите обращение")),
        ("К сожалению, помочь не можем. Оцените ответ!", ("rate_refusal", "Оцените ответ")),
    ],
)
def test_a_hint_shows_its_words(text: str, hint: tuple[str, str]) -> None:
    assert hints_in(text) == [hint]


@pytest.mark.parametrize(
    "text",
    [
        "Разберёмся и ответим до 18:00.",
        "Проверим в течение двух дней.",
        "Обратитесь в регистратуру: 8 (4712) 55-55-55.",
        "Звоните 122.",
        "Напишите обращение на сайте: https://zdrav.example.ru/form",
        "Всё исправили. Оцените ответ, пожалуйста!",
        "Осмотрев ребёнка, врач выписал рецепт.",
        "Аптека работает с 8 до 20.",
    ],
)
def test_a_plain_answer_has_no_hints(text: str) -> None:
    assert hints_in(text) == []
