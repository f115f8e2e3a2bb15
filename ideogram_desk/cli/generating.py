"""`generate`: one request, from its words to its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.cli.arguments import request_of
from ideogram_desk.cli.opening import connected
from ideogram_desk.cli.printing import day, plural, print_jobs, say
from ideogram_desk.domain import address
from ideogram_desk.domain.errors import InvalidRequest, Problem
from ideogram_desk.domain.job import NewJob
from ideogram_desk.domain.request import checked, clean_text

if TYPE_CHECKING:
    import argparse

    from ideogram_desk.base.paths import Paths
    from ideogram_desk.domain.batch import Earlier


async def generate(arguments: argparse.Namespace, places: Paths) -> int:
    # What cannot work is told before anything is started or copied.
    checked(request_of(arguments, tuple(map(str, arguments.image)), arguments.mask))
    callback, own_network = _callback(arguments)
    async with connected(places) as program:
        desk = program.desk
        images = tuple([await desk.add_input(file) for file in arguments.image])
        mask = await desk.add_input(arguments.mask) if arguments.mask else None
        new = NewJob(
            request=checked(request_of(arguments, images, mask)),
            tags=tuple(filter(None, map(clean_text, arguments.tag))),
            metadata={clean_text(name): clean_text(value) for name, value in arguments.meta},
            callback=callback,
            callback_own_network=own_network,
        )
        (earlier,) = await desk.earlier([new.request])
        if earlier is not None:
            say(_told(earlier))
        queued = await desk.queue([new])
        await desk.drain()
        jobs = [await desk.library.job(job.id) for job in queued]
        return await print_jobs(arguments, jobs, desk.library, places)


def _told(earlier: Earlier) -> str:
    made = plural(len(earlier.numbers), "image") if earlier.numbers else f"it is {earlier.state}"
    return f"You ran this on {day(earlier.at)}: {made}. It is run again."


def _callback(arguments: argparse.Namespace) -> tuple[str | None, bool]:
    """The URL, and whether it may lead to the user's own machine or network.

    Who types an address of his own machine means it. Raises InvalidRequest.
    """
    url = clean_text(arguments.callback or "")
    if not url:
        return None, False
    own_network = arguments.own_network or _is_this_machine(url)
    problem = address.url_problem(url, own_network=own_network)
    if problem:
        raise InvalidRequest((Problem("callback", problem),))
    return url, own_network


def _is_this_machine(url: str) -> bool:
    read = address.read(url)
    if read is None:
        return False
    return read.host == "localhost" if read.ip is None else read.ip.is_loopback
