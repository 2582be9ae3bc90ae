"""What a session says to citizens, in Russian, unless the moderator writes something else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from babel.dates import format_date, format_time, get_timezone_location

from lib.base.clock import local_time
from lib.base.language import N_, in_russian
from lib.chats.rows import Chat, Specialist

DECLINED = (
    N_("Not about the topic of the chat"),
    N_("Needs a doctor's visit: no diagnosis or treatment in a chat"),
    N_("Personal data or details of a concrete case"),
    N_("An insult or an advertisement"),
    N_("No question in it"),
    N_("Answered already in another thread"),
)
"""Usual reasons of «Не отвечаем»."""
_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])(?::([0-5]\d)|\.(00|1[3-9]|[2-5]\d))(?![.:]?\d)")
"""A time of day; no date such as 27.11.2026 or 12.05."""
_LISTED = re.compile(r"\A\s*(?:\d{1,3}[.)]\s+|[•·*–—-]\s+)")


def announcement(chat: Chat, people: Iterable[Specialist], *, zone: str) -> str:
    """The post under which questions are asked: topic, hours, who answers."""
    lines = [
        f"— {', '.join(part for part in (one.name, one.position, one.institution) if part)}"
        for one in people
    ]
    who = in_russian("Your questions will be answered by:") if lines else ""
    parts = (
        in_russian("Open chat: {topic}", topic=chat.topic),
        hours(chat, zone=zone),
        "\n".join([who, *lines]) if lines else "",
        in_russian(
            "Write your questions in the comments under this post. You can begin right now."
        ),
    )
    return "\n\n".join(part for part in parts if part)


def rules(chat: Chat, *, zone: str) -> str:
    """What stands under the announcement: what is answered here, what is not, where to call."""
    return "\n\n".join(
        (
            in_russian("Rules of the open chat “{topic}”", topic=chat.topic),
            in_russian(
                "We answer {hours}. Write questions in the comments, one question a comment.",
                hours=hours(chat, zone=zone),
            ),
            in_russian(
                "What we answer: how to get an appointment, where and when doctors see patients, which"
                " examinations, medicines and vaccinations are free, what rules and terms there are."
            ),
            in_russian(
                "What we do not do here: we make no diagnosis and prescribe no treatment. For that a doctor"
                " has to see the patient. No emergency help can be called here: if somebody is ill, call 103"
                " or 112."
            ),
            in_russian(
                "Please write no surnames of patients, no phone numbers, no numbers of policies and documents,"
                " no results of tests, neither yours nor anybody else's: all can read the comments."
            ),
            in_russian(
                "The same questions get one answer. Insults, advertisements and questions that do not belong"
                " to the topic stay without an answer. What we have no time for during the chat we answer"
                " after it."
            ),
        )
    )


def hours(chat: Chat, *, zone: str) -> str:
    """“25 ноября с 14:00 до 16:00 (время: Москва)”."""
    first, last = (local_time(at, zone=zone) for at in (chat.starts_at, chat.ends_at))
    return in_russian(
        "{day} from {first} till {last} ({city} time)",
        day=format_date(first.date(), "d MMMM", locale="ru"),
        first=format_time(first, "HH:mm", locale="ru"),
        last=format_time(last, "HH:mm", locale="ru"),
        city=get_timezone_location(first.tzinfo, locale="ru", return_city=True),
    )


def names_other_hours(text: str, chat: Chat, *, zone: str) -> bool:
    """Whether a text names times of day, and not the one at which the chat begins."""
    first = local_time(chat.starts_at, zone=zone)
    told = {(int(hour), int(colon or dot)) for hour, colon, dot in _CLOCK.findall(text)}
    return bool(told) and (first.hour, first.minute) not in told


def listed(pasted: str) -> list[str]:
    """The questions of a pasted list, one a line, without numbers and dashes before them, each once."""
    found: dict[str, str] = {}
    for line in pasted.splitlines():
        if words := _LISTED.sub("", line).strip():
            found.setdefault(words.casefold(), words)
    return list(found.values())
