"""`python -m lib check` and `python -m lib vacuum`: care of the database from the command line."""

from __future__ import annotations

import argparse

from lib.base.language import _
from lib.base.settings import read_settings
from lib.store.connection import Store
from lib.store.upkeep import faults, vacuum


def check(options: argparse.Namespace) -> int:
    """Say what is wrong with the database; 1 where anything is. Raises `StoreError`."""
    store = Store(read_settings().database)
    found = faults(store)
    for line in found:
        print(line)
    print(
        _("The database is damaged. Restore it from a backup.")
        if found
        else _("The database is sound.")
    )
    return 1 if found else 0


def shrink(options: argparse.Namespace) -> int:
    """Give the free space of the database back to the disk. Raises `StoreError`."""
    before, after = vacuum(Store(read_settings().database))
    print(
        _(
            "The database took {before} MB and takes {after} MB now.",
            before=round(before / 2**20, 1),
            after=round(after / 2**20, 1),
        )
    )
    return 0
