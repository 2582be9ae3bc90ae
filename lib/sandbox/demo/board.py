"""The demo community's board: three topics with some talk in them."""
# ruff: noqa: E501 (a table of templates: one text, one line)

from __future__ import annotations

from random import Random

from lib.sandbox.demo.calendar import DAY
from lib.sandbox.demo.grammar import expand
from lib.sandbox.demo.posts import dates
from lib.sandbox.demo.talk import Town
from lib.sandbox.history import PastComment, PastTopic
from lib.sandbox.objects import OWNER_ID

_TOPICS = (
    (
        "Как задать вопрос и когда ждать ответа",
        "Здравствуйте! {Отвечаем по будням с 9:00 до 18:00.|Отвечаем в рабочие дни, обычно за сутки.} Пожалуйста, не пишите здесь диагнозы, номера полисов и телефоны.",
        (
            "{А в выходные отвечаете|По субботам кто-нибудь есть}?",
            "{Спасибо, понятно.|Ясно, спасибо.}",
            "{Писала в понедельник, ответили в тот же день.|Мне ответили через час.}",
        ),
    ),
    (
        "Отзывы о поликлиниках",
        "Расскажите, как вас приняли: {что понравилось, что исправить|где хорошо, где плохо}. {Читаем всё и передаём главным врачам.|Каждый отзыв уходит в учреждение.}",
        (
            "{Спасибо|Низкий поклон}: <doc.dat>! {Внимательный врач.|Всё объяснили.}",
            "<h.in> {третий час сидим|очередь до вечера}. {Талон был на девять.|Никто ничего не говорит.}",
            "{Ремонт сделали, красиво|Стало чище}, {но врачей не прибавилось|а лор так и не появился}.",
            "{Хорошая регистратура|Девочки в регистратуре вежливые}, {записали быстро|помогли с Госуслугами}.",
        ),
    ),
    (
        "Темы для открытых чатов",
        "О чём поговорить со специалистами {в следующий раз|в следующем месяце}? {Предлагайте темы.|Пишите, кого пригласить.}",
        (
            "{Про сахарный диабет|О сердце и давлении}, пожалуйста.",
            "{Детские прививки|Что делать, когда ребёнок часто болеет}.",
            "{Льготные лекарства: куда идти и что взять|Как получить <drug> по рецепту}.",
        ),
    ),
)
"""Title, the community's first word, and what people say, as templates."""


def topics(*, seed: int, town: Town, now: int) -> tuple[PastTopic, ...]:
    """The board as it stands at `now`; the same for the same seed, and nothing else changes by it."""
    rng = Random(f"board of {seed}")
    made = []
    for number, (title, first, said) in enumerate(_TOPICS):
        at = now - rng.randint(60, 200) * DAY
        comments = [PastComment(1, OWNER_ID, at, _text(rng, first, at, town))]
        moments = sorted(rng.randint(at + DAY, now - DAY) for _one in range(rng.randint(4, 12)))
        for key, moment in enumerate(moments, start=2):
            text = _text(rng, rng.choice(said), moment, town)
            liked = rng.choice((0, 0, 1, 3))
            comments.append(PastComment(key, town.writer(rng), moment, text, likes=liked))
        made.append(PastTopic(title, tuple(comments), fixed=number == 0))
    return tuple(made)


def _text(rng: Random, template: str, at: int, town: Town) -> str:
    return expand(template, rng, town.slots(rng) | dates(rng, at))
