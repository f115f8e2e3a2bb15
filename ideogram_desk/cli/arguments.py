"""The command line's words: commands and options, and the Request they make."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ideogram_desk import __version__
from ideogram_desk.cli import serve
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.request import MAGIC, Request, with_spoken_speed

_MOST_DOLLARS = 1_000_000


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    common = _common()
    top = argparse.ArgumentParser(
        prog="ideogram-desk",
        description="Make pictures with Ideogram and keep every one of them."
        " Without a command it opens the window.",
        parents=[_common()],  # of its own: its defaults are not suppressed
    )
    top.set_defaults(json=False, home=None)
    top.add_argument("--version", action="version", version=f"Ideogram Desk {__version__}")
    top.add_argument(
        "--demo", type=Path, metavar="DIR", help="do the main job in an unseen window, into DIR"
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _generate(commands.add_parser("generate", parents=[common], help="make pictures"))
    _batch(commands.add_parser("batch", parents=[common], help="make the pictures of a whole file"))
    search = commands.add_parser("search", parents=[common], help="find pictures by their prompt")
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--limit", type=_count, default=100, metavar="N")
    _queue(
        commands.add_parser("queue", parents=[common], help="look at the queue, work through it"),
        common,
    )
    serve.add_arguments(commands.add_parser("serve", parents=[common], help="receive callbacks"))
    commands.add_parser("sandbox", help="the stand-in API on loopback; see sandbox --help")
    return top


def _common() -> argparse.ArgumentParser:
    # Suppressed defaults: an option before the command must not be undone by the command's own.
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--json", action="store_true", help="one JSON document on stdout")
    common.add_argument("--home", type=Path, metavar="DIR", help="keep everything in this folder")
    return common


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _generate(command: argparse.ArgumentParser) -> None:
    models = ", ".join(model.name for model in catalogue.MODELS)
    command.add_argument("prompt", metavar="PROMPT")
    command.add_argument("--model", default=catalogue.DEFAULT_MODEL, metavar="M", help=models)
    shape = command.add_mutually_exclusive_group()
    shape.add_argument("--aspect", metavar="W:H", help="as 1:1 or 16:9")
    shape.add_argument("--size", metavar="WxH", help="an exact size, where the model takes one")
    command.add_argument("--style", metavar="S")
    command.add_argument("--speed", metavar="S", help="turbo, default, quality; low, medium, high")
    command.add_argument("--count", type=int, default=1, metavar="N", help="1 to 8 pictures")
    command.add_argument("--seed", type=int, metavar="N")
    command.add_argument("--negative", default="", metavar="TEXT", help="what not to show")
    command.add_argument("--magic", default="auto", choices=MAGIC, help="magic prompt")
    command.add_argument("--palette", action="append", default=[], metavar="NAME|#RRGGBB[@W]")
    command.add_argument("--preset", metavar="NAME", help="style preset (3.0)")
    command.add_argument("--style-code", action="append", default=[], metavar="HEX8")
    command.add_argument("--image", action="append", default=[], type=Path, metavar="FILE")
    command.add_argument("--mask", type=Path, metavar="FILE")
    command.add_argument("--public", action="store_true", help="do not ask for privacy (v2)")
    command.add_argument("--copyright-check", action="store_true", help="(v2)")
    command.add_argument("--tag", action="append", default=[], metavar="T")
    command.add_argument("--meta", action="append", default=[], type=_pair, metavar="K=V")
    command.add_argument("--callback", metavar="URL", help="is told when the pictures are there")
    command.add_argument(
        "--own-network", action="store_true", help="the callback may go to your own network"
    )


def _batch(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Checks a whole CSV, JSON or JSON Lines file, queues its good rows and makes their"
        " pictures; what is wrong with the others is told. A campaign is queued only without a"
        " fault. The same file again goes on with what is left of it. Exit code 1: some rows or"
        " jobs were not done, or a budget did not allow it and nothing was queued."
    )
    command.add_argument("file", metavar="FILE", help="- reads from standard input")
    command.add_argument("--dry-run", action="store_true", help="check and price it only")
    command.add_argument("--again", action="store_true", help="buy the same file once more")
    command.add_argument(
        "--skip-run", action="store_true", help="leave out what was run before, in any batch"
    )
    command.add_argument(
        "--budget", type=_dollars, metavar="USD", help="what it may cost at most, in dollars"
    )
    command.add_argument(
        "--own-network", action="store_true", help="its callbacks may go to your own network"
    )


def _dollars(text: str) -> int:
    """Millionths of a dollar."""
    try:
        amount = Decimal(text.strip().removeprefix("$"))
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no amount of dollars") from error
    if not amount.is_finite() or not 0 <= amount <= _MOST_DOLLARS:
        raise argparse.ArgumentTypeError(f"must be from 0 to {_MOST_DOLLARS:,} dollars")
    return int(amount * 1_000_000)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise argparse.ArgumentTypeError(f"“{text}” is not of the form NAME=VALUE")
    return key.strip(), value


def _queue(command: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", metavar="ACTION")
    listing = actions.add_parser(
        "list", parents=[common], help="what is open, and the last that are done and failed"
    )
    listing.add_argument("--all", action="store_true", help="every job that there ever was")
    actions.add_parser("run", parents=[common], help="work through the queue without a window")
    for name, what, all_at_once, which in (
        ("retry", "queue again", "--failed", "every failed job, none that is unsure"),
        ("cancel", "take out of the queue, unsent", "--waiting", "every job that waits"),
    ):
        action = actions.add_parser(name, parents=[common], help=what)
        chosen = action.add_mutually_exclusive_group(required=True)
        chosen.add_argument("ids", nargs="*", default=[], metavar="ID")
        chosen.add_argument(all_at_once, action="store_true", help=which)


def request_of(arguments: argparse.Namespace, images: tuple[str, ...], mask: str | None) -> Request:
    """The request that `generate` was given; `images` and `mask` are names in the library."""
    return with_spoken_speed(
        Request(
            prompt=arguments.prompt,
            model=arguments.model,
            aspect=arguments.aspect,
            size=arguments.size,
            style=arguments.style,
            speed=arguments.speed,
            count=arguments.count,
            seed=arguments.seed,
            negative=arguments.negative,
            magic=arguments.magic,
            palette=tuple(arguments.palette),
            preset=arguments.preset,
            style_codes=tuple(arguments.style_code),
            references=images,
            mask=mask,
            private=not arguments.public,
            copyright_detection=arguments.copyright_check,
        )
    )
