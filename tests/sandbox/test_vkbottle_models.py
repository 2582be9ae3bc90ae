"""Every answer and event fits the typed models of vkbottle, there where the official schema is not."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from pydantic import ValidationError
from vkbottle import API, AiohttpClient
from vkbottle_types.events import bot_events

from tests.conftest import LocalVk
from tests.sandbox.cases import CASES, FIRST, filled, reads
from tests.sandbox.conftest import Lively

MISTAKEN = {
    (
        "groups.getMembers",
        "filterResponse",
    ): "vkbottle wants another `response` within the response",
}
"""Answers that fit the official schema and that vkbottle's own models get wrong."""


def snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)


def ask(vk: LocalVk, key: str, method: str, params: dict[str, Any]) -> Any:
    """The typed answer of vkbottle's own method; ValidationError for one that does not fit."""
    section, _, name = method.partition(".")

    async def call() -> Any:
        async with AiohttpClient() as http:
            api = API(key, http_client=http)
            api.API_URL = vk.url + "/method/"
            return await getattr(getattr(api, section), snake(name))(**params)

    return asyncio.run(call())


@pytest.mark.parametrize(("method", "kind", "key", "params"), CASES)
def test_answers_fit_the_models(
    request: pytest.FixtureRequest, method: str, kind: str, key: str, params: dict[str, Any]
) -> None:
    vk, ids = request.getfixturevalue("lively_to_read" if reads(method) else "lively")
    params = filled(params, ids)
    if method in FIRST:
        ask(vk, key, FIRST[method], params)
    if (method, kind) in MISTAKEN:
        with pytest.raises(ValidationError):
            ask(vk, key, method, params)
    else:
        assert ask(vk, key, method, params) is not None


def test_events_fit_the_models(lively_to_read: Lively) -> None:
    vk, _ = lively_to_read
    models = {snake(name).lstrip("_"): model for name, model in vars(bot_events).items()}
    with vk.world.turn():
        events = list(vk.world.events)
    untyped = set()
    for event in events:
        model = models.get(event.type)
        if model is None:
            untyped.add(event.type)
            continue
        told = {"type": event.type, "event_id": event.event_id, "v": "5.199", "group_id": 1}
        assert model(**told, object=event.object).object is not None, event.type
    assert untyped == set()
