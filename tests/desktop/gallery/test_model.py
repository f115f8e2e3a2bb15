"""The list of numbers, its records by pages, and how it changes."""

from array import array

import pytest
from PySide6.QtCore import Qt

from ideogram_desk.desktop.gallery.model import MIME, GalleryModel
from ideogram_desk.desktop.gallery.records import PAGE, PAGES
from ideogram_desk.desktop.gallery.rows import Order
from ideogram_desk.desktop.gallery.stacks import Listed
from ideogram_desk.domain.job import JobState, PictureState
from ideogram_desk.domain.search import Group
from tests.desktop.gallery.conftest import NOW, FakeSource


@pytest.fixture
def source():
    return FakeSource(1000)


@pytest.fixture
def model(qtbot, source, tasks, files):
    made = GalleryModel(source, tasks, files, lambda: NOW)
    made.reset(array("q", source.listed))
    return made


def test_the_model_is_a_model(qtmodeltester, model, tasks):
    model.tile(0)
    tasks.run_all()
    qtmodeltester.check(model, force_py=True)


def listed(numbers, *counts):
    groups = tuple(Group(str(place), f"Group {place}", c) for place, c in enumerate(counts))
    return Listed(array("q", numbers), groups)


def test_with_groups_and_changes_it_is_still_a_model(qtmodeltester, model, tasks):
    model.tile(0)
    tasks.run_all()
    qtmodeltester.check(model, force_py=True)  # goes on listening
    everything = range(1000, 0, -1)
    assert model.patch(listed(everything, 400, 600))
    assert model.patch(listed([*range(1000, 700, -1), *range(500, 0, -1)], 300, 500))
    assert model.patch(listed(everything, 400, 600))
    model.prepend([1001, 1002])
    model.flush()
    assert model.remove([1002, 600, 599, 3])
    assert [group.count for group in model.groups] == [401, 597]
    assert model.sections.rows == model.rowCount() == 998


def test_a_list_becomes_another_by_one_step_or_not_at_all(qtbot, model):
    told = []
    model.rowsInserted.connect(lambda _p, first, last: told.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _p, first, last: told.append(("out", first, last)))
    model.regrouped.connect(lambda: told.append("groups"))
    everything = list(range(1000, 0, -1))
    assert model.patch(listed(everything, 1000))
    assert model.patch(listed([*everything[:10], *everything[20:]], 990))
    assert model.patch(listed([1001, *everything[:10], *everything[20:]], 991))
    assert told == ["groups", ("out", 10, 19), ("in", 0, 0)]
    assert not model.patch(listed(everything, 1000))
    assert model.rowCount() == 991
    assert [group.count for group in model.groups] == [991]


def test_rows_that_are_too_scattered_are_left_in(model):
    assert not model.remove(range(2, 1001, 2))
    assert model.rowCount() == 1000


def test_without_an_order_an_answer_is_told_of_all_rows_at_once(model, tasks):
    numbers = [*range(501, 1001), *range(1, 501)]
    model.reset(Listed(array("q", numbers), order=Order.ANY))
    assert (model.row_of(1000), model.row_of(1), model.row_of(5000)) == (499, 500, -1)
    model.tile(0)
    told = []
    model.dataChanged.connect(lambda first, last, *_: told.append((first.row(), last.row())))
    tasks.run_all()
    assert told == [(0, 999)]
    assert model.tile(0).number == 501


def test_a_miss_asks_for_its_page_once(model, source, tasks):
    for _again in range(3):
        assert model.tile(10) is None
        assert model.tile(150) is None
    assert len(tasks.waiting) == 1
    tasks.run_all()
    assert model.tile(10).number == 990
    assert [len(page) for page in source.asked] == [PAGE]


def test_an_arrival_is_one_change(qtbot, model, tasks):
    model.tile(0)
    told = []
    model.dataChanged.connect(lambda first, last, *_: told.append((first.row(), last.row())))
    tasks.run_all()
    assert told == [(0, PAGE - 1)]


def test_a_page_that_arrives_after_the_list_has_changed_is_dropped(model, tasks):
    model.tile(0)
    model.reset(array("q", range(1000, 500, -1)))
    told = []
    model.dataChanged.connect(lambda *_: told.append(1))
    tasks.run_all()
    assert not told
    assert model.look(1000) is None


def test_a_record_that_the_store_does_not_know_is_not_asked_for_again(model, source, tasks):
    source.missing = {1000}
    model.tile(0)
    tasks.run_all()
    assert model.tile(0) is None
    assert not tasks.waiting


