"""Who may do what. Checked where a command is carried out, not only where its button is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from lib.base.errors import PultError
from lib.base.language import N_

ROLES = ("owner", "moderator", "editor", "analyst", "specialist", "head")
SIGNING_IN = ("owner", "moderator", "editor", "analyst")
"""Roles of people who sign in; specialists and heads come by a link."""

OWNER = frozenset({"owner"})
SENDING = frozenset({"owner", "moderator"})
WRITING = SENDING | {"editor"}
READING = WRITING | {"analyst"}

MATRIX: dict[str, frozenset[str]] = {
    "post.write": WRITING,
    "post.publish": SENDING,
    "post.edit": SENDING,
    "post.delete": SENDING,
    "reply.write": WRITING,
    "reply.send": SENDING,
    "reply.edit": SENDING,
    "comment.delete": SENDING,
    "comment.dismiss": SENDING,
    "author.ban": SENDING,
    "message.send": SENDING,
    "edit.write": SENDING,
    "guard.override": SENDING,
    "vk.confirm": WRITING,
    "chat.prepare": WRITING,
    "chat.write": WRITING,
    "chat.invite": SENDING,
    "chat.run": SENDING,
    "chat.export": READING,
    "report.make": READING,
    "report.schedule": SENDING,
    "report.folder": OWNER,
    "campaign.change": WRITING,
    "figures.export": READING,
    "query.write": READING,
    "question.answer": WRITING | {"specialist"},
    "answer.write": WRITING | {"specialist"},
    "note.write": WRITING | {"specialist"},
    "agreement.ask": WRITING,
    "reach.change": SENDING,
    "goal.set": OWNER,
    "explore.ask": READING,
    "explore.save": READING,
    "explore.names": WRITING,
    "people.manage": OWNER,
    "journal.read": SENDING,
    "keys.change": OWNER,
    "system.check": WRITING,
}


class Forbidden(PultError):
    """This person's role does not allow the command."""


class NotSignedIn(PultError):
    """Nobody is signed in here, or the sign-in has ended."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "You are not signed in, or the sign-in has ended. Sign in again; what you typed is kept."
            )
        )


@dataclass(frozen=True)
class Actor:
    """Who acts: a name for the journal, and a role for the matrix."""

    name: str
    role: str
    person_id: int | None = None
    """None: the one person of a rehearsal, where nobody signs in."""
    scope: str | None = None
    """What the person was invited to, such as `chat:7`; None: the whole console, as far as the role goes."""


MODERATOR = Actor("moderator", "owner")
"""The one person of a rehearsal, where nobody signs in."""


def allowed(actor: Actor, command: str) -> bool:
    """Whether `actor` may carry out `command` (a key of `MATRIX`)."""
    return actor.role in MATRIX[command]


def require(actor: Actor, command: str) -> None:
    """Raise `Forbidden` unless `actor` may carry out `command` (a key of `MATRIX`)."""
    if not allowed(actor, command):
        raise Forbidden(
            N_("Your role does not allow this. Ask the owner of the console for the right.")
        )
