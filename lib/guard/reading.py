"""A folded text cut into sentences, with the people of each found once and only when asked for."""

from __future__ import annotations

from functools import cached_property

from lib.guard.diseases import (
    CELEBRATED,
    LONG_AGO,
    NAMED_AFTER,
    PATIENT,
    ROLE,
    SPEAKS,
    THANKS,
)
from lib.guard.folding import Folded
from lib.guard.people import Person, is_verb, people
from lib.guard.sentences import sentences

STEM = 5
ADJECTIVE = ("ый", "ий", "ой", "ая", "яя", "ого", "его", "ому", "ему", "ым", "им", "ую", "-")
_ROLE_REACH = 80
"""How far before a name its trade may stand, characters."""


class Reading:
    """What the rules share about one text."""

    def __init__(self, folded: Folded) -> None:
        self.text = folded.text
        self.lower = folded.lower
        self._people: dict[tuple[int, int], list[Person]] = {}

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        return list(sentences(self.text))

    def people(self, start: int, end: int) -> list[Person]:
        """Every name in a sentence."""
        if (start, end) not in self._people:
            self._people[start, end] = people(self.text, start, end, alone=PATIENT)
        return self._people[start, end]

    def citizens(self, start: int, end: int) -> list[Person]:
        """Names in a sentence that may be a patient's: no doctor's, official's, street's or classic's."""
        return [
            person
            for person in self.people(start, end)
            if not self.is_public(person, start, end) and not self._is_known(person)
        ]

    def is_public(self, person: Person, start: int, end: int) -> bool:
        """Whether the text itself says that the person is named for a trade, an office or a memory."""
        before = self.lower[start : person.start]
        if PATIENT.search(before):
            return False
        if NAMED_AFTER.search(before.rstrip()) or LONG_AGO.search(self.lower, start, end):
            return True
        if CELEBRATED.search(self.lower, person.start, person.end):
            return True
        return (
            self._has_role_before(person, start)
            or self._has_role_after(person, end)
            or self._is_thanked(person, start)
            or SPEAKS.match(self.lower, person.end, end) is not None
        )

    def _is_known(self, person: Person) -> bool:
        """Whether the text says elsewhere what the person is named for: «спасибо Анне Львовне» above."""
        return any(self._stems(person) <= stems for stems in self._publicly_named)

    @cached_property
    def _publicly_named(self) -> set[frozenset[str]]:
        return {
            self._stems(person)
            for sentence in self.sentences
            for person in self.people(*sentence)
            if self.is_public(person, *sentence)
        }

    def _stems(self, person: Person) -> frozenset[str]:
        """The beginnings of the parts of a name, which its cases share."""
        words = self.lower[person.start : person.end].replace(".", " ").split()
        return frozenset(word[:STEM] for word in words)

    def _has_role_before(self, person: Person, start: int) -> bool:
        """A trade before the name, neither comma nor verb between: «хирургу областной больницы Ивану …»."""
        left = max(start, person.start - _ROLE_REACH)
        found = None
        for found in ROLE.finditer(self.lower, left, person.start):  # noqa: B007 (the last one counts)
            pass
        if found is None:
            return False
        between = self.text[found.end() : person.start]
        if any(sign in between for sign in ",;:.!?—") or " - " in between:
            return between.strip() in {":", "-", "—"}
        words = between.split()
        return len(words) <= 6 and not any(is_verb(word.strip('«»"()')) for word in words)

    def _has_role_after(self, person: Person, end: int) -> bool:
        """«Иванов Иван, врач-онколог»."""
        after = self.lower[person.end : min(end, person.end + 60)]
        bare = after.lstrip(" ,(-")
        if bare == after or after[:1] == bare[:1]:
            return False
        found = ROLE.search(bare)
        # «…, детский хирург»: adjectives alone may stand between.
        return (
            found is not None
            and not any(sign in bare[: found.start()] for sign in ",.;:(")
            and all(word.endswith(ADJECTIVE) for word in bare[: found.start()].split())
        )

    def _is_thanked(self, person: Person, start: int) -> bool:
        """«Спасибо Марии Ивановне за …»: what comes before the name is thanks, and not yet what for."""
        found = THANKS.search(self.lower, start, person.start)
        if found is None:
            return False
        return " за " not in self.lower[found.end() : person.start]
