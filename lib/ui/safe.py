"""Untrusted text stays text: what citizens wrote never turns into markup, a link or a picture.

`html_text` is for `st.html`, `label` for the slots of Streamlit that read Markdown (labels, captions, toasts).
Bodies without decoration belong in `st.text`.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from lib.store.search import stems

# Control characters (Cc) but line breaks and tabs, halves of surrogate pairs (Cs), marks of direction.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:&])")
_WORD = re.compile(r"\w+")


def plain(text: str) -> str:
    """`text` without control characters (but line breaks and tabs) and without marks that turn direction."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, limit: int = 80) -> str:
    """`text` as one line of at most `limit` characters, cut at a word where there is one."""
    line = " ".join(plain(text).split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,.;:–—-") + "…"


def html_text(text: str) -> str:
    """`text` for `st.html`: escaped; wrap it in an element with `white-space: pre-wrap` to keep lines."""
    return html.escape(plain(text), quote=True)


def label(text: str, limit: int = 80) -> str:
    """`text` for a slot that reads Markdown: one line, every special character escaped.

    The zero-width space behind a colon stops `http://…` and `:material/…:`, which plain escaping does not.
    """
    return _MARKDOWN.sub(r"\\\1", one_line(text, limit)).replace(":", ":\u200b")


def marked(text: str, question: str) -> str:
    """`html_text` with the words that answer the search `question` inside `<mark>`."""
    wanted = tuple(stems(question).split())
    if not wanted:
        return html_text(text)
    clean = plain(text)
    pieces: list[str] = []
    end = 0
    for word in _WORD.finditer(clean):
        if stems(word.group()).startswith(wanted):
            pieces.append(html.escape(clean[end : word.start()]))
            pieces.append(f"<mark>{html.escape(word.group())}</mark>")
            end = word.end()
    pieces.append(html.escape(clean[end:]))
    return "".join(pieces)


def image_address(url: str | None) -> str | None:
    """`url` for `src` where it is an http(s) address, else None. The CSP header says which hosts load."""
    if not url or urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        return None
    return html.escape(plain(url), quote=True)
