"""What a person reads of an action of the outbox, whatever it came to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.base.settings import DEMO_GROUP_ID, Settings
from lib.outbox import STATES, Action
from lib.outbox.pauses import plain_words
from lib.ui import console, links
from lib.ui.outgoing import Wording, explanation, state_badge
from lib.vk.errors import refusal

NOW = 1_790_000_000
WORDING = Wording(done="готово", unanswered="посмотрите", changed="другое", absent="пусто")

TOLD = plain_words(refusal({"error_code": 222, "error_msg": "Hyperlinks"}, method="wall.post"))


def action(state: str, reason: dict[str, Any] | None = None) -> Action:
    return Action(
        action_id=1,
        kind="reply",
        subject_id=7,
        payload={"text": "Ответ"},
        state=state,
        guid="g",
        actor="moderator",
        created_at=NOW,
        due_at=NOW,
        attempts=1,
        attempted_at=None,
        lease_until=None,
        baseline_id=None,
        result_id=None,
        answered_at=None,
        about=None,
        reason=reason,
        settled_at=None,
    )


def test_every_state_has_a_word() -> None:
    for state in STATES:
        assert re.search(r'class="pult-badge \w+">[^<]+<', state_badge(action(state), WORDING)), (
            state
        )


@pytest.mark.parametrize(
    ("state", "reason", "told"),
    [
        ("queued", {"kind": "away", "text": "нет сети", "wait": 2}, "нет сети"),
        ("queued", {"kind": "human", "code": 14, "text": "Captcha"}, "само"),
        ("refused", {"kind": "refused", "code": 212, "text": "Access"}, "212"),
        (
            "refused",
            {"kind": "refused", "code": 222, "text": "Hyperlinks", "told": TOLD},
            "Уберите ссылку и отправьте снова. (VK 222: Hyperlinks)",
        ),
        ("refused", {"kind": "no_key", "method": "m", "keys": ["community"]}, "ключ сообщества"),
        ("unknown", {"kind": "no_answer", "ask": True}, "посмотрите"),
        ("unknown", {"kind": "no_answer", "ask": False}, "VK"),
        ("confirmed", {"kind": "changed"}, "другое"),
        ("confirmed", {"kind": "absent"}, "пусто"),
        ("confirmed", None, ""),
        ("held", None, ""),
    ],
)
def test_the_reason_is_told(state: str, reason: dict[str, Any] | None, told: str) -> None:
    said = explanation(action(state, reason), WORDING)
    assert told in said
    assert bool(said) == bool(told)


def test_what_vk_says_cannot_run_away_with_the_screen() -> None:
    reason = {"kind": "refused", "code": 1, "text": "a" * 5000 + "\u202e"}
    assert len(explanation(action("refused", reason), WORDING)) < 400


@pytest.fixture
def settings_of(tmp_path: Path) -> Iterator[Any]:
    yield lambda url: console.use(Settings(data=tmp_path, vk_url=url, group_id=DEMO_GROUP_ID))
    console.use(None)


def test_a_rehearsal_links_nowhere_in_vk(settings_of: Any) -> None:
    settings_of("http://127.0.0.1:8502")
    assert links.post_in_vk(5) is None
    assert links.comment_in_vk(9, post_id=5, thread_id=9) is None


def test_links_into_vk(settings_of: Any) -> None:
    settings_of("https://api.vk.ru")
    assert links.post_in_vk(5) == "https://vk.ru/wall-1_5"
    assert links.comment_in_vk(9, post_id=5, thread_id=9) == "https://vk.ru/wall-1_5?reply=9"
    assert links.comment_in_vk(9, post_id=5, thread_id=8).endswith("?reply=9&thread=8")
