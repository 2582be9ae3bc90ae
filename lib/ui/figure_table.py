"""Tables of figures on the screen: measures with how they are counted, groups with their figures."""

from __future__ import annotations

import html
from collections.abc import Sequence

from babel.numbers import format_percent

from lib.base.language import _
from lib.base.notation import locale, percent_sign
from lib.paper.figures import SECONDS, SHARE, Measure, length
from lib.ui import dates, safe

STYLE = """<style>
.pult-report { width: 100%; border-collapse: collapse; font-size: .95rem; line-height: 1.4; }
.pult-report th { text-align: left; font-weight: 600; padding: .3rem .6rem .3rem 0;
  color: light-dark(#41525f, #b4c4cf); border-bottom: 1px solid light-dark(#c3d2dc, #3a4f5d); }
.pult-report td { padding: .3rem .6rem .3rem 0; vertical-align: top; overflow-wrap: anywhere;
  border-bottom: 1px solid light-dark(#e6ecf0, #26343e); }
.pult-report td.n { font-variant-numeric: tabular-nums; font-weight: 650; white-space: nowrap; }
.pult-report td.how { font-size: .85rem; color: light-dark(#566773, #9db0bd); }
@media (max-width: 640px) { .pult-report .how { display: none; } }
</style>"""


def figure(kind: str, value: float | None) -> str:
    """A figure as the screen's language writes it; a dash where there is no data."""
    if value is None:
        return dates.NO_DATA
    if kind == SHARE:
        return str(format_percent(value, format=f"0.0{percent_sign()}", locale=locale()))
    return length(value) if kind == SECONDS else dates.number(value)


def figures(measures: Sequence[Measure]) -> str:
    """Measures as a table: name, value, how it is counted."""
    rows = "".join(
        f'<tr><td>{html.escape(_(one.name))}</td><td class="n">{figure(one.kind, one.value)}</td>'
        f'<td class="how">{html.escape(_(one.formula))}</td></tr>'
        for one in measures
    )
    heads = (_("Measure"), _("Value"))
    how = f'<th class="how">{html.escape(_("How it is counted"))}</th>'
    head = "".join(f"<th>{html.escape(one)}</th>" for one in heads) + how
    return f'<table class="pult-report"><tr>{head}</tr>{rows}</table>'


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """`rows` of plain texts: the first column a name, the others figures."""
    head = "".join(f"<th>{html.escape(one)}</th>" for one in heads)
    body = "".join(
        f"<tr><td>{safe.html_text(first)}</td>"
        + "".join(f'<td class="n">{safe.html_text(one)}</td>' for one in others)
        + "</tr>"
        for first, *others in rows
    )
    return f'<table class="pult-report"><tr>{head}</tr>{body}</table>'
