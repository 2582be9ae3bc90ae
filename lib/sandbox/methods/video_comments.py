"""Comments under videos, broadcasts among them."""

from __future__ import annotations

from typing import Any

from lib.sandbox import attachments, gallery
from lib.sandbox.around import Media, VideoComment
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods import guids
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.comments import LONGEST_COMMENT
from lib.sandbox.methods.wall import company
from lib.sandbox.objects import ADMIN_ID, OWNER_ID
from lib.sandbox.shapes import likes_object


def get_all(call: Call) -> Any:
    """video.getComments: oldest first unless `sort` says otherwise; `start_comment_id` moves the page to it."""
    media = _video(call)
    offset = call.integer("offset", 0)
    count = call.integer("count", 20, minimum=0, maximum=100)
    sort = call.choice("sort", ("asc", "desc", "interest"), "asc")
    start_id = call.integer("start_comment_id", 0, minimum=0)
    if offset < 0 and not start_id:
        raise invalid("offset should be positive")
    found = gallery.comments_of(call.world, media)
    if sort == "desc":
        found.reverse()
    elif sort == "interest":
        found.sort(key=lambda c: (-c.likes.count, c.id))
    place = next((n for n, comment in enumerate(found) if comment.id == start_id), 0)
    first = max(0, place + offset)
    page = found[first : first + count]
    shown: dict[str, Any] = {"count": len(found), "items": [_shown(call, c) for c in page]}
    if call.flag("extended"):
        shown |= company(call, [comment.from_id for comment in page]) | {
            "current_level_count": len(found),
            "can_post": not media.closed,
            "show_reply_button": not media.closed,
            "groups_can_post": not media.closed,
        }
        if start_id:
            shown["real_offset"] = first
    return shown


def _shown(call: Call, comment: VideoComment) -> dict[str, Any]:
    shown = gallery.comment_object(call.world, comment)
    if call.flag("need_likes"):
        shown["likes"] = likes_object(comment.likes, viewer=call.viewer)
    if comment.from_id in (call.viewer, OWNER_ID):
        shown["can_edit"] = 1
    return shown


def create(call: Call) -> Any:
    """video.createComment: the community speaks with `from_group`; answers the comment's id alone."""
    media = _video(call)
    if media.closed:
        raise refusal(801)
    text, carried = _content(call)
    if (made := guids.repeated(call, "video_comment")) is not None:
        return made
    as_group = call.flag("from_group") and media.owner_id < 0
    comment_id = gallery.comment_video(
        call.world,
        media,
        OWNER_ID if as_group else ADMIN_ID,
        text,
        reply_to=call.integer("reply_to_comment", 0, minimum=0) or None,
        attachments=carried,
    )
    guids.remember(call, "video_comment", comment_id)
    return comment_id


def edit(call: Call) -> Any:
    """video.editComment."""
    comment = _existing(call)
    if comment.deleted or comment.from_id not in (OWNER_ID, ADMIN_ID):
        raise refusal(15)
    comment.text, comment.attachments = _content(call)
    gallery.tell_comment(call.world, "video_comment_edit", comment)
    return 1


def delete(call: Call) -> Any:
    """video.deleteComment: one's own, or any under the community's videos."""
    comment = _existing(call)
    if comment.deleted:
        raise refusal(104)
    comment.deleted = True
    gallery.tell_comment(call.world, "video_comment_delete", comment, by=ADMIN_ID)
    return 1


def restore(call: Call) -> Any:
    """video.restoreComment: 0 where nothing was deleted."""
    comment = _existing(call)
    if not comment.deleted:
        return 0
    comment.deleted = False
    gallery.tell_comment(call.world, "video_comment_restore", comment)
    return 1


def _existing(call: Call) -> VideoComment:
    owner_id = call.integer("owner_id", ADMIN_ID)
    comment = call.world.shelf(VideoComment).get(call.integer("comment_id", minimum=0))
    if comment is None or comment.owner_id != owner_id:
        raise refusal(104)
    return comment


def _content(call: Call) -> tuple[str, list[dict[str, Any]]]:
    text = call.text("message").strip()
    carried = attachments.read(call.world, call.words("attachments"))
    if not text and not carried:
        raise invalid("message is empty")
    if len(text) > LONGEST_COMMENT:
        raise invalid("message is too long")
    return text, carried


def _video(call: Call) -> Media:
    owner_id = call.integer("owner_id", ADMIN_ID)
    media = gallery.find(call.world, "video", owner_id, call.integer("video_id", minimum=0))
    if media is None:
        raise refusal(204)
    return media
