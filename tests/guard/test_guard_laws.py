"""Laws of the guard, whatever the numbers are and whatever stands around them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lib.guard import check, stops
from lib.guard.numbers import is_luhn, is_snils

SPACES = st.sampled_from([" ", "-", "\u00a0", "–", ".", " - ", "\u2009", "\u200b-", ""])
# Whatever does not reach into a number: it ends, or begins, with neither a digit nor a sign that groups digits.
AROUND = st.text(max_size=60).map(lambda text: f"{text}\n")
INVISIBLE = st.sampled_from(["\u200b", "\u200e", "\u202a", "\u00ad", "\ufeff", ""])


def snils_of(nine: int) -> str:
    digits = f"{nine:09d}"
    total = sum(int(char) * (9 - at) for at, char in enumerate(digits))
    rest = total if total < 100 else 0 if total in {100, 101} else total % 101
    return f"{digits}{0 if rest == 100 else rest:02d}"


def luhn_of(body: str) -> str:
    return next(body + last for last in "0123456789" if is_luhn(body + last))


SNILS = st.integers(1_001_999, 699_999_999).map(snils_of)
CARDS = st.tuples(
    st.sampled_from(["2200", "2202", "2204", "4276", "5469"]), st.integers(0, 10**11 - 1)
).map(lambda parts: luhn_of(f"{parts[0]}{parts[1]:011d}"))
POLICIES = st.integers(0, 10**15 - 1).map(lambda body: luhn_of(f"{body:015d}"))
MOBILES = st.integers(9_000_000_000, 9_999_999_999).map(str)


def kinds_in(text: str) -> set[str]:
    return {finding.kind for finding in stops(check(text))}


@given(SNILS)
def test_check_digits_of_a_snils_are_those_of_the_rule(number: str) -> None:
    assert is_snils(number)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_snils(wrong)


@given(SNILS, SPACES, SPACES, SPACES, AROUND, AROUND)
def test_any_valid_snils_is_found_in_any_writing(
    number: str, first: str, second: str, third: str, before: str, after: str
) -> None:
    written = f"{number[:3]}{first}{number[3:6]}{second}{number[6:9]}{third}{number[9:]}"
    text = f"{before}{written}\n{after}"
    assert any(
        finding.kind == "snils" and "".join(filter(str.isdecimal, finding.words)) == number
        for finding in check(text)
    )


@given(SNILS, INVISIBLE)
def test_invisible_marks_hide_nothing(number: str, mark: str) -> None:
    assert "snils" in kinds_in(mark.join(number))


@given(SNILS)
def test_digits_of_another_form_are_digits(number: str) -> None:
    full = number.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    arabic = number.translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
    assert "snils" in kinds_in(full)
    assert "snils" in kinds_in(arabic)


@given(st.one_of(CARDS, POLICIES), st.sampled_from(["", " ", "-", "\u00a0"]), AROUND, AROUND)
def test_sixteen_digits_with_their_check_digit_are_found(
    number: str, gap: str, before: str, after: str
) -> None:
    written = gap.join(number[at : at + 4] for at in range(0, 16, 4))
    assert {"oms", "card"} & kinds_in(f"{before}{written}\n{after}")


@given(MOBILES, st.sampled_from(["8 ({}) {}-{}-{}", "+7{}{}{}{}", "8{}{}{}{}", "8-{}-{}-{}-{}"]))
def test_any_mobile_number_is_found_in_any_usual_writing(number: str, form: str) -> None:
    written = form.format(number[:3], number[3:6], number[6:8], number[8:])
    found = [
        finding for finding in check(f"Звоните: {written}, пожалуйста") if finding.kind == "phone"
    ]
    assert [finding.words for finding in found] == [written]


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["N"], exclude_characters="@"), max_size=200
    ).map(str.lower)
)
def test_a_text_without_digits_names_and_addresses_is_never_held_back_for_personal_data(
    text: str,
) -> None:
    assert kinds_in(text) <= {"medical"}


@given(st.text(max_size=300))
def test_positions_are_those_of_the_words_shown(text: str) -> None:
    for finding in check(text):
        assert text[finding.start : finding.end] == finding.words != ""


@given(
    st.lists(
        st.sampled_from(
            [
                "Иванов",
                "Мария",
                "Петровна",
                "диабет",
                "диагноз",
                "ваш",
                "полис",
                "паспорт",
                "8",
                "910",
                "000",
                "1234",
                "кв. 5",
                "д. 1",
                "г.р.",
                "01.02.1990",
                "у вас",
                "@",
                "mail.ru",
                "(собака)",
                "+7",
                "\u200b",
                "\n",
                ",",
                ".",
                "!",
                "№",
                "инсульт",
                "операция",
                "врач",
                "спасибо",
                "О",
                "З",
            ]
        ),
        max_size=60,
    ).map(" ".join)
)
def test_words_of_the_rules_in_any_order_break_nothing(text: str) -> None:
    assert check(text) == check(text)
    for finding in check(text):
        assert text[finding.start : finding.end] == finding.words != ""
