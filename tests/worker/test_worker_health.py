"""Health is readable in every state of the database."""

from __future__ import annotations

from lib.store import Store
from lib.store.state import put_state
from lib.vk.errors import KeyMissing
from lib.worker.health import Fault, health

NOW = 1_790_000_000


def test_an_empty_database(store: Store) -> None:
    found = health(store, now=NOW)
    assert (found.worker, found.vk, found.listener, found.last_sync_at) == (False, None, None, None)
    assert found.database and not found.ok and found.problems == ()
    assert found.as_dict()["backfill"]["stage"] == "posts"


def test_no_database_and_not_a_database(tmp_path) -> None:
    (tmp_path / "text.db").write_text("это не база данных, а просто текст " * 50)
    (tmp_path / "bare.db").touch()
    for name in ("none.db", "text.db", "bare.db"):
        found = health(Store(tmp_path / name), now=NOW)
        assert not found.database and found.database_reason and found.problems, name
        assert found.as_dict()["database_reason"]


def test_a_worker_that_fell_silent(store: Store) -> None:
    with store.writer() as db:
        put_state(db, "health.worker", {"at": NOW}, now=NOW)
    assert health(store, now=NOW + 59).worker
    silent = health(store, now=NOW + 61)
    assert not silent.worker
    assert [problem.text() for problem in silent.problems]


def test_the_same_trouble_is_told_once(store: Store) -> None:
    reason = {"message": "VK cannot be reached ({reason}).", "values": {"reason": "x"}}
    fact = {"ok": False, "reason": reason, "at": NOW}
    with store.writer() as db:
        put_state(db, "health.worker", {"at": NOW}, now=NOW)
        put_state(db, "health.vk", fact, now=NOW)
        put_state(db, "health.listener", fact, now=NOW)
    found = health(store, now=NOW)
    assert len(found.problems) == 1 and found.vk is False and found.listener is False


def test_a_key_is_named_by_its_field_and_not_by_a_variable() -> None:
    message = "The key in {place} has expired. Make a new one and put it there."
    told = Fault(message, {"place": "PULT_USER_KEY"}).text()
    assert (
        told == "Срок ключа в поле «Ключ пользователя» истёк. Создайте новый и поставьте его туда."
    )


def test_each_of_several_keys_is_named_by_its_field() -> None:
    lacking = KeyMissing("groups.getLongPollServer", ("community", "user"))
    told = Fault(lacking.message, lacking.values).text()
    assert "поле «Ключ сообщества» / поле «Ключ пользователя»" in told
