"""board.*: the topics of the community and their comments."""

from __future__ import annotations

from typing import Any

from lib.sandbox import attachments, boards
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods import guids
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.wall import company
from lib.sandbox.objects import ADMIN_ID, OWNER_ID
from lib.sandbox.shapes import preview
from lib.sandbox.talks import Topic, TopicComment

LONGEST_COMMENT = 4096
"""Characters. VK documents no limit."""
_ORDERS = {"1": ("updated", True), "2": ("created", True), "-1": ("updated", False)}
_ORDERS |= {"-2": ("created", False), "0": ("updated", True)}


def get_topics(call: Call) -> Any:
    """board.getTopics: the fixed first, then by `order`; `preview` 1 adds the first comment, 2 the last."""
    call.group_id()
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 40, minimum=0, maximum=100)
    chosen = call.choice("order", tuple(_ORDERS), "1")
    what = call.choice("preview", ("0", "1", "2"), "0")
    cut = call.integer("preview_length", 90, minimum=0)
    topics = list(call.world.shelf(Topic).values())
    if call.text("topic_ids"):
        asked = call.words("topic_ids")
        topics = [topic for topic in topics if str(topic.id) in asked]
    name, newest_first = _ORDERS[chosen]
    topics.sort(key=lambda topic: (getattr(topic, name), topic.id), reverse=newest_first)
    topics.sort(key=lambda topic: not topic.fixed)
    page = topics[offset : offset + count]
    shown: dict[str, Any] = {
        "count": len(topics),
        "items": [_topic(call, topic, what, cut) for topic in page],
        "default_order": 1,
        "can_add_topics": int(call.key.kind == "user"),
    }
    if call.flag("extended"):
        shown |= company(call, [i for t in page for i in (t.created_by, t.updated_by)])
    return shown


def _topic(call: Call, topic: Topic, what: str, cut: int) -> dict[str, Any]:
    said = boards.comments_of(call.world, topic.id)
    shown: dict[str, Any] = {
        "id": topic.id,
        "title": topic.title,
        "created": topic.created,
        "created_by": topic.created_by,
        "updated": topic.updated,
        "updated_by": topic.updated_by,
        "is_closed": int(topic.closed),
        "is_fixed": int(topic.fixed),
        "comments": len(said),
    }
    if what == "1" and said:
        shown["first_comment"] = preview(said[0].text, cut)
    if what == "2" and said:
        shown["last_comment"] = preview(said[-1].text, cut)
    return shown


def get_comments(call: Call) -> Any:
    """board.getComments; `start_comment_id` moves the page there, a negative `offset` before it."""
    call.group_id()
    topic = _found(call)
    count = call.integer("count", 20, minimum=0, maximum=100)
    offset = call.integer("offset", 0)
    start_id = call.integer("start_comment_id", 0, minimum=0)
    if offset < 0 and not start_id:
        raise invalid("offset should be positive")
    said = boards.comments_of(call.world, topic.id)
    newest_first = call.choice("sort", ("asc", "desc"), "asc") == "desc"
    if newest_first:
        said.reverse()
    passed = [one.id > start_id if newest_first else one.id < start_id for one in said]
    first = max(0, (sum(passed) if start_id else 0) + offset)
    page = said[first : first + count]
    likes = call.flag("need_likes")
    shown: dict[str, Any] = {
        "count": len(said),
        "items": [boards.comment_object(one, viewer=call.viewer, need_likes=likes) for one in page],
    }
    if start_id:
        shown["real_offset"] = first
    if call.flag("extended"):
        shown |= company(call, [one.from_id for one in page])
    return shown


def create_comment(call: Call) -> Any:
    """board.createComment: answers the comment's id; `from_group` is a flag here."""
    call.group_id()
    topic = _found(call)
    if topic.closed:
        raise refusal(15, "topic is closed")
    text, media = _content(call)
    if (made := guids.repeated(call, "board")) is not None:
        return made
    author = OWNER_ID if call.flag("from_group") else ADMIN_ID
    said = boards.say(call.world, topic.id, author, text, attachments=tuple(media))
    guids.remember(call, "board", said.id)
    return said.id


def edit_comment(call: Call) -> Any:
    """board.editComment: attachments that are not named again are lost."""
    call.group_id()
    comment = _comment(call)
    if comment.deleted or comment.from_id not in (OWNER_ID, ADMIN_ID):
        raise refusal(15)
    text, media = _content(call)
    boards.edit(call.world, comment, text, media)
    return 1


def delete_comment(call: Call) -> Any:
    """board.deleteComment."""
    call.group_id()
    comment = _comment(call)
    if comment.deleted:
        raise refusal(104)
    boards.delete(call.world, comment)
    return 1


def restore_comment(call: Call) -> Any:
    """board.restoreComment."""
    call.group_id()
    comment = _comment(call)
    if not comment.deleted:
        raise invalid("comment_id is invalid")
    boards.restore(call.world, comment)
    return 1


def _found(call: Call) -> Topic:
    try:
        return boards.topic_of(call.world, call.integer("topic_id", minimum=0))
    except LookupError:
        raise refusal(104) from None


def _comment(call: Call) -> TopicComment:
    topic = _found(call)
    comment = call.world.shelf(TopicComment).get(call.integer("comment_id", minimum=0))
    if comment is None or comment.topic_id != topic.id:
        raise refusal(104)
    return comment


def _content(call: Call) -> tuple[str, list[dict[str, Any]]]:
    text = call.text("message").strip()
    media = attachments.read(call.world, call.words("attachments"))
    if not text and not media:
        raise invalid("message is empty")
    if len(text) > LONGEST_COMMENT:
        raise invalid("message is too long")
    return text, media
