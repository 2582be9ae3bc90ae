"""What an answer means, down to single bytes: only `response` is success."""

from __future__ import annotations

import json
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from lib.vk import (
    HumanNeeded,
    KeyDead,
    NoAnswer,
    NoRight,
    QuotaUsed,
    Refused,
    TooFast,
    Unreachable,
    VkError,
)
from lib.vk.transport import Transport
from tests.vk.conftest import OddServer, http_answer

KEY = "vk1.a.super-secret_key"
Start = Callable[..., OddServer]


def ask(url: str, *, writing: bool = False, timeout: float = 2.0, **params: object) -> object:
    transport = Transport(url)
    try:
        return transport.method(
            "wall.post", key=KEY, params=params, timeout=timeout, writing=writing
        )["response"]
    finally:
        transport.close()


def error(code: object, text: str = "Text", /, **more: object) -> bytes:
    return http_answer(json.dumps({"error": {"error_code": code, "error_msg": text, **more}}))


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("writing", [False, True])
def test_the_request_is_a_form_with_version_and_key_in_its_body(
    odd_vk: Start, writing: bool
) -> None:
    server = odd_vk(http_answer('{"response": {"post_id": 7}}'))
    assert ask(server.url, writing=writing, message="привет & до свидания") == {"post_id": 7}
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /method/wall.post HTTP/1.1")
    assert KEY.encode() not in head
    assert b"cookie" not in head.lower()
    assert parse_qs(body.decode()) == {
        "message": ["привет & до свидания"],
        "v": ["5.199"],
        "access_token": [KEY],
    }


@pytest.mark.parametrize(
    "answer",
    [
        http_answer("<!DOCTYPE html><html>Ведутся работы</html>"),
        http_answer('{"response": {"post_id": 7'),
        http_answer('{"response": {"post_id": 7}}', length=1000),
        http_answer(""),
        http_answer("null"),
        http_answer("[1]"),
        http_answer("{}"),
        http_answer('{"execute_errors": []}'),
        http_answer('{"error": "words"}'),
        http_answer('{"response": 1}', status="502 Bad Gateway"),
        http_answer('{"response": 1}', status="500 Internal Server Error"),
        http_answer('{"response": 1}', status="302 Found\r\nLocation: http://127.0.0.1:1/"),
        http_answer(b"\xff\xfe\x00"),
        b"",
        b"HTTP/1.1",
        b"rubbish\r\n\r\n",
        reset,
    ],
    ids=lambda a: repr(a)[-40:] if isinstance(a, bytes) else "reset",
)
def test_what_is_no_answer_may_have_been_done(odd_vk: Start, answer: bytes) -> None:
    server = odd_vk(answer)
    with pytest.raises(NoAnswer):
        ask(server.url, writing=True)
    assert len(server.requests) == 1, "a write was sent twice"


def test_a_hanging_call_ends_by_its_timeout(odd_vk: Start) -> None:
    release = threading.Event()
    server = odd_vk(lambda connection: release.wait(5) and None)
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        ask(server.url, timeout=0.3)
    assert time.monotonic() - began < 5
    release.set()


def test_no_connection_means_that_nothing_was_done(odd_vk: Start) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    with pytest.raises(Unreachable):
        ask(f"http://127.0.0.1:{port}")
    with pytest.raises(Unreachable):
        ask("http://pult.invalid")


