"""`python -m lib COMMAND`: one function a command. Each answers the exit code."""

from __future__ import annotations

import argparse
import sys

from lib.access import command as person
from lib.base.errors import PultError
from lib.base.language import explain
from lib.sandbox import command as vk
from lib.store import command as store
from lib.sync import command as sync
from lib.worker import command as worker


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments."""
    made = argparse.ArgumentParser(prog="python -m lib", description="Pult from the command line.")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    local_vk = commands.add_parser("vk", help="the local VK alone, for rehearsal and tests")
    vk.add_arguments(local_vk)
    local_vk.set_defaults(run=vk.run)
    reading = commands.add_parser("sync", help="read the community into the store, then end")
    sync.add_arguments(reading)
    reading.set_defaults(run=sync.run)
    saving = commands.add_parser("backup", help="make a backup of the database, and prove it")
    store.add_backup_arguments(saving)
    saving.set_defaults(run=store.save)
    putting_back = commands.add_parser("restore", help="put a backup in the place of the database")
    worker.add_restore_arguments(putting_back)
    putting_back.set_defaults(run=worker.put_back)
    checking = commands.add_parser("check", help="look for damage in the database or in a backup")
    store.add_check_arguments(checking)
    checking.set_defaults(run=store.check)
    shrinking = commands.add_parser("vacuum", help="give free space of the database back")
    shrinking.set_defaults(run=store.shrink)
    people = commands.add_parser("person", help="people who sign in: add, list, end")
    person.add_arguments(people)
    people.set_defaults(run=person.run)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Carry a command out; answers its exit code."""
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except PultError as error:
        print(explain(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
