"""The local VK that the console brings along."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

from lib.base.settings import read_settings
from lib.worker.local_vk import free_port, local_vk, wait_for


def test_wanted_port_where_it_is_free_and_another_where_it_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(port) == port


def test_it_answers_while_wanted_and_is_gone_afterwards(tmp_path: Path) -> None:
    settings = read_settings({"PULT_DATA": str(tmp_path)}, secrets=tmp_path / "none.toml")
    assert settings.embedded
    stopping = threading.Event()
    with local_vk(settings) as running:
        assert running.rehearsal
        assert wait_for(running, seconds=60, stopping=stopping)
    assert not wait_for(running, seconds=0.3, stopping=stopping)
    assert (tmp_path / "local-vk.db").exists()


def test_waiting_ends_when_the_console_stops(tmp_path: Path) -> None:
    settings = read_settings(
        {"PULT_DATA": str(tmp_path), "PULT_VK_URL": f"http://127.0.0.1:{free_port(1)}"},
        secrets=tmp_path / "none.toml",
    )
    stopping = threading.Event()
    stopping.set()
    assert not wait_for(settings, seconds=60, stopping=stopping)
