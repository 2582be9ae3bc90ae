"""Listening: nothing is missed silently, nothing spins, and it ends when told."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from lib.vk import KeyDead, NoAnswer, NoRight, Unreachable, Vk
from lib.vk import long_poll as loop
from lib.vk.long_poll import Batch, Position, listen
from tests.conftest import LocalVk
from tests.vk.conftest import OddServer, door, http_answer
from tests.vk.test_vk_door import break_next, calls


class Ear:
    """Runs `listen` on a thread and hands over what it yields."""

    def __init__(self, vk: Vk, position: Position | None) -> None:
        self.stop = threading.Event()
        self.heard: Queue[Batch] = Queue()
        self.thread = threading.Thread(target=self._listen, args=(vk, position))
        self.thread.start()

    def _listen(self, vk: Vk, position: Position | None) -> None:
        for batch in listen(vk, position=position, stop=self.stop):
            self.heard.put(batch)

    def until(self, wanted: Callable[[Batch], object], seconds: float = 10) -> list[Batch]:
        """Batches up to the first wanted one, which is the last."""
        got: list[Batch] = []
        end = time.monotonic() + seconds
        while True:
            try:
                got.append(self.heard.get(timeout=max(0.0, end - time.monotonic())))
            except Empty:
                raise AssertionError(f"not heard; instead: {got}") from None
            if wanted(got[-1]):
                return got

    def close(self) -> float:
        """Seconds that stopping took."""
        began = time.monotonic()
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()
        return time.monotonic() - began


@pytest.fixture
def hear(vk: Vk) -> Iterator[Callable[..., Ear]]:
    ears: list[Ear] = []

    def start(position: Position | None = None, door: Vk = vk) -> Ear:
        ears.append(Ear(door, position))
        return ears[-1]

    yield start
    for ear in ears:
        ear.close()


def texts(batches: list[Batch]) -> list[str]:
    return [event["object"]["text"] for batch in batches for event in batch.events]


def write(local_vk: LocalVk, text: str, post_id: int | None = None) -> int:
    post_id = post_id or int(local_vk.post("/_world/post", {"text": "Запись"})["post_id"])  # type: ignore[call-overload]
    local_vk.post("/_world/comment", {"post_id": post_id, "from_id": 5, "text": text})
    return post_id


def test_the_first_word_is_a_position_and_that_history_must_be_read(
    hear: Callable[..., Ear],
) -> None:
    first = hear().until(lambda _batch: True)[0]
    assert first.gap
    assert first.events == []
    assert first.position is not None


def test_a_comment_is_heard_at_once_and_in_order(
    hear: Callable[..., Ear], local_vk: LocalVk
) -> None:
    ear = hear()
    ear.until(lambda batch: batch.position and not batch.gap)
    post_id = write(local_vk, "первый")
    began = time.monotonic()
    heard = ear.until(lambda batch: "первый" in texts([batch]))
    assert time.monotonic() - began < 5
    write(local_vk, "второй", post_id)
    heard += ear.until(lambda batch: "второй" in texts([batch]))
    assert texts(heard) == ["Запись", "первый", "второй"]
    assert not any(batch.gap for batch in heard)


def test_what_happened_between_two_listenings_is_heard_after(
    hear: Callable[..., Ear], local_vk: LocalVk
) -> None:
    ear = hear()
    position = ear.until(lambda batch: batch.position)[-1].position
    ear.close()
    write(local_vk, "пока никто не слушал")
    heard = hear(position).until(lambda batch: batch.events)
    assert "пока никто не слушал" in texts(heard)
    assert not any(batch.gap for batch in heard)


@pytest.mark.parametrize(("code", "gap"), [(1, True), (2, False), (3, True)])
def test_failed_is_got_over(
    hear: Callable[..., Ear], local_vk: LocalVk, code: int, gap: bool
) -> None:
    ear = hear()
    ear.until(lambda batch: not batch.gap)
    break_next(local_vk, "longpoll", "failed", code=code)
    post_id = write(local_vk, "разбудить")
    heard = ear.until(lambda batch: batch.gap) if gap else []
    write(local_vk, "после", post_id)
    heard += ear.until(lambda batch: "после" in texts([batch]))
    assert any(batch.gap for batch in heard) is gap
    if code == 2:
        assert "разбудить" in texts(heard)
    assert not any(batch.trouble for batch in heard)
    assert all(batch.position is None or isinstance(batch.position.ts, str) for batch in heard)


def test_an_unknown_failed_is_trouble_and_does_not_spin(
    hear: Callable[..., Ear], local_vk: LocalVk
) -> None:
    break_next(local_vk, "longpoll", "failed", times=1000, code=7)
    ear = hear()
    heard = ear.until(lambda batch: batch.trouble)
    assert isinstance(heard[-1].trouble, NoAnswer)
    time.sleep(1.5)
    assert ear.heard.qsize() <= 2


@pytest.mark.parametrize("code", [1, 2, 3])
def test_failed_without_end_does_not_spin(
    hear: Callable[..., Ear], local_vk: LocalVk, code: int
) -> None:
    break_next(local_vk, "longpoll", "failed", times=1000, code=code)
    ear = hear()
    time.sleep(2)
    assert ear.heard.qsize() <= 6
    assert len(calls(local_vk, "groups.getLongPollServer")) <= 6


def test_vk_away_is_told_and_the_place_is_kept(
    vk: Vk, local_vk: LocalVk, hear: Callable[..., Ear], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "PAUSES", (0.1,))
    ear = hear()
    position = ear.until(lambda batch: batch.position)[-1].position
    ear.close()
    write(local_vk, "пока VK не отвечал")
    break_next(local_vk, "groups.getLongPollServer", "http", times=3, status=502)
    ear = hear(position)
    heard = ear.until(lambda batch: batch.events)
    assert isinstance(heard[0].trouble, NoAnswer)
    assert heard[0].position == position
    assert "пока VK не отвечал" in texts(heard)


def test_no_connection_is_told(tmp_path: Path, hear: Callable[..., Ear]) -> None:
    with door("http://127.0.0.1:9", tmp_path) as vk:
        heard = hear(Position("5"), vk).until(lambda batch: batch.trouble)
        assert isinstance(heard[-1].trouble, Unreachable)
        assert heard[-1].position == Position("5")


def test_a_dead_key_is_told(local_vk: LocalVk, tmp_path: Path, hear: Callable[..., Ear]) -> None:
    with door(local_vk.url, tmp_path, PULT_COMMUNITY_KEY="nonsense", PULT_GROUP_ID="1") as vk:
        heard = hear(None, vk).until(lambda batch: batch.trouble)
        assert isinstance(heard[-1].trouble, KeyDead)


def test_listening_ends_within_a_second_while_vk_holds_the_request(
    hear: Callable[..., Ear],
) -> None:
    ear = hear()
    ear.until(lambda batch: not batch.gap)
    time.sleep(0.3)  # the long request is under way now
    assert ear.close() < 1.2


def test_leaving_the_loop_leaves_no_thread(vk: Vk) -> None:
    def watching() -> list[str]:
        # The local VK in this process has threads of its own, which come and go.
        return [thread.name for thread in threading.enumerate() if "long poll" in thread.name]

    for _batch in listen(vk, position=None, stop=threading.Event()):
        assert watching()
        break
    end = time.monotonic() + 10
    while watching() and time.monotonic() < end:
        time.sleep(0.05)
    assert not watching()


def test_a_switched_off_long_poll_is_switched_on(
    hear: Callable[..., Ear], local_vk: LocalVk
) -> None:
    with local_vk.world.turn():
        local_vk.world.group.poll_enabled = False
        local_vk.world.group.poll_events["wall_reply_new"] = 0
    ear = hear()
    ear.until(lambda batch: batch.position)
    write(local_vk, "слышно")
    assert "слышно" in texts(ear.until(lambda batch: "слышно" in texts([batch])))


def test_settings_that_are_right_are_left_alone(
    hear: Callable[..., Ear], local_vk: LocalVk
) -> None:
    local_vk.world.group.poll_version = loop.VERSION
    ear = hear()
    ear.until(lambda batch: batch.position)
    assert not calls(local_vk, "groups.setLongPollSettings")


def test_a_long_poll_that_may_not_be_switched_on_is_told(
    hear: Callable[..., Ear], local_vk: LocalVk, tmp_path: Path
) -> None:
    local_vk.world.group.poll_enabled = False
    break_next(local_vk, "groups.setLongPollSettings", "error", times=99, code=15)
    heard = hear().until(lambda batch: batch.trouble)
    assert "longpoll for this group is not enabled" in str(heard[-1].trouble)


def lp_server(url: str, *, ts: object) -> bytes:
    server = {"server": f"{url}/lp", "key": "secret-lp-key", "ts": ts}
    return http_answer(json.dumps({"response": server}))


def test_malformed_updates_are_left_out_with_a_line_in_the_log(
    odd_vk: Callable[..., OddServer], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = '{"type":"group_join","object":{"user_id":5},"group_id":1}'
    bad = [
        '"text"',
        '{"type":"group_join","object":{"user_id":5},"group_id":2}',
        '{"type":"group_join","object":[5],"group_id":1}',
        '{"object":{"user_id":5},"group_id":1}',
        '{"type":"wall_post_new","object":{"warning":"deprecated API version"},"group_id":1}',
    ]
    server = odd_vk(
        http_answer('{"response": {"is_enabled": true, "api_version": "5.199", "events": {}}}'),
        lambda connection: connection.sendall(lp_server(server.url, ts=4)),
        http_answer(f'{{"ts": 5, "updates": [{",".join([*bad, good, *bad])}]}}'),
    )
    caplog.set_level(logging.DEBUG)
    with door(server.url, tmp_path) as vk:
        batches = listen(vk, position=None, stop=threading.Event())
        assert next(batches) == Batch([], Position("4"), gap=True)
        batch = next(batches)
        batches.close()  # type: ignore[attr-defined]
    assert [event["object"] for event in batch.events] == [{"user_id": 5}]
    assert batch.position == Position("5")
    told = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
    assert len(told) == 2 * len(bad)
    assert not [r for r in caplog.records if "secret-lp-key" in r.getMessage()]


@pytest.mark.parametrize("answer", ["{}", "[]", '{"ts": 1}', '{"updates": []}', "<html>", ""])
def test_an_answer_of_another_shape_is_trouble(
    odd_vk: Callable[..., OddServer], tmp_path: Path, answer: str
) -> None:
    server = odd_vk(
        http_answer('{"response": {"is_enabled": true, "api_version": "5.199", "events": {}}}'),
        lambda connection: connection.sendall(lp_server(server.url, ts="4")),
        http_answer(answer),
    )
    with door(server.url, tmp_path) as vk:
        batches = listen(vk, position=Position("3"), stop=threading.Event())
        batch = next(batches)
        batches.close()  # type: ignore[attr-defined]
    assert isinstance(batch.trouble, NoAnswer)
    assert batch.position == Position("3")


def test_keys_are_renewed_before_they_die(
    hear: Callable[..., Ear], local_vk: LocalVk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "RENEW_AFTER", 0.5)
    ear = hear()
    ear.until(lambda batch: not batch.gap)
    post_id = write(local_vk, "раз")
    ear.until(lambda batch: "раз" in texts([batch]))
    write(local_vk, "два", post_id)
    heard = ear.until(lambda batch: "два" in texts([batch]))
    assert len(calls(local_vk, "groups.getLongPollServer")) >= 2
    assert not any(batch.gap for batch in heard)


def test_a_key_without_rights_is_told(hear: Callable[..., Ear], local_vk: LocalVk) -> None:
    break_next(local_vk, "groups.getLongPollServer", "error", times=99, code=15)
    assert isinstance(hear().until(lambda batch: batch.trouble)[-1].trouble, NoRight)