def test_a_certificate_nobody_vouches_for_means_that_nothing_was_sent(odd_vk: Start) -> None:
    # Plain HTTP where TLS is expected fails in the handshake, which is before the request.
    server = odd_vk(http_answer('{"response": 1}'))
    with pytest.raises(VkError) as caught:
        ask(server.url.replace("http://", "https://"))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(6), TooFast),
        (error("6"), TooFast),
        (error(29), QuotaUsed),
        (error(214, "Access denied: you can only add 50 posts a day"), QuotaUsed),
        (error(214, "slot occupied"), Refused),
        (error(5, "User authorization failed: invalid access_token (4)."), KeyDead),
        (error(28, "Application authorization failed: access_token has expired."), KeyDead),
        (error(28, "method is unavailable with service token."), NoRight),
        (error(27), NoRight),
        (error(15, error_subcode=1133), NoRight),
        (error(14, redirect_uri="https://id.vk.com/x", remixstlid=1), HumanNeeded),
        (error(14, captcha_sid="1", captcha_img="https://x"), HumanNeeded),
        (error(17, redirect_uri="https://id.vk.com/x"), HumanNeeded),
        (error(13000), Refused),
        (error(None), Refused),
        (error([1]), Refused),
        (http_answer('{"error": {}}'), Refused),
        # Names that an error of ours has too.
        (error(100, code=1, text="x", method="y", self=1), Refused),
    ],
)
def test_every_error_of_vk_has_its_kind(odd_vk: Start, answer: bytes, kind: type[Refused]) -> None:
    with pytest.raises(Refused) as caught:
        ask(odd_vk(answer).url)
    assert type(caught.value) is kind
    assert caught.value.method == "wall.post"


def test_a_captcha_names_the_page_that_a_person_opens(odd_vk: Start) -> None:
    with pytest.raises(HumanNeeded) as caught:
        ask(odd_vk(error(14, redirect_uri="https://id.vk.com/not_robot?a=1")).url)
    assert caught.value.redirect_uri == "https://id.vk.com/not_robot?a=1"


def test_no_key_in_exceptions_and_logs(
    odd_vk: Start, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = {"error_msg": f"invalid {KEY}", "error_code": 5, "error_text": KEY, "note": [KEY]}
    asked = [{"key": "access_token", "value": KEY}]
    server = odd_vk(
        http_answer(json.dumps({"error": echo | {"request_params": asked}})),
        http_answer(f"<html>{KEY}"),
        http_answer(KEY, status="500 Oops"),
        b"",
        reset,
        lambda connection: time.sleep(0.4),
    )
    told: list[str] = []
    for _ in range(6):
        with pytest.raises(VkError) as caught:
            ask(server.url, timeout=0.2)
        at: BaseException | None = caught.value
        while at is not None:
            told += [str(at), repr(at), repr(vars(at))] if isinstance(at, VkError) else [str(at)]
            at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
        told.append(str(caught.getrepr(style="short")))
    server.close()
    with pytest.raises(VkError) as caught:
        ask(server.url)
    told += [str(caught.value), *(record.getMessage() for record in caplog.records)]
    assert len(told) > 20
    assert not [text for text in told if KEY in text]


def test_a_proxy_is_used_for_vk_and_never_for_a_local_vk(
    odd_vk: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, local = odd_vk(http_answer('{"response": 1}')), odd_vk(http_answer('{"response": 2}'))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert ask("http://vk.invalid") == 1
    assert proxy.requests[0].startswith(b"POST http://vk.invalid/method/wall.post ")
    assert ask(local.url) == 2


def test_closing_cuts_a_call_under_way(odd_vk: Start) -> None:
    reached, release = threading.Event(), threading.Event()

    def hang(connection: socket.socket) -> None:
        reached.set()
        release.wait(10)

    transport = Transport(odd_vk(hang).url)
    failures: list[VkError] = []

    def call() -> None:
        try:
            transport.method("users.get", key=KEY, params={}, timeout=30, writing=False)
        except VkError as failure:
            failures.append(failure)

    thread = threading.Thread(target=call)
    thread.start()
    assert reached.wait(5)
    transport.close()
    thread.join(2)
    assert not thread.is_alive()
    assert isinstance(failures[0], NoAnswer)
    release.set()
    with pytest.raises(Unreachable):
        transport.method("users.get", key=KEY, params={}, timeout=1, writing=False)


def test_a_slow_call_does_not_delay_another(odd_vk: Start) -> None:
    reached, release = threading.Event(), threading.Event()

    def hang(connection: socket.socket) -> None:
        reached.set()
        release.wait(10)
        connection.sendall(http_answer('{"response": "slow"}'))

    slow, quick = odd_vk(hang), odd_vk(http_answer('{"response": "quick"}'))
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(ask(slow.url, timeout=10)))
    thread.start()
    assert reached.wait(5)
    answers.append(ask(quick.url))
    release.set()
    thread.join(5)
    assert answers == ["quick", "slow"]
