"""What the keys can do, as last found out: written by the worker, read by pages.

The state "keys.abilities" holds {"at", "prints": {kind: fingerprint}, "answers": {method: {kind: [value, code,
text]}}}. A fingerprint tells one key from another and cannot be turned back into it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlite_utils import Database

from lib.base.settings import Settings
from lib.store.state import get_state, put_state
from lib.vk.capabilities import ABILITIES, PROBES, Ability, Answer, Found
from lib.vk.methods import KINDS, Kind

ROW = "keys.abilities"
FRESH_SECONDS = 86_400

State = Literal["no", "not_set", "unknown", "likely", "yes"]
_WORST_FIRST: tuple[State, ...] = ("no", "not_set", "unknown", "likely", "yes")
_UNKNOWN = Answer("unknown")


@dataclass(frozen=True)
class AbilityNow:
    """One ability with the keys that are set."""

    name: str
    title: str
    """A message id."""
    state: State
    """`not_set`: no key that could do it is set; `unknown`: not found out yet."""
    missing: tuple[Kind, ...] = ()
    """Kinds of key that are not set, one of which would do it."""
    refusal: Answer | None = None
    """VK's word, where it said no."""
    by_kind: Mapping[Kind, State] = field(default_factory=dict)
    """What each kind of key gives to it; kinds that have nothing to do with it are absent."""

    @property
    def works(self) -> bool:
        """Nothing speaks against trying."""
        return self.state in {"yes", "likely", "unknown"}


def fingerprints(settings: Settings) -> dict[Kind, str]:
    """A short mark of each key that is set."""
    keys = {
        "community": settings.community_key,
        "service": settings.service_key,
        "user": settings.user_key,
    }
    return {
        kind: hashlib.sha256(f"pult:{key.reveal()}".encode()).hexdigest()[:12]
        for kind in KINDS
        if (key := keys[kind])
    }


def remember(db: Database, settings: Settings, found: Iterable[Found], *, now: int) -> None:
    """Keep the answers of a whole probing in place of the earlier ones."""
    answers: dict[str, dict[str, list[Any]]] = {}
    for method, kind, answer in found:
        answers.setdefault(method, {})[kind] = [answer.value, answer.code, answer.text]
    kept = {"at": now, "prints": fingerprints(settings), "answers": answers}
    put_state(db, ROW, kept, now=now)


def found_at(db: Database, settings: Settings) -> int | None:
    """When the keys that are set now were last tried, all of them; None: never, or VK was away meanwhile."""
    kept = get_state(db, ROW) or {}
    if kept.get("prints") != fingerprints(settings):
        return None
    answers = [one for by_kind in kept["answers"].values() for one in by_kind.values()]
    return None if any(value == "unknown" for value, *_ in answers) else int(kept["at"])


def tried_at(db: Database) -> int | None:
    """When keys were last tried at all."""
    at = (get_state(db, ROW) or {}).get("at")
    return None if at is None else int(at)


def denials(db: Database, settings: Settings) -> set[tuple[str, Kind]]:
    """Methods that are closed to the keys that are set, for the door to know from the start."""
    return {
        (method, kind)
        for method, by_kind in _answers(db, settings).items()
        for kind, answer in by_kind.items()
        # A dead key is no matter of methods: where it lives again, everything is open again.
        if answer.value == "no" and not answer.dead and ":" not in method
    }


def abilities(db: Database, settings: Settings) -> list[AbilityNow]:
    """Every ability with the keys in force, in the order for a person."""
    answers, kinds = _answers(db, settings), frozenset(fingerprints(settings))
    return [_now(ability, answers, kinds) for ability in ABILITIES]


def ability(db: Database, settings: Settings, name: str) -> AbilityNow:
    """One of them, by its name in `lib.vk.capabilities.ABILITIES`."""
    return next(found for found in abilities(db, settings) if found.name == name)


def given_only_by(kind: Kind) -> frozenset[str]:
    """Names of the abilities that no other kind of key gives whole."""
    return frozenset(
        ability.name
        for ability in ABILITIES
        if any(PROBES[method].kinds == (kind,) for method in ability.needs)
    )


def _answers(db: Database, settings: Settings) -> dict[str, dict[Kind, Answer]]:
    kept = get_state(db, ROW) or {"prints": {}, "answers": {}}
    same = {
        kind for kind, mark in fingerprints(settings).items() if kept["prints"].get(kind) == mark
    }
    return {
        method: {kind: Answer(*by_kind[kind]) for kind in KINDS if kind in by_kind and kind in same}
        for method, by_kind in kept["answers"].items()
    }


def _now(
    ability: Ability, answers: Mapping[str, Mapping[Kind, Answer]], kinds: frozenset[Kind]
) -> AbilityNow:
    state: State = "yes"
    missing: tuple[Kind, ...] = ()
    refusal: Answer | None = None
    by_kind: dict[Kind, State] = {}
    for method in ability.needs:
        could = PROBES[method].kinds
        there = {
            kind: answers.get(method, {}).get(kind, _UNKNOWN) for kind in could if kind in kinds
        }
        for kind in could:
            one: State = there[kind].value if kind in there else "not_set"
            by_kind[kind] = _worst(by_kind.get(kind, "yes"), one)
        best = max(
            (answer.value for answer in there.values()), key=_WORST_FIRST.index, default=None
        )
        method_state: State = best or "not_set"
        if _WORST_FIRST.index(method_state) < _WORST_FIRST.index(state):
            state = method_state
            missing = tuple(kind for kind in could if kind not in kinds)
            refusal = next((answer for answer in there.values() if answer.value == "no"), None)
    works = state in {"yes", "likely", "unknown"}
    return AbilityNow(
        ability.name,
        ability.title,
        state,
        missing=() if works else missing,
        refusal=None if works else refusal,
        by_kind=by_kind,
    )


def _worst(one: State, other: State) -> State:
    return min(one, other, key=_WORST_FIRST.index)
