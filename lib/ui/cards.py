"""A comment as a card: face, name, time, words, what it answers, what the community said to it.

Everything VK told is escaped here; the markup around it is ours.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from lib.base.language import _
from lib.inbox.card import Answer, Author, Card, Parent
from lib.ui import console, dates, links, safe

LONG = 900
PICTURES = 4
# A question this old stands out, and one this old stands out more.
FRESH, LATE = 2 * 3600, 24 * 3600


def comment_html(
    card: Card,
    *,
    question: str = "",
    published: frozenset[int] = frozenset(),
) -> str:
    """The card's inside for `st.html`.

    `question`: words to mark; `published`: our comments that left this console and that VK has confirmed.
    """
    long = " long" if len(card.text) > LONG else ""
    gone = " pult-gone" if card.is_deleted else ""
    words = safe.marked(card.text, question) if question else safe.html_text(card.text)
    body = f'<div class="pult-body{long}{gone}" dir="auto">{words}</div>' if card.text else ""
    picture = face(card.author.name or "", card.author.photo_url)
    return (
        f'<article class="pult-card" data-comment="{card.comment_id}">{picture}<div>'
        f"{_head(card)}{_parent(card.parent)}{body}{_earlier(card.earlier_texts)}{files_html(card.attachments)}"
        f"{''.join(_answer(answer, answer.comment_id in published) for answer in card.answers)}{_post(card)}"
        "</div></article>"
    )


def face(name: str, photo_url: str | None) -> str:
    """A round picture over the initials, which show where the picture is missing or does not load."""
    letters = "".join(word[0] for word in safe.one_line(name).split()[:2] if word[0].isalnum())
    address = safe.image_address(photo_url)
    picture = f'<img src="{address}" alt="" loading="lazy">' if address else ""
    return f'<div class="pult-face" aria-hidden="true">{html.escape(letters.upper() or "?")}{picture}</div>'


def author_name(author: Author) -> str:
    """The name as plain text; what is known instead where there is none."""
    if author.name and safe.one_line(author.name):
        return safe.one_line(author.name)
    if author.deactivated == "deleted":
        return _("Deleted page (id{id})", id=author.author_id)
    if author.author_id < 0:
        return _("Community {id}", id=-author.author_id)
    return _("Name unknown (id{id})", id=author.author_id)


def badge(tone: str, text: str) -> str:
    """A small coloured word; `tone`: grey, blue, green, red or amber."""
    return f'<span class="pult-badge {tone}">{html.escape(text)}</span>'


def files_html(attachments: Sequence[Mapping[str, Any]]) -> str:
    """Pictures small, everything else as a named chip; `attachments` as `Card` has them."""
    pictures: list[str] = []
    chips: list[str] = []
    for one in attachments:
        name = _file_name(one)
        address = safe.image_address(one.get("preview"))
        if address and len(pictures) < PICTURES:
            pictures.append(
                f'<img src="{address}" alt="{safe.html_text(name)}" title="{safe.html_text(name)}"'
                ' loading="lazy">'
            )
        if not address or one.get("type") not in {"photo", "sticker", "graffiti"}:
            chips.append(f'<span class="pult-chip">{safe.html_text(name)}</span>')
    if not pictures and not chips:
        return ""
    return f'<div class="pult-files">{"".join(pictures)}{"".join(chips)}</div>'


def _head(card: Card) -> str:
    link = links.comment_in_vk(card.comment_id, post_id=card.post.post_id, thread_id=card.thread_id)
    now, zone = console.now(), console.zone()
    moment = dates.moment(card.created_at, now=now, zone=zone)
    marks = []
    if card.author.deactivated:
        marks.append(badge("grey", _deactivated(card.author.deactivated)))
    if card.is_ours:
        marks.append(badge("green", _("Community")))
    if card.awaits:
        age = now - card.created_at
        tone = "grey" if age < FRESH else "amber" if age < LATE else "red"
        marks.append(badge(tone, _("Waiting {age}", age=dates.age(age))))
    if card.is_dismissed:
        marks.append(badge("grey", _("No answer needed")))
    if card.is_deleted:
        marks.append(badge("red", _("Deleted")))
    edited = f" · {html.escape(_('edited'))}" if card.edited_at and not card.earlier_texts else ""
    full = html.escape(dates.full(card.created_at, zone=zone))
    there = (
        f'<a class="pult-dim" href="{html.escape(link)}" target="_blank" rel="noopener noreferrer">'
        f"{html.escape(_('Open in VK'))}</a>"
        if link
        else ""
    )
    return (
        f'<div class="pult-head"><span class="pult-name" dir="auto">'
        f"{safe.html_text(author_name(card.author))}</span>"
        f'<time class="pult-dim" title="{full}">{html.escape(moment)}{edited}</time>'
        f"{''.join(marks)}{there}</div>"
    )


def _deactivated(word: str) -> str:
    return _("Page blocked") if word == "banned" else _("Page deleted")


def _parent(parent: Parent | None) -> str:
    if parent is None:
        return ""
    name = (
        _("The community") if parent.is_ours else safe.one_line(parent.name or "") or _("Citizen")
    )
    text = _("(deleted)") if parent.is_deleted else safe.one_line(parent.text, 160)
    return f'<div class="pult-quote" dir="auto"><b>{safe.html_text(name)}</b>: {safe.html_text(text)}</div>'


def _earlier(texts: Sequence[str]) -> str:
    if not texts:
        return ""
    said = "".join(
        f'<div class="pult-quote" dir="auto">{safe.html_text(text)}</div>' for text in texts
    )
    return (
        f'<details class="pult-dim"><summary>{html.escape(_("Edited by the author: what it said before"))}'
        f"</summary>{said}</details>"
    )


def _answer(answer: Answer, published: bool) -> str:
    moment = dates.moment(answer.created_at, now=console.now(), zone=console.zone())
    word = badge("green", _("Published")) if published else ""
    return (
        '<div class="pult-quote pult-answer"><div class="pult-head pult-dim">'
        f"{html.escape(_('Answered {moment}', moment=moment))}{word}</div>"
        f"{safe.html_text(answer.text)}{files_html(answer.attachments)}</div>"
    )


def _post(card: Card) -> str:
    post = card.post
    title = safe.one_line(post.text or "", 90) or _("post {id}", id=post.post_id)
    gone = f" ({html.escape(_('deleted'))})" if post.is_deleted else ""
    return (
        f'<div class="pult-post">{html.escape(_("To the post"))}'
        f' <a href="{links.feed_of_post(post.post_id)}" target="_self">{safe.html_text(title)}</a>{gone}</div>'
    )


def _file_name(one: Mapping[str, Any]) -> str:
    known = {
        "photo": _("Photo"),
        "video": _("Video"),
        "audio": _("Audio"),
        "audio_message": _("Voice message"),
        "doc": _("File"),
        "link": _("Link"),
        "sticker": _("Sticker"),
        "poll": _("Poll"),
        "graffiti": _("Drawing"),
        "repost": _("Repost"),
        "wall": _("Post"),
    }
    name = known.get(str(one.get("type")), _("Attachment"))
    title = safe.one_line(str(one.get("title") or ""), 40)
    host = urlsplit(str(one.get("link") or "")).hostname if one.get("type") == "link" else None
    more = " · ".join(part for part in (title, host) if part)
    return f"{name}: {more}" if more else name
