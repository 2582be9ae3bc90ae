"""A community as large as the benchmarks need, the same for the same numbers and seed.

Comments fall on posts as people write them: some posts have none, most have a dozen or two, a few have hundreds
(a log-normal law). Nearly half answer somebody, the more willingly where many have answered already, so that
threads of more than ten replies are there too.
"""

from __future__ import annotations

import math
from pathlib import Path
from random import Random

from lib.sandbox import World, long_poll
from lib.sandbox.history import History, PastComment, PastPost, Person
from lib.sandbox.objects import ADMIN_ID
from lib.sandbox.state import State

NOW = 1_790_000_000
STEP = 80_000
"""Seconds between posts: a little less than a day."""
SILENT = 0.08
SPREAD = 1.1
REPLIES = 0.45
PEOPLE = 4000
WORDS = """
запись приём врач поликлиника больница талон очередь анализы направление регистратура участковый терапевт
педиатр прививка рецепт лекарство аптека полис справка скорая вызов стационар отделение операция ремонт новый
спасибо подскажите почему когда можно нельзя сколько ждать снова опять сегодня завтра вчера неделю месяц ребёнку
маме бабушке утром вечером телефон дозвониться сайт госуслуги отменили перенесли кабинет этаж лифт адрес район
"""


def make(file: Path, *, posts: int, comments: int, seed: int = 1) -> None:
    """Write the state file of such a world, for `python -m lib vk --world empty --state FILE`."""
    world = World(state=State(file))
    with world.turn():
        world.load(history(posts=posts, comments=comments, seed=seed))
        long_poll.prepare(world)
    world.close()


def history(*, posts: int, comments: int, seed: int) -> History:
    """The past of such a world."""
    rng = Random(seed)
    words = WORDS.split()
    people = (
        Person(ADMIN_ID, "Анна", "Модератор", 1, "Москва", joined_at=NOW),
        *(
            Person(1000 + n, f"Имя{n}", f"Фамилия{n}", n % 2 + 1, "", None, NOW)
            for n in range(PEOPLE)
        ),
    )
    keys = iter(range(comments))
    made = []
    for number, count in enumerate(shares(rng, posts, comments)):
        at = NOW - (posts - number) * STEP
        text = f"Запись {number}. {_text(rng, words, 40)} #Новости"
        under = _comments(rng, words, at, [next(keys) for _ in range(count)])
        made.append(
            PastPost(
                at,
                text,
                views=rng.randrange(500, 9000),
                likes=rng.randrange(90),
                reposts=rng.randrange(12),
                reach_total=0,
                reach_subscribers=0,
                comments=tuple(under),
            )
        )
    return History(
        name="Большое сообщество",
        screen_name="pult_bench",
        description="Репетиция: не настоящий VK.",
        people=people,
        posts=tuple(made),
        days=(),
        members=PEOPLE,
    )


def shares(rng: Random, posts: int, comments: int) -> list[int]:
    """Comments of each post; their sum is `comments`."""
    weights = [
        0.0 if rng.random() < SILENT else rng.lognormvariate(0, SPREAD) for _ in range(posts)
    ]
    whole = sum(weights)
    counts = [math.floor(comments * weight / whole) for weight in weights]
    talked_about = [number for number, weight in enumerate(weights) if weight]
    for _ in range(comments - sum(counts)):
        counts[rng.choice(talked_about)] += 1
    return counts


def _comments(rng: Random, words: list[str], at: int, keys: list[int]) -> list[PastComment]:
    made: list[PastComment] = []
    replies: list[int] = []
    for number, key in enumerate(keys):
        answered = None
        if made and rng.random() < REPLIES:
            # A thread draws replies as it grows.
            place = rng.choice(replies) if replies and rng.random() < 0.6 else rng.randrange(number)
            answered = keys[place]
            replies.append(place)
        author = -1 if answered is not None and rng.random() < 0.3 else 1000 + rng.randrange(PEOPLE)
        likes = rng.randrange(4)
        moment = at + (number + 1) * 60
        made.append(PastComment(key, author, moment, _text(rng, words, 14), answered, likes=likes))
    return made


def _text(rng: Random, words: list[str], most: int) -> str:
    return " ".join(rng.choices(words, k=rng.randint(3, most))).capitalize()
