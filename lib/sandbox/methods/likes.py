"""likes.*: of posts, comments, photos and videos."""

from __future__ import annotations

from typing import Any

from lib.sandbox import gallery
from lib.sandbox.around import Media, VideoComment
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.wall import company
from lib.sandbox.objects import ADMIN_ID, OWNER_ID, Comment, Post

_KINDS = ("post", "comment", "photo", "video", "video_comment")


def add(call: Call) -> Any:
    """likes.add in the name of the person, or of the community with `from_group`."""
    return _set(call, undo=False)


def delete(call: Call) -> Any:
    """likes.delete."""
    return _set(call, undo=True)


def _set(call: Call, *, undo: bool) -> dict[str, int]:
    thing = _thing(call)
    who = OWNER_ID if call.flag("from_group") else ADMIN_ID
    if isinstance(thing, Comment):
        call.world.like(who, post_id=thing.post_id, comment_id=thing.id, undo=undo)
    elif isinstance(thing, Media | VideoComment):
        gallery.like(call.world, who, thing, undo=undo)
    else:
        call.world.like(who, post_id=thing.id, undo=undo)
    return {"likes": thing.likes.count}


def get_list(call: Call) -> Any:
    """likes.getList: who likes, newest first; `count` also counts likes whose givers are not known.

    `filter` copies: who shared the post. `friends_only` finds nobody: people here have no friends.
    """
    thing = _thing(call)
    extended = call.flag("extended")
    count = call.integer("count", 100, minimum=0, maximum=1000)
    offset = call.integer("offset", 0, minimum=0)
    wanted = call.choice("filter", ("likes", "copies"), "likes")
    people, total = list(thing.likes.by), thing.likes.count
    if wanted == "copies":
        shares = thing.shares if isinstance(thing, Post) else []
        people, total = [share["owner_id"] for share in shares], len(shares)
    if call.integer("friends_only", 0, minimum=0, maximum=3):
        people, total = [], 0
    if call.flag("skip_own") and call.viewer in people:
        people.remove(call.viewer)
        total -= 1
    page = people[::-1][offset : offset + count]
    if not extended:
        return {"count": total, "items": page}
    around = company(call, page)
    profiles = {person["id"]: {"type": "profile", **person} for person in around["profiles"]}
    groups = {-group["id"]: group for group in around["groups"]}
    return {"count": total, "items": [(profiles | groups)[i] for i in page]}


def _thing(call: Call) -> Post | Comment | Media | VideoComment:
    kind = call.choice("type", _KINDS, "")
    item_id = call.integer("item_id", minimum=0)
    if call.integer("owner_id", ADMIN_ID) != OWNER_ID:
        raise refusal(15)
    found = _find(call, kind, item_id)
    if found is None or (isinstance(found, Post) and found.kind != "post"):
        raise invalid("object not found")
    if not isinstance(found, Media) and found.deleted:
        raise invalid("object not found")
    return found


def _find(call: Call, kind: str, item_id: int) -> Post | Comment | Media | VideoComment | None:
    match kind:
        case "post":
            return call.world.posts.get(item_id)
        case "comment":
            return call.world.comments.get(item_id)
        case "video_comment":
            return call.world.shelf(VideoComment).get(item_id)
        case _:
            return gallery.find(call.world, kind, OWNER_ID, item_id)
