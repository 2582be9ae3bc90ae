"""What stands under the figures of «Сегодня»: each note is its tone (`good`, `bad` or none) and its words."""

from __future__ import annotations

from lib.base.language import _, ngettext
from lib.reach.queries import Day, Span
from lib.ui import dates
from lib.ui.status import can_read, never_read, reading_history
from lib.ui.unavailable import lack_of, reason_of
from lib.wall.posts import POSTS_A_DAY
from lib.wall.queries import DayPosts

Note = tuple[str, str]
Notes = tuple[Note, ...]

LONG_WAIT = 24 * 3600
"""Seconds after which a wait is bad."""


def age_note(oldest_at: int | None, now: int) -> Note:
    """How long the oldest has waited."""
    if oldest_at is None:
        return _not_all_read() if never_read() else ("good", _("Everything is answered"))
    tone = "bad" if now - oldest_at > LONG_WAIT else ""
    return tone, _("the oldest has waited {age}", age=dates.age(now - oldest_at))


def _not_all_read() -> Note:
    """Why a figure may be too small, or missing."""
    if can_read():
        return "", _("the history is still being read")
    return "bad", _("cannot be read: a key is missing")


def post_notes(posts: DayPosts) -> Notes:
    """What else is planned for the day, and how the day stands against the habit."""
    notes = []
    if posts.scheduled:
        notes.append(
            ("", ngettext("{n} more is scheduled", "{n} more are scheduled", posts.scheduled))
        )
    if posts.on_the_way:
        notes.append(("", ngettext("{n} is being sent", "{n} are being sent", posts.on_the_way)))
    if posts.total == 0 and never_read():
        notes.append(_not_all_read())
    elif posts.total == 0:
        notes.append(("bad", _("nothing planned; 1–3 a day is usual")))
    elif posts.total > POSTS_A_DAY:
        notes.append(("bad", _("more than the usual 1–3 a day")))
    else:
        notes.append(("good", _("within the usual 1–3 a day")))
    return tuple(notes)


def subscriber_notes(before: Day, day: Day) -> Notes:
    """Yesterday's growth: by VK's statistics, else by the levels of both days."""
    growth = day.growth
    if growth is None and day.level is not None and before.level is not None:
        growth = day.level - before.level
    if growth is None:
        return (("", _("no data for yesterday")),)
    tone = "good" if growth > 0 else "bad" if growth < 0 else ""
    notes = [(tone, _("{growth} yesterday", growth=dates.number(growth, signed=True)))]
    if day.growth is not None:
        notes.append(
            (
                "",
                _(
                    "{joined} joined, {departed} left",
                    joined=dates.number(day.joined),
                    departed=dates.number(day.departed),
                ),
            )
        )
    return tuple(notes)


def guess_notes() -> Notes:
    """That reach is estimated, and why."""
    return (("", _("estimated from views, not measured")), ("", _no_reach()))


def _no_reach() -> str:
    """Why no reach was measured."""
    lack = lack_of("reach")
    return reason_of(lack) if lack is not None else _("VK gave no data for these days")


def reach_notes(week: Span, before: Span) -> Notes:
    """The week against the one before, and on how many of its days reach was measured."""
    if week.mean is None:
        if reading_history():
            return (("", _("the history is still being read")),)
        return (("", _no_reach()),)
    notes = []
    if before.mean:
        share = round(100 * (week.mean - before.mean) / before.mean)
        tone = "good" if share > 0 else "bad" if share < 0 else ""
        notes.append(
            (
                tone,
                _(
                    "{share}% a day against the 7 days before",
                    share=dates.number(share, signed=True),
                ),
            )
        )
    else:
        notes.append(("", _("no data for the 7 days before")))
    if week.measured < week.days:
        notes.append(("", _("measured on {n} days of {all}", n=week.measured, all=week.days)))
    return tuple(notes)