def test_a_reading_that_fails_may_be_tried_again(model, source, tasks):
    async def fail(numbers):
        raise OSError("the disk is gone", numbers)

    source.tiles = fail
    model.tile(0)
    with pytest.raises(OSError, match="the disk is gone"):
        tasks.run()
    model.tile(0)
    assert len(tasks.waiting) == 1


def test_no_more_than_forty_pages_are_kept(qtbot, tasks, files):
    source = FakeSource(20_000)
    model = GalleryModel(source, tasks, files, lambda: NOW)
    model.reset(source.listed)
    for row in range(0, 20_000, PAGE):
        model.tile(row)
        tasks.run_all()
    assert len(model._records) == PAGE * PAGES
    assert model.look(20_000) is None


def test_new_pictures_of_one_tick_come_in_together(qtbot, model):
    told = []
    model.rowsInserted.connect(lambda _p, first, last: told.append((first, last)))
    model.prepend([1001, 1002])
    model.prepend([1003])
    assert model.rowCount() == 1000
    qtbot.waitUntil(lambda: model.rowCount() == 1003)
    assert told == [(0, 2)]
    assert [model.number_at(row) for row in range(4)] == [1003, 1002, 1001, 1000]


def test_known_and_old_numbers_find_their_place(qtbot, model):
    model.remove([500, 501, 700])
    model.prepend([500, 501, 700, 999, 1001])
    model.flush()
    assert list(model.slice(0, 1000)) == list(range(1001, 0, -1))


def test_records_outlive_an_insertion(model, tasks):
    model.tile(0)
    tasks.run_all()
    model.prepend(range(1001, 1101))
    model.flush()
    assert model.tile(100).number == 1000
    assert not tasks.waiting


def test_removal_takes_runs_out_from_the_end(qtbot, model):
    told = []
    model.rowsRemoved.connect(lambda _p, first, last: told.append((first, last)))
    model.remove([1000, 999, 5, 4, 3, 123_456])
    assert told == [(995, 997), (0, 1)]
    assert model.rowCount() == 995
    assert model.row_of(5) == -1
    assert model.row_of(2) == 993


def test_only_what_has_been_looked_at_is_read_again(qtbot, model, source, tasks):
    model.tile(0)
    tasks.run_all()
    source.special[999] = {"favorite": True}
    model.refresh([999, 2])
    model.refresh([999])
    model.flush()
    tasks.run_all()
    assert source.asked[1:] == [[999]]
    assert model.tile(1).favorite


def test_the_older_of_two_answers_is_not_believed(model, source, tasks):
    model.tile(0)
    tasks.run_all()
    model.refresh([999])
    model.flush()
    model.refresh([999])
    model.flush()
    source.special[999] = {"rating": 5}
    tasks.run(1)
    source.special[999] = {"rating": 1}
    tasks.run(0)
    assert model.tile(1).rating == 5


def test_a_record_being_read_again_is_not_kept_over_a_reset(model, tasks):
    model.tile(0)
    tasks.run_all()
    model.refresh([999])
    model.flush()
    model.reset(array("q", range(1000, 0, -1)))
    assert model.look(999) is None
    assert model.look(998) is not None


def test_a_picture_is_described_in_a_sentence(model, source, tasks):
    source.special[1000] = {"favorite": True, "rating": 3, "sandbox": True}
    source.special[999] = {"state": PictureState.EXPECTED, "job_state": JobState.ACCEPTED}
    model.tile(0)
    tasks.run_all()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0).data(role) == (
        "Picture, a poster of fern number 1000, 16:9, stored, favorite, 3 of 5 stars, sandbox"
    )
    assert model.index(1).data(role) == "Picture, a poster of fern number 999, 16:9, generating"
    assert model.index(0).data(model.NumberRole) == 1000
    assert model.index(2).data() == "a poster of fern number 998"


def test_files_and_numbers_of_stored_pictures_are_dragged(model, source, tasks, files):
    source.special[999] = {"state": PictureState.EXPECTED, "path": None}
    model.tile(0)
    tasks.run_all()
    data = model.mimeData([model.index(0), model.index(1), model.index(2)])
    assert [url.toLocalFile() for url in data.urls()] == [
        str(files(f"pictures/{n}.png")) for n in (1000, 998)
    ]
    assert bytes(data.data(MIME).data()) == b"1000,998"
    assert model.supportedDragActions() == Qt.DropAction.CopyAction
