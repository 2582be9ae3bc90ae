"""The community's board: topics, and what is said in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lib.sandbox import bans
from lib.sandbox.history import History
from lib.sandbox.objects import ADMIN_ID, OWNER_ID, Likes
from lib.sandbox.shapes import attachments_of, likes_object
from lib.sandbox.talks import Topic, TopicComment

if TYPE_CHECKING:
    from lib.sandbox.world import World

_COUNTER = "board"


def comments_of(world: World, topic_id: int) -> list[TopicComment]:
    """The comments of a topic that stand, oldest first."""
    said = world.shelf(TopicComment).values()
    return [one for one in said if one.topic_id == topic_id and not one.deleted]


def open_topic(world: World, title: str, text: str, *, from_id: int = OWNER_ID) -> Topic:
    """A new topic with its first comment."""
    with world.turn():
        bans.refuse_banned(world, from_id)
        now = world.now()
        made = world.put(Topic(world.number(_COUNTER), title, now, from_id, now, from_id))
        say(world, made.id, from_id, text)
        return made


def say(
    world: World,
    topic_id: int,
    from_id: int,
    text: str,
    *,
    attachments: tuple[dict[str, Any], ...] = (),
) -> TopicComment:
    """Someone speaks in a topic; ValueError in a closed one or for a banned one, LookupError for none."""
    with world.turn():
        bans.refuse_banned(world, from_id)
        topic = topic_of(world, topic_id)
        if topic.closed:
            raise ValueError(f"topic {topic_id} is closed")
        if from_id > 0:
            world.person(from_id)
        made = TopicComment(world.number(_COUNTER), topic_id, from_id, world.now(), text)
        made.attachments = [dict(one) for one in attachments]
        topic.updated, topic.updated_by = made.date, from_id
        world.put(topic)
        _tell(world, "board_post_new", world.put(made))
        return made


def edit(
    world: World, comment: TopicComment, text: str, attachments: list[dict[str, Any]] | None = None
) -> None:
    """A comment gets a new text and, unless None, new attachments."""
    with world.turn():
        comment.text = text
        if attachments is not None:
            comment.attachments = attachments
        _tell(world, "board_post_edit", world.put(comment))


def delete(world: World, comment: TopicComment, by: int = ADMIN_ID) -> None:
    """Delete a comment of a topic, and tell of it."""
    with world.turn():
        comment.deleted = True
        world.put(comment)
        about = {"topic_owner_id": OWNER_ID, "topic_id": comment.topic_id, "id": comment.id}
        world.emit("board_post_delete", about | {"deleter_id": abs(by)})


def restore(world: World, comment: TopicComment) -> None:
    """Bring a deleted comment of a topic back, and tell of it."""
    with world.turn():
        comment.deleted = False
        _tell(world, "board_post_restore", world.put(comment))


def topic_of(world: World, topic_id: int) -> Topic:
    """LookupError where there is none."""
    topic = world.shelf(Topic).get(topic_id)
    if topic is None:
        raise LookupError(f"no topic {topic_id}")
    return topic


def comment_of(world: World, comment_id: int) -> TopicComment:
    """The comment, a deleted one too; LookupError where there is none."""
    comment = world.shelf(TopicComment).get(comment_id)
    if comment is None:
        raise LookupError(f"no comment {comment_id} on the board")
    return comment


def comment_object(
    comment: TopicComment, *, viewer: int | None = None, need_likes: bool = False
) -> dict[str, Any]:
    """A comment of a topic as VK's board methods show it."""
    shown: dict[str, Any] = {
        "id": comment.id,
        "from_id": comment.from_id,
        "date": comment.date,
        "text": comment.text,
    }
    if comment.attachments:
        shown["attachments"] = attachments_of(
            comment.attachments, owner_id=comment.from_id, date=comment.date
        )
    if need_likes:
        shown["likes"] = likes_object(comment.likes, viewer=viewer)
    if viewer is not None and comment.from_id in (viewer, OWNER_ID):
        shown["can_edit"] = 1
    return shown


def fill(world: World, history: History) -> None:
    """Puts the topics of `history` on the board; ids follow time within a topic."""
    for told in history.topics:
        first = told.comments[0]
        last = told.comments[-1]
        topic = world.put(
            Topic(
                *(world.number(_COUNTER), told.title, first.at, first.author_id),
                *(last.at, last.author_id),
                fixed=told.fixed,
            )
        )
        for one in told.comments:
            made = TopicComment(world.number(_COUNTER), topic.id, one.author_id, one.at, one.text)
            made.likes = Likes(one.likes)
            world.put(made)


def _tell(world: World, kind: str, comment: TopicComment) -> None:
    about = {"topic_id": comment.topic_id, "topic_owner_id": OWNER_ID}
    world.emit(kind, comment_object(comment) | about)
