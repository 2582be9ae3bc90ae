"""What is talked about where: topics by name, and the mix of kinds and topics under each rubric."""

from __future__ import annotations

from lib.sandbox.demo import (
    texts_care,
    texts_meds,
    texts_posts_care,
    texts_posts_people,
    texts_posts_talk,
)

TOPICS = {topic.name: topic for topic in (*texts_care.TOPICS, *texts_meds.TOPICS)}

_KINDS = ("question", "complaint", "thanks", "noise", "quarrel", "spam")


def _mix(*weights: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    return _KINDS, weights


RUBRIC_KINDS = {
    "": _mix(34, 20, 10, 24, 9, 3),
    "#СпасибоВрачам": _mix(9, 5, 50, 30, 4, 2),
    "#ГордостьМедицины": _mix(12, 8, 28, 42, 7, 3),
    "#НацпроектЗдравоохранение": _mix(30, 30, 5, 20, 13, 2),
    "#СтопКоронавирус": _mix(34, 18, 5, 18, 22, 3),
    "#ВакцинацияДиспансеризация": _mix(48, 17, 6, 14, 12, 3),
    "#ОткрытыйЧат": _mix(62, 22, 6, 6, 3, 1),
    "#ПрямойЭфир": _mix(55, 20, 7, 12, 4, 2),
    "#ВолонтёрыМедики": _mix(16, 6, 18, 52, 5, 3),
}
RUBRIC_TOPICS: dict[str, tuple[str, ...]] = {
    "#СпасибоВрачам": ("appointment", "manners", "wards", "shortage"),
    "#ГордостьМедицины": ("shortage", "staff", "referral", "appointment"),
    "#НацпроектЗдравоохранение": ("equipment", "equipment", "medicines", "shortage", "staff"),
    "#СтопКоронавирус": ("covid", "covid", "home_visit", "vaccination", "papers"),
    "#ВакцинацияДиспансеризация": ("vaccination", "vaccination", "checkup", "children", "papers"),
    "#ЗдоровыйОбразЖизни": ("checkup", "appointment", "medicines"),
    "#ВолонтёрыМедики": ("staff", "medicines", "home_visit"),
}

POSTS: dict[str, tuple[str, ...]] = {
    "#СпасибоВрачам": texts_posts_people.THANKS,
    "#НацпроектЗдравоохранение": texts_posts_care.PROJECT,
    "#ГордостьМедицины": texts_posts_people.PRIDE,
    "#СтопКоронавирус": texts_posts_care.COVID,
    "#ВакцинацияДиспансеризация": texts_posts_care.PREVENTION,
    "#ЗдоровыйОбразЖизни": texts_posts_care.HEALTH,
    "#ОткрытыйЧат": texts_posts_talk.CHATS,
    "#ПрямойЭфир": texts_posts_talk.LIVES,
    "#ВолонтёрыМедики": texts_posts_people.VOLUNTEERS,
    "#Новости": texts_posts_talk.NEWS,
}
