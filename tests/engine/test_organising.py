"""What the desk tells of changes to the library: one event for each, and the totals where needed."""

import pytest

from ideogram_desk.domain.change import NewCollection, Rate, Restore, Trash
from ideogram_desk.domain.errors import StoreError
from ideogram_desk.domain.events import LibraryChanged, PicturesChanged, QueueChanged
from ideogram_desk.domain.job import NewJob, Variant
from ideogram_desk.domain.request import Request
from tests.fakes.ideogram import FakeIdeogram


@pytest.fixture
async def numbers(bench):
    """Four stored pictures; what happened until then is forgotten."""
    jobs = [NewJob(Request(prompt=f"{n} foxes", model="V_2")) for n in range(4)]
    await bench.run(FakeIdeogram(), *jobs)
    bench.events.clear()
    return sorted(await bench.library.numbers(""))


async def test_a_change_of_many_pictures_is_one_event(bench, numbers):
    entry = await bench.desk.organising.change(Rate(numbers, 4))
    (event,) = bench.events
    assert isinstance(event, LibraryChanged)
    assert list(event.numbers) == numbers
    assert (event.said, event.entry) == ("Rated 4 pictures 4 stars", entry)
    assert await bench.desk.organising.history() == [entry]


async def test_what_changes_nothing_tells_nothing(bench, numbers):
    organising = bench.desk.organising
    assert await organising.change(Rate(numbers, 0)) is None
    assert await organising.undo() is None
    assert await organising.redo() is None
    assert await organising.go_to(0) is None
    assert bench.events == []


async def test_the_totals_are_asked_for_again_when_pictures_go_to_the_trash_and_come_back(
    bench, numbers
):
    organising = bench.desk.organising
    await organising.change(Trash(numbers[:1]))
    changed, totals = bench.events
    assert list(changed.hidden) == numbers[:1]
    assert isinstance(totals, QueueChanged)
    assert (await bench.desk.totals()).pictures == 3
    bench.events.clear()
    entry = await organising.undo()
    assert entry.undone
    changed, totals = bench.events
    assert list(changed.shown) == numbers[:1]
    assert changed.said == "Undone: Moved 1 picture to the trash"
    assert (await bench.desk.totals()).pictures == 4


async def test_one_jump_over_many_changes_is_one_event(bench, numbers):
    organising = bench.desk.organising
    first = await organising.change(Rate(numbers[:1], 1))
    await organising.change(Rate(numbers[1:], 2))
    await organising.change(Trash(numbers[:2]))
    await organising.change(Restore(numbers[:1]))
    bench.events.clear()
    assert await organising.go_to(first.number) == first
    (changed,) = [event for event in bench.events if isinstance(event, LibraryChanged)]
    assert list(changed.numbers) == numbers
    assert (list(changed.hidden), list(changed.shown)) == ([], numbers[1:2])
    assert (await organising.redo()).said == "Rated 3 pictures 2 stars"


async def test_collections_and_what_pictures_share_are_read_through_the_desk(bench, numbers):
    organising = bench.desk.organising
    await organising.change(NewCollection("Best"))
    assert [one.name for one in await organising.collections()] == ["Best"]
    with pytest.raises(StoreError, match="here already"):
        await organising.change(NewCollection("best"))
    summary = await organising.summary(numbers)
    assert (summary.count, summary.models) == (4, {"V_2": 4})


async def test_what_was_exported_is_marked(bench, numbers, tmp_path):
    pictures = await bench.library.pictures(numbers[:1])
    await bench.desk.export.variants(pictures, tmp_path / "out", [Variant("s", 8, 8)])
    assert bench.events == [PicturesChanged((numbers[0],))]
    marked = [one.exported for one in await bench.library.tiles(numbers)]
    assert marked == [True, False, False, False]


async def test_a_file_that_is_gone_is_marked_and_unmarked_when_it_is_back(bench, numbers):
    (picture,) = await bench.library.pictures(numbers[:1])
    path = bench.files.absolute(picture.path)
    path.rename(path.with_suffix(".away"))
    assert not await bench.desk.remake_thumbnails(picture)
    (picture,) = await bench.library.pictures(numbers[:1])
    assert picture.missing
    path.with_suffix(".away").rename(path)
    assert await bench.desk.remake_thumbnails(picture)
    (picture,) = await bench.library.pictures(numbers[:1])
    assert not picture.missing
