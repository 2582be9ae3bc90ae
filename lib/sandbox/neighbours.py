"""Neighbouring communities: what they post, what is said under it, and when it is about us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lib.sandbox import shapes
from lib.sandbox.around import Neighbour, NeighbourComment, NeighbourPost
from lib.sandbox.history import History, PastComment, PastPost
from lib.sandbox.objects import GROUP_ID, Group, Likes, Post

if TYPE_CHECKING:
    from lib.sandbox.world import World

_COUNTER = "neighbours"


def known(world: World, group_id: int) -> Neighbour:
    """The neighbour `group_id`; one that has not been seen before is made up."""
    if group_id == GROUP_ID or group_id <= 0:
        raise ValueError(f"{group_id} is no neighbour")
    found = world.shelf(Neighbour).get(group_id)
    return found or world.put(Neighbour(group_id, f"Сообщество № {group_id}", f"club{group_id}"))


def say(
    world: World,
    group_id: int,
    text: str,
    *,
    from_id: int | None = None,
    attachments: tuple[dict[str, Any], ...] = (),
    shared_post_id: int | None = None,
) -> NeighbourPost:
    """A post appears on a neighbour's wall; one that shares a post of ours is told to us, as VK does."""
    with world.turn():
        owner_id = -known(world, group_id).id
        shared = world.post_of(shared_post_id) if shared_post_id is not None else None
        made = NeighbourPost(
            world.number(_COUNTER), from_id or owner_id, world.now(), text, owner_id=owner_id
        )
        made.attachments = [dict(one) for one in attachments]
        if made.from_id > 0:
            world.person(made.from_id)
        if shared is not None:
            made.copy_of = copy_of(shared)
            shared.shares.append({"owner_id": owner_id, "id": made.id, "date": made.date})
            shared.reposts += 1
            world.day().copies += 1
            world.touch(shared)
        world.put(made)
        if shared is not None:
            world.emit("wall_repost", world.show_post(made))
        return made


def answer(
    world: World, post_id: int, from_id: int, text: str, reply_to: int | None = None
) -> NeighbourComment:
    """Someone comments under a neighbour's post."""
    with world.turn():
        post = world.shelf(NeighbourPost)[post_id]
        answered = world.shelf(NeighbourComment)[reply_to] if reply_to else None
        if answered is not None and answered.post_id != post_id:
            raise LookupError(f"no comment {reply_to} under post {post_id}")
        if from_id > 0:
            world.person(from_id)
        made = _comment(world, post, from_id, world.now(), text, answered)
        world.neighbour_threads.place(world.put(made))
        return made


def mentions(text: str, group: Group | Neighbour) -> bool:
    """Whether `text` names the community: [club1|Name], @club1, *club1 or @its_screen_name."""
    names = f"club{group.id}|public{group.id}|{re.escape(group.screen_name)}"
    return re.search(rf"\[(?:club|public){group.id}\||[@*](?:{names})(?!\w)", text) is not None


def copy_of(post: Post) -> dict[str, Any]:
    """A post as those who share it show it in `copy_history`."""
    return {
        "id": post.id,
        "owner_id": post.owner_id,
        "from_id": post.from_id,
        "date": post.date,
        "post_type": "post",
        "text": post.text,
        "attachments": shapes.attachments_of(
            post.attachments, owner_id=post.owner_id, date=post.date
        ),
    }


def fill(world: World, history: History) -> None:
    """Puts the neighbours of `history` beside our wall, which is filled already; ids follow time."""
    ours = [post for post in world.posts.values() if post.kind == "post"]
    moments: list[tuple[int, int, _Moment]] = []
    for near in history.neighbours:
        world.put(
            Neighbour(
                *(near.group_id, near.name, near.screen_name, near.description),
                *(near.activity, near.members, near.kind),
            )
        )
        for told in near.posts:
            moments.append((told.at, 0, _Moment(-near.group_id, told)))
            moments += [(c.at, 1, _Moment(-near.group_id, told, c)) for c in told.comments]
    moments += [
        (post.copy_of["date"], 0, _Moment(post.copy_of["owner_id"], sharing=post))
        for post in ours
        if post.copy_of is not None and -post.copy_of["owner_id"] in world.shelf(Neighbour)
    ]
    posts: dict[int, NeighbourPost] = {}
    said: dict[tuple[int, int | None], NeighbourComment] = {}
    for _, _, one in sorted(moments, key=lambda moment: moment[:2]):
        if one.sharing is not None:
            _original(world, one.sharing)
            continue
        assert one.post is not None
        if one.comment is None:
            posts[id(one.post)] = _told(world, one.owner_id, one.post, ours)
            continue
        post = posts[id(one.post)]
        answered = said.get((post.id, one.comment.reply_to))
        made = _comment(
            world, post, one.comment.author_id, one.comment.at, one.comment.text, answered
        )
        made.likes = Likes(one.comment.likes)
        world.neighbour_threads.place(world.put(made))
        said[post.id, one.comment.key] = made


@dataclass(frozen=True)
class _Moment:
    """A neighbour's post, a comment under it, or the neighbour's post that one of ours is `sharing`."""

    owner_id: int
    post: PastPost | None = None
    comment: PastComment | None = None
    sharing: Post | None = None


def _told(world: World, owner_id: int, told: PastPost, ours: list[Post]) -> NeighbourPost:
    made = NeighbourPost(world.number(_COUNTER), owner_id, told.at, told.text, owner_id=owner_id)
    made.views, made.likes, made.reposts = told.views, Likes(told.likes), told.reposts
    made.attachments = [dict(one) for one in told.attachments]
    if told.shares is not None:
        shared = world.touch(ours[told.shares])
        made.copy_of = copy_of(shared)
        shared.shares.append({"owner_id": owner_id, "id": made.id, "date": made.date})
        shared.reposts = max(shared.reposts, len(shared.shares))
    return world.put(made)


def _comment(
    world: World,
    post: NeighbourPost,
    from_id: int,
    at: int,
    text: str,
    answered: NeighbourComment | None,
) -> NeighbourComment:
    made = NeighbourComment(
        world.number(_COUNTER), post.id, from_id, at, text, owner_id=post.owner_id
    )
    if answered is not None:
        made.top_id = answered.top_id or answered.id
        made.reply_to, made.reply_to_user = answered.id, answered.from_id
    return made


def _original(world: World, sharing: Post) -> None:
    """The neighbour's post that a post of ours shares: it stands on the neighbour's wall too."""
    assert sharing.copy_of is not None
    told = sharing.copy_of
    made = NeighbourPost(
        world.number(_COUNTER),
        *(told["from_id"], told["date"], told["text"]),
        attachments=[dict(one) for one in told.get("attachments", ())],
        owner_id=told["owner_id"],
        reposts=1,
    )
    sharing.copy_of = {**told, "id": world.put(made).id}
    world.touch(sharing)
