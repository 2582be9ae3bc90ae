"""What was counted or measured, as the measures take it in. None is “VK did not say”, never nought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


def reactions_of(likes: int | None, reposts: int | None, comments: int | None) -> int | None:
    """Likes, reposts and comments together; None where one of them is missing."""
    if likes is None or reposts is None or comments is None:
        return None
    return likes + reposts + comments


class PostCounts(NamedTuple):
    """One published post. `views` are showings, `reach` are people, `subscribers` is the level of the
    community at the end of the day on which the post went out. A tuple: five years have ten thousand."""

    published_at: int
    views: int | None = None
    likes: int | None = None
    reposts: int | None = None
    comments: int | None = None
    reach: int | None = None
    reach_subscribers: int | None = None
    reach_viral: int | None = None
    subscribers: int | None = None

    @property
    def reactions(self) -> int | None:
        return reactions_of(self.likes, self.reposts, self.comments)


@dataclass(frozen=True)
class Day:
    """One calendar day as stats.get counts days; `level` is the number of subscribers at its end, `posts`
    are those published on it (None: they were not looked up)."""

    day: date
    reach: int | None = None
    reach_subscribers: int | None = None
    views: int | None = None
    joined: int | None = None
    departed: int | None = None
    level: int | None = None
    visitors: int | None = None
    posts: Sequence[PostCounts] | None = None

    @property
    def growth(self) -> int | None:
        """Joined minus departed (domain 2.8); None where either is missing."""
        if self.joined is None or self.departed is None:
            return None
        return self.joined - self.departed


@dataclass(frozen=True)
class Waits:
    """How long answered questions waited for the first answer: (seconds, questions), the shortest first.

    Where not `exact` the seconds are the shortest of a span: a minute up to 3 hours, 5 minutes up to a day, an
    hour up to 30 days, a day beyond.
    """

    spans: Sequence[tuple[int, int]] = ()
    exact: bool = True

    @property
    def count(self) -> int:
        """How many questions were answered."""
        return sum(questions for _seconds, questions in self.spans)

    def longest_of(self, percent: int) -> int | None:
        """The wait that at least `percent` % of the answered questions did not exceed; None without any."""
        rank, passed = -(-percent * self.count // 100), 0
        for seconds, questions in self.spans:
            passed += questions
            if passed >= rank:
                return seconds
        return None

    def within(self, norm: int) -> int:
        """How many waited no longer than `norm` seconds."""
        return sum(questions for seconds, questions in self.spans if seconds <= norm)


@dataclass(frozen=True)
class TalkCounts:
    """The conversation of a span: comments of citizens, those among them that ask (`questions`), how many of
    these the community has answered, comments of the community. `norm` in seconds; None: none was asked for."""

    comments: int = 0
    questions: int = 0
    answered: int = 0
    answers: int = 0
    waits: Waits = field(default_factory=Waits)
    norm: int | None = None


@dataclass(frozen=True)
class PeriodCounts:
    """A whole period: its days in order, its posts in the order of publication, its conversation."""

    days: Sequence[Day] = ()
    posts: Sequence[PostCounts] = ()
    talk: TalkCounts = field(default_factory=TalkCounts)
