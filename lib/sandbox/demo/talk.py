"""Threads of comments: who says what, when, and what the community answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Any

from lib.sandbox.demo import calendar, media, texts_talk
from lib.sandbox.demo.grammar import MAN, Word, expand
from lib.sandbox.demo.places import (
    CLINICS,
    DRUGS,
    GENERAL_HOSPITALS,
    MACHINES,
    SPECIALITIES,
    TOWN_WEIGHTS,
    TOWNS,
    VACCINES,
    WARDS,
    doctors,
)
from lib.sandbox.demo.texts import RUBRIC_KINDS, RUBRIC_TOPICS, TOPICS
from lib.sandbox.demo.topics import Topic
from lib.sandbox.demo.voice import Voice, make_voice, typed
from lib.sandbox.history import Person

COMMUNITY_ID = -1
OPEN_SPAN = 2 * calendar.DAY
"""What still waits for an answer was written within this time."""
STRICT_SPAN = 15 * calendar.DAY
"""Older than the console's horizon of 14 days: from here on nobody is left without a word."""


@dataclass
class Said:
    """One comment of a thread that is being made up."""

    author_id: int
    at: int
    text: str
    parent: Said | None = None
    likes: int = 0
    attachments: tuple[Mapping[str, Any], ...] = ()


@dataclass
class Thread:
    """A thread that is being made up; `slots` are the words that fill its templates."""

    kind: str
    topic: Topic | None
    slots: dict[str, Word]
    said: list[Said] = field(default_factory=list)

    @property
    def root(self) -> Said:
        return self.said[0]


class Town:
    """The cast of a world: who comments, with which voice, and the doctors they speak of."""

    def __init__(self, rng: Random, people: tuple[Person, ...]) -> None:
        self.doctors = doctors(rng, 140)
        members = [person for person in people if person.joined_at]
        strangers = [person for person in people if not person.joined_at]
        writers = rng.sample(members, min(780, len(members)))
        writers += rng.sample(strangers, min(240, len(strangers)))
        rng.shuffle(writers)
        self.writers = writers
        # A few write much, most write once or twice.
        self.weights = list(accumulate(1 / (rank + 12) ** 0.75 for rank in range(len(writers))))
        self.voices: dict[int, Voice] = {person.user_id: make_voice(rng) for person in writers}
        self.words: dict[int, Word] = {
            person.user_id: Word({"nom": person.first_name, "first": person.first_name}, person.sex)
            for person in writers
        }

    def writer(self, rng: Random, *, but: set[int] | None = None) -> int:
        while True:
            person = rng.choices(self.writers, cum_weights=self.weights)[0]
            if not but or person.user_id not in but:
                return person.user_id

    def slots(self, rng: Random, *, clinics: bool = True) -> dict[str, Word]:
        speciality = rng.sample(SPECIALITIES, 2)
        return {
            "h": rng.choice(CLINICS if clinics else GENERAL_HOSPITALS),
            "town": rng.choices(TOWNS, TOWN_WEIGHTS)[0],
            "doc": rng.choice(self.doctors),
            "doc2": rng.choice(self.doctors),
            "spec": speciality[0],
            "spec2": speciality[1],
            "drug": rng.choice(DRUGS),
            "vac": rng.choice(VACCINES),
            "ward": rng.choice(WARDS),
            "machine": rng.choice(MACHINES),
        }


