"""How a person types: with care, in lower case, without commas, in a shout, with slips of the finger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

NEAR = {
    "а": "пв", "о": "лр", "е": "нк", "и": "мт", "н": "ег", "т": "ьи", "с": "чм", "р": "по",
    "в": "ыа", "л": "од", "к": "уе", "м": "си", "д": "лж", "п": "ар", "у": "цк",
}  # fmt: skip
SLIPS = (
    ("ться", "тся"),
    ("тся", "ться"),
    ("вообще", "вобще"),
    ("что-то", "чтото"),
    ("почему", "почиму"),
    ("приём", "прием"),
    ("извините", "извените"),
    ("пожалуйста", "пожалуста"),
    ("сегодня", "седня"),
    ("здравствуйте", "здраствуйте"),
    ("сейчас", "щас"),
    ("спасибо", "спс"),
    ("поликлиник", "поликлинник"),
    ("терапевт", "терапефт"),
    ("можно ли", "можноли"),
    ("в течение", "в течении"),
)
WARM = ("❤", "🙏", "🌹", "👏", "😊", "💐", "👍", "🤗", "🙏🙏", "❤❤❤", "👏👏👏", ")))", "))", ")")
SOUR = ("😡", "🤦‍♀️", "😢", "🤬", "🤷‍♀️", "!!!", "((", "(((", "😤", "?!")


@dataclass(frozen=True)
class Voice:
    """How somebody writes."""

    manner: str
    slips: float
    """How often a text of theirs has a slip."""
    emoji: float


MANNERS = ("careful", "plain", "lower", "bare", "shout")


def make_voice(rng: Random) -> Voice:
    """A voice drawn by chance: most write as people do on a phone."""
    manner = rng.choices(MANNERS, (27, 36, 20, 13, 4))[0]
    return Voice(
        manner, 0.02 if manner == "careful" else rng.choice((0.03, 0.1, 0.3)), rng.random() * 0.4
    )


def typed(text: str, voice: Voice, rng: Random, *, mood: str = "") -> str:
    """`text` as this person types it; `mood` is "warm", "sour" or nothing, for the emoji."""
    if voice.manner != "careful" or rng.random() < 0.6:
        text = text.replace("ё", "е").replace("Ё", "Е")
    if voice.manner != "careful":
        text = (
            text.replace("«", "")
            .replace("»", "")
            .replace(" — ", " - " if rng.random() < 0.6 else " ")
        )
    if rng.random() < voice.slips:
        text = _slip(text, rng)
    if voice.manner == "plain":
        text = text[:-1] if text.endswith(".") else text
    elif voice.manner == "lower":
        text = text.lower().rstrip(".")
    elif voice.manner == "bare":
        text = re.sub(r"[,.!;:]+(?=\s|$)", "", text).lower()
    elif voice.manner == "shout":
        text = text.upper() if len(text) < 90 else text
        text = text.rstrip(".!?") + "!" * rng.randint(2, 6)
    if mood and rng.random() < voice.emoji:
        sign = rng.choice(WARM if mood == "warm" else SOUR)
        text = text.rstrip(".!?") + sign if sign[0] in "!(?)" else f"{text} {sign}"
    return text


def _slip(text: str, rng: Random) -> str:
    known = [(right, wrong) for right, wrong in SLIPS if right in text]
    if known and rng.random() < 0.6:
        right, wrong = rng.choice(known)
        return text.replace(right, wrong, 1)
    places = [at for at, sign in enumerate(text) if sign in NEAR and at > 0]
    if len(places) < 8:
        return text
    at = rng.choice(places)
    draw = rng.random()
    if draw < 0.35:
        return text[:at] + text[at + 1 :]
    if draw < 0.65:
        return text[:at] + rng.choice(NEAR[text[at]]) + text[at + 1 :]
    if draw < 0.85:
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]
