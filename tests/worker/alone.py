"""`python -m tests.worker.alone SECONDS`: the worker of a console without its pages, until SIGTERM.

Data, VK and keys come from the environment, as for the console; SECONDS is how often it catches up.
"""

from __future__ import annotations

import signal
import sys
import threading

from lib.base.settings import read_settings
from lib.store import Store
from lib.vk import connect
from lib.worker import Worker, reading


def main() -> None:
    reading.CATCH_UP_SECONDS = float(sys.argv[1])
    settings = read_settings()
    store = Store(settings.database)
    store.migrate()
    worker = Worker(settings, store, connect(settings))
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    worker.start()
    ended.wait()
    worker.stop()


if __name__ == "__main__":
    main()
