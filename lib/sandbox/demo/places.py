"""The invented Zarechnaya region: towns, hospitals, doctors, what people are treated with.

None of these exists; a number of a hotline is 8-800-000-..., which nobody can be called by.
"""

from __future__ import annotations

from random import Random

from lib.sandbox.demo.declension import person_word
from lib.sandbox.demo.grammar import MAN, WOMAN, Word
from lib.sandbox.demo.names import MEN, PATRONYMICS, SURNAMES, WOMEN

TOWN_NAMES = (
    "Речегорск",
    "Верхнелучинск",
    "Старомостовск",
    "Липоборск",
    "Нижнетальск",
    "Камнегорьевск",
    "Яснореченск",
    "Озёрнинск",
)
BIG_TOWNS = tuple(
    Word({"nom": name, "gen": name + "а", "in": f"в {name}е", "to": f"в {name}"})
    for name in TOWN_NAMES
)
VILLAGES = tuple(
    Word({"nom": nom, "gen": gen, "in": f"в {loc}", "to": f"в {nom}"})
    for nom, gen, loc in (
        ("Тихие Плёсы", "Тихих Плёсов", "Тихих Плёсах"),
        ("Дальние Ключи", "Дальних Ключей", "Дальних Ключах"),
        ("Журавкино", "Журавкина", "Журавкине"),
        ("Малые Ветляны", "Малых Ветлян", "Малых Ветлянах"),
        ("Старые Мельницы", "Старых Мельниц", "Старых Мельницах"),
        ("Раменский Лог", "Раменского Лога", "Раменском Логу"),
    )
)
TOWNS = BIG_TOWNS + VILLAGES
TOWN_WEIGHTS = (45, 12, 10, 9, 8, 6, 5, 5, 2, 2, 2, 2, 1, 1)


def _place(nom: str, gen: str, dat: str, acc: str, ins: str, loc: str, sex: int) -> Word:
    return Word(
        {
            "nom": nom,
            "gen": gen,
            "dat": dat,
            "acc": acc,
            "ins": ins,
            "in": f"в {loc}",
            "to": f"в {acc}",
            "from": f"из {gen}",
        },
        sex,
    )


def _she(stems: str, noun: str, tail: str = "") -> Word:
    """A hospital of feminine gender: adjectives without «ая», a noun in «а»."""
    tail = tail and " " + tail

    def said(ending: str, noun_ending: str) -> str:
        return (
            " ".join([*(stem + ending for stem in stems.split()), noun[:-1] + noun_ending]) + tail
        )

    genitive, instrumental = ("ы", "ей") if noun.endswith("ца") else ("и", "ой")
    return _place(
        said("ая", "а"),
        said("ой", genitive),
        said("ой", "е"),
        said("ую", "у"),
        said("ой", instrumental),
        said("ой", "е"),
        WOMAN,
    )


def _centre(stem: str) -> Word:
    """«Областной ... центр», `stem` without «ый»."""
    cases = [("ой", "ый", ""), ("ого", "ого", "а"), ("ому", "ому", "у"), ("ой", "ый", "")]
    cases += [("ым", "ым", "ом"), ("ом", "ом", "е")]
    said = [f"областн{one} {stem}{two} центр{three}" for one, two, three in cases]
    return _place(said[0], said[1], said[2], said[3], said[4], said[5], MAN)


# Sorts of places, in the words of a document; a sentence capitalizes them where it begins.
HOSPITALS = (
    _she("областн клиническ", "больница"),
    _she("областн детск", "больница"),
    _centre("перинатальн"),
    _centre("сосудист"),
    _she("городск", "больница", "№ 2"),
    _she("городск", "больница", "№ 4"),
    *(
        _she(f"{town} районн", "больница")
        for town in (
            "верхнелучинск",
            "старомостовск",
            "липоборск",
            "нижнетальск",
            "камнегорьевск",
            "озёрнинск",
        )
    ),
)
# Where anybody may lie with anything.
GENERAL_HOSPITALS = (HOSPITALS[0], *HOSPITALS[4:])
CLINICS = (
    _she("городск", "поликлиника", "№ 1"),
    _she("городск", "поликлиника", "№ 3"),
    _she("городск", "поликлиника", "№ 5"),
    _she("детск", "поликлиника", "№ 2"),
    _she("детск", "поликлиника", "№ 4"),
    _she("", "поликлиника", "на Садовой"),
    _she("", "поликлиника", "на Заводской"),
    _she("нов", "поликлиника", "в Луговом микрорайоне"),
    _she("районн", "поликлиника"),
    _she("старомостовск районн", "больница"),
    _she("липоборск районн", "больница"),
    _she("озёрнинск районн", "больница"),
)


