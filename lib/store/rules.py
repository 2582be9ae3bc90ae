"""What can never be in a sound database, though no constraint of the schema says so."""

from __future__ import annotations

from dataclasses import dataclass

from lib.base.language import N_


@dataclass(frozen=True)
class Rule:
    """Rows of the first of `tables` for which `broken` is true are impossible."""

    tables: tuple[str, ...]
    broken: str
    message: str
    lost: str | None = None
    """A message: what is gone; None: nothing, a person should look."""


RULES = (
    Rule(
        ("outbox",),
        "(state IN ('confirmed', 'refused', 'withdrawn')) <> (settled_at IS NOT NULL)",
        N_("Actions are settled without a moment of it, or open with one."),
        N_("Whether they went out: look in VK before sending again."),
    ),
    Rule(
        ("outbox",),
        "state IN ('paused', 'refused', 'unknown') AND reason IS NULL",
        N_("Actions stopped without a reason."),
        N_("Why they stopped: look in VK before sending again."),
    ),
    Rule(
        ("outbox",),
        "attempted_at IS NOT NULL AND attempts = 0",
        N_("Actions were attempted though nobody took them up."),
        N_("Whether they went out: look in VK before sending again."),
    ),
    Rule(
        ("comment_earlier_text", "comment"),
        "NOT EXISTS (SELECT 1 FROM comment WHERE comment.comment_id = comment_earlier_text.comment_id)",
        N_("Earlier texts belong to comments that are not there."),
        N_("Those comments. VK still has them: after a restore they are read again."),
    ),
    Rule(
        ("comment", "author"),
        "from_id <> 0 AND NOT EXISTS (SELECT 1 FROM author WHERE author_id = from_id)",
        N_("Comments have authors that are not there."),
        N_("The authors. VK still has them: after a restore they are read again."),
    ),
    Rule(
        ("draft",),
        "kind = 'reply' AND target NOT GLOB 'comment:[0-9]*'",
        N_("Drafts of replies name no comment."),
    ),
    Rule(
        ("draft",),
        "json_valid(fields) AND json_type(fields) <> 'object'",
        N_("Drafts have fields that no form can show."),
        N_("The fields of these drafts; their texts are there."),
    ),
)
