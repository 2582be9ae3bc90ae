"""The world behind the local VK: one community, its wall, its people, and everything that happens to them."""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from typing import Any

from lib.base.clock import Clock, local_day, system_clock
from lib.sandbox import around, bans, callbacks, gallery, past, shapes
from lib.sandbox.days import ZONE, count_views
from lib.sandbox.files import Files
from lib.sandbox.history import History
from lib.sandbox.keeping import Keeper
from lib.sandbox.objects import (
    ADMIN_ID,
    GROUP_ID,
    OWNER_ID,
    Citizen,
    Comment,
    Day,
    Event,
    Group,
    Guid,
    Post,
)
from lib.sandbox.rights import DEMO_KEYS, Key
from lib.sandbox.state import State, Thing
from lib.sandbox.threads import Threads

HISTORY_LIMIT = 5000
"""Events kept for listeners that fell behind. VK does not document its own number."""
QUEUE_LIMIT = 150
"""Postponed posts that may wait, as people report of VK."""
GUID_SECONDS = 3600
"""VK: a guid is "valid for one hour"."""


FIRST_MEDIA = 458_000_000
"""Numbers of new media follow this one, beyond those of the demo."""


class World(Keeper):
    """One community in memory. A command holds the lock and is in the state file before it returns."""

    def __init__(
        self,
        *,
        clock: Clock = system_clock,
        state: State | None = None,
        files: Files | None = None,
    ) -> None:
        super().__init__(state)
        self.files = files if files is not None else Files()
        self.clock = clock
        self.keys: dict[str, Key] = {key.token: key for key in DEMO_KEYS}
        self.group = Group(GROUP_ID, "Учебное сообщество", "pult_training")
        self.posts: dict[int, Post] = {}
        self.comments: dict[int, Comment] = {}
        self.threads = Threads(self.comments)
        self.citizens: dict[int, Citizen] = {}
        self.days: dict[str, Day] = {}
        self.events: deque[Event] = deque()
        self.guids: dict[str, Guid] = {}
        self.neighbour_threads = Threads(self.shelf(around.NeighbourComment))
        self.reports: list[dict[str, Any]] = []
        """Complaints sent to VK: kind, id, reason. Not kept in the file."""
        self.queue_limit = QUEUE_LIMIT
        self.history_limit = HISTORY_LIMIT

    def now(self) -> int:
        return int(self.clock())

    def load(self, history: History) -> None:
        """Takes a past into an empty world: ids ascend with time over posts and comments alike."""
        with self.turn():
            past.fill(self, history)
        self._note_media()

    def restore(self, things: list[Thing]) -> None:
        """Takes what a state file kept."""
        for thing in sorted(things, key=lambda one: str(one.id).zfill(20)):
            if isinstance(thing, around.Around):
                self.shelf(type(thing))[thing.id] = thing
                continue
            match thing:
                case Group():
                    self.group = thing
                case Post():
                    self.posts[thing.id] = thing
                case Comment():
                    self.comments[thing.id] = thing
                case Citizen():
                    self.citizens[thing.id] = thing
                case Day():
                    self.days[thing.id] = thing
                case Guid():
                    self.guids[thing.id] = thing
                case Event():
                    self.events.append(thing)
        for comment in self.comments.values():
            self.threads.place(comment)
        for comment in self.shelf(around.NeighbourComment).values():
            self.neighbour_threads.place(comment)

        self._note_media()

    def _note_media(self) -> None:
        for post in self.posts.values():
            gallery.note(self, post.attachments, date=post.date)

    # Telling

    def emit(self, kind: str, body: dict[str, Any]) -> None:
        """Tells callback servers, and adds an update for the listeners, where they want this type."""
        mark = hashlib.sha1(f"{self.group.last_ts}:{secrets.token_hex(8)}".encode()).hexdigest()
        callbacks.tell(self, kind, mark, body)
        if not (self.group.poll_enabled and self.group.poll_events.get(kind)):
            return
        self.group.last_ts += 1
        self.events.append(self.touch(Event(self.group.last_ts, mark, kind, body)))
        self.touch(self.group)
        while len(self.events) > self.history_limit:
            lost = self.events.popleft()
            self.group.lost_ts = lost.id
            self.forget(lost)
        self.wake()

    # Reading

    def person(self, user_id: int) -> Citizen:
        """The profile `user_id`; one who has not been seen before is made up."""
        if user_id not in self.citizens:
            self.citizens[user_id] = self.touch(Citizen(user_id, "Житель", f"№ {user_id}"))
        return self.citizens[user_id]

    def post_of(self, post_id: int) -> Post:
        """The post as it stands on the wall or in the queue; LookupError where there is none."""
        post = self.posts.get(post_id)
        if post is None or post.deleted:
            raise LookupError(f"no post {post_id}")
        return post

    def members(self) -> list[Citizen]:
        return [c for c in self.citizens.values() if c.joined_at is not None]

    def show_post(
        self, post: Post, *, viewer: int | None = None, postponed_id: int | None = None
    ) -> dict[str, Any]:
        threads = self.threads if post.owner_id == OWNER_ID else self.neighbour_threads
        shown = shapes.post_object(
            post, comments=threads.count(post.id), viewer=viewer, postponed_id=postponed_id
        )
        shown["attachments"] = gallery.fresh(self, shown["attachments"])
        pinned = post.owner_id == OWNER_ID and post.id == self.group.pinned_id
        return shown | {"is_pinned": 1} if pinned else shown

    # What people do

    def comment(
        self,
        post_id: int,
        from_id: int,
        text: str,
        reply_to: int | None = None,
        *,
        attachments: tuple[dict[str, Any], ...] = (),
    ) -> int:
        """Someone comments (`from_id` below zero: the community); answers the comment's id."""
        with self.turn():
            bans.refuse_banned(self, from_id)
            post = self.post_of(post_id)
            answered = self.comments.get(reply_to) if reply_to else None
            if reply_to and (answered is None or answered.post_id != post.id):
                raise LookupError(f"no comment {reply_to} under post {post_id}")
            if from_id > 0:
                self.person(from_id)
            made = Comment(self.next_id(), post.id, from_id, self.now(), text)
            made.attachments = [dict(one) for one in attachments]
            if answered is not None:
                made.top_id = answered.top_id or answered.id
                made.reply_to, made.reply_to_user = answered.id, answered.from_id
            self.comments[made.id] = self.touch(made)
            self.threads.place(made)
            self.day().comments += 1
            self._tell_comment("wall_reply_new", made)
            return made.id

    def edit_comment(
        self, comment_id: int, text: str, *, attachments: list[dict[str, Any]] | None = None
    ) -> None:
        """The comment gets a new text and, unless None, new attachments."""
        with self.turn():
            comment = self._live_comment(comment_id)
            comment.text = text
            if attachments is not None:
                comment.attachments = attachments
            self._tell_comment("wall_reply_edit", self.touch(comment))

    def delete_comment(self, comment_id: int, by: int = ADMIN_ID) -> None:
        """Deletes a comment; its replies stay."""
        with self.turn():
            comment = self.touch(self._live_comment(comment_id))
            comment.deleted = True
            # Libraries read deleter_id, the schema says user_id.
            body = {"owner_id": OWNER_ID, "id": comment.id, "post_id": comment.post_id}
            self.emit("wall_reply_delete", body | {"deleter_id": by, "user_id": abs(by)})

    def restore_comment(self, comment_id: int) -> None:
        with self.turn():
            comment = self.comments[comment_id]
            comment.deleted = False
            self._tell_comment("wall_reply_restore", self.touch(comment))

    def publish(
        self,
        text: str,
        *,
        from_id: int = OWNER_ID,
        date: int | None = None,
        kind: str = "post",
        created_by: int | None = None,
        attachments: list[dict[str, Any]] | None = None,
        closed: bool = False,
        signer_id: int | None = None,
        copy_of: dict[str, Any] | None = None,
    ) -> Post:
        """A post appears on the wall, in the queue (`postpone`, `date` lies ahead) or among suggestions."""
        with self.turn():
            bans.refuse_banned(self, from_id)
            if from_id > 0:
                self.person(from_id)
            made = Post(self.next_id(), from_id, self.now() if date is None else date, text, kind)
            made.created_by, made.attachments = created_by, list(attachments or [])
            made.closed, made.signer_id, made.copy_of = closed, signer_id, copy_of
            self.posts[made.id] = self.touch(made)
            gallery.note(self, made.attachments, date=made.date)
            gallery.hang(self, made.attachments)
            if kind != "postpone":
                self.emit("wall_post_new", self.show_post(made))
            return made

    def release(self, post: Post, *, at: int | None = None) -> Post:
        """A postponed or suggested post goes out: under a new id, the old one vanishes."""
        with self.turn():
            was_postponed = post.kind == "postpone"
            del self.posts[post.id]
            self.forget(post)
            old_id, post.id = post.id, self.next_id()
            post.kind, post.date = "post", self.now() if at is None else at
            if not was_postponed:
                post.from_id = OWNER_ID
            self.posts[post.id] = self.touch(post)
            shown = self.show_post(post, postponed_id=old_id if was_postponed else None)
            self.emit("wall_post_new", shown)
            return post

    def put_off(self, post: Post, *, until: int) -> Post:
        """A suggested post is accepted for later: it waits in the queue as the community's own."""
        with self.turn():
            post.kind, post.from_id, post.date = "postpone", OWNER_ID, until
            return self.touch(post)

    def pin(self, post_id: int) -> None:
        """The post stands on top of the wall; 0: none does."""
        with self.turn():
            self.group.pinned_id = post_id
            self.touch(self.group)

    def like(
        self, user_id: int, *, post_id: int, comment_id: int | None = None, undo: bool = False
    ) -> None:
        """Someone likes the post, or its comment; `undo` takes the like back. Twice changes nothing."""
        with self.turn():
            thing: Post | Comment = self.post_of(post_id)
            body: dict[str, Any] = {"object_type": "post", "object_id": post_id, "post_id": 0}
            if comment_id is not None:
                thing = self._live_comment(comment_id)
                body = {"object_type": "comment", "object_id": comment_id, "post_id": post_id}
                if thing.top_id is not None:
                    body["thread_reply_id"] = thing.top_id
            if (user_id in thing.likes.by) != undo:
                return
            if user_id > 0:
                self.person(user_id)
            if undo:
                thing.likes.by.remove(user_id)
            else:
                thing.likes.by.append(user_id)
                self.day().likes += 1
            self.touch(thing)
            body |= {"liker_id": user_id, "object_owner_id": OWNER_ID}
            self.emit("like_remove" if undo else "like_add", body)

    def join(self, user_id: int) -> None:
        """A citizen subscribes; twice changes nothing."""
        with self.turn():
            person = self.person(user_id)
            if person.joined_at is None:
                person.joined_at = self.now()
                self.touch(person)
                self.day().subscribed += 1
                self.emit("group_join", {"user_id": user_id, "join_type": "join"})

    def leave(self, user_id: int) -> None:
        """A citizen unsubscribes; twice changes nothing."""
        with self.turn():
            person = self.person(user_id)
            if person.joined_at is not None:
                person.joined_at = None
                self.touch(person)
                self.day().unsubscribed += 1
                self.emit("group_leave", {"user_id": user_id, "self": 1})

    def add_views(self, post_id: int, views: int) -> None:
        """The post is seen `views` times more; reach of the post and of the day follow from it."""
        with self.turn():
            post = self.post_of(post_id)
            reach, subscribers = count_views(self.day(), views)
            post.views += views
            post.reach_total += reach
            post.reach_subscribers += subscribers
            self.touch(post)

    def repost(self, post: Post, user_id: int, text: str = "") -> int:
        """Someone shares the post on a wall of their own; answers the id it has there."""
        with self.turn():
            self.person(user_id)
            made = {"owner_id": user_id, "id": len(post.shares) + 1, "date": self.now()}
            post.shares.append(made)
            post.reposts += 1
            self.touch(post)
            if post.owner_id == OWNER_ID:
                self.day().copies += 1
                self.emit("wall_repost", self.show_share(post, made, text=text))
            return made["id"]

    def show_share(self, post: Post, made: dict[str, int], *, text: str = "") -> dict[str, Any]:
        """One of the post's `shares` as a post on its maker's wall."""
        near = self.shelf(around.NeighbourPost).get(made["id"])
        if near is not None and near.owner_id == made["owner_id"]:
            return self.show_post(near)
        shown = {"inner_type": "wall_wallpost", "post_type": "post", "text": text, **made}
        return shown | {"from_id": made["owner_id"], "copy_history": [self.show_post(post)]}

    def add_media(
        self, kind: str, owner_id: int, body: dict[str, Any], *, file: str = ""
    ) -> around.Media:
        """A photo, video, document or poll comes into the world under the next number."""
        with self.turn():
            number = FIRST_MEDIA + self.number("media")
            whole = {"id": number, "owner_id": owner_id, **body}
            known = gallery.name(kind, owner_id, number)
            return self.put(around.Media(known, kind, owner_id, number, whole, file=file))

    # Keeping

    def close(self) -> None:
        super().close()
        self.files.close()

    def next_id(self) -> int:
        self.group.last_id += 1
        self.touch(self.group)
        return self.group.last_id

    def day(self) -> Day:
        """Today's measures, about to change."""
        name = local_day(self.now(), zone=ZONE).isoformat()
        return self.touch(self.days.setdefault(name, Day(name)))

    def begin(self) -> None:
        bans.expire(self)
        now = self.now()
        due = [p for p in self.posts.values() if p.kind == "postpone" and not p.deleted]
        for post in sorted((p for p in due if p.date <= now), key=lambda p: (p.date, p.id)):
            self.release(post, at=post.date)

    def _live_comment(self, comment_id: int) -> Comment:
        comment = self.comments.get(comment_id)
        if comment is None or comment.deleted:
            raise LookupError(f"no comment {comment_id}")
        return comment

    def _tell_comment(self, kind: str, comment: Comment) -> None:
        thread = None
        if comment.top_id is None:
            closed = self.posts[comment.post_id].closed
            thread = shapes.thread_object(len(self.threads.branch(comment.id)), [], closed=closed)
        shown = shapes.comment_object(comment, viewer=None, thread=thread)
        self.emit(kind, shown | {"post_owner_id": OWNER_ID})
