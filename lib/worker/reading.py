"""The worker's reading side: first backfill, catch-up, statistics, and what live events left open."""

from __future__ import annotations

import logging
import threading
from dataclasses import asdict, replace
from typing import Any

from lib.base.clock import Clock
from lib.base.errors import PultError
from lib.campaigns.campaigns import followed_posts, followed_tags
from lib.chats import intake as chats
from lib.store import Store, StoreError
from lib.store.state import get_state, put_state
from lib.store.upkeep import checkpoint, merge_search
from lib.sync.around.reading import read_reposts, read_tags
from lib.sync.backfill import backfill
from lib.sync.catch_up import catch_up
from lib.sync.events import Wanted, take_event
from lib.sync.measures.snapshots import take_snapshots
from lib.sync.refresh import fetch_authors, refresh
from lib.sync.statistics import read_statistics
from lib.sync.talks.reading import read_dialogs, read_videos
from lib.vk import Vk
from lib.vk.errors import Hung, KeyDead, NoAnswer, Unreachable, VkError
from lib.vk.examine import examine
from lib.vk.long_poll import Batch, Position, listen
from lib.worker.jobs import Job, due, seconds_until_next
from lib.worker.notes import Notes
from lib.worker.rehearsal import take_institutions, take_past

log = logging.getLogger(__name__)

CATCH_UP_SECONDS = 600.0
TALKS_SECONDS = 30.0
"""While an open chat takes questions from a video or from messages: VK tells no event of a like there, and a
video named by its link has comments already."""
STATISTICS_SECONDS = 3600.0
CAMPAIGNS_SECONDS = 60.0
"""Whether a campaign wants anything is asked so often; VK is asked for the same thing once an hour."""
SNAPSHOTS_SECONDS = 120.0
"""The shortest slot of a post is 15 minutes long; nothing is asked while no post is due."""
UPKEEP_SECONDS = 6 * 3600.0
KEYS_SECONDS = 6 * 3600.0
REST_SECONDS = 0.2
VOTES_SECONDS = 5.0
"""Likes of an open chat's questions are read again within so many seconds; an event does not say how many."""
REFRESH_SECONDS = 20.0
"""Counters of posts follow likes and comments within so many seconds; one request for all of them."""
EVENTS_AT_ONCE = 500
"""Events of one transaction; about 60 ms on one core."""


