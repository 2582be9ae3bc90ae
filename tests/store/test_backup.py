"""Backups: made under writes, proven, kept, and nothing half-written left behind."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.base.settings import ROOT
from lib.store import Store, StoreError
from lib.store.backup import GivenUp, back_up
from lib.store.backup_files import altered, backups, prune
from lib.store.damage import damages
from lib.store.drafts import drafts, save_draft
from lib.store.restore import restore
from lib.store.state import get_state, put_state
from tests.store.contents import add_comments, damage, root_of

NOW = 1_790_000_000
ZONE = "Europe/Moscow"


def saved(store: Store, folder: Path, *, now: int = NOW, **more: object):  # type: ignore[no-untyped-def]
    return back_up(store, folder, now=now, zone=ZONE, **more)  # type: ignore[arg-type]


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a database but what a backup notes about itself."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    names = connection.execute(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
    ).fetchall()
    found = {
        name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
        for (name,) in names
        if name not in {"sqlite_schema", "revision"}
    }
    found["state"] = [row for row in found["state"] if not row[0].startswith("backup.")]
    connection.close()
    return found


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name != ".lock")


def test_a_backup_is_one_sound_file_with_its_checksum(store: Store, tmp_path: Path) -> None:
    add_comments(store, range(1, 50))
    made = saved(store, tmp_path / "backups")
    assert names(tmp_path / "backups") == [made.file.name, f"{made.file.name}.sha256"]
    assert made.file.name == "pult-2026-09-21T171320+0300.db"
    assert made.bytes == made.file.stat().st_size
    assert rows(made.file) == rows(store.path)
    assert damages(made.file) == []
    assert names(tmp_path / "backups") == [made.file.name, f"{made.file.name}.sha256"]
    with store.reader() as db:
        good = get_state(db, "backup.good")
    assert good == {
        "at": NOW,
        "file": str(made.file),
        "bytes": made.bytes,
        "seconds": made.seconds,
    }
    [listed] = backups(tmp_path / "backups")
    assert (listed.at, listed.file, listed.bytes) == (NOW, made.file, made.bytes)


def test_a_backup_under_constant_writes_is_of_one_moment(store: Store, tmp_path: Path) -> None:
    """Two rows are always written in one transaction; a copy that has one has the other."""
    add_comments(store, range(1, 3000), "слово " * 200)
    stop = threading.Event()
    written = [0]

    def write() -> None:
        while not stop.is_set():
            with store.writer() as db:
                written[0] += 1
                number = written[0]
                put_state(db, "one", number, now=1)
                put_state(db, "two", number, now=1)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        made = []
        for number in range(3):
            before = written[0]
            made.append(saved(store, tmp_path / "backups", now=NOW + number))
            assert written[0] > before, "nobody wrote meanwhile"
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    for backup in made:
        with Store(backup.file).reader() as db:
            assert get_state(db, "one") == get_state(db, "two")
            assert db.table("comment").count == 2999


def test_no_key_is_in_a_backup(tmp_path: Path) -> None:
    key = "vk1.a." + "k" * 80
    env = {name: value for name, value in os.environ.items() if not name.startswith("PULT_")}
    (tmp_path / "keys.toml").write_text(f'[vk]\ngroup_id = 1\nservice_key = "{key}"\n')
    Store(tmp_path / "pult.db").migrate()
    subprocess.run(
        [sys.executable, "-m", "lib", "backup"],
        cwd=ROOT,
        env=env | {"PULT_DATA": str(tmp_path), "PULT_COMMUNITY_KEY": key},
        check=True,
        capture_output=True,
    )
    for file in (tmp_path / "backups").iterdir():
        assert key.encode() not in file.read_bytes()


def test_too_little_space_is_told_before_anything_is_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="too little space"):
        saved(store, tmp_path / "backups", free=lambda folder: 1000)
    assert names(tmp_path / "backups") == []
    with store.reader() as db:
        noted = get_state(db, "backup.last")
    assert (noted["ok"], noted["at"]) == (False, NOW)
    assert "too little space" in noted["reason"]["message"]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from lib.__main__ import main
sys.exit(main(["backup", "--to", sys.argv[2]]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits on the size of files are POSIX's")
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_disk_that_fills_up_midway_leaves_nothing(
    store: Store, tmp_path: Path, share: float
) -> None:
    add_comments(store, range(1, 2000), "слово " * 100)
    with store.reader() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0] * 4096
    told = subprocess.run(
        [sys.executable, "-c", LIMITED, str(int(pages * share)), str(tmp_path / "copies")],
        cwd=ROOT,
        env=os.environ | {"PULT_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "Traceback" not in told.stderr and told.stderr.strip()
    assert names(tmp_path / "copies") == []


KILLED = """
import os, sys
from pathlib import Path
from lib.store import Store
from lib.store.backup import back_up
def report(stage, done, total):
    if stage == sys.argv[3]:
        os.kill(os.getpid(), 9)
