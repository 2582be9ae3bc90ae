"""Node's vk-io, unmodified, publishes, uploads, answers and listens; its own options name the local VK.

Needs node and the packages of tests/sandbox/vk_io, which `make test` installs where npm is. Skips elsewhere,
unless PULT_REQUIRE_NODE=1.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.sandbox.conftest import Caller

HERE = Path(__file__).with_name("vk_io")
SECONDS = 60


@pytest.fixture
def node() -> str:
    """Where node is; vk-io is there too."""
    found = shutil.which("node")
    installed = (HERE / "node_modules" / "vk-io").is_dir()
    if found is not None and installed:
        return found
    missing = (
        "no node" if found is None else "vk-io is not installed: `make test` does it where npm is"
    )
    if os.environ.get("PULT_REQUIRE_NODE") == "1":
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def bot(node: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """bot.mjs at work; ended where it hangs."""
    command = [node, str(HERE / "bot.mjs"), *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, encoding="utf-8") as running:
        hung = threading.Timer(SECONDS, running.kill)
        hung.start()
        try:
            yield running
        finally:
            hung.cancel()
            running.kill()


def told(running: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line of the bot."""
    assert running.stdout is not None and running.stderr is not None
    line = running.stdout.readline()
    assert line, running.stderr.read()
    made: dict[str, Any] = json.loads(line)
    return made


def test_a_bot_publishes_uploads_answers_and_listens(vk: Caller, node: str, tmp_path: Path) -> None:
    picture = tmp_path / "doors.jpg"
    Image.new("RGB", (1300, 700), "teal").save(picture)
    with bot(node, vk.running.url, str(picture)) as running:
        published = told(running)
        post_id = published["post"]
        asked = {"post_id": post_id, "from_id": 1001, "text": "Когда приём?"}
        question = vk.door("comment", asked)["comment_id"]
        vk.door("message", {"from_id": 50, "text": "Как записаться?"})
        heard = told(running)
        assert running.wait(timeout=SECONDS) == 0

    state = vk.state()
    (post,) = state["posts"]
    assert (post["id"], post["text"], post["from_id"]) == (post_id, "День открытых дверей", -1)
    (attached,) = post["attachments"]
    photo = attached["photo"]
    assert published["photo"].startswith(f"photo{photo['owner_id']}_{photo['id']}")
    assert (1300, 700) in {(size["width"], size["height"]) for size in photo["sizes"]}
    assert published["read"] == ["Ждём вас!"]
    comments = {one["id"]: one for one in state["comments"]}
    assert [(one["from_id"], one["text"]) for one in comments.values()] == [
        (-1, "Ждём вас!"),
        (1001, "Когда приём?"),
        (-1, "С девяти утра"),
    ]
    assert comments[published["comment"]]["text"] == "Ждём вас!"

    comment, message = heard["comment"], heard["message"]
    assert "wall_reply_new" in comment["subTypes"]
    assert (comment["from"], comment["text"]) == (1001, "Когда приём?")
    assert comments[comment["reply"]]["reply_to_comment"] == question
    assert "message_new" in message["subTypes"]
    assert (message["from"], message["text"]) == (50, "Как записаться?")
    said = [(one["from_id"], one["text"]) for one in state["messages"]]
    assert said == [(50, "Как записаться?"), (-1, "По номеру 122")]
    assert state["messages"][-1]["id"] == message["sent"]
