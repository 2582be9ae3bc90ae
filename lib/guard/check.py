"""Every rule over a text, in one pass: what must not go out, and what could be said better."""

from __future__ import annotations

from collections.abc import Iterable

from lib.base.language import N_
from lib.guard.documents import CARD, PAPER, POLICY, SNILS, documents
from lib.guard.emails import emails
from lib.guard.finding import STOP, Finding
from lib.guard.folding import Folded, fold
from lib.guard.identity import births, homes
from lib.guard.links import without_links
from lib.guard.medical import secrets
from lib.guard.phones import phones
from lib.guard.reading import Reading
from lib.guard.style import hints

PHONE, EMAIL, BIRTH, HOME, MEDICAL = "phone", "email", "birth", "address", "medical"

_MESSAGES = {
    PHONE: N_("A person's phone number"),
    EMAIL: N_("A person's e-mail address"),
    SNILS: N_("A SNILS number"),
    POLICY: N_("The number of a health insurance policy"),
    PAPER: N_("The number of a passport or a certificate"),
    CARD: N_("The number of a bank card"),
    BIRTH: N_("A date of birth"),
    HOME: N_("A home address"),
    MEDICAL: N_("A patient can be recognised together with a diagnosis or a treatment"),
}
_IN_PRIVATE = N_("Take it out; ask for such things, and answer them, in private messages alone.")
_IN_PERSON = N_("Take it out; such numbers are given in person or by phone.")
_ADVICE = {
    MEDICAL: N_(
        "This is medical secrecy: answer without the name and the illness, speak of them in person or by phone."
    ),
    SNILS: _IN_PERSON,
    POLICY: _IN_PERSON,
    PAPER: _IN_PERSON,
    CARD: N_("Take it out. Money is collected through the official account of a fund."),
}


def check(text: str) -> tuple[Finding, ...]:
    """Findings in the order of the text, a stop before a hint at the same place. Linear in its length."""
    folded = fold(text)
    visible = Folded(text, without_links(folded.text), without_links(folded.lower), folded.places)
    reading = Reading(visible)
    found = [*_stops(visible, reading)]
    found.extend(hints(visible, reading))
    return tuple(sorted(found, key=lambda one: (one.start, one.severity != STOP, one.end)))


def stops(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that hold a text back."""
    return tuple(finding for finding in findings if finding.severity == STOP)


def _stops(visible: Folded, reading: Reading) -> list[Finding]:
    papers = list(documents(visible.text, visible.lower))
    taken = [(start, end) for _, start, end in papers]
    places = [
        *papers,
        *((PHONE, *span) for span in phones(visible.text, visible.lower, taken)),
        *((EMAIL, *span) for span in emails(visible.lower)),
        *((BIRTH, *span) for span in births(reading)),
        *((HOME, *span) for span in homes(reading)),
        *((MEDICAL, *span) for span in secrets(reading)),
    ]
    return [_stop(visible, kind, start, end) for kind, start, end in dict.fromkeys(places)]


def _stop(visible: Folded, kind: str, start: int, end: int) -> Finding:
    first, last = visible.span(start, end)
    return Finding(
        kind,
        STOP,
        first,
        last,
        visible.source[first:last],
        _MESSAGES[kind],
        _ADVICE.get(kind, _IN_PRIVATE),
    )
