"""Campaigns and what people do with them; every command leaves an entry in the journal."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from lib.access import journal
from lib.access.permissions import Actor, require
from lib.base.clock import day_span
from lib.base.errors import PultError
from lib.base.language import N_
from lib.base.text import printable
from lib.campaigns import queries
from lib.store import Store
from lib.store.search import normal

LONGEST_NAME = 120
LONGEST_TAG = 60
_HASHTAG = re.compile(r"#(\w+)(?:@\w+)?")
_TAG = re.compile(r"\w*[^\W\d]\w*")


class CampaignError(PultError):
    """Bad input, or the campaign does not allow it."""


@dataclass(frozen=True)
class Campaign:
    """A campaign; times in seconds UTC."""

    campaign_id: int
    name: str
    hashtag: str | None
    """With its #, as people wrote it; None: only posts that were put in by hand."""
    begins_at: int
    closed_at: int | None
    created_by: str
    created_at: int

    @property
    def tag(self) -> str | None:
        """The hashtag as it is compared: without #, folded."""
        return None if self.hashtag is None else normal(self.hashtag.removeprefix("#"))


def campaigns(db: Database) -> list[Campaign]:
    """All of them: open ones first, the newest first."""
    return [Campaign(**row) for row in queries.campaigns(db)]


def found_campaign(db: Database, campaign_id: int) -> Campaign:
    """Raises `CampaignError` where there is no such campaign."""
    rows = queries.campaigns(db, campaign_id=campaign_id)
    if not rows:
        raise CampaignError(N_("There is no such campaign."))
    return Campaign(**rows[0])


def post_ids(db: Database, campaign: Campaign) -> set[int]:
    """Ids of the posts of a campaign; those that are deleted in VK by now may be among those put in by hand."""
    decided = queries.decided(db, campaign.campaign_id)
    found = {post_id for post_id, belongs in decided.items() if belongs}
    if campaign.tag is not None:
        texts = queries.tagged_texts(db, since=campaign.begins_at, until=campaign.closed_at)
        found |= {
            post_id
            for post_id, text in texts
            if decided.get(post_id, True) and has_tag(text, campaign.tag)
        }
    return found


def has_tag(text: str, tag: str) -> bool:
    """Whether `text` has the hashtag `tag` (folded, without #) as a whole one; `#tag@community` counts."""
    return any(normal(found) == tag for found in _HASHTAG.findall(text))


def create_campaign(
    store: Store, name: str, *, hashtag: str, begins: date, actor: Actor, now: int, zone: str
) -> int:
    """A new campaign whose hashtag counts from the day `begins` on; `hashtag` may be empty. Its number.

    Raises `Forbidden`, `CampaignError`.
    """
    require(actor, "campaign.change")
    row = _row(name, hashtag, begins, zone)
    with store.writer() as db:
        made = queries.add_campaign(db, row | {"created_by": actor.name, "created_at": now})
        _record(db, "campaign.create", made, actor, now, name=row["name"])
    return made


def change_campaign(
    store: Store,
    campaign_id: int,
    name: str,
    *,
    hashtag: str,
    begins: date,
    actor: Actor,
    now: int,
    zone: str,
) -> None:
    """Another name, hashtag or beginning. Raises `Forbidden`, `CampaignError`."""
    require(actor, "campaign.change")
    row = _row(name, hashtag, begins, zone)
    with store.writer() as db:
        was = found_campaign(db, campaign_id)
        queries.change_campaign(db, campaign_id, row)
        _record(db, "campaign.change", campaign_id, actor, now, name=row["name"], was=was.name)


def put_posts(
    store: Store, campaign_id: int, post_ids: Collection[int], *, actor: Actor, now: int
) -> None:
    """Published posts belong to the campaign from now on, with its hashtag or without.

    Raises `Forbidden`, `CampaignError`.
    """
    require(actor, "campaign.change")
    with store.writer() as db:
        found_campaign(db, campaign_id)
        for post_id in sorted(post_ids):
            if not queries.is_published(db, post_id):
                raise CampaignError(N_("There is no published post {id}."), id=post_id)
            queries.decide(db, campaign_id, post_id, belongs=True, actor=actor.name, now=now)
            _record(db, "campaign.put", campaign_id, actor, now, post_id=post_id)


def drop_post(store: Store, campaign_id: int, post_id: int, *, actor: Actor, now: int) -> None:
    """The post does not belong to it, whatever hashtag it has. Raises `Forbidden`, `CampaignError`."""
    require(actor, "campaign.change")
    with store.writer() as db:
        found_campaign(db, campaign_id)
        queries.decide(db, campaign_id, post_id, belongs=False, actor=actor.name, now=now)
        _record(db, "campaign.drop", campaign_id, actor, now, post_id=post_id)


def close_campaign(store: Store, campaign_id: int, *, actor: Actor, now: int) -> None:
    """Posts published from now on do not belong to it. Raises `Forbidden`, `CampaignError`."""
    require(actor, "campaign.change")
    with store.writer() as db:
        if found_campaign(db, campaign_id).closed_at is not None:
            raise CampaignError(N_("The campaign is closed already."))
        queries.set_closed(db, campaign_id, now)
        _record(db, "campaign.close", campaign_id, actor, now)


def reopen_campaign(store: Store, campaign_id: int, *, actor: Actor, now: int) -> None:
    """A closed campaign goes on, what was published meanwhile included. Raises `Forbidden`, `CampaignError`."""
    require(actor, "campaign.change")
    with store.writer() as db:
        if found_campaign(db, campaign_id).closed_at is None:
            raise CampaignError(N_("The campaign is open already."))
        queries.set_closed(db, campaign_id, None)
        _record(db, "campaign.reopen", campaign_id, actor, now)


def followed_posts(db: Database) -> set[int]:
    """Ids of the posts of all open campaigns: whose reposts are worth asking for."""
    return {
        post_id
        for campaign in campaigns(db)
        if campaign.closed_at is None
        for post_id in post_ids(db, campaign)
    }


def followed_tags(db: Database) -> dict[str, int]:
    """Hashtag (folded, without #) of every open campaign -> since when it counts, seconds UTC."""
    found: dict[str, int] = {}
    for campaign in campaigns(db):
        if campaign.closed_at is None and campaign.tag is not None:
            found[campaign.tag] = min(
                campaign.begins_at, found.get(campaign.tag, campaign.begins_at)
            )
    return found


def _row(name: str, hashtag: str, begins: date, zone: str) -> dict[str, object]:
    clean = " ".join(printable(name).split())
    if not 1 <= len(clean) <= LONGEST_NAME:
        raise CampaignError(N_("A name has 1 to {n} characters."), n=LONGEST_NAME)
    tag = hashtag.strip().removeprefix("#")
    if tag and (len(tag) > LONGEST_TAG or _TAG.fullmatch(tag) is None):
        raise CampaignError(
            N_("A hashtag is one word of letters, digits and underscores, not “{value}”."),
            value=hashtag.strip()[:LONGEST_TAG],
        )
    return {
        "name": clean,
        "hashtag": f"#{tag}" if tag else None,
        "begins_at": day_span(begins, zone=zone)[0],
    }


def _record(
    db: Database, action: str, campaign_id: int, actor: Actor, now: int, **detail: object
) -> None:
    journal.record(
        db, action, actor=actor.name, subject=f"campaign:{campaign_id}", outcome="done", now=now,
        **detail,
    )  # fmt: skip
