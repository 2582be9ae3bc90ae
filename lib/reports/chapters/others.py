"""Chapters of what else happened: open chats of the period, campaigns that ran in it."""

from __future__ import annotations

from sqlite_utils import Database

from lib.base.clock import local_day
from lib.base.language import _
from lib.campaigns.campaigns import campaigns
from lib.campaigns.figures import campaign_figures
from lib.chats.after.report import chat_report
from lib.chats.queries import chats
from lib.paper.figures import COUNT
from lib.reach.periods import Period
from lib.reports.content import Chapter, part, seconds


def other_chapters(db: Database, period: Period, *, now: int, zone: str) -> list[Chapter]:
    """In the order that they are read."""
    return [_chats(db, period, now=now, zone=zone), _campaigns(db, period, now=now, zone=zone)]


def _chats(db: Database, period: Period, *, now: int, zone: str) -> Chapter:
    held = [
        one
        for one in chats(db)
        if one.opened_at is not None and local_day(one.opened_at, zone=zone) in period
    ]
    reports = [chat_report(db, one.chat_id, now=now) for one in held]
    return Chapter(
        key="chats",
        title=_("Open chats"),
        formula=_("chats opened in the period; share: answered ÷ to answer; time: from the question, or the"
                  " opening where it was asked before"),
        source=_("this console"),
        heads=(
            _("Day"), _("Topic"), _("To answer"), _("Answered"), _("Share answered"), _("Median"), _("Longest"),
        ),
        rows=tuple(
            (
                local_day(one.chat.opened_at or one.chat.starts_at, zone=zone),
                one.chat.topic,
                one.to_answer,
                one.answered,
                part(one.share),
                seconds(one.median_seconds),
                seconds(one.longest_seconds),
            )
            for one in reports
        ),
        empty=_("There were no open chats in the period."),
        widths=(24, 56, 17, 19, 18, 18, 18),
    )  # fmt: skip


def _campaigns(db: Database, period: Period, *, now: int, zone: str) -> Chapter:
    found = [campaign_figures(db, one.campaign_id, now=now, zone=zone) for one in campaigns(db)]
    running = [one for one in found if one.since <= period.until and one.until >= period.since]
    return Chapter(
        key="campaigns",
        title=_("Campaigns"),
        formula=_("figures of the whole campaign so far; usual is the median over the other posts"),
        source=_("VK's wall.get, stats.getPostReach, wall.getReposts, newsfeed.search"),
        heads=(
            _("Campaign"), _("Hashtag"), _("Posts"), _("Reach, added up"), _("Reach of a post, median"),
            _("Usual"), _("Neighbours"),
        ),
        rows=tuple(
            (
                one.campaign.name,
                one.campaign.hashtag or "",
                len(one.posts),
                one.reach.total,
                (COUNT, one.reach_median),
                (COUNT, one.usual_reach),
                one.neighbours,
            )
            for one in running
        ),
        empty=_("No campaign ran in the period."),
        widths=(42, 38, 17, 18, 20, 18, 17),
    )  # fmt: skip
