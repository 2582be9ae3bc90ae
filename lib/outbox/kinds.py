"""What a kind of action must know how to do, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from lib.outbox.actions import Action, same_text
from lib.vk.errors import Flood, KeyMissing, NoAnswer, Refused, TooFast, Unreachable

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

    largest_id: int
    """Largest id of a comment (or post) that the store has."""

    taken: frozenset[int] = frozenset()
    """Ids that other actions of the kind have as their results."""

    told: frozenset[int] = frozenset()
    """Ids of replies that this console gave to other comments of the same thread."""

    echo_id: int | None = None
    """Ours, where sync has already brought it from VK."""


@dataclass(frozen=True)
class Look:
    """What VK shows before the action. `difference` is a reason to pause (see `Action`), or None.

    `seen` of the difference is what the person will have seen when the action is sent anyway.
    """

    largest_id: int
    difference: Mapping[str, Any] | None = None
    readable: bool = True


@dataclass(frozen=True)
class Kind:
    """`look(vk, action, known, now)`, `send(vk, action, timeout) -> id`,
    `find(vk, action, known) -> id or None` and `compare(vk, action, id) -> differences, None where VK does
    not show it`.

    All but `send` raise `Away` or `Unreadable`; `send` raises `VkError`. `check(payload)` raises
    `OutboxError` on what cannot be sent. `permission` is a key of `lib.access.permissions.MATRIX`.
    """

    name: str
    permission: str
    check: Callable[[Mapping[str, Any]], None]
    subject: Callable[[Action], str]
    look: Callable[[Door, Action, Known, int], Look]
    send: Callable[[Door, Action, float], int]
    find: Callable[[Door, Action, Known], int | None]
    compare: Callable[[Door, Action, int], list[dict[str, Any]] | None]
    accept: Callable[[Action], Mapping[str, Any]] = field(default=lambda action: action.payload)
    """The payload after a person has looked at the reason of the pause and sends anyway."""


def read(vk: Door, method: str, *, key: str | None = None, **params: Any) -> Any:
    """A call that changes nothing. Raises `Away`, or `Unreadable` where no key can."""
    if key is not None and key not in vk.kinds:
        raise Unreadable(method)
    if key is None and not vk.can(method, **params):
        raise Unreadable(method)
    try:
        return vk.call(method, key=key, timeout=READ_TIMEOUT, **params)
    except (Unreachable, NoAnswer, TooFast, Flood) as error:
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


def id_in(answer: Any, name: str) -> int:
    """The id in the answer to a write. Raises `NoAnswer` where it is not there."""
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, int) or isinstance(found, bool) or found <= 0:
        raise NoAnswer(f"no {name} in the answer")
    return found