class Talk:
    """Makes threads; one for a history, so that a text is seldom said twice."""

    def __init__(self, rng: Random, town: Town, *, now: int) -> None:
        self.rng, self.town, self.now = rng, town, now
        self.heard: set[str] = set()

    def thread(self, rubric: str, at: int, doc: Word) -> Thread:
        """A thread that begins at `at` under a post of `rubric` about `doc`."""
        rng = self.rng
        kinds, weights = RUBRIC_KINDS.get(rubric, RUBRIC_KINDS[""])
        kind = rng.choices(kinds, weights)[0]
        if kind in ("question", "complaint"):
            return self._asked(kind, rubric, at)
        slots = self.town.slots(rng, clinics=False)
        if kind in ("thanks", "noise") and rng.random() < 0.7:
            slots["doc"] = doc
        thread = Thread(kind, None, slots)
        if kind == "quarrel":
            self._quarrel(thread, at)
        elif kind == "noise" and rng.random() < 0.04:
            self._citizen(thread, at, None)
            thread.root.attachments = (media.sticker(rng),)
        else:
            texts = {
                "thanks": texts_talk.THANKS,
                "noise": texts_talk.NOISE,
                "spam": texts_talk.SPAM,
            }[kind]
            self._citizen(thread, at, texts, mood="warm" if kind == "thanks" else "")
            if kind == "thanks" and rng.random() < 0.45:
                self._community(thread, texts_talk.THANKED)
            elif kind == "noise" and rng.random() < 0.05:
                self._community(thread, texts_talk.NOTED)
        return thread

    def opening(self, rubric: str, at: int) -> Said:
        """What someone begins a thread with under a post of `rubric`."""
        return self.thread(rubric, at, self.rng.choice(self.town.doctors)).root

    def response(self, to: int, at: int) -> Said:
        """What someone says to `to`, the community or a person."""
        rng = self.rng
        if to > 0 and to not in self.town.words:
            self.town.words[to] = Word({"nom": "Сосед", "first": "Сосед"}, MAN)
        thread = Thread("response", None, self.town.slots(rng), [Said(to, at, "")])
        texts: tuple[str, ...]
        if to == COMMUNITY_ID:
            texts = texts_talk.AFTER_GOOD if rng.random() < 0.55 else texts_talk.AFTER_BAD
        else:
            texts = texts_talk.RETORTS
        self._citizen(thread, at, texts, parent=thread.root)
        return thread.said[-1]

    def question(self, rubric: str, at: int) -> Thread:
        """A question or complaint that nobody has answered yet."""
        kind = "question" if self.rng.random() < 0.65 else "complaint"
        thread = self._asked(kind, rubric, at, alone=True)
        if self.rng.random() < 0.2 and thread.topic and thread.topic.chimes:
            self._chime(thread, thread.topic)
        return thread

    def close(self, thread: Thread) -> bool:
        """The community's word to all of the thread; False where no time is left for one."""
        texts: tuple[str, ...]
        greeted = False
        last = thread.said[-1]
        if self.now - last.at < 1500:
            return False
        if thread.kind == "quarrel":
            texts = texts_talk.CALMING
        elif thread.kind == "thanks":
            texts = texts_talk.THANKED
        elif thread.kind == "noise":
            texts = texts_talk.NOTED
        elif any(one.author_id == COMMUNITY_ID for one in thread.said):
            later = last.text.lower()
            warm = "спас" in later or "спс" in later or "благодар" in later
            texts = texts_talk.YOU_ARE_WELCOME if warm else texts_talk.AFTER_BAD_ANSWERS
        else:
            assert thread.topic
            texts, greeted = thread.topic.answers_to(thread.root.text), True
        waiting = self.waiting(thread)
        to = waiting[0] if len(waiting) == 1 and not greeted else thread.root
        self._community(thread, texts, to=to, greeted=greeted)
        return True

    def waiting(self, thread: Thread) -> list[Said]:
        """What citizens said of late without a later word of the community to it or to the whole thread."""
        ours = [one for one in thread.said if one.author_id == COMMUNITY_ID]
        return [
            one
            for one in thread.said
            if one.author_id != COMMUNITY_ID
            and one.at >= self.now - STRICT_SPAN
            and not any(
                word.at > one.at and (word.parent is one or word.parent is thread.root)
                for word in ours
            )
        ]

    def _asked(self, kind: str, rubric: str, at: int, *, alone: bool = False) -> Thread:
        rng = self.rng
        names = RUBRIC_TOPICS.get(rubric, ()) if rng.random() < 0.6 else ()
        topic = TOPICS[rng.choice(names)] if names else rng.choice(tuple(TOPICS.values()))
        thread = Thread(kind, topic, self.town.slots(rng, clinics=topic.clinics))
        if topic.name == "shortage":
            # Short of doctors is never the capital of the region.
            thread.slots["town"] = rng.choice(TOWNS[1:])
        texts = topic.questions if kind == "question" else topic.complaints
        self._citizen(thread, at, texts, mood="sour" if kind == "complaint" else "")
        if alone:
            return thread
        if topic.chimes and rng.random() < 0.3:
            self._chime(thread, topic)
        if kind == "complaint" and rng.random() < 0.14:
            self._dispute(thread, rng.randint(2, 5))
        if rng.random() < 0.86:
            self._community(thread, topic.answers_to(thread.root.text), greeted=True)
            self._afterwards(thread)
        return thread

    def _afterwards(self, thread: Thread) -> None:
        rng, answer = self.rng, thread.said[-1]
        draw = rng.random()
        if draw < 0.24:
            self._citizen(
                thread, answer.at, texts_talk.AFTER_GOOD, parent=answer, who=thread.root.author_id
            )
            if rng.random() < 0.4:
                self._community(thread, texts_talk.YOU_ARE_WELCOME)
        elif draw < 0.40:
            self._citizen(
                thread, answer.at, texts_talk.AFTER_BAD, parent=answer, who=thread.root.author_id
            )
            if rng.random() < 0.8:
                self._community(thread, texts_talk.AFTER_BAD_ANSWERS)

    def _chime(self, thread: Thread, topic: Topic) -> None:
        for _one in range(self.rng.choice((1, 1, 1, 2, 3))):
            self._citizen(thread, thread.said[-1].at, topic.chimes, parent=thread.root)

    def _quarrel(self, thread: Thread, at: int) -> None:
        self._citizen(thread, at, texts_talk.OPINIONS)
        self._dispute(thread, self.rng.randint(2, 9))
        if self.rng.random() < 0.35:
            self._community(thread, texts_talk.CALMING, to=thread.root)

    def _dispute(self, thread: Thread, turns: int) -> None:
        rng = self.rng
        sides = [thread.root.author_id]
        sides += [self.town.writer(rng, but=set(sides)) for _one in range(rng.choice((1, 1, 2)))]
        for _turn in range(turns):
            last = thread.said[-1]
            if last.author_id == COMMUNITY_ID:
                last = thread.root
            who = rng.choice([side for side in sides if side != last.author_id])
            self._citizen(thread, last.at, texts_talk.RETORTS, parent=last, who=who, pause=1500)

    def _citizen(
        self,
        thread: Thread,
        at: int,
        texts: tuple[str, ...] | None,
        *,
        parent: Said | None = None,
        who: int | None = None,
        mood: str = "",
        pause: float = 5400,
    ) -> None:
        rng = self.rng
        if parent:
            at = calendar.awake(at + 60 + int(rng.expovariate(1 / pause)), rng)
        who = who or self.town.writer(rng, but={one.author_id for one in thread.said})
        slots = {**thread.slots, "me": self.town.words[who]}
        if parent and parent.author_id != COMMUNITY_ID:
            slots["to"] = self.town.words[parent.author_id]
        text = ""
        if texts:
            voice = self.town.voices[who]
            text = self._fresh(texts, slots, lambda said: typed(said, voice, rng, mood=mood))
        likes = int(rng.expovariate(0.55)) if rng.random() < 0.5 else 0
        thread.said.append(Said(who, at, text, parent, likes))

    def _community(
        self,
        thread: Thread,
        texts: tuple[str, ...],
        *,
        to: Said | None = None,
        greeted: bool = False,
    ) -> None:
        rng = self.rng
        last = thread.said[-1]
        target = to or (thread.root if greeted else last)
        at = calendar.at_work(last.at, rng)
        if last.at < self.now and at > self.now - 600:
            # A colleague on duty: nothing may be answered in the future.
            at = last.at + max(1, int((self.now - 300 - last.at) * rng.uniform(0.3, 0.95)))
        slots = {**thread.slots, "to": self.town.words[target.author_id]}
        said = self._fresh(texts, slots, lambda text: text)
        if greeted:
            said = expand(rng.choice(texts_talk.GREETINGS), rng, slots) + " " + said
            signature = expand(rng.choice(texts_talk.SIGNATURES), rng, slots)
            said = f"{said}\n\n{signature}" if signature else said
        likes = int(rng.expovariate(0.9))
        thread.said.append(Said(COMMUNITY_ID, at, said, target, likes))

    def _fresh(self, texts: tuple[str, ...], slots: dict[str, Word], finish: Any) -> str:
        said = ""
        for _attempt in range(3):
            said = finish(expand(self.rng.choice(texts), self.rng, slots))
            if said not in self.heard:
                break
        self.heard.add(said)
        return said