def institutions() -> dict[str, list[str]]:
    """The hospitals and clinics by name, each with what else people call it."""
    found: dict[str, list[str]] = {}
    for place in (*HOSPITALS, *CLINICS):
        name = place.form("nom").strip()
        shorter = name.removeprefix("городская ").removeprefix("детская ")
        # A number alone says which clinic is meant, but not which hospital.
        others = [shorter] if shorter != name and shorter.startswith("поликлиника №") else []
        if " районная больница" in name:
            others += [name.replace(" районная", ""), name.replace("районная больница", "ЦРБ")]
        found[name[0].upper() + name[1:]] = others
    return found


def _speciality(nom: str, gen: str, dat: str, ins: str, plural: str) -> Word:
    return Word({"nom": nom, "gen": gen, "acc": gen, "dat": dat, "ins": ins, "many": plural})


def _regular(nom: str) -> Word:
    """A speciality of the hard declension: терапевт, окулист, хирург, невролог."""
    return _speciality(nom, nom + "а", nom + "у", nom + "ом", nom + "ов")


SPECIALITIES = (
    *tuple(
        map(
            _regular,
            [
                "терапевт",
                "педиатр",
                "окулист",
                "хирург",
                "невролог",
                "кардиолог",
                "эндокринолог",
                "уролог",
                "гинеколог",
                "дерматолог",
                "ортопед",
                "травматолог",
                "ревматолог",
                "гастроэнтеролог",
                "аллерголог",
                "онколог",
                "пульмонолог",
                "нефролог",
            ],
        )
    ),
    _speciality("лор", "лора", "лору", "лором", "лоров"),
)

# Masculine, so that one pattern of agreement serves: accusative as nominative.
DRUGS = tuple(
    Word({"nom": nom, "gen": nom + "а", "ins": nom + "ом"})
    for nom in [
        "инсулин",
        "метформин",
        "аторвастатин",
        "салбутамол",
        "бисопролол",
        "леветирацетам",
        "эналаприл",
        "лозартан",
        "левотироксин",
        "будесонид",
        "каптоприл",
        "клопидогрел",
        "преднизолон",
        "омепразол",
    ]
)
VACCINES = tuple(
    Word({"from": "от " + gen, "nom": nom})
    for nom, gen in (
        ("грипп", "гриппа"),
        ("клещевой энцефалит", "клещевого энцефалита"),
        ("пневмококк", "пневмококка"),
        ("корь", "кори"),
        ("коклюш", "коклюша"),
        ("ветрянка", "ветрянки"),
        ("полиомиелит", "полиомиелита"),
        ("ковид", "ковида"),
    )
)
WARDS = tuple(
    Word(
        {"nom": stem + "ое отделение", "gen": stem + "ого отделения", "in": f"в {stem}ом отделении"}
    )
    for stem in [
        "кардиологическ",
        "терапевтическ",
        "хирургическ",
        "травматологическ",
        "неврологическ",
        "педиатрическ",
        "инфекционн",
        "приёмн",
        "урологическ",
        "офтальмологическ",
        "гинекологическ",
    ]
)
# Equipment: nominative serves as accusative too.
MACHINES = tuple(
    Word({"nom": nom, "gen": gen, "ins": ins}, MAN)
    for nom, gen, ins in (
        ("компьютерный томограф", "компьютерного томографа", "компьютерным томографом"),
        ("аппарат УЗИ экспертного класса", "аппарата УЗИ", "аппаратом УЗИ"),
        ("цифровой рентгеновский аппарат", "цифрового рентгена", "цифровым рентгеном"),
        ("маммограф", "маммографа", "маммографом"),
        ("передвижной флюорограф", "передвижного флюорографа", "передвижным флюорографом"),
        ("аппарат искусственной вентиляции лёгких", "аппарата ИВЛ", "аппаратом ИВЛ"),
        ("эндоскопический комплекс", "эндоскопического комплекса", "эндоскопическим комплексом"),
        ("ангиограф", "ангиографа", "ангиографом"),
        ("офтальмологический лазер", "офтальмологического лазера", "офтальмологическим лазером"),
    )
)


def doctors(rng: Random, count: int) -> tuple[Word, ...]:
    """Invented doctors with every case of their names."""
    made = []
    for _number in range(count):
        sex = WOMAN if rng.random() < 0.66 else MAN
        first = rng.choice(WOMEN if sex == WOMAN else MEN)
        middle = rng.choice(PATRONYMICS)[0 if sex == WOMAN else 1]
        made.append(person_word(first, middle, rng.choice(SURNAMES), sex))
    return tuple(made)
