"""From a history to a world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lib.sandbox import boards, neighbours
from lib.sandbox.history import History, PastComment, PastPost
from lib.sandbox.objects import ADMIN_ID, MEASURES, OWNER_ID, Citizen, Comment, Day, Likes, Post

if TYPE_CHECKING:
    from lib.sandbox.world import World


def fill(world: World, history: History) -> None:
    """Puts `history` into `world`; ids follow the order of time over posts and comments together."""
    world.group.name = history.name
    world.group.screen_name = history.screen_name
    world.group.description = history.description
    for person in history.people:
        world.citizens[person.user_id] = world.touch(
            Citizen(
                person.user_id,
                person.first_name,
                person.last_name,
                person.sex,
                person.city,
                person.deactivated,
                person.joined_at,
            )
        )
    for day in history.days:
        measures = {name: getattr(day, name) for name in MEASURES}
        world.days[day.day.isoformat()] = world.touch(Day(day.day.isoformat(), **measures))

    moments: list[tuple[int, int, int, PastPost, PastComment | None]] = []
    for order, post in enumerate(history.posts):
        moments.append((post.at, 0, order, post, None))
        moments += [(c.at, 1, c.key, post, c) for c in post.comments]
    posts: dict[int, int] = {}
    made: dict[int, Comment] = {}
    for _, _, _, past_post, past_comment in sorted(moments, key=lambda m: m[:3]):
        if past_comment is None:
            post_made = _post(world.next_id(), past_post)
            world.posts[post_made.id] = world.touch(post_made)
            posts[id(past_post)] = post_made.id
            continue
        answered = made.get(past_comment.reply_to) if past_comment.reply_to is not None else None
        comment = Comment(
            world.next_id(),
            posts[id(past_post)],
            past_comment.author_id,
            past_comment.at,
            past_comment.text,
            top_id=None if answered is None else answered.top_id or answered.id,
            reply_to=None if answered is None else answered.id,
            reply_to_user=None if answered is None else answered.from_id,
            attachments=[_plain(one) for one in past_comment.attachments],
            likes=Likes(past_comment.likes),
        )
        made[past_comment.key] = comment
        world.comments[comment.id] = world.touch(comment)
        world.threads.place(comment)
    for waiting in history.scheduled:
        post_made = _post(world.next_id(), waiting)
        post_made.kind = "postpone"
        world.posts[post_made.id] = world.touch(post_made)
    for offered in history.suggested:
        post_made = Post(world.next_id(), offered.author_id, offered.at, offered.text, "suggest")
        world.posts[post_made.id] = world.touch(post_made)
    neighbours.fill(world, history)
    boards.fill(world, history)


def _post(post_id: int, told: PastPost) -> Post:
    return Post(
        post_id,
        OWNER_ID,
        told.at,
        told.text,
        created_by=ADMIN_ID,
        attachments=[_plain(one) for one in told.attachments],
        likes=Likes(told.likes),
        reposts=told.reposts,
        views=told.views,
        reach_total=told.reach_total,
        reach_subscribers=told.reach_subscribers,
        copy_of=_plain(told.copy_of) if told.copy_of is not None else None,
        fate=list(told.fate),
    )


def _plain(value: Any) -> Any:
    """Mappings and tuples as dicts and lists, ready for JSON."""
    if hasattr(value, "items"):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
