"""A past for an empty local VK, what happens in it, its events as VK tells them; what a store lacks of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from lib.store import Store

DAY = 86400

EVENTS = """
wall_post_new wall_repost wall_reply_new wall_reply_edit wall_reply_delete wall_reply_restore group_join
group_leave like_add like_remove
"""


def populate(world: Any, *, posts: int, at: int, seed: int = 3, most: int = 8) -> None:
    """A past: posts a day apart, the older ones with up to `most` comments, half of them replies."""
    choice = random.Random(seed)
    for number in range(posts):
        made = world.publish(f"Запись {number} #Новости", date=at - (posts - number) * DAY)
        written: list[int] = []
        for count in range(choice.randrange(most + 1)):
            answered = choice.choice(written) if written and choice.random() < 0.5 else None
            author = choice.choice([-1, 101, 102, 103, 2**31 + 5])
            written.append(world.comment(made.id, author, f"Слово {number}.{count}", answered))


def update(event: Any) -> dict[str, Any]:
    """An event of the world as the long poll tells it."""
    return {"type": event.type, "object": event.object, "event_id": event.event_id, "group_id": 1}


def act(world: Any, action: str, number: int) -> None:
    """Something happens, to whom `number` says; nothing where there is nobody it could happen to."""
    posts = [post for post in world.posts.values() if post.kind == "post" and not post.deleted]
    waiting = [post for post in world.posts.values() if post.kind == "postpone"]
    alive = [comment for comment in world.comments.values() if not comment.deleted]
    dead = [comment for comment in world.comments.values() if comment.deleted]
    person = 200 + number % 3
    match action:
        case "comment":
            world.comment(posts[number % len(posts)].id, person, f"Сказано {number}")
        case "reply" if alive:
            to = alive[number % len(alive)]
            world.comment(to.post_id, -1 if number % 2 else person, f"Ответ {number}", to.id)
        case "edit" if alive:
            world.edit_comment(alive[number % len(alive)].id, f"Иначе {number}")
        case "delete" if alive:
            world.delete_comment(alive[number % len(alive)].id)
        case "restore" if dead:
            world.restore_comment(dead[number % len(dead)].id)
        case "like":
            world.like(person, post_id=posts[number % len(posts)].id)
        case "join":
            world.join(person)
        case "leave":
            world.leave(person)
        case "post":
            world.publish(f"Новое {number}")
        case "schedule":
            at = world.now() + 3600 + number % 1000
            world.publish(f"Потом {number} {len(world.posts)}", date=at, kind="postpone")
        case "release" if waiting:
            world.release(waiting[number % len(waiting)])
        case "repost":
            world.repost(posts[number % len(posts)], person)


def differences(store: Store, state: Any) -> list[str]:
    """Where the store shows something else than VK has, by `GET /_world/state`: posts with their counters,
    comments with texts and threads, authors without a name, members."""
    with store.reader() as db:
        posts = {
            row["post_id"]: row
            for row in db.query(
                "SELECT post_id, text, state, published_at, views, likes, reposts, comments"
                " FROM post WHERE state IN ('published', 'scheduled', 'suggested')"
            )
        }
        comments = {
            row["comment_id"]: row
            for row in db.query(
                "SELECT comment_id, post_id, from_id, text, thread_id, reply_to_id, created_at"
                " FROM comment WHERE deleted_at IS NULL AND post_id IN"
                " (SELECT post_id FROM post WHERE state = 'published')"
            )
        }
        nameless = [
            row["author_id"] for row in db.query("SELECT author_id FROM author WHERE raw = '{}'")
        ]
        members = db.execute("SELECT max(members) FROM community").fetchone()[0]
    return [
        *_unlike("post", posts, {told["id"]: _post_row(told) for told in state["posts"]}),
        *_unlike(
            "comment", comments, {told["id"]: _comment_row(told) for told in state["comments"]}
        ),
        *(f"author {author_id} has no name" for author_id in nameless),
        *([] if members == state["members"] else [f"members: {members}, VK: {state['members']}"]),
    ]


def _unlike(kind: str, ours: dict[int, Any], theirs: dict[int, Any]) -> Iterator[str]:
    for id_ in sorted(ours.keys() | theirs.keys()):
        if ours.get(id_) != theirs.get(id_):
            yield f"{kind} {id_}: {ours.get(id_)}, VK: {theirs.get(id_)}"


def _post_row(told: Any) -> dict[str, Any]:
    counters = ("views", "likes", "reposts", "comments")
    kinds = {"postpone": "scheduled", "suggest": "suggested"}
    return {
        "post_id": told["id"],
        "text": told["text"],
        "state": kinds.get(told["post_type"], "published"),
        "published_at": told["date"],
        **{name: told.get(name, {}).get("count") for name in counters},
    }


def _comment_row(told: Any) -> dict[str, Any]:
    return {
        "comment_id": told["id"],
        "post_id": told["post_id"],
        "from_id": told["from_id"],
        "text": told["text"],
        "thread_id": (told["parents_stack"] or [told["id"]])[0],
        "reply_to_id": told.get("reply_to_comment"),
        "created_at": told["date"],
    }
