"""Keys from the screen: tried with VK before they are kept, kept in the keys file and nowhere else.

A key passes through memory only. This is the one place where something done on a page asks VK at once: what
must not lie in the database cannot be handed to the worker through it.
"""

from __future__ import annotations

from dataclasses import dataclass

from lib.access.journal import record
from lib.access.permissions import Actor, require
from lib.base.errors import PultError
from lib.base.keys_file import change_keys, keys_file
from lib.base.language import N_
from lib.base.pasted import PastedKey, pasted_key
from lib.base.settings import EXPIRY, Settings
from lib.store import Store
from lib.vk.candidate import Candidate, WrongKey, look_at
from lib.vk.methods import KINDS, Kind
from lib.worker.check import put_request

Place = Kind
"""Where a key is put: community, service or user."""
PLACES: tuple[Place, ...] = KINDS

BRIEF_SECONDS = 600
"""So long before its end a user key is said to end soon."""


class KeyFixed(PultError):
    """This key is not the screen's to change."""


@dataclass(frozen=True)
class KeyNow:
    """A key's place: `source` is environment, secrets, file or rehearsal; None where no key is set."""

    kind: Kind
    source: str | None
    expires_at: int | None = None
    """Seconds UTC; 0: VK said that it never ends; None: not known."""

    @property
    def can_change(self) -> bool:
        return self.source in {None, "file"}

    def seconds_left(self, now: int) -> int | None:
        """Until it ends, never below zero; None where it does not end or nobody knows."""
        return max(0, self.expires_at - now) if self.expires_at else None

    def ends_soon(self, now: int) -> bool:
        left = self.seconds_left(now)
        return left is not None and left < BRIEF_SECONDS


def keys_now(settings: Settings) -> list[KeyNow]:
    """The three places, in the order in which a person fills them."""
    return [
        KeyNow(
            kind,
            settings.sources.get(f"{kind}_key"),
            settings.user_key_expires_at if kind == "user" else None,
        )
        for kind in KINDS
    ]


def save_key(
    settings: Settings, store: Store, kind: Kind, text: str, *, actor: Actor, now: int
) -> Candidate:
    """Try the key in `text` and keep it as the key of this kind; the console takes it up by itself.

    Nothing is kept where this raises: `Forbidden`, `KeyFixed`, `NotAKey`, `WrongKey` and the other kinds of
    `VkError`, `KeysFileError`.
    """
    require(actor, "keys.change")
    _changeable(settings, kind)
    pasted = pasted_key(text)
    found = tried(settings.vk_url, kind, pasted, community=settings.group_id)
    change_keys(
        keys_file(settings.data),
        {"group_id": found.group_id, **lines(kind, pasted, now=now)},
    )
    _journal(store, "key.save", kind, actor=actor, now=now)
    return found


def remove_key(settings: Settings, store: Store, kind: Kind, *, actor: Actor, now: int) -> None:
    """Take the key of this kind out of the keys file. Raises `Forbidden`, `KeyFixed`, `KeysFileError`."""
    require(actor, "keys.change")
    _changeable(settings, kind)
    changes: dict[str, str | int | None] = {"group_id": settings.group_id, f"{kind}_key": None}
    if kind == "user":
        changes[EXPIRY] = None
    change_keys(keys_file(settings.data), changes)
    _journal(store, "key.remove", kind, actor=actor, now=now)


def tried(vk_url: str, kind: Kind, pasted: PastedKey, *, community: int | str) -> Candidate:
    """The key looked at by VK. Raises `WrongKey` and the other kinds of `VkError`."""
    if pasted.expires_in and kind != "user":
        raise WrongKey(
            N_(
                "Only a user key ends by itself. This is one; it belongs into the field of the user key."
            )
        )
    return look_at(vk_url, kind, pasted.key, community=community)


def lines(kind: Kind, pasted: PastedKey, *, now: int) -> dict[str, str | int | None]:
    """What the keys file says of this key."""
    found: dict[str, str | int | None] = {f"{kind}_key": pasted.key.reveal()}
    if kind == "user":
        ends = None if pasted.expires_in is None else pasted.expires_in and now + pasted.expires_in
        found[EXPIRY] = ends
    return found


def _changeable(settings: Settings, kind: Kind) -> None:
    source = settings.sources.get(f"{kind}_key")
    if source == "rehearsal":
        raise KeyFixed(
            N_(
                "This is a rehearsal with a key of its own. Connect your community to set real keys."
            )
        )
    if source not in {None, "file"}:
        raise KeyFixed(
            N_("This key comes from the environment or secrets.toml and can only be changed there.")
        )


def _journal(store: Store, action: str, kind: Kind, *, actor: Actor, now: int) -> None:
    with store.writer() as db:
        record(db, action, actor=actor.name, subject=f"key:{kind}", outcome="done", now=now)
        put_request(db, now=now)
