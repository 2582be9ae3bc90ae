"""SQL of agreements."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

_AGREEMENT = """
  SELECT agreement.agreement_id, agreement.person_id, person.name, agreement.kind, agreement.target,
    agreement.text, agreement.asked_at, agreement.asked_by, agreement.outcome, agreement.remark,
    agreement.answered_at, invitation.expires_at, invitation.revoked_at
  FROM agreement JOIN person USING (person_id)
    JOIN invitation ON invitation.scope = 'agree:' || agreement.agreement_id
"""


def add_agreement(db: Database, **values: Any) -> int:
    """The id of a new request; `values` by the columns."""
    row = db.execute(
        "INSERT INTO agreement (person_id, kind, target, text, asked_at, asked_by)"
        " VALUES (:person_id, :kind, :target, :text, :asked_at, :asked_by) RETURNING agreement_id",
        values,
    ).fetchone()
    return int(row[0])


def agreement(db: Database, agreement_id: int) -> dict[str, Any] | None:
    """A request by id, with who asked whom and what was answered."""
    found = db.query(f"{_AGREEMENT} WHERE agreement.agreement_id = ?", [agreement_id])
    return next(iter(found), None)


def agreements(db: Database, kind: str, target: str) -> list[dict[str, Any]]:
    """Of a draft, newest first."""
    where = "WHERE agreement.kind = ? AND agreement.target = ? ORDER BY agreement_id DESC"
    return list(db.query(f"{_AGREEMENT} {where}", [kind, target]))


def answer_agreement(
    db: Database, agreement_id: int, *, outcome: str, remark: str, now: int
) -> None:
    """Keep what the head answered."""
    db.execute(
        "UPDATE agreement SET outcome = ?, remark = ?, answered_at = ? WHERE agreement_id = ?",
        [outcome, remark, now, agreement_id],
    )


def invitation_id(db: Database, token_hash: str) -> int:
    """The invitation with this token, which must be there."""
    row = db.execute(
        "SELECT invitation_id FROM invitation WHERE token_hash = ?", [token_hash]
    ).fetchone()
    return int(row[0])
