"""The command line of the sandbox: options, then a server until it is told to end."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ideogram_desk.sandbox import app, server
from ideogram_desk.sandbox.answers import Answers
from ideogram_desk.sandbox.desk import Desk
from ideogram_desk.sandbox.faults import Faults
from ideogram_desk.sandbox.gallery import Gallery
from ideogram_desk.sandbox.ledger import Ledger
from ideogram_desk.sandbox.links import Links
from ideogram_desk.sandbox.studio import Studio

if TYPE_CHECKING:
    import socket

_COULD_NOT_RUN = 3


def main(argv: list[str]) -> int:
    options = _parser().parse_args(argv)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="sandbox: %(message)s")
    wanted = options.port if options.port_or_any is None else options.port_or_any
    try:
        listening = server.listening_socket(wanted, or_any=options.port_or_any is not None)
        ledger = Ledger(options.ledger)
    except OSError as error:
        sys.stderr.write(f"The sandbox cannot start: {error}\n")
        return _COULD_NOT_RUN
    try:
        asyncio.run(_run(options, listening, ledger))
    except KeyboardInterrupt:
        pass
    finally:
        ledger.close()
    return 0


async def _run(options: argparse.Namespace, listening: socket.socket, ledger: Ledger) -> None:
    links = Links(ledger.secret)
    studio = Studio(ledger, options.seconds, options.inflight)
    gallery = Gallery(options.scale)
    answers = Answers(server.base_url(listening), links, options.link_hours)
    desk = Desk(frozenset(options.key), studio, gallery, links, answers, Faults())
    studio.resume()
    try:
        await server.serve(
            app.build(desk),
            listening,
            on_end=studio.stop,
            until_stdin_closes=options.until_stdin_closes,
        )
    finally:
        gallery.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ideogram-desk sandbox",
        description="A stand-in for the Ideogram API on loopback. The first line on stdout is "
        "its base URL. It makes no real pictures and costs nothing.",
    )
    port = parser.add_mutually_exclusive_group()
    port.add_argument("--port", type=int, default=0, metavar="N", help="0: any free port")
    port.add_argument(
        "--port-or-any", type=int, metavar="N", help="this port or, if taken, a free one"
    )
    parser.add_argument(
        "--key", action="append", default=[], help="a key to accept (default: any); repeatable"
    )
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE", help="remember generations here, as JSON Lines"
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=(2.0, 5.0),
        metavar="A-B",
        help="how long a generation takes; 0: no time",
    )
    parser.add_argument(
        "--scale", type=_scale, default=1.0, metavar="F", help="paint at this part of the size"
    )
    parser.add_argument(
        "--inflight", type=int, default=10, metavar="N", help="pictures in the making at once"
    )
    parser.add_argument(
        "--link-hours", type=float, default=24.0, metavar="H", help="how long links live"
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when stdin reaches its end"
    )
    return parser


def _seconds(text: str) -> tuple[float, float]:
    shortest, _, longest = text.partition("-")
    found = (float(shortest), float(longest or shortest))
    if not 0 <= found[0] <= found[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 2-5")
    return found


def _scale(text: str) -> float:
    scale = float(text)
    if not 0 < scale <= 1:
        raise argparse.ArgumentTypeError("the scale must be above 0 and at most 1")
    return scale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
