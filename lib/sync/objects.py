"""VK's objects as rows of the store.

Shapes: VK API schema 5.199, wall_wallpost_full, wall_wall_comment, users_user_full, groups_group. Every field
may be absent, of another type, or accompanied by unknown ones; only what a row cannot do without is demanded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lib.base.language import N_
from lib.vk.errors import VkError

Row = dict[str, Any]
Object = Mapping[str, Any]

LARGEST_ID = 2**63 - 1
PREVIEW_WIDTH = 320
TITLE_LENGTH = 200


class Malformed(VkError):
    """An object from VK lacks what its row cannot do without."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            N_("VK told something that cannot be read ({reason}). It is left out for now."),
            reason=reason,
        )


def post_row(item: Object) -> Row:
    """A row of `post` for a post of any state; counters that VK left out are None."""
    state = {"postpone": "scheduled", "suggest": "suggested"}.get(
        text_of(item.get("post_type")), "published"
    )
    return {
        "post_id": needed(item, "id"),
        "from_id": number(item.get("from_id")) or needed(item, "owner_id"),
        "state": "deleted" if item.get("is_deleted") is True else state,
        "published_at": needed(item, "date"),
        "edited_at": number(item.get("edited")) or None,
        "text": text_of(item.get("text")),
        "views": count_of(item.get("views")),
        "likes": count_of(item.get("likes")),
        "reposts": count_of(item.get("reposts")),
        "comments": count_of(item.get("comments")),
        "attachments": packed(attachment_cards(item)),
        "raw": packed(item),
    }


def comment_row(item: Object, *, group_id: int, post_id: int | None = None) -> Row:
    """A row of `comment`, without `stems`; `deleted` says whether VK shows only its place."""
    comment_id = needed(item, "id")
    parents = objects_or_numbers(item.get("parents_stack"))
    thread_id = next((found for found in map(number, parents) if found), None)
    reply_to_id = number(item.get("reply_to_comment"))
    deleted = item.get("deleted") is True
    from_id = number(item.get("from_id")) if deleted else needed(item, "from_id")
    return {
        "comment_id": comment_id,
        "post_id": number(item.get("post_id")) or post_id or needed(item, "post_id"),
        "thread_id": thread_id or reply_to_id or comment_id,
        "reply_to_id": reply_to_id,
        "reply_to_author": number(item.get("reply_to_user")),
        "from_id": from_id or 0,
        "created_at": number(item.get("date")) or 0 if deleted else needed(item, "date"),
        "edited_at": number(item.get("edited")) or None,
        "text": text_of(item.get("text")),
        "likes": count_of(item.get("likes")),
        "attachments": packed(attachment_cards(item)),
        "is_ours": int(from_id == -group_id),
        "deleted": deleted,
        "raw": packed({name: value for name, value in item.items() if name != "thread"}),
    }


def flat_comments(items: Iterable[Any]) -> Iterator[Object]:
    """Comments of a page of `wall.getComments`, each followed by the replies that came with it."""
    for item in objects(list(items)):
        yield item
        yield from flat_comments(objects(branch(item).get("items")))


def branch(item: Object) -> Object:
    """The `thread` of a comment: {"count": n, "items": [...]}, empty where there is none."""
    thread = item.get("thread")
    return thread if isinstance(thread, Mapping) else {}


def user_row(item: Object) -> Row:
    """A row of `author` for a person; one without a name is called by the address of the page."""
    user_id = needed(item, "id")
    deactivated = text_of(item.get("deactivated")) or None
    parts = (text_of(item.get("first_name")), text_of(item.get("last_name")))
    name = " ".join(part.strip() for part in parts if part.strip())
    if deactivated == "deleted" or name == "DELETED":
        name = ""
    return _author(user_id, name, deactivated, item)


def group_row(item: Object) -> Row:
    """A row of `author` for a community; its id is negative, as where it writes."""
    group_id = needed(item, "id")
    deactivated = text_of(item.get("deactivated")) or None
    return _author(-abs(group_id), text_of(item.get("name")).strip(), deactivated, item)


def stub_author(author_id: int) -> Row:
    """A row for an author of whom only the id is known yet."""
    return _author(author_id, "", None, {})


