"""What a kind of action must know how to do, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from lib.outbox.actions import Action, same_text
from lib.vk.errors import (
    Flood,
    HumanNeeded,
    KeyMissing,
    NoAnswer,
    Refused,
    TooFast,
    Unreachable,
)

INTERNAL_ERRORS = frozenset({1, 10})
"""VK failed inside: a write may have been carried out, a read is worth repeating."""

READ_TIMEOUT = 8.0
PAGE = 100
PAGES_READ = 10


class Door(Protocol):
    """As much of `lib.vk.Vk` as the outbox uses."""

    @property
    def group_id(self) -> int: ...

    @property
    def kinds(self) -> frozenset[str]: ...

    def can(self, method: str, **params: Any) -> bool: ...

    def call(
        self, method: str, *, key: str | None = None, timeout: float | None = None, **params: Any
    ) -> Any: ...


class Away(Exception):
    """Reading is impossible now and worth repeating soon; `error` says why."""

    def __init__(self, error: Unreachable | NoAnswer | Refused) -> None:
        super().__init__(str(error))
        self.error = error


class Unreadable(Exception):
    """No key that is configured can read this."""


@dataclass(frozen=True)
class Known:
    """What the store says about an action before VK is asked."""

    largest_id: int = 0
    """Largest id that the store has of what the kind makes."""

    taken: frozenset[int] = frozenset()
    """Ids that other actions have as their results."""

    told: frozenset[int] = frozenset()
    """Ids of replies that this console gave to other comments of the same thread."""

    echo_id: int | None = None
    """Ours, where sync has already brought it from VK."""


@dataclass(frozen=True)
class Done:
    """VK has it. `result_id` is the id of what was made, None where something was only changed.

    `answer`: what VK tells only now and what is worth keeping.
    """

    result_id: int | None = None
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Look:
    """What VK shows before the action. `difference` is a reason to pause (see `Action`), or None.

    `seen` of the difference is what the person will have seen when the action is sent anyway.
    `done`: VK is already as the action wants it, and need not be asked.
    """

    largest_id: int = 0
    difference: Mapping[str, Any] | None = None
    readable: bool = True
    done: bool = False


def text_told(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For the journal: the text alone."""
    return {"text": payload.get("text")}


def says_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two payloads say the same words at the same moment with the same attachments."""
    return same_text(str(one.get("text", "")), str(other.get("text", ""))) and all(
        one.get(name) == other.get(name) for name in ("publish_at", "attachments")
    )


@dataclass(frozen=True)
class Kind:
    """`look(vk, action, known, now)`, `send(vk, action, timeout)`, `find(vk, action, known)`: None where VK
    does not show that it was done, and `compare(vk, action)`: differences, None where VK does not show it.

    All but `send` raise `Away` or `Unreadable`; `send` raises `VkError`. `check(payload)` raises
    `OutboxError` on what cannot be sent. `permission` is a key of `lib.access.permissions.MATRIX`.

    Kinds are of two sorts. What *makes* something (a post, a reply, a message) is known afterwards by its
    text and by an id above the baseline, and is repeated only while VK drops a repeat of its guid, and never
    where VK knows none (not `remembered`): a person decides then. What
    *changes* something names it in `about`, is known afterwards by the state that VK shows, and is
    `repeatable`: doing it twice is doing it once, so that it is repeated whenever VK shows the state from
    before, and never over a state that nobody has seen. Of what is about one thing, only one is open at a
    time.
    """

    name: str
    permission: str
    check: Callable[[Mapping[str, Any]], None]
    subject: Callable[[Action], str]
    """For the journal."""
    subject_id: Callable[[Mapping[str, Any]], int | None]
    look: Callable[[Door, Action, Known, int], Look]
    send: Callable[[Door, Action, float], Done]
    find: Callable[[Door, Action, Known], Done | None]
    compare: Callable[[Door, Action], list[dict[str, Any]] | None]
    accept: Callable[[Action], Mapping[str, Any]] = field(default=lambda action: action.payload)
    """The payload after a person has looked at the reason of the pause and sends anyway."""
    about: Callable[[Mapping[str, Any]], str | None] = field(default=lambda payload: None)
    repeatable: bool = False
    remembered: bool = True
    """VK drops a repeat of the guid, or of the number that is made of it."""
    same: Callable[[Mapping[str, Any], Mapping[str, Any]], bool] = says_the_same
    """Whether two payloads ask for the same thing: a double click is one action."""
    told: Callable[[Mapping[str, Any]], Mapping[str, Any]] = text_told
    """What the journal keeps of the payload."""
    says: Callable[[Mapping[str, Any]], str] = lambda payload: str(payload.get("text") or "")
    """The text that people will read in VK: the guard checks it."""
    may_tell: frozenset[str] = frozenset()
    """Kinds of the guard's findings that may go out here, because one person alone reads it."""


