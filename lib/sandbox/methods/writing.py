"""Writing on the wall: wall.post, edit, delete, restore, pin, unpin, and closing the comments."""

from __future__ import annotations

from typing import Any

from lib.sandbox import attachments, gallery
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods import guids
from lib.sandbox.methods.call import Call
from lib.sandbox.objects import ADMIN_ID, OWNER_ID, Post

LONGEST_POST = 16_384
"""Characters. VK documents no limit; this is the number people quote."""
_FURTHEST = 366 * 86_400


def post(call: Call) -> Any:
    """wall.post: at once, or into the queue with `publish_date`; `post_id` lets a waiting post out now."""
    call.own_wall()
    if (made := guids.repeated(call, "post")) is not None:
        return {"post_id": made}
    if call.text("post_id"):
        released = _let_out(call, _found(call))
        guids.remember(call, "post", released.id)
        return {"post_id": released.id}
    text, media = _content(call)
    as_group = call.flag("from_group") or call.key.kind == "community"
    publish_at = _publish_at(call)
    made_post = call.world.publish(
        text,
        from_id=OWNER_ID if as_group else ADMIN_ID,
        date=publish_at,
        kind="post" if publish_at is None else "postpone",
        created_by=ADMIN_ID,
        attachments=media,
        closed=call.flag("close_comments"),
        signer_id=ADMIN_ID if as_group and call.flag("signed") else None,
    )
    guids.remember(call, "post", made_post.id)
    return {"post_id": made_post.id}


def _let_out(call: Call, waiting: Post) -> Post:
    """A postponed or suggested post goes out now; what was suggested may be changed and put off.

    A suggestion becomes the community's own post; with `signed` it names its author.
    """
    if waiting.kind == "post":
        raise refusal(214)
    if waiting.kind == "suggest":
        if call.text("message") or call.text("attachments"):
            waiting.text, waiting.attachments = _content(call)
            gallery.hang(call.world, waiting.attachments)
        if call.flag("signed"):
            waiting.signer_id = waiting.from_id
        if (publish_at := _publish_at(call)) is not None:
            return call.world.put_off(waiting, until=publish_at)
    return call.world.release(waiting)


def edit(call: Call) -> Any:
    """wall.edit: replaces text and attachments.

    The trap of the documentation: without `publish_date` a postponed post is published at once.
    """
    call.own_wall()
    changed = _found(call)
    text, media = _content(call)
    publish_at = _publish_at(call, of=changed) if changed.kind == "postpone" else None
    changed.text, changed.attachments = text, media
    gallery.hang(call.world, media)
    if call.text("close_comments"):
        changed.closed = call.flag("close_comments")
    if call.text("signed"):
        changed.signer_id = ADMIN_ID if call.flag("signed") else None
    if changed.kind == "postpone":
        if publish_at is None:
            return {"post_id": call.world.release(changed).id}
        changed.date = publish_at
    elif changed.kind == "post":
        changed.edited = call.world.now()
    call.world.touch(changed)
    return {"post_id": changed.id}


def delete(call: Call) -> Any:
    """wall.delete: of a published, postponed or suggested post."""
    call.own_wall()
    gone = _found(call)
    gone.deleted = True
    call.world.touch(gone)
    return 1


def restore(call: Call) -> Any:
    """wall.restore: of a deleted post; error 210 for any other."""
    call.own_wall()
    back = call.world.posts.get(call.integer("post_id", minimum=0))
    if back is None or not back.deleted:
        raise refusal(210)
    back.deleted = False
    call.world.touch(back)
    return 1


def pin(call: Call) -> Any:
    """wall.pin: one post stands on top of the wall; the one that stood there goes back to its place."""
    call.own_wall()
    post = _found(call)
    if post.kind != "post":
        raise refusal(210)
    call.world.pin(post.id)
    return 1


def unpin(call: Call) -> Any:
    """wall.unpin."""
    call.own_wall()
    if _found(call).id != call.world.group.pinned_id:
        raise invalid("post is not pinned")
    call.world.pin(0)
    return 1


def open_comments(call: Call) -> Any:
    """wall.openComments: 1 if something changed."""
    return _set_closed(call, False)


def close_comments(call: Call) -> Any:
    """wall.closeComments: 1 if something changed."""
    return _set_closed(call, True)


def _set_closed(call: Call, closed: bool) -> int:
    call.own_wall()
    found = _found(call)
    changed = found.closed != closed
    found.closed = closed
    call.world.touch(found)
    return int(changed)


def _found(call: Call) -> Post:
    try:
        return call.world.post_of(call.integer("post_id", minimum=0))
    except LookupError:
        raise refusal(210) from None


def _content(call: Call) -> tuple[str, list[dict[str, Any]]]:
    text = call.text("message").strip()
    media = attachments.read(call.world, call.words("attachments"))
    if not text and not media:
        raise invalid("message is empty")
    attachments.check_post(media, text=text)
    if call.key.kind == "community" and call.profile == "observed":
        media = attachments.without_message_photos(media)
    if len(text) > LONGEST_POST:
        raise invalid("message is too long")
    return text, media


def _publish_at(call: Call, *, of: Post | None = None) -> int | None:
    """The moment asked for; ApiFailure 100 for past or too far, 214 for a taken minute or a full queue."""
    at = call.integer("publish_date", 0, minimum=0)
    if not at:
        return None
    now = call.world.now()
    if at <= now:
        raise invalid("publish_date should be in the future")
    if at > now + _FURTHEST:
        raise invalid("publish_date is too far")
    queue = [p for p in call.world.posts.values() if p.kind == "postpone" and not p.deleted]
    if of is None and len(queue) >= call.world.queue_limit:
        raise refusal(214, "too many postponed posts")
    if any(p is not of and p.date // 60 == at // 60 for p in queue):
        raise refusal(214, "a post is already scheduled for this time")
    return at
