"""A post as VK will show it: picture, name, time, text with its hashtags, counters.

`STYLE` is the style sheet of the whole composer; its page puts it in once.
"""

from __future__ import annotations

import html
import re

import streamlit as st

from lib.base.language import _
from lib.ui import safe
from lib.ui.cards import face
from lib.wall.posts import HASHTAG
from lib.wall.queries import CommunityCard

_LINK = re.compile(rf"{HASHTAG.pattern}|https?://[^\s<>\"']+")

# st.html drops <svg>, so the icons are masks in the style sheet.
_SHAPES = {
    "like": "M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.3 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z",
    "comment": "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 19 16h-7l-4.5 4v-4H5a1.5 1.5 0 0 1"
    "-1.5-1.5v-8A1.5 1.5 0 0 1 5 5z",
    "share": "M13.5 5.5 20.5 12l-7 6.5V15C8 15 5 17 3.5 19.5 4 14 7 9.7 13.5 9V5.5z",
    "view": "M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8"
    " 0 0 0 0-5.6z",
}


def _shape(name: str, path: str) -> str:
    # A “<” in a style sheet would make the sanitizer of st.html drop the whole sheet.
    return (
        f".pult-vk .{name} {{ --shape: url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'"
        " viewBox='0 0 24 24' fill='none' stroke='%23000' stroke-width='1.9' stroke-linecap='round'"
        f" stroke-linejoin='round'%3E%3Cpath d='{path}'/%3E%3C/svg%3E\"); }}\n"
    )


STYLE = """<style>
.pult-vk { border: 1px solid light-dark(#d7e0e7, #2b3a45); border-radius: 12px; padding: .9rem 1rem .7rem;
  background: light-dark(#ffffff, #18232b); }
.pult-vk .head { display: grid; grid-template-columns: 44px minmax(0, 1fr); gap: 0 .7rem;
  align-items: center; }
.pult-vk .pult-face { width: 44px; height: 44px; }
.pult-vk .name { font-weight: 600; color: light-dark(#1b5a94, #8fc3ee); overflow-wrap: anywhere; }
.pult-vk .when { font-size: .82rem; color: light-dark(#5d6c78, #93a5b1); }
.pult-vk .text { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45; margin: .7rem 0 .2rem;
  max-height: 28rem; overflow-y: auto; }
.pult-vk .text.none { color: light-dark(#6b7983, #8496a2); font-style: italic; }
.pult-vk .ref { color: light-dark(#1f6bb0, #7ab8ec); }
.pult-vk .added { border-bottom: 1px dashed currentColor; }
.pult-vk .row { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin-top: .8rem; }
.pult-vk .count { display: inline-flex; gap: .35rem; align-items: center; font-size: .85rem;
  padding: .28rem .7rem; border-radius: 99px; color: light-dark(#566773, #9db0bd);
  background: light-dark(#eef2f5, #24323c); }
.pult-vk .count.view { margin-left: auto; background: none; padding-right: 0; }
.pult-vk .count::before { content: ""; width: 17px; height: 17px; background: currentColor;
  -webkit-mask: var(--shape) center / contain no-repeat; mask: var(--shape) center / contain no-repeat; }
.pult-out { display: grid; gap: .3rem; }
.pult-out .line { display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: baseline; }
.pult-out .what { font-size: .95rem; line-height: 1.45; overflow-wrap: anywhere; }
.pult-out .why { font-size: .9rem; color: light-dark(#4b5c68, #a9bac6); overflow-wrap: anywhere; }
[class*="st-key-post_line_"] { flex-wrap: nowrap !important; }
[class*="st-key-post_line_"] > div:first-child { min-width: 0 !important; }
.pult-row + .pult-row { margin-top: .7rem; padding-top: .7rem;
  border-top: 1px solid light-dark(#dde6ec, #26343e); }
.pult-wrong { font-size: .9rem; font-weight: 550; color: light-dark(#b3261e, #f2877d); }
SHAPES</style>""".replace("SHAPES", "".join(_shape(*item) for item in _SHAPES.items()))


def post_preview(
    community: CommunityCard | None, *, text: str, when: str, added: str | None = None
) -> None:
    """Draw the post. `when` is its time in words; `added`: the hashtag that `text` got at its end."""
    st.html(preview_html(community, text=text, when=when, added=added))


def preview_html(
    community: CommunityCard | None, *, text: str, when: str, added: str | None = None
) -> str:
    """The post as people will see it in VK, as HTML; `when` in words, `added` is a hashtag set apart."""
    name = community.name if community else _("Your community")
    body = (
        f'<div class="text">{linked(text, added=added)}</div>'
        if text
        else f'<div class="text none">{html.escape(_("Your text will appear here."))}</div>'
    )
    counters = [
        _counter("like", _("Likes")),
        _counter("comment", _("Comments")),
        _counter("share", _("Reposts")),
        _counter("view", _("Views")),
    ]
    return (
        f'<article class="pult-vk" aria-label="{html.escape(_("Preview of the post"))}">'
        f'<div class="head">{face(name, community.photo_url if community else None)}'
        f'<div><div class="name">{safe.html_text(name)}</div>'
        f'<div class="when">{html.escape(when)}</div></div></div>'
        f'{body}<div class="row">{"".join(counters)}</div></article>'
    )


def linked(text: str, *, added: str | None = None) -> str:
    """`text` escaped, with hashtags and addresses looking like links; nothing in it can be clicked."""
    clean = safe.plain(text)
    tail = len(clean) - len(added) if added and clean.endswith(added) else None
    pieces: list[str] = []
    end = 0
    for found in _LINK.finditer(clean):
        pieces.append(html.escape(clean[end : found.start()]))
        kind = "ref added" if found.start() == tail else "ref"
        pieces.append(f'<span class="{kind}">{html.escape(found.group())}</span>')
        end = found.end()
    pieces.append(html.escape(clean[end:]))
    return "".join(pieces)


def _counter(kind: str, title: str) -> str:
    return f'<span class="count {kind}" title="{html.escape(title)}">0</span>'
