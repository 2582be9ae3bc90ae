"""`python -m lib COMMAND`: one function a command. Each answers the exit code."""

from __future__ import annotations

import argparse
import sys

from lib.sandbox import command as vk


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m lib", description="Pult from the command line.")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    local_vk = commands.add_parser("vk", help="the local VK alone, for rehearsal and tests")
    vk.add_arguments(local_vk)
    local_vk.set_defaults(run=vk.run)
    return made


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
