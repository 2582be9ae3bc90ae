"""SQLite: connections, migrations, revisions, search.

from lib.store import Store
store = Store(path); store.migrate()
with store.reader() as db: ...      # read-only, never blocks
with store.writer() as db: ...      # BEGIN IMMEDIATE ... commit, one writer at a time
"""

from lib.store.connection import Store, StoreError

__all__ = ["Store", "StoreError"]