class Reading:
    """Two loops for two threads: `listen` takes live events in, `work` reads what must be asked for."""

    def __init__(
        self,
        store: Store,
        vk: Vk,
        notes: Notes,
        *,
        clock: Clock,
        zone: str,
        stop: threading.Event,
        rehearsal: str | None = None,
    ) -> None:
        """`rehearsal`: the address of the local VK, where it is one."""
        self._rehearsal = rehearsal
        self._store = store
        self._vk = vk
        self._notes = notes
        self._clock = clock
        self._zone = zone
        self._stop = stop
        self._bell = threading.Event()
        self._lock = threading.Lock()
        self._wanted = Wanted()
        self._missed = True
        self._resting = False
        # Ends the long poll that runs: the worker stops, or live events come another way.
        self._enough = threading.Event()
        self._keys = Job("keys", self.examine, KEYS_SECONDS)
        self._catch_up = Job("catch_up", self._catch, CATCH_UP_SECONDS)
        self._refresh = Job("refresh", self._ask, None, due_at=None)
        self._jobs = [
            self._keys,
            Job("backfill", self._backfill, None),
            self._catch_up,
            self._refresh,
            Job("talks", self._talks, TALKS_SECONDS),
            Job("snapshots", self._snapshots, SNAPSHOTS_SECONDS),
            Job("statistics", self._statistics, STATISTICS_SECONDS),
            Job("campaigns", self._follow_campaigns, CAMPAIGNS_SECONDS),
            Job("upkeep", self._care, UPKEEP_SECONDS),
        ]

    def end(self) -> None:
        """Let both loops see at once that the worker stops."""
        self._bell.set()
        with self._lock:
            self._enough.set()

    def rest(self, resting: bool) -> None:
        """Let long poll rest while live events come another way, or go on; VK is read again after either."""
        with self._lock:
            self._resting = resting
            if resting:
                self._enough.set()
        self.missed()

    def missed(self) -> None:
        """Something may have been lost: read VK again, soon and all of it."""
        self._missed = True
        self._catch_up.ask()
        self._bell.set()

    def want(self, wanted: Wanted, *, within: float) -> None:
        """Have `work` ask VK for this within so many seconds; from any thread."""
        if wanted:
            with self._lock:
                self._wanted |= wanted
            self._refresh.ask(within)
            self._bell.set()

    def ask(self, name: str) -> Job:
        """Have a job done now, from any thread; its `ended` says when it was."""
        job = next(job for job in self._jobs if job.name == name)
        self._missed = self._missed or name == "catch_up"
        job.ask()
        self._bell.set()
        return job

    def listen(self) -> None:
        """Take live events in until the worker stops. Raises `StoreError` where they cannot be kept."""
        with self._store.reader() as db:
            kept = get_state(db, "sync.position")
        while not self._stop.is_set():
            if self._resting:
                self._stop.wait(REST_SECONDS)
            else:
                self._poll(kept)
            # What came another way meanwhile must not come again from where long poll stopped.
            kept = None

    def _poll(self, kept: dict[str, str] | None) -> None:
        with self._lock:
            if self._resting or self._stop.is_set():
                return
            enough = self._enough = threading.Event()
        position = Position(**kept) if kept else None
        was_away = False
        for batch in listen(self._vk, position=position, stop=enough):
            if batch.trouble is not None:
                was_away = True
                self._notes.listening(batch.trouble)
                self._note_away(batch.trouble)
                continue
            if was_away:
                was_away = False
                self.try_failed_again()
            kept = self._take(batch, kept)
            self._notes.listening()
            self._notes.vk_answers()

    def work(self) -> None:
        """Do the jobs as they come due until the worker stops."""
        while not self._stop.is_set():
            job = due(self._jobs)
            if job is None:
                self._bell.wait(seconds_until_next(self._jobs))
                self._bell.clear()
                continue
            job.begun()
            self._run(job)

    def try_failed_again(self) -> None:
        """VK is back: what waits out its pause after a failure need not wait any longer."""
        for job in self._jobs:
            if job.failures:
                job.ask()
        self._bell.set()

    def _note_away(self, error: PultError) -> bool:
        """Whether `error` means that VK is away; a refusal is an answer, and for want of a key nobody asked."""
        # One method that hangs is VK's way of limiting it.
        away = isinstance(error, Unreachable | NoAnswer) and not isinstance(error, Hung)
        if away:
            self._notes.vk_is_away(error)
        return away

    def _run(self, job: Job) -> None:
        try:
            job.run()
        except (VkError, StoreError) as error:
            if self._stop.is_set():
                return
            log.warning("%s: %s", job.name, error)
            job.failed(error)
            if not self._note_away(error):
                self._notes.fault(job.name, error)
            if isinstance(error, KeyDead):
                self._keys.ask()
        else:
            self._collect()
            job.succeeded()
            self._notes.fault(job.name, None)

    def _take(self, batch: Batch, kept: dict[str, str] | None) -> dict[str, str] | None:
        now = int(self._clock())
        position = asdict(batch.position) if batch.position else None
        wanted = Wanted()
        if batch.events or position != kept:
            # Short transactions: somebody may be typing a draft meanwhile. The position goes with the last
            # one: a process that dies earlier takes the events again, which changes nothing.
            parts = _parts(batch.events)
            for part in parts:
                with self._store.writer() as db:
                    for event in part:
                        wanted |= take_event(db, event, group_id=self._vk.group_id, now=now)
                    if part is parts[-1]:
                        put_state(db, "sync.position", position, now=now)
        if batch.gap:
            self.missed()
        self.follow(wanted)
        return position

    def follow(self, wanted: Wanted) -> None:
        """What comes after live events: questions of open chats, and asking VK for what was left open.

        Names of authors are asked for at once, the rest soon. Raises `StoreError`.
        """
        self._collect()
        if wanted.liked_post_ids:
            with self._store.reader() as db:
                voted = wanted.liked_post_ids & chats.announcements(db)
            self.want(Wanted(thread_post_ids=voted), within=VOTES_SECONDS)
            wanted = replace(wanted, liked_post_ids=frozenset())
        if wanted.author_ids:
            # Their names are awaited on the screen; the other loop may be busy for minutes.
            try:
                fetch_authors(self._store, self._vk, wanted.author_ids, clock=self._clock)
            except VkError as error:
                log.warning("authors stay without names for now: %s", error)
        self.want(wanted, within=0.0 if wanted.thread_post_ids else REFRESH_SECONDS)

    def _collect(self) -> None:
        """Questions of open chats among what was just read. Raises `StoreError`."""
        with self._store.reader() as db:
            missing = chats.has_new(db)
        if missing:
            with self._store.writer() as db:
                chats.collect(db, now=int(self._clock()))

    def examine(self) -> None:
        """Look at the keys and the community and note what is wrong; from any thread. Raises `VkError`."""
        problems = examine(self._vk)
        self._notes.keys([{"message": found.message, "values": found.values} for found in problems])
        self._notes.vk_answers()

    def _backfill(self) -> None:
        if self._can_read():
            whole = backfill(
                self._store, self._vk, clock=self._clock, zone=self._zone, stop=self._stop
            )
            if whole and self._rehearsal is not None:
                take_past(self._store, self._vk, self._rehearsal, clock=self._clock)
                take_institutions(self._store, self._vk, self._rehearsal, clock=self._clock)
            self._notes.vk_answers()

    def _catch(self) -> None:
        if not self._can_read():
            refresh(
                self._store, self._vk, Wanted(community=True), clock=self._clock, zone=self._zone
            )
            return
        wide, self._missed = self._missed, False
        try:
            catch_up(
                self._store,
                self._vk,
                clock=self._clock,
                zone=self._zone,
                wide=wide,
                stop=self._stop,
            )
        except PultError:
            self._missed = self._missed or wide
            raise
        self._read_talks(whole=True)
        self._notes.vk_answers()

    def _talks(self) -> None:
        self._read_talks(whole=False)

    def _read_talks(self, *, whole: bool) -> None:
        """What is said beside the wall, as far as open chats ask for it."""
        with self._store.reader() as db:
            videos, since = chats.videos(db), chats.messages_from(db)
        read_videos(self._store, self._vk, videos, clock=self._clock, whole=whole)
        if since is not None:
            read_dialogs(self._store, self._vk, since=since, clock=self._clock)

    def _ask(self) -> None:
        with self._lock:
            wanted, self._wanted = self._wanted, Wanted()
        try:
            refresh(self._store, self._vk, wanted, clock=self._clock, zone=self._zone)
        except PultError:
            with self._lock:
                self._wanted |= wanted
            raise
        self._notes.vk_answers()

    def _statistics(self) -> None:
        read_statistics(self._store, self._vk, clock=self._clock, zone=self._zone, stop=self._stop)

    def _follow_campaigns(self) -> None:
        """What other walls make of the posts and hashtags of open campaigns."""
        with self._store.reader() as db:
            posts, tags = followed_posts(db), followed_tags(db)
        read_reposts(self._store, self._vk, posts, clock=self._clock)
        read_tags(self._store, self._vk, tags, clock=self._clock)

    def _snapshots(self) -> None:
        if take_snapshots(self._store, self._vk, clock=self._clock, stop=self._stop):
            self._notes.vk_answers()

    def _care(self) -> None:
        merge_search(self._store)
        if not checkpoint(self._store):
            log.info("the write-ahead log could not be cut: someone is reading")

    def _can_read(self) -> bool:
        able = self._vk.can("wall.get") and self._vk.can("wall.getComments")
        if not able:
            # VK may have shut the door since the keys were examined; the examination says so, once.
            self._keys.ask()
        return able


def _parts(events: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """`events` in transactions' portions; one empty portion where there are none."""
    starts = range(0, max(len(events), 1), EVENTS_AT_ONCE)
    return [events[start : start + EVENTS_AT_ONCE] for start in starts]
