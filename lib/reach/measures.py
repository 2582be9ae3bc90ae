"""The dictionary of measures: each with its name, formula in words, source, unit, and what counts it.

Where services count differently under one name, both ways stand here (domain 2.5): Popsters takes the mean of
the posts' own rates, LiveDune divides mean by mean and takes the median of the last 20 posts.
A measure is None where something that it needs is missing, or where it would divide by nought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from lib.base.language import N_
from lib.reach.counts import Day, PeriodCounts, PostCounts, TalkCounts
from lib.reach.known import mean, middle, ratio_of_means, share, whole_sum

LAST_POSTS = 20
"""LiveDune's daily ER looks at so many posts."""

Unit = Literal["people", "showings", "percent", "seconds", "comments", "reactions"]
UNITS: Mapping[Unit, str] = {
    "people": N_("people"),
    "showings": N_("views"),
    "percent": N_("%"),
    "seconds": N_("time"),
    "comments": N_("comments"),
    "reactions": N_("reactions"),
}
"""What a number counts, as messages."""

WALL = N_("VK's wall.get: counters of the post as last read")
POST_REACH = N_("VK's stats.getPostReach, which covers only the 300 newest posts")
DAYS = N_("VK's stats.get, one row per day")
LEVELS = N_(
    "subscribers counted by this console once a day (groups.getById); earlier days are "
    "reckoned back from joined and left in stats.get"
)
COMMENTS = N_("comments on the wall as this console keeps them; deleted ones do not count")

C = TypeVar("C")


@dataclass(frozen=True)
class Measure(Generic[C]):
    """A measure of a post, a day, a conversation or a period. `name`, `formula` and `sources` are messages."""

    key: str
    name: str
    formula: str
    sources: tuple[str, ...]
    unit: Unit
    count: Callable[[C], float | None]
    variant: str = ""
    """A message: which service counts so, where services differ."""


# A post.


def er_post(post: PostCounts) -> float | None:
    return share(post.reactions, post.subscribers)


def er_view(post: PostCounts) -> float | None:
    return share(post.reactions, post.views)


def er_reach(post: PostCounts) -> float | None:
    return share(post.reactions, post.reach)


def reach_rate(post: PostCounts) -> float | None:
    return share(post.reach, post.subscribers)


def virality(post: PostCounts) -> float | None:
    return share(post.reposts, post.reach)


def post_viral(post: PostCounts) -> float | None:
    return share(post.reach_viral, post.reach)


def beyond(post: PostCounts) -> float | None:
    if post.reach is None or post.reach_subscribers is None:
        return None
    return share(post.reach - post.reach_subscribers, post.reach)


# A day.


def day_viral(day: Day) -> float | None:
    if day.reach is None or day.reach_subscribers is None:
        return None
    return share(day.reach - day.reach_subscribers, day.reach)


def day_reactions(day: Day) -> int | None:
    """Reactions of the posts published on the day; 0 where none was, None where one is not known."""
    return None if day.posts is None else whole_sum(post.reactions for post in day.posts)


def er_day(day: Day) -> float | None:
    return share(day_reactions(day), day.level)


# A conversation.


def share_answered(talk: TalkCounts) -> float | None:
    return share(talk.answered, talk.questions)


def share_in_norm(talk: TalkCounts) -> float | None:
    return None if talk.norm is None else share(talk.waits.within(talk.norm), talk.questions)


# A period.


def _of_all_days(period: PeriodCounts, value: Callable[[Day], int | None]) -> int | None:
    # None where a day is missing: the rest would not be that of the period.
    return whole_sum(map(value, period.days)) if period.days else None


def _mean_of(rate: Callable[[PostCounts], float | None]) -> Callable[[PeriodCounts], float | None]:
    return lambda period: mean(map(rate, period.posts))


def _mean_by_mean(
    part: Callable[[PostCounts], float | None], whole: Callable[[PostCounts], float | None]
) -> Callable[[PeriodCounts], float | None]:
    return lambda period: ratio_of_means((part(post), whole(post)) for post in period.posts)


def er_post_average(period: PeriodCounts) -> float | None:
    reactions = mean(post.reactions for post in period.posts)
    return share(reactions, _last(day.level for day in period.days))


def er_post_last(period: PeriodCounts) -> float | None:
    newest = sorted(period.posts, key=lambda post: post.published_at)[-LAST_POSTS:]
    reactions = middle(post.reactions for post in newest)
    return share(reactions, _last(day.level for day in period.days))


def er_day_average(period: PeriodCounts) -> float | None:
    reactions = whole_sum(map(day_reactions, period.days))
    if reactions is None or not period.days:
        return None
    return share(reactions / len(period.days), _last(day.level for day in period.days))


def _last(values: Iterable[int | None]) -> int | None:
    return next((value for value in reversed(list(values)) if value is not None), None)


def _reactions(post: PostCounts) -> float | None:
    return post.reactions


