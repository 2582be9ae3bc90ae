"""What is hidden of a citizen's words before everybody sees them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lib.guard import check, hidden, stops


def test_what_stops_a_text_is_hidden_and_the_question_is_left() -> None:
    asked = (
        "Моей маме Петровой Галине Ивановне 12.03.1951 поставили инфаркт, тел. 8 912 345-67-89,"
        " что нам положено бесплатно?"
    )
    told = hidden(asked)
    assert told.startswith("Моей маме …") and told.endswith("что нам положено бесплатно?")
    for words in ("Петровой", "1951", "инфаркт", "345-67-89"):
        assert words not in told


def test_an_innocent_question_stays_as_it_is() -> None:
    asked = "Спасибо! Регистратура 8 (800) 100-00-03, а где 5-я поликлиника? 😷"
    assert hidden(asked) == asked


@given(st.text(max_size=80), st.sampled_from(["+7 912 345-67-89", "ivanov.petr@mail.ru"]))
def test_nothing_is_left_to_stop_it(around: str, contact: str) -> None:
    text = f"{around}\nМой контакт: {contact}\n{around}"
    found = stops(check(text))
    told = hidden(text)
    assert all(one.words not in told for one in found)
