"""The browse pane kept at what the library holds, and only while it can be seen."""

from datetime import date

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ideogram_desk.desktop.browse.pane import BrowsePane
from ideogram_desk.desktop.browsing import STEPS, Browsing
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain.change import Entry, NewCollection
from ideogram_desk.domain.errors import StoreError
from ideogram_desk.domain.events import LibraryChanged, PicturesChanged, QueueChanged
from ideogram_desk.domain.search import SavedSearch, View
from tests.desktop.browse.conftest import COLLECTIONS, SAVED, make_facets
from tests.desktop.gallery.conftest import NOW, HandTasks


class FakeLibrary:
    """Counts how often it was asked, and by which search."""

    def __init__(self):
        self.facets_of = []
        self.saved = {each.name: each.view for each in SAVED}
        self.error = None
        self.meanwhile = lambda: None  # what happens while it counts

    async def facets(self, view, *, today=None):
        if self.error:
            raise self.error
        self.facets_of.append(view.text)
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return make_facets()

    async def saved_searches(self):
        return [SavedSearch(name, view) for name, view in sorted(self.saved.items())]

    async def save_search(self, name, view):
        if self.error:
            raise self.error
        self.saved[name] = view

    async def remove_search(self, name):
        self.saved.pop(name, None)


class FakeOrganiser:
    def __init__(self):
        self.histories = []

    async def collections(self):
        return list(COLLECTIONS)

    async def history(self, limit):
        self.histories.append(limit)
        return [Entry(1, NOW, "Rated 2 pictures 4 stars", 2)]


class FakeDesk:
    def __init__(self):
        self.library = FakeLibrary()
        self.organising = FakeOrganiser()


class FakeLate:
    def __init__(self, opened):
        self.opened = opened

    async def desk(self):
        return self.opened


class FakeSearching:
    today = date(2026, 11, 21)

    def __init__(self):
        self.toggled = []

    def toggle_filter(self, text):
        self.toggled.append(text)


class FakeGallery(QObject):
    browse_made = Signal(object)
    view_changed = Signal(object)
    save_search_requested = Signal(str, object)

    def __init__(self):
        super().__init__()
        self.browse = None
        self.searching = FakeSearching()
        self.shown = View()

    def view_state(self):
        return self.shown

    def show_view(self, view):
        self.shown = view
        self.view_changed.emit(view)


class FakeToast:
    def __init__(self):
        self.told = []

    def tell(self, text, action):
        self.told.append(text)


class FakeWindow(QWidget):
    def __init__(self):
        super().__init__()
        self.gallery = FakeGallery()
        self.toast = FakeToast()
        self.undo = None

    def offer_undo(self, said, undo):
        self.toast.tell(said, "Undo")
        self.undo = undo


class FakeChanges:
    def __init__(self):
        self.asked = []

    def change(self, change):
        self.asked.append(change)

    def go_to(self, entry):
        self.asked.append(entry)


class Stage:
    """The presenter over fakes, and a pane that is there."""

    def __init__(self, qtbot):
        self.qtbot = qtbot
        self.desk = FakeDesk()
        self.tasks = HandTasks()
        self.window = FakeWindow()
        self.changes = FakeChanges()
        self.browsing = Browsing(self.window, FakeLate(self.desk), self.tasks, self.changes)
        self.gallery = self.window.gallery
        self.library = self.desk.library
        self.pane = BrowsePane(now=lambda: NOW)
        qtbot.addWidget(self.pane)
        self.gallery.browse = self.pane
        self.gallery.browse_made.emit(self.pane)
        self.timer = self.window.findChild(QTimer)

    def show(self):
        self.pane.show()
        self.settle()

    def settle(self):
        """Until the timer has rung and what it started is done."""
        self.qtbot.waitUntil(lambda: not self.timer.isActive())
        self.tasks.run_all()

    def rows(self, key):
        rows = self.pane.page.rows
        parent = rows.index_of(key)
        return [rows.row(rows.index(at, 0, parent)) for at in range(rows.rowCount(parent))]


@pytest.fixture
def stage(qtbot, qapp):
    Theme().prepare(qapp)
    made = Stage(qtbot)
    yield made
    made.tasks.close()
    made.window.deleteLater()


def test_what_nobody_sees_is_not_counted(stage):
    stage.browsing.apply(LibraryChanged((1,)))
    stage.gallery.show_view(View("fern"))
    assert not stage.timer.isActive()
    assert stage.tasks.waiting == []


def test_in_sight_it_is_counted_once(stage):
    stage.show()
    assert stage.library.facets_of == [""]
    assert [row.title for row in stage.rows("tags")] == ["launch", "poster", "coffee"]
    assert [row.title for row in stage.rows("saved")] == ["Best of Lisbon", "Unsorted"]
    assert stage.rows("collections")[0].title == "Clients"
    stage.pane.hide()
    stage.show()
    assert stage.library.facets_of == [""]  # nothing has happened meanwhile


def test_what_is_on_is_told_at_once_and_counted_when_typing_rests(stage):
    stage.show()
    for text in ("tag:p", "tag:poster", "tag:poster fern"):
        stage.gallery.show_view(View(text))
    assert [row.is_on for row in stage.rows("tags")] == [False, True, False]
    assert stage.library.facets_of == [""]
    stage.settle()
    assert stage.library.facets_of == ["", "tag:poster fern"]