POPSTERS = N_("as Popsters counts: the mean of the posts' own rates")
LIVEDUNE = N_("as LiveDune counts: mean by mean")
LIVEDUNE_LAST = N_("as LiveDune counts a day: the median of the last 20 posts")

OF_POST: tuple[Measure[PostCounts], ...] = (
    Measure(
        "views", N_("Views"), N_("how often the post was shown"), (WALL,), "showings",
        lambda post: post.views,
    ),
    Measure(
        "reach", N_("Reach"), N_("how many different people saw the post"), (POST_REACH,), "people",
        lambda post: post.reach,
    ),
    Measure(
        "reactions", N_("Reactions"), N_("likes + reposts + comments of the post"), (WALL,), "reactions",
        _reactions,
    ),
    Measure(
        "er_post", N_("ER of a post"),
        N_("(likes + reposts + comments) ÷ subscribers on the day of publication × 100"),
        (WALL, LEVELS), "percent", er_post,
    ),
    Measure(
        "er_view", N_("ER by views"), N_("(likes + reposts + comments) ÷ views × 100"),
        (WALL,), "percent", er_view,
    ),
    Measure(
        "er_reach", N_("ER by reach"), N_("(likes + reposts + comments) ÷ reach × 100"),
        (WALL, POST_REACH), "percent", er_reach,
    ),
    Measure(
        "reach_rate", N_("Reach rate"),
        N_("reach of the post ÷ subscribers on the day of publication × 100"),
        (POST_REACH, LEVELS), "percent", reach_rate,
    ),
    Measure(
        "virality", N_("Virality"), N_("reposts ÷ reach × 100"), (WALL, POST_REACH), "percent",
        virality,
    ),
    Measure(
        "post_beyond", N_("Reach beyond subscribers"),
        N_("(reach − reach among subscribers) ÷ reach × 100"), (POST_REACH,), "percent", beyond,
    ),
    Measure(
        "post_viral", N_("Share of viral reach"), N_("viral reach ÷ reach × 100"),
        (POST_REACH,), "percent", post_viral,
    ),
)  # fmt: skip

OF_DAY: tuple[Measure[Day], ...] = (
    Measure(
        "reach_day", N_("Daily reach"),
        N_("how many different people saw anything of the community on the day"), (DAYS,), "people",
        lambda day: day.reach,
    ),
    Measure(
        "reach_subscribers_day", N_("Subscribers reached per day"),
        N_("how many of the people reached on the day are subscribers"), (DAYS,), "people",
        lambda day: day.reach_subscribers,
    ),
    Measure(
        "viral_share", N_("Share of reach beyond subscribers"),
        N_("(reach − reach among subscribers) ÷ reach of the day × 100"), (DAYS,), "percent",
        day_viral,
    ),
    Measure(
        "views_day", N_("Daily views"), N_("how often the community was shown on the day"), (DAYS,),
        "showings", lambda day: day.views,
    ),
    Measure(
        "visitors_day", N_("Daily visitors"),
        N_("how many different people opened the community's page on the day"), (DAYS,), "people",
        lambda day: day.visitors,
    ),
    Measure("growth", N_("Net growth"), N_("joined − left"), (DAYS,), "people", lambda day: day.growth),
    Measure(
        "subscribers", N_("Subscribers"), N_("their number at the end of the day"), (LEVELS,), "people",
        lambda day: day.level,
    ),
    Measure(
        "er_day", N_("ER of a day"),
        N_("(likes + reposts + comments of the posts published on the day) ÷ subscribers at its end × 100"),
        (WALL, LEVELS), "percent", er_day,
    ),
)  # fmt: skip

OF_TALK: tuple[Measure[TalkCounts], ...] = (
    Measure(
        "comments", N_("Citizens' comments"), N_("comments that people wrote, not the community"),
        (COMMENTS,), "comments", lambda talk: talk.comments,
    ),
    Measure(
        "questions", N_("Citizens' questions"),
        N_("citizens' comments with a question mark, without those marked as needing no answer"),
        (COMMENTS,), "comments", lambda talk: talk.questions,
    ),
    Measure(
        "answers", N_("Answers of the community"),
        N_("comments that the community wrote"), (COMMENTS,), "comments", lambda talk: talk.answers,
    ),
    Measure(
        "answered", N_("Questions answered"),
        N_("questions after which the community wrote to their author or to the whole thread"),
        (COMMENTS,), "comments", lambda talk: talk.answered,
    ),
    Measure(
        "share_answered", N_("Share answered"), N_("questions answered ÷ questions × 100"), (COMMENTS,),
        "percent", share_answered,
    ),
    Measure(
        "first_answer_median", N_("Time to the first answer, median"),
        N_("half of the answered questions waited no longer; nights and days off are counted"),
        (COMMENTS,), "seconds", lambda talk: talk.waits.longest_of(50),
    ),
    Measure(
        "first_answer_p90", N_("Time to the first answer, 90%"),
        N_("nine of ten answered questions waited no longer; nights and days off are counted"),
        (COMMENTS,), "seconds", lambda talk: talk.waits.longest_of(90),
    ),
    Measure(
        "share_in_norm", N_("Share answered within the norm"),
        N_("questions answered within the norm ÷ questions × 100"), (COMMENTS,), "percent",
        share_in_norm,
    ),
)  # fmt: skip

