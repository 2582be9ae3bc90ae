"""Comments on the wall: reading by levels, answering, editing, deleting, restoring."""

from __future__ import annotations

from typing import Any

from lib.sandbox import attachments
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods import guids
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.wall import company
from lib.sandbox.objects import ADMIN_ID, GROUP_ID, OWNER_ID, Comment, Post
from lib.sandbox.shapes import comment_object, thread_object
from lib.sandbox.walls import Wall

LONGEST_COMMENT = 16_384
"""Characters. VK documents no limit; this is the number people quote for texts."""
_DEFAULT_PREVIEW = 90
"""The schema's default of preview_length: who wants whole texts asks for 0."""


def get_all(call: Call) -> Any:
    """wall.getComments: one level of a post, or with `comment_id` one branch.

    `count` counts replies too, `current_level_count` the level asked for. `start_comment_id` moves the
    page to that comment, a negative `offset` before it; `real_offset` says where the page began.
    """
    wall = call.wall()
    post = _post(call, wall)
    sort = call.choice("sort", ("asc", "desc", "smart"), "asc")
    count = call.integer("count", 10, minimum=0, maximum=100)
    in_thread = call.integer("thread_items_count", 0, minimum=0, maximum=10)
    offset = call.integer("offset", 0)
    start_id = call.integer("start_comment_id", 0, minimum=0)
    top_id = call.integer("comment_id", 0, minimum=0)
    if offset < 0 and not start_id:
        raise invalid("offset should be positive")
    if top_id:
        top = wall.comments.get(top_id)
        if top is None or top.post_id != post.id:
            raise invalid("comment_id is incorrect")
        level = wall.threads.branch(top.top_id or top.id)
        total = len(level)
    else:
        level = wall.threads.top(post.id)
        total = wall.threads.count(post.id)
    if sort == "desc":
        level.reverse()
    elif sort == "smart":
        level.sort(key=lambda c: (-c.likes.count, c.id))
    first = max(0, _place(level, start_id, sort) + offset)
    page = level[first : first + count]
    shown: dict[str, Any] = {
        "count": total,
        "items": [_item(call, wall, c, post, in_thread) for c in page],
        "current_level_count": len(level),
        "can_post": not post.closed,
        "show_reply_button": not post.closed,
        "groups_can_post": not post.closed,
    }
    if start_id:
        shown["real_offset"] = first
    if call.flag("extended"):
        seen = [*page, *(r for c in page for r in _replies(wall, c)[:in_thread])]
        authors = [i for c in seen if not c.deleted for i in (c.from_id, c.reply_to_user) if i]
        shown |= company(call, authors) | {"post_author_id": post.from_id}
    return shown


def _place(level: list[Comment], start_id: int, sort: str) -> int:
    if not start_id:
        return 0
    for place, comment in enumerate(level):
        if comment.id == start_id or (
            comment.id < start_id if sort == "desc" else sort == "asc" and comment.id > start_id
        ):
            return place
    return len(level)


def _replies(wall: Wall, comment: Comment) -> list[Comment]:
    return wall.threads.branch(comment.id) if comment.top_id is None else []


def _item(call: Call, wall: Wall, comment: Comment, post: Post, in_thread: int) -> dict[str, Any]:
    need_likes = call.flag("need_likes")
    cut = call.integer("preview_length", _DEFAULT_PREVIEW, minimum=0)

    def show(one: Comment, thread: dict[str, Any] | None) -> dict[str, Any]:
        return comment_object(
            one, viewer=call.viewer, need_likes=need_likes, preview_length=cut, thread=thread
        )

    if comment.top_id is not None:
        return show(comment, None)
    replies = _replies(wall, comment)
    inner = [show(reply, None) for reply in replies[:in_thread]]
    return show(comment, thread_object(len(replies), inner, closed=post.closed))


def get_one(call: Call) -> Any:
    """wall.getComment."""
    wall = call.wall()
    comment = wall.comments.get(call.integer("comment_id", minimum=0))
    if comment is None or comment.deleted or wall.posts[comment.post_id].deleted:
        raise refusal(211)
    post = wall.posts[comment.post_id]
    thread = None
    if comment.top_id is None:
        thread = thread_object(len(wall.threads.branch(comment.id)), [], closed=post.closed)
    shown: dict[str, Any] = {
        "items": [comment_object(comment, viewer=call.viewer, need_likes=True, thread=thread)],
        "can_post": not post.closed,
        "show_reply_button": not post.closed,
        "groups_can_post": not post.closed,
    }
    if call.flag("extended"):
        shown |= company(call, [comment.from_id]) | {"post_author_id": post.from_id}
    return shown


def create(call: Call) -> Any:
    """wall.createComment; `from_group` is the community's id, and a community key always speaks for it."""
    call.own_wall()
    try:
        post = call.world.post_of(call.integer("post_id", minimum=0))
    except LookupError:
        raise refusal(212) from None
    if post.closed or post.kind != "post":
        raise refusal(213)
    text, media = _content(call)
    from_group = call.integer("from_group", 0, minimum=0)
    if from_group not in {0, GROUP_ID}:
        raise invalid("from_group is invalid")
    author = OWNER_ID if from_group or call.key.kind == "community" else ADMIN_ID
    if (made := guids.repeated(call, "comment")) is not None:
        return _created(call.world.comments[made])
    reply_to = call.integer("reply_to_comment", 0, minimum=0)
    if reply_to:
        answered = call.world.comments.get(reply_to)
        if answered is None or answered.post_id != post.id or answered.deleted:
            raise refusal(213)
    comment_id = call.world.comment(
        post.id, author, text, reply_to or None, attachments=tuple(media)
    )
    guids.remember(call, "comment", comment_id)
    return _created(call.world.comments[comment_id])


def _created(comment: Comment) -> dict[str, Any]:
    return {"comment_id": comment.id, "parents_stack": comment.parents}


def edit(call: Call) -> Any:
    """wall.editComment: attachments that are not named again are lost."""
    call.own_wall()
    comment = _existing(call)
    if comment.deleted or comment.from_id not in (OWNER_ID, ADMIN_ID):
        raise refusal(211)
    text, media = _content(call)
    call.world.edit_comment(comment.id, text, attachments=media)
    return 1


def delete(call: Call) -> Any:
    """wall.deleteComment: 104 for what never was or is deleted already."""
    call.own_wall()
    comment = _existing(call)
    if comment.deleted:
        raise refusal(104)
    call.world.delete_comment(comment.id, ADMIN_ID)
    return 1


def restore(call: Call) -> Any:
    """wall.restoreComment: 243 for a comment that is not deleted."""
    call.own_wall()
    comment = _existing(call)
    if not comment.deleted:
        raise refusal(243)
    call.world.restore_comment(comment.id)
    return 1


def _existing(call: Call) -> Comment:
    comment = call.world.comments.get(call.integer("comment_id", minimum=0))
    if comment is None:
        raise refusal(104)
    if call.world.posts[comment.post_id].deleted:
        raise refusal(211)
    return comment


def _content(call: Call) -> tuple[str, list[dict[str, Any]]]:
    text = call.text("message").strip() or call.text("text").strip()
    media = attachments.read(call.world, call.words("attachments"))
    if not text and not media:
        raise invalid("message is empty")
    if len(text) > LONGEST_COMMENT:
        raise invalid("message is too long")
    return text, media


def _post(call: Call, wall: Wall) -> Post:
    try:
        post = wall.post_of(call.integer("post_id", minimum=0))
    except LookupError:
        raise refusal(212) from None
    if post.kind != "post":
        raise refusal(212)
    return post
