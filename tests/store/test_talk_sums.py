"""The sums of the conversation: whatever happens to comments, posts and names, counting anew gives the same.

Two things count anew: the store's own view (`differences`), and a reckoning in Python that knows no SQL.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_utils import Database

from lib.base.clock import shifts
from lib.store import Store
from lib.store.damage import damages
from lib.store.search import stems
from lib.store.talk import count_anew, differences, keep_zone
from lib.store.upkeep import vacuum
from lib.sync.intake import drop_comments, drop_posts, take_comments, take_posts

START = 1_790_000_000
TEXTS = (
    "Когда откроют запись в районную больницу?",
    "Спасибо врачам!",
    "Почему?Никто не отвечает",
    "Смотрите https://site.example/?id=5&a=1",
    "Вопрос к поликлинике № 3: где талоны? И к районной больнице",
    "?",
    "",
)
NAMES = ("районная больница", "поликлиника № 3", "запись")
ZONES = ("Europe/Moscow", "Asia/Kamchatka", "Asia/Kolkata", "America/New_York")


def post(post_id: int, rubric: bool = False, deleted: bool = False) -> dict[str, Any]:
    made = {
        "id": post_id,
        "owner_id": -1,
        "from_id": -1,
        "date": START,
        "text": "#Новости" if rubric else "",
    }
    return made | ({"is_deleted": True} if deleted else {})


def comment(comment_id: int, text: str, **more: Any) -> dict[str, Any]:
    made = {
        "id": comment_id,
        "post_id": 1,
        "from_id": 7,
        "date": START + comment_id * 3600,
        "text": text,
    }
    return made | more


def reckoned(db: Database, zone: str) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """(sums by day, waits by month) as Python counts them from the comments."""
    posts = {row["post_id"]: row for row in db.query("SELECT * FROM post")}
    names: dict[int, list[str]] = {}
    for row in db.query("SELECT * FROM institution_phrase"):
        names.setdefault(row["institution_id"], []).append(row["stems"])
    comments = list(db.query("SELECT * FROM comment ORDER BY comment_id"))
    days: dict[Any, Counter[str]] = {}
    waits: Counter[Any] = Counter()
    for one in comments:
        under = posts.get(one["post_id"])
        if one["deleted_at"] is not None or not one["from_id"]:
            continue
        if under and under["state"] == "deleted":
            continue
        day = datetime.fromtimestamp(one["created_at"], ZoneInfo(zone)).date().isoformat()
        parts = [("all", 0), ("rubric", (under and under["rubric_id"]) or 0)]
        words = f" {one['stems']} "
        asks = (
            not one["is_ours"]
            and one["dismissed_at"] is None
            and re.search(r"\?(?![a-zA-Z0-9=&%])", one["text"]) is not None
        )
        if not one["is_ours"]:
            parts += [
                ("institution", id_)
                for id_, said in names.items()
                if any(f" {phrase} " in words for phrase in said)
            ]
        first = next(
            (
                ours
                for ours in comments
                if ours["is_ours"]
                and ours["deleted_at"] is None
                and ours["thread_id"] == one["thread_id"]
                and ours["comment_id"] > one["comment_id"]
                and ours["reply_to_id"] in (None, one["comment_id"], one["thread_id"])
            ),
            None,
        )
        for part in parts:
            sums = days.setdefault((day, *part), Counter())
            sums["answers" if one["is_ours"] else "comments"] += 1
            sums["questions"] += asks
            if asks and first:
                sums["answered"] += 1
                waited = max(0, first["created_at"] - one["created_at"])
                waits[(day[:7], *part, bucket(waited))] += 1
    return {key: dict(+sums) for key, sums in days.items()}, dict(waits)


def bucket(seconds: int) -> int:
    for below, step in ((3 * 3600, 60), (86_400, 300), (30 * 86_400, 3600)):
        if seconds < below:
            return seconds - seconds % step
    return seconds - seconds % 86_400


def kept(db: Database) -> tuple[dict[Any, Any], dict[Any, Any]]:
    days = {
        (row["day"], row["part"], row["part_id"]): {
            name: row[name]
            for name in ("comments", "answers", "questions", "answered")
            if row[name]
        }
        for row in db.query("SELECT * FROM talk_day")
    }
    waits = {
        (row["month"], row["part"], row["part_id"], row["bucket"]): row["questions"]
        for row in db.query("SELECT * FROM talk_wait")
    }
    return days, waits


def name_institution(db: Database, institution_id: int, phrases: tuple[str, ...]) -> None:
    db.execute(
        "INSERT OR IGNORE INTO institution VALUES (?, ?)", [institution_id, f"№ {institution_id}"]
    )
    db.execute("DELETE FROM institution_phrase WHERE institution_id = ?", [institution_id])
    for phrase in phrases:
        db.execute(
            "INSERT INTO institution_phrase (institution_id, said, stems) VALUES (?, ?, ?)",
            [institution_id, phrase, stems(phrase)],
        )
    # Everything is looked at anew; the room of reach knows better which (lib.reach.institutions).
    db.execute("INSERT OR IGNORE INTO talk_dirty SELECT comment_id FROM comment")


numbers = some.integers(1, 12)


class Talk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = Store(Path(self.folder.name) / "pult.db")
        self.store.migrate()
        self.zone = ZONES[0]

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(post_id=some.integers(1, 2), rubric=some.booleans(), deleted=some.booleans())
    def told_of_a_post(self, post_id: int, rubric: bool, deleted: bool) -> None:
        with self.store.writer() as db:
            take_posts(db, [post(post_id, rubric, deleted)], now=START)

    @rule(comment_id=numbers, ours=some.booleans(), rubric=some.booleans(), gone=some.booleans())
    def much_happens_at_once(self, comment_id: int, ours: bool, rubric: bool, gone: bool) -> None:
        item = comment(comment_id, TEXTS[0], from_id=-1 if ours else 7)
        if comment_id > 1:
            item["parents_stack"] = [1]
        with self.store.writer() as db:
            take_comments(db, [item], group_id=1, now=START, told="read")
            take_posts(db, [post(1, rubric, gone)], now=START)
            drop_comments(db, [comment_id - 1], now=START)
            take_comments(db, [item | {"text": "Уже?"}], group_id=1, now=START, told="edited")
            take_posts(db, [post(1, rubric, not gone)], now=START)

    @rule(post_id=some.integers(1, 2))
    def a_post_is_deleted(self, post_id: int) -> None:
        with self.store.writer() as db:
            drop_posts(db, [post_id])

    @rule(post_id=some.integers(1, 2), rubric=some.sampled_from([None, 1, 2]))
    def a_person_changes_the_rubric(self, post_id: int, rubric: int | None) -> None:
        with self.store.writer() as db:
            db.execute("UPDATE post SET rubric_id = ? WHERE post_id = ?", [rubric, post_id])

    @rule(
        comment_id=numbers,
        post_id=some.integers(1, 2),
        ours=some.booleans(),
        text=some.sampled_from(TEXTS),
        root=some.integers(0, 6),
        to=some.integers(0, 8),
        told=some.sampled_from(["new", "edited", "restored", "read"]),
        deleted=some.sampled_from([False, False, False, True]),
        late=some.sampled_from([0, -100_000, 50_000_000]),
    )
    def told_of_a_comment(
        self, comment_id: int, post_id: int, ours: bool, text: str, root: int, to: int, told: Any,
        deleted: bool, late: int,
    ) -> None:  # fmt: skip
        more: dict[str, Any] = {"post_id": post_id, "from_id": -1 if ours else 7}
        if 0 < root < comment_id:
            more["parents_stack"] = [root]
            if 0 < to < comment_id:
                more["reply_to_comment"] = to
        item = comment(comment_id, text, **more)
        item["date"] += late
        if deleted:
            item = {"id": comment_id, "post_id": post_id, "deleted": True}
        with self.store.writer() as db:
            take_comments(db, [item], group_id=1, now=START, told=told)

    @rule(comment_ids=some.sets(numbers, max_size=4))
    def comments_are_deleted(self, comment_ids: set[int]) -> None:
        with self.store.writer() as db:
            drop_comments(db, comment_ids, now=START)

    @rule(comment_id=numbers, dismissed=some.booleans())
    def a_person_says_it_needs_no_answer(self, comment_id: int, dismissed: bool) -> None:
        with self.store.writer() as db:
            db.execute(
                "UPDATE comment SET dismissed_at = ? WHERE comment_id = ?",
                [START if dismissed else None, comment_id],
            )

    @rule(institution_id=some.integers(1, 2), phrases=some.sets(some.sampled_from(NAMES)))
    def the_list_of_institutions_changes(self, institution_id: int, phrases: set[str]) -> None:
        with self.store.writer() as db:
            name_institution(db, institution_id, tuple(phrases))

    @rule(comment_id=numbers)
    def a_row_goes_for_good(self, comment_id: int) -> None:
        with self.store.writer() as db:
            db.execute("DELETE FROM comment WHERE comment_id = ?", [comment_id])

    @rule(post_id=some.integers(1, 2))
    def a_post_goes_for_good(self, post_id: int) -> None:
        with self.store.writer() as db:
            db.execute("DELETE FROM post WHERE post_id = ?", [post_id])

    @rule(zone=some.sampled_from(ZONES))
    def the_console_moves(self, zone: str) -> None:
        self.zone = zone
        with self.store.writer() as db:
            keep_zone(db, zone)

    @invariant()
    def the_sums_are_what_counting_anew_gives(self) -> None:
        with self.store.reader() as db:
            assert differences(db.conn) == {}
            assert kept(db) == reckoned(db, self.zone)


TestTalk = Talk.TestCase
TestTalk.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def said(store: Store) -> Callable[..., None]:
    """Takes comments in as events tell of them."""

    def take(*items: dict[str, Any]) -> None:
        with store.writer() as db:
            take_comments(db, list(items), group_id=1, now=START, told="new")

    return take


def sums(store: Store) -> tuple[int, int, int, int]:
    with store.reader() as db:
        row = db.execute(
            "SELECT sum(comments), sum(questions), sum(answered), sum(answers) FROM talk_day"
            " WHERE part = 'rubric'"
        ).fetchone()
    return tuple(value or 0 for value in row)  # type: ignore[return-value]


def test_the_first_answer_is_the_earliest_of_those_meant_for_the_question(
    store: Store, said: Callable[..., None]
) -> None:
    said(comment(1, "Когда?"), comment(2, "И мне?", parents_stack=[1], reply_to_comment=1))
    said(comment(5, "Завтра", from_id=-1, parents_stack=[1], reply_to_comment=2))
    assert sums(store) == (2, 2, 1, 1)
    # One to the whole thread, told later though written earlier, answers both, the second one sooner.
    said(comment(4, "Всем", from_id=-1, parents_stack=[1], reply_to_comment=1))
    with store.reader() as db:
        waited = dict(db.execute("SELECT comment_id, waited FROM talk WHERE kind = 2"))
    assert waited == {1: 3 * 3600, 2: 2 * 3600}
    with store.writer() as db:
        drop_comments(db, [4], now=START)
    assert sums(store) == (2, 2, 1, 1)


def test_counting_anew_heals_what_was_written_past_the_triggers(
    store: Store, said: Callable[..., None]
) -> None:
    said(comment(1, "Когда?"), comment(2, "Вот", from_id=-1, parents_stack=[1]))
    with store.writer() as db:
        db.execute("UPDATE talk_day SET comments = 7")
        db.execute("DELETE FROM talk_wait")
        assert differences(db.conn) == {"talk_day": 4, "talk_wait": 2}
        count_anew(db)
        assert differences(db.conn) == {}
    said(comment(3, "Спасибо"))
    assert sums(store) == (2, 1, 1, 1)


@pytest.mark.parametrize("zone", ZONES)
def test_shifts_of_a_zone_are_those_of_its_clock(zone: str) -> None:
    found = shifts(zone)
    assert list(found) == sorted(found)
    for at in range(1_104_600_000, 2_800_000_000, 7_654_321):
        shift = next(seconds for begins, seconds in reversed(found) if begins <= at)
        offset = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset()
        assert offset is not None and offset.total_seconds() == shift


def test_moments_beyond_any_calendar_do_no_harm(store: Store, said: Callable[..., None]) -> None:
    said(
        comment(1, "Когда?", date=2**62),
        comment(2, "Вот", from_id=-1, date=-(2**62), parents_stack=[1]),
    )
    assert sums(store) == (1, 1, 1, 1)
    with store.reader() as db:
        assert differences(db.conn) == {}


def test_check_names_sums_that_do_not_fit_and_vacuum_heals_them(
    store: Store, said: Callable[..., None]
) -> None:
    said(comment(1, "Когда?"))
    with store.writer() as db:
        db.execute("UPDATE talk_day SET questions = 5")
        db.execute("INSERT INTO talk_wait VALUES ('rubric', '2026-01', 0, 60, 3)")
    found = damages(store.path)
    assert {(one.place, one.cure, one.lost) for one in found} == {
        ("talk_day", "rebuild", None),
        ("talk_wait", "rebuild", None),
    }
    vacuum(store)
    assert damages(store.path) == []
    assert sums(store) == (1, 1, 0, 0)