OF_PERIOD: tuple[Measure[PeriodCounts], ...] = (
    Measure(
        "reach_sum", N_("Reach over the period, days added up"),
        N_("reach of all days added up: whoever came on two days counts twice; empty if a day is missing"),
        (DAYS,), "people", lambda period: _of_all_days(period, lambda day: day.reach),
    ),
    Measure(
        "reach_mean", N_("Daily reach, mean"),
        N_("reach of the days ÷ number of days on which it was measured"), (DAYS,), "people",
        lambda period: mean(day.reach for day in period.days),
    ),
    Measure(
        "reach_median", N_("Daily reach, median"), N_("on half of the measured days reach was no larger"),
        (DAYS,), "people", lambda period: middle(day.reach for day in period.days),
    ),
    Measure(
        "level_end", N_("Subscribers at the end"), N_("their last known number in the period"), (LEVELS,),
        "people", lambda period: _last(day.level for day in period.days),
    ),
    Measure(
        "period_joined", N_("Joined in the period"),
        N_("joined, all days together; empty where a day is missing"), (DAYS,), "people",
        lambda period: _of_all_days(period, lambda day: day.joined),
    ),
    Measure(
        "period_departed", N_("Left in the period"),
        N_("left, all days together; empty where a day is missing"), (DAYS,), "people",
        lambda period: _of_all_days(period, lambda day: day.departed),
    ),
    Measure(
        "period_growth", N_("Net growth of the period"),
        N_("joined − left, all days together; empty where a day is missing"), (DAYS,), "people",
        lambda period: _of_all_days(period, lambda day: day.growth),
    ),
    Measure(
        "post_reach_median", N_("Reach of a post, median"),
        N_("half of the measured posts reached no more people"), (POST_REACH,), "people",
        lambda period: middle(post.reach for post in period.posts),
    ),
    Measure(
        "er_post_mean", N_("ER of a post, mean"), N_("the mean of ER of a post over the posts"),
        (WALL, LEVELS), "percent", _mean_of(er_post), POPSTERS,
    ),
    Measure(
        "er_post_average", N_("ER by the average post"),
        N_("reactions of an average post ÷ subscribers at the end of the period × 100"),
        (WALL, LEVELS), "percent", er_post_average, LIVEDUNE,
    ),
    Measure(
        "er_post_last", N_("ER of the last 20 posts"),
        N_("median of the reactions of the last 20 posts ÷ subscribers at the end of the period × 100"),
        (WALL, LEVELS), "percent", er_post_last, LIVEDUNE_LAST,
    ),
    Measure(
        "er_view_mean", N_("ER by views, mean of posts"), N_("the mean of ER by views over the posts"),
        (WALL,), "percent", _mean_of(er_view), POPSTERS,
    ),
    Measure(
        "er_view_ratio", N_("ER by views, all together"),
        N_("reactions of all posts ÷ views of all posts × 100"), (WALL,), "percent",
        _mean_by_mean(_reactions, lambda post: post.views), LIVEDUNE,
    ),
    Measure(
        "er_reach_mean", N_("ER by reach, mean of posts"), N_("the mean of ER by reach over the posts"),
        (WALL, POST_REACH), "percent", _mean_of(er_reach), POPSTERS,
    ),
    Measure(
        "er_reach_ratio", N_("ER by reach, all together"),
        N_("reactions of all posts ÷ reach of all posts × 100"), (WALL, POST_REACH), "percent",
        _mean_by_mean(_reactions, lambda post: post.reach), LIVEDUNE,
    ),
    Measure(
        "er_day_average", N_("ER of a day, mean"),
        N_("reactions of all posts ÷ subscribers at the end of the period ÷ number of days × 100"),
        (WALL, LEVELS), "percent", er_day_average, POPSTERS,
    ),
    Measure(
        "reach_rate_mean", N_("Reach rate, mean"), N_("the mean of the posts' reach rates"),
        (POST_REACH, LEVELS), "percent", _mean_of(reach_rate),
    ),
    Measure(
        "virality_ratio", N_("Virality, all together"),
        N_("reposts of all posts ÷ reach of all posts × 100"), (WALL, POST_REACH), "percent",
        _mean_by_mean(lambda post: post.reposts, lambda post: post.reach),
    ),
)  # fmt: skip

ALL: tuple[
    Measure[PostCounts] | Measure[Day] | Measure[TalkCounts] | Measure[PeriodCounts], ...
] = (*OF_DAY, *OF_POST, *OF_TALK, *OF_PERIOD)
"""The whole dictionary, as the help lists it. Keys are unique."""

BY_KEY = {measure.key: measure for measure in ALL}
