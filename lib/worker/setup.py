"""The first start: from the rehearsal to a community of one's own, without touching a file.

What was chosen so far lies in `keys-next.toml` beside the data, as private as the keys file, so that one can
leave at any step and come back. The rehearsal goes on meanwhile. When the person agrees, the name of the folder
for the rehearsal's database is written into it; the supervisor then stops the work and calls `finish`, which
may die at any point and be called again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from lib.access.permissions import Actor, require
from lib.base.clock import local_time
from lib.base.errors import PultError
from lib.base.keys_file import change_keys, keys_file
from lib.base.language import N_
from lib.base.pasted import pasted_community, pasted_key
from lib.base.settings import EXPIRY, KEY_NAMES, VK_URL, Settings, vk_section
from lib.store import Store
from lib.store.aside import put_aside
from lib.store.state import put_state
from lib.vk.candidate import Candidate, look_at
from lib.vk.methods import KINDS, Kind
from lib.worker.check import put_request
from lib.worker.keys import lines, tried
from lib.worker.notes import told

NEXT_FILE = "keys-next.toml"
FOLDER = "aside"
"""Name of the line that holds the agreed folder."""
STARTED = "setup.started"
"""State of a database that began with this: {"aside": folder, "at": seconds UTC}."""
TROUBLE = "setup.trouble"
"""State that says why what was agreed could not be carried out, as `lib.worker.notes.told` puts it."""


class NotReady(PultError):
    """The community cannot be connected with what there is."""


@dataclass(frozen=True)
class Setup:
    """How far the first start is."""

    community: str = ""
    """As the person named it: a number or a short name; "" where nothing was chosen."""
    group_id: int | None = None
    """Known as soon as one key was accepted."""
    name: str = ""
    kinds: frozenset[str] = frozenset()
    """Kinds of the keys accepted so far."""
    agreed: str = ""
    """The folder for the rehearsal's database, once the person has agreed."""

    @property
    def ready(self) -> bool:
        """With these keys the console reads and answers."""
        return "community" in self.kinds and bool(self.kinds & {"service", "user"})


def next_file(data: Path) -> Path:
    """Where the choices of the first start lie until they come into force."""
    return data / NEXT_FILE


def setup(data: Path) -> Setup:
    """What was chosen so far. Raises `SettingsError` where the file cannot be read."""
    kept = vk_section(next_file(data))
    return Setup(
        community=kept.get("community", ""),
        group_id=int(kept["group_id"]) if kept.get("group_id", "").isdecimal() else None,
        name=kept.get("name", ""),
        kinds=frozenset(kind for kind in KINDS if f"{kind}_key" in kept),
        agreed=kept.get(FOLDER, ""),
    )


def vk_address(settings: Settings) -> str:
    """The VK of the community to be: the one that was named, and VK itself where none was."""
    return VK_URL if settings.embedded else settings.vk_url


def choose_community(settings: Settings, text: str, *, actor: Actor) -> Setup:
    """Keep which community it is to be; keys given for another one are forgotten.

    Raises `Forbidden`, `NotACommunity`, `KeysFileError`.
    """
    require(actor, "keys.change")
    chosen = str(pasted_community(text))
    if chosen != setup(settings.data).community:
        next_file(settings.data).unlink(missing_ok=True)
        change_keys(next_file(settings.data), {"community": chosen})
    return setup(settings.data)


def put_key(settings: Settings, kind: Kind, text: str, *, actor: Actor, now: int) -> Candidate:
    """Try the key in `text` and keep it for later. Raises as `lib.worker.keys.save_key`, and `NotReady`."""
    require(actor, "keys.change")
    so_far = setup(settings.data)
    if not so_far.community:
        raise NotReady(N_("Say first which community it is."))
    pasted = pasted_key(text)
    community: int | str = so_far.group_id or pasted_community(so_far.community)
    found = tried(vk_address(settings), kind, pasted, community=community)
    change_keys(
        next_file(settings.data),
        {"group_id": found.group_id, "name": found.name, **lines(kind, pasted, now=now)},
    )
    return found


def drop_key(settings: Settings, kind: Kind, *, actor: Actor) -> None:
    """Forget a key given so far. Raises `Forbidden`, `KeysFileError`."""
    require(actor, "keys.change")
    change_keys(next_file(settings.data), {f"{kind}_key": None})


def forget(settings: Settings, *, actor: Actor) -> None:
    """Forget all that was chosen; the rehearsal goes on. Raises `Forbidden`."""
    require(actor, "keys.change")
    next_file(settings.data).unlink(missing_ok=True)


def folder_name(settings: Settings, *, now: int) -> str:
    """A name that nothing has yet for the folder of the rehearsal's database: `rehearsal-2026-11-24-0931`."""
    name = f"rehearsal-{local_time(now, zone=settings.zone):%Y-%m-%d-%H%M}"
    numbered = chain([name], (f"{name}-{n}" for n in count(2)))
    return next(one for one in numbered if not (settings.data / one).exists())


def begin(settings: Settings, *, actor: Actor, now: int) -> Path:
    """The person agrees: work with the community begins. Answers the folder for the rehearsal's database.

    Every key is tried once more. Raises `Forbidden`, `NotReady`, `WrongKey` and the other kinds of `VkError`,
    `KeysFileError`.
    """
    require(actor, "keys.change")
    so_far = setup(settings.data)
    if not so_far.ready or so_far.group_id is None:
        raise NotReady(
            N_("Two keys are needed to start: the community key, and a service or user key.")
        )
    kept = vk_section(next_file(settings.data))
    for kind in KINDS:
        if f"{kind}_key" in kept:
            pasted = pasted_key(kept[f"{kind}_key"])
            look_at(vk_address(settings), kind, pasted.key, community=so_far.group_id)
    folder = so_far.agreed or folder_name(settings, now=now)
    change_keys(next_file(settings.data), {FOLDER: folder})
    return settings.data / folder


def take_back(data: Path, database: Path, error: PultError, *, now: int) -> None:
    """What was agreed could not be carried out: the person is told, and may agree again."""
    change_keys(next_file(data), {FOLDER: None})
    with Store(database).writer() as db:
        put_state(db, TROUBLE, told(error), now=now)


def finish(data: Path, database: Path, *, now: int) -> bool:
    """Carry out what was agreed; False where nothing was. Nobody may be working on the database.

    Raises `StoreError`, `KeysFileError`.
    """
    so_far = setup(data)
    if not so_far.agreed:
        return False
    store = Store(database)
    put_aside(store, data / so_far.agreed)
    with store.writer() as db:
        put_state(db, STARTED, {"aside": so_far.agreed, "at": now}, now=now)
        put_request(db, now=now)
    kept = vk_section(next_file(data))
    names = ("group_id", EXPIRY, *KEY_NAMES)
    change_keys(keys_file(data), {name: kept[name] for name in names if name in kept})
    next_file(data).unlink()
    return True
