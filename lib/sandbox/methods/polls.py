"""polls.*"""

from __future__ import annotations

import json
from typing import Any

from lib.sandbox import gallery
from lib.sandbox.around import Media
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.objects import ADMIN_ID, OWNER_ID

_EARLIEST_END = 1_550_700_000
_MOST_ANSWERS = 10
_LONGEST_ANSWER = 100
_BACKGROUNDS = {
    1: ("f24973", "3f2b4a"),
    2: ("2f733f", "4ecf78"),
    3: ("2f5ca4", "6fc3f5"),
    4: ("ab4ecf", "4e66cf"),
    6: ("f7b733", "fc4a1a"),
    8: ("4a569c", "c2a1d8"),
    9: ("6a6e75", "b8c1cc"),
}
"""Gradients by id. VK documents the ids; the colours are this local VK's own."""


def create(call: Call) -> Any:
    """polls.create: answers the whole poll, to be attached to a post."""
    owner_id = call.integer("owner_id", ADMIN_ID)
    if owner_id not in {OWNER_ID, ADMIN_ID}:
        raise refusal(250)
    question = call.text("question").strip()
    if not question:
        raise invalid("question is undefined")
    end_date = call.integer("end_date", 0, minimum=0)
    if end_date and end_date < max(_EARLIEST_END, call.world.now()):
        raise invalid("end_date is invalid")
    body: dict[str, Any] = {
        "created": call.world.now(),
        "question": question,
        "votes": 0,
        "anonymous": call.flag("is_anonymous"),
        "multiple": call.flag("is_multiple"),
        "end_date": end_date,
        "closed": False,
        "is_board": False,
        "can_edit": True,
        "can_vote": True,
        "can_report": False,
        "can_share": True,
        "disable_unvote": call.flag("disable_unvote"),
        "author_id": ADMIN_ID,
        "answers": [
            {"id": number, "text": text, "votes": 0, "rate": 0.0}
            for number, text in enumerate(_answers(call), start=1)
        ],
    }
    if call.text("background_id"):
        body["background"] = _background(call.integer("background_id"))
    return _shown(call, call.world.add_media("poll", owner_id, body))


def _answers(call: Call) -> list[str]:
    try:
        told = json.loads(call.text("add_answers"))
    except ValueError:
        raise invalid("add_answers is invalid") from None
    if not isinstance(told, list) or not 1 <= len(told) <= _MOST_ANSWERS:
        raise invalid("add_answers should contain from 1 to 10 answers")
    answers = [str(one).strip() for one in told]
    if not all(0 < len(one) <= _LONGEST_ANSWER for one in answers):
        raise invalid("add_answers should contain answers of 1 to 100 characters")
    return answers


def _background(number: int) -> dict[str, Any]:
    if number not in _BACKGROUNDS:
        raise invalid("background_id is invalid")
    first, last = _BACKGROUNDS[number]
    points = [{"color": first, "position": 0.0}, {"color": last, "position": 1.0}]
    return {"type": "gradient", "angle": 225, "color": first, "id": number, "points": points}


def get_by_id(call: Call) -> Any:
    """polls.getById: 250 for a poll that is not there."""
    return _shown(call, _poll(call, missing=250))


def _shown(call: Call, media: Media) -> dict[str, Any]:
    """The poll with what the person behind the key has voted."""
    mine = media.votes.get(str(call.viewer), [])
    over = bool(media.body["end_date"]) and media.body["end_date"] <= call.world.now()
    shown = media.body | {"answer_ids": mine, "closed": over, "can_vote": not mine and not over}
    return shown | ({"answer_id": mine[0]} if mine else {})


def add_vote(call: Call) -> Any:
    """polls.addVote: 1, or 0 where the person has voted already. Several answers where the poll lets them."""
    media = _poll(call, missing=251)
    told = call.words("answer_ids")
    if not told:
        raise invalid("answer_ids is undefined")
    if not all(word.isdigit() for word in told):
        raise refusal(252)
    answers = list(dict.fromkeys(int(word) for word in told))
    known = {answer["id"] for answer in media.body["answers"]}
    if not known.issuperset(answers) or (len(answers) > 1 and not media.body["multiple"]):
        raise refusal(252)
    if _shown(call, media)["closed"]:
        raise refusal(250)
    return int(gallery.vote(call.world, media, ADMIN_ID, answers))


def _poll(call: Call, *, missing: int) -> Media:
    owner_id = call.integer("owner_id", ADMIN_ID)
    media = gallery.find(call.world, "poll", owner_id, call.integer("poll_id", minimum=0))
    if media is None:
        raise refusal(missing)
    return media
