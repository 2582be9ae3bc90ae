"""`python -m lib person`: make, list and end people who sign in, from the command line of the machine."""

from __future__ import annotations

import argparse
import getpass
import sys

from lib.access.people import FIRST_OWNER, PeopleError, add_person, end_person, people
from lib.access.permissions import SIGNING_IN
from lib.base.clock import system_clock
from lib.base.language import N_, _
from lib.base.settings import read_settings
from lib.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    adding = verbs.add_parser("add", help="make a person who can sign in")
    adding.add_argument("--name", required=True)
    adding.add_argument("--role", required=True, choices=SIGNING_IN)
    adding.add_argument("--email", help="address of the organisation's own sign-in (OIDC)")
    adding.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    verbs.add_parser("list", help="who can sign in")
    ending = verbs.add_parser("end", help="shut a person out, at once and everywhere")
    ending.add_argument("--name", required=True)


def run(options: argparse.Namespace) -> int:
    """Raises `PultError`."""
    store = Store(read_settings().database)
    store.migrate()
    now = int(system_clock())
    if options.verb == "add":
        made = add_person(
            store,
            options.name,
            role=options.role,
            actor=FIRST_OWNER,
            now=now,
            password=_password(options),
            email=options.email,
        )
        print(_("{name} can sign in now.", name=made.name))
    elif options.verb == "end":
        living = [one for one in people(store, actor=FIRST_OWNER) if one.ended_at is None]
        found = next((one for one in living if one.name == options.name), None)
        if found is None:
            raise PeopleError(N_("This person is not known to the console."))
        end_person(store, found.person_id, actor=FIRST_OWNER, now=now)
        print(_("{name} is blocked.", name=found.name))
    else:
        for one in people(store, actor=FIRST_OWNER):
            print(f"{one.name}\t{one.role}\t{'-' if one.ended_at is None else 'ended'}")
    return 0


def _password(options: argparse.Namespace) -> str | None:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if options.email:
        return None
    return getpass.getpass(_("Password: "))
