"""The communities around ours: hospitals, a city's "overheard", volunteers. All of them are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from lib.sandbox.demo import calendar, media
from lib.sandbox.demo.grammar import Word, expand, word
from lib.sandbox.demo.posts import dates
from lib.sandbox.demo.talk import Town
from lib.sandbox.demo.texts_neighbours import COMMENTS, MENTIONS, POSTS, SHARES
from lib.sandbox.history import PastComment, PastNeighbour, PastPost

FIRST_ID = 1_900_000_001
"""Above every community that VK has given out, so that no id leads to a real page."""
DAYS = 45
US = Word(
    {
        "nom": "⟦1⟧",
        "gen": "⟦2⟧",
        "dat": "⟦3⟧",
        "ins": "⟦4⟧",
        "in": "в ⟦5⟧",
        "to": "в ⟦1⟧",
    }
)
"""The community's name in a sentence. Marks stand for the links, in which no letter may become a capital."""
_LINKS = {
    "⟦1⟧": "[club1|Минздрав]",
    "⟦2⟧": "[club1|Минздрава]",
    "⟦3⟧": "[club1|Минздраву]",
    "⟦4⟧": "[club1|Минздравом]",
    "⟦5⟧": "[club1|Минздраве]",
}


@dataclass(frozen=True)
class _Sort:
    name: str
    screen_name: str
    kind: str
    activity: str
    description: str = "Учебное сообщество: выдумано для репетиций."


# The first three are those whose posts the community shares (`posts.NEIGHBOURS`).
SORTS = (
    _Sort("Областная клиническая больница", "okb_uchebnaya", "hospital", "Медицинский центр"),
    _Sort("Областная детская больница", "odb_uchebnaya", "hospital", "Медицинский центр"),
    _Sort("Верхнелучинская районная больница", "vlrb_uchebnaya", "hospital", "Медицинский центр"),
    _Sort("Липоборская районная больница", "lipbor_rb_uchebnaya", "hospital", "Медицинский центр"),
    _Sort("Городская поликлиника № 3", "gp3_uchebnaya", "hospital", "Медицинский центр"),
    _Sort("Подслушано Речегорск", "rechegorsk_uslyshano", "overheard", "Городское сообщество"),
    _Sort("Подслушано Старомостовск", "staromost_uslyshano", "overheard", "Городское сообщество"),
    _Sort("Волонтёры-медики Заречья", "vm_zarechye_uch", "volunteers", "Общественная организация"),
    _Sort("Речегорск сегодня", "rechegorsk_segodnya_uch", "town", "СМИ"),
    _Sort("Мамы Заречья", "mamy_zarechya_uch", "overheard", "Сообщество"),
)


def neighbours(
    *, seed: int, town: Town, now: int, screen_name: str, ours: Sequence[int]
) -> tuple[PastNeighbour, ...]:
    """The neighbours' last 45 days; the same for the same seed, and nothing else of the world changes by them.

    `ours` are the moments of the community's own posts: every third neighbour shares one of the last six.
    Each names the community at least once.
    """
    rng = Random(f"neighbours of {seed}")
    made = []
    for number, sort in enumerate(SORTS):
        # `awake` may move a moment of the night by eight hours, and a talk may last four more.
        times = sorted(
            calendar.awake(now - rng.randint(12 * 3600, DAYS * calendar.DAY), rng)
            for _post in range(rng.randint(4, 7))
        )
        named = rng.randrange(len(times))
        told = [
            _post(
                *(rng, sort.kind, at, town, screen_name, number),
                about_us=place == named or rng.random() < 0.25,
            )
            for place, at in enumerate(times)
        ]
        if ours and number % 3 == 0:
            shared = max(0, len(ours) - 1 - rng.randrange(6))
            at = min(ours[shared] + rng.randint(300, 3 * 3600), now - 60)
            told.append(_sharing(rng, at, town, screen_name, shared))
        made.append(
            PastNeighbour(
                FIRST_ID + number,
                *(sort.name, sort.screen_name, sort.description, sort.activity, sort.kind),
                members=rng.randint(900, 42_000),
                posts=tuple(told),
            )
        )
    return tuple(made)


def sharing_words(rng: Random, at: int, town: Town, screen_name: str) -> str:
    """What a neighbour writes over a post of ours that it shares."""
    return _said(rng, SHARES, at, town, screen_name)


def sentence(
    rng: Random, kind: str, at: int, town: Town, screen_name: str, *, about_us: bool
) -> str:
    """What a neighbour of `kind` writes at `at`."""
    texts = MENTIONS[kind] if about_us else POSTS[kind]
    return _said(rng, texts, at, town, screen_name)


def _said(rng: Random, texts: tuple[str, ...], at: int, town: Town, screen_name: str) -> str:
    slots = town.slots(rng, clinics=True) | dates(rng, at) | {"us": US, "at": word("⟦0⟧")}
    text = expand(rng.choice(texts), rng, slots)
    for mark, link in (_LINKS | {"⟦0⟧": f"@{screen_name}"}).items():
        text = text.replace(mark, link)
    return text


def _post(
    rng: Random, kind: str, at: int, town: Town, screen_name: str, number: int, *, about_us: bool
) -> PastPost:
    text = sentence(rng, kind, at, town, screen_name, about_us=about_us)
    views = rng.randint(300, 9000)
    owner_id = -(FIRST_ID + number)
    pictures: tuple[Any, ...] = ()
    if rng.random() < 0.4:
        pictures = (media.photo(rng, at=at, owner_id=owner_id),)
    return PastPost(
        at,
        text,
        *(views, views // rng.randint(40, 160), rng.randint(0, 9), 0, 0),
        attachments=pictures,
        comments=_comments(rng, at, town, screen_name),
    )


def _comments(rng: Random, at: int, town: Town, screen_name: str) -> tuple[PastComment, ...]:
    made: list[PastComment] = []
    for key in range(1, rng.choices((0, 1, 2, 3, 5), (25, 25, 25, 15, 10))[0] + 1):
        at += rng.randint(120, 2400)
        author_id = town.writer(rng)
        text = _said(rng, COMMENTS, at, town, screen_name)
        said = PastComment(key, author_id, at, text, likes=rng.choice((0, 0, 1, 4)))
        if made and rng.random() < 0.35:
            said = replace(said, reply_to=rng.choice(made).key)
        made.append(said)
    return tuple(made)


def _sharing(rng: Random, at: int, town: Town, screen_name: str, shared: int) -> PastPost:
    text = sharing_words(rng, at, town, screen_name)
    views = rng.randint(80, 900)
    return PastPost(at, text, views, views // 60, 0, 0, 0, shares=shared)
