"""Picks a face: the window, the command line, or one of the program's own helping processes.

Neither face is imported before it is picked: the command line never loads Qt.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    """Run the program with these arguments; the exit code."""
    given = sys.argv[1:] if argv is None else argv
    match given[:1]:
        case ["picture-worker"]:
            from ideogram_desk.media.worker import main as work

            return work()
        case ["keyring-worker"]:
            from ideogram_desk.base.keyring_worker import main as ask

            return ask()
    if all(map(_is_a_file, given)):  # or nothing at all
        from ideogram_desk.desktop.main import main as window

        return window(files=tuple(str(Path(file).absolute()) for file in given))
    rest = _without_common(given)
    if rest[:1] == ["sandbox"]:
        from ideogram_desk.sandbox.main import main as stand_in

        return stand_in(rest[1:])
    from ideogram_desk.cli.arguments import parser

    arguments = parser().parse_args(given)
    if arguments.command is None:
        from ideogram_desk.desktop.main import main as window

        return window(arguments.home, arguments.demo)
    from ideogram_desk.cli.main import run

    return run(arguments)


def _is_a_file(given: str) -> bool:
    """Whether it is a file to be opened; no command has a dot in its name."""
    return "." in given and not given.startswith("-") and Path(given).is_file()


def _without_common(given: list[str]) -> list[str]:
    """The arguments without those that every command takes, and that mean nothing to some."""
    import argparse

    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    common.add_argument("--json", action="store_true")
    common.add_argument("--home")
    try:
        return common.parse_known_args(given)[1]
    except (argparse.ArgumentError, SystemExit):
        return given  # the command line's own parser says what is wrong with them


if __name__ == "__main__":
    sys.exit(main())
