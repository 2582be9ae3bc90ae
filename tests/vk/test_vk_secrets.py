"""Whatever goes wrong at the door, nothing that is written down holds a key, or what is as good as one."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from lib.sandbox.rights import DEMO_KEYS
from lib.vk import Call, Vk, VkError, uploads
from lib.vk.long_poll import listen
from tests.conftest import LocalVk
from tests.vk.conftest import OddServer, door, http_answer

KEYS = {
    "community": "Korovin-7fa2-community",
    "service": "Korovin-7fa2-service",
    "user": "Korovin-7fa2-user",
}
SET = {f"PULT_{kind.upper()}_KEY": key for kind, key in KEYS.items()} | {"PULT_GROUP_ID": "1"}
HASH = "Korovin-7fa2-upload"
POLL_KEY = "Korovin-7fa2-poll"
SECRET = "Korovin-7fa2"
DEAF = "http://127.0.0.1:9"
log = logging.getLogger("test")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that any library writes at any level, with tracebacks."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.NOTSET)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.vk.sending.TOO_FAST_PAUSE", 0.01)
    monkeypatch.setattr("lib.vk.sending.READ_TIMEOUT", 0.3)
    monkeypatch.setattr("lib.vk.transport.UPLOAD_TIMEOUT", 0.3)
    monkeypatch.setattr(uploads, "PAUSES", (0.0, 0.0))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    Image.new("RGB", (300, 300)).save(path)
    return path


def attempts(vk: Vk, photo: Path) -> list[Callable[[], object]]:
    """Each way through the door."""
    reads = [Call("wall.getComments", {"owner_id": -1, "post_id": n}) for n in range(1, 4)]
    return [
        lambda: vk.call("users.get", user_ids=[1]),
        lambda: vk.call("wall.post", owner_id=-1, message="x"),
        lambda: vk.call("wall.edit", owner_id=-1, post_id=1, message="x"),
        lambda: vk.batch(reads),
        lambda: uploads.wall_photo(vk, photo),
    ]


def fail(vk: Vk, photo: Path) -> int:
    """Goes each way and writes down what came of it, as whoever catches it would."""
    failed = 0
    for attempt in attempts(vk, photo):
        try:
            attempt()
        except VkError as error:
            failed += 1
            log.exception("%s %r %s", error, error, vars(error))
    return failed


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "code": 5},
        {"kind": "error", "code": 27},
        {"kind": "error", "code": 29},
        {"kind": "error", "code": 100},
        {"kind": "http", "status": 502},
        {"kind": "html"},
        {"kind": "drop_after"},
        {"kind": "hang", "seconds": 20},
        {"kind": "captcha"},
        {"kind": "captcha", "legacy": True},
    ],
    ids=str,
)
def test_no_key_is_written_down_whatever_vk_does(
    local_vk: LocalVk, tmp_path: Path, photo: Path, written: io.StringIO, fault: dict[str, object]
) -> None:
    keys = {key.kind: key for key in DEMO_KEYS if key.state == "good"}
    for kind, token in KEYS.items():
        local_vk.world.keys[token] = replace(keys[kind], token=token)  # type: ignore[index]
    local_vk.world.publish("x")
    local_vk.post("/_world/faults", [{"method": "*", "times": 999, **fault}])
    with door(local_vk.url, tmp_path, **SET) as vk:
        assert fail(vk, photo) >= 3
        assert SECRET not in repr(vars(vk.humans)) + repr(vk)
    assert written.getvalue().count("Traceback") >= 3
    assert SECRET not in written.getvalue()


def test_no_key_is_written_down_where_vk_repeats_it(
    odd_vk: Callable[..., OddServer], tmp_path: Path, photo: Path, written: io.StringIO
) -> None:
    def echo(code: int, key: str) -> bytes:
        error = {"error_code": code, "error_msg": f"bad {key}", "error_text": key}
        asked = [{"key": "access_token", "value": key}]
        return http_answer(json.dumps({"error": error | {"request_params": asked, "note": [key]}}))

    for kind, key in KEYS.items():
        server = odd_vk(echo(100, key), echo(100, key))
        only = {f"PULT_{kind.upper()}_KEY": key, "PULT_GROUP_ID": "1"}
        with door(server.url, tmp_path, **only) as vk:
            for method in ("users.get", "groups.getById"):
                with pytest.raises(VkError) as caught:
                    vk.call(method)
                log.error("%s", vars(caught.value), exc_info=caught.value)
    assert written.getvalue().count("***") >= 6
    assert SECRET not in written.getvalue()


def test_addresses_of_uploads_and_long_polls_are_not_written_down(
    odd_vk: Callable[..., OddServer], tmp_path: Path, photo: Path, written: io.StringIO
) -> None:
    # The addresses lead to a server that answers nothing, to one that breaks, and to nobody.
    for place in (odd_vk(*[b""] * 4).url, odd_vk(*[http_answer("<html>")] * 4).url, DEAF):
        address = json.dumps({"response": {"upload_url": f"{place}/u?hash={HASH}"}})
        server = odd_vk(*[http_answer(address)] * 3)
        with door(server.url, tmp_path, **SET) as vk, pytest.raises(VkError) as caught:
            uploads.wall_photo(vk, photo)
        log.error("%s", vars(caught.value), exc_info=caught.value)
        polled = json.dumps({"response": {"server": f"{place}/lp", "key": POLL_KEY, "ts": "1"}})
        server = odd_vk(*[http_answer(polled)] * 9)
        stop = threading.Event()
        with door(server.url, tmp_path, **SET) as vk:
            for batch in listen(vk, position=None, stop=stop):
                if batch.trouble:
                    log.error("%s", vars(batch.trouble), exc_info=batch.trouble)
                    stop.set()
    assert written.getvalue().count("Traceback") >= 3
    assert SECRET not in written.getvalue()


def test_the_test_itself_sees_what_is_written(written: io.StringIO) -> None:
    with suppress(ValueError):
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("urllib3").debug("address %s", HASH, exc_info=True)
            raise
    assert written.getvalue().count(SECRET) == 2