back_up(Store(Path(sys.argv[1])), Path(sys.argv[2]), now=1_790_000_000, zone="Europe/Moscow", report=report)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL is POSIX's")
@pytest.mark.parametrize("stage", ["copy", "integrity", "trial", "compare"])
def test_a_killed_backup_is_never_taken_for_one(store: Store, tmp_path: Path, stage: str) -> None:
    folder = tmp_path / "backups"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(store.path), str(folder), stage], cwd=ROOT, check=False
    )
    assert killed.returncode == -9
    assert backups(folder) == []
    made = saved(store, folder, now=NOW + 60)
    assert names(folder) == [made.file.name, f"{made.file.name}.sha256"]


def test_one_that_is_given_up_leaves_nothing(store: Store, tmp_path: Path) -> None:
    def report(stage: str, done: int, total: int) -> None:
        if stage == "trial":
            raise GivenUp()

    with pytest.raises(GivenUp):
        saved(store, tmp_path / "backups", report=report)
    assert names(tmp_path / "backups") == []
    with store.reader() as db:
        assert get_state(db, "backup.last") is None


def test_a_damaged_database_makes_no_backup(store: Store, tmp_path: Path) -> None:
    add_comments(store, range(1, 500))
    good = saved(store, tmp_path / "backups")
    damage(store.path, root_of(store, "comment"))
    with pytest.raises(StoreError):
        saved(store, tmp_path / "backups", now=NOW + 60)
    assert [backup.file for backup in backups(tmp_path / "backups")] == [good.file]


def test_two_backups_at_once_do_not_disturb_each_other(store: Store, tmp_path: Path) -> None:
    add_comments(store, range(1, 500))
    entered, go_on = threading.Event(), threading.Event()

    def report(stage: str, done: int, total: int) -> None:
        if stage == "integrity":
            entered.set()
            go_on.wait(30)

    first = threading.Thread(target=saved, args=(store, tmp_path / "b"), kwargs={"report": report})
    first.start()
    assert entered.wait(30)
    with pytest.raises(StoreError, match="already"):
        saved(store, tmp_path / "b", now=NOW + 1)
    go_on.set()
    first.join()
    assert [backup.at for backup in backups(tmp_path / "b")] == [NOW]


def test_old_backups_go_but_never_the_newest(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for days in (0, 1, 10, 20):
        saved(store, folder, now=NOW + days * 86400)
    (folder / "a person's own.db").write_text("stays")
    gone = prune(folder, now=NOW + 20 * 86400, days=14)
    assert [backup.at for backup in gone] == [NOW + 86400, NOW]
    assert [backup.at for backup in backups(folder)] == [NOW + 20 * 86400, NOW + 10 * 86400]
    prune(folder, now=NOW + 900 * 86400, days=14)
    assert [backup.at for backup in backups(folder)] == [NOW + 20 * 86400]
    assert len(names(folder)) == 3


def test_one_flipped_byte_of_a_text_is_noticed(store: Store, tmp_path: Path) -> None:
    add_comments(store, range(1, 50), "неповторимое")
    made = saved(store, tmp_path / "backups")
    content = made.file.read_bytes()
    at = content.index("неповторимое".encode())
    made.file.write_bytes(content[:at] + b"\xd1\x8f" + content[at + 2 :])
    assert altered(made.file)
    assert damages(made.file)
    with pytest.raises(StoreError, match="not a good backup"):
        restore(store, made.file, lock=tmp_path / "worker.lock", now=NOW, zone=ZONE)


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=200)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    contents=st.dictionaries(texts.filter(bool), texts, max_size=8),
    later=st.dictionaries(texts.filter(bool), texts, max_size=4),
)
def test_what_was_backed_up_comes_back(
    tmp_path_factory: pytest.TempPathFactory, contents: dict[str, str], later: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    store = Store(folder / "pult.db")
    store.migrate()

    def write(texts: dict[str, str], now: int) -> None:
        with store.writer() as db:
            for target, text in texts.items():
                save_draft(
                    db,
                    kind="post",
                    target=target,
                    actor="m",
                    text=text,
                    now=now,
                    fields={target: text},
                )

    write(contents, 1)
    made = saved(store, folder / "backups")
    before = rows(made.file)
    write(later, 2)
    restore(store, made.file, lock=folder / "worker.lock", now=NOW + 5, zone=ZONE)
    assert rows(store.path) == before
    with store.reader() as db:
        kept = {draft.target: draft.text for draft in drafts(db, kind="post", actor="m")}
    assert kept == contents
    assert damages(store.path) == []
    assert not [file.name for file in folder.iterdir() if re.search("restoring|wal|shm", file.name)]
