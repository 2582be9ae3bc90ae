"""`python -m lib COMMAND` as a person runs it, and a README that names what there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lib.base.settings import ROOT
from lib.store import Store
from tests.conftest import LocalVk


def run(*arguments: str, data: Path, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PULT_")}
    return subprocess.run(
        [sys.executable, "-m", "lib", *arguments],
        cwd=ROOT,
        env=clean | {"PULT_DATA": str(data)} | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["vk", "sync", "backup", "restore", "check", "vacuum"])
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    told = run(command, "--help", data=tmp_path)
    assert told.returncode == 0
    assert "usage: python -m lib" in told.stdout


def test_sync_reads_the_community_and_says_so(tmp_path: Path, local_vk: LocalVk) -> None:
    post = local_vk.world.publish("Запись")
    local_vk.world.comment(post.id, 501, "Вопрос")
    for _ in range(2):
        told = run("sync", data=tmp_path, PULT_VK_URL=local_vk.url)
        assert told.returncode == 0, told.stderr
        assert "Записей: 1, комментариев: 1" in told.stdout
    with Store(tmp_path / "pult.db").reader() as db:
        assert [row["text"] for row in db.query("SELECT text FROM comment")] == ["Вопрос"]


def test_sync_without_vk_fails_in_plain_words(tmp_path: Path) -> None:
    told = run("sync", data=tmp_path, PULT_VK_URL="http://127.0.0.1:9")
    assert told.returncode == 1
    assert "VK недоступен" in told.stderr
    assert "Traceback" not in told.stderr


def test_check_tells_a_sound_database_from_a_damaged_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "pult.db")
    store.migrate()
    with store.writer() as db:
        db.execute("UPDATE rubric SET name = name || printf('%500000s', '')")
    assert run("check", data=tmp_path).returncode == 0
    assert run("vacuum", data=tmp_path).returncode == 0
    content = bytearray(store.path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xff" * 8192
    store.path.write_bytes(content)
    told = run("check", data=tmp_path)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("command", ["backup", "vacuum", "check"])
def test_without_a_database_a_sentence_tells_it_and_none_is_left(
    tmp_path: Path, command: str
) -> None:
    told = run(command, data=tmp_path)
    assert told.returncode == 1
    assert str(tmp_path / "pult.db") in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "pult.db").exists()


def test_a_day_with_backup_check_and_restore(tmp_path: Path) -> None:
    store = Store(tmp_path / "pult.db")
    store.migrate()
    with store.writer() as db:
        db.execute("UPDATE rubric SET name = 'Тогда' WHERE position = 0")
    told = run("backup", data=tmp_path)
    assert told.returncode == 0 and "Копия создана и проверена" in told.stdout, told
    [made] = (tmp_path / "backups").glob("pult-*.db")
    assert run("check", str(made), data=tmp_path).returncode == 0
    with store.writer() as db:
        db.execute("UPDATE rubric SET name = 'Потом' WHERE position = 0")
        db.execute("DROP TRIGGER revision_post_insert")

    told = run("check", data=tmp_path)
    assert told.returncode == 1
    assert "revision_post_insert" in told.stdout
    assert f"python -m lib restore {made}" in told.stdout
    asked = run("restore", made.name, data=tmp_path)
    assert asked.returncode == 1 and "Ничего не изменено" in asked.stdout
    told = run("restore", made.name, "--yes", data=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "Прежняя база данных сохранена" in told.stdout
    with store.reader() as db:
        assert next(iter(db.query("SELECT name FROM rubric WHERE position = 0")))["name"] == "Тогда"
        [told_in_journal] = db.query("SELECT action, subject, outcome FROM journal")
    assert list(told_in_journal.values()) == ["database.restore", f"backup:{made.name}", "done"]
    assert run("check", data=tmp_path).returncode == 0


def test_restore_of_nothing_fails_in_plain_words(tmp_path: Path) -> None:
    told = run("restore", "yesterday.db", "--yes", data=tmp_path)
    assert told.returncode == 1
    assert "yesterday.db" in told.stderr and "Traceback" not in told.stderr


def test_the_readme_names_every_setting_and_no_other() -> None:
    sources = [*ROOT.glob("lib/**/*.py"), ROOT / "streamlit_app.py"]
    known = set()
    for file in sources:
        known |= set(re.findall(r"PULT_[A-Z]+(?:_[A-Z]+)*", file.read_text(encoding="utf-8")))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(PULT_[A-Z_]+)`", readme, re.MULTILINE))
    assert told == known
