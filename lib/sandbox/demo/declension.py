"""Cases of Russian personal names, by rule: enough for the names of `names.py`.

Forms: `nom`, `gen`, `dat`, `acc`, `ins`.
"""

from __future__ import annotations

from lib.sandbox.demo.grammar import MAN, WOMAN, Word

CASES = ("nom", "gen", "dat", "acc", "ins")

Forms = tuple[str, str, str, str, str]


def first_name(name: str, sex: int) -> Forms:
    stem = name[:-1]
    if name == "Пётр":
        return (name, "Петра", "Петру", "Петра", "Петром")
    if name == "Павел":
        return (name, "Павла", "Павлу", "Павла", "Павлом")
    if name.endswith("ия"):
        return (name, stem + "и", stem + "и", stem + "ю", stem + "ей")
    if name.endswith("я"):
        return (name, stem + "и", stem + "е", stem + "ю", stem + "ей")
    if name.endswith("а"):
        genitive = "и" if stem[-1] in "гкхжчшщ" else "ы"
        return (name, stem + genitive, stem + "е", stem + "у", stem + "ой")
    if sex == WOMAN:
        return (name,) * 5
    if name.endswith(("й", "ь")):
        return (name, stem + "я", stem + "ю", stem + "я", stem + "ем")
    return (name, name + "а", name + "у", name + "а", name + "ом")


def patronymic(name: str, sex: int) -> Forms:
    if sex == MAN:
        return (name, name + "а", name + "у", name + "а", name + "ем")
    stem = name[:-1]
    return (name, stem + "ы", stem + "е", stem + "у", stem + "ой")


def surname_of(base: str, sex: int) -> str:
    """The surname as a man or a woman bears it; `base` is the man's."""
    if sex == MAN:
        return base
    if base.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return base + "а"
    if base.endswith(("ский", "цкий")):
        return base[:-2] + "ая"
    if base.endswith("ой"):
        return base[:-2] + "ая"
    return base


def surname(base: str, sex: int) -> Forms:
    name = surname_of(base, sex)
    if base.endswith(("ов", "ев", "ёв", "ин", "ын")):
        if sex == MAN:
            return (name, name + "а", name + "у", name + "а", name + "ым")
        return (name, base + "ой", base + "ой", base + "у", base + "ой")
    if base.endswith(("ский", "цкий")):
        stem = base[:-2]
        if sex == MAN:
            return (name, stem + "ого", stem + "ому", stem + "ого", stem + "им")
        return (name, stem + "ой", stem + "ой", stem + "ую", stem + "ой")
    if base[-1] in "кчрнлд" and sex == MAN:
        return (
            name,
            name + "а",
            name + "у",
            name + "а",
            name + "ом" if base[-1] != "ч" else name + "ем",
        )
    return (name,) * 5


def person_word(first: str, middle: str, last_base: str, sex: int) -> Word:
    """A doctor as a slot: full name by cases, and `io*` (name and patronymic), `last*`, `short`."""
    firsts, middles = first_name(first, sex), patronymic(middle, sex)
    lasts = surname(last_base, sex)
    forms: dict[str, str] = {}
    for case, one, two, three in zip(CASES, firsts, middles, lasts, strict=True):
        forms[case] = f"{three} {one} {two}"
        forms[f"io_{case}"] = f"{one} {two}"
        forms[f"last_{case}"] = three
        forms[f"fl_{case}"] = f"{one} {three}"
    forms["short"] = f"{lasts[0]} {first[0]}. {middle[0]}."
    return Word(forms, sex)
