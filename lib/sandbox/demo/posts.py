"""Posts of the community: when, in which rubric, what about, how far they went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from random import Random
from typing import Any

from lib.sandbox.demo import calendar, media
from lib.sandbox.demo.grammar import Word, expand, word
from lib.sandbox.demo.places import BIG_TOWNS, CLINICS, DRUGS, GENERAL_HOSPITALS, VILLAGES
from lib.sandbox.demo.talk import Town
from lib.sandbox.demo.texts import POSTS
from lib.sandbox.demo.texts_posts_talk import POLLS
from lib.sandbox.growth import fate, ripe

RUBRIC_WEIGHTS = {
    "#СпасибоВрачам": 15,
    "#НацпроектЗдравоохранение": 13,
    "#ГордостьМедицины": 12,
    "#СтопКоронавирус": 6,
    "#ВакцинацияДиспансеризация": 13,
    "#ЗдоровыйОбразЖизни": 11,
    "#ОткрытыйЧат": 6,
    "#ПрямойЭфир": 4,
    "#ВолонтёрыМедики": 7,
    "#Новости": 13,
}
# Where a post may speak of a clinic in place of a hospital.
OUTPATIENT = ("#ВакцинацияДиспансеризация", "#СтопКоронавирус", "#ЗдоровыйОбразЖизни", "#Новости")
# Invented communities of hospitals that posts are shared from; ids that VK has not given out.
NEIGHBOURS = (-1_900_000_001, -1_900_000_002, -1_900_000_003)


@dataclass(frozen=True)
class Sketch:
    """A post before anybody has seen it."""

    at: int
    rubric: str
    text: str
    doc: Word
    attachments: tuple[Mapping[str, Any], ...]
    copy_of: Mapping[str, Any] | None = None


def posting_times(rng: Random, first: int, days: int, *, now: int) -> list[int]:
    """One to three moments a day within working hours, none later than ten minutes ago."""
    times = []
    for number in range(first, first + days):
        weekday = (number + 3) % 7
        weights = (25, 45, 30) if weekday < 5 else (60, 36, 4) if weekday == 5 else (76, 24, 0)
        for hour in sorted(rng.sample(range(9, 20), rng.choices((1, 2, 3), weights)[0])):
            at = (
                calendar.day_start(number)
                + hour * 3600
                + rng.choice((0, 0, 10, 15, 30, 30, 45)) * 60
            )
            if at <= now - 600:
                times.append(at)
    return times


def sketch(rng: Random, at: int, town: Town, seen: Counter[str]) -> Sketch:
    """A post at `at`; `seen` counts how often a template was used, so that none is worn out."""
    rubric = rng.choices(tuple(RUBRIC_WEIGHTS), tuple(RUBRIC_WEIGHTS.values()))[0]
    month = calendar.day_date(calendar.day_number(at)).month
    fitting = [text for months, text in map(season, POSTS[rubric]) if month in months]
    fitting.sort(key=lambda text: seen[text])
    template = rng.choice(fitting[: max(3, len(fitting) // 2)])
    seen[template] += 1
    slots = _slots(rng, at, town, rubric)
    text = expand(template, rng, slots)
    if rng.random() >= 0.08:
        text = f"{text}\n\n{rubric}"
    copied = rng.random() < 0.06 and rubric not in ("#ОткрытыйЧат", "#ПрямойЭфир")
    if copied:
        comment = expand(rng.choice(SHARED), rng, slots)
        return Sketch(
            at, rubric, f"{comment}\n\n{rubric}", slots["doc"], (), _shared(rng, at, text)
        )
    return Sketch(at, rubric, text, slots["doc"], tuple(_media(rng, at, rubric, text)))


def season(template: str) -> tuple[Set[int], str]:
    """The months a template is for, from its beginning `@4-7 `, and the template itself."""
    if not template.startswith("@"):
        return set(range(1, 13)), template
    span, text = template[1:].split(" ", 1)
    first, last = map(int, span.split("-"))
    if first <= last:
        return set(range(first, last + 1)), text
    return {*range(first, 13), *range(1, last + 1)}, text


def _slots(rng: Random, at: int, town: Town, rubric: str) -> dict[str, Word]:
    slots = town.slots(rng, clinics=False)
    outpatient = rubric in OUTPATIENT and rng.random() < 0.45
    places = CLINICS[:3] if outpatient else GENERAL_HOSPITALS
    slots["h"] = rng.choice(places)
    slots["doc2"] = rng.choice([doc for doc in town.doctors if doc is not slots["doc"]])
    slots["drug"], slots["drug2"] = rng.sample(DRUGS, 2)
    slots["town"], slots["town2"] = rng.sample(BIG_TOWNS, 2)
    slots["village"] = rng.choice(VILLAGES)
    return slots | dates(rng, at)


def _media(rng: Random, at: int, rubric: str, text: str) -> list[Mapping[str, Any]]:
    title = text.split("\n", 1)[0][:80]
    if "эфир" in title.lower() and "запис" in text.lower():
        return [media.video(rng, at=at, title=title, live=True)]
    draw = rng.random()
    if draw < 0.07:
        return [media.video(rng, at=at, title=title)]
    if draw < 0.12 and rubric not in ("#СпасибоВрачам", "#ГордостьМедицины"):
        question, options = rng.choice(POLLS)
        return [media.poll(rng, at=at, question=question, options=options)]
    if draw < 0.88:
        return [media.photo(rng, at=at) for _one in range(rng.choice((1, 1, 1, 2, 3, 5)))]
    return []


SHARED = (
    "{Делимся|Рассказываем} новостью коллег 👇",
    "{Хорошие новости|Репост хорошей новости} — <h> 👏",
    "{Полезно знать каждому|Важно! Поделитесь с близкими}.",
    "{Гордимся коллегами|Так держать, коллеги}! {💚|👏|}",
)


def _shared(rng: Random, at: int, text: str) -> dict[str, Any]:
    """A post of one of the neighbouring communities, as `copy_history` shows it."""
    owner_id = rng.choice(NEIGHBOURS)
    earlier = at - rng.randint(1800, 2 * calendar.DAY)
    return {
        "id": rng.randint(400, 9000),
        "owner_id": owner_id,
        "from_id": owner_id,
        "date": earlier,
        "post_type": "post",
        "text": text,
        "attachments": [media.photo(rng, at=earlier, owner_id=owner_id)],
    }


def dates(rng: Random, at: int) -> dict[str, Word]:
    """Words for days around a moment that the templates of posts name; the coming ones are no Sundays."""
    today = calendar.day_number(at)
    soon, past = today + rng.randint(2, 9), today - rng.randint(1, 4)
    while (soon + 3) % 7 == 6:
        soon += 1
    return {
        "soon": word(calendar.spoken_date(soon)),
        "soon_wd": word(calendar.spoken_weekday(soon)),
        "later": word(calendar.spoken_date(soon + 7)),
        "past": word(calendar.spoken_date(past)),
        "past_wd": word(calendar.spoken_weekday(past)),
        "year": word(str(calendar.day_date(today).year)),
    }


@dataclass(frozen=True)
class Measures:
    """Counters of a post as they are shown now."""

    views: int
    likes: int
    reposts: int
    reach_total: int
    reach_subscribers: int
    fate: tuple[int, int, int]
    """Views, reach and reach of subscribers in the end."""


def measures(rng: Random, post: Sketch, *, members: int, warmth: float, now: int) -> Measures:
    """How far a post has come by `now`."""
    part = ripe(post.at, now)
    warm = post.rubric in ("#СпасибоВрачам", "#ГордостьМедицины", "#ВолонтёрыМедики")
    end = fate(rng, members=members, warmth=warmth)
    views, total, subscribers = (int(one * part) for one in end)
    likes = int(views * rng.uniform(0.012, 0.03) * (1.9 if warm else 1))
    reposts = int(views * rng.uniform(0.001, 0.006) * (1 + (warmth > 1.5)))
    return Measures(
        views, likes, reposts, total, subscribers, (int(end[0]), int(end[1]), int(end[2]))
    )
