"""`search`: pictures by the language of the search box, beside whoever owns the library."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ideogram_desk import app
from ideogram_desk.cli.printing import DONE, image, one_line, print_json, say
from ideogram_desk.domain.request import clean_text
from ideogram_desk.domain.search import parse
from ideogram_desk.domain.search_dates import local_today

if TYPE_CHECKING:
    import argparse

    from ideogram_desk.base.paths import Paths


async def search(arguments: argparse.Namespace, places: Paths) -> int:
    query = clean_text(arguments.query)
    for problem in parse(query, local_today()).problems:
        say(problem.sentence)
    opened = await asyncio.to_thread(app.open_for_reading, places)
    total, pictures = 0, []
    if opened is not None:
        library, close = opened
        try:
            numbers = await library.numbers(query, stored=True)
            total = len(numbers)
            pictures = await library.pictures(numbers[: arguments.limit])
        finally:
            await asyncio.to_thread(close)
    images = [image(picture, places) for picture in pictures]
    if arguments.json:
        print_json({"total": total, "images": images})
    else:
        for found in images:
            print(f"{found['stored_path']}\t{one_line(found['prompt'])}")
        say(f"{total} found" + (f", {len(images)} shown" if len(images) < total else ""))
    return DONE