def test_counts_of_a_search_that_has_gone_on_are_not_shown(stage):
    stage.show()
    shown = []
    stage.pane.show_all = lambda *told: shown.append(told[3])
    stage.library.meanwhile = lambda: stage.gallery.show_view(View("fern moss"))
    stage.gallery.show_view(View("fern"))
    stage.settle()
    assert stage.library.facets_of == ["", "fern"]
    assert shown == []
    stage.settle()
    assert shown == ["fern moss"]


def test_changes_while_counting_are_counted_after_it_and_not_beside_it(stage):
    stage.show()
    for _ in range(5):
        stage.browsing.apply(LibraryChanged((1,)))
    stage.qtbot.waitUntil(lambda: bool(stage.tasks.waiting))
    stage.browsing.apply(LibraryChanged((1,)))
    stage.qtbot.waitUntil(lambda: not stage.timer.isActive())
    assert len(stage.tasks.waiting) == 1
    stage.library.meanwhile = lambda: stage.browsing.apply(LibraryChanged((2,)))
    stage.tasks.run_all()
    assert len(stage.library.facets_of) == 2
    stage.settle()
    assert len(stage.library.facets_of) == 3
    stage.settle()
    assert len(stage.library.facets_of) == 3


def test_what_comes_due_while_counting_is_not_forgotten(stage):
    def change():
        stage.browsing.apply(LibraryChanged((2,)))
        stage.timer.stop()
        stage.timer.timeout.emit()

    stage.library.meanwhile = change
    stage.show()
    assert len(stage.library.facets_of) == 1
    stage.settle()
    assert len(stage.library.facets_of) == 2


def test_the_queue_at_work_does_not_hurry_the_counting(stage):
    stage.show()
    stage.browsing.apply(QueueChanged())
    assert not stage.timer.isActive()
    stage.browsing.apply(PicturesChanged((1,)))
    assert stage.timer.remainingTime() > 500
    stage.browsing.apply(LibraryChanged((1,)))
    assert stage.timer.remainingTime() < 500
    stage.browsing.apply(PicturesChanged((2,)))
    assert stage.timer.remainingTime() < 500


def test_the_history_is_read_when_it_is_turned_to(stage):
    stage.show()
    assert stage.desk.organising.histories == []
    stage.pane.show_tab("history")
    stage.settle()
    assert stage.desk.organising.histories == [STEPS]
    assert stage.pane.steps.rowCount() == 2  # the change, and the beginning


def test_what_the_pane_asks_goes_where_it_belongs(stage):
    stage.show()
    stage.pane.filter_toggled.emit("tag:poster")
    stage.pane.saved_chosen.emit(View("rating:0"))
    stage.pane.change_requested.emit(NewCollection("Summer"))
    stage.pane.go_to_requested.emit(4)
    assert stage.gallery.searching.toggled == ["tag:poster"]
    assert stage.gallery.shown == View("rating:0")
    assert stage.changes.asked == [NewCollection("Summer"), 4]


def test_a_search_is_kept_from_the_pane_and_from_the_bar(stage):
    stage.show()
    stage.gallery.show_view(View("fern"))
    stage.settle()
    stage.pane.search_saved.emit("Ferns")
    stage.gallery.save_search_requested.emit("Moss", View("moss"))
    stage.tasks.run_all()
    assert stage.library.saved["Ferns"] == View("fern")
    assert stage.library.saved["Moss"] == View("moss")
    stage.settle()
    assert "Ferns" in [row.title for row in stage.rows("saved")]


def test_a_removed_search_can_be_brought_back(stage):
    stage.show()
    stage.pane.saved_removed.emit("Unsorted")
    stage.tasks.run_all()
    assert "Unsorted" not in stage.library.saved
    assert stage.window.toast.told == ["Removed the saved search “Unsorted”."]
    stage.window.undo()
    stage.tasks.run_all()
    assert stage.library.saved["Unsorted"] == View("rating:0")


def test_a_renamed_search_stays_the_same_search(stage):
    stage.show()
    stage.pane.saved_renamed.emit("Unsorted", "UNSORTED")
    stage.tasks.run_all()
    assert stage.library.saved["UNSORTED"] == View("rating:0")
    assert "Unsorted" not in stage.library.saved


def test_a_name_that_is_taken_is_not_taken_again(stage):
    stage.show()
    stage.pane.saved_renamed.emit("Unsorted", "best of lisbon")
    stage.tasks.run_all()
    assert stage.library.saved == {each.name: each.view for each in SAVED}
    assert stage.window.toast.told == ["There is a saved search called “best of lisbon” already."]


def test_a_library_that_cannot_be_read_or_written_is_told_in_a_sentence(stage):
    stage.library.error = StoreError("The library is read only.")
    stage.show()
    stage.pane.search_saved.emit("Ferns")
    stage.tasks.run_all()
    assert stage.window.toast.told == ["The library is read only."]
    stage.library.error = None
    stage.browsing.apply(LibraryChanged((1,)))
    stage.settle()
    assert stage.library.facets_of == [""]  # and it goes on where it can


def test_nothing_is_looked_at_after_the_end(stage):
    stage.show()
    stage.browsing.apply(LibraryChanged((1,)))
    stage.browsing.stop()
    assert not stage.timer.isActive()
