"""The screens of the console: their addresses, and whose role sees them. One table."""

from __future__ import annotations

from dataclasses import dataclass

from lib.access.permissions import READING, WRITING, Actor
from lib.base.language import N_


@dataclass(frozen=True)
class Screen:
    """`file` in `pages/`, `title` a message id, `roles` that see it; the first one a role sees is its home."""

    file: str
    title: str
    icon: str
    roles: frozenset[str]

    @property
    def address(self) -> str:
        """The word behind the slash."""
        return self.file.removesuffix(".py")


SCREENS = (
    Screen("today.py", N_("Today"), ":material/today:", READING),
    Screen("inbox.py", N_("Feed"), ":material/forum:", READING),
    Screen("compose.py", N_("New post"), ":material/edit_square:", WRITING),
    Screen("open_chats.py", N_("Open chats"), ":material/diversity_3:", WRITING),
    Screen("answering.py", N_("Answering"), ":material/stethoscope:", frozenset({"specialist"})),
    Screen("reach.py", N_("Reach"), ":material/monitoring:", READING),
    Screen("explore.py", N_("Analysis"), ":material/query_stats:", READING),
    Screen("reports.py", N_("Reports"), ":material/lab_profile:", READING),
    Screen("settings.py", N_("Settings"), ":material/settings:", READING),
)


def screens_of(actor: Actor) -> list[Screen]:
    """What this person finds in the menu; nothing else opens, whatever address is typed."""
    return [screen for screen in SCREENS if actor.role in screen.roles]


def home_of(actor: Actor) -> str:
    """The address where this person begins: `/`, or the only page there is for a guest."""
    seen = screens_of(actor)
    return f"/{seen[0].address}" if seen and seen[0].roles.isdisjoint(READING) else "/"


def addresses_of(actor: Actor) -> frozenset[str]:
    """Every address that opens a page for this person."""
    return frozenset({home_of(actor), *(f"/{screen.address}" for screen in screens_of(actor))})
