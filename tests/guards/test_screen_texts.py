"""Every text on the screen is a message, translated; untrusted text has no way into Markdown."""

from __future__ import annotations

import ast
import re
from string import Formatter

import pytest
from babel.messages.catalog import Message

from lib.base.settings import ROOT
from tests.guards.test_rooms import room_of, sources
from tests.messages import collected, read_catalogue

CYRILLIC = re.compile("[А-Яа-яЁё]")
# Data, not screen texts: the demo world, the rubrics a new database starts with, the local VK's
# own answers, words that make a weak password, words by which the guard reads a Russian text,
# words by which no earlier answer is found, and words around names.
CYRILLIC_DATA = (
    "lib/sandbox/",
    "lib/store/migrations/",
    "lib/access/passwords.py",
    "lib/guard/",
    "lib/chats/knowledge/empty_words.py",
    "lib/chats/after/names.py",
)
# Letters that the search folds, and the names by which languages call themselves.
CYRILLIC_WORDS = {
    ("lib/store/search.py", "ё"),
    ("lib/explore/cage/inside.py", "ё"),
    ("lib/explore/cage/inside.py", "е"),
    ("lib/store/search.py", "е"),
    ("lib/store/search.py", "пись"),
    ("lib/ui/language.py", "Русский"),
}
SHOWN_BY = {
    "button", "caption", "checkbox", "date_input", "error", "expander", "form_submit_button",
    "header", "info", "link_button", "markdown", "metric", "multiselect", "page_link", "popover",
    "radio", "segmented_control", "selectbox", "pills", "slider", "subheader", "success", "tab",
    "tabs", "text", "text_area", "text_input", "time_input", "title", "toast", "toggle", "warning",
    "spinner", "status", "dialog", "download_button", "chat_input",
}  # fmt: skip
SHOWN_AS = {"label", "help", "placeholder", "title", "body"}
FORBIDDEN_CALLS = {"write", "table", "latex", "iframe", "components_html"}


def russian() -> dict[tuple[str, ...] | str, Message]:
    return {message.id: message for message in read_catalogue("ru") if message.id}


def test_catalogues_hold_exactly_the_messages_of_the_code() -> None:
    wanted = {message.id for message in collected() if message.id}
    for language in ("ru", "en"):
        held = {message.id for message in read_catalogue(language) if message.id}
        assert wanted - held == set(), f"run `make messages` and translate into {language}"
        assert held - wanted == set(), f"run `make messages`: {language} holds old messages"


def test_every_message_is_translated_into_russian() -> None:
    missing = []
    for key, message in russian().items():
        strings = message.string if message.pluralizable else (message.string,)
        if not all(strings) or (message.pluralizable and len(strings) < 3) or message.fuzzy:
            missing.append(key)
    assert missing == []


def test_translations_keep_the_placeholders() -> None:
    wrong = []
    for key, message in russian().items():
        ids = key if isinstance(key, tuple) else (key,)
        strings = message.string if message.pluralizable else (message.string,)
        wanted = set().union(*(_fields(text) for text in ids))
        if any(not _fields(text) <= wanted for text in strings):
            wrong.append(key)
        # A plural form may leave the number out ("one comment"), a plain message nothing.
        if not message.pluralizable and _fields(strings[0]) != wanted:
            wrong.append(key)
    assert wrong == []


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_code_holds_no_cyrillic_text() -> None:
    found = []
    for file in sources():
        path = str(file.relative_to(ROOT))
        if path.startswith(CYRILLIC_DATA):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if (path, node.value) in CYRILLIC_WORDS or _is_docstring(node, file.read_text()):
                    continue
                if CYRILLIC.search(node.value):
                    found.append(f"{path}:{node.lineno} {node.value[:50]!r}")
    assert found == []


def _is_docstring(node: ast.Constant, source: str) -> bool:
    line = source.splitlines()[node.lineno - 1].lstrip()
    return line.startswith('"""')


@pytest.mark.parametrize("rule", ["literal", "f-string", "forbidden"])
def test_screen_calls_take_messages(rule: str) -> None:
    """`st.button("Reply")` bypasses gettext; an f-string into Markdown lets untrusted text in."""
    found = []
    for file in sources():
        if room_of(file) not in {"ui", "pages"}:
            continue
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            place = f"{file.relative_to(ROOT)}:{call.lineno} .{call.func.attr}()"
            on_streamlit = isinstance(call.func.value, ast.Name) and call.func.value.id == "st"
            if rule == "forbidden":
                unsafe = any("unsafe_allow" in (keyword.arg or "") for keyword in call.keywords)
                if unsafe or (on_streamlit and call.func.attr in FORBIDDEN_CALLS):
                    found.append(place)
                continue
            on_log = isinstance(call.func.value, ast.Name) and call.func.value.id == "log"
            if on_log or call.func.attr not in SHOWN_BY:
                continue
            # The first argument of a link is a file or an address.
            first = [] if call.func.attr in {"page_link", "link_button"} else call.args[:1]
            shown = [*first, *(k.value for k in call.keywords if k.arg in SHOWN_AS)]
            for value in shown:
                if rule == "literal" and isinstance(value, ast.Constant):
                    if isinstance(value.value, str) and re.search(r"[A-Za-z]{2}", value.value):
                        found.append(place)
                if rule == "f-string" and on_streamlit and isinstance(value, ast.JoinedStr):
                    found.append(place)
    assert found == []
