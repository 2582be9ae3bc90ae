"""A worker in a process of its own, to be killed: `python -m tests.outbox.worker_process DATA VK_URL`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.store import Store
from lib.vk import connect
from lib.worker import Worker


def main(data: str, vk_url: str) -> None:
    settings = Settings(
        data=Path(data),
        vk_url=vk_url,
        group_id=1,
        community_key=Secret("demo-community"),
        service_key=Secret("demo-service"),
        user_key=Secret("demo-user"),
    )
    Worker(settings, Store(settings.database), connect(settings, paced=False)).start()
    print("at work", flush=True)
    signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
