"""What stands on a picture or above a table that leaves the console: of when it is and how it is counted."""

from __future__ import annotations

from dataclasses import dataclass

from lib.base.language import _


@dataclass(frozen=True)
class About:
    """Plain texts in the language of the screen; empty ones are not printed."""

    title: str
    """What is shown."""
    period: str = ""
    filters: tuple[str, ...] = ()
    formula: str = ""
    source: str = ""
    remarks: tuple[str, ...] = ()
    """What is missing and why; what must be known to read it."""
    made: str = ""
    """When the file was made, with its zone."""

    def lines(self) -> list[tuple[str, str]]:
        """(name, text) of all that is said beside the title; filters are named even where there are none."""
        return [
            (name, text)
            for name, text in (
                (_("Period"), self.period),
                (_("Filters"), "; ".join(self.filters) or _("none")),
                (_("How it is counted"), self.formula),
                (_("Source"), self.source),
                *((_("Note"), remark) for remark in self.remarks),
                (_("Made"), self.made),
            )
            if text
        ]
