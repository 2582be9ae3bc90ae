"""A worker that was killed in the middle of a call, and the one that comes after it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from lib.access.permissions import MODERATOR
from lib.base.settings import ROOT
from lib.outbox import queue
from lib.outbox.queries import LEASE_SECONDS

DOOMED = """
import os, signal, sys, threading
from pathlib import Path
from lib.base.secret import Secret
from lib.base.settings import DEMO_KEYS, Settings
from lib.store import Store
from lib.vk import Vk, connect
from lib.worker import Worker

folder, url, moment = sys.argv[1:]
call = Vk.call

def die(self, method, **params):
    if method == "wall.createComment":
        if moment == "after":
            call(self, method, **params)
        os.kill(os.getpid(), signal.SIGKILL)
    return call(self, method, **params)

Vk.call = die
keys = {name: Secret(value) for name, value in DEMO_KEYS.items()}
settings = Settings(data=Path(folder), vk_url=url, group_id=1, **keys)
Worker(settings, Store(settings.database), connect(settings)).start()
threading.Event().wait()
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_a_killed_worker_was_sending_is_settled_at_once(
    local_vk, store, start, until, shown, moment
) -> None:
    post = local_vk.world.publish("Запись")
    comment_id = local_vk.world.comment(post.id, 101, "Когда откроют?")
    payload = {
        "post_id": post.id,
        "comment_id": comment_id,
        "thread_id": comment_id,
        "text": "В среду.",
        "seen": {"text": "Когда откроют?", "last_reply_id": 0},
    }
    with store.writer() as db:
        queue(db, "reply", actor=MODERATOR, payload=payload, now=int(time.time()), hold=0)

    command = [sys.executable, "-c", DOOMED, str(store.path.parent), local_vk.url, moment]
    ended = subprocess.run(command, cwd=ROOT, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    [(state, lease_until)] = shown("SELECT state, lease_until FROM outbox")
    assert state == "sending"
    assert lease_until > time.time() + LEASE_SECONDS / 2

    start(local_vk.url)
    until(lambda: shown("SELECT state FROM outbox") == [("confirmed",)], seconds=LEASE_SECONDS / 3)
    said = [found for found in local_vk.world.comments.values() if found.text == "В среду."]
    assert len(said) == 1
