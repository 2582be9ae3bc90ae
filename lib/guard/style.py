"""Hints on how an official answer reads: none of them holds a text back.

What regions ask of answers in госпаблики: plain words, no full names of acts and bodies, a term, a contact,
a link where a formal appeal is offered, no request to rate a refusal.
"""
# ruff: noqa: E501 (tables of phrases)

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.base.language import N_
from lib.guard.finding import HINT, Finding
from lib.guard.folding import Folded
from lib.guard.people import is_gerund
from lib.guard.reading import Reading

OFFICIALESE, GERUNDS, FULL_NAME = "officialese", "gerunds", "full_name"
NO_TERM, NO_CONTACT, NO_LINK, RATE_REFUSAL = "no_term", "no_contact", "no_link", "rate_refusal"

_MESSAGES: dict[str, tuple[str, str]] = {
    OFFICIALESE: (
        N_("Officialese"),
        N_("Say it as you would to someone next to you: who does what, and when."),
    ),
    GERUNDS: (
        N_("A chain of verbal adverbs"),
        N_("Make two sentences of it, each with a plain verb."),
    ),
    FULL_NAME: (
        N_("The full name of an act or a body"),
        N_("Say what it gives to a person; the number of the act may stand at the end, or a link."),
    ),
    NO_TERM: (N_("A promise without a deadline"), N_("Say by what day, or within how many hours.")),
    NO_CONTACT: (
        N_("Where to apply, but not how"),
        N_("Add a phone number, an address or a link."),
    ),
    NO_LINK: (
        N_("A formal appeal is offered without a link"),
        N_("Add the address where it can be written: the form on the site or on Gosuslugi."),
    ),
    RATE_REFUSAL: (
        N_("A rating is asked for after a refusal"),
        N_("Leave the request out: the problem is not solved yet."),
    ),
}

_OFFICIALESE = re.compile(
    r"\bв связи с (?:вышеизложенн|вышеуказанн)\w+|\bна основании (?:вышеизложенн|вышеуказанн)\w+"
    r"|\bвыше(?:изложенн|указанн|названн|перечисленн)\w+|\bниже(?:следующ|указанн|перечисленн)\w+"
    r"|\bнастоящим (?:сообща|информир|уведомля)\w+|\bдовод\w+ до вашего сведения|\bпринят\w+ к сведению"
    r"|\b(?:в целях|во исполнение|в рамках исполнения|в части,? касающейся|по существу поставленн\w+ вопрос\w*)\b"
    r"|\bв (?:установленном|надлежащем) порядке|\bнадлежащ\w+ образом|\bимеет место\b|\bимеют место\b"
    r"|\bв соответствии с действующим законодательством|\bсогласно действующему законодательству"
    r"|\b(?:осуществля|производит|обеспечива)\w* (?:прием|запись|выдач|контроль|оказани|доставк|выплат|поставк)\w*"
    r"|\bосуществлен\w* (?:мероприяти|работ)\w*|\bпровод\w+ (?:комплекс )?мероприяти\w+"
    r"|\bнаходится на (?:особом )?контроле|\bвзят\w+ на (?:особый )?контроль|\bпосредством\b|\bввиду (?:того|отсутстви)\w*"
    r"|\bв случае возникновения\b|\bпо вопрос\w+ оказания\b|\bданн(?:ый|ая|ое|ого|ой|ому|ом|ые|ых) "
    r"(?:вопрос|обращени|ситуаци|проблем|учреждени|факт)\w*|\bвышестоящ\w+|\bс целью (?:недопущени|обеспечени)\w+"
    r"|\bпо результатам рассмотрения вашего обращения"
)
_ACT = re.compile(
    r"\b(?:федеральн\w+ закон\w*|приказ\w*|постановлени\w+|распоряжени\w+|закон\w* российской федерации)"
    r"(?= )[^.!?\n№]{0,90}"
    r"(?:\bот \d{1,2}(?:[. ]\w+[. ]\d{4})?(?: г(?:ода|\b\.?))?(?: ?№ ?[\w/-]+)?|№ ?[\w/-]+)(?: «[^»\n]{0,200}»)?"
    r"|\bот \d{1,2}\.\d{1,2}\.\d{4}(?: г\.?)? № ?[\w/-]+ «[^»\n]{0,200}»"
)
_BODY = re.compile(
    r"\bминистерств\w+ здравоохранения российской федерации"
    r"|\bтерриториальн\w+ фонд\w* обязательного медицинского страхования"
    r"|\bфедеральн\w+ фонд\w* обязательного медицинского страхования"
    r"|\b(?:областн\w+ |краев\w+ |федеральн\w+ )?(?:бюджетн|автономн|казенн)\w+ учреждени\w+ здравоохранения"
    r"|\bфедеральн\w+ служб\w+ по надзору в сфере \w+"
)
_PROMISE = re.compile(
    r"\b(?:ответим|сообщим|уточним|разберемся|разбираемся|проверим|проверяем|свяжемся|свяжутся|перезвоним|перезвонят"
    r"|исправим|решим|вернемся с ответом|дадим ответ|взят\w* в работу|взяли в работу|передали \w+ в|рассмотрим"
    r"|будет рассмотрен\w*|примем меры|проведем проверку)\b"
)
_TERM = re.compile(
    r"\b(?:сегодня|завтра|послезавтра|в течение|до конца|не позднее|на этой неделе|на следующей неделе|в ближайшие \w+ "
    r"(?:час|дн|минут)\w*|через \w+ (?:час|дн|минут|недел)\w*|через (?:час|неделю|месяц)|срок|до (?:понедельника"
    r"|вторника|среды|четверга|пятницы|субботы|воскресенья)|в (?:понедельник|вторник|среду|четверг|пятницу|субботу"
    r"|воскресенье)|(?:до|к|с|по) \d{1,2}\b|\d+ (?:рабоч\w+ |календарн\w+ )?(?:час|дн|ден|минут|сут|недел)\w*"
    r"|\d{1,2} (?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
    r"|\d{1,2}\.\d{1,2}(?:\.\d{2,4})?|уже (?:исправ|реш|ответ)\w*)"
)
_TURN_TO = re.compile(
    r"\b(?:обратитесь|обращайтесь|позвоните|звоните|свяжитесь|уточните (?:в|у)|уточняйте|следует обратиться"
    r"|необходимо обратиться|рекомендуем обратиться)\b"
)
_CONTACT = re.compile(
    r"\d[\d ()-]{4,}\d|\b(?:122|103|112|1220)\b|@|https?://|·{3}|\b[\w-]+\.(?:ru|рф|com)\b|\bгосуслуг\w*"
    r"|\b(?:ул|пр|пер)\.|\bкаб(?:инет\w*|\.) ?№? ?\d|\bличн\w+ сообщени\w+|\bв лс\b|\bсообщени\w+ сообщества"
)
_APPEAL = re.compile(
    r"\b(?:напишите|направьте|оставьте|подайте|направить|подать|оформите|составьте)"
    r" (?:\w+ )?(?:\w+ )?(?:обращени\w+|заявлени\w+|жалоб\w+)|\bобрат\w+ (?:письменно|с письменн\w+ обращени\w+)"
)
_LINK = re.compile(r"https?://|·{3}|\b[\w-]+\.(?:ru|рф|com)\b|\bvk\.(?:com|ru)|@")
_RATE = re.compile(
    r"\b(?:оцените|поставьте оценку|просим оценить|пожалуйста,? оцените) ?(?:\w+ )?"
    r"(?:ответ|работ|качеств|помощ|нас\b)?\w*"
)
_REFUSAL = re.compile(
    r"\b(?:к сожалению|не можем|невозможно|нет возможности|отказан\w*|отказать|не предусмотрен\w*|не представляется"
    r"|не входит|не подлежит|не положен\w*|оснований нет|нет оснований|не поступил\w*)"
)
_MAYBE_GERUND = re.compile(r"\b[а-я]{3,}(?:[аяеиоуы]в|вши(?:сь)?|[чшщж]а(?:сь)?|я(?:сь)?)\b")
_CHAIN = 2
"""So many деепричастия in one sentence are a chain."""


