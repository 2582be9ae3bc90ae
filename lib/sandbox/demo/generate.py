"""The demo community as a whole, from a seed."""

from __future__ import annotations

from collections import Counter
from random import Random

from lib.sandbox.demo import board, calendar, posts, talk
from lib.sandbox.demo.days import measured_days
from lib.sandbox.demo.neighbours import neighbours
from lib.sandbox.demo.people import AT_END, AT_START, make_crowd
from lib.sandbox.demo.talk import OPEN_SPAN, Said, Talk, Thread
from lib.sandbox.history import History, PastComment, PastPost, Suggestion

DAYS = 540
SPIKES = 7
NAME = "Минздрав Заречной области (учебное сообщество)"
SCREEN_NAME = "zarechye_uchebnoe"
DESCRIPTION = (
    "Учебное сообщество для репетиций: область, больницы и люди выдуманы, совпадения случайны. "
    "Новости здравоохранения, ответы специалистов, открытые чаты."
)


def generate(*, seed: int, now: int) -> History:
    """540 days of an invented community that end at `now` (seconds UTC); equal for an equal seed and now."""
    rng = Random(seed)
    first = calendar.day_number(now) - DAYS + 1
    times = posts.posting_times(rng, first, DAYS, now=now)
    spikes = set(rng.sample(range(30, len(times) - 25), SPIKES))
    heat = _heat(rng, first, [times[number] for number in spikes])
    starts = [calendar.day_start(first + offset) for offset in range(DAYS)]
    crowd = make_crowd(rng, starts=starts, heat=heat, now=now)
    town = talk.Town(rng, crowd.people)
    talking = Talk(rng, town, now=now)

    seen: Counter[str] = Counter()
    sketches = [posts.sketch(rng, at, town, seen) for at in times]
    threads = [
        _threads(rng, talking, post, number in spikes, now) for number, post in enumerate(sketches)
    ]
    _settle(rng, talking, sketches, threads, now)
    spoken = _numbered(threads)
    made = []
    for number, post in enumerate(sketches):
        offset = calendar.day_number(post.at) - first
        members = AT_START + (AT_END - AT_START) * offset // DAYS
        warmth = 5.0 if number in spikes else 1.0
        measure = posts.measures(rng, post, members=members, warmth=warmth, now=now)
        made.append(
            PastPost(
                at=post.at,
                text=post.text,
                views=measure.views,
                likes=measure.likes,
                reposts=measure.reposts,
                reach_total=measure.reach_total,
                reach_subscribers=measure.reach_subscribers,
                attachments=post.attachments,
                comments=spoken[number],
                copy_of=post.copy_of,
                fate=measure.fate,
            )
        )
    return History(
        name=NAME,
        screen_name=SCREEN_NAME,
        description=DESCRIPTION,
        people=crowd.people,
        posts=tuple(made),
        days=measured_days(rng, first, made, crowd, heat, now=now),
        members=crowd.members,
        scheduled=_scheduled(rng, town, seen, now),
        suggested=_suggested(talking, now),
        neighbours=neighbours(seed=seed, town=town, now=now, screen_name=SCREEN_NAME, ours=times),
        topics=board.topics(seed=seed, town=town, now=now),
    )


def _heat(rng: Random, first: int, spikes: list[int]) -> list[float]:
    """How many times the usual reach each day has: 1, more on the days after a post that spread."""
    heat = [1.0] * DAYS
    for at in spikes:
        height = rng.uniform(1.8, 4.2)
        for offset, part in enumerate((1.0, 0.62, 0.25, 0.1)):
            place = calendar.day_number(at) - first + offset
            if place < DAYS:
                heat[place] += height * part
    return heat


def _threads(rng: Random, talking: Talk, post: posts.Sketch, spike: bool, now: int) -> list[Thread]:
    wanted = rng.lognormvariate(1.24, 0.85) * (6 if spike else 1)
    made = []
    for _one in range(min(int(wanted), 70)):
        delay = rng.expovariate(1 / 16000) if rng.random() < 0.8 else rng.uniform(0.5, 4) * 86400
        at = calendar.awake(post.at + 90 + int(delay), rng)
        if at < now - 900:
            made.append(talking.thread(post.rubric, at, post.doc))
    return made


def _settle(
    rng: Random, talking: Talk, sketches: list[posts.Sketch], threads: list[list[Thread]], now: int
) -> None:
    """Leave the console some work, not a heap: recent threads end with the community's word but a few."""
    for held in threads:
        for thread in list(held):
            thread.said = _until(thread.said, now)
            if not thread.said or not talking.waiting(thread):
                if not thread.said:
                    held.remove(thread)
            elif thread.kind == "noise" and rng.random() < 0.02:
                continue
            elif (
                (thread.kind in ("spam", "noise") and rng.random() < 0.6)
                or thread.kind == "spam"
                or not talking.close(thread)
            ):
                held.remove(thread)
    # Two hours to two days old, the oldest and the youngest fixed.
    waiting = [2 * 3600 + rng.randint(0, 900), OPEN_SPAN - rng.randint(600, 5400)]
    waiting += [
        rng.randint(2 * 3600 + 900, OPEN_SPAN - 5400) for _one in range(rng.randint(12, 15))
    ]
    for age in waiting:
        at = now - age
        before = [number for number, post in enumerate(sketches) if post.at < at - 600]
        number = rng.choice(before[-6:])
        thread = talking.question(sketches[number].rubric, at)
        thread.said = _until(thread.said, now)
        threads[number].append(thread)


def _until(said: list[Said], now: int) -> list[Said]:
    """What had been said by `now`; an answer to something unsaid is unsaid too."""
    kept: list[Said] = []
    for one in said:
        if one.at <= now - 60 and (
            one.parent is None or any(one.parent is other for other in kept)
        ):
            kept.append(one)
    return kept


def _numbered(threads: list[list[Thread]]) -> list[tuple[PastComment, ...]]:
    """Comments by post, numbered in the order of time over all posts."""
    everything = [
        (one.at, number, place, order, one)
        for number, held in enumerate(threads)
        for place, thread in enumerate(held)
        for order, one in enumerate(thread.said)
    ]
    everything.sort(key=lambda row: row[:4])
    keys = {id(row[4]): key for key, row in enumerate(everything, start=1)}
    spoken: list[list[PastComment]] = [[] for _held in threads]
    for _at, number, _place, _order, one in everything:
        spoken[number].append(
            PastComment(
                key=keys[id(one)],
                author_id=one.author_id,
                at=one.at,
                text=one.text,
                reply_to=keys[id(one.parent)] if one.parent else None,
                likes=one.likes,
                attachments=one.attachments,
            )
        )
    return [tuple(comments) for comments in spoken]


def _scheduled(rng: Random, town: talk.Town, seen: Counter[str], now: int) -> tuple[PastPost, ...]:
    """Three posts that wait for their time: tomorrow and the days after."""
    made = []
    for ahead, hour in ((1, 10), (1, 16), (3, 11)):
        at = calendar.day_start(calendar.day_number(now) + ahead) + hour * 3600
        post = posts.sketch(rng, at, town, seen)
        made.append(PastPost(at, post.text, 0, 0, 0, 0, 0, attachments=post.attachments))
    return tuple(made)


def _suggested(talking: Talk, now: int) -> tuple[Suggestion, ...]:
    """Two posts of citizens that wait for a decision: thanks, of yesterday and of this day."""
    made = []
    for age in (26 * 3600, 5 * 3600):
        said = talking.opening("#СпасибоВрачам", now - age)
        made.append(Suggestion(said.author_id, said.at, said.text))
    return tuple(made)
