"""The guard before the queue: what it stops goes out only when a person says so by name.

Who lets a text out has seen these findings and says why; the journal keeps who, why and what kinds of data they
were, never the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lib.access.permissions import Actor, require
from lib.base.language import N_, _
from lib.guard import Finding, check, stops
from lib.outbox.actions import OutboxError
from lib.outbox.kinds import Kind

REASONS = ("asked", "public", "institution", "mistaken")
"""Why a text may go out all the same: the person asked for it, it is known to all from an official source, it
belongs to an institution, or the check is mistaken."""


@dataclass(frozen=True)
class Override:
    """What a person has seen and lets out: `findings` as (kind, words), `reason` of `REASONS`."""

    findings: frozenset[tuple[str, str]]
    reason: str

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"no such reason: {self.reason}")


class HeldBack(OutboxError):
    """The guard stops the text; `findings` are its stops, in the order of the text."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            N_("Not sent, because it must not be read by everyone: {found}."),
            found=_Listed(findings),
        )
        self.findings = findings


class _Listed:
    """Findings in words, in the language of whoever reads them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._findings = tuple(findings)

    def __str__(self) -> str:
        return "; ".join(
            f"«{finding.words}» ({_(finding.message, **finding.values)})"
            for finding in self._findings
        )


def let_out(
    kind: Kind, payload: Mapping[str, Any], *, actor: Actor, override: Override | None
) -> tuple[Finding, ...]:
    """The stops in what the payload says, all of which the kind or `override` lets out.

    Raises `HeldBack` on any other, `Forbidden` where this person's role may not override.
    """
    found = stops(check(kind.says(payload)))
    held = tuple(finding for finding in found if finding.kind not in kind.may_tell)
    if not held:
        return found
    if override is None or not as_seen(held) <= override.findings:
        raise HeldBack(held)
    require(actor, "guard.override")
    return found


def as_seen(findings: Iterable[Finding]) -> frozenset[tuple[str, str]]:
    """Findings as an `Override` names them: a text that has changed since has others."""
    return frozenset((finding.kind, finding.words) for finding in findings)


def without(findings: Iterable[Finding], told: Mapping[str, Any]) -> dict[str, Any]:
    """`told` for the journal, the words of the findings replaced by their kind."""
    clean = dict(told)
    for finding in sorted(findings, key=lambda one: -len(one.words)):
        for name, value in clean.items():
            if isinstance(value, str):
                clean[name] = value.replace(finding.words, f"[{finding.kind}]")
    return clean