def hints(visible: Folded, reading: Reading) -> Iterator[Finding]:
    """Findings that do not stop."""
    lower = visible.lower
    for found in _OFFICIALESE.finditer(lower):
        yield _hint(visible, OFFICIALESE, *found.span())
    for pattern in (_ACT, _BODY):
        for found in pattern.finditer(lower):
            yield _hint(visible, FULL_NAME, found.start(), len(lower[: found.end()].rstrip()))
    yield from _gerunds(visible, reading)
    yield from _missing(visible)


def _gerunds(visible: Folded, reading: Reading) -> Iterator[Finding]:
    for start, end in reading.sentences:
        maybe = list(_MAYBE_GERUND.finditer(visible.lower, start, end))
        if len(maybe) < _CHAIN:
            continue
        found = [word for word in maybe if is_gerund(word[0])]
        if len(found) >= _CHAIN:
            yield _hint(visible, GERUNDS, found[0].start(), found[-1].end())


def _missing(visible: Folded) -> Iterator[Finding]:
    """What the whole text does not say: shown at the words that call for it."""
    lower = visible.lower
    promise = _PROMISE.search(lower)
    if promise and not _TERM.search(lower):
        yield _hint(visible, NO_TERM, *promise.span())
    turn = _TURN_TO.search(lower)
    if turn and not _CONTACT.search(lower):
        yield _hint(visible, NO_CONTACT, *turn.span())
    appeal = _APPEAL.search(lower)
    if appeal and not _LINK.search(lower):
        yield _hint(visible, NO_LINK, *appeal.span())
    rate = _RATE.search(lower)
    if rate and _REFUSAL.search(lower):
        yield _hint(visible, RATE_REFUSAL, rate.start(), len(lower[: rate.end()].rstrip()))


def _hint(visible: Folded, kind: str, start: int, end: int) -> Finding:
    first, last = visible.span(start, end)
    message, advice = _MESSAGES[kind]
    return Finding(kind, HINT, first, last, visible.source[first:last], message, advice)
