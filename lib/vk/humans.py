"""A person is needed: VK asks for a captcha or a confirmation, once for a key, however many calls wait for it.

The first call of a key that VK stops so leaves a `Challenge`. Until that is answered no other call of the key
goes out: each would only meet another captcha. Other keys go on. One call at a time is let through again:

- with what the person answered, and first of all a call of the method that VK stopped, as VK asks for the
  repetition of that very request;
- without an answer when the challenge has grown old, at ever longer intervals: VK's link lives five minutes,
  and a validation may have been passed elsewhere. What comes back then is the new link, or success.

Any answer of VK but another challenge ends it for all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lib.vk.errors import HumanNeeded, NoAnswer, TooFast, Unreachable
from lib.vk.methods import Kind

CAPTCHA = 14
CONFIRMATION = 24

SESSION_SECONDS = 300
"""A captcha's link lives so long (vk-facts 6)."""

LONGEST_SESSION = 3600
VALIDATION_SECONDS = 30
LONGEST_VALIDATION = 600

PATIENCE = 20
"""Seconds for which an answer waits for a call of the method that VK stopped; then any call may carry it."""


@dataclass(frozen=True)
class Challenge:
    """What VK wants of a person. `number` tells it from the ones before it."""

    key: Kind
    number: int
    code: int
    text: str
    method: str
    link: str | None = None
    """The page to open."""
    picture: str | None = None
    """The old form of the captcha: a picture with a word to read."""
    confirmation: str | None = None
    """What is to be confirmed, in VK's words."""
    more: Mapping[str, str] = field(default_factory=dict)
    """What VK wants back beside the answer."""


@dataclass
class _State:
    challenge: Challenge
    tries: int
    next_at: float
    answer: Mapping[str, str] | None = None
    answered_at: float = 0.0
    busy: bool = False


class Humans:
    """What waits for a person, by key. Safe to share by threads."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._states: dict[Kind, _State] = {}
        self._monotonic = monotonic
        self._number = 0

    def pending(self) -> tuple[Challenge, ...]:
        """What a person is to do now; a challenge whose answer is on its way is left out."""
        with self._lock:
            return tuple(s.challenge for s in self._states.values() if s.answer is None)

    def answer(self, key: Kind, number: int, params: Mapping[str, str]) -> bool:
        """Give what the person has brought, `params` of the repetition (none: it was done in VK).

        False where the challenge is another one by now.
        """
        with self._lock:
            state = self._states.get(key)
            if state is None or state.challenge.number != number:
                return False
            state.answer = {**state.challenge.more, **params} if params else {}
            state.answered_at = self._monotonic()
            return True

    def renew(self, key: Kind) -> None:
        """Let the next call go and fetch a new link, for the old one has ended."""
        with self._lock:
            if state := self._states.get(key):
                state.next_at = self._monotonic()

    @contextmanager
    def gate(self, key: Kind, method: str) -> Iterator[Mapping[str, str]]:
        """Around one call: what to send along. Raises `HumanNeeded` where the call must wait, unsent."""
        more, scout = self._enter(key, method)
        over = False
        try:
            yield more
            over = True
        except HumanNeeded as error:
            self._met(key, error, scout=scout)
            raise
        except (Unreachable, NoAnswer, TooFast):
            raise  # nothing learnt
        except Exception:
            over = True
            raise
        finally:
            if scout:
                self._leave(key, over=over)

    def _enter(self, key: Kind, method: str) -> tuple[Mapping[str, str], bool]:
        with self._lock:
            state = self._states.get(key)
            if state is None:
                return {}, False
            now = self._monotonic()
            if not state.busy and state.answer is not None:
                its_own = method == state.challenge.method
                if its_own or now - state.answered_at >= PATIENCE:
                    state.busy = True
                    return state.answer, True
            elif not state.busy and now >= state.next_at:
                state.busy = True
                return {}, True
            challenge = state.challenge
        raise HumanNeeded(
            challenge.code, challenge.text, method=method, redirect_uri=challenge.link
        )

    def _met(self, key: Kind, error: HumanNeeded, *, scout: bool) -> None:
        with self._lock:
            before = self._states.get(key)
            if before is not None and not scout:
                return  # two calls met it at once; one link is enough
            self._number += 1
            tries = before.tries + 1 if before is not None else 1
            wait = _wait(error.code, tries)
            self._states[key] = _State(
                _challenge(key, self._number, error), tries, self._monotonic() + wait
            )

    def _leave(self, key: Kind, *, over: bool) -> None:
        with self._lock:
            state = self._states.get(key)
            if state is None:
                return
            if over:
                del self._states[key]
            else:
                state.busy = False


def _wait(code: int, tries: int) -> float:
    """Seconds until a call may go out without an answer after the `tries`-th challenge in a row."""
    first, longest = (
        (SESSION_SECONDS, LONGEST_SESSION)
        if code == CAPTCHA
        else (VALIDATION_SECONDS, LONGEST_VALIDATION)
    )
    return float(min(first << min(tries - 1, 10), longest))


def _challenge(key: Kind, number: int, error: HumanNeeded) -> Challenge:
    told: Mapping[str, Any] = error.more
    link, sid = error.redirect_uri, told.get("captcha_sid")
    more = {}
    if link and told.get("remixstlid"):
        more["remixstlid"] = str(told["remixstlid"])
    elif not link and sid:
        more["captcha_sid"] = str(sid)
    return Challenge(
        key=key,
        number=number,
        code=error.code,
        text=error.text,
        method=error.method,
        link=link,
        picture=str(told["captcha_img"]) if not link and told.get("captcha_img") else None,
        confirmation=str(told.get("confirmation_text") or error.text)
        if error.code == CONFIRMATION and not link
        else None,
        more=more,
    )
