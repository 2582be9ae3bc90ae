"""Schema steps, one module each, applied in order and never changed once released.

There never was a step 5.
"""

from sqlite_utils import Migrations

from lib.store.migrations import (
    m0001_core,
    m0002_calls,
    m0003_changes,
    m0004_hooks,
    m0006_people,
    m0007_chats,
    m0008_earlier_answers,
    m0009_agreements,
    m0010_talks,
    m0011_measurements,
    m0012_talk,
    m0013_explore,
    m0014_reports,
)

migrations = Migrations("pult")
for step in (
    m0001_core,
    m0002_calls,
    m0003_changes,
    m0004_hooks,
    m0006_people,
    m0007_chats,
    m0008_earlier_answers,
    m0009_agreements,
    m0010_talks,
    m0011_measurements,
    m0012_talk,
    m0013_explore,
    m0014_reports,
):
    migrations(name=step.__name__.rpartition(".")[2])(step.apply)

__all__ = ["migrations"]
