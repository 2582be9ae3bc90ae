"""A past for an empty local VK, things that happen in it, and its events as VK tells them."""

from __future__ import annotations

import random
from typing import Any

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
