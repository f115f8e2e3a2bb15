"""A program that only notes what callbacks make of it."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ideogram_desk.domain.errors import NotFound
from ideogram_desk.domain.job import Picture, PictureState
from ideogram_desk.domain.request import Request


def picture(picture_id, job="J", path=None, **more):
    return Picture(
        1, picture_id, job, 0, PictureState.STORED, Request("a cat"), datetime.now(UTC),
        path=path or f"images/ab/{picture_id}.png", **more,
    )  # fmt: skip


@dataclass
class FakeDesk:
    """`trouble` is raised by the next `bring_in`."""

    stored: list = field(default_factory=list)
    brought: list = field(default_factory=list)  # (path, new, seed, origin)
    exported: list = field(default_factory=list)  # (picture id, folder, names)
    told: list = field(default_factory=list)
    trouble: list = field(default_factory=list)
    ready: asyncio.Event | None = None  # waited for before anything is brought in

    @property
    def library(self):
        return self

    @property
    def export(self):
        return self

    @property
    def bus(self):
        return self

    def tell(self, event):
        self.told.append(event)

    async def picture(self, picture_id):
        for one in self.stored:
            if one.id == picture_id:
                return one
        raise NotFound("No picture has this id.")

    async def pictures_of(self, job_ids):
        return {job: [p for p in self.stored if p.job == job] for job in job_ids}

    async def bring_in(self, path, new, *, seed, origin):
        if self.ready is not None:
            await self.ready.wait()
        if self.trouble:
            raise self.trouble.pop(0)
        self.brought.append((path, new, seed, origin))
        return picture(f"P{len(self.brought)}")

    async def variants(self, pictures, folder, wanted):
        folder.mkdir(parents=True, exist_ok=True)
        for one in pictures:
            self.exported.append((one.id, folder, [variant.name for variant in wanted]))
            for variant in wanted:
                (folder / f"{one.id}-{variant.name}.webp").write_bytes(b"x")
        return list(wanted)
