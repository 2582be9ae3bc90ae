"""A head agrees to a text by a link, or returns it with a remark; agreed to is that text and no other."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from lib.access import invitations, queries
from lib.access.agreed import queries as agreed_queries
from lib.access.invitations import InvitationError
from lib.access.journal import record
from lib.access.permissions import Actor, require
from lib.access.sessions import hash_of
from lib.base.errors import PultError
from lib.base.language import N_
from lib.store import Store

LINK_SECONDS = 3 * 86_400
LONGEST_REMARK = 1000


class AgreementError(PultError):
    """This cannot be asked or answered so."""


@dataclass(frozen=True)
class Agreement:
    """One question to one head; times in seconds UTC."""

    agreement_id: int
    person_id: int
    name: str
    kind: str
    target: str
    text: str
    asked_at: int
    asked_by: str
    outcome: str | None
    """`agreed`, `returned`; None: not answered yet."""
    remark: str
    answered_at: int | None
    expires_at: int
    revoked_at: int | None

    def covers(self, text: str) -> bool:
        """Whether `text` is what was shown to the head."""
        return self.text.strip() == text.strip()


def ask(
    store: Store, name: str, *, kind: str, target: str, text: str, actor: Actor, now: int
) -> str:
    """Make the link for a head; answers the token of `/agree/TOKEN`, told once.

    Raises `Forbidden`, `PeopleError` (no name), `AgreementError` (no text).
    """
    require(actor, "agreement.ask")
    if not text.strip():
        raise AgreementError(N_("Write the text first."))
    with store.writer() as db:
        person_id = invitations.add_guest(db, name, role="head", now=now)
        agreement_id = agreed_queries.add_agreement(
            db,
            person_id=person_id,
            kind=kind,
            target=target,
            text=text.strip(),
            asked_at=now,
            asked_by=actor.name,
        )
        token = invitations.invite(
            db,
            person_id,
            scope=f"agree:{agreement_id}",
            expires_at=now + LINK_SECONDS,
            actor=actor,
            now=now,
        )
        _record(db, "agreement.ask", target, actor.name, now, name=name, text=text.strip())
    return token


def agreements(db: Database, *, kind: str, target: str) -> list[Agreement]:
    """What heads were asked about a draft, newest first."""
    return [Agreement(**row) for row in agreed_queries.agreements(db, kind, target)]


def look(store: Store, token: str, *, now: int) -> Agreement:
    """What the link asks, changing nothing. Raises `InvitationError` where it is void."""
    with store.reader() as db:
        return _asked(db, token, now=now)


def answer(store: Store, token: str, *, agreed: bool, remark: str = "", now: int) -> None:
    """The head's word; the first one counts. Raises `InvitationError`, `AgreementError`."""
    remark = remark.strip()[:LONGEST_REMARK]
    if not agreed and not remark:
        raise AgreementError(N_("Say what should be different."))
    with store.writer() as db:
        found = _asked(db, token, now=now)
        if found.outcome is not None:
            raise AgreementError(N_("This was answered already."))
        outcome = "agreed" if agreed else "returned"
        agreed_queries.answer_agreement(
            db, found.agreement_id, outcome=outcome, remark="" if agreed else remark, now=now
        )
        queries.use_invitation(db, agreed_queries.invitation_id(db, hash_of(token)), now=now)
        action = "agreement.agree" if agreed else "agreement.return"
        _record(db, action, found.target, found.name, now, text=found.text, remark=remark)


def take_back(store: Store, agreement_id: int, *, actor: Actor, now: int) -> None:
    """End the link before it is answered. Raises `Forbidden`."""
    require(actor, "agreement.ask")
    with store.writer() as db:
        found = agreed_queries.agreement(db, agreement_id)
        if found is not None:
            invitations.revoke(db, found["person_id"], actor=actor, now=now)


def _asked(db: Database, token: str, *, now: int) -> Agreement:
    row = queries.invitation(db, hash_of(token))
    kind, _colon, number = str(row["scope"]).partition(":") if row is not None else ("", "", "")
    found = agreed_queries.agreement(db, int(number)) if kind == "agree" else None
    if row is None or found is None:
        raise InvitationError(N_("This link is not valid. Ask the moderator for a new one."))
    if row["revoked_at"] is not None:
        raise InvitationError(N_("This link was taken back. Ask the moderator for a new one."))
    if row["expires_at"] <= now:
        raise InvitationError(N_("This link has expired. Ask the moderator for a new one."))
    return Agreement(**found)


def _record(db: Database, action: str, target: str, actor: str, now: int, **detail: object) -> None:
    record(db, action, actor=actor, subject=f"draft:{target}", outcome="done", now=now, **detail)
