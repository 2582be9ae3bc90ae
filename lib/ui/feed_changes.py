"""What the cards of the feed show of changes: those on their way, those just made, and who is banned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from lib import outbox
from lib.inbox.card import Card
from lib.outbox import Action

SHOWN_SECONDS = 600
"""So long a change that is made stands under its card; afterwards the card itself shows what it did."""

OF_COMMENTS = ("edit_comment", "delete_comment", "restore_comment")
OF_AUTHORS = ("ban", "unban")


@dataclass(frozen=True)
class Changes:
    """By comment id, and the last word on each author by author id."""

    of_cards: dict[int, list[Action]] = field(default_factory=dict)
    bans: dict[int, Action] = field(default_factory=dict)


def changes_of_cards(db: Database, cards: Sequence[Card], *, now: int) -> Changes:
    """What to draw under these cards; an author's ban stands under the first of the author's cards only."""
    since = now - SHOWN_SECONDS
    ids = {card.comment_id for card in cards}
    ids |= {answer.comment_id for card in cards for answer in card.answers}
    authors = {card.author.author_id for card in cards if card.author.author_id > 0}
    of_comments = outbox.changes_of(db, OF_COMMENTS, ids, since=since)
    bans = outbox.changes_of(db, OF_AUTHORS, authors, since=0)
    found: dict[int, list[Action]] = {}
    told: set[int] = set()
    for card in cards:
        numbers = [card.comment_id, *(answer.comment_id for answer in card.answers)]
        there = [of_comments[number] for number in numbers if number in of_comments]
        ban = bans.get(card.author.author_id)
        if ban is not None and ban.subject_id not in told:
            if ban.state != "confirmed" or (ban.settled_at or 0) >= since:
                there.append(ban)
                told.add(card.author.author_id)
        if there:
            found[card.comment_id] = there
    return Changes(found, bans)
