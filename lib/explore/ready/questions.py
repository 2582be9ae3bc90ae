"""The ready questions as data: what each asks, tells and needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.base.language import N_
from lib.explore.choice import ChartChoice
from lib.explore.ready import queries

PERIOD, RUBRIC, NUMBER = "period", "rubric", "number"


@dataclass(frozen=True)
class Parameter:
    """What a person may choose. `period` gives `since` and `until`: the last `days` whole days unless chosen
    (`by_month`: back to the first day of a month; `today`: and today), `rubric` a name or nothing
    for all, `number` a whole number from 1 to `most`."""

    kind: str
    words: str
    days: int = 0
    by_month: bool = False
    today: bool = False
    number: int = 0
    most: int = 100


@dataclass(frozen=True)
class Ready:
    """A ready question; `title`, `tells`, `missing` are messages. `heads`: column -> message.

    `missing` is what an empty answer may come from, with what to do. `names`: the answer has author numbers,
    behind which whoever may see names finds them.
    """

    key: str
    title: str
    tells: str
    sql: str
    parameters: tuple[Parameter, ...]
    chart: ChartChoice
    heads: Mapping[str, str] = field(default_factory=dict)
    missing: str = N_("There is nothing for this period. Choose a longer one.")
    names: bool = False


QUARTER = Parameter(PERIOD, N_("Period"), days=90)
YEAR = Parameter(PERIOD, N_("Period"), days=365)
POSTS, POSTS_YEAR = (Parameter(PERIOD, N_("Period"), days=days, today=True) for days in (90, 365))
"""Of single posts, where those of today belong to the answer."""
MONTHS = Parameter(PERIOD, N_("Period"), days=365, by_month=True)
OF_RUBRIC = Parameter(RUBRIC, N_("Rubric"))
TOP = Parameter(NUMBER, N_("How many"), number=15)

HEADS: Mapping[str, str] = {
    "rubric": N_("Rubric"),
    "posts": N_("Posts"),
    "median_reach": N_("Reach, median"),
    "total_reach": N_("Reach, sum"),
    "measured": N_("Posts with reach"),
    "share_of_measured": N_("Share of posts with reach, %"),
    "share_of_reach": N_("Share of reach, %"),
    "median_views": N_("Views, median"),
    "author": N_("Author, number"),
    "name": N_("Author"),
    "questions": N_("Questions"),
    "answered": N_("Answered"),
    "last_day": N_("Last day"),
    "weekday": N_("Day of the week"),
    "hour": N_("Hour"),
    "median_hours": N_("Wait, median, hours"),
    "p90_hours": N_("Wait, 90%, hours"),
    "median_minutes": N_("Wait, median, minutes"),
    "institution": N_("Institution"),
    "comments": N_("Comments"),
    "day": N_("Day"),
    "month": N_("Month"),
    "post": N_("Post"),
    "post_id": N_("Number of the post"),
    "reactions": N_("Reactions"),
    "views": N_("Views"),
    "share_answered": N_("Share answered, %"),
    "growth": N_("Growth"),
    "joined": N_("Joined"),
    "departed": N_("Left"),
    "measured_days": N_("Days measured"),
    "length": N_("Length, characters"),
    "er_view": N_("ER by view, %"),
    "chat": N_("Open chat"),
    "declined": N_("Declined"),
    "open": N_("Still open"),
    "reach": N_("Reach"),
    "reach_subscribers": N_("Subscribers reached"),
}
"""Column of an answer -> what the screen calls it."""

READY: tuple[Ready, ...] = (
    Ready(
        "rubrics_reach", N_("Which rubrics bring reach?"),
        N_("The median post of each rubric by people reached, and whether a rubric’s share of reach is larger"
           " than its share of the posts whose reach is known."),
        queries.RUBRICS_REACH, (YEAR,), ChartChoice("bar", "rubric", "median_reach"),
    ),
    Ready(
        "who_asks", N_("Who asks most often?"),
        N_("Citizens by the number of comments with a question, and how many of those were answered."),
        queries.WHO_ASKS, (QUARTER, TOP), ChartChoice("bar", "name", "questions"), names=True,
    ),
    Ready(
        "longest_wait", N_("When do people wait longest for an answer?"),
        N_("The median wait for the first answer, by the weekday and hour at which the question was asked."),
        queries.LONGEST_WAIT, (QUARTER,), ChartChoice("heat", "hour", "median_hours", "weekday"),
    ),
    Ready(
        "institutions", N_("Which hospitals do people write about?"),
        N_("Comments that name an institution, questions among them, and how fast they were answered."),
        queries.INSTITUTIONS, (QUARTER, TOP), ChartChoice("bar", "institution", "comments"),
        missing=N_("No comment of this period names an institution of the list. The list, with what people call"
                   " each of them, is kept on the page “Reach”."),
    ),
    Ready(
        "discussed", N_("Which posts were discussed the most?"),
        N_("Posts by the number of their comments."),
        queries.DISCUSSED, (POSTS, OF_RUBRIC, TOP), ChartChoice("bar", "post", "comments"),
    ),
    Ready(
        "when_written", N_("When do people write to us?"),
        N_("Citizens’ comments by weekday and hour: when somebody should be on duty to answer."),
        queries.WHEN_WRITTEN, (QUARTER,), ChartChoice("heat", "hour", "comments", "weekday"),
    ),
    Ready(
        "share_answered", N_("What share of questions is answered?"),
        N_("Month by month: questions, how many the community has answered, and the share."),
        queries.SHARE_ANSWERED, (MONTHS,), ChartChoice("line", "month", "share_answered"),
    ),
    Ready(
        "rubrics_talk", N_("Which rubrics raise questions?"),
        N_("Questions under the posts of each rubric, the share answered and the wait."),
        queries.RUBRICS_TALK, (QUARTER,), ChartChoice("bar", "rubric", "questions"),
    ),
    Ready(
        "growth", N_("How does the community grow?"),
        N_("People who joined and left, month by month, over the days that VK measured."),
        queries.GROWTH, (MONTHS,), ChartChoice("line", "month", "growth"),
        missing=N_("There are no statistics of VK for this period. They come with a user key."),
    ),
    Ready(
        "best_time", N_("At what time do posts do best?"),
        N_("The median post by views, which are known for every post, by weekday and hour; empty where there"
           " were fewer than three posts. Reach, known for the newest posts only, is in the table."),
        queries.BEST_TIME, (YEAR, OF_RUBRIC), ChartChoice("heat", "hour", "median_views", "weekday"),
    ),
    Ready(
        "length", N_("Do long posts work worse?"),
        N_("Each post by its length and its ER by view."),
        queries.LENGTH, (POSTS_YEAR, OF_RUBRIC), ChartChoice("scatter", "length", "er_view", "rubric"),
    ),
    Ready(
        "chats", N_("What do open chats bring?"),
        N_("Questions of each open chat, how many were answered, declined or are still open, and the wait."),
        queries.CHATS, (YEAR, TOP), ChartChoice("bar", "chat", "questions"),
        missing=N_("There was no open chat with questions in this period."),
    ),
    Ready(
        "rhythm", N_("How often is each rubric published?"),
        N_("Posts of each rubric, month by month."),
        queries.RHYTHM, (MONTHS,), ChartChoice("heat", "month", "posts", "rubric"),
    ),
    Ready(
        "best_days", N_("Which days reached the most people?"),
        N_("Days by the people reached, with what was published on them."),
        queries.BEST_DAYS, (YEAR, TOP), ChartChoice("bar", "day", "reach"),
        missing=N_("There are no statistics of VK for this period. They come with a user key."),
    ),
)  # fmt: skip


def ready(key: str) -> Ready | None:
    """The ready question of this name."""
    return next((one for one in READY if one.key == key), None)