def _author(author_id: int, name: str, deactivated: str | None, item: Object) -> Row:
    address = f"id{author_id}" if author_id > 0 else f"club{-author_id}"
    photos = (item.get("photo_100"), item.get("photo_50"), item.get("photo_200"))
    return {
        "author_id": author_id,
        "name": name or address,
        "photo_url": next((url for url in map(web_address, photos) if url), None),
        "deactivated": deactivated,
        "raw": packed(item),
    }


def community_row(item: Object) -> Row:
    """A row of `community` from `groups.getById` with `fields=members_count`."""
    group_id = needed(item, "id")
    return {
        "group_id": group_id,
        "name": text_of(item.get("name")).strip() or f"club{group_id}",
        "screen_name": text_of(item.get("screen_name")) or f"club{group_id}",
        "photo_url": web_address(item.get("photo_100")),
        "members": number(item.get("members_count")),
        "raw": packed(item),
    }


def attachment_cards(item: Object) -> list[Row]:
    """Attachments as cards need them: [{"type", "preview", "title", "link"}], absent parts None."""
    cards = [_card(attached) for attached in objects(item.get("attachments"))]
    for original in objects(item.get("copy_history")):
        owner, post = number(original.get("owner_id")), number(original.get("id"))
        link = f"https://vk.ru/wall{owner}_{post}" if owner and post else None
        title = text_of(original.get("text"))[:TITLE_LENGTH] or None
        cards.append({"type": "repost", "preview": None, "title": title, "link": link})
    return cards


def _card(attached: Object) -> Row:
    kind = text_of(attached.get("type")) or "other"
    found = attached.get(kind)
    body: Object = found if isinstance(found, Mapping) else {}
    pictures = body.get("photo")
    preview_of = body.get("preview")
    if isinstance(preview_of, Mapping):
        pictures = preview_of.get("photo")
    sizes = [
        size
        for holder in (body, pictures if isinstance(pictures, Mapping) else {})
        for name in ("sizes", "image", "images")
        for size in objects(holder.get(name))
    ]
    owner, own = number(body.get("owner_id")), number(body.get("id"))
    link = web_address(body.get("url"))
    if link is None and owner and own and kind in {"photo", "video", "audio", "poll"}:
        link = f"https://vk.ru/{kind}{owner}_{own}"
    words = (body.get("artist"), body.get("title") or body.get("question") or body.get("text"))
    title = " - ".join(part for part in map(text_of, words) if part)
    return {
        "type": kind,
        "preview": _preview(sizes),
        "title": title[:TITLE_LENGTH] or None,
        "link": link,
    }


def _preview(sizes: Sequence[Object]) -> str | None:
    known = [
        (number(size.get("width")) or 0, url)
        for size in sizes
        if (url := web_address(size.get("url") or size.get("src")))
    ]
    wide_enough = [pair for pair in known if pair[0] >= PREVIEW_WIDTH]
    if wide_enough:
        return min(wide_enough)[1]
    return max(known)[1] if known else None


def number(value: object) -> int | None:
    """`value` as an integer that SQLite can hold, or None; VK sends some numbers as strings."""
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -LARGEST_ID <= value <= LARGEST_ID else None


def needed(item: Object, name: str) -> int:
    """The number `name` of `item`. Raises `Malformed` where there is none."""
    found = number(item.get(name))
    if found is None:
        raise Malformed(f"{name} is {item.get(name)!r}, not a number")
    return found


def text_of(value: object) -> str:
    """`value` where it is a text that SQLite can hold (no NUL, no lone surrogates), else ''."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def count_of(value: object) -> int | None:
    """The `count` of a counter object such as `likes`."""
    return number(value.get("count")) if isinstance(value, Mapping) else None


def web_address(value: object) -> str | None:
    """`value` where it is an address of the web, else None."""
    text = text_of(value)
    return text if text.startswith(("https://", "http://")) else None


def objects(value: object) -> list[Object]:
    """The objects of a list, whatever `value` is."""
    return [entry for entry in objects_or_numbers(value) if isinstance(entry, Mapping)]


def objects_or_numbers(value: object) -> Sequence[Any]:
    """A list as VK sends it; empty where it sends something else."""
    return value if isinstance(value, list | tuple) else []


def packed(value: object) -> str:
    """JSON for a column. Raises `Malformed` on what JSON proper cannot hold (NaN)."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError) as error:
        raise Malformed(str(error)) from error
    return text
