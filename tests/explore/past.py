"""A store with a past of a year: posts, comments, answers, days, an open chat, and secrets that stay inside."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from lib.store import Store
from lib.store.search import stems

END = 1_790_000_000
TODAY = date(2026, 9, 21)
"""The day of `END` in the region's zone."""
SECRET = "тайна-8472"
"""Stands in every column that no question may read, and in no other."""
INSTITUTIONS = ("Городская больница № 2", "Областная детская больница", "Поликлиника № 3")
_DAY = 86_400


def fill(path: Path, *, posts: int = 300, comments: int = 3000, seed: int = 1) -> Store:
    """Make the store."""
    rng = Random(seed)
    store = Store(path)
    store.migrate()
    with store.writer() as db:
        db.table("author").insert_all(
            {
                "author_id": 5000 + n,
                "name": f"Имя{n} {SECRET}",
                "raw": f'{{"x": "{SECRET}"}}',
                "updated_at": END,
            }
            for n in range(40)
        )
        db.table("institution").insert_all(
            {"institution_id": n + 1, "name": name} for n, name in enumerate(INSTITUTIONS)
        )
        db.table("institution_phrase").insert_all(
            {"institution_id": n + 1, "said": name, "stems": stems(name)}
            for n, name in enumerate(INSTITUTIONS)
        )
        db.table("post").insert_all(_post(rng, n, posts) for n in range(posts))
        db.table("post_reach").insert_all(
            {
                "post_id": n + 1,
                "reach_total": rng.randrange(200, 9000),
                "reach_subscribers": rng.randrange(100, 2000),
                "reach_viral": rng.randrange(50),
                "raw": "{}",
                "measured_at": END,
            }
            for n in range(posts)
            if n % 5
        )
        db.table("comment").insert_all(_comments(rng, comments, posts))
        db.table("day_stat").insert_all(_days(rng))
        db.table("post_snapshot").insert_all(
            {
                "post_id": n + 1,
                "taken_at": END - (posts - n) * _DAY + _DAY + hours * 3600,
                "views": hours * 10 + n,
            }
            for n in range(0, posts, 10)
            for hours in (1, 6, 24)
        )
        _chat(db)
    return store


def _post(rng: Random, n: int, posts: int) -> dict[str, object]:
    return {
        "post_id": n + 1,
        "from_id": -1 if n % 50 else 5001,
        "state": "published" if n % 40 else "deleted",
        "published_at": END - (posts - n) * _DAY + rng.randrange(_DAY),
        "text": f"Запись {n} о прививках, 100 % «важно» 'сегодня'" if n % 50 else SECRET,
        "rubric_id": n % 11 or None,
        "views": rng.randrange(0, 9000) if n % 7 else None,
        "likes": rng.randrange(90),
        "reposts": rng.randrange(12),
        "comments": rng.randrange(60),
        "attachments": "[{}]" if n % 3 else "[]",
        "raw": f'{{"x": "{SECRET}"}}',
        "seen_at": END,
    }


def _comments(rng: Random, comments: int, posts: int) -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    for number in range(1, comments + 1):
        ours = number % 4 == 0
        thread = int(str(made[-1]["thread_id"])) if ours or number % 7 == 3 else number
        at = END - (comments - number) * 10_000
        text = f"{SECRET} {rng.choice([*INSTITUTIONS, 'Спасибо'])}{'?' if number % 3 else ''}"
        made.append(
            {
                "comment_id": number,
                "post_id": 2 + number * (posts - 2) // comments,
                "thread_id": thread,
                "reply_to_id": int(str(made[-1]["comment_id"])) if thread != number else None,
                "from_id": -1 if ours else 5000 + min(39, int(rng.expovariate(0.1))),
                "created_at": at,
                "text": text,
                "stems": stems(text),
                "likes": rng.randrange(9),
                "is_ours": int(ours),
                "deleted_at": at if number % 101 == 0 else None,
                "raw": "{}",
                "seen_at": END,
            }
        )
    return made


def _days(rng: Random) -> list[dict[str, object]]:
    days = [TODAY - timedelta(days=n) for n in range(400) if n % 30 != 7]
    return [
        {
            "day": day.isoformat(),
            "reach": rng.randrange(500, 5000) if day.day != 13 else None,
            "reach_subscribers": rng.randrange(100, 500),
            "views": rng.randrange(1000, 9000),
            "joined": rng.randrange(9),
            "departed": rng.randrange(5),
            "raw": f'{{"x": "{SECRET}"}}',
            "measured_at": END,
        }
        for day in days
    ]


def _chat(db: object) -> None:
    table = db.table  # type: ignore[attr-defined]
    table("chat").insert(
        {
            "chat_id": 1,
            "topic": "Прививки",
            "starts_at": END - 9 * _DAY,
            "ends_at": END - 9 * _DAY + 3600,
            "opened_at": END - 9 * _DAY,
            "closed_at": END - 9 * _DAY + 4000,
            "created_by": SECRET,
            "created_at": END - 20 * _DAY,
        }
    )
    table("question").insert_all(
        {
            "question_id": n,
            "chat_id": 1,
            "source": "pasted",
            "author_name": SECRET,
            "text": SECRET,
            "asked_at": END - 9 * _DAY + n,
            "topic": "Дети" if n % 2 else None,
            "state": "declined" if n == 3 else "new",
            "joined_to": 1 if n == 2 else None,
            "answer": SECRET,
            "note": SECRET,
        }
        for n in range(1, 6)
    )
