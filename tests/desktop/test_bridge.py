"""Coroutines started from slots, and their end."""

import asyncio

from ideogram_desk.desktop.bridge import Tasks


async def test_what_is_started_after_the_close_never_begins():
    began, bugs = [], []

    async def work():
        began.append(1)

    tasks = Tasks(bugs.append)
    await tasks.start(work())
    await tasks.close()
    late = tasks.start(work())
    await asyncio.wait([late])
    assert late.cancelled()
    assert (began, bugs) == ([1], [])
