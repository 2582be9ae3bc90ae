"""Objects as VK shows them. Addresses on the local VK are kept as paths; `absolute` completes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from lib.sandbox.around import Neighbour
from lib.sandbox.objects import ADMIN_ID, GROUP_ID, OWNER_ID, Citizen, Comment, Group, Likes, Post

_ADDRESS = re.compile(r"url|src|photo_\w+|upload_url|player")
_PATHS = ("/photo/", "/file/", "/upload/", "/video/")
PHOTO_SIZES = (("s", 75, 50), ("m", 130, 87), ("x", 604, 403), ("y", 807, 538), ("z", 1280, 853))


def absolute(value: Any, address: str) -> Any:
    """`value` with every path of a picture, file or upload made an address; texts stay as they are."""
    if isinstance(value, dict):
        return {
            name: address + inner
            if isinstance(inner, str) and inner.startswith(_PATHS) and _ADDRESS.fullmatch(name)
            else absolute(inner, address)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [absolute(inner, address) for inner in value]
    return value


def user_object(person: Citizen, *, fields: frozenset[str]) -> dict[str, Any]:
    """A profile with the asked `fields`; a deactivated one shows neither name nor face."""
    if person.deactivated:
        shown: dict[str, Any] = {
            "id": person.id,
            "first_name": "DELETED",
            "last_name": "",
            "deactivated": person.deactivated,
        }
        face = "/photo/deactivated"
    else:
        shown = {
            "id": person.id,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "can_access_closed": True,
            "is_closed": False,
        }
        face = f"/photo/person/{person.id}"
    more: dict[str, Any] = {
        "screen_name": f"id{person.id}",
        "domain": f"id{person.id}",
        "sex": person.sex,
        "photo_50": f"{face}/50.svg",
        "photo_100": f"{face}/100.svg",
        "photo_200": f"{face}/200.svg",
        "photo_max": f"{face}/200.svg",
        "has_photo": 0 if person.deactivated else 1,
        "online": 0,
        "verified": 0,
    }
    if person.city and not person.deactivated:
        more["city"] = {"id": city_id(person.city), "title": person.city}
    return shown | {name: value for name, value in more.items() if name in fields}


def city_id(title: str) -> int:
    """A number for a city, always the same one."""
    return int.from_bytes(hashlib.sha1(title.encode()).digest()[:3], "big") + 1


def group_object(
    group: Group | Neighbour, *, members: int, fields: frozenset[str]
) -> dict[str, Any]:
    """A community as groups.getById shows it; `fields` are those asked for."""
    face = "/photo/group" if group.id == GROUP_ID else f"/photo/group/{group.id}"
    shown: dict[str, Any] = {
        "id": group.id,
        "name": group.name,
        "screen_name": group.screen_name,
        "is_closed": 0,
        "type": "page",
        "photo_50": f"{face}/50.svg",
        "photo_100": f"{face}/100.svg",
        "photo_200": f"{face}/200.svg",
    }
    more: dict[str, Any] = {
        "members_count": members,
        "description": group.description,
        "activity": getattr(group, "activity", "Государственная организация"),
        "status": "",
        "verified": 0,
        "wall": 1,
        "can_post": 1,
        "can_see_all_posts": 1,
    }
    return shown | {name: value for name, value in more.items() if name in fields}


def likes_object(likes: Likes, *, viewer: int | None) -> dict[str, Any]:
    """Likes as VK shows them to `viewer` (None: to a key that is nobody's)."""
    mine = viewer in likes.by
    return {
        "can_like": 0 if mine else 1,
        "count": likes.count,
        "user_likes": 1 if mine else 0,
        "can_publish": 1,
        "repost_disabled": False,
    }


def post_object(
    post: Post, *, comments: int, viewer: int | None, postponed_id: int | None = None
) -> dict[str, Any]:
    """A post. `viewer` is the person behind a user key, None for other keys."""
    open_now = 0 if post.closed else 1
    shown: dict[str, Any] = {
        "inner_type": "wall_wallpost",
        "id": post.id,
        "from_id": post.from_id,
        "owner_id": post.owner_id,
        "date": post.date,
        "text": post.text,
        "post_type": post.kind,
        "type": "post",
        "marked_as_ads": 0,
        "is_favorite": False,
        "donut": {"is_donut": False},
        "attachments": attachments_of(post.attachments, owner_id=post.owner_id, date=post.date),
        "comments": {
            "count": comments,
            "can_post": open_now,
            "can_view": 1,
            "groups_can_post": not post.closed,
        },
        "likes": likes_object(post.likes, viewer=viewer),
        "reposts": {"count": post.reposts, "user_reposted": 0},
        "post_source": {"type": "api" if post.created_by else "vk"},
        "short_text_rate": 0.8,
        "hash": hashlib.sha1(f"post{post.id}".encode()).hexdigest()[:18],
    }
    if post.kind == "post" and post.views:
        shown["views"] = {"count": post.views}
    if post.edited is not None:
        shown["edited"] = post.edited
    if post.signer_id is not None:
        shown["signer_id"] = post.signer_id
    if post.copy_of is not None:
        shown["copy_history"] = [{"inner_type": "wall_wallpost", **post.copy_of}]
    if postponed_id is not None:
        shown["postponed_id"] = postponed_id
    if viewer == ADMIN_ID and post.owner_id == OWNER_ID:
        shown["can_edit"] = shown["can_delete"] = shown["can_pin"] = 1
        shown["comments"]["can_close" if open_now else "can_open"] = 1
        if post.created_by is not None:
            shown["created_by"] = post.created_by
    return shown


def comment_object(
    comment: Comment,
    *,
    viewer: int | None,
    need_likes: bool = False,
    preview_length: int = 0,
    thread: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A comment. A deleted one that keeps a branch has neither author nor text."""
    shown: dict[str, Any] = {
        "id": comment.id,
        "from_id": 0 if comment.deleted else comment.from_id,
        "date": comment.date,
        "text": "" if comment.deleted else preview(comment.text, preview_length),
        "post_id": comment.post_id,
        "owner_id": comment.owner_id,
        "parents_stack": comment.parents,
    }
    if comment.deleted:
        shown["deleted"] = True
    else:
        if comment.attachments:
            shown["attachments"] = attachments_of(
                comment.attachments, owner_id=comment.from_id, date=comment.date
            )
        if need_likes:
            shown["likes"] = likes_object(comment.likes, viewer=viewer)
        if viewer is not None and comment.from_id in (viewer, OWNER_ID):
            shown["can_edit"] = 1
    if comment.reply_to is not None:
        shown["reply_to_comment"] = comment.reply_to
        if comment.reply_to_user is not None:
            shown["reply_to_user"] = comment.reply_to_user
    if thread is not None:
        shown["thread"] = thread
    return shown


def thread_object(count: int, items: list[dict[str, Any]], *, closed: bool) -> dict[str, Any]:
    """The replies under a comment of the top level as VK shows them."""
    return {
        "count": count,
        "items": items,
        "can_post": not closed,
        "show_reply_button": not closed,
        "groups_can_post": not closed,
    }


def preview(text: str, length: int) -> str:
    """A text cut as `preview_length` asks; 0: whole."""
    return text if length <= 0 or len(text) <= length else text[:length] + "…"


def attachments_of(
    attachments: Iterable[dict[str, Any]], *, owner_id: int, date: int
) -> list[dict[str, Any]]:
    """Attachments with what VK always sends filled in: a photo's owner, date and sizes."""
    return [
        {**one, "photo": photo_object(one.get("photo", {}), owner_id=owner_id, date=date)}
        if one.get("type") == "photo"
        else dict(one)
        for one in attachments
    ]


def photo_object(photo: dict[str, Any], *, owner_id: int, date: int) -> dict[str, Any]:
    """A photo with what VK always sends filled in: owner, date, sizes."""
    number = int(photo.get("id", 1))
    filled = {
        "id": number,
        "album_id": -7,
        "owner_id": owner_id,
        "date": date,
        "has_tags": False,
        "text": "",
        "access_key": hashlib.sha1(f"photo{number}".encode()).hexdigest()[:18],
    } | photo
    if not filled.get("sizes"):
        filled["sizes"] = [
            {"type": name, "width": w, "height": h, "url": f"/photo/picture/{number}/{w}x{h}.svg"}
            for name, w, h in PHOTO_SIZES
        ]
    return filled


def event_object(kind: str, body: dict[str, Any], version: str) -> dict[str, Any]:
    """An event's object as `version` has it: before 5.103 a message came without its envelope."""
    if kind == "message_new" and _parts(version) < (5, 103):
        bare: dict[str, Any] = body["message"]
        return bare
    return body


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
