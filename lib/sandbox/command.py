"""`python -m lib vk`: the local VK alone, until it is told to stop."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import threading
from pathlib import Path

from lib.sandbox.open import open_world
from lib.sandbox.server import make_server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=8502, help="port on 127.0.0.1; 0 takes a free one"
    )
    parser.add_argument("--world", choices=("demo", "empty"), default="demo")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed makes the same demo world"
    )
    parser.add_argument(
        "--pace",
        choices=("off", "real"),
        default="real",
        help="real: VK's limits on calls a second",
    )
    parser.add_argument(
        "--rights",
        choices=("observed", "schema"),
        default="observed",
        help="which kinds of key may call what: as seen on live VK, or as its schema says",
    )
    parser.add_argument(
        "--life", type=float, default=0.0, metavar="PER_MINUTE", help="citizens who act per minute"
    )
    parser.add_argument("--state", type=Path, metavar="FILE", help="keeps the world between starts")
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="end when whoever started this closes its end of the standard input",
    )


def run(options: argparse.Namespace) -> int:
    """Serves until SIGINT, SIGTERM or the end of stdin; 1 where the port or the state file cannot be used."""
    try:
        world = open_world(options.world, seed=options.seed, state=options.state)
    except (sqlite3.Error, OSError) as error:
        print(f"The state file {options.state} cannot be used: {error}.", file=sys.stderr)
        return 1
    try:
        server, office, listener = make_server(
            world,
            port=options.port,
            pace=options.pace,
            rights=options.rights,
            life=options.life,
            seed=options.seed,
        )
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        print(f"Port {options.port} cannot be used: {reason}.", file=sys.stderr)
        world.close()
        return 1

    def end_with_stdin() -> None:
        while sys.stdin.buffer.read(4096):
            continue
        server.end()

    if options.until_stdin_closes:
        threading.Thread(target=end_with_stdin, name="stdin", daemon=True).start()
    server.announce = lambda: print(
        f"Local VK ({options.world} world, a rehearsal and not VK): {office.address}", flush=True
    )
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        # uvicorn repeats the signal after it has shut down in good order.
        pass
    finally:
        listener.close()
        world.close()
    return 0
