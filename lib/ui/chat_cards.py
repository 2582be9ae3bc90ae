"""A question of an open chat as a card, for the board and for the specialist alike. HTML for `st.html`.

What citizens and specialists wrote is escaped here; the markup around it is ours.
"""

from __future__ import annotations

import html

from lib.base.language import _, ngettext
from lib.chats.rows import Question
from lib.chats.states import HOLD_SECONDS, OPEN
from lib.ui import console, dates, safe
from lib.ui.cards import badge, face

STYLE = """<style>
.pult-q { display: grid; grid-template-columns: 36px minmax(0, 1fr); gap: 0 .7rem; }
.pult-q .pult-face { width: 36px; height: 36px; }
.pult-q.big .pult-body { font-size: 1.15rem; line-height: 1.55; }
.pult-q .pult-body { margin: .15rem 0 .2rem; }
.pult-q.short .pult-body { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 7;
  overflow: hidden; }
.pult-q .meta { display: flex; flex-wrap: wrap; gap: .2rem .5rem; align-items: baseline; }
.pult-q .said { border-left: 3px solid light-dark(#16877a, #4fbfae); padding: .1rem 0 .1rem .6rem;
  margin: .35rem 0 .1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.pult-q .remark { border-left: 3px solid light-dark(#a85b00, #f0ad5c); padding: .1rem 0 .1rem .6rem;
  margin: .35rem 0 .1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
</style>"""

QUESTION_SHOWN, ANSWER_SHOWN = 260, 160
"""Characters of a question and its answer on a card of the board; the whole text opens with the card."""
LATE_SECONDS = 15 * 60
"""In a chat people wait online: so long without an answer stands out."""


def question_html(
    question: Question, *, big: bool = False, short: bool = False, with_answer: bool = True
) -> str:
    """The question with who asked, how long ago, its votes, who has it, and what was answered.

    `short`: the first lines of a long one, as in a list.
    """
    remark = edited = ""
    look = "big" if big else "short" if short else ""
    if question.remark and _returned(question):
        remark = _told("remark", _("The moderator asks:"), question.remark)
    # A message's text grows with what its author adds.
    if question.text != question.asked_text and question.source not in {"pasted", "message"}:
        edited = _told("pult-dim", _("Before it was edited:"), question.asked_text)
    return (
        f'<article class="pult-q {look}" data-question="{question.question_id}">'
        f"{face(question.author_name, question.photo_url)}<div>"
        f'<div class="pult-head"><span class="pult-name" dir="auto">{safe.html_text(asker(question))}</span>'
        f"{_marks(question)}</div>"
        f'<div class="pult-body" dir="auto">{safe.html_text(question.text)}</div>{edited}{remark}'
        f"{_answer(question) if with_answer else ''}</div></article>"
    )


def board_card_html(question: Question, *, on_air: bool = False) -> str:
    """The question as a small card of the board. How long it waits is filled in by the browser."""
    marks = []
    if on_air:
        marks.append(badge("red", _("On the air")))
    if _returned(question):
        marks.append(badge("amber", _("Given back")))
    if question.state in OPEN:
        marks.append(f'<span data-waits="{question.asked_at}"></span>')
    if question.state == "sending":
        word = sending_word(question)
        marks.append(badge("amber" if question.action_reason else "blue", word))
    if question.state == "gone":
        marks.append(badge("grey", _("Its author has deleted the question.")))
    marks += _asked(question)
    if words := holder_words(question):
        marks.append(f"<span>{safe.html_text(words)}</span>")
    lines = ""
    if question.declined_because and question.state == "declined":
        lines += f'<div class="note">{safe.html_text(question.declined_because)}</div>'
    if question.answer and question.state in {"review", "sending", "published"}:
        who = _("Answered in VK itself") if question.in_vk else question.answered_by or ""
        name = f"<b>{safe.html_text(who)}</b> " if who else ""
        said = safe.html_text(safe.one_line(question.answer, ANSWER_SHOWN))
        lines += f'<div class="said" dir="auto">{name}{said}</div>'
    if question.note:
        lines += f'<div class="note">✎ {safe.html_text(safe.one_line(question.note, 120))}</div>'
    return (
        f'<div class="meta"><span>{safe.html_text(asker(question))}</span>{"".join(marks)}</div>'
        f'<div class="words" dir="auto">{safe.html_text(safe.one_line(question.text, QUESTION_SHOWN))}</div>'
        f"{lines}"
    )


def _asked(question: Question) -> list[str]:
    """Where it was asked, by how many, about what."""
    marks = _where_asked(question)
    if question.votes:
        marks.append(badge("blue", f"♥ {dates.number(question.votes)}"))
    if question.joined:
        count = len(question.joined)
        marks.append(badge("grey", ngettext("+ {n} same question", "+ {n} same questions", count)))
    if question.topic:
        marks.append(badge("grey", safe.one_line(question.topic, 40)))
    return marks


def _where_asked(question: Question) -> list[str]:
    if question.source == "message":
        return [badge("amber", _("private message"))]
    if question.source == "video":
        return [badge("grey", _("from the broadcast"))]
    return []


def sending_word(question: Question) -> str:
    """Where the answer is on its way, in a word or two."""
    return {
        "paused": _("Waiting for you"),
        "refused": _("Refused by VK"),
        "unknown": _("Not confirmed"),
    }.get(str(question.action_state), _("Sending"))


def asker(question: Question) -> str:
    """Who asked, as plain text."""
    if question.source == "pasted":
        return _("Collected beforehand")
    return safe.one_line(question.author_name) or _("Citizen")


def holder_words(question: Question) -> str:
    """Who has the question, in words; empty where nobody does."""
    if not question.assignee:
        return ""
    if question.state == "answering":
        idle = console.now() - ((question.held_until or console.now()) - HOLD_SECONDS)
        if idle < 120:
            return _("{name} is answering now", name=question.assignee)
        return _("{name} has it, silent for {age}", name=question.assignee, age=dates.age(idle))
    if question.state in {"review", "sending", "published"}:
        return ""  # the answer says whose it is
    return _("for {name}", name=question.assignee)


def _returned(question: Question) -> bool:
    """The moderator gave the answer back, and it was not handed in again."""
    return bool(question.remark) and question.state in {"answering", "assigned"}


def _marks(question: Question) -> str:
    now = console.now()
    marks = [badge("amber", _("Given back"))] if _returned(question) else []
    if question.state in {"new", "assigned", "answering", "review"}:
        waited = now - question.asked_at
        tone = "grey" if waited < LATE_SECONDS // 3 else "amber" if waited < LATE_SECONDS else "red"
        marks.append(badge(tone, _("Waiting {age}", age=dates.age(waited))))
    else:
        zone = console.zone()
        marks.append(_dim(dates.moment(question.asked_at, now=now, zone=zone)))
    marks += _asked(question)
    if words := holder_words(question):
        marks.append(_dim(words))
    return "".join(marks)


def _answer(question: Question) -> str:
    if not question.answer or question.state in {"new", "assigned", "answering"}:
        return ""
    who = question.answered_by or ""
    if question.in_vk:
        who = _("Answered in VK itself")
    head = f'<div class="pult-dim">{safe.html_text(who)}</div>' if who else ""
    return f'{head}<div class="said" dir="auto">{safe.html_text(question.answer)}</div>'


def _told(look: str, title: str, text: str) -> str:
    return f'<div class="{look}"><b>{html.escape(title)}</b> {safe.html_text(text)}</div>'


def _dim(words: str) -> str:
    return f'<span class="pult-dim">{safe.html_text(words)}</span>'
