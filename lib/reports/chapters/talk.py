"""Chapters of the conversation: questions and answers, how long an answer takes, by rubric and institution."""

from __future__ import annotations

from collections.abc import Sequence

from lib.base.language import _
from lib.reach.charts.talk import Group, Talk, by_group, questions, waits
from lib.reach.counts import TalkCounts
from lib.reach.measures import OF_TALK
from lib.reach.talk.figures import TalkOfPart, TalkPoint
from lib.reports.content import Chapter, of_percent, part, seconds

_MEASURES = {measure.key: measure for measure in OF_TALK}
SHOWN = 12
"""Institutions in the chart; the workbook has all of them."""


def talk_chapters(
    points: Sequence[TalkPoint],
    rubrics: Sequence[TalkOfPart],
    institutions: Sequence[TalkOfPart],
    *,
    norm: int,
) -> list[Chapter]:
    """In the order that they are read; `norm` in seconds is drawn beside the times."""
    return [
        _questions(points),
        _waits(points, norm),
        _parts("talk_rubrics", _("Questions by rubric"), _("Rubric"), rubrics, norm),
        _parts(
            "talk_institutions",
            _("Questions that name an institution"),
            _("Institution"),
            institutions,
            norm,
        ),
    ]


def _talks(points: Sequence[TalkPoint]) -> list[Talk]:
    return [
        Talk(
            point.span.since,
            point.counts.comments,
            point.counts.questions,
            point.counts.answered,
            point.counts.answers,
            count("first_answer_median", point.counts),
            count("first_answer_p90", point.counts),
        )
        for point in points
    ]


def count(key: str, counts: TalkCounts) -> float | None:
    """A measure of the dictionary of a conversation."""
    return _MEASURES[key].count(counts)


def _questions(points: Sequence[TalkPoint]) -> Chapter:
    known = any(point.counts.comments for point in points)
    return Chapter(
        key="questions",
        title=_("Questions and answers"),
        formula=_(
            "a question is a citizen's comment with a question mark; it is answered once the "
            "community has written to its author or to the whole thread"
        ),
        source=_("comments on the wall as this console keeps them"),
        heads=(_("Day"), _("Comments"), _("Questions"), _("Answered"), _("Answers")),
        rows=tuple(
            (
                point.span.since,
                point.counts.comments,
                point.counts.questions,
                point.counts.answered,
                point.counts.answers,
            )
            for point in points
        )
        if known
        else (),
        draw=lambda palette: questions(_talks(points), points[-1].span.until, palette, height=190),
        native="column",
        drawn=(2, 3),
    )


def _waits(points: Sequence[TalkPoint], norm: int) -> Chapter:
    talks = _talks(points)
    known = any(one.median is not None for one in talks)
    return Chapter(
        key="waits",
        title=_("Time to the first answer"),
        formula=_(
            "median: half of the answered questions waited no longer; 90%: nine of ten; nights "
            "and days off included"
        ),
        source=_("comments on the wall as this console keeps them"),
        heads=(_("Day"), _("Median"), _("90%")),
        rows=tuple((one.day, seconds(one.median), seconds(one.p90)) for one in talks)
        if known
        else (),
        draw=lambda palette: waits(talks, points[-1].span.until, palette, norm=norm, height=190),
        native="line",
        drawn=(1, 2),
    )


def _parts(key: str, title: str, what: str, parts: Sequence[TalkOfPart], norm: int) -> Chapter:
    none = _("Without a rubric")
    asked = [one for one in parts if one.counts.questions]
    groups = [
        Group(
            one.name or none,
            one.counts.questions,
            one.counts.answered,
            count("first_answer_median", one.counts),
            count("first_answer_p90", one.counts),
        )
        for one in sorted(asked, key=lambda one: -one.counts.questions)
    ]
    shown = groups[:SHOWN]
    return Chapter(
        key=key,
        title=title,
        formula=_("questions, those answered, time to the first answer: median and 90%"),
        source=_("comments on the wall as this console keeps them"),
        heads=(
            what, _("Comments"), _("Questions"), _("Answered"), _("Share answered"), _("Median"), _("90%"),
        ),
        rows=tuple(
            (
                one.name or none,
                one.counts.comments,
                one.counts.questions,
                one.counts.answered,
                part(of_percent(count("share_answered", one.counts))),
                seconds(count("first_answer_median", one.counts)),
                seconds(count("first_answer_p90", one.counts)),
            )
            for one in sorted(asked, key=lambda one: -one.counts.questions)
        ),
        draw=(lambda palette: by_group(shown, palette, norm=norm)) if shown else None,
        empty=_("There were no such questions."),
    )  # fmt: skip
