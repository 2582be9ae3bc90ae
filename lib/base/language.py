"""The language of the screen: gettext messages, Russian by default, English on request.

`_("Reply")` answers in the current language. Streamlit runs fragments and callbacks without the frame, so
the language is asked for at each message (`set_resolver`) instead of being set once a run.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from lib.base.errors import PultError

LANGUAGES = ("ru", "en")
LOCALE_FOLDER = Path(__file__).parent / "locale"

_resolver: Callable[[], str] = lambda: LANGUAGES[0]  # noqa: E731
_spoken: ContextVar[str | None] = ContextVar("pult_spoken", default=None)


def set_resolver(resolver: Callable[[], str]) -> None:
    """Say how to find the language of whoever is looking; it is called at every message."""
    global _resolver
    _resolver = resolver


def language() -> str:
    """`ru` or `en`."""
    found = _spoken.get() or _resolver()
    return found if found in LANGUAGES else LANGUAGES[0]


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Messages inside are in the language `name`, whoever is looking: files have one of their own."""
    token = _spoken.set(name)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def catalogue(name: str) -> gettext.NullTranslations:
    """Messages of a language, compiled in memory from `locale/NAME/LC_MESSAGES/pult.po`."""
    with (LOCALE_FOLDER / name / "LC_MESSAGES" / "pult.po").open("rb") as file:
        messages = read_po(file, locale=name)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(message: str, /, **values: object) -> str:
    """`message` in the current language, its `{placeholders}` filled from `values`."""
    text = catalogue(language()).gettext(message)
    return text.format(**values) if values else text


def in_russian(message: str, /, **values: object) -> str:
    """`message` in Russian whatever the screen speaks: what citizens read in the community's name."""
    text = catalogue("ru").gettext(message)
    return text.format(**values) if values else text


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The plural form for `n`; `{n}` is filled in."""
    return catalogue(language()).ngettext(one, many, n).format(n=n, **values)


def N_(message: str, /) -> str:
    """Marks a message for the catalogues where it is stored now and translated when shown."""
    return message


def explain(error: PultError) -> str:
    """What a person reads of an error, in the current language."""
    return _(error.message, **error.values)