def read(vk: Door, method: str, *, key: str | None = None, **params: Any) -> Any:
    """A call that changes nothing. Raises `Away`, or `Unreadable` where no key can."""
    if key is not None and key not in vk.kinds:
        raise Unreadable(method)
    if key is None and not vk.can(method, **params):
        raise Unreadable(method)
    try:
        return vk.call(method, key=key, timeout=READ_TIMEOUT, **params)
    except (Unreachable, NoAnswer, TooFast, Flood, HumanNeeded) as error:
        raise Away(error) from error
    except KeyMissing as error:
        raise Unreadable(method) from error
    except Refused as error:
        if error.code in INTERNAL_ERRORS:
            raise Away(error) from error
        raise Unreadable(str(error)) from error


def items(vk: Door, method: str, *, key: str | None = None, **params: Any) -> list[dict[str, Any]]:
    """The objects that a reading method lists. Raises as `read`."""
    answer = read(vk, method, key=key, **params)
    found = answer.get("items") if isinstance(answer, dict) else answer
    if not isinstance(found, list):
        raise Unreadable(f"{method}: no items in the answer")
    return found


def own(
    vk: Door, action: Action, known: Known, found: Iterable[Mapping[str, Any]], *, after: int
) -> Iterator[Mapping[str, Any]]:
    """Those of the objects `found` in VK that this action may have made: the community's, with its text,
    newer than the id `after`, and nobody else's result."""
    for item in found:
        if (
            item["id"] > after
            and item["id"] not in known.taken
            and item.get("from_id") == -vk.group_id
            and same_text(str(item.get("text", "")), str(action.payload["text"]))
        ):
            yield item


def first_of(ids: Iterable[int]) -> Done | None:
    """What `Kind.find` answers of the ids that may be this action's result: the earliest, because
    what looks the same and came later was made by somebody else. None where there is none."""
    found = min(ids, default=None)
    return None if found is None else Done(int(found))


def newest(vk: Door, method: str, *, down_to: int, **params: Any) -> Iterator[dict[str, Any]]:
    """What a paged method lists, newest first, until an id of `down_to` or less was seen.

    Raises as `read`, and `Unreadable` where `PAGES_READ` pages do not reach so far.
    """
    for page in range(PAGES_READ):
        found = items(vk, method, sort="desc", count=PAGE, offset=page * PAGE, **params)
        yield from found
        if len(found) < PAGE or found[-1]["id"] <= down_to:
            return
    raise Unreadable(f"{method}: too much was said")


def words_since(
    found: Iterable[Mapping[str, Any]], last_id: int | None, *, known_ids: frozenset[int]
) -> list[dict[str, Any]]:
    """Of the comments or messages `found`, those above `last_id` that this console's people do not
    know of, the oldest first, as a pause tells them: {id, from_id, at, text}."""
    return [
        {
            "id": item["id"],
            "from_id": item.get("from_id"),
            "at": item.get("date"),
            "text": item.get("text", ""),
        }
        for item in sorted(found, key=lambda item: int(item["id"]))
        if item["id"] > (last_id or 0) and item["id"] not in known_ids
    ]


def text_compared(payload: Mapping[str, Any], item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What `Kind.compare` answers of an object that carries nothing but a text."""
    sent, has = str(payload["text"]), str(item.get("text", ""))
    return [] if same_text(sent, has) else [{"what": "text", "sent": sent, "has": has}]


def id_in(answer: Any, name: str) -> int:
    """The id that the answer to a write has under `name`. Raises `NoAnswer` where it is not there."""
    return bare_id(answer.get(name) if isinstance(answer, dict) else None, name)


def bare_id(answer: Any, name: str) -> int:
    """The answer to a write that is nothing but an id; an error calls it `name`. Raises as `id_in`."""
    if not isinstance(answer, int) or isinstance(answer, bool) or answer <= 0:
        raise NoAnswer(f"no {name} in the answer")
    return answer
