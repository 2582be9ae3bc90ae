"""Who may do what. Checked where a command is carried out, not only where its button is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from lib.base.errors import PultError
from lib.base.language import N_

MATRIX: dict[str, frozenset[str]] = {
    "post.write": frozenset({"owner", "moderator", "editor"}),
    "post.publish": frozenset({"owner", "moderator"}),
    "post.edit": frozenset({"owner", "moderator"}),
    "post.delete": frozenset({"owner", "moderator"}),
    "reply.write": frozenset({"owner", "moderator", "editor"}),
    "reply.send": frozenset({"owner", "moderator"}),
    "reply.edit": frozenset({"owner", "moderator"}),
    "comment.delete": frozenset({"owner", "moderator"}),
    "author.ban": frozenset({"owner", "moderator"}),
    "message.send": frozenset({"owner", "moderator"}),
    "edit.write": frozenset({"owner", "moderator"}),
    "vk.confirm": frozenset({"owner", "moderator", "editor"}),
    "comment.dismiss": frozenset({"owner", "moderator"}),
}


class Forbidden(PultError):
    """This person's role does not allow the command."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a name for the journal, and a role for the matrix."""

    name: str
    role: str


MODERATOR = Actor("moderator", "owner")
"""The one person of the console until people sign in."""


def require(actor: Actor, command: str) -> None:
    """Raise `Forbidden` unless `actor` may carry out `command` (a key of `MATRIX`)."""
    if actor.role not in MATRIX[command]:
        raise Forbidden(
            N_("Your role does not allow this. Ask the owner of the console for the right.")
        )
