"""Citizens of a local VK who live while it runs: they comment, like, join, leave and look."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from math import exp
from random import Random

from lib.sandbox import growth, neighbours
from lib.sandbox.around import Neighbour
from lib.sandbox.bans import is_banned
from lib.sandbox.demo.neighbours import sentence, sharing_words
from lib.sandbox.demo.people import newcomer
from lib.sandbox.demo.talk import Talk, Town
from lib.sandbox.history import Person
from lib.sandbox.objects import Comment, Post
from lib.sandbox.world import World

ACTS = {"comment": 40, "like": 34, "look": 18, "join": 5, "leave": 3}
"""How often each act is chosen, of a hundred."""
NEIGHBOURLY = 0.03
"""How often a neighbour acts instead of a citizen."""
NEWEST = 12
"""Posts that people still talk under."""
TALK_LASTS = 30 * 3600
"""In so many waking seconds the talk under a post falls to a third."""
LIKES_PER_VIEW = 0.05
"""More do not like a post: who likes it has seen it."""
FIRST_LIKES = 3
GROW_SECONDS = 20.0
"""Posts are seen further so often."""


@dataclass(frozen=True)
class Place:
    """Where a comment goes: under a post, or under a comment of that post."""

    post: Post
    answered: Comment | None


class Life:
    """A Poisson process of `per_minute` acts; the same seed acts alike in the same world.

    `start` begins it in a thread of its own, `stop` ends it at once and waits for it. At a pace of
    zero nothing happens.
    """

    def __init__(self, world: World, *, per_minute: float, seed: int = 1) -> None:
        if per_minute < 0:
            raise ValueError("per_minute must not be below zero")
        self.world = world
        self.per_minute = per_minute
        self._rng = Random(seed)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        with world.turn():
            people = tuple(
                Person(c.id, c.first_name, c.last_name, c.sex, c.city, c.deactivated, c.joined_at)
                for c in world.citizens.values()
                if c.deactivated is None
            )
        if len(people) < 50:
            people += tuple(newcomer(self._rng, number) for number in range(200))
        self._town = Town(self._rng, people)
        self._talk = Talk(self._rng, self._town, now=world.now())
        self._outside = [p.user_id for p in people if p.joined_at is None]
        self._near = tuple(world.shelf(Neighbour).values())

    def start(self) -> None:
        if self._thread is not None:
            raise RuntimeError("life has begun already")
        if self.per_minute == 0:
            return
        self._thread = threading.Thread(target=self._run, name="citizens", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        growth.grow(self.world)
        grown = time.monotonic()
        while not self._stop.wait(self._rng.expovariate(self.per_minute / 60)):
            self.act()
            if time.monotonic() - grown >= GROW_SECONDS:
                growth.grow(self.world)
                grown = time.monotonic()

    def act(self) -> str:
        """One citizen does one thing; answers which, or "nothing" where the wall is empty.

        Now and then it is a neighbour who does one: "neighbour".
        """
        if self._near and self._rng.random() < NEIGHBOURLY:
            self._neighbour()
            return "neighbour"
        act = self._rng.choices(tuple(ACTS), tuple(ACTS.values()))[0]
        with self.world.turn():
            match act:
                case "join":
                    return act if self._join() else "nothing"
                case "leave":
                    return act if self._leave() else "nothing"
            post = self._post()
            if post is None:
                return "nothing"
            match act:
                case "comment":
                    return act if self._comment(post) else "nothing"
                case "like":
                    return act if self._like(post) else "nothing"
                case _:
                    self.world.add_views(post.id, self._rng.randint(1, 5))
            return act

    def _post(self) -> Post | None:
        standing = [p for p in self.world.posts.values() if p.kind == "post" and not p.deleted]
        newest = sorted(standing, key=lambda p: (p.date, p.id), reverse=True)[:NEWEST]
        if not newest:
            return None
        now = self.world.now()
        weights = [
            (0.05 + exp(-growth.awake(post.date, now) / TALK_LASTS)) / (rank + 1)
            for rank, post in enumerate(newest)
        ]
        return self._rng.choices(newest, weights)[0]

    def _comment(self, post: Post) -> bool:
        if post.closed:
            return False
        place = self._place(post)
        rubric = next((w for w in reversed(post.text.split()) if w.startswith("#")), "")
        if place.answered is None:
            said = self._talk.opening(rubric, self.world.now())
        else:
            said = self._talk.response(place.answered.from_id, self.world.now())
        if is_banned(self.world, said.author_id):
            return False
        answered = place.answered.id if place.answered else None
        self.world.comment(
            post.id,
            said.author_id,
            said.text,
            reply_to=answered,
            attachments=tuple(dict(one) for one in said.attachments),
        )
        return True

    def _place(self, post: Post) -> Place:
        """Most begin a thread; others answer someone, the community a little more gladly."""
        if self._rng.random() < 0.6:
            return Place(post, None)
        tops = self.world.threads.top(post.id)
        said = [c for c in tops if not c.deleted]
        said += [c for top in tops for c in self.world.threads.branch(top.id)]
        if not said:
            return Place(post, None)
        ours = [c for c in said if c.from_id < 0]
        pool = ours if ours and self._rng.random() < 0.4 else said
        return Place(post, self._rng.choice(pool[-8:]))

    def _like(self, post: Post) -> bool:
        liker = self._town.writer(self._rng)
        comments = self.world.threads.top(post.id)
        living = [c for c in comments if not c.deleted]
        if living and self._rng.random() < 0.35:
            self.world.like(liker, post_id=post.id, comment_id=self._rng.choice(living).id)
        elif post.likes.count >= max(FIRST_LIKES, int(post.views * LIKES_PER_VIEW)):
            return False
        else:
            self.world.like(liker, post_id=post.id)
        return True

    def _join(self) -> bool:
        outside = [i for i in self._outside if not self._subscribed(i)]
        if not outside:
            return False
        self.world.join(self._rng.choice(outside))
        return True

    def _leave(self) -> bool:
        members = self.world.members()
        if not members:
            return False
        gone = self._rng.choice(members).id
        self.world.leave(gone)
        self._outside.append(gone)
        return True

    def _neighbour(self) -> None:
        """A neighbour writes, half the time about us; now and then it shares a post of ours."""
        near, rng, now = self._rng.choice(self._near), self._rng, self.world.now()
        name = self.world.group.screen_name
        post = self._post() if rng.random() < 0.25 else None
        if post is not None:
            text = sharing_words(rng, now, self._town, name)
            neighbours.say(self.world, near.id, text, shared_post_id=post.id)
            return
        about_us = rng.random() < 0.5
        text = sentence(rng, near.kind, now, self._town, name, about_us=about_us)
        neighbours.say(self.world, near.id, text)

    def _subscribed(self, user_id: int) -> bool:
        person = self.world.citizens.get(user_id)
        return person is not None and person.joined_at is not None
