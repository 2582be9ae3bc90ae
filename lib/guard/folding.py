"""A text as the rules read it: one form of digits, dashes and spaces, nothing invisible, no look-alike letters.

Whoever hides a number does it with fullwidth digits, zero-width marks or Latin letters in Russian words;
whoever pastes from a messenger does it without knowing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Letters, digits and signs that need no look at what Unicode says of them.
_PLAIN = re.compile(r"[\n -~А-Яа-яЁё«»№]*\Z")
_MIXED = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_LOOKALIKES = str.maketrans("aceopxykABCEHKMOPTXYu", "асеорхукАВСЕНКМОРТХУи")
_WITH_LETTERS = re.compile(r"(?<![^\W_])\d[\dOoОоЗзIl ().\-]{8,30}\d(?![^\W_])")
_DIGIT_OF = str.maketrans("OoОоЗзIl", "00003311")
_WHOLE = {10, 11, 16}
"""Digits of a phone, of a СНИЛС, of a policy or a card."""


@dataclass(frozen=True)
class Folded:
    """`text` as above, `lower` the same in small letters with «е» for «ё», character by character.

    `places[i]` is where character i stands in `source`; None where both are of one length.
    """

    source: str
    text: str
    lower: str
    places: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the source."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def fold(source: str) -> Folded:
    """Linear in the length of the text."""
    text, places = source, None
    if not _PLAIN.match(source):
        kept = [(at, folded) for at, folded in enumerate(map(_one, source)) if folded]
        text = "".join(folded for _, folded in kept)
        if len(text) != len(source):
            places = [at for at, _ in kept]
    if _MIXED.search(text):
        text = _WORD.sub(_russian, text)
    text = _WITH_LETTERS.sub(_numeric, text)
    return Folded(source, text, _small(text), places)


@lru_cache(maxsize=4096)
def _one(char: str) -> str:
    """One character, or none for what nobody sees."""
    category = unicodedata.category(char)
    if category in {"Cf", "Me", "Mn"}:
        return ""
    if category == "Zs" or char in "\t\v\f":
        return " "
    if category == "Pd" or char == "−":
        return "-"
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _russian(word: re.Match[str]) -> str:
    found = word[0]
    return found.translate(_LOOKALIKES) if _MIXED.search(found) else found


def _numeric(found: re.Match[str]) -> str:
    """«8 91О ООО-12-34»: letters for digits, where they fill up a number of a person."""
    digits = found[0].translate(_DIGIT_OF)
    return digits if sum(map(str.isdigit, digits)) in _WHOLE else found[0]


def _small(text: str) -> str:
    small = text.lower()
    if len(small) != len(text):  # a few letters grow when they become small
        small = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return small.replace("ё", "е")
