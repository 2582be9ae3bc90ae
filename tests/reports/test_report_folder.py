"""The folder of reports: checked when it is chosen, and put into the journal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lib.access import journal
from lib.access.permissions import Actor, Forbidden
from lib.reports.errors import NoFolder, ReportError
from lib.reports.folder import folder_of, set_folder
from lib.reports.making import Kitchen
from tests.reports.conftest import MODERATOR

OWNER = Actor("Глава", "owner")


def chosen(kitchen: Kitchen, path: str, actor: Actor = OWNER) -> Path:
    return set_folder(kitchen.store, path, settings=kitchen.settings, actor=actor, now=1)


def test_a_folder_that_can_be_written_is_taken_and_an_empty_one_is_the_usual(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    wanted = tmp_path / "сеть" / "отчёты"
    assert chosen(kitchen, f" {wanted} ") == wanted and list(wanted.iterdir()) == []
    with kitchen.store.reader() as db:
        assert folder_of(db, kitchen.settings) == wanted
        [entry] = journal.entries(db, journal.Search(actions=["report.folder"]))
    assert entry.detail["address"] == str(wanted)
    chosen(kitchen, "")
    with kitchen.store.reader() as db:
        assert folder_of(db, kitchen.settings) == kitchen.settings.data / "reports"


@pytest.mark.parametrize("path", ["отчёты", "../x", "C:", "a\0b", "/tmp/\0"])
def test_what_is_no_whole_path_is_refused(kitchen: Kitchen, path: str) -> None:
    with pytest.raises(ReportError):
        chosen(kitchen, path)


def test_a_file_or_a_forbidden_place_is_refused_with_its_reason(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for path in (file, file / "inside", Path("/proc/1/x")):
        with pytest.raises(NoFolder) as refused:
            chosen(kitchen, str(path))
        assert str(path) in str(refused.value)
    assert os.listdir(tmp_path) != []
    with kitchen.store.reader() as db:
        assert folder_of(db, kitchen.settings) == kitchen.settings.data / "reports"


def test_only_the_owner_chooses(kitchen: Kitchen, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        chosen(kitchen, str(tmp_path), MODERATOR)
