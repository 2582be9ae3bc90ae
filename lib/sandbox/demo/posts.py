"""Posts of the community: when, in which rubric, what about, how far they went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from random import Random
from typing import Any

from lib.sandbox.demo import calendar, media
from lib.sandbox.demo.grammar import Word, expand, word
from lib.sandbox.demo.talk import Town
from lib.sandbox.demo.texts_posts import POSTS

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


def sketch(rng: Random, at: int, town: Town) -> Sketch:
    rubric = rng.choices(tuple(RUBRIC_WEIGHTS), tuple(RUBRIC_WEIGHTS.values()))[0]
    if rubric not in POSTS:
        rubric = "#Новости"
    slots = town.slots(rng, clinics=rng.random() < 0.5)
    slots |= dates(rng, at)
    text = expand(rng.choice(POSTS[rubric]), rng, slots)
    if rng.random() >= 0.08:
        text = f"{text}\n\n{rubric}"
    attachments: list[Mapping[str, Any]] = []
    if rng.random() < 0.8:
        attachments += [media.photo(rng, at=at) for _one in range(rng.choice((1, 1, 1, 2, 3, 5)))]
    return Sketch(at, rubric, text, slots["doc"], tuple(attachments))


def dates(rng: Random, at: int) -> dict[str, Word]:
    today = calendar.day_number(at)
    soon, past = today + rng.randint(2, 9), today - rng.randint(1, 4)
    while (soon + 3) % 7 == 6:
        soon += 1
    return {
        "soon": word(calendar.spoken_date(soon)),
        "soon_wd": word(calendar.spoken_weekday(soon)),
        "past": word(calendar.spoken_date(past)),
        "past_wd": word(calendar.spoken_weekday(past)),
        "year": word(str(calendar.day_date(today).year)),
    }


@dataclass(frozen=True)
class Measures:
    views: int
    likes: int
    reposts: int
    reach_total: int
    reach_subscribers: int


def measures(rng: Random, post: Sketch, *, members: int, warmth: float, now: int) -> Measures:
    """How far a post has come by `now`; reach comes with a half-life of hours."""
    ripe = 1 - exp(-max(0, now - post.at) / (11 * 3600))
    warm = post.rubric in ("#СпасибоВрачам", "#ГордостьМедицины", "#ВолонтёрыМедики")
    subscribers = int(members * rng.uniform(0.17, 0.34) * ripe)
    viral = int(subscribers * (rng.lognormvariate(-0.6, 0.6)) + max(0.0, warmth - 1) * 2600 * ripe)
    total = subscribers + viral
    views = int(total * rng.uniform(1.15, 1.45))
    likes = int(views * rng.uniform(0.012, 0.03) * (1.9 if warm else 1))
    reposts = int(views * rng.uniform(0.001, 0.006) * (1 + (warmth > 1.5)))
    return Measures(views, likes, reposts, total, subscribers)
