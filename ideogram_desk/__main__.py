"""Picks a face: the window, the command line, or one of the program's own helping processes.

Neither face is imported before it is picked: the command line never loads Qt.
"""

from __future__ import annotations

import sys


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
        case ["sandbox"]:
            from ideogram_desk.sandbox.main import main as stand_in

            return stand_in(given[1:])
        case []:
            from ideogram_desk.desktop.main import main as window

            return window()
    from ideogram_desk.cli.arguments import parser

    arguments = parser().parse_args(given)
    if arguments.command is None:
        from ideogram_desk.desktop.main import main as window

        return window(arguments.home, arguments.demo)
    from ideogram_desk.cli.main import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
